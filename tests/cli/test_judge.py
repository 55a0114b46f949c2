"""``onrecord judge`` and ``review``: judgements are logged and applied to the record."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from onrecord.judge.judgement_log import list_judgements
from onrecord.record import Record
from onrecord.review.review_keys import REVIEW_KEYS
from onrecord.views.overview import overview
from tests.cli.conftest import run_command
from tests.conftest import PAGE

Run = Callable[..., tuple[int, str, str]]
PageFile = Callable[..., Path]

SECOND = PAGE.replace("Brannigan said", "Ada Brannigan said").replace("The engine is mended", "The engine was mended")
ID = re.compile(r"[a-z2-7]{16}")


@pytest.fixture(scope="module")
def two_pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record of two pages."""
    folder = tmp_path_factory.mktemp("judged")
    for name, text in (("a.txt", PAGE), ("b.txt", SECOND)):
        (folder / name).write_text(text, encoding="utf-8")
    code, _, errors = run_command("add", folder / "a.txt", folder / "b.txt", "--record", folder / "record.sqlite")
    assert (code, errors) == (0, "")
    return folder / "record.sqlite"


@pytest.fixture
def record(two_pages: Path, tmp_path: Path) -> Path:
    """A copy of that record."""
    return Path(shutil.copy(two_pages, tmp_path))


def judged(path: Path) -> list[tuple[str, str, str | None]]:
    with Record.open(path) as record, record.snapshot() as connection:
        return [(entry.kind, entry.who, entry.why) for entry in list_judgements(connection)]


def names(path: Path) -> dict[str, str]:
    """Names of persons by their ids."""
    with Record.open(path) as record, record.snapshot() as connection:
        rows = connection.exec_driver_sql(
            "SELECT persons.public_id, text FROM persons JOIN names ON names.id = name_id WHERE pages > 0"
        )
        return {row[0]: row[1] for row in rows}


def quotes(path: Path) -> dict[str, str]:
    with Record.open(path) as record, record.snapshot() as connection:
        rows = connection.exec_driver_sql("SELECT quote, public_id FROM statements WHERE state = 1 ORDER BY id")
        return {row[0]: row[1] for row in rows}


def test_two_people_are_judged_the_same_and_it_is_withdrawn(run: Run, record: Path) -> None:
    names_by_id = names(record)
    short = next(key for key, name in names_by_id.items() if name == "Brannigan")
    full = next(key for key, name in names_by_id.items() if name == "Ada Brannigan")
    code, output, errors = run("judge", "same", short, full, "--record", record, "--who", "mara", "--why", "one pilot")
    assert (code, errors) == (0, "")
    assert output.startswith(f"{ID.match(output)[0]} same Brannigan (")  # type: ignore[index]
    assert len(names(record)) == len(names_by_id) - 1
    assert judged(record) == [("same", "mara", "one pilot")]
    code, output, _ = run("judge", "list", "--record", record, "--format", "jsonl")
    (row,) = map(json.loads, output.splitlines())
    assert (row["kind"], row["subject"], row["value"], row["orphaned"]) == ("same", short, full, None)
    assert run("judge", "withdraw", row["id"], "--record", record, "--who", "mara")[0] == 0
    assert names(record) == names_by_id
    assert run("judge", "list", "--record", record)[1] == ""
    assert [line.split()[1] for line in run("judge", "list", "--all", "--record", record)[1].splitlines()] == [
        "same",
        "withdraw",
    ]


def test_judgements_fit_a_narrow_terminal(run: Run, draw: Callable[..., str], record: Path) -> None:
    statement = quotes(record)['"The engine is mended and the crew is glad,"']
    run("judge", "right", statement, "--record", record, "--who", "mara", "--why", "Checked against the printed page.")
    drawn = re.sub(r"\x1b\[[0-9;]*m", "", draw("judge", "list", "--record", record, width=60))
    lines = [line.rstrip() for line in drawn.splitlines()]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d  right · mara", lines[0])
    assert " " * 12 + "Checked against the printed page." in lines
    assert max(map(len, lines)) <= 60


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        (("right", "{id}"), "right"),
        (("wrong", "{id}"), "wrong"),
        (("speaker", "{id}", "Okafor"), "speaker"),
        (("not-statement", "{id}"), "not-statement"),
        (("wikidata", "Ada Brannigan", "Q42"), "wikidata"),
        (("unsure", "Okafor", "Ada Brannigan"), "unsure"),
        (("different", "Okafor", "Ada Brannigan"), "different"),
    ],
)
def test_every_judgement_can_be_typed(run: Run, record: Path, arguments: tuple[str, ...], kind: str) -> None:
    said = quotes(record)['"The engine is mended and the crew is glad,"']
    typed = [argument.format(id=said) for argument in arguments]
    code, output, errors = run("judge", *typed, "--record", record, "--who", "mara")
    assert (code, errors) == (0, "")
    assert output.split()[1] == kind
    assert judged(record) == [(kind, "mara", None)]
    assert run("judge", "rebuild", "--record", record)[1] == "Nothing changed.\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("same", "Orla Nobody", "Okafor"), "Nobody in the record is called 'Orla Nobody'"),
        (("right", "aaaaaaaaaaaaaaaa"), "The record has no statement 'aaaaaaaaaaaaaaaa'"),
        (("withdraw", "aaaaaaaaaaaaaaaa"), "There is no judgement 'aaaaaaaaaaaaaaaa'"),
        (("wikidata", "Okafor"), "Give a person and a Wikidata id"),
    ],
)
def test_wrong_usage_is_reported(run: Run, record: Path, arguments: tuple[str, ...], message: str) -> None:
    code, output, errors = run("judge", *arguments, "--record", record, "--who", "mara")
    assert (code, output) == (2, "")
    assert message in errors
    assert judged(record) == []


def test_judgements_are_exported_as_training_data(run: Run, record: Path) -> None:
    said = quotes(record)['"The engine is mended and the crew is glad,"']
    run("judge", "speaker", said, "Okafor", "--record", record, "--who", "mara")
    run("judge", "different", "Okafor", "Ada Brannigan", "--record", record, "--who", "mara")
    (page,) = map(json.loads, run("judge", "export", "--record", record)[1].splitlines())
    (pair,) = map(json.loads, run("judge", "export", "people", "--record", record)[1].splitlines())
    assert page["text"] == PAGE
    assert [(statement["speaker"], statement["speaker_kind"]) for statement in page["statements"]] == [
        ("Okafor", "person")
    ]
    assert pair["same"] is False


def test_a_file_of_wikidata_ids_reports_unknown_names(run: Run, record: Path, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("name,wikidata\nAda Brannigan,Q11\nOrla Nobody,Q12\n", encoding="utf-8")
    code, output, errors = run("judge", "wikidata", "--from", file, "--record", record, "--who", "mara")
    assert code == 1
    assert "Ada Brannigan is Q11" in output
    assert errors.startswith("Orla Nobody: Nobody in the record")


@pytest.mark.parametrize(
    ("keys", "kinds", "summary"),
    [
        ("q", [], "0 judged, 0 skipped, 3 left."),
        ("nn", ["not-statement", "not-statement"], "2 judged, 0 skipped, 1 left."),
        ("nnunq", ["not-statement", "not-statement"], "2 judged, 0 skipped, 1 left."),
        ("kn", ["not-statement"], "1 judged, 1 skipped, 1 left."),
        ("nunq", ["not-statement"], "1 judged, 0 skipped, 2 left."),
        ("iAda Brannigan\nk", ["speaker"], "1 judged, 1 skipped, 1 left."),
        ("i\nxzykq", [], "0 judged, 1 skipped, 2 left."),
        ("uq", [], "0 judged, 0 skipped, 3 left."),
        ("", [], "0 judged, 0 skipped, 3 left."),
    ],
)
def test_statements_are_reviewed_by_keys(run: Run, record: Path, keys: str, kinds: list[str], summary: str) -> None:
    code, output, errors = run(
        "review", "--statements", "--limit", 2, "--record", record, "--who", "mara", stdin=keys.encode()
    )
    assert (code, errors) == (0, "")
    assert "1 of 3" in output
    assert output.splitlines()[-1] == summary
    assert [kind for kind, _, _ in judged(record)] == kinds


@pytest.mark.parametrize(("limit", "end"), [(2, "The limit of 2 items is reached."), (3, "No more items.")])
def test_a_review_counts_all_items_whatever_its_limit(run: Run, record: Path, limit: int, end: str) -> None:
    keys = "k" * limit
    _, output, _ = run("review", "--statements", "--limit", limit, "--record", record, stdin=keys.encode())
    assert re.findall(r"^\d of \d", output, re.MULTILINE) == [f"{number + 1} of 3" for number in range(limit)]
    assert end in output
    with Record.open(record) as opened:
        assert overview(opened).waiting.statements == 3


def test_the_help_of_a_review_lists_every_key(run: Run) -> None:
    _, output, _ = run("review", "--help")
    words = " ".join(output.split())
    for key in REVIEW_KEYS:
        assert re.search(rf"[:·] {key.key} {key.label}", words, re.IGNORECASE)


def test_pairs_of_people_are_reviewed_by_keys(run: Run, page_file: PageFile, tmp_path: Path) -> None:
    path = tmp_path / "record.sqlite"
    actress = PAGE.replace("Brannigan said", "the actress Ada Brannigan said")
    senator = PAGE.replace("Brannigan said", "the senator Ada Brannigan said")
    run("add", page_file("a.txt", actress), page_file("b.txt", senator), "--record", path)
    code, output, _ = run("review", "--people", "--record", path, "--who", "mara", stdin=b"yud")
    assert code == 0
    assert "Ada Brannigan / Ada Brannigan" in output
    assert [kind for kind, _, _ in judged(path)] == ["different"]
    again = run("review", "--people", "--record", path, "--who", "mara", stdin=b"q")[1]
    assert "Ada Brannigan / Ada Brannigan" not in again
