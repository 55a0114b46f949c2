"""Clusters of appearances: persons derived from the program's links and people's judgements.

Judgements come first, newer before older: "same" and equal Wikidata ids are must-links, "different" and different
Wikidata ids are cannot-links, "unsure" is a cannot-link for programs only. Then links merge clusters in the order of
the log, unless a cannot-link keeps the two sides apart.

Each cluster is one person. Its founder is the appearance that others were linked to and that was linked to no other.
So the persons depend only on the two logs, not on when they are computed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, select, update

from onrecord.resolve import persons
from onrecord.store.exclusions import refresh_hidden
from onrecord.store.name_keys import index_names
from onrecord.store.name_table import Writer
from onrecord.store.rows import lookup
from onrecord.store.schema import appearances, judgement_targets, judgements, links
from onrecord.store.schema import persons as persons_table

_BATCH = 400
_SAME_LINKS = select(links.c.left_id, links.c.right_id, links.c.id).where(links.c.verdict == "SAME")
_LINKS_OF = _SAME_LINKS.where(
    links.c.left_id.in_(bindparam("keys", expanding=True)) | links.c.right_id.in_(bindparam("keys", expanding=True))
)
_JUDGEMENTS = (
    select(
        judgements.c.id,
        judgements.c.kind,
        judgements.c.value,
        judgement_targets.c.side,
        judgement_targets.c.appearance_id,
    )
    .join(judgement_targets, judgement_targets.c.judgement_id == judgements.c.id)
    .where(
        judgements.c.kind.in_(("same", "different", "unsure", "wikidata")),
        judgement_targets.c.side.in_(("left", "right")),
        judgement_targets.c.appearance_id.is_not(None),
    )
    .order_by(judgements.c.id.desc())
)


class PairConstraint(NamedTuple):
    """A must-link or cannot-link of two appearances, from a judgement."""

    judgement_id: int
    kind: str
    """``same``, ``different`` or ``unsure``."""
    left_id: int
    right_id: int


@dataclass(frozen=True, slots=True)
class Constraints:
    """The must-links and cannot-links of the judgements in force whose targets are in the current readings."""

    pairs: tuple[PairConstraint, ...] = ()
    """Newest first."""
    wikidata: Mapping[int, str] = field(default_factory=dict)
    """Wikidata ids by appearance."""

    def item_pairs(self) -> list[tuple[int, int]]:
        """Must-links that chain all appearances with one Wikidata id."""
        same_item: dict[str, list[int]] = defaultdict(list)
        for appearance_id, item in sorted(self.wikidata.items()):
            same_item[item].append(appearance_id)
        return [pair for appearance_ids in same_item.values() for pair in pairwise(appearance_ids)]

    def edges(self) -> list[tuple[int, int]]:
        """Every pair of appearances that a constraint joins or separates."""
        return [*((pair.left_id, pair.right_id) for pair in self.pairs), *self.item_pairs()]


@dataclass(frozen=True, slots=True)
class Clustering:
    """The clusters of some appearances."""

    founders: Mapping[int, int]
    """The founding appearance of each appearance's cluster."""
    overruled: frozenset[int]
    """Keys of the judgements that newer ones contradict."""


def load_constraints(connection: Connection) -> Constraints:
    """The constraints of all judgements in force."""
    sides: dict[int, dict[str, int]] = defaultdict(dict)
    kinds: dict[int, tuple[str, str | None]] = {}
    for row in connection.execute(_JUDGEMENTS):
        sides[row.id][row.side] = row.appearance_id
        kinds[row.id] = row.kind, row.value
    pairs = tuple(
        PairConstraint(judgement_id, kinds[judgement_id][0], targets["left"], targets["right"])
        for judgement_id, targets in sides.items()
        if len(targets) == 2
    )
    items: dict[int, str] = {}
    for judgement_id, (kind, value) in kinds.items():
        if kind == "wikidata" and value:
            items.setdefault(sides[judgement_id]["left"], value)
    return Constraints(pairs, items)


def cluster(
    appearance_ids: Collection[int], linked_pairs: Iterable[tuple[int, int]], *, constraints: Constraints
) -> Clustering:
    """Cluster appearances by judgements and then by links.

    ``linked_pairs`` are the links with the verdict SAME in the order of the log, each of a new appearance (right) to an
    older one (left). The founder of a cluster is its first appearance that was not the right side of a link.
    """
    clusters = _Clusters(appearance_ids, items=constraints.wikidata)
    overruled = set()
    pairs = [pair for pair in constraints.pairs if {pair.left_id, pair.right_id} <= clusters.parent.keys()]
    for judgement_id, kind, left_id, right_id in pairs:
        if (kind == "same" and not clusters.merge(left_id, right_id)) or (
            kind == "different" and not clusters.separate(left_id, right_id)
        ):
            overruled.add(judgement_id)
    for left_id, right_id in constraints.item_pairs():
        if {left_id, right_id} <= clusters.parent.keys():
            clusters.merge(left_id, right_id)
    # After every must-link of people, so that "unsure" overrules none of them.
    for _, kind, left_id, right_id in pairs:
        if kind == "unsure":
            clusters.separate(left_id, right_id)
    linked = set()
    for left_id, right_id in linked_pairs:
        if clusters.find(left_id) != clusters.find(right_id) and clusters.merge(left_id, right_id):
            linked.add(right_id)
    return Clustering(clusters.founders(linked), frozenset(overruled))


class _Clusters:
    """A union-find of appearances with cannot-links. A cluster's root is its first appearance."""

    def __init__(self, appearance_ids: Iterable[int], *, items: Mapping[int, str]) -> None:
        self.parent = {appearance_id: appearance_id for appearance_id in appearance_ids}
        self._items = {key: item for key, item in items.items() if key in self.parent}
        self._cannot_link: dict[int, set[int]] = defaultdict(set)

    def find(self, appearance_id: int) -> int:
        """The root of the appearance's cluster."""
        root = appearance_id
        while self.parent[root] != root:
            root = self.parent[root]
        while self.parent[appearance_id] != root:
            self.parent[appearance_id], appearance_id = root, self.parent[appearance_id]
        return root

    def founders(self, linked: Collection[int]) -> dict[int, int]:
        """The founder of each appearance's cluster: its first that is not in ``linked``, if there is one."""
        founders: dict[int, int] = {}
        for appearance_id in sorted(self.parent, key=lambda key: (key in linked, key)):
            founders.setdefault(self.find(appearance_id), appearance_id)
        return {appearance_id: founders[self.find(appearance_id)] for appearance_id in self.parent}

    def separate(self, left_id: int, right_id: int) -> bool:
        """Add a cannot-link; false if they are in one cluster already."""
        left_root, right_root = self.find(left_id), self.find(right_id)
        if left_root != right_root:
            self._cannot_link[left_root].add(right_id)
            self._cannot_link[right_root].add(left_id)
        return left_root != right_root

    def merge(self, left_id: int, right_id: int) -> bool:
        """Merge two clusters; false if a cannot-link or different Wikidata ids keep them apart."""
        left_root, right_root = self.find(left_id), self.find(right_id)
        if left_root == right_root:
            return True
        items = {self._items[root] for root in (left_root, right_root) if root in self._items}
        if len(items) > 1 or any(self.find(key) == right_root for key in self._cannot_link.get(left_root, ())):
            return False
        root, child = min(left_root, right_root), max(left_root, right_root)
        self.parent[child] = root
        if child in self._cannot_link:
            self._cannot_link[root] |= self._cannot_link.pop(child)
        if items:
            self._items[root] = items.pop()
        return True


def recluster(writer: Writer, appearance_ids: Iterable[int]) -> set[int]:
    """Recompute the clusters of these appearances and all that may be merged with them; return those that changed
    persons."""
    constraints = load_constraints(writer.connection)
    reachable = _reachable(writer.connection, set(appearance_ids), constraints=constraints)
    linked_pairs = _linked_pairs(writer.connection, reachable)
    clustering = cluster(sorted(reachable), linked_pairs, constraints=constraints)
    return _apply(writer, clustering, constraints=constraints)


def find_overruled(connection: Connection) -> frozenset[int]:
    """Keys of the judgements of people that newer ones contradict."""
    constraints = load_constraints(connection)
    appearance_ids = {key for pair in constraints.pairs for key in (pair.left_id, pair.right_id)}
    return cluster(sorted(appearance_ids), (), constraints=constraints).overruled


def rebuild(writer: Writer) -> set[int]:
    """Recompute all clusters from the logs alone; return the appearances that changed persons."""
    connection = writer.connection
    appearance_ids = list(connection.execute(select(appearances.c.id)).scalars())
    constraints = load_constraints(connection)
    linked_pairs = [(row.left_id, row.right_id) for row in connection.execute(_SAME_LINKS.order_by(links.c.id))]
    clustering = cluster(appearance_ids, linked_pairs, constraints=constraints)
    index_names(connection)
    moved = _apply(writer, clustering, constraints=constraints)
    persons.recount(writer, list(connection.execute(select(persons_table.c.id)).scalars()))
    return moved


def _reachable(connection: Connection, start: set[int], *, constraints: Constraints) -> set[int]:
    """All appearances connected with ``start`` by links and constraints, directly or indirectly."""
    neighbours: dict[int, set[int]] = defaultdict(set)
    for left_id, right_id in constraints.edges():
        neighbours[left_id].add(right_id)
        neighbours[right_id].add(left_id)
    reachable, frontier = set(start), set(start)
    while frontier:
        next_step = {neighbour for key in frontier for neighbour in neighbours.get(key, ())}
        for pair in _linked_pairs(connection, frontier):
            next_step.update(pair)
        frontier = next_step - reachable
        reachable |= frontier
    return reachable


def _linked_pairs(connection: Connection, appearance_ids: Iterable[int]) -> list[tuple[int, int]]:
    """The links with the verdict SAME of any of these appearances, in the order of the log."""
    pairs = {}
    for keys in _batches(sorted(appearance_ids)):
        for row in connection.execute(_LINKS_OF, {"keys": keys}):
            pairs[row.id] = (row.left_id, row.right_id)
    return [pairs[key] for key in sorted(pairs)]


def _apply(writer: Writer, clustering: Clustering, *, constraints: Constraints) -> set[int]:
    """Assign each appearance to its cluster's person; return those that moved."""
    connection, founders = writer.connection, clustering.founders
    person_of: dict[int, int] = {}
    for keys in _batches(sorted(set(founders.values()))):
        person_of |= persons.create_persons(connection, persons.load_founders(connection, keys))
    current: dict[int, int | None] = {}
    for keys in _batches(sorted(founders)):
        current |= lookup(
            connection, select(appearances.c.id, appearances.c.person_id).where(appearances.c.id.in_(keys))
        )
    moved = {key for key, founder in founders.items() if current[key] != person_of[founder]}
    persons.move_appearances(writer, {key: person_of[founders[key]] for key in moved})
    items: dict[int, str | None] = dict.fromkeys(person_of.values())
    items |= {person_of[founders[key]]: item for key, item in constraints.wikidata.items() if key in founders}
    _write_wikidata(connection, items)
    refresh_hidden(connection)
    return moved


def _write_wikidata(connection: Connection, items: Mapping[int, str | None]) -> None:
    table = persons_table
    for keys in _batches(sorted(items)):
        current = lookup(connection, select(table.c.id, table.c.wikidata).where(table.c.id.in_(keys)))
        for key, item in current.items():
            if item != items[key]:
                connection.execute(update(table).where(table.c.id == key).values(wikidata=items[key]))


def _batches(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(keys), _BATCH):
        yield keys[start : start + _BATCH]
