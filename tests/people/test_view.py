from __future__ import annotations

import pytest

from onrecord.people.view import View
from tests.people.making import article_of

WORDS = [
    ("Mr. Tarn left.", ["Mr.", "Tarn", "left", "."]),
    ("Orla’s ship", ["Orla", "’s", "ship"]),
    ("O’Malley and Jean-Luc", ["O’Malley", "and", "Jean-Luc"]),
    ("the L.A. Lights", ["the", "L.A.", "Lights"]),
    ("Orla B. Tarn, 71, left", ["Orla", "B.", "Tarn", ",", "71", ",", "left"]),
    ("TarnNews.com", ["TarnNews.com"]),
    ("the 71-year-old", ["the", "71-year-old"]),
]


@pytest.mark.parametrize(("text", "words"), WORDS)
def test_words(text: str, words: list[str]) -> None:
    assert [word.text for word in View(article_of(text)).words] == words


SENTENCES = [
    ("It is late. She left.", [0, 1]),
    ("Mr. Tarn left. He waved.", [0, 1]),
    ("“It is late.” She left.", [0, 1]),
    ("“It is late.” she said.", [0]),
    ("Orla B. Tarn left.", [0]),
    ("She wrote on X. Tarn left.", [0, 1]),
    ("It is late\nShe left", [0, 1]),
]


@pytest.mark.parametrize(("text", "sentences"), SENTENCES)
def test_sentences(text: str, sentences: list[int]) -> None:
    assert sorted({word.sentence for word in View(article_of(text)).words}) == sentences


@pytest.mark.parametrize("text", ["a “b c” d", "a „b c“ d", 'a "b c" d', 'a "b c'])
def test_quotation_marks(text: str) -> None:
    quoted = [word.text for word in View(article_of(text)).words if word.quoted and word.text.isalpha()]
    assert quoted == ["b", "c"]


def test_an_open_quotation_closes_with_its_paragraph() -> None:
    assert not View(article_of("“a b\nc d")).words[-1].quoted


def test_words_of_a_run() -> None:
    view = View(article_of("Orla Tarn left."))
    assert view.text[slice(*view.span([0, 1]))] == "Orla Tarn"
    assert view.form([0, 1]) == ("orla", "tarn")
    assert [view.folded(index) for index in (-1, 0, 2, 4)] == ["", "orla", "left", ""]
    assert view.word_at(5).text == "Tarn"
    assert view.block_of(view.words[0]).role == "body"


def test_the_last_word_is_at_an_offset_inside_it() -> None:
    view = View(article_of("Orla Tarn\nleft "))
    assert [view.word_at(offset).text for offset in (0, 1, 10, 12)] == ["Orla", "Tarn", "left", "left"]


def test_words_of_spans_and_sentences() -> None:
    text = "Orla left. She told Piet."
    view = View(article_of(text))
    assert view.indices([(0, 4), (11, 19)]) == [0, 3, 4]
    assert view.just_before(5, 9) == range(3, 5)
    assert view.just_before(5, 1) == range(4, 5)
    assert view.gender_of_pronoun((11, 14)) == "female"
