from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from itertools import chain
from pathlib import Path

import numpy as np
import pytest

from onrecord.encoder.model import ADVICE, CLS, SEP, SETTINGS, TAGS, Encoded, Model, _window
from onrecord.encoder.words import Words
from onrecord.errors import ModelError

Cut = Callable[[str], Words]
TOKENIZER = (files("onrecord") / "models" / "en" / "tokenizer.json").read_bytes()
SETTINGS_FILE = b"".join(
    (
        b'{"version": "x", "linker": {}, "thresholds": {}, "selection": {}, ',
        b'"quotations": {}, "confidence": [], "speaker": []}',
    )
)

DAMAGED: dict[str, tuple[dict[str, bytes], str, str]] = {
    "nothing there": ({}, "tokenizer.json", "No such file"),
    "a tokenizer that is none": ({"tokenizer.json": b"{}"}, "tokenizer.json", "damaged"),
    "a tokenizer of other bytes": ({"tokenizer.json": b"\xff\xfe"}, "tokenizer.json", "damaged"),
    "no settings": ({"tokenizer.json": TOKENIZER}, "model.json", "No such file"),
    "settings cut short": ({"tokenizer.json": TOKENIZER, "model.json": SETTINGS_FILE[:20]}, "model.json", "damaged"),
    "settings of another version": (
        {"tokenizer.json": TOKENIZER, "model.json": b'{"version": "x", "linker": {}}'},
        "model.json",
        "it lacks thresholds, selection, quotations, confidence, speaker",
    ),
    "settings that are a number": ({"tokenizer.json": TOKENIZER, "model.json": b"7"}, "model.json", "damaged"),
    "no encoder": ({"tokenizer.json": TOKENIZER, "model.json": SETTINGS_FILE}, "encoder.onnx", "No such file"),
    "an encoder that is none": (
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


@pytest.mark.parametrize(("given", "file", "problem"), DAMAGED.values(), ids=DAMAGED.keys())
def test_what_is_missing_or_damaged_is_named_once(
    tmp_path: Path, given: dict[str, bytes], file: str, problem: str
) -> None:
    for name, content in given.items():
        (tmp_path / name).write_bytes(content)
    with pytest.raises(ModelError) as caught:
        Model(tmp_path)
    said = str(caught.value)
    assert said.startswith(f"{tmp_path / file}: this file of the model ")
    assert problem in said
    assert said.endswith(ADVICE)
    assert said.count(ADVICE) == said.count(str(tmp_path)) == 1
    assert "\n" not in said


def test_the_settings_file_of_these_tests_is_whole() -> None:
    assert all(f'"{name}"'.encode() in SETTINGS_FILE for name in SETTINGS)


def test_a_language_that_is_not_shipped() -> None:
    with pytest.raises(ModelError, match=r"models.xx.tokenizer\.json: .* cannot be read"):
        Model.load(language="xx")


def test_a_window_holds_the_pieces_of_its_words_and_no_others(cut: Cut) -> None:
    words = cut("Tarn unquestionably said\nMoll's reminiscences ended.")
    sizes = np.diff(words.first)
    assert sizes.max() > 1, "a word of several pieces is what this is about"
    pieces, features, first = _window(words, 1, 6)
    own = [words.pieces[words.first[word] : words.first[word + 1]].tolist() for word in range(1, 6)]
    assert pieces.tolist() == [CLS, *chain.from_iterable(own), SEP]
    assert [pieces[at : at + len(word)].tolist() for at, word in zip(first.tolist(), own, strict=True)] == own
    rows = [words.features[word].tolist() for word in range(1, 6) for _ in range(sizes[word])]
    nothing = [0] * words.features.shape[1]
    assert features.tolist() == [nothing, *rows, nothing]


def test_a_window_of_all_words_is_the_text(cut: Cut) -> None:
    words = cut("They go, said Tarn.")
    pieces, _, first = _window(words, 0, len(words))
    assert pieces.tolist() == [CLS, *words.pieces.tolist(), SEP]
    assert first.tolist() == (words.first[:-1] + 1).tolist()


@pytest.mark.parametrize(("part", "probability"), [("content", 0.3), ("source", 0.7), ("cue", 1.1)])
def test_a_part_is_likely_by_its_first_and_further_words(part: str, probability: float) -> None:
    tags = np.array([[0.1 * tag for tag in range(TAGS)]], dtype=np.float32)
    read = Encoded(np.zeros((1, 4), dtype=np.float32), tags, np.zeros((1, 9), dtype=np.float32))
    assert read.probability(part).tolist() == pytest.approx([probability])
