"""Speed and memory of archives: ``python -m bench.archive reading|memory|loading|queries``.

    reading   processor time a page of `onrecord archive read` with each engine, beside reading alone; start-up apart
    memory    memory of opening pages and writing shards over many pages, with a stand-in for the model
    loading   pages a second of `onrecord archive load`, of synthetic pages, into an empty record or a copy of --record
    queries   seconds of the DuckDB examples of docs/archives.md on shards of many synthetic pages

On a shared machine processor time is steadier than time. So rates are pages a second of processor time, of all the
processes of a command.
"""

from __future__ import annotations

import argparse
import gzip
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

from bench.expected import SAMPLES
from bench.invented import World
from bench.synthetic import PEOPLE_A_STATEMENT, Inventor
from onrecord import Reader, Settings
from onrecord.archive.folders import LocalFolder
from onrecord.archive.load import load_shards
from onrecord.archive.read_unit import read_unit
from onrecord.archive.shards import ShardWriter, shard_name
from onrecord.archive.units import WorkUnit, find_units
from onrecord.reading import collect_rarely
from onrecord.record import Record

_SAMPLING_SECONDS = 0.2
_STATEMENTS_A_PAGE = 6.6
_PAGES_A_SHARD = 10_000
_PEOPLE = 5_000
_SEED = 3
_SERVICES = ("raylet", "gcs_server", "dashboard", "DashboardAgent", "RuntimeEnvAgent", "log_monitor")
_TICKS = os.sysconf("SC_CLK_TCK")
_QUERIES = Path(__file__).parents[1] / "docs" / "archives.md"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; return the exit code."""
    options = _parser().parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        for line in options.measure(Path(name), options):
            print(line, flush=True)
    return 0


def write_archive(path: Path, *, pages: int, first: int = 0) -> Path:
    """Write a web archive of the sample pages, repeated, each with an address and a paragraph of its own."""
    bodies = [file.read_bytes() for file in sorted((SAMPLES / "pages").glob("*.html"))]
    with path.open("wb") as archive:
        for number, body in islice(enumerate(cycle(bodies)), first, first + pages):
            own = body + b"<p>Page %d of the archive of Elmouth.</p>" % number
            block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + own
            head = (
                f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number}>\r\n"
                f"WARC-Target-URI: https://press.example/{number}\r\nWARC-Date: 2031-04-02T10:00:00Z\r\n"
                f"Content-Type: application/http\r\nContent-Length: {len(block)}\r\n\r\n"
            )
            archive.write(gzip.compress(head.encode() + block + b"\r\n\r\n"))
    return path


@dataclass(frozen=True, slots=True)
class Usage:
    """Processor seconds and the greatest memory in bytes of a command with all processes below it."""

    seconds: float
    memory: int
    service_seconds: float
    """Those of Ray's services, which run beside the work: the dashboard, its agents, the scheduler."""


def run_and_sample(command: Sequence[str]) -> Usage:
    """Run ``command``, and look at its processes several times a second."""
    seconds: dict[tuple[int, int], float] = {}
    services: set[tuple[int, int]] = set()
    memory = 0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        while process.poll() is None:
            states = _process_states(process.pid)
            services |= {(pid, start) for pid, start, *_ in states if _is_service(pid)}
            seconds |= {(pid, start): used for pid, start, used, _ in states}
            memory = max(memory, sum(resident for *_, resident in states))
            time.sleep(_SAMPLING_SECONDS)
        if process.returncode:
            raise RuntimeError(f"{' '.join(command)} failed with exit code {process.returncode}")
    in_services = sum(used for process, used in seconds.items() if process in services)
    return Usage(sum(seconds.values()) - in_services, memory, in_services)


def _is_service(pid: int) -> bool:
    try:
        command = Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return False
    return any(word in command for word in _SERVICES)


def _process_states(root: int) -> list[tuple[int, int, float, int]]:
    """Process id, time of start, processor seconds and resident bytes of ``root`` and all processes below it."""
    states, parents = {}, {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        pid = int(path.parent.name)
        parents[pid] = int(fields[1])
        used = (int(fields[11]) + int(fields[12])) / _TICKS
        states[pid] = pid, int(fields[19]), used, int(fields[21]) * os.sysconf("SC_PAGE_SIZE")
    below, more = set(), {root}
    while more:
        below |= more
        more = {pid for pid, parent in parents.items() if parent in more}
    return [state for pid, state in states.items() if pid in below]


def measure_reading(folder: Path, options: argparse.Namespace) -> Iterator[str]:
    """Yield a line for reading alone, and one for each engine."""
    few = [write_archive(folder / f"few-{part}.warc.gz", pages=8) for part in range(2)]
    half = options.pages // 2
    many = [write_archive(folder / f"many-{part}.warc.gz", pages=half, first=100 + part * half) for part in range(2)]
    reader = Reader.load(Settings())
    collect_rarely()
    list(reader.read_source(str(few[0])))
    began = time.process_time()
    for path in many:
        list(reader.read_source(str(path)))
    alone = (time.process_time() - began) / (2 * half)
    yield f"reading alone: {1 / alone:.1f} pages a second of processor time"
    for engine in options.engines:
        command = [*_ONRECORD, "archive", "read", "--engine", engine, "--processes", "2", "--to"]
        start = run_and_sample([*command, str(folder / f"{engine}-few"), *map(str, few)])
        usage = run_and_sample([*command, str(folder / f"{engine}-many"), *map(str, [*few, *many])])
        each = (usage.seconds - start.seconds) / (2 * half)
        yield (
            f"{engine}: {1 / each:.1f} pages a second of processor time, {alone / each:.2f} of reading alone; start-up "
            f"with 16 pages {start.seconds:.1f} s; services {usage.service_seconds:.1f} s; "
            f"greatest memory of all processes {usage.memory / 1e6:,.0f} MB"
        )


_ONRECORD = (sys.executable, "-m", "onrecord")


def measure_memory(folder: Path, options: argparse.Namespace) -> Iterator[str]:
    """Yield the memory of this process while it writes one shard of many pages."""
    from tests import double

    path = write_archive(folder / "crawl.warc.gz", pages=options.pages)
    (unit,) = find_units([str(path)], settings=Settings())
    resident: list[int] = []
    done = 0

    def count_page() -> None:
        nonlocal done
        done += 1
        if done % max(1, options.pages // 20) == 0:
            resident.append(int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE"))

    read_unit(
        unit, folder=str(folder / "out"), reader=double.load(Settings()), settings=Settings(), page_done=count_page
    )
    growth = (resident[-1] - resident[1]) / 1e6
    yield (
        f"{done:,} pages: {max(resident) / 1e6:,.0f} MB at most, {growth:+,.0f} MB from the first tenth to the end; "
        + " ".join(f"{size / 1e6:.0f}" for size in resident)
    )


def write_synthetic_shards(folder: Path, *, pages: int, people: int, seed: int = _SEED) -> LocalFolder:
    """Write shards of synthetic pages, 10,000 in each."""
    inventor = Inventor(World(people=people, seed=seed), statements=10**12, seed=seed + 1)
    readings = inventor.readings()
    for number in range(0, pages, _PAGES_A_SHARD):
        unit = WorkUnit((f"synthetic-{number}.warc.gz",), size=None)
        name = shard_name(unit, reader="synthetic 1")
        with LocalFolder(folder).write(name) as path, ShardWriter(path, unit, reader="synthetic 1") as shard:
            for reading in islice(readings, min(_PAGES_A_SHARD, pages - number)):
                shard.add(reading)
    return LocalFolder(folder)


def measure_loading(folder: Path, options: argparse.Namespace) -> Iterator[str]:
    """Yield the rate of loading."""
    people = max(10, round(options.pages * _STATEMENTS_A_PAGE * PEOPLE_A_STATEMENT))
    shards = write_synthetic_shards(folder / "shards", pages=options.pages, people=people, seed=options.seed)
    target = folder / "record.sqlite"
    if options.record:
        shutil.copy(options.record, target)
    collect_rarely()  # as the command does
    with Record.open(target) as record:
        statements = record.counts()["statements"]
        began, used = time.perf_counter(), time.process_time()
        pages = sum(sum(batch.outcomes.values()) for batch in load_shards(record, shards))
        took, used = time.perf_counter() - began, time.process_time() - used
        added = record.counts()["statements"] - statements
    yield (
        f"{pages:,} pages with {added:,} statements into a record of {statements:,}: {pages / used:,.0f} pages a "
        f"second of processor time, {pages / took:,.0f} a second here"
    )


def measure_queries(folder: Path, options: argparse.Namespace) -> Iterator[str]:
    """Yield the time of each example."""
    import duckdb

    # Shards of as many different pages take an hour to invent, and as long to query as copies.
    distinct = min(options.pages, _PAGES_A_SHARD)
    shards = write_synthetic_shards(folder / "shards", pages=distinct, people=_PEOPLE)
    (name,) = shards.names()
    for number in range(1, options.pages // distinct):
        shutil.copy(folder / "shards" / name, (folder / "shards" / name).with_name(f"copy-{number}.parquet"))
    size = sum(path.stat().st_size for path in folder.rglob("*.parquet"))
    yield f"{options.pages:,} pages in {size / 1e6:,.0f} MB"
    topic, place = "|".join(World(people=_PEOPLE, seed=_SEED).words[:2]), f"'{folder}/shards/"
    for query in re.findall(r"```sql\n(.*?)```", _QUERIES.read_text(encoding="utf-8"), flags=re.DOTALL):
        if "dataset/" not in query:
            with duckdb.connect() as connection:
                began, used = time.perf_counter(), time.process_time()
                rows = connection.execute(query.replace("engine|boat", topic).replace("'shards/", place)).fetchall()
                took, used = time.perf_counter() - began, time.process_time() - used
            yield f"{took:.2f} s here, {used:.2f} s of processor time, {len(rows):,} rows: {query.splitlines()[0]}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.archive", description=(__doc__ or "").partition("\n")[0])
    commands = parser.add_subparsers(required=True)
    measures: tuple[tuple[str, Callable[[Path, argparse.Namespace], Iterator[str]], int], ...] = (
        ("reading", measure_reading, 400),
        ("memory", measure_memory, 10_000),
        ("loading", measure_loading, 5_000),
        ("queries", measure_queries, 100_000),
    )
    for name, measure, pages in measures:
        command = commands.add_parser(name, help=(measure.__doc__ or "").rstrip("."))
        command.set_defaults(measure=measure)
        command.add_argument("--pages", type=int, default=pages, metavar="N", help=f"number of pages ({pages:,})")
        if name == "reading":
            command.add_argument("--engines", nargs="+", default=["processes", "ray"], help="processes, ray")
        if name == "loading":
            command.add_argument("--record", type=Path, metavar="PATH", help="load into a copy of this record")
            command.add_argument(
                "--seed", type=int, default=_SEED, metavar="N", help=f"seed of the random numbers ({_SEED})"
            )
    return parser


if __name__ == "__main__":
    sys.exit(main())
