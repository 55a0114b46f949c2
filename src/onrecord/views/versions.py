"""Versions of a page, and the changes in its statements and text between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from sqlalchemy import Connection, bindparam, select

from onrecord.ingest.changes import Change, part_rereadings
from onrecord.ingest.changes import compare as find_differences
from onrecord.store.codecs import words_of as words_in
from onrecord.store.pages import StoredPage, load_pages
from onrecord.store.pagination import Keyset
from onrecord.store.readings import load_reading
from onrecord.store.rows import AnyRow
from onrecord.store.schema import REREAD, changes, statements, versions
from onrecord.store.store import Store
from onrecord.types import Article
from onrecord.views.wording import Part, Piece, differences

MOST_CHANGES: Final = 100
"""Changes that are listed for a page; ``compare`` has all of them."""
_ALIKE: Final = 0.6
"""Two paragraphs with this share of common words are the same paragraph, altered."""
_AHEAD: Final = 8
"""An altered paragraph is searched for in this number of following paragraphs."""

_FROM, _TO = versions.alias("from_version"), versions.alias("to_version")
_BEFORE, _AFTER = statements.alias("before_row"), statements.alias("after_row")
_CHANGES = (
    select(
        changes,
        _FROM.c.number.label("from_number"),
        _FROM.c.fetched.label("from_fetched"),
        _TO.c.number.label("to_number"),
        _TO.c.fetched.label("to_fetched"),
        _BEFORE.c.public_id.label("before_public"),
        _AFTER.c.public_id.label("after_public"),
    )
    .join(_FROM, _FROM.c.id == changes.c.from_version_id)
    .join(_TO, _TO.c.id == changes.c.to_version_id)
    .outerjoin(_BEFORE, _BEFORE.c.id == changes.c.before_id)
    .outerjoin(_AFTER, _AFTER.c.id == changes.c.after_id)
)
_OF_PAGE = (
    _CHANGES.where(changes.c.page_id == bindparam("page"), changes.c.kind != REREAD)
    .order_by(_TO.c.number.desc(), changes.c.id)
    .limit(MOST_CHANGES)
)
_OF_STATEMENT = _CHANGES.where(
    (changes.c.before_id == bindparam("statement")) | (changes.c.after_id == bindparam("statement")),
    changes.c.kind != REREAD,
).order_by(changes.c.id)
_VERSIONS = (
    select(versions.c.number, versions.c.fetched)
    .where(versions.c.page_id == bindparam("page"))
    .order_by(versions.c.fetched, versions.c.number)
)


@dataclass(frozen=True, slots=True)
class Version:
    """A state of a page, counted from 1."""

    number: int
    fetched: str | None
    """Time of fetching, ISO 8601 in UTC."""


@dataclass(frozen=True, slots=True)
class PageChange:
    """A change of a statement between two versions of its page."""

    kind: str
    """``added``, ``removed``, ``altered`` (its words), ``reattributed`` (its speaker), or ``reread`` (read differently
    although the page did not edit it)."""
    from_version: Version
    to_version: Version
    statement: str | None
    """Public id of the statement before; null if it was added."""
    now: str | None
    """Public id of the statement after; null if it was removed."""
    before: str | None
    """The words, or the speaker, before and after."""
    after: str | None
    pieces: tuple[Piece, ...]
    """Word diff of both versions: of the words, or of the page's words around the source if the speaker changed."""
    at: str | None
    """Time it was logged, ISO 8601 in UTC; null for a comparison on request."""


@dataclass(frozen=True, slots=True)
class ParagraphDiff:
    """A paragraph in two versions of a page."""

    part: Part | None
    """In both versions, only in the first (``gone``) or only in the second (``new``); null if altered."""
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions of a page compared."""

    page: StoredPage
    one: Version
    other: Version
    versions: tuple[Version, ...]
    """All versions of the page."""
    changes: tuple[PageChange, ...]
    """Changes of statements."""
    rereadings: tuple[PageChange, ...]
    """Statements that were read differently although the page did not edit them."""
    lines: tuple[ParagraphDiff, ...]
    """Diff of the text by paragraph."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A change with its page."""

    page: StoredPage
    change: PageChange


@dataclass(frozen=True, slots=True)
class Changes:
    """A page of changes, latest first."""

    changes: tuple[Changed, ...]
    next: str | None
    """The cursor of the next page of the listing; null on the last."""


def versions_of(connection: Connection, page: int) -> tuple[Version, ...]:
    """List the versions of the page with this key, in the order of fetching."""
    return tuple(Version(row.number, row.fetched) for row in connection.execute(_VERSIONS, {"page": page}))


def changes_of_page(connection: Connection, page: int) -> tuple[PageChange, ...]:
    """List the changes of the page with this key, latest first."""
    return tuple(_change(row) for row in connection.execute(_OF_PAGE, {"page": page}))


def changes_of_statement(connection: Connection, statement: int) -> tuple[PageChange, ...]:
    """List the changes of the statement with this key, in the order of the log."""
    return tuple(_change(row) for row in connection.execute(_OF_STATEMENT, {"statement": statement}))


def list_changes(record: Store, *, kind: tuple[str, ...] = (), limit: int = 20, after: str | None = None) -> Changes:
    """List changes of all pages, latest first; ``kind`` restricts them to kinds of ``PageChange``.

    Re-readings are listed only if ``kind`` has ``reread``.

    Raises ``UsageError`` for a malformed cursor.
    """
    keyset = Keyset.read(after, listing=("changes", kind), shape=(int,), limit=limit)
    query = _CHANGES.where(*keyset.condition(changes.c.id, descending=True)).order_by(changes.c.id.desc())
    query = query.where(changes.c.kind.in_(kind) if kind else changes.c.kind != REREAD)
    with record.snapshot() as connection:
        page = keyset.page(connection.execute(query.limit(keyset.fetch)).all(), key=lambda row: (row.id,))
        stored = load_pages(connection, {row.page_id for row in page.items})
    return Changes(tuple(Changed(stored[row.page_id], _change(row)) for row in page.items), next=page.next)


def compare(record: Store, page: str, version: int, later_version: int) -> Comparison:
    """Compare two versions of the page with this public id.

    Raises ``NotFoundError`` if there is no such page or version.
    """
    with record.snapshot() as connection:
        first, second = (load_reading(connection, page, version=number) for number in (version, later_version))
        all_versions = versions_of(connection, first.key)
    sides = Version(first.version, first.fetched), Version(second.version, second.fetched)
    of_page, rereadings = part_rereadings(find_differences(first.visible, second.visible))
    return Comparison(
        page=second.info,
        one=sides[0],
        other=sides[1],
        versions=all_versions,
        changes=tuple(_compared(change, *sides) for change in of_page),
        rereadings=tuple(_compared(change, *sides) for change in rereadings),
        lines=tuple(_lines(_paragraphs(first.reading.article), _paragraphs(second.reading.article))),
    )


def change_pieces(change: Change) -> tuple[Piece, ...]:
    """The word diff of a change: of the page's words around its source, or else of its own words."""
    return _pieces(change.was, change.is_now, printed=(change.printed_before, change.printed_after))


def _pieces(before: str | None, after: str | None, *, printed: tuple[str | None, str | None]) -> tuple[Piece, ...]:
    return differences(*(words or "" for words in (printed if all(printed) else (before, after))))


def _compared(change: Change, from_version: Version, to_version: Version) -> PageChange:
    return PageChange(
        kind=change.kind,
        from_version=from_version,
        to_version=to_version,
        statement=None,
        now=None,
        before=change.was,
        after=change.is_now,
        pieces=change_pieces(change),
        at=None,
    )


def _change(row: AnyRow) -> PageChange:
    return PageChange(
        kind=row.kind,
        from_version=Version(row.from_number, row.from_fetched),
        to_version=Version(row.to_number, row.to_fetched),
        statement=row.before_public,
        now=row.after_public,
        before=row.before,
        after=row.after,
        pieces=_pieces(row.before, row.after, printed=(row.printed_before, row.printed_after)),
        at=row.at,
    )


def _paragraphs(article: Article) -> list[str]:
    """Headlines and paragraphs, without furniture."""
    return [" ".join(article.words(span).split()) for span in sorted([*article.titles, *article.paragraphs])]


def _lines(old: Sequence[str], new: Sequence[str]) -> Iterator[ParagraphDiff]:
    for operation, old_start, old_end, new_start, new_end in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if operation == "equal":
            yield from (ParagraphDiff("same", (Piece("same", text),)) for text in new[new_start:new_end])
            continue
        for was, now in _paired(old[old_start:old_end], new[new_start:new_end]):
            if was is not None and now is not None:
                yield ParagraphDiff(None, differences(was, now))
            elif was is not None:
                yield ParagraphDiff("gone", (Piece("gone", was),))
            elif now is not None:
                yield ParagraphDiff("new", (Piece("new", now),))


def _paired(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str | None, str | None]]:
    """Pair old paragraphs with new ones; null stands for a paragraph that was removed or added."""
    sets = [set(words_in(text)) for text in new]
    position = 0
    for was in old:
        words = set(words_in(was))
        near = range(position, min(len(new), position + _AHEAD))
        best = max(near, key=lambda index: _shared(words, sets[index]), default=None)
        if best is None or _shared(words, sets[best]) < _ALIKE:
            yield was, None
            continue
        yield from ((None, text) for text in new[position:best])
        yield was, new[best]
        position = best + 1
    yield from ((None, text) for text in new[position:])


def _shared(old: set[str], new: set[str]) -> float:
    """Dice coefficient of two sets of words, 0 to 1."""
    return 2 * len(old & new) / ((len(old) + len(new)) or 1)
