"""What sites ask of programs in robots.txt (RFC 9309), remembered for each site for an hour.

Protego reads the files: the standard library's parser takes ``*`` and ``$`` in paths as plain characters before
Python 3.15, and news sites close whole branches with them.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from protego import Protego

from onrecord.errors import RefusedError

AGENT = "OnRecord"
MAX_BYTES = 512_000
"""How much of a robots.txt is read (RFC 9309 asks for at least 500 KiB)."""
_KEPT_SECONDS = 3600.0
_KEPT_SITES = 1000
_LONGEST_DELAY = 300.0
"""Seconds. A site that asks for more is taken to mean this."""

_OPEN = ""
_CLOSED = "User-agent: *\nDisallow: /\n"
_SERVER_ERROR = 500

GetRobots = Callable[[str], tuple[int, bytes]]
"""Fetches a URL: its status and the first ``MAX_BYTES`` bytes of what it holds."""


class Robots:
    """The rules of the sites visited so far. Safe to share between threads."""

    def __init__(self) -> None:
        self._sites: OrderedDict[str, tuple[float, Protego]] = OrderedDict()
        self._lock = threading.Lock()

    def check(self, source: str, url: str, *, site: str, get: GetRobots) -> None:
        """Raise ``RefusedError`` where the rules of ``site`` (scheme, host and port) close ``url`` to us."""
        rules = self._known(site)
        if rules is None:
            rules = _rules(*get(f"{site}/robots.txt"))
            self._keep(site, rules)
        if not rules.can_fetch(url, AGENT):
            raise RefusedError(
                source,
                f"{site}/robots.txt asks programs not to fetch {url}",
                advice="Save the page from a browser and give the file; for a site that you run yourself set "
                "ONRECORD_IGNORE_ROBOTS=yes.",
            )

    def delay(self, site: str) -> float:
        """Seconds that ``site`` wants between two requests; 0 where its rules are not known, or do not say."""
        rules = self._known(site)
        asked = None if rules is None else rules.crawl_delay(AGENT)
        return min(float(asked or 0), _LONGEST_DELAY)

    def _known(self, site: str) -> Protego | None:
        with self._lock:
            found = self._sites.get(site)
            return found[1] if found and time.monotonic() - found[0] < _KEPT_SECONDS else None

    def _keep(self, site: str, rules: Protego) -> None:
        with self._lock:
            self._sites[site] = (time.monotonic(), rules)
            self._sites.move_to_end(site)
            while len(self._sites) > _KEPT_SITES:
                self._sites.popitem(last=False)


def _rules(status: int, body: bytes) -> Protego:
    """No file means that all is open; a server in trouble means that all is closed, as RFC 9309 has it."""
    if status >= _SERVER_ERROR:
        return Protego.parse(_CLOSED)
    if not 200 <= status < 300:
        return Protego.parse(_OPEN)
    return Protego.parse(body.decode("utf-8-sig", errors="replace"))
