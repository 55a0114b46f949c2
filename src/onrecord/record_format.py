"""The record format: the JSON of a ``Reading``, as classes whose names end in ``Record``.

Their docstrings are the descriptions of the fields in docs/record-format.md and in the OpenAPI document. Every field is
always written, unless it is ``NotRequired``; unknown values are null or empty. ``onrecord.codec`` writes and reads it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, NotRequired, TypeAlias

from typing_extensions import TypedDict

from onrecord.types import (
    Act,
    FurnitureKind,
    Kind,
    Place,
    Relation,
    SpeakerBasis,
    SpeakerKind,
    Status,
)


@dataclass(frozen=True, slots=True)
class _JsonSchema:
    """Adds to the JSON Schema of the annotated type. Only pydantic, which the room needs, calls it."""

    extra: Mapping[str, object]

    def __get_pydantic_json_schema__(self, schema: object, handler: Callable[[object], dict[str, object]]) -> object:
        return {**handler(schema), **self.extra}


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
    """An answer of an interview whose questions are headings, or a paragraph of a letter or block quotation."""

    span: SpanRecord
    """Its place in the text."""
    name: NotRequired[SpanRecord]
    """Span of the signature, or of the subject that introduces a block quotation; left out for an answer."""


class ArticleRecord(TypedDict):
    """The article extracted from the page."""

    title: str | None
    """The headline."""
    titles: list[SpanRecord]
    """Spans of the page's own headlines in the text."""
    outlet: str | None
    """The outlet that published it: its name as the page states it, or the site that the page came from if the page
    names an address on another site."""
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
