"""Access control: identify the visitor behind each request, and refuse requests before any route sees them."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from typing import Final
from urllib.parse import quote, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from onrecord.room.access import Access, Visitor
from onrecord.room.authentication import Authenticator, client_network
from onrecord.room.middleware import SAFE_METHODS, is_page_request
from onrecord.room.problems import problem_response
from onrecord.room.proxy_sign_in import ProxySignIn
from onrecord.room.templating import query_of

# Signing in and out, the files of these pages, and a check that tells strangers nothing.
_PUBLIC_PATHS: Final = frozenset({"/login", "/logout", "/health"})
_PUBLIC_FILES: Final = "/assets/"
_UNKNOWN_HOST: Final = "This room does not answer to that host name.", "Use the address that `onrecord serve` printed."
_CROSS_SITE: Final = "Another site sent this request.", "Open the room itself and try again there."
_UNAUTHORIZED: Final = "This room requires a name and a secret.", "Send `Authorization: Bearer NAME:SECRET`."
# The cookie that holds the token of a session.
SESSION_COOKIE: Final = "session"
# In a response to a worker: the seal of the account whose secret came with the request, so that the worker need not
# have it verified again.
SEAL_HEADER: Final = "x-onrecord-seal"


class AccessControlMiddleware:
    """Admits visitors with an account, and refuses writes that another site made a browser send.

    A page of another site can submit a form to the room with the visitor's cookie, or to a room without accounts.
    Browsers mark such requests (``Sec-Fetch-Site``, ``Origin``), and they are answered with 403.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        access: Access,
        authenticator: Authenticator,
        hosts: Iterable[str] | None,
        proxy: ProxySignIn | None = None,
    ) -> None:
        """``hosts`` are the host names that the room answers to; null for any. ``proxy`` signs visitors in."""
        self._app = app
        self._access = access
        self._authenticator = authenticator
        self._proxy = proxy
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
        if visitor is not None and is_from_worker(request) and "authorization" in request.headers:
            send = _add_seal(send, self._access.seal(visitor.name))
        if request.method not in SAFE_METHODS and not _is_same_site(request, by_browser=request.state.by_browser):
            await problem_response(request, 403, *_CROSS_SITE)(scope, receive, send)
            return
        path = scope["path"]  # as routed: `request.url` is made from the Host header too
        if visitor is None and path not in _PUBLIC_PATHS and not path.startswith(_PUBLIC_FILES):
            await self._refuse(request)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    async def _identify(self, request: Request) -> Visitor | None:
        """The visitor who sent ``request``.

        ``request.state.session`` is the token of their session; null without one. ``request.state.by_browser`` is true
        if their browser would identify them in a request from another site too: by a cookie, or through the proxy.
        """
        request.state.session, request.state.by_browser = None, False
        if self._access.owner is not None:
            return self._access.find_visitor(None)
        if self._proxy is not None and (is_from_worker(request) or self._proxy.trusts(request)):
            visitor = self._proxy.find_visitor(request)
            request.state.by_browser = visitor is not None
            if visitor is not None:
                return visitor
        credentials = parse_credentials(request.headers)
        if credentials is not None:
            return await self._authenticator.authenticate(*credentials, network=client_network(request))
        token = request.cookies.get(SESSION_COOKIE)
        visitor = self._access.restore_visitor(token)
        request.state.session = token if visitor else None
        request.state.by_browser = visitor is not None
        return visitor

    def _refuse(self, request: Request) -> ASGIApp:
        """A redirect to the sign-in form for browsers, 401 for programs."""
        if "authorization" not in request.headers and is_page_request(request):
            return RedirectResponse(f"/login?back={quote(request.url.path + query_of(request))}", status_code=303)
        response = problem_response(request, 401, *_UNAUTHORIZED)
        response.headers["www-authenticate"] = "Bearer"
        return response


def is_from_worker(request: Request) -> bool:
    """True for a request through the Unix socket of the main process, which has no port."""
    server = request.scope.get("server")
    return server is not None and server[1] is None


def _add_seal(send: Send, seal: str) -> Send:
    async def send_with_seal(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message)[SEAL_HEADER] = seal
        await send(message)

    return send_with_seal


def _parse_host(header: str) -> str:
    """The host name in a Host header without its port; empty if it is malformed, as ``[::1`` or ``a@b`` are."""
    try:
        parts = urlsplit(f"//{header}")
    except ValueError:
        return ""
    return "" if "@" in parts.netloc else (parts.hostname or "").lower()


def parse_credentials(headers: Headers) -> tuple[str, str] | None:
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


def _is_same_site(request: Request, *, by_browser: bool) -> bool:
    """True for a write from the room's own pages, or from a program, which sends neither these headers nor a cookie."""
    fetch_site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if fetch_site is not None:
        return fetch_site in {"same-origin", "none"}
    if origin is not None:
        return urlsplit(origin).netloc.lower() == request.headers.get("host", "").lower()
    return not by_browser
