"""Measure the pair scorer of an exported model on held-out articles: how often it chooses the labelled speaker.

    python -m training.measure src/onrecord/models/en

The choice is among the candidates that training sees (``speaker_labels``) and nobody, by the scorer alone.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from onrecord.encoder.model import Model
from onrecord.people.lexicon import PRONOUNS
from training.batches import STATEMENTS, read_articles
from training.corpora import Anaphor, Example


@dataclass(frozen=True, slots=True)
class Choice:
    """The scorer's choice for one anaphor. ``kind`` is the form of the source and the kind of speaker."""

    kind: str
    right: bool
    is_named: bool


def choose_speakers(model: Model, example: Example) -> Iterator[Choice]:
    encoded = model.encode(example.words)
    for anaphor in example.anaphors:
        left = np.full(len(anaphor.candidates), anaphor.word)
        scores = model.score_pairs(encoded, example.words, left, np.array(anaphor.candidates))
        best = int(scores.argmax())
        is_named = bool(scores[best] > 0)
        right = anaphor.right[best] if is_named else not any(anaphor.right)
        yield Choice(kind_of(example, anaphor), right, is_named)


def kind_of(example: Example, anaphor: Anaphor) -> str:
    start, end = example.words.spans[anaphor.word]
    word = example.words.text[start:end]
    form = "pronoun" if word.casefold() in PRONOUNS else "name" if word[0].isupper() else "other"
    return f"{form}, {'named' if any(anaphor.right) else 'nobody'}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", type=Path, nargs="+")
    for folder in parser.parse_args().models:
        model = Model(folder)
        print(folder)
        for corpus in STATEMENTS:
            by_kind: dict[str, list[Choice]] = defaultdict(list)
            for article in read_articles(model.tokenizer, corpus, trained_on=False):
                for choice in choose_speakers(model, article):
                    by_kind[choice.kind].append(choice)
            for kind, chosen in sorted(by_kind.items()):
                right, named_share = (
                    np.mean([getattr(choice, part) for choice in chosen]) for part in ("right", "is_named")
                )
                print(f"  {corpus:10} {kind:16} {len(chosen):5}  right {right:.3f}  named {named_share:.3f}")


if __name__ == "__main__":
    main()
