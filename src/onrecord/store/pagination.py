"""Keyset pagination: listings that go on after the key of their last row, whatever was added meanwhile.

    keyset = Keyset.read(after, listing=("changes", kinds), shape=(int,), limit=20)
    rows = connection.execute(query.where(*keyset.condition(changes.c.id, descending=True)).limit(keyset.fetch)).all()
    page = keyset.page(rows, key=lambda row: (row.id,))   # page.items, and page.next: the cursor to what follows

A cursor is an opaque word. It carries a key and a mark of its listing, and no other listing takes it.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Final, Generic, TypeVar

from sqlalchemy import ColumnElement, literal, tuple_

from onrecord.errors import UsageError

MOST: Final = 1_000
"""The longest page of a listing."""
_MARK_BYTES: Final = 4

Key = tuple[Any, ...]
"""What places a row in a listing: numbers and text, or null."""
_Row = TypeVar("_Row")


@dataclass(frozen=True, slots=True)
class KeysetPage(Generic[_Row]):
    """One page of a listing."""

    items: tuple[_Row, ...]
    next: str | None
    """The cursor to the next page; null on the last."""


@dataclass(frozen=True, slots=True)
class Keyset:
    """The page of a listing that is asked for."""

    listing: object
    """Tells this listing from all others by its ``repr``: its name, and everything that filters or sorts it."""
    limit: int
    start: Key | None
    """The key that the page before ended with; null for the first page."""

    @classmethod
    def read(cls, after: str | None, *, listing: object, shape: Sequence[type], limit: int) -> Keyset:
        """The page after the cursor ``after``, or the first.

        ``shape`` has the type of each value in a key of this listing. Raises ``UsageError`` for a cursor that is none
        or another listing's, and for a ``limit`` that is no length of a page.
        """
        check_limit(limit)
        start = read_cursor(after, listing=listing, shape=shape) if after else None
        return cls(listing, limit=limit, start=start)

    @property
    def fetch(self) -> int:
        """The number of rows to fetch: one more than a page has, which tells if there is a next page."""
        return self.limit + 1

    def condition(self, *columns: ColumnElement[Any], descending: bool = False) -> list[ColumnElement[bool]]:
        """The condition that a row comes after ``start``, in the order of these columns; none on the first page."""
        if self.start is None:
            return []
        row, key = tuple_(*columns), tuple_(*(literal(value) for value in self.start))
        return [row < key if descending else row > key]

    def page(self, rows: Sequence[_Row], *, key: Callable[[_Row], Key]) -> KeysetPage[_Row]:
        """The first ``limit`` of ``rows``, with a cursor where there are more."""
        items = tuple(rows[: self.limit])
        following = len(rows) > self.limit
        return KeysetPage(items, write_cursor(key(items[-1]), listing=self.listing) if following else None)


def write_cursor(key: Key, *, listing: object) -> str:
    """A cursor to what comes after ``key`` in ``listing``."""
    content = json.dumps([_mark(listing), *key], separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(content).decode("ascii").rstrip("=")


def read_cursor(after: str, *, listing: object, shape: Sequence[type]) -> Key:
    """The key that ``write_cursor`` made ``after`` of: a value of each type of ``shape``, or null.

    Raises ``UsageError`` where it is not a cursor, or one of another listing.
    """
    try:
        padded = after + "=" * (-len(after) % 4)
        mark, *values = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, TypeError, binascii.Error, RecursionError) as error:
        raise _invalid(after, "it is not a cursor") from error
    if mark != _mark(listing):
        raise _invalid(after, "it belongs to another listing")
    if len(values) != len(shape) or not all(map(_fits, values, shape)):
        raise _invalid(after, "it is not a cursor")
    return tuple(values)


def check_limit(limit: int) -> None:
    """Raises ``UsageError`` where ``limit`` is no length of a page."""
    if not 1 <= limit <= MOST:
        raise UsageError(f"The limit {limit} is out of range. Give 1 to {MOST}, and pass `after` for the next page.")


def _fits(value: object, kind: type) -> bool:
    """True for a value of this type that a database takes: no lone surrogate, no integer beyond 64 bits."""
    if value is None:
        return True
    if type(value) is not kind:
        return False
    if isinstance(value, str):
        return not any("\ud800" <= character <= "\udfff" for character in value)
    return isinstance(value, float) or (isinstance(value, int) and 0 <= value < 2**63)


def _mark(listing: object) -> str:
    return blake2b(repr(listing).encode(), digest_size=_MARK_BYTES).hexdigest()


def _invalid(after: str, problem: str) -> UsageError:
    return UsageError(
        f"The cursor {after!r} cannot be used: {problem}. Pass the cursor of the previous page, with the same search."
    )
