"""Verification of a record: the damage in its file, and what to do about it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from onrecord.store.damage import VECTORS, Damage, find_damage, list_damage
from onrecord.store.record_file import clear_errors, open_file, read_schema, require_latest


@dataclass(frozen=True, slots=True)
class Verification:
    """The result of verifying a record."""

    pages: int
    """Number of pages in the record, as far as the damage allows counting them."""
    damage: tuple[Damage, ...]
    """The first ``MOST_DAMAGE`` of each part."""
    more: int
    """Number of further problems that are not listed."""
    in_file: bool = True
    """False for a record on a server."""

    @property
    def damaged_pages(self) -> frozenset[str]:
        """Public ids of the pages in ``damage``."""
        return frozenset(damage.page for damage in self.damage if damage.page is not None)

    @property
    def advice(self) -> str:
        """One or two sentences on recovery."""
        parts = {damage.part for damage in self.damage}
        if parts == {VECTORS}:
            return (
                "Only the statement vectors are damaged. Delete their files: `onrecord find --semantic` makes new ones."
            )
        if not self.in_file:
            return "Restore it from a dump with `pg_restore`; `onrecord export` writes what can still be read."
        if parts <= {"search index", "sketches", VECTORS}:
            return "All pages are intact: `onrecord verify --save-to NEWFILE` makes a new record of them."
        return "Restore it from a backup, or save what can be read with `onrecord verify --save-to NEWFILE`."


def verify_file(path: Path, *, beside: Iterable[Damage] = ()) -> Verification:
    """``Database.verify`` for a SQLite file."""
    with clear_errors(path):
        require_latest(path, read_schema(path, create=False))
        mode = "rw" if all(os.access(place, os.W_OK) for place in (path, path.parent)) else "ro"
        with closing(open_file(path, mode=mode)) as connection:
            damage = list_damage(chain(find_damage(connection), beside))
            try:
                pages = connection.execute("SELECT count(*) FROM pages").fetchone()[0]
            except sqlite3.DatabaseError:
                pages = 0
    return Verification(pages, *damage)
