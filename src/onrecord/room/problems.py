"""Error responses: an HTML page for browsers, ``application/problem+json`` (RFC 9457) for programs."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

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

# Status codes by error class; the nearest base class in this table counts.
_STATUS: Final[dict[type[OnRecordError], int]] = {
    NotFoundError: 404,
    AmbiguousNameError: 409,
    UsageError: 400,
    RefusedError: 403,
    PageError: 422,
    OnRecordError: 500,
}
# Starlette's own messages are "Not Found" and "Method Not Allowed".
_DETAIL: Final = {404: "There is no page at this address.", 405: "This address does not accept this method."}
_ADVICE: Final = {
    # Of Starlette, about the parts of an upload: "Too many files. Maximum number of files is 1000."
    400: "Send fewer or smaller parts. Many pages fit into one file of JSON Lines or one web archive.",
    404: "Search for the words or the person instead.",
    413: "Send less at once.",
}
_REPORT_BUG: Final = "This is a bug: please report it with what you did and the output of `onrecord serve`."


def install_error_handlers(app: FastAPI) -> None:
    """Let ``app`` answer every error with ``problem_response``."""

    @app.exception_handler(OnRecordError)
    async def _answer_onrecord_error(request: Request, error: Exception) -> Response:
        status = next(_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS)
        if isinstance(error, RecordError):
            return internal_error(request, explanation=error)
        if isinstance(error, PageError):
            return problem_response(request, status, as_sentence(error.problem), error.advice)
        if isinstance(error, AmbiguousNameError):
            return problem_response(request, status, as_sentence(error), candidates=list(error.candidates))
        return problem_response(request, status, as_sentence(error))

    @app.exception_handler(RequestValidationError)
    async def _answer_invalid_request(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        faults = [
            f"{'.'.join(map(str, fault['loc'][1:])) or fault['loc'][0]}: {fault['msg']}" for fault in error.errors()
        ]
        return problem_response(request, 422, f"{'; '.join(faults)}.", "See /api/docs for what is expected.")

    @app.exception_handler(HTTPException)
    async def _answer_http_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        advice = _ADVICE.get(error.status_code)
        detail = _DETAIL.get(error.status_code, str(error.detail))
        response = problem_response(request, error.status_code, detail, advice)
        response.headers.update(error.headers or {})
        if error.status_code == 405:
            response.headers["allow"] = ", ".join(_allowed_methods(request))
        return response


def as_sentence(message: object) -> str:
    """``message`` with a capital and a full stop."""
    text = str(message)
    return f"{text[:1].upper()}{text[1:]}" + ("" if text.endswith((".", "?", "!")) else ".")


def _allowed_methods(request: Request) -> list[str]:
    """The methods of all routes at an address. Starlette itself reports only those of the first route."""

    def matches(method: str) -> bool:
        scope = {**request.scope, "method": method}
        return any(route.matches(scope)[0] is Match.FULL for route in request.app.routes)

    methods = [method for method in ("GET", "POST", "PUT", "PATCH", "DELETE") if matches(method)]
    # The mounted static files match no method at all, and answer GET.
    return ["GET", "HEAD", *methods[1:]] if methods[:1] in ([], ["GET"]) else methods


def is_api_request(request: Request) -> bool:
    """True for every address of the API except the page that documents it."""
    path: str = request.scope["path"]
    return path.startswith("/api/") and path != "/api/docs"


def internal_error(request: Request, *, explanation: RecordError | None = None) -> Response:
    """The response to an unexpected exception, or to the error of the record that explains it."""
    if explanation is not None:
        return problem_response(request, 503, as_sentence(explanation.problem), explanation.advice)
    return problem_response(request, 500, "OnRecord failed on this request.", _REPORT_BUG)


def problem_response(
    request: Request, status: int, detail: str, advice: str | None = None, **extensions: object
) -> Response:
    """An error as a page or as JSON. ``detail`` states the problem, and ``advice`` the remedy, in full sentences."""
    title = HTTPStatus(status).phrase
    if "text/html" in request.headers.get("accept", "") and not is_api_request(request):
        from onrecord.room.templating import render

        return render(request, "problem.html", status=status, title=title, detail=detail, advice=advice, **extensions)
    fields = {"type": "about:blank", "title": title, "status": status, "detail": detail, "advice": advice, **extensions}
    return JSONResponse(fields, status_code=status, media_type="application/problem+json")
