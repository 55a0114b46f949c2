"""Align contents with quotation marks, and add quotations without a cue.

The model labels words, but a statement should contain whole quotations:

- A content that covers most of a quotation is extended to all of it, marks included.
- A quotation that continues after its cue joins the statement before it: '"We go," said Tarn. "All of us."'
- A quotation that no statement claims becomes a statement of its own where the model sees content in it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from operator import itemgetter

from onrecord.encoder.model import Floats
from onrecord.encoder.quotations import MARKS, Quotation
from onrecord.encoder.words import Words
from onrecord.spans import covered_length, merge_spans, subtract_spans
from onrecord.statements.drafts import Draft, DraftList
from onrecord.statements.unclaimed import (
    MIN_QUOTATION_SHARE,
    Continuations,
    QuotationThresholds,
    find_attribution,
    find_other_subject,
    find_rejected_draft,
    find_signature,
    looks_like_content,
)
from onrecord.types import Span, Spans

# "Tarn, who has had a hard year, is": the subject, its relative clause, and the dash or comma that ends it.
_ASIDE = re.compile(r"[^,]+,\s+(?:who|whose|which)\b.*[,—–]\s*(?=\w)", re.DOTALL)
# "told the jury Tarn |had left|", "told |the jury Tarn had left|": the content is "Tarn had left".
_TOLD = re.compile(r"(?:told|tells?|telling)\Z", re.IGNORECASE)
_ADDRESSEE_AND_SUBJECT = re.compile(
    r"\s(?:(?:the|an?|his|her|their|its)\s)?[a-z]+\s(?:[a-z]+\s)?"
    r"(?P<subject>(?:(?:Mr|Mrs|Ms|Dr)\.?\s)?[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+){0,3})\s"
)
# "told the BBC people |might wait|".
_NAME_AND_SUBJECT = re.compile(
    r"\s(?:the\s)?[A-Z][\w.’'-]*(?:\s[A-Z][\w.’'-]*){0,3}\s(?P<subject>[a-z’'-]+(?:\s[a-z’'-]+){0,2}?)\s"
)
_FINITE = re.compile(r"(?:had|has|was|were|is|are|would|could|did|will|might|should)(?:n[’']t)?\b")
# 'it |"won’t float"| and |left|'.
_NARRATED = re.compile(
    r"""\w\s+(?P<quotation>["“](?:(?:would|could|should|might|must|may|will|can)(?P<not>n[‘’']t|\s+not)?|won[‘’']t)
    \b[^"“”]*["”])\s+and\s+(?P<verb>\w+)\b[^"“”]*\Z""",
    re.VERBOSE,
)
PAST = re.compile(
    r"\w{3,}ed|left|went|came|took|gave|told|made|began|sent|kept|held|fell|ran|saw|met|stood|won|lost|brought|sat|drove|wrote"
    r"|threw|drew|flew|chose|spoke|broke|sold|bought|built|caught|paid|led|fled",
    re.IGNORECASE,
)
# The same in the past and after a modal verb.
_EITHER = re.compile(r"cut|put|set|let|hit|shut|quit|read|cast|split|spread", re.IGNORECASE)
# "“It was late.” |Una Moll said|: “We go.”": the colon leads in what follows, and the full stop ends what comes before.
_ENDED = re.compile(r"\.[\"”]\s+\Z")
_LEAD_IN = re.compile(r":\s*[\"“]")
_MAX_GAP = 2
"""Maximum number of characters between a quotation and its cue or source: ": ", ", "."""
_MAX_HEADLINE = 7
"""Maximum number of words of a headline that is one statement as a whole if a part of it is quoted."""
_MIN_LEAD_WORDS = 3
"""Minimum number of words of a quotation that opens a headline: "‘Brat’: album of the year" has the title of a work."""
# The end of a paragraph whose quotation the next paragraph opens again: "We go|.\n“|We row".
_GOES_ON = re.compile(r"([.!?…]++)[^\S\n]*+\n\s*+[\"“]")
_DOUBLE_MARKS = re.compile('[“”"]')
_TRIMMED = frozenset(" \t\n\r\u00a0,;:—–-…")


def complete(
    drafts: Sequence[Draft],
    words: Words,
    *,
    probability: Floats,
    thresholds: QuotationThresholds,
    rejected: Sequence[Draft] = (),
) -> list[Draft]:
    """Align ``drafts`` with the quotations of the text, and add drafts for unclaimed quotations.

    ``rejected`` are the attributions that ``selection`` did not select, in descending order of probability. One of
    them is used after all if it covers a quotation that turns out to be content.

    *Shape:* ``probability`` [words], of each word to be part of a content.
    """
    # Marks without a word between them, as in "sa““““>", are not a quotation.
    outer_quotations = [
        replace(quotation, closed=quotation.closed or _goes_on(quotation, words))
        for quotation in words.quotations
        if quotation.depth == 0 and any(map(str.isalnum, words.text[slice(*quotation.inner)]))
    ]
    extended = extend_to_quotations(drafts, outer_quotations)
    whole = (_restore_subject(draft, words.text) for draft in extended)
    later = (_drop_ended(draft, words.text) for draft in whole)
    narrowed = (_drop_narration(_drop_aside(draft, words.text), words.text) for draft in later)
    trimmed = (trim(draft, words.text) for draft in narrowed)
    spans = [quotation.span for quotation in outer_quotations]
    completed = DraftList(part for draft in trimmed if draft.content for part in _split_paragraphs(draft, words, spans))
    rejected_drafts = DraftList(rejected)
    _add_attributed(completed, outer_quotations, words)
    continuations = Continuations(completed)
    for quotation in outer_quotations:
        claims = completed.contents.overlapping(quotation.span)
        signed = find_signature(quotation, words)
        if signed is not None and not any(completed[number].cue or completed[number].source for number in claims):
            for number in claims:
                del completed[number]
            claims = []
        if not all(_is_reported_in(quotation, completed[number]) for number in claims):
            continue
        leads = _leads_headline(quotation, words)
        for number in claims if leads else ():
            del completed[number]
        continued = continuations.find_continued(quotation, words)
        if continued is not None:
            continuations.join(quotation, continued)
        elif signed is not None:
            continuations.add(signed)
        elif leads or looks_like_content(quotation, words, probability=probability, thresholds=thresholds):
            continuations.add(
                _restore_rejected(quotation, rejected_drafts, completed, words, spans)
                or Draft((_short_headline(quotation, words) or quotation.span,), (), (), "quotation")
            )
    return continuations.joined()


def _add_attributed(drafts: DraftList, quotations: Iterable[Quotation], words: Words) -> None:
    """Add a draft for each of ``quotations`` that is followed by a cue which no draft has: “No” in '“It is late,” Moll
    said. “No,” said Tarn.' What comes before the cue takes nothing from there on."""
    attributed_quotations = ((quotation, find_attribution(quotation, words)) for quotation in quotations)
    attributions = {quotation.span: attributed for quotation, attributed in attributed_quotations if attributed}
    cues_by_start = {span[0]: attributed.cue for span, attributed in attributions.items()}
    for span, attributed in attributions.items():
        if drafts.cues.overlapping(attributed.cue[0]):
            continue
        start, block_end = span[0], words.blocks[words.block_at(span[0])].span[1]
        end = max(attributed.cue[0][1], attributed.source[0][1])
        kept: dict[int, Spans] = {}
        for number in drafts.contents.overlapping((start, block_end)):
            draft = drafts[number]
            # The draft of '“No,” said Tarn' may have the quotation before it, whose cue is its own.
            own_cue = cues_by_start.get(draft.content[-1][0], ())
            is_later = draft.content[-1][0] >= end and any(covered_length(cue, draft.cue) for cue in own_cue)
            if is_later or not draft.cue or draft.cue[-1][1] <= start:
                kept[number] = subtract_spans(draft.content, [(start, end if is_later else block_end)])
        # 'Moll said “It is late,” Moll said' has its cue, and so has '“It is late,” Moll said, according to Tarn'.
        if any(drafts[number].cue and not kept.get(number) for number in drafts.contents.overlapping(span)):
            continue
        for number, content in kept.items():
            if content and drafts[number].cue:
                drafts[number] = replace(drafts[number], content=content)
            elif not content and not drafts[number].cue and drafts[number].start == start:
                del drafts[number]
        drafts.append(attributed)


def _leads_headline(quotation: Quotation, words: Words) -> bool:
    """Return true if ``quotation`` opens the headline, before a colon: "‘We heard it leak’: a village on the flood".

    Headlines further down are links to other pages. Parts that the model finds inside the quotation ("|we| |heard| |it
    leak|") are not statements within it.
    """
    number = words.block_at(quotation.span[0])
    block = words.blocks[number]
    word_count, _ = words.count(words.within(quotation.inner))
    is_headline = all(block.role == "headline" for block in words.blocks[: number + 1])
    opens = is_headline and quotation.span[0] == block.span[0] and word_count >= _MIN_LEAD_WORDS
    return opens and words.text[quotation.span[1] : block.span[1]].lstrip().startswith(":")


def _short_headline(quotation: Quotation, words: Words) -> Span | None:
    """Return the span of the whole headline if ``quotation`` is a part of a short one: "Harbour 'to be dredged'".

    A short headline reports the statement in as few words as possible. On the training pages 6 of 8 such headlines are
    annotated as a whole; in longer ones most words are the writer's own.
    """
    block = words.blocks[words.block_at(quotation.span[0])]
    text = words.text[slice(*block.span)]
    is_part = block.role == "headline" and quotation.span != block.span and ":" not in text
    return block.span if is_part and len(text.split()) <= _MAX_HEADLINE else None


def _restore_rejected(
    quotation: Quotation, rejected: DraftList, drafts: DraftList, words: Words, quotations: Sequence[Span]
) -> Draft | None:
    """Return the most probable rejected draft for ``quotation``, extended to it, without what ``drafts`` claim and
    without ``quotations`` in further paragraphs.

    Null if there is none, or if no word of it is left.
    """
    restored = find_rejected_draft(quotation, rejected)
    if restored is None:
        return None
    numbers = {number for span in restored.content for number in drafts.contents.overlapping(span)}
    claiming = (drafts[number] for number in numbers if not _is_reported_in(quotation, drafts[number]))
    content = subtract_spans(restored.content, [span for draft in claiming for span in draft.content])
    [extended] = extend_to_quotations([replace(restored, content=content)], [quotation])
    trimmed = trim(extended, words.text)
    return _split_paragraphs(trimmed, words, quotations)[0] if trimmed.content else None


def extend_to_quotations(drafts: Iterable[Draft], quotations: Sequence[Quotation]) -> list[Draft]:
    """Assign each quotation as a whole to the draft that covers most of it, if that draft covers at least half."""
    extended = DraftList(drafts)
    for quotation in quotations:
        claimants = [
            number
            for number in extended.contents.overlapping(quotation.inner)
            if not _is_reported_in(quotation, extended[number])
        ]
        if not claimants:
            continue
        coverage = {number: covered_length(quotation.inner, extended[number].content) for number in claimants}
        length = quotation.inner[1] - quotation.inner[0]
        best = max(claimants, key=lambda number: coverage[number])
        if coverage[best] < MIN_QUOTATION_SHARE * length and not _adjoins(extended[best], quotation):
            continue
        for number in claimants:
            draft = extended[number]
            # A draft whose cue is inside the quotation is reported in it and keeps its words: “She said no,” said
            # Tarn.
            if number != best and not covered_length(quotation.span, draft.cue):
                extended[number] = replace(draft, content=subtract_spans(draft.content, [quotation.span]))
        draft = extended[best]
        extension = subtract_spans([quotation.span], (*draft.cue, *draft.source))
        extended[best] = replace(draft, content=merge_spans((*draft.content, *extension)))
    return [draft for draft in extended if draft.content]


def _adjoins(draft: Draft, quotation: Quotation) -> bool:
    """Return true if the cue or source of ``draft`` stands next to ``quotation``, and its content begins or ends there.

    The model labels at most 80 words on either side of a cue: of a longer quotation, the part that is next to it.
    """
    (start, end), spans = quotation.span, (*draft.cue, *draft.source)
    leads = any(0 <= start - span[1] <= _MAX_GAP for span in spans) and draft.content[0][0] <= quotation.inner[0] + 1
    follows = any(0 <= span[0] - end <= _MAX_GAP for span in spans) and draft.content[-1][1] >= quotation.inner[1] - 1
    return leads or follows


def _goes_on(quotation: Quotation, words: Words) -> bool:
    """Return true if the next paragraph begins with the mark of ``quotation``: one that is left open then goes on."""
    following = words.block_at(quotation.span[0]) + 1
    is_last = following == len(words.blocks)
    return not is_last and words.text[words.blocks[following].span[0]] == words.text[quotation.span[0]]


def _is_reported_in(quotation: Quotation, draft: Draft) -> bool:
    """Return true if all of ``draft`` is inside ``quotation``, whose speaker reports it: “She told me it leaked.”"""
    spans = (*draft.cue, *draft.source, *draft.content)
    return quotation.closed and bool(draft.cue) and all(covered_length(span, [quotation.inner]) for span in spans)


def _split_paragraphs(draft: Draft, words: Words, quotations: Sequence[Span]) -> list[Draft]:
    """Split off the ``quotations`` in further paragraphs and after a sentence with another subject: each is a statement
    of its own, as a whole, even if the model sees only its last words, and without a cue other than "Moll nods"."""
    cue = draft.cue or draft.content[:1]
    own_blocks = {words.block_at(span[0]) for span in (*cue, draft.content[0])}
    further: dict[Span, Span] = {}
    speakers: dict[Span, tuple[Spans, Spans]] = {}
    for start, end in draft.content:
        subject = find_other_subject(draft, start, words.text)
        if words.block_at(start) not in own_blocks or subject:
            number = bisect_right(quotations, start, key=itemgetter(0)) - 1
            if number >= 0 and start < quotations[number][1]:
                further[start, end] = quotations[number][0], max(end, quotations[number][1])
            elif words.text[start] in '"“':
                further[start, end] = start, end
            if subject and (start, end) in further:
                speakers[further[start, end]] = subject
    if not further:
        return [draft]
    own = tuple(span for span in draft.content if span not in further)
    wholes = dict.fromkeys(further.values())
    further_drafts = (Draft((span,), *speakers.get(span, ((), ())), "quotation") for span in wholes)
    return [replace(draft, content=own), *further_drafts]


def _restore_subject(draft: Draft, text: str) -> Draft:
    """Begin the content with its subject where the model takes that for part of the addressee, or the addressee for
    part of the content."""
    start, end = draft.content[0]
    if not draft.cue or draft.cue[-1][1] >= start or not _TOLD.search(text[slice(*draft.cue[-1])]):
        return draft
    told_end = draft.cue[-1][1]
    phrases = _NAME_AND_SUBJECT.fullmatch(text, told_end, start) or _ADDRESSEE_AND_SUBJECT.match(text, told_end)
    if phrases is None or start not in (phrases.start() + 1, phrases.end()) or not _FINITE.match(text, phrases.end()):
        return draft
    return replace(draft, content=((phrases.start("subject"), end), *draft.content[1:]))


def _drop_ended(draft: Draft, text: str) -> Draft:
    """Drop quotations that ended before the source of a quotation that follows a colon: “It was late.” in
    '“It was late.” Una Moll wrote on her blog: “We go.”'."""
    spans = (*draft.source, *draft.cue)
    start = min(spans)[0] if draft.source and draft.cue else 0
    later = tuple(span for span in draft.content if span[0] > start)
    has_ended = start and text[start].isupper() and _ENDED.search(text, max(0, start - 5), start)
    if not has_ended or not later or len(later) == len(draft.content):
        return draft
    end = max(spans, key=itemgetter(1))[1]
    is_led_in = _LEAD_IN.search(text, end, later[0][0] + 2) is not None
    return replace(draft, content=later) if is_led_in else draft


def _drop_aside(draft: Draft, text: str) -> Draft:
    """Drop the narrator's subject and relative clause from the start of a partly quoted content before its cue.

    'Tarn, who has had a hard year, is "still here," Moll said' has the content 'is "still here,"'. With the cue in
    front, 'Moll said Tarn, who has had a hard year, is "still here"', the clause is Moll's.
    """
    start, end = draft.content[0]
    mark = next((index for index in range(start, end) if text[index] in MARKS and text[index] not in "'’"), start)
    aside = _ASIDE.match(text, start, mark)
    if aside is None or not draft.cue or draft.cue[0][0] < end:
        return draft
    return replace(draft, content=((aside.end(), end), *draft.content[1:]))


def _drop_narration(draft: Draft, text: str) -> Draft:
    """Drop an action of the speaker from the end of a partly quoted content: 'Moll thought it "won’t float" |and
    left|'.

    The verb after the quotation cannot belong to the modal verb in it: it is in the past, or the modal verb is denied.
    """
    start, end = draft.content[-1]
    tail = _NARRATED.search(text, start, end) if draft.cue and draft.cue[0][0] < start else None
    if tail is None or not (PAST.fullmatch(tail["verb"]) or (tail["not"] and _EITHER.fullmatch(tail["verb"]))):
        return draft
    return replace(draft, content=(*draft.content[:-1], (start, tail.end("quotation"))))


def trim(draft: Draft, text: str) -> Draft:
    """Cut white space and punctuation from the ends of unquoted parts, and drop parts without a word."""
    parts: list[Span] = []
    for start, end in draft.content:
        while start < end and text[start] in _TRIMMED:
            start += 1
        while end > start and (text[end - 1] in _TRIMMED or text[end - 1] in ".!?"):
            end -= 1
        end = _restore_end(text, start, end)
        if any(character.isalnum() for character in text[start:end]):
            parts.append((start, end))
    return draft if tuple(parts) == draft.content else replace(draft, content=tuple(parts))


def _restore_end(text: str, start: int, end: int) -> int:
    """Return ``end`` with the trimmed punctuation that belongs to the content.

    That is everything up to a closing quotation mark ("mine." with its full stop and mark), the end of a quotation that
    the next paragraph goes on with, and the last full stop of an abbreviation ("at 9 p.m.").
    """
    part = text[start:end]
    marks = _DOUBLE_MARKS.findall(part)
    is_open = marks[-1:] == ["“"] or (marks[-1:] == ['"'] and len(marks) % 2 == 1)
    if is_open and (continuation := _GOES_ON.match(text, end)):
        return continuation.end(1)
    tail = text[end : end + 3]
    for length, character in enumerate(tail, start=1):
        if character in MARKS and any(mark in MARKS for mark in part):
            return end + length
        if character not in ".,!?;:…":
            break
    return end + 1 if text[end : end + 1] == "." and text[max(start, end - 2) : end - 1] == "." else end


def quoted_share(words: Words, content: Spans) -> float:
    """Return the share of the words of ``content`` that are in quotation marks, from 0 to 1."""
    counts = [words.count(words.within(span)) for span in content]
    total = sum(word_count for word_count, _ in counts)
    return sum(quoted_count for _, quoted_count in counts) / total if total else 0.0
