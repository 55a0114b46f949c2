"""Wait between two requests to the same site."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from onrecord.urls import site_of


class Throttle:
    """Spaces requests to one site by at least ``seconds``. Safe to share between threads.

    ``crawl_delay`` returns the crawl delay of the site of an address. The longer of the two is used.
    """

    def __init__(
        self,
        seconds: float,
        *,
        crawl_delay: Callable[[str], float] = lambda url: 0.0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self._seconds = seconds
        self._crawl_delay = crawl_delay
        self._clock = clock
        self._sleep = sleep
        self._last_requests: dict[str, float] = {}
        self._lock = threading.Lock()

    def wait(self, url: str) -> None:
        """Return when ``url`` may be requested. Threads that wait for one site get their turns one after another."""
        site = site_of(url)
        with self._lock:
            now = turn = self._clock()
            if site in self._last_requests:
                turn = max(now, self._last_requests[site] + max(self._seconds, self._crawl_delay(url)))
            self._last_requests[site] = turn
        # Outside the lock, so that requests to other sites do not wait.
        if turn > now:
            self._sleep(turn - now)
