"""Keyset pagination: cursors are valid for their listing only, and pages follow one another."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, create_engine, insert, select

from onrecord.errors import UsageError
from onrecord.store.pagination import Keyset, read_cursor, write_cursor


@pytest.mark.parametrize("key", [(20250203, 7), (None, 7), (0, 0)])
def test_a_cursor_leads_back(key: tuple[int | None, int]) -> None:
    assert read_cursor(write_cursor(key, listing="newest"), listing="newest", shape=(int, int)) == key


@pytest.mark.parametrize(
    ("after", "problem"),
    [
        ("abc", "it is not a cursor"),
        ("", "it is not a cursor"),
        ("é", "it is not a cursor"),
        (base64.urlsafe_b64encode(b"[" * 100_000).decode(), "it is not a cursor"),
        (base64.urlsafe_b64encode(b"7").decode(), "it is not a cursor"),
        (write_cursor((1, 2), listing="another"), "it belongs to another listing or search"),
        (write_cursor((1, 2, 3), listing="newest"), "it is not a cursor"),
        (write_cursor((1, "two"), listing="newest"), "it is not a cursor"),
        (write_cursor((1, 2.0), listing="newest"), "it is not a cursor"),
        (write_cursor((True, 2), listing="newest"), "it is not a cursor"),
        (write_cursor((1, 2**63), listing="newest"), "it is not a cursor"),
        (write_cursor((1, None), listing="newest"), "it is not a cursor"),
    ],
)
def test_anything_else_is_refused(after: str, problem: str) -> None:
    with pytest.raises(UsageError, match=problem):
        read_cursor(after, listing="newest", shape=(int, int))


@pytest.mark.parametrize("key", [(None, 7), ("a", None), (7, 7)])
def test_the_text_of_a_key_is_never_null(key: tuple[object, ...]) -> None:
    """Text is compared with that of other rows, in Python, where null has no place in an order."""
    with pytest.raises(UsageError, match="it is not a cursor"):
        read_cursor(write_cursor(key, listing="names"), listing="names", shape=(str, int))


@pytest.mark.parametrize(
    ("limit", "descending", "expected"),
    [
        (2, False, [[(1, 1), (1, 2)], [(2, 1), (2, 2)], [(3, 1)]]),
        (3, True, [[(3, 1), (2, 2), (2, 1)], [(1, 2), (1, 1)]]),
        (5, False, [[(1, 1), (1, 2), (2, 1), (2, 2), (3, 1)]]),
    ],
)
def test_pages_follow_one_another(limit: int, descending: bool, expected: list[list[tuple[int, int]]]) -> None:
    rows = Table("rows", MetaData(), Column("a", Integer), Column("b", Integer))
    order = [rows.c.a.desc(), rows.c.b.desc()] if descending else [rows.c.a, rows.c.b]
    pages: list[list[Any]] = []
    after: str | None = None
    with create_engine("sqlite://").connect() as connection:
        rows.create(connection)
        connection.execute(insert(rows), [{"a": a, "b": b} for a, b in [(2, 1), (1, 2), (3, 1), (1, 1), (2, 2)]])
        while not pages or after is not None:
            keyset = Keyset.read(after, listing="rows", shape=(int, int), limit=limit)
            query = select(rows).where(*keyset.condition(rows.c.a, rows.c.b, descending=descending))
            result = connection.execute(query.order_by(*order).limit(keyset.fetch)).all()
            page = keyset.page(result, key=tuple)
            pages.append([tuple(row) for row in page.items])
            after = page.next
    assert pages == expected


@pytest.mark.parametrize("limit", [0, 1001])
def test_a_page_has_a_length(limit: int) -> None:
    with pytest.raises(UsageError, match="Give 1 to 1000"):
        Keyset.read(None, listing="rows", shape=(int,), limit=limit)
