"""Searches as tables of ``feeds.toml``, for ``onrecord watch``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import select

from onrecord.codec import write_json
from onrecord.record import Record
from onrecord.room.searching import Part, in_words
from onrecord.search.query import Query
from onrecord.store.schema.feeds import feeds

_NO_FEED: Final = "# Name the feeds to look in here: a [[feed]] for each.\n"


def search_table(query: Query, parts: Sequence[Part]) -> str:
    """``query`` as a table of ``feeds.toml``, named for its words and ``parts``; empty for a search for everything.

    A comment says whose an id is: ``by = "5tzq3v7w2ex4kd6a"  # Ada Quill``.
    """
    if query == Query():
        return ""
    lines = ["[[search]]", f"name = {write_json(in_words(query, parts))}"]
    for field, value in query.to_mapping().items():
        labels = [part.name for part in parts if part.field == field and part.name != part.value]
        comment = f"  # {write_json(', '.join(labels))[1:-1]}" if labels and field in {"by", "about"} else ""
        # JSON writes texts, lists and truth values as TOML does, and escapes line breaks.
        lines.append(f"{field} = {write_json(value)}{comment}")
    return "\n".join(lines) + "\n"


def feeds_toml(record: Record, table: str) -> str:
    """A whole ``feeds.toml``: the feeds that were watched so far, and this table of a search."""
    with record.snapshot() as connection:
        urls = list(connection.execute(select(feeds.c.url).order_by(feeds.c.url)).scalars())
    named = "\n".join(f"[[feed]]\nurl = {write_json(url)}\n" for url in urls) or _NO_FEED
    return f"{named}\n{table}"
