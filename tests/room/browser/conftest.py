"""A Chromium, and a room served to it."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, ViewportSize, expect, sync_playwright
from starlette.responses import HTMLResponse
from starlette.types import Receive, Scope, Send

from onrecord.reading_pool import ReaderPool
from onrecord.record import Record
from onrecord.room import Access, create_app
from onrecord.settings import Settings

# The headless shell first: without the parts of a browser with windows, it takes a third less CPU time.
_PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, _PROGRAMS)), None)
_QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--font-render-hinting=none", "--force-color-profile=srgb"),
)
_BLANK = "/blank"
_BLANK_PAGE = HTMLResponse("<!doctype html><title>Blank</title><link rel=icon href=data:,>")
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_COLOUR_RULES = ["color-contrast", "link-in-text-block"]
_AXE = Axe().axe_script
_CONTRAST_SAMPLES = Path(__file__).with_name("contrast_samples.js").read_text(encoding="utf-8")

# A page is waited for, for as long as a busy machine may take to read it: what never comes fails either way.
expect.set_options(timeout=60_000)

Visits = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser, started once."""
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("there is no Chromium: .ci/run installs it")
        pytest.skip("Chromium is not installed: apt-get install chromium-headless-shell")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(_QUIET))
        yield browser
        browser.close()


def find_violations(page: Page) -> list[tuple[str, list[str]]]:
    """What is not accessible in ``page``, with both themes.

    Themes differ in colours only, so that the second is checked for these; and the contrast of each style is computed
    once. A contrast that cannot be determined is a violation, but for charts and single signs.
    """
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(_AXE)
    page.evaluate("axe.configure({rules: [{id: 'color-contrast', selector: '[data-contrast]'}]})")
    violations: list[tuple[str, list[str]]] = []
    for scheme, rules in (
        ("light", {"type": "tag", "values": _RULES}),
        ("dark", {"type": "rule", "values": _COLOUR_RULES}),
    ):
        page.emulate_media(color_scheme=scheme)
        page.evaluate(_CONTRAST_SAMPLES)
        violations += page.evaluate(
            """async rules => {
                const options = {runOnly: rules, resultTypes: ["violations", "incomplete"], elementRef: true};
                const found = await axe.run(options);
                const isSample = ({element}) => !element.closest("svg") && element.textContent.trim().length > 1;
                const unclear = found.incomplete.filter(rule => rule.id === "color-contrast")
                    .map(rule => ({...rule, nodes: rule.nodes.filter(isSample)}));
                return [...found.violations, ...unclear]
                    .map(rule => [rule.id, rule.nodes.map(node => node.html)])
                    .filter(([, elements]) => elements.length);
            }""",
            rules,
        )
    return violations


@contextmanager
def served(record: Record, pool: ReaderPool) -> Iterator[str]:
    """Serve a room of ``record`` to its owner, with ``pool`` to read pages; yield its address."""
    settings = Settings(allow_private_addresses=True)
    app = create_app(record, access=Access(owner="mara"), settings=settings, pool=pool)

    async def with_blank_page(scope: Scope, receive: Receive, send: Send) -> None:
        is_blank = scope["type"] == "http" and scope["path"] == _BLANK
        await (_BLANK_PAGE if is_blank else app)(scope, receive, send)

    server = uvicorn.Server(uvicorn.Config(with_blank_page, port=0, log_level="warning", timeout_graceful_shutdown=1))
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
        """Leave every page and clear its storage; return the console errors since ``start``.

        Tabs are left at a blank page of the room: for one of another site Chromium would start another process.
        """
        for page in self._tabs.values():
            if page.url.endswith(_BLANK):
                continue
            page.goto(self._home + _BLANK)
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
def address(record: Record, pool: ReaderPool) -> Iterator[str]:
    """The address of a room of ``record``."""
    with served(record, pool) as url:
        yield url


@pytest.fixture
def visit(tabs: Tabs, address: str) -> Iterator[Visits]:
    """Opens a page of the room: ``visit("/search", width=390, dark=True, scripts=False)``.

    A request to another host, or a warning or error of the page, fails the test.
    """
    tabs.start(address)

    def open_(path: str = "/", *, width: int = 1280, dark: bool = False, scripts: bool = True) -> Page:
        page = tabs.tab(scripts=scripts)
        size = ViewportSize(width=width, height=900)
        if page.viewport_size != size:
            page.set_viewport_size(size)
        page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")
        page.goto(address + path)
        return page

    yield open_
    assert tabs.clear() == []
