"""Allowed values of columns: enumerations, types of JSON columns, and time columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal, NotRequired

from typing_extensions import TypedDict

from onrecord.types import Act, EntityKind, Kind, Place, Relation, Spans, SpeakerKind, StatedFact, Status

ChangeKind = Literal["added", "removed", "altered", "reattributed", "reread"]
ExclusionKind = Literal["remove", "allow", "hide", "unhide"]
LinkVerdict = Literal["SAME", "DIFFERENT", "UNSURE"]
FactKind = Literal[StatedFact, "missed"]
JudgementKind = Literal[
    "same", "different", "unsure", "right", "wrong", "speaker", "not-statement", "wikidata", "withdraw", FactKind
]


class AppearanceTarget(TypedDict):
    """Selector of a person or organisation on a page: by the words that name it, else by name alone."""

    page: str
    """Public id of the page."""
    kind: EntityKind
    name: str
    nth: int
    """Number, from 0, among its namesakes on the page."""
    exact: NotRequired[str]
    """The words: a text quote selector with ``prefix`` and ``suffix``."""
    prefix: NotRequired[str]
    suffix: NotRequired[str]
    start: NotRequired[int]
    """Start of the words at the time of the judgement, in code points."""


class StatementTarget(TypedDict):
    """Selector of a statement on a page."""

    page: str
    """Public id of the page."""
    statement: str
    """Public id of the statement."""
    quote: str
    speaker_kind: NotRequired[SpeakerKind]
    """Kind of the speaker that is confirmed, rejected or named."""


class FactTarget(TypedDict):
    """Selector of a fact on a page: of the page itself, of a statement, or of the person in ``Targets``."""

    page: str
    """Public id of the page."""
    was: NotRequired[str | None]
    """The value as read; null if the fact was missing."""
    statement: NotRequired[str]
    """Public id of the statement."""
    quote: NotRequired[str]
    from_name: NotRequired[str]
    """The first person of a relationship; ``was`` is the relation."""
    to_name: NotRequired[str]
    exact: NotRequired[str]
    """The words of a missed statement, a text quote selector, or those that state a relationship."""
    prefix: NotRequired[str]
    suffix: NotRequired[str]


class Targets(TypedDict, total=False):
    """The targets of a judgement: two people, a statement with its speaker, or a fact with its person."""

    left: AppearanceTarget
    right: AppearanceTarget
    statement: StatementTarget
    speaker: AppearanceTarget
    fact: FactTarget
    person: AppearanceTarget


WORDS: Final[Mapping[str, Mapping[str, Any]]] = {
    "appearances": {"kind": EntityKind, "state": Literal[1, 2]},
    "changes": {"kind": ChangeKind},
    "exclusions": {"kind": ExclusionKind},
    "facts": {"kind": Literal["name", "alias", "role", "age"]},
    "feed_pages": {"state": Literal["waiting", "added", "given-up"]},
    "judgement_targets": {"side": Literal["left", "right", "statement", "speaker", "fact", "person"]},
    "judgements": {"kind": JudgementKind},
    "links": {"verdict": LinkVerdict},
    "persons": {"kind": EntityKind},
    "relationships": {"relation": Relation, "status": Status},
    "statements": {
        "kind": Kind,
        "act": Act,
        "place": Place,
        "speaker_kind": SpeakerKind,
        "state": Literal[1, 2, 3, 4],
        "dated": Literal["stated", "page"] | None,
    },
    "statements_as_read": {"speaker_kind": SpeakerKind | None},
}
"""Enumerated columns, by table."""
JSON: Final[Mapping[str, Mapping[str, Any]]] = {
    "appearances": {"aliases": tuple[str, ...], "roles": tuple[str, ...], "ages": tuple[int, ...]},
    "judgements": {"target": Targets},
    "links": {"reasons": tuple[str, ...]},
    "statements": {"spans": tuple[Spans, Spans, Spans]},
}
"""JSON columns and their types, by table."""
TIMES: Final[Mapping[str, frozenset[str]]] = {
    "feeds": frozenset({"checked", "due"}),
    "page_visits": frozenset({"checked", "due"}),
}
"""Columns whose times are used in calculations, so must be valid ISO 8601, by table."""
