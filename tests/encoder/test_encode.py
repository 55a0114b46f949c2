"""The shipped model's encoding of a page: what it holds fits the words, and what it is asked is answered in order."""

from __future__ import annotations

import numpy as np
import pytest

from onrecord.encoder import Encoding, encode
from onrecord.encoder.model import NAMES, Model
from onrecord.types import Article, Span
from tests.people.making import article_of

TEXT = """Orla Tarn on her years with Dex Moll
Orla Tarn, the singer, met Dex Moll at the Harbour Board in 2009. She married him a year later.
"He was late," Tarn said of her husband on Tuesday."""


@pytest.fixture(scope="module")
def article() -> Article:
    return article_of(TEXT, titles=1)


@pytest.fixture(scope="module")
def encoding(article: Article) -> Encoding:
    return encode(article, model=Model.load())


def at(words: str, *, nth: int = 0) -> Span:
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return start, start + len(words)


def test_an_encoding_has_a_row_for_every_word(encoding: Encoding) -> None:
    count = len(encoding.words)
    assert encoding.encoded.states.shape == (count, 384)
    assert encoding.encoded.names.shape == (count, 1 + 2 * len(NAMES))
    assert np.allclose(encoding.encoded.names.sum(1), 1, atol=1e-3)


def test_the_people_of_a_page_are_seen(encoding: Encoding) -> None:
    people = {TEXT[slice(*name.span)] for name in encoding.names() if name.sort == "person"}
    assert {"Orla Tarn", "Dex Moll", "Tarn"} <= people


def test_pairs_are_scored_one_by_one_and_in_order(encoding: Encoding) -> None:
    she, her, orla, dex = at("She"), at("her", nth=1), at("Orla Tarn", nth=1), at("Dex Moll", nth=1)
    together = encoding.antecedents([she, she, her], [orla, dex, orla])
    alone = [encoding.antecedents([one], [other])[0] for one, other in ((she, orla), (she, dex), (her, orla))]
    assert together.shape == (3,)
    assert np.allclose(together, alone, atol=0.2)


def test_nothing_asked_is_nothing_answered(encoding: Encoding) -> None:
    assert encoding.antecedents([], []).shape == (0,)
