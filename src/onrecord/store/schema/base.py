"""Columns and states shared by several tables."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table

metadata = MetaData()

CURRENT: Final = 1
"""The latest reading of the latest version of the page has this statement, appearance or relationship."""

REMOVED: Final = 2
"""An earlier version of the page had it; the latest version no longer contains its words."""

UNREAD: Final = 3
"""The page still contains its words, but the latest reading does not have it."""


def key() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def to(name: str, target: Table, *, optional: bool = False) -> Column[int]:
    return Column(name, Integer, ForeignKey(target.c.id), nullable=optional)


def days() -> tuple[Column[int], Column[int]]:
    return Column("day_from", Integer), Column("day_to", Integer)


REREAD: Final = "reread"
"""Kind of a change that only the reader made: the page's words are the same."""
