"""Fetching a page from the web, politely: an honest name, robots.txt obeyed."""

from __future__ import annotations

import ssl
from email.message import Message
from http import HTTPStatus

import httpx

from onrecord.errors import FetchError
from onrecord.pages.robots import AGENT, MAX_BYTES, Robots
from onrecord.pages.visit import Answer, Visit
from onrecord.settings import Settings
from onrecord.version import VERSION

_HEADERS = {
    "User-Agent": f"{AGENT}/{VERSION} (reads one news page for the person who asked for it)",
    "Accept": "text/html, application/xhtml+xml, text/plain;q=0.9, */*;q=0.1",
    "Accept-Language": "en",
    # Only what can be undone within bounds.
    "Accept-Encoding": "gzip",
}
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
    with Visit(source, settings=settings, headers=_HEADERS, tls=tls) as visit:

        def get(address: str) -> tuple[int, bytes]:
            answer = visit.get(address, limit=MAX_BYTES, cut=True, allow=lambda url: None)
            return answer.status, answer.body

        def ask(url: httpx.URL) -> None:
            if not settings.ignore_robots:
                robots.check(source, str(url), site=f"{url.scheme}://{url.netloc.decode('ascii')}", get=get)

        answer = visit.get(source, limit=settings.max_page_bytes, allow=ask)
    if not 200 <= answer.status < 300:
        raise _bad_status(source, answer.status)
    return answer


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
    return FetchError(source, f"the server answers {name}", advice=_ADVICE.get(status, usual))
