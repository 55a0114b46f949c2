"""The docs describe the columns of exports and the keys of feeds.toml completely."""

from __future__ import annotations

import re
from pathlib import Path

from docs.generate import ROOT
from onrecord.export.formats import format_names
from onrecord.export.tabular import COLUMNS
from onrecord.store.schema import metadata
from onrecord.store.sql_views import VIEWS
from onrecord.watch import config


def described(document: str, *, heading: str) -> list[str]:
    """The names in the first column of the table whose header begins with these words, in order."""
    rows = (ROOT / "docs" / document).read_text(encoding="utf-8").partition(f"| {heading} |")[2].splitlines()[2:]
    first = [
        row.split(" | ")[0]
        for row in rows[: next(number for number, row in enumerate(rows) if not row.startswith("|"))]
    ]
    return [name for cell in first for name in re.findall(r"`([\w-]+)`", cell)]


def test_every_form_and_column_and_view_is_described() -> None:
    assert described("export.md", heading="format") == [*format_names()]
    assert sorted(described("export.md", heading="column")) == sorted(COLUMNS)
    assert described("export.md", heading="view") == [*VIEWS]


def test_every_table_is_described() -> None:
    assert sorted(described("record.md", heading="table")) == sorted(metadata.tables)


def test_the_example_of_a_file_of_feeds_is_one(tmp_path: Path) -> None:
    document = (ROOT / "docs" / "watch.md").read_text(encoding="utf-8")
    path = tmp_path / "feeds.toml"
    path.write_text(document.partition("```toml\n")[2].partition("```")[0], encoding="utf-8")
    watch = config.load(path)
    assert [feed.every for feed in watch.feeds] == [900, 21_600]
    assert [search.webhook for search in watch.searches] == [
        "https://hooks.example/onrecord",
        "https://hooks.example/coast",
    ]
    assert sorted(described("watch.md", heading="key")) == sorted(config.SEARCH_KEYS)
