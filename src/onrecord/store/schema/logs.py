"""Logs: changes of pages, links, judgements and failures; totals and facts about the record."""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, LargeBinary, Table, Text

from onrecord.store.schema.base import key, metadata, to
from onrecord.store.schema.index import appearances, statements
from onrecord.store.schema.kept import names, pages, versions

meta = Table("meta", metadata, Column("key", Text, primary_key=True), Column("value", Text, nullable=False))
"""Metadata of the record: ``created``, ``created_by``."""

totals = Table("totals", metadata, Column("kind", Text, primary_key=True), Column("how_many", Integer, nullable=False))
"""Running totals of pages, versions, readings, current statements and changes."""

changes = Table(
    "changes",
    metadata,
    key(),
    to("page_id", pages),
    to("from_version_id", versions),
    to("to_version_id", versions),
    Column("kind", Text, nullable=False),
    to("before_id", statements, optional=True),
    to("after_id", statements, optional=True),
    Column("before", Text),
    Column("after", Text),
    Column("at", Text, nullable=False),
    Column("printed_before", Text),
    Column("printed_after", Text),
    Index("changes_page", "page_id"),
    Index("changes_at", "at"),
    Index("changes_before", "before_id"),
    Index("changes_after", "after_id"),
)
"""Changes of statements between two versions of a page.

``kind`` is added, removed, altered (its words), reattributed (its speaker), or reread: read differently, although the
page did not change its words. ``before`` and ``after`` are the words, or the speakers, as printed. ``printed_before``
and ``printed_after`` are the page's words around the source of a statement that was reattributed.
"""

links = Table(
    "links",
    metadata,
    key(),
    Column("left_id", Integer, ForeignKey(appearances.c.id), nullable=False),
    Column("right_id", Integer, ForeignKey(appearances.c.id), nullable=False),
    Column("verdict", Text, nullable=False),
    Column("score", Float),
    Column("reasons", Text, nullable=False),
    to("by_id", names),
    Column("at", Text, nullable=False),
    Index("links_left", "left_id"),
    Index("links_right", "right_id"),
)
"""Decisions of a program on two appearances: SAME, DIFFERENT or UNSURE, with score, reasons, program and time."""

judgements = Table(
    "judgements",
    metadata,
    key(),
    Column("public_id", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("value", Text),
    Column("who", Text, nullable=False),
    Column("why", Text),
    Column("at", Text, nullable=False),
    Column("withdraws", Integer, ForeignKey("judgements.id")),
    Index("judgements_subject", "subject"),
    Index("judgements_withdraws", "withdraws"),
)
"""Judgements by users. ``subject`` is the public id of the entity or statement, ``target`` its selector as JSON.

A row with ``withdraws`` withdraws the judgement with that key; rows are never changed or removed.
"""

exclusions = Table(
    "exclusions",
    metadata,
    key(),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("at", Text, nullable=False),
    Index("exclusions_subject", "subject"),
)
"""Removed pages and hidden people: ``kind`` is remove, allow, hide or unhide, ``subject`` the public id.

The latest entry of a subject is in force; rows are never changed or removed.
"""

removed_hashes = Table(
    "removed_hashes",
    metadata,
    Column("sha256", LargeBinary, primary_key=True),
    Column("page", Text, nullable=False),
    Index("removed_hashes_page", "page"),
    sqlite_with_rowid=False,
)
"""SHA-256 of the bytes and addresses of removed pages, which keep them out. ``page`` is the public id."""

hidden_persons = Table(
    "hidden_persons", metadata, Column("person_id", Integer, primary_key=True), sqlite_with_rowid=False
)
"""Keys of hidden persons, derived from ``exclusions`` and the persons that hidden ones were merged into."""

failures = Table(
    "failures",
    metadata,
    key(),
    Column("page", Text, nullable=False, unique=True),
    Column("source", Text, nullable=False),
    Column("error", Text, nullable=False),
    Column("problem", Text, nullable=False),
    Column("advice", Text, nullable=False),
    Column("first", Text, nullable=False),
    Column("last", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
)
"""Pages that could not be read; ``source`` is the file or URL to open to try ``page`` again."""

loads = Table(
    "loads",
    metadata,
    Column("shard", Text, primary_key=True),
    Column("pages", Integer, nullable=False),
    Column("complete", Integer, nullable=False),
    Column("loaded", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""Shards of archives that were loaded: how many of their pages and failures, whether these are all, and when."""
