"""The tables of the record.

What is kept, and what is only an index of it:

    kept for good     pages, addresses, versions, copies,          the pages, each reading whole, never rewritten
                      texts, readings
                      changes                                      what a page changed in its statements
                      links, judgements                            who is who, by program and by people: append-only
                      failures                                     pages that could not be read
    made from these   statements, statement_subjects,             to search by; can be made again from the readings
                      appearances, persons, facts, relationships,  and the two logs
                      citations, FTS tables
                      name_keys, judgement_targets,                to link people by, and to follow judgements
                      statements_as_read

One rule holds for all of them: integer keys inside, a stable public id for what people may point at, words that occur
often interned in ``names``. Days are integers such as 20250226, so that they sort and compare; a time that is not a
day has the earliest and the latest day that it can mean. Lists are compact JSON in text.

The FTS5 tables ``statement_words`` and ``page_words`` belong to SQLite and are made in ``migrations``.
"""

from __future__ import annotations

from onrecord.store.schema.base import CURRENT, REMOVED, UNREAD, metadata
from onrecord.store.schema.index import (
    appearances,
    citations,
    facts,
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
from onrecord.store.schema.logs import changes, failures, judgements, links, meta, totals

__all__ = [
    "CURRENT",
    "DOUBTFUL",
    "IS_DOUBTFUL",
    "IS_UNSURE",
    "LINK_CERTAINTY",
    "REFUSED",
    "REMOVED",
    "UNREAD",
    "addresses",
    "appearances",
    "changes",
    "citations",
    "copies",
    "facts",
    "failures",
    "judgement_targets",
    "judgements",
    "links",
    "links_unsure",
    "meta",
    "metadata",
    "name_keys",
    "names",
    "pages",
    "persons",
    "readers",
    "readings",
    "relationships",
    "statement_subjects",
    "statements",
    "statements_as_read",
    "statements_doubtful",
    "texts",
    "totals",
    "versions",
]
