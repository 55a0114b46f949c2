"""``onrecord remove``, ``allow``, ``hide`` and ``unhide``, and judgements of facts."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

Run = Callable[..., tuple[int, str, str]]


def test_a_page_is_removed_and_allowed(run: Run, page_file: Callable[..., Path], tmp_path: Path) -> None:
    record_path = tmp_path / "record.sqlite"
    path = page_file()
    run("add", path, "--record", record_path)
    record = ("--record", record_path)
    assert run("remove", *record) == (2, "", "onrecord: No page is given. Name one, or list all with --list.\n")
    code, output, errors = run("remove", path, "--why", "an order", "--who", "mara", *record)
    assert (code, errors) == (0, "")
    page = output.split(": ")[1].split(".")[0]
    assert output == f"Erased 1 page with 3 statements: {page}.\n"
    assert b"engine is mended" not in record_path.read_bytes()
    assert run("add", path, *record)[1] == "1 page: 1 removed earlier and not added.\n"
    assert f"remove  {page}  mara  an order  in force" in run("remove", "--list", *record)[1]
    assert run("allow", page, "--why", "lifted", *record)[:2] == (0, f"The page {page} may be added again.\n")
    assert run("add", path, *record)[1] == "1 page: 1 new; 3 statements in new and changed pages.\n"


def test_a_fact_is_judged_and_a_missed_statement_added(
    run: Run, page_file: Callable[..., Path], tmp_path: Path
) -> None:
    record = ("--record", tmp_path / "record.sqlite", "--who", "mara")
    run("add", page_file(), *record[:2])
    page = json.loads(run("find", "glad", "--format", "jsonl", *record[:2])[1])["entry"]["page"]["id"]
    code, output, _ = run("judge", "fact", "outlet", page, "--value", "The Lantern", *record)
    assert code == 0
    assert "outlet: “The Lantern” by mara" in output
    assert (
        json.loads(run("find", "glad", "--format", "jsonl", *record[:2])[1])["entry"]["page"]["outlet"] == "The Lantern"
    )
    words = "The board has run the crossing for forty years"
    code, output, _ = run("judge", "missed", page, words, "--speaker", "Ada Quill", *record)
    assert code == 0
    assert f"missed statement “{words}” by Ada Quill" in output
    assert words in run("find", "crossing", *record[:2])[1]
    assert run("judge", "fact", "act", page, *record)[0] == 2
    rows = [json.loads(line) for line in run("judge", "export", "facts", *record[:2])[1].splitlines()]
    assert [(row["kind"], row["value"]) for row in rows] == [("outlet", "The Lantern"), ("missed", "Ada Quill")]
