"""The keys of a review: one table of keys, actions and labels, rendered by the terminal and the room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

ItemKind = Literal["statement", "pair", "relationship", "age"]
"""Kinds of items to review: a statement, a pair of people who may be one person, and two relationships or two ages that
contradict each other."""
Action = Literal[
    "right",
    "wrong",
    "speaker",
    "not-statement",
    "same",
    "different",
    "different-relative",
    "unsure",
    "first-wrong",
    "second-wrong",
    "as-printed",
    "skip",
    "undo",
    "quit",
]

_STATEMENT: Final[frozenset[ItemKind]] = frozenset({"statement"})
_PAIR: Final[frozenset[ItemKind]] = frozenset({"pair"})
_CONTRADICTION: Final[frozenset[ItemKind]] = frozenset({"relationship", "age"})
_RELATIONSHIP: Final[frozenset[ItemKind]] = frozenset({"relationship"})
_ALL = _STATEMENT | _PAIR | _CONTRADICTION


@dataclass(frozen=True, slots=True)
class ReviewKey:
    """A key of the review and its action."""

    key: str
    action: Action
    label: str
    """Text of the button."""
    done: str
    """Message after the action; ``{speaker}`` stands for the name given."""
    kinds: frozenset[ItemKind]
    """The kinds of items it answers."""


REVIEW_KEYS: Final = (
    ReviewKey("r", "right", "Right", "Judged right.", _STATEMENT),
    ReviewKey("w", "wrong", "Wrong", "Judged wrong.", _STATEMENT),
    ReviewKey("i", "speaker", "Another speaker…", "Speaker corrected to {speaker}.", _STATEMENT),
    ReviewKey("n", "not-statement", "Not a statement", "Judged not to be a statement.", _STATEMENT),
    ReviewKey("1", "first-wrong", "First is wrong", "Judged wrong: the first.", _CONTRADICTION),
    ReviewKey("2", "second-wrong", "Second is wrong", "Judged wrong: the second.", _CONTRADICTION),
    ReviewKey("b", "as-printed", "Both as printed", "Noted that the pages contradict each other.", _CONTRADICTION),
    ReviewKey("y", "same", "Same person", "Judged to be the same person.", _PAIR),
    ReviewKey("d", "different", "Different people", "Judged to be different people.", _PAIR | _CONTRADICTION),
    ReviewKey("e", "different-relative", "Different relatives", "Judged to be different people.", _RELATIONSHIP),
    ReviewKey("c", "unsure", "Can’t tell", "Noted that it cannot be decided.", _PAIR),
    ReviewKey("k", "skip", "Skip", "Skipped for this review.", _ALL),
    ReviewKey("u", "undo", "Undo", "Undone: here it is again.", _ALL),
    ReviewKey("q", "quit", "Quit", "", _ALL),
)
"""In the order of the buttons. Only the terminal has ``quit``: in the room a reviewer leaves the page."""

REVIEW_ACTIONS: Final = {key.action: key for key in REVIEW_KEYS}
