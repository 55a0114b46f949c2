from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bench.trust import Verdict, judge_quoted, load_scorer, right_speaker

SCORER = """
from collections import Counter

def same_name(gold, found):
    return (gold or "").split()[-1:] == (found or "").split()[-1:]

def content_words(text, statement):
    return Counter(word for a, b in statement["content"] for word in text[a:b].split())
"""


@pytest.fixture
def scorer(tmp_path: Path) -> Any:
    (tmp_path / "scorer.py").write_text(SCORER)
    return load_scorer(tmp_path / "scorer.py")


@pytest.mark.parametrize(
    ("kind", "speaker", "found_kind", "name", "right"),
    [
        ("person", "Orla Tarn", "person", "Orla Tarn", True),
        ("person", "Orla Tarn", "person", "Dex Moll", False),
        ("person", "Orla Tarn", "unknown", None, False),
        ("unnamed", "a deckhand", "unnamed", "a deckhand", True),
        ("unnamed", "a deckhand", "person", "Orla Tarn", False),
        ("document", "a letter", "unknown", None, True),
    ],
)
def test_a_speaker_is_right(
    kind: str, speaker: str, found_kind: str, name: str | None, right: bool, scorer: Any
) -> None:
    gold_row = {"speaker_kind": kind, "speaker": speaker}
    row = {"speaker_kind": found_kind, "speaker_name": name}
    assert right_speaker(gold_row, row, same_name=scorer.same_name) is right


def test_quoted_statements_are_paired_by_their_words(scorer: Any) -> None:
    text = "one two three four. five six."
    gold = {
        "text": text,
        "statements": [
            {"content": [[0, 19]], "speaker_kind": "person", "speaker": "Orla Tarn"},
            {"content": [[20, 29]], "speaker_kind": "person", "speaker": "Dex Moll"},
        ],
    }
    record = {
        "article": {"text": "x " + text},
        "statements": [
            {
                "content": [[22, 31]],
                "kind": "direct",
                "speaker_kind": "person",
                "speaker_name": "O. Tarn",
                "confidence": 0.4,
            },
            {
                "content": [[2, 21]],
                "kind": "mixed",
                "speaker_kind": "person",
                "speaker_name": "O. Tarn",
                "confidence": 0.9,
            },
            {
                "content": [[2, 5]],
                "kind": "direct",
                "speaker_kind": "person",
                "speaker_name": "O. Tarn",
                "confidence": 0.8,
            },
        ],
    }
    assert judge_quoted(gold, record, scorer=scorer) == [
        Verdict(0.4, is_annotated=True, has_right_speaker=False),
        Verdict(0.9, is_annotated=True, has_right_speaker=True),
        Verdict(0.8, is_annotated=False, has_right_speaker=False),
    ]
