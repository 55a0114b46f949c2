"""ASGI middleware of the room: security headers, HEAD, unexpected errors and body limits.

Pure ASGI, since Starlette's ``BaseHTTPMiddleware`` would buffer event streams and downloads.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from onrecord.errors import RecordError
from onrecord.room.problems import internal_error, is_api_request, problem_response
from onrecord.store.database import Database

_LOG: Final = logging.getLogger("onrecord.room")
SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_CONTENT_SECURITY_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_SECURITY_HEADERS: Final = {
    "content-security-policy": _CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    # With "no-referrer" browsers send `Origin: null` with our own forms, which then look like those of other sites.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class SecurityHeadersMiddleware:
    """Adds the security headers to every response, and ``no-store`` to responses without a caching header."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("cache-control", "no-store")
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)


class HeadMiddleware:
    """Answers HEAD as the route would answer GET, without the body."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_without_body(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        if scope["type"] == "http" and scope["method"] == "HEAD":
            get_scope = {**scope, "method": "GET"}
            await self._app(get_scope, receive, send_without_body)
            scope["route"] = get_scope.get("route")  # for the log
        else:
            await self._app(scope, receive, send)


class ErrorMiddleware:
    """Answers an unexpected exception with the room's own error page, then raises it for the server's log.

    If the record is damaged, the page says so. A response that has begun, such as a download, is broken off.
    Starlette's own error page would bypass all middleware and lack the security headers.
    """

    def __init__(self, app: ASGIApp, *, database: Database) -> None:
        self._app = app
        self._database = database

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def send_and_note(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, send_and_note)
        except ClientDisconnect:
            # The client disconnected, or was too slow, in the middle of its request, so there is nobody to answer.
            return
        except Exception as error:
            if scope["type"] != "http":
                raise
            # Starlette wraps an error of a response that has begun.
            causes = [cause for cause in (error, error.__cause__) if isinstance(cause, RecordError)]
            explanation = causes[0] if causes else await run_in_threadpool(self._database.explain, error)
            if not started:
                await internal_error(Request(scope), explanation=explanation)(scope, receive, send)
            if explanation is None:
                raise
            if started:
                # The server closes the connection, so that the client sees that a download is incomplete.
                _LOG.error("The response to %s was broken off: %s", scope["path"], explanation)


# A form of the room has at most a few dozen. Parsing 20 MB of nothing but "&" takes 7 seconds, without an account.
MAX_FORM_FIELDS: Final = 10_000


class BodyLimitMiddleware:
    """Refuses request bodies over a limit, by their declared length and by the bytes that arrive, and forms of too many
    fields, which may all be empty."""

    def __init__(
        self, app: ASGIApp, *, limit: int, upload_limit: int | None = None, upload_paths: Collection[str] = ()
    ) -> None:
        """``limit`` in bytes; ``upload_limit`` instead at ``upload_paths``."""
        self._app = app
        self._limit = limit
        self._upload_limit = upload_limit or limit
        self._upload_paths = frozenset(upload_paths)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        declared = headers.get("content-length", "")
        is_form = headers.get("content-type", "").lower().startswith("application/x-www-form-urlencoded")
        limit = self._upload_limit if scope["path"] in self._upload_paths else self._limit
        received = fields = 0
        started = False

        async def receive_and_count() -> Message:
            nonlocal received, fields
            message = await receive()
            body = message.get("body", b"")
            received += len(body)
            fields += body.count(b"&") if is_form else 0
            if received > limit:
                raise body_too_large(limit)
            if fields > MAX_FORM_FIELDS:
                raise HTTPException(413, f"The form has more than {MAX_FORM_FIELDS:,} fields.")
            return message

        async def send_and_note(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            if declared.isdigit() and int(declared) > limit:
                raise body_too_large(limit)
            await self._app(scope, receive_and_count, send_and_note)
        except HTTPException as error:
            if started:
                raise
            response = problem_response(Request(scope), error.status_code, error.detail, advice="Send less at once.")
            await response(scope, receive, send)


def body_too_large(limit: int) -> HTTPException:
    """The error of a body over ``limit`` bytes.

    An ``HTTPException``, since FastAPI answers any other error in a body with "There was an error parsing the body".
    """
    return HTTPException(413, f"The request is larger than {limit:,} bytes.")


def is_page_request(request: Request) -> bool:
    """True if a browser asks for a page to show."""
    return request.method in SAFE_METHODS and not is_api_request(request)
