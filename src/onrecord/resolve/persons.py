"""Persons: people and organisations across pages, created, given appearances, and counted.

Clusters decide which appearances are one person; this module writes that decision to the tables that searches read. A
person consists of the appearances that refer to it.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypedDict

from sqlalchemy import BindParameter, Connection, Integer, bindparam, case, delete, func, select, update

from onrecord.store import schema
from onrecord.store.codecs import public_id
from onrecord.store.days import earlier_day, later_day
from onrecord.store.dialect import insert_or_update
from onrecord.store.name_table import Writer
from onrecord.store.new_rows import NewRows, in_parts
from onrecord.store.rows import AnyRow
from onrecord.store.said_by import statements_by
from onrecord.store.schema import (
    CURRENT,
    appearances,
    facts,
    joint_speakers,
    pages,
    persons,
    relationships,
    statement_subjects,
    statements,
)

FACTS = (("alias", "aliases"), ("role", "roles"), ("age", "ages"))
"""Kinds of facts with the columns of ``appearances`` that hold them; the name is a fact too."""


@dataclass(frozen=True, slots=True)
class Founder:
    """The appearance that founds a person and determines its public id."""

    page: str
    """Public id of the page."""
    kind: str
    name: str
    name_id: int
    nth: int

    @property
    def public_id(self) -> str:
        """The public id of its person."""
        return public_id("person", self.page, self.kind, self.name, self.nth)


@dataclass(frozen=True, slots=True)
class AppearanceCounts:
    """The part of a person's counts and facts that comes from one appearance."""

    person_id: int
    pages: int
    said: int
    spoken_of: int
    day_from: int | None
    day_to: int | None
    facts: tuple[tuple[str, int], ...]
    """Kinds of facts with the keys of their words in ``names``."""

    def plus(self, other: AppearanceCounts) -> AppearanceCounts:
        """The sum of both, without facts."""
        return AppearanceCounts(
            self.person_id,
            pages=self.pages + other.pages,
            said=self.said + other.said,
            spoken_of=self.spoken_of + other.spoken_of,
            day_from=earlier_day(self.day_from, other.day_from),
            day_to=later_day(self.day_to, other.day_to),
            facts=(),
        )

    def columns(self) -> dict[str, int | None]:
        """The columns of ``persons`` that count."""
        return {name: getattr(self, name) for name in ("pages", "said", "spoken_of", "day_from", "day_to")}


class _PersonRow(TypedDict):
    id: int
    public_id: str
    kind: str
    name_id: int


def load_founders(connection: Connection, appearance_ids: Iterable[int]) -> dict[int, Founder]:
    """These appearances as founders, by their keys."""
    rows = connection.execute(
        select(
            appearances.c.id,
            pages.c.public_id,
            appearances.c.kind,
            schema.names.c.text,
            appearances.c.name_id,
            appearances.c.nth,
        )
        .join(pages, pages.c.id == appearances.c.page_id)
        .join(schema.names, schema.names.c.id == appearances.c.name_id)
        .where(appearances.c.id.in_(list(appearance_ids)))
    )
    return {row[0]: Founder(*row[1:]) for row in rows}


def create_persons(connection: Connection, founders: Mapping[int, Founder]) -> dict[int, int]:
    """Create a person for each founder; return persons by the founders' keys.

    The public id is derived from the founder, so it is the same whenever the record is rebuilt, and a person that was
    merged into another gets its old id back.
    """
    if not founders:
        return {}
    public_ids = {key: founder.public_id for key, founder in founders.items()}
    values = [
        {"public_id": public_ids[key], "kind": founder.kind, "name_id": founder.name_id}
        for key, founder in founders.items()
    ]
    person_ids = {row.public_id: row.id for row in connection.execute(_CREATE, values)}
    return {key: person_ids[public] for key, public in public_ids.items()}


def move_appearances(writer: Writer, person_ids: Mapping[int, int]) -> None:
    """Assign appearances to persons, given by their keys, with all statements by and about them on their pages.

    A person that loses its last appearance is merged: its public id leads to the person that took the appearance.
    """
    connection = writer.connection
    moved: dict[int, list[AnyRow]] = defaultdict(list)
    merged_into: dict[int, int] = {}
    for part in in_parts(person_ids):
        for row in connection.execute(_APPEARANCES, {"ids": part}):
            person_id = person_ids[row.id]
            if row.person_id != person_id:
                moved[person_id].append(row)
                if row.person_id is not None:
                    merged_into[row.person_id] = person_id
    for person_id, rows in moved.items():
        _move_rows(connection, rows, person_id=person_id)
    for person_id, rows in moved.items():
        if person_id not in merged_into:
            ids = [row.id for row in rows if row.state == CURRENT]
            add_counts(connection, _count_appearances(writer, ids, person_id=person_id))
    recount(writer, merged_into)
    for former_id, person_id in merged_into.items():
        remaining = select(appearances.c.id).where(appearances.c.person_id == former_id).limit(1)
        if connection.execute(remaining).first() is None:
            connection.execute(update(persons).where(persons.c.id == former_id).values(merged_into=person_id))


class CountedPersons:
    """Persons of many new pages, summed up, so that each person and fact is written once."""

    def __init__(self) -> None:
        self._created: dict[int, _PersonRow] = {}
        self._counts: dict[int, AppearanceCounts] = {}
        self._facts: dict[tuple[int, str, int], tuple[int, int | None, int | None]] = {}

    def create(self, person_id: int, founder: Founder) -> None:
        """Add a person, founded by this appearance."""
        self._created[person_id] = {
            "id": person_id,
            "public_id": founder.public_id,
            "kind": founder.kind,
            "name_id": founder.name_id,
        }

    def add(self, counts: AppearanceCounts) -> None:
        """Add counts and facts to those of their person."""
        person_id, day_from, day_to = counts.person_id, counts.day_from, counts.day_to
        before = self._counts.get(person_id)
        self._counts[person_id] = counts if before is None else before.plus(counts)
        for kind, name_id in counts.facts:
            times, first, last = self._facts.get((person_id, kind, name_id), (0, None, None))
            days = earlier_day(first, day_from), later_day(last, day_to)
            self._facts[person_id, kind, name_id] = times + 1, *days

    def write(self, rows: NewRows, connection: Connection) -> None:
        """Write created persons among the new ``rows``, with which all rows are written, and update the others."""
        created = [{**row, **self._counts[person_id].columns()} for person_id, row in self._created.items()]
        rows.add(schema.persons, created)
        stored_facts = []
        for (person_id, kind, name_id), (times, first, last) in self._facts.items():
            days = {"day_from": first, "day_to": last}
            row = {"person_id": person_id, "kind": kind, "name_id": name_id, "times": times, **days}
            if person_id in self._created:
                rows.add(facts, [row])
            else:
                stored_facts.append(row)
        rows.write()
        _write_counts(connection, [counts for key, counts in self._counts.items() if key not in self._created])
        if stored_facts:
            connection.execute(_ADD_FACTS, stored_facts)


def add_counts(connection: Connection, counts: Iterable[AppearanceCounts]) -> None:
    """Add ``counts`` to the counts and facts of their persons."""
    all_counts = list(counts)
    _write_counts(connection, all_counts)
    rows = [
        {
            "person_id": count.person_id,
            "kind": kind,
            "name_id": name_id,
            "times": 1,
            "day_from": count.day_from,
            "day_to": count.day_to,
        }
        for count in all_counts
        for kind, name_id in count.facts
    ]
    if rows:
        connection.execute(_ADD_FACTS, rows)


def _write_counts(connection: Connection, counts: Sequence[AppearanceCounts]) -> None:
    if not counts:
        return
    connection.execute(
        _ADD_COUNTS,
        [
            {
                "b_id": count.person_id,
                "b_pages": count.pages,
                "b_said": count.said,
                "b_of": count.spoken_of,
                "b_from": count.day_from,
                "b_to": count.day_to,
            }
            for count in counts
        ],
    )


def recount(writer: Writer, person_ids: Iterable[int]) -> None:
    """Recount the current appearances, statements and facts of these persons."""
    connection, distinct_ids = writer.connection, sorted(set(person_ids))
    for person_id in distinct_ids:
        connection.execute(_DROP_FACTS, {"person": person_id})
        connection.execute(_ZERO, {"b_person": person_id})
        rows = connection.execute(_CURRENT_OF, {"person": person_id}).all()
        # First the facts and days of each appearance, summed up, then the counts, which are of pages.
        counted = CountedPersons()
        for row, row_facts in zip(rows, _facts_of(writer, rows), strict=True):
            counted.add(AppearanceCounts(person_id, 0, 0, 0, row.day_from, row.day_to, facts=row_facts))
        counted.write(writer.rows, connection)
        pages_of = len({row.page_id for row in rows})
        connection.execute(_COUNT_PAGES, {"b_person": person_id, "b_pages": pages_of})
    recount_statements(connection, distinct_ids)


def recount_statements(connection: Connection, person_ids: Iterable[int]) -> None:
    """Recount the statements of these persons. Their facts are not read: a person on 50,000 pages has very many."""
    for person_id in sorted(set(person_ids)):
        connection.execute(_COUNT, {"b_person": person_id})


def _facts_of(writer: Writer, rows: Sequence[AnyRow]) -> Iterator[tuple[tuple[str, int], ...]]:
    """The facts of each appearance in ``rows``, as kinds and keys of words."""
    words = [[(kind, word) for kind, column in FACTS for word in _words_in(getattr(row, column))] for row in rows]
    keys = writer.name_keys({word for row_words in words for _, word in row_words})
    for row, row_words in zip(rows, words, strict=True):
        yield (("name", row.name_id), *((kind, keys[word]) for kind, word in row_words))


@lru_cache(maxsize=1_024)
def _words_in(column: str) -> tuple[str, ...]:
    return tuple(str(word) for word in dict.fromkeys(json.loads(column)))


def _count_appearances(writer: Writer, ids: Sequence[int], *, person_id: int) -> Iterator[AppearanceCounts]:
    """Counts and facts that these appearances bring to their person."""
    connection = writer.connection
    # A page counts once for a person, even if it has the person under two names.
    counted: set[int] = set()
    for part in in_parts(ids):
        rows = connection.execute(_CURRENT_AMONG, {"appearances": part}).all()
        parameters = {"appearances": part, "pages": sorted({row.page_id for row in rows})}
        said = Counter(row.appearance_id for row in connection.execute(_SAID_BY, parameters))
        spoken_of = Counter(row.appearance_id for row in connection.execute(_SAID_OF, parameters))
        counted |= set(connection.execute(_OTHER_PAGES, {**parameters, "ids": ids, "person": person_id}).scalars())
        for row, row_facts in zip(rows, _facts_of(writer, rows), strict=True):
            yield AppearanceCounts(
                person_id=person_id,
                pages=int(row.page_id not in counted),
                said=said[row.id],
                spoken_of=spoken_of[row.id],
                day_from=row.day_from,
                day_to=row.day_to,
                facts=row_facts,
            )
            counted.add(row.page_id)


def _move_rows(connection: Connection, rows: Sequence[AnyRow], *, person_id: int) -> None:
    """Assign appearances to this person, with all statements by and about them on their pages."""
    for start in range(0, len(rows), _MOVED_TOGETHER):
        part = rows[start : start + _MOVED_TOGETHER]
        moved = {"appearances": [row.id for row in part], "pages": sorted({row.page_id for row in part})}
        for move in _MOVE:
            connection.execute(move, {**moved, "b_person": person_id})


def _lesser(first: Any, second: Any) -> Any:
    return case((first.is_(None), second), (second.is_(None), first), (second < first, second), else_=first)


def _greater(first: Any, second: Any) -> Any:
    return case((first.is_(None), second), (second.is_(None), first), (second > first, second), else_=first)


_APPEARANCES = (
    select(appearances).where(appearances.c.id.in_(bindparam("ids", expanding=True))).order_by(appearances.c.id)
)
_MOVED_TOGETHER = 400
"""Appearances that one statement moves."""
_MOVED: BindParameter[int] = bindparam("appearances", expanding=True)
_MOVED_ON = statements.c.page_id.in_(bindparam("pages", expanding=True))
_BY_MOVED = statements.c.speaker_appearance_id.in_(_MOVED)
_MOVE = (
    update(appearances).where(appearances.c.id.in_(_MOVED)).values(person_id=bindparam("b_person")),
    update(statement_subjects)
    .where(statement_subjects.c.statement_id.in_(select(statements.c.id).where(_MOVED_ON, _BY_MOVED)))
    .values(speaker_id=bindparam("b_person")),
    update(statements).where(_MOVED_ON, _BY_MOVED).values(speaker_id=bindparam("b_person")),
    *(
        update(table)
        .where(table.c.statement_id.in_(select(statements.c.id).where(_MOVED_ON)), table.c.appearance_id.in_(_MOVED))
        .values(person_id=bindparam("b_person"))
        for table in (statement_subjects, joint_speakers)
    ),
    *(
        update(relationships)
        .where(
            relationships.c.page_id.in_(bindparam("pages", expanding=True)),
            relationships.c[f"{end}_appearance_id"].in_(_MOVED),
        )
        .values({f"{end}_id": bindparam("b_person")})
        for end in ("from", "to")
    ),
)
"""Assign appearances, and all statements and relationships on their pages, to a person."""
_ON_PAGES = (statements.c.page_id.in_(bindparam("pages", expanding=True)), statements.c.state == CURRENT)
_SAID_BY = (
    select(statements.c.id, statements.c.speaker_appearance_id.label("appearance_id"))
    .where(*_ON_PAGES, statements.c.speaker_appearance_id.in_(bindparam("appearances", expanding=True)))
    .union(
        select(statements.c.id, joint_speakers.c.appearance_id)
        .join(joint_speakers)
        .where(*_ON_PAGES, joint_speakers.c.appearance_id.in_(bindparam("appearances", expanding=True)))
    )
)
"""Each statement by an appearance once, as its speaker or as a joint one."""
_SAID_OF = (
    select(statements.c.id, statement_subjects.c.appearance_id)
    .join(statement_subjects)
    .where(*_ON_PAGES, statement_subjects.c.appearance_id.in_(bindparam("appearances", expanding=True)))
    .distinct()
)
_CURRENT_APPEARANCES = (
    select(appearances, pages.c.day_from, pages.c.day_to)
    .join(pages, pages.c.id == appearances.c.page_id)
    .where(appearances.c.state == CURRENT)
)
_CURRENT_OF = _CURRENT_APPEARANCES.where(appearances.c.person_id == bindparam("person"))
_CURRENT_AMONG = _CURRENT_APPEARANCES.where(appearances.c.id.in_(bindparam("appearances", expanding=True)))
_DROP_FACTS = delete(facts).where(facts.c.person_id == bindparam("person"))
_ZERO = (
    update(persons)
    .where(persons.c.id == bindparam("b_person"))
    .values(pages=0, said=0, spoken_of=0, day_from=None, day_to=None)
)
_COUNT_PAGES = update(persons).where(persons.c.id == bindparam("b_person")).values(pages=bindparam("b_pages"))
_STATEMENTS_BY = statements_by(lambda column: column == bindparam("b_person"), statements.c.id)
_COUNT = (
    update(persons)
    .where(persons.c.id == bindparam("b_person"))
    .values(
        said=select(func.count()).select_from(_STATEMENTS_BY.subquery()).scalar_subquery(),
        spoken_of=select(func.count(statement_subjects.c.statement_id.distinct()))
        .where(statement_subjects.c.person_id == bindparam("b_person"))
        .scalar_subquery(),
    )
)
_OTHER_PAGES = select(appearances.c.page_id).where(
    appearances.c.page_id.in_(bindparam("pages", expanding=True)),
    appearances.c.state == CURRENT,
    appearances.c.person_id == bindparam("person"),
    appearances.c.id.not_in(bindparam("ids", expanding=True)),
)
_CREATE = insert_or_update(persons, key=[persons.c.public_id], update=lambda _: {"merged_into": None}).returning(
    persons.c.public_id, persons.c.id
)
_ADD_COUNTS = (
    update(persons)
    .where(persons.c.id == bindparam("b_id"))
    .values(
        pages=persons.c.pages + bindparam("b_pages"),
        said=persons.c.said + bindparam("b_said"),
        spoken_of=persons.c.spoken_of + bindparam("b_of"),
        day_from=_lesser(persons.c.day_from, bindparam("b_from", type_=Integer)),
        day_to=_greater(persons.c.day_to, bindparam("b_to", type_=Integer)),
    )
)
_ADD_FACTS = insert_or_update(
    facts,
    key=[facts.c.person_id, facts.c.kind, facts.c.name_id],
    update=lambda new: {
        "times": facts.c.times + new.times,
        "day_from": _lesser(facts.c.day_from, new.day_from),
        "day_to": _greater(facts.c.day_to, new.day_to),
    },
)
