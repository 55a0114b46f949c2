"""The types of readings: fields and slices of text."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields, is_dataclass

import pytest

from onrecord import types
from onrecord.types import Article, Span

NOUNS = [noun for noun in vars(types).values() if isinstance(noun, type) and is_dataclass(noun)]


@pytest.mark.parametrize("noun", NOUNS)
def test_every_noun_is_frozen_and_slotted(noun: type) -> None:
    bare: object = object.__new__(noun)
    with pytest.raises(FrozenInstanceError):
        setattr(bare, fields(noun)[0].name, None)
    assert not hasattr(bare, "__dict__")


@pytest.mark.parametrize(
    ("span", "words"),
    [((0, 5), "Ferry"), ((0, 16), "Ferry runs again"), ((3, 3), "")],
)
def test_words_are_the_characters_of_the_span(article: Article, span: Span, words: str) -> None:
    assert article.words(span) == words


def test_spans_count_code_points_not_bytes(article: Article) -> None:
    start = article.text.index("\u2028")
    assert article.words((start, start + 1)) == "\u2028"
