"""``onrecord add`` and ``retry``: output, exit codes and the record."""

from __future__ import annotations

import json
import os
import pty
from collections.abc import Callable
from pathlib import Path

import pytest

from onrecord.reading import Reader
from onrecord.record import Record
from tests.cli.test_process import ESCAPE, read_terminal
from tests.conftest import PAGE
from tests.ingest.test_rereading import Older

PageFile = Callable[..., Path]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def record_path(tmp_path: Path) -> Path:
    return tmp_path / "record.sqlite"


def test_new_then_known_then_changed(run: Run, page_file: PageFile, record_path: Path) -> None:
    path = page_file()
    assert run("add", path, "--record", record_path) == (
        0,
        "1 page: 1 new; 3 statements in new and changed pages.\n",
        "",
    )
    assert run("add", path, "--record", record_path) == (0, "1 page: 1 already in the record.\n", "")
    page_file(text=PAGE.replace("is glad", "is very glad"))
    code, output, errors = run("add", path, "--record", record_path)
    assert (code, errors) == (0, "")
    assert output.splitlines() == [
        f"{path}: version 2",
        '  altered: "The engine is mended and the crew is {+very+} glad,"',
        "1 page: 1 changed; 3 statements in new and changed pages.",
    ]


def test_standard_input(run: Run, record_path: Path) -> None:
    assert run("add", "-", "--record", record_path, stdin=PAGE.encode())[1].startswith("1 page: 1 new;")
    assert run("add", "-", "--record", record_path, stdin=PAGE.encode())[1] == "1 page: 1 already in the record.\n"


def test_lines_for_programs(run: Run, page_file: PageFile, record_path: Path) -> None:
    paths = [page_file("a.txt"), page_file("b.txt", PAGE + "More.\n")]
    code, output, _ = run("add", *paths, "--record", record_path, "--format", "jsonl")
    rows = [json.loads(line) for line in output.splitlines()]
    assert code == 0
    assert [(row["source"], row["outcome"], row["version"], row["statements"], row["changes"]) for row in rows] == [
        (str(path), "new", 1, 3, []) for path in paths
    ]
    again = [
        json.loads(line) for line in run("add", *paths, "--record", record_path, "--format", "jsonl")[1].splitlines()
    ]
    assert [row["outcome"] for row in again] == ["known", "known"]


def test_failed_pages_are_listed_and_tried_again(
    run: Run, page_file: PageFile, record_path: Path, tmp_path: Path
) -> None:
    missing = tmp_path / "missing.txt"
    code, output, errors = run("add", page_file("a.txt"), missing, "--record", record_path)
    assert code == 1
    assert output.startswith("1 page: 1 new")
    assert errors.splitlines() == [
        "1 of 2 pages could not be added:",
        f"  {missing}: there is no such file. Check the name.",
        f"To try them again, run `onrecord retry --record {record_path}`.",
    ]
    code, output, _ = run("retry", "--list", "--record", record_path)
    assert code == 0
    assert output.startswith(f"{missing}: there is no such file. Check the name. (first failed at ")
    assert run("retry", "--record", record_path)[0] == 1
    page_file("missing.txt", PAGE + "More.\n")
    code, output, errors = run("retry", "--record", record_path)
    assert (code, errors) == (0, "")
    assert output.startswith("1 page: 1 new")
    assert run("retry", "--list", "--record", record_path) == (0, "", "Every page could be read.\n")
    assert run("retry", "--record", record_path) == (0, "", "Every page could be read.\n")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["add"], 2, "There is nothing to add."),
        (["add", "--from", "nowhere.txt"], 2, "this list of pages cannot be read"),
        (["retry"], 1, "there is no record yet"),
    ],
)
def test_wrong_usage(run: Run, record_path: Path, arguments: list[str], code: int, words: str) -> None:
    exit_code, output, errors = run(*arguments, "--record", record_path)
    assert (exit_code, output) == (code, "")
    assert words in errors
    assert not record_path.exists()


def test_a_foreign_file_is_refused(run: Run, page_file: PageFile, record_path: Path) -> None:
    record_path.write_text("a letter " * 100, encoding="utf-8")
    code, output, errors = run("add", page_file(), "--record", record_path)
    assert (code, output) == (1, "")
    problem = "this file is not a record of OnRecord. Check the path. The file was not changed."
    assert errors == f"onrecord: {record_path}: {problem}\n"


def test_the_environment_names_the_record(
    run: Run, page_file: PageFile, record_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONRECORD_RECORD", str(record_path))
    assert run("add", page_file())[0] == 0
    assert record_path.exists()


def test_progress_goes_to_standard_error(start: Callable[..., object], page_file: PageFile, record_path: Path) -> None:
    reader, writer = pty.openpty()
    pages = [page_file(f"{name}.txt", PAGE + name) for name in "abc"]
    process = start("add", *pages, "--record", record_path, variables={"TERM": "xterm"}, stdout=-1, stderr=writer)
    os.close(writer)
    output, _ = process.communicate(timeout=120)  # type: ignore[attr-defined]
    drawn = ESCAPE.sub("", read_terminal(reader))
    assert "pages/s" in drawn
    assert output.decode() == "3 pages: 3 new; 9 statements in new and changed pages.\n"


@pytest.fixture
def old_record(record_path: Path, page_file: PageFile) -> Path:
    """A record of two pages, read by an older reader that found no thoughts."""
    pages = [page_file(f"{number}.txt", f"{PAGE}Page {number}.\n") for number in range(2)]
    with Record.open(record_path) as record:
        record.add(*pages, reader=Reader(statements=Older()))
    return record_path


SUMMARY = """New readings of 2 pages: 2 statements found, 0 lost, 0 with another speaker.
Most affected:
  Okafor: 2 found
"""
ADVICE = "Searches still use the earlier readings. To use the new ones, run `onrecord add --again --yes`.\n"


def test_reading_again_asks_before_searches_switch(run: Run, old_record: Path) -> None:
    find = "find", "spring", "--record", old_record, "--format", "jsonl"
    assert run("add", "--again", "--record", old_record) == (0, SUMMARY, ADVICE)
    assert run(*find)[1] == ""
    code, output, errors = run("add", "--again", "--yes", "--record", old_record)
    assert (code, output, errors) == (0, f"{SUMMARY}Searches use the new readings of 2 pages.\n", "")
    assert len(run(*find)[1].splitlines()) == 2
    nothing = "Searches already use the readings of this version.\n"
    assert run("add", "--again", "--yes", "--record", old_record) == (0, nothing, "")


def test_reading_again_for_programs(run: Run, old_record: Path) -> None:
    code, output, _ = run("add", "--again", "--yes", "--record", old_record, "--format", "jsonl")
    compared, switched = (json.loads(line) for line in output.splitlines())
    assert (code, compared["outcome"], compared["pages"], compared["found"]) == (0, "compared", 2, 2)
    assert compared["people"] == [{"name": "Okafor", "found": 2, "lost": 0, "gained": 0, "ceded": 0}]
    assert switched == {"outcome": "switched", "pages": 2}


def test_pages_that_are_named_are_read_again_from_their_files(
    run: Run, old_record: Path, page_file: PageFile, tmp_path: Path
) -> None:
    new = page_file("new.txt", f"{PAGE}New.\n")
    code, output, _ = run("add", tmp_path / "0.txt", new, "--again", "--yes", "--record", old_record)
    assert (code, output.splitlines()) == (
        0,
        [
            "2 pages: 1 new, 1 read again; 3 statements in new and changed pages.",
            "New readings of 1 page: 1 statement found, 0 lost, 0 with another speaker.",
            "Most affected:",
            "  Okafor: 1 found",
            "Searches use the new readings of 1 page.",
        ],
    )


def test_yes_answers_only_the_question_of_again(run: Run, page_file: PageFile, record_path: Path) -> None:
    code, _, errors = run("add", page_file(), "--yes", "--record", record_path)
    assert code == 2
    assert "--yes answers the question that --again asks." in errors


def test_standard_input_cannot_be_tried_again(run: Run, record_path: Path, tmp_path: Path) -> None:
    lines = b'{"text": 1}\n{"text": ""}\n'
    for stdin in (b"", lines):
        code, _, errors = run("add", "-", "--record", record_path, stdin=stdin)
        assert code == 1
        assert "could not be added:" in errors
        assert "onrecord retry" not in errors
    _, _, errors = run("add", "-", tmp_path / "none.html", "--record", record_path, stdin=lines)
    assert "onrecord retry" in errors
