from __future__ import annotations

import pytest

from onrecord.people.bodies import same_body

PAIRS = [
    ("Quay Trust", "The Quay Trust", True),
    ("Quay Trust", "Quay Trust Inc.", True),
    ("Port Workers Union", "PWU", True),
    ("Alliance to Reclaim Our Quays", "AROQ", True),
    ("Elmouth Times", "Times", True),
    ("TarnNews.com", "TarnNews", True),
    ("Tarn Records", "Tarn", True),
    ("Quay Trust", "Harbour Trust", False),
    ("White House", "House", False),
    ("PWU", "PWU Entertainment", False),
    ("Quay Trust", "Quay Board", False),
]


@pytest.mark.parametrize(("one", "other", "same"), PAIRS)
def test_whether_two_names_are_one_organisations(one: str, other: str, same: bool) -> None:
    assert same_body(one, other) is same
    assert same_body(other, one) is same
