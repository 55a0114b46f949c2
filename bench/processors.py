"""The same pages on this processor and on an emulated one: ``python -m bench.processors``.

Models of eight bits may multiply differently on processors with and without AVX-512 VNNI. QEMU emulates one without:
each page is read twice, and both readings must have the same statements, spans and speakers, with confidences within
0.01. The pages are the samples and, with ``ONRECORD_DATA``, as many of the corpora as make 20.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from bench.corpora import NotMeasuredError
from bench.speed import page_sets

PROCESSOR: Final = "Haswell"
"""A processor with AVX2, but without AVX-512 and VNNI."""
PAGES: Final = 20
MAX_DIFFERENCE: Final = 0.01
"""Largest difference between the confidences of a statement."""
_INSTALL: Final = "Install QEMU's user mode emulation, on Debian and Ubuntu: apt-get install qemu-user"
_FIELDS: Final = ("kind", "act", "cue", "source", "speaker_name", "speaker_kind", "told", "when", "about")

Record = Mapping[str, Any]
"""A reading in the record format."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two readings of one page."""

    page: str
    statements: int
    """Statements of the first reading."""
    unmatched: int
    """Statements with contents that only one of the readings has."""
    changed: tuple[str, ...]
    """Fields that differ between statements with the same content, a name for each difference."""
    difference: float
    """Largest difference between confidences of the same statement."""

    @property
    def is_same(self) -> bool:
        return not self.unmatched and not self.changed and self.difference <= MAX_DIFFERENCE


def compare(native: Record, emulated: Record) -> Comparison:
    """Compare two readings of the same page, statement by statement."""
    first, second = ({str(row["content"]): row for row in record["statements"]} for record in (native, emulated))
    matched = [(first[content], second[content]) for content in first if content in second]
    return Comparison(
        page=native["id"],
        statements=len(first),
        unmatched=len(first.keys() ^ second.keys()),
        changed=tuple(field for a, b in matched for field in _FIELDS if a[field] != b[field]),
        difference=max((abs(a["confidence"] - b["confidence"]) for a, b in matched), default=0.0),
    )


def read(paths: Sequence[Path], *, emulator: Sequence[str] = ()) -> list[Record]:
    """Read ``paths`` in a process of its own, under ``emulator``; the records in the order of the pages.

    Raises ``NotMeasuredError`` if not every page is read.
    """
    command = [*emulator, sys.executable, "-m", "onrecord", "read", "--format", "jsonl", *map(str, paths)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        problem = (done.stderr or "it printed no error").strip()
        raise NotMeasuredError(f"`{' '.join(command[:5])} ...` ended with {done.returncode}: {problem}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def find_emulator(processor: str) -> list[str]:
    """Return the command before a program that runs it on ``processor``. Raises ``NotMeasuredError`` without QEMU."""
    if platform.machine() not in {"x86_64", "AMD64"}:
        raise NotMeasuredError(f"This is a {platform.machine()} machine. The bench compares x86-64 processors.")
    program = shutil.which("qemu-x86_64") or shutil.which("qemu-x86_64-static")
    if program is None:
        raise NotMeasuredError(f"There is no qemu-x86_64 on the PATH. {_INSTALL}")
    return [program, "-cpu", processor]


def main(
    arguments: Sequence[str] | None = None,
    *,
    environment: Mapping[str, str] = os.environ,
    console: Console | None = None,
) -> int:
    """Measure and print. Returns 0 if all readings are the same, 1 if some differ or none could be compared."""
    options = _parser().parse_args(arguments)
    console = console or Console()
    sets, missing = page_sets(environment)
    paths = [path for page_paths in sets.values() for path in page_paths][: options.pages]
    try:
        emulated = read(paths, emulator=find_emulator(options.processor))
        native = read(paths)
    except NotMeasuredError as error:
        console.print(f"Processors: not measured. {error}", style="red", markup=False, highlight=False, soft_wrap=True)
        return 1
    comparisons = [compare(*records) for records in zip(native, emulated, strict=True)]
    console.print(table(comparisons, options.processor))
    if missing:
        console.print(f"Real pages: not compared. {missing}", markup=False, highlight=False, soft_wrap=True)
    return int(not all(comparison.is_same for comparison in comparisons))


def table(comparisons: Sequence[Comparison], processor: str) -> Table:
    """A row for each page, and one for all."""
    table = Table("page", "statements", "unmatched", "changed fields", "confidence, largest difference")
    table.title = f"{len(comparisons)} pages on this processor and on {processor}"
    for comparison in comparisons:
        table.add_row(
            comparison.page,
            str(comparison.statements),
            str(comparison.unmatched),
            ", ".join(comparison.changed),
            f"{comparison.difference:.4f}",
            style="" if comparison.is_same else "red",
        )
    table.add_section()
    table.add_row(
        f"all; {sum(comparison.is_same for comparison in comparisons)} pages alike",
        str(sum(comparison.statements for comparison in comparisons)),
        str(sum(comparison.unmatched for comparison in comparisons)),
        str(sum(len(comparison.changed) for comparison in comparisons)),
        f"{max((comparison.difference for comparison in comparisons), default=0.0):.4f}",
    )
    return table


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.processors", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pages", type=int, default=PAGES, metavar="N", help=f"pages to read ({PAGES})")
    parser.add_argument(
        "--processor", default=PROCESSOR, metavar="NAME", help=f"one that `qemu-x86_64 -cpu help` lists ({PROCESSOR})"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
