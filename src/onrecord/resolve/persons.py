"""People and organisations across pages: founded, given appearances, and counted.

Who is who is decided elsewhere (by a program that appends to ``links``, by people in ``judgements``); here it is only
carried out, in the tables that searches use. A person is all the appearances that point at it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Integer, bindparam, case, delete, func, select, update

from onrecord.store import schema
from onrecord.store.codecs import public_id
from onrecord.store.dialect import insert_or_update
from onrecord.store.names import Writer
from onrecord.store.rows import AnyRow
from onrecord.store.schema import CURRENT, abouts, appearances, facts, pages, persons, relationships, statements

FACTS = (("alias", "aliases"), ("role", "roles"), ("age", "ages"))
"""Kinds of facts, and the columns of ``appearances`` that they come from; beside these there is the name itself."""


@dataclass(frozen=True, slots=True)
class Founder:
    """An appearance by which a person is founded: what its public id comes from."""

    page: str
    """Public id of the page."""
    kind: str
    name: str
    name_id: int
    nth: int


@dataclass(frozen=True, slots=True)
class Share:
    """What one appearance adds to its person's counts and facts."""

    person_id: int
    pages: int
    said: int
    spoken_of: int
    day_from: int | None
    day_to: int | None
    facts: tuple[tuple[str, int], ...]
    """Kinds of facts with the keys of their words in ``names``."""


def founders(connection: Connection, appearance_ids: Iterable[int]) -> dict[int, Founder]:
    """These appearances as founders of persons, by their keys."""
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


def found(connection: Connection, by: Mapping[int, Founder]) -> dict[int, int]:
    """A new person for each of these appearances: persons by appearances.

    A person's public id comes from its first appearance, so it is the same whenever the record is made anew. Who was
    founded by an appearance before, and since then found to be somebody else, is itself again.
    """
    if not by:
        return {}
    identity = {key: public_id("person", one.page, one.kind, one.name, one.nth) for key, one in by.items()}
    values = [{"public_id": identity[key], "kind": one.kind, "name_id": one.name_id} for key, one in by.items()]
    keys = {row.public_id: row.id for row in connection.execute(_FOUND, values)}
    return {appearance: keys[public] for appearance, public in identity.items()}


def assign(writer: Writer, appearance_id: int, *, person_id: int) -> None:
    """Make the appearance one of this person's, with all that was said by and about it on its page.

    Who loses the last of its appearances is from then on found under the person that took it.
    """
    connection = writer.connection
    one = connection.execute(select(appearances).where(appearances.c.id == appearance_id)).one()
    before = one.person_id
    if before == person_id:
        return
    connection.execute(update(appearances).where(appearances.c.id == appearance_id).values(person_id=person_id))
    _point(connection, appearance_id, page_id=one.page_id, person_id=person_id)
    if one.state == CURRENT:
        add_shares(connection, [_share(writer, appearance_id)])
    if before is not None:
        recount(writer, [before])
        left = select(appearances.c.id).where(appearances.c.person_id == before).limit(1)
        if connection.execute(left).first() is None:
            connection.execute(update(persons).where(persons.c.id == before).values(merged_into=person_id))


def add_shares(connection: Connection, shares: Iterable[Share]) -> None:
    """Add ``shares`` to the counts and facts of their persons."""
    everybody = list(shares)
    if not everybody:
        return
    connection.execute(
        _ADD_COUNTS,
        [
            {
                "b_id": one.person_id,
                "b_pages": one.pages,
                "b_said": one.said,
                "b_of": one.spoken_of,
                "b_from": one.day_from,
                "b_to": one.day_to,
            }
            for one in everybody
        ],
    )
    connection.execute(
        _ADD_FACTS,
        [
            {
                "person_id": one.person_id,
                "kind": kind,
                "name_id": word,
                "times": 1,
                "day_from": one.day_from,
                "day_to": one.day_to,
            }
            for one in everybody
            for kind, word in one.facts
        ],
    )


def recount(writer: Writer, person_ids: Iterable[int]) -> None:
    """Count anew what these persons' current appearances, statements and facts come to."""
    connection = writer.connection
    for person_id in sorted(set(person_ids)):
        connection.execute(delete(facts).where(facts.c.person_id == person_id))
        zero = {"pages": 0, "said": 0, "spoken_of": 0, "day_from": None, "day_to": None}
        connection.execute(update(persons).where(persons.c.id == person_id).values(zero))
        rows = _current(connection, appearances.c.person_id == person_id)
        pages_of = {row.page_id for row in rows}
        said = select(func.count()).where(statements.c.speaker_id == person_id, statements.c.state == CURRENT)
        of = select(func.count(abouts.c.statement_id.distinct())).where(abouts.c.person_id == person_id)
        words = [shares_facts(writer, row) for row in rows]
        add_shares(
            connection,
            [
                Share(person_id, 0, 0, 0, row.day_from, row.day_to, facts=told)
                for row, told in zip(rows, words, strict=True)
            ],
        )
        counted = {"pages": len(pages_of), "said": said.scalar_subquery(), "spoken_of": of.scalar_subquery()}
        connection.execute(update(persons).where(persons.c.id == person_id).values(counted))


def shares_facts(writer: Writer, row: AnyRow) -> tuple[tuple[str, int], ...]:
    """The facts of the appearance in ``row``."""
    told = [(kind, str(word)) for kind, column in FACTS for word in dict.fromkeys(json.loads(getattr(row, column)))]
    keys = writer.name_keys(word for _, word in told)
    return (("name", row.name_id), *((kind, keys[word]) for kind, word in told))


def _share(writer: Writer, appearance_id: int) -> Share:
    connection = writer.connection
    (row,) = _current(connection, appearances.c.id == appearance_id)
    here = statements.c.page_id == row.page_id, statements.c.state == CURRENT
    said = select(func.count()).where(*here, statements.c.speaker_appearance_id == appearance_id)
    of = select(func.count(abouts.c.statement_id.distinct())).join(statements)
    of = of.where(*here, abouts.c.appearance_id == appearance_id)
    others = select(appearances.c.id).where(
        appearances.c.page_id == row.page_id,
        appearances.c.state == CURRENT,
        appearances.c.person_id == row.person_id,
        appearances.c.id != appearance_id,
    )
    return Share(
        person_id=row.person_id,
        pages=int(connection.execute(others).first() is None),
        said=connection.execute(said).scalar_one(),
        spoken_of=connection.execute(of).scalar_one(),
        day_from=row.day_from,
        day_to=row.day_to,
        facts=shares_facts(writer, row),
    )


def _current(connection: Connection, condition: ColumnElement[bool]) -> list[AnyRow]:
    return list(
        connection.execute(
            select(appearances, pages.c.day_from, pages.c.day_to)
            .join(pages, pages.c.id == appearances.c.page_id)
            .where(condition, appearances.c.state == CURRENT)
        )
    )


def _point(connection: Connection, appearance_id: int, *, page_id: int, person_id: int) -> None:
    """Let what is said by and about the appearance on its page point at this person."""
    here = select(statements.c.id).where(statements.c.page_id == page_id)
    by = statements.c.speaker_appearance_id == appearance_id
    connection.execute(update(abouts).where(abouts.c.statement_id.in_(here.where(by))).values(speaker_id=person_id))
    connection.execute(update(statements).where(statements.c.page_id == page_id, by).values(speaker_id=person_id))
    connection.execute(
        update(abouts)
        .where(abouts.c.statement_id.in_(here), abouts.c.appearance_id == appearance_id)
        .values(person_id=person_id)
    )
    for end in ("from", "to"):
        column = relationships.c[f"{end}_appearance_id"]
        connection.execute(
            update(relationships)
            .where(relationships.c.page_id == page_id, column == appearance_id)
            .values({f"{end}_id": person_id})
        )


def _least(one: Any, other: Any) -> Any:
    return case((one.is_(None), other), (other.is_(None), one), (other < one, other), else_=one)


def _most(one: Any, other: Any) -> Any:
    return case((one.is_(None), other), (other.is_(None), one), (other > one, other), else_=one)


_FOUND = insert_or_update(persons, key=[persons.c.public_id], update=lambda _: {"merged_into": None}).returning(
    persons.c.public_id, persons.c.id
)
_ADD_COUNTS = (
    update(persons)
    .where(persons.c.id == bindparam("b_id"))
    .values(
        pages=persons.c.pages + bindparam("b_pages"),
        said=persons.c.said + bindparam("b_said"),
        spoken_of=persons.c.spoken_of + bindparam("b_of"),
        day_from=_least(persons.c.day_from, bindparam("b_from", type_=Integer)),
        day_to=_most(persons.c.day_to, bindparam("b_to", type_=Integer)),
    )
)
_ADD_FACTS = insert_or_update(
    facts,
    key=[facts.c.person_id, facts.c.kind, facts.c.name_id],
    update=lambda new: {
        "times": facts.c.times + new.times,
        "day_from": _least(facts.c.day_from, new.day_from),
        "day_to": _most(facts.c.day_to, new.day_to),
    },
)
