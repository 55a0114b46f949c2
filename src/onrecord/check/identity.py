"""The people in a record who may be the speakers of a draft, by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from onrecord.resolve.name_resolver import resolve_name, summaries_by_key
from onrecord.store.codecs import fold


@dataclass(frozen=True, slots=True)
class Bearer:
    """A person or organisation in the record with a given name."""

    id: str
    roles: tuple[str, ...]


Identities = Mapping[str, tuple[Bearer, ...]]
"""The bearers of each name of a draft."""


def load_identities(connection: Connection, names: Iterable[str]) -> Identities:
    """Return the bearers of ``names`` in the record; empty for unknown names."""
    identities: dict[str, tuple[Bearer, ...]] = {}
    for name in dict.fromkeys(names):
        summaries = summaries_by_key(connection, resolve_name(connection, name).persons)
        identities[name] = tuple(Bearer(summary.id, summary.roles) for summary in summaries.values())
    return identities


def choose_bearer(bearers: tuple[Bearer, ...], roles: Iterable[str]) -> Bearer | None:
    """Return the only bearer, or the only one with one of ``roles``; null if several remain."""
    if len(bearers) == 1:
        return bearers[0]
    words = [set(fold(role).split()) - {"the"} for role in roles]
    fitting = [bearer for bearer in bearers if any(_has_role(bearer, role) for role in words)]
    return fitting[0] if len(fitting) == 1 else None


def _has_role(bearer: Bearer, role: set[str]) -> bool:
    """True if a role of ``bearer`` has all words of ``role``: a captain may be a ferry captain."""
    return bool(role) and any(role <= set(fold(printed_role).split()) for printed_role in bearer.roles)
