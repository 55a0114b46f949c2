"""Decoding of names."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from onrecord.encoder.entity_names import find_names
from onrecord.encoder.model import NAMES, Floats
from onrecord.encoder.words import Words

Cut = Callable[[str], Words]


def make_probabilities(words: Words, classes: dict[str, str]) -> Floats:
    """Give each word of ``classes`` probability 1 for its class, such as "B-person"; other words are no name."""
    table = np.zeros((len(words), 1 + 2 * len(NAMES)), dtype=np.float32)
    for index, (start, end) in enumerate(words.spans.tolist()):
        prefix, _, sort = classes.get(words.text[start:end], "").partition("-")
        table[index, 1 + 2 * NAMES.index(sort) + (prefix == "I") if sort else 0] = 1.0
    return table


@pytest.mark.parametrize(
    ("text", "classes", "expected"),
    [
        ("Orla Tarn left.", {"Orla": "B-person", "Tarn": "I-person"}, [("Orla Tarn", "person")]),
        ("Tarn Moll left.", {"Tarn": "B-person", "Moll": "B-person"}, [("Tarn", "person"), ("Moll", "person")]),
        ("Tarn's boat", {"Tarn's": "B-person"}, [("Tarn", "person")]),
        (
            "Tarn's Harbour Board",
            {"Tarn's": "B-organisation", "Harbour": "I-organisation", "Board": "I-organisation"},
            [("Tarn", "organisation"), ("Harbour Board", "organisation")],
        ),
        (
            "People's Board",
            {"People's": "B-organisation", "Board": "I-organisation"},
            [("People's Board", "organisation")],
        ),
        ("Orla\nTarn", {"Orla": "B-person", "Tarn": "I-person"}, [("Orla", "person"), ("Tarn", "person")]),
        ("in Elmouth", {"Elmouth": "I-place"}, [("Elmouth", "place")]),
        ("nobody here", {}, []),
        ("", {}, []),
    ],
)
def test_names(cut: Cut, text: str, classes: dict[str, str], expected: list[tuple[str, str]]) -> None:
    words = cut(text)
    names = find_names(words, make_probabilities(words, classes))
    assert [(text[slice(*name.span)], name.sort) for name in names] == expected
