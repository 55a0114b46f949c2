"""The timeline of a person."""

from __future__ import annotations

import pytest

from onrecord.errors import UsageError
from onrecord.record import Record
from onrecord.views.person import person
from onrecord.views.timeline import Kinds, Period, timeline
from tests.kept_record import ADA, JONAS
from tests.statement_pages import Said, keep_all, page

pytestmark = pytest.mark.both_databases

NONE = Kinds()


def test_all_years_by_side_and_kind(kept_record: Record) -> None:
    chart = timeline(kept_record, JONAS)
    assert (chart.year, chart.points, chart.unplaced) == (None, (), Period(None, NONE, NONE))
    assert chart.periods == (
        Period("2016", by=NONE, about=Kinds(direct=1)),
        Period("2018", by=Kinds(mixed=1), about=NONE),
        Period("2025", by=Kinds(direct=3, no_response=1), about=Kinds(direct=1)),
    )
    years = [(int(period.start or 0), period.by.total, period.about.total) for period in chart.periods]
    assert years == [(year.year, year.by, year.about) for year in person(kept_record, JONAS).years]


def test_one_year_by_months_with_its_statements(kept_record: Record) -> None:
    chart = timeline(kept_record, ADA, year=2025)
    assert [(period.start, period.by.total, period.about.total) for period in chart.periods] == [
        ("2025-02", 1, 0),
        ("2025-03", 1, 0),
    ]
    assert [(point.side, point.first, point.last, point.kind, point.quote[1:9]) for point in chart.points] == [
        ("by", "2025-02-03", "2025-02-03", "direct", "It is a "),
        ("by", "2025-03-01", "2025-03-01", "direct", "I think "),
    ]


def test_a_statement_dated_by_year_is_in_no_month(kept_record: Record) -> None:
    chart = timeline(kept_record, ADA, year=2016)
    assert (chart.periods, chart.unplaced) == ((), Period(None, Kinds(direct=1), NONE))
    assert [(point.first, point.last) for point in chart.points] == [("2016-01-01", "2016-12-31")]


def test_points_name_statements_and_are_short(record: Record) -> None:
    words = "The tide " + "comes and goes " * 40
    keep_all(record, page(Said(words, ADA, about=(ADA,))))
    by, about = timeline(record, ADA, year=2031).points
    assert (by.side, about.side, by.id) == ("by", "about", about.id)
    assert by.quote.startswith("“The tide comes")
    assert by.quote.endswith(" …")
    assert len(by.quote) <= 120


def test_a_subject_named_twice_in_a_statement_counts_once(record: Record) -> None:
    keep_all(record, page(Said("Both of her", JONAS, about=(ADA, ADA))))
    assert timeline(record, ADA).periods == (Period("2031", by=NONE, about=Kinds(direct=1)),)


def test_undated_statements_are_counted_separately(record: Record) -> None:
    keep_all(record, page(Said("One", ADA, about=(JONAS,)), published=None), page(Said("Two", ADA)))
    chart = timeline(record, ADA)
    assert [period.start for period in chart.periods] == ["2031"]
    assert chart.unplaced == Period(None, Kinds(direct=1), NONE)
    assert timeline(record, JONAS).unplaced.about.total == 1


def test_a_year_of_too_many_statements_has_counts_alone(record: Record) -> None:
    keep_all(record, page(*(Said(f"Word {number}", ADA) for number in range(301))))
    chart = timeline(record, ADA, year=2031)
    assert (chart.points, [period.by.total for period in chart.periods]) == ((), [301])


@pytest.mark.parametrize("year", [0, -5, 10_000])
def test_an_invalid_year_is_refused(kept_record: Record, year: int) -> None:
    with pytest.raises(UsageError, match=f"The year {year} cannot be shown"):
        timeline(kept_record, ADA, year=year)


def test_a_year_without_anything_is_empty(kept_record: Record) -> None:
    chart = timeline(kept_record, ADA, year=1999)
    assert (chart.periods, chart.points) == ((), ())


def test_several_of_one_name(record: Record) -> None:
    keep_all(record, page(Said("One", ADA)), page(Said("Two", ADA), published="2030"), apart=(ADA,))
    with pytest.raises(UsageError, match="2 people in the record are called"):
        timeline(record, ADA)
