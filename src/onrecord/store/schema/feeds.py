"""Tables of watched feeds and saved searches."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text

from onrecord.store.schema import metadata, statements

feeds = Table(
    "feeds",
    metadata,
    Column("url", Text, primary_key=True),
    Column("etag", Text),
    Column("modified", Text),
    Column("checked", Text),
    Column("due", Text),
    Column("failed", Integer, nullable=False),
    Column("problem", Text),
    sqlite_with_rowid=False,
)
"""A watched feed.

``etag`` and ``modified`` are the validators of the last response, for conditional requests. ``checked`` is the time of
the last request and ``due`` the earliest time of the next, ISO 8601 in UTC. ``failed`` counts the failures since the
last successful request; ``problem`` describes the latest one.
"""

feed_pages = Table(
    "feed_pages",
    metadata,
    Column("link", Text, primary_key=True),
    Column("feed", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("first", Text, nullable=False),
    Column("due", Text),
    Index("feed_pages_due", "feed", "state", "due"),
    sqlite_with_rowid=False,
)
"""A page listed by a watched feed, keyed by its link; ``state`` is waiting, added or given-up.

A waiting page is added once it is ``due``, or immediately if ``due`` is null.
"""

page_visits = Table(
    "page_visits",
    metadata,
    Column("link", Text, primary_key=True),
    Column("etag", Text),
    Column("modified", Text),
    Column("checked", Text, nullable=False),
    Column("due", Text, nullable=False),
    Index("page_visits_due", "due"),
    sqlite_with_rowid=False,
)
"""The last look at a page that a feed listed, and the time of the next; ``etag`` and ``modified`` as in ``feeds``."""

search_hits = Table(
    "search_hits",
    metadata,
    Column("search", Text, primary_key=True),
    Column("statement_id", Integer, ForeignKey(statements.c.id), primary_key=True),
    Column("found", Text, nullable=False),
    Column("sent", Text),
    Index("search_hits_unsent", "search", "sent"),
    sqlite_with_rowid=False,
)
"""A match of a saved search, stored so that it is reported only once.

``sent`` is the time at which the webhook accepted it, or at which it was printed if the search has no webhook; null
until then.
"""
