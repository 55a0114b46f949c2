"""A small reader of statements, so that the bench itself is tested without the model."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import pytest

from onrecord import Article, Settings, Statement
from onrecord.reading import Reader

_QUOTED = re.compile(r'(["“])([^"”]+)["”](?: (?P<cue>said|told) (?P<source>[A-Z]\w+))?')


class QuoteFinder:
    """Takes every stretch in double quotation marks for a direct statement, with the name after "said" behind it."""

    version = "quotes 1"

    def __init__(self) -> None:
        self.timings = {"look": 0.0}

    def find(self, article: Article) -> tuple[Statement, ...]:
        start = perf_counter()
        found = tuple(self._statement(match, n) for n, match in enumerate(_QUOTED.finditer(article.text)))
        self.timings["look"] += perf_counter() - start
        return found

    @staticmethod
    def _statement(match: re.Match[str], n: int) -> Statement:
        source = match["source"]
        return Statement(
            id=f"s{n}",
            kind="direct",
            act="said",
            place="body",
            content=((match.start(), match.end(2) + 1),),
            cue=(match.span("cue"),) if source else (),
            source=(match.span("source"),) if source else (),
            speaker_name=source,
            speaker_kind="person" if source else "unknown",
            confidence=0.9 if source else 0.3,
        )


@pytest.fixture
def finder() -> QuoteFinder:
    return QuoteFinder()


@pytest.fixture
def reader(finder: QuoteFinder) -> Reader:
    return Reader(statements=finder, settings=Settings())


LedgerPage = Callable[[str], Path]


@pytest.fixture
def page(tmp_path: Path) -> LedgerPage:
    """Writes a plain-text page and gives its path."""

    def write(text: str) -> Path:
        path = tmp_path / "page.txt"
        path.write_text(text, encoding="utf-8")
        return path

    return write
