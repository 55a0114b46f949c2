"""Pages that could not be read: kept with their reasons until they can."""

from __future__ import annotations

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


@dataclass(frozen=True, slots=True)
class Failure:
    """A page that cannot be read so far."""

    page: str
    source: str
    """What has to be opened to have the page: itself, or the archive that it is in."""
    problem: str
    advice: str
    first: str
    """When it failed first, ISO 8601 in UTC."""
    last: str
    attempts: int


def lasting(source: str) -> str:
    """``source`` as it is found again from another folder."""
    if source == STDIN or is_url(source) or "\0" in source:
        return source
    return str(Path(source).absolute())


def note(connection: Connection, error: PageError, *, source: str) -> None:
    """Keep why a page of ``source`` could not be read, unless it came by standard input: that cannot be had again."""
    if source == STDIN:
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
    """``source`` has been gone through: of its failures only those of ``still`` are left."""
    left = {_page(error, source=source) for error in still}
    gone = [page for page in _pages(connection, source) if page not in left]
    for page in gone:
        connection.execute(delete(failures).where(failures.c.page == page))


def any_of(connection: Connection, source: str) -> bool:
    """Whether any page of ``source`` failed before."""
    return bool(_pages(connection, source))


def listed(connection: Connection) -> list[Failure]:
    """All that cannot be read so far, in the order in which it first failed."""
    table = failures
    columns = (table.c[name] for name in ("page", "source", "problem", "advice", "first", "last", "attempts"))
    return [Failure(*row) for row in connection.execute(select(*columns).order_by(table.c.id))]


def count(connection: Connection) -> int:
    """How many pages cannot be read so far."""
    return int(connection.execute(select(func.count()).select_from(failures)).scalar_one())


def _pages(connection: Connection, source: str) -> list[str]:
    found = select(failures.c.page).where(failures.c.source == lasting(source))
    return list(connection.execute(found).scalars())


def _page(error: PageError, *, source: str) -> str:
    """The page's name, as lasting as its source's."""
    rest = error.source.removeprefix(source)
    return lasting(source) + rest if error.source.startswith(source) else error.source
