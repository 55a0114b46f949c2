"""Parsing of search words, and their errors."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, insert, select

from onrecord.errors import UsageError
from onrecord.search.query_language import parse_words
from onrecord.store.fulltext import And, Not, Or, Term, Words, find_words, holds, matches, statement_key
from onrecord.store.migrations import migrate
from onrecord.store.schema import statements
from onrecord.store.terms import join_terms

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
        ("東*", Term("東", prefix=True)),
    ],
)
def test_words_are_parsed_to_a_tree(words: str, expected: Words) -> None:
    assert parse_words(words) == expected
    assert find_words(expected, {1: "zeppelins"}) == {}


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
        ("t*", "'t*' has a prefix of a single letter. Give at least two letters."),
        ("ferry OR É*", "'É*' has a prefix of a single letter"),
        ('"two f"*', "has a prefix of a single letter"),
        (" ".join(["ferry"] * 65), "more than 64 search words"),
        ("(" * 65 + "ferry", "more than 64 parentheses"),
    ],
)
def test_an_invalid_search_is_reported(words: str, problem: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_words(words)
    assert problem in str(caught.value)


TEXTS = {
    1: "the divorce is over",
    2: "a ferry, two ferries",
    3: "the Café closed",
    4: "his ex-wife left, and his ex has a wife",
    5: "a ferry bell, a bell",
    6: "gulls over the ferries",
    7: "Tarn’s U.S. visit cost $1,000",
    8: "Tarns, us and 👍 000",
    9: "two ferries two",
}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("divorced", {1: ["divorce"]}),
        ("ferr*", {2: ["ferry", "ferries"], 5: ["ferry"], 6: ["ferries"], 9: ["ferries"]}),
        ('"two ferries"', {2: ["two ferries"], 9: ["two ferries"]}),
        ('"two ferries" "ferries two"', {2: ["ferry, two ferries"], 9: ["two ferries two"]}),
        ('"over the ferr"*', {6: ["over the ferries"]}),
        ("cafe", {3: ["Café"]}),
        ("CAFÉ", {3: ["Café"]}),
        ("engine", {}),
        ("ex-wife", {4: ["ex-wife"]}),
        ("ex wife", {4: ["ex", "wife", "ex", "wife"]}),
        ("ferry NOT bell", {2: ["ferry", "ferries"], 6: ["ferries"], 9: ["ferries"]}),
        ("ferry NOT bell NOT gull", {2: ["ferry", "ferries"], 9: ["ferries"]}),
        ("(bell OR gull) ferr*", {5: ["ferry", "bell", "bell"], 6: ["gulls", "ferries"]}),
        ("two OR (bell gull)", {2: ["two"], 9: ["two", "two"]}),
        ("tarn", {7: ["Tarn"], 8: ["Tarns"]}),
        ("Tarn's", {7: ["Tarn’s"]}),
        ("U.S.", {7: ["U.S"]}),
        ("us", {8: ["us"]}),
        ("000", {7: ["000"], 8: ["000"]}),
        ("$1,000", {7: ["1,000"]}),
    ],
)
def test_words_are_found_alike_in_texts_and_in_the_index(words: str, expected: dict[int, list[str]]) -> None:
    tree = parse_words(words)
    spans = {key: [TEXTS[key][start:end] for start, end in item] for key, item in find_words(tree, TEXTS).items()}
    assert spans == expected
    assert [key for key, text in TEXTS.items() if holds(tree, join_terms(text))] == list(expected)
    with create_engine("sqlite://").connect() as connection:
        migrate(connection, done=0)
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.execute(insert(statements), [statement_row(key, text) for key, text in TEXTS.items()])
        found_keys = connection.execute(select(statement_key).where(matches(tree)).order_by(statement_key)).scalars()
        assert list(found_keys) == list(expected)


def statement_row(key: int, text: str) -> dict[str, object]:
    """A row of ``statements`` with these words."""
    numbers = dict.fromkeys(("page_id", "reading_id", "position", "state", "words_hash", "confidence"), 1)
    texts = dict.fromkeys(("kind", "act", "place", "spans", "speaker_kind"), "")
    return {**numbers, **texts, "id": key, "public_id": str(key), "quote": text, "terms": join_terms(text)}


def test_a_mark_of_private_use_is_no_part_of_a_word() -> None:
    assert find_words(parse_words("ferry"), {7: "a \ue000ferry\ue001"}) == {7: ((3, 8),)}
