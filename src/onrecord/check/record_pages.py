"""Pages of a record that may contain the words of a draft: found by full text, by sketches and by meaning.

The index finds the statements nearest to each statement of the draft, and only their pages are loaded.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations
from typing import Final

from sqlalchemy import Connection, bindparam, select

from onrecord.check.alignment import FUNCTION_WORDS
from onrecord.check.checked_pages import CheckedPage, StatementFacts
from onrecord.check.draft_statements import DraftStatement
from onrecord.check.stems import stem
from onrecord.judge.judgement_log import judgements_on_page
from onrecord.resolve.name_resolver import resolve_name
from onrecord.search.statement_vectors import StatementVectors
from onrecord.store import fulltext, sketches
from onrecord.store.codecs import words_hash
from onrecord.store.dialect import without_index
from onrecord.store.readings import StoredReading, load_current_readings
from onrecord.store.rows import AnyRow
from onrecord.store.schema import CURRENT, statements
from onrecord.store.statements import LoadedStatements
from onrecord.word_keys import WordKey, split_words

_RARE_WORDS: Final = 5
"""Number of words by which the full text is searched. A statement must have two of them."""
_MOST_HITS: Final = 60
"""Maximum number of statements that a search returns, the best first."""
_LOADED: Final = 4
"""Number of statements whose pages are loaded for each statement of the draft."""
_LOADED_OF_SPEAKER: Final = 2
"""Number of further statements by its speaker whose pages are loaded."""
_MOST_OF_SPEAKER: Final = 200
"""Number of statements of the speaker, the newest first, that are compared if the full text has none: "feeding it" for
"she had fed it"."""
_RUN: Final = 3
"""Number of words in a run by which a draft and a statement are compared."""

_QUOTES = select(
    statements.c.id, statements.c.page_id, statements.c.quote, statements.c.speaker_id, statements.c.day_from
).where(statements.c.id.in_(bindparam("keys", expanding=True)), statements.c.state == CURRENT)
_OF_SPEAKERS = (
    select(statements.c.id, statements.c.page_id, statements.c.quote, statements.c.speaker_id, statements.c.day_from)
    .where(statements.c.speaker_id.in_(bindparam("persons", expanding=True)), statements.c.state == CURRENT)
    .order_by(statements.c.day_from.desc(), statements.c.id)
    .limit(_MOST_OF_SPEAKER)
)
_SAME = (
    select(statements.c.id)
    .where(statements.c.words_hash == bindparam("hash"), statements.c.state == CURRENT)
    .limit(_MOST_HITS)
)
_ON_PAGES = (
    select(statements.c.id, statements.c.page_id, statements.c.position)
    .where(statements.c.page_id.in_(bindparam("pages", expanding=True)), statements.c.state == CURRENT)
    .order_by(statements.c.page_id, statements.c.position)
)


def load_record_pages(
    connection: Connection,
    drafts: Sequence[DraftStatement],
    *,
    draft_text: str,
    meaning: StatementVectors | None = None,
) -> list[CheckedPage]:
    """Return the pages with the statements nearest to those of a draft."""
    pages: dict[int, None] = {}
    for draft in drafts:
        speaker = draft.speaker_name
        for row in _nearest(connection, draft, draft_text=draft_text, speaker=speaker, meaning=meaning):
            pages[row.page_id] = None
    return _load(connection, list(pages))


def _nearest(
    connection: Connection,
    draft: DraftStatement,
    *,
    draft_text: str,
    speaker: str | None,
    meaning: StatementVectors | None,
) -> list[AnyRow]:
    """The statements that share most with ``draft``, and those of its speaker that do."""
    parts = [list(piece.words) for piece in draft.pieces] or [list(draft.clause)]
    chosen: dict[int, AnyRow] = {}
    persons = frozenset(resolve_name(connection, speaker).persons) if speaker else frozenset()
    for words in parts:
        draft_words = draft_text[words[0].span[0] : words[-1].span[1]]
        keys = _candidates(connection, words, draft_text)
        if meaning is not None and not draft.pieces:
            keys += meaning.nearest(draft_words).keys[:_MOST_HITS].tolist()
        rows = connection.execute(_QUOTES, {"keys": list(dict.fromkeys(keys))}).all() if keys else []
        if not rows and persons and not draft.pieces:
            rows = connection.execute(_OF_SPEAKERS, {"persons": list(persons)}).all()
            rows = [row for row in rows if _has_common_stem(words, row.quote)]
        ranked = sorted(rows, key=lambda row: (-_shared(words, row.quote), row.day_from or 0, row.id))
        own = [row for row in ranked if row.speaker_id in persons]
        for row in (*ranked[:_LOADED], *own[:_LOADED_OF_SPEAKER]):
            chosen[row.id] = row
    return list(chosen.values())


def _candidates(connection: Connection, words: Sequence[WordKey], text: str) -> list[int]:
    draft_words = text[words[0].span[0] : words[-1].span[1]]
    keys = list(connection.execute(_SAME, {"hash": words_hash(draft_words)}).scalars())
    keys += sketches.near_statements(connection, draft_words)[:_MOST_HITS] if len(words) > _RUN else []
    query = _rare_pairs([text[slice(*word.span)] for word in words if word.key not in FUNCTION_WORDS])
    if query is not None:
        rows = (
            select(statements.c.id)
            .join(fulltext.statement_index, statements.c.id == without_index(fulltext.statement_key))
            .where(fulltext.matches(query), statements.c.state == CURRENT)
            .order_by(fulltext.relevance(query))
            .limit(_MOST_HITS)
        )
        keys += connection.execute(rows).scalars().all()
    return keys


def _rare_pairs(words: Sequence[str]) -> fulltext.Words | None:
    """A query for two of the words that are likely to be rare; null without such a word.

    Long words are rarer than short ones, and a quotation may have lost or changed any of them.
    """
    rare = sorted({word for word in words if word.isalpha()}, key=lambda word: (-len(word), word))[:_RARE_WORDS]
    terms = [fulltext.Term(word) for word in rare]
    if len(terms) < 2:
        return terms[0] if terms else None
    return fulltext.Or(tuple(fulltext.And(pair) for pair in combinations(terms, 2)))


def _has_common_stem(words: Sequence[WordKey], quote: str) -> bool:
    stems, quote_stems = (
        {stem(word.key) for word in side if word.key not in FUNCTION_WORDS}
        for side in (words, split_words(quote, (0, len(quote))))
    )
    return not stems.isdisjoint(quote_stems)


def _shared(words: Sequence[WordKey], quote: str) -> float:
    """Share of the draft's words, and of its runs of words, that ``quote`` has, 0 to 2."""
    keys = [word.key for word in words]
    quote_keys = [word.key for word in split_words(quote, (0, len(quote)))]
    quote_key_set = set(quote_keys)
    telling = [key for key in keys if key not in FUNCTION_WORDS] or keys
    runs = {tuple(keys[start : start + _RUN]) for start in range(max(1, len(keys) - _RUN + 1))}
    other_runs = {tuple(quote_keys[start : start + _RUN]) for start in range(max(1, len(quote_keys) - _RUN + 1))}
    return sum(key in quote_key_set for key in telling) / len(telling) + len(runs & other_runs) / len(runs)


def _load(connection: Connection, page_keys: Sequence[int]) -> list[CheckedPage]:
    if not page_keys:
        return []
    rows = connection.execute(_ON_PAGES, {"pages": list(page_keys)}).all()
    loaded = LoadedStatements(connection, [row.id for row in rows])
    positions: dict[int, list[AnyRow]] = defaultdict(list)
    for row in rows:
        positions[row.page_id].append(row)
    return [
        _checked_page(connection, stored, positions[stored.key], loaded=loaded)
        for stored in load_current_readings(connection, page_keys)
    ]


def _checked_page(
    connection: Connection, stored: StoredReading, rows: Sequence[AnyRow], *, loaded: LoadedStatements
) -> CheckedPage:
    judgements = judgements_on_page(connection, stored.key)
    facts: dict[int, StatementFacts] = {}
    for row, on_page in zip(rows, loaded.on_page(stored), strict=True):
        entry = on_page.entry
        if entry.kind == "no-response" or row.position >= len(stored.reading.statements):
            continue
        judgement = judgements.get(row.id)
        facts[row.position] = StatementFacts(
            id=entry.id,
            speaker_name=on_page.speaker.name if on_page.speaker else None,
            speaker_kind=entry.speaker_kind,
            person=on_page.speaker.id if on_page.speaker else None,
            told=entry.told,
            when=entry.when,
            confidence=entry.confidence,
            is_judged=judgement is not None and judgement.in_force and judgement.kind != "wrong",
        )
    return CheckedPage(
        id=stored.id,
        url=stored.link,
        source=stored.source,
        reading=stored.reading,
        facts=facts,
        left_out=tuple(
            span for row in stored.reading.statements if row.speaker in stored.hidden for span in row.content
        ),
    )
