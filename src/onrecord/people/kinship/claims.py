"""What one place on the page says of two people, before all places are weighed together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from onrecord.people.cast import Cluster
from onrecord.types import Relation, Span, Status

Way = Literal[
    "possessed", "whose", "of", "apposed", "is", "bare", "list", "siblings", "shared", "verb", "joint", "noun",
    "couple", "weak", "unnamed",
]  # fmt: skip
"""How it is said.

possessed: "her husband Piet"; whose: "Orla, whose husband Piet"; of: "the wife of Piet"; apposed: "Orla, his wife";
is: "Orla is his wife"; bare: "husband Piet"; list: "her sons Piet and Ivo"; siblings: two named in such a list;
shared: "a son with Piet"; verb: "Orla wed Piet", "they have a son, Ivo"; joint: "Orla and Piet wed"; noun: "her wedding
to Piet"; couple: "their wedding"; weak: "a wedding to Piet"; unnamed: "her daughter".
"""

BY_NOUN: frozenset[Way] = frozenset(["possessed", "whose", "of", "apposed", "is", "bare"])
"""Ways that call one of the two a relative of the other."""


@dataclass(frozen=True, slots=True)
class Claim:
    """``one`` is in ``relation`` to ``other``, or to a relative with no name who is described."""

    person: Cluster
    relation: Relation
    relative: Cluster | None
    status: Status
    way: Way
    evidence: Span
    description: str = ""
    count: int | None = None
    generic: bool = False
    """Whether it is said with a word that leaves open what they were: "her ex"."""
    again: bool = False
    """Whether two are said to be a couple once more, or still."""


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose relative a phrase speaks of."""

    owners: Sequence[Cluster]
    way: Way
    start: int
    """The word with which it begins to be said."""
