"""Relatives as a picture."""

from __future__ import annotations

import pytest

from onrecord.room.drawings.relations import fan, relatives, what_they_are
from onrecord.store.entities import EntityRef
from onrecord.views.relationships import Tie

ADA = EntityRef("Ada Quill", "ada")


def tie(relation: str, name: str, *, status: str = "asserted", last: str | None = None, times: int = 1) -> Tie:
    known = None if name.startswith("two") else name.lower()
    return Tie(ADA, relation, EntityRef(name, known), 2 if known is None else None, status, None, last, times, ())


@pytest.mark.parametrize(("relation", "expected"), [("parent", "child"), ("child", "parent"), ("spouse", "spouse")])
def test_what_the_other_is(relation: str, expected: str) -> None:
    assert what_they_are(tie(relation, "Jonas")) == expected


def test_each_is_one_relative_and_couples_come_first() -> None:
    found = relatives(
        [
            tie("parent", "Mara", times=9),
            tie("spouse", "Jonas", last="2016-01-01"),
            tie("parent", "two daughters"),
            tie("ex-spouse", "Jonas", last="2020-01-01"),
            tie("sibling", "Bo"),
        ]
    )
    assert [(one.who.name, one.times, one.count) for one in found] == [
        ("Jonas", 2, None),
        ("Mara", 9, None),
        ("Bo", 1, None),
        ("two daughters", 1, 2),
    ]


def test_the_latest_that_is_asserted_names_the_line() -> None:
    people = relatives(
        [
            tie("spouse", "Jonas", last="2016-01-01"),
            tie("ex-spouse", "Jonas", last="2020-01-01"),
            tie("spouse", "Jonas", status="denied", last="2024-01-01"),
            tie("partner", "Rolf", status="alleged"),
        ]
    )
    drawn = fan(people)
    assert [(one.label, one.form) for one in drawn.spokes] == [("ex-spouse", "former"), ("partner, alleged", "couple")]


def test_the_picture_holds_so_many_and_no_more() -> None:
    drawn = fan(
        relatives([tie("sibling", f"Sibling {number:02} of a very long name", times=number) for number in range(1, 15)])
    )
    assert (len(drawn.spokes), drawn.more) == (10, 4)
    assert all(0 < one.y < drawn.height for one in drawn.spokes)
    assert all(len(one.name) <= 26 for one in drawn.spokes)
    assert fan(()).spokes == ()
