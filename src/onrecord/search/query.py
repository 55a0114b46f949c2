"""What to find: words and filters, as a user gives them and as the record is asked for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    UnaryExpression,
    and_,
    column,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    table,
)
from sqlalchemy.sql.operators import custom_op

from onrecord.errors import UsageError
from onrecord.resolve import name_resolver
from onrecord.search.periods import VAGUEST, first_day, last_day
from onrecord.search.query_language import expression
from onrecord.store import schema
from onrecord.store.rows import lookup
from onrecord.store.schema import CURRENT, abouts, pages, statements, tallies

KINDS: Final = ("direct", "mixed", "indirect", "no-response")
PLACES: Final = ("headline", "body", "furniture")
COUNTED: Final = 20_000
"""No filter is counted further: it is then one of many."""
COMMON: Final = 20_000
"""Words that are so common are looked for in what else is asked for; of others all that hold them is listed first."""

statement_words = table("statement_words", column("rowid"), column("quote"), column("statement_words"))


@dataclass(frozen=True, slots=True)
class Query:
    """What to find: all of it must be true of a statement; of what is given twice for one field either, but for
    ``about``: there all."""

    words: str = ""
    """See ``words.expression`` for what can be written."""
    by: tuple[str, ...] = ()
    """Names, aliases, descriptions of unnamed sources, or public ids."""
    about: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    outlet: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    """Where on the page: of ``PLACES``."""
    since: str | None = None
    """EDTF; what was said in it or later, and what was said before its end."""
    until: str | None = None
    said: bool = False
    """Only what was said or written, no thoughts and intentions."""


@dataclass(frozen=True, slots=True, eq=False)
class Filter:
    """One condition: about how many statements meet it, and how to walk through these."""

    name: str
    count: int
    """Where it had to be counted, up to ``COUNTED``."""
    condition: ColumnElement[bool]
    """On ``statements``, led by no index."""
    lead: ColumnElement[bool] | None = None
    """The same, led by an index; null where there is none."""
    ordered: bool = False
    """Whether that index has them in the order of time."""
    through: Any = None
    """The table that has to be walked through, where it is not ``statements``."""


def match(expression: str) -> ColumnElement[bool]:
    """The condition of ``statement_words`` that this expression of FTS5 finds it."""
    return statement_words.c.statement_words.op("MATCH", is_comparison=True)(literal(expression))


def holding(connection: Connection, words: str) -> Filter:
    """The condition that a statement holds ``words``, an expression of FTS5; counted up to ``COMMON``."""
    rows = select(statement_words.c.rowid).where(match(words))
    condition = held(statements.c.id).in_(rows)
    count = counted(connection, rows, most=COMMON)
    return Filter("words", count, condition, lead=match(words), through=statement_words)


def held(column_: ColumnElement[Any]) -> ColumnElement[Any]:
    """``column_`` as a value that leads no index."""
    return UnaryExpression(column_, operator=custom_op("+"))


def current() -> ColumnElement[bool]:
    """That the statement is current."""
    return statements.c.state == CURRENT


def how_many(connection: Connection) -> int:
    """How many current statements there are."""
    found = connection.execute(select(tallies.c.how_many).where(tallies.c.kind == "statements")).scalar()
    return int(found or 0)


@dataclass(frozen=True, slots=True)
class Asked:
    """A query with its words and its names looked up."""

    query: Query
    words: str | None
    """Its words, as an expression of FTS5."""
    holding: Filter | None
    """The condition that a statement holds them."""
    by: tuple[name_resolver.ResolvedName, ...]
    about: tuple[name_resolver.ResolvedName, ...]
    filters: tuple[Filter, ...]
    """The conditions that it sets but for words, period, kind and act."""


def look_up(connection: Connection, query: Query) -> Asked:
    """``query`` with its words and its names looked up. Raises ``UsageError`` for one that makes no sense."""
    plain(query), period(query, statements.c.day_from)  # what is wrong is said before anything is looked up
    words = expression(query.words) if query.words.strip() else None
    by, about = (
        tuple(name_resolver.resolve_name(connection, name) for name in given) for given in (query.by, query.about)
    )
    found = [_by(connection, by)] if by else []
    found += [_about(connection, one, by=by) for one in about]
    if query.told:
        found.append(_told(connection, query.told))
    if query.outlet:
        found.append(_outlet(connection, query.outlet))
    return Asked(query, words, holding(connection, words) if words else None, by, about, tuple(found))


def plain(query: Query) -> list[ColumnElement[bool]]:
    """The conditions that no index is walked for: kind, place, act and state.

    Raises ``UsageError`` for an unknown kind or place.
    """
    found = [current()]
    for name, given, known, column_ in (
        ("kind", query.kind, KINDS, statements.c.kind),
        ("place", query.place, PLACES, statements.c.place),
    ):
        unknown = [one for one in given if one not in known]
        if unknown:
            raise UsageError(f"there is no {name} {unknown[0]!r}. Choose of {', '.join(known)}.")
        if given:
            found.append(column_.in_(given))
    if query.said:
        found.append(statements.c.act == "said")
    return found


def period(query: Query, day: ColumnElement[Any]) -> list[ColumnElement[bool]]:
    """The conditions of time, on a first ``day`` and on ``statements``."""
    found: list[ColumnElement[bool]] = []
    if query.since is not None:
        since = first_day(query.since)
        found += [day >= since - VAGUEST, held(statements.c.day_to) >= since]
    if query.until is not None:
        found.append(day <= last_day(query.until))
    return found


def counted(connection: Connection, rows: Select[*tuple[Any, ...]], *, most: int = COUNTED) -> int:
    """How many rows there are, up to ``most``."""
    return int(connection.execute(select(func.count()).select_from(rows.limit(most).subquery())).scalar_one())


def _by(connection: Connection, who: Sequence[name_resolver.ResolvedName]) -> Filter:
    persons, named = _everybody(who)
    speaker, name = statements.c.speaker_id, statements.c.speaker_name_id
    count = _kept(connection, schema.persons.c.said, persons)
    if named:
        count += counted(connection, select(statements.c.id).where(_in(name, named)))
    lead = None
    if not (persons and named):
        lead = _in(speaker, persons) if persons else _in(name, named)
    condition = or_(_in(held(speaker), persons), _in(held(name), named))
    return Filter("by", count, condition, lead=lead, ordered=len(persons) + len(named) == 1)


def _about(
    connection: Connection, who: name_resolver.ResolvedName, *, by: Sequence[name_resolver.ResolvedName]
) -> Filter:
    if not who.persons and who.names:
        # Spoken of by a name that is nobody's: found from the statement's side, since no index leads there.
        here = and_(abouts.c.statement_id == statements.c.id, abouts.c.name_id.in_(who.names))
        return Filter("about", COUNTED, exists(select(1).where(here).correlate(statements)))
    lead = _in(abouts.c.person_id, who.persons)
    here = and_(abouts.c.statement_id == statements.c.id, _in(held(abouts.c.person_id), who.persons))
    speakers, named = _everybody(by)
    if speakers and not named:  # what some said about others has an index of its own
        lead = and_(lead, _in(abouts.c.speaker_id, speakers))
        count = counted(connection, select(abouts.c.statement_id).where(lead))
    else:
        speakers, count = [], _kept(connection, schema.persons.c.spoken_of, who.persons)
    return Filter(
        "about",
        count,
        exists(select(1).where(here).correlate(statements)),
        lead=lead,
        ordered=len(who.persons) == 1 and len(speakers) < 2,
        through=abouts,
    )


def _everybody(who: Sequence[name_resolver.ResolvedName]) -> tuple[list[int], list[int]]:
    """The keys of all that are meant: of people, and of the names of sources."""
    return sorted({key for one in who for key in one.persons}), sorted({key for one in who for key in one.names})


def _kept(connection: Connection, count: ColumnElement[int], keys: Sequence[int]) -> int:
    """The sum of a ``count`` that is kept of these people."""
    found = connection.execute(select(func.sum(count)).where(schema.persons.c.id.in_(keys))).scalar()
    return int(found or 0)


def _told(connection: Connection, told: Sequence[str]) -> Filter:
    keys = sorted({key for name in told for key in name_resolver.name_keys(connection, name)})
    count = counted(connection, select(statements.c.id).where(_in(statements.c.told_id, keys)))
    return Filter(
        "told",
        count,
        _in(held(statements.c.told_id), keys),
        lead=_in(statements.c.told_id, keys),
        ordered=len(keys) == 1,
    )


def _outlet(connection: Connection, outlets: Sequence[str]) -> Filter:
    keys = sorted({key for name in outlets for key in name_resolver.name_keys(connection, name)})
    lead = _in(pages.c.outlet_id, keys)
    here = and_(pages.c.id == statements.c.page_id, _in(held(pages.c.outlet_id), keys))
    there = counted(connection, select(pages.c.id).where(lead))
    total = lookup(connection, select(tallies))
    return Filter(
        "outlet",
        there * total.get("statements", 0) // max(1, total.get("pages", 0)),
        exists(select(1).where(here).correlate(statements)),
        lead=lead,
        through=pages,
    )


def _in(column_: ColumnElement[Any], keys: Sequence[int]) -> ColumnElement[bool]:
    if not keys:
        return false()
    return column_ == keys[0] if len(keys) == 1 else column_.in_(keys)
