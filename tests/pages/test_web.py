"""Fetching from a local server: bounded, polite, with a clear error for every failure."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler

import pytest

from onrecord.errors import FetchError, RefusedError, UnreadableError
from onrecord.pages import open_pages
from onrecord.pages.robots import Robots
from onrecord.pages.web import fetch, post, request
from onrecord.settings import Settings
from onrecord.types import Page
from tests.pages.conftest import Site

HTML = b"<html><p>The ferry will run again.</p></html>"
HERE = Settings(allow_private_addresses=True, fetch_timeout=5.0, max_page_bytes=10_000, max_redirects=2)
QUICK = Settings(allow_private_addresses=True, fetch_timeout=0.4)


def fetch_body(site: Site, path: str, *, settings: Settings = HERE, robots: Robots | None = None) -> bytes:
    return fetch(site.url(path), settings=settings, robots=robots or Robots()).body


def test_a_page_has_the_media_type_and_encoding_of_the_response(site: Site) -> None:
    site.answer("/a", HTML, headers={"Content-Type": "text/html; charset=ISO-8859-1"})
    (page,) = open_pages(site.url("/a#part"), settings=HERE)
    assert isinstance(page, Page)
    assert (page.source, page.url, page.body) == (site.url("/a#part"), site.url("/a"), HTML)
    assert (page.content_type, page.encoding) == ("text/html", "iso-8859-1")


@pytest.mark.parametrize(
    ("value", "content_type", "encoding"),
    [
        ("text/html; charset=ISO-8859-1", "text/html", "iso-8859-1"),
        ("Text/HTML;charset='utf-8';x=y", "text/html", "utf-8"),
        ('text/html; x="charset"; charset = "koi8-r"', "text/html", "koi8-r"),
        # No media type: the bytes decide. Continued parameters, on which the standard library fails.
        ("html", "text/html", None),
        ("\u00ff\u00fe;;;=charset", "text/html", None),
        ("text/html; charset*0=a; charset*1*=b; charset*=utf-8''%ff", "text/html", None),
    ],
)
def test_a_content_type_may_be_malformed(site: Site, value: str, content_type: str, encoding: str | None) -> None:
    site.answer("/a", HTML, headers={"Content-Type": value})
    (page,) = open_pages(site.url("/a"), settings=HERE)
    assert isinstance(page, Page)
    assert (page.content_type, page.encoding) == (content_type, encoding)


def test_requests_name_onrecord_and_keep_no_cookies(site: Site) -> None:
    site.answer("/a", b"", status=302, headers={"Location": "/b", "Set-Cookie": "who=you; Path=/"})
    site.answer("/b", HTML, headers={"Content-Type": "text/html"})
    fetch_body(site, "/a")
    assert site.paths() == ["/robots.txt", "/a", "/b"]
    for _, headers in site.requests:
        assert headers["User-Agent"].startswith("OnRecord/")
        assert headers["Host"] == f"127.0.0.1:{site.port}"
        assert "Cookie" not in headers


@pytest.mark.parametrize(
    ("address", "requested"),
    [
        ("/a b/ö", "/a%20b/%C3%B6"),
        ("/a%20b%2f%c3%b6", "/a%20b%2f%c3%b6"),
        ("/a/../b/./c", "/b/c"),
        ('/a?b=[1]|ä&c="d e"', "/a?b=[1]|%C3%A4&c=%22d%20e%22"),
        ("/{a}?{b}", "/%7Ba%7D?{b}"),
        ("/a \n", "/a"),
    ],
)
def test_addresses_are_requested_as_browsers_do(site: Site, address: str, requested: str) -> None:
    site.answer(requested, HTML)
    assert fetch(site.url(address), settings=HERE, robots=Robots()).url == site.url(requested)
    assert site.paths() == ["/robots.txt", requested]


def test_redirects_are_followed_and_bounded(site: Site) -> None:
    for number in range(3):
        site.answer(f"/{number}", status=301, headers={"Location": f"/{number + 1}"})
    site.answer("/3", HTML)
    answer = fetch(site.url("/1"), settings=HERE, robots=Robots())
    assert (answer.url, answer.body) == (site.url("/3"), HTML)
    with pytest.raises(FetchError, match="redirects more than 2 times"):
        fetch_body(site, "/0")


@pytest.mark.parametrize(
    ("location", "problem"),
    [
        # Local files, other schemes, passwords, malformed addresses.
        ("file:///etc/hosts", "not an http or https address"),
        ("ftp://press.example/", "not an http or https address"),
        ("http://ada:secret@press.example/", "user name or password"),
        ("http://[::1", "is not a valid address"),
        ("//bell..example/", "is not a valid address"),
        ("http://bell.example:99999/", "is not a valid address"),
    ],
)
def test_each_hop_is_checked(site: Site, location: str, problem: str) -> None:
    site.answer("/a", status=302, headers={"Location": location})
    with pytest.raises(FetchError, match=problem):
        fetch_body(site, "/a")


def test_gzip_for_transport_is_decompressed(site: Site) -> None:
    site.answer("/a", gzip.compress(HTML), headers={"Content-Type": "text/html", "Content-Encoding": "gzip"})
    assert fetch_body(site, "/a") == HTML


@pytest.mark.parametrize(
    ("body", "headers", "problem"),
    [
        # Too large, and two gzip bombs.
        (b"x" * 10_001, {}, "larger than 10,000 bytes"),
        (gzip.compress(bytes(20_000_000))[:9_000], {"Content-Encoding": "gzip"}, "larger than|breaks off"),
        (gzip.compress(bytes(5_000_000)), {"Content-Encoding": "gzip"}, "larger than 10,000 bytes"),
        (HTML, {"Content-Encoding": "br"}, "encoded as 'br', which OnRecord had not accepted"),
        # Announced longer than it is.
        (HTML, {"Content-Length": "400"}, "broke off"),
    ],
)
def test_incomplete_and_large_bodies_are_errors(site: Site, body: bytes, headers: dict[str, str], problem: str) -> None:
    site.answer("/a", body, headers={"Connection": "close", **headers})
    with pytest.raises(FetchError, match=problem):
        fetch_body(site, "/a")


@pytest.mark.parametrize(
    ("status", "problem"),
    [
        (206, "206 Partial Content"),
        (404, "404 Not Found.*web archive"),
        (403, "403.*browser"),
        (503, "503.*later"),
        (204, ""),
        (599, "599"),
    ],
)
def test_other_statuses_are_errors_with_advice(site: Site, status: int, problem: str) -> None:
    site.answer("/a", status=status)
    if status == 204:
        with pytest.raises(UnreadableError, match="empty"):
            list(open_pages(site.url("/a"), settings=HERE))
    else:
        with pytest.raises(FetchError, match=problem):
            fetch_body(site, "/a")


@pytest.mark.parametrize(
    ("body", "content_type", "problem"),
    [
        (b"%PDF-1.7", "application/pdf", "PDF"),
        (b"{}", "application/json", "application/json"),
        (b"<?xml version='1.0'?><rss>", "application/rss+xml", "RSS feed"),
    ],
)
def test_other_formats_are_refused(site: Site, body: bytes, content_type: str, problem: str) -> None:
    site.answer("/a", body, headers={"Content-Type": content_type})
    with pytest.raises(UnreadableError, match=problem):
        list(open_pages(site.url("/a"), settings=HERE))


@pytest.mark.parametrize("start", [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n"])
def test_the_total_time_is_bounded(site: Site, start: bytes) -> None:
    def send(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(start)
        for _ in range(100):
            handler.wfile.write(b"X-A: b\r\n" if start else b"")
            handler.wfile.flush()
            time.sleep(0.05)

    site.answers["/a"] = send
    began = time.monotonic()
    with pytest.raises(FetchError, match=r"within 0\.4 seconds"):
        fetch_body(site, "/a", settings=QUICK)
    assert time.monotonic() - began < 2.0


def test_private_addresses_are_refused(site: Site) -> None:
    site.answer("/a", HTML)
    # The resolver takes "0" and "0x7f.1" for addresses of this machine.
    for host in ("127.0.0.1", "localhost", "0", "0x7f.1"):
        with pytest.raises(RefusedError, match="not a public address"):
            fetch(site.url("/a", host=host), settings=Settings(), robots=Robots())
    assert site.requests == []


def test_the_connection_goes_to_the_address_that_was_checked(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    lookups: list[str] = []

    def look_up(host: str, port: int, *_: object, **__: object) -> list[object]:
        if host == "press.example":
            lookups.append(host)
            # A name server that answers the second time with another address.
            host = "127.0.0.1" if len(lookups) == 1 else "203.0.113.9"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, port))]

    monkeypatch.setattr("onrecord.pages.network.socket.getaddrinfo", look_up)
    site.answer("/a", HTML)
    assert fetch(site.url("/a", host="press.example"), settings=HERE, robots=Robots()).body == HTML
    assert lookups == ["press.example"]
    assert {headers["Host"] for _, headers in site.requests} == {f"press.example:{site.port}"}


def test_a_host_with_any_private_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def look_up(host: str, port: int, **_: object) -> list[object]:
        # One of the two is private.
        return [(0, 0, 0, "", ("93.184.215.14", port)), (0, 0, 0, "", ("10.0.0.7", port))]

    monkeypatch.setattr("onrecord.pages.network.socket.getaddrinfo", look_up)
    with pytest.raises(RefusedError, match=r"press\.example resolves to 10\.0\.0\.7"):
        fetch("http://press.example/", settings=Settings(), robots=Robots())


def test_an_unknown_host_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def look_up(*_: object, **__: object) -> list[object]:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr("onrecord.pages.network.socket.getaddrinfo", look_up)
    with pytest.raises(FetchError, match=r"press\.example cannot be reached .* not known"):
        fetch("http://press.example/", settings=Settings(), robots=Robots())


def test_a_slow_lookup_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    waits = threading.Event()

    def look_up(*_: object, **__: object) -> list[object]:
        waits.wait(5)
        return []

    monkeypatch.setattr("onrecord.pages.network.socket.getaddrinfo", look_up)
    with pytest.raises(FetchError, match=r"within 0\.4 seconds"):
        fetch("http://press.example/", settings=QUICK, robots=Robots())
    waits.set()


def test_a_closed_port_is_an_error() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/"
    with pytest.raises(FetchError, match="cannot be reached"):
        fetch(url, settings=HERE, robots=Robots())


def test_tls_names_the_host(site: Site) -> None:
    """The TLS handshake names the host of the page, not the address; a server without TLS is an error."""
    handshakes: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                handshakes.append(connection.recv(4096))
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        with pytest.raises(FetchError, match="there is no secure connection to localhost"):
            fetch(f"https://localhost:{server.getsockname()[1]}/", settings=HERE, robots=Robots())
        thread.join(5)
    assert b"localhost" in handshakes[0]


ROBOTS = b"""User-agent: *
Disallow: /

User-agent: OnRecord
Disallow: /not-us/
Disallow: /*?print=
"""


@pytest.mark.parametrize(
    ("path", "allowed"),
    # The group for OnRecord holds, not the one for all.
    [("/open", True), ("/not-us/a", False), ("/a?print=1", False), ("/a?page=1", True)],
)
def test_robots_txt_is_obeyed(site: Site, path: str, *, allowed: bool) -> None:
    site.answer("/robots.txt", ROBOTS)
    site.answer(path, HTML)
    if allowed:
        assert fetch_body(site, path) == HTML
    else:
        with pytest.raises(RefusedError, match=r"robots\.txt disallows"):
            fetch_body(site, path)
        assert site.paths() == ["/robots.txt"]


def test_robots_txt_applies_to_redirects(site: Site) -> None:
    site.answer("/robots.txt", ROBOTS)
    site.answer("/a", status=302, headers={"Location": "/not-us/a"})
    site.answer("/not-us/a", HTML)
    with pytest.raises(RefusedError, match=r"robots\.txt disallows"):
        fetch_body(site, "/a")


@pytest.mark.parametrize(("status", "allowed"), [(404, True), (403, True), (500, False), (503, False)])
def test_the_status_of_robots_txt_decides(site: Site, status: int, *, allowed: bool) -> None:
    site.answer("/robots.txt", status=status)
    site.answer("/a", HTML)
    if allowed:
        assert fetch_body(site, "/a") == HTML
    else:
        with pytest.raises(RefusedError):
            fetch_body(site, "/a")


def test_robots_txt_is_requested_once_and_can_be_ignored(site: Site) -> None:
    site.answer("/robots.txt", b"User-agent: *\nDisallow: /b\n" + b"# " + b"x" * 600_000)
    site.answer("/a", HTML)
    site.answer("/b", HTML)
    robots = Robots()
    fetch_body(site, "/a", robots=robots)
    fetch_body(site, "/a", robots=robots)
    assert site.paths().count("/robots.txt") == 1
    settings = Settings(allow_private_addresses=True, ignore_robots=True)
    assert fetch_body(site, "/b", settings=settings, robots=robots) == HTML


def test_a_response_is_returned_whatever_its_status(site: Site) -> None:
    site.answer("/feed", status=304, headers={"ETag": '"2"'})
    headers = {"If-None-Match": '"2"', "User-Agent": "OnRecord/0 (a test)"}
    response = request(site.url("/feed"), settings=HERE, headers=headers, robots=Robots())
    assert (response.status, response.headers["ETag"]) == (304, '"2"')
    robots, feed = (received for _, received in site.requests)
    assert (feed["If-None-Match"], feed["User-Agent"]) == ('"2"', "OnRecord/0 (a test)")
    assert "If-None-Match" not in robots


def test_an_error_has_the_status(site: Site) -> None:
    site.answer("/a", status=429)
    with pytest.raises(FetchError, match="429 Too Many Requests") as caught:
        fetch_body(site, "/a")
    assert caught.value.status == 429


@pytest.mark.parametrize(
    ("settings", "problem"),
    [(Settings(), "not a public address"), (HERE, "the server answers 501 Not Implemented")],
)
def test_posting_follows_the_rules_of_fetching(site: Site, settings: Settings, problem: str) -> None:
    with pytest.raises(FetchError, match=problem):
        post(site.url("/hook"), body=b"{}", content_type="application/json", settings=settings)
