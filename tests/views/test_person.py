"""Views of a person, and of two people."""

from __future__ import annotations

from dataclasses import replace

import pytest

from onrecord.errors import AmbiguousNameError, UsageError
from onrecord.record import Record
from onrecord.resolve.name_resolver import find_people, suggest_names
from onrecord.store.schema import persons
from onrecord.types import Reading, Relationship
from onrecord.views.between import Moment, between
from onrecord.views.person import person
from tests.kept_record import ADA, JONAS, MARA
from tests.statement_pages import Said, keep_all, page

pytestmark = pytest.mark.both_databases


@pytest.mark.parametrize(
    ("name", "expected"),
    [(ADA, [ADA]), ("ÀDA quill", [ADA]), ("Quill", [ADA]), ("Okafor", [MARA]), ("Nobody", []), ("", [])],
)
def test_a_name_finds_its_people(kept_record: Record, name: str, expected: list[str]) -> None:
    assert [item.name for item in find_people(kept_record, name)] == expected


def test_a_name_of_ones_own_goes_before_an_alias(record: Record) -> None:
    keep_all(record, page(Said("One", "Bell"), Said("Two", "Ida Bell")))
    assert [item.name for item in find_people(record, "bell")] == ["Bell"]


def test_several_of_one_name_are_listed_and_none_is_taken(record: Record) -> None:
    keep_all(
        record,
        page(Said("One", ADA), roles={ADA: "pilot"}),
        page(Said("Two", ADA), Said("Three", ADA), published="2030", roles={ADA: "actress"}),
        apart=(ADA,),
    )
    with pytest.raises(AmbiguousNameError, match="2 people in the record are called 'Quill'") as told:
        person(record, "Quill")
    assert [item.roles for item in find_people(record, ADA)] == [("actress",), ("pilot",)]
    assert [person(record, key).who.said for key in told.value.candidates] == [2, 1]


def test_a_merged_person_leads_to_the_other(record: Record) -> None:
    keep_all(record, page(Said("One", ADA), Said("Two", JONAS)))
    (ada,), (jonas,) = find_people(record, ADA), find_people(record, JONAS)
    with record.transaction() as connection:
        key = connection.execute(persons.select().where(persons.c.public_id == jonas.id)).one().id
        connection.execute(persons.update().where(persons.c.public_id == ada.id).values(merged_into=key))
    assert person(record, ada.id).who == person(record, jonas.id).who


def test_nobody_of_that_name(kept_record: Record) -> None:
    with pytest.raises(UsageError, match=r"Nobody in the record is called 'Ada Quil'\. Did you mean Ada Quill"):
        person(kept_record, "Ada Quil")
    with kept_record.snapshot() as connection:
        assert suggest_names(connection, "Jonas") == [JONAS]


def test_a_portrait(kept_record: Record) -> None:
    ada = person(kept_record, ADA)
    assert (ada.who.said, ada.who.spoken_of, ada.who.pages) == (3, 1, 4)
    assert (ada.who.first, ada.who.last) == ("2016-05-02", "2025-03-01")
    assert [(fact.text, fact.times) for fact in ada.aliases] == [("Quill", 4)]
    assert [(fact.text, fact.first) for fact in ada.roles] == [
        ("ferry captain", "2016-05-02"),
        ("harbour board chair", "2025-02-03"),
    ]
    assert [(fact.text, fact.first) for fact in ada.ages] == [("41", "2016-05-02"), ("43", "2018-11-20")]
    assert [(count.who.name, count.times) for count in ada.told] == [("The Lantern", 1)]
    assert [(count.who.name, count.times) for count in ada.speaks_of] == [(JONAS, 2), (MARA, 1)]
    assert [(count.who.name, count.times) for count in ada.spoken_of_by] == [(JONAS, 1)]
    assert ada.first
    assert ada.latest
    assert (ada.first.when, ada.latest.first) == ("2016", "2025-03-01")
    assert [(year.year, year.by, year.about) for year in ada.years] == [(2016, 1, 0), (2018, 0, 1), (2025, 2, 0)]


def test_relationships_are_seen_from_either_side(kept_record: Record) -> None:
    def seen(name: str) -> list[tuple[str, str, str, str | None]]:
        return [(tie.relation, tie.other.name, tie.status, tie.first) for tie in person(kept_record, name).ties]

    assert seen(ADA) == [
        ("ex-spouse", JONAS, "asserted", "2016-05-02"),
        ("spouse", JONAS, "denied", "2018-11-20"),
    ]
    assert seen(MARA) == [("child", JONAS, "asserted", "2018-11-20")]
    assert ("parent", MARA, "asserted", "2018-11-20") in seen(JONAS)


def test_phrases_of_several_pages_for_one_child_are_one_relationship(record: Record) -> None:
    def parent_of(description: str, count: int, *, published: str) -> Reading:
        reading = page(Said("One", ADA), prose=(f"Ada Quill waved to {description}",), published=published)
        evidence = reading.article.paragraphs[-1]
        child = Relationship(ADA, "parent", description, count, "asserted", evidence, 0.7)
        return replace(reading, relationships=(child,))

    keep_all(
        record,
        parent_of("our daughter", 1, published="2015-11-03"),
        parent_of("two sons", 2, published="2016-11-03"),
        parent_of("a daughter", 1, published="2024-03-04"),
    )
    ties = person(record, ADA).ties
    assert [(tie.other.name, tie.count, tie.times, tie.first, tie.last) for tie in ties] == [
        ("our daughter", 1, 2, "2015-11-03", "2024-03-04"),
        ("two sons", 2, 1, "2016-11-03", "2016-11-03"),
    ]
    assert [stating.evidence for stating in ties[0].statings] == [
        "Ada Quill waved to our daughter",
        "Ada Quill waved to a daughter",
    ]


def test_a_person_without_statements_has_no_first_one(record: Record) -> None:
    keep_all(record, page(Said("One", ADA, about=(JONAS,)), published=None))
    assert (person(record, JONAS).first, person(record, JONAS).years) == (None, ())
    assert person(record, ADA).first is None  # nothing dates it


def test_between_two_in_the_order_of_time(kept_record: Record) -> None:
    two = between(kept_record, ADA, JONAS)
    assert (two.one.name, two.other.name, two.by_one, two.by_other) == (ADA, JONAS, 2, 1)
    told = [
        (
            moment.day,
            moment.entry.speaker.name if moment.entry and moment.entry.speaker else moment.tie and moment.tie.relation,
        )
        for moment in two.moments
    ]
    assert told == [
        ("2016-01-01", ADA),
        ("2016-05-02", "ex-spouse"),
        ("2018-11-20", "spouse"),
        ("2018-11-20", JONAS),
        ("2025-02-03", ADA),
    ]
    assert [moment.stating.evidence for moment in two.moments if moment.stating] == [
        "Ada Quill, ex-spouse of Jonas Brannigan",
        "Jonas Brannigan, spouse of Ada Quill",
    ]


def test_between_continues_where_it_ended(kept_record: Record) -> None:
    all_moments = between(kept_record, ADA, JONAS).moments
    parts: list[Moment] = []
    after = None
    for _ in range(3):
        part = between(kept_record, ADA, JONAS, limit=2, after=after)
        parts += part.moments
        after = part.next
    assert (tuple(parts), after) == (all_moments, None)


@pytest.mark.parametrize(
    ("first", "other", "problem"),
    [(ADA, "Quill", "are the same person"), (ADA, "Nobody", "Nobody in the record is called 'Nobody'")],
)
def test_between_wants_two(kept_record: Record, first: str, other: str, problem: str) -> None:
    with pytest.raises(UsageError, match=problem):
        between(kept_record, first, other)


def test_a_role_is_named_once_however_it_is_written(record: Record) -> None:
    roles = [{ADA: "Pilot"}, {ADA: "pilot"}, {ADA: "pilot"}, {ADA: "chair"}]
    keep_all(
        record, *(page(Said(str(index), ADA), published=f"203{index}", roles=role) for index, role in enumerate(roles))
    )
    assert person(record, ADA).who.roles == ("pilot", "chair")
