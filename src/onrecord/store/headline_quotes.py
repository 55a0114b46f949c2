"""Headlines against bodies: words that a headline puts in quotation marks and the article under it does not contain."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Column, Connection, ForeignKey, Integer, Table, Text, delete, insert, select

from onrecord.store.codecs import unpack_record, unpack_text
from onrecord.store.schema import metadata, pages, readings, texts
from onrecord.store.sketches import in_turn, words_of

_QUOTED = re.compile(r"[“\"](?P<double>[^“”\"]+)[”\"]|(?<!\w)[‘'](?=\w)(?P<single>[^‘“”\"]{0,300}?[\w.,!?…])[’'](?!\w)")
"""What stands in quotation marks, single ones as British headlines have them. An apostrophe is inside a word or, after
one, has no mark before it that could open."""

headline_words = Table(
    "headline_words",
    metadata,
    Column("page_id", Integer, ForeignKey(pages.c.id), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("words", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""Words in quotation marks in the current headlines of a page that its current body does not contain, in whatever case
and marks."""


def quoted(headline: str) -> list[str]:
    """What ``headline`` puts in quotation marks."""
    return [match["double"] or match["single"] for match in _QUOTED.finditer(headline)]


def missing(headlines: Iterable[str], *, body: str) -> list[str]:
    """What ``headlines`` quote and ``body`` does not contain, each once."""
    there = f" {' '.join(words_of(body))} "
    found = [words for headline in headlines for words in quoted(headline)]
    return [words for words in dict.fromkeys(found) if words_of(words) and _spaced(words) not in there]


def check(connection: Connection, page_id: int, *, record: Mapping[str, Any], fresh: bool) -> None:
    """Keep what the page's headlines quote without its body; ``fresh`` where nothing is kept of the page yet."""
    if not fresh:
        connection.execute(delete(headline_words).where(headline_words.c.page_id == page_id))
    article = record["article"]
    text = article["text"]
    headlines = [text[start:end] for start, end in article["titles"]]
    if article["title"]:
        headlines.insert(0, article["title"])
    if not any(map(_QUOTED.search, headlines)) or not article["paragraphs"]:
        return
    body = "\n".join(text[start:end] for start, end in article["paragraphs"])
    found = missing(headlines, body=body)
    if found:
        rows = [{"page_id": page_id, "position": at, "words": words} for at, words in enumerate(found)]
        connection.execute(insert(headline_words), rows)


def check_all(connection: Connection) -> None:
    """Check every page that was kept before headlines were."""
    query = (
        select(pages.c.id, readings.c.record, texts.c.body)
        .join(readings, readings.c.id == pages.c.reading_id)
        .join(texts, texts.c.id == readings.c.text_id)
    )
    for row in in_turn(connection, query):
        check(connection, row.id, record=unpack_record(row.record, text=unpack_text(row.body)), fresh=False)


def _spaced(words: str) -> str:
    return f" {' '.join(words_of(words))} "
