"""Store a reading: the only place that adds readings to the record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from sqlalchemy import bindparam, delete, insert, select, update

from onrecord.codec import to_written_record
from onrecord.errors import OnRecordError, PageError, as_page_error
from onrecord.ingest import page_identity
from onrecord.ingest.changes import Change, compare, part_rereadings
from onrecord.ingest.differences import match, words_of
from onrecord.ingest.known_pages import BY_READER, TEXTS, PageLookup, find_version, has_reading
from onrecord.ingest.new_pages import NewPages, page_row
from onrecord.ingest.page_entities import (
    NO_ENTITIES,
    KeyedReading,
    citation_rows,
    relationship_rows,
    write_entities,
)
from onrecord.ingest.page_identity import PageIdentity
from onrecord.ingest.page_statements import (
    EarlierStatements,
    drop_references,
    joint_speaker_rows,
    load_earlier,
    statement_rows,
    subject_rows,
    write_lost_statements,
    write_statements,
)
from onrecord.ingest.person_counts import names_in
from onrecord.judge.application import apply_to_page
from onrecord.judge.facts import FactJudgement, correct_reading, judgements_of_facts
from onrecord.resolve import persons
from onrecord.resolve.new_appearances import Linker
from onrecord.store import headline_quotes, sketches, totals
from onrecord.store.codecs import pack_record, pack_text, sha256
from onrecord.store.dialect import insert_new, send_together
from onrecord.store.name_table import Writer, reader_key
from onrecord.store.readings import reading_by_key
from onrecord.store.rows import AnyRow, add_row, add_rows, lookup
from onrecord.store.schema import (
    REREAD,
    addresses,
    changes,
    citations,
    copies,
    joint_speakers,
    judgement_targets,
    pages,
    readings,
    relationships,
    statement_subjects,
    texts,
    versions,
)
from onrecord.store.store import Store
from onrecord.times import now
from onrecord.types import Reading

Outcome = Literal["new", "changed", "earlier", "reread", "known", "removed"]
"""The outcome: a new page; a new version of a page; a version older than the latest; another reader's reading of a
known version; no change; or a page that was removed from the record and is not stored."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The outcome of storing a page."""

    outcome: Outcome
    page: str
    """Public id of the page."""
    version: int
    """Number of the version, counted from 1."""
    statements: int
    """Number of current statements of the page."""
    changes: tuple[Change, ...] = ()
    """Changes of the page's statements in this version."""
    rereadings: tuple[Change, ...] = ()
    """Statements that were read differently in this version although the page did not edit them."""


_PAGE = select(pages).where(pages.c.id == bindparam("page"))
_PAGE_BY_KEY = select(pages).where(pages.c.key == bindparam("key"))
_PAGE_AT = select(pages).join(addresses).where(addresses.c.address == bindparam("address"))
_SAME_VERSION = select(versions.c.id).where(
    versions.c.page_id == bindparam("page"), versions.c.fingerprint == bindparam("fingerprint")
)
_VERSION = select(versions.c.number, versions.c.fetched).where(versions.c.id == bindparam("version"))
_ADD_COPY = insert_new(copies)
_ADD_ADDRESS = insert_new(addresses)
_SET_PAGE = update(pages).where(pages.c.id == bindparam("b_id"))
_DROP_RELATIONSHIPS = delete(relationships).where(relationships.c.page_id == bindparam("page"))
_DROP_CITATIONS = delete(citations).where(citations.c.page_id == bindparam("page"))
_ORPHAN = (
    update(judgement_targets)
    .where(judgement_targets.c.judgement_id == bindparam("b_id"), judgement_targets.c.side == "fact")
    .values(orphaned=bindparam("b_why"))
)


def keep(writer: Writer, reading: Reading, *, linker: Linker | None = None, pending: bool = False) -> Kept:
    """Store ``reading`` in the transaction of ``writer``: completely or, after an error, not at all.

    With ``pending``, another reading of a page's latest version is stored, but the page's current reading stays.
    """
    (kept,) = keep_together(writer, [reading], linker=linker, pending=pending)
    return kept


def keep_together(
    writer: Writer, readings: Sequence[Reading], *, linker: Linker | None = None, pending: bool = False
) -> list[Kept]:
    """``keep`` for each of ``readings`` in turn. New pages are written together, which takes a third of the time.

    If one of them fails, the transaction has to be rolled back to where it was before.
    """
    try:
        with send_together(writer.connection):
            return _keep_in_turn(writer, readings, linker=linker, pending=pending)
    except BaseException:
        writer.forget()
        if linker is not None:
            linker.forget()
        raise


def keep_each(
    writer: Writer, readings: Sequence[Reading], *, linker: Linker | None = None, pending: bool = False
) -> list[Kept | PageError]:
    """``keep_together``, but a page that fails does not stop the others. Raises ``RecordError`` if the record fails."""
    try:
        with writer.connection.begin_nested():
            return list(keep_together(writer, readings, linker=linker, pending=pending))
    except OnRecordError:
        raise
    except Exception as error:
        if len(readings) == 1:
            page = readings[0].article.page
            return [as_page_error(error, source=page.source, label=page.label)]
    return [outcome for reading in readings for outcome in keep_each(writer, [reading], linker=linker, pending=pending)]


def _keep_in_turn(writer: Writer, readings: Sequence[Reading], *, linker: Linker | None, pending: bool) -> list[Kept]:
    """Store ``readings`` in turn."""
    pages_to_keep = [(PageIdentity.of(reading.article), reading) for reading in readings]
    page_lookup = PageLookup(writer.connection)
    page_lookup.look_up(pages_to_keep)
    new_pages = NewPages(writer, page_lookup, linker=linker, at=now())
    outcomes = []
    # A known page may change the persons and texts that the new pages after it are compared with.
    for is_new, neighbours in groupby(pages_to_keep, key=lambda pair: page_lookup.is_new(pair[0])):
        together = list(neighbours)
        if is_new:
            new_pages.prepare([reading for _, reading in together])
        for identity, reading in together:
            # Checked before anything is written, so that not even the names of a removed page are stored.
            removed = page_lookup.removed_page(identity)
            if removed is not None:
                outcomes.append(Kept("removed", page=removed, version=0, statements=0))
                continue
            kept = None
            if page_lookup.may_be_known(identity):
                new_pages.write()
                kept = _ReadingWriter(writer, reading, linker=linker).run(pending=pending)
                page_lookup.forget_texts()
            if kept is None:
                page, count = new_pages.add(reading, identity)
                kept = Kept("new", page=page, version=1, statements=count)
            page_lookup.remember(identity)
            outcomes.append(kept)
    new_pages.write()
    return outcomes


def keep_reading(store: Store, reading: Reading, *, linker: Linker | None = None, pending: bool = False) -> Kept:
    """Store ``reading`` in its own transaction, as ``keep`` does."""
    with store.writer() as writer:
        return keep(writer, reading, linker=linker, pending=pending)


def keep_aside(writer: Writer, reading: Reading, *, page_id: int, version_id: int) -> None:
    """Store another reading of this version of a page, without making it the page's current reading."""
    row = writer.connection.execute(_PAGE, {"page": page_id}).one()
    _ReadingWriter(writer, reading, linker=None).keep_aside(row, version_id=version_id)


def make_current(writer: Writer, reading: Reading, *, page_id: int, reading_id: int, linker: Linker | None) -> None:
    """Make ``reading``, stored as ``reading_id`` for the page's latest version, the page's current reading."""
    row = writer.connection.execute(_PAGE, {"page": page_id}).one()
    _ReadingWriter(writer, reading, linker=linker).make_current(row, reading_id=reading_id)


class _ReadingWriter:
    """Writes one reading of a known page."""

    def __init__(self, writer: Writer, reading: Reading, *, linker: Linker | None) -> None:
        self._writer = writer
        self._connection = writer.connection
        self._reading = reading
        self._article = reading.article
        self._name_keys = writer.name_keys(names_in(reading))
        self._linker = linker
        self._at = now()
        self._totals: Counter[str] = Counter()
        self._has_changed_persons = False

    def run(self, *, pending: bool) -> Kept | None:
        """Keep the reading; return null if the page is not known."""
        page: AnyRow | None
        copy = find_version(self._connection, self._article.page)
        if copy is not None:
            page, version_id = self._connection.execute(_PAGE, {"page": copy.page_id}).one(), copy.version_id
            if has_reading(self._connection, version_id, by=self._reading.reader):
                number = self._version(version_id).number
                return Kept("known", page=page.public_id, version=number, statements=page.statements)
        else:
            page, version_id = self._find_version()
        if page is None:
            return None
        if version_id is None:
            is_later = _is_later(self._article.page.fetched, self._version(page.version_id).fetched)
            result = self._keep_version(page, outcome="changed" if is_later else "earlier")
        else:
            result = self._keep_reading(page, version_id=version_id, pending=pending)
        self._finish()
        return result

    def keep_aside(self, page: AnyRow, *, version_id: int) -> None:
        """Add the reading alone."""
        self._add_reading(page, version_id=version_id)
        self._finish()

    def make_current(self, page: AnyRow, *, reading_id: int) -> None:
        """Make the stored reading current."""
        self._make_current(page, version_id=page.version_id, reading_id=reading_id)
        self._finish()

    def _finish(self) -> None:
        if self._linker is not None:
            self._linker.finish(self._writer)
            if self._has_changed_persons:
                self._linker.forget()
        self._writer.rows.write()
        totals.add(self._connection, self._totals)

    def _find_version(self) -> tuple[AnyRow | None, int | None]:
        """The stored page and version of this reading; null if the record lacks them."""
        key, address = page_identity.page_key(self._article), page_identity.address(self._article.page)
        page = self._connection.execute(_PAGE_BY_KEY, {"key": key}).first()
        if page is None and address not in {None, key}:
            page = self._connection.execute(_PAGE_AT, {"address": address}).first()
        if page is None:
            return None, None
        same = {"page": page.id, "fingerprint": page_identity.fingerprint(self._article)}
        return page, self._connection.execute(_SAME_VERSION, same).scalar()

    def _keep_reading(self, page: AnyRow, *, version_id: int, pending: bool) -> Kept:
        """Store another reading of a known version, unless its reader has read it before."""
        self._remember_source(page, version_id=version_id)
        number = self._version(version_id).number
        if has_reading(self._connection, version_id, by=self._reading.reader):
            return Kept("known", page=page.public_id, version=number, statements=page.statements)
        reading_id = self._add_reading(page, version_id=version_id)
        count = page.statements
        if version_id == page.version_id and not pending:
            count, _ = self._make_current(page, version_id=version_id, reading_id=reading_id)
        return Kept("reread", page=page.public_id, version=number, statements=count)

    def _keep_version(self, page: AnyRow, *, outcome: Outcome) -> Kept:
        version_id = add_row(
            self._connection,
            versions,
            page_id=page.id,
            number=page.versions + 1,
            fingerprint=page_identity.fingerprint(self._article),
            fetched=self._article.page.fetched,
        )
        self._totals["versions"] += 1
        self._remember_source(page, version_id=version_id)
        reading_id = self._add_reading(page, version_id=version_id)
        if outcome == "earlier":
            count, differences = page.statements, self._add_earlier(page, version_id=version_id, reading_id=reading_id)
        else:
            count, differences = self._make_current(page, version_id=version_id, reading_id=reading_id)
        of_page, rereadings = part_rereadings(differences)
        return Kept(
            outcome,
            page=page.public_id,
            version=page.versions + 1,
            statements=count,
            changes=of_page,
            rereadings=rereadings,
        )

    def _add_reading(self, page: AnyRow, *, version_id: int) -> int:
        text = self._article.text
        digest = sha256(text)
        text_id = lookup(self._connection, TEXTS, hashes=[digest]).get(digest)
        if text_id is None:
            text_id = add_row(self._connection, texts, sha256=digest, characters=len(text), body=pack_text(text))
            sketches.add_text(self._connection, text_id, text=text)
        self._totals["readings"] += 1
        return add_row(
            self._connection,
            readings,
            page_id=page.id,
            version_id=version_id,
            reader_id=reader_key(self._connection, self._reading.reader),
            text_id=text_id,
            at=self._at,
            record=pack_record(to_written_record(self._reading)),
        )

    def _keyed(self, page: AnyRow, *, reading_id: int) -> KeyedReading:
        return KeyedReading(
            self._reading,
            page_id=page.id,
            page=page.public_id,
            reading_id=reading_id,
            name_keys=self._name_keys,
        )

    def _make_current(self, page: AnyRow, *, version_id: int, reading_id: int) -> tuple[int, list[Change]]:
        """Make this the current reading of the page: update its counts, and log the changes of a new version."""
        connection = self._connection
        self._has_changed_persons = True
        earlier = load_earlier(connection, page.id)
        facts = judgements_of_facts(connection, page.id)
        orphaned: Mapping[int, str] = {}
        if facts:
            reading_id, orphaned = self._correct(page, facts, version_id=version_id, earlier=earlier)
        keyed = self._keyed(page, reading_id=reading_id)
        entities = write_entities(self._writer, keyed, linker=self._linker)
        rows = statement_rows(keyed, entities=entities)
        keys = write_statements(connection, rows, keyed, earlier=earlier)
        sketches.add_statements(connection, {keys[row["position"]]: row["quote"] for row in rows})
        headline_quotes.check(connection, page.id, self._article)
        drop_references(connection, page.id)
        add_rows(connection, statement_subjects, subject_rows(keyed, rows, entities=entities, keys=keys))
        add_rows(connection, joint_speakers, joint_speaker_rows(keyed, entities=entities, keys=keys))
        connection.execute(_DROP_RELATIONSHIPS, {"page": page.id})
        add_rows(connection, relationships, relationship_rows(keyed, entities=entities))
        connection.execute(_DROP_CITATIONS, {"page": page.id})
        add_rows(connection, citations, citation_rows(keyed))
        is_new_version = version_id != page.version_id
        row = page_row(self._article, name_keys=self._name_keys)
        # A reading from the store has no canonical link: the record format does not include it.
        row["url"] = row["url"] or page.url
        columns = {"version_id": version_id, "reading_id": reading_id, "statements": len(keys)}
        columns |= {"b_id": page.id, "versions": page.versions + is_new_version}
        connection.execute(_SET_PAGE, {**row, **columns})
        self._totals["statements"] += len(keys) - page.statements
        has_other_days = (row["day_from"], row["day_to"]) != (page.day_from, page.day_to)
        recounted = entities.affected if has_other_days else entities.changed
        persons.recount(self._writer, recounted)
        persons.recount_statements(connection, entities.affected - recounted)
        apply_to_page(self._writer, page.id)
        if orphaned:
            connection.execute(_ORPHAN, [{"b_id": key, "b_why": reason} for key, reason in orphaned.items()])
        if not is_new_version:
            return len(keys), []
        old_keys = earlier.current_keys(page.reading_id)
        differences = [
            change
            for change in compare(reading_by_key(connection, page.reading_id), self._reading)
            if change.before is None or change.before in old_keys
        ]
        self._log(page, differences, versions=(page.version_id, version_id), keys=(old_keys, keys))
        return len(keys), differences

    def _correct(
        self, page: AnyRow, facts: Sequence[FactJudgement], *, version_id: int, earlier: EarlierStatements
    ) -> tuple[int, Mapping[int, str]]:
        """Apply judgements of facts; return the key of the corrected reading, and reasons of orphaned judgements."""
        pairs = match(earlier.words, words_of(self._reading))
        positions = {earlier.rows[before].public_id: now for now, before in pairs.items()}
        corrected = correct_reading(self._reading, facts, positions=positions)
        self._reading, self._article = corrected.reading, corrected.reading.article
        self._name_keys = self._writer.name_keys(names_in(self._reading))
        same = {"version": version_id, "by": self._reading.reader}
        reading_id = self._connection.execute(BY_READER, same).scalar()
        return reading_id or self._add_reading(page, version_id=version_id), corrected.orphaned

    def _add_earlier(self, page: AnyRow, *, version_id: int, reading_id: int) -> list[Change]:
        """Store the statements of an older version that the page no longer makes; the page stays as it is."""
        earlier = load_earlier(self._connection, page.id)
        keyed = self._keyed(page, reading_id=reading_id)
        rows = statement_rows(keyed, entities=NO_ENTITIES)
        keys = write_lost_statements(self._connection, rows, keyed, earlier=earlier)
        self._connection.execute(_SET_PAGE, {"b_id": page.id, "versions": page.versions + 1})
        new_keys = earlier.current_keys(page.reading_id)
        differences = [
            change
            for change in compare(self._reading, reading_by_key(self._connection, page.reading_id))
            if change.after is None or change.after in new_keys
        ]
        self._log(page, differences, versions=(version_id, page.version_id), keys=(keys, new_keys))
        return differences

    def _log(
        self,
        page: AnyRow,
        differences: list[Change],
        *,
        versions: tuple[int, int],
        keys: tuple[Mapping[int, int], Mapping[int, int]],
    ) -> None:
        rows = [
            {
                "page_id": page.id,
                "from_version_id": versions[0],
                "to_version_id": versions[1],
                "kind": change.kind,
                "before_id": None if change.before is None else keys[0][change.before],
                "after_id": None if change.after is None else keys[1][change.after],
                "before": change.was,
                "after": change.is_now,
                "printed_before": change.printed_before,
                "printed_after": change.printed_after,
                "at": self._at,
            }
            for change in differences
        ]
        if rows:
            self._connection.execute(insert(changes), rows)
            self._totals["changes"] += sum(change.kind != REREAD for change in differences)

    def _remember_source(self, page: AnyRow, *, version_id: int) -> None:
        """Store the hash of the page's bytes and its address, by which the page is recognised."""
        copy = {"sha256": bytes.fromhex(self._article.page.sha256), "version_id": version_id}
        self._connection.execute(_ADD_COPY, copy)
        address = page_identity.address(self._article.page)
        if address is not None:
            self._connection.execute(_ADD_ADDRESS, {"address": address, "page_id": page.id})

    def _version(self, version_id: int) -> AnyRow:
        return self._connection.execute(_VERSION, {"version": version_id}).one()


def _is_later(fetched: str | None, than: str | None) -> bool:
    """True if a version fetched at this time is later than one fetched at ``than``; an unknown time counts as later."""
    return fetched is None or than is None or fetched >= than
