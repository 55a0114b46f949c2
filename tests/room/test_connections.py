"""Connections that are slow, idle or endless are closed: tried over real sockets."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from onrecord.record import Record
from onrecord.room import Access, connections, create_app, server
from onrecord.settings import Settings
from tests.room.serving import listening

GET = b"GET /api/about HTTP/1.1\r\nhost: localhost\r\n\r\n"
POST = b"POST /api/read HTTP/1.1\r\nhost: localhost\r\ncontent-type: text/plain\r\n"
LONGEST = 60.0
"""Seconds after which a connection that should have been closed is taken to be open for ever."""


@pytest.fixture
def port(new_record: Record, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The port of a room that waits half a second for a request, for a reader and for the next request."""
    monkeypatch.setattr(connections, "_REQUEST_SECONDS", 0.5)
    monkeypatch.setattr(connections, "_DELIVERY_SECONDS", 0.5)
    monkeypatch.setattr(server, "_KEEP_ALIVE_SECONDS", 0.5)
    monkeypatch.setattr(server, "_MAX_CONNECTIONS", 20)
    app = create_app(new_record, access=Access(owner="mara"), settings=Settings(max_page_bytes=10_000_000))

    with listening(app) as bound_port:
        yield bound_port


@contextmanager
def connected(port: int) -> Iterator[socket.socket]:
    with closing(socket.create_connection(("127.0.0.1", port), timeout=LONGEST)) as connection:
        yield connection


def rest(connection: socket.socket) -> bytes:
    """Everything until the room closes the connection; fails where it does not."""
    received = b""
    try:
        while data := connection.recv(65_536):
            received += data
    except ConnectionResetError:
        pass
    return received


def send_slowly(connection: socket.socket, data: bytes) -> None:
    """Send a byte every 50 ms until all is sent or the room closes the connection."""
    connection.settimeout(0.05)
    for number in range(len(data)):
        try:
            connection.sendall(data[number : number + 1])
            if connection.recv(1, socket.MSG_PEEK) == b"":
                break
        except TimeoutError:
            continue
        except OSError:
            break
    connection.settimeout(LONGEST)


@pytest.mark.parametrize(
    ("sent_bytes", "status"),
    [
        (b"", b""),
        (b"\r\n", b"HTTP/1.1 408"),
        (b"GET", b"HTTP/1.1 408"),
        (GET[:-2], b"HTTP/1.1 408"),
        (POST + b"content-length: 100\r\n\r\nsome of it", b"HTTP/1.1 408"),
        (POST + b"transfer-encoding: chunked\r\n\r\n5\r\nwords\r\n", b"HTTP/1.1 408"),
        (GET, b"HTTP/1.1 200"),
        (GET + b"GET /", b"HTTP/1.1 200"),
        (GET + b"\r\n", b"HTTP/1.1 200"),
    ],
)
def test_an_incomplete_request_is_not_waited_for(
    port: int, log_records: list[logging.LogRecord], sent_bytes: bytes, status: bytes
) -> None:
    with connected(port) as connection:
        connection.sendall(sent_bytes)
        assert rest(connection).startswith(status)
    assert [record for record in log_records if record.levelno >= logging.ERROR] == []


@pytest.mark.parametrize(
    "sent_bytes",
    [GET[:-4] + b"x: " + b"y" * 400, POST + b"content-length: 900\r\n\r\n" + b"z" * 900],
    ids=["header", "body"],
)
def test_a_byte_now_and_then_is_not_enough(port: int, sent_bytes: bytes) -> None:
    with connected(port) as connection:
        connection.sendall(sent_bytes[:-400])
        send_slowly(connection, sent_bytes[-400:])
        assert rest(connection).startswith(b"HTTP/1.1 408")


def test_a_body_that_arrives_steadily_is_waited_for(port: int) -> None:
    """It takes three times as long as a short request may, and comes fast enough for its length."""
    body = b'{"verdict": "' + b"x" * 10_000 + b'"}'
    request = b"POST /api/judgements HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
    with connected(port) as connection:
        connection.sendall(request + b"connection: close\r\ncontent-length: %d\r\n\r\n" % len(body))
        for start in range(0, len(body), 1_000):
            connection.sendall(body[start : start + 1_000])
            time.sleep(0.15)
        assert rest(connection).startswith(b"HTTP/1.1 422")


@pytest.mark.parametrize(
    "sent_bytes", [b"GET /" + b"x" * 300_000, GET[:-2] + b"x: " + b"y" * 300_000, GET[:-2] + b"a: b\r\n" * 50_000]
)
def test_headers_without_end_are_refused(port: int, sent_bytes: bytes) -> None:
    with connected(port) as connection:
        try:
            connection.sendall(sent_bytes)
        except OSError:
            return  # closed meanwhile
        assert rest(connection)[:12] in {b"", b"HTTP/1.1 431"}


def test_a_client_that_does_not_read_is_closed(port: int) -> None:
    """Responses of 300 MB in all fit into no buffer; the room sends what the connection takes, and closes it."""
    second_request = GET.replace(b"/api/about", b"/api/openapi.json")
    with connected(port) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        try:
            connection.sendall(second_request * 3_000)
            until = time.monotonic() + LONGEST
            while time.monotonic() < until:
                time.sleep(0.2)
                connection.sendall(b"\r\n")
        except OSError:
            return
    pytest.fail("the connection stays open")


def test_connections_beyond_the_limit_are_refused(port: int) -> None:
    with closing(_Group()) as group:
        group.open(port, 19)
        with connected(port) as connection:
            connection.sendall(GET)
            assert connection.recv(12) == b"HTTP/1.1 503"
        group.open(port, 60)
        with connected(port) as connection:
            assert rest(connection) == b""


class _Group:
    def __init__(self) -> None:
        self._connections: list[socket.socket] = []

    def open(self, port: int, number: int) -> None:
        self._connections += [socket.create_connection(("127.0.0.1", port)) for _ in range(number)]

    def close(self) -> None:
        for connection in self._connections:
            connection.close()
