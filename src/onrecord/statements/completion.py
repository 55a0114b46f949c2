"""Make contents and quotation marks agree, and find the quotations that stand without a cue.

The model scores words; a reader expects whole quotations. A content that holds most of a quotation takes all of it,
marks included; a quotation that goes on behind its cue joins the statement that it goes on from; and one that nobody
claims is a statement of its own where the model sees content in it or where it fills its paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from onrecord.encoder.model import Floats
from onrecord.encoder.quotations import MARKS, Quotation
from onrecord.encoder.words import Words
from onrecord.statements.drafts import Draft, covered, merged, without
from onrecord.statements.unclaimed import MOST, QuotationThresholds, goes_on_from, is_content, signature, spare_for
from onrecord.types import Span, Spans

_ASIDE = re.compile(r"[^,]+,\s+(?:who|whose|which)\b.*[,—–]\s*(?=\w)", re.DOTALL)
_TRIM = frozenset(" \t\n\r\u00a0,;:—–-…")


def complete(
    drafts: Sequence[Draft],
    words: Words,
    *,
    probability: Floats,
    thresholds: QuotationThresholds,
    spare: Sequence[Draft] = (),
) -> list[Draft]:
    """Complete ``drafts`` and add unclaimed quotations.

    ``probability`` [words]: of each word to be content; ``spare``: attributions that were not likely enough to be
    kept, the likeliest first, for quotations that turn out to be content all the same.
    """
    outer = [quotation for quotation in words.quotations if quotation.depth == 0]
    completed = _take_whole(list(drafts), outer)
    completed = [_without_aside(draft, words.text) for draft in completed]
    completed = [trimmed for draft in completed if (trimmed := _trim(draft, words.text)).content]
    for quotation in outer:
        if any(covered(quotation.span, draft.content) for draft in completed):
            continue
        previous = goes_on_from(quotation, completed, words)
        signed = signature(quotation, words)
        if previous is not None:
            at = completed.index(previous)
            completed[at] = replace(previous, content=merged((*previous.content, quotation.span)))
        elif signed is not None:
            completed.append(signed)
        elif is_content(quotation, words, probability=probability, thresholds=thresholds):
            completed.append(
                _revived(quotation, spare, completed, words) or Draft((quotation.span,), (), (), "quotation")
            )
    return completed


def _revived(quotation: Quotation, spare: Sequence[Draft], drafts: Sequence[Draft], words: Words) -> Draft | None:
    """The likeliest of ``spare`` for ``quotation``, with all of it and with nothing that others of ``drafts`` hold."""
    draft = spare_for(quotation, spare)
    if draft is None:
        return None
    taken = [span for other in drafts for span in other.content]
    [whole] = _take_whole([replace(draft, content=without(draft.content, taken))], [quotation])
    return _trim(whole, words.text)


def _take_whole(drafts: list[Draft], quotations: Sequence[Quotation]) -> list[Draft]:
    """Let each quotation belong wholly to the draft that holds most of it, if one holds enough."""
    for quotation in quotations:
        shares = [covered(quotation.inner, draft.content) for draft in drafts]
        length = quotation.inner[1] - quotation.inner[0]
        holders = [at for at, share in enumerate(shares) if share]
        if not holders:
            continue
        best = max(holders, key=lambda at: shares[at])
        if shares[best] < MOST * length:
            continue
        for at in holders:
            if at != best and not covered(quotation.span, drafts[at].cue):  # with its cue inside it is reported in it
                drafts[at] = replace(drafts[at], content=without(drafts[at].content, [quotation.span]))
        whole = without([quotation.span], (*drafts[best].cue, *drafts[best].source))
        drafts[best] = replace(drafts[best], content=merged((*drafts[best].content, *whole)))
    return [draft for draft in drafts if draft.content]


def _without_aside(draft: Draft, text: str) -> Draft:
    """Begin behind the narrator's aside where a quotation with its cue behind it closes the narrator's own sentence.

    'Tarn, who has had a hard year, is "still here," Moll said': what Moll said is 'is "still here,"'.
    """
    start, end = draft.content[0]
    mark = next((at for at in range(start, end) if text[at] in MARKS and text[at] not in "'’"), start)
    aside = _ASIDE.match(text, start, mark)
    if aside is None or not draft.cue or draft.cue[0][0] < end:
        return draft
    return replace(draft, content=((aside.end(), end), *draft.content[1:]))


def _trim(draft: Draft, text: str) -> Draft:
    """Cut blanks, commas and full stops from the ends of unquoted parts, and drop parts that hold no word."""
    parts: list[Span] = []
    for start, end in draft.content:
        while start < end and text[start] in _TRIM:
            start += 1
        while end > start and (text[end - 1] in _TRIM or text[end - 1] in ".!?"):
            end -= 1
        end = _closing_mark(text, start, end)
        if any(character.isalnum() for character in text[start:end]):
            parts.append((start, end))
    return replace(draft, content=tuple(parts))


def _closing_mark(text: str, start: int, end: int) -> int:
    """Take a mark of the end back in where it stands before a closing quotation mark, or is part of an abbreviation."""
    tail = text[end : end + 3]
    for length, character in enumerate(tail, start=1):
        if character in MARKS and any(mark in MARKS for mark in text[start:end]):
            return end + length
        if character not in ".,!?;:…":
            break
    return end + 1 if text[end : end + 1] == "." and text[max(start, end - 2) : end - 1] == "." else end


def quoted_share(words: Words, content: Spans) -> float:
    """Which share of the words of ``content`` stand in quotation marks."""
    counts = [words.count(words.within(span)) for span in content]
    total = sum(proper for proper, _ in counts)
    return sum(quoted for _, quoted in counts) / total if total else 0.0
