"""Outlets: first reports, credits and copies."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from onrecord.errors import NotFoundError
from onrecord.record import Record
from onrecord.views.outlets import Outlet, outlet, outlets
from onrecord.views.person import EntityCount
from tests.conftest import MakeRecord
from tests.kept_record import ADA, JONAS, PROSE, WINTER
from tests.statement_pages import Said, keep_all, page

pytestmark = pytest.mark.both_databases

BELL, POST, GULL, COURIER = "The Harbour Bell", "The Elmouth Post", "The Gull", "The Tarn Courier"
GLAD = "The engine is mended and the crew is glad of it"
LONG = (*PROSE, *(f"{one} And of that the harbour board had nothing more to say this week." for one in PROSE))


@pytest.fixture(scope="module")
def press(make_record: MakeRecord) -> Iterator[Record]:
    """Pages of five outlets."""
    with Record.open(make_record()) as record:
        keep_all(
            record,
            page(Said(WINTER, JONAS), Said("I love it", ADA), outlet=BELL, published="2031-04-01", prose=LONG),
            page(Said(WINTER, JONAS), Said("I love it", ADA), outlet=POST, published="2031-04-02", cites=(BELL, GULL)),
            page(Said(WINTER, ADA), outlet=GULL, published=None),
            page(Said(GLAD, ADA), outlet=GULL, published="2031-04-03", cites=("The Bay Radio", GULL)),
            page(Said(GLAD, ADA), outlet=POST, published="2031-04-03"),
            page(Said("Only here, and nowhere else on this bay", ADA), outlet="The  Gull", published="2031-04-04"),
            page(Said(WINTER, JONAS), Said("I love it", ADA), outlet=COURIER, published="2031-04-05", prose=LONG),
        )
        yield record


def called(press: Record, name: str) -> Outlet:
    return next(item for item in outlets(press) if item.name == name)


def shares(of: tuple[EntityCount, ...]) -> dict[str, int]:
    return {item.who.name: item.times for item in of}


def test_every_outlet_is_listed_with_its_pages(press: Record) -> None:
    result = [(item.name, item.pages, item.statements, item.first, item.last) for item in outlets(press)]
    assert result == [
        (GULL, 3, 3, "2031-04-03", "2031-04-04"),  # however it is written
        (POST, 2, 3, "2031-04-02", "2031-04-03"),
        (BELL, 1, 2, "2031-04-01", "2031-04-01"),
        (COURIER, 1, 2, "2031-04-05", "2031-04-05"),
    ]


@pytest.mark.parametrize(("name", "firsts"), [(BELL, 1), (POST, 0), (GULL, 0), (COURIER, 0)])
def test_first_reports_count_only_where_the_order_is_known(press: Record, name: str, firsts: int) -> None:
    """Short statements, statements that two outlets had on the same day, and undated ones are no first reports."""
    assert called(press, name).firsts == firsts


def test_citations_between_outlets_are_counted(press: Record) -> None:
    post, bell, gull = (called(press, name) for name in (POST, BELL, GULL))
    assert (post.cites, shares(post.cites_most)) == (2, {BELL: 1, GULL: 1})
    assert (bell.cited, shares(bell.cited_most_by)) == (1, {POST: 1})
    assert (gull.cites, shares(gull.cites_most)) == (1, {"The Bay Radio": 1})
    assert (gull.cited, bell.cites) == (1, 0)


def test_copies_between_outlets_are_counted(press: Record) -> None:
    bell, courier, post = (called(press, name) for name in (BELL, COURIER, POST))
    assert (courier.copies, shares(courier.copies_most)) == (1, {BELL: 1})
    assert (bell.copied, shares(bell.copied_most_by)) == (1, {COURIER: 1})
    assert (post.copies, post.copied, bell.copies) == (0, 0, 0)


def test_one_outlet_is_shown_with_what_it_had_first(press: Record) -> None:
    result = outlet(press, "the harbour bell")
    assert result.outlet == called(press, BELL)
    (first,) = result.firsts
    assert (first.entry.quote.strip("“”"), first.entry.page.outlet, first.outlets) == (WINTER, BELL, 4)
    assert outlet(press, GULL, among=outlets(press)).firsts == ()
    with pytest.raises(NotFoundError, match="No page in the record is from an outlet called 'The Bay Radio'"):
        outlet(press, "The Bay Radio")


def test_an_empty_record_has_no_outlets(record: Record) -> None:
    assert outlets(record) == ()
