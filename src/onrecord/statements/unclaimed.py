"""Quotations that no cue claims: those that go on, those that are signed, and those that stand alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.encoder.model import Floats
from onrecord.encoder.quotations import MARKS, Quotation
from onrecord.encoder.words import Words
from onrecord.statements.drafts import Draft, covered, without
from onrecord.types import Span

MOST = 0.5
"""Share of a quotation that a content must hold to take all of it."""
FILLS = 0.85
"""Share of its paragraph that a quotation must fill to be told apart from one inside the narrator's sentence."""
LEAST_WORDS = 4
"""Words that such a quotation must have."""
_AFTER_CUE, _IN_SENTENCE = 4, 2
"""Words of the narrator's that may stand before a quotation that goes on: behind the cue, and within a sentence."""

_NAME_WORD = r"(?: [A-Z]\. | (?:Dr|Mr|Mrs|Ms|Jr|Sr|St|Rev|Sen|Rep|Gov)\. | [A-Z][\w'’-]* )"
_SIGNATURE = re.compile(
    rf"""\s* (?P<dash> [―—–] | --? ) \s*
    (?P<name> {_NAME_WORD} (?: ,?\s+ (?: {_NAME_WORD} | de | of | the | van | von | y | and ) ){{0,7}} ) \.?\s*\Z""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class QuotationThresholds:
    """How likely the words of a quotation that nobody claims must be to be content, on average."""

    alone: float
    """For any quotation."""
    filling: float
    """For one that fills its paragraph."""


def goes_on_from(quotation: Quotation, drafts: Sequence[Draft], words: Words) -> Draft | None:
    """The draft whose content this quotation goes on with, in the same paragraph and with no cue of its own.

    Between them stand its cue and source and little else, nothing at all, or a word or two within a sentence.
    """
    block = _block_of(quotation, words)
    before = [
        draft
        for draft in drafts
        if draft.cue and block[0] <= draft.content[0][0] and draft.content[-1][1] <= quotation.span[0]
    ]
    if not before:
        return None
    previous = max(before, key=lambda draft: draft.content[-1][1])
    gap = (previous.content[-1][1], quotation.span[0])
    left = " ".join(words.text[start:end] for start, end in without([gap], (*previous.cue, *previous.source)))
    others = len(re.findall(r"\w+", left))
    quoted = words.text[gap[0] - 1] in MARKS
    joins = (
        others == 0
        or (quoted and bool(covered(gap, previous.cue)) and others <= _AFTER_CUE)
        or (quoted and others <= _IN_SENTENCE and not re.search(r"[.?!]\s", words.text[gap[0] - 2 : gap[1]]))
    )
    return previous if joins else None


def signature(quotation: Quotation, words: Words) -> Draft | None:
    """A quotation with a name behind a dash at the end of its paragraph or in the next one: "..." — Orla Tarn."""
    block = _block_of(quotation, words)
    for start, end in (block, *_block_behind(block, words)):
        begin = max(start, quotation.span[1])
        match = _SIGNATURE.match(words.text[begin:end])
        if match:
            dash, name = ((begin + match.start(part), begin + match.end(part)) for part in ("dash", "name"))
            return Draft((quotation.span,), (dash,), (name,), "quotation")
        if words.text[begin:end].strip(" .") and begin > start:
            break
    return None


def spare_for(quotation: Quotation, spare: Sequence[Draft]) -> Draft | None:
    """The first of ``spare`` whose content holds most of the quotation and whose cue stands outside it."""
    least = MOST * (quotation.inner[1] - quotation.inner[0])
    for draft in spare:
        if covered(quotation.inner, draft.content) >= least and not covered(quotation.span, draft.cue):
            return draft
    return None


def is_content(quotation: Quotation, words: Words, *, probability: Floats, thresholds: QuotationThresholds) -> bool:
    """Whether the model sees a statement in a quotation that stands alone. ``probability`` [words]: to be content."""
    inside = words.within(quotation.inner)
    if inside.start == inside.stop:
        return False
    spoken, _ = words.count(inside)
    whole, _ = words.count(words.within(_block_of(quotation, words)))
    fills = spoken >= LEAST_WORDS and spoken >= FILLS * whole
    return float(probability[inside].mean()) >= (thresholds.filling if fills else thresholds.alone)


def _block_of(quotation: Quotation, words: Words) -> Span:
    return next(block.span for block in words.blocks if block.span[0] <= quotation.span[0] < block.span[1])


def _block_behind(block: Span, words: Words) -> list[Span]:
    """The block after ``block``, if there is one."""
    spans = [other.span for other in words.blocks]
    at = spans.index(block) + 1
    return spans[at : at + 1]
