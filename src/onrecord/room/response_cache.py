"""HTTP caching: ETags, 304s and an in-memory cache of responses, valid until the record changes.

Everything on a page comes from the record, so a response is valid until the record's write counter changes.
"""

from __future__ import annotations

from collections import OrderedDict
from hashlib import blake2b
from secrets import token_hex
from typing import TYPE_CHECKING, Final

from fastapi import Depends, Request
from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

if TYPE_CHECKING:
    from onrecord.record import Record
    from onrecord.room.access import Visitor

# Request headers that a response depends on, in addition to the visitor.
_VARY: Final = ("accept", "accept-encoding", "hx-request")


class RecordState:
    """The state of the record as a short text, which changes with every write."""

    def __init__(self, record: Record) -> None:
        self._writes = record.write_counter()
        self._prefix = token_hex(8)

    def current(self) -> str:
        """The state now; unique to this process."""
        return f"{self._prefix}.{self._writes.read()}"

    def close(self) -> None:
        """Close the counter."""
        self._writes.close()


def mark_cacheable(request: Request) -> None:
    """Mark the response to ``request`` as cacheable until the record changes."""
    request.state.etag = request.state.tag


async def _depend_on_record(request: Request) -> None:
    mark_cacheable(request)


# Dependencies of a route with a response that depends only on the record, the address and the visitor.
CACHEABLE: Final = (Depends(_depend_on_record),)


class ResponseCacheMiddleware:
    """Answers 304 if the browser's copy is current, and repeats cached responses until the record changes."""

    def __init__(self, app: ASGIApp, *, state: RecordState, max_bytes: int) -> None:
        """``max_bytes`` limits the bodies in memory; the least recently used are dropped first."""
        self._app = app
        self._state = state
        self._max_bytes = max_bytes
        self.size = 0
        """Bytes of the bodies in memory."""
        self._responses: OrderedDict[str, tuple[Message, bytes]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        tag = request.state.tag = self._make_tag(request)
        request.state.cached = True  # for the metrics: no route has seen the request
        if tag in request.headers.get("if-none-match", ""):
            # The tag is a digest of state, address and visitor: a client can only have it from this very response.
            await Response(status_code=304, headers=_cache_headers(tag))(scope, receive, send)
        elif tag in self._responses:
            self._responses.move_to_end(tag)
            start, body = self._responses[tag]
            await send(dict(start))
            await send({"type": "http.response.body", "body": body if request.method == "GET" else b""})
        else:
            request.state.cached = False
            await self._app(scope, receive, self._store_on_send(request, send, tag=tag))

    def _make_tag(self, request: Request) -> str:
        visitor: Visitor | None = request.state.visitor
        key = (
            self._state.current(),
            str(request.url),
            f"{visitor.name} {visitor.role}" if visitor else "",
            *(request.headers.get(name, "") for name in _VARY),
        )
        return f'W/"{blake2b(chr(10).join(key).encode(), digest_size=12).hexdigest()}"'

    def _store_on_send(self, request: Request, send: Send, *, tag: str) -> Send:
        """A ``send`` that also stores the response if the route marked it as cacheable."""
        start: Message = {}
        parts: list[bytes] = []

        async def send_and_store(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                if message["status"] == 200 and hasattr(request.state, "etag"):
                    MutableHeaders(scope=message).update(_cache_headers(tag))
                    # A copy, since outer middleware adds its headers to the message that is sent.
                    start = dict(message) if request.method == "GET" else {}
            elif start:
                parts.append(message.get("body", b""))
                if not message.get("more_body"):
                    self._store(tag, start, b"".join(parts))
            await send(message)

        return send_and_store

    def _store(self, tag: str, start: Message, body: bytes) -> None:
        # One huge response, such as all people of a large record, must not push out everything else.
        if tag in self._responses or len(body) > self._max_bytes // 10:
            return
        self._responses[tag] = start, body
        self.size += len(body)
        while self.size > self._max_bytes:
            _, (_, oldest_body) = self._responses.popitem(last=False)
            self.size -= len(oldest_body)


def _cache_headers(tag: str) -> dict[str, str]:
    return {"etag": tag, "cache-control": "private, no-cache", "vary": "Accept, Accept-Encoding, Cookie, HX-Request"}
