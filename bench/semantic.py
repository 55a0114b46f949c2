"""Accuracy and latency of search by meaning: ``python -m bench.semantic``.

Accuracy is measured on the celebrity pages of ``ONRECORD_DATA``, added as ``onrecord add`` does it or from an existing
record of them (``--record``). There are no judged answers, so the pages provide questions and answers:

    headline    question: a page's headline; answers: the statements in its article
    told        question: the words a headline attributes to somebody; answers: that speaker's statements in the article
    reported    question: an indirect statement; answers: the quotations of the same speaker on the same page

The measures are mean reciprocal rank and the share of questions with an answer among the first ten, over the first
hundred results without the statement of the question. The baseline is full-text search for any of the words, ranked by
BM25; a search for all words rarely finds anything.

News repeats itself, so full-text search finds many of these answers as well. ``in other words`` counts only answers
that share no word with the question, apart from words that occur in more than one statement in fifty.

Latency (``--speed RECORD``) is measured on a record of ``bench.synthetic`` with synthetic embeddings, since its words
have no meaning. The vectors lie around 500 topics, so that each has near neighbours.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path
from statistics import mean, median, quantiles
from time import perf_counter, process_time

import numpy as np
from sqlalchemy import select

from bench.corpora import find as find_corpora
from bench.identity import keep_pages
from onrecord import Reader
from onrecord.encoder.sentences import Sentences
from onrecord.record import Record
from onrecord.search.find_statements import SearchPage, find
from onrecord.search.query import Query
from onrecord.search.query_language import parse_words
from onrecord.search.semantic import find_similar
from onrecord.search.statement_vectors import StatementVectors
from onrecord.search.vector_files import WIDTH, Floats
from onrecord.store.fulltext import find_words
from onrecord.store.schema import CURRENT, names, pages, persons, statements

FIRST = 100
QUESTIONS = 100
_LEAST_WORDS = 4
_COMMON = 1 / 50
_MOST_WORDS = 60
_SEED = 4
_TOPICS = 500
_SPREAD = 1.0
"""Spread of vectors around their topic: two of one topic have similarity 1 / (1 + spread²)."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Question:
    """A query, and the public ids of the statements that answer it."""

    kind: str
    words: str
    wanted: frozenset[str]
    asked_with: str | None = None
    """The statement that the words are from, which is no answer."""


@dataclass(frozen=True, slots=True)
class Score:
    """Accuracy of one search method on one kind of question."""

    kind: str
    way: str
    questions: int
    reciprocal_rank: float
    among_ten: float


@dataclass(frozen=True, slots=True)
class Speed:
    """Latency of one kind of question, in milliseconds."""

    kind: str
    questions: int
    median: float
    p95: float
    processor: float
    """Median processor time, which depends less on other work on the machine."""


class SyntheticEncoder:
    """Synthetic embeddings around topics, the same for the same words; words of the form ``topic 7`` belong to that
    topic."""

    version = "made-up"

    def __init__(self) -> None:
        source = np.random.default_rng(_SEED)
        self._topics = source.standard_normal((_TOPICS, WIDTH), dtype=np.float32) / WIDTH**0.5

    def embed(self, texts: Sequence[str]) -> Floats:
        """*Shape:* [texts, 384], each of length 1."""
        seed = int.from_bytes(blake2b("\n".join(texts).encode(), digest_size=8).digest(), "big")
        source = np.random.default_rng(seed)
        matches = [re.fullmatch(r"topic (\d+)", text) for text in texts]
        topics = [int(match[1]) if match else source.integers(_TOPICS) for match in matches]
        noise = source.standard_normal((len(texts), WIDTH), dtype=np.float32) * (_SPREAD / WIDTH**0.5)
        vectors = self._topics[topics] + noise
        normalised: Floats = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return normalised


def questions(record: Record) -> list[Question]:
    """Questions and answers from the pages of a record."""
    by_page = defaultdict(list)
    with record.snapshot() as connection:
        rows = connection.execute(
            select(statements, pages.c.title)
            .join(pages, pages.c.id == statements.c.page_id)
            .where(statements.c.state == CURRENT)
            .order_by(statements.c.id)
        )
        for row in rows:
            by_page[row.page_id].append(row)
    candidates = []
    for page_rows in by_page.values():
        body = [row for row in page_rows if row.place == "body"]
        candidates.append(Question("headline", page_rows[0].title or "", frozenset(row.public_id for row in body)))
        for row in page_rows:
            same = [
                candidate
                for candidate in body
                if candidate is not row and _speaker(candidate) == _speaker(row) != (None, None)
            ]
            if row.place == "headline":
                answers, kind = same, "told"
            elif row.kind == "indirect" and row.place == "body":
                answers, kind = [candidate for candidate in same if candidate.kind in ("direct", "mixed")], "reported"
            else:
                continue
            ids = frozenset(candidate.public_id for candidate in answers)
            candidates.append(Question(kind, row.quote, ids, asked_with=row.public_id))
    candidates = [
        candidate
        for candidate in candidates
        if candidate.wanted and len(_WORD.findall(candidate.words)) >= _LEAST_WORDS
    ]
    quotes = {row.public_id: row.quote for page_rows in by_page.values() for row in page_rows}
    return candidates + [candidate for candidate in _in_other_words(candidates, quotes) if candidate.wanted]


def _in_other_words(all_questions: Sequence[Question], quotes: Mapping[str, str]) -> Iterator[Question]:
    """The same questions, restricted to answers that share no distinctive word with them."""
    page_counts = Counter(word for quote in quotes.values() for word in set(_WORD.findall(quote.casefold())))
    common = {word for word, times in page_counts.items() if times >= max(3, _COMMON * len(quotes))}
    for question in all_questions:
        answers = sorted(question.wanted)
        words = [word for word in _WORD.findall(question.words.casefold()) if word not in common]
        sharing = (
            find_words(parse_words(_any_of(" ".join(words))), {index: quotes[id_] for index, id_ in enumerate(answers)})
            if words
            else {}
        )
        rest = frozenset(id_ for index, id_ in enumerate(answers) if index not in sharing)
        yield replace(question, kind=f"{question.kind}, in other words", wanted=rest)


def score(record: Record, vectors: StatementVectors) -> Iterator[Score]:
    """Score search by meaning and by words on each kind of question."""
    kinds: dict[str, list[Question]] = defaultdict(list)
    for question in questions(record):
        kinds[question.kind].append(question)
    ways: dict[str, Callable[[str], SearchPage]] = {
        "meaning": lambda words: find_similar(record, Query(words), vectors=vectors, limit=FIRST),
        "any word": lambda words: find(record, Query(_any_of(words)), limit=FIRST),
    }
    for kind, kind_questions in kinds.items():
        for way, ask in ways.items():
            ranks = [_rank(ask(asked.words), asked) for asked in kind_questions]
            reciprocal, ten = mean(1 / rank if rank else 0 for rank in ranks), mean(0 < rank <= 10 for rank in ranks)
            yield Score(kind, way, len(kind_questions), round(reciprocal, 3), round(ten, 3))


def measure_speed(record: Record, vectors: StatementVectors, *, count: int) -> Iterator[Speed]:
    """Measure each kind of question, after each was asked once."""
    source = random.Random(_SEED)
    told, outlet = names.alias("told"), names.alias("outlet")
    with record.snapshot() as connection:
        last = connection.execute(select(statements.c.id).order_by(statements.c.id.desc()).limit(1)).scalar_one()
        rows = connection.execute(
            select(persons.c.public_id, outlet.c.text, told.c.text, statements.c.day_from)
            .select_from(statements)
            .join(persons, persons.c.id == statements.c.speaker_id)
            .join(pages, pages.c.id == statements.c.page_id)
            .join(outlet, outlet.c.id == pages.c.outlet_id)
            .join(told, told.c.id == statements.c.told_id)
            .where(statements.c.id.in_([source.randrange(1, last + 1) for _ in range(8 * count)]))
        ).all()
    drawn = source.sample(list(rows), k=min(count, len(rows)))
    kinds: dict[str, Callable[[str, str, str, str], Query]] = {
        "alone": lambda topic, *_: Query(topic),
        "by": lambda topic, by, *_: Query(topic, by=(by,)),
        "about": lambda topic, by, *_: Query(topic, about=(by,)),
        "in an outlet": lambda topic, _, outlet, *__: Query(topic, outlet=(outlet,)),
        "told, direct": lambda topic, _, __, told, *___: Query(topic, told=(told,), kind=("direct",)),
        "direct": lambda topic, *_: Query(topic, kind=("direct",)),
        "since 2015": lambda topic, *_: Query(topic, since="2015"),
    }
    for kind, make in kinds.items():
        took, busy = [], []
        for number, (by, outlet_name, to, _) in enumerate(drawn):
            query = make(f"topic {number % _TOPICS}", by, outlet_name, to)
            find_similar(record, query, vectors=vectors)
            began, used = perf_counter(), process_time()
            find_similar(record, query, vectors=vectors)
            took.append(1000 * (perf_counter() - began))
            busy.append(1000 * (process_time() - used))
        p95 = quantiles(took, n=20)[-1] if len(took) > 1 else took[0]
        yield Speed(kind, len(took), median=median(took), p95=p95, processor=median(busy))


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.semantic", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--record", type=Path, help="an existing record of the pages; without it they are read, which takes minutes"
    )
    parser.add_argument("--speed", type=Path, metavar="RECORD", help="measure latency on this record")
    parser.add_argument(
        "--questions", type=int, default=QUESTIONS, metavar="N", help=f"questions of each kind ({QUESTIONS})"
    )
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if options.speed:
            _show_speed(options.speed, folder=folder, count=options.questions)
            return 0
        path = options.record or folder / "record.sqlite"
        with Record.open(path, create=not options.record) as record:
            if not options.record:
                files = sorted((find_corpora(os.environ).data / "celebrity" / "text").glob("*.txt"))
                keep_pages(record, Reader.load(), files)
            _show_scores(record, StatementVectors(record, Sentences.load(), folder=folder / "meaning"))
    return 0


def _show_scores(record: Record, vectors: StatementVectors) -> None:
    began = perf_counter()
    count = vectors.update()
    print(f"{count:,} statements looked at, {count / (perf_counter() - began):.0f} a second")
    for result in score(record, vectors):
        print(
            f"{result.kind:<25} {result.way:<10} mean reciprocal rank {result.reciprocal_rank:.3f}   "
            f"among the first ten {result.among_ten:.3f}   of {result.questions:,}",
            flush=True,
        )


def _show_speed(path: Path, *, folder: Path, count: int) -> None:
    with Record.open(path, create=False, writable=False) as record:
        vectors = StatementVectors(record, SyntheticEncoder(), folder=folder)
        statement_count = vectors.update()
        size = sum(file.stat().st_size for file in folder.rglob("*.vectors"))
        print(f"{statement_count:,} statements, {size / max(1, statement_count):.0f} bytes each")
        for result in measure_speed(record, vectors, count=count):
            print(
                f"{result.kind:<14} median {result.median:6.1f} ms   95% {result.p95:6.1f} ms   "
                f"processor {result.processor:6.1f} ms   of {result.questions:,}",
                flush=True,
            )


def _speaker(row: object) -> tuple[object, object]:
    return getattr(row, "speaker_id", None), getattr(row, "speaker_name_id", None)


def _any_of(words: str) -> str:
    return " OR ".join(f'"{word}"' for word in list(dict.fromkeys(_WORD.findall(words)))[:_MOST_WORDS])


def _rank(page: SearchPage, question: Question) -> int:
    """Rank from 1 of the first answer; 0 if there is none."""
    ids = [hit.entry.id for hit in page.hits if hit.entry.id != question.asked_with]
    return next((rank for rank, id_ in enumerate(ids, 1) if id_ in question.wanted), 0)


if __name__ == "__main__":
    sys.exit(main())
