"""The marks on the words of a page: statements, mentions, relationships and credited outlets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from onrecord.codec import written_confidence
from onrecord.judge.corrections import AsRead
from onrecord.judge.judgement_log import StatementJudgement
from onrecord.store.codecs import fold
from onrecord.store.entities import EntityRef
from onrecord.store.readings import StoredReading
from onrecord.store.statements import StoredStatement
from onrecord.types import Span, Spans, Statement
from onrecord.views.segments import Mark, Role


@dataclass(frozen=True, slots=True)
class Marked:
    """A statement with the places of its words on the page."""

    entry: StoredStatement
    content: Spans
    cue: Spans
    source: Spans
    evidence: Spans
    """The words that decided the speaker."""
    basis: str
    judged: StatementJudgement | None
    """The judgement in force; null if there is none."""
    read: AsRead | None
    """The reading's version, if a judgement corrected it."""

    @property
    def refused(self) -> bool:
        """True if it was judged to be no statement."""
        return self.judged is not None and self.judged.kind == "not-statement"


@dataclass(frozen=True, slots=True)
class PageMention:
    """A mention: words that name or stand for a person or organisation."""

    span: Span
    who: EntityRef
    kind: str
    """``person`` or ``organisation``."""
    named: bool
    """True for a name or part of it; false for pronouns and descriptions."""


@dataclass(frozen=True, slots=True)
class Present:
    """A person or organisation on the page."""

    who: EntityRef
    kind: str
    printed: str
    """The fullest name that the page gives."""
    roles: tuple[str, ...]
    ages: tuple[int, ...]
    mentions: int
    said: int
    """Number of its statements on this page."""


@dataclass(frozen=True, slots=True)
class PageTie:
    """A relationship that the page states."""

    one: EntityRef
    relation: str
    """The role of ``one`` towards ``other``: a parent, a spouse."""
    other: EntityRef
    count: int | None
    """Number of unnamed relatives that ``other`` describes; null for a named person."""
    status: str
    evidence: str
    span: Span
    confidence: float


@dataclass(frozen=True, slots=True)
class Credited:
    """An outlet that the page credits."""

    outlet: str
    when: str | None
    """EDTF."""
    evidence: str
    span: Span


def mark_statement(
    entry: StoredStatement,
    statement: Statement,
    *,
    judged: StatementJudgement | None = None,
    read: AsRead | None = None,
) -> Marked:
    """Add to ``entry`` the places of its words, from ``statement`` of the reading."""
    return Marked(
        entry,
        statement.content,
        statement.cue,
        statement.source,
        statement.speaker_evidence,
        basis=statement.speaker_basis,
        judged=judged,
        read=read,
    )


def as_printed(statement: Statement, stored: StoredReading) -> StoredStatement:
    """Return ``statement`` of this version of the page, without id, days and later judgements."""
    article, name = stored.reading.article, statement.speaker_name
    return StoredStatement(
        id="",
        kind=statement.kind,
        act=statement.act,
        place=statement.place,
        quote=article.quote(statement.content),
        speaker=None if name is None else stored.persons.get(statement.speaker or "", EntityRef(name, None)),
        speaker_kind=statement.speaker_kind,
        printed=" ".join(map(article.words, statement.source)) or None,
        told=statement.told,
        when=statement.when.edtf if statement.when else None,
        first=None,
        last=None,
        about=tuple(map(stored.named, statement.about)),
        page=stored.info,
        headline=(),
        confidence=written_confidence(statement.confidence),
    )


def mentions_of(stored: StoredReading) -> Iterator[PageMention]:
    """List the mentions of each person and organisation."""
    article = stored.reading.article
    for entity in stored.reading.entities:
        person = stored.persons[entity.id]
        words = set(fold(entity.name).split()) | set(fold(person.name).split())
        for span in entity.mentions:
            yield PageMention(span, person, entity.kind, named=_is_name(article.words(span), words))


def _is_name(text: str, words: set[str]) -> bool:
    """True if ``text`` consists of words of a name, with at most a title before and an 's after them."""
    return bool(words & set(fold(text.removesuffix("’s").removesuffix("'s")).split())) and text[:1].isupper()


def ties_of(stored: StoredReading) -> Iterator[PageTie]:
    """List the relationships that the page states."""
    for relationship in stored.reading.relationships:
        yield PageTie(
            stored.named(relationship.from_name),
            relationship.relation,
            stored.named(relationship.to_name),
            count=relationship.count,
            status=relationship.status,
            evidence=stored.reading.article.words(relationship.evidence),
            span=relationship.evidence,
            confidence=written_confidence(relationship.confidence),
        )


def credits_of(stored: StoredReading) -> Iterator[Credited]:
    """List the outlets that the page credits."""
    for citation in stored.reading.cited:
        yield Credited(
            citation.outlet,
            citation.when.edtf if citation.when else None,
            evidence=stored.reading.article.words(citation.evidence),
            span=citation.evidence,
        )


def people_of(stored: StoredReading, statements: Sequence[Marked]) -> list[Present]:
    """List the people and organisations on the page, those with the most statements first."""
    statement_counts = Counter(statement.entry.speaker for statement in statements if not statement.refused)
    people = [
        Present(
            who=stored.persons[entity.id],
            kind=entity.kind,
            printed=entity.name,
            roles=tuple(role.text for role in entity.roles),
            ages=tuple(int(age.text) for age in entity.ages),
            mentions=len(entity.mentions),
            said=statement_counts[stored.persons[entity.id]],
        )
        for entity in stored.reading.entities
    ]
    return sorted(people, key=lambda person: (-person.said, -person.mentions, person.printed))


def statement_marks(statement: Statement | Marked, *, of: int = 0) -> Iterator[Mark]:
    """The marks of one statement, with position ``of`` as their owner."""
    parts: Mapping[Role, Spans] = {"content": statement.content, "cue": statement.cue, "source": statement.source}
    return (Mark(role, of, span) for role, spans in parts.items() for span in spans)


def marks_of(
    statements: Sequence[Marked],
    *,
    mentions: Sequence[PageMention],
    ties: Sequence[PageTie],
    credited: Sequence[Credited],
) -> Iterator[Mark]:
    """List all marks on the text."""
    for position, statement in enumerate(statements):
        if not statement.refused:
            yield from statement_marks(statement, of=position)
    yield from (Mark("mention", position, mention.span) for position, mention in enumerate(mentions))
    yield from (Mark("tie", position, tie.span) for position, tie in enumerate(ties))
    yield from (Mark("citation", position, credit.span) for position, credit in enumerate(credited))
