"""Saved searches: matching, and reporting once."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from onrecord.record import Record
from onrecord.store.schema import pages
from onrecord.watch import searches
from onrecord.watch.config import SavedSearch
from tests.conftest import ReadText
from tests.export.making import LATER, WHEN, told
from tests.watch.conftest import saved

pytestmark = pytest.mark.both_databases

HOOK = "https://hooks.example/"


@pytest.mark.parametrize(
    ("search", "quotes"),
    [
        (saved("s", by="Nell Brannigan"), ["The engine", "Nobody"]),
        (saved("s", by="BRANNIGAN"), ["The engine", "Nobody"]),
        (saved("s", about="Okafor"), ["The engine"]),
        (saved("s", about="the board"), ["The engine"]),
        (saved("s", by="Okafor"), ["It will not"]),
        (saved("s", by="Okafor", about="Okafor"), []),
        (saved("s", by="Nell Brannigan", about="Okafor", words="engines"), ["The engine"]),
        (saved("s", words="winter OR spring"), ["Nobody", "It will not"]),
    ],
)
def test_all_that_is_given_has_to_fit(
    record: Record, read_text: ReadText, search: SavedSearch, quotes: list[str]
) -> None:
    kept = record.keep(told(read_text()))
    with record.transaction() as connection:
        found = searches.match_page(connection, [search], page=kept.page, now=WHEN)
        again = searches.match_page(connection, [search], page=kept.page, now=WHEN)
    assert [hit.statement["words"].strip('"').startswith(quote) for hit, quote in zip(found, quotes, strict=True)] == [
        True
    ] * len(quotes)
    assert again == []


def test_other_pages_are_not_searched(record: Record, read_text: ReadText) -> None:
    record.keep(told(read_text()))
    other = record.keep(read_text('Quay shut\nThe quay is shut. "It is shut," Kimura said.\n', url=None))
    with record.transaction() as connection:
        assert searches.match_page(connection, [saved("s", words="engine")], page=other.page, now=WHEN) == []


def test_a_waiting_match_that_its_page_removed_is_not_sent(record: Record, read_text: ReadText) -> None:
    kept = record.keep(told(read_text()))
    search = saved("s", words="winter OR spring", webhook=HOOK)
    with record.transaction() as connection:
        assert len(searches.match_page(connection, [search], page=kept.page, now=WHEN)) == 2
    record.keep(told(read_text(LATER, fetched="2031-04-03T08:00:00Z")))
    with record.transaction() as connection:
        assert connection.execute(select(pages.c.versions)).scalar() == 2
        keys, left = searches.pending_matches(connection, search)
        assert (len(keys), [hit.statement["speaker"] for hit in left]) == (2, ["Okafor"])
        searches.mark_sent(connection, search, keys, now=WHEN)
        assert searches.pending_matches(connection, search) == ([], [])
