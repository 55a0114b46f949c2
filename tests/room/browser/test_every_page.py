"""Every page is accessible, fits narrow screens, is small, and does not shift while it loads."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from onrecord.reading_pool import ReaderPool
from onrecord.record import Record
from tests.room.browser.conftest import Visits, find_violations, served

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
    "/check",
    "/judgements",
    "/review",
    "/api/docs",
)
MAX_BYTES = 100_000


@pytest.fixture(scope="module")
def address(filled: Path, pool: ReaderPool, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of one room for all tests here, none of which changes its record."""
    path = Path(shutil.copy(filled, tmp_path_factory.mktemp("room")))
    with Record.open(path) as record, served(record, pool) as url:
        yield url


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_small_accessible_and_do_not_shift_or_scroll_sideways(visit: Visits, path: str) -> None:
    page = visit(path)
    shift = page.evaluate(
        """() => new Promise(done => {
            let sum = 0;
            new PerformanceObserver(list => list.getEntries().forEach(entry => sum += entry.value))
                .observe({type: "layout-shift", buffered: true});
            setTimeout(() => done(sum), 300);
        })"""
    )
    assert shift < 0.01
    sizes = page.evaluate(
        "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
        ".map(entry => entry.encodedBodySize)"
    )
    assert sum(sizes) < MAX_BYTES
    assert find_violations(page) == []
    for width in (1280, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width


LOW_CONTRASTS = {
    "": 0,
    "p:nth-child(7) { color: #ddd }": 4,  # one outside the section and one in it, in both themes
    "p:nth-child(7), p:nth-child(9) { color: #ddd }": 4,  # of one style
    "p:nth-child(7) { background: #333 }": 4,
    "section { background: #333 }": 2,
    "section { opacity: 0.3 }": 2,
    "@media (prefers-color-scheme: dark) { main > p:nth-child(9) { color: #ddd } }": 1,
    "p { color: #888 } p:nth-child(9) { font-size: 2rem }": 4,  # large letters need less contrast
    "p:nth-child(-n + 3) { visibility: hidden } p { color: #ddd }": 4,
    "section p { position: relative; color: #ddd }": 2,
    "section p { position: absolute; color: #ddd }": 18,  # each may be anywhere
}
"""Numbers of elements that are reported, by the style of a page with many like paragraphs."""


def test_a_contrast_that_is_too_low_is_found_wherever_it_is(visit: Visits) -> None:
    page = visit("/blank")
    paragraphs = "<p>The ferry runs again.</p>" * 9
    reported = {}
    for style in LOW_CONTRASTS:
        page.evaluate(
            "page => document.documentElement.innerHTML = page",
            f"<head><title>Ferry</title><style>html {{ background: #fff }} {style}</style></head>"
            f"<body><main><h1>Ferry</h1>{paragraphs}<section>{paragraphs}</section></main></body>",
        )
        reported[style] = sum(len(elements) for rule, elements in find_violations(page) if rule == "color-contrast")
    assert reported == LOW_CONTRASTS
