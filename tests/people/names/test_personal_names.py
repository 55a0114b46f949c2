from __future__ import annotations

import pytest

from onrecord.people.names.personal_names import compatible, is_blend, parse, title_length

PARTS = [
    ("Orla Tarn", ("orla", "tarn"), "", ""),
    ("Orla B. Tarn", ("orla", "b", "tarn"), "", ""),
    ("Zoë O’Malley", ("zoe", "o'malley"), "", ""),
    ("Martin Tarn Jr.", ("martin", "tarn"), "jr", ""),
    ("Martin Tarn, Jr.", ("martin", "tarn"), "jr", ""),
    ("Robert “Bobby” Tarn", ("robert", "tarn"), "", "bobby"),
    ("Piet van der Moll", ("piet", "van der moll"), "", ""),
    ("Van der Moll", ("van der moll",), "", ""),
    ("Al Brandvold", ("al", "brandvold"), "", ""),
    ("Piet ‘the Eel’ Tarn", ("piet", "tarn"), "", "the eel"),
    ("Hong Mei-ling", ("mei-ling", "hong"), "", ""),
    ("Zuzka", ("zuzka",), "", ""),
    ("T.Tarn", ("t", "tarn"), "", ""),
    ("Orla E. Tarn", ("orla", "e", "tarn"), "", ""),
    ("Orla Sousa e Tarn", ("orla", "sousa", "e tarn"), "", ""),
    ("Lord Tarn", ("lord", "tarn"), "", ""),
]


@pytest.mark.parametrize(("name", "parts", "suffix", "nickname"), PARTS, ids=[case[0] for case in PARTS])
def test_the_parts_of_a_name(name: str, parts: tuple[str, ...], suffix: str, nickname: str) -> None:
    parsed = parse(name)
    assert (parsed.parts, parsed.suffix, parsed.nickname) == (parts, suffix, nickname)


PAIRS = [
    ("Orla Tarn", "Orla Tarn", True),
    ("Orla Tarn", "Orla B. Tarn", True),
    ("Orla B. Tarn", "Orla Beth Tarn", True),
    ("Orla B. Tarn", "Orla C. Tarn", False),
    ("O. Tarn", "Orla Tarn", True),
    ("O. Tarn", "Una Tarn", False),
    ("Bill Tarn", "William Tarn", True),
    ("Robert “Bobby” Tarn", "Bobby Tarn", True),
    ("Orla Tarn", "Piet Tarn", False),
    ("Orla Tarn", "Orla Quill", False),
    ("Orla Tarn", "Orla Tarn Quill", True),
    ("Tarn Quill", "Orla Tarn Quill", True),
    ("Orla Tarn", "Orla Tarn-Quill", True),
    ("Abu Tarn Al Quill", "Al Quill", True),
    ("Abu Tarn Al Quill", "Al Tarn", False),
    ("Martin Tarn Jr.", "Martin Tarn", True),
    ("Martin Tarn Jr.", "Martin Tarn Sr.", False),
    ("Bill Tarn Jr.", "William Tarn", False),
    ("T.Brannigan", "Theresa Brannigan", True),
    # Misspelt: a letter less, another letter, two letters exchanged
    ("Liza Brandvold", "Liza Branvold", True),
    ("Liza Okafor", "Liza Okafar", True),
    ("Piet Byrrne", "Piet Byrnre", True),
    ("Liza Brandvold", "Zsofi Branvold", False),
    ("Liza Tarn", "Liza Tarm", False),
    ("Piet Johnson", "Piet Johnston", False),
]


@pytest.mark.parametrize(("first", "second", "same"), PAIRS)
def test_forms_of_a_persons_name(first: str, second: str, same: bool) -> None:
    assert compatible(parse(first), parse(second)) is same
    assert compatible(parse(second), parse(first)) is same


TITLED = [
    ("orla tarn", 0),
    ("sen orla tarn", 1),
    ("former harbour secretary orla tarn", 3),
    ("republican orla tarn", 1),
    ("scientologist jenna tarn", 1),
    ("korean-born orla tarn", 1),
    ("prince rupert", 0),
    ("prince", 0),
    ("judge tarn", 1),
    ("martin king jr", 0),
    ("harbour board orla tarn", 2),
    ("ohio sen orla tarn", 2),
    ("tan sri orla tarn", 2),
    ("tan orla", 0),
    ("sri orla tarn", 0),
    ("tun dr orla tarn", 2),
    ("tun", 0),
    ("swami tarn", 1),
    ("", 0),
]


@pytest.mark.parametrize(("words", "length"), TITLED, ids=[case[0] for case in TITLED])
def test_titles_before_a_name(words: str, length: int) -> None:
    assert title_length(words.split()) == length


@pytest.mark.parametrize(
    ("word", "given", "expected"),
    [
        ("orlivo", ["ivo", "orla"], True),
        ("orla-ivo", ["ivo", "orla"], True),
        ("orsolya", ["ivo", "orla"], False),
        # A surname: "Adam Tarn met Jason Quill. On Monday Adamson waved."
        ("adamson", ["adam", "jason"], False),
    ],
)
def test_names_of_couples(word: str, given: list[str], *, expected: bool) -> None:
    assert is_blend(word, given) is expected
