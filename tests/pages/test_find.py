"""Expanding arguments into sources: each once, in a stable order, and without stopping at missing ones."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from onrecord.errors import FetchError, UsageError
from onrecord.pages import find_sources, open_pages
from onrecord.settings import Settings
from onrecord.types import Page

FILES = (
    "b.html",
    "a.txt",
    "c.htm.gz",
    "d.warc.gz",
    "d.warc.zst",
    "e.xhtml",
    # Not taken from a folder: other endings, hidden files and folders.
    "notes.pdf",
    "picture.jpg",
    "feed.xml",
    ".hidden.html",
    "deep/er/f.md",
    ".git/g.html",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in FILES:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")
    return tmp_path


def sources_of(*targets: str, lists: tuple[str, ...] = ()) -> list[str]:
    return list(find_sources(targets, lists=lists))


def test_a_folder_is_searched_for_files_that_can_be_pages(folder: Path) -> None:
    names = [str(Path(source).relative_to(folder)) for source in sources_of(str(folder))]
    assert names == ["a.txt", "b.html", "c.htm.gz", "d.warc.gz", "d.warc.zst", "e.xhtml", str(Path("deep/er/f.md"))]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*.html", ["b.html"]),
        ("?.txt", ["a.txt"]),
        ("*.pdf", ["notes.pdf"]),
        ("**/*.md", ["deep/er/f.md"]),
        # A folder that the glob matches is searched too.
        ("de*", ["deep/er/f.md"]),
        # Without a match the glob itself is returned, to be reported.
        ("*.docx", ["*.docx"]),
    ],
)
def test_a_glob_is_expanded(folder: Path, pattern: str, expected: list[str]) -> None:
    assert sources_of(str(folder / pattern)) == [str(folder / name) for name in expected]


def test_a_file_whose_name_looks_like_a_glob_is_one_source(tmp_path: Path) -> None:
    path = tmp_path / "story[1].txt"
    path.write_text("x", encoding="utf-8")
    assert sources_of(str(path)) == [str(path)]


@pytest.mark.parametrize(
    "target", ["-", "https://press.example/a?b=c", "ftp://press.example/x", "no-such-file.html", "bad\0name"]
)
def test_other_targets_are_returned_unchanged(target: str) -> None:
    assert sources_of(target) == [target]


def test_a_folder_without_pages_is_returned_unchanged(tmp_path: Path) -> None:
    assert sources_of(str(tmp_path)) == [str(tmp_path)]


def test_each_source_is_returned_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    url = "https://press.example/a"
    # The same file under three names, the same address with and without a fragment.
    assert sources_of("a.txt", "-", url, str(folder / "a.txt"), "./a.txt", "-", url + "#part") == ["a.txt", "-", url]


def test_lists_have_one_target_a_line(folder: Path, tmp_path: Path) -> None:
    list_path = tmp_path / "list"
    list_path.write_text(
        f"\ufeff# pages\n\n  {folder / 'b.html'}  \n{folder / 'deep'}\nhttps://press.example/\n", "utf-8"
    )
    assert sources_of("-", lists=(str(list_path),)) == [
        "-",
        str(folder / "b.html"),
        str(folder / "deep/er/f.md"),
        "https://press.example/",
    ]


@pytest.mark.skipif(os.name != "posix", reason="there are no named pipes")
def test_a_named_pipe_in_a_folder_is_listed_as_failed(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.html")
    (tmp_path / "story.txt").write_text("The ferry runs again.", encoding="utf-8")
    pipe, story = sources_of(str(tmp_path))
    with pytest.raises(FetchError, match="this is a named pipe"):
        list(open_pages(pipe, settings=Settings()))
    assert len(list(open_pages(story, settings=Settings()))) == 1
    with pytest.raises(UsageError, match="cannot be read: this is a named pipe"):
        find_sources([], lists=[pipe])


@pytest.mark.parametrize("target", ["http://bell.example/" + "a/" * 5_000, "*" * 300, "a" * 5_000, "["])
def test_impossible_names_are_returned_unchanged(target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert sources_of(target) == [target]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (None, "cannot be read"),
        (b"\xff\xfe\x00", "not UTF-8"),
        # Not a list: each line would be reported as a missing file.
        (b"a.html\n" + b"word " * 2_000, r"list:2: this line has more than 8,000 characters"),
    ],
)
def test_a_list_that_cannot_be_read_is_a_usage_error_at_once(
    tmp_path: Path, content: bytes | None, problem: str
) -> None:
    list_path = tmp_path / "list"
    if content is not None:
        list_path.write_bytes(content)
    with pytest.raises(UsageError, match=problem):
        find_sources([], lists=[str(list_path)])


def test_names_that_are_not_utf_8_are_escaped_and_found_again(tmp_path: Path) -> None:
    """One such name in a folder must not stop the other pages: it could not be stored, printed or sent to a worker."""
    folder = os.fsencode(tmp_path) + b"/m\xe4rz"
    os.mkdir(folder)  # noqa: PTH102
    for name, body in ((b"caf\xe9.txt", b"It runs."), (b"plain.txt", b"It stops.")):
        with open(folder + b"/" + name, "wb") as file:  # noqa: PTH123
            file.write(body)
    (tmp_path / "b\\xe9.txt").write_text("It waits.")
    sources = sources_of(str(tmp_path))
    names = [source.removeprefix(f"{tmp_path}/") for source in sources]
    assert names == ["b\\xe9.txt", "m\\xe4rz/caf\\xe9.txt", "m\\xe4rz/plain.txt"]
    assert sources_of(*sources) == sources
    assert sources_of(f"{tmp_path}/m\\xe4rz") == sources[1:]
    pages = [page for source in sources for page in open_pages(source, settings=Settings())]
    assert [page.body for page in pages if isinstance(page, Page)] == [b"It waits.", b"It runs.", b"It stops."]
    assert sources_of("\ud800.html") == ["\\ud800.html"]  # a name that no file can have


def test_a_link_that_leads_nowhere_is_a_failed_page(tmp_path: Path) -> None:
    (tmp_path / "a.html").symlink_to(tmp_path / "gone.html")
    with pytest.raises(FetchError, match="this link leads to no file"):
        list(open_pages(str(tmp_path / "a.html"), settings=Settings()))
