"""Rules of sites for programs: robots.txt (RFC 9309), cached for an hour.

Parsed by Protego, since the parser of the standard library takes ``*`` and ``$`` in paths literally before Python 3.15,
and news sites use them to disallow whole sections.
"""

from __future__ import annotations

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from protego import Protego

from onrecord.errors import RefusedError

AGENT = "OnRecord"
# Bytes of a robots.txt that are read. RFC 9309 asks for at least 500 KiB.
MAX_BYTES = 512_000
# RFC 9309 allows up to a day. With an hour, new rules of a site take effect soon.
_CACHE_SECONDS = 3600.0
_MAX_CACHED_SITES = 1000
# Seconds. Some sites ask for a day between requests, to keep programs out.
_MAX_CRAWL_DELAY = 300.0

# As Protego reads the line: with or without a hyphen and a colon.
_AGENT_LINE = re.compile(r"\s*+(?:user-agent|useragent|user\s++agent)(?:\s*+:|\s)([^#]*+)", re.IGNORECASE)
_ALLOW_ALL = ""
_DISALLOW_ALL = "User-agent: *\nDisallow: /\n"
_SERVER_ERROR = 500

GetRobots = Callable[[str], tuple[int, bytes]]
"""Requests an address and returns the status and the first ``MAX_BYTES`` bytes of the body."""


class Robots:
    """Cache of the rules of sites. Safe to share between threads."""

    def __init__(self) -> None:
        self._sites: OrderedDict[str, tuple[float, Protego]] = OrderedDict()
        self._lock = threading.Lock()

    def check(self, source: str, url: str, *, site: str, get: GetRobots) -> None:
        """Raise ``RefusedError`` if ``site`` (scheme, host and port) disallows ``url`` to OnRecord."""
        rules = self._cached_rules(site)
        if rules is None:
            rules = _parse_rules(*get(f"{site}/robots.txt"))
            self._cache_rules(site, rules)
        if not rules.can_fetch(url, AGENT):
            raise RefusedError(
                source,
                f"{site}/robots.txt disallows {url} to programs",
                advice="Save the page from a browser and give the file. For a site that you run yourself set "
                "ONRECORD_IGNORE_ROBOTS=yes.",
            )

    def crawl_delay(self, site: str) -> float:
        """Return the crawl delay of ``site`` in seconds; 0 if it has none or is not cached."""
        rules = self._cached_rules(site)
        delay = None if rules is None else rules.crawl_delay(AGENT)
        return min(float(delay or 0), _MAX_CRAWL_DELAY)

    def _cached_rules(self, site: str) -> Protego | None:
        with self._lock:
            cached_at, rules = self._sites.get(site, (0.0, None))
            return rules if time.monotonic() - cached_at < _CACHE_SECONDS else None

    def _cache_rules(self, site: str, rules: Protego) -> None:
        with self._lock:
            self._sites[site] = (time.monotonic(), rules)
            self._sites.move_to_end(site)
            while len(self._sites) > _MAX_CACHED_SITES:
                self._sites.popitem(last=False)


def _parse_rules(status: int, body: bytes) -> Protego:
    """Parse the rules. Without a file all is allowed; while the server fails, nothing is (RFC 9309, section 2.3.1)."""
    if status >= _SERVER_ERROR:
        return Protego.parse(_DISALLOW_ALL)
    if not 200 <= status < 300:
        return Protego.parse(_ALLOW_ALL)
    lines = body.decode("utf-8-sig", errors="replace").splitlines()
    return Protego.parse("\n".join(map(_merge_other_agents, lines)))


def _merge_other_agents(line: str) -> str:
    """Return ``line`` with one name for all programs but OnRecord.

    Protego stores each rule for each program of its group: 500 kB of names and rules would take 20 GB.
    """
    match = _AGENT_LINE.match(line)
    name = match[1].strip().lower() if match else ""
    if not name:
        return line
    name = name.replace("*", "") or "*"
    return f"User-agent: {name if name in {'*', AGENT.lower()} else 'another'}"
