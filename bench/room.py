"""Latency of the reading room: ``python -m bench.room RECORD``.

Serves a record that ``bench.synthetic`` made to a number of simulated readers, who open pages of well-known and unknown
people. ``--pause`` is the time that a reader looks at a page, in seconds; 0 means the next request follows at once, as
from a program.

``--workers N`` serves it with N workers; give it several times to compare. The last line has pages a second, and pages
a second of processor time of the busiest process of the room: the rate where each process, and this program, has a
processor of its own.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median, quantiles
from subprocess import PIPE, Popen
from time import perf_counter, process_time
from urllib.parse import urlencode

import httpx2

from bench.finding import Questions
from onrecord.record import Record

_SEED = 5
_WARM = 2
"""Pages of each kind that are requested before anything is measured."""
_WARM_SECONDS = 15
"""Time for which the room is used before anything is measured."""
_COMPUTED_IN_BACKGROUND = ("outlets", "speaker shares")
"""Pages that the room computes in the background and caches until the record changes."""


@dataclass(frozen=True, slots=True)
class Served:
    """Latency of one kind of page in milliseconds, and its size."""

    page: str
    asked: int
    median: float
    p95: float
    slowest: float
    kilobytes: float
    """Size of the largest response, as sent."""
    failed: int


def addresses(record: Record, *, count: int) -> dict[str, list[str]]:
    """Addresses of the room by kind of page."""
    questions = Questions(record, count=count)
    rows, pairs = questions.rows, questions.pairs
    years = [row.day_from // 10_000 for row in rows]
    return {
        "home": ["/"],
        "search": ["/search?" + urlencode({"words": questions.word(row.quote)}) for row in rows],
        "search, by": ["/search?" + urlencode({"words": questions.word(row.quote), "by": row.speaker}) for row in rows],
        "search, outlet and year": [
            "/search?" + urlencode({"outlet": row.outlet, "since": year, "until": year})
            for row, year in zip(rows, years, strict=True)
        ],
        "person": [f"/person/{row.speaker}" for row in rows],
        "person, a year": [f"/person/{row.speaker}?year={year}" for row, year in zip(rows, years, strict=True)],
        "between": [f"/between/{speaker}/{subject}" for speaker, subject in pairs],
        "article": [f"/page/{row.page}" for row in rows],
        "statement": [f"/statement/{row.public_id}" for row in rows],
        "people": ["/people", *(f"/people?words={row.speaker_name.split()[-1]}" for row in rows)],
        "outlets": ["/outlets", *("/outlet?" + urlencode({"name": row.outlet}) for row in rows)],
        "speaker shares": ["/heard", *("/heard?" + urlencode({"outlet": row.outlet}) for row in rows)],
        "review": ["/review"],
        "headlines": ["/headlines"],
        "changes": ["/changes"],
        "about": ["/about"],
    }


@dataclass(frozen=True, slots=True)
class Throughput:
    """Pages of all kinds, and the processor time that they took."""

    workers: int
    pages: int
    seconds: float
    room_seconds: float
    """Processor time of all processes of the room."""
    busiest_seconds: float
    """Processor time of the process of the room that used the most."""
    client_seconds: float
    """Processor time of this program, which makes the requests."""

    def __str__(self) -> str:
        return (
            f"{self.workers} workers: {self.pages:,} pages, {self.pages / self.seconds:.1f} a second; processor time "
            f"{self.room_seconds:.1f} s for the room, {self.client_seconds:.1f} s for the requests; "
            f"{self.pages / self.busiest_seconds:.1f} pages a second of the busiest process"
        )


def processor_times(process: int) -> dict[int, float]:
    """Processor time of ``process`` and of the processes that it started, in seconds."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    times = {process: (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")}
    for thread in Path(f"/proc/{process}/task").iterdir():
        for child in (thread / "children").read_text(encoding="ascii").split():
            times |= processor_times(int(child))
    return times


async def load(home: str, pages: dict[str, list[str]], *, readers: int, seconds: float, pause: float) -> list[Served]:
    """Load ``pages`` with ``readers`` concurrent readers for ``seconds``; return the latencies."""
    milliseconds: dict[str, list[float]] = defaultdict(list)
    weight: dict[str, int] = defaultdict(int)
    failed: dict[str, int] = defaultdict(int)
    headers = {"accept": "text/html", "accept-encoding": "gzip"}
    limits = httpx2.Limits(max_connections=readers, max_keepalive_connections=readers)
    async with httpx2.AsyncClient(base_url=home, headers=headers, limits=limits, timeout=60) as client:
        for kind, kind_addresses in pages.items():
            for address in kind_addresses if kind in _COMPUTED_IN_BACKGROUND else kind_addresses[:_WARM]:
                await client.get(address)
        until = perf_counter() + seconds

        async def read(number: int) -> None:
            source = random.Random(_SEED + number)
            while perf_counter() < until:
                kind = source.choice([*pages])
                began = perf_counter()
                async with client.stream("GET", source.choice(pages[kind])) as answer:
                    size = 0
                    async for part in answer.aiter_raw():
                        size += len(part)
                milliseconds[kind].append(1000 * (perf_counter() - began))
                weight[kind] = max(weight[kind], size)
                failed[kind] += answer.status_code != httpx2.codes.OK
                await asyncio.sleep(source.uniform(0.5, 1.5) * pause)

        await asyncio.gather(*(read(number) for number in range(readers)))
    return [_summarise(kind, milliseconds[kind], weight[kind], failed[kind]) for kind in pages if milliseconds[kind]]


def _summarise(kind: str, milliseconds: Sequence[float], weight: int, failed: int) -> Served:
    p95 = quantiles(milliseconds, n=20)[-1] if len(milliseconds) > 1 else milliseconds[0]
    middle, nearly_all, slowest, kilobytes = (
        round(value, 1) for value in (median(milliseconds), p95, max(milliseconds), weight / 1000)
    )
    return Served(kind, len(milliseconds), middle, nearly_all, slowest, kilobytes, failed)


@contextmanager
def served(path: Path, *options: str) -> Iterator[tuple[str, int]]:
    """Run a room of the record in ``path``, in a process of its own; yield its address and the id of the process."""
    command = [sys.executable, "-m", "onrecord", "serve", "--record", str(path), "--port", "0", *options]
    with Popen(command, stderr=PIPE, text=True) as process:
        assert process.stderr is not None
        said = process.stderr.readline()
        while "http://" not in said:
            said += process.stderr.readline() or sys.exit(f"the room did not open: {said}")
        try:
            address = next(word for word in said.split() if word.startswith("http://"))
            yield address.replace("localhost", "127.0.0.1"), process.pid
        finally:
            process.terminate()


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.room", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("record", type=Path, metavar="RECORD", help="a record of bench.synthetic")
    parser.add_argument("--readers", type=int, default=20, metavar="N", help="concurrent readers (20)")
    parser.add_argument("--seconds", type=float, default=60, metavar="S", help="duration of the measurement (60)")
    parser.add_argument(
        "--pause", type=float, default=1, metavar="S", help="mean time that a reader looks at a page (1)"
    )
    parser.add_argument(
        "--workers", type=int, action="append", metavar="N", help="workers of the room; repeatable, to compare (1)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    options = parser.parse_args(arguments)
    with Record.open(options.record, create=False) as record:
        pages = addresses(record, count=200)
    failed = False
    for workers in options.workers or [1]:
        with served(options.record, "--workers", str(workers)) as (home, process):
            # Each worker loads its modules and fills its caches.
            asyncio.run(load(home, pages, readers=options.readers, seconds=_WARM_SECONDS, pause=0))
            before, started, own = processor_times(process), perf_counter(), process_time()
            figures = asyncio.run(
                load(home, pages, readers=options.readers, seconds=options.seconds, pause=options.pause)
            )
            seconds, own = perf_counter() - started, process_time() - own
            spent = {number: after - before.get(number, 0) for number, after in processor_times(process).items()}
        count = sum(figure.asked for figure in figures)
        throughput = Throughput(workers, count, seconds, sum(spent.values()), max(spent.values()), own)
        failed |= any(figure.failed for figure in figures)
        report(figures, throughput, as_json=options.json)
    return 1 if failed else 0


def report(figures: Sequence[Served], throughput: Throughput, *, as_json: bool) -> None:
    """Print the latencies of each kind of page, and the throughput."""
    for figure in figures:
        if as_json:
            print(json.dumps(asdict(figure)), flush=True)
        else:
            print(
                f"{figure.page:<24} {figure.asked:>6} pages   median {figure.median:7.1f} ms   "
                f"95% {figure.p95:7.1f} ms   slowest {figure.slowest:7.1f} ms   {figure.kilobytes:6.1f} kB"
                + (f"   {figure.failed} failed" * (figure.failed > 0)),
                flush=True,
            )
    print(json.dumps(asdict(throughput)) if as_json else throughput, flush=True)


if __name__ == "__main__":
    sys.exit(main())
