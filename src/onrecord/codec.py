"""The one codec between a ``Reading`` and the record format, for printing, storing, exports, imports and the API."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import Any, Final, NotRequired, TypeAlias

from typing_extensions import TypedDict

from onrecord.errors import UsageError
from onrecord.record_format import (
    ArticleRecord,
    CitationRecord,
    FurnitureRecord,
    OrganisationRecord,
    PageRecord,
    PersonRecord,
    ReadingRecord,
    RelationshipRecord,
    StatementRecord,
    TurnRecord,
    WhenRecord,
)
from onrecord.types import (
    Article,
    Citation,
    Furniture,
    Organisation,
    Page,
    Person,
    Reading,
    Relation,
    Relationship,
    Span,
    Spans,
    Stated,
    Statement,
    Status,
    Turn,
    When,
)

_DECIMALS: Final = 4
"""Decimal places of a confidence. It is calibrated on a few hundred pages, so more would be false precision."""
# JSON allows these characters unescaped, but terminals interpret the first ones, and many programs end a line at the
# last two.
_UNSAFE_RAW = re.compile("[\x7f-\x9f\u2028\u2029]")


JsonObject: TypeAlias = dict[str, object]
"""An object to be written as JSON."""


def to_record(reading: Reading) -> ReadingRecord:
    """Convert ``reading`` to the record format, as plain lists, dictionaries, strings and numbers."""
    record: ReadingRecord = _with_lists(to_written_record(reading))
    return record


def to_written_record(reading: Reading) -> ReadingRecord:
    """``to_record`` with tuples instead of lists, for encoders of JSON, which write both alike. Takes half the time."""
    article = reading.article
    furniture = [_write(piece, FurnitureRecord, text=article.words(piece.span)) for piece in article.furniture]
    statements = [
        _write(
            statement,
            StatementRecord,
            quote=article.quote(statement.content),
            when=_write_when(statement.when),
            confidence=written_confidence(statement.confidence),
        )
        for statement in reading.statements
    ]
    turns = [_write(turn, TurnRecord) for turn in article.turns]
    written_article = _write(article, ArticleRecord, furniture=furniture, turns=turns)
    _leave_out_empty([written_article], "warnings")
    _leave_out_empty([written_article], "turns")
    _leave_out_empty(turns, "name")
    _leave_out_empty(furniture, "account")
    _leave_out_empty(statements, "speakers")
    return {
        "id": article.id,
        "page": _write(article.page, PageRecord),
        "article": written_article,
        "statements": statements,
        "people": [
            _write(
                person,
                PersonRecord,
                roles=[role.text for role in person.roles],
                role_spans=[role.span for role in person.roles],
                ages=[{"value": int(age.text), "span": age.span} for age in person.ages],
            )
            for person in reading.people
        ],
        "organisations": [_write(organisation, OrganisationRecord) for organisation in reading.organisations],
        "relationships": [
            _write(
                relationship,
                RelationshipRecord,
                **{"from": relationship.from_name, "to": relationship.to_name},
                confidence=written_confidence(relationship.confidence),
            )
            for relationship in reading.relationships
        ],
        "cited": [_write(citation, CitationRecord, when=_write_when(citation.when)) for citation in reading.cited],
        "warnings": list(reading.warnings),
        "reader": reading.reader,
    }


def _leave_out_empty(records: list[Any], field: str) -> None:
    """Delete ``field``, which the format has only if it has a value, from the ``records`` without one."""
    for record in records:
        if not record[field]:
            del record[field]


def from_record(record: ReadingRecord) -> Reading:
    """Convert ``record`` back to a reading that equals the one it was made from.

    The format carries neither the page's bytes, encoding and stated date nor the article's canonical address: these are
    empty, and not compared. ``quote`` and ``furniture[].text`` are recomputed from the text. Fields that an older
    reader did not write get their defaults. Raises ``UsageError`` if ``record`` is not in the record format.
    """
    from msgspec import MsgspecError, convert

    try:
        return _reading(convert(record, _Record))
    except MsgspecError as error:
        raise _not_a_record(error) from error


def from_json(content: bytes | str, *, text: str | None = None) -> Reading:
    """Decode one record as JSON; see ``from_record``. ``text`` is the article's text if it is stored apart from the
    record."""
    # msgspec decodes JSON into the nouns directly, in less time than json.loads alone (0.19 ms against 0.23 for a page
    # of 10 kB; cattrs takes 0.75). It is imported late because the command line does not need it.
    from msgspec import MsgspecError
    from msgspec.json import decode

    try:
        return _reading(decode(content, type=_Record), text=text)
    except MsgspecError as error:
        raise _not_a_record(error) from error


def to_json(reading: Reading, *, indent: int | None = None) -> str:
    """Encode ``reading`` in the record format as JSON: on one line, or with ``indent`` spaces a level."""
    return write_json(to_written_record(reading), indent=indent)


def write_json(value: object, *, indent: int | None = None) -> str:
    """Encode ``value`` as JSON: on one line, or with ``indent`` spaces a level.

    Characters beyond ASCII are not escaped, except those that terminals and readers of lines interpret.
    """
    written = _encoder(indent).encode(value)
    return _UNSAFE_RAW.sub(lambda match: f"\\u{ord(match[0]):04x}", written)


@cache
def _encoder(indent: int | None) -> json.JSONEncoder:
    # json.dumps would make one for each value, and an export writes one for each statement.
    return json.JSONEncoder(ensure_ascii=False, allow_nan=False, indent=indent)


def written_confidence(confidence: float) -> float:
    """Round ``confidence`` as the record format does."""
    return round(confidence, _DECIMALS)


def _write(noun: object, shape: Any, **values: object) -> Any:
    """``noun`` in ``shape``: its fields in their order, from ``values`` or else the noun's of the same name."""
    names, read = _fields(shape, *values)
    record = dict(zip(names, read(noun), strict=True))
    record.update(values)
    return record


@cache
def _fields(shape: Any, *computed: str) -> tuple[tuple[str, ...], Callable[[object], tuple[object, ...]]]:
    """The fields of ``shape``, and a function that reads them from a noun; any value stands in for computed ones."""
    names = tuple(shape.__annotations__)
    return names, attrgetter(*("__class__" if name in computed else name for name in names))


def _write_when(when: When | None) -> Any:
    return None if when is None else _write(when, WhenRecord)


def _with_lists(value: Any) -> Any:
    """``value`` with lists for tuples: spans and names."""
    if isinstance(value, dict):
        return {name: _with_lists(part) for name, part in value.items()}
    return [_with_lists(part) for part in value] if isinstance(value, (list, tuple)) else value


# msgspec decodes the classes below where the record format and a noun of ``types`` differ. All other nouns are decoded
# directly, since their fields have the names of the format.


class _Article(TypedDict):
    title: str | None
    titles: Spans
    outlet: str | None
    bylines: tuple[str, ...]
    published: str | None
    language: str | None
    text: Any
    paragraphs: Spans
    furniture: tuple[Furniture, ...]
    turns: NotRequired[tuple[Turn, ...]]
    warnings: NotRequired[tuple[str, ...]]


class _Age(TypedDict):
    value: int
    span: Span


@dataclass(frozen=True, slots=True)
class _Person:
    id: str
    name: str
    aliases: tuple[str, ...]
    mentions: Spans
    roles: tuple[str, ...] = ()
    role_spans: Spans = ()
    ages: tuple[_Age, ...] = ()


_Relationship = TypedDict(
    "_Relationship",
    {
        "from": str,
        "relation": Relation,
        "to": str,
        "count": int | None,
        "status": Status,
        "evidence": Span,
        "confidence": float,
    },
)


@dataclass(frozen=True, slots=True)
class _Record:
    id: str
    page: PageRecord
    article: _Article
    statements: tuple[Statement, ...]
    reader: str
    people: tuple[_Person, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    relationships: tuple[_Relationship, ...] = ()
    cited: tuple[Citation, ...] = ()
    warnings: tuple[str, ...] = ()


def _reading(record: _Record, *, text: str | None = None) -> Reading:
    article = record.article
    if text is not None:
        article["text"] = text
    if not isinstance(article["text"], str):
        raise _not_a_record("it has no article.text")
    return Reading(
        article=Article(id=record.id, page=Page(body=b"", **record.page), **article),
        statements=record.statements,
        reader=record.reader,
        warnings=record.warnings,
        people=tuple(
            Person(
                id=person.id,
                name=person.name,
                aliases=person.aliases,
                mentions=person.mentions,
                roles=tuple(map(Stated, person.roles, person.role_spans)),
                ages=tuple(Stated(str(age["value"]), age["span"]) for age in person.ages),
            )
            for person in record.people
        ),
        organisations=record.organisations,
        relationships=tuple(
            Relationship(
                from_name=relationship["from"],
                relation=relationship["relation"],
                to_name=relationship["to"],
                count=relationship["count"],
                status=relationship["status"],
                evidence=relationship["evidence"],
                confidence=relationship["confidence"],
            )
            for relationship in record.relationships
        ),
        cited=record.cited,
    )


def _not_a_record(problem: object) -> UsageError:
    return UsageError(
        f"This is not a reading in the record format: {problem}. "
        "Give the output of `onrecord read --format jsonl`, or of onrecord.to_record."
    )
