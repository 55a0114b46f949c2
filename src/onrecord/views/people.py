"""People and organisations of the record: listings by frequency or name, suggestions, and the meaning of a name."""

from __future__ import annotations

from collections.abc import Mapping
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
    first_outlets,
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

MOST_NAMESAKES: Final = 100
"""Maximum number of people of one name that are listed: a surname has thousands of bearers in a large record."""
_MOST_LETTERS: Final = 100
_MOST_WORDS: Final = 6
_LONGEST: Final = 100
_SHORT: Final = 2
"""Prefixes this short match so many names that the most quoted people are searched first."""
_MOST_QUOTED: Final = 1_500
_LAST = "\U0010ffff"
_KEY_KINDS = "~=+"
"""Marks before a key in ``name_keys``: ``~`` one word of a name, ``=`` the whole name, ``+`` an organisation."""

Order = Literal["heard", "name"]
Kind = Literal["person", "organisation"]

_LISTED = (persons.c.merged_into.is_(None), persons.c.pages > 0)
_FIRST_LETTER = (
    select(func.substr(names.c.folded, 1, 1).label("letter"))
    .where(exists().where(persons.c.name_id == names.c.id, *_LISTED))
    .order_by(names.c.folded)
    .limit(1)
)


def _all_letters() -> Select[str]:
    """Select the first letters of names. Skips in the index from one letter to the next."""
    letter = select(_FIRST_LETTER.scalar_subquery().label("letter")).cte(recursive=True)
    beyond = _FIRST_LETTER.where(names.c.folded >= letter.c.letter + _LAST).correlate(letter).scalar_subquery()
    letter = letter.union_all(select(beyond).where(letter.c.letter.is_not(None)))
    return select(letter.c.letter).where(letter.c.letter.is_not(None)).limit(_MOST_LETTERS)


_LETTERS = _all_letters()


@dataclass(frozen=True, slots=True)
class People:
    """A page of people and organisations."""

    people: tuple[EntitySummary, ...]
    order: Order
    letters: tuple[str, ...]
    """First letters of all names, folded, in order."""
    next: str | None
    """The cursor of the next page; null on the last."""


@dataclass(frozen=True, slots=True)
class NameMatches:
    """The people that a name may mean."""

    name: str
    people: tuple[EntitySummary, ...]
    """The people with this name, the most quoted first, at most ``MOST_NAMESAKES``."""
    near: tuple[str, ...]
    """Similar names, if nobody has this name."""
    total: int
    """Number of people with this name."""
    first_outlets: Mapping[str, str]
    """The outlets of the first pages of ``people``, by public id."""


def list_people(
    record: Store,
    words: str = "",
    *,
    order: Order = "heard",
    letter: str = "",
    kind: Kind | None = None,
    limit: int = 50,
    after: str | None = None,
) -> People:
    """List people and organisations, those with the most statements first or by name.

    ``words`` are prefixes that must all occur in the name or an alias, ``letter`` is the beginning of the name, and
    ``after`` is ``next`` of the previous page. Raises ``UsageError`` for a malformed cursor.
    """
    beginnings = _beginnings(words)
    first = fold(letter)[:_LONGEST]
    by_name = order == "name"
    listing = ("people", beginnings, order, first, kind)
    keyset = Keyset.read(after, listing=listing, shape=(str if by_name else int, int), limit=limit)
    columns = (names.c.folded, persons.c.id) if by_name else (persons.c.said, persons.c.id)
    rows: Select[*tuple[Any, ...]] = select(*columns).select_from(persons).join(names, names.c.id == persons.c.name_id)
    rows = rows.where(*_LISTED)
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
    """Suggest people and organisations for a name being typed, the most quoted first.

    Each word of ``text`` must be the beginning of a word of the name or an alias.
    """
    check_limit(limit)
    beginnings = _beginnings(text)
    if not beginnings:
        return ()
    with record.snapshot() as connection:
        if _short(beginnings):
            keys = list(connection.execute(_among_most_quoted(beginnings).limit(limit)).scalars())
            if len(keys) == limit:
                return _in_order(connection, keys)
        most_quoted = persons.c.said + persons.c.spoken_of
        chosen = select(persons.c.id).where(persons.c.id.in_(_matching(beginnings)), *_LISTED)
        keys = list(connection.execute(chosen.order_by(most_quoted.desc(), persons.c.id).limit(limit)).scalars())
        return _in_order(connection, keys)


def match_name(record: Store, name: str) -> NameMatches:
    """List the people with a name, an alias or a public id, or similar names if there are none."""
    with record.snapshot() as connection:
        people = summarise_people(connection, resolve_name(connection, name).persons)
        listed = tuple(people[:MOST_NAMESAKES])
        near = () if people else tuple(suggest_names(connection, name))
        return NameMatches(name, listed, near, total=len(people), first_outlets=first_outlets(connection, listed))


def _beginnings(words: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fold(words[:_LONGEST]).split()))[:_MOST_WORDS]


def _short(beginnings: tuple[str, ...]) -> bool:
    return max(map(len, beginnings)) <= _SHORT


def _begins(column: ColumnElement[str], text: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return column >= text, column < text + _LAST


def _matching(beginnings: tuple[str, ...]) -> Select[int]:
    """Select the keys of people with all of ``beginnings`` in their name or an alias.

    The longest is looked up in the indexes, as the beginning of the whole name or of one of its keys.
    """
    lead = max(beginnings, key=len)
    starts = [_begins(name_keys.c.key, f"{mark}{lead}") for mark in _KEY_KINDS]
    looked_up = union(
        *(select(name_keys.c.name_id).where(*start) for start in starts),
        select(names.c.id).where(*_begins(names.c.folded, lead)),
        select(names.c.id).where(*_begins(names.c.folded, " ".join(beginnings))),
    )
    candidates = looked_up.subquery()
    return (
        select(facts.c.person_id)
        .select_from(candidates)
        .join(names, names.c.id == candidates.c[0])
        .join(facts, and_(facts.c.name_id == names.c.id, facts.c.kind.in_(("name", "alias"))))
        .where(_has_all(beginnings))
    )


def _has_all(beginnings: tuple[str, ...]) -> ColumnElement[bool]:
    spaced = literal(" ", String) + names.c.folded
    return and_(*(holds_text(spaced, f" {beginning}") for beginning in beginnings))


def _among_most_quoted(beginnings: tuple[str, ...]) -> Select[int]:
    most_quoted = (
        select(persons.c.id, persons.c.name_id, persons.c.said)
        .where(*_LISTED)
        .order_by(persons.c.said.desc())
        .limit(_MOST_QUOTED)
        .subquery()
    )
    return (
        select(most_quoted.c.id)
        .join(names, names.c.id == most_quoted.c.name_id)
        .where(_has_all(beginnings))
        .order_by(most_quoted.c.said.desc())
    )


def _in_order(connection: Connection, keys: list[int]) -> tuple[EntitySummary, ...]:
    """Summaries of the people with these keys, in this order."""
    summaries = summaries_by_key(connection, keys)
    return tuple(summaries[key] for key in keys)
