"""The API, described: a page for people, and the OpenAPI document for programs."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, JSONResponse

from onrecord.room.api import openapi
from onrecord.room.api.reference import sections
from onrecord.room.showing import render

router = APIRouter()


@router.get("/api/docs")
def show(request: Request) -> HTMLResponse:
    """The page."""
    return render(request, "docs.html", sections=sections(openapi()), document=openapi())


@router.get("/api/openapi.json")
def document() -> JSONResponse:
    """The document."""
    return JSONResponse(openapi())
