"""Keyset pagination: each page starts after the key of the previous row, so rows added meanwhile do not shift it.

    keyset = Keyset.read(after, listing=("changes", kinds), shape=(int,), limit=20)
    rows = connection.execute(query.where(*keyset.condition(changes.c.id, descending=True)).limit(keyset.fetch)).all()
    page = keyset.page(rows, key=lambda row: (row.id,))   # page.items, and page.next: the cursor of the next page

A cursor is an opaque string that holds a key and a digest of its listing; other listings reject it.
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
"""Maximum number of rows on a page of a listing."""
_MARK_BYTES: Final = 4

Key = tuple[Any, ...]
"""Sort key of a row in a listing: numbers, text or null."""
_Row = TypeVar("_Row")


@dataclass(frozen=True, slots=True)
class KeysetPage(Generic[_Row]):
    """One page of a listing."""

    items: tuple[_Row, ...]
    next: str | None
    """Cursor of the next page; null on the last."""


@dataclass(frozen=True, slots=True)
class Keyset:
    """The requested page of a listing."""

    listing: object
    """Identity of the listing, compared by ``repr``: its name and all its filters and sort orders."""
    limit: int
    start: Key | None
    """Key of the last row of the previous page; null for the first page."""

    @classmethod
    def read(cls, after: str | None, *, listing: object, shape: Sequence[type], limit: int) -> Keyset:
        """Parse the cursor ``after``; without one, select the first page.

        ``shape`` lists the types of the values in a key. Raises ``UsageError`` for a cursor that is invalid or
        belongs to another listing, and for a ``limit`` out of range.
        """
        check_limit(limit)
        start = read_cursor(after, listing=listing, shape=shape) if after else None
        return cls(listing, limit=limit, start=start)

    @property
    def fetch(self) -> int:
        """Number of rows to fetch: ``limit`` and one more, which shows if there is a next page."""
        return self.limit + 1

    def condition(self, *columns: ColumnElement[Any], descending: bool = False) -> list[ColumnElement[bool]]:
        """Conditions for rows after ``start`` in the order of these columns; empty on the first page."""
        if self.start is None:
            return []
        row, key = tuple_(*columns), tuple_(*(literal(value) for value in self.start))
        return [row < key if descending else row > key]

    def page(self, rows: Sequence[_Row], *, key: Callable[[_Row], Key]) -> KeysetPage[_Row]:
        """Build the page from the first ``limit`` rows, with a cursor if there are more."""
        items = tuple(rows[: self.limit])
        following = len(rows) > self.limit
        return KeysetPage(items, write_cursor(key(items[-1]), listing=self.listing) if following else None)


def write_cursor(key: Key, *, listing: object) -> str:
    """Encode the cursor of the rows after ``key`` in ``listing``."""
    content = json.dumps([_mark(listing), *key], separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(content).decode("ascii").rstrip("=")


def read_cursor(after: str, *, listing: object, shape: Sequence[type]) -> Key:
    """Decode the key in the cursor ``after``: for each type of ``shape`` a value of that type.

    The first of several values may be null if it is a number, such as the day of an undated statement.
    Raises ``UsageError`` if the cursor is invalid or belongs to another listing.
    """
    try:
        padded = after + "=" * (-len(after) % 4)
        mark, *values = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, TypeError, binascii.Error, RecursionError) as error:
        raise _invalid(after, "it is not a cursor") from error
    if mark != _mark(listing):
        raise _invalid(after, "it belongs to another listing or search")
    is_undated = len(values) > 1 and values[0] is None and shape[0] is not str
    if len(values) != len(shape) or not all(map(_fits, values[is_undated:], shape[is_undated:])):
        raise _invalid(after, "it is not a cursor")
    return tuple(values)


def check_limit(limit: int) -> None:
    """Raise ``UsageError`` if ``limit`` is out of range."""
    if not 1 <= limit <= MOST:
        raise UsageError(f"The limit {limit} is out of range. Give 1 to {MOST}, and pass `after` for the next page.")


def _fits(value: object, kind: type) -> bool:
    """True if ``value`` has this type and can be stored: no lone surrogates, no integers beyond 64 bits."""
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
