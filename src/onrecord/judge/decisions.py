"""Judging what the record holds: people by name or id, statements by id. Each call is one entry in the log.

judge_people(record, "Ada Quill", "A. Quill", verdict="same", by=Author("mara", "one byline"))
judge_statement(record, "k3v7…", verdict="speaker", speaker="Orla Kimura", by=Author("mara"))
withdraw(record, judgement.id, by=Author("mara"))
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import Connection, select

from onrecord.errors import NotFoundError, UsageError
from onrecord.judge import judgement_log, targets
from onrecord.judge.judgement_log import Author, Judgement
from onrecord.store import schema
from onrecord.store.codecs import fold
from onrecord.store.names import Writer
from onrecord.store.rows import AnyRow
from onrecord.store.schema import CURRENT, appearances, facts, links, pages, persons, statements

if TYPE_CHECKING:
    from onrecord.store.store import Store

OfPeople = Literal["same", "different", "unsure"]
OfStatement = Literal["right", "wrong", "speaker", "not-statement"]

_ITEM = re.compile(r"Q[1-9][0-9]*")
_MOST_LISTED = 8
_PERSON = select(persons, schema.names.c.text.label("name")).join(schema.names, schema.names.c.id == persons.c.name_id)


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person or an organisation of the record, to tell from others of the name."""

    id: str
    name: str
    kind: str
    pages: int
    said: int
    roles: tuple[str, ...]
    key: int
    """Its key in ``persons``."""

    def __str__(self) -> str:
        what = f", {', '.join(self.roles)}" if self.roles else ""
        return f"{self.id} ({self.name}{what}; {self.pages} page{'' if self.pages == 1 else 's'})"


def people_called(connection: Connection, name: str) -> list[Somebody]:
    """Who is called ``name``, or has this public id: those of most pages first.

    Whose name it is goes before those whom some page calls so for short.
    """
    for kind in ("name", "alias"):
        found = _called(connection, name, kind=kind)
        if found:
            return found
    return []


def _called(connection: Connection, name: str, *, kind: str) -> list[Somebody]:
    wanted = select(facts.c.person_id).join(schema.names, schema.names.c.id == facts.c.name_id)
    wanted = wanted.where(facts.c.kind == kind, schema.names.c.folded == fold(name))
    chosen = _PERSON
    chosen = chosen.where(persons.c.id.in_(wanted) | (persons.c.public_id == name.strip().lower()))
    rows = connection.execute(chosen.order_by(persons.c.pages.desc(), persons.c.id)).all()
    exact = [row for row in rows if row.public_id == name.strip().lower()]
    return [_somebody(connection, row) for row in _followed(connection, exact or rows)]


def judge_people(record: Store, left: str, right: str, *, verdict: OfPeople, by: Author) -> Judgement:
    """Judge whether two are one. Each is a name, a public id, or either with ``@`` and the id of a page it stands on.

    Raises ``UsageError`` where nobody, or more than one, is called so, and where the two are one already and it takes
    pages to say which of its appearances are not.
    """
    with record.writer() as writer:
        sides = _appearance(writer.connection, left), _appearance(writer.connection, right)
        if verdict != "same" and _person_of(writer.connection, sides[0]) == _person_of(writer.connection, sides[1]):
            _say_which(left, right)
        if sides[0] == sides[1]:
            raise UsageError(f"{left!r} and {right!r} are the same words of one page. Name two")
        return _of_people(writer, *sides, verdict=verdict, by=by)


def judge_link(record: Store, link_id: int, *, verdict: OfPeople, by: Author) -> Judgement:
    """Judge whether the two appearances that the link with this key compares are of one person."""
    with record.writer() as writer:
        sides = select(links.c.left_id, links.c.right_id).where(links.c.id == link_id)
        left_id, right_id = writer.connection.execute(sides).one()
        return _of_people(writer, left_id, right_id, verdict=verdict, by=by)


def judge_statement(
    record: Store,
    statement: str,
    *,
    verdict: OfStatement,
    by: Author,
    speaker: str | None = None,
) -> Judgement:
    """Judge a statement: its speaker is right, or wrong, or is ``speaker``; or it is no statement.

    ``speaker`` is a name or an id as for ``judge_people``; who stands on the statement's own page goes before others. A
    name that nobody in the record has is kept as a name. Raises ``UsageError`` where there is no such statement.
    """
    if (verdict == "speaker") != (speaker is not None):
        raise UsageError("say who said it: `speaker` with a name, and only with it")
    with record.writer() as writer:
        one = _statement(writer.connection, statement)
        anchor = targets.of_statement(writer.connection, one.public_id)
        appearance, name = one.speaker_appearance_id, one.speaker_name
        if speaker is not None:
            appearance, name = _speaker(writer.connection, speaker, page_id=one.page_id)
            anchor["speaker_kind"] = "person"
        elif verdict in {"right", "wrong"}:
            if name is None:
                raise UsageError(
                    f"the statement {statement!r} has no speaker. Say who it was: `onrecord judge speaker`"
                )
            anchor["speaker_kind"] = one.speaker_kind
        target: dict[str, Any] = {"statement": anchor}
        if verdict != "not-statement" and appearance is not None:
            target["speaker"] = targets.of_appearance(writer.connection, appearance)
        return judgement_log.append(
            writer,
            kind=verdict,
            subject=one.public_id,
            target=target,
            value=None if verdict == "not-statement" else name,
            by=by,
        )


def set_wikidata(record: Store, person: str, item: str, *, by: Author) -> Judgement:
    """Judge which Wikidata item somebody is. All who are the same item are one; who are two items are two.

    Raises ``UsageError`` for what is no such id, and as ``judge_people`` does.
    """
    if not _ITEM.fullmatch(item):
        raise UsageError(f"{item!r} is no Wikidata id: expected Q and a number, such as Q42")
    with record.writer() as writer:
        one = _appearance(writer.connection, person)
        return judgement_log.append(
            writer,
            kind="wikidata",
            subject=_public_id(writer.connection, one),
            target={"left": targets.of_appearance(writer.connection, one)},
            value=item,
            by=by,
        )


def set_wikidata_from(record: Store, path: Path, *, who: str) -> Iterator[tuple[str, Judgement | UsageError]]:
    """Judge which Wikidata items people are, from a CSV file with the columns ``name`` and ``wikidata``.

    A name that one person of the record bears is judged; for every other it is said why not. Raises ``UsageError``
    where the file cannot be read or has no such columns.
    """
    for name, item in _rows(path):
        try:
            yield name, set_wikidata(record, name, item, by=Author(who, f"from {path.name}"))
        except UsageError as error:
            yield name, error


def withdraw(record: Store, judgement: str, *, by: Author) -> Judgement:
    """Take back a judgement, by its public id: see ``judgements.withdraw``."""
    with record.writer() as writer:
        return judgement_log.withdraw(writer, judgement, by=by)


def rebuild(record: Store) -> int:
    """Work out anew who is who from the logs: how many appearances changed hands. None do where nothing is amiss."""
    with record.writer() as writer:
        return judgement_log.rebuild(writer)


def _of_people(writer: Writer, left: int, right: int, *, verdict: OfPeople, by: Author) -> Judgement:
    connection = writer.connection
    return judgement_log.append(
        writer,
        kind=verdict,
        subject=_public_id(connection, left),
        target={"left": targets.of_appearance(connection, left), "right": targets.of_appearance(connection, right)},
        value=_public_id(connection, right),
        by=by,
    )


def _appearance(connection: Connection, reference: str) -> int:
    """The appearance that ``reference`` names: on the page that it says, or else where the person was kept first."""
    name, _, page = reference.rpartition("@")
    if not name:
        name, page = reference, ""
    found = people_called(connection, name)
    if not page:
        one = _only(found, reference)
        return int(connection.execute(_shown(one.key).limit(1)).scalar_one())
    shown = _shown(*(one.key for one in found)).join(pages, pages.c.id == appearances.c.page_id)
    here = list(connection.execute(shown.where(pages.c.public_id == page.strip().lower())).scalars())
    if len(here) != 1:
        many = "nobody" if not here else "more than one"
        raise UsageError(f"{reference!r}: {many} called {name!r} stands on the page {page!r}. Give the person's id")
    return int(here[0])


def _shown(*keys: int) -> Any:
    """The current appearances of persons, the first kept first."""
    mine = appearances.c.person_id.in_(keys) & (appearances.c.state == CURRENT)
    return select(appearances.c.id).where(mine).order_by(appearances.c.id)


def _only(found: list[Somebody], reference: str) -> Somebody:
    found = [one for one in found if one.pages]
    if not found:
        raise NotFoundError(f"nobody in the record is called {reference!r}. Take the name or the id from a listing")
    if len(found) > 1:
        which = "; ".join(map(str, found[:_MOST_LISTED]))
        raise UsageError(f"{len(found)} in the record are called {reference!r}: {which}. Give the id")
    return found[0]


def _speaker(connection: Connection, reference: str, *, page_id: int) -> tuple[int | None, str]:
    found = people_called(connection, reference.rpartition("@")[0] or reference)
    here = _shown(*(one.key for one in found)).where(appearances.c.page_id == page_id)
    on_page = list(connection.execute(here).scalars())
    if len(on_page) == 1:
        return on_page[0], _name_of(connection, on_page[0])
    if not found:
        return None, " ".join(reference.split())
    one = _appearance(connection, reference)
    return one, _name_of(connection, one)


def _statement(connection: Connection, public: str) -> AnyRow:
    chosen = select(statements, schema.names.c.text.label("speaker_name"))
    chosen = chosen.outerjoin(schema.names, schema.names.c.id == statements.c.speaker_name_id)
    one = connection.execute(chosen.where(statements.c.public_id == public.strip().lower())).first()
    if one is None or one.state not in {CURRENT, schema.REFUSED}:
        raise NotFoundError(f"the record holds no statement {public!r}. Take the id from a listing of the record")
    return one


def _somebody(connection: Connection, row: AnyRow) -> Somebody:
    told = select(schema.names.c.text).join(facts, facts.c.name_id == schema.names.c.id)
    told = told.where(facts.c.person_id == row.id, facts.c.kind == "role").order_by(facts.c.times.desc()).limit(2)
    roles = tuple(connection.execute(told).scalars())
    return Somebody(row.public_id, row.name, row.kind, row.pages, row.said, roles, row.id)


def _followed(connection: Connection, rows: Iterable[AnyRow]) -> list[AnyRow]:
    """``rows``, each that was merged into another in its place that one."""
    found: dict[int, AnyRow] = {}
    for row in rows:
        one, seen = row, {row.id}
        while one.merged_into is not None and one.merged_into not in seen:
            seen.add(one.merged_into)
            chosen = _PERSON
            one = connection.execute(chosen.where(persons.c.id == one.merged_into)).one()
        found[one.id] = one
    return list(found.values())


def _person_of(connection: Connection, appearance: int) -> int:
    return int(connection.execute(select(appearances.c.person_id).where(appearances.c.id == appearance)).scalar_one())


def _public_id(connection: Connection, appearance: int) -> str:
    found = select(persons.c.public_id).join(appearances, appearances.c.person_id == persons.c.id)
    return str(connection.execute(found.where(appearances.c.id == appearance)).scalar_one())


def _name_of(connection: Connection, appearance: int) -> str:
    found = select(schema.names.c.text).join(appearances, appearances.c.name_id == schema.names.c.id)
    return str(connection.execute(found.where(appearances.c.id == appearance)).scalar_one())


def _say_which(left: str, right: str) -> None:
    if "@" not in left or "@" not in right:
        raise UsageError(
            f"{left!r} and {right!r} are one in the record. Say on which pages they are not: NAME@PAGE, twice"
        )


def _rows(path: Path) -> list[tuple[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageError(
            f"{path}: it cannot be read ({error}). Expected CSV with the columns name and wikidata"
        ) from error
    if rows and not {"name", "wikidata"} <= set(rows[0]):
        raise UsageError(f"{path}: it has the columns {', '.join(map(str, rows[0]))}. Expected name and wikidata")
    return [(row["name"] or "", row["wikidata"] or "") for row in rows]
