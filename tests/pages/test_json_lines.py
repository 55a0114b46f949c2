"""Pages in JSON Lines."""

from __future__ import annotations

import gzip
import json
from io import BytesIO
from pathlib import Path

import pytest

from onrecord.errors import PageError
from onrecord.pages import open_pages
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
        (b"[1, 2]", "the line is not a JSON object"),
        # Deeper than the JSON parser can go.
        (b"[" * 1_900, "the line is not valid JSON"),
        (as_lines({"url": "https://bell.example/1"}), "the line must have either html or text"),
        (as_lines({"text": TEXT, "html": "<p>"}), "the line must have either html or text"),
        (as_lines({"text": 7}), "text is 7, and should be text"),
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


def test_half_a_surrogate_pair_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "pages.jsonl"
    path.write_bytes(b'{"text": "The ferry \\ud83d runs"}')
    (page,) = read(path)
    assert isinstance(page, Page)
    assert page.body == b"The ferry ? runs"


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


def test_standard_input_may_be_lines() -> None:
    pages = list(open_pages("-", settings=Settings(), stdin=BytesIO(as_lines({"text": TEXT}, {"text": TEXT}))))
    assert [page.source for page in pages] == ["-:1", "-:2"]
