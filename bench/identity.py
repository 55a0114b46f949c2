"""Whether people are the same across pages: ``python -m bench.identity`` on the celebrity pages, judged by hand.

``identity.jsonl`` holds pairs of mentions on two pages, as ids and offsets alone: names that are the same, or that have
a part in common; hard ones more often than chance would have it. Each was judged by reading both pages.

The pages are read and linked as ``onrecord add`` does it, or taken from a record of them that is there (``--record``).
A mention that the reader does not find at all counts as not linked.
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
"""How many pairs across the pages have names that are alike in each of these ways; of each way some were drawn."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two mentions, and whether they are of one person."""

    left: Mention
    right: Mention
    same: bool
    names: str
    """How the two names are alike."""


def pairs(path: Path = PAIRS) -> list[Pair]:
    """The judged pairs."""
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    return [Pair(tuple(row["left"]), tuple(row["right"]), row["same"], row["names"]) for row in rows]


def keep_pages(record: Record, reader: Reader, files: Iterable[Path]) -> None:
    """Read ``files`` into ``record``, in order, each linked with those before it."""
    linker = PersonLinker()
    for file in files:
        for page in open_pages(str(file), settings=Settings()):
            if isinstance(page, Page):
                record.keep(reader.read(page), linker=linker)
    linker.look_again(record)


class Persons:
    """Who stands at mentions, by the record."""

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
        """The person whose mention overlaps ``mention``; null where there is none, or more than one."""
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
    """Pairs, by what they are and what they were held to be."""

    right: int
    wrong: int
    """Held to be one person and two."""
    missed: int
    """One person, and not held to be."""

    @property
    def precision(self) -> float:
        """Of those held to be one, how many are."""
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """Of those that are one, how many are held to be."""
        return self.right / max(1, self.right + self.missed)


def score(judged: Sequence[Pair], persons: Persons) -> tuple[Score, list[str]]:
    """How well the record knows who is who; and a line for each pair that it has wrong."""
    counted: Counter[str] = Counter()
    amiss = []
    for pair in judged:
        left, right = persons.at(pair.left), persons.at(pair.right)
        held = left is not None and left == right
        kind = ("right" if pair.same else "wrong") if held else ("missed" if pair.same else "apart")
        counted[kind] += 1
        if kind in {"wrong", "missed"}:
            unread = "" if left and right else ", not found by the reader"
            amiss.append(f"{kind} ({pair.names}{unread}): {pair.left} {pair.right}")
    return Score(counted["right"], counted["wrong"], counted["missed"]), amiss


def common_recall(judged: Sequence[Pair], persons: Persons) -> float:
    """Recall where each kind of pair is as common as it is in the pages."""
    held = wanted = 0.0
    for names, common in COMMON.items():
        drawn = [pair for pair in judged if pair.names == names]
        same = [pair for pair in drawn if pair.same]
        one = [pair for pair in same if (left := persons.at(pair.left)) and left == persons.at(pair.right)]
        wanted += common * len(same) / max(1, len(drawn))
        held += common * len(one) / max(1, len(drawn))
    return held / max(1.0, wanted)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures it."""
    parser = argparse.ArgumentParser(prog="python -m bench.identity", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--record", type=Path, help="a record of the pages; else they are read, which takes minutes")
    parser.add_argument("--misses", action="store_true", help="list the pairs that are wrong or missed")
    options = parser.parse_args(arguments)
    judged = pairs()
    if options.record:
        with Record.open(options.record, create=False) as record:
            figures, amiss = _measure(judged, record)
    else:
        files = sorted((find(os.environ).data / "celebrity" / "text").glob("*.txt"))
        with tempfile.TemporaryDirectory() as folder, Record.open(Path(folder) / "record.sqlite") as record:
            keep_pages(record, Reader.load(), files)
            figures, amiss = _measure(judged, record)
    for figure in figures:
        print(f"{figure.name:32}{figure.value:.3f}")
    print(f"of {len(judged)} pairs judged, {sum(pair.same for pair in judged)} of them of one person")
    if options.misses:
        print(*amiss, sep="\n")
    return 0


def _measure(judged: Sequence[Pair], record: Record) -> tuple[list[Figure], list[str]]:
    persons = Persons(record)
    scored, amiss = score(judged, persons)
    figures = [
        Figure("identity.precision", scored.precision),
        Figure("identity.recall", scored.recall),
        Figure("identity.recall as common", common_recall(judged, persons)),
    ]
    return figures, amiss


if __name__ == "__main__":
    sys.exit(main())
