"""Read pages: run the stages in order, and report a page that fails instead of stopping.

page -> article -> encoding -> statements -> people, circumstances -> reading
"""

from __future__ import annotations

import gc
import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol, TypeVar

from onrecord.articles import cut
from onrecord.circumstances import add_circumstances, find_cited
from onrecord.errors import PageError, UsageError, as_page_error
from onrecord.invisible import drop_invisible, find_visible, restore_invisible
from onrecord.pages import find_sources, open_pages
from onrecord.people.find import find_people
from onrecord.settings import Settings
from onrecord.types import Article, Page, Reading, Statement
from onrecord.version import VERSION

if TYPE_CHECKING:
    from onrecord.encoder.encode import Encoding

_Item = TypeVar("_Item")
_COLLECTION_THRESHOLDS = 50_000, 20, 100
"""Thresholds of Python's garbage collector. A full collection starts after about 100 million new objects, which no page
makes."""


class FindsStatements(Protocol):
    """The stage that finds statements: ``StatementReader``, or a stand-in."""

    @property
    def version(self) -> str:
        """Name and version of the stage and its model."""

    def encode(self, article: Article) -> Encoding | None:
        """Run the model on ``article``, for this stage and later ones; null without a model."""

    def find(self, article: Article, encoding: Any) -> tuple[Statement, ...]:
        """The statements of ``article`` in text order, without speakers."""


class ReadsPages(Protocol):
    """A ``Reader``, or a ``ReaderPool`` with readers in other processes."""

    @property
    def version(self) -> str:
        """Name and version of the package and the model. Raises ``ModelError`` if the model cannot be loaded."""

    def attempt(self, page: Page | Article) -> Reading | PageError:
        """Read ``page``, or return the error that stopped it."""

    def start(self, page: Page | Article) -> Future[Reading | PageError]:
        """Begin to read ``page``."""


class Reader:
    """Reads pages. Loading is slow and reading is not, so load one reader and reuse it."""

    def __init__(self, *, statements: FindsStatements, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        self.version = f"onrecord {VERSION}, {statements.version}"
        self._statements = statements

    @classmethod
    def load(cls, settings: Settings | None = None) -> Reader:
        """Load the reader with the packaged model. Raises ``ModelError`` if its files cannot be used."""
        # Imported here, since a reader with a stand-in for this stage needs neither model nor runtime.
        from onrecord.statements import StatementReader

        settings = settings or Settings()
        return cls(statements=StatementReader.load(threads=settings.threads), settings=settings)

    def read(self, page: Page | Article) -> Reading:
        """Read a page, or an article that was cut out of a page before.

        Raises ``UnreadableError`` if the page has no readable article.
        """
        exact_article = page if isinstance(page, Article) else cut(page, settings=self.settings)
        visible = find_visible(exact_article.text)
        article = drop_invisible(exact_article, visible) if visible else exact_article
        encoding = self._statements.encode(article)
        people = find_people(article, self._statements.find(article, encoding), encoding=encoding)
        statements = add_circumstances(article, people.statements)
        reading = Reading(
            article=article,
            statements=statements,
            reader=self.version,
            warnings=article.warnings + (encoding.warnings if encoding else ()) + people.warnings,
            people=people.people,
            organisations=people.organisations,
            relationships=people.relationships,
            cited=find_cited(article, statements),
        )
        return replace(restore_invisible(reading, visible), article=exact_article) if visible else reading

    def read_source(self, source: str, *, stdin: BinaryIO | None = None) -> Iterator[Reading | PageError]:
        """Read each page of ``source``: a single page, or all pages of a web archive. ``-`` reads ``stdin``.

        A page that cannot be read yields its error, and the other pages are still read. If OnRecord itself fails on a
        page, the exception is the error's ``__cause__``.
        """
        for page in open_or_fail(source, settings=self.settings, stdin=stdin):
            yield page if isinstance(page, PageError) else self.attempt(page)

    def read_all(self, targets: Sequence[str], *, lists: Sequence[str] = ()) -> Iterator[Reading | PageError]:
        """Read each page of ``targets``: files, folders, globs, URLs and web archives, one after another.

        ``lists`` are files that name further targets, one per line. Raises ``UsageError`` if a list cannot be read.
        Pages that fail are reported as ``read_source`` does.
        """
        for source in find_sources(targets, lists=lists):
            yield from self.read_source(source)

    def attempt(self, page: Page | Article) -> Reading | PageError:
        """Read ``page``, or return the error that stopped it."""
        try:
            return self.read(page)
        except Exception as error:
            return as_page_error(error, source=page.source, label=page.label)

    def start(self, page: Page | Article) -> Future[Reading | PageError]:
        """Read ``page`` now, as ``attempt`` does. A pool would read it while other pages are opened and stored."""
        future: Future[Reading | PageError] = Future()
        future.set_result(self.attempt(page))
        return future


def read(target: str | os.PathLike[str], *, settings: Settings | None = None) -> Reading:
    """Read the page at ``target``: a file, a URL, or ``-`` for standard input.

    The first call loads the model, which later calls reuse. ``settings`` come from the environment by default. Raises
    ``PageError`` if the page cannot be read, and ``UsageError`` if ``target`` has several pages.
    """
    reader = _load(settings or Settings.from_environment())
    outcomes: Iterable[Reading | PageError] = reader.read_all([os.fspath(target)])
    first_two = list(islice(outcomes, 2))
    if len(first_two) != 1:
        raise UsageError(f"{target} is not a single page. Use Reader.read_all for several pages.")
    (outcome,) = first_two
    if isinstance(outcome, PageError):
        raise outcome
    return outcome


def open_or_fail(source: str, *, settings: Settings, stdin: BinaryIO | None = None) -> Iterator[Page | PageError]:
    """Open ``source`` and yield its pages; an error that stops this comes last, as a ``PageError``."""
    try:
        yield from open_pages(source, settings=settings, stdin=stdin)
    except Exception as error:
        yield as_page_error(error, source=source)


def collect_rarely() -> None:
    """Let Python collect garbage rarely, in a process that reads pages (once the model is loaded) or loads readings.

    Readings have no reference cycles. Without this, Python visits all objects whenever their number has grown by a
    quarter, and a word of a page of 5 MB takes a fifth more time than a word of a short page.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_COLLECTION_THRESHOLDS)


def look_ahead(items: Iterable[_Item], *, count: int) -> Iterator[_Item]:
    """Yield ``items`` in order, each after ``count`` further items were taken, whose work has then started."""
    waiting: deque[_Item] = deque()
    for item in items:
        waiting.append(item)
        if len(waiting) > count:
            yield waiting.popleft()
    yield from waiting


@lru_cache(maxsize=1)
def _load(settings: Settings) -> Reader:
    return Reader.load(settings)
