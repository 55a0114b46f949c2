"""What the words of a printed page tell: who said what, what stands for whom, who is what to whom, whom it credits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from onrecord.judge.corrections import AsRead
from onrecord.judge.judgement_log import StatementJudgement
from onrecord.store.codecs import fold
from onrecord.store.readings import StoredReading, everybody
from onrecord.store.statements import EntityRef, StoredStatement
from onrecord.types import Span, Spans
from onrecord.views.segments import Mark, Role


@dataclass(frozen=True, slots=True)
class Marked:
    """A statement, and where its words stand on the page."""

    entry: StoredStatement
    content: Spans
    cue: Spans
    source: Spans
    evidence: Spans
    """The words that decided who speaks."""
    basis: str
    judged: StatementJudgement | None
    """The judgement in force of it."""
    read: AsRead | None
    """What the reading says of it, where a judgement put that right."""

    @property
    def refused(self) -> bool:
        """Whether somebody judged that it is no statement."""
        return self.judged is not None and self.judged.kind == "not-statement"


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that name somebody, or stand for somebody."""

    span: Span
    who: EntityRef
    kind: str
    """``person`` or ``organisation``."""
    named: bool
    """Whether they are the name, or a part of it; false for pronouns and descriptions."""


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody on the page, and what the page calls that one."""

    who: EntityRef
    kind: str
    printed: str
    """The fullest name that the page gives."""
    roles: tuple[str, ...]
    ages: tuple[int, ...]
    mentions: int
    said: int
    """Statements on this page by it."""


@dataclass(frozen=True, slots=True)
class PageTie:
    """What the page says that two people are to each other."""

    one: EntityRef
    relation: str
    """What ``one`` is to ``other``."""
    other: EntityRef
    count: int | None
    """How many relatives with no name ``other`` stands for."""
    status: str
    evidence: str
    span: Span
    confidence: float


@dataclass(frozen=True, slots=True)
class Credited:
    """An outlet that the page says it has its news from."""

    outlet: str
    when: str | None
    """EDTF."""
    evidence: str
    span: Span


def spans(lists: Iterable[Iterable[int]]) -> Spans:
    """Spans of the record format."""
    return tuple((start, end) for start, end in lists)


def mentions_of(sheet: StoredReading) -> Iterator[Mention]:
    """What stands for whom."""
    for kind, one in everybody(sheet.record):
        who = sheet.persons[one["id"]]
        words = set(fold(one["name"]).split()) | set(fold(who.name).split())
        for start, end in one["mentions"]:
            yield Mention((start, end), who, kind, named=_is_name(sheet.text[start:end], words))


def _is_name(text: str, words: set[str]) -> bool:
    """Whether ``text`` is made of the words of a name, with at most a title before them and an 's behind."""
    return bool(words & set(fold(text.removesuffix("’s").removesuffix("'s")).split())) and text[:1].isupper()


def ties_of(sheet: StoredReading) -> Iterator[PageTie]:
    """What two people are to each other."""
    for one in sheet.record["relationships"]:
        start, end = one["evidence"]
        yield PageTie(
            sheet.named(one["from"]),
            one["relation"],
            sheet.named(one["to"]),
            count=one["count"],
            status=one["status"],
            evidence=sheet.text[start:end],
            span=(start, end),
            confidence=one["confidence"],
        )


def credits_of(sheet: StoredReading) -> Iterator[Credited]:
    """The outlets that it has its news from."""
    for one in sheet.record["cited"]:
        start, end = one["evidence"]
        when = one["when"]["edtf"] if one["when"] else None
        yield Credited(one["outlet"], when, evidence=sheet.text[start:end], span=(start, end))


def people_of(sheet: StoredReading, said: Sequence[Marked]) -> list[Present]:
    """Who is on it: those who say most first."""
    by: dict[EntityRef, int] = {}
    for one in said:
        if one.entry.speaker is not None and not one.refused:
            by[one.entry.speaker] = by.get(one.entry.speaker, 0) + 1
    found = [
        Present(
            who=sheet.persons[one["id"]],
            kind=kind,
            printed=one["name"],
            roles=tuple(one.get("roles", ())),
            ages=tuple(age["value"] for age in one.get("ages", ())),
            mentions=len(one["mentions"]),
            said=by.get(sheet.persons[one["id"]], 0),
        )
        for kind, one in everybody(sheet.record)
    ]
    return sorted(found, key=lambda one: (-one.said, -one.mentions, one.printed))


def marks_of(
    said: Sequence[Marked], *, mentions: Sequence[Mention], ties: Sequence[PageTie], credited: Sequence[Credited]
) -> Iterator[Mark]:
    """All of it as marks on the text."""
    for at, one in enumerate(said):
        if not one.refused:
            parts: Mapping[Role, Spans] = {"content": one.content, "cue": one.cue, "source": one.source}
            yield from (Mark(role, at, span) for role, some in parts.items() for span in some)
    yield from (Mark("mention", at, one.span) for at, one in enumerate(mentions))
    yield from (Mark("tie", at, one.span) for at, one in enumerate(ties))
    yield from (Mark("citation", at, one.span) for at, one in enumerate(credited))
