"""The main pages look like their reference screenshots.

A page that looks different is saved as ``NAME.new.png`` next to the reference. If the difference is intended, replace
the reference with it.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Page

from onrecord.reading_pool import ReaderPool
from onrecord.record import Record
from onrecord.search.find_statements import find
from onrecord.search.query import Query
from onrecord.views.person import person
from tests.kept_record import ADA, JONAS
from tests.room.browser.conftest import Visits, served

SCREENSHOTS = Path(__file__).parent / "screens"
BLOCK_SIZE = 4
"""Side of the squares of pixels that are averaged, since the edges of letters differ between machines."""
VISIBLE_DIFFERENCE = 40
MAX_CHANGED = 0.004
_ATTEMPTS = 5
"""Number of attempts. A font that loads late is used only after a reload, so that the text does not move; on a busy
machine one reload may not be enough."""


@pytest.fixture(scope="module")
def record(kept_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    """The record of a ferry and of two who were married, the same at every time."""
    with Record.open(Path(shutil.copy(kept_file, tmp_path_factory.mktemp("screens")))) as opened:
        yield opened


@pytest.fixture(scope="module")
def address(record: Record, pool: ReaderPool) -> Iterator[str]:
    """The address of one room for all tests here, none of which changes its record."""
    with served(record, pool) as url:
        yield url


def of_statement(record: Record, path: str) -> str:
    (hit, *_) = find(record, Query("winter", by=(JONAS,)), sort="oldest").hits
    return f"/page/{hit.entry.page.id}" if path == "page" else f"/statement/{hit.entry.id}"


PAGES: dict[str, Callable[[Record], str]] = {
    "home": lambda _: "/",
    "search": lambda _: "/search?words=winter",
    "person": lambda record: f"/person/{person(record, JONAS).who.id}",
    "between": lambda record: "/between/{}/{}".format(*(person(record, one).who.id for one in (ADA, JONAS))),
    "article": lambda record: of_statement(record, "page"),
    "statement": lambda record: of_statement(record, "statement"),
    "add": lambda _: "/add",
    "check": lambda _: "/check",
}


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)], ids=["wide", "phone"])
@pytest.mark.parametrize("name", PAGES)
def test_page_looks_like_its_screenshot(visit: Visits, record: Record, name: str, width: int, dark: bool) -> None:
    page = visit(PAGES[name](record), width=width, dark=dark)
    reference = SCREENSHOTS / f"{name}-{'phone' if width < 600 else 'wide'}.png"
    for _ in range(_ATTEMPTS):
        screenshot = take_screenshot(page)
        changed = difference(screenshot, Image.open(reference).convert("RGB")) if reference.exists() else 1.0
        if changed <= MAX_CHANGED:
            return
        page.reload()
    new_reference = reference.with_suffix(".new.png")
    new_reference.parent.mkdir(exist_ok=True)
    screenshot.quantize(64).save(new_reference, optimize=True)
    pytest.fail(f"{changed:.1%} of the page looks different: see {new_reference}")


def take_screenshot(page: Page) -> Image.Image:
    page.wait_for_load_state("networkidle")
    volatile = page.get_by_text(re.compile(r"\b20\d\d-\d\d-\d\d|\bcomputed at\b|\bwas read on\b", re.IGNORECASE))
    return Image.open(BytesIO(page.screenshot(animations="disabled", mask=[volatile]))).convert("RGB")


def difference(one: Image.Image, other: Image.Image) -> float:
    """The share of the picture that differs visibly."""
    if one.size != other.size:
        return 1.0
    small = [picture.reduce(BLOCK_SIZE) for picture in (one, other)]
    apart = (
        ImageChops.difference(*small).convert("L").point([255 * (level > VISIBLE_DIFFERENCE) for level in range(256)])
    )
    return apart.histogram()[255] / (apart.width * apart.height)


def test_unstyled_page_differs() -> None:
    first = Image.new("RGB", (400, 400), "white")
    second = first.copy()
    second.paste("black", (0, 0, 60, 60))
    assert difference(first, first) == 0
    assert difference(first, second) > MAX_CHANGED
