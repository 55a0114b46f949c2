"""Full dates as EDTF, and outlet names in datelines."""

from __future__ import annotations

import pytest

from onrecord.articles.dates import decide_ambiguity, find_date, find_published, is_dated_label, is_dateline, to_edtf
from onrecord.articles.outlets import find_outlet_name


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("2024-05-03", "2024-05-03"),
        ("2024-05-03T10:30:00+01:00", "2024-05-03"),
        ("Friday 3 May 2024", "2024-05-03"),
        ("3rd of May, 2024", "2024-05-03"),
        ("Feb. 26, 2025", "2025-02-26"),
        ("SEPT 1 2019", "2019-09-01"),
        ("13/5/2024", "2024-05-13"),
        ("5/13/2024", "2024-05-13"),
        ("5.5.2024", "2024-05-05"),
        ("13-05-2024", "2024-05-13"),
        # The weekday decides between 3 May and 5 March.
        ("Fri, 03/05/2024", "2024-05-03"),
        ("Tuesday 03/05/2024", "2024-03-05"),
        ("Monday 03/05/2024", None),
        ("2024/5/13 10:30", "2024-05-13"),
        ("2024.05.13", "2024-05-13"),
        ("3/5/2024", None),
        ("31 June 2024", None),
        ("2024-13-03", None),
        ("1 ſept 2019", None),
        ("13/5/24", "2024-05-13"),
        ("5/13/24, 10:30 am", "2024-05-13"),
        ("3/5/24", None),
        ("Fri 3/5/24", "2024-05-03"),
        # 3 May 2024, 5 March 2024 or 24 May 2003.
        ("03.05.24", None),
        ("13.05.24", None),
        ("05-13-24", "2024-05-13"),
        ("3-May-24", "2024-05-03"),
        ("3 May ’24", "2024-05-03"),
        ("May 3, '87", "1987-05-03"),
    ],
)
def test_full_dates(line: str, expected: str | None) -> None:
    match = find_date(line)
    assert match is not None
    assert to_edtf(match) == expected


@pytest.mark.parametrize(
    "line",
    [
        *("May 3", "in 2024", "12024-05-03", "2024", "3 of 2024", "version 1.5.24.7", "12 May 20 crews", "1/2/3/24"),
        "The ferry sank on 13/5/24. " * 5,
    ],
)
def test_partial_dates_are_ignored(line: str) -> None:
    assert find_date(line) is None


@pytest.mark.parametrize(
    ("lines", "days"),
    [
        (["Published 03/05/2024 10:30"], "03/05/2024, may be 2024-03-05 or 2024-05-03"),
        (["The Bell", "03.05.24"], "03.05.24, may be 2003-05-24 or 2024-03-05 or 2024-05-03"),
        (["13/05/2024", "03/05/2024"], None),
        (["31/02/2024"], None),
        ([], None),
    ],
)
def test_an_ambiguous_date_has_a_warning(lines: list[str], days: str | None) -> None:
    expected = (f"The page’s date, {days}; no day of publication was recorded.",) if days else ()
    assert decide_ambiguity(lines) == (None, expected)


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Published 03/05/2024 10:30", "2024-05-03"),
        ("03.05.2024", "2024-05-03"),
        ("03/05/24", "2024-05-03"),
        # 3 May 2024 or 24 May 2003.
        ("03.05.24", None),
        ("Updated 03/05/2024", None),
    ],
)
def test_the_day_comes_first(line: str, day: str | None) -> None:
    decided, warnings = decide_ambiguity([line], is_day_first=True)
    assert (decided, len(warnings)) == (day, 0 if day else 1)


def test_the_first_date_in_a_line_wins() -> None:
    match = find_date("May 3, 2024, updated 2024-05-04")
    assert match is not None
    assert to_edtf(match) == "2024-05-03"


@pytest.mark.parametrize(
    ("line", "published", "change"),
    [
        ("May 3, 2024", "2024-05-03", None),
        ("Updated May 4, 2024 7:02 AM", None, "2024-05-04"),
        ("Last updated: 4 May 2024 at 07:02 | First published: 3 May 2024", "2024-05-03", "2024-05-04"),
        ("PUBLISHED: May 3, 2024 at 9:12 a.m. | UPDATED: May 4, 2024 at 7:02 a.m.", "2024-05-03", "2024-05-04"),
        ("09:12, 3 May 2024 UPDATED07:02, 4 May 2024", "2024-05-03", "2024-05-04"),
        ("Updated 2 days ago. Posted on 3 May 2024", "2024-05-03", None),
        ("3/5/2024", None, None),
    ],
)
def test_days_of_publication_and_of_changes(line: str, published: str | None, change: str | None) -> None:
    assert find_published(line) == (published, change)


@pytest.mark.parametrize(
    ("line", "is_label"),
    [
        ("Elmouth Courier, Tarn Quay | 3 May 2024, 10:30", True),
        ("General News of Friday, 3 May 2024", True),
        ("Fri, May 3, 2024 page3", True),
        ("✍️ Ada Quill | 📅 May 3, 2024 | ⏱ 3 min read", True),
        ("Staff Reporter Tarn Quay May 3, 2024 12:00 am", True),
        ("Friday May 3 2024, 6.02pm BST, The Courier", True),
        ("Ada Quill / Updated: May 4, 2024 09:40 IST / First Published: May 3, 2024 23:55 IST", True),
        ("The Ferry Ran on May 3, 2024, and the Board Was Glad", False),
        ("The ferry sank on 3 May 2024", False),
        ("The Ferry Sank on 3 May 2024.", False),
        ("Elmouth Courier", False),
    ],
)
def test_labels_with_a_date(line: str, *, is_label: bool) -> None:
    assert is_dated_label(line) is is_label


@pytest.mark.parametrize(
    "line",
    [
        "PUBLISHED: May 3, 2024 at 9:12 a.m. | UPDATED: May 4, 2024 at 7:02 a.m.",
        "This story was originally published May 3, 2024, 9:12 AM.",
        "3 days ago",
        "Posted at 14:32 3 May",
        "May 3, 2024 • 4 min read • 12 comments",
    ],
)
def test_datelines(line: str) -> None:
    assert is_dateline(line)


@pytest.mark.parametrize(
    ("line", "outlet"),
    [
        ("Elmouth Courier, 3 May 2024", "Elmouth Courier"),
        ("The Tarn Times | May 3, 2024", "The Tarn Times"),
        ("Glitterline, 3 May 2024", "Glitterline"),
        ("Elmouth Courier", "Elmouth Courier"),
        ("Glitterline", None),
        ("3 May 2024", None),
        ("Ferry to run again", None),
        ("The board said on 3 May 2024 that it would", None),
    ],
)
def test_outlet_names(line: str, outlet: str | None) -> None:
    assert find_outlet_name(line) == outlet
