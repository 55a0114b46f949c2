"""Fetching a page from the web, politely: an honest name, robots.txt obeyed."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from email.message import Message
from http import HTTPStatus
from types import MappingProxyType

import httpx

from onrecord.errors import FetchError
from onrecord.pages.robots import AGENT, MAX_BYTES, Robots
from onrecord.pages.visit import Answer, Visit
from onrecord.settings import Settings
from onrecord.urls import site_of
from onrecord.version import VERSION

_HEADERS = {
    "User-Agent": f"{AGENT}/{VERSION} (reads one news page for the person who asked for it)",
    "Accept": "text/html, application/xhtml+xml, text/plain;q=0.9, */*;q=0.1",
    "Accept-Language": "en",
    # Only what can be undone within bounds.
    "Accept-Encoding": "gzip",
}
_NONE: Mapping[str, str] = MappingProxyType({})
_ROBOTS = Robots()
_ADVICE = {
    401: "It wants a login: save the page from a browser and give the file.",
    402: "It wants to be paid: save the page from a browser and give the file.",
    403: "It turns programs away: save the page from a browser and give the file.",
    404: "Check the address, or look for the page in a web archive.",
    410: "Look for the page in a web archive.",
    429: "Wait, and ask again later.",
    451: "It is kept back for legal reasons.",
}


def fetch(source: str, *, settings: Settings, robots: Robots = _ROBOTS, tls: ssl.SSLContext | None = None) -> Answer:
    """What is at the URL ``source``.

    Raises ``RefusedError`` for an address that is not http(s), is not on the open internet, or is closed to
    programs by robots.txt; ``FetchError`` for everything else that keeps it from coming: not found, too slow, too
    large, no secure connection. ``tls`` replaces the usual trust in certificates.
    """
    answer = ask(source, settings=settings, robots=robots, tls=tls)
    if not 200 <= answer.status < 300:
        raise _bad_status(source, answer.status)
    return answer


def ask(
    source: str,
    *,
    settings: Settings,
    headers: Mapping[str, str] = _NONE,
    robots: Robots = _ROBOTS,
    tls: ssl.SSLContext | None = None,
) -> Answer:
    """What a server answers for the URL ``source``, whatever its status. ``headers`` go with the request for it.

    Raises as ``fetch`` does, for all but the status.
    """
    with Visit(source, settings=settings, headers=_HEADERS, tls=tls) as visit:

        def get(address: str) -> tuple[int, bytes]:
            answer = visit.get(address, limit=MAX_BYTES, cut=True, allow=lambda url: None)
            return answer.status, answer.body

        def allow(url: httpx.URL) -> None:
            if not settings.ignore_robots:
                robots.check(source, str(url), site=f"{url.scheme}://{url.netloc.decode('ascii')}", get=get)

        return visit.get(source, limit=settings.max_page_bytes, allow=allow, headers=headers)


def post(url: str, *, body: bytes, content_type: str, settings: Settings) -> None:
    """Send ``body`` to ``url``, under the rules by which pages are fetched, but for robots.txt.

    Raises ``FetchError`` or ``RefusedError`` where it was not taken.
    """
    with Visit(url, settings=settings, headers={"User-Agent": _HEADERS["User-Agent"]}) as visit:
        answer = visit.post(url, body=body, content_type=content_type, limit=MAX_BYTES)
    if not 200 <= answer.status < 300:
        raise _bad_status(url, answer.status)


def crawl_delay(url: str, *, robots: Robots = _ROBOTS) -> float:
    """Seconds that the site of ``url`` wants between two requests, as far as its robots.txt was read and says so."""
    return robots.delay(site_of(url))


def content_type(answer: Answer) -> tuple[str, str | None]:
    """The media type and the character encoding that the server declares; an empty string, null where it is silent."""
    declared = answer.headers.get("Content-Type", "")
    if not declared:
        return "", None
    message = Message()
    message["Content-Type"] = declared
    return message.get_content_type(), message.get_content_charset()


def _bad_status(source: str, status: int) -> FetchError:
    known = status in {known.value for known in HTTPStatus}
    name = f"{status} {HTTPStatus(status).phrase}" if known else str(status)
    usual = "Try again later." if status >= 500 else "Open it in a browser to see why."
    error = FetchError(source, f"the server answers {name}", advice=_ADVICE.get(status, usual))
    error.status = status
    return error
