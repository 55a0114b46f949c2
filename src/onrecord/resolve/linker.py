"""Linking people across pages: whom each newcomer on a page is, compared with everybody who may be called so."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

from sqlalchemy import bindparam, insert, select

from onrecord.resolve import candidates
from onrecord.resolve.candidates import Around
from onrecord.resolve.clusters import settle
from onrecord.resolve.name_similarity import WHOLE
from onrecord.resolve.newcomers import Newcomers
from onrecord.resolve.profiles import Neighbour, Profile, Sighting
from onrecord.resolve.scoring import DIFFERENT_FROM, SAME_FROM, Weighed, called, may_be_one, weigh
from onrecord.store.codecs import compact
from onrecord.store.name_keys import person_name
from onrecord.store.names import Writer
from onrecord.store.rows import lookup
from onrecord.store.schema import CURRENT, appearances, links, pages, persons, tallies
from onrecord.times import now
from onrecord.version import VERSION

if TYPE_CHECKING:
    from onrecord.store.store import Store

Verdict = Literal["SAME", "DIFFERENT", "UNSURE"]

PROGRAM: Final = f"onrecord {VERSION}, linking 1"
"""Which program the links of this module are by."""

_LOOKED_INTO = 3
"""How many of those that may be meant by a whole name are looked at closely, and how many by a part of one."""
_MOST_OPEN = 20_000
_APART = 1.0
"""By how much, in log odds, the likeliest must be likelier than the next."""
_WORTH_ASKING = 0.0
_MOST_LOGGED = 2

_HERE = select(appearances.c.person_id).where(
    appearances.c.page_id == bindparam("page"), appearances.c.state == CURRENT, appearances.c.person_id.is_not(None)
)
_OUTLET = select(pages.c.outlet_id).where(pages.c.id == bindparam("page"))
_PAGES = select(tallies.c.how_many).where(tallies.c.kind == "pages")
_PAGES_OF = select(persons.c.id, persons.c.pages).where(persons.c.id.in_(bindparam("persons", expanding=True)))
_ADD = insert(links)


@dataclass(frozen=True, slots=True)
class Held:
    """What the linker held of a newcomer and somebody whom it may be."""

    person_id: int
    weighed: Weighed
    whole: bool
    """Whether the two have a whole name in common, not a part of it."""
    beside: int | None = None
    """The appearance of the person that is likest in its company; null where company was not looked at."""


class PersonLinker:
    """Says who newcomers are, each page in its turn, and logs what it held and why.

    Two people of one page stay two: the page's reading decides that. Where two may be meant, it is neither.
    """

    def __init__(self) -> None:
        self._open: deque[tuple[int, frozenset[int]]] = deque(maxlen=_MOST_OPEN)

    def __call__(self, writer: Writer, newcomers: Newcomers, /) -> Mapping[int, int]:
        """The person of each newcomer whom it knows."""
        page = _Page(writer, newcomers)
        placed = page.run()
        undecided = frozenset(page.undecided())
        if undecided:
            self._open.append((newcomers.page_id, undecided))
        return placed

    def look_again(self, record: Store) -> int:
        """Look once more at those who could not be told when their pages were kept: how many can be now.

        Who is called by a part of a name only is known by the company that later pages show.
        """
        found = 0
        while self._open:
            page_id, appearances = self._open.popleft()
            with record.writer() as writer:
                again = candidates.newcomers_again(writer.connection, page_id, appearances)
                if again.ids:
                    placed = _Page(writer, again, again=True).run()
                    settle(writer, placed)
                    found += len(placed)
        return found


class _Page:
    """The newcomers of one page, on their way to being somebody."""

    def __init__(self, writer: Writer, newcomers: Newcomers, *, again: bool = False) -> None:
        """``again``: only those that can be told now are logged."""
        self._writer = writer
        self._connection = writer.connection
        self._page = {"page": newcomers.page_id}
        self._sightings = candidates.sightings(newcomers)
        self._here = set(writer.connection.execute(_HERE, self._page).scalars())
        self._placed: dict[int, int] = {}
        self._again = again
        self._pages = 0
        self._profiles: dict[int, Profile] = {}
        self._surroundings: dict[tuple[int, bool], Around] = {}
        self._log: list[tuple[int, Held, Verdict]] = []

    def run(self) -> dict[int, int]:
        asked = candidates.bearers(self._connection, self._sightings)
        everybody = {person for found in asked.values() for person in found}
        self._profiles = candidates.profiles(self._connection, everybody - self._here)
        self._keep_keys(asked)
        hard = []
        for key, found in asked.items():
            known = [self._profiles[one] for one in found if one in self._profiles]
            if known and not self._place_easily(key, known):
                hard.append((key, known))
        if hard:
            self._look_closer()
        # Whole names first: they are the company by which parts of names are known.
        hard.sort(key=lambda one: (" " not in self._sightings[one[0]].name, one[0]))
        for key, known in hard:
            self._place_closely(key, known)
        if any(key in self._placed for key, _ in hard):
            # Those that were found are company for the rest.
            for key, known in hard:
                if key not in self._placed:
                    self._log = [one for one in self._log if one[0] != key]
                    self._place_closely(key, known)
        self._write()
        return self._placed

    def _keep_keys(self, asked: Mapping[int, Sequence[int]]) -> None:
        """Let those be found by name whose names nobody has had so far."""
        new = [
            self._sightings[key]
            for key, found in asked.items()
            if not any(self._sightings[key].name in self._profiles[one].names for one in found if one in self._profiles)
        ]
        if new:
            keys = self._writer.name_keys(one.name for one in new)
            candidates.keep_keys(self._connection, new, keys=keys)

    def _look_closer(self) -> None:
        """Take in what only hard cases need."""
        outlet = self._connection.execute(_OUTLET, self._page).scalar()
        self._sightings = {key: replace(one, outlet_id=outlet) for key, one in self._sightings.items()}
        self._pages = self._connection.execute(_PAGES).scalar() or 0

    def undecided(self) -> list[int]:
        """Newcomers that may turn out to be somebody known: of one name only, or unsure."""
        unsure = {key for key, _, verdict in self._log if verdict == "UNSURE"}
        return [
            key
            for key, one in self._sightings.items()
            if key not in self._placed and one.kind == "person" and (key in unsure or " " not in one.name)
        ]

    def _place_easily(self, key: int, known: Sequence[Profile]) -> bool:
        """Place whom the name alone tells: one bearer of the same whole name, and nothing against it."""
        sighting = self._sightings[key]
        whole = [one for one in known if _whole(sighting, one)]
        if len(whole) != 1 or whole[0].person_id in self._placed.values():
            return False
        weighed = weigh(sighting, whole[0])
        if weighed.odds < SAME_FROM or not _same_name(sighting, whole[0]):
            return False
        self._place(key, Held(whole[0].person_id, weighed, whole=True))
        return True

    def _place_closely(self, key: int, known: Sequence[Profile]) -> None:
        sighting = self._sightings[key]
        taken = self._here | set(self._placed.values())
        free = [one for one in known if one.person_id not in taken]
        likely = self._likely(sighting, free, among=known)
        neighbours = self._neighbours()
        beside = {one.person_id for one in neighbours}
        held = []
        for one in likely:
            around = self._around(one.person_id, ties=bool(sighting.ties))
            others = _others(one, among=known)
            company = around.company
            weighed = weigh(sighting, one, company=company, neighbours=neighbours, pages=self._pages, others=others)
            held.append(Held(one.person_id, weighed, whole=_whole(sighting, one), beside=around.likest(beside)))
        self._decide(key, sorted(held, key=lambda one: (-one.weighed.odds, one.person_id)))

    def _likely(self, sighting: Sighting, free: Sequence[Profile], *, among: Sequence[Profile]) -> list[Profile]:
        """The likeliest of whole names, and of parts of names, as far as can be told without their company."""
        ranked = sorted(free, key=lambda one: -self._weigh(sighting, one, among=among).odds)
        whole = [one for one in ranked if _whole(sighting, one)]
        partly = [one for one in ranked if one not in whole]
        return whole[:_LOOKED_INTO] + partly[:_LOOKED_INTO]

    def _decide(self, key: int, held: Sequence[Held]) -> None:
        likely = [one for one in held if one.weighed.odds >= SAME_FROM]
        best = self._choose(likely)
        if best is not None:
            self._place(key, best)
            return
        for one in held[:_MOST_LOGGED]:
            if one.weighed.odds > DIFFERENT_FROM:
                if one.whole or one.weighed.odds >= _WORTH_ASKING:
                    self._note(key, one, verdict="UNSURE")
            elif one.whole:
                self._note(key, one, verdict="DIFFERENT")

    def _choose(self, likely: Sequence[Held]) -> Held | None:
        """Who of those that are likely enough is meant, the likeliest first; null where another may be as well.

        Where two are as likely, and may themselves be one, it is the one whose name is whole.
        """
        if not likely:
            return None
        near = [one for one in likely if likely[0].weighed.odds - one.weighed.odds < _APART]
        best = max(near, key=lambda one: self._is_full(one.person_id))
        mine = self._profiles[best.person_id]
        return best if all(may_be_one(mine, self._profiles[one.person_id]) for one in near) else None

    def _is_full(self, person_id: int) -> bool:
        return person_name(self._profiles[person_id].names[0]).full

    def _place(self, key: int, held: Held) -> None:
        self._placed[key] = held.person_id
        self._note(key, held, verdict="SAME")

    def _note(self, key: int, held: Held, *, verdict: Verdict) -> None:
        self._log.append((key, held, verdict))

    def _write(self) -> None:
        """Log what was held, beside the likest appearance of whom it was held to be, or else the first."""
        if self._again:
            self._log = [one for one in self._log if one[2] == "SAME"]
        if not self._log:
            return
        wanted = (held.person_id for _, held, _ in self._log if held.beside is None)
        firsts = candidates.first_appearances(self._connection, wanted)
        by, at = self._writer.name_key(PROGRAM), now()
        values = [
            {
                "left_id": firsts[held.person_id] if held.beside is None else held.beside,
                "right_id": key,
                "verdict": verdict,
                "score": round(held.weighed.score, 4),
                "reasons": compact(held.weighed.reasons),
                "by_id": by,
                "at": at,
            }
            for key, held, verdict in self._log
        ]
        self._connection.execute(_ADD, values)

    def _around(self, person_id: int, *, ties: bool) -> Around:
        if (person_id, ties) not in self._surroundings:
            self._surroundings[person_id, ties] = candidates.around(self._connection, person_id, ties=ties)
        return self._surroundings[person_id, ties]

    def _weigh(self, sighting: Sighting, profile: Profile, *, among: Sequence[Profile]) -> Weighed:
        return weigh(sighting, profile, others=_others(profile, among=among))

    def _neighbours(self) -> list[Neighbour]:
        """Who is known on this page so far."""
        placed = (one for key, one in self._placed.items() if self._sightings[key].kind == "person")
        here = self._here | set(placed)
        if not here:
            return []
        counted = lookup(self._connection, _PAGES_OF, persons=sorted(here))
        return [Neighbour(one, self._called(one), counted.get(one, 0)) for one in sorted(here)]

    def _called(self, person_id: int) -> str:
        if person_id not in self._profiles:
            self._profiles |= candidates.profiles(self._connection, [person_id])
        known = self._profiles.get(person_id)
        return known.names[0] if known else "somebody"


def _same_name(sighting: Sighting, profile: Profile) -> bool:
    return sighting.kind != "person" or called(sighting.name, profile)[0] == "same"


def _whole(sighting: Sighting, profile: Profile) -> bool:
    """Whether a whole name is alike."""
    return sighting.kind != "person" or called(sighting.name, profile)[0] in WHOLE


def _others(profile: Profile, *, among: Sequence[Profile]) -> list[Profile]:
    return [one for one in among if one.person_id != profile.person_id]
