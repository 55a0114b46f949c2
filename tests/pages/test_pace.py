"""Not asking one site too often."""

from __future__ import annotations

import pytest

from onrecord.pages.pace import Pace


def test_a_site_is_not_asked_twice_within_the_time() -> None:
    clock, slept = [0.0], []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        clock[0] += seconds

    pace = Pace(2.0, clock=lambda: clock[0], sleep=sleep)
    for url, later in (
        ("https://bell.example/1", 0.5),
        ("https://quay.example/1", 0.5),
        ("https://BELL.example/2", 3.0),
        ("https://bell.example/3", 0.0),
    ):
        pace.wait(url)
        clock[0] += later
    assert slept == [1.0]


@pytest.mark.parametrize(
    ("wanted", "urls", "slept"),
    [
        (0.0, ["https://a.example/1", "https://a.example/2"], [2.0]),
        (0.0, ["https://a.example/1", "https://b.example/1"], []),
        (7.0, ["https://a.example/1", "https://A.example/2", "https://a.example/3"], [7.0, 7.0]),
        (1.0, ["https://a.example/1", "https://a.example/2"], [2.0]),
    ],
)
def test_the_longer_of_the_two_pauses_holds(wanted: float, urls: list[str], slept: list[float]) -> None:
    time, waits = [100.0], []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        time[0] += seconds

    pace = Pace(2.0, wanted=lambda url: wanted, clock=lambda: time[0], sleep=sleep)
    for url in urls:
        pace.wait(url)
    assert waits == slept


@pytest.mark.parametrize("url", ["http://[::1", "http://bell.example:99999/", "http://", "ferry.html"])
def test_a_malformed_address_is_a_site_of_its_own(url: str) -> None:
    waits: list[float] = []
    pace = Pace(2.0, clock=lambda: 100.0, sleep=waits.append)
    pace.wait("https://bell.example/")
    pace.wait(url)
    assert waits == []
