"""Search by meaning: in other words, with every filter, the nearest first, page by page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import update

from onrecord.errors import UsageError
from onrecord.judge.decisions import judge_statement
from onrecord.judge.judgement_log import Author
from onrecord.record import Record
from onrecord.search import semantic, statement_vectors
from onrecord.search.query import Query
from onrecord.search.semantic import find_similar
from onrecord.search.statement_vectors import StatementVectors
from onrecord.store.schema import statements
from tests.conftest import ReadText
from tests.kept_record import ADA, JONAS, MARA
from tests.search.meanings import Meanings
from tests.statement_pages import Said, keep_all, page

pytestmark = pytest.mark.both_databases


@pytest.fixture(scope="module")
def vectors(kept_record: Record, tmp_path_factory: pytest.TempPathFactory) -> StatementVectors:
    """The vectors of the statements in ``kept_record``."""
    vectors = StatementVectors(kept_record, Meanings(), folder=tmp_path_factory.mktemp("meaning"))
    vectors.update()
    return vectors


@pytest.fixture(params=["a few", "many"])
def both_ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once as where filters leave a few statements, and once as where they leave many."""
    if request.param == "many":
        monkeypatch.setattr(semantic, "FEW", 0)
        monkeypatch.setattr(semantic, "_FIRST_BATCH", 2)
        monkeypatch.setattr(semantic, "_NEXT_BATCHES", 3)


def first_words(quote: str) -> str:
    return " ".join(quote.strip("“”").split()[:2])


@pytest.mark.usefixtures("both_ways")
@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"words": "separation"}, ["It was", "We are"]),
        ({"words": "their marriage", "by": (ADA,)}, ["We are"]),
        ({"words": "boat", "about": (ADA,)}, ["It was"]),
        ({"words": "a frost", "told": ("the harbour bell",)}, ["Nobody wants"]),
        ({"words": "crossing", "outlet": ("The Gull",)}, ["Nobody wants"]),
        ({"words": "crossing", "outlet": ("The Gull",), "by": (ADA,)}, []),
        ({"words": "split", "kind": ("mixed",)}, ["It was"]),
        ({"words": "split", "until": "2016"}, ["We are"]),
        ({"words": "split", "since": "2017", "by": (ADA, JONAS)}, ["It was"]),
        ({"words": "cold", "by": (MARA,), "since": "2025-02-09"}, ["Nobody wants"]),
        ({"words": "split", "said": True, "outlet": ("The Lantern",)}, ["We are"]),
        ({"words": "split", "place": ("body",), "by": (JONAS,)}, ["It was"]),
        ({"words": "split", "place": ("headline",)}, []),
        ({"words": "debts"}, []),
        ({"words": "split", "by": ("Nobody Atall",)}, []),
    ],
)
def test_statements_with_the_same_meaning_are_found(
    kept_record: Record, vectors: StatementVectors, fields: dict[str, Any], expected: list[str]
) -> None:
    listing = find_similar(kept_record, Query(**fields), vectors=vectors)
    assert sorted(first_words(hit.entry.quote) for hit in listing.hits) == expected
    assert listing.order == "likeness"


def test_a_hit_says_how_close_it_is_and_what_else_matched(kept_record: Record, vectors: StatementVectors) -> None:
    (hit,) = find_similar(kept_record, Query("a marriage", by=(ADA,), told=("The Lantern",)), vectors=vectors).hits
    assert hit.why == ("close in meaning 1.00", "by Ada Quill (here “she”)", "told The Lantern")
    assert hit.marked == ()


@pytest.mark.usefixtures("both_ways")
@pytest.mark.parametrize(
    "query", [Query("winter ferry"), Query("ferry", by=(JONAS, MARA)), Query("cold", since="2025")]
)
def test_pages_put_together_are_the_whole(kept_record: Record, vectors: StatementVectors, query: Query) -> None:
    all_ids = [hit.entry.id for hit in find_similar(kept_record, query, vectors=vectors).hits]
    assert len(all_ids) > 2
    for limit in (1, 2):
        parts, after = [], None
        while True:
            part = find_similar(kept_record, query, vectors=vectors, limit=limit, after=after)
            parts += [hit.entry.id for hit in part.hits]
            after = part.next
            if after is None:
                break
        assert parts == all_ids


def test_the_nearest_come_first(record: Record) -> None:
    keep_all(
        record, page(Said("The boat, the frost and the rent", ADA), Said("A ship", ADA), Said("Ship and cold", ADA))
    )
    vectors = StatementVectors(record, Meanings())
    vectors.update()
    hits = find_similar(record, Query("ferry"), vectors=vectors).hits
    assert [first_words(hit.entry.quote) for hit in hits] == ["A ship", "Ship and", "The boat,"]
    assert hits[0].why == ("close in meaning 1.00",)
    assert [hit.why[0].startswith("close in meaning .") for hit in hits] == [False, True, True]


@pytest.fixture
def two(record: Record, read_text: ReadText) -> tuple[Record, StatementVectors]:
    """A record with two pages and their vectors; one page can be re-read."""
    record.keep(read_text())
    keep_all(record, page(Said("The ferry sank", ADA), Said("A boat came", JONAS)))
    vectors = StatementVectors(record, Meanings())
    vectors.update()
    return record, vectors


def test_a_removed_statement_is_not_found(two: tuple[Record, StatementVectors], read_text: ReadText) -> None:
    record, vectors = two
    with record.snapshot() as connection:
        quote = connection.execute(statements.select().order_by(statements.c.id)).first().quote  # type: ignore[union-attr]
    assert [hit.entry.quote for hit in find_similar(record, Query(quote), vectors=vectors).hits] == [quote]
    record.keep(read_text("Nothing here.\n", fetched="2031-04-03T08:00:00Z"))
    assert find_similar(record, Query(quote), vectors=vectors).hits == ()


def test_a_statement_judged_to_be_none_is_not_found(two: tuple[Record, StatementVectors]) -> None:
    record, vectors = two
    first, second = find_similar(record, Query("ferry"), vectors=vectors).hits
    judge_statement(record, first.entry.id, verdict="not-statement", by=Author("tests"))
    assert find_similar(record, Query("ferry"), vectors=vectors).hits == (second,)


def test_statements_without_vectors_are_noted_until_they_are_indexed(two: tuple[Record, StatementVectors]) -> None:
    record, vectors = two
    assert find_similar(record, Query("ferry"), vectors=vectors).notes == ()
    keep_all(record, page(Said("No more crossing", ADA), published="2032-01-01"))
    listing = find_similar(record, Query("ferry"), vectors=vectors)
    assert (len(listing.hits), len(listing.notes)) == (2, 1)
    assert "left out" in listing.notes[0]
    vectors.update()
    assert len(find_similar(record, Query("ferry"), vectors=vectors).hits) == 3


@pytest.mark.usefixtures("both_ways")
@pytest.mark.parametrize("by", [(), (ADA,)])
def test_a_vector_of_other_words_is_never_shown_and_made_again(
    two: tuple[Record, StatementVectors], by: tuple[str, ...]
) -> None:
    record, vectors = two
    with record.transaction() as connection:
        change = update(statements).where(statements.c.quote == "“The ferry sank”")
        connection.execute(change.values(quote="“The rent rose”", words_hash=5))
    listing = find_similar(record, Query("ferry", by=by), vectors=vectors)
    assert "“The rent rose”" not in [hit.entry.quote for hit in listing.hits]
    vectors.update()
    assert [hit.entry.quote for hit in find_similar(record, Query("money", by=by), vectors=vectors).hits] == [
        "“The rent rose”"
    ]


def test_where_very_many_are_near_it_says_how_many_were_looked_at(
    kept_record: Record, vectors: StatementVectors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statement_vectors, "MOST_COMPARED", 3)
    monkeypatch.setattr(semantic, "MOST_COMPARED", 3)
    listing = find_similar(kept_record, Query("winter"), vectors=vectors)
    assert len(listing.hits) == 3
    assert listing.notes == ("Many statements are close in meaning: only the closest 3 were compared.",)


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda record, vectors: find_similar(record, Query(" "), vectors=vectors), "needs words"),
        (lambda record, vectors: find_similar(record, Query("x"), vectors=vectors, limit=0), "Give 1 to 1000"),
        (lambda record, vectors: find_similar(record, Query("x"), vectors=vectors, after="x"), "it is not a cursor"),
        (
            lambda record, vectors: find_similar(record, Query("x", kind=("y",)), vectors=vectors),
            "There is no kind 'y'",
        ),
    ],
)
def test_an_invalid_query_is_reported(
    kept_record: Record, vectors: StatementVectors, ask: Callable[[Record, StatementVectors], object], said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        ask(kept_record, vectors)


def test_a_cursor_belongs_to_one_version_of_the_weights(
    kept_record: Record, vectors: StatementVectors, tmp_path: Path
) -> None:
    first = find_similar(kept_record, Query("winter"), vectors=vectors, limit=1)
    other_vectors = StatementVectors(kept_record, Meanings("stand-in.2"), folder=tmp_path)
    with pytest.raises(UsageError, match="belongs to another listing"):
        find_similar(kept_record, Query("winter"), vectors=other_vectors, after=first.next)


def test_the_stand_in_is_one() -> None:
    ferry, boat, frost = Meanings().embed(["the ferry", "a boat", "frost"])
    assert ferry @ boat == pytest.approx(1)
    assert abs(float(np.dot(ferry, frost))) < 0.2
