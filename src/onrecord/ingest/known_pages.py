"""Known pages: pages whose bytes are in the record, recognised before they are read."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select

from onrecord.ingest import page_identity
from onrecord.store.exclusions import removed_page
from onrecord.store.rows import AnyRow
from onrecord.store.schema import addresses, copies, readers, readings, versions
from onrecord.store.store import Store
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
BY_READER = (
    select(readings.c.id)
    .join(readers)
    .where(readers.c.version == bindparam("by"), readings.c.version_id == bindparam("version"))
)


def known(connection: Connection, page: Page) -> AnyRow | None:
    """Find the version with the bytes of ``page``: ``page_id`` and ``version_id``, or null.

    The same bytes at a new address may be another page, and are not known.
    """
    parameters: dict[str, object] = {"sha256": bytes.fromhex(page.sha256)}
    if page.url is None:
        return connection.execute(_COPY, parameters).first()
    return connection.execute(_COPY_THERE, parameters | {"address": page_identity.address(page)}).first()


def has_reading(connection: Connection, version_id: int, *, by: str) -> bool:
    """True if the reader ``by`` has read this version."""
    return connection.execute(BY_READER, {"by": by, "version": version_id}).first() is not None


def removed_before(record: Store, page: Page) -> str | None:
    """Public id of the removed page that has these bytes or this address; null if there is none."""
    with record.snapshot() as connection:
        return removed_page(connection, page_sha256=page.sha256, address=page_identity.address(page))


def is_known(store: Store, page: Page, *, by: str | None = None) -> bool:
    """True if these bytes from this address are stored, with a reading by the reader ``by`` if one is named."""
    with store.snapshot() as connection:
        version = known(connection, page)
        return version is not None and (by is None or has_reading(connection, version.version_id, by=by))
