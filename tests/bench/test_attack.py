"""Damaged pages: each is read or refused, and never fails OnRecord."""

from __future__ import annotations

from bench.attack import mutated_pages
from onrecord.errors import UnreadableError
from onrecord.reading import Reader
from onrecord.types import Reading


def test_hundreds_of_damaged_pages_are_read_or_refused(reader: Reader) -> None:
    outcomes = [reader.attempt(page) for page in mutated_pages(300)]
    faults = [outcome for outcome in outcomes if not isinstance(outcome, Reading | UnreadableError)]
    assert faults == []
    readings = [outcome for outcome in outcomes if isinstance(outcome, Reading)]
    assert len(readings) > 150
    assert len({reading.article.text for reading in readings}) > 120
    assert len(outcomes) > len(readings)


def test_the_same_seed_makes_the_same_pages() -> None:
    first, second, third = ([page.sha256 for page in mutated_pages(20, seed=seed)] for seed in (1, 1, 2))
    assert first == second != third
