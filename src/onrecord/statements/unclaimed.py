"""Quotations that no cue claims: continuations, signed quotations, and quotations on their own."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from dataclasses import dataclass, replace
from itertools import chain, islice

from onrecord.encoder.model import Floats
from onrecord.encoder.quotations import MARKS, Quotation
from onrecord.encoder.words import Words
from onrecord.sentences import is_abbreviation
from onrecord.spans import covered_length, merge_spans, subtract_spans
from onrecord.statements.drafts import Draft, DraftList
from onrecord.types import Span, Spans

# Share of a quotation's characters that a content must cover to claim all of it: "We go now, all" claims “We go now,
# all of us”; "a “very" does not claim “very long and quite unclaimed”.
MIN_QUOTATION_SHARE = 0.5
# Share of a paragraph's words from which a quotation fills it: 'But "we talk. He picks up the phone and calls me."'
MIN_PARAGRAPH_SHARE = 0.85
# Minimum number of words of a quotation that fills its paragraph: “No!” on a line of its own may be a heading.
MIN_FILLING_WORDS = 4
# Further words of the narrator allowed between a content and its continuation. Four where the cue is between them: '"We
# go," said Tarn, who was late. "All of us."' Two within one sentence without a cue: 'called it “mad” and “late”'.
_MAX_WORDS_WITH_CUE, _MAX_WORDS_IN_SENTENCE = 4, 2

_NAME_WORD = r"(?: [A-Z]\. | (?:Dr|Mr|Mrs|Ms|Jr|Sr|St|Rev|Sen|Rep|Gov)\. | [A-Z][\w'’-]* )"
# "― Orla Tarn", "– Orla Tarn on her last fight", "— Dr. Orla Tarn, Mayor of Elmouth." at the end of a paragraph, ":
# Quay Trust" at the end of a heading, "— Orla Tarn, head of boats at the Quay Trust", but not "— Elmouth, Wexcombe
# and Ansley have better ones."
_SIGNATURE = re.compile(
    rf"""\s* (?P<dash> [―—–] | --? | : ) \s*
    (?P<name> {_NAME_WORD} (?: ,?\s+ (?: {_NAME_WORD} | de | of | the | van | von | y | and ) ){{0,7}} )
    (?P<role> (?: ,\ (?! who | which ) [a-z] | \ on\ (?=\w) ) [^.!?“”"]*+ )? \.?\s*\Z""",
    re.VERBOSE,
)
# "-- Harbour pilot Orla Tarn, sorry to leave. (Elmouth Bell)", a paragraph below the quotation.
_SIGNATURE_LINE = re.compile(
    rf"""\s* (?P<dash> [―—–] | --? ) \s*
    (?P<name> (?: [A-Z\d][\w'’-]* \s+ ){{0,4}} (?: [a-z-]+ \s+ ){{0,3}} {_NAME_WORD} (?: \s+ {_NAME_WORD} ){{1,3}} )
    (?P<role> ,\ (?! who | which ) [a-z] [^“”"]*+ )? \.?\s*\Z""",
    re.VERBOSE,
)
# The title of a work before its kind: 'joked on the “Second Helping” podcast'.
_TITLE_BEFORE_KIND = re.compile(
    r"[\"“‘'][A-Z][^\"“”]{0,60}[\"”’'] (?:podcast|show|programme|program|series|film|movie|album|song|single|tour"
    r"|star|actor|actress|singer|host|author)\b"
)
# Names, pronouns and descriptions that are the subject of a verb: "Mr. Tarn", "Orla Tarn", "she", "the pilot".
_SPEAKER = r"(?:(?:Mr|Mrs|Ms|Dr|Sen|Gov)\.?[ ])?[A-Z][\w'’-]+(?:[ ][A-Z][\w'’-]+){0,2}|he|she|they"
_DESCRIPTION = r"the(?:[ ][a-z-]+){1,2}"
_VERB = "said|says|asked|replied|answered|added|insisted|countered|shouted"
# “No,” |said Orla Tarn|, “No,” |Tarn replied|.
_ATTRIBUTION = re.compile(
    rf"[ ](?:(?P<verb>{_VERB})[ ](?P<name>{_SPEAKER}|{_DESCRIPTION}(?=[.,;]))"
    rf"|(?P<name_first>{_SPEAKER}|{_DESCRIPTION})[ ](?P<verb_last>{_VERB}))\b"
)
# ', as |Tarn deadpanned|: “...”', after another quotation.
_INTRODUCTION = re.compile(
    rf"[”\"’'.,][ ][^.“”\"]{{0,60}}?\b(?:and|as|but|while)[ ](?P<name>{_SPEAKER})[ ](?P<verb>[a-z]+ed):[ ]\Z"
)
# '“It is late,” he said. |Moll| nods. “Very late.”', after the full stop.
_OTHER_SUBJECT = re.compile(
    r"[.!?][\"”]?[ ](?!(?:The|An?|He|She|They|It|I|We|You|His|Her|Their|This|That|There|Then|Now|So|On|In|At|When)\b)"
    r"(?P<name>[A-Z][\w'’-]*+(?:[ ][A-Z][\w'’-]*+){0,2})[ ](?:[a-z][\w'’-]*+[ ]){0,7}[a-z][\w'’-]*+[.:][ ]\Z"
)
_REACTS = re.compile(
    r"(?:dis)?agree[ds]|nod(?:s|ded)|laugh(?:s|ed)|grin(?:s|ned)|smile[ds]|shrug(?:s|ged)|snort(?:s|ed)|sigh(?:s|ed)"
    r"|interrupt(?:s|ed)|(?:shakes|shook)(?= h(?:is|er) head)|(?:is|was)(?= (?:not|less)\b)"
)
_MAX_INTRODUCTION = 120
"""Characters before a quotation in which the words that introduce it are looked for."""
_CLAUSE = re.compile(r"\b(?:is|are|was|were|has|have|had|will|would|said|says)\b")
_WORD = re.compile(r"\w+")
_FURTHER_TEXT = re.compile(r"[^ .]")


@dataclass(frozen=True, slots=True)
class QuotationThresholds:
    """Minimum mean content probability of an unclaimed quotation's words. Fitted by ``training/calibrate.py``.

    The fields are those of ``quotations`` in ``model.json``. On annotated pages, unclaimed quotations that fill their
    paragraph nearly always have a mean above 0.75, and titles and scare quotes have one below 0.5.
    """

    alone: float
    """For a quotation inside a paragraph: they don't do the “big happy family” thing."""
    filling: float
    """For a quotation that fills its paragraph. It is lower, because that alone is strong evidence."""


class Continuations:
    """Joins quotations, in the order of the text, to the drafts that they continue."""

    def __init__(self, drafts: DraftList) -> None:
        self._drafts = drafts
        self._joined: dict[int, list[Span]] = {}
        """The quotations that continue each draft."""
        self._ends = sorted(self._end(number, draft) for number, draft in drafts.items() if draft.cue)
        """End of the content and number of each draft with a cue; of those that end together, the first comes last."""

    @staticmethod
    def _end(number: int, draft: Draft) -> tuple[int, int]:
        return draft.content[-1][1], -number

    def add(self, draft: Draft) -> None:
        """Add ``draft`` to the drafts."""
        number = self._drafts.append(draft)
        if draft.cue:
            insort(self._ends, self._end(number, draft))

    def join(self, quotation: Quotation, number: int) -> None:
        """Join ``quotation`` to the draft with ``number``, whose content ends before it."""
        self._drafts.contents.add([quotation.span], number)
        previous_end = self._content_end(number)
        self._joined.setdefault(number, []).append(quotation.span)
        del self._ends[bisect_left(self._ends, (previous_end, -number))]
        insort(self._ends, (quotation.span[1], -number))

    def joined(self) -> list[Draft]:
        """Return the drafts with the quotations that were joined to them."""
        return [
            replace(draft, content=merge_spans((*draft.content, *self._joined[number])))
            if number in self._joined
            else draft
            for number, draft in self._drafts.items()
        ]

    def find_continued(self, quotation: Quotation, words: Words) -> int | None:
        """Return the number of the draft in the same paragraph that ``quotation`` continues.

        Between the draft's content and the quotation there may be the draft's cue and source and up to four other
        words, or up to two words within a sentence.
        """
        number = self._find_previous(quotation, words.blocks[words.block_at(quotation.span[0])].span)
        if number is None or _TITLE_BEFORE_KIND.match(words.text, quotation.span[0]):
            return None
        previous = self._drafts[number]
        if find_other_subject(previous, quotation.span[0], words.text):
            return None
        gap = (self._content_end(number), quotation.span[0])
        remainder = subtract_spans([gap], (*previous.cue, *previous.source))
        ends_quoted = words.text[gap[0] - 1] in MARKS
        in_sentence = not re.search(r"[.?!]\s", words.text[gap[0] - 2 : gap[1]])
        if ends_quoted and covered_length(gap, previous.cue):
            max_words = _MAX_WORDS_WITH_CUE
        elif in_sentence:
            max_words = _MAX_WORDS_IN_SENTENCE if ends_quoted else 0
        else:
            # In 'Moll said she was tired. “I left.”' there are two statements: in the training corpora 404 of 423
            # such quotations are.
            return None
        return number if _count_words(words.text, remainder) <= max_words else None

    def _find_previous(self, quotation: Quotation, block: Span) -> int | None:
        """Return the number of the draft with a cue in ``block`` whose content ends last before ``quotation``."""
        for index in reversed(range(bisect_right(self._ends, (quotation.span[0], 0)))):
            end, negative = self._ends[index]
            if end <= block[0]:
                return None
            if self._drafts[-negative].start >= block[0]:
                return -negative
        return None

    def _content_end(self, number: int) -> int:
        joined = self._joined.get(number) or self._drafts[number].content
        return joined[-1][1]


def find_other_subject(draft: Draft, start: int, text: str) -> tuple[Spans, Spans] | None:
    """Return the cue and the source of the quotation at ``start``, after the cue of ``draft``, if the subject of the
    sentence before is somebody else, who reacts: '“It is late,” he said. |Moll| |nods|. “Very late.”' Both are empty
    in 'Moll rowed home.'"""
    if text[start] not in MARKS or not draft.cue or draft.cue[-1][1] > start or draft.start > draft.cue[0][0]:
        return None
    match = _OTHER_SUBJECT.search(text, max(draft.cue[-1][1], start - _MAX_INTRODUCTION), start)
    is_own = match and any(match["name"] in text[slice(*span)] for span in draft.source)
    if match is None or is_own or is_abbreviation(text, match.start() + 1):
        return None
    reaction = _REACTS.match(text, match.end("name") + 1)
    return ((reaction.span(),), (match.span("name"),)) if reaction else ((), ())


def _count_words(text: str, spans: Spans) -> int:
    """Count the words of ``spans``, up to one more than a continuation may have."""
    words = chain.from_iterable(_WORD.finditer(text, start, end) for start, end in spans)
    return sum(1 for _ in islice(words, _MAX_WORDS_WITH_CUE + 1))


def find_signature(quotation: Quotation, words: Words) -> Draft | None:
    """Return a draft if a dash and a name follow ``quotation``, in its paragraph or the next: "“No.” — Orla Tarn".

    The dash is the cue, the name the source.
    """
    index = words.block_at(quotation.span[0])
    for start, end in (block.span for block in words.blocks[index : index + 2]):
        begin = max(start, quotation.span[1])
        match = _SIGNATURE.match(words.text, begin, end)
        if begin == start and (line := _SIGNATURE_LINE.match(words.text, begin, end)):
            return Draft((quotation.span,), (line.span("dash"),), (line.span("name"),), "quotation")
        if match and not (match["role"] and (" " not in match["name"] or _CLAUSE.search(match["role"]))):
            return Draft((quotation.span,), (match.span("dash"),), (match.span("name"),), "quotation")
        if begin > start and _FURTHER_TEXT.search(words.text, begin, end):
            break  # other words follow the quotation in its own paragraph
    return None


def find_attribution(quotation: Quotation, words: Words) -> Draft | None:
    """Return a draft if a verb and a name follow ``quotation``, whose last mark announces them, “No,” said Tarn, or
    stand before it, after another quotation: “Go,” Moll said, as Tarn deadpanned: “No.”"""
    begin = words.blocks[words.block_at(quotation.span[0])].span[0]
    begin = max(begin, quotation.span[0] - _MAX_INTRODUCTION)
    if introduction := _INTRODUCTION.search(words.text, begin, quotation.span[0]):
        return Draft((quotation.span,), (introduction.span("verb"),), (introduction.span("name"),), "quotation")
    match = _ATTRIBUTION.match(words.text, quotation.span[1])
    last_mark = words.text[quotation.inner[1] - 1]
    if match is None or not quotation.closed or last_mark not in ",?!":
        return None
    # “Is it late?” Tarn said on Monday that it was.
    if last_mark != "," and match["name_first"] and not words.text.startswith(".", match.end()):
        return None
    groups = ("verb", "name") if match["verb"] else ("verb_last", "name_first")
    cue, source = (match.span(group) for group in groups)
    return Draft((quotation.span,), (cue,), (source,), "quotation")


def find_rejected_draft(quotation: Quotation, rejected: DraftList) -> Draft | None:
    """Return the first of ``rejected`` whose content covers half of the quotation and whose cue is outside it."""
    min_chars = MIN_QUOTATION_SHARE * (quotation.inner[1] - quotation.inner[0])
    for number in rejected.contents.overlapping(quotation.inner):
        draft = rejected[number]
        if covered_length(quotation.inner, draft.content) >= min_chars and not covered_length(
            quotation.span, draft.cue
        ):
            return draft
    return None


def looks_like_content(
    quotation: Quotation, words: Words, *, probability: Floats, thresholds: QuotationThresholds
) -> bool:
    """Return true if the model sees content in ``quotation``, by the mean of ``probability`` over its words.

    *Shape:* ``probability`` [words], of each word to be part of a content.
    """
    indices = words.within(quotation.inner)
    if indices.start == indices.stop:
        return False
    quotation_words, _ = words.count(indices)
    paragraph_words, _ = words.count(words.within(words.blocks[words.block_at(quotation.span[0])].span))
    fills_paragraph = quotation_words >= MIN_FILLING_WORDS and quotation_words >= MIN_PARAGRAPH_SHARE * paragraph_words
    threshold = thresholds.filling if fills_paragraph else thresholds.alone
    return float(probability[indices].mean()) >= threshold
