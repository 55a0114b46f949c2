"""Set the shipped model's thresholds and its confidence on articles that training did not see.

    python -m training.calibrate src/onrecord/models/en

The articles are those that ``training.corpora.held_out`` keeps out of training; no development data is used.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onrecord.articles import cut
from onrecord.encoder.encode import blocks_of
from onrecord.encoder.model import Encoded, Model
from onrecord.encoder.words import Words, cut_words
from onrecord.statements import StatementReader
from onrecord.statements.confidence import FEATURES, extract_features
from onrecord.statements.drafts import Draft
from onrecord.statements.selection import Selection, select
from onrecord.statements.turns import find_turns
from onrecord.types import Article, Page, Span
from training.corpora import data_folder, held_out, read_lines

WORD = re.compile(r"\w+(?:['’]\w+)*")
LEAST = tuple(np.arange(0.2, 0.56, 0.02).round(2).tolist())
ALONE, FILLING = (0.9, 0.8, 0.7, 0.6), (0.7, 0.5, 0.3)
RIDGE = 1.0


def articles_of(name: str, *, seen: bool = False) -> Iterator[tuple[Article, list[dict[str, Any]]]]:
    """The articles of the corpus ``name`` that training did not see, or those that it saw, with their statements."""
    for line in read_lines(data_folder() / name / "train.jsonl"):
        if held_out(line["id"]) != seen:
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


@dataclass(frozen=True)
class Read:
    """A held-out article as the model read it, with what is annotated in it."""

    corpus: str
    words: Words
    encoded: Encoded
    candidates: list[Draft]
    gold: list[dict[str, Any]]

    def right(self, drafts: list[Draft]) -> list[bool]:
        """Which of ``drafts`` are annotated."""
        return matches(self.words.text, self.gold, [(draft.content, draft.source) for draft in drafts])

    def describe(self, drafts: list[Draft]) -> NDArray[np.float64]:
        """Features [drafts, features]."""
        rows = [extract_features(draft, self.words, self.encoded) for draft in drafts]
        return np.array(rows, dtype=float).reshape(-1, len(FEATURES))


def read_all(reader: StatementReader, corpus: str, *, seen: bool = False, transcripts: bool = False) -> list[Read]:
    """The articles of ``corpus``, read once; or only those that are transcripts."""
    read = []
    for article, gold in articles_of(corpus, seen=seen):
        if transcripts and not find_turns(
            [], cut_words(article.text, blocks_of(article), tokenizer=reader.model.tokenizer)
        ):
            continue
        encoding = reader.encode(article)
        words, encoded = encoding.words, encoding.encoded
        read.append(Read(corpus, words, encoded, reader.candidates(words, encoded), gold))
    return read


def f1_of(read: list[Read], choose: Callable[[Read], list[Draft]]) -> float:
    """F1 of attribution of what ``choose`` makes of each article."""
    hits = found = wanted = 0
    for one in read:
        drafts = choose(one)
        hits += sum(one.right(drafts))
        found += len(drafts)
        wanted += len(one.gold)
    return 2 * hits / (found + wanted)


def best_selection(read: list[Read]) -> dict[str, Any]:
    """How likely an attribution is, by its features, and the least for the best expected F1 on PolNeAR's articles.

    Expected: hits are counted as the sum of likelihoods, which is smoother than the hits of few articles.
    """
    features = [one.describe(one.candidates) for one in read]
    right = np.concatenate([one.right(one.candidates) for one in read])
    weights = rounded(regression(np.concatenate(features), right.astype(float)))
    polnear = [one for one in read if one.corpus == "polnear"]

    def f1(least: float) -> float:
        hits = found = 0.0
        for one in polnear:
            drafts, _ = select(one.candidates, one.words, one.encoded, selection=Selection(weights, least))
            hits += float(_sigmoid(one.describe(drafts) @ np.array(weights)).sum())
            found += len(drafts)
        return 2 * hits / (found + sum(len(one.gold) for one in polnear))

    return {"weights": weights, "least": max(LEAST, key=f1)}


def best_quotation_thresholds(reader: StatementReader, read: list[Read]) -> dict[str, float]:
    """How likely an unclaimed quotation must be to be content, for the best F1; of equals, the strictest."""

    def f1(thresholds: tuple[float, float]) -> float:
        alone, filling = thresholds
        reader.model.settings["quotations"] = {"alone": alone, "filling": filling}
        return f1_of(read, lambda one: reader.draft(one.words, one.encoded, candidates=one.candidates))

    alone, filling = max(product(ALONE, FILLING), key=f1)
    return {"alone": alone, "filling": filling}


def fit_confidence(reader: StatementReader, read: list[Read], more: list[Read]) -> tuple[list[float], float]:
    """Weights of a regression on whether a statement is right, and its calibration error by ten-fold trial.

    Of ``more``, articles that training saw, only what rules found counts: PolNeAR annotates hardly any of it.
    """
    drafts = [reader.draft(one.words, one.encoded, candidates=one.candidates) for one in (*read, *more)]
    for at in range(len(read), len(drafts)):
        drafts[at] = [draft for draft in drafts[at] if draft.basis != "cue"]
    read = [*read, *more]
    features = np.concatenate([one.describe(found) for one, found in zip(read, drafts, strict=True)])
    right = [one.right(found) for one, found in zip(read, drafts, strict=True)]
    target = np.concatenate(right).astype(float)
    trial = np.zeros(len(target))
    for fold in range(10):
        out = np.arange(len(target)) % 10 == fold
        trial[out] = _sigmoid(features[out] @ regression(features[~out], target[~out]))
    return rounded(regression(features, target)), calibration_error(trial, target)


def calibration_error(confidence: NDArray[np.float64], right: NDArray[np.float64], *, bins: int = 10) -> float:
    """Expected calibration error over ``bins`` of equal size."""
    order = np.argsort(confidence)
    parts = np.array_split(order, bins)
    return float(sum(abs(confidence[part].mean() - right[part].mean()) * len(part) for part in parts) / len(order))


def rounded(weights: NDArray[np.float64]) -> list[float]:
    """``weights`` as ``model.json`` holds them."""
    return [round(float(weight), 4) for weight in weights]


def _sigmoid(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    value: NDArray[np.float64] = 1 / (1 + np.exp(-logits))
    return value


def regression(features: NDArray[np.float64], target: NDArray[np.float64]) -> NDArray[np.float64]:
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
    reader = StatementReader(model)
    read = [*read_all(reader, "polnear"), *read_all(reader, "celebrity")]
    settings["selection"] = model.settings["selection"] = best_selection(read)
    settings["quotations"] = model.settings["quotations"] = best_quotation_thresholds(reader, read)
    f1 = f1_of(read, lambda one: reader.draft(one.words, one.encoded, candidates=one.candidates))
    more = [*read_all(reader, "celebrity", seen=True), *read_all(reader, "polnear", seen=True, transcripts=True)]
    settings["confidence"], error = fit_confidence(reader, read, more)
    path.write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")
    least, quotations = settings["selection"]["least"], settings["quotations"]
    print(f"held out: attribution F1 {f1:.3f}; least {least}, {quotations}; calibration error {error:.3f}")
    for name, weight in zip(FEATURES, settings["confidence"], strict=True):
        print(f"  {name:20} {weight:8.3f}")


if __name__ == "__main__":
    main()
