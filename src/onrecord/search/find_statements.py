"""Find statements by words, speaker, subject, addressee, outlet, place and time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args

from sqlalchemy import Connection, bindparam, select

from onrecord.errors import UsageError
from onrecord.resolve import name_resolver
from onrecord.search.filters import (
    CountedQuery,
    Filter,
    ResolvedQuery,
    conditions,
    count_filters,
    count_statements,
    last_key,
    plain_conditions,
    resolve_query,
)
from onrecord.search.query import Query
from onrecord.search.walk import Place, choose_lead, walk
from onrecord.store import fulltext
from onrecord.store.codecs import fold
from onrecord.store.dialect import without_index
from onrecord.store.pagination import Keyset
from onrecord.store.rows import lookup
from onrecord.store.schema import statements
from onrecord.store.statements import StoredStatement, load_statements
from onrecord.store.store import Store
from onrecord.types import Spans

Order = Literal["relevance", "newest", "oldest"]

ORDERS: Final[tuple[Order, ...]] = get_args(Order)
RANKED: Final = 5_000
"""If more statements than this contain the words, the newest come first. Ranking would read all of them, and BM25 can
hardly distinguish short statements with "ferry"."""
BATCH: Final = 500
"""Number of statements in a batch, in which words are searched for: about 1 ms."""

_TERMS = select(statements.c.id, statements.c.terms).where(statements.c.id.in_(bindparam("keys", expanding=True)))


@dataclass(frozen=True, slots=True)
class Hit:
    """A search result: a statement, with the reasons why it matches."""

    entry: StoredStatement
    marked: Spans
    """Spans of the matched words in ``entry.quote``."""
    why: tuple[str, ...]
    """The parts of the query that it matches, in words."""


@dataclass(frozen=True, slots=True)
class SearchPage:
    """A page of search results."""

    hits: tuple[Hit, ...]
    order: Order | Literal["likeness"]
    next: str | None
    """The cursor of the next page; null on the last."""
    notes: tuple[str, ...]
    """Notes for the user on ambiguous and unknown names."""


def find(
    record: Store, query: Query, *, sort: Order | None = None, limit: int = 20, after: str | None = None
) -> SearchPage:
    """Find the statements that match ``query``, in the order of ``sort``.

    By default the most relevant come first if there are words, otherwise the newest. Undated statements come last in
    both orders of time. ``after`` is ``next`` of the previous page. Raises ``UsageError`` for an invalid query, order
    or cursor.
    """
    with record.snapshot() as connection:
        return find_counted(connection, count_filters(connection, query), sort=sort, limit=limit, after=after)


def find_counted(
    connection: Connection,
    counted: CountedQuery,
    *,
    sort: Order | None = None,
    limit: int = 20,
    after: str | None = None,
) -> SearchPage:
    """``find`` for a query with counted filters."""
    if sort is not None and sort not in ORDERS:
        raise UsageError(f"There is no order {sort!r}. Choose one of {', '.join(ORDERS)}.")
    return _Search(connection, counted, sort=sort, limit=limit, after=after).run()


def find_on_page(connection: Connection, query: Query, *, page_key: int) -> list[int]:
    """Keys of the current statements on one page that match ``query``, in text order.

    Saved searches are run with it on a page that was just added. Filters are not counted, since a page has few
    statements.
    """
    resolved = resolve_query(connection, query)
    rows = select(statements.c.id, statements.c.terms).order_by(statements.c.position)
    rows = rows.where(statements.c.page_id == page_key, *conditions(resolved))
    words, terms_by_key = resolved.words, lookup(connection, rows)
    return [key for key, terms in terms_by_key.items() if words is None or fulltext.holds(words, terms)]


class _Search:
    def __init__(
        self, connection: Connection, counted: CountedQuery, *, sort: Order | None, limit: int, after: str | None
    ) -> None:
        self._connection = connection
        self._counted = counted
        self._resolved = counted.resolved
        self._query = counted.resolved.query
        self._sort = sort
        self._limit = limit
        self._after = after
        self._notes = name_notes(connection, counted)

    def run(self) -> SearchPage:
        filters, words = list(self._counted.filters), self._counted.words
        # Without words, and sorted by time, one filter leads. Rare words may lead instead: the 40 statements of a
        # speaker are searched for "will", not the half million with that word.
        if words is None:
            return self._by_time(filters, search_batches=False)
        if self._sort in (None, "relevance"):
            if words.count <= RANKED:
                return self._by_relevance()
            self._notes.append(f"More than {RANKED:,} statements contain these words, so the newest come first.")
        if self._counted.words_are_common:
            return self._by_time(filters, search_batches=True)
        return self._by_time([*filters, words], search_batches=False)

    def _by_relevance(self) -> SearchPage:
        """All statements with the words, ranked; later pages skip statements that were added meanwhile."""
        assert self._resolved.words is not None
        keyset = self._keyset("best")
        # BM25 ranks change with every page added, so a cursor counts rows among the statements up to the last key at
        # the time of the first page.
        last, offset = keyset.start or (last_key(self._connection), 0)
        rows = (
            select(statements.c.id)
            .join(fulltext.statement_index, statements.c.id == without_index(fulltext.statement_key))
            .where(
                fulltext.matches(self._resolved.words),
                fulltext.statement_key <= last,
                *conditions(self._resolved),
            )
            .order_by(fulltext.relevance(self._resolved.words), statements.c.id)
            .limit(keyset.fetch)
            .offset(offset)
        )
        keys = self._connection.execute(rows).scalars().all()
        page = keyset.page(keys, key=lambda _: (last, offset + self._limit))
        return self._load(page.items, order="relevance", following=page.next)

    def _by_time(self, filters: Sequence[Filter], *, search_batches: bool) -> SearchPage:
        """Sorted by time, along one of ``filters``; with ``search_batches`` each batch is then searched for the
        words."""
        order: Order = "oldest" if self._sort == "oldest" else "newest"
        keyset = self._keyset(order)
        total = count_statements(self._connection)
        lead = choose_lead(filters, total=total, limit=keyset.fetch)
        remaining = [following.condition for following in filters if following is not lead]
        places: list[Place] = []
        for batch in walk(
            self._connection,
            self._query,
            lead=lead,
            conditions=[*plain_conditions(self._query), *remaining],
            start=keyset.start,
            size=max(BATCH, keyset.fetch) if search_batches else keyset.fetch,
            oldest=order == "oldest",
        ):
            places += holding_words(self._connection, self._resolved, batch) if search_batches else batch
            if len(places) > self._limit:
                break
        page = keyset.page(places, key=tuple)
        return self._load([key for _, key in page.items], order=order, following=page.next)

    def _keyset(self, order: str) -> Keyset:
        return Keyset.read(self._after, listing=(order, self._query), shape=(int, int), limit=self._limit)

    def _load(self, keys: Sequence[int], *, order: Order, following: str | None) -> SearchPage:
        entries = dict(zip(keys, load_statements(self._connection, keys), strict=True))
        spans: dict[int, Spans] = {}
        if self._resolved.words is not None and keys:
            spans = fulltext.find_words(self._resolved.words, {key: entry.quote for key, entry in entries.items()})
        hits = [
            Hit(entry, spans.get(key, ()), tuple(reasons(entry, spans.get(key, ()), query=self._query)))
            for key, entry in entries.items()
        ]
        return SearchPage(tuple(hits), order=order, next=following, notes=tuple(self._notes))


def holding_words(connection: Connection, resolved: ResolvedQuery, places: Sequence[Place]) -> list[Place]:
    """The ``places`` of statements that contain the words of the query."""
    assert resolved.words is not None
    terms_by_key = lookup(connection, _TERMS, keys=[key for _, key in places])
    return [place for place in places if fulltext.holds(resolved.words, terms_by_key[place[1]])]


def name_notes(connection: Connection, counted: CountedQuery) -> list[str]:
    """Notes on ambiguous and unknown names in a query."""
    resolved, query = counted.resolved, counted.resolved.query
    notes = [name_resolver.describe_meaning(connection, name) for name in (*resolved.by, *resolved.about)]
    unmet = {counted_filter.name for counted_filter in counted.filters if not counted_filter.count}
    if "told" in unmet:
        notes += [name_resolver.describe_unknown(connection, name, among="told") for name in query.told]
    if "outlet" in unmet:
        notes += [name_resolver.describe_unknown(connection, name, among="outlets") for name in query.outlet]
    return [note for note in notes if note]


def reasons(entry: StoredStatement, spans: Spans, *, query: Query) -> Iterator[str]:
    """List the parts of the query that a statement matches, in words; ``spans`` are of the matched words."""
    if spans:
        words = dict.fromkeys(entry.quote[start:end].casefold() for start, end in spans)
        yield f"words: {', '.join(words)}"
    if query.by and entry.speaker:
        printed_source = entry.printed and fold(entry.printed) not in fold(entry.speaker.name) and entry.printed
        names = " and ".join(speaker.name for speaker in entry.speakers)
        yield f"by {names}" + (f" (here “{printed_source}”)" if printed_source else "")
    if query.about:
        yield f"about {', '.join(person.name for person in entry.about)}"
    if query.told and entry.told:
        yield f"told {entry.told}"
    if query.outlet and entry.page.outlet:
        yield f"in {entry.page.outlet}"
    if (query.since or query.until) and entry.first:
        verb = "said" if entry.when else "on a page of"
        yield f"{verb} {entry.when or entry.page.published or entry.first}"
    if query.kind:
        yield entry.kind
    if query.place:
        yield f"in the {entry.place}" if entry.place != "furniture" else "beside the article"
