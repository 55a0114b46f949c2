from __future__ import annotations

from dataclasses import replace
from math import log1p

import pytest

from onrecord.people.coreference.clusters import Cluster
from onrecord.people.coreference.confidence import FEATURES, claim_group, describe_claims
from onrecord.people.coreference.speaker import UNKNOWN, Speaker
from onrecord.people.lexicon import Gender
from onrecord.types import Kind, Place, Spans, Statement


def cluster_of(name: str, *, sort: str = "person") -> Cluster:
    cluster = Cluster("organisation" if sort == "organisation" else "person")
    cluster.add_form(name, plain=True)
    cluster.mentions.append((0, len(name)))
    return cluster


def statement(*, kind: Kind = "direct", place: Place = "body", source: Spans = ((40, 43),)) -> Statement:
    return Statement("s1", kind, "said", place, ((50, 90),), (), source, None, "unknown", confidence=0.5)


PERSON, BOARD = cluster_of("Orla Tarn"), cluster_of("Harbour Board", sort="organisation")


@pytest.mark.parametrize(
    ("speaker", "set_features"),
    [
        (Speaker.of(PERSON, "named"), set()),
        (Speaker.of(cluster_of("Tarn"), "named"), {"one word"}),
        (Speaker.of(PERSON, "pronoun", (40, 43), (0, 9)), {"pronoun", "distance"}),
        (replace(Speaker.of(PERSON, "pronoun", (40, 43), (0, 9)), lead=0.4), {"pronoun", "distance", "rival"}),
        (replace(Speaker.of(PERSON, "pronoun", (40, 43), (0, 9)), lead=3.5), {"pronoun", "distance"}),
        (Speaker.of(PERSON, "continuation"), {"continuation", "long continuation"}),
        (Speaker.of(PERSON, "page"), {"subject"}),
        (Speaker.of(BOARD, "named"), {"organisation named"}),
        (Speaker.of(BOARD, "description"), {"description", "organisation by other means"}),
        (Speaker("unnamed", description="a source close to Tarn", basis="unnamed"), {"unnamed"}),
        (Speaker("unnamed", description="a deckhand", basis="unnamed"), {"unnamed", "described otherwise"}),
        (
            Speaker("unnamed", description="the deckhand", basis="unnamed"),
            {"unnamed", "described otherwise", "unnamed with the"},
        ),
        (Speaker("document", description="The report", basis="description"), {"document", "document with the"}),
        (Speaker("document", description="a report", basis="description"), {"document"}),
        (
            Speaker.of(PERSON, "description", (40, 43), (20, 25), (0, 9)),
            {"description", "distance", "role on the page"},
        ),
        (UNKNOWN, {"unknown"}),
    ],
)
def test_features_of_a_speaker(speaker: Speaker, set_features: set[str]) -> None:
    features = describe(statement(), speaker)
    assert {name for name, value in features.items() if value} - {"mentions"} == {"bias"} | set_features
    assert features["mentions"] == pytest.approx(0.347, abs=0.001) or speaker.cluster is None


def describe(claim: Statement, speaker: Speaker, *others: Cluster) -> dict[str, float]:
    clusters = [*([speaker.cluster] if speaker.cluster else []), *others]
    (features,) = describe_claims([claim], {claim.id: speaker}, clusters).values()
    return dict(zip(FEATURES, features, strict=True))


@pytest.mark.parametrize(
    ("claim", "others", "set_features"),
    [
        (statement(), (cluster_of("Piet Tarn"),), {"namesakes"}),
        (statement(), (cluster_of("Elmouth Tarn", sort="organisation"),), set()),
        (statement(source=((40, 43), (95, 99))), (), {"source in pieces"}),
        (statement(kind="mixed", place="headline"), (), {"mixed", "beside the body"}),
        (statement(kind="no-response"), (), {"no-response"}),
    ],
)
def test_features_of_a_statement(claim: Statement, others: tuple[Cluster, ...], set_features: set[str]) -> None:
    features = describe(claim, Speaker.of(PERSON, "named"), *others)
    assert {name for name, value in features.items() if value} - {"mentions"} == {"bias"} | set_features


@pytest.mark.parametrize(
    ("gender", "places", "people"),
    [
        ("female", ((20, 28),), 1),
        (None, ((12, 20), (20, 28)), 1),
        (None, ((44, 52),), 0),  # behind the pronoun
        (None, ((60, 68),), 0),  # in the quotation
        ("male", ((20, 28),), 0),
    ],
)
def test_people_whom_the_page_named_since_the_antecedent_are_counted(
    gender: Gender | None, places: Spans, people: int
) -> None:
    antecedent, other = cluster_of("Ms. Tarn"), cluster_of("Robin Moll")
    antecedent.gender, other.gender = "female", gender
    other.mentions[:] = places
    features = describe(statement(), Speaker.of(antecedent, "pronoun", (40, 43), (0, 9)), other)
    assert features["people since"] == pytest.approx(log1p(people))


@pytest.mark.parametrize(
    ("kind", "group", "mixed_odds"),
    [("direct", "quoted", 0.0), ("mixed", "quoted", 0.439), ("indirect", "reported", 0.0)],
)
def test_confidence_in_the_content_counts_by_kind(kind: Kind, group: str, mixed_odds: float) -> None:
    sure = replace(statement(kind=kind), confidence=0.9)
    features = describe(sure, Speaker.of(PERSON, "named"))
    assert features["content and source"] == pytest.approx(0.439, abs=0.001)
    assert features["content and source, mixed"] == pytest.approx(mixed_odds, abs=0.001)
    assert claim_group(kind) == group
