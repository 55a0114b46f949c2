"""Contradictions across pages: facts about people that cannot both be true, and their marks in views and exports."""

from __future__ import annotations

import pytest

from onrecord.record import Record
from onrecord.resolve.contradictions import (
    _contradictory_ages,
    _StatedAge,
    find_contradictions,
    relations_contradict,
)
from tests.conftest import ReadText
from tests.people_pages import Figure, page
from tests.statement_pages import ByName, keep_all
from tests.work import lines_run

ADA, PIET = "Ada Brannigan", "Piet Okafor"
Page = tuple[str | None, int]
"""The date of a page and the age that it states."""


@pytest.mark.parametrize(
    ("relation", "other", "contradict"),
    [
        ("parent", "partner", True),
        ("sibling", "child", True),
        ("parent", "child", True),
        ("ex-spouse", "sibling", True),
        ("partner", "ex-spouse", False),
        ("spouse", "partner", False),
        ("parent", "parent", False),
    ],
)
def test_relations_that_contradict_each_other(relation: str, other: str, contradict: bool) -> None:
    assert relations_contradict(relation, other) is relations_contradict(other, relation) is contradict


@pytest.mark.parametrize(
    ("ties", "expected"),
    [
        ([(ADA, "parent", PIET), (ADA, "partner", PIET)], [(("parent",), ("partner",))]),
        ([(ADA, "parent", PIET), (PIET, "child", ADA)], []),
        ([(ADA, "parent", PIET), (PIET, "parent", ADA)], [(("parent",), ("child",))]),
        ([(ADA, "sibling", PIET), (PIET, "sibling", ADA), (PIET, "child", ADA)], [(("sibling",), ("parent",))]),
        (
            [(ADA, "child", PIET), (ADA, "spouse", PIET), (PIET, "ex-spouse", ADA)],
            [(("spouse", "ex-spouse"), ("child",))],
        ),
        ([(ADA, "partner", PIET), (ADA, "spouse", PIET), (ADA, "ex-spouse", PIET)], []),
        ([(ADA, "parent", PIET), (ADA, "partner", "Mara Holm")], []),
    ],
)
def test_relationships(
    record: Record,
    read_text: ReadText,
    ties: list[tuple[str, str, str]],
    expected: list[tuple[tuple[str, ...], tuple[str, ...]]],
) -> None:
    keep_all(record, *(page(read_text, ADA, PIET, "Mara Holm", ties=[tie]) for tie in ties))
    with record.snapshot() as connection:
        contradictions = find_contradictions(connection)
    assert [(row.stronger.values, row.weaker.values) for row in contradictions] == expected


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        ([("2031-03-01", 45), ("2031-06-01", 46)], []),
        ([("2031-03-01", 45), ("2031-06-01", 44)], [("45", "44")]),
        ([("2031-03-01", 45), ("2032-02-29", 47)], [("45", "47")]),
        ([("2031-03-01", 45), ("2031-03-01", 54)], [("45", "54")]),
        ([("2031-03-01", 45), ("2041-03-01", 55)], []),
        ([("2031-03-01", 45), ("2041-03-01", 45)], [("45", "45")]),
        ([("2031", 45), ("2031-12-31", 46)], []),
        ([("2031", 45), ("2032-06", 48)], [("45", "48")]),
        ([("2031-03-01", 45), ("2031-03-02", 45), ("2031-03-03", 54)], [("45", "54")]),
        ([("2031-03-01", 54), ("2031-03-02", 45), ("2031-03-03", 45)], [("45", "54")]),
        ([("2031-03-01", 45), ("2031-03-02", 54), ("2031-03-02", 12)], [("45", "54"), ("45", "12")]),
        ([(None, 45), (None, 12)], []),
        ([("2031-03-01", 45), (None, 12)], []),
    ],
)
def test_ages(record: Record, read_text: ReadText, pages: list[Page], expected: list[tuple[str, str]]) -> None:
    keep_ages(record, read_text, pages)
    with record.snapshot() as connection:
        contradictions = find_contradictions(connection)
    claims = [(*row.stronger.values, *row.weaker.values) for row in contradictions]
    assert sorted(map(sorted, claims)) == sorted(map(sorted, expected))


def test_the_ages_of_one_person_on_many_pages_are_compared_in_linear_time() -> None:
    def work(pages: int) -> int:
        ages = [_StatedAge(number % 50, number, 1950_00_00 + number, 1951_00_00 + number) for number in range(pages)]
        return lines_run(lambda: list(_contradictory_ages(1, [*ages, _StatedAge(9, pages, 0, 1)])))

    assert work(800) < 5 * work(200)


def keep_ages(record: Record, read_text: ReadText, pages: list[Page]) -> None:
    """Keep a page for each age, all of one person."""
    readings = [page(read_text, Figure(ADA, age=age), PIET, published=published) for published, age in pages]
    keep_all(record, *readings)


def test_readers_see_contradictions_as_such(record: Record, read_text: ReadText) -> None:
    linker = ByName()
    keep_all(record, page(read_text, ADA, PIET, ties=[(ADA, "parent", PIET)]), linker=linker)
    portrait = record.person(ADA)
    assert [(tie.standing, tie.contradicted_by) for tie in portrait.ties] == [("asserted", ())]
    assert "Family" in export(record, "ftm")
    keep_all(record, page(read_text, ADA, PIET, ties=[(PIET, "partner", ADA)]), linker=linker)
    portrait = record.person(ADA)
    assert {(tie.relation, tie.standing, tie.contradicted_by) for tie in portrait.ties} == {
        ("parent", "contradicted", ("partner",)),
        ("partner", "contradicted", ("parent",)),
    }
    assert {tie.standing for tie in record.between(PIET, ADA).ties} == {"contradicted"}
    assert "Family" not in export(record, "ftm")
    assert "children" not in export(record, "jsonld")


def export(record: Record, form: str) -> str:
    return "".join(record.export_lines(form))
