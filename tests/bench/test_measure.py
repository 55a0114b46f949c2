"""Measuring on small invented corpora, with a stand-in for the scorer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bench.corpora import Corpora
from bench.measure import OF_CELEBRITY, OF_PAGES, Bench, agree, celebrity, pages, polnear, seed, verdicts
from onrecord.reading import Reader


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


def test_verdicts_follow_the_order_of_the_record(bench: Bench, gold: dict[str, Any]) -> None:
    polnear(bench)
    record = json.loads((bench.work / "polnear.jsonl").read_text(encoding="utf-8"))
    assert record["id"] == "a.1"
    assert verdicts(gold, record)[0] == {0: 0}


@pytest.mark.parametrize(("correct", "agrees"), [(50, True), (51, True), (52, False), (40, False)])
def test_a_rule_that_has_come_apart_from_the_scorer_is_noticed(correct: int, *, agrees: bool) -> None:
    scored = {"p": 0.5, "predicted": 100}
    if agrees:
        agree(correct, scored)
    else:
        with pytest.raises(ValueError, match=f"bench.match finds {correct} statements right, the scorer 0.5 of 100"):
            agree(correct, scored)


def test_whole_pages(bench: Bench, gold: dict[str, Any]) -> None:
    measured = celebrity(bench)
    assert {figure.name: figure.value for figure in measured.figures} == {
        f"celebrity.{name}": 0.2 for name in OF_CELEBRITY
    }
    records = (bench.work / "celebrity.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(record)["article"]["text"] for record in records] == [gold["text"]]


def test_a_page_that_cannot_be_read_counts_as_empty(bench: Bench) -> None:
    (bench.corpora.scorers / "page_score.py").write_text(
        "import json, sys\nfrom collections import Counter\ncontent_words = lambda text, row: Counter()\n"
        "if __name__ == '__main__':\n    rows = [json.loads(line) for line in open(sys.argv[2])]\n"
        f"    print(json.dumps({{name: {{'f1': len(rows)}} for name in {OF_PAGES!r}}}))",
        encoding="utf-8",
    )
    measured = pages(bench)
    assert {figure.value for figure in measured.figures} == {1}
    assert len(measured.troubles) == 1
    assert "a.1.html: the page is empty" in measured.troubles[0]


def test_seed(bench: Bench, gold: dict[str, Any]) -> None:
    measured = seed(bench)
    assert {figure.name: figure.value for figure in measured.figures} == {
        "seed.statements found": 1,
        "seed.of the right kind": 1,
        "seed.facts right": 4,
        "seed.other quoted words taken": 1,
        "seed.scare quotes taken": 1,
    }
    (start, end), *_ = gold["statements"][0]["content"]
    assert measured.misses == [
        'missed: "I am wet,"',
        'taken: "grand opening"',
        f"wrong: mentions of [[{start}, {end}]]: [], not ['Una Quill']",
        f"wrong: when of [[{start}, {end}]]: None, not '2031-04-07'",
        "wrong: age of Pellworth",
    ]
