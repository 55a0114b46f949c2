"""One page of an export, put back into the tables as it was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from sqlalchemy import Connection, Executable, bindparam, insert, select, update

from onrecord.export.jsonl import STATES
from onrecord.ingest.page_entities import Cast, Target, alone, keep_citations, keep_relationships
from onrecord.ingest.page_statements import abouts_of, keep_abouts, values_of
from onrecord.ingest.person_counts import shares_of, words_in
from onrecord.resolve import persons as people
from onrecord.store import totals
from onrecord.store.codecs import compact, pack_record, pack_text, sha256
from onrecord.store.days import day_range
from onrecord.store.dialect import insert_new
from onrecord.store.names import Writer, reader_key
from onrecord.store.rows import add_row, lookup
from onrecord.store.schema import (
    CURRENT,
    addresses,
    appearances,
    changes,
    copies,
    pages,
    persons,
    readings,
    statements,
    texts,
    versions,
)

Outcome = Literal["new", "known", "different"]
"""What putting a line back came to: it was not there; it was; something else of its name was, and stays."""

_NOBODY = Cast(by_local_id={}, by_name={}, person={}, affected=frozenset())
_STATE = {word: state for state, word in STATES.items()}
_PAGE = select(pages.c.id).where(pages.c.public_id == bindparam("page"))
_FINGERPRINTS = select(versions.c.fingerprint).where(versions.c.page_id == bindparam("page"))
_PERSONS = select(persons.c.public_id, persons.c.id).where(persons.c.public_id.in_(bindparam("ids", expanding=True)))
_TEXT = select(texts.c.id).where(texts.c.sha256 == bindparam("sha256"))
_ADD_COPIES = insert_new(copies)
_ADD_ADDRESSES = insert_new(addresses)
_ADD_PEOPLE = insert(appearances).returning(appearances.c.id, sort_by_parameter_order=True)
_ADD_STATEMENTS = insert(statements).returning(statements.c.id, sort_by_parameter_order=True)


def restore_page(writer: Writer, given: Mapping[str, Any]) -> Outcome:
    """Put back the page that ``given``, a line of an export, holds. A page that is kept stays as it is.

    Raises ``KeyError``, ``IndexError``, ``TypeError`` or ``ValueError`` where it is no such line.
    """
    connection = writer.connection
    there = connection.execute(_PAGE, {"page": given["id"]}).scalar()
    if there is not None:
        kept = {one.hex() for one in connection.execute(_FINGERPRINTS, {"page": there}).scalars()}
        return "known" if kept >= {one["fingerprint"] for one in given["versions"]} else "different"
    _Restoring(writer, given).run()
    return "new"


def person_keys(connection: Connection, ids: Iterable[str | None]) -> dict[str | None, int | None]:
    """The keys of persons by their public ids, of nobody by null. Raises ``ValueError`` for one that is not kept."""
    wanted = {one for one in ids if one is not None}
    found: dict[str | None, int | None] = {None: None}
    found |= lookup(connection, _PERSONS, ids=sorted(wanted))
    missing = wanted - found.keys()
    if missing:
        raise ValueError(f"it names a person of whom no line before it tells: {min(missing)!r}")
    return found


class _Restoring:
    """One page on its way back."""

    def __init__(self, writer: Writer, given: Mapping[str, Any]) -> None:
        self._connection = connection = writer.connection
        self._given = given
        self._records = [one["record"] for one in given["readings"]]
        self._record = self._records[given["current"]]
        self._keys = writer.name_keys(self._words())
        self._person = person_keys(connection, (one["person"] for one in (*given["people"], *given["statements"])))
        self._page_id = self._add_page()
        self._versions = {one["number"]: self._add_version(one) for one in given["versions"]}
        self._readings = [self._add_reading(one) for one in given["readings"]]
        self._appearances = self._add_people()

    def run(self) -> None:
        """Put back what hangs on the readings."""
        rows = self._statement_rows()
        ids = self._add(_ADD_STATEMENTS, rows)
        self._add_current(rows, ids)
        self._add_changes(ids)
        counted = {
            "pages": 1,
            "versions": len(self._versions),
            "readings": len(self._readings),
            "statements": sum(row["state"] == CURRENT for row in rows),
            "changes": len(self._given["changes"]),
        }
        current = self._given["current"]
        now = {
            "version_id": self._versions[self._given["readings"][current]["version"]],
            "reading_id": self._readings[current],
            "statements": counted["statements"],
        }
        self._connection.execute(update(pages).where(pages.c.id == self._page_id).values(now))
        totals.add(self._connection, counted)

    def _words(self) -> set[str | None]:
        given = self._given
        words = {word for record in self._records for word in words_in(record)}
        return words | {one["name"] for one in given["people"]} | {one["speaker_name"] for one in given["statements"]}

    def _key(self, word: str | None) -> int | None:
        return None if word is None else self._keys[word]

    def _add(self, query: Executable, rows: Sequence[Mapping[str, Any]]) -> list[int]:
        return list(self._connection.execute(query, rows).scalars()) if rows else []

    def _add_page(self) -> int:
        given, article = self._given, self._record["article"]
        first, last = day_range(article["published"])
        page_id = add_row(
            self._connection,
            pages,
            public_id=given["id"],
            **{field: given[field] for field in ("key", "url", "source", "fetched")},
            title=article["title"],
            outlet_id=self._key(article["outlet"]),
            published=article["published"],
            day_from=first,
            day_to=last,
            versions=max(one["number"] for one in given["versions"]),
            **dict.fromkeys(("version_id", "reading_id", "statements"), 0),
        )
        where = [{"address": address, "page_id": page_id} for address in given["addresses"]]
        if where:
            self._connection.execute(_ADD_ADDRESSES, where)
        return page_id

    def _add_version(self, one: Mapping[str, Any]) -> int:
        version_id = add_row(
            self._connection,
            versions,
            page_id=self._page_id,
            number=one["number"],
            fingerprint=bytes.fromhex(one["fingerprint"]),
            fetched=one["fetched"],
        )
        seen = [{"sha256": bytes.fromhex(digest), "version_id": version_id} for digest in one["copies"]]
        if seen:
            self._connection.execute(_ADD_COPIES, seen)
        return version_id

    def _add_reading(self, one: Mapping[str, Any]) -> int:
        record, connection = one["record"], self._connection
        text = record["article"]["text"]
        digest = sha256(text)
        text_id = connection.execute(_TEXT, {"sha256": digest}).scalar()
        if text_id is None:
            text_id = add_row(connection, texts, sha256=digest, characters=len(text), body=pack_text(text))
        return add_row(
            connection,
            readings,
            page_id=self._page_id,
            version_id=self._versions[one["version"]],
            reader_id=reader_key(connection, record["reader"]),
            text_id=text_id,
            at=one["at"],
            record=pack_record(record),
        )

    def _add_people(self) -> list[int]:
        rows = [
            {
                "page_id": self._page_id,
                **{field: one[field] for field in ("kind", "nth", "local_id", "mentions")},
                "name_id": self._keys[one["name"]],
                "person_id": self._person[one["person"]],
                "state": _STATE[one["state"]],
                **{field: compact(one[field]) for field in ("aliases", "roles", "ages")},
            }
            for one in self._given["people"]
        ]
        return self._add(_ADD_PEOPLE, rows)

    def _statement_rows(self) -> list[dict[str, Any]]:
        """The columns of every statement that the page ever made, in the order of the export."""
        given = self._given
        read = [
            values_of(record, target=self._target(reading), cast=_NOBODY, keys=self._keys)
            for record, reading in zip(self._records, self._readings, strict=True)
        ]
        return [
            read[one["reading"]][one["position"]]
            | {
                "public_id": one["id"],
                "state": _STATE[one["state"]],
                "speaker_appearance_id": None if one["speaker"] is None else self._appearances[one["speaker"]],
                "speaker_id": self._person[one["person"]],
                "speaker_name_id": self._key(one["speaker_name"]),
            }
            for one in given["statements"]
        ]

    def _target(self, reading_id: int) -> Target:
        return Target(self._page_id, self._given["id"], reading_id, fresh=True)

    def _add_current(self, rows: Sequence[Mapping[str, Any]], ids: Sequence[int]) -> None:
        """Whom the statements that stand are about, what people are to each other, and what all that adds up to."""
        target = self._target(self._readings[self._given["current"]])
        stand = {
            row["position"]: (row, key)
            for row, key in zip(rows, ids, strict=True)
            if row["reading_id"] == target.reading_id and row["state"] == CURRENT
        }
        cast, connection, record = self._cast(), self._connection, self._record
        values = values_of(record, target=target, cast=cast, keys=self._keys)
        values = [dict(stand[at][0]) if at in stand else one for at, one in enumerate(values)]
        about = abouts_of(record, values=values, cast=cast, keys=self._keys)
        about = [one for one in about if one["statement_id"] in stand]
        keep_abouts(connection, about, keys={at: key for at, (_, key) in stand.items()}, target=target)
        keep_relationships(connection, record, target=target, cast=cast, keys=self._keys)
        keep_citations(connection, record, target=target, keys=self._keys)
        said = [row for row, _ in stand.values()]
        people.add_shares(connection, shares_of(record, values=said, abouts=about, cast=cast, keys=self._keys))

    def _cast(self) -> Cast:
        here = {
            one["local_id"]: (key, self._person[one["person"]])
            for one, key in zip(self._given["people"], self._appearances, strict=True)
            if _STATE[one["state"]] == CURRENT
        }
        by_local_id = {local: key for local, (key, _) in here.items()}
        person = {key: person for key, person in here.values() if person is not None}
        return Cast(by_local_id, by_name=alone(self._record, by_local_id), person=person, affected=frozenset())

    def _add_changes(self, ids: Sequence[int]) -> None:
        statement: dict[str | None, int | None] = {None: None}
        statement |= {one["id"]: key for one, key in zip(self._given["statements"], ids, strict=True)}
        rows = [
            {
                "page_id": self._page_id,
                "from_version_id": self._versions[one["from_version"]],
                "to_version_id": self._versions[one["to_version"]],
                "before_id": statement[one["before_statement"]],
                "after_id": statement[one["after_statement"]],
                **{field: one[field] for field in ("kind", "before", "after", "at")},
            }
            for one in self._given["changes"]
        ]
        if rows:
            self._connection.execute(insert(changes), rows)
