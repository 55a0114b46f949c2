"""What is kept already, told before it is read."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select

from onrecord.record import identity
from onrecord.record.rows import AnyRow
from onrecord.record.schema import addresses, copies, readers, readings, versions
from onrecord.types import Page

_COPY = (
    select(versions.c.page_id, versions.c.id.label("version_id"))
    .join(copies, copies.c.version_id == versions.c.id)
    .where(copies.c.sha256 == bindparam("sha256"))
    .order_by(versions.c.id)
)
_COPY_THERE = _COPY.join(addresses, addresses.c.page_id == versions.c.page_id).where(
    addresses.c.address == bindparam("address")
)
_BY_READER = (
    select(readings.c.id)
    .join(readers)
    .where(readers.c.version == bindparam("by"), readings.c.version_id == bindparam("version"))
)


def known(connection: Connection, page: Page) -> AnyRow | None:
    """The version that ``page`` is a copy of, told by its bytes alone: ``page_id`` and ``version_id``.

    The same bytes at an address where they were not yet seen may be another page, and are not known.
    """
    given: dict[str, object] = {"sha256": bytes.fromhex(page.sha256)}
    if page.url is None:
        return connection.execute(_COPY, given).first()
    return connection.execute(_COPY_THERE, given | {"address": identity.address(page)}).first()


def has_reading(connection: Connection, version_id: int, *, by: str) -> bool:
    """Whether the reader ``by`` has read this version."""
    return connection.execute(_BY_READER, {"by": by, "version": version_id}).first() is not None
