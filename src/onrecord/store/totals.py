"""How much the record holds, counted as it grows."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from onrecord.store.rows import upsert
from onrecord.store.schema import tallies

_MORE = upsert(tallies)
_ADD = _MORE.on_conflict_do_update(
    index_elements=[tallies.c.kind], set_={"how_many": tallies.c.how_many + _MORE.excluded.how_many}
)


def add(connection: Connection, counted: Mapping[str, int]) -> None:
    """There is more, of each kind as much as ``counted`` says."""
    if counted:
        connection.execute(_ADD, [{"kind": kind, "how_many": more} for kind, more in counted.items()])
