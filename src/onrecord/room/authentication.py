"""Authentication: checks names and secrets for requests, and slows down guessing without locking anybody out.

Each wrong secret delays the next attempts from its network and for its name, by 5 seconds at most. The right secret is
accepted after the delay, and without a delay if this process has verified it before, so that guesses at a name do not
keep its owner out.
"""

from __future__ import annotations

import ipaddress
from collections import Counter
from collections.abc import Awaitable, Callable
from hashlib import blake2b
from secrets import token_bytes
from typing import Final

import anyio
from anyio import CapacityLimiter, to_thread
from fastapi import Request
from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.exceptions import HTTPException

from onrecord.room.access import Access, Visitor

# Failures are counted with a weight that falls with time; after half an hour there is no delay.
_WINDOW: Final = parse("100/15minutes")
# Wrong secrets without a delay: people mistype.
_FREE_FAILURES: Final = 5
# Seconds of the first delay; each failure doubles it up to the longest: 12 guesses a minute on one connection.
_FIRST_DELAY: Final = 0.25
_MAX_DELAY: Final = 5.0
# Attempts of one network at one time: more connections do not make more guesses.
_MAX_PENDING: Final = 5
# Networks and names share this number of counters, by a keyed hash, so that an attacker with millions of addresses
# cannot fill the memory. Names that share a counter share its delay.
_COUNTERS: Final = 4_096
# One argon2 hash takes 64 MB of memory: twenty at once would take more than a gigabyte.
_HASHES_AT_ONCE: Final = 2
# An IPv6 customer has at least a /64 network, and could use another address for each guess.
_IPV6_PREFIX: Final = 64


class Authenticator:
    """Checks secrets of ``access``, for the sign-in form and for programs. Used from one event loop."""

    def __init__(self, access: Access, *, sleep: Callable[[float], Awaitable[None]] = anyio.sleep) -> None:
        self._access = access
        self._sleep = sleep
        self._failures = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._pending: Counter[str] = Counter()
        self._key = token_bytes(32)
        self._hashing = CapacityLimiter(_HASHES_AT_ONCE)

    async def authenticate(self, name: str, secret: str, *, network: str) -> Visitor | None:
        """The visitor with this name and secret, else null; ``network`` is the source of the request.

        Raises ``HTTPException`` 429 if too many attempts of the network are in progress.
        """
        visitor = self._access.recall(name, secret)
        if visitor is not None or not name or not secret:
            return visitor
        counters = (self._counter("network", network), self._counter("name", name))
        if self._pending[counters[0]] >= _MAX_PENDING:
            seconds = f"{_MAX_DELAY:.0f}"
            detail = f"Too many people are signing in from your network. Wait {seconds} seconds and try again."
            raise HTTPException(429, detail, {"retry-after": seconds})
        delay = max(map(self._delay, counters))
        self._pending.update(counters)
        try:
            if delay:
                await self._sleep(delay)
            visitor = await to_thread.run_sync(self._access.verify, name, secret, limiter=self._hashing)
        finally:
            self._pending -= Counter(counters)
        if visitor is None:
            for counter in counters:
                self._failures.hit(_WINDOW, counter)
        return visitor

    def _delay(self, counter: str) -> float:
        """Seconds that an attempt waits. Attempts in progress count as failures, so that a burst is delayed too."""
        failures = _WINDOW.amount - self._failures.get_window_stats(_WINDOW, counter).remaining
        doublings = failures + self._pending[counter] - _FREE_FAILURES
        return min(_MAX_DELAY, _FIRST_DELAY * 2.0**doublings) if doublings >= 0 else 0.0

    def _counter(self, kind: str, value: str) -> str:
        digest = blake2b(value.encode("utf-8", "replace"), key=self._key, digest_size=8).digest()
        return f"{kind} {int.from_bytes(digest, 'big') % _COUNTERS}"


def client_network(request: Request) -> str:
    """The network that ``request`` came from: an IPv4 address, or the /64 network of an IPv6 address."""
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv4Address):
        return host
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.IPv6Network((int(address), _IPV6_PREFIX), strict=False))
