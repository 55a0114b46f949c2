"""Finding statements: by words, by each filter, in order, page after page."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from onrecord.errors import UsageError
from onrecord.record import Record
from onrecord.resolve.name_resolver import find_people
from onrecord.search import filters, find_statements
from onrecord.search.find_statements import Hit, find
from onrecord.search.query import Query
from onrecord.store.schema import statements
from tests.conftest import ReadText
from tests.kept_record import ADA, JONAS, MARA, WINTER
from tests.statement_pages import Said, keep_all, page

pytestmark = pytest.mark.both_databases


def found(record: Record, **fields: Any) -> list[str]:
    """The first words of each result."""
    return [" ".join(hit.entry.quote.strip("“”").split()[:2]) for hit in find(record, Query(**fields)).hits]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"words": "divorced"}, ["We are"]),
        ({"words": "ferr* NOT winter"}, ["It was"]),
        ({"words": '"great relationship" OR divorce'}, ["It is", "We are"]),
        ({"words": "winter", "by": (MARA,)}, ["Nobody wants"]),
        ({"words": "zeppelin"}, []),
        ({"by": (ADA,)}, ["I think", "It is", "We are"]),
        ({"by": ("quill",)}, ["I think", "It is", "We are"]),
        ({"by": ("ada QUILL",), "about": (JONAS,)}, ["It is", "We are"]),
        ({"about": (JONAS, MARA)}, ["It is"]),
        ({"about": (ADA,)}, ["It was"]),
        ({"by": (ADA, JONAS), "until": "2018"}, ["It was", "We are"]),
        ({"by": ("A source close to the board",)}, ["Nobody wants"]),
        ({"told": ("the lantern",)}, ["We are"]),
        ({"told": ("reporters", "The Harbour Bell")}, ["Nobody wants", "It was"]),
        ({"outlet": ("The Gull",)}, ["Nobody wants"]),
        ({"outlet": ("The Lantern",), "by": (ADA,)}, ["I think", "We are"]),
        ({"kind": ("mixed", "no-response")}, ["has not", "It was"]),
        ({"by": (ADA,), "said": True}, ["It is", "We are"]),
        ({"by": (MARA,), "place": ("body",)}, ["Nobody wants"]),
        ({"place": ("headline", "furniture")}, []),
        ({"since": "2025-02-05", "until": "2025-02"}, ["Nobody wants", "Nobody wants"]),
        ({"since": "2016-06", "until": "2016"}, ["We are"]),
        ({"since": "2026"}, []),
        ({"by": ("Nobody Atall",)}, []),
        ({"told": ("Nobody Atall",), "outlet": ("The Lantern",)}, []),
    ],
)
def test_filters_find_their_statements(kept_record: Record, fields: dict[str, Any], expected: list[str]) -> None:
    result = found(kept_record, **fields)
    assert (sorted(result) if "OR" in fields.get("words", "") else result) == expected


def test_an_id_stands_for_one_person(kept_record: Record) -> None:
    (person,) = find_people(kept_record, MARA)
    assert found(kept_record, by=(person.id,)) == found(kept_record, by=(MARA,)) == ["Nobody wants"]


def test_a_hit_says_what_matched(kept_record: Record) -> None:
    (hit,) = find(kept_record, Query("divorced", by=(ADA,), about=(JONAS,), told=("The Lantern",), since="2016")).hits
    assert [hit.entry.quote[start:end] for start, end in hit.marked] == ["divorce"]
    assert hit.why == (
        "words: divorce",
        "by Ada Quill (here “she”)",
        "about Jonas Brannigan",
        "told The Lantern",
        "said 2016",
    )
    assert (hit.entry.printed, hit.entry.first, hit.entry.last) == ("she", "2016-01-01", "2016-12-31")


def test_the_best_come_first_with_words_and_the_newest_without(kept_record: Record) -> None:
    best = find(kept_record, Query("ferry"))
    assert best.order == "relevance"
    assert best.hits[0].entry.quote == "“Nobody wants another winter without the ferry”"
    newest = find(kept_record, Query())
    assert newest.order == "newest"
    days = [hit.entry.first for hit in newest.hits]
    assert days[-1] is None
    assert days[:-1] == sorted(filter(None, days), reverse=True)
    assert len(days) == 10


@pytest.mark.parametrize("query", [Query(), Query("winter OR ferry"), Query(by=(JONAS, ADA)), Query(about=(ADA,))])
def test_the_order_may_be_chosen(kept_record: Record, query: Query) -> None:
    newest, oldest = find(kept_record, query, sort="newest"), find(kept_record, query, sort="oldest")
    assert (newest.order, oldest.order) == ("newest", "oldest")
    assert len(newest.hits) > 0
    days = [hit.entry.first for hit in oldest.hits]
    dated = [day for day in days if day]
    assert days == sorted(dated) + [None] * (len(days) - len(dated))
    assert sorted(hit.entry.id for hit in oldest.hits) == sorted(hit.entry.id for hit in newest.hits)
    parts: list[Hit] = []
    after = None
    while True:
        part = find(kept_record, query, sort="oldest", limit=1, after=after)
        parts += part.hits
        after = part.next
        if after is None:
            break
    assert parts == list(oldest.hits)


def test_without_words_relevance_is_the_newest_first(kept_record: Record) -> None:
    assert find(kept_record, Query("ferry"), sort="relevance").hits == find(kept_record, Query("ferry")).hits
    assert find(kept_record, Query(), sort="relevance").order == "newest"


def test_statements_are_found_by_where_they_stand(record: Record) -> None:
    keep_all(
        record,
        page(
            Said("The ferry is doomed", ADA, place="headline"),
            Said("The ferry will run", ADA),
            Said("More on the ferry", JONAS, place="furniture"),
        ),
    )
    assert found(record, words="ferry", place=("headline",)) == ["The ferry"]
    assert sorted(found(record, place=("headline", "furniture"))) == ["More on", "The ferry"]
    (hit,) = find(record, Query(place=("furniture",))).hits
    assert hit.why == ("beside the article",)


def test_where_many_hold_the_words_the_newest_come_first(kept_record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    best = find(kept_record, Query("winter"))
    for ranked, common in ((2, 100), (2, 3)):  # looked up before all else, and looked for in all else
        monkeypatch.setattr(find_statements, "RANKED", ranked)
        monkeypatch.setattr(filters, "MOST_WORDS_COUNTED", common)
        monkeypatch.setattr(find_statements, "BATCH", 2)
        newest = find(kept_record, Query("winter"), limit=3)
        assert newest.order == "newest"
        assert "the newest come first" in newest.notes[0]
        again = find(kept_record, Query("winter"), limit=3, after=newest.next)
        ids = [hit.entry.id for page in (newest, again) for hit in page.hits]
        assert sorted(ids) == sorted(hit.entry.id for hit in best.hits)
        assert [hit.entry.first for hit in newest.hits] == ["2025-02-09", "2025-02-05", "2025-02-04"]


@pytest.mark.parametrize(
    "query", [Query(), Query("winter OR ferry"), Query(by=(ADA, JONAS)), Query(outlet=("The Lantern",))]
)
def test_pages_put_together_are_the_whole(kept_record: Record, query: Query) -> None:
    all_ids = [hit.entry.id for hit in find(kept_record, query).hits]
    assert len(all_ids) > 2
    for limit in (1, 2, 3):
        parts, after = [], None
        while True:
            part = find(kept_record, query, limit=limit, after=after)
            parts += [hit.entry.id for hit in part.hits]
            after = part.next
            if after is None:
                break
        assert parts == all_ids


def test_statements_added_meanwhile_do_not_move_pages(record: Record) -> None:
    keep_all(record, *(page(Said(f"The ferry number {n}", ADA), published=f"2030-01-0{n}") for n in range(1, 5)))
    for query in (Query(), Query("ferry")):
        first = find(record, query, limit=2)
        keep_all(record, page(Said(f"The ferry, {query.words or 'again'}", ADA), published="2031-01-01"))
        rest = find(record, query, limit=2, after=first.next)
        assert len({hit.entry.id for hit in (*first.hits, *rest.hits)}) == 4
        assert not any("2031" in str(hit.entry.first) for hit in rest.hits)


def test_a_removed_statement_is_not_found(record: Record, read_text: ReadText) -> None:
    record.keep(read_text())
    assert len(find(record, Query("glad")).hits) == 1
    record.keep(read_text("Nothing here.\n", fetched="2031-04-03T08:00:00Z"))
    assert find(record, Query("glad")).hits == ()
    assert find(record, Query()).hits == ()


@pytest.mark.parametrize(
    ("query", "options", "problem"),
    [
        (Query('"ferry'), {}, "no closing quotation mark"),
        (Query(kind=("shouted",)), {}, "There is no kind 'shouted'"),
        (Query(place=("attic",)), {}, "There is no place 'attic'. Choose one of headline, body, furniture"),
        (Query(), {"sort": "best"}, "There is no order 'best'. Choose one of relevance, newest, oldest"),
        (Query(since="201"), {}, "'201' is not a date for 'since'"),
        (Query(until="last week"), {}, "'last week' is not a date for 'until'"),
        (Query(), {"limit": 0}, "Give 1 to 1000"),
        (Query(), {"limit": 1001}, "Give 1 to 1000"),
        (Query(), {"after": "xyz"}, "it is not a cursor"),
    ],
)
def test_an_invalid_query_is_reported(kept_record: Record, query: Query, options: dict[str, Any], problem: str) -> None:
    with pytest.raises(UsageError, match=problem):
        find(kept_record, query, **options)


def test_a_cursor_of_another_search_is_refused(kept_record: Record) -> None:
    after = find(kept_record, Query(by=(ADA,)), limit=1).next
    with pytest.raises(UsageError, match="another listing"):
        find(kept_record, Query(by=(JONAS,)), limit=1, after=after)


@pytest.mark.parametrize(
    ("name", "note"),
    [
        ("Ada Quil", "Nobody in the record is called 'Ada Quil'. Did you mean Ada Quill?"),
        ("Zebedee", "Nobody in the record is called 'Zebedee'. Check the spelling"),
        ("", "Nobody in the record is called ''"),
    ],
)
def test_a_name_that_nobody_has_is_noted(kept_record: Record, name: str, note: str) -> None:
    for query in (Query(by=(name,)), Query(about=(name,))):
        result = find(kept_record, query)
        assert result.hits == ()
        assert result.notes[0].startswith(note)


def test_a_name_that_several_have_is_noted(record: Record) -> None:
    keep_all(record, page(Said("The first", ADA)), page(Said("The second", ADA), published="2030"), apart=(ADA,))
    result = find(record, Query(by=(ADA,)))
    assert len(result.hits) == 2
    first, second = find_people(record, ADA)
    described = (f"Ada Quill, 1 page, first in The Harbour Bell ({item.id})" for item in (first, second))
    assert result.notes == (f"'Ada Quill' may be any of 2 in the record: {'; '.join(described)}.",)


def test_every_index_finds_the_same(record: Record) -> None:
    """The most selective filter leads the search; the choice must not change the results."""
    source = random.Random(5)
    people, outlets = (ADA, JONAS, MARA), ("The Lantern", "The Gull")
    keep_all(
        record,
        *(
            page(
                *(
                    Said(
                        f"Word {source.choice('abc')} {n}",
                        item,
                        about=(subject,),
                        told=source.choice(outlets),
                        kind="mixed" if n % 9 == 0 else "direct",
                        place="headline" if n % 7 == 0 else "body",
                    )
                    for item, subject in [source.sample(people, 2)]
                ),
                outlet=source.choice(outlets),
                published=source.choice(("2030-01", "2030-01-05", None)),
            )
            for n in range(60)
        ),
    )
    every = find(record, Query(), limit=100).hits
    assert len(every) == 60
    for query in (
        Query(by=(ADA,), about=(JONAS,)),
        Query(about=(MARA,), outlet=("The Gull",)),
        Query(by=(MARA, ADA), told=("The Gull",), until="2030"),
        Query("a", by=(JONAS,)),
        Query(kind=("mixed",), place=("body",)),
        Query(kind=("mixed", "indirect"), about=(ADA,)),
        Query("b", place=("headline",)),
    ):
        expected = {hit.entry.id for hit in every if _meets(hit.entry, query)}
        assert expected
        assert {hit.entry.id for hit in find(record, query, limit=100).hits} == expected
        for lead in range(3):
            assert _led(record, query, by=lead) == expected


def _led(record: Record, query: Query, *, by: int) -> set[str]:
    """The results of the search if it starts from another of its filters."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(find_statements, "RANKED", 0)
        patch.setattr(find_statements, "choose_lead", lambda conditions, **_: [*conditions, None, None, None][by])
        return {hit.entry.id for hit in find(record, query, limit=100).hits}


def _meets(entry: Any, query: Query) -> bool:
    return (
        (not query.by or entry.speaker.name in query.by)
        and all(name in {person.name for person in entry.about} for name in query.about)
        and (not query.told or entry.told in query.told)
        and (not query.outlet or entry.page.outlet in query.outlet)
        and (not query.until or (entry.first or "9") <= query.until + "-12-31")
        and (not query.kind or entry.kind in query.kind)
        and (not query.place or entry.place in query.place)
        and (not query.words or query.words in entry.quote.strip("“”").split())
    )


def test_a_query_is_looked_up_in_counts_that_are_quick(kept_record: Record) -> None:
    with kept_record.snapshot() as connection:
        counted = filters.count_filters(connection, Query(by=(ADA,), about=(JONAS,), outlet=("The Lantern",)))
        assert [(filter_.name, filter_.count) for filter_ in counted.filters] == [
            ("by", 3),
            ("about", 2),
            ("outlet", 3),
        ]
        assert filters.count_rows(connection, select(statements.c.id), most=4) == 4


def test_where_a_statement_stands_comes_with_it(kept_record: Record) -> None:
    (hit,) = find(kept_record, Query('"great relationship"')).hits
    assert hit.entry.headline == ("doomed for ever",)
    assert hit.entry.page.outlet == "The Harbour Bell"
    assert replace(hit.entry, quote=WINTER).quote == WINTER
