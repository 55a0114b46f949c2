"""The items of the review queue, with their places and numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, get_args

from onrecord.resolve.contradictions import Contradiction, ContradictionKind
from onrecord.review.review_keys import ItemKind
from onrecord.store.entities import EntityRef
from onrecord.types import Span

MOST_COUNTED: Final = 1_000
"""Statements, and pairs of people, are counted up to this number."""
MOST_CONTRADICTIONS: Final = 200
"""Contradictions are shown for this many couples, and for this many people with ages, at a time."""
KINDS: Final[tuple[ItemKind, ...]] = get_args(ItemKind)
CONTRADICTIONS: Final[tuple[ContradictionKind, ...]] = get_args(ContradictionKind)

_EXCERPT_CONTEXT = 160
"""Characters before and after the words of an excerpt."""
COIN: Final = 0.5
"""The score of a pair about which the program knows nothing: one or two people are equally likely."""


@dataclass(frozen=True, slots=True)
class QueuePlace:
    """The place of an item in the queue: the least certain of its kind first."""

    kind: ItemKind
    certainty: float
    """Confidence of a statement; distance of a pair's score from 0.5; for a contradiction, the share of pages that make
    the more frequent claim."""
    key: int
    """Key of the statement, or of the link that makes the pair; a hash of the contradiction."""

    @property
    def order(self) -> tuple[float, int]:
        """Sorts places of one kind."""
        return self.certainty, self.key

    @property
    def rank(self) -> float:
        """Sorts places of all kinds: contradictions first, since one of their claims is surely wrong, then by the
        probability that the program's decision is right."""
        if self.kind in CONTRADICTIONS:
            return self.certainty - 1.0
        return self.certainty + (COIN if self.kind == "pair" else 0.0)


@dataclass(frozen=True, slots=True)
class Progress:
    """The last place of each kind that a reviewer has judged or skipped."""

    passed: Mapping[ItemKind, QueuePlace] = field(default_factory=dict)

    def past(self, place: QueuePlace) -> Progress:
        """The progress after ``place``."""
        reached = self.passed.get(place.kind, place)
        return Progress({**self.passed, place.kind: max(reached, place, key=lambda passed: passed.order)})


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Words of a page with their context."""

    page: str
    """Public id of the page."""
    title: str | None
    before: str
    words: str
    after: str

    @classmethod
    def of(cls, page: str, title: str | None, text: str, *, span: Span) -> Excerpt:
        """The words at ``span`` of ``text``, the text of a page."""
        start, end = span
        before, after = text[max(0, start - _EXCERPT_CONTEXT) : start], text[end : end + _EXCERPT_CONTEXT]
        return cls(page, title, before, text[start:end], after)


@dataclass(frozen=True, slots=True)
class ReviewStatement:
    """A statement that may have another speaker, or may not be a statement."""

    id: str
    kind: str
    speaker: str | None
    certainty: float
    """The reader's confidence in it."""
    shown: Excerpt


@dataclass(frozen=True, slots=True)
class PairSide:
    """One of two people who may be the same person."""

    reference: str
    """The person in a judgement: public ids of person and page, joined by ``@``."""
    id: str
    name: str
    shown: Excerpt


@dataclass(frozen=True, slots=True)
class ReviewPair:
    """Two people who may be the same person."""

    one: PairSide
    other: PairSide
    score: float
    """The program's probability that they are the same person."""
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReviewClaim:
    """A relationship or an age as pages state it."""

    values: tuple[str, ...]
    """The age; or the relations of the first person to the second: ``spouse``, ``ex-spouse``."""
    pages: tuple[str, ...]
    """Public ids of the pages that state it."""
    published: str | None
    """Date of the page that is shown, EDTF."""
    shown: Excerpt


@dataclass(frozen=True, slots=True)
class ReviewContradiction:
    """Two claims of pages about one person, or about two people, that cannot both be true."""

    kind: ContradictionKind
    person: EntityRef
    relative: EntityRef | None
    """The other person of a relationship."""
    first: ReviewClaim
    """The claim that is stated more often."""
    second: ReviewClaim

    @property
    def question(self) -> str:
        """The question to the reviewer."""
        first, second = self.first.values[0], self.second.values[0]
        if self.relative:
            return f"Is {self.person.name} the {first} or the {second} of {self.relative.name}?"
        if first == second:
            return f"Was {self.person.name} {first} years old at both times?"
        return f"Was {self.person.name} {first} or {second} years old?"


@dataclass(frozen=True, slots=True)
class QueueItem:
    """An item of the queue with its place."""

    place: QueuePlace
    item: ReviewStatement | ReviewPair | ReviewContradiction


@dataclass(frozen=True, slots=True)
class QueuedContradiction:
    """A contradiction with its place in the queue."""

    place: QueuePlace
    contradiction: Contradiction


@dataclass(frozen=True, slots=True)
class Waiting:
    """The number of items of each kind that wait for review, counted up to a limit."""

    statements: int
    """Number of statements of low confidence that nobody has judged."""
    links: int
    """Number of pairs of people who may be the same person and that nobody has judged."""
    contradictions: int = 0
    """Number of contradictions between pages that nobody has judged."""

    @property
    def total(self) -> int:
        """Number of items of all kinds."""
        return self.statements + self.links + self.contradictions

    @property
    def more(self) -> bool:
        """True if ``total`` reached a limit, so that more items may wait."""
        return self.more_contradictions or self.more_links or self.more_statements

    @property
    def more_contradictions(self) -> bool:
        """True if more contradictions may wait."""
        return self.contradictions >= MOST_CONTRADICTIONS

    @property
    def more_links(self) -> bool:
        """True if more pairs may wait."""
        return self.links >= MOST_COUNTED

    @property
    def more_statements(self) -> bool:
        """True if more statements may wait."""
        return self.statements >= MOST_COUNTED


@dataclass(frozen=True, slots=True)
class StatementsToReview:
    """A page of the statements that wait for review."""

    statements: tuple[ReviewStatement, ...]
    next: str | None
    """The cursor of the next page; null on the last."""


@dataclass(frozen=True, slots=True)
class PairsToReview:
    """A page of the pairs of people that wait for review."""

    pairs: tuple[ReviewPair, ...]
    next: str | None
    """The cursor of the next page; null on the last."""


@dataclass(frozen=True, slots=True)
class ContradictionsToReview:
    """A page of the contradictions that wait for review."""

    contradictions: tuple[ReviewContradiction, ...]
    next: str | None
    """The cursor of the next page; null on the last."""
