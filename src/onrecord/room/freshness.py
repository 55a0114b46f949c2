"""Whether what a browser or a program has already is still what the room would answer; and answers kept to give again.

Everything that a page shows comes from the record, so one small number tells: it changes whenever anybody writes to
the record.
"""

from __future__ import annotations

from collections import OrderedDict
from hashlib import blake2b
from secrets import token_hex
from typing import TYPE_CHECKING, Annotated, Final

from fastapi import Depends, Request
from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

if TYPE_CHECKING:
    from onrecord.record import Record
    from onrecord.room.access import Visitor

_TOLD_APART: Final = ("accept", "accept-encoding", "hx-request")
"""Headers that an answer depends on."""


class State:
    """The state that the record is in, as a short text that changes with it."""

    def __init__(self, record: Record) -> None:
        self._writes = record.write_counter()
        self._opened = token_hex(8)

    def now(self) -> str:
        """The state as of now; another process's room tells it in other words."""
        return f"{self._opened}.{self._writes.read()}"

    def close(self) -> None:
        """Let go of the file."""
        self._writes.close()


async def fresh(request: Request) -> None:
    """For routes whose answer depends on the record alone: it is good until the record changes."""
    request.state.etag = request.state.tag


Fresh = Annotated[None, Depends(fresh)]


class Remembering:
    """Says 304 where a browser has the answer already, and gives answers again that the record still bears out."""

    def __init__(self, app: ASGIApp, *, state: State, most: int) -> None:
        """``most``: bytes of answers that are kept, the least recently asked for going first."""
        self._app = app
        self._state = state
        self._most = most
        self.held = 0
        """Bytes of answers that are kept."""
        self._answers: OrderedDict[str, tuple[Message, bytes]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        tag = request.state.tag = self._tag(request)
        if tag in request.headers.get("if-none-match", ""):
            # Nobody could name this tag who was not given it, for this address, since the record changed last.
            await Response(status_code=304, headers=_lasting(tag))(scope, receive, send)
        elif tag in self._answers:
            self._answers.move_to_end(tag)
            start, body = self._answers[tag]
            await send(dict(start))
            await send({"type": "http.response.body", "body": body if request.method == "GET" else b""})
        else:
            await self._app(scope, receive, self._noting(request, send, tag=tag))

    def _tag(self, request: Request) -> str:
        visitor: Visitor | None = request.state.visitor
        asked = (
            self._state.now(),
            str(request.url),
            f"{visitor.name} {visitor.role}" if visitor else "",
            *(request.headers.get(name, "") for name in _TOLD_APART),
        )
        return f'W/"{blake2b(chr(10).join(asked).encode(), digest_size=12).hexdigest()}"'

    def _noting(self, request: Request, send: Send, *, tag: str) -> Send:
        """Sends, and keeps what is sent where it will be good for longer than this once."""
        start: Message = {}
        parts: list[bytes] = []

        async def noted(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                if message["status"] == 200 and hasattr(request.state, "etag"):
                    MutableHeaders(scope=message).update(_lasting(tag))
                    # A copy: what stands outside of this puts its own headers on the message that is sent.
                    start = dict(message) if request.method == "GET" else {}
            elif start:
                parts.append(message.get("body", b""))
                if not message.get("more_body"):
                    self._keep(tag, start, b"".join(parts))
            await send(message)

        return noted

    def _keep(self, tag: str, start: Message, body: bytes) -> None:
        if tag in self._answers or len(body) > self._most // 10:
            return
        self._answers[tag] = start, body
        self.held += len(body)
        while self.held > self._most:
            _, (_, old) = self._answers.popitem(last=False)
            self.held -= len(old)


def _lasting(tag: str) -> dict[str, str]:
    return {"etag": tag, "cache-control": "private, no-cache", "vary": "Accept, Accept-Encoding, Cookie, HX-Request"}
