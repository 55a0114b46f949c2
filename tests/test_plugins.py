"""Plugins by entry points: found by name, imported when used, and told clearly where they do not serve."""

from __future__ import annotations

from importlib.metadata import EntryPoint

import pytest

from onrecord import plugins
from onrecord.errors import UsageError
from onrecord.export.formats import PLUGINS, ExportFormat, export_lines, find_format, format_names
from onrecord.record import Record

SHOUT = ExportFormat(write_text=lambda connection, page_done: iter(["SAID\n"]))
NOT_A_FORMAT = "shout"


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
            r"The plugin 'whisper' \(tests.test_plugins:NOT_A_FORMAT\) has the type str, and should have ExportFormat",
        ),
        ("mumble", r"The plugin 'mumble' \(nowhere:FORMAT\) cannot be imported: No module named 'nowhere'"),
        (
            "sing",
            "There is no export format 'sing'. Choose one of jsonl, csv, parquet, jsonld, annotations, ftm, mumble",
        ),
    ],
)
def test_a_plugin_that_does_not_serve_is_told_of(name: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        find_format(name)
