from __future__ import annotations

import pytest

from onrecord.people.coreference.clusters import Cluster
from onrecord.people.coreference.confidence import FEATURES, describe_speaker
from onrecord.people.coreference.speaker import UNKNOWN, Speaker


def cluster_of(name: str, *, sort: str = "person") -> Cluster:
    cluster = Cluster("organisation" if sort == "organisation" else "person")
    cluster.add_form(name, plain=True)
    cluster.mentions.append((0, len(name)))
    return cluster


@pytest.mark.parametrize(
    ("speaker", "set_features"),
    [
        (Speaker.of(cluster_of("Orla Tarn"), "named"), {"bias"}),
        (Speaker.of(cluster_of("Tarn"), "named"), {"bias", "one word"}),
        (Speaker.of(cluster_of("Orla Tarn"), "pronoun"), {"bias", "pronoun"}),
        (Speaker.of(cluster_of("Orla Tarn"), "continuation"), {"bias", "no source"}),
        (Speaker.of(cluster_of("Harbour Board", sort="organisation"), "named"), {"bias", "organisation"}),
        (
            Speaker.of(cluster_of("Harbour Board", sort="organisation"), "description"),
            {"bias", "description", "organisation", "organisation by other means"},
        ),
        (Speaker("unnamed", description="a source close to Tarn", basis="unnamed"), {"bias", "unnamed"}),
        (Speaker("unnamed", description="the deckhand", basis="unnamed"), {"bias", "unnamed", "described otherwise"}),
        (UNKNOWN, {"bias", "unknown"}),
    ],
)
def test_features_of_a_speaker(speaker: Speaker, set_features: set[str]) -> None:
    features = dict(zip(FEATURES, describe_speaker(speaker), strict=True))
    assert {name for name, value in features.items() if value and name != "mentions"} == set_features
    assert features["mentions"] == pytest.approx(0.693, abs=0.001) or speaker.cluster is None
