"""``onrecord add`` and ``retry``: what they print, keep, and answer."""

from __future__ import annotations

import json
import os
import pty
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.test_process import ESCAPE, read_terminal
from tests.conftest import PAGE

PageFile = Callable[..., Path]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def where(tmp_path: Path) -> Path:
    return tmp_path / "record.sqlite"


def test_new_then_known_then_changed(run: Run, page_file: PageFile, where: Path) -> None:
    path = page_file()
    assert run("add", path, "--record", where) == (
        0,
        "1 page: 1 new; 3 statements in new and changed pages.\n",
        "",
    )
    assert run("add", path, "--record", where) == (0, "1 page: 1 already in the record.\n", "")
    page_file(text=PAGE.replace("is glad", "is very glad"))
    code, output, errors = run("add", path, "--record", where)
    assert (code, errors) == (0, "")
    assert output.splitlines() == [
        f"{path}: version 2",
        '  altered: "The engine is mended and the crew is glad," -> "The engine is mended and the crew is very glad,"',
        "1 page: 1 changed; 3 statements in new and changed pages.",
    ]


def test_standard_input(run: Run, where: Path) -> None:
    assert run("add", "-", "--record", where, stdin=PAGE.encode())[1].startswith("1 page: 1 new;")
    assert run("add", "-", "--record", where, stdin=PAGE.encode())[1] == "1 page: 1 already in the record.\n"


def test_lines_for_programs(run: Run, page_file: PageFile, where: Path) -> None:
    paths = [page_file("a.txt"), page_file("b.txt", PAGE + "More.\n")]
    code, output, _ = run("add", *paths, "--record", where, "--format", "jsonl")
    rows = [json.loads(line) for line in output.splitlines()]
    assert code == 0
    assert [(row["source"], row["outcome"], row["version"], row["statements"], row["changes"]) for row in rows] == [
        (str(path), "new", 1, 3, []) for path in paths
    ]
    again = [json.loads(line) for line in run("add", *paths, "--record", where, "--format", "jsonl")[1].splitlines()]
    assert [row["outcome"] for row in again] == ["known", "known"]


def test_what_fails_is_listed_kept_and_tried_again(run: Run, page_file: PageFile, where: Path, tmp_path: Path) -> None:
    missing = tmp_path / "missing.txt"
    code, output, errors = run("add", page_file("a.txt"), missing, "--record", where)
    assert code == 1
    assert output.startswith("1 page: 1 new")
    assert errors.splitlines() == [
        "1 of 2 pages could not be added:",
        f"  {missing}: there is no such file. Check the name.",
        f"The record remembers them. To try them again, run `onrecord retry --record {where}`.",
    ]
    code, output, _ = run("retry", "--list", "--record", where)
    assert code == 0
    assert output.startswith(f"{missing}: there is no such file. Check the name. (first failed at ")
    assert run("retry", "--record", where)[0] == 1
    page_file("missing.txt", PAGE + "More.\n")
    code, output, errors = run("retry", "--record", where)
    assert (code, errors) == (0, "")
    assert output.startswith("1 page: 1 new")
    assert run("retry", "--list", "--record", where) == (0, "", "Every page could be read.\n")
    assert run("retry", "--record", where) == (0, "0 pages.\n", "")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["add"], 2, "There is nothing to add."),
        (["add", "--from", "nowhere.txt"], 2, "this list of pages cannot be read"),
        (["retry"], 1, "there is no record yet"),
    ],
)
def test_wrong_usage(run: Run, where: Path, arguments: list[str], code: int, words: str) -> None:
    found, output, errors = run(*arguments, "--record", where)
    assert (found, output) == (code, "")
    assert words in errors
    assert not where.exists()


def test_a_file_that_is_no_record_is_refused(run: Run, page_file: PageFile, where: Path) -> None:
    where.write_text("a letter " * 100, encoding="utf-8")
    code, output, errors = run("add", page_file(), "--record", where)
    assert (code, output) == (1, "")
    assert (
        errors
        == f"onrecord: {where}: this file is not a record of OnRecord. Check the path; nothing in it was changed.\n"
    )


def test_the_record_is_found_by_the_environment(
    run: Run, page_file: PageFile, where: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONRECORD_RECORD", str(where))
    assert run("add", page_file())[0] == 0
    assert where.exists()


def test_progress_keeps_off_standard_output(start: Callable[..., object], page_file: PageFile, where: Path) -> None:
    ours, theirs = pty.openpty()
    pages = [page_file(f"{name}.txt", PAGE + name) for name in "abc"]
    process = start("add", *pages, "--record", where, variables={"TERM": "xterm"}, stdout=-1, stderr=theirs)
    os.close(theirs)
    output, _ = process.communicate(timeout=120)  # type: ignore[attr-defined]
    drawn = ESCAPE.sub("", read_terminal(ours))
    assert "pages/s" in drawn
    assert output.decode() == "3 pages: 3 new; 9 statements in new and changed pages.\n"
