"""Copies among pages: a page that copies another one, wholly or by paragraphs, tells the same story."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import Connection, bindparam, select

from onrecord.store import sketches
from onrecord.store.codecs import words_of
from onrecord.store.readings import current_readings
from onrecord.store.rows import AnyRow
from onrecord.store.schema import pages, readings
from onrecord.store.sketches import TEXT_RUN, runs
from onrecord.types import Article

Copying = Literal["whole", "paragraphs"]

_MOST_SHARED: Final = 0.5
"""A page that shares more than half of its text with an earlier one is a copy of it."""
_LEAST_RUNS: Final = 20
"""A page with fewer word runs outside the quotation is too short to be called a copy."""
_PARAGRAPH: Final = 0.9
"""A paragraph is copied if an earlier page has this share of its word runs."""
_LEAST_PARAGRAPH: Final = 20
"""A paragraph with at least this number of word runs is not the same by chance."""

_OF_TEXTS = (
    select(readings.c.text_id, pages.c.id, pages.c.day_from)
    .join(pages, (pages.c.id == readings.c.page_id) & (pages.c.reading_id == readings.c.id))
    .where(readings.c.text_id.in_(bindparam("keys", expanding=True)))
)


@dataclass(frozen=True, slots=True)
class StoryText:
    """The word runs of an article, by paragraph and in all, without those of the quotation."""

    paragraphs: tuple[frozenset[str], ...]
    all: frozenset[str]


@dataclass(frozen=True, slots=True)
class Copied:
    """A copy relation of a page to an earlier one."""

    page: int
    """Key of the earlier page."""
    how: Copying
    share: float
    """Share of its text that the earlier page has, 0 to 1."""


def bodies(connection: Connection, page_ids: Sequence[int], *, without: Mapping[int, str]) -> dict[int, StoryText]:
    """Load the word runs of these pages; ``without`` maps pages to the quotation to leave out."""
    return {
        key: story_text(reading.article, without=without.get(key, ""))
        for key, reading in current_readings(connection, page_ids).items()
    }


def copied(later: StoryText, earlier: Mapping[int, StoryText]) -> Copied | None:
    """Find the page among ``earlier`` (oldest first) that ``later`` copies most; null if it copies none."""
    if len(later.all) < _LEAST_RUNS:
        return None
    best: Copied | None = None
    for key, body in earlier.items():
        share = len(later.all & body.all) / len(later.all)
        is_copy = share > _MOST_SHARED
        if (is_copy or _has_paragraph(later, body)) and (best is None or share > best.share):
            best = Copied(key, "whole" if is_copy else "paragraphs", round(share, 3))
    return best


def near_copies(connection: Connection, page_id: int, *, text: str | None = None, most: int = 12) -> list[int]:
    """List the keys of near-duplicates of a page, oldest first.

    Only the ``most`` likely candidates by their sketches are compared. ``text`` is the text of the page; by default it
    is loaded.
    """
    if text is None:
        text = current_readings(connection, [page_id])[page_id].article.text
    near = sketches.near_texts(connection, text)
    # Sorted in Python, since a database that sorts by day may read all its pages in that order.
    pages_by_text: dict[int, list[AnyRow]] = {key: [] for key in near}
    for row in connection.execute(_OF_TEXTS, {"keys": near}):
        if row.id != page_id:
            pages_by_text[row.text_id].append(row)
    likeliest = [row for rows in pages_by_text.values() for row in rows][:most]
    if not likeliest:
        return []
    texts_of = bodies(connection, [page_id, *(row.id for row in likeliest)], without={})
    own = texts_of[page_id]
    return [
        row.id
        for row in sorted(likeliest, key=lambda row: (row.day_from is None, row.day_from or 0, row.id))
        if len(own.all & texts_of[row.id].all) > _MOST_SHARED * min(len(own.all), len(texts_of[row.id].all))
    ]


def _has_paragraph(later: StoryText, earlier: StoryText) -> bool:
    return any(
        len(paragraph) >= _LEAST_PARAGRAPH and len(paragraph & earlier.all) >= _PARAGRAPH * len(paragraph)
        for paragraph in later.paragraphs
    )


def story_text(article: Article, *, without: str = "") -> StoryText:
    """Return the word runs of ``article`` without those of the quotation ``without``."""
    left_out = runs(words_of(without), length=TEXT_RUN)
    paragraphs = tuple(
        frozenset(runs(words_of(article.words(span)), length=TEXT_RUN) - left_out) for span in article.paragraphs
    )
    return StoryText(paragraphs, frozenset().union(*paragraphs))
