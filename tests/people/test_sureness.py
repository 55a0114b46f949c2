from __future__ import annotations

import pytest

from onrecord.people.clusters import Cluster
from onrecord.people.sureness import FEATURES, describe_speaker
from onrecord.people.voices import UNKNOWN, Voice


def cluster_of(name: str, *, sort: str = "person") -> Cluster:
    cluster = Cluster("organisation" if sort == "organisation" else "person")
    cluster.add_form(name, plain=True)
    cluster.mentions.append((0, len(name)))
    return cluster


@pytest.mark.parametrize(
    ("voice", "set_features"),
    [
        (Voice.of(cluster_of("Orla Tarn"), "named"), {"bias"}),
        (Voice.of(cluster_of("Tarn"), "named"), {"bias", "one word"}),
        (Voice.of(cluster_of("Orla Tarn"), "pronoun"), {"bias", "pronoun"}),
        (Voice.of(cluster_of("Orla Tarn"), "continuation"), {"bias", "no source"}),
        (Voice.of(cluster_of("Harbour Board", sort="organisation"), "named"), {"bias", "organisation"}),
        (
            Voice.of(cluster_of("Harbour Board", sort="organisation"), "description"),
            {"bias", "description", "organisation", "organisation by other means"},
        ),
        (Voice("unnamed", description="a source close to Tarn", basis="unnamed"), {"bias", "unnamed"}),
        (Voice("unnamed", description="the deckhand", basis="unnamed"), {"bias", "unnamed", "described otherwise"}),
        (UNKNOWN, {"bias", "unknown"}),
    ],
)
def test_features_of_a_speaker(voice: Voice, set_features: set[str]) -> None:
    features = dict(zip(FEATURES, describe_speaker(voice), strict=True))
    assert {name for name, value in features.items() if value and name != "mentions"} == set_features
    assert features["mentions"] == pytest.approx(0.693, abs=0.001) or voice.cluster is None
