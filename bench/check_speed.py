"""Latency of ``onrecord check`` beside reading: ``python -m bench.check_speed PATH``, on a synthetic record.

The draft has 800 words and 12 quotations: of the record word for word, with a word changed, and invented.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from statistics import median
from typing import Any

from sqlalchemy import func, select

from bench.invented import World
from onrecord.check.checking import check_record
from onrecord.check.draft_formats import DraftText
from onrecord.check.read_draft import ReadDraft, read_draft_text
from onrecord.reading import Reader
from onrecord.record import Record
from onrecord.store.schema import names, statements

_QUOTATIONS = 12
_WORDS = 800
_ROUNDS = 7


def write_draft(record: Record, source: random.Random) -> str:
    """A draft with quotations of ``record``: a third as they are, a third altered, a third invented."""
    world = World(people=100)
    with record.snapshot() as connection:
        last = connection.execute(select(func.max(statements.c.id))).scalar_one()
        rows: list[Any] = []
        while len(rows) < _QUOTATIONS:
            row = connection.execute(
                select(statements.c.quote, names.c.text)
                .join(names, names.c.id == statements.c.speaker_name_id)
                .where(statements.c.id == source.randrange(1, last + 1))
            ).first()
            rows += [row] if row is not None else []
    parts = []
    for number, (quote, speaker) in enumerate(rows):
        words = quote.strip("“”,").split()
        if number % 3 == 1:
            words[len(words) // 2] = "otherwise"
        elif number % 3 == 2:
            words = world.sentence(source, words=20).split()
        between = world.sentence(source, words=_WORDS // _QUOTATIONS - len(words))
        parts.append(f"{between}. “{' '.join(words)},” {speaker} said.")
    return "\n\n".join(parts)


def measure(record: Record, draft: ReadDraft) -> tuple[float, float, Counter[str]]:
    """Seconds that checking ``draft`` takes, seconds of processor time (medians of several runs), and the verdicts."""
    seconds, busy = [], []
    for _ in range(_ROUNDS):
        start, used = time.perf_counter(), time.process_time()
        checked = check_record(record, draft)
        seconds.append(time.perf_counter() - start)
        busy.append(time.process_time() - used)
    return median(seconds), median(busy), Counter(statement.verdict for statement in checked.statements)


def main(arguments: Sequence[str]) -> int:
    """Measure several drafts, and print the times of each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("record", help="A record of bench.synthetic: a path or an address.")
    parser.add_argument("--drafts", type=int, default=3)
    options = parser.parse_args(arguments)
    reader = Reader.load()
    with Record.open(options.record, writable=False) as record:
        for seed in range(options.drafts):
            text = write_draft(record, random.Random(seed))
            start = time.perf_counter()
            draft = read_draft_text("draft", DraftText(text), sha256="0" * 64, reader=reader)
            reading = time.perf_counter() - start
            seconds, busy, verdicts = measure(record, draft)
            counts = ", ".join(f"{count} {verdict}" for verdict, count in verdicts.most_common())
            print(
                f"{len(text.split())} words: read in {reading:.2f} s, checked in {seconds:.2f} s "
                f"({busy:.2f} s of the processor): {counts}"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
