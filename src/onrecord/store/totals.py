"""Running totals of the record."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from onrecord.store.dialect import insert_or_update
from onrecord.store.schema import totals

_ADD = insert_or_update(totals, key=[totals.c.kind], update=lambda new: {"how_many": totals.c.how_many + new.how_many})


def add(connection: Connection, counted: Mapping[str, int]) -> None:
    """Add ``counted`` to the totals."""
    if counted:
        connection.execute(_ADD, [{"kind": kind, "how_many": more} for kind, more in counted.items()])
