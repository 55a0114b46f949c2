"""Families: the relatives of the people of a page, for words that refer to them ("my wife", "the kids")."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from onrecord.people.coreference.clusters import Cluster
from onrecord.people.kinship.vocabulary import COUPLE_RELATIONS, INVERSE, KINSHIP_NOUNS
from onrecord.types import Relation, Relationship

# A "wife" may be a partner. An "ex" is no present spouse, whom the owner may have married since: "Ivo Tarn and Una Tarn
# wed in May. His ex-wife was glad".
_COUPLES: list[tuple[Relation, ...]] = [("spouse", "partner"), ("ex-spouse", "ex-partner")]
_ALTERNATIVES = {relation: relations for relations in _COUPLES for relation in relations}
_MAX_RELATIVES = 50
"""Most relatives of one kind that a person may have here: a bound on the cost of looking through them."""


class Families:
    """The relatives of the people of a page, by what the page states."""

    def __init__(self, persons: Sequence[Cluster], relationships: Sequence[Relationship]) -> None:
        by_name = {cluster.name: cluster for cluster in reversed(persons)}
        self.couples: list[frozenset[int]] = []
        self._relatives: defaultdict[tuple[int, Relation], list[Cluster]] = defaultdict(list)
        """The relatives of each person, by id, and their relation to that person."""
        for relationship in relationships:
            person, relative = by_name.get(relationship.from_name), by_name.get(relationship.to_name)
            if person is None or relative is None or relationship.count is not None:
                continue
            if relationship.relation in COUPLE_RELATIONS:
                self.couples.append(frozenset((id(person), id(relative))))
            if relationship.status in {"asserted", "alleged"}:
                self._add(relative, relationship.relation, person)
                self._add(person, INVERSE[relationship.relation], relative)

    def _add(self, owner: Cluster, relation: Relation, relative: Cluster) -> None:
        relatives = self._relatives[id(owner), relation]
        if len(relatives) < _MAX_RELATIVES:
            relatives.append(relative)

    def find(self, owner: Cluster, noun: str) -> Sequence[Cluster]:
        """The relatives of ``owner`` whom ``noun`` may mean; empty if that is one of several."""
        kin = KINSHIP_NOUNS.get(noun)
        if kin is None:
            return ()
        for relation in (kin.relation, *_ALTERNATIVES.get(kin.relation, ())):
            relatives = [c for c in self._relatives.get((id(owner), relation), ()) if c.may_be(kin.gender)]
            if relatives:
                return relatives if kin.plural or len(relatives) == 1 else ()
        return ()

    def only_children(self) -> Sequence[Cluster]:
        """The children of the page, if one parent has them all."""
        families = [children for (_, relation), children in self._relatives.items() if relation == "child"]
        all_children = {id(child) for children in families for child in children}
        return next((children for children in families if {id(child) for child in children} == all_children), ())
