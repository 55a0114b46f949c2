"""Remove pages: erase them and everything that was read, computed or judged from them; only their hashes stay.

All rows are deleted in one transaction. ``Store.scrub`` then rewrites the file, so that no word is left in its free
space, in the write-ahead log or in the search index.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Table, delete, func, or_, select, update
from sqlalchemy.sql.schema import ForeignKey

from onrecord.errors import NotFoundError
from onrecord.ingest.page_identity import url_key
from onrecord.judge.application import withdraw_judgement
from onrecord.judge.judgement_log import Author
from onrecord.resolve import clusters, persons
from onrecord.search.vector_files import erase_vectors
from onrecord.store import exclusions, totals
from onrecord.store.codecs import words_of
from onrecord.store.dialect import holds_text
from onrecord.store.log_guard import erasable_logs
from onrecord.store.name_table import Writer, drop_unused_names
from onrecord.store.pages import StoredPage, load_pages
from onrecord.store.readings import texts_of
from onrecord.store.schema import (
    REREAD,
    addresses,
    appearances,
    changes,
    copies,
    facts,
    failures,
    judgements,
    links,
    metadata,
    pages,
    readings,
    statements,
    texts,
    versions,
)
from onrecord.store.schema import persons as persons_table
from onrecord.store.schema.feeds import feed_pages, page_visits
from onrecord.store.sketches import runs, text_sketches
from onrecord.store.store import Store
from onrecord.views.stories import near_copies

_MOST_COPIES = 1_000
_RUN = 5
"""No run of so many words of a removed page stays in the log of links."""
_OWNED: tuple[Table, ...] = (pages, versions, readings, statements, appearances)
"""Tables whose rows belong to one page; rows that refer to them go with them."""


@dataclass(frozen=True, slots=True)
class Removed:
    """Pages that were erased."""

    pages: tuple[str, ...]
    """Public ids."""
    statements: int
    """Number of their current statements."""
    judgements: int
    """Number of judgements that were erased with them, because they quote them."""
    copies: tuple[StoredPage, ...]
    """Pages with nearly the same text, which stay."""


def remove(record: Store, page: str, *, by: Author, copies: bool = False) -> Removed:
    """Erase the page with this public id, address or path; with ``copies``, also pages with nearly the same text.

    Raises ``NotFoundError``, ``UsageError`` without an author and a reason, and ``RecordError`` if another program
    reads the record for so long that its log cannot be emptied. To empty it later, call this again.
    """
    with record.writer() as writer:
        connection = writer.connection
        page = page.strip()
        if exclusions.is_excluded(connection, page.lower()):
            removed = Removed((page.lower(),), 0, 0, ())
            statement_ids: Sequence[int] = ()
        else:
            public_id, page_id = _find_page(connection, page)
            copies_by_key = load_pages(connection, near_copies(connection, page_id, most=_MOST_COPIES))
            page_ids = [page_id, *(copies_by_key if copies else ())]
            of_pages = statements.c.page_id.in_(page_ids)
            statement_ids = connection.execute(select(statements.c.id).where(of_pages)).scalars().all()
            number = _remove_pages(writer, page_ids, by=by)
            remaining = () if copies else tuple(copies_by_key.values())
            removed_ids = (public_id, *(copy.id for copy in copies_by_key.values() if copies))
            removed = Removed(removed_ids, *number, remaining)
    record.scrub()
    erase_vectors(record.path, statement_ids)
    return removed


def allow(record: Store, page: str, *, by: Author) -> exclusions.Exclusion:
    """Let a removed page be added again, and log it. Raises ``NotFoundError`` if it is not removed."""
    page = page.strip().lower()
    with record.transaction() as connection:
        if not exclusions.is_excluded(connection, page):
            raise NotFoundError(f"No page with the id {page!r} is removed. `onrecord remove --list` shows the ids.")
        exclusions.let_in(connection, page)
        return exclusions.log_exclusion(connection, "allow", page, who=by.who, why=by.why or "")


def _find_page(connection: Connection, reference: str) -> tuple[str, int]:
    """Public id and key of the page with this id, address or path. Raises ``NotFoundError``."""
    keys = {reference, url_key(reference) or reference}
    is_page = (
        (pages.c.public_id == reference.lower())
        | addresses.c.address.in_(keys)
        | pages.c.key.in_(keys)
        | (pages.c.source == reference)
    )
    query = select(pages.c.public_id, pages.c.id).outerjoin(addresses, addresses.c.page_id == pages.c.id).where(is_page)
    row = connection.execute(query.limit(1)).first()
    if row is None:
        raise NotFoundError(f"The record has no page {reference!r}. Copy the id from a listing.")
    return row.public_id, row.id


def _remove_pages(writer: Writer, page_ids: Sequence[int], *, by: Author) -> tuple[int, int]:
    """Erase these pages and log it; return the numbers of their statements and of erased judgements."""
    connection = writer.connection
    rows = connection.execute(select(pages).where(pages.c.id.in_(page_ids))).all()
    words = _runs_of_words(connection, page_ids)
    for row in rows:
        exclusions.log_exclusion(connection, "remove", row.public_id, who=by.who, why=by.why or "")
        exclusions.keep_out(connection, row.public_id, _hashes(connection, row.id, key=row.key))
    judgement_ids = _judgements_of(connection, [row.public_id for row in rows])
    hidings = exclusions.hidings_by_person(connection)
    with erasable_logs(connection):
        former_persons = _separate(writer, page_ids, judgement_ids)
        _count_down(connection, page_ids)
        _erase_rows(connection, page_ids, judgement_ids)
        _erase_traces(connection, [row.source for row in rows], words=words)
        heirs = _settle_persons(writer, former_persons)
        _keep_hidden(connection, heirs, hidings)
        drop_unused_names(writer)
    return sum(row.statements for row in rows), len(judgement_ids)


def _hashes(connection: Connection, page_id: int, *, key: str) -> Iterator[bytes]:
    """Hashes of the page's bytes in all versions, of its key and of its addresses."""
    of_page = select(versions.c.id).where(versions.c.page_id == page_id)
    yield from connection.execute(select(copies.c.sha256).where(copies.c.version_id.in_(of_page))).scalars()
    yield exclusions.hash_address(key)
    for address in connection.execute(select(addresses.c.address).where(addresses.c.page_id == page_id)).scalars():
        yield exclusions.hash_address(address)


def _judgements_of(connection: Connection, removed: Sequence[str]) -> list[int]:
    """Keys of the judgements that quote these pages, and of the withdrawals of these, oldest first."""
    quoting = or_(*(holds_text(judgements.c.target, json.dumps(page)) for page in removed))
    quoted = select(judgements.c.id).where(quoting)
    either = judgements.c.id.in_(quoted) | judgements.c.withdraws.in_(quoted)
    return list(connection.execute(select(judgements.c.id).where(either).order_by(judgements.c.id)).scalars())


def _count_down(connection: Connection, page_ids: Sequence[int]) -> None:
    """Take the pages out of the totals."""

    def count(table: Table, *conditions: ColumnElement[bool]) -> int:
        query = select(func.count()).select_from(table).where(table.c.page_id.in_(page_ids), *conditions)
        return int(connection.execute(query).scalar_one())

    current = select(func.coalesce(func.sum(pages.c.statements), 0)).where(pages.c.id.in_(page_ids))
    counts = {
        "pages": len(page_ids),
        "versions": count(versions),
        "readings": count(readings),
        "statements": int(connection.execute(current).scalar_one()),
        "changes": count(changes, changes.c.kind != REREAD),
    }
    totals.add(connection, {kind: -number for kind, number in counts.items()})


def _separate(writer: Writer, page_ids: Sequence[int], judgement_ids: Sequence[int]) -> Mapping[int, set[int]]:
    """Take the people of these pages out of their clusters; return the former persons with their other appearances."""
    connection = writer.connection
    for judgement_id in judgement_ids:
        withdraw_judgement(writer, judgement_id)
    page_appearances = set(
        connection.execute(select(appearances.c.id).where(appearances.c.page_id.in_(page_ids))).scalars()
    )
    person_ids = set(
        connection.execute(select(appearances.c.person_id).where(appearances.c.id.in_(page_appearances))).scalars()
    ) | set(connection.execute(select(statements.c.speaker_id).where(statements.c.page_id.in_(page_ids))).scalars())
    mates: dict[int, set[int]] = {key: set() for key in person_ids if key is not None}
    of_persons = select(appearances.c.id, appearances.c.person_id).where(appearances.c.person_id.in_(mates))
    for appearance_id, person_id in connection.execute(of_persons).all():
        if appearance_id not in page_appearances:
            mates[person_id].add(appearance_id)
    connection.execute(
        delete(links).where(links.c.left_id.in_(page_appearances) | links.c.right_id.in_(page_appearances))
    )
    if page_appearances:
        clusters.recluster(writer, page_appearances.union(*mates.values()))
    # People of these pages whose person was founded elsewhere are persons of their own now.
    alone = select(appearances.c.person_id).where(appearances.c.id.in_(page_appearances))
    return {key: set() for key in connection.execute(alone).scalars()} | mates


def _erase_rows(connection: Connection, page_ids: Sequence[int], judgement_ids: Sequence[int]) -> None:
    """Delete the rows of these pages and judgements in all tables, those that refer to others first."""
    owned: dict[Table, ColumnElement[bool]] = {
        table: (table.c.id if table is pages else table.c.page_id).in_(page_ids) for table in _OWNED
    }
    owned[judgements] = judgements.c.id.in_(judgement_ids)
    text_ids = set(connection.execute(select(readings.c.text_id).where(owned[readings])).scalars())
    for table in reversed(metadata.sorted_tables):
        if table in owned:
            connection.execute(delete(table).where(owned[table]))
        elif "page_id" in table.c:
            connection.execute(delete(table).where(table.c.page_id.in_(page_ids)))
        elif conditions := [
            key.parent.in_(select(key.column).where(owned[key.column.table]))
            for key in _foreign_keys(table)
            if key.column.table in owned
        ]:
            connection.execute(delete(table).where(or_(*conditions)))
    unused = text_ids - set(
        connection.execute(select(readings.c.text_id).where(readings.c.text_id.in_(text_ids))).scalars()
    )
    connection.execute(delete(text_sketches).where(text_sketches.c.text_id.in_(unused)))
    connection.execute(delete(texts).where(texts.c.id.in_(unused)))


def _foreign_keys(table: Table) -> list[ForeignKey]:
    return sorted(table.foreign_keys, key=lambda key: str(key.parent))


def _erase_traces(connection: Connection, sources: Collection[str], *, words: frozenset[str]) -> None:
    """Delete failures and feed links of the pages, and reasons of links that quote them."""
    connection.execute(delete(failures).where(failures.c.page.in_(sources) | failures.c.source.in_(sources)))
    for link in connection.execute(select(feed_pages.c.link)).scalars().all():
        if exclusions.removed_page(connection, address=url_key(link)) is not None:
            connection.execute(delete(feed_pages).where(feed_pages.c.link == link))
            connection.execute(delete(page_visits).where(page_visits.c.link == link))
    for row in connection.execute(select(links.c.id, links.c.reasons)).all():
        if words & runs(words_of(row.reasons), length=_RUN):
            connection.execute(update(links).where(links.c.id == row.id).values(reasons="[]"))


def _runs_of_words(connection: Connection, page_ids: Sequence[int]) -> frozenset[str]:
    reading_ids = connection.execute(select(readings.c.id).where(readings.c.page_id.in_(page_ids))).scalars().all()
    run_sets = (runs(words_of(text), length=_RUN) for text in texts_of(connection, reading_ids).values())
    return frozenset().union(*run_sets)


def _settle_persons(writer: Writer, former_persons: Mapping[int, set[int]]) -> Mapping[int, set[int]]:
    """Recount the former persons, and delete those who were on these pages only. Return the persons that now have the
    other appearances of each.

    The public id of a person whose other appearances are one person now leads to that one.
    """
    connection = writer.connection
    heirs_by_person: dict[int, set[int]] = {}
    for person_id, mates in former_persons.items():
        of_mates = select(appearances.c.person_id).where(appearances.c.id.in_(mates))
        heirs = heirs_by_person[person_id] = set(connection.execute(of_mates).scalars())
        if connection.execute(select(appearances.c.id).where(appearances.c.person_id == person_id)).first():
            heirs.add(person_id)
            continue
        connection.execute(delete(facts).where(facts.c.person_id == person_id))
        merged = persons_table.c.id.in_(_merged_into(connection, person_id))
        if len(heirs) == 1:
            heir = connection.execute(select(persons_table).where(persons_table.c.id.in_(heirs))).one()
            values = {"merged_into": heir.id, "name_id": heir.name_id, "wikidata": None}
            connection.execute(update(persons_table).where(merged).values(values))
        else:
            connection.execute(delete(persons_table).where(merged))
    persons.recount(writer, set().union(*heirs_by_person.values()))
    return heirs_by_person


def _keep_hidden(
    connection: Connection, heirs: Mapping[int, set[int]], hidings: Mapping[int, exclusions.Exclusion]
) -> None:
    """Hide the persons that have the other appearances of a hidden one, with its author and reason."""
    for person_id, hiding in hidings.items():
        public_ids = select(persons_table.c.public_id).where(persons_table.c.id.in_(heirs.get(person_id, ())))
        for public_id in connection.execute(public_ids).scalars().all():
            if not exclusions.is_excluded(connection, public_id):
                exclusions.log_exclusion(connection, "hide", public_id, who=hiding.who, why=hiding.why)
    exclusions.refresh_hidden(connection)


def _merged_into(connection: Connection, person_id: int) -> set[int]:
    """The person and all that were merged into it."""
    merged, frontier = {person_id}, {person_id}
    while frontier:
        query = select(persons_table.c.id).where(persons_table.c.merged_into.in_(frontier))
        frontier = set(connection.execute(query).scalars()) - merged
        merged |= frontier
    return merged
