"""Fit the confidence of whole claims (content, source and speaker) on annotated training articles.

    python -m training.speakers src/onrecord/models/en

The weights are written to ``model.json`` as ``claim``; no development data is used. All statements that are found in
articles held out of training count, right or wrong. In articles that the encoder was trained on, only quoted statements
count, since it finds quotations no better there, but paraphrases much better: the contents of direct statements are
right in .94 (held out) and .92 (trained on), of mixed ones in .95 and .96, of indirect ones in .77 and .95; speakers,
the content being right, in .88 and .91 on PolNeAR, .91 and .88 on celebrity pages, .84 and .86 on those of other
outlets.
"""

from __future__ import annotations

import argparse
import json
import zlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onrecord.encoder.model import Model
from onrecord.people.coreference.antecedents import Antecedents
from onrecord.people.coreference.confidence import FEATURES, describe_claims
from onrecord.people.coreference.gather import gather
from onrecord.people.coreference.speaker import Speaker
from onrecord.people.coreference.speakers import SpeakerResolver
from onrecord.people.kinship import with_relatives
from onrecord.people.lexicon import fold
from onrecord.people.names.mentions import find_mentions
from onrecord.people.view import View
from onrecord.statements import StatementReader
from onrecord.types import Article, Statement
from training.calibrate import FOLDS, articles_of, calibration_error, fit_logistic, round_weights
from training.corpora import HELD_OUT
from training.speaker_labels import speakers_of

# A found statement matches an annotated one if the contents share at least half of the characters of their union.
MIN_JACCARD = 0.5
QUOTED = frozenset(["direct", "mixed"])
# Of the articles of PolNeAR that the encoder was trained on, one in so many, which gives as many quoted statements as
# all articles of the other two corpora.
POLNEAR_SHARE = 4


@dataclass(frozen=True)
class Claim:
    """A statement that was found, and its features."""

    article: str
    kind: str
    is_held_out: bool
    features: list[float]
    is_right: bool
    """True if content and speaker are right. The source, which names the speaker in one of several ways ("Tarn, the
    captain, said"), is right where it leads to the right speaker."""


def load_claims(reader: StatementReader) -> Iterator[Claim]:
    """Read the annotated articles, and yield the claims to fit on."""
    for corpus in HELD_OUT:
        for seen in (False, True):
            for article, gold in articles_of(corpus, seen=seen):
                if seen and corpus == "polnear" and zlib.crc32(article.id.encode()) % POLNEAR_SHARE:
                    continue
                yield from _claims_of(reader, article, gold, corpus=corpus, seen=seen)


def _claims_of(
    reader: StatementReader, article: Article, gold: list[dict[str, Any]], *, corpus: str, seen: bool
) -> Iterator[Claim]:
    statements, speakers, features = _resolve_speakers(reader, article)
    for statement in statements:
        best = max(gold, key=lambda annotation: _jaccard(statement, annotation), default=None)
        is_found = best is not None and _jaccard(statement, best) >= MIN_JACCARD
        # PolNeAR alone annotates thoughts: elsewhere one without an annotation may be right.
        is_unannotated = not is_found and statement.act == "thought" and corpus != "polnear"
        if (seen and statement.kind not in QUOTED) or is_unannotated:
            continue
        is_right = best is not None and is_found and _has_right_speaker(speakers[statement.id], best)
        yield Claim(article.id, statement.kind, not seen, features[statement.id], is_right)


def _resolve_speakers(
    reader: StatementReader, article: Article
) -> tuple[tuple[Statement, ...], dict[str, Speaker], dict[str, list[float]]]:
    encoding = reader.encode(article)
    statements = reader.find(article, encoding)
    view = View(article)
    sources = [span for statement in statements for span in statement.source]
    entities = gather(view, with_relatives(view, find_mentions(view, sources=sources, encoding=encoding)))
    speakers = SpeakerResolver(view, entities, statements, Antecedents(encoding)).work_out()
    return statements, speakers, describe_claims(statements, speakers, entities.clusters)


def _jaccard(statement: Statement, annotation: dict[str, Any]) -> float:
    found_chars, annotated_chars = (
        {offset for start, end in spans for offset in range(start, end)}
        for spans in (statement.content, annotation["content"])
    )
    return len(found_chars & annotated_chars) / max(1, len(found_chars | annotated_chars))


def _has_right_speaker(speaker: Speaker, annotation: dict[str, Any]) -> bool:
    """Compare names without titles. A longer name is right if it contains the annotated one of two words or more."""
    speakers = [fold(speaker).split() for speaker in speakers_of(annotation)]
    if not speakers:
        return speaker.cluster is None
    name = fold(speaker.name or "").split()
    return any(gold == name or (len(gold) > 1 and {*gold} <= {*name}) for gold in speakers)


def predict_folds(
    features: NDArray[np.float64], is_right: NDArray[np.float64], articles: list[str]
) -> NDArray[np.float64]:
    """Probability of each claim by weights that were fitted without its article. *Shape:* [claims]."""
    fold_of = np.array([zlib.crc32(article.encode()) % FOLDS for article in articles])
    predicted = np.zeros(len(is_right))
    for number in range(FOLDS):
        is_test = fold_of == number
        weights = fit_logistic(features[~is_test], is_right[~is_test])
        predicted[is_test] = 1 / (1 + np.exp(-features[is_test] @ weights))
    return predicted


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    path = parser.parse_args().model / "model.json"
    claims = list(load_claims(StatementReader(Model(path.parent))))
    features = np.array([claim.features for claim in claims])
    is_right = np.array([claim.is_right for claim in claims], dtype=float)
    predicted = predict_folds(features, is_right, [claim.article for claim in claims])
    settings = json.loads(path.read_text(encoding="utf-8"))
    settings["claim"] = round_weights(fit_logistic(features, is_right))
    path.write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")
    groups: dict[str, list[int]] = defaultdict(list)
    for index, claim in enumerate(claims):
        for group in ("all", claim.kind, "held out" if claim.is_held_out else "trained on"):
            groups[group].append(index)
    print("in cross-validation by article:")
    for group, indices in groups.items():
        right, probability = is_right[indices], predicted[indices]
        error = calibration_error(probability, right, bins=min(10, len(indices)))
        print(f"  {group:12} {len(indices):5} claims, {right.mean():.3f} right, confidence {probability.mean():.3f}; "
              f"calibration error {error:.3f}")  # fmt: skip
    for name, weight in zip(FEATURES, settings["claim"], strict=True):
        print(f"  {name:30} {weight:8.3f}")


if __name__ == "__main__":
    main()
