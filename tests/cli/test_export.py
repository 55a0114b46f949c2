"""``onrecord export``, ``import`` and ``cite`` at the command line."""

from __future__ import annotations

import gzip
import json
import os
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest

from onrecord.cite.citation import CiteForm
from onrecord.cli import export
from onrecord.cli.export import CiteFormat
from onrecord.export import importer
from onrecord.export.formats import format_names
from onrecord.pages import inflate
from tests.cli.conftest import run_command
from tests.conftest import PAGE

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def record_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record with one page, which no test changes."""
    folder = tmp_path_factory.mktemp("exported")
    (folder / "ferry.txt").write_text(PAGE, encoding="utf-8")
    assert run_command("add", folder / "ferry.txt", "--record", folder / "record.sqlite")[0] == 0
    return folder / "record.sqlite"


def test_citation_formats_are_those_of_the_library() -> None:
    assert [*get_args(CiteFormat)] == [*CiteForm]


@pytest.mark.parametrize("form", [name for name in format_names() if name != "parquet"])
def test_an_export_is_the_same_on_standard_output_and_in_a_file(
    run: Run, record_path: Path, tmp_path: Path, form: str
) -> None:
    code, output, errors = run("export", "--format", form, "--record", record_path)
    assert (code, errors) == (0, "")
    assert run("export", "--format", form, "--record", record_path, "--output", tmp_path / "out") == (0, "", "")
    written = (tmp_path / "out").read_bytes().decode()
    assert written.replace("\r\n", "\n") == output.replace("\r\n", "\n")
    assert "The engine is mended" in output


def test_an_export_is_imported(run: Run, record_path: Path, tmp_path: Path) -> None:
    packed, copy = tmp_path / "record.jsonl.gz", tmp_path / "other.sqlite"
    run("export", "--record", record_path, "--output", packed)
    code, output, _ = run("import", packed, "--record", copy)
    assert (code, output) == (
        0,
        "1 page imported, 0 already in the record. The record now has 1 page and 3 statements.\n",
    )
    code, again, _ = run("export", "--record", copy)
    assert again.encode() == gzip.decompress(packed.read_bytes())
    assert run("import", "-", "--record", copy, stdin=again.encode())[1].startswith(
        "0 pages imported, 1 already in the record."
    )


@pytest.mark.parametrize("parts", [1, 3])
def test_a_compressed_export_may_have_several_members(run: Run, record_path: Path, tmp_path: Path, parts: int) -> None:
    """As ``cat a.jsonl.gz b.jsonl.gz`` and bgzip make them. Blank lines and a byte order mark are ignored."""
    _, output, _ = run("export", "--record", record_path)
    lines = output.encode().splitlines(keepends=True)
    size = -(-len(lines) // parts)
    members = [b"".join(lines[start : start + size]) + b"\n" for start in range(0, len(lines), size)]
    path = tmp_path / "record.jsonl.gz"
    path.write_bytes(gzip.compress(b"\xef\xbb\xbf" + members[0]) + b"".join(map(gzip.compress, members[1:])))
    assert run("import", path, "--record", tmp_path / "copy.sqlite")[1].startswith("1 page imported, ")
    assert run("export", "--record", tmp_path / "copy.sqlite")[1] == output


def test_a_line_without_end_is_refused(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "_MAX_LINE_BYTES", 1_000_000)
    path = tmp_path / "some.jsonl.gz"
    path.write_bytes(gzip.compress(bytes(40_000_000)))
    tracemalloc.start()
    code, _, errors = run("import", path, "--record", tmp_path / "new.sqlite")
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert code == 2
    assert "a line has more than 1,000,000 bytes" in errors
    assert most < 20_000_000


def test_an_export_that_grows_without_end_is_refused(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inflate, "GROWTH_COUNTS_FROM", 1_000_000)
    path = tmp_path / "some.jsonl.gz"
    path.write_bytes(gzip.compress(b"\n" * 100_000))
    code, _, errors = run("import", path, "--record", tmp_path / "new.sqlite")
    assert code == 2
    assert "it grows more than 200 times" in errors


def test_a_line_with_too_many_values_is_refused(
    run: Run, record_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importer, "_MAX_COMMAS", 1_000)
    header, *_ = run("export", "--record", record_path)[1].splitlines()
    path = tmp_path / "some.jsonl"
    path.write_text(header + '\n{"type": "page", "x": [' + "[]," * 1_000 + "[]]}\n")
    code, _, errors = run("import", path, "--record", tmp_path / "new.sqlite")
    assert code == 1
    assert "it has more than 1,000 values" in errors


def test_invalid_lines_are_listed_and_the_others_imported(run: Run, record_path: Path, tmp_path: Path) -> None:
    lines = run("export", "--record", record_path)[1].splitlines()
    bad = [b"\xff", b"\x1b[2J", *[b"{}"] * 30]
    path, copy = tmp_path / "export.jsonl", tmp_path / "copy.sqlite"
    path.write_bytes(b"\n".join([lines[0].encode(), *bad, *(line.encode() for line in lines[1:])]))
    code, output, errors = run("import", path, "--record", copy)
    assert code == 1
    assert output.startswith("1 page imported, ")
    assert [f"{path}:{number}: " in errors for number in (1, 2, 3, 21, 22)] == [False, True, True, True, False]
    assert errors.endswith("32 lines could not be imported; the first 20 are listed. All others were.\n")
    assert "\x1b" not in errors
    assert run("export", "--record", copy)[1].splitlines() == lines


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b'{"url": "https://bell.example/"}\n', "its type is None, expected 'record'"),
        (b"\xff\n", "is damaged, or not an export"),
        (gzip.compress(b'{"type": "record", "format": 1, "meta": {}}\n' * 9)[:-9], "is damaged, or not an export"),
        (b"", "it is empty"),
    ],
)
def test_importing_something_else_is_wrong_usage(run: Run, tmp_path: Path, body: bytes, problem: str) -> None:
    path = tmp_path / "some.jsonl"
    path.write_bytes(body)
    code, output, errors = run("import", path, "--record", tmp_path / "new.sqlite")
    assert (code, output) == (2, "")
    assert problem in errors


def test_importing_a_missing_file_is_wrong_usage(run: Run, tmp_path: Path) -> None:
    code, _, errors = run("import", tmp_path / "none.jsonl", "--record", tmp_path / "new.sqlite")
    assert code == 2
    assert "cannot be read: there is no such file." in errors


@pytest.mark.skipif(os.name != "posix", reason="there are no named pipes")
def test_importing_a_named_pipe_does_not_wait(run: Run, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jsonl")
    code, _, errors = run("import", tmp_path / "pipe.jsonl", "--record", tmp_path / "new.sqlite")
    assert code == 2
    assert "cannot be read: this is a named pipe, not a file. Give an export" in errors


def test_parquet_needs_a_file(run: Run, record_path: Path) -> None:
    code, output, errors = run("export", "--format", "parquet", "--record", record_path)
    assert (code, output) == (2, "")
    assert "--output" in errors


def test_exporting_without_a_record_is_an_error(run: Run, tmp_path: Path) -> None:
    code, _, errors = run("export", "--record", tmp_path / "none.sqlite")
    assert code == 1
    assert "there is no record yet" in errors
    assert not (tmp_path / "none.sqlite").exists()


def test_an_unwritable_output_is_reported(run: Run, record_path: Path, tmp_path: Path) -> None:
    code, _, errors = run("export", "--record", record_path, "--output", tmp_path / "no" / "out.jsonl")
    assert code == 1
    assert "cannot be written" in errors


@pytest.mark.parametrize("form", get_args(CiteFormat))
def test_a_statement_is_cited(run: Run, record_path: Path, form: CiteFormat) -> None:
    _, lines, _ = run("export", "--record", record_path)
    page = next(line for line in map(json.loads, lines.splitlines()) if line["type"] == "page")
    code, output, errors = run("cite", page["statements"][0]["id"], "--format", form, "--record", record_path)
    assert (code, errors) == (0, "")
    assert "The engine is mended" in output


def test_an_unknown_statement_is_wrong_usage(run: Run, record_path: Path) -> None:
    code, output, errors = run("cite", "nothing", "--record", record_path)
    assert (code, output) == (2, "")
    assert "The record has no statement" in errors
