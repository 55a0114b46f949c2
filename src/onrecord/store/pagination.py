"""Cursors: where a listing goes on, as an opaque word that only fits the listing that it came from."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from hashlib import blake2b
from typing import Final

from onrecord.errors import UsageError

MOST: Final = 1_000
"""The longest page of a listing."""
_MARK_BYTES = 4


def cursor(*place: int | str | None, listing: object) -> str:
    """A cursor to what comes after ``place``, in the listing that ``listing`` describes."""
    content = json.dumps([_mark(listing), *place], separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(content).decode("ascii").rstrip("=")


def place(after: str, *, listing: object, shape: Sequence[type]) -> list[int | str | None]:
    """What ``cursor`` made ``after`` from: as many values as ``shape`` has types, each of its type or null.

    Raises ``UsageError`` where it is no cursor, or one of another listing.
    """
    try:
        padded = after + "=" * (-len(after) % 4)
        found: list[int | str | None]
        mark, *found = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, TypeError, binascii.Error, RecursionError) as error:
        raise _wrong(after, "it is no cursor") from error
    if mark != _mark(listing):
        raise _wrong(after, "it belongs to another listing")
    fits = len(found) == len(shape) and all(
        one is None or (type(one) is kind and _can_be(one)) for one, kind in zip(found, shape, strict=True)
    )
    if not fits:
        raise _wrong(after, "it is no cursor")
    return found


def _can_be(one: int | str) -> bool:
    """Whether the database can be asked for it."""
    if isinstance(one, str):
        return not any("\ud800" <= character <= "\udfff" for character in one)
    return 0 <= one < 2**63


def _mark(listing: object) -> str:
    return blake2b(repr(listing).encode(), digest_size=_MARK_BYTES).hexdigest()


def _wrong(after: str, problem: str) -> UsageError:
    return UsageError(
        f"--after {after!r}: {problem}. Give the one that the page before ended with, and the same search."
    )


def check_limit(limit: int) -> None:
    """Raises ``UsageError`` where ``limit`` is no length of a page."""
    if not 1 <= limit <= MOST:
        raise UsageError(f"--limit {limit}: a page holds 1 to {MOST}. Go on to the next one with --after.")
