"""Overviews: counted aside, kept until the record changes, and shown meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event

import pytest

from onrecord.errors import NotFoundError
from onrecord.record import Record
from onrecord.room import overviews
from onrecord.room.freshness import State
from onrecord.room.overviews import Overviews
from onrecord.views.outlets import Outlet, outlets
from onrecord.views.speaker_shares import heard
from tests.statement_pages import Said, keep_all, page


@pytest.fixture
def counted(record: Record) -> Iterator[Overviews]:
    """The overviews of the record."""
    state = State(record)
    made = Overviews(record, state)
    yield made
    made.close()
    state.close()


def test_what_was_counted_is_kept_until_the_record_changes(
    counted: Overviews, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    times: list[int] = []

    def count(record: Record) -> tuple[Outlet, ...]:
        times.append(1)
        return outlets(record)

    monkeypatch.setattr(overviews, "outlets", count)
    first = counted.outlets()
    assert first is not None
    assert first.current
    assert counted.outlets() == first
    assert len(times) == 1
    keep_all(record, page(Said("It will run", "Ada Quill"), outlet="The Gull"))
    old = counted.outlets()
    assert old is not None
    assert (old.value, old.at, old.current) == (first.value, first.at, False)
    while not (new := counted.outlets()) or not new.current:
        pass
    assert len(times) == 2
    assert {one.name for one in new.value} == {one.name for one in first.value} | {"The Gull"}


def test_nobody_waits_for_long(counted: Overviews, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overviews, "_PATIENCE", 0.01)
    go_on, times = Event(), []

    def slowly(record: Record) -> tuple[Outlet, ...]:
        times.append(1)
        go_on.wait(30)
        return outlets(record)

    monkeypatch.setattr(overviews, "outlets", slowly)
    assert counted.outlets() is None
    assert counted.outlets() is None
    go_on.set()
    while (found := counted.outlets()) is None:
        pass
    assert found.current
    assert len(times) == 1


def test_each_outlet_has_voices_of_its_own(counted: Overviews, record: Record) -> None:
    every = counted.outlets()
    assert every is not None
    name = every.value[0].name
    voices = counted.heard(name)
    assert voices is not None
    assert voices.value == heard(record, outlet=name)
    with pytest.raises(NotFoundError):
        counted.heard("The Bay Radio")


def test_no_more_is_kept_than_is_of_use(counted: Overviews, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overviews, "_MOST_KEPT", 1)
    first = counted.outlets()
    assert counted.heard(None) is not None
    again = counted.outlets()
    assert first is not None
    assert again is not None
    assert again.at > first.at
    assert again.value == first.value
