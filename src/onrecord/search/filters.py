"""Queries as SQL conditions, with names looked up and the statements of each filter counted.

``resolve_query`` looks names up, ``conditions`` serve every listing of statements, and ``count_filters`` adds the
counts that ``walk`` and ``sample`` need to choose an index.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, FromClause, Select, and_, exists, false, func, or_, select

from onrecord.resolve.name_resolver import ResolvedName, name_keys, resolve_name
from onrecord.search.query import Query
from onrecord.search.query_language import parse_words
from onrecord.store import fulltext, schema
from onrecord.store.days import DECADE, since_day, until_day
from onrecord.store.dialect import without_index
from onrecord.store.rows import lookup
from onrecord.store.said_by import joint_statements
from onrecord.store.schema import CURRENT, pages, statement_subjects, statements, totals

MOST_COUNTED: Final = 20_000
"""Filters are counted up to this number, which takes about 2 ms. A filter with more statements, such as an outlet with
a tenth of all pages, leads a search only if no other filter has fewer."""
MOST_WORDS_COUNTED: Final = 20_000
"""Words in more statements than this ("said", "will") are searched for in the results of the other filters. Rarer words
lead the search."""

_MOST_RARE: Final = 2_000
"""Statements of a kind, or at a place, are counted up to this number, which takes about 0.2 ms. If there are more, one
in ``_COMMON`` is assumed, since there are four kinds. The estimate only decides which index is read."""
_COMMON: Final = 4

Condition = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class ResolvedQuery:
    """A query with its words parsed and its names looked up."""

    query: Query
    words: fulltext.Words | None
    by: tuple[ResolvedName, ...]
    about: tuple[ResolvedName, ...]
    told: tuple[int, ...]
    """Keys of names."""
    outlet: tuple[int, ...]
    """Keys of names."""
    speak_jointly: bool = False
    """True if a person who may be the speaker makes a statement together with its speaker."""

    @property
    def persons(self) -> tuple[int, ...]:
        """Keys of all people who may be the speaker."""
        return tuple(sorted({key for name in self.by for key in name.persons}))

    @property
    def sources(self) -> tuple[int, ...]:
        """Keys of all names and descriptions of other sources that may be the speaker."""
        return tuple(sorted({key for name in self.by for key in name.names}))


@dataclass(frozen=True, slots=True, eq=False)
class Filter:
    """A condition, with the cost of a walk along its index."""

    name: str
    count: int
    """Approximate number of statements that meet it; counted ones up to ``MOST_COUNTED``."""
    condition: Condition
    """The condition on ``statements``, not usable by an index."""
    lead: Condition | None = None
    """The same condition in a form that uses an index; null if there is none."""
    ordered: bool = False
    """True if that index is in the order of time."""
    source: FromClause | None = None
    """The table of ``lead`` if it is not ``statements``."""


@dataclass(frozen=True, slots=True)
class CountedQuery:
    """A resolved query with its filters counted."""

    resolved: ResolvedQuery
    filters: tuple[Filter, ...]
    """The filters with an index, except words: kind, place, speaker, subjects, addressee and outlet."""
    words: Filter | None

    @property
    def words_are_common(self) -> bool:
        """True if the words are in too many statements to lead a search."""
        return self.words is not None and self.words.count >= MOST_WORDS_COUNTED


def resolve_query(connection: Connection, query: Query) -> ResolvedQuery:
    """Look up the names in ``query``. Raises ``UsageError`` if it is invalid."""
    query.check()
    by, about = (tuple(resolve_name(connection, name) for name in names) for names in (query.by, query.about))
    told, outlet = (
        tuple(sorted({key for name in names for key in name_keys(connection, name)}))
        for names in (query.told, query.outlet)
    )
    words = parse_words(query.words) if query.words.strip() else None
    resolved = ResolvedQuery(query, words, by, about, told, outlet)
    joint = joint_statements(partial(_in, keys=resolved.persons)).limit(1)
    speak_jointly = bool(resolved.persons) and connection.execute(joint).first() is not None
    return replace(resolved, speak_jointly=speak_jointly)


def count_filters(connection: Connection, query: Query) -> CountedQuery:
    """Look up the names in ``query`` and count its filters. Raises ``UsageError`` if it is invalid."""
    resolved = resolve_query(connection, query)
    filters = [_count_values(connection, name, values) for name, values in _enumerated(query)]
    filters += [_count_speakers(connection, resolved)] if query.by else []
    filters += [_count_mentions(connection, name, resolved=resolved) for name in resolved.about]
    if query.told:
        filters.append(_count_told(connection, resolved))
    if query.outlet:
        filters.append(_count_outlet(connection, resolved))
    words = None if resolved.words is None else _count_words(connection, resolved.words)
    return CountedQuery(resolved, tuple(filters), words)


def conditions(resolved: ResolvedQuery) -> list[Condition]:
    """All conditions on ``statements`` except words, in forms that use no index."""
    query = resolved.query
    combined = [*plain_conditions(query), *period_conditions(query, without_index(statements.c.day_from))]
    combined += [_has_value(name, values) for name, values in _enumerated(query)]
    combined += [_spoken(resolved)] if query.by else []
    combined += [_mentions(name) for name in resolved.about]
    combined += [_told(resolved)] if query.told else []
    return combined + ([_in_outlet(resolved)] if query.outlet else [])


def plain_conditions(query: Query) -> list[Condition]:
    """The conditions without an index: state and act."""
    is_current = statements.c.state == CURRENT
    return [is_current, statements.c.act == "said"] if query.said else [is_current]


def period_conditions(query: Query, day: ColumnElement[Any]) -> list[Condition]:
    """The conditions on time: on the first ``day`` and on the last day of ``statements``.

    A statement may have been made on any day of its range: "in 2016" fits ``since 2016-06``. A range of more than ten
    years ("in her youth") fits no period, so that an index on the first day can be searched from ten years before it.
    """
    period: list[Condition] = []
    if query.since is not None:
        since = since_day(query.since)
        period += [day >= since - DECADE, without_index(statements.c.day_to) >= since]
    if query.until is not None:
        period.append(day <= until_day(query.until))
    return period


def narrow_by_day(rows: Select[Any], query: Query, day: ColumnElement[Any]) -> Select[Any]:
    """Restrict ``rows`` to the query's period, as far as ``day`` alone decides."""
    if query.since is not None:
        rows = rows.where(day >= since_day(query.since) - DECADE)
    if query.until is not None:
        rows = rows.where(day <= until_day(query.until))
    return rows


def count_rows(connection: Connection, rows: Select[Any], *, most: int = MOST_COUNTED) -> int:
    """Count ``rows``, up to ``most``."""
    return int(connection.execute(select(func.count()).select_from(rows.limit(most).subquery())).scalar_one())


def count_statements(connection: Connection) -> int:
    """Count the current statements of the record."""
    tally = select(totals.c.how_many).where(totals.c.kind == "statements")
    return int(connection.execute(tally).scalar() or 0)


def last_key(connection: Connection) -> int:
    """The greatest key of a statement; 0 if there is none."""
    return int(connection.execute(select(func.coalesce(func.max(statements.c.id), 0))).scalar_one())


def _count_words(connection: Connection, words: fulltext.Words) -> Filter:
    holds = fulltext.matches(words)
    rows = select(fulltext.statement_key).where(holds)
    count = count_rows(connection, rows, most=MOST_WORDS_COUNTED)
    condition = without_index(statements.c.id).in_(rows)
    return Filter("words", count, condition, lead=holds, source=fulltext.statement_index)


def _enumerated(query: Query) -> list[tuple[str, tuple[str, ...]]]:
    """The filters with a few allowed values: their columns and values."""
    return [(name, values) for name, values in (("kind", query.kind), ("place", query.place)) if values]


def _count_values(connection: Connection, name: str, values: Sequence[str]) -> Filter:
    lead = _in(statements.c[name], values)
    count = count_rows(connection, select(statements.c.id).where(lead), most=_MOST_RARE)
    if count == _MOST_RARE:
        count = max(count, count_statements(connection) // _COMMON)
    return Filter(name, count, _has_value(name, values), lead=lead, ordered=len(values) == 1)


def _has_value(name: str, values: Sequence[str]) -> Condition:
    return _in(without_index(statements.c[name]), values)


def _count_speakers(connection: Connection, resolved: ResolvedQuery) -> Filter:
    persons, sources = resolved.persons, resolved.sources
    speaker, name = statements.c.speaker_id, statements.c.speaker_name_id
    count = _sum_counts(connection, schema.persons.c.said, persons)
    if sources:
        count += count_rows(connection, select(statements.c.id).where(_in(name, sources)))
    lead = None
    # "by Ada Quill or a friend of the couple" needs two indexes, which SQLite would merge and sort: it does not lead.
    if not (persons and sources):
        lead = _in(speaker, persons) if persons else _in(name, sources)
    if lead is not None and resolved.speak_jointly:
        # Two indexes, whose rows are sorted: a speaker seldom has so many statements that it takes long.
        lead = or_(lead, statements.c.id.in_(joint_statements(partial(_in, keys=persons))))
        return Filter("by", count, _spoken(resolved), lead=lead)
    return Filter("by", count, _spoken(resolved), lead=lead, ordered=len(persons) + len(sources) == 1)


def _spoken(resolved: ResolvedQuery) -> Condition:
    by_person = _in(without_index(statements.c.speaker_id), resolved.persons)
    by_name = _in(without_index(statements.c.speaker_name_id), resolved.sources)
    if resolved.speak_jointly:
        jointly = without_index(statements.c.id).in_(joint_statements(partial(_in, keys=resolved.persons)))
        return or_(by_person, by_name, jointly)
    return or_(by_person, by_name)


def _count_mentions(connection: Connection, name: ResolvedName, *, resolved: ResolvedQuery) -> Filter:
    condition = _mentions(name)
    if not name.persons and name.names:
        # A name without a person: no index covers the statements that mention it.
        return Filter("about", MOST_COUNTED, condition)
    lead: Condition = _in(statement_subjects.c.person_id, name.persons)
    speakers = resolved.persons if not (resolved.sources or resolved.speak_jointly) else ()
    # One index has speaker and subject: what Ada said about Jonas is read without her other statements.
    if speakers:
        lead = and_(lead, _in(statement_subjects.c.speaker_id, speakers))
        count = count_rows(connection, select(statement_subjects.c.statement_id).where(lead))
    else:
        count = _sum_counts(connection, schema.persons.c.spoken_of, name.persons)
    ordered = len(name.persons) == 1 and len(speakers) < 2
    return Filter("about", count, condition, lead=lead, ordered=ordered, source=statement_subjects)


def _mentions(name: ResolvedName) -> Condition:
    by_name = not name.persons and name.names
    column, keys = (
        (statement_subjects.c.name_id, name.names)
        if by_name
        else (without_index(statement_subjects.c.person_id), name.persons)
    )
    mentioned = _in(column, keys)
    return _has(statement_subjects.c.statement_id == statements.c.id, mentioned)


def _count_told(connection: Connection, resolved: ResolvedQuery) -> Filter:
    lead = _in(statements.c.told_id, resolved.told)
    count = count_rows(connection, select(statements.c.id).where(lead))
    return Filter("told", count, _told(resolved), lead=lead, ordered=len(resolved.told) == 1)


def _told(resolved: ResolvedQuery) -> Condition:
    return _in(without_index(statements.c.told_id), resolved.told)


def _count_outlet(connection: Connection, resolved: ResolvedQuery) -> Filter:
    lead = _in(pages.c.outlet_id, resolved.outlet)
    outlet_pages = count_rows(connection, select(pages.c.id).where(lead))
    total = lookup(connection, select(totals))
    # Estimated from the mean number of statements on a page, since an exact count would read every page of the outlet.
    count = outlet_pages * total.get("statements", 0) // max(1, total.get("pages", 0))
    return Filter("outlet", count, _in_outlet(resolved), lead=lead, source=pages)


def _in_outlet(resolved: ResolvedQuery) -> Condition:
    return _has(pages.c.id == statements.c.page_id, _in(without_index(pages.c.outlet_id), resolved.outlet))


def _has(*joined: Condition) -> Condition:
    return exists(select(1).where(and_(*joined)).correlate(statements))


def _sum_counts(connection: Connection, count: ColumnElement[int], keys: Sequence[int]) -> int:
    """Sum a ``count`` of these people that the record stores."""
    total = connection.execute(select(func.sum(count)).where(schema.persons.c.id.in_(keys))).scalar()
    return int(total or 0)


def _in(column: ColumnElement[Any], keys: Sequence[int] | Sequence[str]) -> Condition:
    if not keys:
        return false()
    return column == keys[0] if len(keys) == 1 else column.in_(keys)
