"""Several claims about the same people."""

from __future__ import annotations

from typing import get_args

from onrecord.people.coreference.clusters import Cluster
from onrecord.people.kinship.claims import Claim, Way
from onrecord.people.kinship.settle import CONFIDENCE, settle, weigh
from onrecord.types import Relation, Status


def person(name: str) -> Cluster:
    cluster = Cluster("person")
    cluster.forms[name] += 1
    return cluster


ORLA, PIET = person("Orla Tarn"), person("Piet Quill")


def claim(
    relation: Relation, way: Way = "verb", *, status: Status = "asserted", start: int = 0, generic: bool = False
) -> Claim:
    return Claim(ORLA, relation, PIET, status, way, (start, start + 1), generic=generic)


def test_every_construction_has_a_confidence() -> None:
    assert set(CONFIDENCE) == set(get_args(Way))
    assert all(0.5 < value < 1 for value in CONFIDENCE.values())


def test_nouns_take_precedence_over_verbs() -> None:
    (settled,) = weigh([claim("ex-partner"), claim("ex-partner"), claim("spouse", "possessed")])
    assert settled.relation == "spouse"


def test_an_ex_is_an_ex_husband_if_there_was_a_marriage() -> None:
    (settled,) = weigh([claim("ex-partner", "possessed", generic=True), claim("ex-spouse")])
    assert settled.relation == "ex-spouse"


def test_without_an_assertion_each_status_is_kept_once() -> None:
    statuses: list[Status] = ["denied", "asked", "denied"]
    relationships = settle([claim("partner", status=status, start=start) for start, status in enumerate(statuses)])
    assert [(relationship.status, relationship.evidence) for relationship in relationships] == [
        ("denied", (0, 1)),
        ("asked", (1, 2)),
    ]


def test_the_order_of_two_people_matters_for_parents_only() -> None:
    back = Claim(PIET, "parent", ORLA, "asserted", "verb", (5, 6))
    assert len(weigh([claim("parent"), back])) == 2
    assert len(weigh([claim("sibling"), Claim(PIET, "sibling", ORLA, "asserted", "verb", (5, 6))])) == 1
