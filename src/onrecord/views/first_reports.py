"""Who had what first: words, and whole texts, that several outlets have, each from some day on."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import CTE, Select, Subquery, and_, func, select

from onrecord.store.dialect import materialized, without_index
from onrecord.store.schema import CURRENT, pages, readings, statements
from onrecord.store.sketches import text_sketches

LEAST_CHARACTERS: Final = 30
"""Shorter statements may be in the same words by chance: "I love it" is nobody's to have first."""
_LEAST_BANDS: Final = 4
"""Of the 8 that are kept of a text: as many as two share that have more than four fifths of their runs in common."""
_MOST_IN_BAND: Final = 100
"""What more texts have in common than this is no text of theirs: notices, lists."""
SHOWN: Final = 12
"""Statements of an outlet that are shown."""

Rows = Select[*tuple[Any, ...]]

_TELLING = (statements.c.state == CURRENT, func.length(statements.c.quote) >= LEAST_CHARACTERS)


def _had_first(spread: Rows) -> Subquery:
    """Of ``spread``, what (``what``) each outlet had from which ``day`` on: what several had, and who had it first.

    Where two had it on one day, nobody did.
    """
    had = spread.subquery("had")
    what, day = had.c.what, had.c.day
    ranked = select(
        *had.c,
        func.count().over(partition_by=what).label("outlets"),
        func.rank().over(partition_by=what, order_by=(day.is_(None), day)).label("place"),
        func.count().over(partition_by=(what, day)).label("same_day"),
    ).subquery("ranked")
    first = ranked.c.outlets > 1, ranked.c.place == 1, ranked.c.same_day == 1, ranked.c.day.is_not(None)
    return select(ranked.c.what, ranked.c.outlet_id, ranked.c.day, ranked.c.outlets).where(*first).subquery("first")


def _words() -> Rows:
    """From which day on each outlet has what words, of those that are said more than once."""
    again = select(statements.c.words_hash).group_by(statements.c.words_hash).having(func.count() > 1)
    what = statements.c.words_hash
    rows = select(what.label("what"), pages.c.outlet_id, func.min(pages.c.day_from).label("day"))
    rows = rows.join(pages, pages.c.id == without_index(statements.c.page_id))
    rows = rows.where(what.in_(again), pages.c.outlet_id.is_not(None), *_TELLING)
    return rows.group_by(what, pages.c.outlet_id)


def _firsts() -> Rows:
    """Of each outlet the statements in words that it had first, as many as are shown, and how many these words are."""
    first = _had_first(_words())
    of_each, most = first.c.outlet_id, (first.c.outlets.desc(), first.c.day.desc(), first.c.what)
    ranked = select(
        *first.c,
        func.count().over(partition_by=of_each).label("firsts"),
        func.row_number().over(partition_by=of_each, order_by=most).label("place"),
    ).subquery("ranked")
    where = statements.c.words_hash == ranked.c.what, without_index(statements.c.state) == CURRENT
    page = pages.c.id == without_index(statements.c.page_id), pages.c.outlet_id == without_index(ranked.c.outlet_id)
    found = (
        select(
            ranked.c.outlet_id,
            ranked.c.firsts,
            ranked.c.outlets,
            ranked.c.place,
            func.min(statements.c.id).label("key"),
        )
        .select_from(ranked)
        .join(statements, and_(*where))
        .join(pages, and_(*page, pages.c.day_from == without_index(ranked.c.day)))
        .where(ranked.c.place <= SHOWN)
        .group_by(ranked.c.outlet_id, ranked.c.place)
        .subquery("found")
    )
    rows = select(found, statements.c.public_id).join(statements, statements.c.id == without_index(found.c.key))
    return rows.order_by(found.c.outlet_id, found.c.place)


def _stories() -> CTE:
    """The text of every page that has an outlet and a day: the same number for the same text, or nearly the same."""
    one, other = text_sketches.alias("one"), text_sketches.alias("other")
    band = text_sketches.c.band
    shared = select(band).group_by(band).having(func.count().between(2, _MOST_IN_BAND)).subquery("shared")
    near = (
        select(other.c.text_id, one.c.text_id.label("earlier"))
        .select_from(shared)
        .join(one, one.c.band == shared.c.band)
        .join(other, (other.c.band == shared.c.band) & (other.c.text_id > one.c.text_id))
        .group_by(one.c.text_id, other.c.text_id)
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
    """Which outlet has how many pages whose text another had before it, and before all others."""
    page = _stories()
    spread = select(page.c.what, page.c.outlet_id, func.min(page.c.day_from).label("day"))
    first = _had_first(spread.group_by(page.c.what, page.c.outlet_id))
    rows = select(page.c.outlet_id, first.c.outlet_id.label("other_id"), func.count().label("times"))
    rows = rows.join(first, (first.c.what == page.c.what) & (first.c.outlet_id != page.c.outlet_id))
    return rows.where(page.c.day_from > first.c.day).group_by(page.c.outlet_id, first.c.outlet_id)


COPYING = _copying()
"""How many pages (``times``) of an outlet (``outlet_id``) have a text that another (``other_id``) had before all."""
HAD_FIRST = _firsts()
"""Statements (``public_id``) in words that an outlet (``outlet_id``) had first, the ``place`` from 1 that each has
among these, how many ``outlets`` carry the words, and the number of all ``firsts`` of the outlet."""
