"""Pages in JSON Lines."""

from __future__ import annotations

import gzip
import json
import tracemalloc
from io import BytesIO
from pathlib import Path

import pytest

from onrecord.errors import PageError, UnreadableError
from onrecord.pages import inflate, open_pages
from onrecord.settings import Settings
from onrecord.types import Page

TEXT = "The ferry runs again.\n"


def read(path: Path, *, settings: Settings | None = None) -> list[Page | PageError]:
    return list(open_pages(str(path), settings=settings or Settings()))


def as_lines(*objects: object) -> bytes:
    return b"\n".join(json.dumps(row).encode() for row in objects)


@pytest.mark.parametrize("name", ["pages.jsonl", "pages.NDJSON", "pages.jsonl.gz", "pages", "pages.gz"])
def test_each_line_is_a_page(tmp_path: Path, name: str) -> None:
    content = as_lines(
        {"url": "https://bell.example/1", "text": TEXT, "published": "2031-04-02 10:00"}, {"html": "<p>Hi"}
    )
    path = tmp_path / name
    path.write_bytes(gzip.compress(content + b"\n\n") if name.endswith("gz") else content)
    first, second = read(path)
    assert isinstance(first, Page)
    assert isinstance(second, Page)
    assert (first.url, first.body, first.content_type, first.published) == (
        "https://bell.example/1",
        TEXT.encode(),
        "text/plain",
        "2031-04-02",
    )
    assert (second.url, second.content_type, second.source) == (None, "text/html", f"{path}:2")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (b'{"text": "cut off', "the line is not valid JSON"),
        (b"[1, 2]", "Expected `object`, got `array`"),
        # Deeper than the JSON parser can go.
        (b"[" * 1_900, "Expected `object`, got `array`"),
        (b'{"text": "x", "other": ' + b"[" * 1_900, "the line is not valid JSON"),
        (as_lines({"url": "https://bell.example/1"}), "it must have either html or text"),
        (as_lines({"text": TEXT, "html": "<p>"}), "it must have either html or text"),
        (as_lines({"text": 7}), "does not have the fields of a page (Expected `str | null`, got `int` - at `$.text`"),
        (as_lines({"text": TEXT, "published": "lately"}), "published is 'lately'"),
        (as_lines({"text": TEXT, "fetched": "lately"}), "fetched is 'lately'"),
        (as_lines({"text": " "}), "the page is empty"),
        # Longer than a page may be, though not than a line may be.
        (as_lines({"text": "long " * 300}), "larger than 1,000 bytes"),
        (as_lines({"text": "%PDF-1.7 nothing"}), "this is a PDF"),
    ],
)
def test_a_broken_line_does_not_cost_the_others(tmp_path: Path, line: bytes, problem: str) -> None:
    path = tmp_path / "pages.jsonl"
    path.write_bytes(b"\n".join([as_lines({"text": TEXT}), line, as_lines({"text": TEXT})]))
    first, error, last = read(path, settings=Settings(max_page_bytes=1_000))
    assert isinstance(error, PageError)
    assert problem in error.problem
    assert error.source == f"{path}:2"
    assert isinstance(first, Page)
    assert isinstance(last, Page)


@pytest.mark.parametrize(
    ("line", "body"),
    [
        (b'{"text": "The ferry \\ud83d runs"}', "The ferry ? runs"),
        (b'{"text": "The ferry \\ude00\\uD83D\\uDE00 runs \\ud83d\\ud83d"}', "The ferry ?\U0001f600 runs ??"),
        (b'{"text": "A path: C:\\\\ud83d \\ud83d"}', "A path: C:\\ud83d ?"),
        (b'{"score": NaN, "text": "NaN, said the ferry", "low": -Infinity}', "NaN, said the ferry"),
        (b'\xef\xbb\xbf{"text": "x", "text": "The ferry", "more": {"a": [1e999, {}]}}', "The ferry"),
    ],
)
def test_lines_that_python_writes_are_read(tmp_path: Path, line: bytes, body: str) -> None:
    path = tmp_path / "pages.jsonl"
    path.write_bytes(line)
    (page,) = read(path)
    assert isinstance(page, Page)
    assert page.body == body.encode()


@pytest.mark.parametrize("start", [b'{"text": "x", "other": [', b'{"text": "x", "other": "'])
def test_other_fields_take_little_memory(tmp_path: Path, start: bytes) -> None:
    """Forty megabytes of empty lists took a gigabyte, and each error kept its line."""
    path = tmp_path / "pages.jsonl"
    pumps = (b"[],", b"{},", b'"",', b"1.5,", b"NaN,", b'"\\ud83d",', b'\\"', b"[")
    path.write_bytes(b"\n".join(start + pump * (1_000_000 // len(pump)) for pump in pumps))
    tracemalloc.start()
    errors = read(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [type(error) for error in errors] == [UnreadableError] * len(pumps)
    assert peak < 5 * path.stat().st_size


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "it has no lines"),
        (b"\n \n", "it has no lines"),
        (gzip.compress(as_lines({"text": TEXT}))[:-9], "its gzip is damaged"),
    ],
)
def test_files_without_pages_are_errors(tmp_path: Path, content: bytes, problem: str) -> None:
    path = tmp_path / "pages.jsonl"
    path.write_bytes(content)
    with pytest.raises(PageError, match=problem):
        read(path)


def test_lines_that_grow_without_end_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "pages.jsonl.gz"
    path.write_bytes(gzip.compress(as_lines({"text": TEXT}) + b"\n" * 100_000))
    assert isinstance(read(path)[0], Page)
    monkeypatch.setattr(inflate, "GROWTH_COUNTS_FROM", 1_000_000)
    with pytest.raises(PageError, match="it grows more than 200 times"):
        read(path)


def test_standard_input_may_be_lines() -> None:
    pages = list(open_pages("-", settings=Settings(), stdin=BytesIO(as_lines({"text": TEXT}, {"text": TEXT}))))
    assert [page.source for page in pages] == ["-:1", "-:2"]
