"""Examples in the documents run as they stand: Python in every document, and the commands of the tutorial."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from docs import generate
from onrecord.cli import app
from onrecord.reading import Reader
from onrecord.types import Article, Page, Reading

EXAMPLE = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)
INNER_MODULE = re.compile(r"(?:from|import) onrecord\.\w+")


def examples(path: Path) -> list[str]:
    return EXAMPLE.findall(path.read_text(encoding="utf-8"))


DOCUMENTS = [path for path in generate.documents() if examples(path)]


@pytest.fixture(scope="module", autouse=True)
def _read_each_page_once() -> Iterator[None]:
    """Lets the examples share their readings. Most of them read all sample pages, several times."""
    read, readings = Reader.read, dict[tuple[str, str], Reading]()

    def read_once(reader: Reader, page: Page | Article) -> Reading:
        if isinstance(page, Article):
            return read(reader, page)
        key = reader.version, page.sha256
        if key not in readings:
            readings[key] = read(reader, page)
        return replace(readings[key], article=replace(readings[key].article, page=page))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Reader, "read", read_once)
        yield


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_examples_run(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "samples").symlink_to(generate.ROOT / "samples")
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    for example in examples(path):
        exec(compile(example, str(path), "exec"), names)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_examples_use_public_names_alone(path: Path) -> None:
    assert [line for example in examples(path) for line in example.splitlines() if INNER_MODULE.match(line)] == []


@pytest.mark.parametrize("path", generate.documents(), ids=lambda path: path.name)
def test_the_text_names_no_inner_module(path: Path) -> None:
    """Neither by its import path nor by its file. CONTRIBUTING.md is for those who change them."""
    if path.name != "CONTRIBUTING.md":
        assert re.findall(r"`onrecord\.\w+\.[\w.]+`|src/onrecord/[\w/]+\.py", path.read_text(encoding="utf-8")) == []


COMMANDS = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)
STYLE = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\")


def plain(text: str) -> str:
    """``text`` without colours, line breaks and runs of blanks."""
    return " ".join(STYLE.sub("", text).split())


@pytest.mark.parametrize(("document", "codes"), [("tutorial.md", {0}), ("check.md", {1})])
def test_commands_print_what_the_document_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, document: str, codes: set[int]
) -> None:
    """Each line shown is part of the command's output in a terminal, ignoring line breaks."""
    (tmp_path / "samples").symlink_to(generate.ROOT / "samples")
    monkeypatch.chdir(tmp_path)
    terminal = {"TTY_COMPATIBLE": "1", "TTY_INTERACTIVE": "0", "COLUMNS": "100", "TERM": "xterm"}
    for block in COMMANDS.findall((generate.ROOT / "docs" / document).read_text(encoding="utf-8")):
        output = ""
        for line in block.splitlines():
            if line.startswith("$ export "):
                name, _, value = line.removeprefix("$ export ").partition("=")
                monkeypatch.setenv(name, value)
            elif line.startswith("$ onrecord "):
                done = CliRunner().invoke(app, shlex.split(line)[2:], env=terminal, catch_exceptions=False)
                assert done.exit_code in codes, f"{line}: {done.output}"
                output = plain(done.output)
            else:
                assert plain(line) in output
