"""Encoding of an article with the shipped model: shapes, names, antecedent scores."""

from __future__ import annotations

import numpy as np
import pytest

from onrecord.encoder.encode import Encoding, encode
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


def span_of(words: str, *, nth: int = 0) -> Span:
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return start, start + len(words)


def test_an_encoding_has_a_row_for_every_word(encoding: Encoding) -> None:
    count = len(encoding.words)
    assert encoding.encoded.states.shape == (count, 384)
    assert encoding.encoded.names.shape == (count, 1 + 2 * len(NAMES))
    assert np.allclose(encoding.encoded.names.sum(1), 1, atol=1e-3)


def test_people_are_recognised(encoding: Encoding) -> None:
    people = {TEXT[slice(*name.span)] for name in encoding.names() if name.sort == "person"}
    assert {"Orla Tarn", "Dex Moll", "Tarn"} <= people


def test_a_pair_has_the_same_score_alone_and_in_a_batch(encoding: Encoding) -> None:
    she, candidates = span_of("She"), [span_of("Orla Tarn", nth=1), span_of("Dex Moll", nth=1), span_of("Orla Tarn")]
    batch_scores = encoding.antecedents(she, candidates)
    single_scores = [encoding.antecedents(she, [candidate])[0] for candidate in candidates]
    assert batch_scores.shape == (3,)
    assert np.allclose(batch_scores, single_scores, atol=0.2)


def test_no_pairs_give_no_scores(encoding: Encoding) -> None:
    assert encoding.antecedents(span_of("She"), []).shape == (0,)
