"""Relationships as a chart."""

from __future__ import annotations

import pytest

from onrecord.room.charts.relationship_chart import draw_relationships, group_relatives, relation_of_other
from onrecord.store.entities import EntityRef
from onrecord.views.relationships import Tie

ADA = EntityRef("Ada Quill", "ada")


def tie(relation: str, name: str, *, status: str = "asserted", last: str | None = None, times: int = 1) -> Tie:
    public_id = None if name.startswith("two") else name.lower()
    return Tie(
        ADA, relation, EntityRef(name, public_id), 2 if public_id is None else None, status, None, last, times, ()
    )


@pytest.mark.parametrize(("relation", "expected"), [("parent", "child"), ("child", "parent"), ("spouse", "spouse")])
def test_relation_of_the_other_person(relation: str, expected: str) -> None:
    assert relation_of_other(relation) == expected


def test_couples_come_first() -> None:
    relatives = group_relatives(
        [
            tie("parent", "Mara", times=9),
            tie("spouse", "Jonas", last="2016-01-01"),
            tie("parent", "two daughters"),
            tie("ex-spouse", "Jonas", last="2020-01-01"),
            tie("sibling", "Bo"),
        ]
    )
    assert [(relative.entity.name, relative.times, relative.count) for relative in relatives] == [
        ("Jonas", 2, None),
        ("Mara", 9, None),
        ("Bo", 1, None),
        ("two daughters", 1, 2),
    ]


def test_the_label_is_the_latest_asserted_relation() -> None:
    relatives = group_relatives(
        [
            tie("spouse", "Jonas", last="2016-01-01"),
            tie("ex-spouse", "Jonas", last="2020-01-01"),
            tie("spouse", "Jonas", status="denied", last="2024-01-01"),
            tie("partner", "Rolf", status="alleged"),
        ]
    )
    chart = draw_relationships(relatives)
    assert [(line.label, line.style) for line in chart.lines] == [
        ("ex-spouse", "former"),
        ("partner, alleged", "couple"),
    ]


def test_ten_relatives_are_drawn() -> None:
    chart = draw_relationships(
        group_relatives(
            [tie("sibling", f"Sibling {number:02} of a very long name", times=number) for number in range(1, 15)]
        )
    )
    assert (len(chart.lines), chart.omitted) == (10, 4)
    assert all(0 < line.y < chart.height for line in chart.lines)
    assert all(len(line.name) <= 26 for line in chart.lines)
    assert draw_relationships(()).lines == ()
