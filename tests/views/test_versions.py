"""Versions of pages: their changes, and comparisons."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from onrecord.errors import UsageError
from onrecord.record import Record
from onrecord.views.article import article
from onrecord.views.versions import Changed, compare, list_changes
from tests.conftest import MakeRecord
from tests.kept_record import ADA, JONAS, PROSE
from tests.statement_pages import Said, edition, keep_all, page

pytestmark = pytest.mark.both_databases

MENDED = "The engine is mended and the crew is glad to sail again"
SPRING = "It will not last until spring, and everybody on the bay knows it"
BELL, POST = "https://bell.example/ferry", "https://post.example/ferry"


@pytest.fixture(scope="module")
def record(make_record: MakeRecord) -> Iterator[Record]:
    with Record.open(make_record()) as opened:
        yield opened


@pytest.fixture(scope="module")
def edited(record: Record) -> list[str]:
    """Two pages: one changed twice, the other once."""
    sorry = MENDED.replace("glad", "sorry")
    return keep_all(
        record,
        edition(page(Said(MENDED, ADA), prose=PROSE[:2]), url=BELL, day=1),
        edition(page(Said(MENDED, ADA), outlet="The Elmouth Post"), url=POST, day=1),
        edition(page(Said(sorry, ADA), prose=(PROSE[0], PROSE[2])), url=BELL, day=2),
        edition(page(Said(MENDED, JONAS), Said(SPRING, JONAS), outlet="The Elmouth Post"), url=POST, day=3),
        edition(page(Said(sorry, ADA), Said(SPRING, JONAS), prose=PROSE[2:]), url=BELL, day=4),
    )


def told(found: Changed) -> tuple[str | None, str, int, int]:
    return found.page.outlet, found.change.kind, found.change.from_version.number, found.change.to_version.number


def test_changes_of_pages_are_listed(record: Record, edited: list[str]) -> None:
    comparison = list_changes(record)
    assert sorted(map(told, comparison.changes[1:3])) == [
        ("The Elmouth Post", "added", 1, 2),
        ("The Elmouth Post", "reattributed", 1, 2),
    ]
    assert [told(comparison.changes[index]) for index in (0, 3)] == [
        ("The Harbour Bell", "added", 2, 3),
        ("The Harbour Bell", "altered", 1, 2),
    ]
    (attribution,) = [change.change for change in comparison.changes if change.change.kind == "reattributed"]
    assert (attribution.before, attribution.after) == (ADA, JONAS)
    assert attribution.statement == attribution.now == article(record, edited[1]).statements[0].entry.id
    assert comparison.next is None


def test_changes_by_kind_and_by_cursor(record: Record, edited: list[str]) -> None:
    listing = list_changes(record, kind=("added",))
    assert [change.change.kind for change in listing.changes] == ["added", "added"]
    first = list_changes(record, kind=("added",), limit=1)
    rest = list_changes(record, kind=("added",), limit=1, after=first.next)
    assert (*first.changes, *rest.changes) == listing.changes
    assert rest.next is None
    with pytest.raises(UsageError, match="another listing"):
        list_changes(record, after=first.next)


def test_two_versions_beside_each_other(record: Record, edited: list[str]) -> None:
    comparison = compare(record, edited[0], 1, 3)
    assert [(item.number, item.fetched) for item in (comparison.one, comparison.other)] == [
        (1, "2032-01-01T12:00:00Z"),
        (3, "2032-01-04T12:00:00Z"),
    ]
    assert [version.number for version in comparison.versions] == [1, 2, 3]
    assert [change.kind for change in comparison.changes] == ["altered", "added"]
    assert [(line.part, [piece.part for piece in line.pieces][:3]) for line in comparison.lines] == [
        ("same", ["same"]),
        (None, ["same", "gone", "new"]),
        ("gone", ["gone"]),
        ("gone", ["gone"]),
        ("new", ["new"]),
        ("new", ["new"]),
    ]
    backwards = compare(record, edited[0], 3, 1)
    assert [change.kind for change in backwards.changes] == ["altered", "removed"]
    same = compare(record, edited[0], 2, 2)
    assert (same.changes, {line.part for line in same.lines}) == ((), {"same"})


@pytest.mark.parametrize(("earlier", "other"), [(1, 9), (9, 1), (0, 1)])
def test_no_such_version(record: Record, edited: list[str], earlier: int, other: int) -> None:
    with pytest.raises(UsageError, match="has no version"):
        compare(record, edited[0], earlier, other)
