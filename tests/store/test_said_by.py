"""Joint statements: every listing and count includes them for each of their speakers."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from onrecord.record import Record
from onrecord.store.migrations import add_joint_speakers_and_exclusions
from onrecord.store.schema import joint_speakers, persons
from tests.conftest import MakeRecord
from tests.statement_pages import Said, edition, keep_all, page

pytestmark = pytest.mark.both_databases

ORLA, PIET, IDA = "Orla Tarn", "Piet Brandvold", "Ida Bell"
TOGETHER = Said("We run the ferry together", ORLA, others=(PIET,), about=(IDA,), told="reporters")
PAGES = (
    page(TOGETHER, Said("It is late", ORLA), published="2031-04-02"),
    page(Said("I mend the bell", PIET), published="2032-05-03"),
)


@pytest.fixture
def kept_record(make_record: MakeRecord) -> Iterator[Record]:
    with Record.open(make_record("joint-speakers", lambda record: keep_all(record, *PAGES))) as record:
        yield record


def quotes(record: Record, name: str) -> list[str]:
    return [hit.entry.quote.strip("“”") for hit in record.find(by=name).hits]


def said(record: Record) -> dict[str, int]:
    return {name: record.person(name).who.said for name in (ORLA, PIET)}


def check(record: Record, *, together: bool) -> None:
    words = TOGETHER.words
    assert set(quotes(record, PIET)) == {"I mend the bell", *([words] if together else [])}
    assert said(record) == {ORLA: 2, PIET: 1 + together} if together else True
    assert record.database.verify().damage == ()


def test_views_count_a_statement_for_each_of_its_speakers(kept_record: Record) -> None:
    check(kept_record, together=True)
    portrait = kept_record.person(PIET)
    assert [(year.year, year.by) for year in portrait.years] == [(2031, 1), (2032, 1)]
    assert (portrait.first.quote if portrait.first else "") == f"“{TOGETHER.words}”"
    assert [(count.who.name, count.times) for count in portrait.told] == [("reporters", 1)]
    assert [(count.who.name, count.times) for count in portrait.speaks_of] == [(IDA, 1)]
    assert sorted(count.who.name for count in kept_record.person(IDA).spoken_of_by) == [ORLA, PIET]
    assert [moment.entry.quote for moment in kept_record.between(PIET, IDA).moments if moment.entry] == [
        f"“{TOGETHER.words}”"
    ]
    assert [(period.start, period.by.total) for period in kept_record.timeline(PIET).periods] == [
        ("2031", 1),
        ("2032", 1),
    ]
    assert [point.side for point in kept_record.timeline(PIET, year=2031).points] == ["by"]
    facets = kept_record.count(words="ferry OR bell")
    assert {value.name: value.times for value in facets.by} == {ORLA: 1, PIET: 2}
    assert (facets.total, kept_record.count(by=PIET).total) == (2, 2)


@pytest.mark.parametrize(
    ("filters", "count"), [({}, 2), ({"about": IDA}, 1), ({"words": "ferry"}, 1), ({"until": "2031"}, 1)]
)
@pytest.mark.parametrize("sort", ["newest", "oldest", None])
def test_searches_find_it_by_each_speaker(
    kept_record: Record, filters: dict[str, str], count: int, sort: str | None
) -> None:
    hits = kept_record.find(by=PIET, sort=sort, **filters).hits  # type: ignore[arg-type]
    assert len(hits) == count
    together = next(hit.entry for hit in hits if hit.entry.speaks_with)
    assert (together.speaker and together.speaker.name, [item.name for item in together.speaks_with]) == (ORLA, [PIET])


@pytest.mark.parametrize(("verdict", "speaker"), [("speaker", IDA), ("wrong", None), ("not-statement", None)])
def test_a_correction_applies_to_all_speakers_until_it_is_withdrawn(
    kept_record: Record, verdict: str, speaker: str | None
) -> None:
    (key,) = (hit.entry.id for hit in kept_record.find("ferry").hits)
    result = kept_record.judge.statement(key, verdict, who="mara", speaker=speaker)  # type: ignore[arg-type]
    check(kept_record, together=False)
    assert said(kept_record)[PIET] == 1
    kept_record.judge.withdraw(result.id, who="mara")
    check(kept_record, together=True)


def test_a_confirmed_statement_keeps_its_speakers(kept_record: Record) -> None:
    (key,) = (hit.entry.id for hit in kept_record.find("ferry").hits)
    kept_record.judge.statement(key, "right", who="mara")
    check(kept_record, together=True)


def test_reading_again_replaces_the_speakers(kept_record: Record) -> None:
    alone = page(Said("We run the ferry together", ORLA, about=(IDA,), told="reporters"), published="2031-04-02")
    url = PAGES[0].article.page.url or ""
    keep_all(kept_record, edition(alone, url=url, day=2))
    check(kept_record, together=False)
    assert said(kept_record)[PIET] == 1


def test_people_who_are_judged_the_same_take_it_along(kept_record: Record) -> None:
    keep_all(kept_record, page(Said("I am Piet", "P. Brandvold"), published="2033-01-01"))
    kept_record.judge.people(PIET, "P. Brandvold", "same", who="mara")
    assert len(quotes(kept_record, "P. Brandvold")) == 3
    assert kept_record.person("P. Brandvold").who.said == 3


def test_an_export_restores_it(kept_record: Record, tmp_path: Path) -> None:
    with Record.open(tmp_path / "copy.sqlite") as copy:
        copy.restore(kept_record.export_lines("jsonl"))
        assert len(quotes(copy, PIET)) == 2
        speakers = [hit.entry.speaks_with for hit in copy.find("ferry").hits]
        assert [[entity.name for entity in names] for names in speakers] == [[PIET]]


@pytest.mark.sqlite_only
def test_a_record_without_the_table_gets_it_from_its_readings(kept_record: Record) -> None:

    with kept_record.transaction() as connection:
        connection.exec_driver_sql("DROP TABLE joint_speakers")
        connection.execute(persons.update().values(said=0))
        add_joint_speakers_and_exclusions(connection)
        rows = connection.execute(select(joint_speakers.c.position, joint_speakers.c.person_id.is_not(None))).all()
    assert [tuple(row) for row in rows] == [(1, True)]
    assert (quotes(kept_record, PIET), kept_record.person(PIET).who.said) == (["I mend the bell", TOGETHER.words], 2)


def test_exports_and_citations_name_all_speakers(kept_record: Record) -> None:
    (hit,) = kept_record.find("ferry").hits
    pair = f"{ORLA} and {PIET}"
    rows = list(csv.DictReader("".join(kept_record.export_lines("csv")).splitlines()))
    assert {row["words"]: (row["speaker"], row["speaks_with"]) for row in rows}[f"“{TOGETHER.words}”"] == (ORLA, PIET)
    assert kept_record.cite(hit.entry.id).startswith(f"{pair} (to reporters): ")
    assert f"by {pair}" in kept_record.find("ferry", by=PIET).hits[0].why
    (node,) = (
        node
        for node in json.loads("".join(kept_record.export_lines("jsonld")))["@graph"]
        if node.get("text") == f"“{TOGETHER.words}”"
    )
    assert len({creator["@id"] for creator in node["creator"]}) == 2
