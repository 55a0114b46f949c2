"""Linking people across pages: compare each new appearance with its candidates and log the decision.

Blocking finds the candidates by name; pairwise scoring compares them, first by name and facts alone, and the likeliest
again by the people they are mentioned with. One clear winner is linked; two close ones are not.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, insert, select

from onrecord.resolve import candidates
from onrecord.resolve.candidates import Surroundings
from onrecord.resolve.clusters import recluster
from onrecord.resolve.name_similarity import FULL_NAME_SIMILARITIES
from onrecord.resolve.new_appearances import NewAppearances
from onrecord.resolve.profiles import CoMention, PageProfile, PersonProfile
from onrecord.resolve.scoring import DIFFERENT_FROM, SAME_FROM, PairScore, match_name, may_be_same, score_pair
from onrecord.store.codecs import compact
from onrecord.store.name_keys import person_name
from onrecord.store.name_table import Writer
from onrecord.store.rows import lookup
from onrecord.store.schema import CURRENT, appearances, links, pages, persons, totals
from onrecord.store.schema.values import LinkVerdict
from onrecord.times import now
from onrecord.version import VERSION

if TYPE_CHECKING:
    from onrecord.store.store import Store

PROGRAM: Final = f"onrecord {VERSION}, linking 1"
"""The program that signs the links of this module."""

_MOST_COMPARED = 3
"""Candidates with a full name in common, and candidates with a part of one, that are compared by co-mentions."""
_MOST_UNDECIDED = 20_000
"""Pages with undecided appearances that are kept for another look; the oldest go first, to bound the memory."""
# With 2.9 for Ada and 2.4 for Alec Brannigan, "Brannigan" is either: e to the 0.5 is 1.6 to 1.
_MARGIN = 1.0
"""Log odds by which the likeliest candidate must lead."""
_REVIEW_FROM = 0.0
"""Log odds from which a candidate with only a part of the name in common waits for review: one to one."""
_MOST_LOGGED = 2
"""Candidates of an appearance that is not linked, which are logged."""

_PERSONS_ON_PAGE = select(appearances.c.person_id).where(
    appearances.c.page_id == bindparam("page"), appearances.c.state == CURRENT, appearances.c.person_id.is_not(None)
)
_OUTLET = select(pages.c.outlet_id).where(pages.c.id == bindparam("page"))
_PAGE_COUNT = select(totals.c.how_many).where(totals.c.kind == "pages")
_PAGE_COUNTS = select(persons.c.id, persons.c.pages).where(persons.c.id.in_(bindparam("persons", expanding=True)))
_ADD = insert(links)


@dataclass(frozen=True, slots=True)
class _ScoredCandidate:
    """A candidate of an appearance, with the score of the pair."""

    person_id: int
    score: PairScore
    has_full_name: bool
    """True if the two share a full name, not only a part of one."""
    nearest_appearance: int | None = None
    """The candidate's appearance with the most of the same people; null if co-mentions were not compared."""


class PersonLinker:
    """Decides which persons the new appearances of each page are, and logs its decisions with their reasons.

    Two people of one page are never linked with each other: the page's reading has decided that.
    """

    def __init__(self) -> None:
        self._undecided: deque[tuple[int, frozenset[int]]] = deque(maxlen=_MOST_UNDECIDED)

    def __call__(self, writer: Writer, new: NewAppearances, /) -> Mapping[int, int]:
        """Link appearances; return the persons of the linked ones by the appearances' keys."""
        page = _PageLinker(writer, new)
        linked = page.run()
        undecided = frozenset(page.undecided())
        if undecided:
            self._undecided.append((new.page_id, undecided))
        return linked

    def look_again(self, record: Store) -> int:
        """Compare undecided appearances again; return the number of new links.

        A page that only says "Brannigan" is often clear once later pages show the company of Ada Brannigan.
        """
        linked_count = 0
        while self._undecided:
            page_id, appearance_ids = self._undecided.popleft()
            with record.writer() as writer:
                new = candidates.reload_appearances(writer.connection, page_id, appearance_ids)
                if new.ids:
                    linked = _PageLinker(writer, new, again=True).run()
                    recluster(writer, linked)
                    linked_count += len(linked)
        return linked_count


class _PageLinker:
    """Links the new appearances of one page."""

    def __init__(self, writer: Writer, new: NewAppearances, *, again: bool = False) -> None:
        """``again`` is true for appearances that were undecided: then only links are logged."""
        self._writer = writer
        self._connection = writer.connection
        self._page = {"page": new.page_id}
        self._profiles = candidates.page_profiles(new)
        self._taken = set(writer.connection.execute(_PERSONS_ON_PAGE, self._page).scalars())
        self._linked: dict[int, int] = {}
        self._again = again
        self._page_count = 0
        self._persons: dict[int, PersonProfile] = {}
        self._surroundings: dict[tuple[int, bool], Surroundings] = {}
        self._log: list[tuple[int, _ScoredCandidate, LinkVerdict]] = []

    def run(self) -> dict[int, int]:
        """Link the appearances and log the decisions; return persons by the keys of their appearances."""
        person_ids = candidates.find_candidates(self._connection, self._profiles)
        all_ids = {person_id for ids in person_ids.values() for person_id in ids}
        self._persons = candidates.load_profiles(self._connection, all_ids - self._taken)
        self._write_name_keys(person_ids)
        hard_cases = []
        for key, ids in person_ids.items():
            persons = [self._persons[person_id] for person_id in ids if person_id in self._persons]
            if persons and not self._link_by_name(key, persons):
                hard_cases.append((key, persons))
        if hard_cases:
            self._load_page_facts()
        # Full names first: they are the co-mentions by which parts of names are decided.
        hard_cases.sort(key=lambda case: (" " not in self._profiles[case[0]].name, case[0]))
        for key, persons in hard_cases:
            self._link_by_co_mentions(key, persons)
        if any(key in self._linked for key, _ in hard_cases):
            # Those that were linked are co-mentions of the rest.
            for key, persons in hard_cases:
                if key not in self._linked:
                    self._log = [entry for entry in self._log if entry[0] != key]
                    self._link_by_co_mentions(key, persons)
        self._write_links()
        return self._linked

    def undecided(self) -> list[int]:
        """Appearances that later pages may decide: unsure, or of a single name."""
        unsure = {key for key, _, verdict in self._log if verdict == "UNSURE"}
        return [
            key
            for key, profile in self._profiles.items()
            if key not in self._linked and profile.kind == "person" and (key in unsure or " " not in profile.name)
        ]

    def _write_name_keys(self, person_ids: Mapping[int, Sequence[int]]) -> None:
        """Write the blocking keys of names that no candidate has yet."""
        new = [
            self._profiles[key]
            for key, ids in person_ids.items()
            if not any(
                self._profiles[key].name in self._persons[person_id].names
                for person_id in ids
                if person_id in self._persons
            )
        ]
        if new:
            keys = self._writer.name_keys(profile.name for profile in new)
            candidates.write_name_keys(self._connection, new, keys=keys)

    def _load_page_facts(self) -> None:
        """Load the facts that only hard cases need."""
        outlet_id = self._connection.execute(_OUTLET, self._page).scalar()
        self._profiles = {key: replace(profile, outlet_id=outlet_id) for key, profile in self._profiles.items()}
        self._page_count = self._connection.execute(_PAGE_COUNT).scalar() or 0

    def _link_by_name(self, key: int, persons: Sequence[PersonProfile]) -> bool:
        """Link an appearance whose full name only one person has, with no evidence against it."""
        profile = self._profiles[key]
        namesakes = [person for person in persons if _has_full_name(profile, person)]
        if len(namesakes) != 1 or namesakes[0].person_id in self._linked.values():
            return False
        score = score_pair(profile, namesakes[0])
        if score.log_odds < SAME_FROM or not _has_same_name(profile, namesakes[0]):
            return False
        self._link(key, _ScoredCandidate(namesakes[0].person_id, score, has_full_name=True))
        return True

    def _link_by_co_mentions(self, key: int, persons: Sequence[PersonProfile]) -> None:
        profile = self._profiles[key]
        taken = self._taken | set(self._linked.values())
        free = [person for person in persons if person.person_id not in taken]
        page_people = self._page_people()
        page_person_ids = {co_mention.person_id for co_mention in page_people}
        scored = []
        for person in self._shortlist(profile, free, persons=persons):
            surroundings = self._surroundings_of(person.person_id, relationships=bool(profile.relationships))
            score = score_pair(
                profile,
                person,
                co_mentions=surroundings.co_mentions,
                page_people=page_people,
                pages=self._page_count,
                rivals=_without(person, persons),
            )
            nearest = surroundings.nearest_appearance(page_person_ids)
            scored.append(_ScoredCandidate(person.person_id, score, _has_full_name(profile, person), nearest))
        self._decide(key, sorted(scored, key=lambda candidate: (-candidate.score.log_odds, candidate.person_id)))

    def _shortlist(
        self, profile: PageProfile, free: Sequence[PersonProfile], *, persons: Sequence[PersonProfile]
    ) -> list[PersonProfile]:
        """The likeliest persons by full names, and by parts of names, before co-mentions are loaded."""
        ranked = sorted(
            free, key=lambda person: -score_pair(profile, person, rivals=_without(person, persons)).log_odds
        )
        by_full_name = [person for person in ranked if _has_full_name(profile, person)]
        by_part = [person for person in ranked if person not in by_full_name]
        return by_full_name[:_MOST_COMPARED] + by_part[:_MOST_COMPARED]

    def _decide(self, key: int, scored: Sequence[_ScoredCandidate]) -> None:
        best = self._choose([candidate for candidate in scored if candidate.score.log_odds >= SAME_FROM])
        if best is not None:
            self._link(key, best)
            return
        for candidate in scored[:_MOST_LOGGED]:
            if candidate.score.log_odds > DIFFERENT_FROM:
                if candidate.has_full_name or candidate.score.log_odds >= _REVIEW_FROM:
                    self._log.append((key, candidate, "UNSURE"))
            elif candidate.has_full_name:
                self._log.append((key, candidate, "DIFFERENT"))

    def _choose(self, likely: Sequence[_ScoredCandidate]) -> _ScoredCandidate | None:
        """The candidate that leads by the margin; null if close candidates may be different people.

        Of close candidates that may be one person, "A. Brannigan" and "Ada Brannigan", it is the one with a full name.
        """
        if not likely:
            return None
        close = [c for c in likely if likely[0].score.log_odds - c.score.log_odds < _MARGIN]
        best = max(close, key=lambda candidate: person_name(self._persons[candidate.person_id].names[0]).full)
        person = self._persons[best.person_id]
        return best if all(may_be_same(person, self._persons[c.person_id]) for c in close) else None

    def _link(self, key: int, candidate: _ScoredCandidate) -> None:
        self._linked[key] = candidate.person_id
        self._log.append((key, candidate, "SAME"))

    def _write_links(self) -> None:
        """Write each decision to ``links``, against the candidate's nearest appearance, or else its first."""
        if self._again:
            self._log = [entry for entry in self._log if entry[2] == "SAME"]
        if not self._log:
            return
        without_nearest = (c.person_id for _, c, _ in self._log if c.nearest_appearance is None)
        first_appearances = candidates.first_appearances(self._connection, without_nearest)
        program_id, timestamp = self._writer.name_key(PROGRAM), now()
        values = [
            {
                "left_id": first_appearances[candidate.person_id]
                if candidate.nearest_appearance is None
                else candidate.nearest_appearance,
                "right_id": key,
                "verdict": verdict,
                "score": round(candidate.score.probability, 4),
                "reasons": compact(candidate.score.reasons),
                "by_id": program_id,
                "at": timestamp,
            }
            for key, candidate, verdict in self._log
        ]
        self._connection.execute(_ADD, values)

    def _surroundings_of(self, person_id: int, *, relationships: bool) -> Surroundings:
        if (person_id, relationships) not in self._surroundings:
            self._surroundings[person_id, relationships] = candidates.load_surroundings(
                self._connection, person_id, relationships=relationships
            )
        return self._surroundings[person_id, relationships]

    def _page_people(self) -> list[CoMention]:
        """The persons who are known to be on this page so far."""
        linked = (person for key, person in self._linked.items() if self._profiles[key].kind == "person")
        person_ids = sorted(self._taken | set(linked))
        if not person_ids:
            return []
        page_counts = lookup(self._connection, _PAGE_COUNTS, persons=person_ids)
        return [CoMention(key, self._name_of(key), page_counts.get(key, 0)) for key in person_ids]

    def _name_of(self, person_id: int) -> str:
        if person_id not in self._persons:
            self._persons |= candidates.load_profiles(self._connection, [person_id])
        person = self._persons.get(person_id)
        return person.names[0] if person else "somebody"


def _has_same_name(profile: PageProfile, person: PersonProfile) -> bool:
    return profile.kind != "person" or match_name(profile.name, person)[0] == "same"


def _has_full_name(profile: PageProfile, person: PersonProfile) -> bool:
    """True if the two share a full name, not only a part of one."""
    return profile.kind != "person" or match_name(profile.name, person)[0] in FULL_NAME_SIMILARITIES


def _without(person: PersonProfile, persons: Sequence[PersonProfile]) -> list[PersonProfile]:
    return [rival for rival in persons if rival.person_id != person.person_id]
