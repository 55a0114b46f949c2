"""How much the record holds, counted as it grows."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from onrecord.store.dialect import insert_or_update
from onrecord.store.schema import tallies

_ADD = insert_or_update(
    tallies, key=[tallies.c.kind], update=lambda new: {"how_many": tallies.c.how_many + new.how_many}
)


def add(connection: Connection, counted: Mapping[str, int]) -> None:
    """There is more, of each kind as much as ``counted`` says."""
    if counted:
        connection.execute(_ADD, [{"kind": kind, "how_many": more} for kind, more in counted.items()])
