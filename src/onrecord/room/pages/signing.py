"""Signing in and out, where the room wants to know who comes."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from limits import parse
from starlette.responses import HTMLResponse, RedirectResponse, Response

from onrecord.room.context import RoomOf
from onrecord.room.showing import render

router = APIRouter()
_TRIES = parse("10/minute")


@router.get("/login")
def ask(request: Request, room: RoomOf, back: str = "/") -> Response:
    """The form to sign in by."""
    if room.access.owner is not None:
        return RedirectResponse(_inside(back), status_code=303)
    return _form(request, back=back)


@router.post("/login")
def sign_in(
    request: Request,
    room: RoomOf,
    name: Annotated[str, Form()],
    secret: Annotated[str, Form()],
    back: Annotated[str, Form()] = "/",
) -> Response:
    """Let somebody in who has the secret."""
    if not room.allows(_TRIES, request):
        return _form(request, back=back, wrong="Too many tries. Wait a minute.", status=429)
    visitor = room.access.check(name, secret)
    if visitor is None:
        return _form(request, back=back, wrong="No such name and secret.", status=401)
    request.session.update(name=visitor.name, seal=room.access.seal(visitor.name))
    return RedirectResponse(_inside(back), status_code=303)


@router.post("/logout")
def sign_out(request: Request, room: RoomOf) -> Response:
    """Forget who this browser was."""
    if room.access.owner is None:
        request.session.clear()
    return RedirectResponse("/login", status_code=303)


def _form(request: Request, *, back: str, wrong: str | None = None, status: int = 200) -> HTMLResponse:
    return render(request, "login.html", status=status, back=_inside(back), wrong=wrong)


def _inside(address: str) -> str:
    """``address`` where it is one of this room; else its front page."""
    inside = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    return address if inside else "/"
