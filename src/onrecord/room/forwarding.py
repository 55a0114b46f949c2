"""Forwarding: a worker of the room passes on the requests that only the main process can answer.

With ``onrecord serve --workers N`` the main process listens on a Unix socket and keeps the state that all share: jobs,
previews, reviews, overviews, limits, failed sign-ins and the reading workers. N workers listen on the public address.
They answer requests that depend only on the record and the visitor, as most do, and forward the rest.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final

import anyio
import httpcore
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Receive, Scope, Send

from onrecord.room.access import Access
from onrecord.room.access_control import SEAL_HEADER, parse_credentials
from onrecord.room.middleware import SAFE_METHODS
from onrecord.room.problems import problem_response
from onrecord.room.proxy_sign_in import ProxySignIn

# Paths with state of the main process, and all paths below them.
_STATEFUL_PATHS: Final = (
    *("/add", "/review", "/health", "/outlets", "/outlet", "/heard"),
    *("/api/jobs", "/api/outlets", "/api/outlet", "/api/heard"),
)
# Hop-by-hop headers, and headers that the worker writes itself.
_REQUEST_HEADERS: Final = frozenset({b"connection", b"keep-alive", b"expect", b"x-forwarded-for", b"x-forwarded-proto"})
_RESPONSE_HEADERS: Final = frozenset(
    {b"connection", b"date", b"keep-alive", b"transfer-encoding", SEAL_HEADER.encode()}
)
# Shorter than the time after which the main process closes an idle connection.
_KEEP_ALIVE_SECONDS: Final = 10
# To reach the main process. A response may take as long as it takes to read a page.
_TIMEOUTS: Final = {"connect": 10.0}
_UNREACHABLE: Final = "The room is closing, or is busy.", "Try again in a moment."


def is_forwarded(method: str, path: str) -> bool:
    """True for a request that the main process must answer."""
    return method not in SAFE_METHODS or any(path == stem or path.startswith(f"{stem}/") for stem in _STATEFUL_PATHS)


class ForwardingMiddleware:
    """Forwards requests to the main process, or passes them to the app inside."""

    def __init__(self, app: ASGIApp, *, socket: str, access: Access, proxy: ProxySignIn | None = None) -> None:
        """``socket`` is the path of the Unix socket on which the main process listens.

        That process trusts workers, so headers of ``proxy`` from any other address are removed.
        """
        self._app = app
        self._access = access
        self._proxy = proxy
        self._connections = httpcore.AsyncConnectionPool(
            uds=socket, max_connections=None, keepalive_expiry=_KEEP_ALIVE_SECONDS
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and self._must_forward(Request(scope)):
            await self._forward(scope, receive, send)
        else:
            await self._app(scope, receive, send)
        if scope["type"] == "lifespan":
            await self._connections.aclose()

    def _must_forward(self, request: Request) -> bool:
        """True for a request that the main process must answer, or with a secret that this process has not verified."""
        credentials = parse_credentials(request.headers) if self._access.owner is None else None
        unknown = credentials is not None and self._access.recall(*credentials) is None
        return unknown or is_forwarded(request.method, request.scope["path"])

    async def _forward(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            left_out = _REQUEST_HEADERS
            if self._proxy is not None and not self._proxy.trusts(Request(scope)):
                left_out |= self._proxy.headers
            request = _forwarded_request(scope, receive, left_out=left_out)
            response = await self._connections.handle_async_request(request)
        except ClientDisconnect:
            return
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException):
            await problem_response(Request(scope), 503, *_UNREACHABLE)(scope, receive, send)
            return
        try:
            self._note_secret(Request(scope), response)
            async with anyio.create_task_group() as tasks:
                # An event stream lasts until its visitor leaves.
                tasks.start_soon(_wait_for_disconnect, receive, tasks.cancel_scope)
                await _send_response(response, send)
                tasks.cancel_scope.cancel()
        finally:
            with anyio.CancelScope(shield=True):
                await response.aclose()

    def _note_secret(self, request: Request, response: httpcore.Response) -> None:
        """Remember a secret that the main process has verified."""
        seal = next((value for name, value in response.headers if name.lower() == SEAL_HEADER.encode()), None)
        credentials = parse_credentials(request.headers)
        if seal and credentials:
            self._access.remember(*credentials, seal=seal.decode())


def _forwarded_request(scope: Scope, receive: Receive, *, left_out: frozenset[bytes]) -> httpcore.Request:
    query = scope["query_string"]
    headers = [(name, value) for name, value in scope["headers"] if name not in left_out]
    headers.append((b"x-forwarded-proto", scope["scheme"].encode()))
    if scope.get("client"):
        headers.append((b"x-forwarded-for", scope["client"][0].encode()))
    has_body = any(name in {b"content-length", b"transfer-encoding"} for name, _ in headers)
    return httpcore.Request(
        scope["method"].encode(),
        httpcore.URL(scheme=b"http", host=b"room", port=None, target=scope["raw_path"] + (b"?" + query) * bool(query)),
        headers=headers,
        content=_read_body(receive) if has_body else b"",
        extensions={"timeout": _TIMEOUTS},
    )


async def _read_body(receive: Receive) -> AsyncIterator[bytes]:
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        more = message.get("more_body", False)
        yield message.get("body", b"")


async def _send_response(response: httpcore.Response, send: Send) -> None:
    headers = [(name.lower(), value) for name, value in response.headers if name.lower() not in _RESPONSE_HEADERS]
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    async for part in response.aiter_stream():
        await send({"type": "http.response.body", "body": part, "more_body": True})
    await send({"type": "http.response.body"})


async def _wait_for_disconnect(receive: Receive, scope: anyio.CancelScope) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    scope.cancel()
