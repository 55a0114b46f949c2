from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from onrecord.encoder.model import NAMES, Floats
from onrecord.encoder.names import find_names
from onrecord.encoder.words import Words

Cut = Callable[[str], Words]


def probabilities(words: Words, marked: dict[str, str]) -> Floats:
    """Certainty of the classes that ``marked`` gives words: "B-person" and the like; no name for all others."""
    table = np.zeros((len(words), 1 + 2 * len(NAMES)), dtype=np.float32)
    for number, (start, end) in enumerate(words.spans.tolist()):
        sign, _, sort = marked.get(words.text[start:end], "").partition("-")
        table[number, 1 + 2 * NAMES.index(sort) + (sign == "I") if sort else 0] = 1.0
    return table


@pytest.mark.parametrize(
    ("text", "marked", "found"),
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
def test_runs_of_one_sort_are_names(cut: Cut, text: str, marked: dict[str, str], found: list[tuple[str, str]]) -> None:
    words = cut(text)
    names = find_names(words, probabilities(words, marked))
    assert [(text[slice(*name.span)], name.sort) for name in names] == found
