"""Speaker shares as charts."""

from __future__ import annotations

from onrecord.room.charts.share_charts import draw_shares, draw_speakers, drawn_period
from onrecord.store.entities import EntityRef
from onrecord.views.speaker_shares import SpeakerKinds, SpeakerShare, SpeakerShares


def year(number: int, *, person: int, unnamed: int = 0) -> SpeakerKinds:
    return SpeakerKinds(number, person + unnamed, person, organisation=0, document=0, unnamed=unnamed, unknown=0)


SHARES = SpeakerShares(
    None,
    (year(2020, person=30, unnamed=10), year(2022, person=100), year(2023, person=1)),
    (
        SpeakerShare(EntityRef("Ada Quill", "a"), 32, (20, 11, 1)),
        SpeakerShare(EntityRef("Ida Bell", "b"), 10, (10, 0, 0)),
    ),
)
EMPTY = SpeakerShares(None, (), ())


def test_the_segments_of_a_year_add_up() -> None:
    chart = draw_shares(SHARES)
    assert [(column.year, column.statements, column.labelled) for column in chart.columns] == [
        *((year, 0, True) for year in range(2016, 2020)),
        (2020, 40, True),
        (2021, 0, True),
        (2022, 100, True),
        (2023, 1, True),
    ]
    assert [(segment.kind, segment.y, segment.height, segment.percent) for segment in chart.columns[4].segments] == [
        ("person", 0, 120, 75),
        ("unnamed", 120, 40, 25),
    ]
    assert chart.columns[5].segments == ()
    assert chart.kinds == (("person", "named people"), ("unnamed", "unnamed sources"))
    assert all(column.x >= 0 and column.x + column.width <= 100 for column in chart.columns)


def test_speakers_share_a_scale_that_small_years_do_not_set() -> None:
    ada, ida = draw_speakers(SHARES)
    assert [(bar.year, bar.times, bar.percent) for bar in ada.bars] == [(2020, 20, 50), (2022, 11, 11), (2023, 1, 100)]
    assert [bar.height for bar in ada.bars] == [44, 9.68, 44]
    assert [bar.height for bar in ida.bars] == [22]
    assert ada.peak is not None
    assert ada.peak.year == 2020
    assert drawn_period(SHARES) == (2016, 2023)


def test_between_8_and_40_years_are_drawn() -> None:
    long = SpeakerShares(
        None, (year(1900, person=1), year(2020, person=1)), (SpeakerShare(EntityRef("Ada", None), 2, (1, 1)),)
    )
    assert (len(draw_shares(long).columns), draw_shares(long).omitted_years) == (8, 1)
    assert [bar.year for bar in draw_speakers(long)[0].bars] == [2020]


def test_without_dates_nothing_is_drawn() -> None:
    assert draw_shares(EMPTY).columns == ()
    assert (draw_speakers(EMPTY), drawn_period(EMPTY)) == ((), ())
