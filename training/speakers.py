"""Fit the confidence of speakers on annotated articles that are held out of training.

    python -m training.speakers src/onrecord/models/en

The weights are written to ``model.json`` as ``speaker``. The articles are those of ``training.corpora.held_out``; no
development data is used.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onrecord.encoder.logistic import probability
from onrecord.encoder.model import Model
from onrecord.people.coreference.antecedents import Antecedents
from onrecord.people.coreference.confidence import FEATURES, describe_speaker
from onrecord.people.coreference.gather import gather
from onrecord.people.coreference.speaker import Speaker
from onrecord.people.coreference.speakers import SpeakerResolver
from onrecord.people.lexicon import fold
from onrecord.people.names.mentions import find_mentions
from onrecord.people.view import View
from onrecord.statements import StatementReader
from onrecord.types import Article, Statement
from training.calibrate import articles_of, calibration_error, fit_logistic, round_weights
from training.corpora import HELD_OUT
from training.speaker_labels import speakers_of

# A found statement matches an annotated one if the contents share at least half of the characters of their union.
MIN_JACCARD = 0.5


def load_examples(reader: StatementReader) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the speaker features of each annotated statement that was found, and 1 if its speaker is right.

    *Shape:* [statements, features], [statements].
    """
    rows, is_right = [], []
    for corpus in HELD_OUT:
        for article, gold in articles_of(corpus):
            statements, resolved_speakers = _resolve_speakers(reader, article)
            for annotation in gold:
                best = max(statements, key=lambda statement: _jaccard(statement, annotation), default=None)
                if best is not None and _jaccard(best, annotation) >= MIN_JACCARD:
                    rows.append(describe_speaker(resolved_speakers[best.id]))
                    is_right.append(_has_right_speaker(resolved_speakers[best.id], annotation))
    return np.array(rows), np.array(is_right, dtype=float)


def _resolve_speakers(reader: StatementReader, article: Article) -> tuple[tuple[Statement, ...], dict[str, Speaker]]:
    encoding = reader.encode(article)
    statements = reader.find(article, encoding)
    view = View(article)
    sources = [span for statement in statements for span in statement.source]
    entities = gather(view, find_mentions(view, sources=sources, encoding=encoding))
    return statements, SpeakerResolver(view, entities, statements, Antecedents(encoding)).work_out()


def _jaccard(statement: Statement, annotation: dict[str, Any]) -> float:
    found_chars, annotated_chars = (
        {offset for start, end in spans for offset in range(start, end)}
        for spans in (statement.content, annotation["content"])
    )
    return len(found_chars & annotated_chars) / len(found_chars | annotated_chars)


def _has_right_speaker(speaker: Speaker, annotation: dict[str, Any]) -> bool:
    """Compare names without titles. A longer name is right if it contains the annotated one of two words or more."""
    speakers = [fold(speaker).split() for speaker in speakers_of(annotation)]
    if not speakers:
        return speaker.cluster is None
    name = fold(speaker.name or "").split()
    return any(gold == name or (len(gold) > 1 and {*gold} <= {*name}) for gold in speakers)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    path = parser.parse_args().model / "model.json"
    features, is_right = load_examples(StatementReader(Model(path.parent)))
    weights = fit_logistic(features, is_right)
    confidence = np.array([probability(row, weights) for row in features.tolist()])
    settings = json.loads(path.read_text(encoding="utf-8"))
    settings["speaker"] = round_weights(weights)
    path.write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")
    error = calibration_error(confidence, is_right)
    print(f"{len(is_right)} speakers, {is_right.mean():.3f} right; calibration error {error:.3f}")
    for name, weight in zip(FEATURES, settings["speaker"], strict=True):
        print(f"  {name:30} {weight:8.3f}")


if __name__ == "__main__":
    main()
