"""Not asking one site too often."""

from __future__ import annotations

import time
from collections.abc import Callable
from urllib.parse import urlsplit


class Pace:
    """Waits until a site may be asked again. ``seconds`` is the shortest time between two fetches from one.

    ``wanted`` says what the site of an address asks for itself: the longer of the two holds.
    """

    def __init__(
        self,
        seconds: float,
        *,
        wanted: Callable[[str], float] = lambda url: 0.0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._seconds = seconds
        self._wanted = wanted
        self._clock = clock
        self._sleep = sleep
        self._asked: dict[str, float] = {}

    def wait(self, url: str) -> None:
        """Return as soon as the site of ``url`` may be asked, which is from then on taken to be asked."""
        site = urlsplit(url).netloc.lower()
        if site in self._asked:
            left = self._asked[site] + max(self._seconds, self._wanted(url)) - self._clock()
            if left > 0:
                self._sleep(left)
        self._asked[site] = self._clock()
