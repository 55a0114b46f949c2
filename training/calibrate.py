"""Fit the thresholds and the confidence of the exported model on articles held out of training.

    python -m training.calibrate src/onrecord/models/en

The articles are those for which ``training.corpora.held_out`` is true. Development data is not used. The results are
written to ``model.json`` as ``selection``, ``quotations`` and ``confidence``.
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
from onrecord.statements.selection import Selection, rank, select
from onrecord.statements.turns import find_turns
from onrecord.types import Article, Page, Span
from training.corpora import HELD_OUT, data_folder, held_out, read_lines

WORD = re.compile(r"\w+(?:['’]\w+)*")
# Candidate values of ``selection.least``: 0.20 to 0.54.
LEAST_VALUES = tuple(np.arange(0.2, 0.56, 0.02).round(2).tolist())
# Candidate values of ``quotations.alone`` and ``quotations.filling``, strictest first, so that ``max`` prefers them.
ALONE_VALUES, FILLING_VALUES = (0.9, 0.8, 0.7, 0.6), (0.7, 0.5, 0.3)
# A found statement matches an annotated one if they share at least half of the words of their contents' union.
MIN_JACCARD = 0.5
# Strength of the L2 penalty. The features are scaled to similar size, so one value serves all.
RIDGE = 1.0
NEWTON_STEPS = 30
FOLDS = 10


def articles_of(corpus: str, *, trained_on: bool = False) -> Iterator[tuple[Article, list[dict[str, Any]]]]:
    """Iterate over the held-out articles of ``corpus`` with their annotated statements.

    With ``trained_on``, iterate over the articles used in training instead.
    """
    for line in read_lines(data_folder() / corpus / "train.jsonl"):
        if held_out(line["id"], corpus) != trained_on:
            body = line["text"].encode()
            page = Page(source=f"{line['id']}.txt", body=body, sha256="", content_type="text/plain", encoding="utf-8")
            yield cut(page), line["statements"]


def match_statements(text: str, gold: list[dict[str, Any]], statements: list[tuple[Any, Any]]) -> list[bool]:
    """Tell for each of ``statements``, pairs of content and source, if it matches a statement of ``gold``.

    The contents must have a Jaccard index of 0.5 by words, and the sources must share a word or both be empty. Pairs
    are matched one to one, those with the highest index first.
    """
    tokens = np.array([match.span() for match in WORD.finditer(text)]).reshape(-1, 2)
    centres = (tokens[:, 0] + tokens[:, 1] - 1) // 2

    def words_in(spans: list[Span]) -> frozenset[int]:
        return frozenset(
            int(index) for start, end in spans for index in np.flatnonzero((centres >= start) & (centres < end))
        )

    gold_words = [(words_in(statement["content"]), words_in(statement["source"])) for statement in gold]
    own_words = [(words_in(content), words_in(source)) for content, source in statements]
    pairs = sorted(
        (
            (len(gold_content & content) / len(gold_content | content), gold_index, index)
            for gold_index, (gold_content, _) in enumerate(gold_words)
            for index, (content, _) in enumerate(own_words)
            if gold_content & content
        ),
        reverse=True,
    )
    matched, used_gold = [False] * len(own_words), set()
    for jaccard, gold_index, index in pairs:
        if jaccard >= MIN_JACCARD and gold_index not in used_gold and not matched[index]:
            used_gold.add(gold_index)
            gold_source, source = gold_words[gold_index][1], own_words[index][1]
            matched[index] = bool(gold_source & source) or not (gold_source or source)
    return matched


@dataclass(frozen=True)
class EncodedArticle:
    """An encoded article with its candidate drafts and its annotated statements."""

    corpus: str
    words: Words
    encoded: Encoded
    candidates: list[Draft]
    gold: list[dict[str, Any]]

    def match(self, drafts: list[Draft]) -> list[bool]:
        """Tell for each of ``drafts`` if it matches an annotated statement."""
        return match_statements(self.words.text, self.gold, [(draft.content, draft.source) for draft in drafts])

    def extract_features(self, drafts: list[Draft]) -> NDArray[np.float64]:
        """Return the features of ``drafts``. *Shape:* [drafts, features]."""
        rows = [extract_features(draft, self.words, self.encoded) for draft in drafts]
        return np.array(rows, dtype=float).reshape(-1, len(FEATURES))


def encode_corpus(
    reader: StatementReader, corpus: str, *, trained_on: bool = False, transcripts_only: bool = False
) -> list[EncodedArticle]:
    """Encode the held-out articles of ``corpus`` (with ``trained_on``, those of training)."""
    articles = []
    for article, gold in articles_of(corpus, trained_on=trained_on):
        if transcripts_only and not find_turns(
            [], cut_words(article.text, blocks_of(article), tokenizer=reader.model.tokenizer)
        ):
            continue
        encoding = reader.encode(article)
        words, encoded = encoding.words, encoding.encoded
        articles.append(EncodedArticle(corpus, words, encoded, reader.candidates(words, encoded), gold))
    return articles


def attribution_f1(articles: list[EncodedArticle], make_drafts: Callable[[EncodedArticle], list[Draft]]) -> float:
    """Return the F1 of content and source over ``articles``."""
    hits = draft_count = gold_count = 0
    for article in articles:
        drafts = make_drafts(article)
        hits += sum(article.match(drafts))
        draft_count += len(drafts)
        gold_count += len(article.gold)
    return 2 * hits / (draft_count + gold_count)


def fit_selection(articles: list[EncodedArticle]) -> dict[str, Any]:
    """Fit the regression of ``Selection`` on all candidates, and its threshold by the expected F1 on PolNeAR.

    The expected F1 counts the sum of probabilities as hits. It is a smooth function of the threshold; by the actual
    hits of 40 articles, the best threshold jumped between 0.30 and 0.45.
    """
    features = [article.extract_features(article.candidates) for article in articles]
    is_right = np.concatenate([article.match(article.candidates) for article in articles])
    weights = round_weights(fit_logistic(np.concatenate(features), is_right.astype(float)))
    polnear = [article for article in articles if article.corpus == "polnear"]

    def expected_f1(least: float) -> float:
        hits = draft_count = 0.0
        for article in polnear:
            selection = Selection(weights, least)
            ranked = rank(article.candidates, article.words, article.encoded, selection=selection)
            drafts, _ = select(ranked, article.words, selection=selection)
            hits += float(_sigmoid(article.extract_features(drafts) @ np.array(weights)).sum())
            draft_count += len(drafts)
        return 2 * hits / (draft_count + sum(len(article.gold) for article in polnear))

    return {"weights": weights, "least": max(LEAST_VALUES, key=expected_f1)}


def fit_quotation_thresholds(reader: StatementReader, articles: list[EncodedArticle]) -> dict[str, float]:
    """Choose the thresholds of unclaimed quotations with the best F1; of several, the strictest."""

    def f1(thresholds: tuple[float, float]) -> float:
        alone, filling = thresholds
        reader.model.settings["quotations"] = {"alone": alone, "filling": filling}
        return attribution_f1(articles, lambda article: _draft(reader, article))

    alone, filling = max(product(ALONE_VALUES, FILLING_VALUES), key=f1)
    return {"alone": alone, "filling": filling}


def fit_confidence(
    reader: StatementReader, articles: list[EncodedArticle], seen_articles: list[EncodedArticle]
) -> tuple[list[float], float]:
    """Fit the regression of the confidence; return its weights and its calibration error in cross-validation.

    Of ``seen_articles``, which were used in training, only drafts that rules added count, because held-out PolNeAR has
    hardly any of them.
    """
    drafts = [_draft(reader, article) for article in articles]
    drafts += [[draft for draft in _draft(reader, article) if draft.basis != "cue"] for article in seen_articles]
    articles = [*articles, *seen_articles]
    features = np.concatenate([article.extract_features(own) for article, own in zip(articles, drafts, strict=True)])
    is_right = np.concatenate([article.match(own) for article, own in zip(articles, drafts, strict=True)]).astype(float)
    confidence = np.zeros(len(is_right))
    for fold in range(FOLDS):
        is_test = np.arange(len(is_right)) % FOLDS == fold
        confidence[is_test] = _sigmoid(features[is_test] @ fit_logistic(features[~is_test], is_right[~is_test]))
    return round_weights(fit_logistic(features, is_right)), calibration_error(confidence, is_right)


def _draft(reader: StatementReader, article: EncodedArticle) -> list[Draft]:
    return reader.draft(article.words, article.encoded, candidates=article.candidates)


def calibration_error(confidence: NDArray[np.float64], is_right: NDArray[np.float64], *, bins: int = 10) -> float:
    """Return the expected calibration error over ``bins`` of equal size. *Shape:* [statements], [statements]."""
    parts = np.array_split(np.argsort(confidence), bins)
    gaps = (abs(confidence[part].mean() - is_right[part].mean()) * len(part) for part in parts)
    return float(sum(gaps) / len(confidence))


def round_weights(weights: NDArray[np.float64]) -> list[float]:
    """Round ``weights`` to the four decimals of ``model.json``."""
    return [round(float(weight), 4) for weight in weights]


def _sigmoid(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    probabilities: NDArray[np.float64] = 1 / (1 + np.exp(-logits))
    return probabilities


def fit_logistic(features: NDArray[np.float64], target: NDArray[np.float64]) -> NDArray[np.float64]:
    """Fit a logistic regression with an L2 penalty by Newton's method.

    *Shape:* ``features`` [samples, features], ``target`` [samples] of 0 and 1 -> [features].
    """
    weights = np.zeros(features.shape[1])
    for _ in range(NEWTON_STEPS):
        probability = _sigmoid(features @ weights)
        gradient = features.T @ (probability - target) + RIDGE * weights
        curvature = (features * (probability * (1 - probability))[:, None]).T @ features + RIDGE * np.eye(len(weights))
        weights = weights - np.linalg.solve(curvature, gradient)
    return weights


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    folder = parser.parse_args().model
    path = folder / "model.json"
    settings = json.loads(path.read_text(encoding="utf-8"))
    model = Model(folder)
    reader = StatementReader(model)
    articles = [article for corpus in HELD_OUT for article in encode_corpus(reader, corpus)]
    settings["selection"] = model.settings["selection"] = fit_selection(articles)
    settings["quotations"] = model.settings["quotations"] = fit_quotation_thresholds(reader, articles)
    f1 = attribution_f1(articles, lambda article: _draft(reader, article))
    seen_articles = [
        *encode_corpus(reader, "celebrity", trained_on=True),
        *encode_corpus(reader, "polnear", trained_on=True, transcripts_only=True),
    ]
    settings["confidence"], error = fit_confidence(reader, articles, seen_articles)
    path.write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")
    least, quotations = settings["selection"]["least"], settings["quotations"]
    print(f"held out: attribution F1 {f1:.3f}; least {least}, {quotations}; calibration error {error:.3f}")
    for name, weight in zip(FEATURES, settings["confidence"], strict=True):
        print(f"  {name:20} {weight:8.3f}")


if __name__ == "__main__":
    main()
