"""Facet counts, and searches with fewer filters."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from onrecord.errors import UsageError
from onrecord.record import Record
from onrecord.resolve.name_resolver import find_people
from onrecord.search import filters, sample
from onrecord.search.facets import Facets, facets, loosen
from onrecord.search.find_statements import find
from onrecord.search.query import Query
from onrecord.store.schema import statements
from tests.kept_record import ADA, JONAS, MARA
from tests.statement_pages import Said, keep_all, page

pytestmark = pytest.mark.both_databases


def counts(found: Facets, name: str) -> dict[str, int]:
    return {item.name: item.times for item in getattr(found, name)}


def test_everything_is_counted_by_what_narrows_it(kept_record: Record) -> None:
    counted = facets(kept_record, Query())
    assert counts(counted, "by") == {JONAS: 5, ADA: 3, MARA: 1}
    assert counts(counted, "about") == {JONAS: 2, ADA: 1, MARA: 1}
    assert counts(counted, "told") == {"The Lantern": 1, "reporters": 1, "The Harbour Bell": 1}
    assert counts(counted, "outlet") == {
        "The Lantern": 4,
        "The Elmouth Post": 2,
        "The Harbour Bell": 2,
        "The Tarn Courier": 1,
        "The Gull": 1,
    }
    assert counts(counted, "kind") == {"direct": 8, "mixed": 1, "no-response": 1}
    assert counts(counted, "place") == {"body": 10}
    assert list(counts(counted, "year").items()) == [("2016", 1), ("2018", 1), ("2025", 7)]
    assert (counted.counted, counted.exact, counted.total, counted.total_exact) == (10, True, 10, True)


def test_people_come_with_the_id_that_finds_them(kept_record: Record) -> None:
    (first, *_) = facets(kept_record, Query()).by
    assert first.id == find_people(kept_record, JONAS)[0].id
    assert facets(kept_record, Query(by=(first.id,))).counted == first.times
    assert {item.id for item in facets(kept_record, Query()).outlet} == {None}


@pytest.mark.parametrize(
    "query",
    [
        Query("winter"),
        Query("winter", by=(JONAS,)),
        Query(by=(ADA,), about=(JONAS,)),
        Query(by=(ADA, JONAS)),
        Query(by=(ADA,), told=("The Lantern",)),
        Query(about=(ADA,)),
        Query(outlet=("The Lantern", "The Gull"), since="2020"),
        Query(kind=("mixed", "no-response")),
        Query(by=("a source close to the board",)),
        Query(until="2018"),
        Query(said=True, place=("body",)),
        Query("zeppelin"),
    ],
)
def test_as_many_are_counted_as_are_found(kept_record: Record, query: Query) -> None:
    counted, hits = facets(kept_record, query), find(kept_record, query).hits
    assert (counted.counted, counted.exact, counted.total) == (len(hits), True, len(hits))
    assert sum(counts(counted, "kind").values()) == len(hits)
    speakers = [hit.entry.speaker.name for hit in hits if hit.entry.speaker and hit.entry.speaker.id]
    assert counts(counted, "by") == {name: speakers.count(name) for name in speakers}


def test_of_very_many_the_first_are_counted_and_it_says_so(
    kept_record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sample, "MOST", 3)
    counted = facets(kept_record, Query())
    assert (counted.counted, counted.exact, counted.total, counted.total_exact) == (3, False, 10, True)
    assert counts(counted, "year") == {"2025": 3}
    counted = facets(kept_record, Query(by=(JONAS,)))
    assert (counted.counted, counted.exact, counted.total, counted.total_exact) == (3, False, 5, True)
    counted = facets(kept_record, Query(outlet=("The Lantern",)))
    assert (counted.counted, counted.exact, counted.total, counted.total_exact) == (3, False, 3, False)
    counted = facets(kept_record, Query(outlet=("The Lantern",), kind=("direct",), by=(MARA,)))
    assert (counted.counted, counted.exact, counted.total) == (1, True, 1)


def test_words_that_are_everywhere_are_looked_for_in_all_else(
    kept_record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filters, "MOST_WORDS_COUNTED", 3)
    counted = facets(kept_record, Query("winter", by=(JONAS,)))
    assert (counted.counted, counted.exact) == (3, True)
    monkeypatch.setattr(sample, "BATCH", 2)
    counted = facets(kept_record, Query("winter", by=(JONAS,)))
    assert (counted.counted, counted.exact, counted.total_exact) == (1, False, False)
    assert facets(kept_record, Query("winter")).counted == 5


def test_one_who_is_named_twice_in_a_statement_counts_once(record: Record) -> None:
    keep_all(record, page(Said("Jonas and Brannigan are one", ADA, about=(JONAS, JONAS))))
    assert counts(facets(record, Query()), "about") == {JONAS: 1}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (Query("zeppelin", by=(ADA,)), [("words", "zeppelin", 3)]),
        (Query(by=(MARA,), told=("reporters",)), [("by", MARA, 1), ("told", "reporters", 1)]),
        (Query(by=(MARA,), about=(JONAS,), kind=("direct",)), [("by", MARA, 2), ("about", JONAS, 1)]),
        (Query(by=(ADA,), about=(JONAS, ADA)), [("about", ADA, 2)]),
        (Query("winter", since="2026", until="2027"), [("since", "2026", 4)]),
        (Query("spring", said=True), [("said", None, 1), ("words", "spring", 9)]),
        (
            Query(outlet=("The Gull",), kind=("mixed", "indirect")),
            [("kind", "mixed or indirect", 1), ("outlet", "The Gull", 1)],
        ),
        (Query("zeppelin"), []),
        (Query("zeppelin", by=("Nobody",), told=("Nobody",)), []),
    ],
)
def test_an_empty_search_names_the_filters_that_empty_it(
    kept_record: Record, query: Query, expected: list[Any]
) -> None:
    assert find(kept_record, query).hits == ()
    counted = loosen(kept_record, query)
    assert {(item.field, item.value, item.found) for item in counted} == set(expected)
    assert [item.found for item in counted] == sorted((item.found for item in counted), reverse=True)
    for item in counted:
        assert len(find(kept_record, item.query).hits) == item.found
        assert not item.alone


def test_where_no_part_alone_is_in_the_way_each_is_looked_for_alone(kept_record: Record) -> None:
    query = Query("winter", by=(ADA,), about=(MARA, "Nobody"), told=("reporters",), since="2030")
    assert [
        (suggestion.field, suggestion.value, suggestion.found, suggestion.alone)
        for suggestion in loosen(kept_record, query)
    ] == [
        ("words", "winter", 5, True),
        ("by", ADA, 3, True),
        ("about", MARA, 1, True),
        ("told", "reporters", 1, True),
    ]


def test_an_invalid_query_raises_an_error(kept_record: Record) -> None:
    with pytest.raises(UsageError, match="no closing"):
        facets(kept_record, Query('"ferry'))
    with pytest.raises(UsageError, match="is not a date"):
        loosen(kept_record, Query("ferry", since="soon"))


def test_counts_of_the_record_match_its_rows(kept_record: Record) -> None:
    with kept_record.snapshot() as connection:
        assert filters.count_statements(connection) == len(connection.execute(select(statements.c.id)).all())
