"""A record with rows in every table, and an empty one to import its export into."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from onrecord.record import Record
from tests.conftest import MakeOnce, ReadText
from tests.export.making import fill


@pytest.fixture(scope="session")
def full_record(make_once: MakeOnce, empty_record: Path, read_text: ReadText) -> Path:
    """The file of a record with rows in every table. Copy it before you write to it."""

    def write(path: Path) -> None:
        with Record.open(Path(shutil.copy(empty_record, path))) as record:
            fill(record, read_text)

    return make_once("full.sqlite", write)


@pytest.fixture
def full(full_record: Path, tmp_path: Path) -> Iterator[Record]:
    """A record with rows in every table."""
    with Record.open(Path(shutil.copy(full_record, tmp_path / "full.sqlite"))) as opened:
        yield opened


@pytest.fixture
def other(empty_record: Path, tmp_path: Path) -> Iterator[Record]:
    """A second, empty record."""
    with Record.open(Path(shutil.copy(empty_record, tmp_path / "other.sqlite"))) as opened:
        yield opened
