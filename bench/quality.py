"""Quality of the package as shipped: ``python -m bench.quality``.

The exit code is 1 if a figure is below its floor or the data is not the data of the floors. Floors are written only
with ``--update`` or ``--lower``.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench import corpora, floors, measure
from bench.floors import Figure, Floors
from onrecord.errors import ModelError
from onrecord.reading import Reader

NOT_MEASURED = "Quality: not measured."


def main(
    arguments: Sequence[str] | None = None,
    *,
    environment: Mapping[str, str] = os.environ,
    path: Path = floors.PATH,
    console: Console | None = None,
) -> int:
    """Measure and print; return the exit code: 0 if all floors hold or there are no corpora."""
    options = parser().parse_args(arguments)
    console = console or Console()
    if bool(options.lower) != bool(options.why):
        console.print("--lower NAME and --why TEXT go together.", markup=False, highlight=False)
        return 2
    try:
        found_corpora = corpora.find(environment)
    except corpora.NotMeasuredError as error:
        console.print(f"{NOT_MEASURED} {error}", markup=False, highlight=False, soft_wrap=True)
        return 0
    current_floors = floors.load(path)
    files = {name: paths for name, paths in found_corpora.files().items() if paths}
    digests = {name: corpora.digest(paths) for name, paths in files.items()}
    try:
        figures = _measure(found_corpora, names=list(digests), misses=options.misses, console=console)
    except ModelError as error:
        console.print(f"{NOT_MEASURED} {error}", style="red", markup=False, highlight=False, soft_wrap=True)
        return 1
    console.print(table(figures, current_floors))
    for name in sorted(measure.CORPORA.keys() - digests.keys()):
        console.print(
            f"{name}: not measured, its files are missing from {found_corpora.data} and the folder above it.",
            highlight=False,
        )
    if options.update or options.lower:
        return settle(options, figures, current_floors, digests=digests, path=path, console=console)
    return verdict(figures, current_floors, digests=digests, console=console)


def table(figures: Sequence[Figure], current_floors: Floors) -> Table:
    """A table of the figures and their floors."""
    columns = Table("measured on", "figure", title="Quality", caption="F1 unless noted; ≤: less is better")
    columns.add_column("measured", justify="right")
    columns.add_column("floor", justify="right")
    columns.add_column("", justify="left")
    low, last = floors.figures_below_floor(figures, current_floors), ""
    for figure in figures:
        if figure.corpus != last:
            columns.add_section()
        floor = current_floors.of(figure)
        columns.add_row(
            figure.corpus if figure.corpus != last else "",
            figure.name.partition(".")[2],
            _number(figure.value),
            "" if floor is None else f"{'≤ ' if figure.less_is_better else ''}{_number(floor)}",
            "[bold red]below[/]"
            if figure in low
            else "[yellow]no floor yet[/]"
            if floor is None
            else "[green]holds[/]",
        )
        last = figure.corpus
    return columns


def verdict(figures: Sequence[Figure], current_floors: Floors, *, digests: Mapping[str, str], console: Console) -> int:
    """Print each problem; return 1 if there is any, else 0."""
    wrong = [
        f"{name}: not the data on which its floors were measured."
        for name in floors.changed_corpora(digests, current_floors)
    ]
    wrong += [
        f"{figure.name} is {figure.value:.4f}, its floor {current_floors.of(figure)}. Fix it, or lower the floor with "
        f"--lower {figure.name!r} --why TEXT."
        for figure in floors.figures_below_floor(figures, current_floors)
    ]
    wrong += [f"{name} has a floor but was not measured." for name in current_floors.missing(figures)]
    for line in wrong:
        console.print(line, style="red", markup=False, highlight=False, soft_wrap=True)
    return 1 if wrong else 0


def _measure(found_corpora: corpora.Corpora, *, names: Sequence[str], misses: int, console: Console) -> list[Figure]:
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory() as work:
        bench = measure.Bench(reader=Reader.load(), corpora=found_corpora, work=Path(work), misses=misses)
        console.print(f"Measuring {bench.reader.version}", highlight=False)
        todo = {"samples": measure.samples, **{name: measure.CORPORA[name] for name in names}}
        for name, take in todo.items():
            measured = take(bench)
            figures += measured.figures
            for line in (*measured.troubles, *measured.misses):
                console.print(f"{name}: {line}", markup=False, highlight=False, soft_wrap=True)
    return figures


def settle(
    options: argparse.Namespace,
    figures: Sequence[Figure],
    current_floors: Floors,
    *,
    digests: Mapping[str, str],
    path: Path,
    console: Console,
) -> int:
    """Update or lower floors as ``options`` say, then print the verdict; return 2 if that is impossible."""
    try:
        for name in options.lower or ():
            current_floors = floors.lower_floor(
                name, figures, current_floors, why=options.why, on=datetime.now(UTC).date()
            )
        if options.update:
            current_floors = floors.raise_floors(figures, current_floors, digests=digests)
    except ValueError as error:
        console.print(str(error), style="red", markup=False, highlight=False, soft_wrap=True)
        return 2
    floors.save(current_floors, path)
    console.print(f"{path.name} is written.", highlight=False)
    return verdict(figures, current_floors, digests=digests, console=console)


def _number(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.4f}"


def parser() -> argparse.ArgumentParser:
    """The command line options."""
    options = argparse.ArgumentParser(prog="python -m bench.quality", description=(__doc__ or "").partition("\n")[0])
    options.add_argument(
        "--misses", type=int, default=0, metavar="N", help="show N misses of each corpus, with the gold"
    )
    options.add_argument("--update", action="store_true", help="raise floors to the measured values; lower none")
    options.add_argument(
        "--lower",
        metavar="NAME",
        action="append",
        help="lower the floor of this figure to the measured value; repeatable",
    )
    options.add_argument("--why", metavar="TEXT", help="the reason for --lower, stored with the date")
    return options


if __name__ == "__main__":
    sys.exit(main())
