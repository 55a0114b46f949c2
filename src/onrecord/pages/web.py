"""Fetch pages from the web: with an honest user agent, and only what robots.txt allows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType

from onrecord.errors import FetchError
from onrecord.pages.client import Client, Response
from onrecord.pages.robots import AGENT, MAX_BYTES, Robots
from onrecord.settings import Settings
from onrecord.urls import site_of
from onrecord.version import VERSION

_HEADERS = {
    "User-Agent": f"{AGENT}/{VERSION} (reads one news page for the person who asked for it)",
    "Accept": "text/html, application/xhtml+xml, text/plain;q=0.9, */*;q=0.1",
    "Accept-Language": "en",
    # The only encoding with limited decompression.
    "Accept-Encoding": "gzip",
}
_NO_HEADERS: Mapping[str, str] = MappingProxyType({})
_ROBOTS = Robots()
# Printable ASCII, which requests may hold. Servers refuse requests with longer headers than 8 kB.
_VALIDATOR = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]{0,998}[\x21-\x7e])?")
_MEDIA_TYPE = re.compile(r"[\w.+-]++/[\w.+-]++")
_CHARSET = re.compile(r"\bcharset\s*+=\s*+[\"']?+([^\s;\"']++)", re.IGNORECASE)
# For all other statuses the advice is to open the page in a browser or to try again later.
_ADVICE = {
    401: "It requires a login: save the page from a browser and give the file.",
    402: "It requires payment: save the page from a browser and give the file.",
    403: "It refuses programs: save the page from a browser and give the file.",
    404: "Check the address, or look for the page in a web archive.",
    410: "Look for the page in a web archive.",
    429: "Wait, and try again later.",
    451: "It is withheld for legal reasons.",
}


def fetch(source: str, *, settings: Settings, robots: Robots = _ROBOTS) -> Response:
    """Fetch the address ``source``.

    Raises ``RefusedError`` if the address is not http or https, is not public, or is disallowed by robots.txt, and
    ``FetchError`` if it cannot be fetched for another reason: not found, too slow, too large, no secure connection.
    """
    response = request(source, settings=settings, robots=robots)
    # A part was not asked for, so it would pass for the whole page.
    if not 200 <= response.status < 300 or response.status == HTTPStatus.PARTIAL_CONTENT:
        raise _status_error(source, response.status)
    return response


def request(
    source: str,
    *,
    settings: Settings,
    headers: Mapping[str, str] = _NO_HEADERS,
    robots: Robots = _ROBOTS,
) -> Response:
    """Request the address ``source`` with ``headers``, and return the response whatever its status.

    Raises as ``fetch`` does, except for the status.
    """
    with Client(source, settings=settings, headers=_HEADERS) as client:

        def get_robots(url: str) -> tuple[int, bytes]:
            response = client.get(url, max_bytes=MAX_BYTES, cut=True, check=lambda url: None)
            return response.status, response.body

        def check(url: str) -> None:
            if not settings.ignore_robots:
                robots.check(source, url, site=site_of(url), get=get_robots)

        return client.get(source, max_bytes=settings.max_page_bytes, check=check, headers=headers)


def conditional_headers(etag: str | None, modified: str | None) -> dict[str, str]:
    """Return the headers that ask for a page only if it has changed since the response with these validators.

    A validator that no request can hold, such as ``"café"``, is left out.
    """
    validators = {"If-None-Match": etag, "If-Modified-Since": modified}
    return {name: value for name, value in validators.items() if value and _VALIDATOR.fullmatch(value)}


def post(url: str, *, body: bytes, content_type: str, settings: Settings) -> None:
    """Post ``body`` to ``url``, under the rules for fetching pages except robots.txt.

    Raises ``FetchError`` or ``RefusedError`` if the server does not accept it.
    """
    with Client(url, settings=settings, headers={"User-Agent": _HEADERS["User-Agent"]}) as client:
        response = client.post(url, body=body, content_type=content_type, max_bytes=MAX_BYTES)
    if not 200 <= response.status < 300:
        raise _status_error(url, response.status)


def crawl_delay(url: str) -> float:
    """Return the crawl delay of the site of ``url`` in seconds; 0 if unknown."""
    return _ROBOTS.crawl_delay(site_of(url))


def content_type(response: Response) -> tuple[str, str | None]:
    """Return the media type and the character encoding that the server declares: empty and null if it does not.

    The parser of the standard library fails on ``text/html; charset*0=a; charset*=b``.
    """
    media_type, _, parameters = (response.headers.get("Content-Type") or "").partition(";")
    charset = _CHARSET.search(parameters)
    is_media_type = _MEDIA_TYPE.fullmatch(media_type.strip())
    return media_type.strip().lower() if is_media_type else "", charset[1].lower() if charset else None


def _status_error(source: str, status: int) -> FetchError:
    is_standard = status in {standard.value for standard in HTTPStatus}
    name = f"{status} {HTTPStatus(status).phrase}" if is_standard else str(status)
    default_advice = "Try again later." if status >= 500 else "Open it in a browser to see why."
    error = FetchError(source, f"the server answers {name}", advice=_ADVICE.get(status, default_advice))
    error.status = status
    return error
