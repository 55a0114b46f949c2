"""Line types of an export in JSON Lines: their fields, and the validation of imported lines.

``jsonl`` writes these lines and ``importer`` reads them. A line that passes ``line_problems`` can be stored, searched,
shown and exported again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, NotRequired, TypeAlias, cast

from msgspec import Meta, MsgspecError
from sqlalchemy import Table
from typing_extensions import TypedDict

from onrecord.codec import from_record
from onrecord.errors import UsageError
from onrecord.judge.facts import FACT_KINDS, PERSON_FACTS
from onrecord.record_format import ReadingRecord
from onrecord.store.checks import (
    InvalidValue,
    convert_json,
    convert_value,
    invalid_value,
    missing_from,
    reading_problems,
    repeated,
    row_problems,
)
from onrecord.store.schema import failures, judgements
from onrecord.store.schema.feeds import feed_pages, feeds, page_visits, search_hits
from onrecord.store.schema.values import ChangeKind, ExclusionKind, LinkVerdict, Targets
from onrecord.times import TIMESTAMP
from onrecord.types import EntityKind, Reading

Count: TypeAlias = Annotated[int, Meta(ge=0, le=2**31 - 1)]
PublicId: TypeAlias = Annotated[str, Meta(pattern=r"^[a-z2-7]{16}\Z")]
"""As ``store.codecs.public_id`` makes it."""
Digest: TypeAlias = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
"""A SHA-256 in hexadecimal."""
Timestamp: TypeAlias = Annotated[str, Meta(pattern=rf"^(?:{TIMESTAMP})\Z")]
"""A day or a time in ISO 8601."""
WikidataId: TypeAlias = Annotated[str, Meta(pattern=r"^Q[1-9][0-9]*\Z")]
State: TypeAlias = Literal["current", "removed", "unread"]

Line: TypeAlias = Mapping[str, Any]
"""A line as it was decoded, without ``line_problems``."""

if TYPE_CHECKING:
    _RecordField = ReadingRecord
else:
    # Checked by ``from_record``, which knows the fields that older readers did not write.
    _RecordField = dict[str, Any]


class RecordLine(TypedDict):
    """The record about itself."""

    format: int
    meta: dict[str, str]


class PersonLine(TypedDict):
    """A person or an organisation across pages."""

    id: PublicId
    kind: EntityKind
    name: str
    wikidata: WikidataId | None


class MergedLine(TypedDict):
    """A person that was merged into another."""

    id: PublicId
    into: PublicId


class LinkLine(TypedDict):
    """A decision of the program about two appearances, each as page, kind, name and number."""

    left: tuple[PublicId, EntityKind, str, Count]
    right: tuple[PublicId, EntityKind, str, Count]
    verdict: LinkVerdict
    score: Annotated[float, Meta(ge=-1e6, le=1e6)] | None
    """Log odds."""
    reasons: list[str]
    by: str
    at: Timestamp


class VersionLine(TypedDict):
    """A version of the page."""

    number: Annotated[int, Meta(ge=1, le=2**31 - 1)]
    fingerprint: Digest
    fetched: Timestamp | None
    copies: list[Digest]
    """SHA-256 of each copy of this version's bytes."""


class ReadingLine(TypedDict):
    """A reading of a version, whole, with all fields that its reader wrote."""

    version: int
    at: Timestamp
    record: _RecordField


class AppearanceLine(TypedDict):
    """A person or organisation on the page."""

    kind: EntityKind
    name: str
    nth: Count
    person: PublicId | None
    state: State
    local_id: str
    mentions: Count
    aliases: list[str]
    roles: list[str]
    ages: list[Count]


class StatementLine(TypedDict):
    """A statement that a reading of the page found, as it was read."""

    id: PublicId
    state: State
    reading: int
    """Position among the page's readings."""
    position: int
    """Position among the statements of that reading."""
    speaker: int | None
    """Position among the page's people."""
    speaker_name: str | None
    person: PublicId | None
    """The speaker."""


class ChangeLine(TypedDict):
    """A change of a statement from one version to another."""

    kind: ChangeKind
    from_version: int
    to_version: int
    before_statement: PublicId | None
    after_statement: PublicId | None
    before: str | None
    after: str | None
    at: Timestamp
    printed_before: NotRequired[str | None]
    printed_after: NotRequired[str | None]


class PageLine(TypedDict):
    """A page: its addresses, versions and readings, its people and its statements over all readings."""

    type: str
    id: PublicId
    key: str
    url: str | None
    source: str
    fetched: Timestamp | None
    addresses: list[str]
    versions: Annotated[list[VersionLine], Meta(min_length=1)]
    readings: Annotated[list[ReadingLine], Meta(min_length=1)]
    current: int
    """Position of the current reading among ``readings``."""
    people: list[AppearanceLine]
    statements: list[StatementLine]
    changes: list[ChangeLine]


class JudgementLine(TypedDict):
    """A judgement: the columns of its table, with public ids in the place of keys."""

    public_id: PublicId
    subject: PublicId
    withdraws: PublicId | None


class WikidataLine(TypedDict):
    """A judgement of a person's or organisation's Wikidata item."""

    value: WikidataId


class HitLine(TypedDict):
    """A statement that a saved search found, with its public id in the place of its key."""

    statement: PublicId


class ExclusionLine(TypedDict):
    """A page that was removed, with its hashes, a person that was hidden, or the end of either."""

    kind: ExclusionKind
    subject: PublicId
    who: str
    why: str
    at: Timestamp
    hashes: list[Digest]


_SHAPES: Final[Mapping[str, Any]] = {
    "record": RecordLine,
    "exclusion": ExclusionLine,
    "person": PersonLine,
    "merged": MergedLine,
    "page": PageLine,
    "link": LinkLine,
    "judgement": JudgementLine,
    "hit": HitLine,
}
_TABLES: Final[Mapping[str, Table]] = {
    "judgement": judgements,
    "failure": failures,
    "feed": feeds,
    "feed_page": feed_pages,
    "page_visit": page_visits,
    "hit": search_hits,
}
"""Lines that are rows of a table; the fields of their shape stand in the place of keys."""
_KEYS: Final = frozenset({"id", "statement_id", *JudgementLine.__annotations__})
_SIDES: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(("same", "different", "unsure"), ("left", "right")),
    **dict.fromkeys(("right", "wrong", "speaker", "not-statement"), ("statement",)),
    "wikidata": ("left",),
    "withdraw": (),
    **dict.fromkeys(FACT_KINDS, ("fact",)),
    **dict.fromkeys(PERSON_FACTS, ("fact", "person")),
}
"""The targets that each kind of judgement has at least."""


def line_problems(line: Line) -> Iterator[InvalidValue]:
    """Describe invalid values in ``line``, not necessarily all of them, in a line of a known ``type``.

    Raises ``ValueError`` if a value has the wrong type.
    """
    kind = line["type"]
    if kind in _SHAPES:
        convert_value(line, _SHAPES[kind])
    if kind in _TABLES:
        yield from _row_problems(line, _TABLES[kind])
    if kind == "page":
        yield from _page_problems(cast(PageLine, line))
    elif kind == "judgement":
        yield from _judgement_problems(line)
    elif kind == "merged" and line["id"] == line["into"]:
        yield InvalidValue("into", line["into"], "another person")


def _row_problems(line: Line, table: Table) -> Iterator[InvalidValue]:
    names = [column.name for column in table.c if column.name not in _KEYS]
    missing = [name for name in names if name not in line]
    if missing:
        raise ValueError(InvalidValue(missing[0], None, "present"))
    yield from row_problems(table, {name: line[name] for name in names})


def _judgement_problems(line: Line) -> Iterator[InvalidValue]:
    targets: Targets = convert_json(line["target"], Targets)
    sides = _SIDES[line["kind"]]
    if not targets.keys() >= set(sides):
        yield InvalidValue("target", line["target"], f"one with {' and '.join(sides)}")
    if (line["kind"] == "withdraw") != (line["withdraws"] is not None):
        yield InvalidValue(
            "withdraws", line["withdraws"], "the id of a judgement if this one withdraws it, and null otherwise"
        )
    if line["kind"] == "wikidata":
        convert_value(line, WikidataLine)
    for side in ("left", "right", "speaker", "person"):
        target = targets.get(side)
        if isinstance(target, dict) and "exact" in target and not target.keys() >= {"prefix", "suffix"}:
            yield InvalidValue(f"target.{side}", target, "words with their prefix and suffix")


def _page_problems(line: PageLine) -> Iterator[InvalidValue]:
    versions, readings, changes = line["versions"], line["readings"], line["changes"]
    numbers = {version["number"] for version in versions}
    yield from repeated((version["number"] for version in versions), field="versions[].number")
    yield from missing_from(numbers, (reading["version"] for reading in readings), field="readings[].version")
    yield from missing_from(range(len(readings)), [line["current"]], field="current")
    read = [
        _from_record(reading["record"], place=f"readings[{number}].record") for number, reading in enumerate(readings)
    ]
    for position, reading in enumerate(read):
        yield from (problem.within(f"readings[{position}].record") for problem in reading_problems(reading))
    readers = [(reading["version"], reading["record"]["reader"]) for reading in readings]
    yield from repeated(readers, field="readings[].version and reader")
    yield from _people_problems(line["people"], current=read[line["current"]])
    yield from _statement_problems(line, read)
    ids = {statement["id"] for statement in line["statements"]}
    for kind, known_keys in (("version", numbers), ("statement", ids)):
        references: Iterator[Any] = (value for change in changes for name, value in change.items() if kind in name)
        yield from missing_from(known_keys, references, field=f"changes[].{kind}")


def _from_record(record: ReadingRecord, *, place: str) -> Reading:
    try:
        return from_record(record)
    except UsageError as error:
        if isinstance(error.__cause__, MsgspecError):
            raise ValueError(invalid_value(error.__cause__, record).within(place)) from error
        raise


def _people_problems(people: list[AppearanceLine], *, current: Reading) -> Iterator[InvalidValue]:
    yield from repeated(((person["kind"], person["name"], person["nth"]) for person in people), field="people[]")
    yield from missing_from(("current", "removed"), (person["state"] for person in people), field="people[].state")
    present = {person["local_id"]: person["person"] for person in people if person["state"] == "current"}
    yield from repeated(
        (person["local_id"] for person in people if person["state"] == "current"), field="people[].local_id"
    )
    yield from missing_from(present, (entity.id for entity in current.entities), field="people[].local_id")
    if None in present.values():
        yield InvalidValue("people[].person", None, "the id of a person for everybody on the page")


def _statement_problems(line: PageLine, readings: list[Reading]) -> Iterator[InvalidValue]:
    statements = line["statements"]
    yield from repeated((statement["id"] for statement in statements), field="statements[].id")
    speakers = (statement["speaker"] for statement in statements)
    yield from missing_from(range(len(line["people"])), speakers, field="statements[].speaker")
    places = [(statement["reading"], statement["position"]) for statement in statements]
    lengths = enumerate(len(reading.statements) for reading in readings)
    positions = {(number, position) for number, length in lengths for position in range(length)}
    yield from missing_from(positions, places, field="statements[].reading and position")
