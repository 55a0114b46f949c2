"""Listings of people, and the meaning of names."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from onrecord.errors import UsageError
from onrecord.judge.decisions import judge_people
from onrecord.judge.judgement_log import Author
from onrecord.record import Record
from onrecord.resolve.linker import PersonLinker
from onrecord.resolve.name_resolver import find_people
from onrecord.views.people import Order, list_people, match_name, suggest
from tests.conftest import MakeRecord
from tests.kept_record import ADA, JONAS, MARA
from tests.statement_pages import Said, keep_all, page

pytestmark = pytest.mark.both_databases

ODILE, BRANWEN, OLD = "Odile Branté", "Branwen Adair", "O'Neil Quarry"


@pytest.fixture(scope="module")
def many(make_record: MakeRecord) -> Iterator[Record]:
    linker = PersonLinker()
    with Record.open(make_record()) as record:
        for reading in (
            page(Said("One", ADA, about=(JONAS,)), Said("Two", ADA), Said("Three", ODILE)),
            page(Said("Four", BRANWEN, about=(ADA,)), Said("Five", OLD), published="2030", aliases={OLD: ("Skip",)}),
        ):
            record.keep(reading, linker=linker)
        yield record


def names(record: Record, words: str = "", *, order: Order = "heard", letter: str = "") -> list[str]:
    return [person.name for person in list_people(record, words, order=order, letter=letter).people]


def test_the_most_heard_come_first_or_the_alphabet_says(many: Record) -> None:
    assert names(many)[0] == ADA
    assert set(names(many)) == {ADA, JONAS, ODILE, BRANWEN, OLD}
    assert names(many, order="name") == [ADA, BRANWEN, JONAS, ODILE, OLD]
    assert list_people(many).letters == ("a", "b", "j", "o")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("bran", [BRANWEN, JONAS, ODILE]),
        ("BRANTE", [ODILE]),
        ("br", [BRANWEN, JONAS, ODILE]),
        ("ada q", [ADA]),
        ("quill ada", [ADA]),
        ("oneil", [OLD]),
        ("skip", [OLD]),
        ("uill", []),
        ("%", []),
        ("_da", []),
        ("' OR 1=1 --", []),
    ],
)
def test_words_are_beginnings_of_words(many: Record, words: str, expected: list[str]) -> None:
    assert names(many, words, order="name") == expected
    assert sorted(item.name for item in suggest(many, words)) == expected


def test_names_that_begin_with_a_letter(many: Record) -> None:
    assert names(many, order="name", letter="O") == [ODILE, OLD]
    assert names(many, order="name", letter="ö") == [ODILE, OLD]
    assert names(many, order="name", letter="z") == []


@pytest.mark.parametrize("order", ["heard", "name"])
def test_pages_continue_where_they_ended(many: Record, order: Order) -> None:
    all_items, parts, after = names(many, order=order), [], None
    for _ in range(3):
        part = list_people(many, order=order, limit=2, after=after)
        parts += [person.name for person in part.people]
        after = part.next
    assert (parts, after) == (all_items, None)


def test_a_cursor_belongs_to_its_listing(many: Record) -> None:
    after = list_people(many, limit=1).next
    with pytest.raises(UsageError, match="belongs to another listing"):
        list_people(many, order="name", after=after)


def test_people_and_organisations_apart(kept_record: Record) -> None:
    assert {person.kind for person in list_people(kept_record, kind="person").people} == {"person"}
    assert list_people(kept_record, kind="organisation").people == ()


def test_suggestions_are_the_most_heard_first(many: Record) -> None:
    assert [item.name for item in suggest(many, "a")] == [ADA, BRANWEN]
    assert suggest(many, "  ") == ()
    assert len(suggest(many, "b", limit=1)) == 1


def test_a_merged_person_is_listed_once(record: Record) -> None:
    keep_all(record, page(Said("One", ADA)), page(Said("Two", ADA), published="2030"), apart=(ADA,))
    first, second = find_people(record, ADA)
    assert len(list_people(record).people) == 2
    judge_people(record, first.id, second.id, verdict="same", by=Author("mara"))
    assert [person.said for person in list_people(record).people] == [2]
    assert [item.said for item in suggest(record, "quill")] == [2]


def test_a_name_stands_for_people(kept_record: Record) -> None:
    assert [person.name for person in match_name(kept_record, "okafor").people] == [MARA]
    assert match_name(kept_record, "Ada Quil").near == (ADA,)
    assert match_name(kept_record, "").people == ()
