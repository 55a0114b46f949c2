"""Plugins by entry points: found by name, imported when used, with clear errors for unusable ones."""

from __future__ import annotations

import io
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType
from typing import BinaryIO

import pytest

from onrecord import plugins
from onrecord.errors import UsageError
from onrecord.export.formats import PLUGINS, ExportFormat, export_lines, find_format, format_names
from onrecord.pages import find, find_sources, open_pages, openers
from onrecord.pages.openers import PageOpener
from onrecord.pages.recognise import make_page
from onrecord.record import Record
from onrecord.settings import Settings
from onrecord.types import Page
from tests.statement_pages import Said, keep_all, page

SHOUT = ExportFormat(write_text=lambda connection, page_done: iter(["SAID\n"]))
NOT_A_FORMAT = "shout"


def read_letters(source: str, file: BinaryIO, settings: Settings) -> Iterator[Page]:
    """A page for each letter of a file of letters."""
    for letter in file.read().removeprefix(b"LETTERS").split(b"--"):
        yield make_page(source, letter)


LETTERS = PageOpener(lambda head: head.startswith(b"LETTERS"), read_letters, (".letters",))


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three plugins: a format, an object of another kind, and one that cannot be imported."""
    values = {
        "shout": "tests.test_plugins:SHOUT",
        "whisper": "tests.test_plugins:NOT_A_FORMAT",
        "mumble": "nowhere:FORMAT",
    }
    entries = {name: EntryPoint(name, value, PLUGINS) for name, value in values.items()}
    monkeypatch.setattr(plugins, "_entry_points", lambda group: entries)


def test_tei_is_registered_as_the_formats_of_other_packages_are() -> None:
    assert "tei" in plugins.plugin_names(PLUGINS)
    assert isinstance(find_format("tei"), ExportFormat)


@pytest.mark.usefixtures("installed")
def test_a_plugin_adds_a_format(record: Record) -> None:
    assert "shout" in format_names()
    assert "".join(export_lines(record, "shout")) == "SAID\n"


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "whisper",
            r"The plugin 'whisper' \(tests.test_plugins:NOT_A_FORMAT\) has the type str, but should have ExportFormat",
        ),
        ("mumble", r"The plugin 'mumble' \(nowhere:FORMAT\) cannot be imported: No module named 'nowhere'"),
        (
            "sing",
            "There is no export format 'sing'. Choose one of jsonl, csv, parquet, jsonld, annotations, ftm, mumble",
        ),
    ],
)
def test_an_unusable_plugin_is_reported(name: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        find_format(name)


def test_the_example_in_the_documents_is_a_package_that_works(
    record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = (Path(__file__).parents[1] / "docs" / "plugins.md").read_text(encoding="utf-8")
    (project,) = re.findall(r"^```toml\n(.*?)^```$", document, re.DOTALL | re.MULTILINE)
    package = ModuleType("my_package")
    for example in re.findall(r"^```python\n(.*?)^```$", document, re.DOTALL | re.MULTILINE):
        exec(compile(example, "docs/plugins.md", "exec"), vars(package))
    monkeypatch.setitem(sys.modules, "my_package", package)
    declared = tomllib.loads(project)["project"]["entry-points"]
    monkeypatch.setattr(
        plugins,
        "_entry_points",
        lambda group: {name: EntryPoint(name, value, group) for name, value in declared[group].items()},
    )
    monkeypatch.setattr(find, "_suffixes", find._suffixes.__wrapped__)
    keep_all(record, page(Said("The quay stays", "Orla Tarn"), Said("Nobody asked us", None)))
    assert "".join(record.export_lines("srt")) == "1\nOrla Tarn: “The quay stays”\n\n2\nUnknown: “Nobody asked us”\n\n"
    letters = tmp_path / "letters.mbox"
    letters.write_bytes(b"From a@b.example\n\nDear Ada,\nFrom b@b.example\n\n\nFrom c@b.example\n\nDear Jonas,\n")
    assert list(find_sources([str(tmp_path)])) == [str(letters)]
    pages = list(open_pages(str(letters), settings=Settings()))
    assert [outcome.body if isinstance(outcome, Page) else type(outcome).__name__ for outcome in pages] == [
        b"Dear Ada,",
        "UnreadableError",
        b"Dear Jonas,\n",
    ]


def test_a_plugin_opens_files_of_another_kind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entries = {"letters": EntryPoint("letters", "tests.test_plugins:LETTERS", openers.PLUGINS)}
    monkeypatch.setattr(plugins, "_entry_points", lambda group: entries if group == openers.PLUGINS else {})
    monkeypatch.setattr(find, "_suffixes", find._suffixes.__wrapped__)
    path = tmp_path / "from.letters"
    path.write_bytes(b"LETTERS Dear Ada,--Dear Jonas,")
    assert list(find_sources([str(tmp_path)])) == [str(path)]
    for source, stdin in ((str(path), None), ("-", io.BytesIO(path.read_bytes()))):
        pages = list(open_pages(source, settings=Settings(), stdin=stdin))
        assert [page.body for page in pages if isinstance(page, Page)] == [b" Dear Ada,", b"Dear Jonas,"]
