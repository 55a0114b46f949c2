"""``onrecord verify`` and ``onrecord backup``."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from onrecord.record import Record
from tests.conftest import ReadText

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def path(empty_record: Path, tmp_path: Path, read_text: ReadText) -> Path:
    """A record of one page."""
    file = Path(shutil.copy(empty_record, tmp_path / "record.sqlite"))
    with Record.open(file) as record:
        record.keep(read_text())
    return file


def test_an_undamaged_record_is_intact(run: Run, path: Path) -> None:
    assert run("verify", "--record", path) == (0, f"{path} is intact: 1 page.\n", "")


def test_damage_is_listed_with_advice(run: Run, path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE texts SET sha256 = x'00'")
    connection.close()
    code, output, errors = run("verify", "--record", path)
    assert code == 1
    assert output.startswith("readings: page ")
    assert f"{path} is damaged, with at least 1 of 1 page affected. Restore it from a backup, or save" in errors


def test_readable_pages_are_saved_and_the_rest_is_listed(
    run: Run, path: Path, read_text: ReadText, tmp_path: Path
) -> None:
    with Record.open(path) as record:
        record.keep(read_text("Ada Quill waved.\n", url="https://bell.example/2"))
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE texts SET body = x'00' WHERE id = 1")
    connection.close()
    target = tmp_path / "saved.sqlite"
    code, output, errors = run("verify", "--record", path, "--save-to", target)
    assert code == 1
    assert "not saved: page " in output
    assert errors.endswith(f"Saved to {target}: 1 page.\n")
    assert run("verify", "--record", target) == (0, f"{target} is intact: 1 page.\n", "")
    code, _, errors = run("verify", "--record", path, "--save-to", target)
    assert (code, f"{target} already exists" in errors) == (2, True)


def test_a_whole_record_is_not_saved_again(run: Run, path: Path, tmp_path: Path) -> None:
    target = tmp_path / "saved.sqlite"
    code, _, errors = run("verify", "--record", path, "--save-to", target)
    assert (code, target.exists()) == (0, False)
    assert errors == f"{target} was not written. To copy the record, run `onrecord backup`.\n"


def test_a_backup_is_another_record_and_replaces_nothing(run: Run, path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "backup.sqlite"
    assert run("backup", copy, "--record", path) == (0, f"{copy} is a copy of {path}.\n", "")
    assert run("find", "--record", copy) == run("find", "--record", path)
    code, _, errors = run("backup", copy, "--record", path)
    assert (code, f"{copy} already exists" in errors) == (2, True)
    assert run("backup", copy, "--overwrite", "--record", path)[0] == 0
    assert run("backup", path, "--overwrite", "--record", path)[0] == 2
    code, _, errors = run("backup", tmp_path / "absent" / "backup.sqlite", "--record", path)
    assert code == 2
    assert f"there is no folder {tmp_path / 'absent'}. Create it" in errors


@pytest.mark.parametrize("arguments", [("find", "x", "--record"), ("backup",), ("archive", "status")], ids=" ".join)
def test_a_name_that_is_too_long_is_named(run: Run, path: Path, arguments: tuple[str, ...]) -> None:
    options = ("--record", path) if arguments == ("backup",) else ()
    code, output, errors = run(*arguments, "a" * 5_000, *options)
    assert (code, output) == (1, "")
    assert f"onrecord: {'a' * 200}... cannot be used (" in errors
    assert "Check its name, its folder and its permissions." in errors
