"""Terms of full-text search: tokens with their spans, without case, accents and endings."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import pytest

from onrecord.store.terms import join_terms, tokenize


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ferries, ferried", "ferri ferri"),
        ("DIVORCED divorce divorces", "divorc divorc divorc"),
        ("us use as a is", "us us as a is"),
        ("us", "us"),
        ("using", "us"),
        ("possible possibly humbly ably", "possibl possibl humbl abli"),
        ("apology apologies apologize psychological", "apolog apolog apolog psycholog"),
        ("Tarn's Tarn’s Tarnʼs", "tarn s tarn s tarnʼ"),
        ("don't don’t", "don t don t"),
        ("ex-wife ex‑wife", "ex wife ex wife"),
        ("U.S. L.A.", "u s l a"),
        ("“Never,” she said", "never she said"),
        ("1,000 2016 3D 90s", "1 000 2016 3d 90"),
        ("$5.50 €20 £3m", "5 50 20 3m"),
        ("½ m²", "½ m²"),
        ("Café CAFÉ Cafe\u0301 naïve Ørsted", "cafe cafe cafe naiv ørsted"),
        ("Straße STRASSE ﬁne", "strass strass fine"),
        ("İstanbul Ёлка Άλφα", "istanbul елка αλφα"),
        ("東京都知事 がぎぐ 서울", "東京都知事 がぎぐ 서울"),
        ("yes 👍🏽 no ❤️", "ye no"),
        ("snake_case a\ue000b", "snake case a b"),
        ("… — !", ""),
        ("", ""),
    ],
)
def test_words_are_normalised(text: str, expected: str) -> None:
    assert join_terms(text) == expected
    assert " ".join(token.term for token in tokenize(text)) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a ferry, two Ferries", ["a", "ferry", "two", "Ferries"]),
        ("his ex-wife’s “Cafe\u0301”", ["his", "ex", "wife", "s", "Cafe\u0301"]),
        ("👍 $5.50", ["5", "50"]),
    ],
)
def test_tokens_have_the_spans_of_their_words(text: str, words: list[str]) -> None:
    assert [text[slice(*token.span)] for token in tokenize(text)] == words


@cache
def terms_of_letters() -> list[str]:
    return [join_terms(chr(code)) for code in range(0x30000) if chr(code).isalnum()]


def test_no_term_is_empty_or_has_a_character_that_splits_it() -> None:
    terms = terms_of_letters()
    assert all(len(term.split()) == 1 for term in terms)
    assert not any(character.isascii() and not character.isalnum() for term in terms for character in term)


def test_full_text_keeps_each_term_as_it_is() -> None:
    terms = sorted({*terms_of_letters()})
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE words USING fts5(terms, tokenize='ascii')")
    connection.execute("CREATE VIRTUAL TABLE vocabulary USING fts5vocab(words, 'row')")
    connection.execute("INSERT INTO words VALUES (?)", [" ".join(terms)])
    assert sorted(term for (term,) in connection.execute("SELECT term FROM vocabulary")) == terms
    connection.close()


def test_threads_have_stemmers_of_their_own() -> None:
    words = [f"{beginning}ization{number}s running {beginning}ies" for number in range(300) for beginning in "abcdef"]
    expected = list(map(join_terms, words))
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(join_terms, words * 4)) == expected * 4
