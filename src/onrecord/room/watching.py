"""A search as something to watch for: what ``feeds.toml`` says of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import select

from onrecord.codec import write_json
from onrecord.record import Record
from onrecord.room.searching import Part, in_words
from onrecord.search.query import Query
from onrecord.store.schema.watch import feeds

_NO_FEED: Final = "# Name the feeds to look in here: a [[feed]] for each.\n"


def search_table(query: Query, parts: Sequence[Part]) -> tuple[str, tuple[str, ...]]:
    """``query``, with its ``parts`` beside the words, as a table of ``feeds.toml``; and what a watch cannot look for.

    A watch looks for words, one speaker, and one whom words are about. The table is empty where none of these is left.
    """
    taken = {
        field: next(one for one in parts if one.field == field) for field in ("by", "about") if getattr(query, field)
    }
    left = tuple(f"{one.label} {one.name}" for one in parts if one not in taken.values())
    given = {field: one.name for field, one in taken.items()} | ({"words": query.words} if query.words else {})
    if not given:
        return "", left
    lines = ["[[search]]", f"name = {_toml(in_words(query, parts))}"]
    lines += [f"{name} = {_toml(value)}" for name, value in given.items()]
    return "\n".join(lines) + "\n", left


def feeds_toml(record: Record, table: str) -> str:
    """A whole ``feeds.toml``: the feeds that were watched so far, and this table of a search."""
    with record.snapshot() as connection:
        urls = list(connection.execute(select(feeds.c.url).order_by(feeds.c.url)).scalars())
    named = "\n".join(f"[[feed]]\nurl = {_toml(url)}\n" for url in urls) or _NO_FEED
    return f"{named}\n{table}"


def _toml(text: str) -> str:
    """``text`` as a basic string of TOML: JSON writes strings in the same way."""
    return write_json(text)
