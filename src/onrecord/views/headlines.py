"""Headlines with words in quotation marks that their articles do not contain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from onrecord.resolve import name_resolver
from onrecord.search.query import Query
from onrecord.store.days import iso_day, since_day, until_day
from onrecord.store.headline_quotes import headline_words
from onrecord.store.pages import PAGE_COLUMNS, StoredPage, stored_page
from onrecord.store.pagination import Keyset
from onrecord.store.schema import pages
from onrecord.store.store import Store


@dataclass(frozen=True, slots=True)
class Headline:
    """A headline and the words it quotes that its article does not contain."""

    page: StoredPage
    words: tuple[str, ...]
    day: str | None
    """The earliest day of publication, ISO 8601."""


@dataclass(frozen=True, slots=True)
class Headlines:
    """A page of headlines, newest first."""

    headlines: tuple[Headline, ...]
    next: str | None
    """The cursor of the next page; null on the last."""


def headlines(
    record: Store,
    *,
    outlet: str | Sequence[str] = (),
    since: str | None = None,
    until: str | None = None,
    limit: int = 20,
    after: str | None = None,
) -> Headlines:
    """List headlines that quote words which their articles do not contain, newest first.

    ``outlet`` are names of outlets, any of which may match; ``since`` and ``until`` are EDTF. ``after`` is ``next`` of
    the page before. Raises ``UsageError`` for a malformed date or cursor.
    """
    filters = Query.from_mapping({"outlet": outlet, "since": since, "until": until})
    listing = ("headlines", filters.outlet, filters.since, filters.until)
    keyset = Keyset.read(after, listing=listing, shape=(int, int), limit=limit)
    day = func.coalesce(pages.c.day_from, 0)
    flagged = select(headline_words.c.page_id).distinct()
    query = select(pages.c.id, pages.c.day_from, day.label("day"), *PAGE_COLUMNS).where(pages.c.id.in_(flagged))
    query = query.order_by(day.desc(), pages.c.id.desc())
    if filters.since is not None:
        query = query.where(pages.c.day_to >= since_day(filters.since))
    if filters.until is not None:
        query = query.where(pages.c.day_from <= until_day(filters.until))
    query = query.where(*keyset.condition(day, pages.c.id, descending=True))
    with record.snapshot() as connection:
        if filters.outlet:
            keys = [key for name in filters.outlet for key in name_resolver.name_keys(connection, name)]
            query = query.where(pages.c.outlet_id.in_(keys))
        rows = connection.execute(query.limit(keyset.fetch)).all()
        page = keyset.page(rows, key=lambda row: (row.day, row.id))
        words: dict[int, list[str]] = {row.id: [] for row in page.items}
        quoted = select(headline_words).where(headline_words.c.page_id.in_(words)).order_by(headline_words.c.position)
        for row in connection.execute(quoted):
            words[row.page_id].append(row.words)
    return Headlines(
        tuple(Headline(stored_page(row), tuple(words[row.id]), day=iso_day(row.day_from)) for row in page.items),
        next=page.next,
    )
