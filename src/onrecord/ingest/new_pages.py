"""Rows of new pages. The rows of many pages are written together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TypedDict

from sqlalchemy import bindparam, update

from onrecord.codec import to_written_record
from onrecord.ingest import page_identity
from onrecord.ingest.known_pages import PageLookup
from onrecord.ingest.page_entities import (
    KeyedReading,
    PageEntities,
    appearance_rows,
    citation_rows,
    founders_of,
    relationship_rows,
    unambiguous_names,
)
from onrecord.ingest.page_identity import PageIdentity
from onrecord.ingest.page_statements import (
    StatementRow,
    joint_speaker_rows,
    public_ids,
    statement_rows,
    subject_rows,
)
from onrecord.ingest.person_counts import count_appearances, names_in
from onrecord.resolve.new_appearances import LinkedPage, Linker, NewAppearances
from onrecord.resolve.persons import AppearanceCounts, CountedPersons
from onrecord.store import headline_quotes, schema, sketches, totals
from onrecord.store.codecs import pack_record, pack_text, public_id, sha256
from onrecord.store.days import day_range
from onrecord.store.name_table import Writer
from onrecord.store.schema import persons, texts
from onrecord.types import Article, Reading

_REVIVE = update(persons).where(persons.c.id == bindparam("b_id")).values(merged_into=None)


class PageRow(TypedDict):
    """Columns of ``pages`` that depend on the latest version."""

    url: str | None
    title: str | None
    outlet_id: int | None
    published: str | None
    day_from: int | None
    day_to: int | None


def page_row(article: Article, *, name_keys: Mapping[str, int]) -> PageRow:
    """The columns of a page with this version as its latest."""
    first, last = day_range(article.published)
    return {
        "url": article.page.url or article.url,
        "title": article.title,
        "outlet_id": None if article.outlet is None else name_keys[article.outlet],
        "published": article.published,
        "day_from": first,
        "day_to": last,
    }


class NewPages:
    """New pages whose rows are written by ``write``. Nothing else may be written before."""

    def __init__(self, writer: Writer, page_lookup: PageLookup, *, linker: Linker | None, at: str) -> None:
        """``at`` is the time of the readings."""
        self._writer = writer
        self._rows = writer.rows
        self._lookup = page_lookup
        self._linker = linker
        self._at = at
        self._start()

    def _start(self) -> None:
        self._counted = CountedPersons()
        self._revived: list[int] = []
        self._totals: Counter[str] = Counter()

    def prepare(self, readings: Sequence[Reading]) -> None:
        """Look up the names, people and texts of several new pages at once; ``add`` would look them up one by one."""
        writer = self._writer
        self._lookup.look_up_texts(readings)
        writer.names.look_up(writer.connection, (name for reading in readings for name in names_in(reading)))
        if self._linker is not None:
            self._linker.prepare(writer, readings)

    def add(self, reading: Reading, identity: PageIdentity) -> tuple[str, int]:
        """Add a page; return its public id and its number of statements."""
        rows = self._rows
        keyed = KeyedReading(
            reading,
            page_id=rows.next_key(schema.pages),
            page=public_id("page", identity.key),
            reading_id=rows.next_key(schema.readings),
            name_keys=self._writer.reserve_name_keys(names_in(reading)),
        )
        self._add_page(keyed, identity)
        entities, created = self._add_entities(keyed)
        statements = statement_rows(keyed, entities=entities)
        keys = self._add_statements(keyed, statements)
        subjects = subject_rows(keyed, statements, entities=entities, keys=keys)
        rows.add(schema.statement_subjects, subjects)
        joint_speakers = joint_speaker_rows(keyed, entities=entities, keys=keys)
        rows.add(schema.joint_speakers, joint_speakers)
        for table, values in (
            (schema.relationships, relationship_rows(keyed, entities=entities)),
            (schema.citations, citation_rows(keyed)),
        ):
            rows.add(table, [{"id": rows.next_key(table), **row} for row in values])
        counts = count_appearances(
            keyed, entities, statements=statements, subjects=subjects, joint_speakers=joint_speakers
        )
        for count in counts:
            self._counted.add(count)
        self._tell_linker(keyed, entities, created=created, counts=counts)
        self._totals += Counter(pages=1, versions=1, readings=1, statements=len(keys))
        return keyed.page, len(keys)

    def write(self) -> None:
        """Write the pages."""
        if not self._totals:
            return
        if self._linker is not None:
            self._linker.finish(self._writer)
        connection = self._writer.connection
        self._counted.write(self._rows, connection)
        if self._revived:
            connection.execute(_REVIVE, [{"b_id": person_id} for person_id in self._revived])
        totals.add(connection, self._totals)
        self._start()

    def _add_page(self, keyed: KeyedReading, identity: PageIdentity) -> None:
        rows, article = self._rows, keyed.reading.article
        version_id = rows.next_key(schema.versions)
        digest = sha256(article.text)
        text_id = self._lookup.text_key(digest)
        if text_id is None:
            text_id = rows.next_key(texts)
            self._lookup.remember_text(digest, text_id)
            row = {"id": text_id, "sha256": digest, "characters": len(article.text), "body": pack_text(article.text)}
            rows.add(texts, [row])
            rows.add(sketches.text_sketches, sketches.text_rows(text_id, text=article.text))
        fetched = article.page.fetched
        page = {
            "id": keyed.page_id,
            "public_id": keyed.page,
            "key": identity.key,
            "source": article.page.source,
            "fetched": fetched,
            "versions": 1,
            "version_id": version_id,
            "reading_id": keyed.reading_id,
            "statements": len(keyed.reading.statements),
            **page_row(article, name_keys=keyed.name_keys),
        }
        rows.add(schema.pages, [page])
        version = {"id": version_id, "page_id": keyed.page_id, "number": 1, "fetched": fetched}
        rows.add(schema.versions, [{**version, "fingerprint": page_identity.fingerprint(article)}])
        rows.add(schema.copies, [{"sha256": identity.sha256, "version_id": version_id}])
        if identity.address is not None:
            rows.add_if_missing(schema.addresses, [{"address": identity.address, "page_id": keyed.page_id}])
        reading = {
            "id": keyed.reading_id,
            "page_id": keyed.page_id,
            "version_id": version_id,
            "reader_id": self._lookup.reader_key(keyed.reading.reader),
            "text_id": text_id,
            "at": self._at,
            "record": pack_record(to_written_record(keyed.reading)),
        }
        rows.add(schema.readings, [reading])
        rows.add(headline_quotes.headline_words, headline_quotes.missing_rows(keyed.page_id, article))

    def _add_entities(self, keyed: KeyedReading) -> tuple[PageEntities, dict[int, str]]:
        """Add the appearances with linked or new persons; return the new persons with their kinds."""
        rows = self._rows
        values = list(appearance_rows(keyed).values())
        ids = {row["local_id"]: rows.next_key(schema.appearances) for row in values}
        placed: dict[int, int] = {}
        if self._linker is not None and ids:
            outlet_id = keyed.name_key(keyed.reading.article.outlet)
            placed |= self._linker(self._writer, NewAppearances(keyed.page_id, keyed.reading, ids, outlet_id))
        created: dict[int, str] = {}
        for local_id, founder in founders_of(keyed):
            if ids[local_id] not in placed:
                person_id = self._lookup.former_person(founder.public_id)
                if person_id is None:
                    person_id = rows.next_key(persons)
                    self._counted.create(person_id, founder)
                else:
                    self._revived.append(person_id)
                placed[ids[local_id]] = person_id
                created[person_id] = founder.kind
        rows.add(
            schema.appearances,
            [{"id": ids[row["local_id"]], **row, "person_id": placed[ids[row["local_id"]]]} for row in values],
        )
        by_name = unambiguous_names(keyed.reading, ids)
        return PageEntities(by_local_id=ids, by_name=by_name, persons=placed), created

    def _add_statements(self, keyed: KeyedReading, statements: Iterable[StatementRow]) -> dict[int, int]:
        """Add the statements with their sketches; return their keys by position."""
        rows = self._rows
        quotes = {row["position"]: row["quote"] for row in statements}
        ids = public_ids(keyed.page, quotes)
        keys = {position: rows.next_key(schema.statements) for position in quotes}
        rows.add(
            schema.statements,
            [{"id": keys[row["position"]], "public_id": ids[row["position"]], **row} for row in statements],
        )
        sketched = sketches.statement_rows({keys[position]: quote for position, quote in quotes.items()})
        rows.add(sketches.statement_sketches, sketched)
        return keys

    def _tell_linker(
        self,
        keyed: KeyedReading,
        entities: PageEntities,
        *,
        created: Mapping[int, str],
        counts: list[AppearanceCounts],
    ) -> None:
        if self._linker is None:
            return

        def person(name: str) -> int | None:
            return entities.person(entities.by_name.get(name))

        page = LinkedPage(
            keyed.page_id,
            outlet_id=keyed.name_key(keyed.reading.article.outlet),
            persons=entities.persons,
            created=created,
            counts=counts,
            names={key: name for name, key in keyed.name_keys.items()},
            relationships=[(tie, person(tie.from_name), person(tie.to_name)) for tie in keyed.reading.relationships],
        )
        self._linker.learn(page)
