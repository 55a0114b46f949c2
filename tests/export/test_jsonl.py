"""Export and import lose nothing: every table is the same, and a second export has the same bytes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, delete, event, select

from onrecord.codec import to_record
from onrecord.errors import UsageError
from onrecord.export.importer import restore
from onrecord.export.jsonl import lines
from onrecord.record import Record
from onrecord.store.fulltext import Term, matches, statement_index, statement_key
from onrecord.store.name_table import ERASURES
from onrecord.store.schema import meta, metadata, statements
from tests.conftest import PAGE, MakeRecord, ReadText
from tests.export.making import told

pytestmark = pytest.mark.both_databases

CARRIED = {
    *("addresses", "appearances", "changes", "copies", "failures", "feed_pages", "feeds", "search_hits", "judgements"),
    *(
        "exclusions",
        "links",
        "meta",
        "page_visits",
        "pages",
        "persons",
        "readings",
        "removed_hashes",
        "statements",
        "versions",
    ),
}
"""Tables that an export holds, row by row."""
MADE = {
    *(
        "statement_subjects",
        "judgement_targets",
        "citations",
        "joint_speakers",
        "statements_as_read",
        "facts",
        "headline_words",
        "name_keys",
        "names",
        "readers",
    ),
    *("hidden_persons", "relationships", "statement_sketches", "totals", "text_sketches", "texts"),
}
"""Tables derived from those. A new table must be in one of these lists."""
LEFT_OUT = {"loads"}
"""Tables that a restored record does without: it recognises pages of shards that are loaded again."""


def exported(record: Record) -> list[str]:
    with record.snapshot(complete=True) as connection:
        return list(lines(connection))


def put_back(record: Record, written: list[str]) -> Counter[tuple[str, str]]:
    return Counter((item.kind, item.outcome) for item in restore(record, written, name="export.jsonl"))


def test_every_table_is_carried_or_made_from_what_is() -> None:
    assert set(metadata.tables) == CARRIED | MADE | LEFT_OUT


def test_an_export_taken_back_exports_the_same(full: Record, second_record: Record) -> None:
    written = exported(full)
    done = put_back(second_record, written)
    assert exported(second_record) == written
    assert {kind for kind, _ in done} == {json.loads(line)["type"] for line in written}
    assert {outcome for _, outcome in done} == {"new"}
    assert second_record.counts() == full.counts()


@pytest.fixture(scope="module")
def full_and_imported(
    make_full: Callable[[], Path | str], make_record: MakeRecord, read_text: ReadText
) -> Iterator[tuple[Record, Record]]:
    """A record with rows in every table, and one made from its export; the tests only read them."""
    with Record.open(make_full()) as full, Record.open(make_record()) as imported:
        added = full.keep(read_text("A note\n" + PAGE, url="https://quay.example/note"))
        full.remove(added.page, who="Ada", why="an order")
        with full.transaction() as connection:
            # It counts what happened to the file, which an import did not happen to.
            connection.execute(delete(meta).where(meta.c.key == ERASURES))
        full.hide("Kimura", who="Ada", why="asked to be left out")
        put_back(imported, exported(full))
        yield full, imported


@pytest.mark.parametrize("name", sorted(CARRIED | MADE - {"names"}))
def test_each_table_is_restored(full_and_imported: tuple[Record, Record], name: str) -> None:
    before, after = (contents(record, metadata.tables[name]) for record in full_and_imported)
    assert before == after
    assert before


def test_the_full_text_index_is_restored(full: Record, second_record: Record) -> None:
    put_back(second_record, exported(full))
    query = select(statements.c.terms).join(statement_index, statement_key == statements.c.id)
    query = query.where(matches(Term("engines"))).order_by(statements.c.terms)
    exports = []
    for record in (full, second_record):
        with record.snapshot() as connection:
            exports.append(connection.execute(query).scalars().all())
    assert exports[0] == exports[1] != []


def test_readings_are_whole_and_in_the_record_format(full: Record, read_text: ReadText) -> None:
    pages = [json.loads(line) for line in exported(full) if line.startswith('{"type": "page"')]
    first = pages[0]["readings"][0]["record"]
    assert first == json.loads(json.dumps(to_record(told(read_text()))))


def test_taken_back_twice_nothing_changes(full_lines: list[str], second_record: Record) -> None:
    put_back(second_record, full_lines)
    again = put_back(second_record, full_lines)
    assert {outcome for (kind, outcome) in again if kind != "record"} == {"known"}
    assert exported(second_record) == full_lines


def test_an_interrupted_import_continues(
    full_lines: list[str], second_record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onrecord.export.importer._LOT", 3)

    def damaged_lines() -> Iterator[str]:
        yield from full_lines[:-4]
        raise EOFError("the file breaks off")

    with pytest.raises(EOFError):
        list(restore(second_record, damaged_lines(), name="export.jsonl"))
    # By these, names are found.
    assert contents(second_record, metadata.tables["name_keys"])
    put_back(second_record, full_lines)
    assert exported(second_record) == full_lines


@pytest.mark.parametrize(
    "bad",
    [
        "{cut",
        "[" * 100_000,
        "5",
        '{"type": "page"}',
        '{"type": "page", "id": NaN}',
        '{"type": "no such"}',
        '{"type": ["page"]}',
        '{"type": "person", "id": "x\' OR 1=1 --", "kind": "person", "name": "<b>", "wikidata": null}',
        '{"type": "person", "id": "aaaaaaaaaaaaaaaa", "kind": "person", "name": 1e400, "wikidata": null}',
        '{"type": "merged", "id": "aaaaaaaaaaaaaaaa", "into": "bbbbbbbbbbbbbbbb"}',
        '{"type": "record", "format": 99, "meta": {}}',
        "\udcff",
    ],
    ids=lambda line: line[:40],
)
def test_the_lines_around_an_invalid_one_are_imported(full_lines: list[str], second_record: Record, bad: str) -> None:
    places = range(1, len(full_lines) + 1, 5)
    written = [line for number, full in enumerate(full_lines) for line in ([bad, full] if number in places else [full])]
    restored = list(restore(second_record, written, name="export.jsonl"))
    problems = [line.problem for line in restored if line.outcome == "invalid"]
    assert [problem and problem.split(":")[1] for problem in problems] == [
        str(number + 1) for number, line in enumerate(written) if line == bad
    ]
    assert exported(second_record) == full_lines


def test_many_links_of_one_pair_are_compared_in_linear_time(
    full_lines: list[str], second_record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onrecord.export.importer._LOT", 20)
    queries: list[str] = []
    event.listen(second_record._engine, "before_cursor_execute", lambda *call: queries.append(call[2]))
    place = next(number for number, line in enumerate(full_lines) if '"type": "link"' in line)
    link = json.loads(full_lines[place])
    further_links = [json.dumps({**link, "at": f"2031-04-05T08:00:{second:02}Z"}) for second in range(50)]
    done = put_back(second_record, [*full_lines[: place + 1], *further_links, *further_links])
    assert (done["link", "new"], done["link", "known"]) == (51, 50)
    # One for the pair, and one for what other programs wrote before each further transaction.
    comparisons = [query for query in queries if "links.at" in query and "SELECT" in query]
    assert len(comparisons) == 1 + (place + 101) // 20


def test_a_page_with_other_versions_stays_and_is_reported(
    full_lines: list[str], second_record: Record, read_text: ReadText
) -> None:
    second_record.keep(told(read_text("Another headline\n" + PAGE)))
    before = exported(second_record)
    done = put_back(second_record, full_lines)
    assert done["page", "different"] == 1
    assert next(line for line in before if '"type": "page"' in line) in exported(second_record)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda line: "[1]", "its type is None, expected 'record'"),
        (lambda line: "{", "this line is not JSON"),
        (lambda line: line.replace('"record"', '"page"'), "its type is 'page', expected 'record'"),
        (lambda line: line.replace('"format": 1', '"format": 2'), "has format 2, and this version reads 1"),
        (
            lambda line: line.replace('"meta"', '"beta"'),
            "should be a value that the format allows .Object missing required field `meta`",
        ),
    ],
)
def test_a_file_that_is_no_export_is_reported(
    full_lines: list[str], second_record: Record, change: Callable[[str], str], problem: str
) -> None:
    first, *others = full_lines
    with pytest.raises(UsageError, match=f"^export.jsonl:1: .*{problem}"):
        put_back(second_record, [change(first), *others])


def test_a_line_with_missing_references_is_reported(full_lines: list[str], second_record: Record) -> None:
    written = [line for line in full_lines if '"type": "person"' not in line]
    restored = list(restore(second_record, written, name="export.jsonl"))
    assert any("names a person that no earlier line has" in (line.problem or "") for line in restored)
    assert second_record.counts()["pages"] == 0


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "http://[::1"])
def test_an_address_that_is_not_on_the_web_is_not_imported(
    full_lines: list[str], second_record: Record, url: str
) -> None:
    rows = [json.loads(line) for line in full_lines]
    for row in rows:
        if row["type"] == "page":
            row["url"] = url
            for reading in row["readings"]:
                reading["record"]["page"]["url"] = url
    put_back(second_record, [json.dumps(row) for row in rows])
    written = exported(second_record)
    assert len(written) == len(rows)
    assert not any(url in line for line in written)


def test_an_empty_file_is_no_export(second_record: Record) -> None:
    with pytest.raises(UsageError, match="it is empty"):
        put_back(second_record, [])


def contents(record: Record, table: Table) -> list[tuple[Any, ...]]:
    """The rows of ``table``, sorted, with keys replaced by what they refer to."""
    with record.snapshot() as connection:
        rows = connection.execute(select(table)).mappings().all()
        stand = {name: _meanings(connection, name) for name in _MEANING}
    keys = {column.name: next(iter(column.foreign_keys)).column.table.name for column in table.c if column.foreign_keys}
    keys |= {"version_id": "versions", "reading_id": "readings", "merged_into": "persons", "speaker_id": "persons"}
    keys |= {"speaker_appearance_id": "appearances", "speaker_name_id": "names"}
    plain = [
        tuple(
            stand[keys[name]].get(value, value) if name in keys else value
            for name, value in row.items()
            if name != "id"
        )
        for row in rows
    ]
    return sorted(plain, key=repr)


_MEANING = {
    "names": "SELECT id, text FROM names",
    "persons": "SELECT id, public_id FROM persons",
    "pages": "SELECT id, public_id FROM pages",
    "statements": "SELECT id, public_id FROM statements",
    "readers": "SELECT id, version FROM readers",
    "texts": "SELECT id, sha256 FROM texts",
    "judgements": "SELECT id, public_id FROM judgements",
    "versions": "SELECT v.id, p.public_id || v.number FROM versions v JOIN pages p ON p.id = v.page_id",
    "readings": "SELECT r.id, p.public_id || v.number || x.version FROM readings r JOIN pages p ON p.id = r.page_id "
    "JOIN versions v ON v.id = r.version_id JOIN readers x ON x.id = r.reader_id",
    "appearances": "SELECT a.id, p.public_id || a.kind || n.text || a.nth FROM appearances a JOIN pages p "
    "ON p.id = a.page_id JOIN names n ON n.id = a.name_id",
}


def _meanings(connection: Any, name: str) -> dict[int, Any]:
    return {row[0]: row[1] for row in connection.exec_driver_sql(_MEANING[name])}
