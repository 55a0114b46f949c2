"""The whole way for one page, and for many: from its bytes to what was said in it.

page -> article -> encoding -> statements -> people, circumstances -> reading
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

from onrecord.articles import cut
from onrecord.circumstances import add_circumstances, find_cited
from onrecord.errors import PageError, UsageError
from onrecord.pages import find, open_pages
from onrecord.people import find_people
from onrecord.settings import Settings
from onrecord.types import Article, Page, Reading, Statement
from onrecord.version import VERSION

if TYPE_CHECKING:
    from onrecord.encoder import Encoding


class FindsStatements(Protocol):
    """What ``Reader`` asks of the stage that finds statements: ``StatementReader``, or another in its place."""

    @property
    def version(self) -> str:
        """Name and version of what finds them."""

    def encode(self, article: Article) -> Encoding | None:
        """What its model makes of ``article``, for this stage and those behind it; null where it has no model."""

    def find(self, article: Article, encoding: Any) -> tuple[Statement, ...]:
        """The statements of ``article``, in the order in which they stand. Their speakers are worked out later."""


class Reader:
    """Reads pages. Loading it is slow and reading is not, so load one and keep it."""

    def __init__(self, *, statements: FindsStatements, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        self.version = f"onrecord {VERSION}, {statements.version}"
        self._statements = statements

    @classmethod
    def load(cls, settings: Settings | None = None) -> Reader:
        """A reader with the model that the package ships. Raises ``ModelError`` where its files do not serve."""
        # Imported here, since a reader that is given another way to find statements needs no model and no runtime.
        from onrecord.statements import StatementReader

        settings = settings or Settings()
        return cls(statements=StatementReader.load(threads=settings.threads), settings=settings)

    def read(self, page: Page) -> Reading:
        """What ``page`` says. Raises ``UnreadableError`` where it holds no article that can be read."""
        article = cut(page)
        encoding = self._statements.encode(article)
        found = find_people(article, self._statements.find(article, encoding), encoding=encoding)
        statements = add_circumstances(article, found.statements)
        return Reading(
            article=article,
            statements=statements,
            reader=self.version,
            warnings=article.warnings + found.warnings,
            people=found.people,
            organisations=found.organisations,
            relationships=found.relationships,
            cited=find_cited(article, statements),
        )

    def read_source(self, source: str, *, stdin: BinaryIO | None = None) -> Iterator[Reading | PageError]:
        """What each page of ``source`` says: one page, or the many of a web archive. ``stdin`` is read for ``-``.

        A page that cannot be read is given as its error, in its place. So is one on which OnRecord itself fails:
        the exception is the error's ``__cause__``, and the other pages are still read.
        """
        pages = open_pages(source, settings=self.settings, stdin=stdin)
        while True:
            try:
                page = next(pages, None)
            except Exception as error:
                yield as_page_error(error, source=source)
                return
            if page is None:
                return
            yield page if isinstance(page, PageError) else self.attempt(page)

    def read_all(self, targets: Sequence[str], *, lists: Sequence[str] = ()) -> Iterator[Reading | PageError]:
        """What each page of ``targets`` says: files, folders, globs, URLs and web archives, one after another.

        ``lists`` are files that name further targets, one a line. Raises ``UsageError`` where a list cannot be
        read; for everything else see ``read_source``.
        """
        for source in find(targets, settings=self.settings, lists=lists):
            yield from self.read_source(source)

    def attempt(self, page: Page) -> Reading | PageError:
        """What ``page`` says or, whatever goes wrong with it, why that cannot be told."""
        try:
            return self.read(page)
        except Exception as error:
            return as_page_error(error, source=page.source)


def read(target: str | os.PathLike[str], *, settings: Settings | None = None) -> Reading:
    """What the one page at ``target`` says: a file, a URL, or ``-`` for standard input.

    The model is loaded at the first call and kept. Settings are read from the environment where none are given.
    Raises ``PageError`` where the page cannot be read and ``UsageError`` where ``target`` holds more than one.
    """
    reader = _load(settings or Settings.from_environment())
    outcomes: Iterable[Reading | PageError] = reader.read_all([os.fspath(target)])
    found = [outcome for outcome, _ in zip(outcomes, range(2), strict=False)]
    if len(found) != 1:
        raise UsageError(f"{target}: expected one page. Read the many pages of a target with Reader.read_all.")
    if isinstance(found[0], PageError):
        raise found[0]
    return found[0]


@lru_cache(maxsize=1)
def _load(settings: Settings) -> Reader:
    return Reader.load(settings)


def as_page_error(error: Exception, *, source: str) -> PageError:
    """``error`` itself where it was raised on purpose; else a report of the fault that it is."""
    if isinstance(error, PageError):
        return error
    frame = extract_tb(error.__traceback__)[-1]
    fault = PageError(
        source,
        f"OnRecord failed on this page ({type(error).__name__}: {error}; {Path(frame.filename).name}:{frame.lineno})",
        advice="This is a bug: please report it, with the page.",
    )
    fault.__cause__ = error
    return fault
