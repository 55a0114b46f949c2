"""A record that is moved from a file to a server and back keeps its exports, searches and views."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest

from onrecord.export.importer import restore
from onrecord.export.jsonl import lines
from onrecord.record import Record
from tests.conftest import ReadText
from tests.export.making import fill
from tests.postgres_server import PostgresServer

Records = tuple[Record, Record, Record]


@pytest.fixture(scope="module")
def records(
    postgres: PostgresServer, read_text: ReadText, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Records]:
    """A record in a file with rows in every table; on a server, made of its export; and in a file again, made of the
    server's."""
    folder = tmp_path_factory.mktemp("exchange")
    places = (folder / "first.sqlite", postgres.create(), folder / "again.sqlite")
    with Record.open(places[0]) as first, Record.open(places[1]) as server, Record.open(places[2]) as again:
        fill(first, read_text)
        for source, target in ((first, server), (server, again)):
            list(restore(target, exported(source), name="export.jsonl"))
        yield first, server, again


def exported(record: Record) -> list[str]:
    with record.snapshot(complete=True) as connection:
        return list(lines(connection))


def test_exports_are_the_same_byte_for_byte(records: Records) -> None:
    first, server, again = map(exported, records)
    assert first == server
    assert first == again


@pytest.mark.parametrize("form", ["csv", "jsonld", "annotations", "ftm", "tei"])
def test_other_formats_are_the_same(records: Records, form: str) -> None:
    first, server, again = ("".join(record.export_lines(form)) for record in records)
    assert first == server
    assert first == again


@pytest.mark.parametrize(
    "words",
    ["", "engine", "engines", "ferr*", '"the ferry"', '"without another w*"', "ferry OR winter", "ferry NOT winter"],
)
def test_the_same_statements_are_found(records: Records, words: str) -> None:
    answers = [{hit.entry.id: hit.marked for hit in record.find(words, limit=500).hits} for record in records]
    assert answers[0] == answers[1] == answers[2]
    # In the first record statements of one day are in the order of the versions of their pages.
    by_time = [[hit.entry.id for hit in record.find(words, sort="oldest").hits] for record in records[1:]]
    assert by_time[0] == by_time[1]
    counts = [record.count(words) for record in records]
    assert counts[0] == counts[1] == counts[2]


def test_views_are_the_same(records: Records) -> None:
    _, server, first = records
    people_by_record = [record.people(limit=500).people for record in (first, server)]
    assert people_by_record[0] == people_by_record[1]
    assert first.outlets() == server.outlets()
    assert first.overview() == server.overview()
    assert first.headlines() == server.headlines()
    assert first.changed() == server.changed()
    for person in people_by_record[0]:
        assert first.person(person.id) == server.person(person.id)
        assert first.timeline(person.id) == server.timeline(person.id)
    for person, next_person in pairwise(people_by_record[0]):
        assert first.between(person.id, next_person.id) == server.between(person.id, next_person.id)
    for hit in first.find(limit=500).hits:
        assert first.trail(hit.entry.id) == server.trail(hit.entry.id)
        assert first.statement(hit.entry.id) == server.statement(hit.entry.id)
