"""The pictures of who is heard."""

from __future__ import annotations

from onrecord.room.drawings import voices
from onrecord.store.entities import EntityRef
from onrecord.views.speaker_shares import Heard, HeardYear, SpeakerShare


def year(number: int, *, person: int, unnamed: int = 0) -> HeardYear:
    return HeardYear(number, person + unnamed, person, organisation=0, document=0, unnamed=unnamed, unknown=0)


HEARD = Heard(
    None,
    (year(2020, person=30, unnamed=10), year(2022, person=100), year(2023, person=1)),
    (
        SpeakerShare(EntityRef("Ada Quill", "a"), 32, (20, 11, 1)),
        SpeakerShare(EntityRef("Ida Bell", "b"), 10, (10, 0, 0)),
    ),
)
NOBODY = Heard(None, (), ())


def test_the_parts_of_a_year_are_the_whole() -> None:
    drawn = voices.shares(HEARD)
    assert [(one.year, one.statements, one.labelled) for one in drawn.columns] == [
        *((year, 0, True) for year in range(2016, 2020)),
        (2020, 40, True),
        (2021, 0, True),
        (2022, 100, True),
        (2023, 1, True),
    ]
    assert [(part.kind, part.y, part.height, part.percent) for part in drawn.columns[4].parts] == [
        ("person", 0, 120, 75),
        ("unnamed", 120, 40, 25),
    ]
    assert drawn.columns[5].parts == ()
    assert drawn.kinds == (("person", "named people"), ("unnamed", "sources without a name"))
    assert all(one.x >= 0 and one.x + one.width <= 100 for one in drawn.columns)


def test_all_voices_are_drawn_on_one_scale_that_a_year_of_few_does_not_set() -> None:
    ada, ida = voices.small(HEARD)
    assert [(bar.year, bar.times, bar.percent) for bar in ada.bars] == [(2020, 20, 50), (2022, 11, 11), (2023, 1, 100)]
    assert [bar.height for bar in ada.bars] == [44, 9.68, 44]
    assert [bar.height for bar in ida.bars] == [22]
    assert ada.highest is not None
    assert ada.highest.year == 2020
    assert voices.labels(HEARD) == (2016, 2023)


def test_years_long_ago_are_left_out_and_few_years_are_not_drawn_wide() -> None:
    long = Heard(None, (year(1900, person=1), year(2020, person=1)), (SpeakerShare(EntityRef("Ada", None), 2, (1, 1)),))
    assert (len(voices.shares(long).columns), voices.shares(long).left_out) == (8, 1)
    assert [bar.year for bar in voices.small(long)[0].bars] == [2020]


def test_nothing_is_drawn_of_nothing() -> None:
    assert voices.shares(NOBODY).columns == ()
    assert (voices.small(NOBODY), voices.labels(NOBODY)) == ((), ())
