"""A full record, and one to take it back into."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from onrecord.record import Record
from tests.conftest import ReadText
from tests.export.making import fill


@pytest.fixture
def full(record: Record, read_text: ReadText) -> Record:
    """A record with something in all of its tables."""
    fill(record, read_text)
    return record


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Record]:
    """A new record beside it."""
    with Record.open(tmp_path / "other.sqlite") as opened:
        yield opened
