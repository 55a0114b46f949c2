"""``onrecord export``, ``import`` and ``cite`` at the command line."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from onrecord.cite.citation import CiteForm
from onrecord.cli.export import CiteFormat
from onrecord.export.formats import format_names

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def kept(run: Run, page_file: Callable[..., Path], tmp_path: Path) -> Path:
    """A record with one page."""
    path = tmp_path / "record.sqlite"
    assert run("add", page_file(), "--record", path)[0] == 0
    return path


def test_the_forms_are_those_of_the_library() -> None:
    assert [*CiteFormat] == [*CiteForm]


@pytest.mark.parametrize("form", [name for name in format_names() if name != "parquet"])
def test_an_export_is_the_same_on_standard_output_and_in_a_file(
    run: Run, kept: Path, tmp_path: Path, form: str
) -> None:
    code, printed, said = run("export", "--format", form, "--record", kept)
    assert (code, said) == (0, "")
    assert run("export", "--format", form, "--record", kept, "--output", tmp_path / "out") == (0, "", "")
    written = (tmp_path / "out").read_bytes().decode()
    assert written.replace("\r\n", "\n") == printed.replace("\r\n", "\n")
    assert "The engine is mended" in printed


def test_an_export_is_taken_back(run: Run, kept: Path, tmp_path: Path) -> None:
    packed, other = tmp_path / "record.jsonl.gz", tmp_path / "other.sqlite"
    run("export", "--record", kept, "--output", packed)
    code, printed, _ = run("import", packed, "--record", other)
    assert (code, printed) == (
        0,
        "1 page imported, 0 already there. The record now has 1 page and 3 statements.\n",
    )
    code, again, _ = run("export", "--record", other)
    assert again.encode() == gzip.decompress(packed.read_bytes())
    assert run("import", "-", "--record", other, stdin=again.encode())[1].startswith(
        "0 pages imported, 1 already there."
    )


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b'{"url": "https://bell.example/"}\n', "its type is None, expected 'record'"),
        (b"\xff\n", "is damaged, or not an export"),
        (gzip.compress(b'{"type": "record"}\n' * 9)[:-9], "is damaged, or not an export"),
        (b"", "there is no line in it"),
    ],
)
def test_what_is_no_export_is_wrong_usage(run: Run, tmp_path: Path, body: bytes, problem: str) -> None:
    path = tmp_path / "some.jsonl"
    path.write_bytes(body)
    code, printed, said = run("import", path, "--record", tmp_path / "new.sqlite")
    assert (code, printed) == (2, "")
    assert problem in said


def test_a_file_that_is_not_there_is_wrong_usage(run: Run, tmp_path: Path) -> None:
    code, _, said = run("import", tmp_path / "none.jsonl", "--record", tmp_path / "new.sqlite")
    assert code == 2
    assert "cannot be read (No such file" in said


def test_parquet_needs_a_file(run: Run, kept: Path) -> None:
    code, printed, said = run("export", "--format", "parquet", "--record", kept)
    assert (code, printed) == (2, "")
    assert "--output" in said


def test_without_a_record_there_is_nothing_to_export(run: Run, tmp_path: Path) -> None:
    code, _, said = run("export", "--record", tmp_path / "none.sqlite")
    assert code == 1
    assert "there is no record yet" in said
    assert not (tmp_path / "none.sqlite").exists()


def test_an_output_that_cannot_be_written_is_told(run: Run, kept: Path, tmp_path: Path) -> None:
    code, _, said = run("export", "--record", kept, "--output", tmp_path / "no" / "out.jsonl")
    assert code == 1
    assert "cannot be written" in said


@pytest.mark.parametrize("form", [*CiteFormat])
def test_a_statement_is_cited(run: Run, kept: Path, form: CiteFormat) -> None:
    _, lines, _ = run("export", "--record", kept)
    page = next(one for one in map(json.loads, lines.splitlines()) if one["type"] == "page")
    code, printed, said = run("cite", page["statements"][0]["id"], "--format", form, "--record", kept)
    assert (code, said) == (0, "")
    assert "The engine is mended" in printed


def test_an_unknown_statement_is_wrong_usage(run: Run, kept: Path) -> None:
    code, printed, said = run("cite", "nothing", "--record", kept)
    assert (code, printed) == (2, "")
    assert "the record holds no such statement" in said
