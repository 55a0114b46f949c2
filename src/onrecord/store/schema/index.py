"""Search index of statements and people, derived from the readings and the logs."""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from onrecord.store.schema.base import days, key, metadata, to
from onrecord.store.schema.kept import names, pages, readings

persons = Table(
    "persons",
    metadata,
    key(),
    Column("public_id", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    to("name_id", names),
    Column("wikidata", Text),
    Column("merged_into", Integer),
    Column("pages", Integer, nullable=False, server_default="0"),
    Column("said", Integer, nullable=False, server_default="0"),
    Column("spoken_of", Integer, nullable=False, server_default="0"),
    *days(),
    Index("persons_name", "name_id"),
    Index("persons_said", "said"),
)
"""A person or organisation across pages (``kind``), resolved from ``links`` and ``judgements``.

``merged_into`` is the row that this one was merged into, so that the old public id still resolves; null if it was not
merged. ``pages``, ``said`` and ``spoken_of`` count current appearances, statements by it and statements about it;
``day_from`` and ``day_to`` are the first and the last day of its pages.
"""

appearances = Table(
    "appearances",
    metadata,
    key(),
    to("page_id", pages),
    Column("kind", Text, nullable=False),
    to("name_id", names),
    Column("nth", Integer, nullable=False),
    to("person_id", persons, optional=True),
    Column("state", Integer, nullable=False),
    Column("local_id", Text, nullable=False),
    Column("mentions", Integer, nullable=False),
    Column("aliases", Text, nullable=False),
    Column("roles", Text, nullable=False),
    Column("ages", Text, nullable=False),
    UniqueConstraint("page_id", "kind", "name_id", "nth"),
    Index("appearances_person", "person_id", "page_id"),
    Index("appearances_name", "name_id"),
)
"""A person or organisation on one page, named ``name_id``; ``nth`` (from 0) tells namesakes on a page apart.

The row survives re-reading the page. ``person_id`` is null only while the page is being added. ``local_id`` (the id
within the reading), ``aliases`` and ``roles`` (lists of text) and ``ages`` (a list of numbers) are those of the
current reading.
"""

statements = Table(
    "statements",
    metadata,
    key(),
    Column("public_id", Text, nullable=False, unique=True),
    to("page_id", pages),
    to("reading_id", readings),
    Column("position", Integer, nullable=False),
    Column("state", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("quote", Text, nullable=False),
    Column("words_hash", Integer, nullable=False),
    Column("spans", Text, nullable=False),
    to("speaker_id", persons, optional=True),
    to("speaker_appearance_id", appearances, optional=True),
    to("speaker_name_id", names, optional=True),
    Column("speaker_kind", Text, nullable=False),
    to("told_id", names, optional=True),
    Column("edtf", Text),
    Column("dated", Text),
    *days(),
    Column("confidence", Float, nullable=False),
    Column("terms", Text, nullable=False, server_default=""),
    Index("statements_page", "page_id", "position"),
    Index("statements_speaker", "speaker_id", "day_from", "id", "state", "told_id", "kind"),
    Index("statements_speaker_name", "speaker_name_id", "day_from"),
    Index("statements_told", "told_id", "day_from"),
    Index("statements_day", "day_from", "id"),
    Index("statements_kind", "kind", "day_from", "id"),
    Index("statements_place", "place", "day_from", "id"),
    Index("statements_words", "words_hash"),
)
"""A statement that a page attributes to a speaker: number ``position`` (from 0) in the reading ``reading_id``.

The row and its public id survive re-reading, and edits of the page elsewhere. ``spans`` is ``[content, cue, source]``.
``words_hash`` ignores case and punctuation. ``speaker_id`` is the speaker across pages, always the person of
``speaker_appearance_id``; ``speaker_name_id`` is the name on the page. ``edtf`` is the stated date of the statement;
``dated`` is the source of ``day_from`` and ``day_to``: ``stated``, ``page`` for the date of the page, or null if
neither is known. ``terms`` are the words of ``quote`` for full-text search, as ``terms.join_terms`` returns them.
"""

statement_subjects = Table(
    "statement_subjects",
    metadata,
    to("statement_id", statements),
    Column("position", Integer, nullable=False),
    to("name_id", names),
    to("appearance_id", appearances, optional=True),
    to("person_id", persons, optional=True),
    to("speaker_id", persons, optional=True),
    Column("day_from", Integer),
    UniqueConstraint("statement_id", "position"),
    Index("statement_subjects_person", "person_id", "speaker_id", "day_from", "statement_id"),
    Index("statement_subjects_speaker", "speaker_id", "person_id", "day_from"),
    Index("statement_subjects_day", "person_id", "day_from", "statement_id"),
)
"""People and organisations that a statement is about; rows exist for current statements only.

``speaker_id`` and ``day_from`` repeat those of the statement, for the indexes.
"""

joint_speakers = Table(
    "joint_speakers",
    metadata,
    to("statement_id", statements),
    Column("position", Integer, nullable=False),
    to("name_id", names),
    to("appearance_id", appearances, optional=True),
    to("person_id", persons, optional=True),
    UniqueConstraint("statement_id", "position"),
    Index("joint_speakers_person", "person_id", "statement_id"),
)
"""People and organisations who make a statement together with its speaker ("Orla Tarn and Piet Brandvold said").

``position`` counts from 1, since the speaker is 0; rows exist for current statements only. A judgement that names
another speaker removes them.
"""

relationships = Table(
    "relationships",
    metadata,
    key(),
    to("page_id", pages),
    to("reading_id", readings),
    Column("position", Integer, nullable=False),
    to("from_appearance_id", appearances, optional=True),
    to("from_id", persons, optional=True),
    to("from_name_id", names),
    Column("relation", Text, nullable=False),
    to("to_appearance_id", appearances, optional=True),
    to("to_id", persons, optional=True),
    to("to_name_id", names),
    Column("how_many", Integer),
    Column("status", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    *days(),
    Column("confidence", Float, nullable=False),
    Index("relationships_page", "page_id", "position"),
    Index("relationships_from", "from_id", "to_id", "day_from"),
    Index("relationships_to", "to_id", "from_id", "day_from"),
)
"""Relationships of two people in the current readings, as of the date of the page; ``evidence`` quotes the page.

``to_id`` is null for unnamed relatives: ``to_name_id`` is then a description and ``how_many`` their number.
"""

citations = Table(
    "citations",
    metadata,
    key(),
    to("page_id", pages),
    Column("position", Integer, nullable=False),
    to("outlet_id", names),
    Column("edtf", Text),
    *days(),
    Column("evidence", Text, nullable=False),
    Index("citations_page", "page_id", "position"),
    Index("citations_outlet", "outlet_id", "day_from"),
)
"""Outlets that a page credits as its source, by the current readings; ``evidence`` quotes the page."""

facts = Table(
    "facts",
    metadata,
    Column("person_id", Integer, ForeignKey(persons.c.id), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("name_id", Integer, ForeignKey(names.c.id), primary_key=True),
    Column("times", Integer, nullable=False),
    *days(),
    Index("facts_name", "name_id", "kind"),
    sqlite_with_rowid=False,
)
"""Names, aliases, roles and ages of a person (``kind``), with the number of appearances and the first and last day."""
