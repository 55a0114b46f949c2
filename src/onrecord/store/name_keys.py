"""Keys under which names are kept and looked up: blocking keys, so that a name is compared with few others."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import Connection, select

from onrecord.people.naming import Name, parse, short_forms
from onrecord.store.codecs import fold
from onrecord.store.dialect import insert_new
from onrecord.store.schema import appearances, name_keys, names


@dataclass(frozen=True, slots=True)
class NameLookup:
    """By what a name is looked up."""

    full: tuple[str, ...]
    """Whole names that it may stand for; of these there are few bearers each."""
    bare: tuple[str, ...]
    """Single words of it, under which there may be many."""


@lru_cache(maxsize=65_536)
def person_name(text: str) -> Name:
    """``text`` in its parts."""
    return parse(text)


@lru_cache(maxsize=65_536)
def stored_keys(text: str, *, kind: str) -> tuple[str, ...]:
    """Under which keys the name of a person or an organisation is kept."""
    if kind != "person":
        return (_body(text),)
    name = person_name(text)
    if not name.full:
        return (f"={name.given}",)
    return (*_pairs(name), *dict.fromkeys(f"~{part}" for part in (name.given, name.surname)))


@lru_cache(maxsize=65_536)
def wanted_keys(text: str, *, kind: str) -> NameLookup:
    """Under which keys others of this name may be kept."""
    if kind != "person":
        return NameLookup((_body(text),), ())
    name = person_name(text)
    if not name.full:
        return NameLookup((f"={name.given}",), (f"~{name.given}",))
    forms = (f"{given} {name.surname}" for given in short_forms(name.given))
    return NameLookup(
        tuple(dict.fromkeys((*_pairs(name), *forms, f"={name.given}", f"={name.surname}"))),
        (),
    )


def index_names(connection: Connection) -> None:
    """Write the keys of every name that an appearance has to ``name_keys``."""
    used = select(names.c.id, names.c.text, appearances.c.kind).join(appearances).distinct()
    rows = [
        {"key": key, "name_id": row.id}
        for row in connection.execute(used)
        for key in stored_keys(row.text, kind=row.kind)
    ]
    if rows:
        connection.execute(insert_new(name_keys), rows)


def _pairs(name: Name) -> tuple[str, ...]:
    """Two words of the name at a time: first and last, and its ends where it is longer."""
    parts = name.parts
    found = [f"{name.given} {name.surname}"]
    if len(parts) > 2:
        found += [f"{parts[0]} {parts[1]}", f"{parts[-2]} {parts[-1]}"]
    found += [f"{name.given} {half}" for half in name.surname.split("-")] if "-" in name.surname else []
    return tuple(dict.fromkeys(found))


def _body(text: str) -> str:
    return f"+{fold(text).removeprefix('the ')}"
