"""Several claims about the same people."""

from __future__ import annotations

from typing import get_args

from onrecord.people.coreference.clusters import Cluster
from onrecord.people.kinship.claims import CONFIDENCE, Claim, Construction, settle, weigh
from onrecord.types import Relation, Status


def person(name: str) -> Cluster:
    cluster = Cluster("person")
    cluster.add_form(name, plain=True)
    return cluster


ORLA, PIET = person("Orla Tarn"), person("Piet Quill")


def claim(
    relation: Relation,
    construction: Construction = "verb",
    *,
    status: Status = "asserted",
    start: int = 0,
) -> Claim:
    return Claim(ORLA, relation, PIET, status, construction, (start, start + 1))


def test_every_construction_has_a_confidence() -> None:
    assert set(CONFIDENCE) == set(get_args(Construction))
    assert all(0.5 < value < 1 for value in CONFIDENCE.values())


def test_nouns_take_precedence_over_verbs() -> None:
    (settled,), _ = weigh([claim("ex-partner"), claim("ex-partner"), claim("spouse", "possessed")])
    assert settled.relation == "spouse"


def test_an_ex_is_an_ex_husband_if_there_was_a_marriage() -> None:
    (settled,), _ = weigh([claim("ex-partner", "possessed"), claim("ex-spouse")])
    assert settled.relation == "ex-spouse"


def test_without_an_assertion_each_status_is_kept_once() -> None:
    statuses: list[Status] = ["denied", "asked", "denied"]
    relationships, _ = settle([claim("partner", status=status, start=start) for start, status in enumerate(statuses)])
    assert [(relationship.status, relationship.evidence) for relationship in relationships] == [
        ("denied", (0, 1)),
        ("asked", (1, 2)),
    ]


def test_siblings_are_siblings_of_each_other() -> None:
    kept, dropped = weigh([claim("sibling"), Claim(PIET, "sibling", ORLA, "asserted", "verb", (5, 6))])
    assert (len(kept), dropped) == (1, [])


def test_the_weaker_of_two_relations_that_exclude_each_other_gives_way_with_a_warning() -> None:
    kept, dropped = weigh([claim("parent", "bare"), claim("spouse"), claim("spouse", start=5)])
    assert [(settled.relation, weaker.relation) for settled, weaker in zip(kept, dropped, strict=True)] == [
        ("spouse", "parent")
    ]
    _, (warning,) = settle([claim("parent", "bare", start=7), claim("spouse"), claim("spouse")])
    assert warning.startswith("Orla Tarn is called the parent of Piet Quill at 7, which contradicts")


def test_a_pending_divorce_leaves_two_people_married() -> None:
    pending = Claim(ORLA, "spouse", PIET, "asserted", "noun", (0, 1), pending=True)
    (settled,), _ = weigh([claim("ex-partner"), claim("ex-partner"), pending])
    assert settled.relation == "spouse"
