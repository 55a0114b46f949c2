"""The way that words took: every page that carries them, who had them first, who copied whom, what became of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import Connection, bindparam, select

from onrecord.errors import NotFoundError
from onrecord.store import sketches
from onrecord.store.codecs import fold, words_hash
from onrecord.store.pagination import Keyset
from onrecord.store.rows import AnyRow
from onrecord.store.schema import CURRENT, citations, names, pages, statements
from onrecord.store.statements import StoredStatement, load_statements
from onrecord.store.store import Store
from onrecord.views import stories
from onrecord.views.wording import Piece, Wording, differences, likeness, nearly_same, wording

MOST_PAGES: Final = 300
"""A trail is followed over so many pages."""
_COMPARED: Final = 100
"""Pages whose texts are compared with one another."""
_NO_DAY: Final = 99_999_999

Mouth = Literal["same", "other", "unnamed", "unstated"]
"""Whether a page puts the words in the same mouth as the first one, in another, in that of a source that it does not
name, or says nothing of it."""

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


@dataclass(frozen=True, slots=True)
class Carrier:
    """A page that carries the words."""

    entry: StoredStatement
    wording: Wording
    """Against the words of the first page."""
    pieces: tuple[Piece, ...]
    """The words of the first page and of this one, piece by piece."""
    mouth: Mouth
    first: bool
    """Whether no other page that is dated had the words on an earlier day; where several had them on that day, all but
    those that cite or copy another."""
    story: int
    """Counted from 1: pages of one number tell one story, and are one voice."""
    copy_of: str | None
    """Public id of the page that it has its text from."""
    copied: stories.Copying | None
    share: float
    """How much of its text it has from there, from 0 to 1."""
    cites: tuple[str, ...]
    """Outlets that the page says it has its news from."""
    cites_pages: tuple[str, ...]
    """Public ids of those pages in this trail that are in one of these outlets."""


@dataclass(frozen=True, slots=True)
class Trail:
    """The way that words took."""

    statement: str
    """Public id of the statement that was asked for."""
    words: str
    """As the first page has them."""
    pages: int
    """How many pages carry them."""
    voices: int
    """How many stories that makes: copies are not counted."""
    altered: int
    """On how many pages the words are other, fewer or more than on the first."""
    other_mouths: int
    """On how many somebody else is said to have said them."""
    carriers: tuple[Carrier, ...]
    """The earliest first; pages that state no date come last."""
    next: str | None
    """The cursor to the next page of the listing; null on the last."""
    notes: tuple[str, ...]


def trail(record: Store, statement: str, *, limit: int = 50, after: str | None = None) -> Trail:
    """The way of the statement with this public id or, where there is none, of these words.

    Raises ``NotFoundError`` where the record holds neither.
    """
    with record.snapshot() as connection:
        asked = _asked(connection, statement)
        rows = _carrying(connection, asked)
        return _Following(connection, asked, rows).run(limit=limit, after=after)


def _asked(connection: Connection, statement: str) -> AnyRow:
    row = connection.execute(_ONE, {"public_id": statement}).first()
    if row is not None:
        return row
    rows = connection.execute(_SAME, {"hash": words_hash(statement)}).all()
    if not rows:
        near = sketches.near_statements(connection, statement) if len(sketches.words_of(statement)) > 2 else []
        rows = [
            one
            for one in connection.execute(_NEAR, {"keys": near})
            if nearly_same(statement, one.quote, same_speaker=True)
        ]
        rows.sort(key=lambda one: -likeness(statement, one.quote))
        rows = rows[:1]
    if not rows:
        raise NotFoundError(
            f"the record holds no statement {statement!r}. Give the id of one, from a listing, or its words; "
            "`onrecord find` looks for some of its words."
        )
    return min(rows, key=_time)


def _carrying(connection: Connection, asked: AnyRow) -> list[AnyRow]:
    """The statement that fits best of each page that carries the words, the earliest first."""
    found = {row.id: row for row in connection.execute(_SAME, {"hash": words_hash(asked.quote)})}
    near = [key for key in sketches.near_statements(connection, asked.quote) if key not in found]
    if near:
        found |= {row.id: row for row in connection.execute(_NEAR, {"keys": near})}
    best: dict[int, tuple[float, AnyRow]] = {}
    for row in found.values():
        if row.id != asked.id and not nearly_same(asked.quote, row.quote, same_speaker=_mouth(asked, row) == "same"):
            continue
        rank = 2.0 if row.id == asked.id else likeness(asked.quote, row.quote)
        if row.page_id not in best or rank > best[row.page_id][0]:
            best[row.page_id] = rank, row
    best.setdefault(asked.page_id, (2.0, asked))
    return sorted((row for _, row in best.values()), key=_time)


def _time(row: AnyRow) -> tuple[int, str, str, int]:
    """By the day of the page; pages that state none come last, by when they were fetched."""
    if row.day_from is None:
        return _NO_DAY, row.fetched or "", row.page, row.id
    return row.day_from, "", row.page, row.id


def _mouth(base: AnyRow, row: AnyRow) -> Mouth:
    if base.speaker_id is not None and base.speaker_id == row.speaker_id:
        return "same"
    if row.speaker is None or base.speaker is None:
        return "same" if row.id == base.id else "unstated"
    one, other = (set(fold(name).split()) for name in (base.speaker, row.speaker))
    if one <= other or other <= one:
        return "same"
    return "unnamed" if row.speaker_id is None else "other"


class _Following:
    def __init__(self, connection: Connection, asked: AnyRow, rows: Sequence[AnyRow]) -> None:
        self._connection = connection
        self._asked = asked
        self._rows = list(rows[:MOST_PAGES])
        self._left_out = len(rows) - len(self._rows)
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
        # On one day, who cites another of these pages had it later.
        self._rows.sort(key=lambda row: (_time(row)[0], bool(self._cited_pages[row.page_id]), *_time(row)[1:]))

    def run(self, *, limit: int, after: str | None) -> Trail:
        copies, story = self._copies()
        base = self._rows[0]
        public = {row.page_id: row.page for row in self._rows}
        first = self._first(copies)
        carriers = []
        for row in self._rows:
            pieces = differences(base.quote, row.quote)
            copy = copies.get(row.page_id)
            carriers.append(
                Carrier(
                    entry=self._entries[row.id],
                    wording=wording(pieces),
                    pieces=pieces,
                    mouth=_mouth(base, row),
                    first=row.page_id in first,
                    story=story[row.page_id],
                    copy_of=None if copy is None else public[copy.page],
                    copied=None if copy is None else copy.how,
                    share=0.0 if copy is None else copy.share,
                    cites=tuple(self._cites.get(row.page_id, ())),
                    cites_pages=tuple(public[key] for key in self._cited_pages[row.page_id]),
                )
            )
        return self._trail(carriers, limit=limit, after=after)

    def _trail(self, carriers: Sequence[Carrier], *, limit: int, after: str | None) -> Trail:
        keyset = Keyset.read(after, listing=("trail", self._asked.public_id), shape=(int,), limit=limit)
        start = keyset.start[0] if keyset.start else 0
        page = keyset.page(carriers[start:], key=lambda _: (start + limit,))
        return Trail(
            statement=self._asked.public_id,
            words=self._rows[0].quote,
            pages=len(carriers) + self._left_out,
            voices=len({one.story for one in carriers}),
            altered=sum(one.wording != "same" for one in carriers),
            other_mouths=sum(one.mouth == "other" for one in carriers),
            carriers=page.items,
            next=page.next,
            notes=tuple(self._notes(carriers)),
        )

    def _notes(self, carriers: Sequence[Carrier]) -> list[str]:
        notes = []
        if self._left_out:
            notes.append(f"Only the {MOST_PAGES} earliest pages were followed; {self._left_out} more carry the words.")
        if len(carriers) > _COMPARED:
            notes.append(f"Only the {_COMPARED} earliest pages were looked through for copies.")
        first = [one for one in carriers if one.first]
        if len(first) > 1:
            notes.append(f"{len(first)} pages had the words on the first day: which had them first is not known.")
        undated = sum(_time(row)[0] == _NO_DAY for row in self._rows)
        if undated:
            pages = "1 page states" if undated == 1 else f"{undated} pages state"
            notes.append(f"{pages} no date, and may have had the words before all others.")
        return notes

    def _copies(self) -> tuple[dict[int, stories.Copied], dict[int, int]]:
        """What each page has from an earlier one, and the story that it tells."""
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
            found = stories.copied(body, earlier) if body else None
            if body:
                earlier[row.page_id] = body
            if found:
                copies[row.page_id] = found
            story[row.page_id] = story[found.page] if found else max(story.values(), default=0) + 1
        return copies, story

    def _first(self, copies: Mapping[int, stories.Copied]) -> set[int]:
        """The pages that may have had the words first."""
        day = _time(self._rows[0])[0]
        there = [row for row in self._rows if _time(row)[0] == day] if day != _NO_DAY else []
        own = [row for row in there if row.page_id not in copies and not self._cited_pages[row.page_id]]
        return {row.page_id for row in own or there}

    def _cited(self, row: AnyRow) -> list[int]:
        wanted = {fold(outlet) for outlet in self._cites.get(row.page_id, ())}
        return [key for key, outlet in self._outlets.items() if outlet and outlet in wanted and key != row.page_id]


def _lists(rows: Sequence[AnyRow]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for key, text in rows:
        some = found.setdefault(key, [])
        if text not in some:
            some.append(text)
    return found
