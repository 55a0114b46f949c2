"""Storing readings: each once, in versions, by several readers, and completely."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select

from onrecord.codec import from_record, to_record
from onrecord.errors import UsageError
from onrecord.judge.decisions import rebuild
from onrecord.reading import read
from onrecord.record import Record
from onrecord.resolve.linker import PersonLinker
from onrecord.store.codecs import compact
from onrecord.store.schema import (
    CURRENT,
    REMOVED,
    UNREAD,
    appearances,
    citations,
    facts,
    names,
    persons,
    relationships,
    statement_subjects,
    statements,
)
from onrecord.types import Citation, Furniture, Organisation, Person, Reading, Relationship, Stated, When
from tests.conftest import PAGE, ReadText, span
from tests.people_pages import Figure, page

SAMPLES = Path(__file__).parents[2] / "samples" / "pages"
ENGINE = '"The engine is mended and the crew is glad,"'
EDITED = PAGE.replace("the crew is glad", "the whole crew is glad").replace("until spring", "until autumn comes")


def everything(reading: Reading) -> Reading:
    """``reading`` of the small article, with something in every field that a reading has."""
    text = reading.article.text
    she, quill = span(text, "She"), span(text, "A. Quill")
    return replace(
        reading,
        article=replace(reading.article, furniture=(Furniture("credit", span(text, "Picture: A. Quill")),)),
        statements=(
            replace(
                reading.statements[0],
                speaker="p1",
                told="us",
                when=When("Ferry", "2030-11", span(text, "Ferry")),
                about=("Ada Quill", "The Bell", "someone else"),
            ),
        ),
        people=(
            Person("p1", "Ada Brannigan", ("Brannigan",), (she,), roles=(Stated("pilot", she),)),
            Person("p2", "Ada Quill", (), (quill,), ages=(Stated("71", quill),)),
            Person("p3", "Ada Quill", (), ()),
        ),
        organisations=(Organisation("o1", "The Bell", (), ()),),
        relationships=(Relationship("Ada Brannigan", "parent", "a daughter", 1, "asserted", she, 0.91234567),),
        cited=(Citation("The Bell", When("Ferry", None, span(text, "Ferry")), quill),),
    )


def test_nothing_of_a_reading_is_lost(record: Record, reading: Reading) -> None:
    full = everything(reading)
    kept = record.keep(full)
    assert to_record(record.reading(kept.page)) == to_record(full)


@pytest.mark.both_databases
@pytest.mark.parametrize("name", ["tolliver-interview.html", "tolliver-holm-2015.txt", "sea-wall-report.html"])
def test_the_store_returns_an_equal_reading(record: Record, name: str) -> None:
    reading = read(SAMPLES / name)
    assert reading.statements
    assert reading.article.page.body
    assert from_record(to_record(reading)) == reading
    kept = record.keep(reading)
    assert record.reading(kept.page) == reading
    changed = replace(reading, article=replace(reading.article, page=replace(reading.article.page, sha256="0" * 64)))
    assert changed != reading


def test_a_page_is_spread_over_the_tables(record: Record, reading: Reading) -> None:
    record.keep(everything(reading))
    with record.snapshot() as connection:
        one = connection.execute(select(statements)).one()
        about = connection.execute(select(statement_subjects).order_by(statement_subjects.c.position)).all()
        people = connection.execute(select(persons, names.c.text.label("name")).join(names)).all()
        tie = connection.execute(select(relationships)).one()
        cited = connection.execute(select(citations)).one()
        seen = connection.execute(select(appearances).order_by(appearances.c.id)).all()
    by_name = {row.name: row for row in people}
    assert (one.day_from, one.day_to, one.dated, one.edtf) == (20301101, 20301130, "stated", "2030-11")
    assert one.speaker_id == by_name["Ada Brannigan"].id
    assert one.spans == compact([to_record(reading)["statements"][0][field] for field in ("content", "cue", "source")])
    assert [row.person_id for row in about] == [None, by_name["The Bell"].id, None]
    assert by_name["Ada Brannigan"].said == by_name["The Bell"].spoken_of == 1
    assert len(people) == len(seen) == 4
    assert [row.nth for row in seen] == [0, 0, 1, 0]
    assert (tie.from_id, tie.to_id, tie.how_many, tie.evidence) == (by_name["Ada Brannigan"].id, None, 1, "She")
    assert (cited.evidence, cited.day_from) == ("A. Quill", None)


def test_the_same_page_twice_is_one_page(record: Record, read_text: ReadText) -> None:
    first = record.keep(read_text())
    second = record.keep(read_text(fetched="2031-04-03T08:00:00Z"))
    assert (first.outcome, second.outcome) == ("new", "known")
    assert (first.page, first.version, first.statements) == (second.page, second.version, second.statements)
    assert record.counts() == {"pages": 1, "versions": 1, "readings": 1, "statements": 3, "changes": 0}


@pytest.mark.parametrize(
    ("url", "other", "same"),
    [
        ("https://bell.example/ferry", "http://bell.example/ferry#top", True),
        ("https://bell.example/ferry?b=1&a=2", "https://bell.example/ferry?a=2&b=1&utm_source=post", True),
        ("https://bell.example/ferry", "https://bell.example/ferry?page=2", False),
        ("https://bell.example/ferry", "https://quay.example/ferry", False),
    ],
)
def test_pages_are_told_apart_by_address(record: Record, read_text: ReadText, url: str, other: str, same: bool) -> None:
    one, two = record.keep(read_text(url=url)), record.keep(read_text(url=other))
    assert (one.page == two.page) == same
    assert two.outcome == ("known" if same else "new")
    assert record.knows(read_text(url=other).article.page)


def test_the_address_that_a_page_gives_itself_counts_on_its_own_site_only(record: Record, read_text: ReadText) -> None:
    def read(url: str, own: str) -> Reading:
        found = read_text(PAGE + url, url=url)
        return replace(found, article=replace(found.article, url=own))

    own = "https://bell.example/ferry"
    home = record.keep(read("https://www.bell.example/ferry?from=front", own))
    mobile = record.keep(read("https://m.bell.example/f/1", own))
    elsewhere = record.keep(read("https://portal.example/bell-ferry", own))
    assert home.page == mobile.page != elsewhere.page


def test_a_page_without_an_address_is_known_by_its_bytes(record: Record, read_text: ReadText) -> None:
    one, same, other = (record.keep(read_text(text, url=None)) for text in (PAGE, PAGE, EDITED))
    assert [one.outcome, same.outcome, other.outcome] == ["new", "known", "new"]
    assert one.page != other.page


def test_a_changed_page_is_a_new_version_and_the_changes_are_kept(record: Record, read_text: ReadText) -> None:
    first = record.keep(read_text())
    ids = public_ids(record)
    edited = EDITED.replace('"Nobody wants another winter without it." ', "") + '"We are ready," Kimura said.\n'
    second = record.keep(read_text(edited, fetched="2031-04-03T08:00:00Z"))
    assert (second.outcome, second.page, second.version) == ("changed", first.page, 2)
    assert [(one.kind, one.was, one.is_now) for one in second.changes] == [
        ("altered", ENGINE, '"The engine is mended and the whole crew is glad,"'),
        ("altered", '"It will not last until spring,"', '"It will not last until autumn comes,"'),
        ("added", None, '"We are ready,"'),
        ("removed", '"Nobody wants another winter without it."', None),
    ]
    assert states(record)[ENGINE] == REMOVED
    assert states(record)['"We are ready,"'] == CURRENT
    assert record.reading(first.page, version=1).article.text == PAGE
    assert record.reading(first.page).article.text == edited
    assert public_ids(record).items() >= ids.items()
    assert record.counts()["changes"] == 4
    assert record.keep(read_text()).outcome == "known"


def test_a_statement_in_an_edited_page_stays_the_same_one(record: Record, read_text: ReadText) -> None:
    record.keep(read_text())
    before = keys(record)
    kept = record.keep(read_text("Weather warning lifted\n\n" + PAGE, fetched="2031-04-03T08:00:00Z"))
    assert kept.outcome == "changed"
    assert kept.changes == ()
    assert keys(record) == before
    assert set(states(record).values()) == {CURRENT}


def test_words_put_in_another_mouth_are_a_change(record: Record, read_text: ReadText) -> None:
    record.keep(read_text())
    kept = record.keep(read_text(PAGE.replace("Brannigan", "Kimura"), fetched="2031-04-03T08:00:00Z"))
    assert {(one.kind, one.was, one.is_now) for one in kept.changes} == {("reattributed", "Brannigan", "Kimura")}


def test_a_statement_that_returns_keeps_its_id(record: Record, read_text: ReadText) -> None:
    record.keep(read_text())
    before = keys(record)
    record.keep(read_text(PAGE.replace(ENGINE, "It runs,"), fetched="2031-04-03T08:00:00Z"))
    back = record.keep(read_text(PAGE + "Corrected on Friday.\n", fetched="2031-04-04T08:00:00Z"))
    assert [one.is_now for one in back.changes if one.kind == "added"] == [ENGINE]
    assert keys(record) == before


def test_an_older_version_that_comes_later_does_not_displace_the_page(record: Record, read_text: ReadText) -> None:
    record.keep(read_text(EDITED, fetched="2031-04-03T08:00:00Z"))
    older = record.keep(read_text(fetched="2031-04-02T08:00:00Z"))
    assert (older.outcome, older.version) == ("earlier", 2)
    assert ("altered", ENGINE) in [(one.kind, one.was) for one in older.changes]
    assert states(record)[ENGINE] == REMOVED
    assert record.reading(older.page).article.text == EDITED
    assert record.counts()["statements"] == 3


def test_a_newer_reader_adds_a_reading_and_rewrites_none(record: Record, read_text: ReadText) -> None:
    first = record.keep(read_text())
    before, found = keys(record), read_text(by="onrecord 9, marks 2")
    fewer = replace(found, statements=found.statements[1:])
    second = record.keep(fewer)
    assert (second.outcome, second.version, second.statements, second.changes) == ("reread", 1, 2, ())
    assert states(record)[ENGINE] == UNREAD
    assert keys(record) == before
    assert record.counts()["readings"] == 2
    assert to_record(record.reading(first.page)) == to_record(fewer)
    assert record.keep(fewer).outcome == "known"


def test_a_different_reading_of_an_edited_page_is_no_change(record: Record, read_text: ReadText) -> None:
    record.keep(read_text())
    found = read_text(PAGE + "Corrected on Friday.\n", fetched="2031-04-03T08:00:00Z", by="onrecord 9, marks 2")
    other = replace(found, statements=(replace(found.statements[0], speaker_name="Kimura"), found.statements[1]))
    assert record.keep(other).changes == ()


def test_a_page_that_cannot_be_kept_leaves_nothing(record: Record, reading: Reading) -> None:
    broken = replace(reading, statements=(*reading.statements, replace(reading.statements[0], kind=None)))  # type: ignore[arg-type]
    before = record.counts()
    with pytest.raises(Exception, match="NOT NULL"):
        record.keep(broken)
    assert record.counts() == before
    assert record.keep(reading).outcome == "new"


@pytest.mark.parametrize(("page", "version"), [("nothing", None), (None, 7)])
def test_asking_for_what_is_not_there_is_wrong_usage(
    record: Record, reading: Reading, page: str | None, version: int | None
) -> None:
    kept = record.keep(reading)
    with pytest.raises(UsageError, match="The record has no"):
        record.reading(page or kept.page, version=version)


def keys(record: Record) -> dict[str, tuple[int, str]]:
    with record.snapshot() as connection:
        rows = connection.execute(select(statements)).all()
    return {row.quote: (row.id, row.public_id) for row in rows}


def public_ids(record: Record) -> dict[str, str]:
    return {quote: public for quote, (_, public) in keys(record).items()}


def states(record: Record) -> dict[str, int]:
    with record.snapshot() as connection:
        return {row.quote: row.state for row in connection.execute(select(statements))}


def test_a_new_version_recounts_the_facts_of_those_whose_facts_it_changes(record: Record, read_text: ReadText) -> None:
    url, linker = "https://bell.example/tarn", PersonLinker()
    figures = [Figure("Orla Tarn", roles=("pilot",), age=45), Figure("Piet Quill"), Figure("Una Moll")]
    record.keep(page(read_text, *figures), linker=linker)
    recounted: list[str] = []

    def listen(*call: Any) -> None:
        if "DELETE FROM facts" in call[2]:
            recounted.append(call[3])

    event.listen(record._engine, "before_cursor_execute", listen)
    versions = [
        figures,
        [*figures, Figure("Vera Holm")],
        [Figure("Orla Tarn", roles=("pilot",), age=45), Figure("Piet Quill", roles=("sailor",))],
        [Figure("Orla Tarn", roles=("pilot",), age=45, words="It will float in the spring, we hope"), figures[1]],
    ]
    counts = []
    for day, people in enumerate(versions, 1):
        reading = page(read_text, *people, url=url, lead=f"Day {day}. ", fetched=f"2031-04-0{day}T08:00:00Z")
        record.keep(reading, linker=linker)
        counts.append(len(recounted))
    # First Vera Holm; then she and Una Moll have gone, and Piet Quill is a sailor; at last he is none.
    assert counts == [0, 1, 4, 5]
    before = dump(record)
    rebuild(record)
    assert dump(record) == before
    assert next(row for row in before if row[1:3] == ("Piet Quill", "name"))[3] == 2


def dump(record: Record) -> list[tuple[Any, ...]]:
    """Persons with their facts and counts."""
    name = names.alias()
    with record.snapshot() as connection:
        rows = connection.execute(
            select(
                persons.c.id, name.c.text, facts.c.kind, facts.c.times, names.c.text, persons.c.pages, persons.c.said
            )
            .add_columns(persons.c.spoken_of, persons.c.day_from, facts.c.day_from, facts.c.day_to)
            .outerjoin(facts, facts.c.person_id == persons.c.id)
            .outerjoin(names, names.c.id == facts.c.name_id)
            .join(name, name.c.id == persons.c.name_id)
            .order_by(persons.c.id, facts.c.kind, names.c.text)
        )
        return [tuple(row) for row in rows]
