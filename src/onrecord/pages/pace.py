"""Not asking one site too often."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from onrecord.urls import site_of


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
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self._seconds = seconds
        self._wanted = wanted
        self._clock = clock
        self._sleep = sleep
        self._asked: dict[str, float] = {}
        self._lock = threading.Lock()

    def wait(self, url: str) -> None:
        """Return as soon as the site of ``url`` may be asked, which is from then on taken to be asked.

        Of threads that wait for one site each has its own turn.
        """
        site = site_of(url)
        with self._lock:
            here = turn = self._clock()
            if site in self._asked:
                turn = max(here, self._asked[site] + max(self._seconds, self._wanted(url)))
            self._asked[site] = turn
        if turn > here:
            self._sleep(turn - here)
