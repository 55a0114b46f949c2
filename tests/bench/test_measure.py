"""Measuring on small corpora of our own, with a scorer that counts in its own way."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bench.corpora import Corpora, write_lines
from bench.measure import Bench, agree, celebrity, pages, polnear, seed, verdicts
from onrecord.reading import Reader

TEXT = (
    "Bridge opens in the rain\n\n"
    '"It is open," said Pellworth, who had waited for two years and did not mean to wait for the weather as well.\n\n'
    'The "grand opening" took four minutes. "I am wet," said the ferryman, who has to find other work from today.\n'
)

SCORER = """
import json, sys
gold, predicted = ([json.loads(line) for line in open(path, encoding="utf-8")] for path in sys.argv[1:3])
found = sum(len(row["statements"]) for row in predicted)
wanted = sum(len(row["statements"]) for row in gold)
row = {"p": round(RIGHT / found, 4), "r": 1.0, "f1": round(wanted / 10, 4), "predicted": found, "gold": wanted}
print(json.dumps({name: row for name in NAMES}))
"""


def span(part: str) -> list[int]:
    return [TEXT.index(part), TEXT.index(part) + len(part)]


def row(content: str, source: str, kind: str = "direct") -> dict[str, Any]:
    return {"content": [span(content)], "source": [span(source)] if source else [], "cue": [], "kind": kind}


GOLD = {
    "id": "a.1",
    "text": TEXT,
    "statements": [row('"It is open,"', "Pellworth"), row('"I am wet,"', "the ferryman")],
}


@pytest.fixture
def corpora(tmp_path: Path) -> Corpora:
    scorers, data, example = tmp_path / "bench", tmp_path / "data", tmp_path / "seed"
    for folder in (scorers, data / "polnear", data / "pages" / "html", data / "celebrity" / "text", example):
        folder.mkdir(parents=True)
    names = ["attribution", "kind.direct", "kind.mixed", "kind.indirect", "content.exact", "content.overlap", "cue"]
    scripts = {"statement_score.py": (1, names), "page_score.py": (0, ["body", "quoted", "statements"])}
    for name, (right, figures) in scripts.items():
        (scorers / name).write_text(f"RIGHT, NAMES = {right}, {figures}\n{SCORER}", encoding="utf-8")
    write_lines(data / "polnear" / "dev.jsonl", [GOLD])
    for name in ("pages", "celebrity"):
        write_lines(data / name / "gold.jsonl", [GOLD])
    (data / "celebrity" / "text" / "a.1.txt").write_text(TEXT, encoding="utf-8")
    (data / "pages" / "html" / "a.1.html").write_text("", encoding="utf-8")
    write_lines(example / "gold.jsonl", [GOLD])
    (example / "page.txt").write_text(TEXT, encoding="utf-8")
    (example / "expected.json").write_text('{"not_statements": [{"text": "grand opening"}]}', encoding="utf-8")
    return Corpora(data=data, scorers=scorers, seed=example)


@pytest.fixture
def bench(reader: Reader, corpora: Corpora, tmp_path: Path) -> Bench:
    return Bench(reader=reader, corpora=corpora, work=tmp_path, misses=5)


def test_polnear(bench: Bench) -> None:
    measured = polnear(bench)
    figures = {figure.name: figure.value for figure in measured.figures}
    assert figures["polnear.attribution"] == 0.2
    # the small reader is right and 0.9 sure once; wrong and 0.3 sure twice (scare quotes, and no name after "said")
    assert figures["polnear.calibration error"] == pytest.approx((0.1 + 0.6) / 3)
    assert figures["polnear.precision of the surest 60%"] == 0.5
    assert measured.misses == ["a.1: 'the ferryman' '': \"I am wet,\""]
    assert measured.troubles == []


def test_verdicts_follow_the_order_of_the_record(bench: Bench) -> None:
    polnear(bench)
    record = json.loads((bench.work / "polnear.jsonl").read_text(encoding="utf-8"))
    assert record["id"] == "a.1"
    assert verdicts(GOLD, record)[0] == [True, False, False]


@pytest.mark.parametrize(("correct", "agrees"), [(50, True), (51, True), (52, False), (40, False)])
def test_a_rule_that_has_come_apart_from_the_scorer_is_noticed(correct: int, *, agrees: bool) -> None:
    scored = {"p": 0.5, "predicted": 100}
    if agrees:
        agree(correct, scored)
    else:
        with pytest.raises(ValueError, match=f"bench.match finds {correct} statements right, the scorer 0.5 of 100"):
            agree(correct, scored)


def test_whole_pages(bench: Bench) -> None:
    measured = celebrity(bench)
    assert {figure.name: figure.value for figure in measured.figures} == {
        "celebrity.body": 0.2,
        "celebrity.quoted": 0.2,
        "celebrity.statements": 0.2,
    }
    records = (bench.work / "celebrity.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(record)["article"]["text"] for record in records] == [TEXT]


def test_a_page_that_cannot_be_read_counts_as_empty(bench: Bench) -> None:
    (bench.corpora.scorers / "page_score.py").write_text(
        "import json, sys; rows = [json.loads(line) for line in open(sys.argv[2])]\n"
        "print(json.dumps({name: {'f1': len(rows)} for name in ('body', 'quoted', 'statements')}))",
        encoding="utf-8",
    )
    measured = pages(bench)
    assert [figure.value for figure in measured.figures] == [1, 1, 1]
    assert len(measured.troubles) == 1
    assert "a.1.html: the page is empty" in measured.troubles[0]


def test_seed(bench: Bench) -> None:
    measured = seed(bench)
    assert {figure.name: figure.value for figure in measured.figures} == {
        "seed.statements found": 1,
        "seed.of the right kind": 1,
        "seed.other quoted words taken": 1,
        "seed.scare quotes taken": 1,
    }
    assert measured.misses == ['missed: "I am wet,"', 'taken: "grand opening"']
