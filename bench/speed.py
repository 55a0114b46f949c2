"""Speed and memory of the package as shipped, on one thread of one processor: ``python -m bench.speed``.

Each stage from bytes to record is timed: load (bytes to page), cut (page to article), statements (the model), people,
circumstances, and write (reading to JSON). Times are processor time. Words are the whitespace-separated words of the
article's text. Rates are medians over rounds; variants that are compared take turns in one run.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench import corpora, memory
from bench.expected import SAMPLES
from bench.pace import MODEL, STAGES, Pace, Variant, measure
from onrecord import ModelError

SHIPPED = "as shipped"


def main(
    arguments: Sequence[str] | None = None,
    *,
    environment: Mapping[str, str] = os.environ,
    console: Console | None = None,
) -> int:
    """Measure and print; return the exit code, 1 if a model cannot be loaded."""
    options = _parser().parse_args(arguments)
    console = console or Console(stderr=options.json)
    pinned = pin()
    sets, missing = page_sets(environment)
    try:
        variants = load(options.against)
    except ModelError as error:
        console.print(f"Speed: not measured. {error}", style="red", markup=False, highlight=False, soft_wrap=True)
        return 1
    paces = {name: measure(variants, paths, rounds=options.rounds) for name, paths in sets.items()}
    flatness = memory.flatness(variants[0], sets["samples"], pages=options.pages) if options.pages else None
    if options.json:
        rates = {name: {which: pace.rates() for which, pace in set_paces.items()} for name, set_paces in paces.items()}
        print(
            json.dumps({"processor": pinned, "pace": rates, "memory": asdict(flatness) if flatness else None}, indent=2)
        )
        return 0
    for name, set_paces in paces.items():
        console.print(table(name, set_paces))
    if flatness:
        console.print(flatness.summary(), highlight=False)
    console.print(f"One thread, {f'processor {pinned}' if pinned is not None else 'not pinned to a processor here'}.")
    if missing:
        console.print(f"Real pages: not measured. {missing}", markup=False, highlight=False, soft_wrap=True)
    return 0


def load(against: Sequence[Path]) -> list[Variant]:
    """Load the shipped model and each model to compare it with, once each. Raises ``ModelError``."""
    return [Variant.load(SHIPPED), *(Variant.load(str(folder), folder=folder) for folder in dict.fromkeys(against))]


def pin() -> int | None:
    """Pin this process to the last processor it may use; return its number, or null where pinning is not supported."""
    if not hasattr(os, "sched_setaffinity"):
        return None
    last = max(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {last})
    return last


def page_sets(environment: Mapping[str, str]) -> tuple[dict[str, list[Path]], str]:
    """Files to read by the name of their set, and the reason if the real pages are missing."""
    sets = {"samples": sorted((SAMPLES / "pages").iterdir())}
    try:
        real = corpora.find(environment).files()["pages"]
    except corpora.NotMeasuredError as error:
        return sets, str(error)
    if not real:
        return sets, "Their files are not all there."
    return {**sets, "real pages": [path for path in real if path.suffix == ".html"]}, ""


def table(name: str, paces: Mapping[str, Pace]) -> Table:
    """The variants side by side; ratios are to the first."""
    first = next(iter(paces.values()))
    table = Table("", title=f"Speed: {name}, {first.pages} pages, {first.words:,} words")
    for which in paces:
        table.add_column(which, justify="right")
    table.add_row("pages a second", *(f"{pace.pages_a_second:,.1f}" for pace in paces.values()))
    table.add_row("words a second", *(f"{pace.words_a_second:,.0f}" for pace in paces.values()))
    table.add_row(
        "words a second, statements alone", *(f"{pace.words_a_second_in('statements'):,.0f}" for pace in paces.values())
    )
    table.add_row("words a second, model alone", *(f"{pace.words_a_second_in(*MODEL):,.0f}" for pace in paces.values()))
    table.add_row(
        "pace against the first", *(f"{pace.words_a_second / first.words_a_second:.2f}" for pace in paces.values())
    )
    table.add_section()
    for stage in [*STAGES, *(stage for stage in first.seconds if stage not in STAGES)]:
        table.add_row(f"{stage}, ms a page", *(f"{pace.milliseconds_a_page(stage):,.2f}" for pace in paces.values()))
    return table


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.speed", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="rounds to take medians over (5)")
    parser.add_argument(
        "--pages", type=int, default=memory.PAGES, metavar="N", help="pages to measure memory over (10,000); 0 skips it"
    )
    parser.add_argument(
        "--against",
        type=Path,
        action="append",
        default=[],
        metavar="FOLDER",
        help="compare with the model in this folder; repeatable",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of tables")
    return parser


if __name__ == "__main__":
    sys.exit(main())
