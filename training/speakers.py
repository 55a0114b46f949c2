"""Set how sure the shipped model's speakers are, on the celebrity pages: the only training pages that name speakers.

    python -m training.speakers src/onrecord/models/en

The rules that say who speaks learnt nothing from these pages. The model did, from their names and sources, so what it
gets wrong elsewhere is a little more than this shows.
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
from onrecord.people.antecedents import Antecedents
from onrecord.people.cast import gather
from onrecord.people.lexicon import fold
from onrecord.people.mentions import find_mentions
from onrecord.people.speakers import Speakers
from onrecord.people.sureness import FEATURES, describe_speaker
from onrecord.people.view import View
from onrecord.people.voices import Voice
from onrecord.statements import StatementReader
from onrecord.types import Article, Statement
from training.calibrate import articles_of, calibration_error, regression, rounded

MATCH = 0.5
"""Share of characters, of all that two statements have, that they must have in common to be one."""


def examples(reader: StatementReader) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """For each statement that is annotated and found: its speaker's features, and whether it is the right one."""
    rows, right = [], []
    for seen in (True, False):
        for article, gold in articles_of("celebrity", seen=seen):
            statements, voices = _voices(reader, article)
            for wanted in gold:
                found = max(statements, key=lambda one: _shared(one, wanted), default=None)
                if found is not None and _shared(found, wanted) >= MATCH:
                    rows.append(describe_speaker(voices[found.id]))
                    right.append(_is_right(voices[found.id], wanted))
    return np.array(rows), np.array(right, dtype=float)


def _voices(reader: StatementReader, article: Article) -> tuple[tuple[Statement, ...], dict[str, Voice]]:
    encoding = reader.encode(article)
    statements = reader.find(article, encoding)
    view = View(article)
    sources = [span for statement in statements for span in statement.source]
    cast = gather(view, find_mentions(view, sources=sources, encoding=encoding))
    return statements, Speakers(view, cast, statements, Antecedents(encoding)).work_out()


def _shared(found: Statement, wanted: dict[str, Any]) -> float:
    one, other = (
        {at for start, end in spans for at in range(start, end)} for spans in (found.content, wanted["content"])
    )
    return len(one & other) / len(one | other)


def _is_right(voice: Voice, wanted: dict[str, Any]) -> bool:
    if wanted["speaker_kind"] in ("person", "organisation") and wanted["speaker"]:
        gold, name = fold(wanted["speaker"]).split(), fold(voice.name or "").split()
        return gold == name or (len(gold) > 1 and {*gold} <= {*name})
    return voice.cluster is None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    path = parser.parse_args().model / "model.json"
    features, right = examples(StatementReader(Model(path.parent)))
    weights = regression(features, right)
    sure = np.array([probability(row, weights) for row in features.tolist()])
    settings = json.loads(path.read_text(encoding="utf-8"))
    settings["speaker"] = rounded(weights)
    path.write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")
    print(f"{len(right)} speakers, {right.mean():.3f} right; calibration error {calibration_error(sure, right):.3f}")
    for name, weight in zip(FEATURES, settings["speaker"], strict=True):
        print(f"  {name:30} {weight:8.3f}")


if __name__ == "__main__":
    main()
