"""Parsing of search words, and their errors."""

from __future__ import annotations

import pytest

from onrecord.errors import UsageError
from onrecord.search.query_language import parse_words
from onrecord.store.fulltext import And, Not, Or, Term, Words, find_words

A, B, C = Term("a"), Term("b"), Term("c")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("ferry", Term("ferry")),
        ("ferry engine", And((Term("ferry"), Term("engine")))),
        ("ferry AND engine", And((Term("ferry"), Term("engine")))),
        ("divorc*", Term("divorc", prefix=True)),
        ('"another winter"', Term("another winter")),
        ("“another win”*", Term("another win", prefix=True)),
        ("a OR b c", Or((A, And((B, C))))),
        ("a b NOT c", And((A, Not((B, C))))),
        ("(a OR b) NOT c", Not((Or((A, B)), C))),
        ("title:ferry -bell^2", And((Term("title:ferry"), Term("-bell^2")))),
        ("and or not", And((Term("and"), Term("or"), Term("not")))),
        ('"AND" b', And((Term("AND"), B))),
        ("L.A.", Term("L.A.")),
        ("ex-wife", Term("ex-wife")),
    ],
)
def test_words_are_parsed_to_a_tree(words: str, expected: Words) -> None:
    assert parse_words(words) == expected
    assert find_words(expected, {1: "zeppelins"}) == {}  # FTS5 takes it


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ('"another winter', "a phrase has no closing quotation mark"),
        ("(ferry", "an opening parenthesis has no closing one"),
        ("ferry)", "a closing parenthesis has no opening one"),
        ("ferry AND", "something is missing after 'AND'"),
        ("NOT ferry", "something is missing before 'NOT'"),
        ("ferry OR AND engine", "something is missing between 'OR' and 'AND'"),
        ("()", "something is missing between '(' and ')'"),
        ("*", "has no letter or digit"),
        ('""', "has no letter or digit"),
        ("…", "has no letter or digit"),
        (" ".join(["ferry"] * 65), "more than 64 search words"),
    ],
)
def test_what_makes_no_sense_is_told(words: str, problem: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_words(words)
    assert problem in str(caught.value)


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        ("divorced", "the divorce is over", ["divorce"]),
        ("ferr*", "a ferry, two ferries", ["ferry", "ferries"]),
        ('"two ferries"', "a ferry, two ferries", ["two ferries"]),
        ("cafe", "the Café closed", ["Café"]),
        ("engine", "a ferry", None),
        ("ex-wife", "his ex-wife left", ["ex-wife"]),
        ("ferry NOT bell", "a ferry bell", None),
        ("(bell OR gull) ferr*", "gulls over the ferries", ["gulls", "ferries"]),
        ("ferry", "a \ue000ferry\ue001", ["ferry"]),
    ],
)
def test_where_words_stand_in_a_text(words: str, text: str, found: list[str] | None) -> None:
    spans = find_words(parse_words(words), {7: text}).get(7)
    assert (None if spans is None else [text[start:end] for start, end in spans]) == found
