"""Cut training articles into chunks, and group chunks into steps."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np
from tokenizers import Tokenizer

from onrecord.encoder.words import Words
from training.corpora import Anaphor, Example, data_folder, example, held_out, read_lines
from training.identity import mark_annotated, mark_news, read_gap, read_gum, read_redocred

CHUNK = 3000
"""Wordpieces of a chunk: an article, or part of a very long one. Chunks are long because antecedents may be far back.
"""
STEP = 1500
"""Wordpieces that one process reads in a step, unless a single chunk is longer."""
WINDOW = 190
"""Wordpieces of a window in training. Inference uses shorter ones, which are faster and no less accurate."""
STATEMENTS = {"polnear": 1, "celebrity": 1, "outlets": 2}
"""The annotated articles, and how often an epoch sees each. Pages from many outlets are few, and closest to real use.
"""
OF_EACH = {"gum": 1.0, "gap": 0.35, "redocred": 0.35}
"""Share of each corpus of names that an epoch sees."""


def load_examples(tokenizer: Tokenizer) -> list[list[Example]]:
    """Load the training articles as chunks; each item has the same chunk by each of its annotators."""
    articles: dict[str, list[Example]] = {}
    repeats: dict[str, int] = {}
    for corpus, repeat in STATEMENTS.items():
        for labelled in read_articles(tokenizer, corpus):
            articles[labelled.id] = [labelled]
            repeats[labelled.id] = repeat
    for article in read_lines(data_folder() / "polnear/train-second-annotators.jsonl"):
        if first := articles.get(article["id"]):  # further annotators marked statements, not speakers
            further = example(article, tokenizer=tokenizer, thoughts=True)
            first.append(replace(further, names=first[0].names, anaphors=first[0].anaphors))
    return [
        [_slice(version, start, end) for version in versions]
        for identity, versions in articles.items()
        for start, end in _chunks(versions[0].words)
        for _ in range(repeats[identity])
    ]


def read_articles(tokenizer: Tokenizer, corpus: str, *, trained_on: bool = True) -> Iterator[Example]:
    """The training articles of ``corpus`` as examples, or the held-out ones."""
    data = data_folder()
    silver = {line["id"]: line["entities"] for line in read_lines(data / "polnear/train-corenlp.jsonl")}
    for article in read_lines(data / corpus / "train.jsonl"):
        if held_out(article["id"], corpus) == trained_on:
            continue
        labelled = example(article, tokenizer=tokenizer, thoughts="people" not in article)
        if "people" in article:
            mark_annotated(labelled, article)
        else:
            mark_news(labelled, article, silver.get(article["id"], []))
        yield labelled


def load_name_corpora(tokenizer: Tokenizer) -> dict[str, list[Example]]:
    """Load the corpora of names as chunks, by corpus."""
    data = data_folder()
    read = {
        "gum": read_gum(data / "gum", tokenizer=tokenizer),
        "gap": read_gap([data / "gap/gap-development.tsv", data / "gap/gap-test.tsv"], tokenizer=tokenizer),
        "redocred": read_redocred([data / "redocred/dev.json", data / "redocred/test.json"], tokenizer=tokenizer),
    }
    return {
        name: [_slice(example, start, end) for example in examples for start, end in _chunks(example.words)]
        for name, examples in read.items()
    }


def _chunks(words: Words) -> list[tuple[int, int]]:
    starts = [0, *(np.flatnonzero(np.diff(words.block)) + 1).tolist(), len(words)]
    cuts = [0]
    for start, end in pairwise(starts):
        if words.first_piece[end] - words.first_piece[cuts[-1]] > CHUNK and start > cuts[-1]:
            cuts.append(start)
    return [(start, end) for start, end in zip(cuts, [*cuts[1:], len(words)], strict=True) if end > start]


def _slice(example: Example, start: int, end: int) -> Example:
    words = example.words
    part = replace(
        words,
        spans=words.spans[start:end],
        block=words.block[start:end],
        features=words.features[start:end],
        pieces=words.pieces[words.first_piece[start] : words.first_piece[end]],
        first_piece=words.first_piece[start : end + 1] - words.first_piece[start],
    )
    anchors = [
        ([word - start for word in cue], labels[start:end])
        for cue, labels in example.anchors
        if start <= cue[0] and cue[-1] < end
    ]
    return Example(
        example.id,
        part,
        example.tags[start:end],
        example.weights[start:end],
        anchors,
        example.names[start:end],
        [_shift(anaphor, start, end) for anaphor in example.anaphors if start <= anaphor.word < end],
    )


def _shift(anaphor: Anaphor, start: int, end: int) -> Anaphor:
    """``anaphor`` relative to the chunk from ``start`` to ``end``, without candidates outside it."""
    inside = [(word - start, right) for word, right in zip(anaphor.candidates, anaphor.right, strict=True)
            if start <= word < end]  # fmt: skip
    return Anaphor(anaphor.word - start, tuple(word for word, _ in inside), tuple(right for _, right in inside))


def batches(
    chunks: list[list[Example]], name_corpora: dict[str, list[Example]], *, workers: int, seed: int, epoch: int
) -> list[list[tuple[Example, int]]]:
    """Group chunks into bins of about ``STEP`` wordpieces; each item is a chunk and the length of its first window.

    The bins of one step, one for each of ``workers``, follow each other and have about the same size.
    """
    pick = random.Random(f"{seed}/{epoch}")
    chosen = [pick.choice(versions) for versions in chunks]
    for name, examples in name_corpora.items():
        chosen += pick.sample(examples, round(len(examples) * OF_EACH[name]))
    pick.shuffle(chosen)
    bins = [
        [(chunk, pick.randint(WINDOW // 4, WINDOW)) for chunk in bin_]
        for bin_ in sorted(_pack(chosen), key=lambda bin_: sum(len(chunk.words.pieces) for chunk in bin_))
    ]
    steps = [bins[start : start + workers] for start in range(0, len(bins) - workers + 1, workers)]
    pick.shuffle(steps)
    return [bin_ for step in steps for bin_ in step]


def _pack(chunks: list[Example]) -> list[list[Example]]:
    """Put each of ``chunks`` into the emptiest open bin with room for it, or into a new one."""
    bins: list[list[Example]] = []
    open_bins: list[tuple[int, int]] = []
    for chunk in chunks:
        size = len(chunk.words.pieces)
        fit = next((place for place, (room, _) in enumerate(open_bins) if size <= room), None)
        if fit is None:
            bins.append([chunk])
            open_bins.append((STEP - size, len(bins) - 1))
            open_bins = sorted(open_bins, reverse=True)[:16]
        else:
            room, index = open_bins.pop(fit)
            bins[index].append(chunk)
            open_bins.append((room - size, index))
    return bins
