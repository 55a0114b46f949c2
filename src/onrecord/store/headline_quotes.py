"""Headline check: words that a headline puts in quotation marks and its article does not contain."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypedDict

from sqlalchemy import Column, Connection, ForeignKey, Integer, Table, Text, delete, insert

from onrecord.store.codecs import words_of
from onrecord.store.readings import CURRENT_READINGS, read_row
from onrecord.store.schema import metadata, pages
from onrecord.store.sketches import in_turn
from onrecord.types import Article
from onrecord.word_keys import ELLIPSIS, split_words

_QUOTED = re.compile(r"[“\"](?P<double>[^“”\"]+)[”\"]|(?<!\w)[‘'](?=\w)(?P<single>[^‘“”\"]{0,300}?[\w.,!?…])[’'](?!\w)")
"""Words in quotation marks, single ones included, as in British headlines: ‘It was never easy’, says Brannigan. An
apostrophe does not match: it is inside a word, or has no opening mark before it."""

_MARKED = re.compile(rf"(?:{ELLIPSIS.pattern}|\[[^\[\]]*\])")
"""Marked omissions and the outlet's own words: ‘We tried … and lost’, ‘[The board] knew’."""
_MARKED_OR_PRONOUN = re.compile(rf"{_MARKED.pattern}|\b(?:he|she|it|they|him|her|them|his|its|their)\b", re.IGNORECASE)
"""Also pronouns, for which a body may have brackets: ‘She sold it’ for “[My mother] sold it”."""

headline_words = Table(
    "headline_words",
    metadata,
    Column("page_id", Integer, ForeignKey(pages.c.id), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("words", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""Words quoted in the current headlines of a page and missing from its body, in any case, punctuation and spelling."""


def quoted(headline: str) -> list[str]:
    """List the words that ``headline`` puts in quotation marks."""
    return [match["double"] or match["single"] for match in _QUOTED.finditer(headline)]


def find_missing_words(headlines: Iterable[str], *, body: str) -> list[str]:
    """List the words that ``headlines`` quote and ``body`` does not contain, each once."""
    body_words = _spaced(body)
    quotations = dict.fromkeys(words for headline in headlines for words in quoted(headline))
    absent = [words for words in quotations if words_of(words) and _spaced(words) not in body_words]
    if not absent:
        return []
    body_keys = _spaced_keys(body)
    marks = _MARKED_OR_PRONOUN if "[" in body else _MARKED
    return [words for words in absent if not all(_spaced_keys(part) in body_keys for part in marks.split(words))]


class HeadlineWordsRow(TypedDict):
    """Columns of ``headline_words``."""

    page_id: int
    position: int
    words: str


def missing_rows(page_id: int, article: Article) -> list[HeadlineWordsRow]:
    """The words that the headlines of a page quote and its body lacks, as rows."""
    headlines = [article.title] if article.title else []
    headlines += map(article.words, article.titles)
    if not any(map(_QUOTED.search, headlines)) or not article.paragraphs:
        return []
    quotations = find_missing_words(headlines, body="\n".join(map(article.words, article.paragraphs)))
    return [{"page_id": page_id, "position": position, "words": words} for position, words in enumerate(quotations)]


def check(connection: Connection, page_id: int, article: Article) -> None:
    """Write the words that the headlines of a page quote and its body lacks, in place of earlier ones."""
    connection.execute(delete(headline_words).where(headline_words.c.page_id == page_id))
    if rows := missing_rows(page_id, article):
        connection.execute(insert(headline_words), rows)


def check_all(connection: Connection) -> None:
    """Check every page, in a record that predates the headline check."""
    for row in in_turn(connection, CURRENT_READINGS):
        check(connection, row.id, read_row(row).article)


def _spaced(words: str) -> str:
    return f" {' '.join(words_of(words))} "


def _spaced_keys(words: str) -> str:
    """The keys of ``words``: ‘200 jobs’ is in a body with "two hundred jobs"; a space if there is no word."""
    keys = " ".join(word.key for word in split_words(words, (0, len(words))))
    return f" {keys} " if keys else " "
