"""The main pages look as they did when somebody last looked at them.

What looks otherwise is put beside the picture that is kept, as ``NAME.new.png``: look at it and, where it is right, let
it take the place of the other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Page

from onrecord.record import Record
from onrecord.search.find_statements import find
from onrecord.search.query import Query
from onrecord.views.person import person
from tests import kept_record as bay
from tests.kept_record import ADA, JONAS
from tests.room.browser.conftest import Visits
from tests.statement_pages import keep_all

KEPT = Path(__file__).parent / "screens"
COARSE = 4
"""Pixels that are looked at as one, since the edges of letters differ a little between machines."""
LEAST_SEEN = 40
MOST_CHANGED = 0.004
_LOOKS = 5
"""A font that comes late is not used until the page is loaded anew, so that nothing moves: on a busy machine one looks
more than once."""


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    """The record of a ferry and of two who were married, the same at every time."""
    with Record.open(tmp_path / "record.sqlite") as opened:
        keep_all(opened, *bay.pages())
        yield opened


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
}


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)], ids=["wide", "phone"])
@pytest.mark.parametrize("name", PAGES)
def test_it_looks_as_it_did(visit: Visits, record: Record, name: str, width: int, dark: bool) -> None:
    page = visit(PAGES[name](record), width=width, dark=dark)
    kept = KEPT / f"{name}-{'phone' if width < 600 else 'wide'}.png"
    for _ in range(_LOOKS):
        shown = look(page)
        changed = difference(shown, Image.open(kept).convert("RGB")) if kept.exists() else 1.0
        if changed <= MOST_CHANGED:
            return
        page.reload()
    fresh = kept.with_suffix(".new.png")
    fresh.parent.mkdir(exist_ok=True)
    shown.quantize(64).save(fresh, optimize=True)
    pytest.fail(f"{changed:.1%} of the page looks otherwise: see {fresh}")


def look(page: Page) -> Image.Image:
    page.wait_for_load_state("networkidle")
    volatile = page.get_by_text(re.compile(r"\b20\d\d-\d\d-\d\d|\bcomputed at\b|\bwas read on\b", re.IGNORECASE))
    return Image.open(BytesIO(page.screenshot(animations="disabled", mask=[volatile]))).convert("RGB")


def difference(one: Image.Image, other: Image.Image) -> float:
    """The share of the picture that is seen to differ."""
    if one.size != other.size:
        return 1.0
    small = [picture.reduce(COARSE) for picture in (one, other)]
    apart = ImageChops.difference(*small).convert("L").point([255 * (level > LEAST_SEEN) for level in range(256)])
    return apart.histogram()[255] / (apart.width * apart.height)


def test_a_page_that_lost_its_style_is_seen() -> None:
    one = Image.new("RGB", (400, 400), "white")
    other = one.copy()
    other.paste("black", (0, 0, 60, 60))
    assert difference(one, one) == 0
    assert difference(one, other) > MOST_CHANGED
