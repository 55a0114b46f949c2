"""Name resolution: the people, organisations or outlets that a name may mean.

A search accepts every bearer of a name: ``resolve_name``, with ``describe_meaning`` for a note that lists them. A page
about one person, or a judgement, needs exactly one: ``resolve_person``, which raises an error that lists the
candidates.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final, Literal

from sqlalchemy import ColumnElement, Connection, bindparam, exists, or_, select

from onrecord.errors import AmbiguousNameError, NotFoundError
from onrecord.store.codecs import fold
from onrecord.store.days import iso_day
from onrecord.store.entities import follow_merges
from onrecord.store.rows import AnyRow, lookup
from onrecord.store.schema import CURRENT, appearances, facts, names, pages, persons, statements
from onrecord.store.store import Store

_MOST_COMPARED: Final = 2_000
"""Maximum number of names, with the same first three letters, that an unknown name is compared with."""
_MOST_SUGGESTED: Final = 3
_STEM: Final = 3
_CLOSE: Final = 0.75
"""Minimum similarity of a suggestion, by ``difflib``: "Ada Quil" and "Ada Quill" have 0.94, "Ida Quell" and "Ada Quill"
0.78, "Ada Tarn" and "Ada Quill" 0.59."""
_ROLES_SHOWN: Final = 3
_CANDIDATES_SHOWN: Final = 8

Among = Literal["people", "outlets", "told"]
"""The names to look up: of people and organisations, of outlets, or of addressees."""

_UNKNOWN: Final[dict[Among, str]] = {
    "people": "Nobody in the record is called {name!r}.",
    "outlets": "No page in the record is from an outlet called {name!r}.",
    "told": "Nothing in the record was said to {name!r}.",
}

_KEYS = select(names.c.id).where(names.c.folded == bindparam("folded"))
_BEARERS = (
    select(facts.c.person_id)
    .distinct()
    .join(persons, persons.c.id == facts.c.person_id)
    .where(
        facts.c.name_id.in_(bindparam("names", expanding=True)),
        facts.c.kind == bindparam("kind"),
        persons.c.merged_into.is_(None),
    )
)
_BY_PUBLIC_ID = select(persons.c.id, persons.c.merged_into).where(persons.c.public_id == bindparam("public_id"))
_SUMMARIES = (
    select(persons, names.c.text.label("name"))
    .join(names, names.c.id == persons.c.name_id)
    .where(persons.c.id.in_(bindparam("keys", expanding=True)))
)
_ROLES = (
    select(facts.c.person_id, names.c.text)
    .join(names, names.c.id == facts.c.name_id)
    .where(facts.c.person_id.in_(bindparam("keys", expanding=True)), facts.c.kind == "role")
    .order_by(facts.c.person_id, facts.c.times.desc(), names.c.text)
)
_FIRST_OUTLETS = (
    select(persons.c.public_id, names.c.text)
    .join(pages, pages.c.day_from == persons.c.day_from)
    .join(appearances, (appearances.c.person_id == persons.c.id) & (appearances.c.page_id == pages.c.id))
    .join(names, names.c.id == pages.c.outlet_id)
    .where(persons.c.public_id.in_(bindparam("ids", expanding=True)), appearances.c.state == CURRENT)
    .order_by(pages.c.id.desc())
)
"""The outlets of the pages of each person's first day; the page that was added first comes last."""
_USES: Final[dict[Among, ColumnElement[bool]]] = {
    "people": exists().where(facts.c.name_id == names.c.id, facts.c.kind == "name"),
    "outlets": exists().where(pages.c.outlet_id == names.c.id),
    "told": exists().where(statements.c.told_id == names.c.id),
}


@dataclass(frozen=True, slots=True)
class EntitySummary:
    """A person or an organisation of the record, in short."""

    id: str
    name: str
    kind: str
    """``person`` or ``organisation``."""
    roles: tuple[str, ...]
    """The most frequent roles, at most three."""
    pages: int
    said: int
    """Statements by it."""
    spoken_of: int
    """Statements about it."""
    first: str | None
    """First and last day of its pages, ISO 8601."""
    last: str | None


@dataclass(frozen=True, slots=True)
class ResolvedName:
    """The bearers of a name, as keys."""

    name: str
    persons: tuple[int, ...]
    names: tuple[int, ...]
    """If it has no bearer: matching names and descriptions of sources."""


def name_keys(connection: Connection, name: str) -> tuple[int, ...]:
    """Keys of the entries in ``names`` that equal ``name`` except for case, accents and punctuation."""
    return tuple(connection.execute(_KEYS, {"folded": fold(name)}).scalars())


def resolve_name(connection: Connection, name: str) -> ResolvedName:
    """The bearers of ``name``: a name, an alias or a public id.

    People with this name come first. If none has it, people with it as an alias: "Quill" is Ada Quill, unless somebody
    is known as Quill alone. Failing that, sources with this description: "a friend of the couple".
    """
    person = _by_public_id(connection, name)
    if person is not None:
        return ResolvedName(name, (person,), ())
    keys = name_keys(connection, name)
    for kind in ("name", "alias"):
        bearers = connection.execute(_BEARERS, {"names": keys, "kind": kind}).scalars().all() if keys else ()
        if bearers:
            return ResolvedName(name, tuple(sorted(bearers)), ())
    return ResolvedName(name, (), keys)


def resolve_person(connection: Connection, name: str) -> int:
    """The key of the only bearer of ``name``: a name, an alias or a public id.

    Raises ``AmbiguousNameError`` if there are several, and ``NotFoundError`` if there is none.
    """
    return choose_person(connection, name, resolve_name(connection, name).persons)


def choose_person(connection: Connection, name: str, keys: Sequence[int]) -> int:
    """The only one of ``keys``, the bearers of ``name``. Raises as ``resolve_person`` does."""
    if not keys:
        raise NotFoundError(describe_unknown(connection, name))
    if len(keys) > 1:
        people = summarise_people(connection, keys)
        raise AmbiguousNameError(
            f"{len(people)} people in the record are called {name!r}: {describe_people(connection, people)}. "
            "Choose one by its id.",
            candidates=tuple(person.id for person in people),
        )
    return keys[0]


def summarise_people(connection: Connection, keys: Iterable[int]) -> list[EntitySummary]:
    """Summaries of these persons, those with the most statements first."""
    summaries = summaries_by_key(connection, keys).values()
    return sorted(summaries, key=lambda person: (-person.said - person.spoken_of, person.name, person.id))


def summaries_by_key(connection: Connection, keys: Iterable[int]) -> dict[int, EntitySummary]:
    """Summaries of these persons by their keys."""
    parameters = {"keys": sorted(set(keys))}
    roles: dict[int, dict[str, str]] = {}
    for key, role in connection.execute(_ROLES, parameters):
        roles.setdefault(key, {}).setdefault(role.casefold(), role)
    return {
        row.id: _summary(row, list(roles.get(row.id, {}).values()))
        for row in connection.execute(_SUMMARIES, parameters)
    }


def find_people(record: Store, name: str) -> list[EntitySummary]:
    """Summaries of the bearers of ``name``: a name, an alias or a public id; those with the most statements first."""
    with record.snapshot() as connection:
        return summarise_people(connection, resolve_name(connection, name).persons)


def describe_people(connection: Connection, people: Sequence[EntitySummary]) -> str:
    """A description that distinguishes people: ``Kim Tarn, ferry captain, 12 pages, first in The Elmouth Post
    (5tzq3v7w2ex4kd6a); ...``."""
    listed = people[:_CANDIDATES_SHOWN]
    outlets = first_outlets(connection, listed)
    described = "; ".join(_description(person, outlet=outlets.get(person.id)) for person in listed)
    return described + (f"; and {len(people) - len(listed)} more" if len(people) > len(listed) else "")


def first_outlets(connection: Connection, people: Iterable[EntitySummary]) -> dict[str, str]:
    """The outlet of each person's first page, by public id; without people whose first page names none."""
    return lookup(connection, _FIRST_OUTLETS, ids=[person.id for person in people])


def describe_meaning(connection: Connection, resolved: ResolvedName) -> str | None:
    """A note that a name is ambiguous or unknown; null if it has exactly one bearer."""
    if not resolved.persons:
        return None if resolved.names else describe_unknown(connection, resolved.name)
    if len(resolved.persons) == 1:
        return None
    people = summarise_people(connection, resolved.persons)
    return f"{resolved.name!r} may be any of {len(people)} in the record: {describe_people(connection, people)}."


def describe_unknown(connection: Connection, name: str, *, among: Among = "people") -> str:
    """A note that the record has no such name, with similar names."""
    near = suggest_names(connection, name, among=among)
    advice = f"Did you mean {' or '.join(near)}?" if near else "Check the spelling, or try a part of the name."
    return f"{_UNKNOWN[among].format(name=name)} {advice}"


def suggest_names(connection: Connection, name: str, *, among: Among = "people") -> list[str]:
    """Names similar to ``name``, or with its first or last word in them."""
    folded = fold(name)
    words = folded.split()
    if not words:
        return []
    starts = or_(
        *(
            (names.c.folded >= word[:_STEM]) & (names.c.folded < word[:_STEM] + "\U0010ffff")
            for word in {words[0], words[-1]}
        )
    )
    rows = select(names.c.folded, names.c.text).where(starts, _USES[among]).limit(_MOST_COMPARED)
    texts: dict[str, str] = lookup(connection, rows)
    close = get_close_matches(folded, list(texts), n=_MOST_SUGGESTED, cutoff=_CLOSE)
    sharing = sorted(text for text in texts if {words[0], words[-1]} & set(text.split()))
    return [texts[text] for text in dict.fromkeys([*close, *sharing])][:_MOST_SUGGESTED]


def _by_public_id(connection: Connection, name: str) -> int | None:
    """The person with this public id or, if it was merged into another, that person."""
    return follow_merges(connection, connection.execute(_BY_PUBLIC_ID, {"public_id": name.strip().lower()}).first())


def _summary(row: AnyRow, roles: Sequence[str]) -> EntitySummary:
    return EntitySummary(
        id=row.public_id,
        name=row.name,
        kind=row.kind,
        roles=tuple(roles[:_ROLES_SHOWN]),
        pages=row.pages,
        said=row.said,
        spoken_of=row.spoken_of,
        first=iso_day(row.day_from),
        last=iso_day(row.day_to),
    )


def _description(person: EntitySummary, *, outlet: str | None) -> str:
    parts = [person.name, *person.roles[:1], f"{person.pages:,} page{'' if person.pages == 1 else 's'}"]
    parts += [f"first in {outlet}"] if outlet else []
    return f"{', '.join(parts)} ({person.id})"
