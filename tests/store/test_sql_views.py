"""SQL views for other tools: current rows with names in place of keys."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from onrecord.record import Record
from onrecord.store.sql_views import VIEWS
from tests.conftest import ReadText
from tests.export.making import fill


@pytest.fixture
def rows(tmp_path: Path, read_text: ReadText) -> dict[str, list[dict[str, Any]]]:
    """The rows of each view of a full record, read with plain SQLite."""
    path = tmp_path / "full.sqlite"
    with Record.open(path) as record:
        fill(record, read_text)
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    result = {name: [dict(row) for row in connection.execute(f"SELECT * FROM {name}")] for name in VIEWS}
    connection.close()
    return result


def test_statements_have_speakers_pages_and_days_in_plain_columns(rows: dict[str, list[dict[str, Any]]]) -> None:
    first = next(row for row in rows["said"] if row["words"].startswith('"The engine') and "quay" in row["url"])
    expected = {
        "speaker": "Nell Brannigan",
        "kind": "direct",
        "told": "the Bell & Sons",
        "said_when": "2031-03-27",
        "first_day": "2031-03-27",
        "last_day": "2031-03-27",
        "about": "Okafor; harbour board",
        "outlet": "The Elmouth Bell",
        "published": "2031-03-28",
    }
    assert expected.items() <= first.items()
    assert not any("Nobody wants" in row["words"] and "quay" not in row["url"] for row in rows["said"] if row["url"])


def test_people_have_their_names_roles_and_counts(rows: dict[str, list[dict[str, Any]]]) -> None:
    (captain,) = [row for row in rows["people"] if row["name"] == "Nell Brannigan"]
    assert (captain["aliases"], captain["roles"], captain["pages"], captain["said"]) == ("Brannigan", "captain", 2, 3)
    assert captain["first_day"] == "2031-03-28"


def test_relationships_name_both(rows: dict[str, list[dict[str, Any]]]) -> None:
    screen = {(row["name"], row["relation"], row["of_whom"], row["how_many"], row["status"]) for row in rows["kin"]}
    assert screen == {
        ("Nell Brannigan", "spouse", "Okafor", None, "asserted"),
        ("Nell Brannigan", "parent", "two sons", 2, "asserted"),
        ("Okafor", "sibling", "Nell Brannigan", None, "denied"),
    }
    assert {row["as_of"] for row in rows["kin"]} == {"2031-03-28"}


def test_pages_and_what_they_changed(rows: dict[str, list[dict[str, Any]]]) -> None:
    assert len(rows["articles"]) == 3
    assert {row["kind"] for row in rows["edits"]} >= {"altered", "removed"}
    assert all(row["from_version"] != row["to_version"] for row in rows["edits"])
