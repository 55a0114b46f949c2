"""Who is heard, year by year, in the record and in an outlet."""

from __future__ import annotations

import pytest

from onrecord.errors import NotFoundError
from onrecord.record import Record
from onrecord.views.speaker_shares import SpeakerKinds, speaker_shares
from tests.kept_record import ADA, JONAS, MARA
from tests.statement_pages import Said, keep_all, page

pytestmark = pytest.mark.both_databases


def year(year: int, *, person: int = 0, unnamed: int = 0) -> SpeakerKinds:
    return SpeakerKinds(year, person + unnamed, person, organisation=0, document=0, unnamed=unnamed, unknown=0)


def test_the_voices_of_every_year_are_counted(kept: Record) -> None:
    found = speaker_shares(kept)
    assert found.outlet is None
    assert found.years == (year(2016, person=1), year(2018, person=1), year(2025, person=7))
    assert [(one.who.name, one.said, one.times) for one in found.voices] == [
        (JONAS, 5, (0, 1, 4)),
        (ADA, 3, (1, 0, 2)),
        (MARA, 1, (0, 0, 1)),
    ]
    assert all(one.who.id for one in found.voices)


def test_an_outlet_has_voices_of_its_own(kept: Record) -> None:
    found = speaker_shares(kept, outlet="the elmouth POST")
    assert found.years == (year(2018, person=1), year(2025, person=1))
    assert [(one.who.name, one.times) for one in found.voices] == [(JONAS, (1, 1))]
    with pytest.raises(NotFoundError, match="No page in the record is from an outlet called 'The Bay Radio'"):
        speaker_shares(kept, outlet="The Bay Radio")


def test_those_without_a_name_are_counted_apart(record: Record) -> None:
    keep_all(record, page(Said("We know", "a source close to the board", unnamed=True), Said("So do I", ADA)))
    found = speaker_shares(record)
    assert found.years == (year(2031, person=1, unnamed=1),)
    assert [one.who.name for one in found.voices] == [ADA]
