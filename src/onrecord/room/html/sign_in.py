"""Sign-in and sign-out, for a room with an access file."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Form, Request
from limits import parse
from starlette.responses import HTMLResponse, RedirectResponse, Response

from onrecord.room.dependencies import CurrentRoom
from onrecord.room.templating import render

router = APIRouter()
_ATTEMPTS: Final = parse("10/minute")


@router.get("/login")
def show_sign_in(request: Request, room: CurrentRoom, back: str = "/") -> Response:
    """The form; in an open room, a redirect to ``back``."""
    if room.access.owner is not None:
        return RedirectResponse(_local_address(back), status_code=303)
    return _render_form(request, back=back)


@router.post("/login")
def sign_in(
    request: Request,
    room: CurrentRoom,
    name: Annotated[str, Form()],
    secret: Annotated[str, Form()],
    back: Annotated[str, Form()] = "/",
) -> Response:
    """Start a session for the right name and secret, and go on to ``back``."""
    if not room.count_request(_ATTEMPTS, request):
        return _render_form(request, back=back, problem="Too many attempts. Try again in a minute.", status=429)
    visitor = room.access.verify(name, secret)
    if visitor is None:
        return _render_form(request, back=back, problem="The name or the secret is wrong.", status=401)
    request.session.update(name=visitor.name, seal=room.access.seal(visitor.name))
    return RedirectResponse(_local_address(back), status_code=303)


@router.post("/logout")
def sign_out(request: Request, room: CurrentRoom) -> Response:
    """End the session."""
    if room.access.owner is None:
        request.session.clear()
    return RedirectResponse("/login", status_code=303)


def _render_form(request: Request, *, back: str, problem: str | None = None, status: int = 200) -> HTMLResponse:
    return render(request, "login.html", status=status, back=_local_address(back), problem=problem)


def _local_address(address: str) -> str:
    """``address`` where it leads into this room, else "/": "//evil.example" would lead to another site."""
    local = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    return address if local else "/"
