"""Synthetic records for benchmarks: ``python -m bench.synthetic record.sqlite --statements 1000000``.

There are twenty pages and about seven people for every 133 statements, as in real archives; words and people follow
Zipf's law. One statement in eight repeats an earlier one (verbatim, with a word changed, or with another speaker), and
one page in thirty is a copy of another outlet's page. The same arguments always make the same record. The package's own
code stores the pages, many at a time.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, func, select

from bench.invented import Somebody, World
from bench.repetition import repeat
from onrecord import Article, Organisation, Page, Person, Reading, Relationship, Stated, Statement, When
from onrecord.ingest.keep import keep_together
from onrecord.record import Record
from onrecord.resolve.new_appearances import LinkedPage, Linker, NewAppearances
from onrecord.store.name_table import Writer
from onrecord.store.schema import links, metadata
from onrecord.types import Kind, Place, Relation, Span

_Value = TypeVar("_Value", bound=str)

PEOPLE_A_STATEMENT = 0.05
DISTINCT = 100_000
_BATCH = 1_000
_REPEATED = 0.125
_COPIED = 1 / 30
_REMEMBERED = 20_000
_FIRST_DAY = date(2005, 1, 1)
_DAYS = 20 * 365
_CUES = ("said", "told", "added", "announced", "wrote", "argued")
_CHANNELS = ("reporters", "statement", "the court", "Twitter", "viewers")
_THOUGHT = 0.05
_KIND_WEIGHTS: Mapping[Kind, float] = {"direct": 600, "mixed": 200, "indirect": 199.5, "no-response": 0.5}
_PLACE_WEIGHTS: Mapping[Place, float] = {"body": 969.5, "headline": 30, "furniture": 0.5}
"""Of a thousand statements. One in 2,000 is of a kind, or at a place, that hardly occurs."""
_RELATIONS: tuple[Relation, ...] = ("spouse", "ex-spouse", "partner", "parent", "sibling")


@dataclass(frozen=True, slots=True)
class Said:
    """An invented statement."""

    speaker: Somebody
    words: str
    about: tuple[Somebody, ...]


@dataclass(slots=True)
class Draft:
    """An article in the making."""

    parts: list[str] = field(default_factory=list)
    length: int = 0

    def put(self, text: str) -> Span:
        """Append ``text``; return its span."""
        start = self.length
        self.parts.append(text)
        self.length += len(text)
        return start, self.length


class Inventor:
    """Invents pages."""

    def __init__(self, world: World, *, statements: int, seed: int = 2) -> None:
        self._world = world
        self._left = statements
        self._source = random.Random(seed)
        self._number = 0
        self._earlier: list[Said] = []
        self._pages: list[list[Said]] = []

    def readings(self) -> Iterator[Reading]:
        """Readings, until the requested number of statements is reached."""
        while self._left > 0:
            source = self._source
            if self._pages and source.random() < _COPIED:
                page = source.choice(self._pages)
            else:
                count = source.choice((1, 3, 4, 5, 6, 7, 8, 9, 10, 13))
                cast = self._world.cast(source, size=source.randrange(2, 7))
                page = [self._said(cast) for _ in range(count)]
            page = page[: self._left]
            self._left -= len(page)
            self._remember(page)
            yield self._reading(page)

    def _said(self, cast: Sequence[Somebody]) -> Said:
        source = self._source
        speaker = source.choice(cast)
        if self._earlier and source.random() < _REPEATED:
            old = source.choice(self._earlier)
            turn = source.random()
            if turn < 0.7:
                return old
            if turn < 0.9:
                return Said(old.speaker, f"{old.words} {source.choice(self._world.words)}", old.about)
            return Said(speaker, old.words, old.about)
        possible_subjects = [person for person in cast if person is not speaker]
        about = tuple(source.sample(possible_subjects, k=min(len(possible_subjects), source.choice((0, 1, 1, 2)))))
        return Said(speaker, self._world.sentence(source, words=source.randrange(5, 32)), about)

    def _remember(self, page: list[Said]) -> None:
        for memory, new in ((self._earlier, page), (self._pages, [page])):
            for item in new:
                if len(memory) < _REMEMBERED:
                    memory.append(item)  # type: ignore[arg-type]
                else:
                    memory[self._source.randrange(_REMEMBERED)] = item  # type: ignore[assignment]

    def _reading(self, page: list[Said]) -> Reading:
        self._number += 1
        source, draft = self._source, Draft()
        published = _FIRST_DAY + timedelta(days=source.randrange(_DAYS))
        title = self._world.sentence(source, words=8)
        titles = (draft.put(title),)
        mentions: dict[Somebody, list[Span]] = {}
        paragraphs, statements = [], []
        for number, said in enumerate(page, 1):
            draft.put("\n\n")
            start = draft.length
            statements.append(self._statement(said, f"{self._number}-{number}", draft, mentions, published=published))
            paragraphs.append((start, draft.length))
        text = "".join(draft.parts)
        outlet = self._world.outlet(source)
        url = f"https://{outlet.split()[1].lower()}.example/{published.year}/{self._number}"
        body = text.encode()
        article = Article(
            id=str(self._number),
            page=Page(url, body, sha256(body).hexdigest(), "text/plain", url=url, fetched=f"{published}T12:00:00Z"),
            text=text,
            title=title,
            titles=titles,
            outlet=outlet,
            bylines=(),
            published=published.isoformat(),
            language="en",
            paragraphs=tuple(paragraphs),
            furniture=(),
        )
        return _reading(article, statements, mentions, source=source)

    def _statement(
        self, said: Said, name: str, draft: Draft, mentions: dict[Somebody, list[Span]], *, published: date
    ) -> Statement:
        source, world = self._source, self._world
        draft.put(world.background(source) + ". ")
        content = draft.put(f"“{said.words},”")
        draft.put(" ")
        by = draft.put(said.speaker.name)
        mentions.setdefault(said.speaker, []).append(by)
        draft.put(" ")
        cue = draft.put(source.choice(_CUES))
        told = source.choice((None, None, source.choice(_CHANNELS), world.outlet(source)))
        when = None
        if source.random() < 0.3:
            day = published - timedelta(days=source.randrange(7))
            draft.put(" on ")
            when = When(f"{day:%A}", day.isoformat(), draft.put(f"{day:%A}"))
        draft.put(". " + world.background(source) + " ")
        for person in said.about:
            mentions.setdefault(person, []).append(draft.put(person.name))
            draft.put(", ")
        return Statement(
            id=name,
            kind=_draw(source, _KIND_WEIGHTS),
            act="thought" if source.random() < _THOUGHT else "said",
            place=_draw(source, _PLACE_WEIGHTS),
            content=(content,),
            cue=(cue,),
            source=(by,),
            speaker_name=said.speaker.name,
            speaker_kind="person" if said.speaker.is_person else "organisation",
            confidence=round(source.uniform(0.4, 1), 4),
            speaker=f"s{said.speaker.number}",
            told=told,
            when=when,
            about=tuple(person.name for person in said.about),
        )


def _reading(
    article: Article, statements: list[Statement], mentions: Mapping[Somebody, list[Span]], *, source: random.Random
) -> Reading:
    people = [person for person in mentions if person.is_person]
    ties: list[Relationship] = []
    if len(people) > 1 and source.random() < 0.2:
        person, relative = people[:2]
        relation = source.choice(_RELATIONS)
        evidence = mentions[relative][0]
        ties.append(Relationship(person.name, relation, relative.name, None, "asserted", evidence, confidence=0.8))
    return Reading(
        article=article,
        statements=tuple(statements),
        reader="synthetic 1",
        people=tuple(
            Person(
                id=f"s{entity.number}",
                name=entity.name,
                aliases=(entity.name.split()[-1],),
                mentions=tuple(mentions[entity]),
                roles=(Stated(entity.role, mentions[entity][0]),),
                ages=(Stated(str(entity.age), mentions[entity][0]),) if source.random() < 0.1 else (),
            )
            for entity in people
        ),
        organisations=tuple(
            Organisation(f"s{entity.number}", entity.name, (), tuple(spans))
            for entity, spans in mentions.items()
            if not entity.is_person
        ),
        relationships=tuple(ties),
    )


def _draw(source: random.Random, weights: Mapping[_Value, float]) -> _Value:
    (value,) = source.choices(list(weights), weights=list(weights.values()))
    return value


class Linking(Linker):
    """A linker that knows the person of every appearance, since all are invented."""

    def __init__(self) -> None:
        self._persons: dict[str, tuple[int, int]] = {}
        """Persons with their first appearances, by their ids in the readings."""
        self._local_ids: Mapping[int, str] = {}

    def __call__(self, writer: Writer, new: NewAppearances, /) -> Mapping[int, int]:
        self._local_ids = {key: local for local, key in new.ids.items()}
        known = {key: self._persons[local] for local, key in new.ids.items() if local in self._persons}
        by = writer.reserve_name_keys(["synthetic 1"])["synthetic 1"]
        for key, (_, first) in known.items():
            link = {"id": writer.rows.next_key(links), "left_id": first, "right_id": key, "verdict": "SAME"}
            link |= {"score": 0.97, "reasons": '["name","role"]', "by_id": by, "at": "2026-01-01T00:00:00Z"}
            writer.rows.add(links, [link])
        return {key: person_id for key, (person_id, _) in known.items()}

    def learn(self, page: LinkedPage) -> None:
        for key, person_id in page.persons.items():
            self._persons.setdefault(self._local_ids[key], (person_id, key))


def make(place: str | Path, *, statements: int, seed: int = 1, distinct: int = DISTINCT) -> int:
    """Make the record at ``place``, a path or an address; return the number of its statements.

    After ``distinct`` statements the pages are repeated (``bench.repetition``). Prints progress on standard error.
    """
    written = min(statements, distinct)
    world = World(people=max(10, round(written * PEOPLE_A_STATEMENT)), seed=seed)
    readings = Inventor(world, statements=written, seed=seed + 1).readings()
    linking, pages, began = Linking(), 0, time.monotonic()
    with Record.open(place) as record:
        while batch := list(islice(readings, _BATCH)):
            with record.writer() as writer:
                keep_together(writer, batch, linker=linking)
            pages += len(batch)
            print(f"\r{pages:,} pages, {pages / (time.monotonic() - began):,.0f} a second", end="", file=sys.stderr)
        print(file=sys.stderr)
        times = statements // written
        repeat(record, times=times)
        with record.transaction() as connection:
            connection.exec_driver_sql("ANALYZE")
            if connection.dialect.name == "postgresql":
                _advance_sequences(connection)
    return written * times


def _advance_sequences(connection: Connection) -> None:
    """Let PostgreSQL number further rows after those that came with their keys."""
    for table in metadata.sorted_tables:
        if table.autoincrement_column is not None:
            sequence = func.pg_get_serial_sequence(table.name, table.autoincrement_column.name)
            connection.execute(select(func.setval(sequence, func.max(table.autoincrement_column))))


def main(arguments: Sequence[str] | None = None) -> int:
    """Make a record from the command line; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.synthetic", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("record", help="the file to create, or the address of an empty database")
    parser.add_argument(
        "--statements", type=int, default=1_000_000, metavar="N", help="number of statements (1,000,000)"
    )
    parser.add_argument(
        "--distinct", type=int, default=DISTINCT, metavar="N", help="statements before pages repeat (100,000)"
    )
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="seed of the random numbers (1)")
    options = parser.parse_args(arguments)
    if Path(options.record).exists():
        parser.error(f"{options.record} is there already")
    make(options.record, statements=options.statements, seed=options.seed, distinct=options.distinct)
    return 0


if __name__ == "__main__":
    sys.exit(main())
