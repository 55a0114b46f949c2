"""Blocking keys of names, which limit pairwise comparison to names that share a key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import Connection, select

from onrecord.people.names.personal_names import Name, parse, short_forms
from onrecord.store.codecs import fold
from onrecord.store.dialect import insert_new
from onrecord.store.schema import appearances, name_keys, names


@dataclass(frozen=True, slots=True)
class NameLookup:
    """Blocking keys for looking up a name."""

    full: tuple[str, ...]
    """Keys of whole names, each with few bearers."""
    bare: tuple[str, ...]
    """Keys of single words, which may have many bearers."""


@lru_cache(maxsize=65_536)
def person_name(text: str) -> Name:
    """Parse a name into its parts, with a cache."""
    return parse(text)


@lru_cache(maxsize=65_536)
def stored_keys(text: str, *, kind: str) -> tuple[str, ...]:
    """Return the keys that a name is stored under."""
    if kind != "person":
        return (_body(text),)
    name = person_name(text)
    if not name.full:
        return (f"={name.given}",)
    return (*_pairs(name), *dict.fromkeys(f"~{part}" for part in (name.given, name.surname)))


@lru_cache(maxsize=65_536)
def wanted_keys(text: str, *, kind: str) -> NameLookup:
    """Return the keys that namesakes may be stored under."""
    if kind != "person":
        return NameLookup((_body(text),), ())
    name = person_name(text)
    if not name.full:
        parts = name.given.split("-")  # "TOM-Q" is stored as "Tom Q" where a page prints it so
        split = (f"{parts[0]} {parts[-1]}",) if len(parts) > 1 else ()
        return NameLookup((f"={name.given}", *split), (f"~{name.given}",))
    forms = (f"{short_form} {name.surname}" for short_form in short_forms(name.given))
    return NameLookup(
        tuple(dict.fromkeys((*_pairs(name), *forms, *_hyphenated(name), f"={name.given}", f"={name.surname}"))),
        (),
    )


def index_names(connection: Connection) -> None:
    """Write the keys of all names of appearances to ``name_keys``."""
    used = select(names.c.id, names.c.text, appearances.c.kind).join(appearances).distinct()
    rows = [
        {"key": key, "name_id": row.id}
        for row in connection.execute(used)
        for key in stored_keys(row.text, kind=row.kind)
    ]
    if rows:
        connection.execute(insert_new(name_keys), rows)


def _pairs(name: Name) -> tuple[str, ...]:
    """Pairs of words: given name and surname; both ends of a longer name; the halves of a double surname."""
    parts = name.parts
    pairs = [f"{name.given} {name.surname}"]
    if len(parts) > 2:
        pairs += [f"{parts[0]} {parts[1]}", f"{parts[-2]} {parts[-1]}"]
    pairs += [f"{name.given} {half}" for half in name.surname.split("-")] if "-" in name.surname else []
    return tuple(dict.fromkeys(pairs))


def _hyphenated(name: Name) -> Iterator[str]:
    """Keys of the name with a hyphen where it has a space, and the other way round."""
    parts = [part for word in name.parts for part in word.split("-")]
    if len(parts) == 2:
        yield f"={parts[0]}-{parts[1]}"
    elif len(parts) == 3:
        yield f"{parts[0]}-{parts[1]} {parts[2]}"
        yield f"{parts[0]} {parts[1]}-{parts[2]}"
        yield f"{parts[0]} {parts[2]}"


def _body(text: str) -> str:
    return f"+{fold(text).removeprefix('the ')}"
