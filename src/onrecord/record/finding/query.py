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
from onrecord.record.finding import people
from onrecord.record.finding.periods import VAGUEST, first_day, last_day
from onrecord.record.schema import CURRENT, abouts, pages, statements, tallies

KINDS: Final = ("direct", "mixed", "indirect", "no-response")
COUNTED: Final = 20_000
"""No filter is counted further: it is then one of many."""

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
    since: str | None = None
    """EDTF; what was said in it or later, and what was said before its end."""
    until: str | None = None
    said: bool = False
    """Only what was said or written, no thoughts and intentions."""


@dataclass(frozen=True, slots=True, eq=False)
class Filter:
    """One condition: how many statements meet it, at the most, and how to walk through these."""

    name: str
    count: int
    """Counted up to ``COUNTED``."""
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
    """A query with its names looked up."""

    query: Query
    by: tuple[people.Meant, ...]
    about: tuple[people.Meant, ...]
    filters: tuple[Filter, ...]
    """The conditions that it sets but for words, period, kind and act."""


def look_up(connection: Connection, query: Query) -> Asked:
    """``query`` with its names looked up."""
    by, about = (tuple(people.meant(connection, name) for name in given) for given in (query.by, query.about))
    found = [_by(connection, by)] if by else []
    found += [_about(connection, one) for one in about]
    if query.told:
        found.append(_told(connection, query.told))
    if query.outlet:
        found.append(_outlet(connection, query.outlet))
    return Asked(query, by, about, tuple(found))


def plain(query: Query) -> list[ColumnElement[bool]]:
    """The conditions that no index is walked for: kind, act and state. Raises ``UsageError`` for an unknown kind."""
    unknown = [kind for kind in query.kind if kind not in KINDS]
    if unknown:
        raise UsageError(f"there is no kind {unknown[0]!r}. Choose of {', '.join(KINDS)}.")
    found = [current()]
    if query.kind:
        found.append(statements.c.kind.in_(query.kind))
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


def _by(connection: Connection, who: Sequence[people.Meant]) -> Filter:
    persons = sorted({key for one in who for key in one.persons})
    named = sorted({key for one in who for key in one.names})
    speaker, name = statements.c.speaker_id, statements.c.speaker_name_id
    rows = select(statements.c.id).where(or_(_in(speaker, persons), _in(name, named)))
    lead = None
    if not (persons and named):
        lead = _in(speaker, persons) if persons else _in(name, named)
    condition = or_(_in(held(speaker), persons), _in(held(name), named))
    return Filter("by", counted(connection, rows), condition, lead=lead, ordered=len(persons) + len(named) == 1)


def _about(connection: Connection, who: people.Meant) -> Filter:
    if not who.persons and who.names:
        # Spoken of by a name that is nobody's: found from the statement's side, since no index leads there.
        here = and_(abouts.c.statement_id == statements.c.id, abouts.c.name_id.in_(who.names))
        return Filter("about", COUNTED, exists(select(1).where(here).correlate(statements)))
    lead = _in(abouts.c.person_id, who.persons)
    here = and_(abouts.c.statement_id == statements.c.id, _in(held(abouts.c.person_id), who.persons))
    count = counted(connection, select(abouts.c.statement_id).where(lead))
    return Filter(
        "about",
        count,
        exists(select(1).where(here).correlate(statements)),
        lead=lead,
        ordered=len(who.persons) == 1,
        through=abouts,
    )


def _told(connection: Connection, told: Sequence[str]) -> Filter:
    keys = sorted({key for name in told for key in people.name_keys(connection, name)})
    count = counted(connection, select(statements.c.id).where(_in(statements.c.told_id, keys)))
    return Filter(
        "told",
        count,
        _in(held(statements.c.told_id), keys),
        lead=_in(statements.c.told_id, keys),
        ordered=len(keys) == 1,
    )


def _outlet(connection: Connection, outlets: Sequence[str]) -> Filter:
    keys = sorted({key for name in outlets for key in people.name_keys(connection, name)})
    lead = _in(pages.c.outlet_id, keys)
    rows = select(statements.c.id).join(pages, pages.c.id == statements.c.page_id).where(lead)
    here = and_(pages.c.id == statements.c.page_id, _in(held(pages.c.outlet_id), keys))
    return Filter(
        "outlet",
        counted(connection, rows),
        exists(select(1).where(here).correlate(statements)),
        lead=lead,
        through=pages,
    )


def _in(column_: ColumnElement[Any], keys: Sequence[int]) -> ColumnElement[bool]:
    if not keys:
        return false()
    return column_ == keys[0] if len(keys) == 1 else column_.in_(keys)
