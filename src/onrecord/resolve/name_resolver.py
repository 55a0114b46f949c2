"""Who is meant by a name or an id: everybody in the record whom pages call so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from sqlalchemy import Connection, bindparam, or_, select

from onrecord.errors import AmbiguousNameError, NotFoundError
from onrecord.store.codecs import fold
from onrecord.store.days import iso_day
from onrecord.store.rows import AnyRow
from onrecord.store.schema import facts, names, persons
from onrecord.store.store import Store

_MOST_LOOKED_AT = 2_000
_MOST_SUGGESTED = 3
_STEM = 3
_ROLES_SHOWN = 3

_KEYS = select(names.c.id).where(names.c.folded == bindparam("folded"))
_CALLED = (
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
_MERGED = select(persons.c.id, persons.c.merged_into).where(persons.c.id == bindparam("key"))
_WHO = (
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


@dataclass(frozen=True, slots=True)
class EntitySummary:
    """A person or an organisation of the record, in short."""

    id: str
    name: str
    kind: str
    """``person`` or ``organisation``."""
    roles: tuple[str, ...]
    """What pages call it most often, at most three."""
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
    """Whom a name in a search stands for, as keys."""

    name: str
    persons: tuple[int, ...]
    names: tuple[int, ...]
    """Where it stands for nobody: the names and descriptions of sources that are written so."""


def name_keys(connection: Connection, name: str) -> tuple[int, ...]:
    """Keys of everything in ``names`` that is ``name`` but for case, accents and marks."""
    return tuple(connection.execute(_KEYS, {"folded": fold(name)}).scalars())


def resolve_name(connection: Connection, name: str) -> ResolvedName:
    """Whom ``name``, a name, an alias or a public id, stands for.

    Those who have it as their name; where there are none those whom pages call so beside their name; where there are
    none of these either the sources that are described so.
    """
    known = _by_id(connection, name)
    if known is not None:
        return ResolvedName(name, (known,), ())
    keys = name_keys(connection, name)
    for kind in ("name", "alias"):
        given = {"names": keys, "kind": kind}
        found = sorted(connection.execute(_CALLED, given).scalars()) if keys else []
        if found:
            return ResolvedName(name, tuple(found), ())
    return ResolvedName(name, (), keys)


def resolve_person(connection: Connection, name: str) -> int:
    """The key of the only one whom ``name``, a name, an alias or a public id, stands for.

    Raises ``AmbiguousNameError`` where there are several, and ``NotFoundError`` where there is nobody.
    """
    found = resolve_name(connection, name).persons
    if not found:
        raise NotFoundError(nobody(connection, name))
    if len(found) > 1:
        raise AmbiguousNameError(
            f"{len(found)} people in the record are called {name!r}. Name one by its id.",
            candidates=tuple(who.id for who in summarise_people(connection, found)),
        )
    return found[0]


def summarise_people(connection: Connection, keys: Iterable[int]) -> list[EntitySummary]:
    """These persons in short, the most heard first."""
    found = summaries_by_key(connection, keys).values()
    return sorted(found, key=lambda one: (-one.said - one.spoken_of, one.name, one.id))


def summaries_by_key(connection: Connection, keys: Iterable[int]) -> dict[int, EntitySummary]:
    """These persons in short, by their keys."""
    wanted = {"keys": sorted(set(keys))}
    roles: dict[int, dict[str, str]] = {}
    for key, role in connection.execute(_ROLES, wanted):
        roles.setdefault(key, {}).setdefault(role.casefold(), role)
    return {row.id: _who(row, list(roles.get(row.id, {}).values())) for row in connection.execute(_WHO, wanted)}


def find_people(record: Store, name: str) -> list[EntitySummary]:
    """Everybody whom ``name``, a name, an alias or a public id, stands for, the most heard first."""
    with record.snapshot() as connection:
        return summarise_people(connection, resolve_name(connection, name).persons)


def nobody(connection: Connection, name: str) -> str:
    """Says that the record knows nobody called ``name``, and who is called nearly so."""
    near = suggestions(connection, name)
    advice = f"Did you mean {' or '.join(near)}?" if near else "Check the spelling, or try a part of the name."
    return f"nobody in the record is called {name!r}. {advice}"


def suggestions(connection: Connection, name: str) -> list[str]:
    """Names of people that are written nearly as ``name``, or contain it as their first or last word."""
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
    rows = connection.execute(
        select(names.c.folded, names.c.text)
        .join(facts, facts.c.name_id == names.c.id)
        .where(starts, facts.c.kind == "name")
        .limit(_MOST_LOOKED_AT)
    )
    called = {row[0]: row[1] for row in rows}
    within = [one for one in called if words[-1] in one.split() or words[0] in one.split()]
    near = get_close_matches(folded, list(called), n=_MOST_SUGGESTED, cutoff=0.75)
    return [called[one] for one in dict.fromkeys([*near, *sorted(within)])][:_MOST_SUGGESTED]


def _by_id(connection: Connection, public_id: str) -> int | None:
    row = connection.execute(_BY_PUBLIC_ID, {"public_id": public_id}).first()
    seen: set[int] = set()
    while row is not None and row.merged_into is not None and row.id not in seen:
        seen.add(row.id)
        row = connection.execute(_MERGED, {"key": row.merged_into}).first()
    return None if row is None else int(row.id)


def _who(row: AnyRow, roles: Sequence[str]) -> EntitySummary:
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
