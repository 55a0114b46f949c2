"""A search as something to watch for: what ``feeds.toml`` says of it."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select

from onrecord.record import Record
from onrecord.record.finding import Query
from onrecord.record.watch.tables import feeds
from onrecord.room.searching import called, in_words, parts
from onrecord.writing import write_json

_NO_FEED: Final = "# Name the feeds to look in here: a [[feed]] for each.\n"


def search_table(record: Record, query: Query) -> tuple[str, tuple[str, ...]]:
    """``query`` as a table of ``feeds.toml``, and what of it a watch cannot look for.

    A watch looks for words, one speaker, and one whom words are about. The table is empty where none of these is left.
    """
    given = {
        "by": called(record, "by", query.by[0]) if query.by else "",
        "about": called(record, "about", query.about[0]) if query.about else "",
        "words": query.words,
    }
    taken = {("by", value) for value in query.by[:1]} | {("about", value) for value in query.about[:1]}
    left = tuple(
        f"{one.label} {one.name}" for one in parts(record, query, sort=None) if (one.field, one.value) not in taken
    )
    if not any(given.values()):
        return "", left
    lines = ["[[search]]", f"name = {_toml(in_words(record, query))}"]
    lines += [f"{name} = {_toml(value)}" for name, value in given.items() if value]
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
