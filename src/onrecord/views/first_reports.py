"""First reports: words and whole texts that several outlets published, with the first outlet."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import CTE, Select, Subquery, and_, func, select

from onrecord.store.dialect import materialized, without_index
from onrecord.store.schema import CURRENT, pages, readings, statements
from onrecord.store.sketches import text_sketches

LEAST_CHARACTERS: Final = 30
"""Shorter statements may be the same by chance: nobody is the first to report "I love it"."""
_LEAST_BANDS: Final = 4
"""Of the 8 bands of a text. Two texts with more than four fifths of their word runs in common share this many."""
_MOST_IN_BAND: Final = 100
"""A band in more texts than this belongs to boilerplate, such as notices and lists, and is ignored."""
SHOWN: Final = 12
"""Number of an outlet's first reports that are shown."""

Rows = Select[*tuple[Any, ...]]

_TELLING = (statements.c.state == CURRENT, func.length(statements.c.quote) >= LEAST_CHARACTERS)


def _had_first(spread: Rows) -> Subquery:
    """Select the items (``what``) of ``spread`` that several outlets have, with the first outlet and its ``day``.

    If two outlets had an item on its first day, neither is first.
    """
    had = spread.subquery("had")
    item, day = had.c.what, had.c.day
    ranked = select(
        *had.c,
        func.count().over(partition_by=item).label("outlets"),
        func.rank().over(partition_by=item, order_by=(day.is_(None), day)).label("place"),
        func.count().over(partition_by=(item, day)).label("same_day"),
    ).subquery("ranked")
    first = ranked.c.outlets > 1, ranked.c.place == 1, ranked.c.same_day == 1, ranked.c.day.is_not(None)
    return select(ranked.c.what, ranked.c.outlet_id, ranked.c.day, ranked.c.outlets).where(*first).subquery("first")


def _words() -> Rows:
    """Select the first day on which each outlet carries the words of a statement that occurs more than once."""
    again = select(statements.c.words_hash).group_by(statements.c.words_hash).having(func.count() > 1)
    words = statements.c.words_hash
    rows = select(words.label("what"), pages.c.outlet_id, func.min(pages.c.day_from).label("day"))
    rows = rows.join(pages, pages.c.id == without_index(statements.c.page_id))
    rows = rows.where(words.in_(again), pages.c.outlet_id.is_not(None), *_TELLING)
    return rows.group_by(words, pages.c.outlet_id)


def _firsts() -> Rows:
    """Select the statements that each outlet had first, up to ``SHOWN`` of them, and their total number."""
    first = _had_first(_words())
    of_each, most = first.c.outlet_id, (first.c.outlets.desc(), first.c.day.desc(), first.c.what)
    ranked = select(
        *first.c,
        func.count().over(partition_by=of_each).label("firsts"),
        func.row_number().over(partition_by=of_each, order_by=most).label("place"),
    ).subquery("ranked")
    same_words = statements.c.words_hash == ranked.c.what, without_index(statements.c.state) == CURRENT
    same_page = (
        pages.c.id == without_index(statements.c.page_id),
        pages.c.outlet_id == without_index(ranked.c.outlet_id),
    )
    ranked_outlets = (
        select(
            ranked.c.outlet_id,
            ranked.c.firsts,
            ranked.c.outlets,
            ranked.c.place,
            func.min(statements.c.id).label("key"),
        )
        .select_from(ranked)
        .join(statements, and_(*same_words))
        .join(pages, and_(*same_page, pages.c.day_from == without_index(ranked.c.day)))
        .where(ranked.c.place <= SHOWN)
        .group_by(ranked.c.outlet_id, ranked.c.firsts, ranked.c.outlets, ranked.c.place)
        .subquery("shown")
    )
    rows = select(ranked_outlets, statements.c.public_id).join(
        statements, statements.c.id == without_index(ranked_outlets.c.key)
    )
    return rows.order_by(ranked_outlets.c.outlet_id, ranked_outlets.c.place)


def _stories() -> CTE:
    """Select outlet, day and story of every dated page. Pages with the same or nearly the same text share a story."""
    earlier, later = text_sketches.alias("earlier"), text_sketches.alias("later")
    band = text_sketches.c.band
    shared = select(band).group_by(band).having(func.count().between(2, _MOST_IN_BAND)).subquery("shared")
    near = (
        select(later.c.text_id, earlier.c.text_id.label("earlier"))
        .select_from(shared)
        .join(earlier, earlier.c.band == shared.c.band)
        .join(later, (later.c.band == shared.c.band) & (later.c.text_id > earlier.c.text_id))
        .group_by(earlier.c.text_id, later.c.text_id)
        .having(func.count() >= _LEAST_BANDS)
        .subquery("near")
    )
    first = select(near.c.text_id, func.min(near.c.earlier).label("story")).group_by(near.c.text_id).subquery("first")
    return materialized(
        select(func.coalesce(first.c.story, readings.c.text_id).label("what"), pages.c.outlet_id, pages.c.day_from)
        .join(readings, readings.c.id == pages.c.reading_id)
        .outerjoin(first, first.c.text_id == readings.c.text_id)
        .where(pages.c.outlet_id.is_not(None), pages.c.day_from.is_not(None))
        .cte("stories")
    )


def _copying() -> Rows:
    """Select the number of pages of each outlet with a text that another outlet published first."""
    page = _stories()
    spread = select(page.c.what, page.c.outlet_id, func.min(page.c.day_from).label("day"))
    first = _had_first(spread.group_by(page.c.what, page.c.outlet_id))
    rows = select(page.c.outlet_id, first.c.outlet_id.label("other_id"), func.count().label("times"))
    rows = rows.join(first, (first.c.what == page.c.what) & (first.c.outlet_id != page.c.outlet_id))
    return rows.where(page.c.day_from > first.c.day).group_by(page.c.outlet_id, first.c.outlet_id)


COPYING = _copying()
"""Number of pages (``times``) of ``outlet_id`` with a text that ``other_id`` had before all others."""
HAD_FIRST = _firsts()
"""Statements (``public_id``) that ``outlet_id`` had first, with their ``place`` from 1 in its list, the number of
``outlets`` that carry the words, and the number of all ``firsts`` of the outlet."""
