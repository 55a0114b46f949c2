"""How what several places say is weighed."""

from __future__ import annotations

from typing import get_args

from onrecord.people.cast import Cluster
from onrecord.people.kinship.claims import Claim, Way
from onrecord.people.kinship.settle import CONFIDENCE, settle, weigh
from onrecord.types import Relation, Status


def person(name: str) -> Cluster:
    cluster = Cluster("person")
    cluster.forms[name] += 1
    return cluster


ORLA, PIET = person("Orla Tarn"), person("Piet Quill")


def claim(
    relation: Relation, way: Way = "verb", *, status: Status = "asserted", at: int = 0, generic: bool = False
) -> Claim:
    return Claim(ORLA, relation, PIET, status, way, (at, at + 1), generic=generic)


def test_every_way_has_a_confidence() -> None:
    assert set(CONFIDENCE) == set(get_args(Way))
    assert all(0.5 < value < 1 for value in CONFIDENCE.values())


def test_a_noun_decides_before_verbs() -> None:
    (one,) = weigh([claim("ex-partner"), claim("ex-partner"), claim("spouse", "possessed")])
    assert one.relation == "spouse"


def test_an_ex_is_a_husband_where_there_was_a_marriage() -> None:
    (one,) = weigh([claim("ex-partner", "possessed", generic=True), claim("ex-spouse")])
    assert one.relation == "ex-spouse"


def test_without_an_assertion_each_status_stands_once() -> None:
    statuses: list[Status] = ["denied", "asked", "denied"]
    found = settle([claim("partner", status=status, at=at) for at, status in enumerate(statuses)])
    assert [(one.status, one.evidence) for one in found] == [("denied", (0, 1)), ("asked", (1, 2))]


def test_who_is_first_counts_for_parents_alone() -> None:
    back = Claim(PIET, "parent", ORLA, "asserted", "verb", (5, 6))
    assert len(weigh([claim("parent"), back])) == 2
    assert len(weigh([claim("sibling"), Claim(PIET, "sibling", ORLA, "asserted", "verb", (5, 6))])) == 1
