"""What stands between the network and the room: who it answers, what it takes in, and what its pages may do.

Pure ASGI, so that streams stream and a refused request costs nothing.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Collection, Iterable
from typing import Final
from urllib.parse import quote, urlsplit

from limits import parse
from limits.strategies import MovingWindowRateLimiter
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from onrecord.room.access import Access, Visitor
from onrecord.room.problems import fault, is_of_api, respond

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
_TRIES: Final = parse("20/minute")
_TOO_OFTEN: Final = "Too many wrong secrets came from this address.", "Wait a minute and try again."
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


class Heads:
    """Answers HEAD as GET is answered, without what it would give."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def bare(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        if scope["type"] == "http" and scope["method"] == "HEAD":
            await self._app({**scope, "method": "GET"}, receive, bare)
        else:
            await self._app(scope, receive, send)


class Faults:
    """Tells of OnRecord's own failures in the room's way, and lets them be logged.

    Starlette's own answer to them comes from outside of everything that an app puts around itself.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def noted(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except Exception:
            if scope["type"] == "http" and not started:
                await fault(Request(scope))(scope, receive, send)
            raise


class Doorkeeper:
    """Lets in who may come in, and takes writes only from the room's own pages and from programs.

    A page of another site can make a browser send a form here, with the visitor's cookie or to a room that is open
    to whoever reaches it; the browser says so, and it is refused.
    """

    def __init__(
        self, app: ASGIApp, *, access: Access, hosts: Iterable[str] | None, limiter: MovingWindowRateLimiter
    ) -> None:
        """``hosts``: the only names that the room answers to; any where null. ``limiter`` counts wrong secrets."""
        self._app = app
        self._limiter = limiter
        self._access = access
        self._hosts = None if hosts is None else frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        if self._hosts is not None and _host(request.headers.get("host", "")) not in self._hosts:
            # A name of another site may be made to lead to this machine.
            await respond(request, 421, *_OTHER_NAME)(scope, receive, send)
            return
        if self._tries_too_often(request):
            answer = respond(request, 429, *_TOO_OFTEN)
            answer.headers["retry-after"] = str(_TRIES.get_expiry())
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
            visitor = await run_in_threadpool(self._access.check, *given)
            if visitor is None:
                self._limiter.hit(_TRIES, _tried_by(request))
            return visitor
        return self._access.remembered(request.session)

    def _tries_too_often(self, request: Request) -> bool:
        """Whether too many wrong secrets came from there of late: guessing is kept slow, and so is what it costs."""
        return "authorization" in request.headers and not self._limiter.test(_TRIES, _tried_by(request))

    def _turn_away(self, request: Request) -> ASGIApp:
        if "authorization" not in request.headers and wants_page(request):
            back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
            return RedirectResponse(f"/login?back={quote(back)}", status_code=303)
        answer = respond(request, 401, *_NOBODY)
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
                raise _too_large(most)
            return message

        async def noted(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            if told.isdigit() and int(told) > most:
                raise _too_large(most)
            await self._app(scope, counted, noted)
        except HTTPException as error:
            if started:
                raise
            answer = respond(Request(scope), error.status_code, error.detail, advice="Send less at once.")
            await answer(scope, receive, send)


def _too_large(most: int) -> HTTPException:
    # One that whoever reads a body passes on as it is; of any other FastAPI says that the body cannot be parsed.
    return HTTPException(413, f"This is more than {most:,} bytes.")


def wants_page(request: Request) -> bool:
    """Whether the answer is for a person to look at."""
    return request.method in _SAFE and not is_of_api(request)


def _host(given: str) -> str:
    """The name in a Host header, without its port; nothing where it holds none."""
    try:
        parts = urlsplit(f"//{given}")
    except ValueError:
        return ""
    return "" if "@" in parts.netloc else (parts.hostname or "").lower()


def _tried_by(request: Request) -> str:
    return request.client.host if request.client else ""


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
