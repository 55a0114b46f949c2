"""Nouns for works with a title."""

from __future__ import annotations

import re

import pytest

from onrecord.works import WORK, WORKS


@pytest.mark.parametrize("noun", ["play", "plays", "series", "story", "stories", "movies", "documentaries"])
def test_nouns_for_works_in_singular_and_plural(noun: str) -> None:
    assert noun in WORKS
    assert re.fullmatch(WORK, noun)


@pytest.mark.parametrize("noun", ["plaies", "serie", "storys", "ferry"])
def test_other_words_are_no_works(noun: str) -> None:
    assert noun not in WORKS
    assert not re.fullmatch(WORK, noun)
