"""Names that are recognised by their position alone."""

from __future__ import annotations

import pytest

from tests.people.making import names

CASES = [
    ("behind a relative", "Helen Quill met her boyfriend Zuzka there.", ["Helen Quill", "Zuzka"]),
    ("with an article", "Helen Quill met her boyfriend The Lantern there.", ["Helen Quill", "The Lantern"]),
    ("behind a comma", "Helen Quill sang for her young son, Qoro.", ["Helen Quill", "Qoro"]),
    ("in a list", "Helen Quill has two kids — North, 3, and Saint, 1.", ["Helen Quill", "North", "Saint"]),
    ("behind a role", "Helen Quill met her boyfriend, rapper Zuzka.", ["Helen Quill", "Zuzka"]),
    ("behind 'of'", "The mom of Blue Zuzka met Helen Quill.", ["Blue Zuzka", "Helen Quill"]),
    ("elsewhere too", "Helen Quill met her boyfriend Zuzka. The crew met Zuzka as well.", ["Helen Quill", "Zuzka"]),
    ("behind an office", "The husband of Harbour Minister Helen Quill left. Helen Quill stayed.", ["Helen Quill"]),
    ("a place behind 'of'", "Helen Quill met the parents of U.S. pilots and of Elmouth pilots.", ["Helen Quill"]),
    ("no name behind", "Helen Quill met her son Monday in Elmouth.", ["Helen Quill"]),
    ("a comma that parts", "After the wedding of her son, Elmouth was quiet for Helen Quill.", ["Helen Quill"]),
]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_relatives_are_people_whatever_their_name_looks_like(text: str, expected: list[str]) -> None:
    assert names(text) == expected
