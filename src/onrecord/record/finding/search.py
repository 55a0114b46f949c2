"""Finding statements by their words and by who said them to whom, where and when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Connection, Select, bindparam, func, literal_column, select

from onrecord.errors import UsageError
from onrecord.record.finding import people
from onrecord.record.finding import query as asking
from onrecord.record.finding.cursors import cursor, place
from onrecord.record.finding.entries import Entry, entries
from onrecord.record.finding.marks import marks
from onrecord.record.finding.query import COUNTED, Asked, Filter, Query, held, statement_words
from onrecord.record.finding.words import expression
from onrecord.record.forms import fold
from onrecord.record.rows import lookup
from onrecord.record.schema import abouts, pages, statements
from onrecord.record.store import Record

MOST: Final = 1_000
"""The longest page of a listing."""
RANKED: Final = 5_000
"""Where more statements than these hold the words, how well each fits says little: the newest come first."""
COMMON: Final = 50_000
"""Words that are so common are looked for in what else is asked for; of others all that hold them is listed first."""
_LOOKED_THROUGH: Final = 500
_KIND_SHARE: Final = 0.25
_NAMES_SHOWN: Final = 5

_QUOTES = select(statements.c.id, statements.c.quote).where(statements.c.id.in_(bindparam("keys", expanding=True)))
_LAST = select(func.coalesce(func.max(statements.c.id), 0))

Order = Literal["relevance", "newest"]
Day = ColumnElement[Any]
Place = tuple[int | None, int]
"""The first day and the key of a statement."""
Rows = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Hit:
    """A statement that was found, and why."""

    entry: Entry
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


def find(record: Record, query: Query, *, limit: int = 20, after: str | None = None) -> Found:
    """The statements that ``query`` asks for, those that fit best or the newest first.

    ``after`` is the cursor that the page before ended with. Raises ``UsageError`` for a query or a cursor that makes
    no sense.
    """
    check_limit(limit)
    with record.snapshot() as connection:
        return _Search(connection, query, limit=limit, after=after).run()


def check_limit(limit: int) -> None:
    """Raises ``UsageError`` where ``limit`` is no length of a page."""
    if not 1 <= limit <= MOST:
        raise UsageError(f"--limit {limit}: a page holds 1 to {MOST}. Go on to the next one with --after.")


class _Search:
    def __init__(self, connection: Connection, query: Query, *, limit: int, after: str | None) -> None:
        self._connection = connection
        self._query = query
        self._limit = limit
        self._after = after
        self._plain = asking.plain(query)
        self._words = expression(query.words) if query.words.strip() else None
        asking.period(query, statements.c.day_from)  # says what is wrong with it before anything is looked up
        self._asked = asking.look_up(connection, query)
        self._notes = list(notes(connection, self._asked))

    def run(self) -> Found:
        if self._words is None:
            return self._newest([], words=None)
        match = asking.match(self._words)
        having = select(statement_words.c.rowid).where(match)
        count = asking.counted(self._connection, having, most=COMMON)
        if count <= RANKED:
            return self._best(match)
        self._notes.append(f"More than {RANKED:,} statements hold these words: the newest come first.")
        if count == COMMON:
            return self._newest([], words=self._words)
        condition = held(statements.c.id).in_(having)
        return self._newest([Filter("words", count, condition, lead=match, through=statement_words)], words=None)

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

    def _newest(self, words_as_filter: list[Filter], *, words: str | None) -> Found:
        """By time: walked through along the condition that leaves the least to look at.

        ``words``, an expression, are looked for in what is walked through.
        """
        listing = ("newest", self._query)
        start = place(self._after, listing=listing, shape=(int, int)) if self._after else None
        conditions = [*self._asked.filters, *words_as_filter]
        everything = asking.how_many(self._connection)
        lead = _shortest(conditions, everything=everything, wanted=self._limit + 1, query=self._query)
        rows: list[Place] = []
        size = self._limit + 1 if words is None else max(_LOOKED_THROUGH, self._limit + 1)
        for some in self._walk(lead, conditions, start=start, size=size):
            rows += some if words is None else self._having(words, some)
            if len(rows) > self._limit:
                break
        page = rows[: self._limit]
        goes_on = cursor(*page[-1], listing=listing) if len(rows) > self._limit else None
        return self._found([one[1] for one in page], order="newest", goes_on=goes_on)

    def _walk(
        self, lead: Filter | None, conditions: Sequence[Filter], *, start: Sequence[Any] | None, size: int
    ) -> Iterator[list[Place]]:
        """What meets the conditions after ``start``, the newest first and what has no day last, ``size`` at a time."""
        rows, day, key = _leading(lead)
        where = [*self._plain, *(one.condition for one in conditions if one is not lead)]
        where += asking.period(self._query, day)
        rows = rows.where(*where).order_by(day.desc(), key.desc()).limit(size)
        last = tuple(start) if start is not None else None
        for dated in (True, False):
            if dated and last is not None and last[0] is None:
                continue
            some: list[Place] = []
            while not some or len(some) == size:
                there = _after(last, day, key, dated=dated)
                some = [(row[0], row[1]) for row in self._connection.execute(rows.where(*there))]
                if not some:
                    break
                yield some
                last = some[-1]

    def _having(self, words: str, rows: list[Place]) -> list[Place]:
        quotes = lookup(self._connection, _QUOTES, keys=[key for _, key in rows])
        found = marks(words, quotes)
        return [row for row in rows if row[1] in found]

    def _found(self, keys: list[int], *, order: Order, goes_on: str | None) -> Found:
        listed = entries(self._connection, keys)
        quotes = {key: entry.quote for key, entry in zip(keys, listed, strict=True)}
        marked = marks(self._words, quotes) if self._words is not None and keys else {}
        hits = [
            Hit(entry, marked.get(key, ()), tuple(why(entry, marked.get(key, ()), asked=self._asked)))
            for key, entry in zip(keys, listed, strict=True)
        ]
        return Found(tuple(hits), order=order, next=goes_on, notes=tuple(self._notes))


def _after(last: tuple[Any, ...] | None, day: Day, key: Day, *, dated: bool) -> list[ColumnElement[bool]]:
    """The condition of what comes after ``last``, among what has a day or among what has none."""
    where: list[ColumnElement[bool]] = [day.is_not(None) if dated else day.is_(None)]
    if last is None or (last[0] is not None and not dated):
        return where
    if not dated:
        return [*where, held(key) < last[1]]
    return [*where, day <= last[0], (held(day) < last[0]) | (held(key) < last[1])]


def _leading(lead: Filter | None) -> tuple[Rows, Day, Day]:
    """What to walk through, and its columns of the day and of the key."""
    day, key = statements.c.day_from, statements.c.id
    rows: Rows = select(day, key)
    if lead is None or lead.lead is None:
        return rows, day, key
    if lead.through is None:
        return rows.where(lead.lead), day, key
    if lead.through is abouts:
        day, key = abouts.c.day_from, abouts.c.statement_id
        rows = select(day, key).distinct().join(statements, statements.c.id == held(abouts.c.statement_id))
        return rows.where(lead.lead), day, key
    if lead.through is pages:
        return rows.join(pages, statements.c.page_id == held(pages.c.id)).where(lead.lead), held(day), held(key)
    rows = rows.join(statement_words, statements.c.id == held(statement_words.c.rowid))
    return rows.where(lead.lead), held(day), held(key)


def _shortest(conditions: Sequence[Filter], *, everything: int, wanted: int, query: Query) -> Filter | None:
    """The condition along which the fewest statements have to be looked at; null where all are walked, newest first.

    One that has an order is left as soon as enough is found, all others are walked to their end and sorted.
    """
    shares = {one: min(1.0, max(1, one.count) / max(1, everything)) for one in conditions}
    rest = _KIND_SHARE if query.kind else 1.0

    def cost(lead: Filter | None) -> float:
        seen = wanted / (rest * prod(share for one, share in shares.items() if one is not lead))
        if lead is None:
            return min(everything, seen)
        return min(lead.count, seen) if lead.ordered else lead.count * (2 if lead.count >= COUNTED else 1)

    led = [one for one in conditions if one.lead is not None]
    return min([*led, None], key=cost)


def notes(connection: Connection, asked: Asked) -> Iterator[str]:
    """What the user should know of the names that were given."""
    for one in (*asked.by, *asked.about):
        if not one.persons and not one.names:
            yield people.nobody(connection, one.name)
        elif len(one.persons) > 1:
            who = [f"{who.name} ({who.id})" for who in people.who_are(connection, one.persons)]
            more = f" and {len(who) - _NAMES_SHOWN} more" if len(who) > _NAMES_SHOWN else ""
            yield f"{one.name!r} stands for {len(who)} in the record: {', '.join(who[:_NAMES_SHOWN])}{more}."


def why(entry: Entry, marked: Sequence[tuple[int, int]], *, asked: Asked) -> Iterator[str]:
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
