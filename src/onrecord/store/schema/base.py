"""Columns and states that several tables share."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table

metadata = MetaData()

CURRENT: Final = 1
"""The statement, appearance or relationship stands in the latest version of its page, by the latest reading of it."""

REMOVED: Final = 2
"""It stood in an earlier version of the page and its words are gone from the latest."""

UNREAD: Final = 3
"""Its words still stand on the page, but the latest reading does not find it."""


def key() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def to(name: str, target: Table, *, optional: bool = False) -> Column[int]:
    return Column(name, Integer, ForeignKey(target.c.id), nullable=optional)


def days() -> tuple[Column[int], Column[int]]:
    return Column("day_from", Integer), Column("day_to", Integer)
