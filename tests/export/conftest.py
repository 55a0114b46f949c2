"""A record with rows in every table, and an empty one to import its export into."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from onrecord.export.jsonl import lines
from onrecord.record import Record
from tests.conftest import MakeRecord, ReadText
from tests.export.making import fill


@pytest.fixture(scope="session")
def make_full(make_record: MakeRecord, read_text: ReadText) -> Callable[[], Path | str]:
    """Makes a record with rows in every table, and gives its location."""
    return partial(make_record, "full", lambda record: fill(record, read_text))


@pytest.fixture
def full(make_full: Callable[[], Path | str]) -> Iterator[Record]:
    """A record with rows in every table."""
    with Record.open(make_full()) as opened:
        yield opened


@pytest.fixture(scope="session")
def full_lines(make_full: Callable[[], Path | str]) -> list[str]:
    """The lines of an export of a record with rows in every table."""
    with Record.open(make_full()) as record, record.snapshot(complete=True) as connection:
        return list(lines(connection))


@pytest.fixture
def second_record(make_record: MakeRecord) -> Iterator[Record]:
    """A second, empty record."""
    with Record.open(make_record()) as opened:
        yield opened
