"""One statement with all there is to know of it: how we know, around which words, who judged it, whether it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from sqlalchemy import Connection, bindparam, func, select

from onrecord import explaining
from onrecord.errors import NotFoundError
from onrecord.judge.corrections import AsRead, as_read
from onrecord.judge.judgement_log import StatementJudgement, judgements_of_statement
from onrecord.selectors import link
from onrecord.store.readings import StoredReading, load_reading_by_key
from onrecord.store.rows import AnyRow
from onrecord.store.schema import CURRENT, REFUSED, REMOVED, UNREAD, names, pages, readings, statements, versions
from onrecord.store.statements import EntityRef, StoredStatement, load_statements
from onrecord.store.store import Store
from onrecord.types import Span
from onrecord.views.page_marks import spans
from onrecord.views.segments import Block, Mark, Role, around
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
_SHOWN: Final[tuple[Role, ...]] = ("content", "cue", "source")
_AS_THEY_ARE: Final = ("id", "kind", "act", "place", "quote", "speaker_kind", "told", "confidence")
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
    context: tuple[Block, ...]
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
    return _told(connection, row, load_reading_by_key(connection, row.reading_id))


def _told(connection: Connection, row: AnyRow, sheet: StoredReading) -> KeptStatement:
    read = sheet.record["statements"][row.position]
    standing = _STANDING[row.state]
    history = changes_of_statement(connection, row.id) if row.versions > 1 else ()
    gone, since, replaced = _end(connection, row, sheet, history=history)
    content = spans(read["content"])
    (entry,) = load_statements(connection, [row.id])
    if row.state != CURRENT:
        entry = replace(entry, about=tuple(map(sheet.named, read["about"])))
    judged = judgements_of_statement(connection, row.public_id)
    same = connection.execute(_ALIKE, {"hash": row.words_hash}).scalar_one()
    return KeptStatement(
        entry=entry,
        standing=standing,
        version=Version(sheet.version, sheet.fetched),
        latest=row.latest,
        gone=gone,
        since=since,
        replaced=replaced,
        evidence=_evidence(read, sheet),
        told_when=read["when"]["text"] if read["when"] else None,
        dated=row.dated,
        context=_context(read, sheet),
        link=link(sheet.link, sheet.text, content) if sheet.link else None,
        judgements=judged,
        read=as_read(connection, {row.id: entry.speaker}).get(row.id) if judged else None,
        history=history,
        alike=max(same, 1),
        people=tuple(sorted(set(sheet.persons.values()), key=lambda one: (one.name, one.id or ""))),
        reader=sheet.reader,
    )


def _end(
    connection: Connection, row: AnyRow, sheet: StoredReading, *, history: Sequence[PageChange]
) -> tuple[Version | None, str | None, str | None]:
    """From which version and since when the page does not make the statement, and what it makes in its place."""
    if row.state == UNREAD:
        return None, connection.execute(_REREAD, {"reading": row.page_reading_id}).scalar(), None
    if row.state != REMOVED:
        return None, None, None
    for change in reversed(history):
        if change.statement == row.public_id and change.now != row.public_id:
            return change.to_version, change.to_version.fetched, change.now
    found = connection.execute(_GONE, {"page": row.page_id, "number": sheet.version}).first()
    return (Version(*found), found.fetched, None) if found else (None, None, None)


def _evidence(read: dict[str, Any], sheet: StoredReading) -> Evidence:
    chain = tuple(
        Witness(sheet.text[start:end], (start, end), _whose(sheet, start)) for start, end in read["speaker_evidence"]
    )
    return Evidence(
        basis=read["speaker_basis"],
        words=explaining.explain_speaker(
            read["speaker_basis"],
            evidence=[f"“{' '.join(one.text.split())}”" for one in chain],
            goes_on=bool(chain) and chain[0].span < tuple(read["content"][0]),
        ),
        chain=chain,
        cue=tuple(sheet.text[start:end] for start, end in read["cue"]),
        confidence=explaining.explain_confidence(read["confidence"]),
    )


def _whose(sheet: StoredReading, start: int) -> EntityRef | None:
    """Whose mention begins there."""
    people = (*sheet.record["people"], *sheet.record["organisations"])
    return next(
        (sheet.persons[one["id"]] for one in people if any(first == start for first, _ in one["mentions"])), None
    )


def _context(read: dict[str, Any], sheet: StoredReading) -> tuple[Block, ...]:
    marks = [Mark(role, 0, span) for role in _SHOWN for span in spans(read[role])]
    return around(sheet.record["article"], (read["content"][0][0], read["content"][-1][1]), marks, more=_AROUND)
