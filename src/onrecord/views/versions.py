"""The versions of a page, and what became of its statements between them: a stealth edit is news."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from sqlalchemy import Connection, bindparam, select

from onrecord.ingest.differences import compare as find_differences
from onrecord.ingest.differences import words_of
from onrecord.store.pages import StoredPage, load_pages
from onrecord.store.pagination import Keyset
from onrecord.store.readings import load_reading
from onrecord.store.rows import AnyRow
from onrecord.store.schema import changes, statements, versions
from onrecord.store.sketches import words_of as words_in
from onrecord.store.store import Store
from onrecord.types import Article
from onrecord.views.wording import Part, Piece, differences

MOST_CHANGES: Final = 100
"""Changes that are told of one page; a page that changed more has them all in ``compare``."""
_ALIKE: Final = 0.6
"""How much of the words of two paragraphs must be the same for one to be the other altered."""
_AHEAD: Final = 8
"""So many paragraphs on is looked for what one has become."""

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
    _CHANGES.where(changes.c.page_id == bindparam("page"))
    .order_by(_TO.c.number.desc(), changes.c.id)
    .limit(MOST_CHANGES)
)
_OF_STATEMENT = _CHANGES.where(
    (changes.c.before_id == bindparam("statement")) | (changes.c.after_id == bindparam("statement"))
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
    """When it was fetched, ISO 8601 in UTC."""


@dataclass(frozen=True, slots=True)
class PageChange:
    """What became of a statement from one version of its page to another."""

    kind: str
    """``added``, ``removed``, ``altered`` (its words) or ``reattributed`` (its speaker)."""
    from_version: Version
    to_version: Version
    statement: str | None
    """Public id of the statement as it was; null where it is new."""
    now: str | None
    """Public id of what it became; null where it is gone."""
    before: str | None
    """The words, or the speaker, as they were and as they are now."""
    after: str | None
    pieces: tuple[Piece, ...]
    """Both, piece by piece; empty where only one is there."""
    at: str | None
    """When the record learnt of it, ISO 8601 in UTC; null where it was asked for and not logged."""


@dataclass(frozen=True, slots=True)
class ParagraphDiff:
    """A paragraph in two versions of a page."""

    part: Part | None
    """In both, only in the first, or only in the second; null where it was altered."""
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions of a page beside each other."""

    page: StoredPage
    one: Version
    other: Version
    versions: tuple[Version, ...]
    """All that there are."""
    changes: tuple[PageChange, ...]
    """What became of the statements."""
    lines: tuple[ParagraphDiff, ...]
    """The text, paragraph by paragraph."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A change, and the page on which it happened."""

    page: StoredPage
    change: PageChange


@dataclass(frozen=True, slots=True)
class Changes:
    """Changes of pages, the latest first."""

    changes: tuple[Changed, ...]
    next: str | None
    """The cursor to the next page of the listing; null on the last."""


def versions_of(connection: Connection, page: int) -> tuple[Version, ...]:
    """The versions of the page with this key, in the order in which they were fetched."""
    return tuple(Version(row.number, row.fetched) for row in connection.execute(_VERSIONS, {"page": page}))


def changes_of_page(connection: Connection, page: int) -> tuple[PageChange, ...]:
    """What the page with this key changed in its statements, the latest first."""
    return tuple(_change(row) for row in connection.execute(_OF_PAGE, {"page": page}))


def changes_of_statement(connection: Connection, statement: int) -> tuple[PageChange, ...]:
    """What became of the statement with this key, in the order in which the record learnt of it."""
    return tuple(_change(row) for row in connection.execute(_OF_STATEMENT, {"statement": statement}))


def changed(record: Store, *, kind: tuple[str, ...] = (), limit: int = 20, after: str | None = None) -> Changes:
    """What pages changed in their statements, the latest first; ``kind`` are those of ``PageChange``.

    Raises ``UsageError`` for what makes no sense.
    """
    keyset = Keyset.read(after, listing=("changes", kind), shape=(int,), limit=limit)
    query = _CHANGES.where(*keyset.condition(changes.c.id, descending=True)).order_by(changes.c.id.desc())
    if kind:
        query = query.where(changes.c.kind.in_(kind))
    with record.snapshot() as connection:
        page = keyset.page(connection.execute(query.limit(keyset.fetch)).all(), key=lambda row: (row.id,))
        stored = load_pages(connection, {row.page_id for row in page.items})
    return Changes(tuple(Changed(stored[row.page_id], _change(row)) for row in page.items), next=page.next)


def compare(record: Store, page: str, one: int, other: int) -> Comparison:
    """Two versions of the page with this public id, the first against the second.

    Raises ``NotFoundError`` where there is no such page or version.
    """
    with record.snapshot() as connection:
        first, second = (load_reading(connection, page, version=number) for number in (one, other))
        all_of_them = versions_of(connection, first.key)
    differences = find_differences(
        words_of(first.reading),
        words_of(second.reading),
        texts=(first.text, second.text),
        same_reader=first.reading.reader == second.reading.reader,
    )
    sides = Version(first.version, first.fetched), Version(second.version, second.fetched)
    return Comparison(
        page=second.info,
        one=sides[0],
        other=sides[1],
        versions=all_of_them,
        changes=tuple(
            PageChange(
                kind=change.kind,
                from_version=sides[0],
                to_version=sides[1],
                statement=None,
                now=None,
                before=change.was,
                after=change.is_now,
                pieces=_pieces(change.was, change.is_now),
                at=None,
            )
            for change in differences
        ),
        lines=tuple(_lines(_paragraphs(first.reading.article), _paragraphs(second.reading.article))),
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
        pieces=_pieces(row.before, row.after),
        at=row.at,
    )


def _pieces(before: str | None, after: str | None) -> tuple[Piece, ...]:
    return differences(before, after) if before and after else ()


def _paragraphs(article: Article) -> list[str]:
    """Headlines and paragraphs, without furniture."""
    return [" ".join(article.words(span).split()) for span in sorted([*article.titles, *article.paragraphs])]


def _lines(old: Sequence[str], new: Sequence[str]) -> Iterator[ParagraphDiff]:
    for operation, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if operation == "equal":
            yield from (ParagraphDiff("same", (Piece("same", text),)) for text in new[c:d])
            continue
        for was, now in _paired(old[a:b], new[c:d]):
            if was is not None and now is not None:
                yield ParagraphDiff(None, differences(was, now))
            elif was is not None:
                yield ParagraphDiff("gone", (Piece("gone", was),))
            elif now is not None:
                yield ParagraphDiff("new", (Piece("new", now),))


def _paired(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str | None, str | None]]:
    """Paragraphs with what each has become; alone where it is gone, or new."""
    sets = [set(words_in(text)) for text in new]
    at = 0
    for was in old:
        words = set(words_in(was))
        near = range(at, min(len(new), at + _AHEAD))
        best = max(near, key=lambda one: _shared(words, sets[one]), default=None)
        if best is None or _shared(words, sets[best]) < _ALIKE:
            yield was, None
            continue
        yield from ((None, text) for text in new[at:best])
        yield was, new[best]
        at = best + 1
    yield from ((None, text) for text in new[at:])


def _shared(one: set[str], other: set[str]) -> float:
    """How much of two sets of words is in both, from 0 to 1."""
    return 2 * len(one & other) / ((len(one) + len(other)) or 1)
