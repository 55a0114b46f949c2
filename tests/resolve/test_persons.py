"""People across pages: created by a linker, merged and split, with correct counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from onrecord.codec import to_record
from onrecord.record import Record
from onrecord.resolve.new_appearances import Linker, NewAppearances
from onrecord.resolve.persons import create_persons, load_founders, move_appearances, recount
from onrecord.store.name_table import Writer
from onrecord.store.schema import (
    appearances,
    facts,
    links,
    names,
    persons,
    relationships,
    statement_subjects,
    statements,
)
from onrecord.types import Person, Reading, Relationship, Stated
from tests.conftest import PAGE, ReadText

URLS = ("https://bell.example/1", "https://bell.example/2")


def page(read_text: ReadText, url: str, *, name: str = "Ada Brannigan") -> Reading:
    """A page on which ``name`` speaks twice, of Okafor once, and is said to be Okafor's parent."""
    found_there = read_text(PAGE + url, url=url)
    ada_row = Person(
        "p1", name, ("Brannigan",), ((0, 1),), roles=(Stated("pilot", (0, 1)),), ages=(Stated("71", (0, 2)),)
    )
    second = Person("p2", "Ngozi Okafor", (), ((2, 3),))
    said = [replace(statement, speaker="p1", speaker_name=name, about=()) for statement in found_there.statements[:2]]
    said[0] = replace(said[0], about=("Ngozi Okafor",))
    tie = Relationship(name, "parent", "Ngozi Okafor", None, "asserted", (0, 5), confidence=0.9)
    article = replace(found_there.article, published=f"2031-04-0{url[-1]}")
    return replace(
        found_there,
        article=article,
        people=(ada_row, second),
        organisations=(),
        statements=tuple(said),
        relationships=(tie,),
    )


def people(record: Record) -> dict[str, Any]:
    """The rows of ``persons`` by name; a name that two have is a mistake of the test."""
    with record.snapshot() as connection:
        rows = connection.execute(select(persons, names.c.text.label("name")).join(names)).all()
    by_name = {row.name: row for row in rows}
    assert len(by_name) == len(rows)
    return by_name


def known_facts(record: Record, person_id: int) -> dict[tuple[str, str], tuple[int, int | None, int | None]]:
    with record.snapshot() as connection:
        rows = connection.execute(select(facts, names.c.text).join(names).where(facts.c.person_id == person_id)).all()
    return {(row.kind, row.text): (row.times, row.day_from, row.day_to) for row in rows}


class ByName(Linker):
    """Links everybody to the person with the same name, and logs it."""

    def __call__(self, writer: Writer, new: NewAppearances, /) -> Mapping[int, int]:
        connection = writer.connection
        called = {person.id: person.name for person in new.reading.people}
        keys = writer.reserve_name_keys(called.values())
        same = {}
        for local, appearance in new.ids.items():
            on_page = select(appearances.c.id, appearances.c.person_id).where(
                appearances.c.name_id == keys[called[local]], appearances.c.person_id.is_not(None)
            )
            earlier = connection.execute(on_page).first()
            if earlier is not None:
                same[appearance] = earlier.person_id
                link = {
                    "id": writer.rows.next_key(links),
                    "left_id": earlier.id,
                    "right_id": appearance,
                    "verdict": "SAME",
                    "score": 1.0,
                    "reasons": '["name"]',
                    "by_id": writer.reserve_name_keys(["by name 1"])["by name 1"],
                    "at": "2031-04-02T08:00:00Z",
                }
                writer.rows.add(links, [link])
        return same


@pytest.fixture
def linked(record: Record, read_text: ReadText) -> Record:
    """A record of two pages whose people are the same."""
    for url in URLS:
        record.keep(page(read_text, url), linker=ByName())
    return record


def test_without_a_linker_everybody_on_a_page_is_somebody_new(record: Record, read_text: ReadText) -> None:
    for url in URLS:
        record.keep(page(read_text, url))
    with record.snapshot() as connection:
        assert len(connection.execute(select(persons)).all()) == 4
        pointed = connection.execute(select(appearances.c.person_id)).scalars().all()
    assert sorted(pointed) == [1, 2, 3, 4]


def test_a_linker_says_who_is_who_and_leaves_its_reasons(linked: Record) -> None:
    ada, ngozi = people(linked)["Ada Brannigan"], people(linked)["Ngozi Okafor"]
    assert (ada.pages, ada.said, ada.spoken_of, ada.day_from, ada.day_to) == (2, 4, 0, 20310401, 20310402)
    assert (ngozi.pages, ngozi.said, ngozi.spoken_of) == (2, 0, 2)
    assert known_facts(linked, ada.id) == dict.fromkeys(
        (("name", "Ada Brannigan"), ("alias", "Brannigan"), ("role", "pilot"), ("age", "71")), (2, 20310401, 20310402)
    )
    with linked.snapshot() as connection:
        assert [row.verdict for row in connection.execute(select(links))] == ["SAME", "SAME"]
        assert {row.speaker_id for row in connection.execute(select(statements))} == {ada.id}
        assert {(row.person_id, row.speaker_id) for row in connection.execute(select(statement_subjects))} == {
            (ngozi.id, ada.id)
        }
        ties = connection.execute(select(relationships)).all()
    assert {(row.from_id, row.to_id) for row in ties} == {(ada.id, ngozi.id)}


def test_an_appearance_that_moves_takes_everything_with_it(linked: Record) -> None:
    ada, ngozi = people(linked)["Ada Brannigan"], people(linked)["Ngozi Okafor"]
    with linked.writer() as writer:
        connection = writer.connection
        later = connection.execute(
            select(appearances.c.id).where(appearances.c.person_id == ada.id).order_by(appearances.c.id.desc())
        ).scalar()
        assert later is not None
        (twin,) = create_persons(connection, load_founders(connection, [later])).values()
        move_appearances(writer, {later: twin})
    with linked.snapshot() as connection:
        rows = {row.id: row for row in connection.execute(select(persons))}
        spoken = connection.execute(select(statement_subjects).order_by(statement_subjects.c.statement_id)).all()
        ties = connection.execute(select(relationships).order_by(relationships.c.page_id)).all()
    assert [(rows[key].pages, rows[key].said, rows[key].day_from, rows[key].day_to) for key in (ada.id, twin)] == [
        (1, 2, 20310401, 20310401),
        (1, 2, 20310402, 20310402),
    ]
    assert known_facts(linked, twin).keys() == known_facts(linked, ada.id).keys()
    assert [row.speaker_id for row in spoken] == [row.from_id for row in ties] == [ada.id, twin]
    assert rows[ngozi.id].spoken_of == 2


def test_a_merged_person_leads_to_the_other_and_can_be_restored(record: Record, read_text: ReadText) -> None:
    record.keep(page(read_text, URLS[0]), linker=ByName())
    record.keep(page(read_text, URLS[1], name="A. Brannigan"), linker=ByName())
    before = people(record)
    ada, initial = before["Ada Brannigan"], before["A. Brannigan"]
    with record.writer() as writer:
        (moved,) = writer.connection.execute(
            select(appearances.c.id).where(appearances.c.person_id == initial.id)
        ).scalars()
        move_appearances(writer, {moved: ada.id})
        move_appearances(writer, {moved: ada.id})  # twice is once
    with record.snapshot() as connection:
        gone = connection.execute(select(persons).where(persons.c.id == initial.id)).one()
        ada_row = connection.execute(select(persons).where(persons.c.id == ada.id)).one()
    assert (gone.merged_into, gone.pages, gone.said, gone.day_from) == (ada.id, 0, 0, None)
    assert (ada_row.pages, ada_row.said, ada_row.day_from, ada_row.day_to) == (2, 4, 20310401, 20310402)
    assert ("name", "A. Brannigan") in known_facts(record, ada.id)
    with record.writer() as writer:
        again = create_persons(writer.connection, load_founders(writer.connection, [moved]))
        assert again == {moved: initial.id}
        move_appearances(writer, {moved: initial.id})
    after = people(record)
    for name in before:
        assert after[name]._mapping == before[name]._mapping


def test_recounting_gives_the_same_counts(linked: Record) -> None:
    before = people(linked)
    known_facts_by_id = {row.id: known_facts(linked, row.id) for row in before.values()}
    with linked.writer() as writer:
        recount(writer, [row.id for row in before.values()])
    after = people(linked)
    assert {name: row._mapping for name, row in after.items()} == {name: row._mapping for name, row in before.items()}
    assert {row.id: known_facts(linked, row.id) for row in after.values()} == known_facts_by_id


def test_reading_a_page_again_keeps_people_who_they_are(linked: Record, read_text: ReadText) -> None:
    before = people(linked)
    again = replace(page(read_text, URLS[0]), reader="onrecord 9, marks 2")
    fewer = replace(again, people=again.people[:1], relationships=(), statements=again.statements[1:])
    outcome = linked.keep(fewer)
    assert to_record(linked.reading(outcome.page)) == to_record(fewer)
    after = people(linked)
    assert (after["Ada Brannigan"].id, after["Ada Brannigan"].said) == (before["Ada Brannigan"].id, 3)
    assert (after["Ngozi Okafor"].pages, after["Ngozi Okafor"].spoken_of) == (1, 1)
    linked.keep(replace(again, reader="onrecord 10, marks 3"))
    assert {name: row._mapping for name, row in people(linked).items()} == {
        name: row._mapping for name, row in before.items()
    }


def test_a_linker_that_fails_keeps_nothing(record: Record, read_text: ReadText) -> None:
    class Broken(Linker):
        def __call__(self, writer: Writer, new: NewAppearances, /) -> Mapping[int, int]:
            raise ValueError("no idea")

    with pytest.raises(ValueError, match="no idea"):
        record.keep(page(read_text, URLS[0]), linker=Broken())
    assert record.counts()["pages"] == 0
    assert record.keep(page(read_text, URLS[0])).outcome == "new"
