"""The nouns of OnRecord: the data that each stage takes and returns.

    Page -> Article -> Statements -> Reading

All classes are frozen, and have no logic except to slice their own text.
Spans are ``(start, end)`` in Unicode code points over ``Article.text``, end exclusive.
Dates are EDTF (ISO 8601-2) strings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Final, Literal, TypeAlias

Span = tuple[int, int]
Spans = tuple[Span, ...]

GAP = " … "
"""Joins the parts of a quotation that its cue interrupts."""

Kind = Literal["direct", "mixed", "indirect", "no-response"]
Act = Literal["said", "thought"]
Place = Literal["headline", "body", "furniture"]
SpeakerKind = Literal["person", "organisation", "document", "unnamed", "unknown"]
EntityKind = Literal["person", "organisation"]
StatedFact = Literal[
    "told",
    "when",
    "act",
    "kind",
    "about",
    "alias",
    "role",
    "age",
    "relationship",
    "outlet",
    "title",
    "published",
    "byline",
]
"""Facts of a reading that people can correct, in addition to speakers."""
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
    "judged",
]
"""The way in which a speaker was identified; docs/record-format.md explains each."""
Relation = Literal["spouse", "ex-spouse", "partner", "ex-partner", "parent", "child", "sibling"]
"""Relation of the first person to the second: ``parent`` means that the first is a parent of the second."""
INVERSE_RELATIONS: Final[Mapping[str, str]] = {"parent": "child", "child": "parent"}
"""Relation of the second person to the first, if it is a different word."""
Status = Literal["asserted", "denied", "asked", "alleged"]
FurnitureKind = Literal[
    "related",
    "promo",
    "caption",
    "credit",
    "newsletter",
    "cookies",
    "byline",
    "dateline",
    "comments",
    "post",
    "correction",
    "other",
]


NEWSML = "application/vnd.iptc.g2.newsitem+xml"
NINJS = "application/vnd.iptc.ninjs+json"
WIRE_TYPES = frozenset({NEWSML, NINJS})
"""Content types of wire copy. The IPTC registered the type of NewsML-G2; ninjs has none."""


@dataclass(frozen=True, slots=True)
class Page:
    """The bytes of one page as received, and their source.

    Two pages are equal if their ``sha256`` and the fields of the record format are. The bytes, and the encoding and
    dates that their source stated, are not in the format and are not compared.
    """

    source: str
    """The path of the file, the requested URL, or ``-`` for standard input."""
    body: bytes = field(compare=False)
    sha256: str
    """Hexadecimal digest of ``body``."""
    content_type: str
    """Media type without parameters, such as ``text/html``."""
    url: str | None = None
    """The URL it was fetched from, after redirects; null if not known."""
    encoding: str | None = field(default=None, compare=False)
    """The declared character encoding, if any."""
    fetched: str | None = None
    """Time of fetching or reading, ISO 8601 in UTC."""
    published: str | None = field(default=None, compare=False)
    """Date of publication as EDTF, if the source of the page gives one. It overrides the page's own date."""
    feed_date: str | None = field(default=None, compare=False)
    """Date of publication from the feed that lists the page, EDTF, for a page that states none."""

    @property
    def label(self) -> str:
        """The name of the page in messages: its source; for a file with an address, such as a web archive, both."""
        is_in_file = self.url is not None and "://" not in self.source
        return f"{self.source} ({self.url})" if is_in_file else self.source


@dataclass(frozen=True, slots=True)
class Furniture:
    """A part of ``Article.text`` that is on the page but not in the article."""

    kind: FurnitureKind
    span: Span
    account: Span | None = None
    """The name of the account in an embedded post, if it gives one."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A paragraph in the words of somebody else: an answer of an interview, or part of a letter to the editor or of a
    block quotation."""

    span: Span
    name: Span | None = None
    """The signature, or the subject that introduces a block quotation; null for an answer, whose speaker the page
    introduces elsewhere."""


@dataclass(frozen=True, slots=True)
class Article:
    """The text of a page and its parts. The text never changes: everything else is spans over it."""

    id: str
    page: Page
    text: str
    title: str | None
    titles: Spans
    """The page's own headlines in ``text``, without those of related pages."""
    outlet: str | None
    bylines: tuple[str, ...]
    published: str | None
    language: str | None
    """ISO 639-1 code."""
    paragraphs: Spans
    """Paragraphs of the body, in order, without titles and furniture."""
    furniture: tuple[Furniture, ...]
    warnings: tuple[str, ...] = ()
    url: str | None = field(default=None, compare=False)
    """The canonical link of the page, which the record format does not carry; not compared."""
    turns: tuple[Turn, ...] = ()
    """Paragraphs in somebody else's words without quotation marks: an answer of an interview, a letter."""

    @property
    def source(self) -> str:
        """The source of its page."""
        return self.page.source

    @property
    def label(self) -> str:
        """The name of its page in messages."""
        return self.page.label

    def words(self, span: Span) -> str:
        """The characters of ``span``, as printed."""
        return self.text[span[0] : span[1]]

    def quote(self, content: Spans) -> str:
        """The words of a statement as printed, its parts joined by ``GAP``."""
        return GAP.join(self.words(span) for span in content)


@dataclass(frozen=True, slots=True)
class When:
    """The time at which something was said: the words as printed, their EDTF date and their span."""

    text: str
    edtf: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Statement:
    """Words that the page attributes to a speaker."""

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
    """Probability that content, source and speaker are all right, calibrated on articles held out of training."""
    speaker: str | None = None
    """Id of the person or organisation in the same reading."""
    speakers: tuple[str, ...] = ()
    """Names of all joint speakers, the speaker's first; empty for a single speaker."""
    told: str | None = None
    when: When | None = None
    about: tuple[str, ...] = ()
    """Names of the people and organisations in the words, except the speaker, in order of first mention."""
    speaker_basis: SpeakerBasis = "unstated"
    """The way in which the speaker was identified."""
    speaker_evidence: Spans = ()
    """The words that decided the speaker: the source, then the mentions it was linked to."""


@dataclass(frozen=True, slots=True)
class Citation:
    """An outlet that the page credits with its news."""

    outlet: str
    """Its name as printed."""
    when: When | None
    """The time of the outlet's report, if the page states it."""
    evidence: Span
    """The words that credit it."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A role or an age as printed, and its span."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Person:
    """A person whom the page names."""

    kind: ClassVar[EntityKind] = "person"
    id: str
    name: str
    """The fullest name that the page gives, without titles."""
    aliases: tuple[str, ...]
    """Other forms of the name, and descriptions that identify the person, as printed."""
    mentions: Spans
    """Every span that refers to the person: names, pronouns and descriptions."""
    roles: tuple[Stated, ...] = ()
    ages: tuple[Stated, ...] = ()
    """Ages in years. ``text`` is the number."""


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation that the page names or quotes. It has neither roles nor ages."""

    kind: ClassVar[EntityKind] = "organisation"
    roles: ClassVar[tuple[Stated, ...]] = ()
    ages: ClassVar[tuple[Stated, ...]] = ()
    id: str
    name: str
    aliases: tuple[str, ...]
    mentions: Spans


Entity: TypeAlias = Person | Organisation


@dataclass(frozen=True, slots=True)
class Relationship:
    """A relationship between two people as the page states it, as of the page's date."""

    from_name: str
    """Canonical name of a person of the reading."""
    relation: Relation
    to_name: str
    """Canonical name of a person of the reading, or the description of an unnamed relative as printed."""
    count: int | None
    """Number of relatives that the description covers; null between two named people."""
    status: Status
    evidence: Span
    """The words that state it."""
    confidence: float
    """Probability that the page states it: the share of cases on training pages in which this wording is right."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything found on one page, with warnings."""

    article: Article
    statements: tuple[Statement, ...]
    reader: str
    """Name and version of the package and of the model that read it."""
    warnings: tuple[str, ...] = ()
    people: tuple[Person, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    relationships: tuple[Relationship, ...] = ()
    """In the order of their evidence."""
    cited: tuple[Citation, ...] = ()
    """Outlets that the page credits, in text order."""

    @property
    def entities(self) -> tuple[Entity, ...]:
        """The people, then the organisations."""
        return (*self.people, *self.organisations)
