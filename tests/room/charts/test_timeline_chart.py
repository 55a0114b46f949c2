"""Timelines as charts."""

from __future__ import annotations

import pytest

from onrecord.room.charts.timeline_chart import draw_timeline
from onrecord.views.timeline import Kinds, Period, Point, Timeline

NONE = Period(None, Kinds(), Kinds())


def years(**counts: tuple[int, int]) -> Timeline:
    periods = (Period(year[1:], Kinds(direct=by), Kinds(mixed=of)) for year, (by, of) in sorted(counts.items()))
    return Timeline(None, tuple(periods), NONE, ())


def point(day: str, *, side: str = "by", last: str | None = None) -> Point:
    return Point("k3", side, day, last or day, "direct", "One")  # type: ignore[arg-type]


def test_without_dates_there_is_no_chart() -> None:
    assert draw_timeline(Timeline(None, (), Period(None, Kinds(direct=3), Kinds()), ())) is None
    assert draw_timeline(Timeline(2016, (), NONE, ())) is None


def test_years_without_statements_have_a_column() -> None:
    chart = draw_timeline(years(y2010=(1, 0), y2019=(2, 4)))
    assert chart
    assert [column.label for column in chart.columns] == [str(year) for year in range(2010, 2020)]
    assert [round(column.middle, 2) for column in chart.columns] == [5 + 10 * number for number in range(10)]
    assert [len(column.bars) for column in chart.columns] == [1, *[0] * 8, 2]


def test_at_least_eight_years_are_drawn() -> None:
    chart = draw_timeline(years(y2019=(1, 0)))
    assert chart
    assert [column.label for column in chart.columns] == [str(year) for year in range(2012, 2020)]


def test_empty_years_of_a_long_period_are_left_out() -> None:
    chart = draw_timeline(years(y1820=(1, 0), y2019=(1, 0)))
    assert chart
    assert [column.label for column in chart.columns][-1] == "2019"
    assert len(chart.columns) == 2


def test_bars_are_stacked_above_and_below_the_labels() -> None:
    chart = draw_timeline(
        Timeline(None, (Period("2019", Kinds(direct=20, mixed=10, no_response=10), Kinds(indirect=10)),), NONE, ())
    )
    assert chart
    bars = chart.columns[-1].bars
    assert [(bar.kind, bar.y, bar.height) for bar in bars] == [
        ("direct", chart.top - 60, 60),
        ("mixed", chart.top - 90, 30),
        ("no-response", chart.top - 120, 30),
        ("indirect", chart.bottom, 30),
    ]
    assert chart.top - 120 >= 0
    assert chart.bottom + 30 <= chart.height


@pytest.mark.parametrize(
    ("total", "labels"),
    [(1, ["1"]), (3, ["1", "2", "3"]), (7, ["2", "4", "6"]), (40, ["20", "40"]), (12_370, ["5,000", "10,000"])],
)
def test_grid_lines_are_few_and_round(total: int, labels: list[str]) -> None:
    chart = draw_timeline(years(y2019=(total, 0)))
    assert chart
    assert [line.label for line in chart.grid if line.y < chart.top] == labels
    assert all(0 <= line.y <= chart.height for line in chart.grid)


def test_labels_of_years_do_not_overlap() -> None:
    chart = draw_timeline(years(y1980=(1, 0), y2025=(1, 0)))
    assert chart
    labels = [column.label for column in chart.columns if column.label_width]
    assert labels[-1] == "2025"
    assert len(labels) <= 11
    assert [column.label for column in chart.columns if column.label_width == 2] == labels[::-1][::2][::-1]


def test_dots_are_stacked_at_their_day() -> None:
    points = (point("2016-01-01"), point("2016-01-02"), point("2016-01-02", side="about"), point("2016-12-31"))
    periods = (Period("2016-01", Kinds(direct=2), Kinds(direct=1)), Period("2016-12", Kinds(direct=1), Kinds()))
    chart = draw_timeline(Timeline(2016, periods, NONE, points))
    assert chart
    assert len(chart.columns) == 12
    first, second, about, last = chart.dots
    assert first.x == second.x == about.x < 100 / 24
    assert last.x > 100 * 11.5 / 12
    assert second.y < first.y < chart.top < chart.bottom < about.y < chart.height


def test_dots_without_a_month_have_a_column() -> None:
    whole_year = point("2016-01-01", last="2016-12-31")
    chart = draw_timeline(Timeline(2016, (), Period(None, Kinds(direct=1), Kinds()), (whole_year,)))
    assert chart
    assert [column.label for column in chart.columns][-2:] == ["Dec", "no month"]
    assert chart.dots[0].x > 100 * 12 / 13


def test_high_stacks_are_compressed() -> None:
    points = tuple(point("2016-05-05") for _ in range(200))
    chart = draw_timeline(Timeline(2016, (Period("2016-05", Kinds(direct=200), Kinds()),), NONE, points))
    assert chart
    assert chart.height < 300
    assert min(dot.y for dot in chart.dots) > 0
