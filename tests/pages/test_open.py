"""A source opens into its pages, or says what is wrong with it."""

from __future__ import annotations

import gzip
import io
import os
from pathlib import Path

import pytest

from onrecord.errors import FetchError, PageError, UnreadableError
from onrecord.pages import open_pages
from onrecord.settings import Settings
from onrecord.types import Page

WORDS = b"The ferry will run again from Monday, the harbour board said.\n"
SMALL = Settings(max_page_bytes=1000)


def opened(source: str | Path, *, stdin: bytes | None = None, settings: Settings = SMALL) -> Page:
    stream = io.BytesIO(stdin) if stdin is not None else None
    (page,) = open_pages(str(source), settings=settings, stdin=stream)
    assert isinstance(page, Page)
    return page


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("a.txt", WORDS, "text/plain"),
        ("a.txt.gz", gzip.compress(WORDS), "text/plain"),
        ("a.html", b"<p>" + WORDS, "text/html"),
        ("a.html.gz", gzip.compress(b"<p>" + WORDS), "text/html"),
        ("really-gzip.txt", gzip.compress(WORDS), "text/plain"),
        ("not-gzip.txt.gz", WORDS, "text/plain"),
        ("a.page", WORDS, "text/plain"),
    ],
)
def test_a_file_is_one_page(tmp_path: Path, name: str, content: bytes, content_type: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    page = opened(path)
    assert page.body.endswith(WORDS)
    assert (page.source, page.content_type, page.url) == (str(path), content_type, None)


def test_standard_input_is_one_page() -> None:
    assert opened("-", stdin=WORDS).source == "-"
    assert opened("-", stdin=gzip.compress(b"<html>" + WORDS)).content_type == "text/html"


@pytest.mark.parametrize(
    ("name", "content", "error", "problem"),
    [
        ("a.txt", b"", UnreadableError, "empty"),
        ("a.txt", b"x" * 1001, FetchError, "larger than 1,000 bytes"),
        ("a.txt.gz", gzip.compress(b"x" * 100_000), FetchError, "when decompressed"),
        ("a.txt.gz", gzip.compress(WORDS)[:-9], FetchError, "breaks off"),
        ("a.warc", WORDS, UnreadableError, "named as a web archive"),
        ("a.warc.gz", b"", UnreadableError, "empty"),
        ("a.pdf", b"%PDF-1.4 and so on", UnreadableError, "PDF"),
        ("feed.xml", b"<?xml version='1.0'?><rss>", UnreadableError, "lists pages and holds none"),
    ],
)
def test_what_is_wrong_with_a_file(
    tmp_path: Path, name: str, content: bytes, error: type[PageError], problem: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(error, match=problem) as raised:
        opened(path)
    assert raised.value.source == str(path)


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("no/such/file.html", "no such file"),
        ("a\0b", "cannot be opened"),
        ("x" * 5000, "cannot be opened"),
        ("ftp://press.example/a", "not an http or https address"),
        ("http://", "not an http or https address"),
        ("https://ada:secret@press.example/", "user name or password"),
        ("http://[::1", "is no address"),
    ],
)
def test_what_cannot_be_got(source: str, problem: str) -> None:
    with pytest.raises(FetchError, match=problem):
        opened(source)


def test_a_folder_is_no_page(tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="folder holds no pages"):
        opened(tmp_path)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="permissions bind no administrator")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(WORDS)
    path.chmod(0)
    with pytest.raises(FetchError, match="may not be read"):
        opened(path)
