"""Judgements: they override links, stay in force when pages are read again, can be withdrawn, and are never moved."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, event, select, update

from onrecord.errors import AmbiguousNameError, NotFoundError, UsageError
from onrecord.judge.decisions import (
    judge_people,
    judge_statement,
    rebuild,
    set_wikidata,
    set_wikidata_from,
    withdraw,
)
from onrecord.judge.judgement_log import Author, Judgement, judgements_of_statement, list_judgements
from onrecord.judge.training_data import judged_pairs, judged_statements
from onrecord.record import Record
from onrecord.resolve.linker import PersonLinker
from onrecord.resolve.name_resolver import find_people
from onrecord.review.review_items import Progress, ReviewPair, ReviewStatement
from onrecord.review.review_queue import next_item, queued_pairs, queued_statements
from onrecord.store.schema import (
    CURRENT,
    REFUSED,
    appearances,
    facts,
    judgement_targets,
    judgements,
    name_keys,
    names,
    pages,
    persons,
    statement_subjects,
    statements,
)
from onrecord.types import Reading
from tests.conftest import MakeRecord, ReadText
from tests.people_pages import Figure, page

pytestmark = pytest.mark.both_databases

WORDS = "The engine is mended and the crew is glad of it"
OTHER = "Nobody in this town wants another winter without it"
ADA = Figure("Ada Brannigan", roles=("actress",), words=WORDS)
TOM = Figure("Tom Okafor", words=OTHER)


@pytest.fixture
def kept_record(make_record: MakeRecord, read_text: ReadText) -> Iterator[Record]:
    """Four pages: two about Ada Brannigan and Tom Okafor, one about a namesake of hers, one about somebody else."""

    def fill(record: Record) -> None:
        linker = PersonLinker()
        for number, figures in enumerate(
            [(ADA, TOM), (ADA, TOM), (Figure("Ada Brannigan", roles=("senator",)),), (Figure("Zuleika Quill"),)], 1
        ):
            record.keep(again(read_text, number, figures), linker=linker)

    with Record.open(make_record("judged", fill)) as record:
        yield record


def again(read_text: ReadText, number: int, figures: tuple[Figure, ...] = (ADA, TOM), **options: str) -> Reading:
    return page(read_text, *figures, url=f"https://bell.example/{number}", **options)  # type: ignore[arg-type]


def state(record: Record) -> dict[str, object]:
    """Everything derived from the logs: persons, speakers and counts."""
    with record.snapshot() as connection:
        called = connection.execute(
            select(appearances.c.id, persons.c.public_id).join(persons, persons.c.id == appearances.c.person_id)
        ).all()
        said = connection.execute(select(statements).order_by(statements.c.id)).all()
        of = connection.execute(
            select(statement_subjects).order_by(statement_subjects.c.statement_id, statement_subjects.c.position)
        ).all()
        counted = connection.execute(select(persons).where(persons.c.pages > 0).order_by(persons.c.id)).all()
        told = connection.execute(select(facts).order_by(facts.c.person_id, facts.c.kind, facts.c.name_id)).all()
        outcome = connection.execute(select(pages.c.id, pages.c.statements).order_by(pages.c.id)).all()
        return {
            "who": {row[0]: row[1] for row in called},
            "said": [tuple(row) for row in said],
            "about": [tuple(row) for row in of],
            "persons": [tuple(row) for row in counted],
            "facts": [tuple(row) for row in told],
            "pages": [tuple(row) for row in outcome],
            "totals": record.counts(),
        }


def ids(record: Record, name: str) -> list[str]:
    return [person.id for person in find_people(record, name)]


def page_ids(record: Record) -> list[str]:
    with record.snapshot() as connection:
        return list(connection.execute(select(pages.c.public_id).order_by(pages.c.id)).scalars())


def statement(record: Record, words: str, *, on: int = 0) -> str:
    with record.snapshot() as connection:
        query = select(statements.c.public_id).where(statements.c.quote == f'"{words}"').order_by(statements.c.page_id)
        return str(list(connection.execute(query).scalars())[on])


def speaker(record: Record, public: str) -> tuple[str | None, str | None, int]:
    """The name and the person of a statement's speaker, and its state."""
    with record.snapshot() as connection:
        row = connection.execute(select(statements).where(statements.c.public_id == public)).one()
        name = connection.execute(select(names.c.text).where(names.c.id == row.speaker_name_id)).scalar()
        person = connection.execute(select(persons.c.public_id).where(persons.c.id == row.speaker_id)).scalar()
        return name, person, row.state


def states(record: Record) -> list[Judgement]:
    with record.snapshot() as connection:
        return list_judgements(connection)


def test_a_judgement_of_a_statement_reads_no_facts_of_its_speaker(kept_record: Record) -> None:
    public = statement(kept_record, OTHER)
    recounted: list[str] = []

    def listen(*call: Any) -> None:
        if "FROM facts" in call[2]:
            recounted.append(call[2])

    event.listen(kept_record._engine, "before_cursor_execute", listen)
    judge_statement(kept_record, public, verdict="wrong", by=Author("mara"))
    assert recounted == []


def test_two_judged_the_same_are_one_and_withdrawn_are_two_again(kept_record: Record) -> None:
    before = state(kept_record)
    assert len(ids(kept_record, "Ada Brannigan")) == 2
    result = judge_people(kept_record, "Zuleika Quill", "Tom Okafor", verdict="same", by=Author("mara", "her pen name"))
    assert ids(kept_record, "Zuleika Quill") == ids(kept_record, "Tom Okafor")
    assert (result.who, result.why, result.in_force) == ("mara", "her pen name", True)
    withdraw(kept_record, result.id, by=Author("mara"))
    assert state(kept_record) == before
    with pytest.raises(UsageError, match="already been withdrawn"):
        withdraw(kept_record, result.id, by=Author("mara"))


def test_people_judged_different_are_split_with_their_links(kept_record: Record) -> None:
    first, second, *_ = page_ids(kept_record)
    with pytest.raises(UsageError, match="NAME@PAGE"):
        judge_people(kept_record, "Tom Okafor", "Tom Okafor", verdict="different", by=Author("mara"))
    result = judge_people(
        kept_record, f"Tom Okafor@{first}", f"Tom Okafor@{second}", verdict="different", by=Author("mara")
    )
    first_person, second_person = ids(kept_record, "Tom Okafor")
    assert first_person != second_person
    assert (
        speaker(kept_record, statement(kept_record, OTHER))[1]
        != speaker(kept_record, statement(kept_record, OTHER, on=1))[1]
    )
    withdraw(kept_record, result.id, by=Author("mara"))
    assert len(ids(kept_record, "Tom Okafor")) == 1


@pytest.mark.parametrize(("later", "parted"), [("different", True), ("unsure", False)])
def test_the_newer_judgement_goes_before_the_older(kept_record: Record, later: str, parted: bool) -> None:
    first, second = ids(kept_record, "Ada Brannigan")
    judge_people(kept_record, first, second, verdict="same", by=Author("mara"))
    third = page_ids(kept_record)[2]
    judge_people(
        kept_record,
        f"Ada Brannigan@{page_ids(kept_record)[0]}",
        f"Ada Brannigan@{third}",
        verdict=later,  # type: ignore[arg-type]
        by=Author("femi"),
    )
    assert (len(ids(kept_record, "Ada Brannigan")) == 2) == parted
    assert [item.overruled for item in states(kept_record)] == [parted, False]


def test_nobody_and_several_are_asked_about(kept_record: Record) -> None:
    with pytest.raises(UsageError, match="Nobody in the record is called 'Orla Nobody'"):
        judge_people(kept_record, "Orla Nobody", "Tom Okafor", verdict="same", by=Author("mara"))
    with pytest.raises(NotFoundError, match=r"'Zuleika Quil'. Did you mean Zuleika Quill\?"):
        judge_people(kept_record, "Zuleika Quil@k3v7", "Tom Okafor", verdict="same", by=Author("mara"))
    described = (
        r"2 people in the record are called 'Ada Brannigan': Ada Brannigan, actress, 2 pages \(\w{16}\); "
        r"Ada Brannigan, senator, 1 page \(\w{16}\)\. Choose one by its id\."
    )
    with pytest.raises(AmbiguousNameError, match=described) as caught:
        judge_people(kept_record, "Ada Brannigan", "Tom Okafor", verdict="same", by=Author("mara"))
    assert list(caught.value.candidates) == ids(kept_record, "Ada Brannigan")
    with pytest.raises(UsageError, match="needs an author"):
        judge_people(kept_record, "Zuleika Quill", "Tom Okafor", verdict="same", by=Author(" "))


@pytest.mark.parametrize(
    ("verdict", "said_by", "name", "now"),
    [
        ("speaker", "Tom Okafor", "Tom Okafor", CURRENT),
        ("speaker", "Zuleika Quill", "Zuleika Quill", CURRENT),
        ("speaker", "Femi Unheard", "Femi Unheard", CURRENT),
        ("right", None, "Ada Brannigan", CURRENT),
        ("wrong", None, None, CURRENT),
        ("not-statement", None, "Ada Brannigan", REFUSED),
    ],
)
def test_a_statement_is_as_it_was_judged_and_stays_so_when_read_again(
    kept_record: Record, read_text: ReadText, verdict: str, said_by: str | None, name: str | None, now: int
) -> None:
    before = state(kept_record)
    said = statement(kept_record, WORDS)
    result = judge_statement(kept_record, said, verdict=verdict, by=Author("mara"), speaker=said_by)  # type: ignore[arg-type]
    assert speaker(kept_record, said)[0::2] == (name, now)
    if said_by in {"Tom Okafor", "Zuleika Quill"}:
        assert speaker(kept_record, said)[1] == ids(kept_record, str(said_by))[0]
    judged_state = state(kept_record)
    assert rebuild(kept_record) == 0
    assert state(kept_record) == judged_state
    newer = again(read_text, 1, by="onrecord 9, marks 2")
    wrong = [replace(item, speaker_name="Tom Okafor", speaker="p2") for item in newer.statements]
    kept_record.keep(replace(newer, statements=tuple(wrong)), linker=PersonLinker())
    expected = "Tom Okafor" if verdict in {"wrong", "not-statement"} else name
    assert speaker(kept_record, said)[0::2] == (expected, now)
    kept_record.keep(again(read_text, 1, by="onrecord 10, marks 3"), linker=PersonLinker())
    withdraw(kept_record, result.id, by=Author("mara"))
    after = state(kept_record)
    assert speaker(kept_record, said)[0::2] == ("Ada Brannigan", CURRENT)
    assert (after["who"], after["pages"], after["persons"]) == (before["who"], before["pages"], before["persons"])


def test_a_judgement_is_orphaned_where_its_words_are_gone_and_never_moved(
    kept_record: Record, read_text: ReadText
) -> None:
    said = statement(kept_record, WORDS)
    judge_statement(kept_record, said, verdict="speaker", by=Author("mara"), speaker="Tom Okafor")
    judge_people(
        kept_record, "Zuleika Quill", f"Ada Brannigan@{page_ids(kept_record)[0]}", verdict="same", by=Author("mara")
    )
    similar_page = replace(ADA, words=WORDS.replace("glad", "sad"))
    edited = again(read_text, 1, (TOM, similar_page), fetched="2031-04-03T08:00:00Z")
    kept_record.keep(edited, linker=PersonLinker())
    by_words, of_person = states(kept_record)
    assert by_words.orphaned == "the words are gone from the page"
    assert of_person.orphaned is None
    assert speaker(kept_record, statement(kept_record, similar_page.words))[0] == "Ada Brannigan"
    kept_record.keep(again(read_text, 1, (TOM,), fetched="2031-04-04T08:00:00Z"), linker=PersonLinker())
    assert [item.orphaned for item in states(kept_record)][1] == "the words “Ada Brannigan” are gone from the page"
    assert ids(kept_record, "Zuleika Quill") not in (ids(kept_record, "Ada Brannigan"), [])
    back = again(read_text, 1, (ADA, TOM), fetched="2031-04-05T08:00:00Z", lead="Corrected. ")
    kept_record.keep(back, linker=PersonLinker())
    assert [item.in_force for item in states(kept_record)] == [True, True]
    assert speaker(kept_record, said)[0] == "Tom Okafor"


def test_a_judgement_of_people_stands_when_a_newer_reader_finds_another_name(
    kept_record: Record, read_text: ReadText
) -> None:
    judge_people(kept_record, "Zuleika Quill", "Tom Okafor", verdict="same", by=Author("mara"))
    newer = again(read_text, 4, (Figure("Zuleika Quill"),), by="onrecord 9, marks 2")
    renamed = replace(newer, people=(replace(newer.people[0], name="Zuleika Quill-Tarn"),))
    kept_record.keep(renamed, linker=PersonLinker())
    (result,) = states(kept_record)
    assert result.in_force
    assert ids(kept_record, "Zuleika Quill-Tarn") == ids(kept_record, "Tom Okafor")


def test_rebuilding_gives_the_same_however_spoilt(kept_record: Record) -> None:
    judge_people(kept_record, "Zuleika Quill", "Tom Okafor", verdict="same", by=Author("mara"))
    first, second, *_ = page_ids(kept_record)
    judge_people(
        kept_record, f"Ada Brannigan@{first}", f"Ada Brannigan@{second}", verdict="different", by=Author("mara")
    )
    judge_statement(kept_record, statement(kept_record, OTHER), verdict="not-statement", by=Author("mara"))
    judge_statement(
        kept_record, statement(kept_record, WORDS), verdict="speaker", by=Author("mara"), speaker="Zuleika Quill"
    )
    good = state(kept_record)
    assert rebuild(kept_record) == 0
    assert state(kept_record) == good
    with kept_record.transaction() as connection:
        connection.execute(delete(judgement_targets))
        connection.execute(delete(name_keys))
        connection.execute(delete(facts))
        connection.execute(update(persons).values(pages=7, said=7, wikidata="Q7"))
        first_person = connection.execute(select(persons.c.id).order_by(persons.c.id)).scalars().first()
        connection.execute(update(appearances).values(person_id=first_person))
        connection.execute(
            update(statements).where(statements.c.speaker_id.is_not(None)).values(speaker_id=first_person)
        )
        connection.execute(
            update(statement_subjects).where(statement_subjects.c.person_id.is_not(None)).values(person_id=first_person)
        )
    assert rebuild(kept_record) > 0
    assert state(kept_record) == good


def test_wikidata_ids_join_and_part_people(kept_record: Record, tmp_path: Path) -> None:
    actress, senator = ids(kept_record, "Ada Brannigan")
    set_wikidata(kept_record, actress, "Q11", by=Author("mara"))
    set_wikidata(kept_record, "Zuleika Quill", "Q11", by=Author("mara"))
    assert ids(kept_record, "Zuleika Quill") == [actress]
    with pytest.raises(UsageError, match="is not a Wikidata id"):
        set_wikidata(kept_record, senator, "11", by=Author("mara"))
    file = tmp_path / "people.csv"
    file.write_text("name,wikidata\nTom Okafor,Q12\nAda Brannigan,Q13\nOrla Nobody,Q14\n", encoding="utf-8")
    outcomes = dict(set_wikidata_from(kept_record, file, author="mara"))
    assert isinstance(outcomes["Tom Okafor"], Judgement)
    assert all(isinstance(outcomes[name], UsageError) for name in ("Ada Brannigan", "Orla Nobody"))
    judge_people(kept_record, "Tom Okafor", actress, verdict="same", by=Author("femi"))
    assert ids(kept_record, "Tom Okafor") != [actress]
    assert [item.overruled for item in states(kept_record)][-1]
    with pytest.raises(UsageError, match="Expected name and wikidata"):
        list(set_wikidata_from(kept_record, _written(tmp_path / "other.csv", "who,item\nTom,Q1\n"), author="mara"))
    os.mkfifo(tmp_path / "pipe")  # reading from it would wait for ever
    with pytest.raises(UsageError, match="this is a named pipe, not a file"):
        list(set_wikidata_from(kept_record, tmp_path / "pipe", author="mara"))


def test_the_least_certain_comes_first_and_what_was_judged_no_more(kept_record: Record) -> None:
    with kept_record.transaction() as connection:
        first_of_all = select(statements.c.id).order_by(statements.c.id).limit(1).scalar_subquery()
        connection.execute(update(statements).values(confidence=0.9))
        connection.execute(update(statements).where(statements.c.id == first_of_all).values(confidence=0.1))
        connection.execute(update(statements).where(statements.c.quote == f'"{OTHER}"').values(confidence=0.4))
    with kept_record.snapshot() as connection:
        first, *further_items = queued_statements(connection, limit=9)
        (queued,) = queued_pairs(connection, limit=9)
        assert next_item(connection, Progress()) == first
    assert isinstance(first.item, ReviewStatement)
    assert isinstance(queued.item, ReviewPair)
    assert first.item.shown.words == f'"{WORDS}"'
    assert len(further_items) == 2
    assert [queued.item.one.name, queued.item.other.name] == ["Ada Brannigan"] * 2
    assert any("other occupations" in reason for reason in queued.item.reasons)
    judge_statement(kept_record, first.item.id, verdict="right", by=Author("mara"))
    judge_people(kept_record, *ids(kept_record, "Ada Brannigan"), verdict="unsure", by=Author("mara"))
    with kept_record.snapshot() as connection:
        assert queued_statements(connection, limit=9) == further_items
        assert queued_pairs(connection, limit=9) == []


def test_judgements_are_training_data(kept_record: Record) -> None:
    judge_statement(
        kept_record, statement(kept_record, WORDS), verdict="speaker", by=Author("mara"), speaker="Tom Okafor"
    )
    judge_statement(kept_record, statement(kept_record, OTHER), verdict="not-statement", by=Author("mara"))
    judge_statement(kept_record, statement(kept_record, WORDS, on=1), verdict="wrong", by=Author("mara"))
    judge_people(kept_record, *ids(kept_record, "Ada Brannigan"), verdict="different", by=Author("mara"))
    with kept_record.snapshot() as connection:
        (row,) = judged_statements(connection)
        (pair,) = judged_pairs(connection)
    (said,) = row["statements"]
    text = row["text"]
    assert text[slice(*said["content"][0])] == f'"{WORDS}"'
    assert (said["speaker"], said["speaker_kind"]) == ("Tom Okafor", "person")
    assert [text[slice(*span)] for not_statement in row["not_statements"] for span in not_statement["content"]] == [
        f'"{OTHER}"'
    ]
    assert pair["same"] is False
    assert [item[0] for item in (pair["left"], pair["right"])] == [page_ids(kept_record)[0], page_ids(kept_record)[2]]


def test_of_two_judgements_of_one_statement_the_newer_stands(kept_record: Record) -> None:
    said = statement(kept_record, WORDS)
    older = judge_statement(kept_record, said, verdict="right", by=Author("mara"))
    newer = judge_statement(kept_record, said, verdict="not-statement", by=Author("femi"))
    assert [(item.id, item.overruled) for item in states(kept_record)] == [(older.id, True), (newer.id, False)]
    withdraw(kept_record, newer.id, by=Author("femi", "misread"))
    with kept_record.snapshot() as connection:
        log = judgements_of_statement(connection, said)
    assert [(entry.id, entry.overruled) for entry in log] == [(newer.id, False), (older.id, False)]
    assert log[0].withdrawn is not None
    assert (log[0].withdrawn.who, log[0].withdrawn.why) == ("femi", "misread")


def test_the_log_is_only_added_to(kept_record: Record) -> None:
    result = judge_people(kept_record, "Zuleika Quill", "Tom Okafor", verdict="same", by=Author("mara"))
    withdraw(kept_record, result.id, by=Author("femi", "another"))
    with kept_record.snapshot() as connection:
        rows = connection.execute(select(judgements).order_by(judgements.c.id)).all()
        assert [(row.kind, row.who) for row in rows] == [("same", "mara"), ("withdraw", "femi")]
        assert [judgement.withdrawn for judgement in list_judgements(connection, everything=True)] == [True, False]
        assert list_judgements(connection) == []


def _written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path
