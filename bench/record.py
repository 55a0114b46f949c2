"""Speed of adding, and size of a record: ``python -m bench.record``.

Measures adding pages against reading them alone, adding them again, opening a record, and bytes a statement on disk.
The pages are ``celebrity/text`` of ``ONRECORD_DATA``, or the sample pages without it. Size is measured on a synthetic
record (``bench.synthetic``) or on an existing one.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

from bench import corpora, synthetic
from bench.expected import SAMPLES
from onrecord import PageError, Reader, Settings
from onrecord.ingest.add_pages import Adding
from onrecord.pages import find_sources
from onrecord.record import Record

OPENINGS = 20
ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Costs:
    """Time of adding a set of pages."""

    pages: int
    read: float
    """Seconds to read all pages without storing them."""
    add: float
    """Seconds to read and store them."""
    again: float
    """Seconds to add them again, when all are known."""

    @property
    def share(self) -> float:
        """Speed of adding as a share of the speed of reading alone."""
        return self.read / self.add

    @property
    def faster(self) -> float:
        """Speedup of adding known pages."""
        return self.add / self.again


@dataclass(frozen=True, slots=True)
class Kept:
    """Size and opening time of a record."""

    statements: int
    bytes_a_statement: float
    opening: float
    """Median seconds to open it and run one query."""


def main(arguments: Sequence[str] | None = None, *, environment: Mapping[str, str] = os.environ) -> int:
    """Measure and print; return the exit code."""
    options = _parser().parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        targets = [str(pages_folder(environment))]
        costs = measure_adding(targets, folder=folder, load=Reader.load, most=options.pages)
        path = options.record
        if path is None:
            path = folder / "synthetic.sqlite"
            synthetic.make(path, statements=options.statements)
        sizes = measure_record(path)
    if options.json:
        print(json.dumps({"adding": asdict(costs), "record": asdict(sizes)}, indent=2))
        return 0
    print(f"{costs.pages:,} pages: read {costs.read:.1f} s, added {costs.add:.1f} s, again {costs.again:.2f} s")
    print(f"adding: {costs.share:.2f} of the speed of reading alone; adding again: {costs.faster:,.0f} times faster")
    print(
        f"{sizes.statements:,} statements: {sizes.bytes_a_statement:,.0f} bytes each, opened in {sizes.opening:.3f} s"
    )
    return 0


def pages_folder(environment: Mapping[str, str]) -> Path:
    """The folder of the pages to add."""
    data = environment.get(corpora.DATA)
    real = Path(data) / "celebrity" / "text" if data else None
    return real if real is not None and real.is_dir() else SAMPLES / "pages"


def measure_adding(
    targets: Sequence[str],
    *,
    folder: Path,
    load: Callable[[Settings], Reader],
    most: int | None = None,
    rounds: int = ROUNDS,
) -> Costs:
    """Measure adding the pages of ``targets`` to records in ``folder``: medians, reading and adding in turns.

    At most ``most`` files are used. A tenth of them is read before, as a warm-up.
    """
    settings = Settings()
    sources = list(find_sources(targets))[:most]
    reader = load(settings)
    pages = _read(reader, sources[: max(1, len(sources) // 10)])
    sizes: list[tuple[float, float, float]] = []
    for number in range(rounds):
        began = perf_counter()
        pages = _read(reader, sources)
        read = perf_counter() - began
        path = folder / f"adding-{number}.sqlite"
        with Record.open(path) as record:
            add = _add(record, sources, load=lambda: reader, settings=settings)
        with Record.open(path) as record:
            again = _add(record, sources, load=lambda: reader, settings=settings)
        sizes.append((read, add, again))
    read, add, again = map(median, zip(*sizes, strict=True))
    return Costs(pages=pages, read=read, add=add, again=again)


def measure_record(path: Path) -> Kept:
    """Measure size and opening time of the record in ``path``."""
    opened = []
    for _ in range(OPENINGS):
        began = perf_counter()
        with Record.open(path) as record:
            statements = record.counts()["statements"]
        opened.append(perf_counter() - began)
    return Kept(statements, path.stat().st_size / max(1, statements), opening=median(opened))


def _read(reader: Reader, sources: Sequence[str]) -> int:
    outcomes = [outcome for source in sources for outcome in reader.read_source(source)]
    return sum(not isinstance(outcome, PageError) for outcome in outcomes)


def _add(record: Record, sources: Sequence[str], *, load: Callable[[], Reader], settings: Settings) -> float:
    adding = Adding(record, load_reader=load, settings=settings)
    adding.enqueue(sources)
    began = perf_counter()
    for _ in adding.run():
        continue
    return perf_counter() - began


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.record", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--statements", type=int, default=10_000, metavar="N", help="size of the synthetic record (10,000)"
    )
    parser.add_argument("--record", type=Path, metavar="PATH", help="measure this record instead of a synthetic one")
    parser.add_argument("--pages", type=int, metavar="N", help="add at most N files")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


if __name__ == "__main__":
    sys.exit(main())
