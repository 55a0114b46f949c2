"""Waiting between two requests to one site."""

from __future__ import annotations

import pytest

from onrecord.pages.throttle import Throttle


def test_requests_to_one_site_are_spaced() -> None:
    clock, slept = [0.0], []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        clock[0] += seconds

    throttle = Throttle(2.0, clock=lambda: clock[0], sleep=sleep)
    for url, later in (
        ("https://bell.example/1", 0.5),
        ("https://quay.example/1", 0.5),
        # Hosts are compared without regard to case.
        ("https://BELL.example/2", 3.0),
        ("https://bell.example/3", 0.0),
    ):
        throttle.wait(url)
        clock[0] += later
    assert slept == [1.0]


@pytest.mark.parametrize(
    ("crawl_delay", "urls", "slept"),
    [
        (0.0, ["https://a.example/1", "https://a.example/2"], [2.0]),
        (0.0, ["https://a.example/1", "https://b.example/1"], []),
        (7.0, ["https://a.example/1", "https://A.example/2", "https://a.example/3"], [7.0, 7.0]),
        # Shorter than the pause that was set.
        (1.0, ["https://a.example/1", "https://a.example/2"], [2.0]),
    ],
)
def test_the_longer_of_the_two_delays_holds(crawl_delay: float, urls: list[str], slept: list[float]) -> None:
    time, waits = [100.0], []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        time[0] += seconds

    throttle = Throttle(2.0, crawl_delay=lambda url: crawl_delay, clock=lambda: time[0], sleep=sleep)
    for url in urls:
        throttle.wait(url)
    assert waits == slept


@pytest.mark.parametrize("url", ["http://[::1", "http://bell.example:99999/", "http://", "ferry.html"])
def test_a_malformed_address_is_a_site_of_its_own(url: str) -> None:
    waits: list[float] = []
    throttle = Throttle(2.0, clock=lambda: 100.0, sleep=waits.append)
    throttle.wait("https://bell.example/")
    throttle.wait(url)
    assert waits == []
