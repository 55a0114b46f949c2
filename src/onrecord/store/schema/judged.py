"""Tables computed from the logs: blocking keys, the targets of judgements, and corrected statements as read."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text, func, literal_column

from onrecord.store.schema.base import CURRENT, metadata, to
from onrecord.store.schema.index import appearances, statements
from onrecord.store.schema.kept import names, pages
from onrecord.store.schema.logs import judgements, links

REFUSED: Final = 4
"""State of a statement in the latest reading that a user has judged to be no statement."""

DOUBTFUL: Final = 0.6
"""Statements with a confidence below this are queued for review."""

name_keys = Table(
    "name_keys",
    metadata,
    Column("key", Text, primary_key=True),
    Column("name_id", Integer, ForeignKey(names.c.id), primary_key=True),
    sqlite_with_rowid=False,
)
"""Blocking keys of the names of people and organisations; see ``onrecord.store.name_keys``."""

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
"""Targets of the judgements in force, resolved against the current readings and rebuilt as these change.

Withdrawn judgements have no rows here, so a query that joins this table sees only judgements in force.

``side`` names the part of the judgement: ``left`` or ``right`` for one of two people, ``statement`` for a statement,
``speaker`` for the speaker that is confirmed, rejected or named, ``fact`` and ``person`` for other facts.
``orphaned`` is the reason why the target no longer exists; null if it does.
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
"""Statements that a judgement has corrected, with their original speakers, as the reading has them."""

# Literals instead of parameters: SQLite uses a partial index only if the query repeats its condition.
IS_DOUBTFUL: Final = (statements.c.state == literal_column(str(CURRENT))) & (
    statements.c.confidence < literal_column(str(DOUBTFUL))
)
IS_UNSURE: Final = links.c.verdict == literal_column("'UNSURE'")
LINK_CERTAINTY: Final = func.abs(links.c.score - literal_column("0.5"))
"""Distance of the score from 0.5, at which a program is undecided."""

statements_doubtful = Index("statements_doubtful", statements.c.confidence, statements.c.id, sqlite_where=IS_DOUBTFUL)
links_unsure = Index("links_unsure", LINK_CERTAINTY, links.c.id, sqlite_where=IS_UNSURE)
