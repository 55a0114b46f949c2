"""The statements of one page, kept: new ones added, known ones renewed, lost ones marked as what they are."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, case, delete, insert, select, update

from onrecord.ingest.differences import Change, Words, compare, even, match, stands
from onrecord.ingest.page_entities import Cast, Target
from onrecord.store import schema
from onrecord.store.codecs import compact, public_id, unpack_text, words_hash
from onrecord.store.days import day_range
from onrecord.store.rows import AnyRow
from onrecord.store.schema import CURRENT, REMOVED, UNREAD, abouts, corrected, readings, statements, texts

_STATED = "stated"
_BY_PAGE = "page"
_AS_READ = ("kind", "act", "place", "quote", "speaker_kind", "confidence")


_ADD = insert(statements).returning(statements.c.public_id, statements.c.id)
_UPDATE = update(statements).where(statements.c.id == bindparam("b_id"))
_ADD_ABOUTS = insert(abouts)
_DROP_ABOUTS = delete(abouts).where(
    abouts.c.statement_id.in_(select(statements.c.id).where(statements.c.page_id == bindparam("page")))
)


@dataclass(frozen=True, slots=True)
class Known:
    """What is kept of a page's statements so far: the current ones first."""

    rows: tuple[AnyRow, ...]
    words: tuple[Words, ...]
    current: int
    """How many of them are current."""

    @property
    def current_words(self) -> tuple[Words, ...]:
        """The words of those that are current."""
        return self.words[: self.current]

    @property
    def keys(self) -> dict[int, int]:
        """The keys of all by their positions here."""
        return {at: int(row.id) for at, row in enumerate(self.rows)}


NOTHING_KNOWN = Known((), (), 0)


def known_statements(connection: Connection, page_id: int) -> Known:
    """Every statement that was ever kept of the page, the current ones first."""
    table, speaker = statements, schema.names
    # As read, not as judged: what a page says is compared with what it said.
    put_right = corrected.c.statement_id.is_not(None)
    read = case((put_right, corrected.c.speaker_name_id), else_=table.c.speaker_name_id)
    rows = connection.execute(
        select(table, speaker.c.text.label("speaker"))
        .outerjoin(corrected, corrected.c.statement_id == table.c.id)
        .outerjoin(speaker, speaker.c.id == read)
        .where(table.c.page_id == page_id)
        .order_by(table.c.state != CURRENT, table.c.position, table.c.id)
    ).all()
    bodies = connection.execute(
        select(readings.c.id, texts.c.body)
        .join(texts, texts.c.id == readings.c.text_id)
        .where(readings.c.id.in_({row.reading_id for row in rows}))
    )
    text = {key: unpack_text(body) for key, body in bodies}
    return Known(
        rows=tuple(rows),
        words=tuple(Words(row.quote, _spans(row.spans), row.place, row.speaker, text[row.reading_id]) for row in rows),
        current=sum(row.state == CURRENT for row in rows),
    )


def words_of(record: Mapping[str, Any]) -> tuple[Words, ...]:
    """The words of each statement of ``record``."""
    return tuple(
        Words(
            one["quote"],
            tuple((start, end) for start, end in one["content"]),
            one["place"],
            one["speaker_name"],
            record["article"]["text"],
        )
        for one in record["statements"]
    )


def keep_statements(
    connection: Connection, values: Sequence[dict[str, Any]], *, record: Mapping[str, Any], target: Target, known: Known
) -> dict[int, int]:
    """Keep the statements of the page's current reading, as ``values_of`` has them: their keys by their positions.

    Those that are ``known`` keep their keys and public ids. Those that are not found any more stay, as removed or as
    unread.
    """
    pairs = match(known.words, words_of(record)) if known.rows else {}
    _mark_lost(connection, known, kept=set(pairs.values()), text=record["article"]["text"])
    again = [values[now] | {"b_id": known.rows[was].id} for now, was in pairs.items()]
    if again:
        connection.execute(_UPDATE, again)
    keys = {now: int(known.rows[was].id) for now, was in pairs.items()}
    fresh = {at: one for at, one in enumerate(values) if at not in pairs}
    return keys | _add(connection, fresh, target=target, known=known)


def keep_lost(
    connection: Connection, values: Sequence[dict[str, Any]], *, record: Mapping[str, Any], target: Target, known: Known
) -> dict[int, int]:
    """Keep those statements of an earlier version that the page no longer makes: their keys by their positions."""
    pairs = match(known.words, words_of(record))
    lost = {at: one | {"state": REMOVED} for at, one in enumerate(values) if at not in pairs}
    keys = {now: int(known.rows[was].id) for now, was in pairs.items()}
    return keys | _add(connection, lost, target=target, known=known)


def keep_abouts(
    connection: Connection, rows: Sequence[dict[str, Any]], *, keys: Mapping[int, int], target: Target
) -> None:
    """Keep whom the statements refer to, as ``abouts_of`` has it; ``keys`` are the statements' by their positions."""
    if not target.fresh:
        connection.execute(_DROP_ABOUTS, {"page": target.page_id})
    if rows:
        connection.execute(_ADD_ABOUTS, [row | {"statement_id": keys[row["statement_id"]]} for row in rows])


def compare_pages(
    old: Sequence[Words], new: Sequence[Words], *, texts: tuple[str, str], same_reader: bool
) -> list[Change]:
    """What the page changed in its statements."""
    return compare(old, new, texts=texts, pairs=match(old, new), same_reader=same_reader)


def values_of(
    record: Mapping[str, Any], *, target: Target, cast: Cast, keys: Mapping[str, int]
) -> list[dict[str, Any]]:
    """The columns of each statement of ``record``; ``keys`` are those of names."""
    published = day_range(record["article"]["published"])
    values = []
    for position, one in enumerate(record["statements"]):
        appearance = cast.by_local_id.get(one["speaker"])
        edtf = one["when"]["edtf"] if one["when"] else None
        stated = day_range(edtf)
        first, last = published if stated == (None, None) else stated
        values.append(
            {
                "page_id": target.page_id,
                "reading_id": target.reading_id,
                "position": position,
                "state": CURRENT,
                **{field: one[field] for field in _AS_READ},
                "words_hash": words_hash(one["quote"]),
                "spans": compact([one["content"], one["cue"], one["source"]]),
                "speaker_appearance_id": appearance,
                "speaker_id": cast.somebody(appearance),
                "speaker_name_id": _key(one["speaker_name"], keys),
                "told_id": _key(one["told"], keys),
                "edtf": edtf,
                "dated": _STATED if stated != (None, None) else _BY_PAGE if first else None,
                "day_from": first,
                "day_to": last,
            }
        )
    return values


def abouts_of(
    record: Mapping[str, Any], *, values: Sequence[Mapping[str, Any]], cast: Cast, keys: Mapping[str, int]
) -> list[dict[str, Any]]:
    """The columns of ``abouts``, with the position of the statement in the place of its key."""
    return [
        {
            "statement_id": at,
            "position": position,
            "name_id": keys[name],
            "appearance_id": cast.by_name.get(name),
            "person_id": cast.somebody(cast.by_name.get(name)),
            "speaker_id": values[at]["speaker_id"],
            "day_from": values[at]["day_from"],
        }
        for at, one in enumerate(record["statements"])
        for position, name in enumerate(one["about"])
    ]


def _key(word: str | None, keys: Mapping[str, int]) -> int | None:
    return None if word is None else keys[word]


def _add(
    connection: Connection, values: Mapping[int, dict[str, Any]], *, target: Target, known: Known
) -> dict[int, int]:
    """Add statements that the page has not had: their keys by their positions."""
    if not values:
        return {}
    same = Counter(even(row.quote) for row in known.rows)
    rows = []
    for one in values.values():
        words = even(one["quote"])
        rows.append(one | {"public_id": public_id("statement", target.page, words, same[words])})
        same[words] += 1
    keys = {row.public_id: row.id for row in connection.execute(_ADD, rows)}
    return {at: keys[row["public_id"]] for at, row in zip(values, rows, strict=True)}


def _mark_lost(connection: Connection, known: Known, *, kept: set[int], text: str) -> None:
    text = even(text)
    lost = [
        {"b_id": row.id, "state": UNREAD if stands(words, text) else REMOVED}
        for at, (row, words) in enumerate(zip(known.rows, known.words, strict=True))
        if at not in kept
    ]
    if lost:
        connection.execute(_UPDATE, lost)


def _spans(raw: str) -> tuple[tuple[int, int], ...]:
    return tuple((start, end) for start, end in json.loads(raw)[0])
