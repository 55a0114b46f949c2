"""Citations for an assistant: what it is told comes with the page that says so and a link to the very words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from onrecord.record import Record
from onrecord.selectors import link
from onrecord.store.current_pages import find_page_of
from onrecord.store.pages import StoredPage
from onrecord.store.statements import StoredStatement
from onrecord.types import Reading

_TELLING: Final = 4
"""Fewer characters than these, an age for one, may stand in many places: no link leads to one of them."""


@dataclass(frozen=True, slots=True)
class Source:
    """The page that something stands on."""

    title: str | None
    outlet: str | None
    published: str | None
    """EDTF, as the page states it; null where it states none."""
    link: str | None
    """Scrolls to the words; null where the page is not on the web."""
    page: str | None
    """Its public id; null where the record does not hold it."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A statement, cited."""

    statement: str | None
    """Its public id; null where the record does not hold it."""
    words: str
    """As printed."""
    kind: str
    """``direct``: in quotation marks; ``mixed``: partly; ``indirect``: reported; ``no-response``."""
    speaker: str | None
    """Null where the page does not decide who said it."""
    speaker_id: str | None
    told: str | None
    when: str | None
    """When it was said, EDTF, where the page states it."""
    about: tuple[str, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Stated:
    """Something that a page states of somebody: a name, a role, an age, or what two people are to each other."""

    what: str
    words: str
    """Of the page."""
    source: Source


class Citing:
    """Cites what is in ``record``, each page looked at once."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._texts: dict[str, str] = {}

    def statements(self, entries: Iterable[StoredStatement]) -> tuple[Citation, ...]:
        """These statements, cited."""
        return tuple(self._statement(entry) for entry in entries)

    def stated(self, what: str, words: str, page: StoredPage) -> Stated:
        """What ``page`` states in these ``words``."""
        return Stated(what, words, self._source(page, words))

    def _statement(self, entry: StoredStatement) -> Citation:
        return Citation(
            statement=entry.id,
            words=entry.quote,
            kind=entry.kind,
            speaker=entry.speaker.name if entry.speaker else None,
            speaker_id=entry.speaker.id if entry.speaker else None,
            told=entry.told,
            when=entry.when,
            about=tuple(one.name for one in entry.about),
            source=_source(entry.page, self._link(entry)),
        )

    def _link(self, entry: StoredStatement) -> str | None:
        if entry.page.url is None:
            return None
        with self._record.snapshot() as connection:
            page = find_page_of(connection, entry.id)
        if page is None or not page.statements:
            return link(entry.page.url, page.stored.text if page else "", ())
        return link(entry.page.url, page.stored.text, page.statements[0].content)

    def _source(self, page: StoredPage, words: str) -> Source:
        if page.url is None:
            return _source(page, None)
        text = self._text(page.id)
        start = text.find(words) if len(words) >= _TELLING else -1
        return _source(page, link(page.url, text, ((start, start + len(words)),) if start >= 0 else ()))

    def _text(self, page: str) -> str:
        if page not in self._texts:
            self._texts[page] = self._record.reading(page).article.text
        return self._texts[page]


def read_citations(reading: Reading) -> tuple[Citation, ...]:
    """The statements of a page that was read and is not kept, cited."""
    article = reading.article
    url = article.page.url
    return tuple(
        Citation(
            statement=None,
            words=article.quote(one.content),
            kind=one.kind,
            speaker=one.speaker_name,
            speaker_id=None,
            told=one.told,
            when=one.when.edtf if one.when else None,
            about=one.about,
            source=Source(
                title=article.title,
                outlet=article.outlet,
                published=article.published,
                link=link(url, article.text, one.content) if url else None,
                page=None,
            ),
        )
        for one in reading.statements
    )


def _source(page: StoredPage, address: str | None) -> Source:
    return Source(page.title, page.outlet, page.published, address, page.id)
