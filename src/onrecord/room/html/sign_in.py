"""Sign-in and sign-out, for a room with an access file."""

from __future__ import annotations

from typing import Annotated, Final, Literal, TypedDict

from fastapi import APIRouter, Form, Request
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response

from onrecord.room.access_control import SESSION_COOKIE
from onrecord.room.authentication import client_network
from onrecord.room.dependencies import CurrentRoom, Room
from onrecord.room.templating import render
from onrecord.store.visitor_sessions import SESSION_SECONDS

router = APIRouter()
# Longest name or secret, in characters. Tokens have 43.
_MAX_CHARACTERS: Final = 1_024


class _CookieFlags(TypedDict):
    httponly: bool
    samesite: Literal["lax"]
    secure: bool


@router.get("/login")
def show_sign_in(request: Request, room: CurrentRoom, back: str = "/") -> Response:
    """The form; in an open room, a redirect to ``back``."""
    if room.access.owner is not None:
        return RedirectResponse(_local_address(back), status_code=303)
    return _render_form(request, back=back)


@router.post("/login")
async def sign_in(
    request: Request,
    room: CurrentRoom,
    name: Annotated[str, Form(max_length=_MAX_CHARACTERS)],
    secret: Annotated[str, Form(max_length=_MAX_CHARACTERS)],
    back: Annotated[str, Form()] = "/",
) -> Response:
    """Start a session for the right name and secret, and go on to ``back``."""
    try:
        visitor = await room.authenticator.authenticate(name, secret, network=client_network(request))
    except HTTPException as error:
        response: Response = _render_form(request, back=back, problem=error.detail, status=error.status_code)
        response.headers.update(error.headers or {})
        return response
    if visitor is None:
        return _render_form(request, back=back, problem="The name or the secret is wrong.", status=401)
    response = RedirectResponse(_local_address(back), status_code=303)
    token = await run_in_threadpool(room.access.start_session, visitor)
    response.set_cookie(SESSION_COOKIE, token, max_age=SESSION_SECONDS, **_cookie_flags(request, room))
    if request.state.session is not None:
        await run_in_threadpool(room.access.end_session, request.state.session)
    return response


@router.post("/logout")
def sign_out(request: Request, room: CurrentRoom) -> Response:
    """End the session: on the server, so that a copy of its cookie opens nothing either."""
    response = RedirectResponse("/login", status_code=303)
    if request.state.session is not None:
        room.access.end_session(request.state.session)
        response.delete_cookie(SESSION_COOKIE, **_cookie_flags(request, room))
    return response


def _cookie_flags(request: Request, room: Room) -> _CookieFlags:
    """Flags of the session cookie. Over HTTPS, also through a proxy, it is never sent over plain HTTP."""
    return {"httponly": True, "samesite": "lax", "secure": room.secure or request.url.scheme == "https"}


def _render_form(request: Request, *, back: str, problem: str | None = None, status: int = 200) -> HTMLResponse:
    return render(request, "login.html", status=status, back=_local_address(back), problem=problem)


def _local_address(address: str) -> str:
    """``address`` if it is in this room, else "/": "//evil.example" would lead to another site."""
    local = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    return address if local else "/"
