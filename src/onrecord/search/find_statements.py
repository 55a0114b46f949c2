"""Finding statements by their words and by who said them to whom, where and when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args

from sqlalchemy import ColumnElement, Connection, bindparam, func, literal_column, select

from onrecord.errors import UsageError
from onrecord.resolve import name_resolver
from onrecord.search import query as asking
from onrecord.search.query import Asked, Filter, Query, held, statement_words
from onrecord.search.walk import Place, shortest, walk
from onrecord.store.codecs import fold
from onrecord.store.fulltext import marks
from onrecord.store.pagination import check_limit, cursor, place
from onrecord.store.rows import lookup
from onrecord.store.schema import statements
from onrecord.store.statements import StoredStatement, load_statements
from onrecord.store.store import Store

Order = Literal["relevance", "newest", "oldest"]

RANKED: Final = 5_000
"""Where more statements than these hold the words, how well each fits says little: the newest come first."""
ORDERS: Final[tuple[Order, ...]] = get_args(Order)
LOOKED_THROUGH: Final = 500
_NAMES_SHOWN: Final = 5

_QUOTES = select(statements.c.id, statements.c.quote).where(statements.c.id.in_(bindparam("keys", expanding=True)))
_LAST = select(func.coalesce(func.max(statements.c.id), 0))


@dataclass(frozen=True, slots=True)
class Hit:
    """A statement that was found, and why."""

    entry: StoredStatement
    marked: tuple[tuple[int, int], ...]
    """Where the words that were looked for stand in ``entry.quote``."""
    why: tuple[str, ...]
    """What of the query it meets, and by which of its words."""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was found."""

    hits: tuple[Hit, ...]
    order: Order | Literal["likeness"]
    next: str | None
    """The cursor to the next page; null on the last."""
    notes: tuple[str, ...]
    """What the user should know: whom a name stands for, or that nobody has it."""


def find(record: Store, query: Query, *, sort: Order | None = None, limit: int = 20, after: str | None = None) -> Found:
    """The statements that ``query`` asks for, in the order of ``sort``: by default those that fit best where it has
    words, else the newest first. What has no day comes last in both orders of time.

    ``after`` is the cursor that the page before ended with. Raises ``UsageError`` for a query, an order or a cursor
    that makes no sense.
    """
    with record.snapshot() as connection:
        return find_asked(connection, asking.look_up(connection, query), sort=sort, limit=limit, after=after)


def find_asked(
    connection: Connection, asked: Asked, *, sort: Order | None = None, limit: int = 20, after: str | None = None
) -> Found:
    """What ``find`` finds, for a query that is looked up already."""
    check_limit(limit)
    if sort is not None and sort not in ORDERS:
        raise UsageError(f"there is no order {sort!r}. Choose of {', '.join(ORDERS)}.")
    return _Search(connection, asked, sort=sort, limit=limit, after=after).run()


class _Search:
    def __init__(
        self, connection: Connection, asked: Asked, *, sort: Order | None, limit: int, after: str | None
    ) -> None:
        self._connection = connection
        self._asked = asked
        self._query = query = asked.query
        self._sort = sort
        self._limit = limit
        self._after = after
        self._plain = asking.plain(query)
        self._words = asked.words
        self._notes = list(notes(connection, self._asked))

    def run(self) -> Found:
        holding = self._asked.holding
        if holding is None or self._words is None:
            return self._by_time([], words=None)
        if self._sort in (None, "relevance"):
            if holding.count <= RANKED:
                return self._best(asking.match(self._words))
            self._notes.append(f"More than {RANKED:,} statements hold these words: the newest come first.")
        if holding.count == asking.COMMON:
            return self._by_time([], words=self._words)
        return self._by_time([holding], words=None)

    def _best(self, match: ColumnElement[bool]) -> Found:
        """By relevance: everything that holds the words is looked at, as far as it was there for the first page."""
        listing = ("best", self._query)
        if self._after:
            last, start = (int(one or 0) for one in place(self._after, listing=listing, shape=(int, int)))
        else:
            last, start = self._connection.execute(_LAST).scalar_one(), 0
        found = (
            select(statements.c.id)
            .join(statement_words, statements.c.id == held(statement_words.c.rowid))
            .where(
                match,
                statement_words.c.rowid <= last,
                *self._plain,
                *(one.condition for one in self._asked.filters),
                *asking.period(self._query, held(statements.c.day_from)),
            )
            .order_by(literal_column("bm25(statement_words)"), statements.c.id)
            .limit(self._limit + 1)
            .offset(start)
        )
        keys = list(self._connection.execute(found).scalars())
        goes_on = cursor(last, start + self._limit, listing=listing) if len(keys) > self._limit else None
        return self._found(keys[: self._limit], order="relevance", goes_on=goes_on)

    def _by_time(self, words_as_filter: list[Filter], *, words: str | None) -> Found:
        """By time: walked through along the condition that leaves the least to look at.

        ``words``, an expression, are looked for in what is walked through.
        """
        order: Order = "oldest" if self._sort == "oldest" else "newest"
        listing = (order, self._query)
        start = place(self._after, listing=listing, shape=(int, int)) if self._after else None
        conditions = [*self._asked.filters, *words_as_filter]
        everything = asking.how_many(self._connection)
        lead = shortest(conditions, everything=everything, wanted=self._limit + 1, query=self._query)
        where = [*self._plain, *(one.condition for one in conditions if one is not lead)]
        size = self._limit + 1 if words is None else max(LOOKED_THROUGH, self._limit + 1)
        rows: list[Place] = []
        walked = walk(
            self._connection, self._query, lead=lead, where=where, start=start, size=size, oldest=order == "oldest"
        )
        for some in walked:
            rows += some if words is None else having(self._connection, words, some)
            if len(rows) > self._limit:
                break
        page = rows[: self._limit]
        goes_on = cursor(*page[-1], listing=listing) if len(rows) > self._limit else None
        return self._found([one[1] for one in page], order=order, goes_on=goes_on)

    def _found(self, keys: list[int], *, order: Order, goes_on: str | None) -> Found:
        listed = load_statements(self._connection, keys)
        quotes = {key: entry.quote for key, entry in zip(keys, listed, strict=True)}
        marked = marks(self._words, quotes) if self._words is not None and keys else {}
        hits = [
            Hit(entry, marked.get(key, ()), tuple(why(entry, marked.get(key, ()), asked=self._asked)))
            for key, entry in zip(keys, listed, strict=True)
        ]
        return Found(tuple(hits), order=order, next=goes_on, notes=tuple(self._notes))


def having(connection: Connection, words: str, rows: Sequence[Place]) -> list[Place]:
    """Those of ``rows`` whose words ``words``, an expression, finds."""
    found = marks(words, lookup(connection, _QUOTES, keys=[key for _, key in rows]))
    return [row for row in rows if row[1] in found]


def notes(connection: Connection, asked: Asked) -> Iterator[str]:
    """What the user should know of the names that were given."""
    for one in (*asked.by, *asked.about):
        if not one.persons and not one.names:
            yield name_resolver.nobody(connection, one.name)
        elif len(one.persons) > 1:
            who = [f"{who.name} ({who.id})" for who in name_resolver.summarise_people(connection, one.persons)]
            more = f" and {len(who) - _NAMES_SHOWN} more" if len(who) > _NAMES_SHOWN else ""
            yield f"{one.name!r} stands for {len(who)} in the record: {', '.join(who[:_NAMES_SHOWN])}{more}."


def why(entry: StoredStatement, marked: Sequence[tuple[int, int]], *, asked: Asked) -> Iterator[str]:
    """What of the query the statement meets."""
    query = asked.query
    if marked:
        words = dict.fromkeys(entry.quote[start:end].casefold() for start, end in marked)
        yield f"words: {', '.join(words)}"
    if query.by and entry.speaker:
        printed = entry.printed and fold(entry.printed) not in fold(entry.speaker.name) and entry.printed
        yield f"by {entry.speaker.name}" + (f" (here “{printed}”)" if printed else "")
    if query.about:
        yield f"about {', '.join(one.name for one in entry.about)}"
    if query.told and entry.told:
        yield f"told {entry.told}"
    if query.outlet and entry.page.outlet:
        yield f"in {entry.page.outlet}"
    if (query.since or query.until) and entry.first:
        stated = "said" if entry.when else "on a page of"
        yield f"{stated} {entry.when or entry.page.published or entry.first}"
    if query.kind:
        yield entry.kind
    if query.place:
        yield f"in the {entry.place}" if entry.place != "furniture" else "beside the article"
