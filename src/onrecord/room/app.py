"""The ASGI application: routes, middleware and static files."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Final

from anyio import to_thread
from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from onrecord.child_processes import count_processors
from onrecord.reading_pool import ReaderPool
from onrecord.record import Record
from onrecord.room import api, health, html
from onrecord.room.access import Access
from onrecord.room.access_control import AccessControlMiddleware
from onrecord.room.authentication import Authenticator
from onrecord.room.dependencies import WORKER_THREADS, Room
from onrecord.room.forwarding import ForwardingMiddleware
from onrecord.room.jobs import JobQueue
from onrecord.room.metrics import RoomMetrics
from onrecord.room.middleware import (
    BodyLimitMiddleware,
    ErrorMiddleware,
    HeadMiddleware,
    SecurityHeadersMiddleware,
)
from onrecord.room.overviews import Overviews
from onrecord.room.problems import install_error_handlers
from onrecord.room.proxy_sign_in import ProxySignIn
from onrecord.room.reading_limits import ReadingLimitMiddleware
from onrecord.room.request_log import RequestLogMiddleware
from onrecord.room.response_cache import RecordState, ResponseCacheMiddleware
from onrecord.room.templating import ASSETS
from onrecord.settings import Settings
from onrecord.version import VERSION

# Of pages, API and health. FastAPI would prepare routes of a router that is included again, which takes 0.2 s.
_ROUTES: Final = [
    *(route for page_router in html.ROUTERS for route in page_router.routes),
    *api.ROUTES,
    *health.router.routes,
]
UPLOAD_PATHS: Final = frozenset({"/add/files", "/api/add"})
# Smaller bodies fit into one network packet as they are.
_MIN_COMPRESSED_BYTES: Final = 1_000
# Above this level zlib takes longer, and pages get hardly smaller.
_COMPRESSION_LEVEL: Final = 4
# About a thousand pages of 60 kB.
_CACHE_BYTES: Final = 64_000_000
# Added to the niceness of reading workers: searches have priority over reading.
_NICENESS: Final = 10
# Bytes of a form without the page that is sent with it.
_FORM_BYTES: Final = 65_536


def create_app(
    record: Record,
    *,
    access: Access,
    settings: Settings | None = None,
    hosts: Iterable[str] | None = None,
    secure: bool = False,
    pool: ReaderPool | None = None,
    metrics: str | None = None,
    main_socket: str | None = None,
) -> FastAPI:
    """The reading room of ``record`` as an ASGI app. The caller closes the record.

    ``hosts`` are the host names that the room answers to; null for any. ``secure`` marks cookies as HTTPS only.
    ``pool`` reads the pages that are added, and the caller closes it; by default the app has one of its own.
    ``metrics`` is the folder in which all processes of the room count requests, and ``main_socket`` is for a worker:
    the Unix socket of the main process.
    """
    settings = settings or Settings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        to_thread.current_default_thread_limiter().total_tokens = WORKER_THREADS
        try:
            yield
        finally:
            room.jobs.close()
            if pool is None:
                room.pool.close()
            room.overviews.close()
            room.state.close()
            access.close()

    state = RecordState(record)
    # One processor is left to the process that answers requests.
    processes = settings.workers or max(1, count_processors() - 1)
    room_pool = pool or ReaderPool(settings, processes=processes, niceness=_NICENESS)
    jobs = JobQueue(record, load_reader=lambda: room_pool, settings=settings)
    room = Room(
        record=record,
        settings=settings,
        access=access,
        authenticator=Authenticator(access),
        secure=secure,
        state=state,
        pool=room_pool,
        overviews=Overviews(record, state),
        jobs=jobs,
        metrics=RoomMetrics(jobs, room_pool, folder=metrics),
        hosts=None if hosts is None else frozenset(hosts),
    )
    app = FastAPI(
        title="OnRecord",
        version=VERSION,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=lifespan,
        routes=_ROUTES,
    )
    app.state.room = room
    install_error_handlers(app)
    app.mount("/assets", _Assets(directory=ASSETS), name="assets")
    # The middleware added last sees each request first.
    app.add_middleware(ReadingLimitMiddleware)
    app.add_middleware(
        BodyLimitMiddleware,
        limit=settings.max_page_bytes + _FORM_BYTES,
        upload_limit=settings.max_upload_bytes + _FORM_BYTES,
        upload_paths=UPLOAD_PATHS,
    )
    app.add_middleware(GZipMiddleware, minimum_size=_MIN_COMPRESSED_BYTES, compresslevel=_COMPRESSION_LEVEL)
    app.add_middleware(ResponseCacheMiddleware, state=state, max_bytes=_CACHE_BYTES)
    proxy = ProxySignIn.from_settings(settings)
    app.add_middleware(
        AccessControlMiddleware, access=access, authenticator=room.authenticator, hosts=room.hosts, proxy=proxy
    )
    app.add_middleware(ErrorMiddleware, database=record.database)
    app.add_middleware(HeadMiddleware)
    app.add_middleware(SecurityHeadersMiddleware)
    app.add_middleware(RequestLogMiddleware, metrics=room.metrics)
    if main_socket is not None:
        app.add_middleware(ForwardingMiddleware, socket=main_socket, access=access, proxy=proxy)
    return app


class _Assets(StaticFiles):
    """The package's static files. Browsers keep those forever whose address changes with their content."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        versioned = b"v=" in scope["query_string"] or path.startswith("fonts/")
        response.headers["cache-control"] = "public, max-age=31536000, immutable" if versioned else "no-cache"
        return response
