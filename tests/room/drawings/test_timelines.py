"""Timelines as pictures."""

from __future__ import annotations

import pytest

from onrecord.room.drawings.timelines import draw
from onrecord.views.timeline import Kinds, Period, Point, Timeline

NONE = Period(None, Kinds(), Kinds())


def years(**counts: tuple[int, int]) -> Timeline:
    periods = (Period(year[1:], Kinds(direct=by), Kinds(mixed=of)) for year, (by, of) in sorted(counts.items()))
    return Timeline(None, tuple(periods), NONE, ())


def point(day: str, *, side: str = "by", last: str | None = None) -> Point:
    return Point("k3", side, day, last or day, "direct", "One")  # type: ignore[arg-type]


def test_nothing_dated_is_no_picture() -> None:
    assert draw(Timeline(None, (), Period(None, Kinds(direct=3), Kinds()), ())) is None
    assert draw(Timeline(2016, (), NONE, ())) is None


def test_years_stand_in_a_row_with_those_between_them() -> None:
    drawn = draw(years(y2010=(1, 0), y2019=(2, 4)))
    assert drawn
    assert [one.label for one in drawn.columns] == [str(year) for year in range(2010, 2020)]
    assert [round(one.middle, 2) for one in drawn.columns] == [5 + 10 * number for number in range(10)]
    assert [len(one.bars) for one in drawn.columns] == [1, *[0] * 8, 2]


def test_few_years_have_room_around_them() -> None:
    drawn = draw(years(y2019=(1, 0)))
    assert drawn
    assert [one.label for one in drawn.columns] == [str(year) for year in range(2012, 2020)]


def test_years_far_apart_leave_the_empty_ones_out() -> None:
    drawn = draw(years(y1820=(1, 0), y2019=(1, 0)))
    assert drawn
    assert [one.label for one in drawn.columns][-1] == "2019"
    assert len(drawn.columns) == 2


def test_bars_stand_on_the_band_and_hang_from_it() -> None:
    drawn = draw(
        Timeline(None, (Period("2019", Kinds(direct=20, mixed=10, no_response=10), Kinds(indirect=10)),), NONE, ())
    )
    assert drawn
    bars = drawn.columns[-1].bars
    assert [(one.kind, one.y, one.height) for one in bars] == [
        ("direct", drawn.top - 60, 60),
        ("mixed", drawn.top - 90, 30),
        ("no-response", drawn.top - 120, 30),
        ("indirect", drawn.bottom, 30),
    ]
    assert drawn.top - 120 >= 0
    assert drawn.bottom + 30 <= drawn.height


@pytest.mark.parametrize(
    ("most", "labels"),
    [(1, ["1"]), (3, ["1", "2", "3"]), (7, ["2", "4", "6"]), (40, ["20", "40"]), (12_370, ["5,000", "10,000"])],
)
def test_lines_across_are_few_and_round(most: int, labels: list[str]) -> None:
    drawn = draw(years(y2019=(most, 0)))
    assert drawn
    assert [one.label for one in drawn.ticks if one.y < drawn.top] == labels
    assert all(0 <= one.y <= drawn.height for one in drawn.ticks)


def test_names_of_years_leave_each_other_room() -> None:
    drawn = draw(years(y1980=(1, 0), y2025=(1, 0)))
    assert drawn
    named = [one.label for one in drawn.columns if one.named]
    assert named[-1] == "2025"
    assert len(named) <= 11
    assert [one.label for one in drawn.columns if one.named == 2] == named[::-1][::2][::-1]


def test_statements_of_a_year_are_piled_where_they_were_made() -> None:
    points = (point("2016-01-01"), point("2016-01-02"), point("2016-01-02", side="about"), point("2016-12-31"))
    periods = (Period("2016-01", Kinds(direct=2), Kinds(direct=1)), Period("2016-12", Kinds(direct=1), Kinds()))
    drawn = draw(Timeline(2016, periods, NONE, points))
    assert drawn
    assert len(drawn.columns) == 12
    first, second, about, last = drawn.dots
    assert first.x == second.x == about.x < 100 / 24
    assert last.x > 100 * 11.5 / 12
    assert second.y < first.y < drawn.top < drawn.bottom < about.y < drawn.height


def test_what_is_in_no_month_stands_beside_the_months() -> None:
    whole_year = point("2016-01-01", last="2016-12-31")
    drawn = draw(Timeline(2016, (), Period(None, Kinds(direct=1), Kinds()), (whole_year,)))
    assert drawn
    assert [one.label for one in drawn.columns][-2:] == ["Dec", "no month"]
    assert drawn.dots[0].x > 100 * 12 / 13


def test_high_piles_are_pressed_together() -> None:
    points = tuple(point("2016-05-05") for _ in range(200))
    drawn = draw(Timeline(2016, (Period("2016-05", Kinds(direct=200), Kinds()),), NONE, points))
    assert drawn
    assert drawn.height < 300
    assert min(one.y for one in drawn.dots) > 0
