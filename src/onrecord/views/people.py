"""Who is in the record: everybody in pages, by how often they are heard or by name; and whom somebody may mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    String,
    and_,
    exists,
    func,
    literal,
    select,
    union,
)

from onrecord.resolve.name_resolver import (
    EntitySummary,
    resolve_name,
    suggest_names,
    summaries_by_key,
    summarise_people,
)
from onrecord.store.codecs import fold
from onrecord.store.dialect import holds_text
from onrecord.store.pagination import Keyset, check_limit
from onrecord.store.schema import facts, name_keys, names, persons
from onrecord.store.store import Store

_MOST_LETTERS: Final = 100
_MOST_WORDS: Final = 6
_LONGEST: Final = 100
_SHORT: Final = 2
"""Beginnings of so few letters stand in so many names that those most heard are looked through first."""
_WELL_HEARD: Final = 1_500
_LAST = "\U0010ffff"
_KEY_KINDS = "~=+"
"""The marks before a word in ``name_keys``: one of a name's, the whole of it, an organisation's."""

Order = Literal["heard", "name"]
Kind = Literal["person", "organisation"]

_THERE = (persons.c.merged_into.is_(None), persons.c.pages > 0)
_FIRST_LETTER = (
    select(func.substr(names.c.folded, 1, 1).label("letter"))
    .where(exists().where(persons.c.name_id == names.c.id, *_THERE))
    .order_by(names.c.folded)
    .limit(1)
)


def _all_letters() -> Select[str]:
    """The first letters of names, each found by looking behind all that begin with the one before."""
    letter = select(_FIRST_LETTER.scalar_subquery().label("letter")).cte(recursive=True)
    beyond = _FIRST_LETTER.where(names.c.folded >= letter.c.letter + _LAST).correlate(letter).scalar_subquery()
    letter = letter.union_all(select(beyond).where(letter.c.letter.is_not(None)))
    return select(letter.c.letter).where(letter.c.letter.is_not(None)).limit(_MOST_LETTERS)


_LETTERS = _all_letters()


@dataclass(frozen=True, slots=True)
class People:
    """A page of the people and the organisations of the record."""

    people: tuple[EntitySummary, ...]
    order: Order
    letters: tuple[str, ...]
    """The first letters of all names, without case and accents, in order."""
    next: str | None
    """The cursor to the next page; null on the last."""


@dataclass(frozen=True, slots=True)
class NameMatches:
    """Whom a name stands for."""

    name: str
    people: tuple[EntitySummary, ...]
    """Everybody called so, the most heard first."""
    near: tuple[str, ...]
    """Where that is nobody: names that are written nearly so."""


def everybody(
    record: Store,
    words: str = "",
    *,
    order: Order = "heard",
    letter: str = "",
    kind: Kind | None = None,
    limit: int = 50,
    after: str | None = None,
) -> People:
    """Everybody in the record, those with the most statements first or by name.

    With ``words``, those of whose name or alias each of these is the beginning of a word; with ``letter``, those whose
    name begins so. ``after`` is the cursor that the page before ended with. Raises ``UsageError`` for one that is none.
    """
    beginnings = _beginnings(words)
    first = fold(letter)[:_LONGEST]
    by_name = order == "name"
    listing = ("people", beginnings, order, first, kind)
    keyset = Keyset.read(after, listing=listing, shape=(str if by_name else int, int), limit=limit)
    columns = (names.c.folded, persons.c.id) if by_name else (persons.c.said, persons.c.id)
    rows: Select[*tuple[Any, ...]] = select(*columns).select_from(persons).join(names, names.c.id == persons.c.name_id)
    rows = rows.where(*_THERE)
    if beginnings:
        rows = rows.where(_has_all(beginnings) if _short(beginnings) else persons.c.id.in_(_matching(beginnings)))
    if first:
        rows = rows.where(*_begins(names.c.folded, first))
    if kind:
        rows = rows.where(persons.c.kind == kind)
    rows = rows.where(*keyset.condition(*columns, descending=not by_name))
    rows = rows.order_by(*(columns if by_name else (column.desc() for column in columns))).limit(keyset.fetch)
    with record.snapshot() as connection:
        page = keyset.page(connection.execute(rows).all(), key=tuple)
        keys = [key for _, key in page.items]
        return People(
            people=_in_order(connection, keys),
            order=order,
            letters=tuple(connection.execute(_LETTERS).scalars()),
            next=page.next,
        )


def suggest(record: Store, text: str, *, limit: int = 8) -> tuple[EntitySummary, ...]:
    """Whom somebody may mean who has begun to write ``text``: those called so, the most heard first.

    Each of its words is the beginning of a word of a name or an alias.
    """
    check_limit(limit)
    beginnings = _beginnings(text)
    if not beginnings:
        return ()
    with record.snapshot() as connection:
        if _short(beginnings):
            found = list(connection.execute(_among_the_well_heard(beginnings).limit(limit)).scalars())
            if len(found) == limit:
                return _in_order(connection, found)
        heard = persons.c.said + persons.c.spoken_of
        chosen = select(persons.c.id).where(persons.c.id.in_(_matching(beginnings)), *_THERE)
        found = list(connection.execute(chosen.order_by(heard.desc(), persons.c.id).limit(limit)).scalars())
        return _in_order(connection, found)


def meaning(record: Store, name: str) -> NameMatches:
    """Whom ``name``, a name, an alias or a public id, stands for; and where that is nobody, who is called nearly so."""
    with record.snapshot() as connection:
        found = summarise_people(connection, resolve_name(connection, name).persons)
        return NameMatches(name, tuple(found), () if found else tuple(suggest_names(connection, name)))


def _beginnings(words: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fold(words[:_LONGEST]).split()))[:_MOST_WORDS]


def _short(beginnings: tuple[str, ...]) -> bool:
    return max(map(len, beginnings)) <= _SHORT


def _begins(column: ColumnElement[str], text: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return column >= text, column < text + _LAST


def _matching(beginnings: tuple[str, ...]) -> Select[int]:
    """Keys of those in whose name or alias each of ``beginnings`` begins a word.

    The longest is looked up: as the beginning of the whole, or of what names are kept under.
    """
    lead = max(beginnings, key=len)
    starts = [_begins(name_keys.c.key, f"{mark}{lead}") for mark in _KEY_KINDS]
    looked_up = union(
        *(select(name_keys.c.name_id).where(*one) for one in starts),
        select(names.c.id).where(*_begins(names.c.folded, lead)),
        select(names.c.id).where(*_begins(names.c.folded, " ".join(beginnings))),
    )
    found = looked_up.subquery()
    return (
        select(facts.c.person_id)
        .select_from(found)
        .join(names, names.c.id == found.c[0])
        .join(facts, and_(facts.c.name_id == names.c.id, facts.c.kind.in_(("name", "alias"))))
        .where(_has_all(beginnings))
    )


def _has_all(beginnings: tuple[str, ...]) -> ColumnElement[bool]:
    spaced = literal(" ", String) + names.c.folded
    return and_(*(holds_text(spaced, f" {one}") for one in beginnings))


def _among_the_well_heard(beginnings: tuple[str, ...]) -> Select[int]:
    heard = (
        select(persons.c.id, persons.c.name_id, persons.c.said)
        .where(*_THERE)
        .order_by(persons.c.said.desc())
        .limit(_WELL_HEARD)
        .subquery()
    )
    return (
        select(heard.c.id)
        .join(names, names.c.id == heard.c.name_id)
        .where(_has_all(beginnings))
        .order_by(heard.c.said.desc())
    )


def _in_order(connection: Connection, keys: list[int]) -> tuple[EntitySummary, ...]:
    """These persons in short, in this order."""
    found = summaries_by_key(connection, keys)
    return tuple(found[key] for key in keys)
