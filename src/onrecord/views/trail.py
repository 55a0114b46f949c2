"""The trail of a quotation: every page that has the words, first reports, copies, and altered wordings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import SequenceMatcher
from functools import cache, partial
from typing import Final, Literal

from sqlalchemy import Connection, bindparam, select

from onrecord.errors import NotFoundError
from onrecord.resolve.name_similarity import FULL_NAME_SIMILARITIES, compare_names, is_given_name
from onrecord.store import sketches
from onrecord.store.codecs import fold, words_hash, words_of
from onrecord.store.pagination import Keyset
from onrecord.store.rows import AnyRow
from onrecord.store.schema import CURRENT, changes, citations, names, pages, statements
from onrecord.store.statements import StoredStatement, load_statements
from onrecord.store.store import Store
from onrecord.urls import bare_host, original_url, same_site
from onrecord.views import stories
from onrecord.views.wording import Piece, Quote, Wording, compare_wordings, is_other_statement, likeness, nearly_same

MOST_PAGES: Final = 300
"""A trail has at most this many pages."""
_COMPARED: Final = 100
"""Only this many pages are compared with each other for copies."""
_MISPRINTED: Final = 0.85
"""Least similarity of two given names, one of them perhaps misprinted: "William" and "Wlilliam" have 0.93."""
_NO_DAY: Final = 99_999_999

SpeakerMatch = Literal["same", "other", "unnamed", "unstated"]
"""The speaker compared with the first page: the same, another, an unnamed source, or not stated on one of the pages."""

_SPEAKER = names.alias("speaker")
_ROWS = (
    select(
        statements.c.id,
        statements.c.public_id,
        statements.c.page_id,
        statements.c.quote,
        statements.c.kind,
        statements.c.speaker_id,
        _SPEAKER.c.text.label("speaker"),
        pages.c.public_id.label("page"),
        pages.c.day_from,
        pages.c.fetched,
    )
    .join(pages, pages.c.id == statements.c.page_id)
    .outerjoin(_SPEAKER, _SPEAKER.c.id == statements.c.speaker_name_id)
)
_ONE = _ROWS.where(statements.c.public_id == bindparam("public_id"))
_SAME = (
    _ROWS.where(statements.c.words_hash == bindparam("hash"), statements.c.state == CURRENT)
    .order_by(statements.c.id)
    .limit(2 * MOST_PAGES)
)
_NEAR = _ROWS.where(statements.c.id.in_(bindparam("keys", expanding=True)), statements.c.state == CURRENT)
_CITED = (
    select(citations.c.page_id, names.c.text)
    .join(names, names.c.id == citations.c.outlet_id)
    .where(citations.c.page_id.in_(bindparam("keys", expanding=True)))
    .order_by(citations.c.page_id, citations.c.position)
)
_EARLIER = select(changes.c.before, changes.c.before_id).where(
    changes.c.after_id == bindparam("statement"), changes.c.kind == "altered", changes.c.before.is_not(None)
)
_SAID_AGAIN: Final = timedelta(days=31)
"""Outlets quote most words within a month; other words of the same speaker after it may be a new statement."""
_LEAST_OF_ANOTHER: Final = 20
"""Words in common with which an altered quotation by another named speaker is the same one, and no stock phrase."""
_MOST_EDITS: Final = 20
"""Earlier wordings of the first page that are looked up."""
_MOST_SITES: Final = 5
"""Sites that are listed in a note."""


@dataclass(frozen=True, slots=True)
class Carrier:
    """A page that has the words."""

    entry: StoredStatement
    wording: Wording
    """Compared with the first page."""
    pieces: tuple[Piece, ...]
    """Word diff between the first page and this one."""
    mouth: SpeakerMatch
    first: bool
    """True if no dated page had the words on an earlier day. If several pages had them on that day, those that cite or
    copy another page are not first."""
    story: int
    """Number of its story from 1; copies share one number."""
    copy_of: str | None
    """Public id of the page that it copies."""
    copied: stories.Copying | None
    share: float
    """Share of its text that is copied, 0 to 1."""
    cites: tuple[str, ...]
    """Outlets that the page credits."""
    cites_pages: tuple[str, ...]
    """Public ids of the pages of these outlets in this trail."""


@dataclass(frozen=True, slots=True)
class Trail:
    """The trail of a quotation."""

    statement: str
    """Public id of the statement."""
    words: str
    """As printed on the first page."""
    pages: int
    """Number of pages that have the words."""
    voices: int
    """Number of stories; copies are not counted."""
    altered: int
    """Number of pages with other words than the first page; those that only shorten or extend it do not count."""
    other_mouths: int
    """Number of pages that name another speaker."""
    carriers: tuple[Carrier, ...]
    """Earliest first; undated pages last."""
    next: str | None
    """The cursor of the next page of the listing; null on the last."""
    notes: tuple[str, ...]


def trail(record: Store, statement: str, *, limit: int = 50, after: str | None = None) -> Trail:
    """Follow a statement from page to page, by its public id or its words.

    Raises ``NotFoundError`` if the record has neither.
    """
    with record.snapshot() as connection:
        origin = _find_statement(connection, statement)
        rows = _find_carriers(connection, origin)
        return _TrailBuilder(connection, origin, rows).run(limit=limit, after=after)


def _find_statement(connection: Connection, statement: str) -> AnyRow:
    row = connection.execute(_ONE, {"public_id": statement}).first()
    if row is not None:
        return row
    rows = connection.execute(_SAME, {"hash": words_hash(statement)}).all()
    if not rows:
        near = sketches.near_statements(connection, statement) if len(words_of(statement)) > 2 else []
        rows = [
            row
            for row in connection.execute(_NEAR, {"keys": near})
            if nearly_same(statement, row.quote, same_speaker=True)
        ]
        rows.sort(key=lambda row: -likeness(statement, row.quote))
        rows = rows[:1]
    if not rows:
        raise NotFoundError(
            f"The record has no statement {statement!r}. Give the id of one from a listing, or its exact words; "
            "`onrecord find` searches for some of the words."
        )
    return min(rows, key=_time)


def _find_carriers(connection: Connection, origin: AnyRow) -> list[AnyRow]:
    """Find the best match on each page that has the words, earliest first."""
    candidates = {row.id: row for row in connection.execute(_SAME, {"hash": words_hash(origin.quote)})}
    near = [key for key in sketches.near_statements(connection, origin.quote) if key not in candidates]
    if near:
        candidates |= {row.id: row for row in connection.execute(_NEAR, {"keys": near})}
    # Most pages print the same words, which are compared once.
    is_same, rank_of = cache(partial(nearly_same, origin.quote)), cache(partial(likeness, origin.quote))
    best: dict[int, tuple[float, AnyRow]] = {}
    for row in candidates.values():
        same_speaker, is_reported = _match_speaker(origin, row) == "same", "indirect" in (origin.kind, row.kind)
        if row.id != origin.id and not is_same(row.quote, same_speaker=same_speaker, is_reported=is_reported):
            continue
        rank = 2.0 if row.id == origin.id else rank_of(row.quote)
        if row.page_id not in best or rank > best[row.page_id][0]:
            best[row.page_id] = rank, row
    best.setdefault(origin.page_id, (2.0, origin))
    rows = sorted((row for _, row in best.values()), key=_time)
    return [row for row in rows if row.id == origin.id or not _is_stock_phrase(rows[0], row)]


def _is_stock_phrase(first: AnyRow, row: AnyRow) -> bool:
    """True if another speaker uses the same phrase in a statement of their own: an airline that is "watching it closely
    and will tell our passengers" does not alter what the minister said, who "will tell the public"."""
    match = _match_speaker(first, row)
    if match not in {"other", "unnamed"}:
        return False
    least = _LEAST_OF_ANOTHER if match == "other" else 0
    return is_other_statement(Quote(first.quote, first.kind), Quote(row.quote, row.kind), least=least)


def _time(row: AnyRow) -> tuple[int, str, str, int]:
    """Sort key: the day of the page; undated pages come last, by their time of fetching."""
    if row.day_from is None:
        return _NO_DAY, row.fetched or "", row.page, row.id
    return row.day_from, "", row.page, row.id


def _match_speaker(base: AnyRow, row: AnyRow) -> SpeakerMatch:
    if base.speaker_id is not None and base.speaker_id == row.speaker_id:
        return "same"
    if row.speaker is None or base.speaker is None:
        return "same" if row.id == base.id else "unstated"
    base_name, name = (set(fold(speaker).split()) for speaker in (base.speaker, row.speaker))
    if base_name <= name or name <= base_name or compare_names(base.speaker, row.speaker) in FULL_NAME_SIMILARITIES:
        return "same"
    if row.speaker_id is None:
        return "unnamed"
    # "A source close to the board" on the first page may be Orla Tarn, whom a later page names.
    return "unstated" if base.speaker_id is None or _is_misprint(base.speaker, row.speaker) else "other"


def _is_misprint(name: str, other_name: str) -> bool:
    """True for "William Tarn" and "Wlilliam Tarn", but not for "Martin Tarn" and "Martina Tarn"."""
    (given, *rest), (other_given, *other_rest) = fold(name).split(), fold(other_name).split()
    if rest != other_rest or (is_given_name(given) and is_given_name(other_given)):
        return False
    return SequenceMatcher(None, given, other_given, autojunk=False).ratio() >= _MISPRINTED


class _TrailBuilder:
    def __init__(self, connection: Connection, origin: AnyRow, rows: Sequence[AnyRow]) -> None:
        self._connection = connection
        self._origin = origin
        self._rows = list(rows[:MOST_PAGES])
        self._left_out = len(rows) - len(self._rows)
        self._edited = 0
        keys = {"keys": [row.page_id for row in self._rows]}
        self._cites = _lists(connection.execute(_CITED, keys).all())
        self._entries = dict(
            zip(
                [row.id for row in self._rows],
                load_statements(connection, [row.id for row in self._rows]),
                strict=True,
            )
        )
        self._outlets = {row.page_id: fold(self._entries[row.id].page.outlet or "") for row in self._rows}
        self._cited_pages = {row.page_id: self._cited(row) for row in self._rows}
        # On the same day, a page that cites another of these pages was later.
        self._rows.sort(key=lambda row: (_time(row)[0], bool(self._cited_pages[row.page_id]), *_time(row)[1:]))

    def run(self, *, limit: int, after: str | None) -> Trail:
        copies, story = self._copies()
        base = self._rows[0]
        public = {row.page_id: row.page for row in self._rows}
        first = self._first(copies)
        compare = _WordingComparer(self._connection, base)
        carriers = []
        for row in self._rows:
            difference, pieces = compare(row)
            mouth = self._match_speaker(base, row)
            if difference == "altered" and mouth == "same" and self._is_said_later(base, row):
                difference = "restated"
            copy = copies.get(row.page_id)
            carriers.append(
                Carrier(
                    entry=self._entries[row.id],
                    wording=difference,
                    pieces=pieces,
                    mouth=mouth,
                    first=row.page_id in first,
                    story=story[row.page_id],
                    copy_of=None if copy is None else public[copy.page],
                    copied=None if copy is None else copy.how,
                    share=0.0 if copy is None else copy.share,
                    cites=tuple(self._cites.get(row.page_id, ())),
                    cites_pages=tuple(public[key] for key in self._cited_pages[row.page_id]),
                )
            )
        self._edited = compare.earlier_matches
        return self._trail(carriers, limit=limit, after=after)

    def _is_said_later(self, base: AnyRow, row: AnyRow) -> bool:
        """True if the words may have been said long after those on the first page.

        A chairman says "we will open 12 shops" in one year and "we will open 15 shops" in the next.
        """
        last, first = self._entries[base.id].last, self._entries[row.id].first
        if last is None or first is None:
            return False
        return date.fromisoformat(first) - date.fromisoformat(last) > _SAID_AGAIN

    def _match_speaker(self, base: AnyRow, row: AnyRow) -> SpeakerMatch:
        """Compare the speakers; those of a joint statement are one: "the mayors, Orla Tarn and Dex Moll, said"."""
        match = _match_speaker(base, row)
        if match == "other" and not all(self._entries[key].printed for key in (base.id, row.id)):
            return "unstated"  # nobody is named next to the words on one of the pages
        base_speakers, speakers = ({ref.name for ref in self._entries[key].speakers} for key in (base.id, row.id))
        return "same" if match == "other" and base_speakers & speakers else match

    def _trail(self, carriers: Sequence[Carrier], *, limit: int, after: str | None) -> Trail:
        keyset = Keyset.read(after, listing=("trail", self._origin.public_id), shape=(int,), limit=limit)
        start = keyset.start[0] if keyset.start else 0
        page = keyset.page(carriers[start:], key=lambda _: (start + limit,))
        return Trail(
            statement=self._origin.public_id,
            words=self._rows[0].quote,
            pages=len(carriers) + self._left_out,
            voices=len({carrier.story for carrier in carriers}),
            altered=sum(carrier.wording == "altered" for carrier in carriers),
            other_mouths=sum(carrier.mouth == "other" for carrier in carriers),
            carriers=page.items,
            next=page.next,
            notes=tuple(self._notes(carriers)),
        )

    def _notes(self, carriers: Sequence[Carrier]) -> list[str]:
        notes = []
        if self._left_out:
            notes.append(f"Only the {MOST_PAGES} earliest pages are listed; {self._left_out} more have the words.")
        if len(carriers) > _COMPARED:
            notes.append(f"Only the {_COMPARED} earliest pages were compared for copies.")
        first = [carrier for carrier in carriers if carrier.first]
        if len(first) > 1:
            notes.append(f"{len(first)} pages had the words on the first day, so the first of them is unknown.")
        if self._edited:
            pages = "1 page has" if self._edited == 1 else f"{self._edited} pages have"
            notes.append(f"The first page has changed its words since; {pages} its earlier words.")
        undated = sum(_time(row)[0] == _NO_DAY for row in self._rows)
        if undated:
            pages = "1 page states" if undated == 1 else f"{undated} pages state"
            notes.append(f"{pages} no date, and may have had the words before all other pages.")
        return notes + list(_note_shared_names(carriers))

    def _copies(self) -> tuple[dict[int, stories.Copied], dict[int, int]]:
        """Find the page that each page copies, and number the stories.

        Of two pages of one day with the same text either may be the copy, unless one credits the other.
        """
        days = {row.page_id: _time(row)[0] for row in self._rows}
        compared = self._rows[:_COMPARED]
        texts = stories.bodies(
            self._connection,
            [row.page_id for row in compared],
            without={row.page_id: row.quote for row in compared},
        )
        earlier: dict[int, stories.StoryText] = {}
        copies: dict[int, stories.Copied] = {}
        story: dict[int, int] = {}
        for row in self._rows:
            body = texts.get(row.page_id)
            copy = stories.copied(body, earlier) if body else None
            if body:
                earlier[row.page_id] = body
            if copy and (days[copy.page] < days[row.page_id] != _NO_DAY or self._cited_pages[row.page_id]):
                copies[row.page_id] = copy
            story[row.page_id] = story[copy.page] if copy else max(story.values(), default=0) + 1
        return copies, story

    def _first(self, copies: Mapping[int, stories.Copied]) -> set[int]:
        """Find the pages that may have had the words first."""
        day = _time(self._rows[0])[0]
        same_day = [row for row in self._rows if _time(row)[0] == day] if day != _NO_DAY else []
        own = [row for row in same_day if row.page_id not in copies and not self._cited_pages[row.page_id]]
        return {row.page_id for row in own or same_day}

    def _cited(self, row: AnyRow) -> list[int]:
        credited = {fold(outlet) for outlet in self._cites.get(row.page_id, ())}
        return [key for key, outlet in self._outlets.items() if outlet and outlet in credited and key != row.page_id]


def _note_shared_names(carriers: Sequence[Carrier]) -> Iterator[str]:
    """A note for each outlet that pages of different sites name: evil.example may say that it is the Courier."""
    sites: dict[str, dict[str, str]] = {}
    for page in (carrier.entry.page for carrier in carriers):
        if page.outlet and page.url:
            url = original_url(page.url)
            sites.setdefault(page.outlet, {}).setdefault(bare_host(url), url)
    for outlet, urls in sites.items():
        first, *others = urls.values()
        if not all(same_site(first, url) for url in others):
            yield f"Pages of several sites name {outlet} as their outlet: {', '.join([*urls][:_MOST_SITES])}."


class _WordingComparer:
    """Compares the wordings of pages with the first page's, and where these differ with its earlier wordings.

    An outlet that printed “the greatest vote” altered nothing if the first page was corrected later.
    """

    def __init__(self, connection: Connection, base: AnyRow) -> None:
        self._compare = cache(compare_wordings)
        self._quote = Quote(base.quote, base.kind)
        self._earlier = [Quote(text, base.kind) for text in _earlier_wordings(connection, base.id)]
        self.earlier_matches = 0
        """Number of pages with an earlier wording of the first page."""

    def __call__(self, row: AnyRow) -> tuple[Wording, tuple[Piece, ...]]:
        comparison = self._compare(self._quote, Quote(row.quote, row.kind))
        if comparison[0] != "altered":
            return comparison
        earlier = (self._compare(quote, Quote(row.quote, row.kind)) for quote in self._earlier)
        match = next((item for item in earlier if item[0] != "altered"), None)
        self.earlier_matches += match is not None
        return match or comparison


def _earlier_wordings(connection: Connection, statement: int) -> list[str]:
    wordings: list[str] = []
    keys, visited_keys = [statement], {statement}
    while keys and len(wordings) < _MOST_EDITS:
        for row in connection.execute(_EARLIER, {"statement": keys.pop()}).all():
            wordings.append(row.before)
            if row.before_id is not None and row.before_id not in visited_keys:
                visited_keys.add(row.before_id)
                keys.append(row.before_id)
    return wordings


def _lists(rows: Sequence[AnyRow]) -> dict[int, list[str]]:
    texts: dict[int, dict[str, None]] = {}
    for key, text in rows:
        texts.setdefault(key, {})[text] = None
    return {key: list(distinct) for key, distinct in texts.items()}
