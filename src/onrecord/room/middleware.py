"""ASGI middleware of the room: security headers, HEAD, unexpected errors, access control and body limits.

Pure ASGI, since Starlette's ``BaseHTTPMiddleware`` would buffer event streams and downloads.
"""

from __future__ import annotations

import base64
import logging
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from onrecord.errors import RecordError
from onrecord.room.access import Access, Visitor
from onrecord.room.authentication import Authenticator, client_network
from onrecord.room.problems import internal_error, is_api_request, problem_response
from onrecord.store.record_file import explain

_LOG: Final = logging.getLogger("onrecord.room")
_SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
# Signing in and out, the files of these pages, and a check that tells strangers nothing.
_PUBLIC_PATHS: Final = frozenset({"/login", "/logout", "/health"})
_PUBLIC_FILES: Final = "/assets/"
_UNKNOWN_HOST: Final = "This room does not answer to that host name.", "Use the address that `onrecord serve` printed."
_CROSS_SITE: Final = "Another site sent this request.", "Open the room itself and try again there."
_UNAUTHORIZED: Final = "This room requires a name and a secret.", "Send `Authorization: Bearer NAME:SECRET`."
# The cookie that holds the token of a session.
SESSION_COOKIE: Final = "session"
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
    """Adds the security headers to every response, and ``no-store`` where the response says nothing of caching."""

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

    Where the record is damaged, that is the answer; a response that has begun, such as a download, is broken off.
    Starlette's answer would come from outside of all middleware, without the security headers.
    """

    def __init__(self, app: ASGIApp, *, record: Path) -> None:
        self._app = app
        self._record = record

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def send_and_note(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, send_and_note)
        except ClientDisconnect:
            # The client went away, or was too slow, in the middle of its request: nobody is left to answer.
            return
        except Exception as error:
            if scope["type"] != "http":
                raise
            # Starlette wraps an error of a response that has begun.
            causes = [cause for cause in (error, error.__cause__) if isinstance(cause, RecordError)]
            explanation = causes[0] if causes else await run_in_threadpool(explain, self._record, error)
            if not started:
                await internal_error(Request(scope), explanation=explanation)(scope, receive, send)
            if explanation is None:
                raise
            if started:
                # The server closes the connection, so that the client sees that a download is incomplete.
                _LOG.error("The response to %s was broken off: %s", scope["path"], explanation)


class AccessControlMiddleware:
    """Admits visitors who may enter, and refuses writes that another site made a browser send.

    A page of another site can submit a form here with the visitor's cookie, or to a room that is open to the whole
    machine. Browsers mark such requests (``Sec-Fetch-Site``, ``Origin``), and they are answered with 403.
    """

    def __init__(
        self, app: ASGIApp, *, access: Access, authenticator: Authenticator, hosts: Iterable[str] | None
    ) -> None:
        """``hosts`` are the host names that the room answers to; null for any."""
        self._app = app
        self._access = access
        self._authenticator = authenticator
        self._hosts = None if hosts is None else frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        if self._hosts is not None and _parse_host(request.headers.get("host", "")) not in self._hosts:
            # DNS rebinding: a site's own name can be made to resolve to 127.0.0.1 once its page is loaded.
            await problem_response(request, 421, *_UNKNOWN_HOST)(scope, receive, send)
            return
        try:
            visitor = await self._identify(request)
        except HTTPException as error:
            response = problem_response(request, error.status_code, error.detail)
            response.headers.update(error.headers or {})
            await response(scope, receive, send)
            return
        request.state.visitor = visitor
        signed_in = request.state.session is not None
        if request.method not in _SAFE_METHODS and not _is_same_site(request, by_cookie=signed_in):
            await problem_response(request, 403, *_CROSS_SITE)(scope, receive, send)
            return
        path = scope["path"]  # as routed: `request.url` is made from the Host header too
        if visitor is None and path not in _PUBLIC_PATHS and not path.startswith(_PUBLIC_FILES):
            await self._refuse(request)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    async def _identify(self, request: Request) -> Visitor | None:
        """The visitor who sent ``request``; ``request.state.session`` is the token of their session, null without."""
        request.state.session = None
        if self._access.owner is not None:
            return self._access.find_visitor(None)
        credentials = _parse_credentials(request.headers)
        if credentials is not None:
            return await self._authenticator.authenticate(*credentials, network=client_network(request))
        token = request.cookies.get(SESSION_COOKIE)
        visitor = self._access.restore_visitor(token)
        request.state.session = token if visitor else None
        return visitor

    def _refuse(self, request: Request) -> ASGIApp:
        """A redirect to the sign-in form for browsers, 401 for programs."""
        if "authorization" not in request.headers and is_page_request(request):
            back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
            return RedirectResponse(f"/login?back={quote(back)}", status_code=303)
        response = problem_response(request, 401, *_UNAUTHORIZED)
        response.headers["www-authenticate"] = "Bearer"
        return response


class BodyLimitMiddleware:
    """Refuses request bodies over a limit, by their declared length and by the bytes that arrive."""

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
        declared = Headers(scope=scope).get("content-length", "")
        limit = self._upload_limit if scope["path"] in self._upload_paths else self._limit
        received = 0
        started = False

        async def receive_and_count() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                raise body_too_large(limit)
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
    return request.method in _SAFE_METHODS and not is_api_request(request)


def _parse_host(header: str) -> str:
    """The host name in a Host header without its port; empty if it is malformed, as ``[::1`` or ``a@b`` are."""
    try:
        parts = urlsplit(f"//{header}")
    except ValueError:
        return ""
    return "" if "@" in parts.netloc else (parts.hostname or "").lower()


def _parse_credentials(headers: Headers) -> tuple[str, str] | None:
    """Name and secret of a Basic or Bearer header; null without one, two empty strings where it is malformed."""
    scheme, _, value = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            value = base64.b64decode(value, validate=True).decode()
        except ValueError:  # not Base64, or not UTF-8
            return "", ""
    elif scheme.lower() != "bearer":
        return None
    name, _, secret = value.partition(":")
    return name, secret


def _is_same_site(request: Request, *, by_cookie: bool) -> bool:
    """True for a write from the room's own pages, or from a program, which sends neither header and no cookie."""
    fetch_site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if fetch_site is not None:
        return fetch_site in {"same-origin", "none"}
    if origin is not None:
        return urlsplit(origin).netloc.lower() == request.headers.get("host", "").lower()
    return not by_cookie
