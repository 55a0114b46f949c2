"""``onrecord find``, ``person``, ``between``, ``trail`` and ``headlines``: output in every format."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from onrecord.cli.person import draw_timeline
from onrecord.record import Record
from onrecord.resolve.name_resolver import find_people
from onrecord.views.person import Year
from tests.kept_record import ADA, JONAS, MARA, WINTER
from tests.statement_pages import Said, keep_all, page

Run = Callable[..., tuple[int, str, str]]
Draw = Callable[..., str]


@pytest.fixture(scope="module")
def record_path(kept_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a record of a few pages."""
    return Path(shutil.copy(kept_file, tmp_path_factory.mktemp("kept")))


@pytest.fixture
def ask(run: Run, record_path: Path) -> Callable[..., tuple[int, str, str]]:
    """Runs a command on that record."""
    return lambda *arguments: run(*arguments, "--record", record_path)


LISTINGS = {
    "find": ("find", "winter"),
    "between": ("between", ADA, JONAS),
    "trail": ("trail", WINTER),
    "headlines": ("headlines",),
}


@pytest.mark.parametrize("arguments", LISTINGS.values(), ids=LISTINGS)
def test_every_listing_has_the_same_formats_and_cursors(ask: Run, arguments: tuple[str, ...]) -> None:
    code, output, errors = ask(*arguments, "--format", "json")
    notes = json.loads(output)["notes"]
    assert (code, errors) == (0, "".join(f"Note: {note}\n" for note in notes))
    items = json.loads(output)["items"]
    assert len(items) >= 2
    lines = [json.loads(line) for line in ask(*arguments, "--format", "jsonl")[1].splitlines()]
    assert lines == items
    rows = list(csv.reader(io.StringIO(ask(*arguments, "--format", "csv")[1])))
    assert len(rows) == len(items) + 1
    table = ask(*arguments)[1].splitlines()
    assert [line.split("\t") for line in table] == rows[1:]
    code, output, errors = ask(*arguments, "--limit", "1", "--format", "json")
    first_page = json.loads(output)
    assert first_page["items"] == items[:1]
    assert errors.splitlines()[-1] == f"For the next page, add: --after {first_page['next']}"
    rest = json.loads(ask(*arguments, "--after", first_page["next"], "--format", "json")[1])
    assert (rest["items"], rest["next"]) == (items[1:], None)


def test_find_prints_statements_with_the_reasons(ask: Run) -> None:
    code, output, errors = ask("find", "divorced", "--by", "Quill", "--since", "2016", "--format", "csv")
    assert (code, errors) == (0, "")
    (row,) = csv.DictReader(io.StringIO(output))
    assert {key: row[key] for key in ("day", "speaker", "told", "about", "outlet", "kind", "why")} == {
        "day": "2016",
        "speaker": ADA,
        "told": "The Lantern",
        "about": JONAS,
        "outlet": "The Lantern",
        "kind": "direct",
        "why": "words: divorce; by Ada Quill (here “she”); said 2016",
    }


def test_find_takes_an_order_and_a_place(ask: Run) -> None:
    newest, oldest = (
        [
            row["day"]
            for row in csv.DictReader(io.StringIO(ask("find", "--sort", sort, "--format", "csv")[1]))
            if row["day"]
        ]
        for sort in ("newest", "oldest")
    )
    assert oldest[0] == newest[-1] == "2016"
    assert oldest[-1] == newest[0] == "2025-03-01"
    assert len(ask("find", "--place", "body")[1].splitlines()) == 10
    assert ask("find", "--place", "headline") == (0, "", "No results.\n")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("find", '"ferry'), 2, "a phrase has no closing quotation mark"),
        (("find", "ferry", "--since", "soon"), 2, "'soon' is not a date for 'since'"),
        (("find", "--kind", "shouted"), 2, "There is no kind 'shouted'"),
        (("find", "--place", "attic"), 2, "There is no place 'attic'"),
        (("find", "--limit", "0"), 2, "Give 1 to 1000"),
        (("person",), 2, "Missing argument 'NAME'.  "),
        (("find", "--limit", "many"), 2, "Invalid value for '--limit': It is not a whole number."),
        (("find", "--format", "xml"), 2, "Invalid value for '--format': 'xml' is not one of 'table',"),
        (("find", "--after", "x"), 2, "it is not a cursor"),
        (("find", "zeppelin"), 0, "No results."),
        (("find", "--by", "Ada Quil"), 0, "Did you mean Ada Quill?"),
        (("person", "Nobody"), 2, "Nobody in the record is called 'Nobody'"),
        (("between", ADA, "Quill"), 2, "are the same person"),
        (("trail", "nothing of the kind"), 2, "The record has no statement"),
    ],
)
def test_wrong_usage_is_reported(ask: Run, arguments: tuple[str, ...], code: int, message: str) -> None:
    exit_code, output, errors = ask(*arguments)
    assert (exit_code, output) == (code, "")
    assert message in errors


@pytest.mark.parametrize("published", ["2031", "2031-05", "2031-05-12"])
def test_a_terminal_shows_no_date_more_exact_than_stated(
    draw: Callable[..., str], tmp_path: Path, published: str
) -> None:
    path = tmp_path / "record.sqlite"
    with Record.open(path) as record:
        keep_all(record, page(Said("One", "Bo Long"), published=published))
    drawn = re.sub(r"\x1b\[[0-9;]*m", "", draw("find", "One", "--record", path, width=60))
    assert drawn.split()[0] == published


@pytest.mark.parametrize("arguments", [*LISTINGS.values(), ("person", ADA)], ids=[*LISTINGS, "person"])
def test_a_missing_record_is_reported_with_the_command_that_makes_one(
    run: Run, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    code, output, errors = run(*arguments, "--record", tmp_path / "none.sqlite")
    assert (code, output) == (1, "")
    assert "onrecord add" in errors


def test_a_read_only_record_is_searched(run: Run, record_path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "shelf"
    folder.mkdir()
    copy = folder / "record.sqlite"
    copy.write_bytes(record_path.read_bytes())
    copy.chmod(0o444)
    folder.chmod(0o555)
    try:
        assert run("find", "winter", "--record", copy)[0] == 0
    finally:
        folder.chmod(0o755)


def test_a_person_as_a_table_and_as_json(ask: Run) -> None:
    rows = [line.split("\t") for line in ask("person", ADA)[1].splitlines()]
    assert ["role", "ferry captain", "1", "2016-05-02", "2016-05-02", ""] in rows
    assert [row[:4] for row in rows if row[0].startswith("spouse")] == [["spouse (denied)", JONAS, "1", "2018-11-20"]]
    assert ["said in year", "2025", "2", "2025-01-01", "2025-12-31", ""] in rows
    portrait = json.loads(ask("person", ADA, "--format", "json")[1])
    assert (portrait["who"]["name"], portrait["who"]["said"]) == (ADA, 3)
    assert json.loads(ask("person", ADA, "--format", "jsonl")[1]) == portrait
    assert list(csv.reader(io.StringIO(ask("person", ADA, "--format", "csv")[1])))[1:] == rows


@pytest.mark.parametrize("command", [("person", ADA), ("between", ADA, MARA)])
def test_people_of_the_same_name_are_listed(
    run: Run, tmp_path: Path, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "record.sqlite"
    with Record.open(path) as record:
        keep_all(
            record, page(Said("One", ADA), Said("Two", MARA)), page(Said("Three", ADA), published="2030"), apart=[ADA]
        )
        ids = {person.id for person in find_people(record, ADA)}
    code, output, errors = run(*command, "--record", path)
    assert code == 2
    assert "2 people in the record are called 'Ada Quill': Ada Quill, 1 page, first in The Harbour Bell (" in errors
    assert "Choose one by its id.\n" in errors
    assert {line.split("\t")[-1] for line in output.splitlines()} == ids
    assert run("person", ids.pop(), "--record", path)[0] == 0
    monkeypatch.setattr("onrecord.views.people.MOST_NAMESAKES", 1)
    code, output, errors = run(*command, "--record", path)
    assert (code, len(output.splitlines())) == (2, 1)
    assert errors.endswith("Only the 1 with the most statements are listed.\n")


def test_a_trail_marks_altered_words(ask: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(ask("trail", WINTER, "--format", "csv")[1])))
    assert [row["wording"] for row in rows] == ["same", "same", "altered", "same", "cut"]
    assert rows[2]["words"] == "“Nobody wants another winter without [-the ferry-] {+a bridge+} on this bay”"
    assert (rows[1]["copy_of"], rows[1]["share"]) == (rows[0]["page"], "1.00")
    assert rows[3]["mouth"] == "other"


@pytest.mark.parametrize(
    ("arguments", "width"),
    [
        (LISTINGS["find"], 40),
        (LISTINGS["between"], 80),
        (LISTINGS["trail"], 60),
        (LISTINGS["headlines"], 120),
        (("person", ADA), 80),
    ],
    ids=[*LISTINGS, "person"],
)
def test_listings_are_drawn_in_a_terminal(
    draw: Draw, record_path: Path, arguments: tuple[str, ...], width: int
) -> None:
    drawn = draw(*arguments, "--record", record_path, width=width)
    assert "\x1b[" in drawn
    assert "2025" in drawn
    plain = _without_styles(drawn)
    assert max(len(line.rstrip()) for line in plain.splitlines()) <= width


def test_escape_sequences_of_pages_never_reach_the_terminal(draw: Draw, tmp_path: Path) -> None:
    path = tmp_path / "record.sqlite"
    with Record.open(path) as record:
        keep_all(record, page(Said("Sink \x1b[2Jthe\x07 ferry\u061c", "Ada\x1b[31m Quill"), title="\x1b]0;x\x07"))
        (hit,) = record.find("ferry").hits
    listings = (("find", "ferry"), ("trail", "sink 2Jthe ferry"), ("person", "Quill"))
    citations = [("cite", hit.entry.id, "--format", form) for form in ("plain", "markdown", "bibtex", "wiki")]
    for arguments in (*listings, *citations, ("export", "--format", "csv")):
        drawn = draw(*arguments, "--record", path, width=80)
        assert "\u061c" not in drawn
        assert "\x1b[2J" not in drawn
        assert "\x1b[31m Q" not in drawn
        assert "\x07" not in drawn


@pytest.mark.parametrize(
    ("years", "width", "expected"),
    [
        ([], 80, []),
        ([Year(2016, 1, 0)], 80, ["said            ████ 1", "spoken of            0", "                2016"]),
        (
            [Year(2016, 8, 0), Year(2018, 1, 4)],
            80,
            ["said            ████    ▁▁▁▁ 9", "spoken of               ▄▄▄▄ 4", "                2016    2018"],
        ),
        (
            [Year(1950, 1, 0), Year(2049, 1, 1)],
            44,
            [
                "said            █" + " " * 18 + "█ 2",
                "spoken of       " + " " * 19 + "█ 1",
                "                1950" + " " * 12 + "2049",
            ],
        ),
    ],
)
def test_a_timeline(years: list[Year], width: int, expected: list[str]) -> None:
    drawn = [line.plain for line in draw_timeline(years, width=width)]
    assert [line for line in drawn if line] == expected


def _without_styles(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text)
