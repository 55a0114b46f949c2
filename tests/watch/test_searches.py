"""Saved searches: by whom, about whom, in which words, told once."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from onrecord.record import Record
from onrecord.store.schema import pages
from onrecord.watch import searches
from onrecord.watch.config import Search
from tests.conftest import ReadText
from tests.export.making import LATER, WHEN, told

HOOK = "https://hooks.example/"


@pytest.mark.parametrize(
    ("search", "quotes"),
    [
        (Search("s", by="Nell Brannigan"), ["The engine", "Nobody"]),
        (Search("s", by="BRANNIGAN"), ["The engine", "Nobody"]),
        (Search("s", about="Okafor"), ["The engine"]),
        (Search("s", about="the board"), ["The engine"]),
        (Search("s", by="Okafor"), ["It will not"]),
        (Search("s", by="Okafor", about="Okafor"), []),
        (Search("s", by="Nell Brannigan", about="Okafor", words="engines"), ["The engine"]),
        (Search("s", words="winter OR spring"), ["Nobody", "It will not"]),
    ],
)
def test_all_that_is_given_has_to_fit(record: Record, read_text: ReadText, search: Search, quotes: list[str]) -> None:
    kept = record.keep(told(read_text()))
    with record.transaction() as connection:
        found = searches.note(connection, [search], page=kept.page, at=WHEN)
        again = searches.note(connection, [search], page=kept.page, at=WHEN)
    assert [hit.statement["words"].strip('"').startswith(quote) for hit, quote in zip(found, quotes, strict=True)] == [
        True
    ] * len(quotes)
    assert again == []


def test_other_pages_are_not_searched(record: Record, read_text: ReadText) -> None:
    record.keep(told(read_text()))
    other = record.keep(read_text('Quay shut\nThe quay is shut. "It is shut," Kimura said.\n', url=None))
    with record.transaction() as connection:
        assert searches.note(connection, [Search("s", words="engine")], page=other.page, at=WHEN) == []


def test_what_waits_for_a_webhook_and_is_no_longer_said_is_not_told(record: Record, read_text: ReadText) -> None:
    kept = record.keep(told(read_text()))
    search = Search("s", words="winter OR spring", webhook=HOOK)
    with record.transaction() as connection:
        assert len(searches.note(connection, [search], page=kept.page, at=WHEN)) == 2
    record.keep(told(read_text(LATER, fetched="2031-04-03T08:00:00Z")))
    with record.transaction() as connection:
        assert connection.execute(select(pages.c.versions)).scalar() == 2
        keys, left = searches.waiting(connection, search)
        assert (len(keys), [hit.statement["speaker"] for hit in left]) == (2, ["Okafor"])
        searches.sent(connection, search, keys, at=WHEN)
        assert searches.waiting(connection, search) == ([], [])
