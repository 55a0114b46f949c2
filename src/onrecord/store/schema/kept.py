"""Pages, their versions and their readings: kept for good."""

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
"""Every name, role, description, outlet and channel once, as printed; ``folded``, as ``fold`` makes it, to look up."""

readers = Table("readers", metadata, key(), Column("version", Text, nullable=False, unique=True))

texts = Table(
    "texts",
    metadata,
    key(),
    Column("sha256", LargeBinary, nullable=False, unique=True),
    Column("characters", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
"""Article texts, each once however many pages carry it: ``sha256`` of its UTF-8, ``body`` as ``pack`` makes it."""

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
"""One row a page: what its latest version says of itself, and which version and reading that is.

``key`` tells pages apart: its URL, else the file's path as a URL, else the hash of its bytes; see ``identity``.
``fetched`` is when it was first kept. ``statements`` counts the current ones.
"""

addresses = Table(
    "addresses",
    metadata,
    Column("address", Text, primary_key=True),
    to("page_id", pages),
    Index("addresses_page", "page_id"),
    sqlite_with_rowid=False,
)
"""Every address at which a page was got, as ``address`` makes it: known before the page is read."""

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
"""A state of a page, counted from 1. ``fingerprint`` is the hash of its text and what it says of itself."""

copies = Table(
    "copies",
    metadata,
    Column("sha256", LargeBinary, primary_key=True),
    Column("version_id", Integer, ForeignKey(versions.c.id), primary_key=True),
    sqlite_with_rowid=False,
)
"""Every run of bytes that was kept, by its hash, and the version that it is a copy of: known before it is read."""

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
"""What one reader made of one version, whole, as ``pack`` packs the record format. Never rewritten."""
