"""The whole record as JSON Lines, a lossless format that ``onrecord import`` reads.

One object per line, its ``type`` first, in this order:

    record      metadata of the record
    person      a person or organisation across pages
    merged      a person that was merged into another
    page        a page: its addresses, its versions and complete readings (in the record format), its people, and its
                statements over all readings with their changes
    link        a program's decision about two appearances, each as [page, kind, name, nth]
    judgement   a person's judgement
    failure     a page that could not be read
    feed        the polling state of a feed; feed_page: of a page in a feed; hit: a match of a saved search

Public ids replace keys. Derived data is left out: counts, facts, relationships, citations and search indexes.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, cast

from sqlalchemy import BindParameter, Connection, Select, Table, bindparam, case, select

from onrecord.codec import JsonObject, write_json
from onrecord.export.line_shapes import ChangeLine, PageLine, State
from onrecord.store.codecs import unpack_record, unpack_text
from onrecord.store.current_pages import LOT
from onrecord.store.name_table import ERASURES
from onrecord.store.rows import AnyRow
from onrecord.store.schema import (
    CURRENT,
    REFUSED,
    REMOVED,
    UNREAD,
    addresses,
    appearances,
    changes,
    copies,
    exclusions,
    failures,
    judgements,
    links,
    meta,
    names,
    pages,
    persons,
    readings,
    removed_hashes,
    statements,
    statements_as_read,
    texts,
    versions,
)
from onrecord.store.schema.feeds import feed_pages, feeds, page_visits, search_hits

FORMAT: Final = 1
"""Version of the export format."""
STATES: Final[Mapping[int, State]] = {CURRENT: "current", REMOVED: "removed", UNREAD: "unread"}
"""A statement that a judgement rejects is current in the reading, and is exported as current."""

_STREAMED = 1000


def _all_but(table: Table, *left_out: str) -> list[Any]:
    return [column for column in table.c if column.name not in left_out]


def _as_read(column: str) -> Any:
    """``column`` as read: the effects of judgements are computed again on import."""
    return case(
        (statements_as_read.c.statement_id.is_not(None), statements_as_read.c[column]), else_=statements.c[column]
    )


_HERE: Final[BindParameter[Any]] = bindparam("pages", expanding=True)
_INTO, _BEFORE, _AFTER, _FROM, _TO = (
    persons.alias("later"),
    statements.alias("before_row"),
    statements.alias("after_row"),
    versions.alias("from_row"),
    versions.alias("to_row"),
)
_WITHDRAWN = judgements.alias("withdrawn")
_PERSONS = (
    select(
        persons.c.public_id.label("id"),
        persons.c.kind,
        names.c.text.label("name"),
        persons.c.wikidata,
    )
    .join(names, names.c.id == persons.c.name_id)
    .order_by(persons.c.id)
)
_MERGED = (
    select(persons.c.public_id.label("id"), _INTO.c.public_id.label("into"))
    .join(_INTO, _INTO.c.id == persons.c.merged_into)
    .order_by(persons.c.id)
)
_READINGS = (
    select(readings.c.id, readings.c.page_id, versions.c.number, readings.c.at, readings.c.record, texts.c.body)
    .join(versions, versions.c.id == readings.c.version_id)
    .join(texts, texts.c.id == readings.c.text_id)
    .where(readings.c.page_id.in_(_HERE))
    .order_by(readings.c.id)
)
_APPEARANCES = (
    select(appearances, names.c.text.label("name"), persons.c.public_id.label("person"))
    .join(names, names.c.id == appearances.c.name_id)
    .outerjoin(persons, persons.c.id == appearances.c.person_id)
    .where(appearances.c.page_id.in_(_HERE))
    .order_by(appearances.c.id)
)
_STATEMENTS = (
    select(
        *_all_but(statements, "speaker_appearance_id"),
        _as_read("speaker_appearance_id").label("speaker_appearance_id"),
        names.c.text.label("speaker_name"),
        persons.c.public_id.label("person"),
    )
    .outerjoin(statements_as_read, statements_as_read.c.statement_id == statements.c.id)
    .outerjoin(names, names.c.id == _as_read("speaker_name_id"))
    .outerjoin(persons, persons.c.id == _as_read("speaker_id"))
    .where(statements.c.page_id.in_(_HERE))
    .order_by(statements.c.id)
)
_CHANGES = (
    select(
        changes.c.page_id,
        changes.c.kind,
        _FROM.c.number.label("from_version"),
        _TO.c.number.label("to_version"),
        _BEFORE.c.public_id.label("before_statement"),
        _AFTER.c.public_id.label("after_statement"),
        *(changes.c[name] for name in ("before", "after", "at", "printed_before", "printed_after")),
    )
    .join(_FROM, _FROM.c.id == changes.c.from_version_id)
    .join(_TO, _TO.c.id == changes.c.to_version_id)
    .outerjoin(_BEFORE, _BEFORE.c.id == changes.c.before_id)
    .outerjoin(_AFTER, _AFTER.c.id == changes.c.after_id)
    .where(changes.c.page_id.in_(_HERE))
    .order_by(changes.c.id)
)
_VERSIONS = select(versions).where(versions.c.page_id.in_(_HERE)).order_by(versions.c.id)
_COPIES = (
    select(versions.c.page_id, versions.c.number, copies.c.sha256)
    .join(versions, versions.c.id == copies.c.version_id)
    .where(versions.c.page_id.in_(_HERE))
    .order_by(copies.c.sha256)
)
_ADDRESSES = select(addresses).where(addresses.c.page_id.in_(_HERE)).order_by(addresses.c.address)
_LOT_OF_PAGES = select(pages).where(pages.c.id > bindparam("after")).order_by(pages.c.id).limit(LOT)
_PAGE = select(pages).where(pages.c.id == bindparam("page"))


def objects(connection: Connection) -> Iterator[Mapping[str, object]]:
    """All lines as objects."""
    yield from head(connection)
    yield from _pages(connection)
    yield from tail(connection)


def head(connection: Connection) -> Iterator[JsonObject]:
    """The lines before the pages, as objects."""
    entries = connection.execute(select(meta).where(meta.c.key != ERASURES).order_by(meta.c.key))
    says = {row.key: row.value for row in entries}
    yield {"type": "record", "format": FORMAT, "meta": says}
    yield from _exclusions(connection)
    yield from _rows(connection, "person", _PERSONS)
    yield from _rows(connection, "merged", _MERGED)


def page_line(connection: Connection, page_id: int) -> PageLine:
    """The line of the page with this key, as an object. A damaged record may raise any exception."""
    rows = connection.execute(_PAGE, {"page": page_id}).all()
    (line,) = _page_lines(connection, rows)
    return line


def tail(connection: Connection) -> Iterator[JsonObject]:
    """The lines after the pages, as objects."""
    yield from _links(connection)
    withdraws = _WITHDRAWN.c.public_id.label("withdraws")
    log = select(*_all_but(judgements, "id", "withdraws"), withdraws)
    log = log.outerjoin(_WITHDRAWN, _WITHDRAWN.c.id == judgements.c.withdraws)
    yield from _rows(connection, "judgement", log.order_by(judgements.c.id))
    yield from _rows(connection, "failure", select(*_all_but(failures, "id")).order_by(failures.c.id))
    yield from _rows(connection, "feed", select(feeds).order_by(feeds.c.url))
    yield from _rows(connection, "feed_page", select(feed_pages).order_by(feed_pages.c.feed, feed_pages.c.link))
    yield from _rows(connection, "page_visit", select(page_visits).order_by(page_visits.c.link))
    matches = select(*_all_but(search_hits, "statement_id"), statements.c.public_id.label("statement")).join(statements)
    yield from _rows(connection, "hit", matches.order_by(search_hits.c.search, statements.c.public_id))


def lines(connection: Connection) -> Iterator[str]:
    """All lines of the export, without line ends."""
    return map(write_json, objects(connection))


def _rows(connection: Connection, kind: str, query: Select[*tuple[Any, ...]]) -> Iterator[JsonObject]:
    for row in connection.execute(query.execution_options(yield_per=_STREAMED)).mappings():
        yield {"type": kind, **row}


def _exclusions(connection: Connection) -> Iterator[JsonObject]:
    """Removed pages with their hashes, and hidden people. They precede the pages, so that an import applies them."""
    query = select(*_all_but(exclusions, "id")).order_by(exclusions.c.id)
    for row in connection.execute(query).mappings():
        hashes = select(removed_hashes.c.sha256).where(removed_hashes.c.page == row["subject"])
        digests = connection.execute(hashes).scalars() if row["kind"] == "remove" else ()
        yield {"type": "exclusion", **row, "hashes": sorted(digest.hex() for digest in digests)}


def _links(connection: Connection) -> Iterator[JsonObject]:
    query = select(links, names.c.text.label("by")).join(names, names.c.id == links.c.by_id)
    sides: list[Any] = []
    for side in ("left", "right"):
        appearance, page, name = (table.alias(f"{side}_{table.name}") for table in (appearances, pages, names))
        query = query.join(appearance, appearance.c.id == links.c[f"{side}_id"])
        query = query.join(page, page.c.id == appearance.c.page_id).join(name, name.c.id == appearance.c.name_id)
        parts = {"page": page.c.public_id, "kind": appearance.c.kind, "name": name.c.text, "nth": appearance.c.nth}
        sides += [column.label(f"{side}_{part}") for part, column in parts.items()]
    ordered = query.add_columns(*sides).order_by(links.c.id).execution_options(yield_per=_STREAMED)
    for row in connection.execute(ordered).mappings():
        yield {
            "type": "link",
            **{side: [row[f"{side}_{part}"] for part in ("page", "kind", "name", "nth")] for side in ("left", "right")},
            **{field: row[field] for field in ("verdict", "score")},
            "reasons": json.loads(row["reasons"]),
            **{field: row[field] for field in ("by", "at")},
        }


def _pages(connection: Connection) -> Iterator[PageLine]:
    after = 0
    while rows := connection.execute(_LOT_OF_PAGES, {"after": after}).all():
        yield from _page_lines(connection, rows)
        after = rows[-1].id


def _page_lines(connection: Connection, rows: Sequence[AnyRow]) -> Iterator[PageLine]:
    parameters = {"pages": [row.id for row in rows]}
    parts = {
        table: _by_page(connection.execute(query, parameters).all())
        for table, query in (
            ("versions", _VERSIONS),
            ("copies", _COPIES),
            ("addresses", _ADDRESSES),
            ("readings", _READINGS),
            ("people", _APPEARANCES),
            ("statements", _STATEMENTS),
            ("changes", _CHANGES),
        )
    }
    for row in rows:
        yield _page(row, parts={table: by_page[row.id] for table, by_page in parts.items()})


def _by_page(rows: Iterable[AnyRow]) -> dict[int, list[AnyRow]]:
    by_page: dict[int, list[AnyRow]] = defaultdict(list)
    for row in rows:
        by_page[row.page_id].append(row)
    return by_page


def _page(page: AnyRow, *, parts: Mapping[str, list[AnyRow]]) -> PageLine:
    readings = {row.id: number for number, row in enumerate(parts["readings"])}
    appearances = {row.id: number for number, row in enumerate(parts["people"])}
    return {
        "type": "page",
        "id": page.public_id,
        "key": page.key,
        "url": page.url,
        "source": page.source,
        "fetched": page.fetched,
        "addresses": [row.address for row in parts["addresses"]],
        "versions": [
            {
                "number": row.number,
                "fingerprint": row.fingerprint.hex(),
                "fetched": row.fetched,
                "copies": [copy.sha256.hex() for copy in parts["copies"] if copy.number == row.number],
            }
            for row in parts["versions"]
        ],
        "readings": [
            {"version": row.number, "at": row.at, "record": unpack_record(row.record, text=unpack_text(row.body))}
            for row in parts["readings"]
        ],
        "current": readings[page.reading_id],
        "people": [
            {
                "kind": row.kind,
                "name": row.name,
                "nth": row.nth,
                "person": row.person,
                "state": STATES[row.state],
                "local_id": row.local_id,
                "mentions": row.mentions,
                "aliases": json.loads(row.aliases),
                "roles": json.loads(row.roles),
                "ages": json.loads(row.ages),
            }
            for row in parts["people"]
        ],
        "statements": [
            {
                "id": row.public_id,
                "state": STATES[CURRENT if row.state == REFUSED else row.state],
                "reading": readings[row.reading_id],
                "position": row.position,
                "speaker": appearances.get(row.speaker_appearance_id),
                "speaker_name": row.speaker_name,
                "person": row.person,
            }
            for row in parts["statements"]
        ],
        "changes": [_change_line(row) for row in parts["changes"]],
    }


def _change_line(row: AnyRow) -> ChangeLine:
    left_out = {"page_id", *(("printed_before", "printed_after") if row.printed_before is None else ())}
    return cast(ChangeLine, {name: value for name, value in row._mapping.items() if name not in left_out})
