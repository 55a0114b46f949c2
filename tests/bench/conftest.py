"""A small reader and small invented corpora, to test the benchmarks without model and data."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bench import invented
from bench.corpora import Corpora, write_lines
from bench.measure import OF_CELEBRITY, OF_STATEMENTS
from onrecord import Article, Settings, Statement
from onrecord.reading import Reader

_QUOTED = re.compile(r'(["“])([^"”]+)["”](?: (?P<cue>said|told) (?P<source>[A-Z]\w+))?')


TEXT = (
    "Bridge opens in the rain\n\n"
    '"It is open," said Pellworth, who had waited for two years and did not mean to wait for the weather as well.\n\n'
    'The "grand opening" took four minutes. "I am wet," said the ferryman, who has to find other work from today.\n'
)

SCORER = """
import json, sys
from collections import Counter

def same_name(gold, found):
    return gold == found

def content_words(text, statement):
    return Counter(" ".join(text[start:end] for start, end in statement["content"]).split())

if __name__ == "__main__":
    gold, predicted = ([json.loads(line) for line in open(path, encoding="utf-8")] for path in sys.argv[1:3])
    found = sum(len(row["statements"]) for row in predicted)
    wanted = sum(len(row["statements"]) for row in gold)
    row = {"p": RIGHT / max(1, found), "r": 1.0, "f1": round(wanted / 10, 4), "predicted": found, "gold": wanted}
    print(json.dumps({name: row | {"p": round(row["p"], 4)} for name in NAMES}))
"""


def span(part: str) -> list[int]:
    return [TEXT.index(part), TEXT.index(part) + len(part)]


def row(content: str, source: str, kind: str = "direct") -> dict[str, Any]:
    spans = {"content": [span(content)], "source": [span(source)] if source else [], "cue": []}
    names_by_id = "person" if source[:1].isupper() else "unnamed"
    return {**spans, "kind": kind, "speaker": source, "speaker_kind": names_by_id}


GOLD = {
    "id": "a.1",
    "text": TEXT,
    "statements": [row('"It is open,"', "Pellworth"), row('"I am wet,"', "the ferryman")],
}


class QuoteFinder:
    """Takes every stretch in double quotation marks for a direct statement, with the name after "said" behind it.

    It reports half a second of ``encode`` for each article, whatever the clock says.
    """

    version = "quotes 1"

    def __init__(self) -> None:
        self.timings = {"encode": 0.0, "link": 0.0}

    def encode(self, article: Article) -> None:
        """It has no model."""

    def find(self, article: Article, encoding: None) -> tuple[Statement, ...]:
        self.timings["encode"] += 0.5
        return tuple(self._statement(match, n) for n, match in enumerate(_QUOTED.finditer(article.text)))

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


@pytest.fixture(scope="session", autouse=True)
def _small_vocabulary() -> Iterator[None]:
    """Gives synthetic records, which are small here, a tenth of the words and sentences: these take long to invent."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(invented, "_ROOTS", 700)
        patch.setattr(invented, "_SENTENCES", 500)
        yield


@pytest.fixture
def finder() -> QuoteFinder:
    return QuoteFinder()


@pytest.fixture
def reader(finder: QuoteFinder) -> Reader:
    return Reader(statements=finder, settings=Settings())


@pytest.fixture
def page(tmp_path: Path) -> Callable[[str], Path]:
    """Writes a plain-text page and gives its path."""

    def write(text: str) -> Path:
        path = tmp_path / "page.txt"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def gold() -> dict[str, Any]:
    return GOLD


@pytest.fixture
def corpora(tmp_path: Path) -> Corpora:
    scorers, data, example = tmp_path / "bench", tmp_path / "data", tmp_path / "seed"
    folders = (data / name for name in ("polnear", "pages/html", "celebrity/text", "outlets/html"))
    for folder in (scorers, *folders, example):
        folder.mkdir(parents=True)
    scripts = {"statement_score.py": (1, list(OF_STATEMENTS)), "page_score.py": (0, list(OF_CELEBRITY))}
    for name, (right, figures) in scripts.items():
        (scorers / name).write_text(f"RIGHT, NAMES = {right}, {figures}\n{SCORER}", encoding="utf-8")
    write_lines(data / "polnear" / "dev.jsonl", [GOLD])
    for name in ("pages", "celebrity"):
        write_lines(data / name / "gold.jsonl", [GOLD])
    (data / "celebrity" / "text" / "a.1.txt").write_text(TEXT, encoding="utf-8")
    (data / "pages" / "html" / "a.1.html").write_text("", encoding="utf-8")
    write_lines(data / "outlets" / "dev.jsonl", [GOLD])
    (data / "outlets" / "html" / "a.1.html").write_text(f"<p>{TEXT}</p>", encoding="utf-8")
    write_lines(example / "gold.jsonl", [GOLD])
    (example / "page.txt").write_text(TEXT, encoding="utf-8")
    facts = {"content": [span('"It is open,"')], "speaker": "Pellworth", "mentions": ["Una Quill"], "told": None}
    expected = {
        "not_statements": [{"text": "grand opening"}],
        "statements": [{**facts, "when": {"text": "on Monday", "edtf": "2031-04-07"}}],
        "people_in_body": [{"name": "Pellworth", "aliases": [], "roles": [], "age": {"value": 55}}],
    }
    (example / "expected.json").write_text(json.dumps(expected), encoding="utf-8")
    return Corpora(data=data, scorers=scorers, seed=example)
