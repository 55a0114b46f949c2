"""Source tables: pages, their versions, texts and readings."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, UniqueConstraint

from onrecord.store.schema.base import days, key, metadata, to

names = Table(
    "names",
    metadata,
    key(),
    Column("text", Text, nullable=False, unique=True),
    Column("folded", Text, nullable=False),
    Index("names_folded", "folded"),
)
"""Names, roles, descriptions, outlets and channels, each once as printed; ``folded`` (see ``fold``) is for lookups."""

readers = Table("readers", metadata, key(), Column("version", Text, nullable=False, unique=True))

texts = Table(
    "texts",
    metadata,
    key(),
    Column("sha256", LargeBinary, nullable=False, unique=True),
    Column("characters", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
"""Article texts, each stored once: ``sha256`` of its UTF-8, and ``body`` compressed by ``pack_text``."""

pages = Table(
    "pages",
    metadata,
    key(),
    Column("public_id", Text, nullable=False, unique=True),
    Column("key", Text, nullable=False, unique=True),
    Column("url", Text),
    Column("source", Text, nullable=False),
    Column("title", Text),
    to("outlet_id", names, optional=True),
    Column("published", Text),
    *days(),
    Column("fetched", Text),
    Column("versions", Integer, nullable=False),
    Column("version_id", Integer, nullable=False),
    Column("reading_id", Integer, nullable=False),
    Column("statements", Integer, nullable=False),
    Index("pages_day", "day_from"),
    Index("pages_outlet_day", "outlet_id", "day_from"),
)
"""Pages, each with the metadata of its latest version and the keys of that version and its reading.

``key`` identifies the page: its URL, else the path of its file as a URL, else the hash of its bytes; see
``ingest.page_identity``. ``fetched`` is the time at which it was first added. ``statements`` counts current ones.
"""

addresses = Table(
    "addresses",
    metadata,
    Column("address", Text, primary_key=True),
    to("page_id", pages),
    Index("addresses_page", "page_id"),
    sqlite_with_rowid=False,
)
"""Normalised addresses from which a page was fetched, for finding a known page before reading it."""

versions = Table(
    "versions",
    metadata,
    key(),
    to("page_id", pages),
    Column("number", Integer, nullable=False),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("fetched", Text),
    UniqueConstraint("page_id", "number"),
)
"""Versions of a page, numbered from 1. ``fingerprint`` is the hash of its text and metadata."""

copies = Table(
    "copies",
    metadata,
    Column("sha256", LargeBinary, primary_key=True),
    Column("version_id", Integer, ForeignKey(versions.c.id), primary_key=True),
    sqlite_with_rowid=False,
)
"""Hashes of the files added, each with its version, for recognising a copy before reading it."""

readings = Table(
    "readings",
    metadata,
    key(),
    to("page_id", pages),
    to("version_id", versions),
    to("reader_id", readers),
    to("text_id", texts),
    Column("at", Text, nullable=False),
    Column("record", LargeBinary, nullable=False),
    UniqueConstraint("version_id", "reader_id"),
    Index("readings_text", "text_id"),
)
"""Complete output of one reader for one version, packed by ``pack_record``. Never rewritten."""
