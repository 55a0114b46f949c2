"""Targets become sources: each once, in a stable order, and a missing one stops nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from onrecord.errors import FetchError, UsageError
from onrecord.pages import find, open_pages
from onrecord.settings import Settings

FILES = (
    "b.html",
    "a.txt",
    "c.htm.gz",
    "d.warc.gz",
    "d.warc.zst",
    "e.xhtml",
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


def found(*targets: str, lists: tuple[str, ...] = ()) -> list[str]:
    return list(find(targets, settings=Settings(), lists=lists))


def test_a_folder_is_searched_for_files_that_can_be_pages(folder: Path) -> None:
    names = [str(Path(source).relative_to(folder)) for source in found(str(folder))]
    assert names == ["a.txt", "b.html", "c.htm.gz", "d.warc.gz", "d.warc.zst", "e.xhtml", str(Path("deep/er/f.md"))]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*.html", ["b.html"]),
        ("?.txt", ["a.txt"]),
        ("*.pdf", ["notes.pdf"]),
        ("**/*.md", ["deep/er/f.md"]),
        ("de*", ["deep/er/f.md"]),
        ("*.docx", ["*.docx"]),
    ],
)
def test_a_glob_stands_for_what_it_fits(folder: Path, pattern: str, expected: list[str]) -> None:
    assert found(str(folder / pattern)) == [str(folder / name) for name in expected]


def test_a_file_whose_name_looks_like_a_glob_is_taken_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "story[1].txt"
    path.write_text("x", encoding="utf-8")
    assert found(str(path)) == [str(path)]


@pytest.mark.parametrize(
    "target", ["-", "https://press.example/a?b=c", "ftp://press.example/x", "no-such-file.html", "bad\0name"]
)
def test_what_is_no_file_here_is_given_back_as_it_is(target: str) -> None:
    assert found(target) == [target]


def test_a_folder_with_no_pages_is_given_back(tmp_path: Path) -> None:
    assert found(str(tmp_path)) == [str(tmp_path)]


def test_each_source_comes_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    url = "https://press.example/a"
    assert found("a.txt", "-", url, str(folder / "a.txt"), "./a.txt", "-", url + "#part") == ["a.txt", "-", url]


def test_lists_name_targets_one_a_line(folder: Path, tmp_path: Path) -> None:
    listed = tmp_path / "list"
    listed.write_text(f"\ufeff# pages\n\n  {folder / 'b.html'}  \n{folder / 'deep'}\nhttps://press.example/\n", "utf-8")
    assert found("-", lists=(str(listed),)) == [
        "-",
        str(folder / "b.html"),
        str(folder / "deep/er/f.md"),
        "https://press.example/",
    ]


@pytest.mark.skipif(os.name != "posix", reason="there are no named pipes")
def test_a_named_pipe_in_a_folder_is_listed_as_failed(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.html")
    (tmp_path / "story.txt").write_text("The ferry runs again.", encoding="utf-8")
    pipe, story = found(str(tmp_path))
    with pytest.raises(FetchError, match="this is a named pipe"):
        list(open_pages(pipe, settings=Settings()))
    assert len(list(open_pages(story, settings=Settings()))) == 1
    with pytest.raises(UsageError, match="cannot be read: this is a named pipe"):
        find([], settings=Settings(), lists=[pipe])


@pytest.mark.parametrize("target", ["http://bell.example/" + "a/" * 5_000, "*" * 300, "\ud800", "a" * 5_000, "["])
def test_impossible_names_are_returned_unchanged(target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert found(target) == [target]


@pytest.mark.parametrize(("content", "problem"), [(None, "cannot be read"), (b"\xff\xfe\x00", "not UTF-8")])
def test_a_list_that_cannot_be_read_is_a_usage_error_at_once(
    tmp_path: Path, content: bytes | None, problem: str
) -> None:
    listed = tmp_path / "list"
    if content is not None:
        listed.write_bytes(content)
    with pytest.raises(UsageError, match=problem):
        find([], settings=Settings(), lists=[str(listed)])
