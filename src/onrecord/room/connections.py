"""Connections: closed if the client does not send the rest of a request, or does not take the response.

uvicorn closes a connection that is idle after a response (``timeout_keep_alive``) and refuses requests beyond a number
of connections (``limit_concurrency``). It waits forever for the rest of a request that has begun, stores headers of any
length, and waits forever for a client that does not read.
"""

from __future__ import annotations

import asyncio
from asyncio import TimerHandle
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

# Seconds from the opening of a connection, or from the first byte of a request, to the last byte of a short request.
_REQUEST_SECONDS: Final = 20.0
# A longer request gets a second more for each of these bytes: the slowest mobile connection is faster.
_MIN_BYTES_PER_SECOND: Final = 2_000
# Bytes of the request line and headers. Long searches and all cookies take a tenth of that.
_MAX_HEADER_BYTES: Final = 65_536
# Seconds in which a client takes the 64 kB that wait for it.
_DELIVERY_SECONDS: Final = 60.0
# Connections beyond ``limit_concurrency`` that are told so with 503; more are closed at once, to save open files.
_MAX_REFUSED: Final = 50
PEER: Final = "peer"
"""Key in a request's state for the address at the other end of its connection, which may be a proxy's."""


class BoundedConnection(HttpToolsProtocol):
    """uvicorn's HTTP protocol with deadlines for requests and for reading responses, and a limit for headers."""

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self._request_timer: TimerHandle | None = None
        """Set while the client owes bytes: from the opening, and from the first byte of a request to its last."""
        self._delivery_timer: TimerHandle | None = None
        """Set while the client takes no bytes."""
        self._request_start = 0.0
        self._request_bytes = 0
        self._in_headers = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the deadline of the first request."""
        super().connection_made(transport)
        if self.limit_concurrency is not None and len(self.connections) > self.limit_concurrency + _MAX_REFUSED:
            transport.abort()
        else:
            self._start_request()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop both timers."""
        self._end_request()
        self._end_delivery()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Count the bytes of the request, and refuse headers that are too long."""
        # Empty lines before a request begin no message, and end uvicorn's own timer.
        if self._request_timer is None:
            self._start_request()
        self._request_bytes += len(data)
        super().data_received(data)
        if self._in_headers and self._request_bytes > _MAX_HEADER_BYTES:
            self._refuse(431)

    def on_message_begin(self) -> None:
        """Start the deadline of a request, which may follow another in the same packet."""
        super().on_message_begin()
        self.scope["state"][PEER] = self.client[0] if self.client else None
        self._in_headers = True
        if self._request_timer is None:
            self._start_request()

    def on_headers_complete(self) -> None:
        """Note that a body may follow."""
        self._in_headers = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """End the deadline: the client owes nothing more."""
        self._end_request()
        super().on_message_complete()

    def pause_writing(self) -> None:
        """Start the deadline of the client's reading."""
        super().pause_writing()
        self._delivery_timer = self.loop.call_later(_DELIVERY_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """End the deadline of the client's reading."""
        self._end_delivery()
        super().resume_writing()

    def _start_request(self) -> None:
        self._request_start, self._request_bytes = self.loop.time(), 0
        self._request_timer = self.loop.call_later(_REQUEST_SECONDS, self._check_request)

    def _end_request(self) -> None:
        if self._request_timer is not None:
            self._request_timer.cancel()
            self._request_timer = None

    def _end_delivery(self) -> None:
        if self._delivery_timer is not None:
            self._delivery_timer.cancel()
            self._delivery_timer = None

    def _check_request(self) -> None:
        """Refuse the request if its bytes arrive too slowly while the client owes them."""
        if self.flow.read_paused or self._owes_response():
            self._request_start = self.loop.time()
        deadline = self._request_start + _REQUEST_SECONDS + self._request_bytes / _MIN_BYTES_PER_SECOND
        if deadline > self.loop.time():
            self._request_timer = self.loop.call_at(deadline, self._check_request)
        else:
            self._request_timer = None
            self._refuse(408)

    def _owes_response(self) -> bool:
        """True while a complete request is being answered: further bytes belong to the next request."""
        return self.cycle is not None and not self.cycle.more_body and not self.cycle.response_complete

    def _refuse(self, status: int) -> None:
        """Close the connection, with a response of ``status`` unless another response has begun."""
        responding = self.cycle is not None and self.cycle.response_started and not self.cycle.response_complete
        if self._request_bytes and not responding and not self.transport.is_closing():
            self.transport.write(STATUS_LINE[status] + b"content-length: 0\r\nconnection: close\r\n\r\n")
        self.transport.close()
