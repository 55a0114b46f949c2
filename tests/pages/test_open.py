"""Opening a source: its pages, or an error that names the problem."""

from __future__ import annotations

import gzip
import io
import json
import os
import socket
import subprocess
import sys
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
        # The bytes decide whether a file is compressed, not its name.
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
        # Larger only when decompressed, then broken off.
        ("a.txt.gz", gzip.compress(b"x" * 100_000), FetchError, "when decompressed"),
        ("a.txt.gz", gzip.compress(WORDS)[:-9], FetchError, "breaks off"),
        ("a.warc", WORDS, UnreadableError, "name ends in .warc"),
        ("a.warc.gz", b"", UnreadableError, "empty"),
        ("a.pdf", b"%PDF-1.4 and so on", UnreadableError, "PDF"),
        ("feed.xml", b"<?xml version='1.0'?><rss>", UnreadableError, "lists pages and is not a page itself"),
    ],
)
def test_unreadable_files_are_errors(
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
        ("http://[::1", "is not a valid address"),
        # Ports out of range, empty labels, invalid IDNA, forbidden characters, too long.
        ("http://bell.example:99999/", "is not a valid address"),
        ("http://bell.example:-1/", "is not a valid address"),
        ("http://bell..example/", "is not a valid address"),
        ("http://xn--0.example/", "is not a valid address"),
        ("http://bell%00.example/", "is not a valid address"),
        ("http://bell.example/\ud800", "is not a valid address"),
        ("http://bell.example/" + "a/" * 5_000, "is not a valid address"),
    ],
)
def test_unavailable_sources_are_errors(source: str, problem: str) -> None:
    with pytest.raises(FetchError, match=problem):
        opened(source)


def test_a_folder_is_no_page(tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="this is a folder without pages"):
        opened(tmp_path)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="permissions bind no administrator")
def test_a_file_without_permission_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(WORDS)
    path.chmod(0)
    with pytest.raises(FetchError, match="may not be read"):
        opened(path)


@pytest.mark.skipif(os.name != "posix", reason="there are no named pipes")
@pytest.mark.parametrize("via", ["pipe.html", "link.html"])
def test_a_named_pipe_is_refused(tmp_path: Path, via: str) -> None:
    os.mkfifo(tmp_path / "pipe.html")
    (tmp_path / "link.html").symlink_to(tmp_path / "pipe.html")
    with pytest.raises(FetchError, match=r"this is a named pipe, not a file\. Give its content on standard input"):
        opened(tmp_path / via)


@pytest.mark.skipif(os.name != "posix", reason="there are no devices")
def test_devices_and_sockets_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FetchError, match="this is a device, not a file"):
        opened("/dev/zero")
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("listens.html")
        with pytest.raises(FetchError, match="this is a socket, not a file"):
            opened("listens.html")


@pytest.mark.skipif(not Path("/dev/fd").is_dir(), reason="there are no files for open pipes")
def test_pipes_set_up_by_the_shell_are_read() -> None:
    """``onrecord read <(curl ...)`` and ``onrecord read /dev/stdin``."""
    reader, writer = os.pipe()
    os.write(writer, WORDS)
    os.close(writer)
    assert opened(f"/dev/fd/{reader}").body == WORDS
    os.close(reader)
    script = "import sys; from onrecord.pages import open_pages; from onrecord.settings import Settings\n"
    script += "print(*(page.body for page in open_pages('/dev/stdin', settings=Settings())))"
    done = subprocess.run([sys.executable, "-c", script], input=WORDS, capture_output=True, check=True)
    assert done.stdout.strip() == repr(WORDS).encode()


@pytest.mark.parametrize(
    ("name", "url", "expected"),
    [
        ("pages.jsonl", "https://bell.example/1", "https://bell.example/1"),
        ("pages.jsonl", "javascript:alert(1)", None),
        ("pages.jsonl", "data:text/html,x", None),
        ("pages.jsonl", "file:///etc/passwd", None),
        ("pages.jsonl", "http://[::1", None),
        ("pages.jsonl", "https://bell.example:99999/", None),
    ],
)
def test_only_an_address_on_the_web_becomes_that_of_a_page(
    tmp_path: Path, name: str, url: str, expected: str | None
) -> None:
    path = tmp_path / name
    path.write_text(json.dumps({"url": url, "text": WORDS.decode()}), encoding="utf-8")
    assert opened(path).url == expected
