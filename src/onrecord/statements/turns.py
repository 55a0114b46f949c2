"""Read transcripts: paragraphs that begin with their speaker's label ("SMITH: ...", "Q: ...")."""

from __future__ import annotations

import re
from collections.abc import Sequence

from onrecord.encoder.words import Words
from onrecord.statements.drafts import Draft, covered, overlap
from onrecord.types import Span

_LABEL = re.compile(
    r"""["“]? (?P<label> [A-Z][\w.'’-]* (?:[ ,]+(?:[A-Z(][\w.'’)-]*|of|the|de|van|von)){0,6} | Q | A )
    (?P<colon> \s?: ) \s+ (?=\S)""",
    re.VERBOSE,
)
_FIRST_PERSON = frozenset(["i", "me", "my", "we", "us", "our"])
LEAST_TURNS = 3
"""Paragraphs with labels that a page must have to be read as a transcript."""
LEAST_SHARE, LEAST_SHARE_IN_CAPITALS = 0.6, 0.2
"""Their share of the paragraphs from the first to the last; labels in capitals need less, for long answers."""


def find_turns(drafts: Sequence[Draft], words: Words) -> list[Draft]:
    """Add the turns of a transcript to ``drafts``; where a turn and a draft claim the same words, the turn stays."""
    turns = _turns(words)
    if not _is_transcript(turns, words):
        return list(drafts)
    spoken = [Draft((content,), (colon,), (label,), "turn") for content, label, colon in turns]
    spoken += _goes_on(spoken, words)
    return [*(draft for draft in drafts if not any(_claims_turn(draft, turn, words) for turn in spoken)), *spoken]


def _is_transcript(turns: Sequence[tuple[Span, Span, Span]], words: Words) -> bool:
    """Whether the labels are those of people who speak in turn: several, coming back, on most of the paragraphs."""
    labels = [words.text[label[0] : label[1]] for _, label, _ in turns]
    if len(turns) < LEAST_TURNS or not 2 <= len(set(labels)) < len(labels):
        return False
    first, last = turns[0][1][0], turns[-1][0][1]
    between = sum(block.role == "body" and first <= block.span[0] < last for block in words.blocks)
    capitals = all(label.isupper() for label in labels)
    return len(turns) >= (LEAST_SHARE_IN_CAPITALS if capitals else LEAST_SHARE) * between


def _turns(words: Words) -> list[tuple[Span, Span, Span]]:
    found: list[tuple[Span, Span, Span]] = []
    for block in words.blocks:
        match = _LABEL.match(words.text, *block.span) if block.role == "body" else None
        if match:
            colon = match.span("colon")
            found.append(((match.end(), block.span[1]), match.span("label"), (colon[1] - 1, colon[1])))
    return found


def _claims_turn(draft: Draft, turn: Draft, words: Words) -> bool:
    """Whether ``draft`` is the model's reading of the same turn rather than a statement reported inside it.

    What a speaker says of himself ("I never wanted to") is his turn too, not reported in it.
    """
    content = turn.content[0]
    inside = covered(content, draft.content)
    labelled = any(covered(span, (*turn.source, *turn.cue)) for span in (*draft.source, *draft.cue))
    own = any(words.text[start:end].casefold() in _FIRST_PERSON for start, end in draft.source)
    return bool(inside) and (
        labelled or own or not draft.cue or not draft.source or inside > 0.8 * (content[1] - content[0])
    )


def _goes_on(turns: Sequence[Draft], words: Words) -> list[Draft]:
    """Paragraphs without a label between two turns belong to the turn before them."""
    first, last = turns[0].content[0][1], turns[-1].content[0][0]
    return [
        Draft((block.span,), (), (), "turn")
        for block in words.blocks
        if block.role == "body"
        and first <= block.span[0] < last
        and not any(overlap(block.span, turn.content[0]) for turn in turns)
        and not words.text[block.span[0] : block.span[1]].lstrip('"“').startswith(("(", "["))
    ]
