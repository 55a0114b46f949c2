"""Failures: pages that could not be read, each with its reason, logged until they can be read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, delete, func, select

from onrecord.errors import PageError
from onrecord.pages.find import STDIN, is_url
from onrecord.store.dialect import insert_or_update
from onrecord.store.schema import failures
from onrecord.times import now

_ADD = insert_or_update(
    failures,
    key=[failures.c.page],
    update=lambda new: {
        **{name: new[name] for name in ("source", "error", "problem", "advice", "last")},
        "attempts": failures.c.attempts + 1,
    },
)


# https://ada:secret@press.example/
_PASSWORD = re.compile(r"[a-z][a-z0-9+.-]*+://[^/?#\\]*@", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Failure:
    """A page that could not be read."""

    page: str
    source: str
    """The source to open for the page: itself, or the archive that contains it."""
    problem: str
    advice: str
    first: str
    """Time of the first failure, ISO 8601 in UTC."""
    last: str
    attempts: int


def lasting(source: str) -> str:
    """Make the path of a file absolute, so that it can be opened again from another folder."""
    if source == STDIN or is_url(source) or "\0" in source:
        return source
    return str(Path(source).absolute())


def note(connection: Connection, error: PageError, *, source: str) -> None:
    """Log why a page of ``source`` could not be read.

    Standard input is not logged, since it cannot be read again, and neither is an address with a password, which would
    stay in the record and its exports.
    """
    if source == STDIN or _PASSWORD.match(source):
        return
    values = {
        "page": _page(error, source=source),
        "source": lasting(source),
        "error": type(error).__name__,
        "problem": error.problem,
        "advice": error.advice,
        "first": now(),
        "last": now(),
        "attempts": 1,
    }
    connection.execute(_ADD, values)


def settle(connection: Connection, *, source: str, still: Iterable[PageError]) -> None:
    """Remove the failures of ``source`` except ``still``, the errors of the latest attempt."""
    failing = {_page(error, source=source) for error in still}
    for page in [page for page in _pages(connection, source) if page not in failing]:
        connection.execute(delete(failures).where(failures.c.page == page))


def any_of(connection: Connection, source: str) -> bool:
    """True if a page of ``source`` has failed."""
    return bool(_pages(connection, source))


def list_failures(connection: Connection) -> list[Failure]:
    """List all failures, in the order of their first failing."""
    table = failures
    columns = (table.c[name] for name in ("page", "source", "problem", "advice", "first", "last", "attempts"))
    return [Failure(*row) for row in connection.execute(select(*columns).order_by(table.c.id))]


def count(connection: Connection) -> int:
    """Count the failures."""
    return int(connection.execute(select(func.count()).select_from(failures)).scalar_one())


def _pages(connection: Connection, source: str) -> list[str]:
    query = select(failures.c.page).where(failures.c.source == lasting(source))
    return list(connection.execute(query).scalars())


def _page(error: PageError, *, source: str) -> str:
    """The name of the page that failed, absolute as its source is."""
    rest = error.source.removeprefix(source)
    return lasting(source) + rest if error.source.startswith(source) else error.source
