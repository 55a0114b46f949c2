"""Who is who, worked out from the two logs: what programs linked, and what people judged.

Appearances are joined as the links say, in the order in which they were logged, unless a judgement keeps the two
sides apart. Judgements come first, the newest before the older. A person is all that is joined, and is founded by the
appearance that others were linked to and that was linked to none. So the logs make the persons, the same ones
whenever they are worked out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from sqlalchemy import Connection, bindparam, select, update

from onrecord.resolve import persons
from onrecord.store.name_keys import index_names
from onrecord.store.names import Writer
from onrecord.store.rows import lookup
from onrecord.store.schema import appearances, bearings, judgements, links
from onrecord.store.schema import persons as persons_table

_BATCH = 400
_SAME_LINKS = select(links.c.left_id, links.c.right_id, links.c.id).where(links.c.verdict == "SAME")
_LINKS_OF = _SAME_LINKS.where(
    links.c.left_id.in_(bindparam("some", expanding=True)) | links.c.right_id.in_(bindparam("some", expanding=True))
)
_JUDGED = (
    select(judgements.c.id, judgements.c.kind, judgements.c.value, bearings.c.side, bearings.c.appearance_id)
    .join(bearings, bearings.c.judgement_id == judgements.c.id)
    .where(
        judgements.c.kind.in_(("same", "different", "unsure", "wikidata")),
        bearings.c.side.in_(("left", "right")),
    )
    .order_by(judgements.c.id.desc())
)


@dataclass(frozen=True, slots=True)
class Held:
    """What people hold of appearances, the newest first; what it bears on no longer is left out."""

    pairs: tuple[tuple[int, str, int, int], ...] = ()
    """Judgement, kind, and the two appearances."""
    wikidata: Mapping[int, str] = field(default_factory=dict)
    """Wikidata ids of appearances."""

    def chains(self) -> list[tuple[int, int]]:
        """Pairs by which all that have one Wikidata id hang together."""
        same: dict[str, list[int]] = defaultdict(list)
        for appearance, item in sorted(self.wikidata.items()):
            same[item].append(appearance)
        return [pair for group in same.values() for pair in pairwise(group)]

    def edges(self) -> list[tuple[int, int]]:
        """Everything that may be joined or parted by them."""
        return [*((left, right) for _, _, left, right in self.pairs), *self.chains()]


def held(connection: Connection) -> Held:
    """All that people hold of who is who, as far as it bears on the current readings."""
    sides: dict[int, dict[str, int]] = defaultdict(dict)
    kinds: dict[int, tuple[str, str | None]] = {}
    for row in connection.execute(_JUDGED):
        if row.appearance_id is not None:
            sides[row.id][row.side] = row.appearance_id
            kinds[row.id] = row.kind, row.value
    pairs = tuple(
        (key, kinds[key][0], found["left"], found["right"]) for key, found in sides.items() if len(found) == 2
    )
    items: dict[int, str] = {}
    for key, (kind, value) in kinds.items():
        if kind == "wikidata" and value:
            items.setdefault(sides[key]["left"], value)
    return Held(pairs, items)


def partition(
    members: Collection[int], joined: Iterable[tuple[int, int]], *, by: Held
) -> tuple[dict[int, int], set[int]]:
    """The founder of each of ``members``; and which judgements newer ones overrule.

    ``joined`` are the pairs that programs linked, in order, each the right one to the left. Where several of those that
    are one were linked to none, the first kept is the founder.
    """
    groups = _Groups(members, items=by.wikidata)
    overruled = set()
    pairs = [one for one in by.pairs if {one[2], one[3]} <= groups.parent.keys()]
    for key, kind, left, right in pairs:
        if (kind == "same" and not groups.join(left, right)) or (kind == "different" and not groups.part(left, right)):
            overruled.add(key)
    for left, right in by.chains():
        if {left, right} <= groups.parent.keys():
            groups.join(left, right)
    for _, kind, left, right in pairs:
        if kind == "unsure":
            groups.part(left, right)
    juniors = set()
    for left, right in joined:
        if groups.find(left) != groups.find(right) and groups.join(left, right):
            juniors.add(right)
    return groups.founders(juniors), overruled


class _Groups:
    """Sets of appearances that are one person each, and which of them may not be joined."""

    def __init__(self, members: Iterable[int], *, items: Mapping[int, str]) -> None:
        self.parent = {one: one for one in members}
        self._item = {one: item for one, item in items.items() if one in self.parent}
        self._apart: dict[int, set[int]] = defaultdict(set)

    def find(self, one: int) -> int:
        root = one
        while self.parent[root] != root:
            root = self.parent[root]
        while self.parent[one] != root:
            self.parent[one], one = root, self.parent[one]
        return root

    def founders(self, juniors: set[int]) -> dict[int, int]:
        """The founder of each: the first kept in its group, of those that are not ``juniors`` if there are any."""
        heads: dict[int, int] = {}
        for one in sorted(self.parent, key=lambda one: (one in juniors, one)):
            heads.setdefault(self.find(one), one)
        return {one: heads[self.find(one)] for one in self.parent}

    def part(self, one: int, other: int) -> bool:
        """Keep the two apart from now on, unless they are one already: whether they are apart."""
        first, second = self.find(one), self.find(other)
        if first != second:
            self._apart[first].add(other)
            self._apart[second].add(one)
        return first != second

    def join(self, one: int, other: int) -> bool:
        """Make the two one, unless they are kept apart or have two Wikidata ids: whether they are one."""
        first, second = self.find(one), self.find(other)
        if first == second:
            return True
        items = {self._item[root] for root in (first, second) if root in self._item}
        if len(items) > 1 or any(self.find(enemy) == second for enemy in self._apart.get(first, ())):
            return False
        root, child = min(first, second), max(first, second)
        self.parent[child] = root
        if child in self._apart:
            self._apart[root] |= self._apart.pop(child)
        if items:
            self._item[root] = items.pop()
        return True


def settle(writer: Writer, appearance_ids: Iterable[int]) -> set[int]:
    """Work out anew who everybody is that these appearances may be joined with: the appearances that changed hands."""
    by = held(writer.connection)
    members = _reached(writer.connection, set(appearance_ids), by=by)
    joined = _links(writer.connection, members)
    founders, _ = partition(sorted(members), joined, by=by)
    return _carry_out(writer, founders, items=by.wikidata)


def overruled(connection: Connection) -> set[int]:
    """The judgements that newer ones overrule, being against them."""
    by = held(connection)
    members = {one for _, _, left, right in by.pairs for one in (left, right)}
    return partition(sorted(members), (), by=by)[1]


def rebuild(writer: Writer) -> set[int]:
    """Work out who everybody is, from the logs alone: the appearances that changed hands."""
    connection = writer.connection
    everybody = list(connection.execute(select(appearances.c.id)).scalars())
    by = held(connection)
    joined = [(row.left_id, row.right_id) for row in connection.execute(_SAME_LINKS.order_by(links.c.id))]
    founders, _ = partition(everybody, joined, by=by)
    index_names(connection)
    moved = _carry_out(writer, founders, items=by.wikidata)
    everyone = list(connection.execute(select(persons_table.c.id)).scalars())
    persons.recount(writer, everyone)
    return moved


def _reached(connection: Connection, start: set[int], *, by: Held) -> set[int]:
    """Everything that is linked or judged together with ``start``, near or far."""
    beside: dict[int, set[int]] = defaultdict(set)
    for left, right in by.edges():
        beside[left].add(right)
        beside[right].add(left)
    reached, new = set(start), set(start)
    while new:
        found = {other for one in new for other in beside.get(one, ())}
        for left, right in _links(connection, new):
            found |= {left, right}
        new = found - reached
        reached |= new
    return reached


def _links(connection: Connection, some: Iterable[int]) -> list[tuple[int, int]]:
    """The links by which programs held any of ``some`` to be the same as another, in the order of the log."""
    wanted, found = sorted(some), {}
    for start in range(0, len(wanted), _BATCH):
        for row in connection.execute(_LINKS_OF, {"some": wanted[start : start + _BATCH]}):
            found[row.id] = (row.left_id, row.right_id)
    return [found[key] for key in sorted(found)]


def _carry_out(writer: Writer, founders: Mapping[int, int], *, items: Mapping[int, str]) -> set[int]:
    """Let each appearance be of the person that its founder founded: those that changed hands."""
    connection = writer.connection
    heads = sorted(set(founders.values()))
    person: dict[int, int] = {}
    now: dict[int, int | None] = {}
    for start in range(0, len(heads), _BATCH):
        some = heads[start : start + _BATCH]
        person |= persons.found(connection, persons.founders(connection, some))
    members = sorted(founders)
    for start in range(0, len(members), _BATCH):
        some = members[start : start + _BATCH]
        whose = select(appearances.c.id, appearances.c.person_id).where(appearances.c.id.in_(some))
        now |= lookup(connection, whose)
    moved = {one for one, head in founders.items() if now[one] != person[head]}
    for one in sorted(moved):
        persons.assign(writer, one, person_id=person[founders[one]])
    wanted: dict[int, str | None] = dict.fromkeys(person.values())
    _set_items(connection, wanted | _items(founders, person, items=items))
    return moved


def _items(
    founders: Mapping[int, int], person: Mapping[int, int], *, items: Mapping[int, str]
) -> dict[int, str | None]:
    return {person[founders[one]]: item for one, item in items.items() if one in founders}


def _set_items(connection: Connection, wanted: Mapping[int, str | None]) -> None:
    table = persons_table
    for start in range(0, len(wanted), _BATCH):
        some = dict(list(wanted.items())[start : start + _BATCH])
        known = lookup(connection, select(table.c.id, table.c.wikidata).where(table.c.id.in_(some)))
        for key, item in known.items():
            if item != some[key]:
                connection.execute(update(table).where(table.c.id == key).values(wikidata=some[key]))
