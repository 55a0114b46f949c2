"""What holds for every page: axe finds nothing, nothing scrolls sideways, nothing moves, and it is small."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from onrecord.record import Record
from tests.room.browser.conftest import Visits, served

PAGES = (
    "/about",
    "/",
    "/search",
    "/search?words=will&kind=direct",
    "/search?words=zeppelin&by=nobody",
    "/outlets",
    "/outlet?name=Skerry+Times",
    "/heard",
    "/headlines",
    "/add",
    "/judgements",
    "/review",
    "/api/docs",
)
MOST_BYTES = 100_000
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def address(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of one room for all tests: none of them changes its record."""
    path = shutil.copy(filled, tmp_path_factory.mktemp("pages") / "record.sqlite")
    with Record.open(Path(path)) as record, served(record) as url:
        yield url


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(visit: Visits, path: str, dark: bool) -> None:
    page = visit(path, dark=dark)
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found.response["violations"]] == []


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_scrolls_sideways(visit: Visits, path: str, width: int) -> None:
    page = visit(path, width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("path", PAGES)
def test_the_page_is_small_and_does_not_move(visit: Visits, path: str) -> None:
    visit("/login")
    page = visit(path)
    moved = page.evaluate(
        """() => new Promise(done => {
            let sum = 0;
            new PerformanceObserver(list => list.getEntries().forEach(one => sum += one.value))
                .observe({type: "layout-shift", buffered: true});
            setTimeout(() => done(sum), 300);
        })"""
    )
    assert moved < 0.01
    sizes = page.evaluate(
        "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
        ".map(one => one.encodedBodySize)"
    )
    assert sum(sizes) < MOST_BYTES
