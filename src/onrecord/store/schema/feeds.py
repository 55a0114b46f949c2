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
"""A feed that is watched. ``etag`` and ``modified`` are what its server called its last state, for it to say that
nothing is new; ``checked`` is when it was asked last and ``due`` when it may be asked again, ISO 8601 in UTC.
``failed`` counts the failures since it last answered, of which ``problem`` is the last."""

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
"""A page that a watched feed lists, by the link that it gives: ``state`` is waiting, added or given-up.

A waiting one is added as soon as it is ``due``; null is at once.
"""

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
"""What a saved search has found, so that nothing is told twice: ``sent`` is when the webhook took it, or when it was
printed where the search has none; null while it is still to be sent."""
