"""Features and confidence of a statement."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings, strategies

from onrecord.encoder.model import TAGS, Encoded
from onrecord.encoder.words import Words
from onrecord.statements.attribution import Attribution
from onrecord.statements.confidence import FEATURES, estimate_confidence, extract_features
from onrecord.statements.drafts import Basis, Draft
from onrecord.types import Span

Cut = Callable[[str], Words]
TEXT = '"We go," said Tarn, and that they "would not" stay.'


def span(part: str) -> Span:
    start = TEXT.index(part)
    return start, start + len(part)


def attribution(*, peak: float = 0.5, score: float = 0.0, path: float = 0.0) -> Attribution:
    empty = np.zeros(0, dtype=np.int64)
    return Attribution(empty, empty, empty, score=score, peak=peak, path=path)


def features_of(
    cut: Cut, content: str, source: str = "", *, basis: Basis = "cue", model_attribution: Attribution | None = None
) -> dict[str, float]:
    words = cut(TEXT)
    tags = np.zeros((len(words), TAGS), dtype=np.float32)
    tags[:, 1], tags[:, 3] = 0.5, np.arange(len(words)) / 100
    draft = Draft((span(content),), (), (span(source),) if source else (), basis, model_attribution)
    features = extract_features(
        draft,
        words,
        Encoded(np.zeros((len(words), 4), dtype=np.float32), tags, np.zeros((len(words), 9), dtype=np.float32)),
    )
    return dict(zip(FEATURES, features, strict=True))


@pytest.mark.parametrize("basis", ["cue", "quotation", "turn", "refusal"])
@pytest.mark.parametrize("model_attribution", [None, attribution(peak=0.9, score=2.0, path=-0.5)])
def test_every_feature_is_finite(cut: Cut, basis: Basis, model_attribution: Attribution | None) -> None:
    features = features_of(cut, '"We go,"', "Tarn", basis=basis, model_attribution=model_attribution)
    assert all(math.isfinite(value) for value in features.values())
    assert features["bias"] == 1
    assert {name for name in ("cue", "quotation", "turn", "refusal") if features[name]} == {basis}


@pytest.mark.parametrize(
    ("content", "quoted", "partly"),
    [('"We go,"', 1, 0), ('they "would not" stay', 0, 1), ("and that they", 0, 0)],
)
def test_quoted_and_partly_quoted_contents(cut: Cut, content: str, quoted: float, partly: float) -> None:
    features = features_of(cut, content)
    assert (features["quoted"], features["partly"]) == (quoted, partly)
    assert features["length"] == pytest.approx(math.log(1 + len(content)) / 5)


def test_tag_probabilities_are_averaged(cut: Cut) -> None:
    features = features_of(cut, '"We go,"', "Tarn")
    tarn_index = [TEXT[start:end] for start, end in cut(TEXT).spans.tolist()].index("Tarn")
    assert features["source"] == 1
    assert features["source probability"] == pytest.approx(tarn_index / 100)
    assert features["content probability"] == pytest.approx(0.5)
    sourceless = features_of(cut, '"We go,"')
    assert (sourceless["source"], sourceless["source probability"]) == (0, 0)


@pytest.mark.parametrize(
    ("model_attribution", "peak", "score", "path"),
    [
        (None, 0, 0, 0),
        (attribution(peak=0.5, score=2.5, path=-2.5), 0, 0.5, -0.5),
        (attribution(peak=1.0, path=-500.0), math.log(999) / 5, 0, -2),
        (attribution(peak=0.0), -math.log(999) / 5, 0, 0),
    ],
    ids=["no attribution", "medium values", "certain cue, improbable path", "impossible cue"],
)
def test_attribution_features_are_bounded(
    cut: Cut, model_attribution: Attribution | None, peak: float, score: float, path: float
) -> None:
    features = features_of(cut, '"We go,"', model_attribution=model_attribution)
    assert [features[name] for name in ("peak", "score", "path")] == pytest.approx([peak, score, path])


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(strategies.lists(strategies.floats(allow_nan=False, allow_infinity=False), min_size=2, max_size=2))
def test_confidence_rises_with_the_logit(logits: list[float]) -> None:
    low, high = (estimate_confidence([1.0, logit], [0.0, 1.0]) for logit in sorted(logits))
    assert 0 <= low <= high <= 1


@pytest.mark.parametrize(
    ("logit", "expected"),
    [(0.0, 0.5), (1.0, 0.731), (-1.0, 0.269), (1e308, 1.0), (-1e308, 0.0), (math.inf, 1.0), (-math.inf, 0.0)],
)
def test_confidence_is_rounded_and_accepts_any_logit(logit: float, expected: float) -> None:
    assert estimate_confidence([logit], [1.0]) == expected


def test_weights_must_match_the_features() -> None:
    with pytest.raises(ValueError, match="shorter"):
        estimate_confidence([1.0, 2.0], [1.0])
