"""Time expressions: their spans, and their EDTF with and without the page's date."""

from __future__ import annotations

import warnings
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord.times import find_times, is_future, is_vague

with warnings.catch_warnings():
    # The grammar of edtf causes a deprecation warning in pyparsing.
    warnings.simplefilter("ignore")
    from edtf import is_valid_edtf

PUBLISHED = "2025-02-26"
"""A Wednesday."""


@pytest.mark.parametrize(
    ("text", "words", "dated", "undated"),
    [
        # Days of the year
        ("in a note of Feb. 25—her second", "Feb. 25", "2025-02-25", "XXXX-02-25"),
        ("on February 26", "February 26", "2025-02-26", "XXXX-02-26"),
        ("on February 27th", "February 27th", "2024-02-27", "XXXX-02-27"),
        ("on DEC. 3", "DEC. 3", "2024-12-03", "XXXX-12-03"),
        ("on 3 December", "3 December", "2024-12-03", "XXXX-12-03"),
        ("on Feb. 29", "Feb. 29", "2024-02-29", "XXXX-02-29"),
        ("on Sept. 27, 2017, at sea", "Sept. 27, 2017", "2017-09-27", "2017-09-27"),
        ("on 9 May 2011", "9 May 2011", "2011-05-09", "2011-05-09"),
        ("dated 2017-03-04", "2017-03-04", "2017-03-04", "2017-03-04"),
        ("on Friday, May 27", "Friday, May 27", "2022-05-27", "XXXX-05-27"),
        ("Tuesday morning (Aug. 2)", "Tuesday morning (Aug. 2)", "2022-08-02", "XXXX-08-02"),
        ("on June 31", "June 31", None, None),
        # Letters that equal others where case is ignored, and digits that EDTF does not have
        ("laſt week", "laſt week", "2025-02-17/2025-02-23", None),
        ("ſix days ago", "ſix days ago", "2025-02-20", None),
        ("last sprıng", "last sprıng", "2024-21", None),
        ("in 20１6, in 2016", "in 2016", "2016", "2016"),
        ("on Christmas Day", "Christmas Day", "2024-12-25", "XXXX-12-25"),
        ("on New Year’s Eve 2019", "New Year’s Eve 2019", "2019-12-31", "2019-12-31"),
        ("The day before, she said", "The day before", None, None),
        # Days of the week
        ("on Tuesday", "Tuesday", "2025-02-25", None),
        ("said Wednesday", "Wednesday", "2025-02-26", None),
        ("on Thursday night", "Thursday night", "2025-02-20", None),
        ("last Wednesday", "last Wednesday", "2025-02-19", None),
        ("earlier on Wednesday", "earlier on Wednesday", "2025-02-26", None),
        ("next Friday", "next Friday", None, None),
        ("yesterday", "yesterday", "2025-02-25", None),
        ("this morning", "this morning", "2025-02-26", None),
        ("last night", "last night", "2025-02-25", None),
        # Weeks, months, years
        ("last week", "last week", "2025-02-17/2025-02-23", None),
        ("Earlier this week", "Earlier this week", "2025-02-24/2025-02-26", None),
        ("over the weekend", "over the weekend", "2025-02-22/2025-02-23", None),
        ("this weekend", "this weekend", None, None),
        ("last month", "last month", "2025-01", None),
        ("earlier this year", "earlier this year", "2025", None),
        ("next year", "next year", "2026", None),
        ("in March", "in March", "2024-03", "XXXX-03"),
        ("They met in March.", "in March", "2024-03", "XXXX-03"),
        ("They met in Dec. 2011", "in Dec. 2011", "2011-12", "2011-12"),
        ("in February", "in February", "2025-02", "XXXX-02"),
        ("last February", "last February", "2024-02", "XXXX-02"),
        ("this past January", "this past January", "2025-01", "XXXX-01"),
        ("in a March sermon", "March", "2024-03", "XXXX-03"),
        ("back in May 2011", "back in May 2011", "2011-05", "2011-05"),
        ("March, 2017", "March, 2017", "2017-03", "2017-03"),
        ("Back in 2016, she", "Back in 2016", "2016", "2016"),
        ("in her 2016 memoir", "2016", "2016", "2016"),
        ("in the 1990s", "in the 1990s", "199X", "199X"),
        ("the early ’70s", "the early ’70s", "197X", "197X"),
        ("the summer of 2019", "the summer of 2019", "2019-22", "2019-22"),
        ("in autumn 2015", "in autumn 2015", "2015-23", "2015-23"),
        ("last summer", "last summer", "2024-22", None),
        ("this spring", "this spring", "2025-21", None),
        # Ago
        ("three days ago", "three days ago", "2025-02-23", None),
        ("two weeks ago", "two weeks ago", "2025-02-12~", None),
        ("14 months ago", "14 months ago", "2023-12~", None),
        ("a year and a half ago", "a year and a half ago", "2023-08~", None),
        ("more than two decades ago", "more than two decades ago", "2005~", None),
        ("just a few days ago", "just a few days ago", None, None),
        # Without a date
        ("At the time, she", "At the time", None, None),
        ("only days later", "only days later", None, None),
        ("Days later she left", "Days later", None, None),
        ("Five months later, they", "Five months later", None, None),
        ("she recently told", "recently", None, None),
        ("in recent weeks", "in recent weeks", None, None),
        ("the following day", "the following day", None, None),
    ],
)
def test_times_are_found_and_resolved(text: str, words: str, dated: str | None, undated: str | None) -> None:
    (time,) = find_times(text, published=PUBLISHED)
    assert (time.text, time.edtf) == (words, dated)
    assert text[time.span[0] : time.span[1]] == words
    (time,) = find_times(text, published=None)
    assert (time.text, time.edtf) == (words, undated)


@pytest.mark.parametrize(
    "text",
    [
        "She may march in august company, and will spring up in the fall.",
        "The Elmouth Today show and the Sunday Times",
        "Black Friday sales at The Mail on Sunday",
        "It cost 2016.50 in all, or 2,016 crowns; 1990 people came.",
        "May Quill asked. March on, she said.",
        "a Monday-morning feeling",
    ],
)
def test_words_that_are_not_times(text: str) -> None:
    assert find_times(text, published=PUBLISHED) == ()


def test_times_are_in_order_and_do_not_overlap() -> None:
    text = "On Monday, May 5, 2014, and again two years ago, she spoke; last week he answered."
    times = find_times(text, published=PUBLISHED, offset=100)
    assert [time.text for time in times] == ["Monday, May 5, 2014", "two years ago", "last week"]
    assert times[0].span == (103, 122)


@pytest.mark.parametrize(
    ("published", "text", "edtf"),
    [
        ("2025-02", "in March", "2024-03"),
        ("2025-02", "Jan. 5", "2025-01-05"),
        ("2025-02", "Feb. 25", "XXXX-02-25"),
        ("2025-02", "on Monday", None),
        ("2025", "last year", "2024"),
        ("2025", "Feb. 25", "XXXX-02-25"),
        ("2025", "two years ago", "2023~"),
        ("2025-03-01T09:30:00Z", "yesterday", "2025-02-28"),
        ("2025-02-31", "yesterday", None),
        ("199X", "last year", None),
        ("2024-12-10", "last winter", None),
        ("2024-10-10", "last summer", None),
        ("2025-03-02", "last weekend", None),
        ("2025-03-02", "this weekend", "2025-03-01/2025-03-02"),
        ("2025-02-24", "this week", "2025-02-24"),
    ],
)
def test_dates_of_lower_precision(published: str, text: str, edtf: str | None) -> None:
    (time,) = find_times(text, published=published)
    assert time.edtf == edtf


@pytest.mark.parametrize(
    ("text", "future", "vague"),
    [("next week", True, False), ("tomorrow", True, False), ("recently", False, True), ("last week", False, False)],
)
def test_future_and_vague_times(text: str, future: bool, vague: bool) -> None:
    (time,) = find_times(text, published=PUBLISHED)
    assert (is_future(time), is_vague(time)) == (future, vague)


EXPRESSIONS = (
    "Monday", "last Friday", "May 5", "29 February", "Wednesday, June 3", "yesterday", "last week", "this week",
    "last month", "in October", "last July", "last year", "six days ago", "three weeks ago", "19 months ago",
    "half a year ago", "two decades ago", "last winter", "this summer", "over the weekend", "in the 1880s", "today",
)  # fmt: skip


@settings(deadline=None)  # edtf is slow at first.
@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from(EXPRESSIONS))
def test_edtf_is_valid_and_not_after_the_page_date(page: date, text: str) -> None:
    (time,) = find_times(text, published=page.isoformat())
    if time.edtf is None:
        return
    assert is_valid_edtf(time.edtf)
    start = time.edtf.partition("/")[0].rstrip("~")
    if "X" not in start and start[5:] not in {"21", "22", "23", "24"}:
        assert start <= page.isoformat()


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dates(date(1990, 1, 1), date(2089, 12, 31)), st.integers(0, 6))
def test_a_weekday_is_within_the_last_seven_days(page: date, weekday: int) -> None:
    name = (date(2024, 1, 1) + timedelta(days=weekday)).strftime("%A")
    (time,) = find_times(name, published=page.isoformat())
    assert time.edtf is not None
    day = date.fromisoformat(time.edtf)
    assert day.weekday() == weekday
    assert timedelta(0) <= page - day < timedelta(days=7)
