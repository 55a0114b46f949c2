"""Citations for an assistant: each statement and fact with its page and a link that scrolls to the words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from onrecord.check.quoted_words import Verdict
from onrecord.check.report import CheckedStatementRecord
from onrecord.check.speaker_agreement import Agreement
from onrecord.record import Record
from onrecord.selectors import link
from onrecord.store.current_pages import find_page_of
from onrecord.store.pages import StoredPage
from onrecord.store.statements import StoredStatement
from onrecord.types import Reading
from onrecord.views.preview import unkept

# Shorter words, such as an age of "41", occur in many places on a page, so they get no link.
_MIN_LINKED_CHARACTERS: Final = 4


@dataclass(frozen=True, slots=True)
class SourcePage:
    """The page behind a statement or fact."""

    title: str | None
    outlet: str | None
    published: str | None
    """EDTF, as the page states it; null if it states none."""
    link: str | None
    """Scrolls to the words; null if the page is not on the web."""
    page: str | None
    """Its public id; null if the record does not have it."""


@dataclass(frozen=True, slots=True)
class CitedQuote:
    """A statement with its source."""

    statement: str | None
    """Its public id; null if the record does not have it."""
    words: str
    """As printed."""
    kind: str
    """``direct``: in quotation marks; ``mixed``: partly; ``indirect``: reported; ``no-response``."""
    speaker: str | None
    """Null if the page does not identify the speaker."""
    speaker_id: str | None
    told: str | None
    when: str | None
    """Time of the statement, EDTF, if the page states it."""
    about: tuple[str, ...]
    source: SourcePage


@dataclass(frozen=True, slots=True)
class CitedFact:
    """A name, role, age or relationship that a page states."""

    what: str
    words: str
    """As printed."""
    source: SourcePage


@dataclass(frozen=True, slots=True)
class CheckedQuote:
    """A statement of a text with its verdict."""

    words: str
    """As printed in the text."""
    verdict: Verdict
    """``verbatim``, ``shortened`` (and marked) and ``supported`` are in order. ``altered``: other words; ``joined``:
    several statements in one quotation; ``reversed``: the page denies or asks it; ``differs``: another name, number or
    date; ``not-found``: the record has no similar words."""
    speaker: Agreement
    """The speaker compared with the page: same, different, or unknown."""
    flagged: bool
    reason: str
    record_has: str | None
    """The nearest words in the record, as printed."""
    record_speaker: str | None
    source: SourcePage | None

    @classmethod
    def of(cls, statement: CheckedStatementRecord) -> CheckedQuote:
        """The verdict on ``statement`` with its first match."""
        match = next(iter(statement["matches"]), None)
        return cls(
            words=statement["quote"],
            verdict=statement["verdict"],
            speaker=statement["speaker"],
            flagged=statement["flagged"],
            reason=statement["reason"],
            record_has=match and match["quote"],
            record_speaker=match and match["speaker_name"],
            source=match and SourcePage(None, match["outlet"], match["published"], match["url"], match["page"]),
        )


class CitationWriter:
    """Cites statements and facts of ``record``, and loads each page once."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._texts: dict[str, str] = {}

    def cite_statements(self, statements: Iterable[StoredStatement]) -> tuple[CitedQuote, ...]:
        """Each of ``statements`` with its source."""
        return tuple(_cite(statement, self._link_to(statement)) for statement in statements)

    def cite_fact(self, what: str, words: str, page: StoredPage) -> CitedFact:
        """A fact, ``what``, that ``page`` states in these ``words``."""
        address = None
        if page.url is not None:
            if page.id not in self._texts:
                self._texts[page.id] = self._record.reading(page.id).article.text
            text = self._texts[page.id]
            start = text.find(words) if len(words) >= _MIN_LINKED_CHARACTERS else -1
            address = link(page.url, text, ((start, start + len(words)),) if start >= 0 else ())
        return CitedFact(what, words, _make_source(page, address))

    def _link_to(self, statement: StoredStatement) -> str | None:
        if statement.page.url is None:
            return None
        with self._record.snapshot() as connection:
            page = find_page_of(connection, statement.id)
        if page is None or not page.statements:
            return link(statement.page.url, page.stored.text if page else "", ())
        return link(statement.page.url, page.stored.text, page.statements[0].content)


def cite_reading(reading: Reading) -> tuple[CitedQuote, ...]:
    """The statements of a page that is not in the record."""
    url, text = reading.article.page.url, reading.article.text
    return tuple(
        _cite(statement.entry, link(url, text, statement.content) if url else None)
        for statement in unkept(reading).statements
    )


def _cite(statement: StoredStatement, address: str | None) -> CitedQuote:
    return CitedQuote(
        statement=statement.id or None,
        words=statement.quote,
        kind=statement.kind,
        speaker=" and ".join(entity.name for entity in statement.speakers) or None,
        speaker_id=statement.speaker.id if statement.speaker else None,
        told=statement.told,
        when=statement.when,
        about=tuple(entity.name for entity in statement.about),
        source=_make_source(statement.page, address),
    )


def _make_source(page: StoredPage, address: str | None) -> SourcePage:
    return SourcePage(page.title, page.outlet, page.published, address, page.id or None)
