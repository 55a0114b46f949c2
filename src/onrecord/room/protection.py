"""What stands between the network and the room: who it answers, what it takes in, and what its pages may do.

Pure ASGI, so that streams stream and a refused request costs nothing.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Collection, Iterable
from typing import Final
from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from onrecord.room.access import Access, Visitor
from onrecord.room.problems import respond

_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_NEEDS_NOBODY: Final = ("/assets/", "/login")
_OTHER_NAME: Final = (
    "This room does not answer to that name.",
    "Open it by the address that `onrecord serve` printed.",
)
_OTHER_SITE: Final = (
    "This was sent by another site, not by a page of this room.",
    "Open the room itself and do it there.",
)
_NOBODY: Final = "This room wants a name and a secret.", "Send `Authorization: Bearer NAME:SECRET`."
_POLICY: Final = "; ".join(
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
_HEADERS: Final = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    # With no-referrer browsers would send forms with no origin, and nothing would tell ours from others.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class Hardening:
    """Puts the headers on every answer that keep a page from being made to do what it should not."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def put(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("cache-control", "no-store")
            await send(message)

        await self._app(scope, receive, put if scope["type"] == "http" else send)


class Doorkeeper:
    """Lets in who may come in, and takes writes only from the room's own pages and from programs.

    A page of another site can make a browser send a form here, with the visitor's cookie or to a room that is open
    to whoever reaches it; the browser says so, and it is refused.
    """

    def __init__(self, app: ASGIApp, *, access: Access, hosts: Iterable[str] | None) -> None:
        """``hosts``: the only names that the room answers to; any where null."""
        self._app = app
        self._access = access
        self._hosts = None if hosts is None else frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        if self._hosts is not None and _host(request.headers.get("host", "")) not in self._hosts:
            # A name of another site may be made to lead to this machine.
            answer = respond(
                request,
                421,
                "This room does not answer to that name.",
                advice="Open it by the address that `onrecord serve` printed.",
            )
            await answer(scope, receive, send)
            return
        visitor = await self._visitor(request)
        request.state.visitor = visitor
        signed_in = bool(scope.get("session"))
        if request.method not in _SAFE and not _is_own(request, by_cookie=signed_in):
            await respond(request, 403, *_OTHER_SITE)(scope, receive, send)
            return
        if visitor is None and not request.url.path.startswith(_NEEDS_NOBODY):
            await self._turn_away(request)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    async def _visitor(self, request: Request) -> Visitor | None:
        if self._access.owner is not None:
            return self._access.visitor(None)
        given = _credentials(request.headers)
        if given is not None:
            return await run_in_threadpool(self._access.check, *given)
        return self._access.visitor(request.session.get("name"))

    def _turn_away(self, request: Request) -> ASGIApp:
        if "authorization" not in request.headers and wants_page(request):
            back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
            return RedirectResponse(f"/login?back={quote(back)}", status_code=303)
        answer = respond(
            request, 401, "This room wants a name and a secret.", "Send `Authorization: Bearer NAME:SECRET`."
        )
        answer.headers["www-authenticate"] = "Bearer"
        return answer


class SizeLimit:
    """Takes no request of more than so many bytes, whatever it says of itself."""

    def __init__(
        self, app: ASGIApp, *, most: int, uploads: int | None = None, takes_uploads: Collection[str] = ()
    ) -> None:
        """``uploads`` instead of ``most`` bytes at the paths ``takes_uploads``."""
        self._app = app
        self._most = most
        self._uploads = uploads or most
        self._takes_uploads = frozenset(takes_uploads)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        told = Headers(scope=scope).get("content-length", "")
        most = self._uploads if scope["path"] in self._takes_uploads else self._most
        seen = 0
        started = False

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > most:
                raise _TooLargeError
            return message

        async def noted(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            if told.isdigit() and int(told) > most:
                raise _TooLargeError
            await self._app(scope, counted, noted)
        except _TooLargeError:
            if started:
                raise
            answer = respond(Request(scope), 413, f"This is more than {most:,} bytes.", advice="Send less at once.")
            await answer(scope, receive, send)


class _TooLargeError(Exception):
    pass


def wants_page(request: Request) -> bool:
    """Whether the answer is for a person to look at."""
    return request.method in _SAFE and not request.url.path.startswith("/api")


def _host(given: str) -> str:
    """The name in a Host header, without its port."""
    return (urlsplit(f"//{given}").hostname or "").lower()


def _credentials(headers: Headers) -> tuple[str, str] | None:
    scheme, _, given = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            given = base64.b64decode(given, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            return "", ""
    elif scheme.lower() != "bearer":
        return None
    name, _, secret = given.partition(":")
    return name, secret


def _is_own(request: Request, *, by_cookie: bool) -> bool:
    """Whether a write comes from the room's own pages, or from a program that no site can have sent."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None:
        return site in {"same-origin", "none"}
    if origin is not None:
        return urlsplit(origin).netloc.lower() == request.headers.get("host", "").lower()
    return not by_cookie
