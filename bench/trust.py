"""Correctness of the speakers of the most confident statements."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

Row = Mapping[str, Any]

_NAMED = ("person", "organisation")
_NAMELESS = ("unnamed", "unknown", "document")


def load_scorer(path: Path) -> ModuleType:
    """Import the scorer at ``path``, so that names and words are compared by its rules.

    Raises ``ImportError`` if it does not exist.
    """
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path}: expected a Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def right_speaker(gold_row: Row, row: Row, *, same_name: Callable[[Any, Any], bool]) -> bool:
    """True if ``row`` has the speaker of ``gold_row``, or neither has a name."""
    if gold_row.get("speaker_kind") in _NAMED and gold_row.get("speaker"):
        return same_name(gold_row["speaker"], row.get("speaker_name"))
    return not row.get("speaker_name") or row.get("speaker_kind") in _NAMELESS


@dataclass(frozen=True, slots=True)
class Verdict:
    """A quoted statement of a record, compared with the annotation."""

    confidence: float
    is_annotated: bool
    """True if an annotated statement has its words."""
    has_right_speaker: bool
    """False if it is not annotated."""


def judge_quoted(gold: Row, record: Row, *, scorer: ModuleType) -> list[Verdict]:
    """Compare the quoted statements of ``record`` with those of ``gold``.

    The two texts differ, so contents are matched by words as in ``page_score.py``: best first, one to one.
    """
    gold_words = [(row, scorer.content_words(gold["text"], row)) for row in gold["statements"]]
    read_words = [(row, scorer.content_words(record["article"]["text"], row)) for row in record["statements"]]
    matches = {j: i for i, j in _pairs([words for _, words in gold_words], [words for _, words in read_words])}
    return [
        Verdict(
            confidence=row["confidence"],
            is_annotated=j in matches,
            has_right_speaker=j in matches
            and right_speaker(gold_words[matches[j]][0], row, same_name=scorer.same_name),
        )
        for j, (row, _) in enumerate(read_words)
        if row["kind"] in ("direct", "mixed")
    ]


def _pairs(gold_words: Sequence[Any], read_words: Sequence[Any]) -> list[tuple[int, int]]:
    likeness = sorted(
        ((sum((a & b).values()) / max(1, sum((a | b).values())), i, j)
         for i, a in enumerate(gold_words) for j, b in enumerate(read_words)),
        reverse=True,
    )  # fmt: skip
    pairs: dict[int, int] = {}
    for share, i, j in likeness:
        if share >= 0.5 and i not in pairs and j not in pairs.values():
            pairs[i] = j
    return sorted(pairs.items())
