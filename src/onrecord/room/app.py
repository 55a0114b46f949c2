"""``create_app``: the room, put together."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from functools import cache, lru_cache
from typing import Final

from anyio import to_thread
from fastapi import APIRouter, FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from onrecord.reading import Reader
from onrecord.record import Record
from onrecord.room import api, problems
from onrecord.room.access import Access
from onrecord.room.context import READERS_AT_ONCE, Room, make_limiter, make_waiting
from onrecord.room.drafts import Drafts
from onrecord.room.freshness import Remembering, State
from onrecord.room.jobs import Jobs
from onrecord.room.overviews import Overviews
from onrecord.room.pages import PAGES
from onrecord.room.protection import Doorkeeper, Faults, Hardening, Heads, SizeLimit
from onrecord.room.showing import ASSETS
from onrecord.room.sittings import Sittings
from onrecord.settings import Settings
from onrecord.version import VERSION

_SIGNED_IN: Final = 14 * 24 * 3600
"""Seconds for which a browser stays signed in."""
TAKE_UPLOADS: Final = frozenset({"/add/files", "/api/add"})
"""Where files are sent to."""
_COMPRESSED: Final = 1_000
"""Answers of more bytes than this are compressed."""
_REMEMBERED: Final = 64_000_000
"""Bytes of answers that are kept to be given again."""
_FORM: Final = 65_536
"""Bytes that a form takes beside the page that is sent by it."""
_COMPRESSION: Final = 4
"""Beyond this level zlib takes longer, and pages come out hardly smaller."""


def create_app(
    record: Record,
    *,
    access: Access,
    settings: Settings | None = None,
    hosts: Iterable[str] | None = None,
    secure: bool = False,
    load_reader: Callable[[], Reader] | None = None,
) -> FastAPI:
    """The reading room of ``record``, as an ASGI app. The record stays the caller's, to close.

    ``hosts``: the only names that it answers to; any where null. ``secure``: it is reached over HTTPS alone.
    ``load_reader``: what reads the pages that are added, by default the model that the package ships.
    """
    settings = settings or Settings()

    @asynccontextmanager
    async def opened(app: FastAPI) -> AsyncIterator[None]:
        to_thread.current_default_thread_limiter().total_tokens = READERS_AT_ONCE
        try:
            yield
        finally:
            room.jobs.close()
            room.overviews.close()
            room.state.close()

    state = State(record)
    load_reader = lru_cache(maxsize=1)(load_reader or (lambda: Reader.load(settings)))
    room = Room(
        record=record,
        settings=settings,
        access=access,
        state=state,
        load_reader=load_reader,
        limiter=make_limiter(),
        waiting=make_waiting(),
        overviews=Overviews(record, state),
        jobs=Jobs(record, load_reader=load_reader, settings=settings),
        drafts=Drafts(),
        sittings=Sittings(),
    )
    app = FastAPI(
        title="OnRecord",
        version=VERSION,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=opened,
        routes=[*_include_routes()],
    )
    app.state.room = room
    problems.install(app)
    app.mount("/assets", _Assets(directory=ASSETS), name="assets")
    # The last one added is the first to see a request.
    app.add_middleware(
        SizeLimit,
        most=settings.max_page_bytes + _FORM,
        uploads=settings.max_upload_bytes + _FORM,
        takes_uploads=TAKE_UPLOADS,
    )
    app.add_middleware(GZipMiddleware, minimum_size=_COMPRESSED, compresslevel=_COMPRESSION)
    app.add_middleware(Remembering, state=room.state, most=_REMEMBERED)
    app.add_middleware(Doorkeeper, access=access, hosts=hosts, limiter=room.limiter)
    if access.owner is None:
        app.add_middleware(
            SessionMiddleware,
            secret_key=access.cookie_key,
            max_age=_SIGNED_IN,
            same_site="lax",
            https_only=secure,
        )
    app.add_middleware(Faults)
    app.add_middleware(Heads)
    app.add_middleware(Hardening)
    return app


@cache
def _include_routes() -> list[BaseRoute]:
    """Return the routes of pages and API, made once: FastAPI prepares them at the first request, which takes 0.2 s."""
    router = APIRouter()
    for page in PAGES:
        router.include_router(page.router, include_in_schema=False)
    router.include_router(api.router, include_in_schema=False)
    return router.routes


class _Assets(StaticFiles):
    """Files of the package: an address that changes with their content is good for good."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        answer = await super().get_response(path, scope)
        lasting = b"v=" in scope["query_string"] or path.startswith("fonts/")
        answer.headers["cache-control"] = "public, max-age=31536000, immutable" if lasting else "no-cache"
        return answer
