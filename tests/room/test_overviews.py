"""Overviews are computed in the background and cached until the record changes."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event

import pytest

from onrecord.errors import NotFoundError
from onrecord.record import Record
from onrecord.room import overviews as overviews_module
from onrecord.room.overviews import Overviews
from onrecord.room.response_cache import RecordState
from onrecord.views.outlets import Outlet, outlets
from onrecord.views.speaker_shares import speaker_shares
from tests.statement_pages import Said, keep_all, page


@pytest.fixture
def overviews(record: Record) -> Iterator[Overviews]:
    """The overviews of the record."""
    state = RecordState(record)
    opened = Overviews(record, state)
    yield opened
    opened.close()
    state.close()


def test_an_overview_is_kept_until_the_record_changes(
    overviews: Overviews, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[Record] = []

    def count_calls(record: Record) -> tuple[Outlet, ...]:
        calls.append(record)
        return outlets(record)

    monkeypatch.setattr(overviews_module, "outlets", count_calls)
    first = overviews.outlets()
    assert first is not None
    assert first.current
    assert overviews.outlets() == first
    assert len(calls) == 1
    keep_all(record, page(Said("It will run", "Ada Quill"), outlet="The Gull"))
    outdated = overviews.outlets()
    assert outdated is not None
    assert (outdated.value, outdated.computed, outdated.current) == (first.value, first.computed, False)
    while not (second := overviews.outlets()) or not second.current:
        pass
    assert len(calls) == 2
    assert {outlet.name for outlet in second.value} == {outlet.name for outlet in first.value} | {"The Gull"}


def test_a_visitor_does_not_wait_long(overviews: Overviews, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overviews_module, "_MAX_WAIT", 0.01)
    finish, calls = Event(), []

    def compute_slowly(record: Record) -> tuple[Outlet, ...]:
        calls.append(record)
        finish.wait(30)
        return outlets(record)

    monkeypatch.setattr(overviews_module, "outlets", compute_slowly)
    assert overviews.outlets() is None
    assert overviews.outlets() is None
    finish.set()
    while (overview := overviews.outlets()) is None:
        pass
    assert overview.current
    assert len(calls) == 1


def test_each_outlet_has_its_own_speaker_shares(overviews: Overviews, record: Record) -> None:
    overview = overviews.outlets()
    assert overview is not None
    name = overview.value[0].name
    shares = overviews.speaker_shares(name)
    assert shares is not None
    assert shares.value == speaker_shares(record, outlet=name)
    with pytest.raises(NotFoundError):
        overviews.speaker_shares("The Bay Radio")


def test_the_oldest_overview_is_dropped(overviews: Overviews, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overviews_module, "_MAX_OVERVIEWS", 1)
    first = overviews.outlets()
    assert overviews.speaker_shares(None) is not None
    second = overviews.outlets()
    assert first is not None
    assert second is not None
    assert second.computed > first.computed
    assert second.value == first.value
