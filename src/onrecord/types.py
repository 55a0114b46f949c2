"""The nouns of OnRecord: what each stage takes and what it returns.

    Page -> Article -> Statements -> Reading

All are frozen. Nothing here does more than hold its fields and slice its own text.
Spans are ``(start, end)`` in Unicode code points over ``Article.text``, end exclusive.
Dates are EDTF (ISO 8601-2) strings.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Span = tuple[int, int]
Spans = tuple[Span, ...]

GAP = " … "
"""Stands between the parts of a quotation that its cue interrupts."""

Kind = Literal["direct", "mixed", "indirect", "no-response"]
Act = Literal["said", "thought"]
Place = Literal["headline", "body", "furniture"]
SpeakerKind = Literal["person", "organisation", "document", "unnamed", "unknown"]
SpeakerBasis = Literal[
    "named",
    "pronoun",
    "description",
    "continuation",
    "carried",
    "subject",
    "turn",
    "signature",
    "page",
    "unnamed",
    "undecided",
    "unstated",
]
"""What a speaker is known by."""
Relation = Literal["spouse", "ex-spouse", "partner", "ex-partner", "parent", "child", "sibling"]
"""What the first of two people is to the second: a parent of it, a child of it."""
Status = Literal["asserted", "denied", "asked", "alleged"]
FurnitureKind = Literal[
    "related", "promo", "caption", "credit", "newsletter", "cookies", "byline", "dateline", "comments", "other"
]


@dataclass(frozen=True, slots=True)
class Page:
    """The bytes of one page, as they came, and where they came from."""

    source: str
    """The file's path, the URL asked for, or ``-`` for standard input."""
    body: bytes
    sha256: str
    """Hexadecimal digest of ``body``."""
    content_type: str
    """Media type without parameters, such as ``text/html``."""
    url: str | None = None
    """Where it was fetched from, after redirects; null where not known."""
    encoding: str | None = None
    """The character encoding that the sender declared, if any."""
    fetched: str | None = None
    """When it was fetched or read, ISO 8601 in UTC."""
    published: str | None = None
    """When it was published, EDTF, where whoever hands it over says so; it goes before what the page says."""


@dataclass(frozen=True, slots=True)
class Furniture:
    """A stretch of ``Article.text`` that is on the page but not in the article."""

    kind: FurnitureKind
    span: Span


@dataclass(frozen=True, slots=True)
class Article:
    """The text of a page with its parts. The text never changes; everything said about it is spans over it."""

    id: str
    page: Page
    text: str
    title: str | None
    titles: Spans
    """Headlines that stand in ``text``, the page's own and not those of related pages."""
    outlet: str | None
    bylines: tuple[str, ...]
    published: str | None
    language: str | None
    """ISO 639-1 code of the language it is written in."""
    paragraphs: Spans
    """Paragraphs of the article's body, in order: neither titles nor furniture."""
    furniture: tuple[Furniture, ...]
    warnings: tuple[str, ...] = ()
    url: str | None = None
    """The address that the page gives itself (its canonical link), wherever it was fetched from."""

    def words(self, span: Span) -> str:
        """The characters of ``span``, as printed."""
        return self.text[span[0] : span[1]]

    def quote(self, content: Spans) -> str:
        """The words of a statement as printed, its parts in order with ``GAP`` between them."""
        return GAP.join(self.words(span) for span in content)


@dataclass(frozen=True, slots=True)
class When:
    """A time of saying: the words as printed, their place, and the EDTF they come to."""

    text: str
    edtf: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Statement:
    """Something that the page attributes to somebody."""

    id: str
    kind: Kind
    act: Act
    place: Place
    content: Spans
    cue: Spans
    source: Spans
    speaker_name: str | None
    speaker_kind: SpeakerKind
    confidence: float
    """Probability that content, source and speaker are all right. Content and source were calibrated on articles not
    trained on, speakers on training pages, the only ones that name them."""
    speaker: str | None = None
    """Id of the person or organisation in the same reading."""
    told: str | None = None
    when: When | None = None
    about: tuple[str, ...] = ()
    """Names of the people and organisations that the words refer to, the speaker left out, first mention first."""
    speaker_basis: SpeakerBasis = "unstated"
    """How the speaker was worked out."""
    speaker_evidence: Spans = ()
    """The words that decided it: the source's own, then those that it was linked to."""


@dataclass(frozen=True, slots=True)
class Citation:
    """An outlet that the page says it has its news from."""

    outlet: str
    """Its name as printed."""
    when: When | None
    """When it was told or reported what the page has from it, as far as the page says."""
    evidence: Span
    """The words that credit it."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A role or an age as printed, and its place."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom the page names."""

    id: str
    name: str
    """The fullest name that the page gives, without titles."""
    aliases: tuple[str, ...]
    """The other forms of the name, and descriptions that tell who it is, as printed."""
    mentions: Spans
    """Every span that names or stands for the person: names, pronouns and descriptions."""
    roles: tuple[Stated, ...] = ()
    ages: tuple[Stated, ...] = ()
    """Ages in years; the text is the number."""


@dataclass(frozen=True, slots=True)
class Organisation:
    """A body that speaks on the page or is named on it."""

    id: str
    name: str
    aliases: tuple[str, ...]
    mentions: Spans


@dataclass(frozen=True, slots=True)
class Relationship:
    """What the page says that one person is to another, as of the page's date."""

    from_name: str
    """Canonical name of a person of the reading."""
    relation: Relation
    to_name: str
    """Canonical name of a person of the reading; for a relative with no name the description as printed."""
    count: int | None
    """How many relatives the description stands for; null between two named people."""
    status: Status
    evidence: Span
    """The words that state it."""
    confidence: float
    """Probability that the page states it: how often what is stated in that way is right on training pages."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that one page was found to say, and what there was to warn of."""

    article: Article
    statements: tuple[Statement, ...]
    reader: str
    """Which reader found it: the name and version of the package and of the model."""
    warnings: tuple[str, ...] = ()
    people: tuple[Person, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    relationships: tuple[Relationship, ...] = ()
    """In the order of their evidence."""
    cited: tuple[Citation, ...] = ()
    """Outlets that the page has its news from, in the order in which it credits them."""
