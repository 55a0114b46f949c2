"""First and last day of EDTF dates, compared with the library ``edtf``."""

from __future__ import annotations

from datetime import date

import edtf
import pytest

from onrecord.times import bounds


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025-02-26", "2025-02-26", "2025-02-26"),
        ("2025-02-26T10:00:00Z", "2025-02-26", "2025-02-26"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2016", "2016-01-01", "2016-12-31"),
        ("199X", "1990-01-01", "1999-12-31"),
        ("19XX", "1900-01-01", "1999-12-31"),
        ("2019-22", "2019-06-01", "2019-08-31"),
        ("2019-24", "2019-12-01", "2020-02-29"),
        ("2025-02-17/2025-02-23", "2025-02-17", "2025-02-23"),
        ("2019/2020-03", "2019-01-01", "2020-03-31"),
        ("2025-02-12~", "2025-02-11", "2025-02-13"),
        ("2005~", "2004-01-01", "2007-01-01"),
        ("9999~", "9997-12-31", "9999-12-31"),
    ],
)
def test_bounds(text: str, first: str, last: str) -> None:
    assert bounds(text) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    "text",
    [None, "", "XXXX-02-25", "XXXX", "2025-02-30", "2025-13", "2025-27", "soon", "2025/", "../2025", "2025/2024"],
)
def test_dates_without_bounds(text: str | None) -> None:
    assert bounds(text) is None


@pytest.mark.parametrize("text", ["2025-02-26", "2024-02", "2016", "199X", "2025-02-17/2025-02-23", "2019/2020-03"])
def test_bounds_agree_with_the_library(text: str) -> None:
    parsed = edtf.parse_edtf(text)
    days = bounds(text)
    assert days is not None
    for day, expected in zip(days, (parsed.lower_strict(), parsed.upper_strict()), strict=True):
        assert (day.year, day.month, day.day) == tuple(expected[:3])
