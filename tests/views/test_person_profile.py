"""The complete view of a person."""

from __future__ import annotations

import pytest

from onrecord.errors import NotFoundError, UsageError
from onrecord.record import Record
from onrecord.views.person import person
from onrecord.views.person_context import load_context, profile
from onrecord.views.timeline import timeline
from tests.kept_record import ADA

pytestmark = pytest.mark.both_databases


@pytest.mark.parametrize("year", [None, 2025])
def test_it_is_what_its_parts_are(kept_record: Record, year: int | None) -> None:
    person_profile = profile(kept_record, ADA, year=year)
    assert person_profile.portrait == person(kept_record, ADA)
    assert person_profile.around == load_context(kept_record, ADA)
    assert person_profile.time == timeline(kept_record, ADA, year=year)


def test_nobody_and_no_year(kept_record: Record) -> None:
    with pytest.raises(NotFoundError, match="Nobody in the record is called"):
        profile(kept_record, "Nobody")
    with pytest.raises(UsageError, match="cannot be shown"):
        profile(kept_record, ADA, year=0)
