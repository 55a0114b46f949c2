"""Search latency: ``python -m bench.finding RECORD...``.

Queries of each kind run on records that ``bench.synthetic`` made, in this process: for well-known and unknown people,
frequent and rare words. Each query runs once before it is measured; with ``--cold`` it runs once only, and neither
SQLite nor the operating system has any of the file in memory. Several records of growing size show how latency grows.
A record is a path or an address of PostgreSQL. ``--plans`` prints SQLite's query plans.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, process_time
from typing import Any

from sqlalchemy import Engine, event, select

from onrecord.record import Record
from onrecord.search.facets import find_and_count
from onrecord.search.find_statements import find
from onrecord.search.query import Query
from onrecord.store.schema import names, pages, persons, statement_subjects, statements
from onrecord.views.between import between
from onrecord.views.person import person
from onrecord.views.trail import trail

QUESTIONS = 100
_SEED = 4
_KINDS = ("direct", "mixed", "indirect")


@dataclass(frozen=True, slots=True)
class Speed:
    """Latency of one kind of query, in milliseconds."""

    question: str
    statements: int
    """Number of statements in the record."""
    median: float
    p95: float
    slowest: float
    processor: float
    """Median processor time, which depends less on other work on the machine."""
    processor_p95: float


Ask = Callable[[Record], object]


class Questions:
    """Queries drawn from the statements of a record: people and words that are frequent there are queried often."""

    def __init__(self, record: Record, *, count: int) -> None:
        source = random.Random(_SEED)
        self._source = source
        with record.snapshot() as connection:
            last = connection.execute(select(statements.c.id).order_by(statements.c.id.desc()).limit(1)).scalar_one()
            drawn = [source.randrange(1, last + 1) for _ in range(3 * count)]
            told = names.alias("told")
            outlet = names.alias("outlet")
            speaker_name = names.alias("speaker_name")
            rows = connection.execute(
                select(
                    statements.c.public_id,
                    statements.c.quote,
                    pages.c.public_id.label("page"),
                    persons.c.public_id.label("speaker"),
                    speaker_name.c.text.label("speaker_name"),
                    persons.c.id.label("speaker_id"),
                    told.c.text.label("told"),
                    outlet.c.text.label("outlet"),
                    statements.c.day_from,
                )
                .join(persons, persons.c.id == statements.c.speaker_id)
                .join(speaker_name, speaker_name.c.id == persons.c.name_id)
                .join(pages, pages.c.id == statements.c.page_id)
                .join(outlet, outlet.c.id == pages.c.outlet_id)
                .outerjoin(told, told.c.id == statements.c.told_id)
                .where(statements.c.id.in_(drawn))
            ).all()
            self.rows = source.sample(list(rows), k=min(count, len(rows)))
            speaker, subject = persons.alias("by"), persons.alias("of")
            pairs = connection.execute(
                select(speaker.c.public_id, subject.c.public_id)
                .select_from(statement_subjects)
                .join(speaker, speaker.c.id == statement_subjects.c.speaker_id)
                .join(subject, subject.c.id == statement_subjects.c.person_id)
                .where(
                    statement_subjects.c.statement_id.in_(drawn),
                    statement_subjects.c.speaker_id != statement_subjects.c.person_id,
                )
            ).all()
            self.pairs = [(first, second) for first, second in source.sample(list(pairs), k=min(count, len(pairs)))]

    def all(self) -> dict[str, list[Ask]]:
        """All queries by kind."""
        return {
            "find, by and about": [_find(Query(by=(speaker,), about=(subject,))) for speaker, subject in self.pairs],
            "find, words by": [_find(Query(self.word(row.quote), by=(row.speaker,))) for row in self.rows],
            "find, words since": [_find(Query(self.word(row.quote), since="2015")) for row in self.rows],
            "find, phrase": [_find(Query(self._phrase(row.quote))) for row in self.rows],
            "find, words NOT": [
                _find(Query(f"{self.word(row.quote)} NOT {self.word(row.quote)}")) for row in self.rows
            ],
            **{
                f"find, prefix of {length}": [
                    _find(Query(f"{self.word(f'{row.quote} because', least=length)[:length]}*")) for row in self.rows
                ]
                for length in (2, 3, 4)
            },
            "find, rare kind": [_find(Query(kind=("no-response",), until=_year(row))) for row in self.rows],
            "find, rare place": [_find(Query(place=("furniture",), until=_year(row))) for row in self.rows],
            "find, words of rare kind": [
                _find(Query(self.word(row.quote), kind=("no-response",))) for row in self.rows
            ],
            "find, rare kind at place": [_find(Query(kind=("no-response",), place=("headline",)))],
            "find, kind by": [_find(Query(kind=self._kind(), by=(row.speaker,))) for row in self.rows],
            "find, told and kind": [_find(Query(told=(row.told,), kind=self._kind())) for row in self.rows if row.told],
            "find, outlet until": [_find(Query(outlet=(row.outlet,), until=_year(row))) for row in self.rows],
            "find, by in outlet": [_find(Query(by=(row.speaker,), outlet=(row.outlet,))) for row in self.rows],
            "find, two words told": [
                _find(Query(f"{self.word(row.quote)} {self.word(row.quote)}", told=(row.told,)))
                for row in self.rows
                if row.told
            ],
            "find and count, words": [_ask(find_and_count, Query(self.word(row.quote))) for row in self.rows],
            "find and count, by": [_ask(find_and_count, Query(by=(row.speaker,))) for row in self.rows],
            "find and count, rare kind": [_ask(find_and_count, Query(kind=("no-response",)))],
            "person": [_ask(person, row.speaker) for row in self.rows],
            "between": [_ask(between, speaker, subject) for speaker, subject in self.pairs],
            "trail": [_ask(trail, row.public_id) for row in self.rows],
        }

    def _kind(self) -> tuple[str, ...]:
        return (self._source.choice(_KINDS),)

    def _phrase(self, quote: str) -> str:
        words = quote.strip("“”,.").split()
        start = self._source.randrange(max(1, len(words) - 1))
        return f'"{" ".join(words[start : start + 2])}"'

    def word(self, quote: str, *, least: int = 1) -> str:
        """A random word of ``quote``, of at least this number of characters."""
        words = (word.strip("“”,.") for word in quote.split())
        return self._source.choice([word for word in words if len(word) >= least])


def measure(place: str, *, count: int = QUESTIONS, cold: bool = False) -> list[Speed]:
    """Latencies of the record at ``place``."""
    with Record.open(place, create=False) as record:
        total = record.counts()["statements"]
        questions = Questions(record, count=count).all()
        if not cold:
            return [_speed(kind, total, [_warm(record, ask) for ask in asks]) for kind, asks in questions.items()]
    return [_speed(kind, total, [_cold(place, ask) for ask in asks]) for kind, asks in questions.items()]


def plans(place: str) -> Iterator[str]:
    """SQLite's query plan for one query of each kind."""
    with Record.open(place, create=False) as record:
        for kind, asks in Questions(record, count=1).all().items():
            yield kind
            for ask in asks[:1]:
                with _watched(record) as executed:
                    ask(record)
                for sql, values in executed:
                    if sql.lstrip().upper().startswith("SELECT"):
                        yield from _explained(record, sql, values)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.finding", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("records", nargs="+", metavar="RECORD", help="records of bench.synthetic: paths or addresses")
    parser.add_argument(
        "--questions", type=int, default=QUESTIONS, metavar="N", help=f"queries of each kind ({QUESTIONS})"
    )
    parser.add_argument("--cold", action="store_true", help="measure the first run of each query on a file")
    parser.add_argument("--plans", action="store_true", help="print the query plans of the first record instead")
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    options = parser.parse_args(arguments)
    if options.plans:
        for line in plans(options.records[0]):
            print(line)
        return 0
    for place in options.records:
        for speed in measure(place, count=options.questions, cold=options.cold):
            if options.json:
                print(json.dumps(asdict(speed)), flush=True)
            else:
                print(
                    f"{speed.statements:>9,}  {speed.question:<25} median {speed.median:6.1f} ms   "
                    f"95% {speed.p95:6.1f} ms   slowest {speed.slowest:6.1f} ms   processor {speed.processor:5.1f} / "
                    f"{speed.processor_p95:5.1f} ms",
                    flush=True,
                )
    return 0


def _ask(question: Callable[..., object], *parameters: object) -> Ask:
    return lambda record: question(record, *parameters)


def _find(query: Query) -> Ask:
    return _ask(find, query)


def _year(row: Any) -> str:
    return str(row.day_from // 10_000)


def _warm(record: Record, ask: Ask) -> tuple[float, float]:
    """Milliseconds, and milliseconds of processor time, of the second run."""
    ask(record)
    return _time(record, ask)


def _cold(place: str, ask: Ask) -> tuple[float, float]:
    """The times of the first run after the file has left memory."""
    with Path(place).open("rb") as file:
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    with Record.open(place, create=False) as record:
        return _time(record, ask)


def _time(record: Record, ask: Ask) -> tuple[float, float]:
    began, used = perf_counter(), process_time()
    ask(record)
    return 1000 * (perf_counter() - began), 1000 * (process_time() - used)


def _speed(kind: str, statements: int, times: Sequence[tuple[float, float]]) -> Speed:
    took, busy = zip(*times, strict=True)
    p95, busy_p95 = (quantiles(values, n=20)[-1] if len(values) > 1 else values[0] for values in (took, busy))
    rounded = (round(value, 2) for value in (median(took), p95, max(took), median(busy), busy_p95))
    return Speed(kind, statements, *rounded)


@contextmanager
def _watched(record: Record) -> Iterator[list[tuple[str, object]]]:
    """Collect the SQL statements that SQLite executes meanwhile."""
    executed: list[tuple[str, object]] = []

    def note(_: object, __: object, sql: str, values: object, *___: object) -> None:
        executed.append((sql, values))

    with record.snapshot() as connection:
        engine: Engine = connection.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield executed
    finally:
        event.remove(engine, "before_cursor_execute", note)


def _explained(record: Record, sql: str, values: object) -> Iterator[str]:
    with record.snapshot() as connection:
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values).all()  # type: ignore[arg-type]
    yield "  " + " ".join(sql.split())[:160]
    yield from (f"    {row[3]}" for row in rows)


if __name__ == "__main__":
    sys.exit(main())
