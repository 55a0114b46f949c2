"""Words to look for: what they become, and what is wrong with them."""

from __future__ import annotations

import pytest

from onrecord.errors import UsageError
from onrecord.search.query_language import expression
from onrecord.store.fulltext import marks


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("ferry", '"ferry"'),
        ("ferry engine", '("ferry" AND "engine")'),
        ("ferry AND engine", '("ferry" AND "engine")'),
        ("divorc*", '"divorc" *'),
        ('"another winter"', '"another winter"'),
        ("“another win”*", '"another win" *'),
        ("a OR b c", '("a" OR ("b" AND "c"))'),
        ("a b NOT c", '("a" AND ("b" NOT "c"))'),
        ("(a OR b) NOT c", '(("a" OR "b") NOT "c")'),
        ("title:ferry -bell^2", '("title:ferry" AND "-bell^2")'),
        ("and or not", '("and" AND "or" AND "not")'),
        ("L.A.", '"L.A."'),
    ],
)
def test_words_become_an_expression(words: str, expected: str) -> None:
    assert expression(words) == expected
    assert isinstance(marks(expected, {1: "a ferry"}), dict)  # FTS5 takes it


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ('"another winter', "opens a phrase that nothing closes"),
        ("(ferry", "opens that nothing closes"),
        ("ferry)", "closes that nothing opened"),
        ("ferry AND", "after 'AND' something is missing"),
        ("NOT ferry", "before 'NOT' something is missing"),
        ("ferry OR AND engine", "between 'OR' and 'AND' something is missing"),
        ("()", "between '(' and ')' something is missing"),
        ("*", "holds no letter or digit"),
        ('""', "holds no letter or digit"),
        ("…", "holds no letter or digit"),
        (" ".join(["ferry"] * 65), "more than 64 words"),
    ],
)
def test_what_makes_no_sense_is_told(words: str, problem: str) -> None:
    with pytest.raises(UsageError) as caught:
        expression(words)
    assert problem in str(caught.value)


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        ("divorced", "the divorce is over", ["divorce"]),
        ("ferr*", "a ferry, two ferries", ["ferry", "ferries"]),
        ('"two ferries"', "a ferry, two ferries", ["two ferries"]),
        ("cafe", "the Café closed", ["Café"]),
        ("engine", "a ferry", None),
        ("ferry", "a \ue000ferry\ue001", ["ferry"]),
    ],
)
def test_where_words_stand_in_a_text(words: str, text: str, found: list[str] | None) -> None:
    spans = marks(expression(words), {7: text}).get(7)
    assert (None if spans is None else [text[start:end] for start, end in spans]) == found
