"""What went wrong, told in one shape: a page to people, ``application/problem+json`` (RFC 9457) to programs."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.routing import Match

from onrecord.errors import (
    AmbiguousNameError,
    NotFoundError,
    OnRecordError,
    PageError,
    RecordError,
    RefusedError,
    UsageError,
)

_STATUS: dict[type[OnRecordError], int] = {
    NotFoundError: 404,
    AmbiguousNameError: 409,
    UsageError: 400,
    RefusedError: 403,
    PageError: 422,
    RecordError: 503,
    OnRecordError: 500,
}
"""The first of an error's kinds that stands here is how it is answered."""


def install(app: FastAPI) -> None:
    """Have ``app`` tell every error in this shape."""

    @app.exception_handler(OnRecordError)
    async def _known(request: Request, error: Exception) -> Response:
        status = next(_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS)
        if isinstance(error, PageError | RecordError):
            return respond(request, status, f"{error.problem}.", error.advice)
        if isinstance(error, AmbiguousNameError):
            return respond(request, status, str(error), candidates=list(error.candidates))
        return respond(request, status, str(error))

    @app.exception_handler(RequestValidationError)
    async def _invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        told = [f"{'.'.join(map(str, one['loc'][1:])) or one['loc'][0]}: {one['msg']}" for one in error.errors()]
        return respond(request, 422, f"{'; '.join(told)}.", "See /api/docs for what is expected.")

    @app.exception_handler(HTTPException)
    async def _refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        advice = "Look for it by its words or its people." if error.status_code == 404 else None
        answer = respond(request, error.status_code, _DETAIL.get(error.status_code, str(error.detail)), advice)
        answer.headers.update(error.headers or {})
        if error.status_code == 405:
            answer.headers["allow"] = ", ".join(_allowed(request))
        return answer


_DETAIL = {404: "There is nothing at this address.", 405: "This address does not take that."}


def _allowed(request: Request) -> list[str]:
    """The methods of an address. Starlette itself tells only those of the first route that has it."""

    def takes(method: str) -> bool:
        asked = {**request.scope, "method": method}
        return any(route.matches(asked)[0] is Match.FULL for route in request.app.routes)

    found = [method for method in ("GET", "POST", "PUT", "PATCH", "DELETE") if takes(method)]
    # What is mounted does not say; it is files.
    return ["GET", "HEAD", *found[1:]] if found[:1] in ([], ["GET"]) else found


def is_of_api(request: Request) -> bool:
    """Whether ``request`` is for a program: every address of the API but that of the page about it."""
    path = request.url.path
    return path.startswith("/api/") and path != "/api/docs"


def fault(request: Request) -> Response:
    """The answer to ``request`` where OnRecord itself failed."""
    advice = "This is a bug: please report it, with what you did and what the room printed where it was started."
    return respond(request, 500, "OnRecord failed on this.", advice)


def respond(request: Request, status: int, detail: str, advice: str | None = None, **more: object) -> Response:
    """The answer to ``request`` that says what went wrong, and what to do next."""
    title = HTTPStatus(status).phrase
    if "text/html" in request.headers.get("accept", "") and not is_of_api(request):
        from onrecord.room.showing import render

        return render(request, "problem.html", status=status, title=title, detail=detail, advice=advice, **more)
    whole = {"type": "about:blank", "title": title, "status": status, "detail": detail, "advice": advice, **more}
    return JSONResponse(whole, status_code=status, media_type="application/problem+json")
