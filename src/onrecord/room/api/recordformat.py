"""The record format, described for the API: docs/record-format.md says what each field means."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

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

Span = Annotated[
    list[int], Field(min_length=2, max_length=2, description="Start and end in code points of `article.text`.")
]
Spans = list[Span]


class _Part(BaseModel):
    # What an older or a newer reader wrote beside this is given as it is.
    model_config = ConfigDict(extra="allow")


class PageFrom(_Part):
    """Where a page is from."""

    source: str
    url: str | None
    content_type: str
    sha256: str
    fetched: str | None = Field(description="ISO 8601 in UTC.")


class Furniture(_Part):
    """What is on the page and not in the article."""

    kind: FurnitureKind
    span: Span
    text: str


class ArticleRecord(_Part):
    """The article, and what stands around it."""

    title: str | None
    titles: Spans
    outlet: str | None
    bylines: list[str]
    published: str | None = Field(description="EDTF.")
    language: str | None
    text: str
    paragraphs: Spans
    furniture: list[Furniture]


class WhenRecord(_Part):
    """A time of saying."""

    text: str
    edtf: str | None
    span: Span


class StatementRecord(_Part):
    """Something that the page attributes to somebody."""

    id: str
    kind: Kind
    act: Act
    place: Place
    content: Spans
    cue: Spans
    source: Spans
    quote: str
    speaker: str | None
    speaker_name: str | None
    speaker_kind: SpeakerKind
    speaker_basis: SpeakerBasis
    speaker_evidence: Spans
    told: str | None
    when: WhenRecord | None
    about: list[str]
    confidence: float


class AgeRecord(_Part):
    """An age as printed."""

    value: int
    span: Span


class OrganisationRecord(_Part):
    """A body that the page names."""

    id: str
    name: str
    aliases: list[str]
    mentions: Spans


class PersonRecord(OrganisationRecord):
    """Somebody whom the page names."""

    roles: list[str]
    role_spans: Spans
    ages: list[AgeRecord]


class RelationshipRecord(_Part):
    """What the page says that one person is to another."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    from_name: str = Field(alias="from")
    relation: Relation
    to: str
    count: int | None
    status: Status
    evidence: Span
    confidence: float


class CitedRecord(_Part):
    """An outlet that the page has its news from."""

    outlet: str
    when: WhenRecord | None
    evidence: Span


class PageRecord(_Part):
    """A page, in the record format."""

    id: str
    page: PageFrom
    article: ArticleRecord
    statements: list[StatementRecord]
    people: list[PersonRecord]
    organisations: list[OrganisationRecord]
    relationships: list[RelationshipRecord]
    cited: list[CitedRecord]
    warnings: list[str]
    reader: str
