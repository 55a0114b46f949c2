"""Cursors: they lead back to where they were made, and nowhere else."""

from __future__ import annotations

import base64

import pytest

from onrecord.errors import UsageError
from onrecord.store.pagination import cursor, place


@pytest.mark.parametrize("where", [(20250203, 7), (None, 7), (0, 0)])
def test_a_cursor_leads_back(where: tuple[int | None, int]) -> None:
    assert place(cursor(*where, listing="newest"), listing="newest", shape=(int, int)) == list(where)


@pytest.mark.parametrize(
    ("after", "problem"),
    [
        ("abc", "it is no cursor"),
        ("", "it is no cursor"),
        ("é", "it is no cursor"),
        (base64.urlsafe_b64encode(b"[" * 100_000).decode(), "it is no cursor"),
        (base64.urlsafe_b64encode(b"7").decode(), "it is no cursor"),
        (cursor(1, 2, listing="another"), "it belongs to another listing"),
        (cursor(1, 2, 3, listing="newest"), "it is no cursor"),
        (cursor(1, "two", listing="newest"), "it is no cursor"),
        (cursor(True, 2, listing="newest"), "it is no cursor"),
    ],
)
def test_anything_else_is_refused(after: str, problem: str) -> None:
    with pytest.raises(UsageError, match=problem):
        place(after, listing="newest", shape=(int, int))
