"""A statement: its evidence, context, judgements and history, and its state on its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from sqlalchemy import Connection, bindparam, func, select

from onrecord import explaining
from onrecord.codec import written_confidence
from onrecord.errors import NotFoundError
from onrecord.judge.corrections import AsRead, as_read
from onrecord.judge.judgement_log import StatementJudgement, judgements_of_statement
from onrecord.selectors import link
from onrecord.store.codecs import words_of
from onrecord.store.entities import EntityRef
from onrecord.store.readings import StoredReading, load_reading_by_key
from onrecord.store.rows import AnyRow
from onrecord.store.schema import CURRENT, REFUSED, REMOVED, UNREAD, names, pages, readings, statements, versions
from onrecord.store.statements import LoadedStatements, PageStatement, StoredStatement
from onrecord.store.store import Store
from onrecord.types import Article, Reading, Span, Statement
from onrecord.views.page_marks import statement_marks
from onrecord.views.segments import TextBlock, blocks_around
from onrecord.views.versions import PageChange, Version, changes_of_statement

Standing = Literal["current", "removed", "unread", "refused"]
"""``current``: on its page; ``removed``: its words are gone; ``unread``: its words are on the page, but the latest
reading missed it; ``refused``: judged to be no statement."""
_STANDING: Final[dict[int, Standing]] = {
    CURRENT: "current",
    REMOVED: "removed",
    UNREAD: "unread",
    REFUSED: "refused",
}
_AROUND: Final = 1
"""Paragraphs shown before and after it."""
_MOST_ALIKE: Final = 100

_ONE = (
    select(
        statements.c.id,
        statements.c.public_id,
        statements.c.page_id,
        statements.c.state,
        statements.c.reading_id,
        statements.c.position,
        statements.c.words_hash,
        statements.c.dated,
        pages.c.reading_id.label("page_reading_id"),
        pages.c.versions,
        versions.c.number.label("latest"),
        names.c.text.label("speaker_name"),
        statements.c.day_from,
        statements.c.day_to,
    )
    .join(pages, pages.c.id == statements.c.page_id)
    .join(versions, versions.c.id == pages.c.version_id)
    .outerjoin(names, names.c.id == statements.c.speaker_name_id)
    .where(statements.c.public_id == bindparam("statement"))
)
_GONE = (
    select(versions.c.number, versions.c.fetched)
    .where(versions.c.page_id == bindparam("page"), versions.c.number > bindparam("number"))
    .order_by(versions.c.number)
    .limit(1)
)
_REREAD = select(readings.c.at).where(readings.c.id == bindparam("reading"))
_SAME_WORDS = (
    select(statements.c.page_id)
    .where(statements.c.words_hash == bindparam("hash"), statements.c.state == CURRENT)
    .limit(_MOST_ALIKE)
)
_ALIKE = select(func.count(_SAME_WORDS.subquery().c.page_id.distinct()))


_LONG = 5
_LEAST_SHARED = 3
"""A correction and its statement share at least this number of words of five letters or more: "seven boats were lost
in the harbour, not six" corrects "We lost seven boats in the harbour". Set by hand on invented pages."""


@dataclass(frozen=True, slots=True)
class Witness:
    """Words that decided the speaker."""

    text: str
    """As printed."""
    span: Span
    who: EntityRef | None
    """The person they refer to in the reading; null if there is none."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The evidence for the speaker."""

    basis: str
    words: str
    """A sentence with the words of the page that decided the speaker."""
    chain: tuple[Witness, ...]
    """The words that decided the speaker: the source, then the mentions it was linked to."""
    cue: tuple[str, ...]
    """The words that report the statement."""
    confidence: str
    """Confidence in words."""


@dataclass(frozen=True, slots=True)
class KeptStatement:
    """A statement of the record with its evidence, context, judgements and history."""

    entry: StoredStatement
    standing: Standing
    version: Version
    """The latest version of the page with it."""
    latest: int
    """Number of the latest version of the page."""
    gone: Version | None
    """The first version without it."""
    since: str | None
    """Time since which it is not current, ISO 8601 in UTC: when that version was fetched, or the page was re-read."""
    replaced: str | None
    """Public id of the statement that replaced it."""
    evidence: Evidence
    told_when: str | None
    """Time of saying as printed."""
    dated: str | None
    """Origin of its date: ``stated``, or ``page`` for the date of the page."""
    context: tuple[TextBlock, ...]
    """Its paragraph with the ones before and after. Only this statement is marked, as number 0."""
    link: str | None
    """Address that scrolls to the words; null for a page that is not on the web."""
    judgements: tuple[StatementJudgement, ...]
    """Latest first, withdrawn ones included."""
    read: AsRead | None
    """The reading's version, if a judgement corrected it."""
    history: tuple[PageChange, ...]
    """Its changes between versions of the page."""
    corrections: tuple[str, ...]
    """Corrections that its outlet prints on the page and that are about this statement."""
    alike: int
    """Number of pages with the same words, including this one; at most 100."""
    people: tuple[EntityRef, ...]
    """People and organisations on its page, to choose the speaker from."""
    reader: str

    @property
    def judged(self) -> StatementJudgement | None:
        """The judgement in force; null if there is none."""
        return next((judgement for judgement in self.judgements if judgement.in_force), None)


def statement(record: Store, public_id: str) -> KeptStatement:
    """Return the statement with this public id, even if it was removed from its page.

    Raises ``NotFoundError`` if there never was one.
    """
    with record.snapshot() as connection:
        return statement_on_page(connection, public_id)[0]


def statement_on_page(connection: Connection, public_id: str) -> tuple[KeptStatement, StoredReading, PageStatement]:
    """Return the statement with this public id, as ``statement`` does, and the page that it is shown from."""
    row = connection.execute(_ONE, {"statement": public_id}).first()
    if row is None:
        raise NotFoundError(f"The record has no statement {public_id!r}. Copy the id from a listing.")
    stored = load_reading_by_key(connection, row.reading_id)
    (on_page,) = LoadedStatements(connection, [row.id]).on_page(stored)
    return _kept(connection, row, stored, entry=on_page.entry), stored, on_page


def _kept(connection: Connection, row: AnyRow, stored: StoredReading, *, entry: StoredStatement) -> KeptStatement:
    read = stored.reading.statements[row.position]
    history = changes_of_statement(connection, row.id) if row.versions > 1 else ()
    gone, since, replaced = _end(connection, row, stored, history=history)
    if row.state != CURRENT:
        entry = replace(entry, about=tuple(map(stored.named, read.about)))
    judgements = judgements_of_statement(connection, row.public_id)
    pages_with_words = connection.execute(_ALIKE, {"hash": row.words_hash}).scalar_one()
    return KeptStatement(
        entry=entry,
        standing=_STANDING[row.state],
        version=Version(stored.version, stored.fetched),
        latest=row.latest,
        gone=gone,
        since=since,
        replaced=replaced,
        evidence=_evidence(read, stored),
        told_when=read.when.text if read.when else None,
        dated=row.dated,
        context=_context(read, stored.reading.article),
        link=link(stored.link, stored.text, read.content) if stored.link else None,
        judgements=judgements,
        read=as_read(connection, {row.id: entry.speaker}).get(row.id) if judgements else None,
        history=history,
        corrections=corrections_of(stored.visible, stored.reading.statements[row.position]),
        alike=max(pages_with_words, 1),
        people=tuple(sorted(set(stored.persons.values()), key=lambda person: (person.name, person.id or ""))),
        reader=stored.reading.reader,
    )


def corrections_of(reading: Reading, statement: Statement) -> tuple[str, ...]:
    """The printed corrections of a page that share more words with this statement than with any other one.

    A correction that fits two statements equally well is attached to neither.
    """
    corrections = [part for part in reading.article.furniture if part.kind == "correction"]
    return tuple(
        " ".join(reading.article.words(part.span).split())
        for part in corrections
        if _corrected_statement(reading, _long_words(reading.article.words(part.span))) == statement
    )


def _corrected_statement(reading: Reading, words: set[str]) -> Statement | None:
    scored = []
    for statement in reading.statements:
        if statement.place != "furniture":
            names = " ".join(filter(None, (statement.speaker_name, *statement.about)))
            own = _long_words(f"{reading.article.quote(statement.content)} {names}")
            scored.append((len(own & words), statement))
    scored.sort(key=lambda pair: -pair[0])
    if not scored or scored[0][0] < _LEAST_SHARED or (len(scored) > 1 and scored[0][0] == scored[1][0]):
        return None
    return scored[0][1]


def _long_words(text: str) -> set[str]:
    return {word for word in words_of(text) if len(word) >= _LONG}


def _end(
    connection: Connection, row: AnyRow, stored: StoredReading, *, history: Sequence[PageChange]
) -> tuple[Version | None, str | None, str | None]:
    """Find the first version without the statement, its time, and the statement that replaced it."""
    if row.state == UNREAD:
        return None, connection.execute(_REREAD, {"reading": row.page_reading_id}).scalar(), None
    if row.state != REMOVED:
        return None, None, None
    for change in reversed(history):
        if change.statement == row.public_id and change.now != row.public_id:
            return change.to_version, change.to_version.fetched, change.now
    later = connection.execute(_GONE, {"page": row.page_id, "number": stored.version}).first()
    return (Version(*later), later.fetched, None) if later else (None, None, None)


def _evidence(read: Statement, stored: StoredReading) -> Evidence:
    article = stored.reading.article
    chain = tuple(Witness(article.words(span), span, _bearer(stored, span)) for span in read.speaker_evidence)
    return Evidence(
        basis=read.speaker_basis,
        words=explaining.explain_speaker(
            read.speaker_basis,
            evidence=[f"“{' '.join(witness.text.split())}”" for witness in chain],
            continues=bool(chain) and chain[0].span < read.content[0],
        ),
        chain=chain,
        cue=tuple(map(article.words, read.cue)),
        confidence=explaining.explain_confidence(written_confidence(read.confidence)),
    )


def _bearer(stored: StoredReading, span: Span) -> EntityRef | None:
    """Find the person or organisation with a mention that begins with ``span``."""
    for entity in stored.reading.entities:
        if any(start == span[0] for start, _ in entity.mentions):
            return stored.persons[entity.id]
    return None


def _context(read: Statement, article: Article) -> tuple[TextBlock, ...]:
    return blocks_around(article, (read.content[0][0], read.content[-1][1]), statement_marks(read), more=_AROUND)
