"""Code that is specific to SQLite is in ``store/`` only, so that a second database needs no changes elsewhere."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import select

from onrecord.record import Record
from onrecord.store.dialect import holds_text, insert_new, insert_or_update, key_table, pack_keys, without_index
from onrecord.store.schema import meta

SOURCE = Path(__file__).parents[2] / "src" / "onrecord"

OF_SQLITE = {
    "the module": r"import sqlite3\b|from sqlite3\b|sqlalchemy\.dialects",
    "upserts": r"on_conflict_|\.excluded\b|OR (?:IGNORE|REPLACE)",
    "full text": r"MATCH\b|bm25\b|fts5\b|highlight\(|rowid\b|statement_words",
    "JSON": r"json_(?:each|group_|extract|array|tree)|func\.json",
    "functions": r"func\.(?:instr|printf|group_concat|julianday|strftime|ifnull|glob|total)\b|GLOB\b",
    "plan hints": r"custom_op\(|MATERIALIZED|INDEXED BY|literal_column\(",
    "settings and triggers": r"PRAGMA\b|CREATE TRIGGER\b|sqlite_(?:where|with_rowid|autoincrement|master)",
    "SQL written out": r"exec_driver_sql\(|text\(['\"](?:SELECT|INSERT|UPDATE|DELETE)",
}


@cache
def sources() -> dict[Path, str]:
    """The code of each module, by its path in the package."""
    return {path.relative_to(SOURCE): path.read_text(encoding="utf-8") for path in sorted(SOURCE.rglob("*.py"))}


@pytest.mark.parametrize("kind", OF_SQLITE)
def test_only_the_store_knows_sqlite(kind: str) -> None:
    pattern = re.compile(OF_SQLITE[kind])
    elsewhere = {path: code for path, code in sources().items() if path.parts[0] != "store"}
    places = [f"{path}: {match[0]}" for path, code in elsewhere.items() for match in pattern.finditer(code)]
    assert places == []


@pytest.mark.parametrize("kind", OF_SQLITE)
def test_the_check_sees_sqlite_in_the_store(kind: str) -> None:
    pattern = re.compile(OF_SQLITE[kind])
    assert any(pattern.search(code) for path, code in sources().items() if path.parts[0] == "store")


def test_a_row_is_inserted_passed_over_or_changed(record: Record) -> None:
    row = {"key": "colour", "value": "red"}
    change = insert_or_update(meta, key=[meta.c.key], update=lambda new: {"value": meta.c.value + new.value})
    with record.transaction() as connection:
        assert [connection.execute(insert_new(meta), row).rowcount for _ in range(2)] == [1, 0]
        connection.execute(change, row)
        assert connection.execute(select(meta.c.value).where(meta.c.key == "colour")).scalar_one() == "redred"


def test_keys_are_passed_as_a_table(record: Record) -> None:
    keys = key_table("keys")
    with record.snapshot() as connection:
        rows = connection.execute(select(keys.c.value).order_by(keys.c.value), {"keys": pack_keys([7, 3])})
        assert list(rows.scalars()) == [3, 7]


def test_a_hint_changes_no_answer_and_text_has_no_wildcards(record: Record) -> None:
    with record.snapshot() as connection:
        result = select(meta.c.key).where(without_index(meta.c.key) == "created")
        assert connection.execute(result).scalars().all() == ["created"]
        result = select(meta.c.key).where(holds_text(meta.c.key, "created_"))
        assert connection.execute(result).scalars().all() == ["created_by"]
