"""The tables of the record.

Source tables hold the data itself; derived tables can be rebuilt from them:

    source     pages, addresses, versions, copies, texts,   pages, and complete readings, which are never rewritten
               readings
               changes                                      changes of statements between versions of a page
               links, judgements                            identity decisions by programs and people: append-only
               exclusions, removed_hashes                   removed pages and hidden people: the log, and the hashes
               failures                                     pages that could not be read
               loads                                        shards of archives that were loaded
    derived    statements, statement_subjects,              search index, rebuilt from the readings and the two logs
               joint_speakers,
               appearances, persons, facts,
               relationships, citations, FTS table
               name_keys, judgement_targets,                blocking keys, targets of judgements, corrected statements
               statements_as_read, hidden_persons

All tables use integer keys internally, a stable public id for rows that users may link to, and ``names`` for frequent
strings. Days are integers such as 20250226, which sort and compare; a less precise date is stored as the earliest and
the latest day that it can mean. Lists are compact JSON in a text column.

The FTS5 table ``statement_words`` is created by ``migrations``.
"""

from __future__ import annotations

from onrecord.store.schema.base import CURRENT, REMOVED, REREAD, UNREAD, metadata
from onrecord.store.schema.index import (
    appearances,
    citations,
    facts,
    joint_speakers,
    persons,
    relationships,
    statement_subjects,
    statements,
)
from onrecord.store.schema.judged import (
    DOUBTFUL,
    IS_DOUBTFUL,
    IS_UNSURE,
    LINK_CERTAINTY,
    REFUSED,
    judgement_targets,
    links_unsure,
    name_keys,
    statements_as_read,
    statements_doubtful,
)
from onrecord.store.schema.kept import addresses, copies, names, pages, readers, readings, texts, versions
from onrecord.store.schema.logs import (
    changes,
    exclusions,
    failures,
    hidden_persons,
    judgements,
    links,
    loads,
    meta,
    removed_hashes,
    totals,
)

__all__ = [
    "CURRENT",
    "DOUBTFUL",
    "IS_DOUBTFUL",
    "IS_UNSURE",
    "LINK_CERTAINTY",
    "REFUSED",
    "REMOVED",
    "REREAD",
    "UNREAD",
    "addresses",
    "appearances",
    "changes",
    "citations",
    "copies",
    "exclusions",
    "facts",
    "failures",
    "hidden_persons",
    "joint_speakers",
    "judgement_targets",
    "judgements",
    "links",
    "links_unsure",
    "loads",
    "meta",
    "metadata",
    "name_keys",
    "names",
    "pages",
    "persons",
    "readers",
    "readings",
    "relationships",
    "removed_hashes",
    "statement_subjects",
    "statements",
    "statements_as_read",
    "statements_doubtful",
    "texts",
    "totals",
    "versions",
]
