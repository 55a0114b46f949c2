"""Accuracy of linking people across pages: ``python -m bench.identity``, on hand-judged pairs of the celebrity pages.

``identity.jsonl`` has pairs of mentions on two pages, as page ids and offsets: the same name, or names that share a
part. Hard pairs are over-represented. Each pair was judged by reading both pages.

The pages are added as ``onrecord add`` does it, or come from an existing record of them (``--record``). A mention that
the reader does not find counts as not linked.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from bench.corpora import find
from bench.floors import Figure
from onrecord import Reader
from onrecord.pages import open_pages
from onrecord.record import Record
from onrecord.resolve.linker import PersonLinker
from onrecord.settings import Settings
from onrecord.store.schema import CURRENT, appearances, pages
from onrecord.types import Page, Reading

PAIRS = Path(__file__).with_name("identity.jsonl")

Mention = tuple[str, int, int]

COMMON = {"same": 8217, "given": 1772, "single": 677, "longer": 600, "surname": 218, "short": 86, "generations": 23}
"""Number of pairs on these pages for each kind of name similarity; the judged pairs are a sample of each kind."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two mentions, and the verdict whether they are the same person."""

    left: Mention
    right: Mention
    same: bool
    names: str
    """Kind of similarity of the two names."""


def pairs(path: Path = PAIRS) -> list[Pair]:
    """The judged pairs."""
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    return [Pair(tuple(row["left"]), tuple(row["right"]), row["same"], row["names"]) for row in rows]


def keep_pages(record: Record, reader: Reader, files: Iterable[Path]) -> None:
    """Read ``files`` into ``record`` in order, linking each with the pages before it."""
    linker = PersonLinker()
    for file in files:
        for page in open_pages(str(file), settings=Settings()):
            if isinstance(page, Page):
                record.keep(reader.read(page), linker=linker)
    linker.look_again(record)


class Persons:
    """The persons of a record by mention."""

    def __init__(self, record: Record) -> None:
        self._record = record
        with record.snapshot() as connection:
            rows = connection.execute(select(pages.c.public_id, pages.c.source)).all()
            current = select(pages.c.public_id, appearances.c.local_id, appearances.c.person_id)
            current = current.join(pages, pages.c.id == appearances.c.page_id).where(appearances.c.state == CURRENT)
            self._person = {(row[0], row[1]): row[2] for row in connection.execute(current)}
        self._page = {Path(row.source).stem: row.public_id for row in rows}
        self._readings: dict[str, Reading] = {}

    def at(self, mention: Mention) -> int | None:
        """The person whose mention overlaps ``mention``; null if there is none or more than one."""
        name, start, end = mention
        page = self._page.get(name)
        if page is None:
            return None
        if page not in self._readings:
            self._readings[page] = self._record.reading(page)
        overlapping = [
            entity.id
            for entity in self._readings[page].entities
            if any(first < end and start < last for first, last in entity.mentions)
        ]
        return self._person[page, overlapping[0]] if len(overlapping) == 1 else None


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of pairs by judgement and by the program's decision."""

    right: int
    wrong: int
    """Different people, linked as one."""
    missed: int
    """One person, not linked."""

    @property
    def precision(self) -> float:
        """Share of the linked pairs that are one person."""
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """Share of the pairs of one person that are linked."""
        return self.right / max(1, self.right + self.missed)


def score(judged_pairs: Sequence[Pair], persons: Persons) -> tuple[Score, list[str]]:
    """Score the links of ``record`` on the judged pairs; also return a line for each wrong pair."""
    counted: Counter[str] = Counter()
    differences = []
    for pair in judged_pairs:
        left, right = persons.at(pair.left), persons.at(pair.right)
        is_linked = left is not None and left == right
        kind = ("right" if pair.same else "wrong") if is_linked else ("missed" if pair.same else "apart")
        counted[kind] += 1
        if kind in {"wrong", "missed"}:
            unread = "" if left and right else ", not found by the reader"
            differences.append(f"{kind} ({pair.names}{unread}): {pair.left} {pair.right}")
    return Score(counted["right"], counted["wrong"], counted["missed"]), differences


def common_recall(judged_pairs: Sequence[Pair], persons: Persons) -> float:
    """Recall with each kind of pair weighted by its frequency on the pages."""
    linked_share = same_share = 0.0
    for names, common in COMMON.items():
        drawn = [pair for pair in judged_pairs if pair.names == names]
        same = [pair for pair in drawn if pair.same]
        linked = [pair for pair in same if (left := persons.at(pair.left)) and left == persons.at(pair.right)]
        same_share += common * len(same) / max(1, len(drawn))
        linked_share += common * len(linked) / max(1, len(drawn))
    return linked_share / max(1.0, same_share)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.identity", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--record", type=Path, help="an existing record of the pages; without it they are read, which takes minutes"
    )
    parser.add_argument("--misses", action="store_true", help="list the pairs that are wrong or missed")
    options = parser.parse_args(arguments)
    judged_pairs = pairs()
    if options.record:
        with Record.open(options.record, create=False) as record:
            figures, differences = _measure(judged_pairs, record)
    else:
        files = sorted((find(os.environ).data / "celebrity" / "text").glob("*.txt"))
        with tempfile.TemporaryDirectory() as folder, Record.open(Path(folder) / "record.sqlite") as record:
            keep_pages(record, Reader.load(), files)
            figures, differences = _measure(judged_pairs, record)
    for figure in figures:
        print(f"{figure.name:32}{figure.value:.3f}")
    print(f"of {len(judged_pairs)} pairs judged, {sum(pair.same for pair in judged_pairs)} of them of one person")
    if options.misses:
        print(*differences, sep="\n")
    return 0


def _measure(judged_pairs: Sequence[Pair], record: Record) -> tuple[list[Figure], list[str]]:
    persons = Persons(record)
    scored, differences = score(judged_pairs, persons)
    figures = [
        Figure("identity.precision", scored.precision),
        Figure("identity.recall", scored.recall),
        Figure("identity.recall as common", common_recall(judged_pairs, persons)),
    ]
    return figures, differences


if __name__ == "__main__":
    sys.exit(main())
