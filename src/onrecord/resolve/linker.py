"""Linking people across pages: compare each new appearance with its candidates and log the decision.

Blocking finds the candidates by name. Pairwise scoring compares them, first by name and facts alone; the likeliest are
compared again by the people they are mentioned with. An appearance is linked to a candidate with a clear lead only.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from onrecord.resolve import candidates
from onrecord.resolve.clusters import recluster
from onrecord.resolve.name_similarity import FULL_NAME_SIMILARITIES
from onrecord.resolve.new_appearances import LinkedPage, Linker, NewAppearances
from onrecord.resolve.person_index import PersonIndex, Surroundings
from onrecord.resolve.profiles import CoMention, PageProfile, PersonProfile
from onrecord.resolve.scoring import DIFFERENT_FROM, SAME_FROM, PairScore, match_name, may_be_same, score_pair
from onrecord.store.codecs import compact
from onrecord.store.name_keys import person_name, stored_keys
from onrecord.store.name_table import Writer
from onrecord.store.schema import failures, links, name_keys
from onrecord.store.schema.values import LinkVerdict
from onrecord.times import now
from onrecord.types import Reading
from onrecord.version import VERSION

if TYPE_CHECKING:
    from onrecord.store.store import Store

PROGRAM: Final = f"onrecord {VERSION}, linking 1"
"""The program that signs the links of this module."""

_MOST_COMPARED = 3
"""Candidates with a full name in common, and candidates with a part of one, that are compared by co-mentions."""
_MOST_UNDECIDED = 20_000
"""Maximum number of pages whose undecided appearances are compared again; the oldest are dropped, to limit memory."""
# With 2.9 for Ada and 2.4 for Alec Brannigan, "Brannigan" is either: e to the 0.5 is 1.6 to 1.
_MARGIN = 1.0
"""Log odds by which the likeliest candidate must lead."""
_REVIEW_FROM = 0.0
"""Log odds from which a candidate with only a part of the name in common waits for review: one to one."""
_MOST_LOGGED = 2
"""Candidates of an appearance that is not linked, which are logged."""
_MOST_PERSONS = 50_000
"""Number of persons that are kept in memory from one batch of pages to the next."""
_LOOKED_AT_AGAIN = 50
"""Pages in a transaction whose undecided appearances are compared again."""


@dataclass(frozen=True, slots=True)
class _ScoredCandidate:
    """A candidate of an appearance, with the score of the pair."""

    person_id: int
    score: PairScore
    has_full_name: bool
    """True if the two share a full name, not only a part of one."""
    nearest_appearance: int | None = None
    """The candidate's appearance with the most of the same people; null if co-mentions were not compared."""


@dataclass(frozen=True, slots=True)
class _Decision:
    """A verdict on an appearance and a candidate."""

    appearance_id: int
    candidate: _ScoredCandidate
    verdict: LinkVerdict


class PersonLinker(Linker):
    """Decides which persons the new appearances of each page are, and logs its decisions with their reasons.

    Two people of one page are never linked with each other: the page's reading has decided that.
    """

    def __init__(self) -> None:
        self._undecided: deque[tuple[int, frozenset[int]]] = deque(maxlen=_MOST_UNDECIDED)
        self._index: PersonIndex | None = None
        self._writer: Writer | None = None
        """The write transaction of the index."""
        self._last_keys: Mapping[str, int] = {}
        """The greatest key of each table when the pages of the index were written."""
        self._decisions: list[_Decision] = []
        self._undecided_now: list[tuple[int, frozenset[int]]] = []

    def prepare(self, writer: Writer, readings: Iterable[Reading]) -> None:
        """Load the candidates of all appearances on these pages."""
        if self._index is None or writer is not self._writer:
            # Another program, a judgement or a rolled-back transaction has changed the greatest key of some table.
            if self._index is None or self._last_keys != _last_keys(writer):
                self._index = PersonIndex(writer.connection)
            self._index.connection, self._writer = writer.connection, writer
        self._index.load((entity.name, entity.kind) for reading in readings for entity in reading.entities)

    def __call__(self, writer: Writer, new: NewAppearances, /) -> Mapping[int, int]:
        """Link appearances; return the persons of the linked ones by the appearances' keys."""
        self.prepare(writer, [new.reading])
        assert self._index is not None
        page = _PageLinker(writer, new, index=self._index)
        linked = page.run()
        self._decisions += page.decisions
        undecided = frozenset(page.undecided())
        if undecided:
            self._undecided_now.append((new.page_id, undecided))
        return linked

    def learn(self, page: LinkedPage) -> None:
        """Let later pages be compared with this one."""
        if self._index is not None:
            self._index.add_page(page)

    def finish(self, writer: Writer) -> None:
        """Log the decisions, and remember the undecided appearances."""
        if self._index is not None and writer is self._writer:
            _write_links(writer, self._decisions, index=self._index)
            self._index.settle()
            self._last_keys = _last_keys(writer)
        self._undecided += self._undecided_now
        self._decisions, self._undecided_now = [], []
        if self._index is not None and self._index.size > _MOST_PERSONS:
            self.forget()

    def forget(self) -> None:
        """Forget the persons, and the pages since the last ``finish``."""
        self._index, self._writer, self._decisions, self._undecided_now = None, None, [], []

    def look_again(self, record: Store) -> int:
        """Compare undecided appearances again; return the number of new links.

        A page that only says "Brannigan" is often clear once later pages show whom Ada Brannigan is mentioned with.
        """
        linked_count = 0
        while self._undecided:
            count = min(_LOOKED_AT_AGAIN, len(self._undecided))
            undecided = dict(self._undecided.popleft() for _ in range(count))
            with record.writer() as writer:
                linked_count += sum(_link_again(writer, undecided))
        return linked_count


def _last_keys(writer: Writer) -> dict[str, int]:
    """The greatest key of each table that changes with persons: all but failures."""
    return {table: key for table, key in writer.rows.last_keys().items() if table != failures.name}


def _link_again(writer: Writer, undecided: Mapping[int, Iterable[int]]) -> Iterable[int]:
    """Compare the appearances by their pages again; yield the number of new links on each page."""
    index = PersonIndex(writer.connection)
    for new in candidates.reload_appearances(writer.connection, undecided):
        index.load((entity.name, entity.kind) for entity in new.reading.entities)
        page = _PageLinker(writer, new, index=index)
        linked = page.run()
        if linked:
            same = [decision for decision in page.decisions if decision.verdict == "SAME"]
            _write_links(writer, same, index=index)
            writer.rows.write()
            recluster(writer, linked)
            index = PersonIndex(writer.connection)
        yield len(linked)


def _write_links(writer: Writer, decisions: Sequence[_Decision], *, index: PersonIndex) -> None:
    """Write each decision to ``links``, against the candidate's nearest appearance, or else its first."""
    without_nearest = [
        decision.candidate.person_id for decision in decisions if decision.candidate.nearest_appearance is None
    ]
    if not decisions:
        return
    first_appearances = index.first_appearances(without_nearest)
    by_id, timestamp = writer.reserve_name_keys([PROGRAM])[PROGRAM], now()
    writer.rows.add(
        links,
        [
            {
                "id": writer.rows.next_key(links),
                "left_id": decision.candidate.nearest_appearance or first_appearances[decision.candidate.person_id],
                "right_id": decision.appearance_id,
                "verdict": decision.verdict,
                "score": round(decision.candidate.score.probability, 4),
                "reasons": compact(decision.candidate.score.reasons),
                "by_id": by_id,
                "at": timestamp,
            }
            for decision in decisions
        ],
    )


class _PageLinker:
    """Links the new appearances of one page."""

    def __init__(self, writer: Writer, new: NewAppearances, *, index: PersonIndex) -> None:
        self._writer = writer
        self._index = index
        self._profiles = candidates.page_profiles(new)
        self._taken = new.persons
        self._linked: dict[int, int] = {}
        self._persons: dict[int, PersonProfile] = {}
        self._surroundings: dict[tuple[int, bool], Surroundings] = {}
        self.decisions: list[_Decision] = []

    def run(self) -> dict[int, int]:
        """Link the appearances; return persons by the keys of their appearances."""
        person_ids = {key: self._index.find_candidates(profile) for key, profile in self._profiles.items()}
        all_ids = {person_id for ids in person_ids.values() for person_id in ids}
        profiles = {person_id: self._index.profile(person_id) for person_id in all_ids - self._taken}
        self._persons = {person_id: profile for person_id, profile in profiles.items() if profile is not None}
        self._write_name_keys(person_ids)
        hard_cases = []
        for key, ids in person_ids.items():
            persons = [self._persons[person_id] for person_id in ids if person_id in self._persons]
            if persons and not self._link_by_name(key, persons):
                hard_cases.append((key, persons))
        # Full names first: they are the co-mentions by which parts of names are decided.
        hard_cases.sort(key=lambda case: (" " not in self._profiles[case[0]].name, case[0]))
        for key, persons in hard_cases:
            self._link_by_co_mentions(key, persons)
        if any(key in self._linked for key, _ in hard_cases):
            # Those that were linked are co-mentions of the rest.
            for key, persons in hard_cases:
                if key not in self._linked:
                    self.decisions = [decision for decision in self.decisions if decision.appearance_id != key]
                    self._link_by_co_mentions(key, persons)
        if self.decisions:
            self._writer.reserve_name_keys([PROGRAM])
        return self._linked

    def undecided(self) -> list[int]:
        """Appearances that later pages may decide: unsure, or of a single name."""
        unsure = {decision.appearance_id for decision in self.decisions if decision.verdict == "UNSURE"}
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
            keys = self._writer.reserve_name_keys(profile.name for profile in new)
            rows = [
                {"key": key, "name_id": keys[profile.name]}
                for profile in new
                for key in stored_keys(profile.name, kind=profile.kind)
            ]
            self._writer.rows.add_if_missing(name_keys, rows)

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
        taken_ids = self._taken | set(self._linked.values())
        free = [person for person in persons if person.person_id not in taken_ids]
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
                pages=self._index.pages,
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
                    self.decisions.append(_Decision(key, candidate, "UNSURE"))
            elif candidate.has_full_name:
                self.decisions.append(_Decision(key, candidate, "DIFFERENT"))

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
        self.decisions.append(_Decision(key, candidate, "SAME"))

    def _surroundings_of(self, person_id: int, *, relationships: bool) -> Surroundings:
        if (person_id, relationships) not in self._surroundings:
            self._surroundings[person_id, relationships] = self._index.surroundings(
                person_id, relationships=relationships
            )
        return self._surroundings[person_id, relationships]

    def _page_people(self) -> list[CoMention]:
        """The persons who are known to be on this page so far."""
        linked = (person for key, person in self._linked.items() if self._profiles[key].kind == "person")
        profiles = {person_id: self._index.profile(person_id) for person_id in sorted(self._taken | set(linked))}
        return [
            CoMention(person_id, profile.names[0] if profile else "somebody", profile.pages if profile else 0)
            for person_id, profile in profiles.items()
        ]


def _has_same_name(profile: PageProfile, person: PersonProfile) -> bool:
    return profile.kind != "person" or match_name(profile.name, person)[0] == "same"


def _has_full_name(profile: PageProfile, person: PersonProfile) -> bool:
    """True if the two share a full name, not only a part of one."""
    return profile.kind != "person" or match_name(profile.name, person)[0] in FULL_NAME_SIMILARITIES


def _without(person: PersonProfile, persons: Sequence[PersonProfile]) -> list[PersonProfile]:
    return [rival for rival in persons if rival.person_id != person.person_id]
