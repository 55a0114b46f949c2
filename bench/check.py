"""Accuracy of ``onrecord check``: ``python -m bench.check``; needs the corpora.

Drafts are made from annotated statements of the development pages, and changed as people and programs change them.

Each draft has a few sentences about one page, which is read as OnRecord reads it. The same seed makes the same drafts.
"""

from __future__ import annotations

import argparse
import os
import pickle
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from bench.corpora import NotMeasuredError, find, read_lines
from bench.draft_items import KINDS, GoldPage, Item, ItemMaker
from bench.draft_words import quoted_parts
from onrecord.check.check_draft import FLAGGED, CheckedStatement, DraftChecker
from onrecord.check.checked_pages import CheckedPage, page_of_reading
from onrecord.pages.recognise import make_page
from onrecord.reading import Reader
from onrecord.spans import overlap_length
from onrecord.types import Page, Reading, Statement

_ITEMS = 1_500
_A_DRAFT = 6
_CLEAN = frozenset({"verbatim", "part", "mixed", "shortened", "supported"})
_QUOTED_FLAGGED = (
    "altered",
    "dropped",
    "negation",
    "number",
    "joined",
    "denial",
    "question",
    "reported in marks",
    "invented",
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """An item with the check of its statement; null where the check has none."""

    item: Item
    page: str
    checked: CheckedStatement | None

    @property
    def verdict(self) -> str:
        return self.checked.verdict if self.checked else "missing"

    @property
    def is_right(self) -> bool:
        return self.verdict in self.item.verdicts

    @property
    def has_wrong_speaker(self) -> bool:
        """True where the same speaker is called different, or another one the same."""
        expected = self.item.speaker
        return self.checked is not None and expected is not None and self.checked.speaker not in (expected, "unknown")


DEVELOPMENT = ("celebrity/gold", "polnear/dev", "pages/gold", "outlets/dev")
TRAINING = ("celebrity/train", "outlets/train")


def gold_pages(data: Path, names: Sequence[str] = DEVELOPMENT) -> Iterator[tuple[GoldPage, Path | None]]:
    """The annotated pages of these files, each with its HTML file; null for pages of plain text."""
    for name in names:
        folder = name.split("/")[0]
        for row in read_lines(data / f"{name}.jsonl"):
            people = [person["name"] for person in row.get("people", ())]
            people = people or sorted({s["speaker"] for s in row["statements"] if s.get("speaker_kind") == "person"})
            page = GoldPage(f"{folder}/{row['id']}", row["text"], row["statements"], people)
            html = data / folder / "html" / f"{row['id']}.html"
            yield page, html if html.is_file() else None


def read_pages(
    pages: Sequence[tuple[GoldPage, Path | None]], reader: Reader, *, cache: Path | None
) -> dict[str, Reading]:
    """The readings of the pages by id; those in the folder ``cache`` are not read again."""
    readings = {}
    for gold, html in pages:
        body, media_type = (html.read_bytes(), "text/html") if html else (gold.text.encode(), "text/plain")
        readings[gold.id] = read_cached(make_page(gold.id, body, media_type=media_type), reader, cache=cache)
    return readings


def read_cached(page: Page, reader: Reader, *, cache: Path | None) -> Reading:
    """Read ``page``, or take its reading from the folder ``cache``."""
    key = sha256(page.body + reader.version.encode()).hexdigest()[:24]
    file = cache / key if cache else None
    if file and file.is_file():
        reading: Reading = pickle.loads(file.read_bytes())
        return reading
    reading = reader.read(page)
    if file:
        file.write_bytes(pickle.dumps(reading))
    return reading


def annotated_page(reading: Reading, gold: GoldPage) -> CheckedPage:
    """The page of ``reading``, of plain text, with the statements and speakers of the annotation."""
    assert reading.article.text == gold.text
    statements, names = [], {entity.name: entity.id for entity in reading.entities}
    for number, row in enumerate(gold.statements):
        name = row.get("speaker")
        statements.append(
            Statement(
                id=f"s{number}",
                kind="mixed" if any(mark in gold.text[a:b] for a, b in row["content"] for mark in '“"') else "indirect",
                act="said",
                place="body",
                content=tuple((start, end) for start, end in row["content"]),
                cue=tuple((start, end) for start, end in row["cue"]),
                source=tuple((start, end) for start, end in row["source"]),
                speaker_name=name,
                speaker_kind="person" if row["speaker_kind"] == "joint" else row["speaker_kind"],
                confidence=1.0,
                speaker=names.get(name or ""),
                speaker_basis="named",
            )
        )
    return page_of_reading(replace(reading, statements=tuple(statements)))


def choose_items(pages: Sequence[GoldPage], *, count: int, seed: int) -> dict[str, list[Item]]:
    """Choose ``count`` items, as many of each kind as there are, by page."""
    source = random.Random(seed)
    quotes = {
        page.id: [p for s in page.statements for p in quoted_parts(page.text, s) if 5 < len(p.split()) < 40]
        for page in pages
    }
    vocabulary = sorted(
        {w for parts in quotes.values() for p in parts for w in p.lower().split() if w.isalpha() and len(w) > 3}
    )
    by_kind: dict[str, list[tuple[str, Item]]] = defaultdict(list)
    for page in pages:
        foreign = [part for other, parts in quotes.items() if other != page.id for part in parts]
        for item in ItemMaker(page, foreign=foreign, vocabulary=vocabulary, seed=seed).items():
            by_kind[item.kind].append((page.id, item))
    chosen: dict[str, list[Item]] = defaultdict(list)
    left = count
    for number, kind in enumerate(sorted(KINDS, key=lambda kind: len(by_kind[kind]))):
        source.shuffle(by_kind[kind])
        share = left // (len(KINDS) - number)
        for page_id, item in by_kind[kind][:share]:
            chosen[page_id].append(item)
            left -= 1
    return chosen


def make_drafts(items: Sequence[Item], *, seed: int) -> Iterator[tuple[str, list[tuple[Item, tuple[int, int]]]]]:
    """Write drafts of a few items each, with the span of each item in the text; clean items stand together."""
    clean = [item for item in items if item.kind in _CLEAN]
    mixed = [item for item in items if item.kind not in _CLEAN]
    half = len(clean) // 2
    for group in (clean[:half], clean[half:] + mixed):
        random.Random(seed).shuffle(group)
        for start in range(0, len(group), _A_DRAFT):
            text, spans = "", []
            for item in group[start : start + _A_DRAFT]:
                text += f"{item.lead} " if item.lead else ""
                spans.append((item, (len(text), len(text) + len(item.text))))
                text += f"{item.text[0].upper()}{item.text[1:]}\n\n"
            yield text, spans


def check_items(
    pages: dict[str, CheckedPage], items: dict[str, list[Item]], reader: Reader, *, seed: int, cache: Path | None
) -> Iterator[Outcome]:
    """Check every draft against its page."""
    for page_id, page_items in items.items():
        page = pages[page_id]
        for text, spans in make_drafts(page_items, seed=seed):
            written = make_page("draft", text.encode(), media_type="text/plain")
            draft = page_of_reading(read_cached(written, reader, cache=cache))
            checked = DraftChecker(draft, [page]).check()
            for item, span in spans:
                yield Outcome(item, page_id, _find(checked, span))


def _find(checked: Sequence[CheckedStatement], span: tuple[int, int]) -> CheckedStatement | None:
    shares = [(sum(overlap_length(part, span) for part in entry.draft.content), entry) for entry in checked]
    best = max(shares, key=lambda pair: pair[0], default=(0, None))
    return best[1] if best[0] else None


def summarise(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """The figures of the bars, as shares."""

    def share(rows: Sequence[Outcome], test: Any) -> float:
        return sum(map(test, rows)) / len(rows) if rows else 1.0

    flagged = [row for row in outcomes if row.item.kind in _QUOTED_FLAGGED]
    verbatim = [row for row in outcomes if "verbatim" in row.item.verdicts]
    same = [row for row in outcomes if row.item.speaker == "same" and row.checked]
    swapped = [row for row in outcomes if row.item.speaker == "different" and row.checked]
    return {
        "verdict right": share(outcomes, lambda row: row.is_right),
        "flagged": share(flagged, lambda row: row.verdict in FLAGGED),
        "verbatim falsely flagged": share(verbatim, lambda row: row.verdict in FLAGGED),
        "speaker falsely different": share(same, lambda row: row.checked.speaker == "different"),
        "swapped different": share(swapped, lambda row: row.checked.speaker == "different"),
        "swapped same": share(swapped, lambda row: row.checked.speaker == "same"),
        "same speaker same": share(same, lambda row: row.checked.speaker == "same"),
    }


def report(outcomes: Sequence[Outcome], *, misses: int) -> None:
    """Print the figures, by kind, and the first misses of each kind."""
    for name, value in summarise(outcomes).items():
        print(f"{name:28} {value:.1%}")
    verdicts = Counter(row.verdict for row in outcomes)
    for verdict, count in verdicts.most_common():
        right = sum(row.is_right for row in outcomes if row.verdict == verdict)
        print(f"{verdict + ' is right':28} {right / count:.1%}")
    for kind in KINDS:
        rows = [row for row in outcomes if row.item.kind == kind]
        counts = ", ".join(
            f"{verdict} {count}" for verdict, count in Counter(row.verdict for row in rows).most_common()
        )
        print(f"{kind:20} {sum(row.is_right for row in rows):4} of {len(rows):4}   {counts}")
        for row in [row for row in rows if not row.is_right][:misses]:
            reasons = " ".join(row.checked.reasons) if row.checked else ""
            print(f"    {row.page}: {row.item.lead} {row.item.text} => {row.verdict}: {reasons}")
    for row in [row for row in outcomes if row.has_wrong_speaker][: 6 * misses]:
        assert row.checked
        print(f"  {row.page}: {row.item.speaker} speaker is {row.checked.speaker}: {row.item.lead} {row.item.text}")


def main(arguments: Sequence[str]) -> int:
    """Measure, and print the figures. Returns 1 where the corpora are missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=_ITEMS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--misses", type=int, default=0)
    parser.add_argument("--annotated", action="store_true", help="Take the speakers of the annotation, on plain text.")
    parser.add_argument("--train", action="store_true", help="Take training pages, on which nothing was fitted here.")
    parser.add_argument("--cache", type=Path, help="Folder that keeps the readings of the pages.")
    options = parser.parse_args(arguments)
    if options.cache:
        options.cache.mkdir(parents=True, exist_ok=True)
    try:
        data = find(os.environ).data
    except NotMeasuredError as error:
        print(f"Not measured: {error}")
        return 0
    pages = list(gold_pages(data, TRAINING if options.train else DEVELOPMENT))
    reader = Reader.load()
    readings = read_pages(pages, reader, cache=options.cache)
    checked_pages = {page_id: page_of_reading(reading) for page_id, reading in readings.items()}
    if options.annotated:
        pages = [(gold, html) for gold, html in pages if html is None]
        checked_pages = {gold.id: annotated_page(readings[gold.id], gold) for gold, _ in pages}
    items = choose_items([page for page, _ in pages], count=options.items, seed=options.seed)
    outcomes = list(check_items(checked_pages, items, reader, seed=options.seed, cache=options.cache))
    report(outcomes, misses=options.misses)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
