"""Values of columns: the words that a column of text may hold, and the types of those that hold JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal, NotRequired

from typing_extensions import TypedDict

from onrecord.types import Act, EntityKind, Kind, Place, Relation, Spans, SpeakerKind, Status

ChangeKind = Literal["added", "removed", "altered", "reattributed"]
LinkVerdict = Literal["SAME", "DIFFERENT", "UNSURE"]
JudgementKind = Literal[
    "same", "different", "unsure", "right", "wrong", "speaker", "not-statement", "wikidata", "withdraw"
]


class AppearanceTarget(TypedDict):
    """A person or an organisation on a page: by the words that name it, or by name where it has no words."""

    page: str
    """Public id of the page."""
    kind: EntityKind
    name: str
    nth: int
    """Number, from 0, among those on the page with this name."""
    exact: NotRequired[str]
    """The words: a text quote selector with ``prefix`` and ``suffix``."""
    prefix: NotRequired[str]
    suffix: NotRequired[str]
    start: NotRequired[int]
    """Start of the words at the time of the judgement, in code points."""


class StatementTarget(TypedDict):
    """A statement on a page."""

    page: str
    """Public id of the page."""
    statement: str
    """Public id of the statement."""
    quote: str
    speaker_kind: NotRequired[SpeakerKind]
    """Kind of the speaker that is right, wrong, or was named."""


class Targets(TypedDict, total=False):
    """The targets of a judgement: two people, or a statement with its speaker."""

    left: AppearanceTarget
    right: AppearanceTarget
    statement: StatementTarget
    speaker: AppearanceTarget


WORDS: Final[Mapping[str, Mapping[str, Any]]] = {
    "appearances": {"kind": EntityKind, "state": Literal[1, 2]},
    "changes": {"kind": ChangeKind},
    "facts": {"kind": Literal["name", "alias", "role", "age"]},
    "feed_pages": {"state": Literal["waiting", "added", "given-up"]},
    "judgement_targets": {"side": Literal["left", "right", "statement", "speaker"]},
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
"""Columns that hold one of a few values, by table."""
JSON: Final[Mapping[str, Mapping[str, Any]]] = {
    "appearances": {"aliases": tuple[str, ...], "roles": tuple[str, ...], "ages": tuple[int, ...]},
    "judgements": {"target": Targets},
    "links": {"reasons": tuple[str, ...]},
    "statements": {"spans": tuple[Spans, Spans, Spans]},
}
"""Columns that hold JSON of one type, by table."""
TIMES: Final[Mapping[str, frozenset[str]]] = {"feeds": frozenset({"checked", "due"})}
"""Columns that hold a time which is calculated with, ISO 8601, by table."""
