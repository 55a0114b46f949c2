"""Pages of what is counted aside: not yet there, or there and good for as long as the record stays as it is."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from starlette.responses import HTMLResponse

from onrecord.room.overviews import Counted
from onrecord.room.showing import render


def counting(request: Request, title: str) -> HTMLResponse:
    """Says that it is still being counted, and asks for it again."""
    address = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
    answer = render(request, "counting.html", title=title, address=address)
    answer.headers["cache-control"] = "no-store"
    return answer


def lasting(request: Request, *counted: Counted[Any]) -> None:
    """The answer is good until the record changes, where all of it is of the record as it is."""
    if all(one.current for one in counted):
        request.state.etag = request.state.tag
