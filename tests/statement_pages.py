"""Pages about invented people, and a linker for them that identifies everybody by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

from sqlalchemy import select

from onrecord.ingest.keep import keep_together
from onrecord.record import Record
from onrecord.resolve.new_appearances import LinkedPage, Linker, NewAppearances
from onrecord.store.name_table import Writer
from onrecord.store.schema import names, persons
from onrecord.types import (
    Article,
    Citation,
    Organisation,
    Page,
    Person,
    Reading,
    Relationship,
    Span,
    Stated,
    Statement,
    When,
)


@dataclass(frozen=True, slots=True)
class Said:
    """A statement to make a page of."""

    words: str
    by: str | None = None
    printed: str | None = None
    """The speaker as the page names them; by default the name. Empty if nobody is named next to the words."""
    about: tuple[str, ...] = ()
    told: str | None = None
    when: str | None = None
    kind: str = "direct"
    act: str = "said"
    place: str = "body"
    unnamed: bool = False
    confidence: float = 0.9
    others: tuple[str, ...] = ()
    """Those who speak together with ``by``."""


@dataclass(slots=True)
class _Draft:
    text: str = ""
    paragraphs: list[Span] = field(default_factory=list)

    def put(self, words: str) -> Span:
        start = len(self.text)
        self.text += words
        return start, len(self.text)


def page(
    *said: Said,
    outlet: str = "The Harbour Bell",
    published: str | None = "2031-04-02",
    title: str = "News from Tarn Quay",
    prose: Sequence[str] = (),
    cites: Sequence[str] = (),
    ties: Sequence[tuple[str, str, str, str]] = (),
    roles: Mapping[str, str] | None = None,
    ages: Mapping[str, int] | None = None,
    aliases: Mapping[str, tuple[str, ...]] | None = None,
    organisations: Sequence[str] = (),
) -> Reading:
    """A page with these statements, each in its own paragraph, and ``prose`` after them.

    ``ties`` are relationships: from, relation, to, status. ``organisations`` are names of organisations, not people.
    """
    draft = _Draft()
    titles = (draft.put(title),)
    mentions: dict[str, list[Span]] = {}
    statements = [_statement(item, number, draft, mentions) for number, item in enumerate(said, 1)]
    for words in prose:
        draft.put("\n\n")
        draft.paragraphs.append(draft.put(words))
    told: list[Relationship] = []
    for first, relation, second, status in ties:
        draft.put("\n\n")
        evidence = draft.put(f"{first}, {relation} of {second}")
        draft.paragraphs.append(evidence)
        for name in (first, second):
            mentions.setdefault(name, []).append(evidence)
        told.append(Relationship(first, relation, second, None, status, evidence, 0.9))  # type: ignore[arg-type]
    cited = []
    for name in cites:
        draft.put("\n\n")
        span = draft.put(f"as {name} had it")
        cited.append(Citation(name, None, span))
    body = draft.text.encode()
    digest = sha256(body + outlet.encode() + str(published).encode()).hexdigest()
    url = f"https://{outlet.split()[-1].lower()}.example/{digest[:12]}"
    return Reading(
        article=Article(
            id=digest[:12],
            page=Page(url, body, digest, "text/plain", url=url, fetched="2032-01-01T12:00:00Z"),
            text=draft.text,
            title=title,
            titles=titles,
            outlet=outlet,
            bylines=(),
            published=published,
            language="en",
            paragraphs=tuple(draft.paragraphs),
            furniture=(),
        ),
        statements=tuple(statements),
        reader="making 1",
        people=tuple(
            Person(
                id=_id(name),
                name=name,
                aliases=(aliases or {}).get(name, (name.split()[-1],)),
                mentions=tuple(spans),
                roles=(Stated(roles[name], spans[0]),) if roles and name in roles else (),
                ages=(Stated(str(ages[name]), spans[0]),) if ages and name in ages else (),
            )
            for name, spans in mentions.items()
            if name not in organisations
        ),
        organisations=tuple(
            Organisation(_id(name), name, (aliases or {}).get(name, ()), tuple(mentions[name]))
            for name in organisations
            if name in mentions
        ),
        relationships=tuple(told),
        cited=tuple(cited),
    )


def _statement(one: Said, number: int, draft: _Draft, mentions: dict[str, list[Span]]) -> Statement:
    draft.put("\n\n")
    start = len(draft.text)
    content = draft.put(f"“{one.words}”")
    source: tuple[Span, ...] = ()
    if one.by is not None:
        draft.put(" ")
        span = draft.put(one.by if one.printed is None else one.printed)
        source = (span,) if one.printed != "" else ()
        if not one.unnamed:
            mentions.setdefault(one.by, []).append(span)
        for name in one.others:
            draft.put(" and ")
            mentions.setdefault(name, []).append(draft.put(name))
    draft.put(" ")
    cue = draft.put("said")
    draft.put(".")
    for name in one.about:
        draft.put(" ")
        mentions.setdefault(name, []).append(draft.put(name))
    when = None
    if one.when is not None:
        draft.put(" ")
        when = When(one.when, one.when, draft.put(one.when))
    draft.paragraphs.append((start, len(draft.text)))
    return Statement(
        id=str(number),
        kind=one.kind,  # type: ignore[arg-type]
        act=one.act,  # type: ignore[arg-type]
        place=one.place,  # type: ignore[arg-type]
        content=(content,),
        cue=(cue,),
        source=source,
        speaker_name=one.by,
        speaker_kind="unnamed" if one.unnamed else "person" if one.by else "unknown",
        confidence=one.confidence,
        speaker=None if one.unnamed or one.by is None else _id(one.by),
        speakers=(one.by, *one.others) if one.by and one.others else (),
        told=one.told,
        when=when,
        about=one.about,
    )


def _id(name: str) -> str:
    return f"p-{name}"


class ByName(Linker):
    """A linker that takes equal names for one person, except names in ``apart``, which are a new person on every
    page."""

    def __init__(self, apart: Sequence[str] = ()) -> None:
        self._apart = {_id(name) for name in apart}
        self._known: dict[str, int] = {}

    @classmethod
    def knowing(cls, record: Record) -> ByName:
        """A linker that knows everybody of ``record``."""
        linker = cls()
        with record.snapshot() as connection:
            bearers = select(names.c.text, persons.c.id).join(persons, persons.c.name_id == names.c.id)
            linker._known = {_id(name): key for name, key in connection.execute(bearers)}
        return linker

    def __call__(self, writer: Writer, new: NewAppearances, /) -> Mapping[int, int]:
        """The persons of these appearances, without strangers, for whom persons are created."""
        self._local_ids = {key: local for local, key in new.ids.items()}
        return {
            key: self._known[local]
            for local, key in new.ids.items()
            if local in self._known and local not in self._apart
        }

    def learn(self, page: LinkedPage) -> None:
        """Remember the persons of the strangers."""
        for key, person_id in page.persons.items():
            self._known.setdefault(self._local_ids[key], person_id)


def keep_all(record: Record, *readings: Reading, apart: Sequence[str] = (), linker: ByName | None = None) -> list[str]:
    """Keep these pages: their public ids. With the ``linker`` of pages before, their people are known."""
    with record.writer() as writer:
        return [kept.page for kept in keep_together(writer, readings, linker=linker or ByName(apart))]


def edition(reading: Reading, *, url: str, day: int, reader: str | None = None) -> Reading:
    """``reading`` as a version of the page at ``url``, fetched on this day of January 2032."""
    page = replace(reading.article.page, url=url, source=url, fetched=f"2032-01-{day:02}T12:00:00Z")
    return replace(reading, article=replace(reading.article, page=page), reader=reader or reading.reader)
