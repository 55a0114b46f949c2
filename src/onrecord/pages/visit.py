"""One visit to the web: requests within one bound of time, each hop of a redirect checked, nothing remembered."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType, TracebackType
from urllib.parse import urljoin

import httpcore
import httpx

from onrecord.errors import FetchError, RefusedError
from onrecord.pages.inflate import gunzip, too_large
from onrecord.pages.network import GuardedBackend, PrivateAddressError
from onrecord.settings import Settings
from onrecord.urls import web_url

_NONE: Mapping[str, str] = MappingProxyType({})
_REDIRECTS = {301, 302, 303, 307, 308}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered, with gzip that only served the way undone."""

    status: int
    headers: httpx.Headers
    body: bytes
    url: httpx.URL
    """Where it came from, after redirects."""


class Visit:
    """Requests for one page, ``source``, and what belongs to it. No cookies, no logins, no proxies.

    ``headers`` go with every request; ``tls`` replaces the usual trust in certificates.
    """

    def __init__(
        self, source: str, *, settings: Settings, headers: dict[str, str], tls: ssl.SSLContext | None = None
    ) -> None:
        self._source = source
        self._settings = settings
        self._headers = headers
        backend = GuardedBackend(
            deadline=time.monotonic() + settings.fetch_timeout, allow_private=settings.allow_private_addresses
        )
        self._pool = httpcore.ConnectionPool(ssl_context=tls or _trust(), network_backend=backend, max_connections=1)

    def __enter__(self) -> Visit:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.close()

    def get(
        self,
        url: str,
        *,
        limit: int,
        cut: bool = False,
        allow: Callable[[httpx.URL], None],
        headers: Mapping[str, str] = _NONE,
    ) -> Answer:
        """What is at ``url``, redirects followed. ``allow`` is asked before each hop, and raises to forbid it.

        More than ``limit`` bytes are an error or, with ``cut``, left where they are. ``headers`` go with these
        requests, before those that go with all.
        """
        target = self._parsed(url)
        for _ in range(self._settings.max_redirects + 1):
            allow(target)
            answer = self._once(target, limit=limit, cut=cut, headers=headers)
            location = answer.headers.get("Location")
            if answer.status not in _REDIRECTS or not location:
                return answer
            target = self._parsed(location, base=str(target))
        raise FetchError(
            self._source,
            f"it sends on to another address more than {self._settings.max_redirects} times",
            advice="Give the address that a browser ends up at, or raise ONRECORD_MAX_REDIRECTS.",
        )

    def post(self, url: str, *, body: bytes, content_type: str, limit: int) -> Answer:
        """Send ``body`` to ``url``, and what comes back. Redirects are not followed."""
        sent = {"Content-Type": content_type, "Content-Length": str(len(body))}
        return self._once(self._parsed(url), limit=limit, cut=True, headers=sent, body=body)

    def _parsed(self, address: str, *, base: str = "") -> httpx.URL:
        try:
            address = urljoin(base, address)
            url = httpx.URL(address).copy_with(fragment=None)
            host, _ = url.host, url.port  # which raise for an invalid host and an invalid port
        except (httpx.InvalidURL, ValueError) as error:
            raise self._malformed(address, str(error)) from error
        if url.scheme not in {"http", "https"} or not host:
            raise RefusedError(
                self._source, f"{address!r} is not an http or https address", advice="Give one, or give a file."
            )
        if url.userinfo:
            raise RefusedError(
                self._source,
                "the address contains a user name or password",
                advice="Give it without them, since records keep addresses.",
            )
        if web_url(address) is None:
            raise self._malformed(address, "its host or port is not valid")
        return url

    def _malformed(self, address: str, problem: str) -> FetchError:
        return FetchError(
            self._source, f"{address[:200]!r} is not a valid address ({problem})", advice="Check the spelling."
        )

    def _once(
        self, url: httpx.URL, *, limit: int, cut: bool, headers: Mapping[str, str], body: bytes | None = None
    ) -> Answer:
        sent = [("Host", url.netloc.decode("ascii")), *{**self._headers, **headers}.items()]
        method = "GET" if body is None else "POST"
        with self._clear_errors(url), self._pool.stream(method, str(url), headers=sent, content=body) as response:
            given = httpx.Headers(response.headers)
            got = bytearray()
            if response.status not in _REDIRECTS:
                for chunk in response.iter_stream():
                    got += chunk
                    if len(got) > limit:
                        if not cut:
                            raise too_large(self._source, limit)
                        break
        decoded = self._decoded(bytes(got), headers=given, limit=limit, cut=cut)
        return Answer(status=response.status, headers=given, body=decoded[:limit], url=url)

    def _decoded(self, body: bytes, *, headers: httpx.Headers, limit: int, cut: bool) -> bytes:
        coding = headers.get("Content-Encoding", "identity").strip().lower()
        if coding in {"identity", ""} or not body:
            return body
        if coding in {"gzip", "x-gzip"}:
            return gunzip(self._source, body, settings=self._settings, max_bytes=limit, cut=cut)
        raise FetchError(
            self._source,
            f"the server sent it encoded as {coding!r}, which was not asked for",
            advice="Save the page from a browser and give the file.",
        )

    @contextmanager
    def _clear_errors(self, url: httpx.URL) -> Iterator[None]:
        source, again = self._source, "Check the address and the network, and try again."
        try:
            yield
        except PrivateAddressError as error:
            raise RefusedError(
                source,
                f"{url.host} leads to {error.address}, which is not an address on the open internet",
                advice="For a site on your own network set ONRECORD_ALLOW_PRIVATE_ADDRESSES=yes.",
            ) from error
        except httpcore.TimeoutException as error:
            raise FetchError(
                source,
                f"{url.host} did not send it within {self._settings.fetch_timeout:g} seconds",
                advice="Try again later, or raise ONRECORD_FETCH_TIMEOUT.",
            ) from error
        except httpcore.ConnectError as error:
            if _is_tls(error):
                raise FetchError(
                    source,
                    f"no secure connection to {url.host} ({error})",
                    advice="Open it in a browser: the site's certificate may be out of date or not its own.",
                ) from error
            raise FetchError(source, f"{url.host} cannot be reached ({error})", advice=again) from error
        except (httpcore.NetworkError, httpcore.ProtocolError, ssl.SSLError) as error:
            raise FetchError(source, f"{url.host} broke off ({error})", advice=again) from error


@cache
def _trust() -> ssl.SSLContext:
    return httpcore.default_ssl_context()


def _is_tls(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False
