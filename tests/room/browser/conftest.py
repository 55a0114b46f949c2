"""A Chromium, and a room served to it."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import uvicorn
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

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
        pytest.skip("Chromium is not installed: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(_QUIET))
        yield browser
        browser.close()


@contextmanager
def served(record: Record) -> Iterator[str]:
    """Serve a room of ``record`` to its owner; yield its address."""
    app = create_app(record, access=Access(owner="mara"), settings=Settings(allow_private_addresses=True))
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


class Tabs:
    """A tab with scripts and one without, shared by the tests.

    Chromium starts a process for each new tab, which takes 0.3 s; opening another page in a tab takes a tenth of that.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._tabs: dict[bool, Page] = {}
        self._home = ""
        self._complaints: list[str] = []

    def tab(self, *, scripts: bool) -> Page:
        if scripts not in self._tabs:
            page = self._browser.new_context(java_script_enabled=scripts).new_page()
            page.on("console", self._note_message)
            page.on("request", self._note_request)
            page.on("pageerror", lambda error: self._complaints.append(str(error)))
            self._tabs[scripts] = page
        return self._tabs[scripts]

    def start(self, home: str) -> None:
        """Take requests to any address but ``home`` for complaints."""
        self._home = home
        self._complaints.clear()

    def clear(self) -> list[str]:
        """Leave every page and clear its storage; return the console errors since ``start``."""
        for page in self._tabs.values():
            page.goto("about:blank")
            page.context.clear_cookies()
            page.context.clear_permissions()
            session = page.context.new_cdp_session(page)
            session.send("Storage.clearDataForOrigin", {"origin": self._home, "storageTypes": "all"})
            session.detach()
        return list(self._complaints)

    def _note_message(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self._complaints.append(message.text)

    def _note_request(self, request: Request) -> None:
        if not request.url.startswith((self._home, "about:", "data:", "blob:")):
            self._complaints.append(f"asked {request.url}")


@pytest.fixture(scope="session")
def tabs(chromium: Browser) -> Tabs:
    """The tabs of the browser."""
    return Tabs(chromium)


@pytest.fixture
def address(record: Record) -> Iterator[str]:
    """The address of a room of ``record``."""
    with served(record) as url:
        yield url


@pytest.fixture
def visit(tabs: Tabs, address: str) -> Iterator[Visits]:
    """Opens a page of the room: ``visit("/search", width=390, dark=True, scripts=False)``.

    A request to another host, or a warning or error of the page, fails the test.
    """
    tabs.start(address)

    def open_(path: str = "/", *, width: int = 1280, dark: bool = False, scripts: bool = True) -> Page:
        page = tabs.tab(scripts=scripts)
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")
        page.goto(address + path)
        return page

    yield open_
    assert tabs.clear() == []
