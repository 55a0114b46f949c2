"""Claims: what one place on the page says about two people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from onrecord.people.coreference.clusters import Cluster
from onrecord.types import Relation, Span, Status

Construction = Literal[
    "possessed", "whose", "of", "apposed", "is", "bare", "list", "siblings", "shared", "verb", "joint", "noun",
    "couple", "weak", "unnamed",
]  # fmt: skip
"""The construction that makes a claim.

possessed: "her husband Piet"; whose: "Orla, whose husband Piet"; of: "the wife of Piet"; apposed: "Orla, his wife"; is:
"Orla is his wife"; bare: "husband Piet"; list: "her sons Piet and Ivo"; siblings: two names of such a list; shared: "a
son with Piet"; verb: "Orla wed Piet", "they have a son, Ivo"; joint: "Orla and Piet wed"; noun: "her wedding to Piet";
couple: "their wedding"; weak: "a wedding to Piet"; unnamed: "her daughter".
"""

BY_NOUN: frozenset[Construction] = frozenset(["possessed", "whose", "of", "apposed", "is", "bare"])
"""Constructions that apply a kinship noun to one of the two people."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of a relationship: ``person`` is the ``relation`` of ``relative``.

    With the relation "parent", ``person`` is a parent of ``relative``. A null ``relative`` has no name on the page and
    is described by ``description``.
    """

    person: Cluster
    relation: Relation
    relative: Cluster | None
    status: Status
    construction: Construction
    evidence: Span
    description: str = ""
    count: int | None = None
    generic: bool = False
    """True for a noun that leaves the relation open: "her ex" may be a husband or a boyfriend."""
    again: bool = False
    """True if the page says that two people are a couple again, or still: "back together"."""
    pending: bool = False
    """True if their divorce is not final: "filed for divorce", "divorce talks"."""


@dataclass(frozen=True, slots=True)
class Ownership:
    """The owners of a kinship phrase, and the construction that names them."""

    owners: Sequence[Cluster]
    construction: Construction
    start: int
    """Index of the first word of the construction."""
