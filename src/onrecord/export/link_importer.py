"""Restore the links of an export: decisions of the program on two appearances."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, bindparam, func, select

from onrecord.export.line_shapes import Line
from onrecord.export.page_importer import Outcome
from onrecord.store.codecs import compact
from onrecord.store.exclusions import is_excluded
from onrecord.store.name_table import Writer
from onrecord.store.rows import AnyRow, add_row, find_key
from onrecord.store.schema import appearances, links, names, pages

_KEY_BYTES: Final = 16


class _Link(NamedTuple):
    """The columns by which a link is recognised, with keys of the record."""

    left_id: int
    right_id: int
    verdict: str
    by_id: int
    at: str


_APPEARANCE = (
    select(appearances.c.id)
    .join(pages, pages.c.id == appearances.c.page_id)
    .join(names, names.c.id == appearances.c.name_id)
    .where(
        pages.c.public_id == bindparam("page"),
        appearances.c.kind == bindparam("kind"),
        names.c.text == bindparam("name"),
        appearances.c.nth == bindparam("nth"),
    )
)
_IDENTITY = select(*(links.c[name] for name in _Link._fields))
_OF_APPEARANCE = _IDENTITY.where(links.c.left_id == bindparam("left"))
_LAST = select(func.coalesce(func.max(links.c.id), 0))
_SINCE = _IDENTITY.where(links.c.id > bindparam("last"))


class KnownLinks:
    """The links of a record, by which an import recognises those that it repeats.

    Links are never changed. So those of an appearance are read once, however many an import has: 8,000 links of one
    pair of people took 18 seconds when each was compared with all before it.
    """

    def __init__(self) -> None:
        self._keys: set[bytes] = set()
        self._left_ids: set[int] = set()
        """The appearances whose links are among ``_keys``, as the left one."""
        self._last = 0

    def follow(self, connection: Connection) -> None:
        """Begin a transaction: take over the links that were written since the last one, also by other programs."""
        if self._left_ids:
            self._add(row for row in connection.execute(_SINCE, {"last": self._last}) if row.left_id in self._left_ids)
        self._last = connection.execute(_LAST).scalar_one()

    def add(self, connection: Connection, link: _Link) -> bool:
        """Note ``link``; false if the record has it."""
        if link.left_id not in self._left_ids:
            self._left_ids.add(link.left_id)
            self._add(connection.execute(_OF_APPEARANCE, {"left": link.left_id}))
        count = len(self._keys)
        self._keys.add(_key(*link))
        return len(self._keys) > count

    def _add(self, rows: Iterable[AnyRow]) -> None:
        self._keys.update(_key(*row) for row in rows)


def restore_link(writer: Writer, line: Line, *, known_links: KnownLinks) -> Outcome:
    """Restore the link in ``line`` of an export. Raises ``ValueError`` for a page that is not in the record."""
    left_id, right_id = (_find_appearance(writer.connection, line[side]) for side in ("left", "right"))
    if left_id is None or right_id is None:
        return "different"
    link = _Link(left_id, right_id, line["verdict"], writer.name_key(line["by"]), line["at"])
    if not known_links.add(writer.connection, link):
        return "known"
    add_row(writer.connection, links, **link._asdict(), score=line["score"], reasons=compact(line["reasons"]))
    return "new"


def _find_appearance(connection: Connection, reference: list[Any]) -> int | None:
    """Find the key of an appearance; null if the record kept its own version of the page and has no such appearance."""
    page, kind, name, nth = reference
    if is_excluded(connection, page):
        return None
    if find_key(connection, pages, page) is None:
        raise ValueError(f"it names a page that no earlier line has: {page!r}")
    return connection.execute(_APPEARANCE, {"page": page, "kind": kind, "name": name, "nth": nth}).scalar()


def _key(*values: object) -> bytes:
    return blake2b("\0".join(map(str, values)).encode(), digest_size=_KEY_BYTES).digest()
