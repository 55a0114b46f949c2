"""Speaker shares by year, in the record and in an outlet."""

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


def test_the_voices_of_every_year_are_counted(kept_record: Record) -> None:
    shares = speaker_shares(kept_record)
    assert shares.outlet is None
    assert shares.years == (year(2016, person=1), year(2018, person=1), year(2025, person=7))
    assert [(voice.who.name, voice.said, voice.times) for voice in shares.voices] == [
        (JONAS, 5, (0, 1, 4)),
        (ADA, 3, (1, 0, 2)),
        (MARA, 1, (0, 0, 1)),
    ]
    assert all(voice.who.id for voice in shares.voices)


def test_an_outlet_has_voices_of_its_own(kept_record: Record) -> None:
    shares = speaker_shares(kept_record, outlet="the elmouth POST")
    assert shares.years == (year(2018, person=1), year(2025, person=1))
    assert [(voice.who.name, voice.times) for voice in shares.voices] == [(JONAS, (1, 1))]
    with pytest.raises(NotFoundError, match="No page in the record is from an outlet called 'The Bay Radio'"):
        speaker_shares(kept_record, outlet="The Bay Radio")


def test_unnamed_speakers_are_counted_separately(record: Record) -> None:
    keep_all(record, page(Said("We know", "a source close to the board", unnamed=True), Said("So do I", ADA)))
    shares = speaker_shares(record)
    assert shares.years == (year(2031, person=1, unnamed=1),)
    assert [voice.who.name for voice in shares.voices] == [ADA]
