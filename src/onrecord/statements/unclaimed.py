"""Quotations that no cue claims: continuations, signed quotations, and quotations on their own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.encoder.model import Floats
from onrecord.encoder.quotations import MARKS, Quotation
from onrecord.encoder.words import Words
from onrecord.statements.drafts import Draft, covered_length, subtract_spans
from onrecord.types import Span

# Share of a quotation's characters that a content must cover to claim all of it: "We go now, all" claims “We go now,
# all of us”; "a “very" does not claim “very long and quite unclaimed”.
MIN_QUOTATION_SHARE = 0.5
# Share of a paragraph's words from which a quotation fills it: 'But "we talk. He picks up the phone and calls me."'
MIN_PARAGRAPH_SHARE = 0.85
# Words that a quotation needs to fill its paragraph: “No!” on a line of its own may be a heading.
MIN_FILLING_WORDS = 4
# Further words of the narrator allowed between a content and its continuation. Four where the cue is between them: '"We
# go," said Tarn, who was late. "All of us."' Two within one sentence without a cue: 'called it “mad” and “late”'.
_MAX_WORDS_WITH_CUE, _MAX_WORDS_IN_SENTENCE = 4, 2

_NAME_WORD = r"(?: [A-Z]\. | (?:Dr|Mr|Mrs|Ms|Jr|Sr|St|Rev|Sen|Rep|Gov)\. | [A-Z][\w'’-]* )"
# "― Orla Tarn", "— Dr. Orla Tarn, Mayor of Elmouth." at the end of a paragraph.
_SIGNATURE = re.compile(
    rf"""\s* (?P<dash> [―—–] | --? ) \s*
    (?P<name> {_NAME_WORD} (?: ,?\s+ (?: {_NAME_WORD} | de | of | the | van | von | y | and ) ){{0,7}} ) \.?\s*\Z""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class QuotationThresholds:
    """Minimum mean content probability of an unclaimed quotation's words. Fitted by ``training/calibrate.py``.

    The fields are those of ``quotations`` in ``model.json``. On annotated pages, unclaimed quotations that fill their
    paragraph nearly always have a mean above 0.75, and titles and scare quotes have one below 0.5.
    """

    alone: float
    """For a quotation inside a paragraph: they don't do the “big happy family” thing."""
    filling: float
    """For a quotation that fills its paragraph, which is strong evidence by itself, and so needs less."""


def find_continued_draft(quotation: Quotation, drafts: Sequence[Draft], words: Words) -> Draft | None:
    """Return the draft in the same paragraph that ``quotation`` continues.

    Between the draft's content and the quotation there may be the draft's cue and source and up to four other words,
    up to two words within a sentence, or nothing: "Moll was tired of it. “Enough,” she thought."
    """
    block = _block_of(quotation, words)
    earlier = [
        draft
        for draft in drafts
        if draft.cue and block[0] <= draft.content[0][0] and draft.content[-1][1] <= quotation.span[0]
    ]
    if not earlier:
        return None
    previous = max(earlier, key=lambda draft: draft.content[-1][1])
    gap = (previous.content[-1][1], quotation.span[0])
    remainder = subtract_spans([gap], (*previous.cue, *previous.source))
    extra_words = len(re.findall(r"\w+", " ".join(words.text[start:end] for start, end in remainder)))
    ends_quoted = words.text[gap[0] - 1] in MARKS
    has_cue = bool(covered_length(gap, previous.cue))
    is_continued = (
        extra_words == 0
        or (ends_quoted and has_cue and extra_words <= _MAX_WORDS_WITH_CUE)
        or (
            ends_quoted
            and extra_words <= _MAX_WORDS_IN_SENTENCE
            and not re.search(r"[.?!]\s", words.text[gap[0] - 2 : gap[1]])
        )
    )
    return previous if is_continued else None


def find_signature(quotation: Quotation, words: Words) -> Draft | None:
    """Return a draft if a dash and a name follow ``quotation``, in its paragraph or the next: "“No.” — Orla Tarn".

    The dash is the cue, the name the source.
    """
    block = _block_of(quotation, words)
    for start, end in (block, *_next_block(block, words)):
        begin = max(start, quotation.span[1])
        match = _SIGNATURE.match(words.text[begin:end])
        if match:
            dash, name = ((begin + match.start(part), begin + match.end(part)) for part in ("dash", "name"))
            return Draft((quotation.span,), (dash,), (name,), "quotation")
        if words.text[begin:end].strip(" .") and begin > start:
            break  # other words follow the quotation in its own paragraph
    return None


def find_rejected_draft(quotation: Quotation, rejected: Sequence[Draft]) -> Draft | None:
    """Return the first of ``rejected`` whose content covers half of the quotation and whose cue is outside it."""
    min_chars = MIN_QUOTATION_SHARE * (quotation.inner[1] - quotation.inner[0])
    for draft in rejected:
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
    paragraph_words, _ = words.count(words.within(_block_of(quotation, words)))
    fills_paragraph = quotation_words >= MIN_FILLING_WORDS and quotation_words >= MIN_PARAGRAPH_SHARE * paragraph_words
    threshold = thresholds.filling if fills_paragraph else thresholds.alone
    return float(probability[indices].mean()) >= threshold


def _block_of(quotation: Quotation, words: Words) -> Span:
    return next(block.span for block in words.blocks if block.span[0] <= quotation.span[0] < block.span[1])


def _next_block(block: Span, words: Words) -> list[Span]:
    """Return the span of the block after ``block`` as a list, empty at the end of the text."""
    spans = [text_block.span for text_block in words.blocks]
    index = spans.index(block) + 1
    return spans[index : index + 1]
