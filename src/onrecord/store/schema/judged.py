"""Tables computed from the logs: blocking keys, the targets of judgements, and corrected statements as read."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text, func, literal_column

from onrecord.store.schema.base import CURRENT, metadata, to
from onrecord.store.schema.index import appearances, statements
from onrecord.store.schema.kept import names, pages
from onrecord.store.schema.logs import judgements, links

REFUSED: Final = 4
"""State of a statement that the latest reading finds, and of which a person has judged that it is none."""

DOUBTFUL: Final = 0.6
"""Statements of less confidence than this wait for review."""

name_keys = Table(
    "name_keys",
    metadata,
    Column("key", Text, primary_key=True),
    Column("name_id", Integer, ForeignKey(names.c.id), primary_key=True),
    sqlite_with_rowid=False,
)
"""Under which keys the names of people and organisations are looked up, as ``likeness`` makes them."""

judgement_targets = Table(
    "judgement_targets",
    metadata,
    Column("judgement_id", Integer, ForeignKey(judgements.c.id), primary_key=True),
    Column("side", Text, primary_key=True),
    to("page_id", pages, optional=True),
    to("appearance_id", appearances, optional=True),
    to("statement_id", statements, optional=True),
    Column("orphaned", Text),
    Index("judgement_targets_page", "page_id"),
    Index("judgement_targets_appearance", "appearance_id"),
    Index("judgement_targets_statement", "statement_id"),
    sqlite_with_rowid=False,
)
"""What the words that judgements in force point at come to in the current readings: made from them, and made again.

A judgement that is withdrawn has no rows here, so that a query by way of this table finds only judgements in force.

``side`` is left or right for two people, statement for a statement, speaker for whom it is or is not by. ``orphaned``
says why nothing is pointed at any more; null where something is.
"""

statements_as_read = Table(
    "statements_as_read",
    metadata,
    Column("statement_id", Integer, ForeignKey(statements.c.id), primary_key=True),
    Column("judgement_id", Integer, ForeignKey(judgements.c.id), nullable=False),
    Column("speaker_id", Integer),
    Column("speaker_appearance_id", Integer),
    Column("speaker_name_id", Integer),
    Column("speaker_kind", Text),
    sqlite_with_rowid=False,
)
"""Statements in which a judgement has put right what the reading says: here is what that was."""

# Written out, since SQLite takes a partial index only where it can see that the condition is the index's own.
IS_DOUBTFUL: Final = (statements.c.state == literal_column(str(CURRENT))) & (
    statements.c.confidence < literal_column(str(DOUBTFUL))
)
IS_UNSURE: Final = links.c.verdict == literal_column("'UNSURE'")
LINK_CERTAINTY: Final = func.abs(links.c.score - literal_column("0.5"))
"""How far a program was from not knowing."""

statements_doubtful = Index("statements_doubtful", statements.c.confidence, statements.c.id, sqlite_where=IS_DOUBTFUL)
links_unsure = Index("links_unsure", LINK_CERTAINTY, links.c.id, sqlite_where=IS_UNSURE)
