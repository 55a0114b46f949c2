"""Not asking one site too often."""

from __future__ import annotations

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
