"""Persons with thousands of facts are compared in little time."""

from __future__ import annotations

import pytest

from onrecord.record import Record
from onrecord.resolve.linker import PersonLinker
from onrecord.resolve.new_appearances import LinkedPage
from onrecord.resolve.person_index import PersonIndex
from onrecord.resolve.persons import AppearanceCounts
from onrecord.resolve.profiles import DatedAge, PageProfile, PersonProfile
from onrecord.resolve.scoring import may_be_same
from tests.conftest import ReadText
from tests.people_pages import Figure, page
from tests.work import lines_run

IN_2020, IN_2040 = (2020_05_01, 2020_05_01), (2040_05_01, 2040_05_01)
ADA = "Ada Brannigan"


@pytest.mark.parametrize(
    ("first", "second", "is_contradiction"),
    [
        ([DatedAge(45, *IN_2020)], [DatedAge(45, *IN_2020)], False),
        ([DatedAge(45, *IN_2020)], [DatedAge(48, *IN_2020)], False),
        ([DatedAge(45, *IN_2020)], [DatedAge(49, *IN_2020)], True),
        ([DatedAge(45, *IN_2020)], [DatedAge(65, *IN_2040)], False),
        ([DatedAge(45, *IN_2020)], [DatedAge(45, *IN_2040)], True),
        ([DatedAge(45, *IN_2020)], [DatedAge(45, *IN_2040), DatedAge(46, *IN_2020)], False),
        ([DatedAge(45)], [DatedAge(63)], False),
        ([DatedAge(45)], [DatedAge(64)], True),
        ([DatedAge(45, *IN_2020)], [DatedAge(64)], True),
        ([DatedAge(45, *IN_2020)], [DatedAge(45)], False),
        ([DatedAge(45, *IN_2020)], [DatedAge(45, 2010_01_01, 2020_01_01), DatedAge(90, *IN_2020)], False),
        ([DatedAge(45)], [], False),
    ],
)
def test_births_contradict_each_other_if_no_pair_of_ages_fits(
    first: list[DatedAge], second: list[DatedAge], is_contradiction: bool
) -> None:
    profiles = [PersonProfile(number, (ADA,), ages=tuple(ages)) for number, ages in enumerate((first, second))]
    assert [may_be_same(*profiles), may_be_same(*profiles[::-1])] == [not is_contradiction] * 2


def test_the_work_of_a_comparison_grows_with_the_number_of_facts() -> None:
    def work(count: int) -> int:
        profiles = [
            PersonProfile(
                person_id,
                (ADA,),
                roles=tuple(f"captain {count} {person_id} {number}" for number in range(count)),
                ages=tuple(DatedAge(person_id * 2 * count + number, *IN_2020) for number in range(count)),
            )
            for person_id in (1, 2)
        ]
        return lines_run(lambda: may_be_same(*profiles))

    assert work(400) < 5 * work(100)


def test_the_most_frequent_facts_are_compared(record: Record, read_text: ReadText) -> None:
    roles = tuple(f"captain of boat {number}" for number in range(110))
    for page_roles in (roles, roles[105:]):
        record.keep(page(read_text, Figure(ADA, roles=page_roles)), linker=PersonLinker())
    with record.snapshot() as connection:
        index = PersonIndex(connection)
        index.load([(ADA, "person")])
        (person_id,) = index.find_candidates(PageProfile(ADA))
        counts = AppearanceCounts(person_id, 1, 0, 0, None, None, facts=(("role", 9_999_999),))
        index.add_page(LinkedPage(9, None, {}, {}, [counts], {9_999_999: "actress"}, []))
        profile = index.profile(person_id)
    assert profile is not None
    assert len(profile.roles) == 100
    assert set(profile.roles[:5]) == set(roles[105:])
    assert "actress" not in profile.roles
