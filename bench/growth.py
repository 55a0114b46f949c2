"""Cost of growth: ``python -m bench.growth RECORD...``, a Markdown table of records of growing size.

For each record of ``bench.synthetic``, a path or an address of PostgreSQL: bytes a statement, the time to keep a page,
and the latency of the queries of ``bench.finding``. Times are milliseconds, median / 95th percentile, in parentheses
those of processor time, which depends less on other work on the machine.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, process_time

from bench.finding import QUESTIONS, Speed, measure
from bench.invented import World
from bench.synthetic import Inventor
from onrecord.ingest.keep import keep
from onrecord.record import Record
from onrecord.resolve.linker import PersonLinker

_PAGES = 60
_WARM_UP = 10


class _UndoError(Exception):
    """Rolls back the pages that were kept to measure."""


def measure_keeping(record: Record, *, pages: int = _PAGES, people: int = 2_000) -> Speed:
    """Times of keeping further pages, linking of their ``people`` included; the pages are not committed."""
    readings = Inventor(World(people=people, seed=90), statements=100 * pages, seed=91).readings()
    total, linker = record.counts()["statements"], PersonLinker()
    took, busy = [], []
    with suppress(_UndoError), record.writer() as writer:
        for reading in islice(readings, pages + _WARM_UP):
            began, used = perf_counter(), process_time()
            keep(writer, reading, linker=linker)
            took.append(1000 * (perf_counter() - began))
            busy.append(1000 * (process_time() - used))
        raise _UndoError
    record.names.forget()
    took, busy = took[_WARM_UP:], busy[_WARM_UP:]
    p95, busy_p95 = (quantiles(values, n=20)[-1] for values in (took, busy))
    return Speed("keep a page", total, median(took), p95, max(took), median(busy), busy_p95)


def bytes_a_statement(record: Record) -> float:
    """Size of the record's file or database for each statement."""
    with record.snapshot() as connection:
        if connection.dialect.name == "sqlite":
            size = Path(record.path).stat().st_size
        else:
            size = connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one()
    return float(size) / max(1, record.counts()["statements"])


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.growth", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("records", nargs="+", metavar="RECORD", help="records of bench.synthetic: paths or addresses")
    parser.add_argument("--questions", type=int, default=QUESTIONS, metavar="N", help=f"of each kind ({QUESTIONS})")
    parser.add_argument("--cold", action="store_true", help="measure the first run of each query on a file")
    options = parser.parse_args(arguments)
    columns: list[dict[str, str]] = []
    for place in options.records:
        with Record.open(place, create=False) as record:
            size, keeping = bytes_a_statement(record), measure_keeping(record)
        speeds = [keeping, *measure(place, count=options.questions, cold=options.cold)]
        columns.append({speed.question: _cell(speed) for speed in speeds})
        columns[-1] |= {"": f"{keeping.statements:,} statements", "bytes a statement": f"{size:,.0f}"}
    for row in ("", "bytes a statement", *(name for name in columns[0] if name not in {"", "bytes a statement"})):
        print("|", " | ".join((row, *(column.get(row, "-") for column in columns))), "|")
        if not row:
            print("|" + "---|" * (len(columns) + 1))
    return 0


def _cell(speed: Speed) -> str:
    return f"{speed.median:.1f} / {speed.p95:.1f} ({speed.processor:.1f} / {speed.processor_p95:.1f})"


if __name__ == "__main__":
    sys.exit(main())
