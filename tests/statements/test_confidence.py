from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from onrecord.encoder.model import TAGS, Encoded
from onrecord.encoder.words import Words
from onrecord.statements.attribution import Attribution
from onrecord.statements.confidence import FEATURES, confidence, describe
from onrecord.statements.drafts import Basis, Draft
from onrecord.types import Span

Cut = Callable[[str], Words]
TEXT = '"We go," said Tarn, and that they "would not" stay.'


def span(part: str) -> Span:
    start = TEXT.index(part)
    return start, start + len(part)


def attribution(*, peak: float = 0.5, score: float = 0.0, path: float = 0.0) -> Attribution:
    nothing = np.zeros(0, dtype=np.int64)
    return Attribution(nothing, nothing, nothing, score=score, peak=peak, path=path)


def described(
    cut: Cut, content: str, source: str = "", *, basis: Basis = "cue", own: Attribution | None = None
) -> dict[str, float]:
    words = cut(TEXT)
    tags = np.zeros((len(words), TAGS), dtype=np.float32)
    tags[:, 1], tags[:, 3] = 0.5, np.arange(len(words)) / 100
    draft = Draft((span(content),), (), (span(source),) if source else (), basis, own)
    features = describe(
        draft,
        words,
        Encoded(np.zeros((len(words), 4), dtype=np.float32), tags, np.zeros((len(words), 9), dtype=np.float32)),
    )
    return dict(zip(FEATURES, features, strict=True))


@pytest.mark.parametrize("basis", ["cue", "quotation", "turn", "refusal"])
@pytest.mark.parametrize("own", [None, attribution(peak=0.9, score=2.0, path=-0.5)])
def test_there_is_one_finite_number_for_each_feature(cut: Cut, basis: Basis, own: Attribution | None) -> None:
    features = described(cut, '"We go,"', "Tarn", basis=basis, own=own)
    assert all(math.isfinite(value) for value in features.values())
    assert features["bias"] == 1
    assert {name for name in ("cue", "quotation", "turn", "refusal") if features[name]} == {basis}


@pytest.mark.parametrize(
    ("content", "quoted", "partly"),
    [('"We go,"', 1, 0), ('they "would not" stay', 0, 1), ("and that they", 0, 0)],
)
def test_quoted_and_partly_quoted_are_told_apart(cut: Cut, content: str, quoted: float, partly: float) -> None:
    features = described(cut, content)
    assert (features["quoted"], features["partly"]) == (quoted, partly)
    assert features["length"] == pytest.approx(math.log(1 + len(content)) / 5)


def test_the_encoder_is_asked_about_the_words_themselves(cut: Cut) -> None:
    features = described(cut, '"We go,"', "Tarn")
    tarn = [TEXT[start:end] for start, end in cut(TEXT).spans.tolist()].index("Tarn")
    assert features["source"] == 1
    assert features["sureness of source"] == pytest.approx(tarn / 100)
    assert features["sureness of content"] == pytest.approx(0.5)
    without = described(cut, '"We go,"')
    assert (without["source"], without["sureness of source"]) == (0, 0)


@pytest.mark.parametrize(
    ("own", "peak", "score", "path"),
    [
        (None, 0, 0, 0),
        (attribution(peak=0.5, score=2.5, path=-2.5), 0, 0.5, -0.5),
        (attribution(peak=1.0, path=-500.0), math.log(999) / 5, 0, -2),
        (attribution(peak=0.0), -math.log(999) / 5, 0, 0),
    ],
    ids=["found without the model", "in the middle", "surest cue, unlikely path", "least sure cue"],
)
def test_the_models_own_view_is_kept_within_bounds(
    cut: Cut, own: Attribution | None, peak: float, score: float, path: float
) -> None:
    features = described(cut, '"We go,"', own=own)
    assert [features[name] for name in ("peak", "score", "path")] == pytest.approx([peak, score, path])


@given(some.lists(some.floats(allow_nan=False, allow_infinity=False), min_size=2, max_size=2))
def test_confidence_is_a_probability_that_rises_with_the_evidence(logits: list[float]) -> None:
    low, high = (confidence([1.0, logit], [0.0, 1.0]) for logit in sorted(logits))
    assert 0 <= low <= high <= 1


@pytest.mark.parametrize(
    ("logit", "expected"),
    [(0.0, 0.5), (1.0, 0.731), (-1.0, 0.269), (1e308, 1.0), (-1e308, 0.0), (math.inf, 1.0), (-math.inf, 0.0)],
)
def test_confidence_has_three_places_and_bears_any_logit(logit: float, expected: float) -> None:
    assert confidence([logit], [1.0]) == expected


def test_weights_of_another_number_are_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        confidence([1.0, 2.0], [1.0])
