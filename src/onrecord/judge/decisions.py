"""Make judgements of people, by name or id, and of statements, by id. Each call appends one entry to the log.

judge_people(record, "Ada Quill", "A. Quill", verdict="same", by=Author("mara", "one byline"))
judge_statement(record, "k3v7…", verdict="speaker", speaker="Orla Kimura", by=Author("mara"))
withdraw(record, judgement.id, by=Author("mara"))
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sqlalchemy import Connection, Select, select

from onrecord.errors import FetchError, NotFoundError, UsageError
from onrecord.judge import application, judgement_log
from onrecord.judge.judgement_log import Author, Judgement
from onrecord.judge.targets import appearance_target, statement_target
from onrecord.pages.files import open_file
from onrecord.resolve.name_resolver import choose_person, describe_unknown, resolve_name
from onrecord.store import schema
from onrecord.store.name_table import Writer
from onrecord.store.rows import AnyRow
from onrecord.store.schema import CURRENT, appearances, links, pages, persons, statements
from onrecord.store.schema.values import Targets

if TYPE_CHECKING:
    from onrecord.store.store import Store

PeopleVerdict = Literal["same", "different", "unsure"]
StatementVerdict = Literal["right", "wrong", "speaker", "not-statement"]


@dataclass(frozen=True, slots=True)
class PersonAppearance:
    """A person on one page, as its current reading has it."""

    id: int
    page: str
    """Public id of the page."""
    person: str
    """Public id of the person."""
    aliases: tuple[str, ...]
    roles: tuple[str, ...]
    ages: tuple[str, ...]


_ITEM = re.compile(r"Q[1-9][0-9]*")


def judge_people(record: Store, first: str, second: str, *, verdict: PeopleVerdict, by: Author) -> Judgement:
    """Judge two references to be the same person, different people, or undecidable.

    Each is a name, a public id, or either with ``@`` and the id of a page. Raises ``AmbiguousNameError`` and
    ``NotFoundError`` as ``name_resolver.resolve_person`` does, and ``UsageError`` if both are one person already and
    pages are needed to tell the appearances to separate.
    """
    with record.writer() as writer:
        sides = _appearance(writer.connection, first), _appearance(writer.connection, second)
        if verdict != "same" and _person_of(writer.connection, sides[0]) == _person_of(writer.connection, sides[1]):
            _require_pages(first, second)
        if sides[0] == sides[1]:
            raise UsageError(f"{first!r} and {second!r} are the same mention on one page. Name two different people.")
        return _of_people(writer, *sides, verdict=verdict, by=by)


def judge_link(record: Store, link_id: int, *, verdict: PeopleVerdict, by: Author) -> Judgement:
    """Judge the two appearances that the link with this key compares."""
    with record.writer() as writer:
        sides = select(links.c.left_id, links.c.right_id).where(links.c.id == link_id)
        left_id, right_id = writer.connection.execute(sides).one()
        return _of_people(writer, left_id, right_id, verdict=verdict, by=by)


def judge_statement(
    record: Store,
    statement: str,
    *,
    verdict: StatementVerdict,
    by: Author,
    speaker: str | None = None,
) -> Judgement:
    """Judge a statement: speaker right, speaker wrong, spoken by ``speaker``, or no statement at all.

    ``speaker`` is a name or an id as for ``judge_people``; people on the statement's own page take precedence over
    their namesakes. A name that is not in the record is stored as text. Raises ``NotFoundError`` if the statement does
    not exist.
    """
    if verdict == "speaker" and speaker is None:
        raise UsageError("No speaker is given. Say who said it: give a name or an id.")
    if verdict != "speaker" and speaker is not None:
        raise UsageError(f"The verdict `{verdict}` takes no speaker. Leave {speaker!r} out, or use `speaker`.")
    with record.writer() as writer:
        row = find_statement(writer.connection, statement)
        target = statement_target(writer.connection, row.public_id)
        appearance, name = row.speaker_appearance_id, row.speaker_name
        if speaker is not None:
            appearance, name = _speaker(writer.connection, speaker, page_id=row.page_id)
            target["speaker_kind"] = "person"
        elif verdict in {"right", "wrong"}:
            if name is None:
                raise UsageError(
                    f"The statement {statement!r} has no speaker to judge. To set one, run "
                    f"`onrecord judge speaker {statement} NAME`."
                )
            target["speaker_kind"] = row.speaker_kind
        targets: Targets = {"statement": target}
        if verdict != "not-statement" and appearance is not None:
            targets["speaker"] = appearance_target(writer.connection, appearance)
        return judgement_log.append(
            writer,
            kind=verdict,
            subject=row.public_id,
            targets=targets,
            value=None if verdict == "not-statement" else name,
            by=by,
        )


def set_wikidata(record: Store, person: str, item: str, *, by: Author) -> Judgement:
    """Set the Wikidata item of a person or an organisation. Same item: merged. Different items: kept apart.

    Raises ``UsageError`` if ``item`` is no Wikidata id, and the errors of ``judge_people`` for ``person``.
    """
    if not _ITEM.fullmatch(item):
        raise UsageError(f"{item!r} is not a Wikidata id. Expected Q and a number, such as Q42.")
    with record.writer() as writer:
        appearance = _appearance(writer.connection, person)
        return judgement_log.append(
            writer,
            kind="wikidata",
            subject=_public_id(writer.connection, appearance),
            targets={"left": appearance_target(writer.connection, appearance)},
            value=item,
            by=by,
        )


def set_wikidata_from(record: Store, path: Path, *, author: str) -> Iterator[tuple[str, Judgement | UsageError]]:
    """Set the Wikidata items of people from a CSV file with the columns ``name`` and ``wikidata``.

    Yields each name with its judgement, or with the error if the name is unknown or ambiguous. Raises ``UsageError``
    if the file cannot be read or lacks these columns.
    """
    for name, item in _rows(path):
        try:
            yield name, set_wikidata(record, name, item, by=Author(author, f"from {path.name}"))
        except UsageError as error:
            yield name, error


def withdraw(record: Store, judgement: str, *, by: Author) -> Judgement:
    """Withdraw the judgement with this public id: see ``judgement_log.withdraw``."""
    with record.writer() as writer:
        return judgement_log.withdraw(writer, judgement, by=by)


def rebuild(record: Store) -> int:
    """Rebuild all persons from links and judgements; return the number of appearances that changed persons."""
    with record.writer() as writer:
        return application.rebuild(writer)


def _of_people(writer: Writer, left_id: int, right_id: int, *, verdict: PeopleVerdict, by: Author) -> Judgement:
    connection = writer.connection
    return judgement_log.append(
        writer,
        kind=verdict,
        subject=_public_id(connection, left_id),
        targets={"left": appearance_target(connection, left_id), "right": appearance_target(connection, right_id)},
        value=_public_id(connection, right_id),
        by=by,
    )


def _appearance(connection: Connection, reference: str) -> int:
    """Find the appearance that ``reference`` names: the one on the page after ``@``, or else the person's first."""
    name, page = _name_and_page(reference)
    people = resolve_name(connection, name).persons
    if page is None:
        person = choose_person(connection, name, people)
        first = connection.execute(_appearances([person]).limit(1)).scalar()
        if first is None:
            raise NotFoundError(f"No page in the record has {name!r} any more. Use a name or an id from a listing.")
        return int(first)
    if not people:
        raise NotFoundError(describe_unknown(connection, name))
    query = _appearances(people).join(pages, pages.c.id == appearances.c.page_id)
    on_page = connection.execute(query.where(pages.c.public_id == page)).scalars().all()
    if len(on_page) != 1:
        count = "nobody" if not on_page else "more than one person"
        raise UsageError(f"{reference!r}: {count} called {name!r} is on the page {page!r}. Give the person's id.")
    return int(on_page[0])


def find_appearances(connection: Connection, reference: str) -> list[PersonAppearance]:
    """The current appearances of the person that ``reference`` names: all, or the one on the page after ``@``."""
    first = _appearance(connection, reference)
    _, page = _name_and_page(reference)
    query = (
        select(appearances, pages.c.public_id.label("page"), persons.c.public_id.label("person"))
        .join(pages, pages.c.id == appearances.c.page_id)
        .join(persons, persons.c.id == appearances.c.person_id)
        .where(appearances.c.state == CURRENT)
        .order_by(appearances.c.id)
    )
    condition = appearances.c.id == first if page else appearances.c.person_id == _person_of(connection, first)
    return [
        PersonAppearance(
            row.id,
            row.page,
            row.person,
            *(tuple(map(str, json.loads(getattr(row, column)))) for column in ("aliases", "roles", "ages")),
        )
        for row in connection.execute(query.where(condition))
    ]


def _speaker(connection: Connection, reference: str, *, page_id: int) -> tuple[int | None, str]:
    """Resolve ``reference`` to the speaker's appearance and name; the appearance is null for an unknown name.

    People on the statement's own page take precedence over their namesakes elsewhere.
    """
    name, _ = _name_and_page(reference)
    people = resolve_name(connection, name).persons
    on_page = connection.execute(_appearances(people).where(appearances.c.page_id == page_id)).scalars().all()
    if len(on_page) == 1:
        return on_page[0], _name_of(connection, on_page[0])
    if not people:
        return None, " ".join(reference.split())
    appearance = _appearance(connection, reference)
    return appearance, _name_of(connection, appearance)


def _name_and_page(reference: str) -> tuple[str, str | None]:
    """Split ``reference`` at its last ``@`` into a name or an id, and the id of a page, if given."""
    name, separator, page = reference.rpartition("@")
    return (name, page.strip().lower()) if separator and name else (reference, None)


def _appearances(people: Sequence[int]) -> Select[int]:
    """Keys of the current appearances of ``people``, in the order in which they were added."""
    current = appearances.c.person_id.in_(people) & (appearances.c.state == CURRENT)
    return select(appearances.c.id).where(current).order_by(appearances.c.id)


def find_statement(connection: Connection, public_id: str) -> AnyRow:
    """The row of the current or refused statement with this public id, and its speaker's name.

    Raises ``NotFoundError``.
    """
    query = select(statements, schema.names.c.text.label("speaker_name"))
    query = query.outerjoin(schema.names, schema.names.c.id == statements.c.speaker_name_id)
    row = connection.execute(query.where(statements.c.public_id == public_id.strip().lower())).first()
    if row is None or row.state not in {CURRENT, schema.REFUSED}:
        raise NotFoundError(f"The record has no statement {public_id!r}. Copy the id from a listing.")
    return row


def _person_of(connection: Connection, appearance: int) -> int:
    return int(connection.execute(select(appearances.c.person_id).where(appearances.c.id == appearance)).scalar_one())


def _public_id(connection: Connection, appearance: int) -> str:
    query = select(persons.c.public_id).join(appearances, appearances.c.person_id == persons.c.id)
    return str(connection.execute(query.where(appearances.c.id == appearance)).scalar_one())


def _name_of(connection: Connection, appearance: int) -> str:
    query = select(schema.names.c.text).join(appearances, appearances.c.name_id == schema.names.c.id)
    return str(connection.execute(query.where(appearances.c.id == appearance)).scalar_one())


def _require_pages(first: str, second: str) -> None:
    """Raise ``UsageError`` if two references to one person do not tell its appearances apart."""
    if "@" not in first or "@" not in second:
        raise UsageError(
            f"{first!r} and {second!r} are the same person in the record. "
            "To separate them, give a page for each: NAME@PAGE."
        )


def _rows(path: Path) -> list[tuple[str, str]]:
    try:
        with TextIOWrapper(open_file(str(path)), encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (FetchError, OSError, UnicodeDecodeError, csv.Error) as error:
        problem = error.problem if isinstance(error, FetchError) else error
        raise UsageError(
            f"{path} cannot be read: {problem}. Expected a CSV file with the columns name and wikidata."
        ) from error
    if rows and not {"name", "wikidata"} <= set(rows[0]):
        raise UsageError(f"{path} has the columns {', '.join(map(str, rows[0]))}. Expected name and wikidata.")
    return [(row["name"] or "", row["wikidata"] or "") for row in rows]
