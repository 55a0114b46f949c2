"""A real Chromium in a room that is really served."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from onrecord.reading import Reader
from onrecord.record import Record
from onrecord.room import Access, create_app
from onrecord.settings import Settings

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
_QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--font-render-hinting=none", "--force-color-profile=srgb"),
)

Visits = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser, started once."""
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("there is no Chromium: .ci/run installs it")
        pytest.skip("there is no Chromium to look with: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(_QUIET))
        yield browser
        browser.close()


@contextmanager
def served(record: Record, *, load_reader: Callable[[], Reader] | None = None) -> Iterator[str]:
    """The address at which a room of ``record`` is served, to its owner."""
    app = create_app(
        record, access=Access(owner="mara"), settings=Settings(allow_private_addresses=True), load_reader=load_reader
    )
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.01)
        assert thread.is_alive(), "the room did not open"
    try:
        yield f"http://localhost:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture
def address(record: Record) -> Iterator[str]:
    """Where the room of the sample pages' record is."""
    with served(record) as url:
        yield url


@pytest.fixture
def visit(chromium: Browser, address: str) -> Iterator[Visits]:
    """Opens a page of the room: ``visit("/search", width=390, dark=True, scripts=False)``.

    Whatever the page asks of other hosts, and whatever it complains of, fails the test.
    """
    complaints: list[str] = []
    with ExitStack() as stack:

        def open_(path: str = "/", *, width: int = 1280, dark: bool = False, scripts: bool = True) -> Page:
            context = chromium.new_context(
                base_url=address,
                viewport={"width": width, "height": 900},
                color_scheme="dark" if dark else "light",
                java_script_enabled=scripts,
                reduced_motion="reduce",
            )
            stack.callback(context.close)
            page = context.new_page()
            _listen(page, complaints, home=address)
            page.goto(path)
            return page

        yield open_
    assert complaints == []


def _listen(page: Page, complaints: list[str], *, home: str) -> None:
    def said(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            complaints.append(message.text)

    def asked(request: Request) -> None:
        if not request.url.startswith((home, "data:", "blob:")):
            complaints.append(f"asked {request.url}")

    def failed(error: Any) -> None:
        complaints.append(str(error))

    page.on("console", said)
    page.on("request", asked)
    page.on("pageerror", failed)
