"""The matching rule, on one small text."""

from __future__ import annotations

import pytest

from bench.match import Claim, Words, overlap, pair, same_source

TEXT = "“We can’t stay here,” Odile said. “The roof leaks.” A spokesman said the roof was sound."


def claim(content: str, source: str = "") -> Claim:
    spans = [(TEXT.index(part), TEXT.index(part) + len(part)) for part in (content, source) if part]
    return Words(TEXT).claim(content=spans[:1], source=spans[1:])


@pytest.mark.parametrize(
    ("part", "positions"),
    [
        ("“We can’t stay here,”", {0, 1, 2, 3}),  # can’t is one word
        ("can’t", {1}),
        ("an’t s", {1}),  # a word counts where its middle lies inside
        (" ", set()),
    ],
)
def test_words_within_spans(part: str, positions: set[int]) -> None:
    start = TEXT.index(part)
    assert Words(TEXT).within([(start, start + len(part))]) == positions


@pytest.mark.parametrize(
    ("expected", "read", "pairs"),
    [
        ([claim("We can’t stay here")], [claim("We can’t stay here")], {0: 0}),
        ([claim("We can’t stay here")], [claim("We can’t")], {0: 0}),  # half is enough
        ([claim("We can’t stay here")], [claim("We")], {}),
        ([claim("We can’t stay here")], [claim("stay here"), claim("We can’t stay")], {0: 1}),  # the best one
        ([claim("We can’t stay"), claim("We can’t stay here")], [claim("We can’t stay here")], {1: 0}),  # one to one
        ([claim("roof leaks")], [claim("the roof was sound")], {}),
        ([Claim(frozenset(), frozenset())], [Claim(frozenset(), frozenset())], {}),
        (  # of two equal contents, the one with the right source
            [claim("The roof leaks", "Odile")],
            [claim("The roof leaks", "A spokesman"), claim("The roof leaks", "Odile")],
            {0: 1},
        ),
    ],
)
def test_pair(expected: list[Claim], read: list[Claim], pairs: dict[int, int]) -> None:
    assert pair(expected, read) == pairs


@pytest.mark.parametrize(
    ("first", "other", "same"),
    [
        ("Odile", "Odile", True),
        ("A spokesman", "spokesman", True),
        ("Odile", "A spokesman", False),
        ("", "", True),
        ("Odile", "", False),
    ],
)
def test_same_source(first: str, other: str, *, same: bool) -> None:
    assert same_source(claim("roof leaks", first), claim("roof leaks", other)) is same


def test_overlap_counts_words_of_either() -> None:
    assert overlap(claim("We can’t stay"), claim("can’t stay here")) == pytest.approx(2 / 4)
