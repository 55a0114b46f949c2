"""Loading the model, windows, and tag probabilities."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from itertools import chain
from pathlib import Path

import numpy as np
import pytest

from onrecord.encoder.model import ADVICE, CLS, SEP, SETTINGS, TAGS, Encoded, Model, _make_window
from onrecord.encoder.words import Words
from onrecord.errors import ModelError

Cut = Callable[[str], Words]
TOKENIZER = (files("onrecord") / "models" / "en" / "tokenizer.json").read_bytes()
SETTINGS_FILE = b"".join(
    (
        b'{"version": "x", "linker": {}, "thresholds": {}, "selection": {}, ',
        b'"quotations": {}, "confidence": [], "claim": []}',
    )
)

DAMAGED: dict[str, tuple[dict[str, bytes], str, str]] = {
    "an empty folder": ({}, "tokenizer.json", "No such file"),
    "not a tokenizer": ({"tokenizer.json": b"{}"}, "tokenizer.json", "damaged"),
    "a tokenizer that is not UTF-8": ({"tokenizer.json": b"\xff\xfe"}, "tokenizer.json", "damaged"),
    "no settings": ({"tokenizer.json": TOKENIZER}, "model.json", "No such file"),
    "truncated settings": ({"tokenizer.json": TOKENIZER, "model.json": SETTINGS_FILE[:20]}, "model.json", "damaged"),
    "settings of another version": (
        {"tokenizer.json": TOKENIZER, "model.json": b'{"version": "x", "linker": {}}'},
        "model.json",
        "it has no thresholds, selection, quotations, confidence, claim",
    ),
    "settings that are a number": ({"tokenizer.json": TOKENIZER, "model.json": b"7"}, "model.json", "damaged"),
    "no encoder": ({"tokenizer.json": TOKENIZER, "model.json": SETTINGS_FILE}, "encoder.onnx", "No such file"),
    "not an encoder": (
        {"tokenizer.json": TOKENIZER, "model.json": SETTINGS_FILE, "encoder.onnx": b"not a network"},
        "encoder.onnx",
        "damaged",
    ),
    "an empty encoder": (
        {"tokenizer.json": TOKENIZER, "model.json": SETTINGS_FILE, "encoder.onnx": b""},
        "encoder.onnx",
        "damaged",
    ),
}


@pytest.mark.parametrize(("files_present", "file", "problem"), DAMAGED.values(), ids=DAMAGED.keys())
def test_missing_and_damaged_files_are_named_once(
    tmp_path: Path, files_present: dict[str, bytes], file: str, problem: str
) -> None:
    for name, content in files_present.items():
        (tmp_path / name).write_bytes(content)
    with pytest.raises(ModelError) as caught:
        Model(tmp_path)
    message = str(caught.value)
    assert message.startswith(f"{tmp_path / file}: this model file ")
    assert problem in message
    assert message.endswith(ADVICE)
    assert message.count(ADVICE) == message.count(str(tmp_path)) == 1
    assert "\n" not in message


def test_the_settings_of_these_tests_are_complete() -> None:
    assert all(f'"{name}"'.encode() in SETTINGS_FILE for name in SETTINGS)


def test_a_language_without_a_model() -> None:
    with pytest.raises(ModelError, match=r"models.xx.tokenizer\.json: .* cannot be read"):
        Model.load(language="xx")


def test_a_window_has_the_pieces_of_its_words(cut: Cut) -> None:
    words = cut("Tarn unquestionably message\nMoll's reminiscences ended.")
    sizes = np.diff(words.first_piece)
    assert sizes.max() > 1, "the test needs a word of several pieces"
    pieces, features, first_pieces = _make_window(words, 1, 6)
    word_pieces = [words.pieces[words.first_piece[word] : words.first_piece[word + 1]].tolist() for word in range(1, 6)]
    assert pieces.tolist() == [CLS, *chain.from_iterable(word_pieces), SEP]
    starts = zip(first_pieces.tolist(), word_pieces, strict=True)
    assert [pieces[start : start + len(word)].tolist() for start, word in starts] == word_pieces
    rows = [words.features[word].tolist() for word in range(1, 6) for _ in range(sizes[word])]
    zeros = [0] * words.features.shape[1]
    assert features.tolist() == [zeros, *rows, zeros]


def test_a_window_of_all_words(cut: Cut) -> None:
    words = cut("They go, message Tarn.")
    pieces, _, first_pieces = _make_window(words, 0, len(words))
    assert pieces.tolist() == [CLS, *words.pieces.tolist(), SEP]
    assert first_pieces.tolist() == (words.first_piece[:-1] + 1).tolist()


@pytest.mark.parametrize(("part", "probability"), [("content", 0.3), ("source", 0.7), ("cue", 1.1)])
def test_part_probability_sums_begin_and_inside_tags(part: str, probability: float) -> None:
    tags = np.array([[0.1 * tag for tag in range(TAGS)]], dtype=np.float32)
    encoded = Encoded(np.zeros((1, 4), dtype=np.float32), tags, np.zeros((1, 9), dtype=np.float32))
    assert encoded.probability(part).tolist() == pytest.approx([probability])
