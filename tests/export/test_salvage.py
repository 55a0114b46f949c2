"""Salvage: what can be read of a damaged record is saved to a new one, which is whole."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from onrecord.errors import UsageError
from onrecord.export.salvage import Salvage, salvage
from onrecord.record import Record
from onrecord.resolve.linker import PersonLinker
from onrecord.store.verify import verify_file
from tests.conftest import MakeOnce, ReadText

SQLITE_PAGE = 4096
PAGES, MANY = 6, 16
"""Pages of the record in most tests, and of one whose tables have several leaves each."""
TEXT = """Ada Quill, 41, and Nell Brannigan stood on the quay of Tarn on Monday, as gulls circled overhead.
"The ferry is {} today," Quill said. "Nobody wants another winter without it," Brannigan said to the crew of the boat.
"""


MakeFile = Callable[[int], Path]


@pytest.fixture
def make_file(empty_record: Path, read_text: ReadText, make_once: MakeOnce, tmp_path: Path) -> MakeFile:
    """Makes a record of so many pages, one of them in two versions, with two judgements; it may be damaged."""

    def write(path: Path, pages: int) -> None:
        linker = PersonLinker()
        with Record.open(Path(shutil.copy(empty_record, path))) as record:
            for number in range(pages):
                url = f"https://bell.example/{number}"
                record.keep(read_text(TEXT.format(f"late by {number} minutes"), url=url), linker=linker)
            record.keep(read_text(TEXT.format("lost"), url="https://bell.example/5"), linker=linker)
            for hit in record.find("", limit=2).hits:
                record.judge.statement(hit.entry.id, "wrong", who="Ada")

    def make(pages: int) -> Path:
        whole_file = make_once(f"salvage-{pages}.sqlite", partial(write, pages=pages))
        return Path(shutil.copy(whole_file, tmp_path / "record.sqlite"))

    return make


@pytest.fixture
def path(make_file: MakeFile) -> Path:
    """A record of ``PAGES`` pages that may be damaged."""
    return make_file(PAGES)


def execute(path: Path, *commands: str) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    for command in commands:
        connection.execute(command)
    connection.close()


def save(path: Path) -> tuple[Salvage, list[str]]:
    """Save what can be saved; returns the lines of an export of the new record, which is whole."""
    target = path.with_name("saved.sqlite")
    result = salvage(path, target, linker=PersonLinker())
    assert verify_file(target).damage == ()
    with Record.open(target) as record:
        return result, list(record.export_lines("jsonl"))


def exported(path: Path) -> list[str]:
    with Record.open(path) as record:
        return list(record.export_lines("jsonl"))


def test_a_whole_record_is_saved_without_loss(path: Path) -> None:
    result, saved_lines = save(path)
    assert (result.pages, result.rebuilt, result.unsaved, result.counts) == (PAGES, 0, (), {})
    assert saved_lines == exported(path)


def test_all_that_an_export_has_is_saved(kept_file: Path, record: Record) -> None:
    with Record.open(kept_file) as outcome:
        record.restore(outcome.export_lines("jsonl"))
    lines = list(record.export_lines("jsonl"))
    result, saved_lines = save(record.path)
    assert (result.rebuilt, result.unsaved, result.counts) == (0, (), {})
    assert saved_lines == lines


@pytest.mark.parametrize(
    "commands",
    [
        ("DROP TABLE statement_words", "DROP TABLE name_keys", "DROP INDEX names_folded"),
        ("DELETE FROM statement_sketches", "DELETE FROM facts", "DELETE FROM totals"),
        ("UPDATE statement_subjects SET position = 'x'",),
        ("DELETE FROM statement_words_data WHERE id > 10",),
    ],
)
def test_derived_tables_are_computed_again(path: Path, commands: tuple[str, ...]) -> None:
    lines = exported(path)
    execute(path, *commands)
    result, saved_lines = save(path)
    assert (result.rebuilt, result.unsaved) == (0, ())
    assert saved_lines == lines


@pytest.mark.parametrize(
    ("command", "rebuilt", "unsaved"),
    [
        ("UPDATE texts SET body = x'00' WHERE id = 3", 0, 1),
        ("DELETE FROM texts WHERE id = 3", 0, 1),
        ("UPDATE readings SET record = substr(record, 1, 40) WHERE id IN (3, 4)", 0, 2),
        ("UPDATE pages SET title = CAST(x'ff' AS TEXT) WHERE id = 3", 1, 0),
        ("DELETE FROM statements WHERE id = 3", 1, 0),
        ("DELETE FROM appearances WHERE id = 3", 1, 0),
        ("DELETE FROM versions WHERE number = 2", 1, 0),
        ("DELETE FROM persons WHERE id = 1", PAGES, 0),
        ("DELETE FROM pages", PAGES, 0),
        ("DROP TABLE appearances", PAGES, 0),
    ],
)
def test_other_pages_are_restored_from_their_readings(path: Path, command: str, rebuilt: int, unsaved: int) -> None:
    with Record.open(path) as record:
        quotes = {hit.entry.id: hit.entry.quote for hit in record.find("", limit=100).hits}
    execute(path, command)
    result, _ = save(path)
    assert (result.rebuilt, len(result.unsaved)) == (rebuilt, unsaved)
    assert result.pages == PAGES - unsaved
    with Record.open(path.with_name("saved.sqlite")) as record:
        saved_quotes = {hit.entry.id: hit.entry.quote for hit in record.find("", limit=100).hits}
        assert len(record.judge.log().entries) == 2
    assert saved_quotes.items() <= quotes.items()
    assert len(quotes) - len(saved_quotes) == 2 * unsaved


def test_a_removed_page_stays_out_and_a_hidden_person_hidden(path: Path, read_text: ReadText) -> None:
    lost = TEXT.format("lost")
    with Record.open(path) as record:
        (hit,) = record.find("lost").hits
        record.hide("Ada Quill", who="Ada", why="She asked for it.")
        record.remove(hit.entry.page.id, who="Ada", why="It is wrong.")
    execute(path, "DROP TABLE appearances")
    result, _ = save(path)
    assert (result.pages, result.rebuilt) == (PAGES - 1, PAGES - 1)
    with Record.open(path.with_name("saved.sqlite")) as record:
        assert not record.find("minutes").hits
        assert record.keep(read_text(lost, url="https://bell.example/5")).outcome == "removed"


@pytest.mark.parametrize("table", ["pages", "readings", "texts", "statements", "names", "judgements"])
def test_a_damaged_part_of_the_file_costs_what_is_in_it(make_file: MakeFile, table: str) -> None:
    path = make_file(MANY)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        leaves = connection.execute(
            "SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY path", [table]
        ).fetchall()
    connection.close()
    with path.open("r+b") as file:
        file.seek((leaves[len(leaves) // 2][0] - 1) * SQLITE_PAGE)
        file.write(b"\xff" * SQLITE_PAGE)
    assert verify_file(path).damage
    result, _ = save(path)
    assert result.pages >= (MANY if table not in {"readings", "texts"} else 0)


def test_judgements_that_are_lost_are_listed(path: Path) -> None:
    with Record.open(path) as record:
        (first, *_) = record.judge.log().entries
        record.judge.withdraw(first.judgement.id, who="Bo")
    execute(path, "DROP TRIGGER judgements_delete", "DELETE FROM judgements WHERE id = 2")
    result, _ = save(path)
    (problem,) = result.unsaved
    assert problem.name.endswith("by Bo")


def test_a_file_that_is_there_is_not_replaced(path: Path) -> None:
    with pytest.raises(UsageError, match="already exists"):
        salvage(path, path, linker=PersonLinker())
