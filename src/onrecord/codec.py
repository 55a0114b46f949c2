"""The record format: the only codec between a ``Reading`` and its JSON.

It serves printing, storing, exports, imports and the API. The classes with names that end in ``Record`` define the
format. Their docstrings are the descriptions of the fields in docs/record-format.md and in the OpenAPI document. Every
field is always written, unless it is ``NotRequired``; unknown values are null or empty.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import Annotated, Any, Final, NotRequired, TypeAlias

from typing_extensions import TypedDict

from onrecord.errors import UsageError
from onrecord.types import (
    Act,
    Article,
    Citation,
    Furniture,
    FurnitureKind,
    Kind,
    Organisation,
    Page,
    Person,
    Place,
    Reading,
    Relation,
    Relationship,
    Span,
    Spans,
    SpeakerBasis,
    SpeakerKind,
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


@dataclass(frozen=True, slots=True)
class _JsonSchema:
    """Adds to the JSON Schema of the annotated type. Only pydantic, which the room needs, calls it."""

    extra: Mapping[str, object]

    def __get_pydantic_json_schema__(self, schema: object, handler: Callable[[object], dict[str, object]]) -> object:
        return {**handler(schema), **self.extra}


JsonObject: TypeAlias = dict[str, object]
"""An object to be written as JSON."""

SpanRecord: TypeAlias = Annotated[
    list[int],
    _JsonSchema({"minItems": 2, "maxItems": 2, "description": "Start and end in code points of `article.text`."}),
]


class PageRecord(TypedDict):
    """The source of the bytes."""

    source: str
    """The path of the file, the requested URL, or `-` for standard input."""
    url: str | None
    """The URL it was fetched from, after redirects."""
    content_type: str
    """Media type, such as `text/html`."""
    sha256: str
    """Hash of the bytes, in hexadecimal."""
    fetched: str | None
    """Time of fetching, ISO 8601 in UTC."""


class FurnitureRecord(TypedDict):
    """Text that is on the page but not in the article."""

    kind: FurnitureKind
    """`related`, `promo`, `caption`, `credit`, `newsletter`, `cookies`, `byline`, `dateline`, `comments`, `post` (an
    embedded post of a social network), `correction` (the outlet's own) or `other`."""
    span: SpanRecord
    """Its place in the text."""
    text: str
    """The text of the span."""
    account: NotRequired[SpanRecord]
    """Span of the account's name, for a post that gives one."""


class TurnRecord(TypedDict):
    """An answer of an interview whose questions are headings, or a paragraph of a letter or signed block quotation."""

    span: SpanRecord
    """Its place in the text."""
    name: NotRequired[SpanRecord]
    """Span of the signature; left out for an answer."""


class ArticleRecord(TypedDict):
    """The article extracted from the page."""

    title: str | None
    """The headline."""
    titles: list[SpanRecord]
    """Spans of the page's own headlines in the text."""
    outlet: str | None
    """The outlet that published it."""
    bylines: list[str]
    """Names of its authors, as printed."""
    published: str | None
    """Date of publication, EDTF."""
    language: str | None
    """ISO 639-1 code."""
    text: str
    """The text to which all spans refer; it never changes."""
    paragraphs: list[SpanRecord]
    """Spans of the body's paragraphs, in order."""
    furniture: list[FurnitureRecord]
    """Text on the page that is not part of the article."""
    turns: NotRequired[list[TurnRecord]]
    """Paragraphs in somebody else's words without quotation marks (an answer, a letter); left out if there are none."""
    warnings: NotRequired[list[str]]
    """Warnings of the reading that concern the text, such as a paywall; left out if there are none."""


class WhenRecord(TypedDict):
    """The time at which something was said."""

    text: str
    """As printed."""
    edtf: str | None
    """The date in EDTF, resolved against `article.published`."""
    span: SpanRecord
    """Its place in the text."""


class StatementRecord(TypedDict):
    """Something that the page attributes to somebody."""

    id: str
    """Id of the statement, unique in this record."""
    kind: Kind
    """`direct` (all in quotation marks), `mixed` (partly), `indirect` (reported), `no-response` (declined)."""
    act: Act
    """`said`, or `thought` for thoughts and intentions that the page reports ("she believes", "he wants")."""
    place: Place
    """`headline`, `body` or `furniture`."""
    content: list[SpanRecord]
    """Spans of the words; two if the cue interrupts them."""
    cue: list[SpanRecord]
    """Spans of the words that report it: "said", "according to", ":"."""
    source: list[SpanRecord]
    """Spans of the words that name the speaker, next to the cue; empty if there are none."""
    quote: str
    """The words of `content`, with its parts joined by ` … `."""
    speaker: str | None
    """Id of the person or organisation in the same record."""
    speaker_name: str | None
    """The speaker's fullest name on the page, without titles, even if the source is "she" or there is none; for an
    unnamed speaker, the description as printed."""
    speakers: NotRequired[list[str]]
    """Names of everybody who makes the statement together ("Orla Tarn and Piet Brandvold said"), `speaker_name` first;
    only if there are several."""
    speaker_kind: SpeakerKind
    """`person`, `organisation`, `document`, `unnamed` or `unknown`."""
    speaker_basis: SpeakerBasis
    """The way in which the speaker was identified."""
    speaker_evidence: list[SpanRecord]
    """Spans of the words that decided the speaker: the source first, then the mentions it was linked to."""
    told: str | None
    """The addressee or channel as printed: an outlet, a person, an audience or a channel ("Variety", "reporters",
    "statement")."""
    when: WhenRecord | None
    """The time at which it was said, not a time that its words mention: `text` as printed, `edtf` resolved against
    `article.published`, `span`."""
    about: list[str]
    """Names of the people and organisations that the words refer to by name, pronoun or description, in order of
    mention; without the speaker."""
    confidence: float
    """Probability that content, source and speaker are all right, calibrated on articles held out of training."""


class AgeRecord(TypedDict):
    """An age as printed."""

    value: int
    """In years."""
    span: SpanRecord
    """Its place in the text."""


class OrganisationRecord(TypedDict):
    """An organisation that speaks or is named."""

    id: str
    """Id of the organisation, unique in this record."""
    name: str
    """The fullest name that the page gives."""
    aliases: list[str]
    """Other forms of the name, including acronyms."""
    mentions: list[SpanRecord]
    """Spans of its names."""


class PersonRecord(TypedDict):
    """A person whom the page names."""

    id: str
    """Id of the person, unique in this record."""
    name: str
    """The fullest name that the page gives, without titles."""
    aliases: list[str]
    """The other forms of the name, and descriptions that identify the person ("the Saltmarsh actress"), as printed."""
    mentions: list[SpanRecord]
    """Spans of all mentions of the person: names, pronouns and descriptions."""
    roles: list[str]
    """Titles and roles as printed ("actress", "chief pilot"), but not family roles ("wife")."""
    role_spans: list[SpanRecord]
    """Spans of the `roles`, in the same order."""
    ages: list[AgeRecord]
    """Ages as the page states them."""


_From = TypedDict("_From", {"from": Annotated[str, _JsonSchema({"description": "Name of the first person."})]})


class RelationshipRecord(_From):
    """A relationship that the page states between two people."""

    relation: Relation
    """Relation of the first person to the second: `spouse`, `ex-spouse`, `partner` (dating, engaged), `ex-partner`,
    `parent`, `child` or `sibling`."""
    to: str
    """Name of the second person; for an unnamed relative, the description as printed ("a daughter", "seven children").
    """
    count: int | None
    """Number of relatives that the description covers; null if both people have names."""
    status: Status
    """`asserted`, or `denied`, `asked` ("already married?") or `alleged` (by gossip, an unnamed source, a report) if
    the page does not state it as a fact."""
    evidence: SpanRecord
    """Span of the words that state it."""
    confidence: float
    """Probability that the page states it."""


class CitationRecord(TypedDict):
    """An outlet that the article credits as its source."""

    outlet: str
    """The outlet's name as printed."""
    when: WhenRecord | None
    """Time of the outlet's interview or report, in the form of `statements[].when`; null if not stated."""
    evidence: SpanRecord
    """Span of the words that credit it."""


class ReadingRecord(TypedDict):
    """The reading of one page, in the record format."""

    id: str
    """The file's name without its suffix; for a URL, standard input or a record of a web archive, the start of the hash
    of its bytes; for a line of JSON Lines without a URL, the file's name and the line number."""
    page: PageRecord
    article: ArticleRecord
    statements: list[StatementRecord]
    """All statements on the page, in text order."""
    people: list[PersonRecord]
    """People named in headlines or body, and speakers in furniture, in the order of first mention."""
    organisations: list[OrganisationRecord]
    """Organisations that speak or are named."""
    relationships: list[RelationshipRecord]
    """Relationships that the page states, as of its date, in the order of their evidence."""
    cited: list[CitationRecord]
    """Outlets that the article credits, in text order; without its own outlet."""
    warnings: list[str]
    """Sentences about problems and doubts of this reading."""
    reader: str
    """The reader that made it: the versions of package and model."""


def to_record(reading: Reading) -> ReadingRecord:
    """Convert ``reading`` to the record format, as plain lists, dictionaries, strings and numbers."""
    record: ReadingRecord = _with_lists(to_written_record(reading))
    return record


def to_written_record(reading: Reading) -> ReadingRecord:
    """Do as ``to_record`` for encoders of JSON, which write tuples as lists: it has tuples in half the time."""
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
    """Convert ``record`` back to a reading, as far as the format carries it.

    The format carries neither the page's bytes, encoding and stated date nor the article's canonical address: these are
    empty. ``quote`` and ``furniture[].text`` are recomputed from the text. Fields that an older reader did not write
    get their defaults. Raises ``UsageError`` if ``record`` is not in the record format.
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
    return [_with_lists(part) for part in value] if isinstance(value, list | tuple) else value


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
