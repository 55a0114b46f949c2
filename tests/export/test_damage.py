"""Damaged copies of a record, and imports of exports with one value changed; ``python -m bench.damage`` has more."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bench.damage import DAMAGERS, damage_copies, poison_imports
from bench.tour import Tour
from onrecord.errors import UsageError
from onrecord.export.importer import restore
from onrecord.record import Record
from tests.export.test_jsonl import put_back

IMPORTS = 12


def test_no_damage_ends_in_a_traceback(make_full: Callable[[], Path | str], tmp_path: Path) -> None:
    path = Path(make_full())
    tour = Tour.of(path)
    assert damage_copies(path, tour, copies=len(DAMAGERS), folder=tmp_path) == []


def test_a_changed_export_is_refused_or_whole(full: Record, full_lines: list[str], tmp_path: Path) -> None:
    outcomes, problems = poison_imports(full_lines, Tour.of(full.path), imports=IMPORTS, folder=tmp_path)
    assert problems == []
    assert outcomes.total() == IMPORTS
    assert outcomes["refused"] > 0


@pytest.mark.parametrize(
    ("kind", "place", "value", "problem"),
    [
        (
            "page",
            ("readings", 0, "record", "relationships", 0, "count"),
            10**30,
            "count is 10+, .* from 0 to 2147483647",
        ),
        ("page", ("readings", 0, "record", "relationships", 0, "confidence"), 1.5, "confidence is 1.5, .* from 0 to 1"),
        ("page", ("readings", 0, "record", "article", "paragraphs"), True, "article.paragraphs is True, .*array"),
        ("page", ("readings", 0, "record", "article", "furniture"), None, "article.furniture is None, .*array"),
        ("page", ("readings", 0, "record", "article", "published"), "9999-99-99", "published is .*a date in EDTF"),
        ("page", ("readings", 0, "record", "page", "fetched"), "a\x00b", "page.fetched is .*a time in ISO 8601"),
        ("page", ("fetched",), "a\x00b", "fetched .*'a.x00b'"),
        ("page", ("versions", 0, "fetched"), "2026-02-26T10:00:00Z\n", r"versions\[0\].fetched"),
        ("page", ("readings", 0, "record", "statements", 0, "kind"), "1.5", r"statements\[0\].kind is '1.5', .*enum"),
        (
            "page",
            ("readings", 0, "record", "statements", 0, "content", 0),
            [3, 10**6],
            r"content\[0\] is \[3, 1000000\]",
        ),
        ("page", ("readings", 0, "record", "people", 1, "id"), "p1", "people.* is 'p1', but should be unique"),
        ("page", ("readings", 0, "record", "page", "sha256"), "x", "page.sha256 is 'x', .*a SHA-256"),
        ("page", ("versions", 0, "number"), 0, r"versions\[0\].number is 0"),
        ("page", ("current",), 99, "current is 99"),
        ("page", ("statements", 0, "position"), 99, "reading and position is .*99"),
        ("page", ("people", 0, "local_id"), "x", "local_id is 'p1', .*existing item"),
        ("page", ("id",), "../../x", "id is '../../x', .*regex"),
        ("person", ("wikidata",), "javascript:alert(1)", "wikidata is 'javascript:"),
        ("link", ("verdict",), "PERHAPS", "verdict is 'PERHAPS'"),
        ("judgement", ("kind",), "x", "kind is 'x'"),
        ("judgement", ("target",), "{}", "target is '{}', .*with statement"),
        ("judgement", ("target",), "[", "target is .*JSON"),
        ("feed", ("due",), "soon", "due is 'soon', .*ISO 8601"),
        ("feed_page", ("state",), "x", "state is 'x'"),
        ("hit", ("statement",), "\x00", "statement is .*regex"),
        ("failure", ("attempts",), 2**70, "attempts is .*64 bits"),
    ],
)
def test_the_error_names_line_field_value_and_expectation(
    full_lines: list[str], second_record: Record, kind: str, place: tuple[str | int, ...], value: object, problem: str
) -> None:
    lines = list(map(json.loads, full_lines))
    number, line = next((number, line) for number, line in enumerate(lines) if line["type"] == kind)
    parent: Any = line
    for step in place[:-1]:
        parent = parent[step]
    parent[place[-1]] = value
    assert re.match(f"export.jsonl:{number + 1}: .*{problem}", _first_problem(second_record, lines))


@pytest.mark.parametrize("text", ["NaN", "1e999", '"\\ud800"'])
def test_values_that_json_lacks_are_refused(full_lines: list[str], second_record: Record, text: str) -> None:
    lines = list(full_lines)
    lines[0] = lines[0].replace('"a test"', text)
    with pytest.raises(UsageError, match=r"^export.jsonl:1: this line is not JSON"):
        put_back(second_record, lines)


def test_two_pages_with_one_key_are_refused(full_lines: list[str], second_record: Record) -> None:
    lines = list(map(json.loads, full_lines))
    first, second = (line for line in lines[:] if line["type"] == "page" and line["url"])
    second["key"] = first["key"]
    assert re.match(r"export.jsonl:\d+: .*pages.key", _first_problem(second_record, lines))


def _first_problem(record: Record, lines: list[Any]) -> str:
    restored = restore(record, map(json.dumps, lines), name="export.jsonl")
    return next(line.problem for line in list(restored) if line.problem is not None)
