"""Quotations in paragraphs of their own whose speaker the line above or below names: "Orla Tarn, on the new ferry"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise, takewhile
from typing import NamedTuple

from onrecord.encoder.quotations import MARKS
from onrecord.encoder.words import Words
from onrecord.spans import covered_length, subtract_spans
from onrecord.statements.drafts import Draft
from onrecord.types import Span, Spans

_WORD = r"[A-Z][\w.-]*(?:['’][A-Z]\w+)?"
_NAME = rf"{_WORD}(?: (?:de|der|la|van|von|bin|{_WORD})){{1,4}}(?=[,.;:(]| [a-z(—–-]|\Z)"
_TITLED = rf"(?P<speaker>(?:the )?(?:[\w'’-]+ ){{0,5}}?{_NAME})"
# "Orla Tarn", "Calder manager Orla Tarn:", "Former champion Orla Tarn when asked about it", "— Orla Tarn, 42, teacher".
_LINE = re.compile(
    rf"(?:[―—–-]+ ?)?(?P<speaker>(?:[A-Z\d][\w'’.-]* (?:[\w'’-]+ ){{0,4}}?)?{_NAME})(?P<rest>\.?\Z|[,(:].*+"
    r"| (?:about|after|ahead|as|at|before|during|following|from|in|of|on|to|upon|when|while|with)\b.*+)",
    re.DOTALL,
)
# "Orla Tarn, 42, teacher", a line that begins with a name.
_HEADING = re.compile(rf"{_NAME}(?:[,(]|\Z)")
# "Orla Tarn, 42, teacher": with an age it is the name of a speaker, even if it is the only one.
_HEADING_WITH_AGE = re.compile(rf"{_NAME}, \d\d(?:,|\Z)")
# "An unnamed steward", in a list of such lines.
_UNNAMED_LINE = re.compile(r"(?:[―—–-]+ ?)?(?P<speaker>(?:An?|One)(?: [\w'’-]+){1,8})(?P<rest>)\Z")
# A line is no sentence, "Orla Tarn, the mayor, was late", unless a clause has the verb: "Orla Tarn, who was late".
_FINITE = re.compile(r"\b(?:is|are|was|were|has|have|had|will|would|said|says|told|wept|won|left|met)\b")
_CLAUSE = re.compile(r"\b(?:who|whose|which|that|when|while|as|after|before|if|why|how|what|because|where)\b")
_MAX_LINE_CHARS = 160
_MIN_NAMES = 2
"""Number of different names on the lines of a list of quotations: a single one may be that of the author."""
_VERDICT = (
    r"(?:words?|verdict|views?|message|assessment|reaction|response|answer|opinion|summary|conclusion|warning|plea"
    r"|promise|complaint|lament|advice|prediction|description|judge?ment)"
)
_REFERRING = [
    re.compile(pattern)
    for pattern in (
        rf"Th(?:at|is|ose|ese) (?:is|was|are|were) the (?:[a-z-]+ ){{0,2}}?(?P<cue>{_VERDICT}) (?:of|from) {_TITLED}",
        rf"(?:So|Thus) (?P<cue>said|says|spoke|wrote|writes) {_TITLED}",
        rf"(?P<cue>Thus) {_TITLED},",
        rf"The (?P<cue>words) of {_TITLED}[,.;:]",
        rf"(?:This|That) (?:is|was) how {_TITLED}(?:,[^,.]{{1,60}},)? (?P<cue>summed|described|put|answered)\b",
        rf"With (?:these|those) (?P<cue>words),? {_TITLED}",
    )
]
"""A paragraph below a quotation that names its speaker: "That was the verdict of Orla Tarn", "So said Orla Tarn"."""
_SPEAKING = re.compile(rf"{_TITLED}(?:,[^,.]{{1,80}},)? (?:is|was) (?P<cue>speaking|talking)\b")
"""The same below a quotation that opens the article: "Orla Tarn, the mayor, was speaking after the vote"."""


class _Paragraph(NamedTuple):
    """A paragraph that is a quotation, or a line with a name, or neither."""

    span: Span
    drafts: tuple[int, ...] = ()
    """The numbers of the drafts of a quotation; empty for other paragraphs."""
    speaker: Span | None = None
    """The speaker on a line; null for other paragraphs."""


def find_signatures(drafts: Sequence[Draft], words: Words) -> list[Draft]:
    """Give the quotations among ``drafts`` that fill a paragraph the source that the paragraph beside it names.

    In a list of quotations the lines with names come first if it begins with one and ends with a quotation, and the
    quotations if it is the other way round. Otherwise either is possible, and its quotations have no source.
    """
    signed = list(drafts)
    paragraphs = _read_paragraphs(drafts, words)
    for listed in _find_lists(_with_lead(paragraphs, words), words.text):
        _sign_list(signed, listed, words.text)
    for above, quotation in pairwise(paragraphs):
        # "Orla Tarn told reporters:" above “It is late.” and "Piet Quill, the mayor, agreed." below it.
        is_led_in = words.text[above.span[1] - 1] == ":" and not above.speaker
        for number in quotation.drafts if is_led_in else ():
            if signed[number].cue and signed[number].cue[0][0] > quotation.span[1]:
                signed[number] = replace(signed[number], cue=(), source=())
    for quotation, below in pairwise(paragraphs):
        match = _find_reference(below, words.text, is_lead=quotation is paragraphs[0]) if quotation.drafts else None
        for number in quotation.drafts if match else ():
            if match and not signed[number].source:
                signed[number] = replace(signed[number], cue=(match.span("cue"),), source=(match.span("speaker"),))
    return signed


def warn_of_undecided_lists(drafts: Sequence[Draft], words: Words) -> list[str]:
    """Return a warning for each list of quotations without sources that may be above or below the lines with names."""
    warnings: list[str] = []
    for listed in _find_lists(_with_lead(_read_paragraphs(drafts, words), words), words.text):
        unsigned = [number for paragraph in listed for number in paragraph.drafts if not drafts[number].source]
        if unsigned and not _direction(listed, words.text):
            warnings.append(
                f"{len(unsigned)} quotations have no speaker, because the line above or the line below each may name "
                f"the speaker (from character {drafts[unsigned[0]].start})."
            )
    return warnings


def _with_lead(paragraphs: list[_Paragraph], words: Words) -> list[_Paragraph]:
    """Add the last line of the titles in front of ``paragraphs``, if it is the name above the first quotation of a list
    that ends with a quotation: "The picket line", "Orla Tarn, 42, teacher", “It is late.”"""
    titles = [block.span for block in takewhile(lambda block: block.role == "headline", words.blocks)]
    first_list = [*takewhile(lambda paragraph: paragraph.drafts or paragraph.speaker, paragraphs)]
    is_led = len(titles) > 1 and first_list and first_list[0].drafts and first_list[-1].drafts
    speaker = _read_line(words.text, titles[-1]) if is_led and _HEADING.match(words.text, *titles[-1]) else None
    return [_Paragraph(titles[-1], speaker=speaker), *paragraphs] if speaker else paragraphs


def _sign_list(signed: list[Draft], listed: Sequence[_Paragraph], text: str) -> None:
    """Give each draft of a list the source on its line."""
    direction = _direction(listed, text)
    extent = listed[0].span[0], listed[-1].span[1]
    source: Spans = ()
    for paragraph in reversed(listed) if direction > 0 else listed:
        if paragraph.speaker and direction:
            source = (paragraph.speaker,)
        for number in paragraph.drafts:
            draft = signed[number]
            # A signature with a dash has its source already, and so has Tarn in "Tarn was cross:" above the list.
            if draft.source != source and (not draft.source or covered_length(extent, draft.source)):
                signed[number] = replace(draft, cue=(), source=source)


def _find_reference(below: _Paragraph, text: str, *, is_lead: bool) -> re.Match[str] | None:
    """Find the speaker of a quotation in the paragraph ``below``. ``is_lead``: it opens the article."""
    patterns = [*_REFERRING, _SPEAKING] if is_lead else _REFERRING
    return next(filter(None, (pattern.match(text, *below.span) for pattern in patterns)), None)


def _read_paragraphs(drafts: Sequence[Draft], words: Words) -> list[_Paragraph]:
    by_block: defaultdict[int, list[int]] = defaultdict(list)
    for number, draft in enumerate(drafts):
        by_block[words.block_at(draft.start)].append(number)
    paragraphs: list[_Paragraph] = []
    for block_number, block in enumerate(words.blocks):
        numbers = tuple(by_block.get(block_number, ()))
        begun = [drafts[number] for number in numbers]
        if block.role != "body":
            paragraphs += [_Paragraph(block.span)] if paragraphs else []
        elif _is_quotation(begun, block.span, words.text):
            paragraphs.append(_Paragraph(block.span, drafts=numbers))
        else:
            is_statement = any(draft.source for draft in begun)
            paragraphs.append(
                _Paragraph(block.span, speaker=None if is_statement else _read_line(words.text, block.span))
            )
    return paragraphs


def _is_quotation(drafts: Sequence[Draft], paragraph: Span, text: str) -> bool:
    """Return true if the contents of ``drafts`` fill ``paragraph``, and all cues and sources are in others."""
    contents = [span for draft in drafts for span in draft.content]
    others = [span for draft in drafts for span in (*draft.cue, *draft.source)]
    if (
        text[paragraph[0]] not in MARKS
        or any(draft.basis == "turn" for draft in drafts)
        or covered_length(paragraph, others)
    ):
        return False
    return not any(text[slice(*gap)].strip("“”\"'’. ") for gap in subtract_spans([paragraph], contents))


def _read_line(text: str, span: Span) -> Span | None:
    """Return the name on a line, or the description of an unnamed speaker; null for other paragraphs."""
    if span[1] - span[0] > _MAX_LINE_CHARS or not MARKS.isdisjoint(text[slice(*span)].replace("’", "")):
        return None
    match = _LINE.fullmatch(text, *span) or _UNNAMED_LINE.fullmatch(text, *span)
    verb = _FINITE.search(match["rest"]) if match else None
    if match is None or (verb and not _CLAUSE.search(match["rest"][: verb.start()])):
        return None
    return match.span("speaker")


def _find_lists(paragraphs: Sequence[_Paragraph], text: str) -> list[list[_Paragraph]]:
    """Return the runs of quotations and single lines that have names on at least two lines. Those of one name and role
    and a quotation below it count together: "Orla Tarn, 42, teacher", “It is late.”, "She left.", "Piet Quill, pilot".
    """
    runs: list[list[_Paragraph]] = [[]]
    for paragraph in paragraphs:
        is_second_line = paragraph.speaker and runs[-1] and runs[-1][-1].speaker
        if is_second_line or not (paragraph.drafts or paragraph.speaker):
            runs.append([])
        if paragraph.drafts or paragraph.speaker:
            runs[-1].append(paragraph)
    names = [_names(run, text) for run in runs]
    is_headed = [bool(run) and _HEADING.match(text, *run[0].span) is not None and not run[-1].speaker for run in runs]
    headings = set().union(*(own for own, headed in zip(names, is_headed, strict=True) if headed))
    return [
        run
        for run, own, headed in zip(runs, names, is_headed, strict=True)
        if len(headings if headed else own) >= _MIN_NAMES
        or (headed and len(run) > 1 and _HEADING_WITH_AGE.match(text, *run[0].span))
    ]


def _names(listed: Sequence[_Paragraph], text: str) -> set[str]:
    lines = {text[slice(*paragraph.speaker)] for paragraph in listed if paragraph.speaker}
    return {line for line in lines if not _UNNAMED_LINE.match(line)}


def _direction(listed: Sequence[_Paragraph], text: str) -> int:
    """Return -1 if each quotation is below its line, 1 if it is above it, and 0 if either is possible."""
    lines = [text[slice(*paragraph.span)] for paragraph in listed if paragraph.speaker]
    if all(line.endswith(":") for line in lines):
        return -1
    if all(line[0] in "―—–-" for line in lines):
        return 1
    return bool(listed[-1].speaker) - bool(listed[0].speaker)
