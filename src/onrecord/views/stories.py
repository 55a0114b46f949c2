"""Which pages tell one story: a copy of another page, whole or by paragraphs, is no voice of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import Connection, bindparam, select

from onrecord.store import sketches
from onrecord.store.readings import current_readings
from onrecord.store.rows import AnyRow
from onrecord.store.schema import pages, readings
from onrecord.store.sketches import TEXT_RUN, runs, words_of
from onrecord.types import Article

Copying = Literal["whole", "paragraphs"]

_MOST_SHARED: Final = 0.5
"""A page that has more of its text from another than this is a copy of it."""
_LEAST_RUNS: Final = 20
"""Of less text than this, beside the words in question, nothing can be told."""
_PARAGRAPH: Final = 0.9
_LEAST_PARAGRAPH: Final = 20
"""Runs in a paragraph that nobody writes twice."""

_OF_TEXTS = (
    select(readings.c.text_id, pages.c.id, pages.c.day_from)
    .join(pages, (pages.c.id == readings.c.page_id) & (pages.c.reading_id == readings.c.id))
    .where(readings.c.text_id.in_(bindparam("keys", expanding=True)))
)


@dataclass(frozen=True, slots=True)
class StoryText:
    """An article's paragraphs, each as its runs of words, without those of the words in question."""

    paragraphs: tuple[frozenset[str], ...]
    all: frozenset[str]


@dataclass(frozen=True, slots=True)
class Copied:
    """What a page has from another."""

    page: int
    """Key of the page that had it before."""
    how: Copying
    share: float
    """Of its text, from 0 to 1."""


def bodies(connection: Connection, page_ids: Sequence[int], *, without: Mapping[int, str]) -> dict[int, StoryText]:
    """The articles of these pages; ``without`` are the words in question, by page."""
    return {
        key: _body(reading.article, without=without.get(key, ""))
        for key, reading in current_readings(connection, page_ids).items()
    }


def copied(later: StoryText, earlier: Mapping[int, StoryText]) -> Copied | None:
    """What ``later`` has from one of ``earlier``, given the oldest first; null where it is a text of its own."""
    if len(later.all) < _LEAST_RUNS:
        return None
    best: Copied | None = None
    for key, body in earlier.items():
        share = len(later.all & body.all) / len(later.all)
        whole = share > _MOST_SHARED
        if (whole or _has_paragraph(later, body)) and (best is None or share > best.share):
            best = Copied(key, "whole" if whole else "paragraphs", round(share, 3))
    return best


def near_copies(connection: Connection, page_id: int, *, text: str | None = None, most: int = 12) -> list[int]:
    """Keys of other pages whose articles are nearly that of this one, by what is kept of their texts.

    The ``most`` likeliest pages are compared, the oldest come first. ``text`` is the page's, where it is at hand.
    """
    if text is None:
        text = current_readings(connection, [page_id])[page_id].article.text
    near = sketches.near_texts(connection, text)
    # Sorted here: asked to sort by day, a database may go through all its pages in that order.
    found: dict[int, list[AnyRow]] = {key: [] for key in near}
    for row in connection.execute(_OF_TEXTS, {"keys": near}):
        if row.id != page_id:
            found[row.text_id].append(row)
    likeliest = [row for rows in found.values() for row in rows][:most]
    if not likeliest:
        return []
    texts_of = bodies(connection, [page_id, *(row.id for row in likeliest)], without={})
    mine = texts_of[page_id]
    return [
        row.id
        for row in sorted(likeliest, key=lambda row: (row.day_from is None, row.day_from or 0, row.id))
        if len(mine.all & texts_of[row.id].all) > _MOST_SHARED * min(len(mine.all), len(texts_of[row.id].all))
    ]


def _has_paragraph(later: StoryText, earlier: StoryText) -> bool:
    return any(
        len(paragraph) >= _LEAST_PARAGRAPH and len(paragraph & earlier.all) >= _PARAGRAPH * len(paragraph)
        for paragraph in later.paragraphs
    )


def _body(article: Article, *, without: str) -> StoryText:
    left_out = runs(words_of(without), length=TEXT_RUN)
    paragraphs = tuple(
        frozenset(runs(words_of(article.words(span)), length=TEXT_RUN) - left_out) for span in article.paragraphs
    )
    return StoryText(paragraphs, frozenset().union(*paragraphs))
