"""Reading speed, stage by stage, in processor time, which other programs hardly change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any, Protocol

from onrecord import Article, Page, PageError, Reading, Settings, Statement, to_json
from onrecord.articles import cut
from onrecord.circumstances import add_circumstances, find_cited
from onrecord.encoder.encode import Encoding
from onrecord.encoder.model import Model
from onrecord.pages import open_pages
from onrecord.people.find import find_people
from onrecord.statements import StatementReader

STAGES = ("load", "cut", "statements", "people", "circumstances", "write")
MODEL = ("statements: encode", "statements: link")
"""The parts of the statement stage that are the model."""
OF_PEOPLE = frozenset(["pair"])
"""The parts of the model's time that belong to the people stage."""


class TimesItself(Protocol):
    """The interface of the statement stage with timings."""

    @property
    def timings(self) -> Mapping[str, float]:
        """Seconds so far in each part of the stage; ``encode`` and ``link`` are the model."""

    def encode(self, article: Article) -> Encoding | None:
        """The model's output for ``article``."""

    def find(self, article: Article, encoding: Any) -> tuple[Statement, ...]:
        """The statements of ``article``."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A reader variant and its display name."""

    name: str
    statements: TimesItself

    @classmethod
    def load(cls, name: str, *, folder: Path | None = None) -> Variant:
        """Load the model in ``folder`` (by default the shipped one) on one thread. Raises ``ModelError``."""
        return cls(
            name=name,
            statements=StatementReader(Model(folder, threads=1)) if folder else StatementReader.load(threads=1),
        )


@dataclass(frozen=True, slots=True)
class Pace:
    """The processor time of reading a set of pages."""

    pages: int
    words: int
    seconds: Mapping[str, float]
    """Seconds for the whole set by stage, median over rounds; parts of a stage are named ``stage: part``."""

    @property
    def total(self) -> float:
        """Seconds for the whole set in all stages."""
        return sum(self.seconds[stage] for stage in STAGES)

    @property
    def pages_a_second(self) -> float:
        """Pages a second, from bytes to record."""
        return self.pages / self.total

    @property
    def words_a_second(self) -> float:
        """Words a second, from bytes to record."""
        return self.words / self.total

    def words_a_second_in(self, *stages: str) -> float:
        """Words a second in some stages or parts of stages alone."""
        return self.words / sum(self.seconds[stage] for stage in stages)

    def milliseconds_a_page(self, stage: str) -> float:
        """Mean milliseconds a page in one stage."""
        return 1000 * self.seconds[stage] / self.pages

    def rates(self) -> dict[str, float | int | dict[str, float]]:
        """All rates, for JSON."""
        return {
            "pages": self.pages,
            "words": self.words,
            "pages_a_second": round(self.pages_a_second, 2),
            "words_a_second": round(self.words_a_second, 1),
            "statements_words_a_second": round(self.words_a_second_in("statements"), 1),
            "model_words_a_second": round(self.words_a_second_in(*MODEL), 1),
            "milliseconds_a_page": {stage: round(self.milliseconds_a_page(stage), 3) for stage in self.seconds},
        }


def measure(variants: Sequence[Variant], paths: Sequence[Path], *, rounds: int) -> dict[str, Pace]:
    """Measure each variant on ``paths``, in turns, after a warm-up round.

    Raises ``ValueError`` for fewer than one round, and the ``PageError`` of a page that cannot be read.
    """
    if rounds < 1:
        raise ValueError(f"{rounds} rounds: expected at least 1")
    measured: dict[str, list[Pace]] = {variant.name: [] for variant in variants}
    for turn in range(rounds + 1):
        for variant in variants:
            pace = one_round(variant, paths)
            if turn:
                measured[variant.name].append(pace)
    return {name: _median(paces) for name, paces in measured.items()}


def one_round(variant: Variant, paths: Sequence[Path]) -> Pace:
    """Read all of ``paths`` once."""
    seconds = dict.fromkeys(STAGES, 0.0)
    before = dict(variant.statements.timings)
    pages = words = 0
    for path in paths:
        start = process_time()
        loaded = list(_loaded(path))
        seconds["load"] += process_time() - start
        for page in loaded:
            pages += 1
            words += _read(page, variant, seconds)
    spent = {part: total - before.get(part, 0.0) for part, total in variant.statements.timings.items()}
    parts = {f"{'people' if part in OF_PEOPLE else 'statements'}: {part}": seconds_ for part, seconds_ in spent.items()}
    return Pace(pages=pages, words=words, seconds={**seconds, **parts})


def _read(page: Page, variant: Variant, seconds: dict[str, float]) -> int:
    """Read ``page``, add the time of each stage to ``seconds``, and return the number of words."""
    times = [process_time()]
    article = cut(page)
    times.append(process_time())
    encoding = variant.statements.encode(article)
    statements = variant.statements.find(article, encoding)
    times.append(process_time())
    found = find_people(article, statements, encoding=encoding)
    times.append(process_time())
    statements = add_circumstances(article, found.statements)
    cited = find_cited(article, statements)
    times.append(process_time())
    reading = Reading(
        article=article,
        statements=statements,
        reader=variant.name,
        people=found.people,
        organisations=found.organisations,
        cited=cited,
    )
    to_json(reading)
    times.append(process_time())
    for stage, (began, ended) in zip(STAGES[1:], pairwise(times), strict=True):
        seconds[stage] += ended - began
    return len(article.text.split())


def _loaded(path: Path) -> Iterator[Page]:
    for page in open_pages(str(path), settings=Settings()):
        if isinstance(page, PageError):
            raise page
        yield page


def _median(paces: Sequence[Pace]) -> Pace:
    stages = paces[-1].seconds
    return Pace(
        pages=paces[0].pages,
        words=paces[0].words,
        seconds={stage: median(pace.seconds.get(stage, 0.0) for pace in paces) for stage in stages},
    )
