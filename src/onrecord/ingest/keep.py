"""Keeping a reading: the one place where the record grows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import bindparam, insert, select, update

from onrecord.codec import to_record
from onrecord.ingest import page_identity
from onrecord.ingest.differences import Change
from onrecord.ingest.known_pages import has_reading, known
from onrecord.ingest.page_entities import Cast, Target, keep_cast, keep_citations, keep_relationships
from onrecord.ingest.page_statements import (
    NOTHING_KNOWN,
    abouts_of,
    compare_pages,
    keep_abouts,
    keep_lost,
    keep_statements,
    known_statements,
    values_of,
    words_of,
)
from onrecord.ingest.person_counts import shares_of, words_in
from onrecord.judge import judgement_log
from onrecord.resolve import persons
from onrecord.resolve.newcomers import Linker
from onrecord.store import headline_quotes, sketches, totals
from onrecord.store.codecs import pack_record, pack_text, public_id, sha256, unpack_text
from onrecord.store.days import day_range
from onrecord.store.dialect import insert_new
from onrecord.store.names import Writer, reader_key
from onrecord.store.rows import AnyRow, add_row
from onrecord.store.schema import addresses, changes, copies, pages, readers, readings, texts, versions
from onrecord.store.store import Store
from onrecord.times import now
from onrecord.types import Reading

Outcome = Literal["new", "changed", "earlier", "reread", "known"]
"""What keeping a reading came to: a new page; a new version of one; an older version than the latest; a newer reader's
reading of a version that was there; nothing new."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of keeping a page."""

    outcome: Outcome
    page: str
    """Public id of the page."""
    version: int
    """Which version of the page it is, counted from 1."""
    statements: int
    """How many current statements the page has now."""
    changes: tuple[Change, ...] = ()
    """What this version changed in the page's statements."""


_PAGE = select(pages).where(pages.c.id == bindparam("page"))
_PAGE_BY_KEY = select(pages).where(pages.c.key == bindparam("key"))
_PAGE_AT = select(pages).join(addresses).where(addresses.c.address == bindparam("address"))
_SAME_VERSION = select(versions.c.id).where(
    versions.c.page_id == bindparam("page"), versions.c.fingerprint == bindparam("fingerprint")
)
_VERSION = select(versions.c.number, versions.c.fetched).where(versions.c.id == bindparam("version"))
_TEXT = select(texts.c.id).where(texts.c.sha256 == bindparam("sha256"))
_TEXT_AND_READER = (
    select(texts.c.body, readers.c.version)
    .select_from(readings)
    .join(texts)
    .join(readers)
    .where(readings.c.id == bindparam("reading"))
)
_ADD_COPY = insert_new(copies)
_ADD_ADDRESS = insert_new(addresses)
_SET_PAGE = update(pages).where(pages.c.id == bindparam("b_id"))


def keep(writer: Writer, reading: Reading, *, linker: Linker | None = None) -> Kept:
    """Keep ``reading``, in the transaction of ``writer``: all of it or, where that fails, nothing."""
    return _Keeping(writer, reading, linker=linker).run()


def keep_reading(store: Store, reading: Reading, *, linker: Linker | None = None) -> Kept:
    """Keep ``reading`` in a transaction of its own: all of it or, where that fails, nothing."""
    with store.writer() as writer:
        return keep(writer, reading, linker=linker)


class _Keeping:
    """One reading on its way into the record."""

    def __init__(self, writer: Writer, reading: Reading, *, linker: Linker | None) -> None:
        self._writer = writer
        self._connection = writer.connection
        self._reading = reading
        self._record = to_record(reading)
        self._article = reading.article
        self._keys = writer.name_keys(words_in(self._record))
        self._linker = linker
        self._at = now()
        self._tallies: Counter[str] = Counter()

    def run(self) -> Kept:
        page, version_id = self._found()
        if page is None:
            kept = self._keep_version(self._new_page(), outcome="new")
        elif version_id is None:
            later = _is_later(self._article.page.fetched, self._version(page.version_id).fetched)
            kept = self._keep_version(page, outcome="changed" if later else "earlier")
        else:
            kept = self._keep_reading(page, version_id=version_id)
        totals.add(self._connection, self._tallies)
        return kept

    def _found(self) -> tuple[AnyRow | None, int | None]:
        """The page that this is a reading of, and the version, as far as they are kept."""
        copy = known(self._connection, self._article.page)
        if copy is not None:
            return self._connection.execute(_PAGE, {"page": copy.page_id}).one(), copy.version_id
        key, where = page_identity.page_key(self._article), page_identity.address(self._article.page)
        page = self._connection.execute(_PAGE_BY_KEY, {"key": key}).first()
        if page is None and where not in {None, key}:
            page = self._connection.execute(_PAGE_AT, {"address": where}).first()
        if page is None:
            return None, None
        same = {"page": page.id, "fingerprint": page_identity.fingerprint(self._article)}
        return page, self._connection.execute(_SAME_VERSION, same).scalar()

    def _new_page(self) -> AnyRow:
        key = page_identity.page_key(self._article)
        page_id = add_row(
            self._connection,
            pages,
            **self._says(),
            public_id=public_id("page", key),
            key=key,
            source=self._article.page.source,
            fetched=self._article.page.fetched,
            **dict.fromkeys(("versions", "version_id", "reading_id", "statements"), 0),
        )
        self._tallies["pages"] += 1
        return self._connection.execute(_PAGE, {"page": page_id}).one()

    def _says(self) -> dict[str, Any]:
        """What the latest version of a page says of itself."""
        article = self._article
        first, last = day_range(article.published)
        return {
            "url": article.page.url or article.url,
            "title": article.title,
            "outlet_id": None if article.outlet is None else self._keys[article.outlet],
            "published": article.published,
            "day_from": first,
            "day_to": last,
        }

    def _keep_reading(self, page: AnyRow, *, version_id: int) -> Kept:
        """Keep another reading of a version that is kept, unless its reader has read it before."""
        self._seen(page, version_id=version_id)
        number = self._version(version_id).number
        if has_reading(self._connection, version_id, by=self._reading.reader):
            return Kept("known", page=page.public_id, version=number, statements=page.statements)
        reading_id = self._new_reading(page, version_id=version_id)
        count = page.statements
        if version_id == page.version_id:
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
        self._tallies["versions"] += 1
        self._seen(page, version_id=version_id)
        reading_id = self._new_reading(page, version_id=version_id)
        if outcome == "earlier":
            count, found = page.statements, self._make_earlier(page, version_id=version_id, reading_id=reading_id)
        else:
            count, found = self._make_current(page, version_id=version_id, reading_id=reading_id)
        return Kept(outcome, page=page.public_id, version=page.versions + 1, statements=count, changes=tuple(found))

    def _new_reading(self, page: AnyRow, *, version_id: int) -> int:
        text = self._article.text
        digest = sha256(text)
        text_id = self._connection.execute(_TEXT, {"sha256": digest}).scalar()
        if text_id is None:
            text_id = add_row(self._connection, texts, sha256=digest, characters=len(text), body=pack_text(text))
            sketches.add_text(self._connection, text_id, text=text)
        self._tallies["readings"] += 1
        return add_row(
            self._connection,
            readings,
            page_id=page.id,
            version_id=version_id,
            reader_id=reader_key(self._connection, self._reading.reader),
            text_id=text_id,
            at=self._at,
            record=pack_record(self._record),
        )

    def _make_current(self, page: AnyRow, *, version_id: int, reading_id: int) -> tuple[int, list[Change]]:
        """Let the page be what this reading says it is: how many statements, and what a new version changed in them."""
        connection, record, keys = self._connection, self._record, self._keys
        target = Target(page.id, page.public_id, reading_id, fresh=page.reading_id == 0)
        before = NOTHING_KNOWN if target.fresh else known_statements(connection, page.id)
        cast = keep_cast(self._writer, record, target=target, keys=keys, linker=self._linker)
        values = values_of(record, target=target, cast=cast, keys=keys)
        made = keep_statements(connection, values, record=record, target=target, known=before)
        sketches.add_statements(connection, {made[at]: one["quote"] for at, one in enumerate(values)})
        headline_quotes.check(connection, page.id, record=record, fresh=target.fresh)
        rows = abouts_of(record, values=values, cast=cast, keys=keys)
        keep_abouts(connection, rows, keys=made, target=target)
        keep_relationships(connection, record, target=target, cast=cast, keys=keys)
        keep_citations(connection, record, target=target, keys=keys)
        says = {} if target.fresh else self._says()  # a new page has just said it
        more = version_id != page.version_id
        says |= {"version_id": version_id, "reading_id": reading_id, "statements": len(made)}
        connection.execute(_SET_PAGE, says | {"b_id": page.id, "versions": page.versions + more})
        self._tallies["statements"] += len(made) - page.statements
        if target.fresh:
            persons.add_shares(connection, shares_of(record, values=values, abouts=rows, cast=cast, keys=keys))
            return len(made), []
        persons.recount(self._writer, cast.affected)
        judgement_log.page_kept(self._writer, page.id)
        if not more:
            return len(made), []
        text, reader = self._text_and_reader(page.reading_id)
        found = compare_pages(
            before.current_words,
            words_of(record),
            texts=(text, self._article.text),
            same_reader=reader == self._reading.reader,
        )
        self._log(page, found, versions=(page.version_id, version_id), keys=(before.keys, made))
        return len(made), found

    def _make_earlier(self, page: AnyRow, *, version_id: int, reading_id: int) -> list[Change]:
        """Keep what an older version said and the page no longer does; the page stays what it is."""
        before = known_statements(self._connection, page.id)
        target = Target(page.id, page.public_id, reading_id, fresh=False)
        nobody = Cast(by_local_id={}, by_name={}, person={}, affected=frozenset())
        values = values_of(self._record, target=target, cast=nobody, keys=self._keys)
        made = keep_lost(self._connection, values, record=self._record, target=target, known=before)
        self._connection.execute(_SET_PAGE, {"b_id": page.id, "versions": page.versions + 1})
        text, reader = self._text_and_reader(page.reading_id)
        found = compare_pages(
            words_of(self._record),
            before.current_words,
            texts=(self._article.text, text),
            same_reader=reader == self._reading.reader,
        )
        self._log(page, found, versions=(version_id, page.version_id), keys=(made, before.keys))
        return found

    def _log(
        self,
        page: AnyRow,
        found: list[Change],
        *,
        versions: tuple[int, int],
        keys: tuple[Mapping[int, int], Mapping[int, int]],
    ) -> None:
        values = [
            {
                "page_id": page.id,
                "from_version_id": versions[0],
                "to_version_id": versions[1],
                "kind": one.kind,
                "before_id": None if one.before is None else keys[0][one.before],
                "after_id": None if one.after is None else keys[1][one.after],
                "before": one.was,
                "after": one.is_now,
                "at": self._at,
            }
            for one in found
        ]
        if values:
            self._connection.execute(insert(changes), values)
            self._tallies["changes"] += len(values)

    def _seen(self, page: AnyRow, *, version_id: int) -> None:
        """Know these bytes, and this address, from now on."""
        copy = {"sha256": bytes.fromhex(self._article.page.sha256), "version_id": version_id}
        self._connection.execute(_ADD_COPY, copy)
        where = page_identity.address(self._article.page)
        if where is not None:
            self._connection.execute(_ADD_ADDRESS, {"address": where, "page_id": page.id})

    def _version(self, version_id: int) -> AnyRow:
        return self._connection.execute(_VERSION, {"version": version_id}).one()

    def _text_and_reader(self, reading_id: int) -> tuple[str, str]:
        body, reader = self._connection.execute(_TEXT_AND_READER, {"reading": reading_id}).one()
        return unpack_text(body), reader


def _is_later(fetched: str | None, than: str | None) -> bool:
    """Whether a version fetched then comes after one fetched at ``than``; what is not known is taken to."""
    return fetched is None or than is None or fetched >= than
