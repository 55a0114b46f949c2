"""The record format: one codec between a ``Reading`` and its JSON, for printing, storing, exports, imports and the API.

The classes whose names end in ``Record`` are the format. docs/record-format.md and the API's OpenAPI document take the
meanings of the fields from their docstrings. Every field is always written; what is not known is null or empty.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Final, TypeAlias

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
    When,
)

_DECIMALS: Final = 4
"""Decimal places of a confidence. It is calibrated on some hundreds of pages, which tell no finer."""
# JSON allows these as they are, but terminals obey the first and many programs end a line at the others.
_UNSAFE_RAW = re.compile("[\x7f-\x9f\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class _JsonSchema:
    """Adds to the JSON Schema of the type that it annotates. Only pydantic, which the room brings, calls it."""

    extra: Mapping[str, object]

    def __get_pydantic_json_schema__(self, schema: object, handler: Callable[[object], dict[str, object]]) -> object:
        return {**handler(schema), **self.extra}


JsonObject: TypeAlias = dict[str, object]
"""An object that is about to be written as JSON."""

SpanRecord: TypeAlias = Annotated[
    list[int],
    _JsonSchema({"minItems": 2, "maxItems": 2, "description": "Start and end in code points of `article.text`."}),
]


class PageRecord(TypedDict):
    """Where the bytes came from."""

    source: str
    """The file, the URL asked for, or `-`."""
    url: str | None
    """Where it was fetched from, after redirects."""
    content_type: str
    """Media type, such as `text/html`."""
    sha256: str
    """Hash of the bytes, in hexadecimal."""
    fetched: str | None
    """When it was fetched, ISO 8601 in UTC."""


class FurnitureRecord(TypedDict):
    """A piece of the page that is not in the article."""

    kind: FurnitureKind
    """`related`, `promo`, `caption`, `credit`, `newsletter`, `cookies`, `byline`, `dateline`, `comments` or `other`."""
    span: SpanRecord
    """Its place in the text."""
    text: str
    """Its words."""


class ArticleRecord(TypedDict):
    """The article that was cut out of the page."""

    title: str | None
    """The headline."""
    titles: list[SpanRecord]
    """Spans of the page's own headlines in the text."""
    outlet: str | None
    """Who published it."""
    bylines: list[str]
    """Who wrote it."""
    published: str | None
    """The date of publication, EDTF."""
    language: str | None
    """ISO 639-1 code."""
    text: str
    """The text that every span is over; it never changes."""
    paragraphs: list[SpanRecord]
    """Spans of the body's paragraphs, in order."""
    furniture: list[FurnitureRecord]
    """Everything that is on the page but not in the article."""


class WhenRecord(TypedDict):
    """A time of saying."""

    text: str
    """As printed."""
    edtf: str | None
    """The date in EDTF, worked out against `article.published`."""
    span: SpanRecord
    """Its place in the text."""


class StatementRecord(TypedDict):
    """Something that the page attributes to somebody."""

    id: str
    """Names it within the record."""
    kind: Kind
    """`direct` (all in quotation marks), `mixed` (partly), `indirect` (reported), `no-response` (declined)."""
    act: Act
    """`said`, or `thought` for thoughts and intentions that the page reports ("she believes", "he wants")."""
    place: Place
    """`headline`, `body` or `furniture`."""
    content: list[SpanRecord]
    """Spans of the words; two where the cue interrupts them."""
    cue: list[SpanRecord]
    """Spans of the words that report it: "said", "according to", ":"."""
    source: list[SpanRecord]
    """Spans of the speaker as printed beside the cue; empty where none is printed."""
    quote: str
    """The words of `content`, parts joined by ` … `."""
    speaker: str | None
    """Id of the person or organisation in the same record."""
    speaker_name: str | None
    """The fullest name that the page gives the speaker, without titles, even where the source is "she" or there is
    none; for a speaker with no name the description as printed."""
    speaker_kind: SpeakerKind
    """`person`, `organisation`, `document`, `unnamed` or `unknown`."""
    speaker_basis: SpeakerBasis
    """How the speaker was worked out."""
    speaker_evidence: list[SpanRecord]
    """Spans of the words that decided it: the source's own first, then what they were linked to."""
    told: str | None
    """To whom or where it was said, as printed: an outlet, a person, an audience or a channel ("Variety", "reporters",
    "statement"); "Twitter" where the cue is "tweeted"."""
    when: WhenRecord | None
    """When it was said (not a time that the words speak of): `text` as printed, `edtf` against `article.published`,
    `span`."""
    about: list[str]
    """Names of the people and organisations that the words refer to, by name, pronoun or description, the first first;
    the speaker is left out."""
    confidence: float
    """Probability that content, source and speaker are all right; content and source calibrated on articles that
    training did not see, speakers on training pages."""


class AgeRecord(TypedDict):
    """An age as printed."""

    value: int
    """In years."""
    span: SpanRecord
    """Its place in the text."""


class OrganisationRecord(TypedDict):
    """A body that speaks or is named."""

    id: str
    """Names it within the record."""
    name: str
    """The fullest name that the page gives."""
    aliases: list[str]
    """Other forms of the name, acronyms among them."""
    mentions: list[SpanRecord]
    """Spans that name it."""


class PersonRecord(TypedDict):
    """Somebody whom the page names."""

    id: str
    """Names the person within the record."""
    name: str
    """The fullest name that the page gives, without titles."""
    aliases: list[str]
    """The other forms of the name, and descriptions that identify the person ("the Saltmarsh actress"), as printed."""
    mentions: list[SpanRecord]
    """Spans of everything that stands for the person: names, pronouns, descriptions."""
    roles: list[str]
    """Titles and roles as printed ("actress", "chief pilot"), but not what somebody is to somebody else."""
    role_spans: list[SpanRecord]
    """The place of each of `roles`, in the same order."""
    ages: list[AgeRecord]
    """Ages as the page states them."""


_From = TypedDict("_From", {"from": Annotated[str, _JsonSchema({"description": "Name of the first of two."})]})


class RelationshipRecord(_From):
    """A relationship that the page states between two people."""

    relation: Relation
    """What the first is to the second: `spouse`, `ex-spouse`, `partner` (dating, engaged), `ex-partner`, `parent`,
    `child` or `sibling`."""
    to: str
    """Name of the second; for a relative with no name the description as printed ("a daughter", "seven children")."""
    count: int | None
    """How many relatives the description stands for; null between two people with names."""
    status: Status
    """`asserted`, or `denied`, `asked` ("already married?") or `alleged` (by gossip, an unnamed source, a report) where
    the page itself does not say so."""
    evidence: SpanRecord
    """Span of the words that state it."""
    confidence: float
    """Probability that the page states it."""


class CitationRecord(TypedDict):
    """An outlet that the article has its news from."""

    outlet: str
    """The outlet's name as printed."""
    when: WhenRecord | None
    """When the outlet was told or reported it: as `statements[].when`, or null."""
    evidence: SpanRecord
    """Span of the words that credit it."""


class ReadingRecord(TypedDict):
    """A page as it was read, in the record format."""

    id: str
    """The file's name without its ending; for a URL, standard input or a record of a web archive the start of the hash
    of its bytes; for a line of JSON Lines with no URL the file's name and the line's number."""
    page: PageRecord
    article: ArticleRecord
    statements: list[StatementRecord]
    """Everything that the page attributes to somebody, in the order of the page."""
    people: list[PersonRecord]
    """Everybody whom the headlines or the body name, and who speaks beside them, in the order of first mention."""
    organisations: list[OrganisationRecord]
    """Bodies that speak or are named."""
    relationships: list[RelationshipRecord]
    """Relationships that the page states, as of its date, in the order of the words that state them."""
    cited: list[CitationRecord]
    """Outlets that the article has its news from, in the order in which it credits them; not its own outlet."""
    warnings: list[str]
    """What to know about this reading, in sentences."""
    reader: str
    """The reader that made it: versions of the package and of the model."""


def to_record(reading: Reading) -> ReadingRecord:
    """``reading`` in the record format, as plain lists, dictionaries, strings and numbers."""
    article = reading.article
    page = article.page
    return {
        "id": article.id,
        "page": {
            "source": page.source,
            "url": page.url,
            "content_type": page.content_type,
            "sha256": page.sha256,
            "fetched": page.fetched,
        },
        "article": _article_record(article),
        "statements": [_statement_record(statement, article) for statement in reading.statements],
        "people": [_person_record(person) for person in reading.people],
        "organisations": [
            {
                "id": organisation.id,
                "name": organisation.name,
                "aliases": list(organisation.aliases),
                "mentions": _lists(organisation.mentions),
            }
            for organisation in reading.organisations
        ],
        "relationships": [_relationship_record(relationship) for relationship in reading.relationships],
        "cited": [
            {"outlet": citation.outlet, "when": _when_record(citation.when), "evidence": list(citation.evidence)}
            for citation in reading.cited
        ],
        "warnings": list(reading.warnings),
        "reader": reading.reader,
    }


def from_record(record: ReadingRecord) -> Reading:
    """The reading of which ``to_record`` made ``record``, as far as the format carries it.

    It carries neither the page's bytes, encoding and stated date nor the article's canonical address: these are empty.
    ``quote`` and ``furniture[].text`` are taken from the text again. Fields that an older reader did not write get
    their defaults. Raises ``UsageError`` where ``record`` is not in the record format.
    """
    from msgspec import MsgspecError, convert

    try:
        return _reading(convert(record, _Record))
    except MsgspecError as error:
        raise _not_a_record(error) from error


def from_json(content: bytes | str, *, text: str | None = None) -> Reading:
    """The reading that ``content``, one record as JSON, holds; see ``from_record``. ``text``: the article's text, where
    it is kept apart from the record.
    """
    # msgspec makes the nouns straight from the JSON, which takes less time than json.loads alone (0.19 ms against 0.23
    # for a page of 10 kB; cattrs takes 0.75). It is imported late, since the command line has no use for it.
    from msgspec import MsgspecError
    from msgspec.json import decode

    try:
        return _reading(decode(content, type=_Record), text=text)
    except MsgspecError as error:
        raise _not_a_record(error) from error


def to_json(reading: Reading, *, indent: int | None = None) -> str:
    """``reading`` in the record format as JSON: on one line, or spread over lines by ``indent`` spaces a level."""
    return write_json(to_record(reading), indent=indent)


def write_json(value: object, *, indent: int | None = None) -> str:
    """``value`` as JSON: on one line, or spread over lines by ``indent`` spaces a level.

    Characters beyond ASCII stand as they are, except those that a terminal or a reader of lines would take for
    commands.
    """
    written = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)
    return _UNSAFE_RAW.sub(lambda match: f"\\u{ord(match[0]):04x}", written)


def written_confidence(confidence: float) -> float:
    """``confidence`` as the record format has it."""
    return round(confidence, _DECIMALS)


def _article_record(article: Article) -> ArticleRecord:
    return {
        "title": article.title,
        "titles": _lists(article.titles),
        "outlet": article.outlet,
        "bylines": list(article.bylines),
        "published": article.published,
        "language": article.language,
        "text": article.text,
        "paragraphs": _lists(article.paragraphs),
        "furniture": [
            {"kind": piece.kind, "span": list(piece.span), "text": article.words(piece.span)}
            for piece in article.furniture
        ],
    }


def _statement_record(statement: Statement, article: Article) -> StatementRecord:
    return {
        "id": statement.id,
        "kind": statement.kind,
        "act": statement.act,
        "place": statement.place,
        "content": _lists(statement.content),
        "cue": _lists(statement.cue),
        "source": _lists(statement.source),
        "quote": article.quote(statement.content),
        "speaker": statement.speaker,
        "speaker_name": statement.speaker_name,
        "speaker_kind": statement.speaker_kind,
        "speaker_basis": statement.speaker_basis,
        "speaker_evidence": _lists(statement.speaker_evidence),
        "told": statement.told,
        "when": _when_record(statement.when),
        "about": list(statement.about),
        "confidence": written_confidence(statement.confidence),
    }


def _when_record(when: When | None) -> WhenRecord | None:
    return None if when is None else {"text": when.text, "edtf": when.edtf, "span": list(when.span)}


def _person_record(person: Person) -> PersonRecord:
    return {
        "id": person.id,
        "name": person.name,
        "aliases": list(person.aliases),
        "mentions": _lists(person.mentions),
        "roles": [role.text for role in person.roles],
        "role_spans": [list(role.span) for role in person.roles],
        "ages": [{"value": int(age.text), "span": list(age.span)} for age in person.ages],
    }


def _relationship_record(relationship: Relationship) -> RelationshipRecord:
    return {
        "from": relationship.from_name,
        "relation": relationship.relation,
        "to": relationship.to_name,
        "count": relationship.count,
        "status": relationship.status,
        "evidence": list(relationship.evidence),
        "confidence": written_confidence(relationship.confidence),
    }


def _lists(spans: Spans) -> list[list[int]]:
    return [list(span) for span in spans]


# The shapes below are what msgspec decodes where the record format and a noun of ``types`` differ. All else it decodes
# as the noun itself, whose fields have the format's names.


@dataclass(frozen=True, slots=True)
class _Article:
    title: str | None
    titles: Spans
    outlet: str | None
    bylines: tuple[str, ...]
    published: str | None
    language: str | None
    text: str | None
    paragraphs: Spans
    furniture: tuple[Furniture, ...]


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
    text = article.text if text is None else text
    if text is None:
        raise _not_a_record("it has no article.text")
    return Reading(
        article=Article(
            id=record.id,
            page=Page(body=b"", **record.page),
            text=text,
            title=article.title,
            titles=article.titles,
            outlet=article.outlet,
            bylines=article.bylines,
            published=article.published,
            language=article.language,
            paragraphs=article.paragraphs,
            furniture=article.furniture,
        ),
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
        "Give what `onrecord read --format jsonl` prints, or what onrecord.to_record returns."
    )
