"""Fit the confidence of whole claims (content, source and speaker) on annotated training articles.

    python -m training.speakers src/onrecord/models/en

The weights are written to ``model.json`` as ``claim``: one regression for quoted statements, one for others. No
development data is used. All statements that are found in articles held out of training count, right or wrong. The
encoder was trained on the other articles, which spoils them for the contents of paraphrases: direct statements have the
right content in .94 (held out) and .92 (trained on), mixed ones in .95 and .96, indirect ones in .77 and .95. Speakers,
the content being right, are right in .88 and .91 on PolNeAR, .91 and .88 on celebrity pages, .84 and .86 on those of
other outlets. So there quoted statements count like those held out, and of the others those with the right content, as
far as their content is likely to be right: they tell about speakers alone.

PolNeAR has half of the quoted statements, and fewer of them are right than of those on news pages. So the features are
weighed on all corpora, and the bias is then set on pages alone. ``--bias`` sets it and keeps the other weights, and
with them the order of the statements by confidence.
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
from onrecord.people.coreference.confidence import FEATURES, ClaimGroup, claim_group, describe_claims
from onrecord.people.coreference.gather import gather
from onrecord.people.coreference.speaker import Speaker
from onrecord.people.coreference.speakers import SpeakerResolver
from onrecord.people.kinship import with_relatives
from onrecord.people.lexicon import fold
from onrecord.people.names.mentions import find_mentions
from onrecord.people.view import View
from onrecord.statements import StatementReader
from onrecord.types import Article, Kind, Statement
from training.calibrate import FOLDS, articles_of, calibration_error, fit_logistic, round_weights
from training.corpora import HELD_OUT
from training.speaker_labels import speakers_of

# A found statement matches an annotated one if the contents share at least half of the characters of their union.
MIN_JACCARD = 0.5
# Of the articles of PolNeAR that the encoder was trained on, one in so many, which gives as many quoted statements as
# all articles of the other two corpora.
POLNEAR_SHARE = 4
# Of 46 quoted statements of pages that the annotators left out, 18 are right, read by hand.
LEFT_OUT_RIGHT = 0.4


@dataclass(frozen=True)
class Claim:
    """A statement that was found, and its features."""

    corpus: str
    article: str
    kind: Kind
    is_held_out: bool
    is_annotated: bool
    features: list[float]
    target: float
    """1 if content and speaker are right, else 0; between them, the probability of a content that training has spoilt.

    The source, which names the speaker in one of several ways ("Tarn, the captain, said"), is right where it leads to
    the right speaker."""


def load_claims(reader: StatementReader) -> Iterator[Claim]:
    """Read the annotated articles, and yield the claims to fit on."""
    for corpus in HELD_OUT:
        for trained_on in (False, True):
            for article, gold in articles_of(corpus, trained_on=trained_on):
                if trained_on and corpus == "polnear" and zlib.crc32(article.id.encode()) % POLNEAR_SHARE:
                    continue
                yield from _claims_of(reader, article, gold, corpus=corpus, trained_on=trained_on)


def _claims_of(
    reader: StatementReader, article: Article, gold: list[dict[str, Any]], *, corpus: str, trained_on: bool
) -> Iterator[Claim]:
    statements, speakers, features = _resolve_speakers(reader, article)
    for statement in statements:
        best = max(gold, key=lambda annotation: _jaccard(statement, annotation), default=None)
        is_found = best is not None and _jaccard(statement, best) >= MIN_JACCARD
        # PolNeAR alone annotates thoughts: elsewhere one without an annotation may be right.
        is_unannotated = not is_found and statement.act == "thought" and corpus != "polnear"
        is_spoilt = trained_on and claim_group(statement.kind) == "reported"
        if is_unannotated or (is_spoilt and not is_found):
            continue
        target = float(best is not None and is_found and _has_right_speaker(speakers[statement.id], best))
        target *= statement.confidence if is_spoilt else 1.0
        yield Claim(
            corpus,
            article.id,
            statement.kind,
            is_held_out=not trained_on,
            is_annotated=is_found,
            features=features[statement.id],
            target=target,
        )


def _resolve_speakers(
    reader: StatementReader, article: Article
) -> tuple[tuple[Statement, ...], dict[str, Speaker], dict[str, list[float]]]:
    encoding = reader.encode(article)
    statements = reader.find(article, encoding)
    view = View(article)
    sources = [span for statement in statements for span in statement.source]
    entities = gather(view, with_relatives(view, find_mentions(view, sources=sources, encoding=encoding)))
    speakers = SpeakerResolver(view, entities, statements, Antecedents(encoding)).resolve_all()
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


def fit_group(claims: list[Claim]) -> tuple[list[float], NDArray[np.float64]]:
    """Return the weights for ``claims``, and the probability of each by weights that were fitted without its article.

    *Shape:* [features], [claims].
    """
    features = np.array([claim.features for claim in claims])
    target = np.array([claim.target for claim in claims])
    fold_of = np.array([zlib.crc32(claim.article.encode()) % FOLDS for claim in claims])
    predicted = np.zeros(len(claims))
    for number in range(FOLDS):
        is_test = fold_of == number
        weights = fit_logistic(features[~is_test], target[~is_test])
        predicted[is_test] = 1 / (1 + np.exp(-features[is_test] @ weights))
    return round_weights(fit_logistic(features, target)), predicted


def with_bias_of_pages(weights: list[float], claims: list[Claim]) -> list[float]:
    """Return ``weights`` with the bias for which the mean probability of the ``claims`` from pages is the share that is
    right, of those that are not annotated ``LEFT_OUT_RIGHT``."""
    of_pages = [claim for claim in claims if claim.corpus != "polnear"]
    log_odds = np.array([claim.features for claim in of_pages]) @ np.array(weights)
    share = np.mean([claim.target if claim.is_annotated else LEFT_OUT_RIGHT for claim in of_pages])
    low, high = -5.0, 5.0
    while high - low > 1e-6:
        middle = (low + high) / 2
        low, high = (middle, high) if np.mean(1 / (1 + np.exp(-log_odds - middle))) < share else (low, middle)
    return round_weights(np.array([weights[FEATURES.index("bias")] + low, *weights[1:]]))


def print_calibration(name: str, claims: list[Claim], predicted: NDArray[np.float64]) -> None:
    """Print how far the probabilities of the claims that are held out are off."""
    indices = [index for index, claim in enumerate(claims) if claim.is_held_out]
    right, probability = np.array([claims[index].target for index in indices]), predicted[indices]
    error = calibration_error(probability, right, bins=min(10, len(indices)))
    print(
        f"{name}: {len(claims)} claims; of {len(indices)} held out {right.mean():.3f} are right, confidence in "
        f"cross-validation {probability.mean():.3f}, calibration error {error:.3f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("--bias", action="store_true", help="set the bias of quoted statements and no other weight")
    options = parser.parse_args()
    path = options.model / "model.json"
    groups: dict[ClaimGroup, list[Claim]] = defaultdict(list)
    for claim in load_claims(StatementReader(Model(path.parent))):
        groups[claim_group(claim.kind)].append(claim)
    settings = json.loads(path.read_text(encoding="utf-8"))
    if not options.bias:
        for name, claims in sorted(groups.items()):
            settings["claim"][name], predicted = fit_group(claims)
            print_calibration(name, claims, predicted)
    settings["claim"]["quoted"] = with_bias_of_pages(settings["claim"]["quoted"], groups["quoted"])
    path.write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")
    for feature, *weights in zip(FEATURES, *settings["claim"].values(), strict=True):
        print(f"  {feature:30}", *(f"{weight:8.3f}" for weight in weights))


if __name__ == "__main__":
    main()
