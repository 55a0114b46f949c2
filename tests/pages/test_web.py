"""Fetching: bounded, polite, and every failure with a clear word. All over a server on this machine."""

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
from onrecord.pages.web import ask, fetch, post
from onrecord.settings import Settings
from onrecord.types import Page
from tests.pages.conftest import Site

HTML = b"<html><p>The ferry will run again.</p></html>"
HERE = Settings(allow_private_addresses=True, fetch_timeout=5.0, max_page_bytes=10_000, max_redirects=2)
QUICK = Settings(allow_private_addresses=True, fetch_timeout=0.4)


def got(site: Site, path: str, *, settings: Settings = HERE, robots: Robots | None = None) -> bytes:
    return fetch(site.url(path), settings=settings, robots=robots or Robots()).body


def test_a_page_is_fetched_with_what_its_sender_says_of_it(site: Site) -> None:
    site.answer("/a", HTML, headers={"Content-Type": "text/html; charset=ISO-8859-1"})
    (page,) = open_pages(site.url("/a#part"), settings=HERE)
    assert isinstance(page, Page)
    assert (page.source, page.url, page.body) == (site.url("/a#part"), site.url("/a"), HTML)
    assert (page.content_type, page.encoding) == ("text/html", "iso-8859-1")


def test_requests_are_honest_and_keep_nothing(site: Site) -> None:
    site.answer("/a", b"", status=302, headers={"Location": "/b", "Set-Cookie": "who=you; Path=/"})
    site.answer("/b", HTML, headers={"Content-Type": "text/html"})
    got(site, "/a")
    assert site.paths() == ["/robots.txt", "/a", "/b"]
    for _, headers in site.asked:
        assert headers["User-Agent"].startswith("OnRecord/")
        assert headers["Host"] == f"127.0.0.1:{site.port}"
        assert "Cookie" not in headers


def test_redirects_are_followed_and_bounded(site: Site) -> None:
    for number in range(3):
        site.answer(f"/{number}", status=301, headers={"Location": f"/{number + 1}"})
    site.answer("/3", HTML)
    answer = fetch(site.url("/1"), settings=HERE, robots=Robots())
    assert (str(answer.url), answer.body) == (site.url("/3"), HTML)
    with pytest.raises(FetchError, match="more than 2 times"):
        got(site, "/0")


@pytest.mark.parametrize(
    ("location", "problem"),
    [
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
        got(site, "/a")


def test_gzip_on_the_way_is_undone(site: Site) -> None:
    site.answer("/a", gzip.compress(HTML), headers={"Content-Type": "text/html", "Content-Encoding": "gzip"})
    assert got(site, "/a") == HTML


@pytest.mark.parametrize(
    ("body", "headers", "problem"),
    [
        (b"x" * 10_001, {}, "larger than 10,000 bytes"),
        (gzip.compress(bytes(50_000_000))[:9_000], {"Content-Encoding": "gzip"}, "larger than|breaks off"),
        (gzip.compress(bytes(5_000_000)), {"Content-Encoding": "gzip"}, "larger than 10,000 bytes"),
        (HTML, {"Content-Encoding": "br"}, "encoded as 'br', which was not asked for"),
        (HTML, {"Content-Length": "400"}, "broke off"),
    ],
)
def test_what_does_not_come_whole(site: Site, body: bytes, headers: dict[str, str], problem: str) -> None:
    site.answer("/a", body, headers={"Connection": "close", **headers})
    with pytest.raises(FetchError, match=problem):
        got(site, "/a")


@pytest.mark.parametrize(
    ("status", "problem"),
    [(404, "404 Not Found.*web archive"), (403, "403.*browser"), (503, "503.*later"), (204, ""), (599, "599")],
)
def test_answers_other_than_a_page(site: Site, status: int, problem: str) -> None:
    site.answer("/a", status=status)
    if status == 204:
        with pytest.raises(UnreadableError, match="empty"):
            list(open_pages(site.url("/a"), settings=HERE))
    else:
        with pytest.raises(FetchError, match=problem):
            got(site, "/a")


@pytest.mark.parametrize(
    ("body", "content_type", "problem"),
    [
        (b"%PDF-1.7", "application/pdf", "PDF"),
        (b"{}", "application/json", "application/json"),
        (b"<?xml version='1.0'?><rss>", "application/rss+xml", "RSS feed"),
    ],
)
def test_what_is_no_page(site: Site, body: bytes, content_type: str, problem: str) -> None:
    site.answer("/a", body, headers={"Content-Type": content_type})
    with pytest.raises(UnreadableError, match=problem):
        list(open_pages(site.url("/a"), settings=HERE))


@pytest.mark.parametrize("start", [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n"])
def test_the_whole_time_is_bounded(site: Site, start: bytes) -> None:
    def send(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(start)
        for _ in range(100):
            request.wfile.write(b"X-A: b\r\n" if start else b"")
            request.wfile.flush()
            time.sleep(0.05)

    site.answers["/a"] = send
    began = time.monotonic()
    with pytest.raises(FetchError, match=r"within 0\.4 seconds"):
        got(site, "/a", settings=QUICK)
    assert time.monotonic() - began < 2.0


def test_private_addresses_are_refused(site: Site) -> None:
    site.answer("/a", HTML)
    for host in ("127.0.0.1", "localhost", "0", "0x7f.1"):
        with pytest.raises(RefusedError, match="not an address on the open internet"):
            fetch(site.url("/a", host=host), settings=Settings(), robots=Robots())
    assert site.asked == []


def test_the_address_that_was_checked_is_the_one_connected_to(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def look_up(host: str, port: int, *_: object, **__: object) -> list[object]:
        if host == "press.example":
            asked.append(host)
            host = "127.0.0.1" if len(asked) == 1 else "203.0.113.9"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, port))]

    monkeypatch.setattr("onrecord.pages.network.socket.getaddrinfo", look_up)
    site.answer("/a", HTML)
    assert fetch(site.url("/a", host="press.example"), settings=HERE, robots=Robots()).body == HTML
    assert asked == ["press.example"]
    assert {headers["Host"] for _, headers in site.asked} == {f"press.example:{site.port}"}


def test_a_name_that_leads_to_any_private_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def look_up(host: str, port: int, **_: object) -> list[object]:
        return [(0, 0, 0, "", ("93.184.215.14", port)), (0, 0, 0, "", ("10.0.0.7", port))]

    monkeypatch.setattr("onrecord.pages.network.socket.getaddrinfo", look_up)
    with pytest.raises(RefusedError, match=r"press\.example leads to 10\.0\.0\.7"):
        fetch("http://press.example/", settings=Settings(), robots=Robots())


def test_a_name_that_is_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    def look_up(*_: object, **__: object) -> list[object]:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr("onrecord.pages.network.socket.getaddrinfo", look_up)
    with pytest.raises(FetchError, match=r"press\.example cannot be reached .* not known"):
        fetch("http://press.example/", settings=Settings(), robots=Robots())


def test_a_name_that_is_long_in_looking_up(monkeypatch: pytest.MonkeyPatch) -> None:
    waits = threading.Event()

    def look_up(*_: object, **__: object) -> list[object]:
        waits.wait(5)
        return []

    monkeypatch.setattr("onrecord.pages.network.socket.getaddrinfo", look_up)
    with pytest.raises(FetchError, match=r"within 0\.4 seconds"):
        fetch("http://press.example/", settings=QUICK, robots=Robots())
    waits.set()


def test_nobody_listens() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/"
    with pytest.raises(FetchError, match="cannot be reached"):
        fetch(url, settings=HERE, robots=Robots())


def test_no_secure_connection_names_the_host_to_the_server(site: Site) -> None:
    """The handshake asks for the page's own host, not for the address; a server that speaks no TLS is an error."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                heard.append(connection.recv(4096))
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        with pytest.raises(FetchError, match="no secure connection to localhost"):
            fetch(f"https://localhost:{server.getsockname()[1]}/", settings=HERE, robots=Robots())
        thread.join(5)
    assert b"localhost" in heard[0]


ROBOTS = b"""User-agent: *
Disallow: /

User-agent: OnRecord
Disallow: /not-us/
Disallow: /*?print=
"""


@pytest.mark.parametrize(
    ("path", "allowed"),
    [("/open", True), ("/not-us/a", False), ("/a?print=1", False), ("/a?page=1", True)],
)
def test_robots_txt_is_obeyed(site: Site, path: str, *, allowed: bool) -> None:
    site.answer("/robots.txt", ROBOTS)
    site.answer(path, HTML)
    if allowed:
        assert got(site, path) == HTML
    else:
        with pytest.raises(RefusedError, match="asks programs not to fetch"):
            got(site, path)
        assert site.paths() == ["/robots.txt"]


def test_robots_txt_holds_for_where_a_redirect_leads(site: Site) -> None:
    site.answer("/robots.txt", ROBOTS)
    site.answer("/a", status=302, headers={"Location": "/not-us/a"})
    site.answer("/not-us/a", HTML)
    with pytest.raises(RefusedError, match="asks programs not to fetch"):
        got(site, "/a")


@pytest.mark.parametrize(("status", "allowed"), [(404, True), (403, True), (500, False), (503, False)])
def test_a_robots_txt_that_is_not_there(site: Site, status: int, *, allowed: bool) -> None:
    site.answer("/robots.txt", status=status)
    site.answer("/a", HTML)
    if allowed:
        assert got(site, "/a") == HTML
    else:
        with pytest.raises(RefusedError):
            got(site, "/a")


def test_robots_txt_is_asked_for_once_and_may_be_ignored(site: Site) -> None:
    site.answer("/robots.txt", b"User-agent: *\nDisallow: /b\n" + b"# " + b"x" * 600_000)
    site.answer("/a", HTML)
    site.answer("/b", HTML)
    robots = Robots()
    got(site, "/a", robots=robots)
    got(site, "/a", robots=robots)
    assert site.paths().count("/robots.txt") == 1
    settings = Settings(allow_private_addresses=True, ignore_robots=True)
    assert got(site, "/b", settings=settings, robots=robots) == HTML


def test_an_answer_is_given_whatever_its_status(site: Site) -> None:
    site.answer("/feed", status=304, headers={"ETag": '"2"'})
    given = {"If-None-Match": '"2"', "User-Agent": "OnRecord/0 (a test)"}
    answer = ask(site.url("/feed"), settings=HERE, headers=given, robots=Robots())
    assert (answer.status, answer.headers["ETag"]) == (304, '"2"')
    robots, feed = (headers for _, headers in site.asked)
    assert (feed["If-None-Match"], feed["User-Agent"]) == ('"2"', "OnRecord/0 (a test)")
    assert "If-None-Match" not in robots


def test_an_error_keeps_the_status_that_it_is_for(site: Site) -> None:
    site.answer("/a", status=429)
    with pytest.raises(FetchError, match="429 Too Many Requests") as caught:
        got(site, "/a")
    assert caught.value.status == 429


@pytest.mark.parametrize(
    ("settings", "problem"),
    [(Settings(), "not an address on the open internet"), (HERE, "the server answers 501 Not Implemented")],
)
def test_what_is_posted_goes_under_the_rules_of_pages(site: Site, settings: Settings, problem: str) -> None:
    with pytest.raises(FetchError, match=problem):
        post(site.url("/hook"), body=b"{}", content_type="application/json", settings=settings)
