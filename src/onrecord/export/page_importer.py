"""Restore one page of an export to the tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from sqlalchemy import Connection, Executable, bindparam, insert, select, update

from onrecord.codec import from_record
from onrecord.export.jsonl import STATES
from onrecord.export.line_shapes import PageLine, ReadingLine, VersionLine
from onrecord.ingest.new_pages import page_row
from onrecord.ingest.page_entities import (
    NO_ENTITIES,
    KeyedReading,
    PageEntities,
    citation_rows,
    relationship_rows,
    unambiguous_names,
)
from onrecord.ingest.page_statements import (
    StatementRow,
    joint_speaker_rows,
    statement_rows,
    subject_rows,
)
from onrecord.ingest.person_counts import count_appearances, names_in
from onrecord.resolve import persons as people
from onrecord.store import totals
from onrecord.store.codecs import compact, pack_record, pack_text, sha256
from onrecord.store.dialect import insert_new
from onrecord.store.name_table import Writer, reader_key
from onrecord.store.rows import add_row, add_rows, find_key, lookup
from onrecord.store.schema import (
    CURRENT,
    REREAD,
    addresses,
    appearances,
    changes,
    citations,
    copies,
    joint_speakers,
    pages,
    persons,
    readings,
    relationships,
    statement_subjects,
    statements,
    texts,
    versions,
)
from onrecord.urls import web_url

Outcome = Literal["new", "known", "different", "removed", "invalid"]
"""The outcome: imported; already in the record; in conflict with other versions in the record, which stay; removed
earlier; or not as an export writes it."""

_STATE = {word: state for state, word in STATES.items()}
_FINGERPRINTS = select(versions.c.fingerprint).where(versions.c.page_id == bindparam("page"))
_PERSONS = select(persons.c.public_id, persons.c.id).where(persons.c.public_id.in_(bindparam("ids", expanding=True)))
_TEXT = select(texts.c.id).where(texts.c.sha256 == bindparam("sha256"))
_CHANGE_COLUMNS = ("kind", "before", "after", "at", "printed_before", "printed_after")
_ADD_COPIES = insert_new(copies)
_ADD_ADDRESSES = insert_new(addresses)
_ADD_PEOPLE = insert(appearances).returning(appearances.c.id, sort_by_parameter_order=True)
_ADD_STATEMENTS = insert(statements).returning(statements.c.id, sort_by_parameter_order=True)


class _RestoredRow(StatementRow):
    """A row of ``statements`` with its data over all readings."""

    public_id: str


def restore_page(writer: Writer, line: PageLine) -> Outcome:
    """Restore the page in ``line`` of an export. A page that exists stays as it is.

    Raises ``ValueError`` for a person that is not in the record.
    """
    connection = writer.connection
    page_id = find_key(connection, pages, line["id"])
    if page_id is not None:
        fingerprints = {digest.hex() for digest in connection.execute(_FINGERPRINTS, {"page": page_id}).scalars()}
        return "known" if fingerprints >= {version["fingerprint"] for version in line["versions"]} else "different"
    _PageImport(writer, _without_other_schemes(line)).run()
    return "new"


def _without_other_schemes(line: PageLine) -> PageLine:
    """Replace non-web addresses in ``line`` with null: ``javascript:`` would get into feeds and exports."""
    readings = [reading.copy() for reading in line["readings"]]
    for reading in readings:
        page = reading["record"]["page"]
        reading["record"] = {**reading["record"], "page": {**page, "url": web_url(page["url"])}}
    return {**line, "url": web_url(line["url"]), "readings": readings}


def person_keys(connection: Connection, ids: Iterable[str | None]) -> dict[str | None, int | None]:
    """Keys of persons by public id, null for null. Raises ``ValueError`` for an unknown id."""
    public_ids = {public_id for public_id in ids if public_id is not None}
    keys: dict[str | None, int | None] = {None: None}
    keys |= lookup(connection, _PERSONS, ids=sorted(public_ids))
    missing = public_ids - keys.keys()
    if missing:
        raise ValueError(f"it names a person that no earlier line has: {min(missing)!r}")
    return keys


class _PageImport:
    """Restores one page."""

    def __init__(self, writer: Writer, line: PageLine) -> None:
        self._connection = connection = writer.connection
        self._line = line
        self._readings = [from_record(reading["record"]) for reading in line["readings"]]
        self._reading = self._readings[line["current"]]
        self._name_keys = writer.name_keys(self._names())
        people = (*line["people"], *line["statements"])
        self._persons = person_keys(connection, (appearance["person"] for appearance in people))
        self._page_id = self._add_page()
        self._version_ids = {version["number"]: self._add_version(version) for version in line["versions"]}
        self._reading_ids = [self._add_reading(reading) for reading in line["readings"]]
        self._appearances = self._add_people()

    def run(self) -> None:
        """Restore the rows that refer to the readings."""
        line = self._line
        rows = self._statement_rows()
        ids = self._add(_ADD_STATEMENTS, rows)
        self._add_current(rows, ids)
        self._add_changes(ids)
        counts = {
            "pages": 1,
            "versions": len(self._version_ids),
            "readings": len(self._readings),
            "statements": sum(row["state"] == CURRENT for row in rows),
            "changes": sum(change["kind"] != REREAD for change in line["changes"]),
        }
        columns = {
            "version_id": self._version_ids[line["readings"][line["current"]]["version"]],
            "reading_id": self._reading_ids[line["current"]],
            "statements": counts["statements"],
        }
        self._connection.execute(update(pages).where(pages.c.id == self._page_id).values(columns))
        totals.add(self._connection, counts)

    def _names(self) -> set[str | None]:
        names = {name for reading in self._readings for name in names_in(reading)}
        names |= {appearance["name"] for appearance in self._line["people"]}
        return names | {statement["speaker_name"] for statement in self._line["statements"]}

    def _add(self, query: Executable, rows: Sequence[Mapping[str, object]]) -> list[int]:
        return list(self._connection.execute(query, rows).scalars()) if rows else []

    def _add_page(self) -> int:
        line = self._line
        columns = {
            **page_row(self._reading.article, name_keys=self._name_keys),
            "url": line["url"],
            "versions": max(version["number"] for version in line["versions"]),
            **dict.fromkeys(("version_id", "reading_id", "statements"), 0),
        }
        page_id = add_row(
            self._connection,
            pages,
            public_id=line["id"],
            key=line["key"],
            source=line["source"],
            fetched=line["fetched"],
            **columns,
        )
        rows = [{"address": address, "page_id": page_id} for address in line["addresses"]]
        if rows:
            self._connection.execute(_ADD_ADDRESSES, rows)
        return page_id

    def _add_version(self, version: VersionLine) -> int:
        version_id = add_row(
            self._connection,
            versions,
            page_id=self._page_id,
            number=version["number"],
            fingerprint=bytes.fromhex(version["fingerprint"]),
            fetched=version["fetched"],
        )
        rows = [{"sha256": bytes.fromhex(digest), "version_id": version_id} for digest in version["copies"]]
        if rows:
            self._connection.execute(_ADD_COPIES, rows)
        return version_id

    def _add_reading(self, reading: ReadingLine) -> int:
        record, connection = reading["record"], self._connection
        text = record["article"]["text"]
        digest = sha256(text)
        text_id = connection.execute(_TEXT, {"sha256": digest}).scalar()
        if text_id is None:
            text_id = add_row(connection, texts, sha256=digest, characters=len(text), body=pack_text(text))
        return add_row(
            connection,
            readings,
            page_id=self._page_id,
            version_id=self._version_ids[reading["version"]],
            reader_id=reader_key(connection, record["reader"]),
            text_id=text_id,
            at=reading["at"],
            record=pack_record(record),
        )

    def _add_people(self) -> list[int]:
        rows = [
            {
                "page_id": self._page_id,
                "kind": appearance["kind"],
                "nth": appearance["nth"],
                "local_id": appearance["local_id"],
                "mentions": appearance["mentions"],
                "name_id": self._name_keys[appearance["name"]],
                "person_id": self._persons[appearance["person"]],
                "state": _STATE[appearance["state"]],
                "aliases": compact(appearance["aliases"]),
                "roles": compact(appearance["roles"]),
                "ages": compact(appearance["ages"]),
            }
            for appearance in self._line["people"]
        ]
        return self._add(_ADD_PEOPLE, rows)

    def _statement_rows(self) -> list[_RestoredRow]:
        """Columns of all statements that the page ever made, in the order of the export."""
        read = [statement_rows(self._keyed(number), entities=NO_ENTITIES) for number in range(len(self._readings))]
        return [
            {
                **read[statement["reading"]][statement["position"]],
                "public_id": statement["id"],
                "state": _STATE[statement["state"]],
                "speaker_appearance_id": (
                    None if statement["speaker"] is None else self._appearances[statement["speaker"]]
                ),
                "speaker_id": self._persons[statement["person"]],
                "speaker_name_id": self._keyed(statement["reading"]).name_key(statement["speaker_name"]),
            }
            for statement in self._line["statements"]
        ]

    def _keyed(self, number: int) -> KeyedReading:
        """The reading of this number, counted from 0."""
        return KeyedReading(
            self._readings[number],
            page_id=self._page_id,
            page=self._line["id"],
            reading_id=self._reading_ids[number],
            name_keys=self._name_keys,
        )

    def _add_current(self, rows: Sequence[_RestoredRow], ids: Sequence[int]) -> None:
        """Restore the rows derived from current statements: subjects, relationships, citations and counts."""
        keyed, connection = self._keyed(self._line["current"]), self._connection
        current = {
            row["position"]: (row, key)
            for row, key in zip(rows, ids, strict=True)
            if row["reading_id"] == keyed.reading_id and row["state"] == CURRENT
        }
        entities = self._entities()
        rows_as_read = statement_rows(keyed, entities=entities)
        read: list[StatementRow] = [
            current[row["position"]][0] if row["position"] in current else row for row in rows_as_read
        ]
        keys = {position: key for position, (_, key) in current.items()}
        subjects = subject_rows(keyed, read, entities=entities, keys=keys)
        add_rows(connection, statement_subjects, subjects)
        # A judgement that named another speaker has removed the joint speakers.
        as_read = {
            position: key
            for position, key in keys.items()
            if read[position]["speaker_appearance_id"] == rows_as_read[position]["speaker_appearance_id"]
        }
        joint_rows = joint_speaker_rows(keyed, entities=entities, keys=as_read)
        add_rows(connection, joint_speakers, joint_rows)
        add_rows(connection, relationships, relationship_rows(keyed, entities=entities))
        add_rows(connection, citations, citation_rows(keyed))
        said = [row for row, _ in current.values()]
        counts = count_appearances(keyed, entities, statements=said, subjects=subjects, joint_speakers=joint_rows)
        people.add_counts(connection, counts)

    def _entities(self) -> PageEntities:
        by_local_id: dict[str, int] = {}
        persons_of: dict[int, int] = {}
        for appearance, key in zip(self._line["people"], self._appearances, strict=True):
            if _STATE[appearance["state"]] == CURRENT:
                by_local_id[appearance["local_id"]] = key
                person = self._persons[appearance["person"]]
                if person is not None:
                    persons_of[key] = person
        return PageEntities(by_local_id, by_name=unambiguous_names(self._reading, by_local_id), persons=persons_of)

    def _add_changes(self, ids: Sequence[int]) -> None:
        keys: dict[str | None, int | None] = {None: None}
        keys |= {statement["id"]: key for statement, key in zip(self._line["statements"], ids, strict=True)}
        rows = [
            {
                "page_id": self._page_id,
                "from_version_id": self._version_ids[change["from_version"]],
                "to_version_id": self._version_ids[change["to_version"]],
                "before_id": keys[change["before_statement"]],
                "after_id": keys[change["after_statement"]],
                **{name: change.get(name) for name in _CHANGE_COLUMNS},
            }
            for change in self._line["changes"]
        ]
        if rows:
            self._connection.execute(insert(changes), rows)
