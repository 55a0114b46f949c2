"""Set the shipped model's thresholds and its confidence on articles that training did not see.

    python -m training.calibrate src/onrecord/models/en

The articles are those that ``training.corpora.held_out`` keeps out of training; no development data is used.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onrecord.articles import cut
from onrecord.statements import StatementReader
from onrecord.statements.attribution import Thresholds, attributions
from onrecord.statements.confidence import FEATURES, describe
from onrecord.statements.drafts import Draft, spans_of
from onrecord.statements.find import blocks_of
from onrecord.statements.model import Model
from onrecord.statements.words import cut_words
from onrecord.types import Article, Page, Span
from training.corpora import data_folder, held_out, read_lines

WORD = re.compile(r"\w+(?:['’]\w+)*")
EDGES, PEAKS, SCORES = (0.2, 0.3, 0.4), np.arange(0.3, 0.71, 0.05), (-1.0, -0.5, 0.0, 0.5, 1.0)
ALONE, FILLING = (0.6, 0.7, 0.8, 0.9), (0.3, 0.5, 0.7)
RIDGE = 1.0


def held_out_articles(name: str) -> Iterator[tuple[Article, list[dict[str, Any]]]]:
    """The articles of the corpus ``name`` that training did not see, with their statements."""
    for line in read_lines(data_folder() / name / "train.jsonl"):
        if held_out(line["id"]):
            body = line["text"].encode()
            page = Page(source=f"{line['id']}.txt", body=body, sha256="", content_type="text/plain", encoding="utf-8")
            yield cut(page), line["statements"]


def matches(text: str, gold: list[dict[str, Any]], found: list[tuple[Any, Any]]) -> list[bool]:
    """For each found (content, source), whether an annotated statement has half its words and shares its source."""
    tokens = np.array([match.span() for match in WORD.finditer(text)]).reshape(-1, 2)
    middle = (tokens[:, 0] + tokens[:, 1] - 1) // 2

    def words(spans: list[Span]) -> frozenset[int]:
        return frozenset(int(at) for start, end in spans for at in np.flatnonzero((middle >= start) & (middle < end)))

    wanted = [(words(statement["content"]), words(statement["source"])) for statement in gold]
    given = [(words(content), words(source)) for content, source in found]
    pairs = sorted(
        (
            (len(g[0] & f[0]) / len(g[0] | f[0]), i, j)
            for i, g in enumerate(wanted)
            for j, f in enumerate(given)
            if g[0] & f[0]
        ),
        reverse=True,
    )
    right, used = [False] * len(given), set()
    for share, i, j in pairs:
        if share >= 0.5 and i not in used and not right[j]:
            used.add(i)
            right[j] = bool(wanted[i][1] & given[j][1]) or not (wanted[i][1] or given[j][1])
    return right


def best_thresholds(model: Model) -> tuple[Thresholds, float]:
    """The thresholds with the best F1 on the held-out articles of PolNeAR, and that F1."""
    read = []
    for article, gold in held_out_articles("polnear"):
        words = cut_words(article.text, blocks_of(article), tokenizer=model.tokenizer)
        read.append((words, model.encode(words), gold))
    results = []
    for edge, peak, score in product(EDGES, PEAKS, SCORES):
        thresholds = Thresholds(edge, round(float(peak), 2), score)
        hits = found = wanted = 0
        for words, encoded, gold in read:
            attributed = attributions(words, encoded, model=model, thresholds=thresholds)
            pairs = [(spans_of(words, one.content), spans_of(words, one.source)) for one in attributed]
            hits += sum(matches(words.text, gold, pairs))
            found += len(pairs)
            wanted += len(gold)
        results.append((2 * hits / (found + wanted), thresholds))
    f1, thresholds = max(results, key=lambda result: result[0])
    return thresholds, f1


def best_quotation_thresholds(reader: StatementReader) -> dict[str, float]:
    """How likely an unclaimed quotation must be to be content, for the best F1 on all held-out articles."""
    articles = [(article, gold) for name in ("polnear", "celebrity") for article, gold in held_out_articles(name)]
    results = []
    for alone, filling in product(ALONE, FILLING):
        reader.model.settings["quotations"] = {"alone": alone, "filling": filling}
        hits = found = wanted = 0
        for article, gold in articles:
            drafts = reader.draft(article)[2]
            hits += sum(matches(article.text, gold, [_pair(draft) for draft in drafts]))
            found += len(drafts)
            wanted += len(gold)
        results.append((2 * hits / (found + wanted), alone, filling))
    _, alone, filling = max(results)
    return {"alone": alone, "filling": filling}


def fit_confidence(reader: StatementReader) -> tuple[list[float], float]:
    """Weights of a logistic regression on whether a statement is right, and its calibration error by ten-fold trial."""
    rows: list[list[float]] = []
    right: list[bool] = []
    for name in ("polnear", "celebrity"):
        for article, gold in held_out_articles(name):
            words, encoded, drafts = reader.draft(article)
            rows += [describe(draft, words, encoded) for draft in drafts]
            right += matches(article.text, gold, [_pair(draft) for draft in drafts])
    features, target = np.array(rows), np.array(right, dtype=float)
    trial = np.zeros(len(target))
    for fold in range(10):
        out = np.arange(len(target)) % 10 == fold
        trial[out] = _sigmoid(features[out] @ _regression(features[~out], target[~out]))
    return [round(float(weight), 4) for weight in _regression(features, target)], calibration_error(trial, target)


def calibration_error(confidence: NDArray[np.float64], right: NDArray[np.float64], *, bins: int = 10) -> float:
    """Expected calibration error over ``bins`` of equal size."""
    order = np.argsort(confidence)
    parts = np.array_split(order, bins)
    return float(sum(abs(confidence[part].mean() - right[part].mean()) * len(part) for part in parts) / len(order))


def _pair(draft: Draft) -> tuple[Any, Any]:
    return draft.content, draft.source


def _sigmoid(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    value: NDArray[np.float64] = 1 / (1 + np.exp(-logits))
    return value


def _regression(features: NDArray[np.float64], target: NDArray[np.float64]) -> NDArray[np.float64]:
    """Newton's method with a ridge."""
    weights = np.zeros(features.shape[1])
    for _ in range(30):
        probability = _sigmoid(features @ weights)
        gradient = features.T @ (probability - target) + RIDGE * weights
        curvature = (features * (probability * (1 - probability))[:, None]).T @ features + RIDGE * np.eye(len(weights))
        weights = weights - np.linalg.solve(curvature, gradient)
    return weights


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    given = parser.parse_args()
    path = given.model / "model.json"
    settings = json.loads(path.read_text(encoding="utf-8"))
    model = Model(given.model)
    thresholds, f1 = best_thresholds(model)
    settings["thresholds"] = {"edge": thresholds.edge, "peak": thresholds.peak, "score": thresholds.score}
    model.settings.update(settings)
    reader = StatementReader(model)
    settings["quotations"] = model.settings["quotations"] = best_quotation_thresholds(reader)
    settings["confidence"], error = fit_confidence(reader)
    path.write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")
    print(f"held out: attribution F1 {f1:.3f} with {thresholds}, {settings['quotations']}; calibration error {error:.3f}")
    for name, weight in zip(FEATURES, settings["confidence"], strict=True):
        print(f"  {name:20} {weight:8.3f}")


if __name__ == "__main__":
    main()
