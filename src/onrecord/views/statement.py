"""One statement with all there is to know of it: how we know, around which words, who judged it, whether it stands."""

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
from onrecord.store.entities import EntityRef
from onrecord.store.readings import StoredReading, load_reading_by_key
from onrecord.store.rows import AnyRow
from onrecord.store.schema import CURRENT, REFUSED, REMOVED, UNREAD, names, pages, readings, statements, versions
from onrecord.store.statements import StoredStatement, load_statements
from onrecord.store.store import Store
from onrecord.types import Article, Span, Statement
from onrecord.views.page_marks import statement_marks
from onrecord.views.segments import TextBlock, around
from onrecord.views.versions import PageChange, Version, changes_of_statement

Standing = Literal["current", "removed", "unread", "refused"]
"""Whether the page makes the statement; its words are gone from it; they stand there and the latest reading does not
find it; or somebody judged that it is none."""
_STANDING: Final[dict[int, Standing]] = {
    CURRENT: "current",
    REMOVED: "removed",
    UNREAD: "unread",
    REFUSED: "refused",
}
_AROUND: Final = 1
"""Paragraphs before and after that are shown."""
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


@dataclass(frozen=True, slots=True)
class Witness:
    """Words that decided who speaks."""

    text: str
    """As printed."""
    span: Span
    who: EntityRef | None
    """Whom they name or stand for, by the reading; null where they are nobody's."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """How it is known who speaks."""

    basis: str
    words: str
    """In one line: which of the page's words decided it."""
    chain: tuple[Witness, ...]
    """These words: the source's own first, then those that it was linked to."""
    cue: tuple[str, ...]
    """The words that report the statement."""
    confidence: str
    """How sure the reading is, in words."""


@dataclass(frozen=True, slots=True)
class KeptStatement:
    """A statement of the record, with what there is to know of it."""

    entry: StoredStatement
    standing: Standing
    version: Version
    """The version of its page that it is shown from: the latest that makes it."""
    latest: int
    """The number of the page's latest version."""
    gone: Version | None
    """The version from which on the page does not make it."""
    since: str | None
    """Since when it is not current: when that version was fetched, or the page was read anew; ISO 8601 in UTC."""
    replaced: str | None
    """Public id of the statement that the page makes in its place."""
    evidence: Evidence
    told_when: str | None
    """When it was said, as printed."""
    dated: str | None
    """Where its days are from: ``stated``, or ``page`` for the page's own date."""
    context: tuple[TextBlock, ...]
    """The paragraph of its words, with those before and after; marks are of it alone, as statement 0."""
    link: str | None
    """Leads to the words on their page, where it is one of the web."""
    judgements: tuple[StatementJudgement, ...]
    """The latest first, withdrawn ones among them."""
    read: AsRead | None
    """What the reading says, where a judgement put that right."""
    history: tuple[PageChange, ...]
    """What its page changed in it."""
    alike: int
    """On how many pages the same words stand, this one among them; at most 100 are counted."""
    people: tuple[EntityRef, ...]
    """Everybody on its page, to say who it was."""
    reader: str

    @property
    def judged(self) -> StatementJudgement | None:
        """The judgement in force of it."""
        return next((one for one in self.judgements if one.in_force), None)


def statement(record: Store, public_id: str) -> KeptStatement:
    """The statement with this public id, whether or not its page still makes it.

    Raises ``NotFoundError`` where the record never held one.
    """
    with record.snapshot() as connection:
        return statement_of(connection, public_id)


def statement_of(connection: Connection, public_id: str) -> KeptStatement:
    """The statement with this public id, as ``statement`` returns it."""
    row = connection.execute(_ONE, {"statement": public_id}).first()
    if row is None:
        raise NotFoundError(f"the record holds no statement {public_id!r}. Take the id from a listing of the record.")
    return _kept(connection, row, load_reading_by_key(connection, row.reading_id))


def _kept(connection: Connection, row: AnyRow, stored: StoredReading) -> KeptStatement:
    read = stored.reading.statements[row.position]
    history = changes_of_statement(connection, row.id) if row.versions > 1 else ()
    gone, since, replaced = _end(connection, row, stored, history=history)
    (entry,) = load_statements(connection, [row.id])
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
        alike=max(pages_with_words, 1),
        people=tuple(sorted(set(stored.persons.values()), key=lambda person: (person.name, person.id or ""))),
        reader=stored.reading.reader,
    )


def _end(
    connection: Connection, row: AnyRow, stored: StoredReading, *, history: Sequence[PageChange]
) -> tuple[Version | None, str | None, str | None]:
    """From which version and since when the page does not make the statement, and what it makes in its place."""
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
    """The person or organisation a mention of which begins where ``span`` does."""
    for entity in stored.reading.entities:
        if any(start == span[0] for start, _ in entity.mentions):
            return stored.persons[entity.id]
    return None


def _context(read: Statement, article: Article) -> tuple[TextBlock, ...]:
    return around(article, (read.content[0][0], read.content[-1][1]), statement_marks(read), more=_AROUND)
