"""Who "they", "we" and "the couple" are: two of whom the page speaks together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from onrecord.people.cast import Cast, Cluster
from onrecord.people.lexicon import OUTLET_WORDS, PARTNERS, TOGETHER, fold
from onrecord.people.places import COMMON
from onrecord.people.titles import gender_of_role
from onrecord.people.view import View, Word
from onrecord.types import Span

NEAR = 4
"""Sentences after which two who were spoken of are no longer in mind."""
LEAST = 3.0
"""Bond from which two are spoken of together."""
OURS = 9.0
"""Bond from which one of two says "we" of both."""
_MANY = frozenset(["people", "children", "men", "women", "police", "kids", "media", "everyone"])
_BEFORE_VERBS = frozenset(["he", "she", "it", "who", "that", "which", "this", "everybody", "nobody", "and"])
_ANY_BODY = frozenset(["company", "firm", "group", "organization", "organisation", "agency", "brand", "label"])


def _alike(head: str, role: str) -> bool:
    return fold(role.split()[-1]).removeprefix("ex-") == head.removeprefix("ex-")


@dataclass(slots=True)
class Groups:
    """Knows the bonds between the people of the page, and grows as the page is read on."""

    view: View
    cast: Cast
    bonds: dict[frozenset[int], float] = field(init=False)
    """How much the whole page speaks of two together, by the ids of their clusters."""
    last_sentence: dict[int, int] = field(default_factory=dict)
    """The sentence in which somebody was last spoken of, by id."""
    clusters: dict[int, Cluster] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.bonds = _bonds(self.view, self.cast)

    def note_mention(self, cluster: Cluster, span: Span) -> None:
        """Take note that ``span`` names or stands for ``cluster``."""
        self.last_sentence[id(cluster)] = self.view.words[self.view.index(span[0])].sentence
        self.clusters[id(cluster)] = cluster

    def resolve(self, form: str, at: int, *, speaker: Cluster | None) -> Sequence[Cluster]:
        """Whom ``form`` at word ``at`` stands for, the speaker left out; nobody where the page does not decide."""
        word = self.view.words[at]
        if form == "they" and self._has_plural_antecedent(at):
            return ()
        best, chosen = LEAST - 0.01, frozenset[int]()
        for pair, bond in self.bonds.items():
            if bond < LEAST or not all(one in self.last_sentence for one in pair):
                continue
            ours = speaker is not None and id(speaker) in pair
            if (form == "we" and not ours) or (form != "we" and ours and word.quoted):
                continue
            since = [word.sentence - self.last_sentence[one] for one in pair if not (ours and one == id(speaker))]
            if max(since) > NEAR or (form == "we" and (bond < OURS or max(since) > 2)):
                continue
            score = bond + 2.0 * (NEAR - max(since))
            if score > best:
                best, chosen = score, pair
        self.last_sentence.update(dict.fromkeys(chosen, word.sentence))
        order = sorted(chosen, key=lambda one: self.clusters[one].mentions[:1])
        return [self.clusters[one] for one in order]

    def find_relative(self, owner: Cluster, head: str) -> Cluster | None:
        """Who the ``head`` ("wife", "ex-husband") of ``owner`` is, where the page names one."""
        gender = gender_of_role(head)
        ranked = []
        for other in self.cast.persons:
            if other is owner or (gender and other.gender and other.gender != gender):
                continue
            bond = self.bonds.get(frozenset((id(owner), id(other))), 0.0)
            called = any(_alike(head, role.text) for role in other.roles)
            if (head in PARTNERS and bond >= LEAST) or called:
                ranked.append((2.0 * called + bond, other))
        ranked.sort(key=lambda pair: -pair[0])
        if not ranked or (len(ranked) > 1 and ranked[0][0] - ranked[1][0] < 1):
            return None
        return ranked[0][1]

    def find_organisation(self, head: str, at: int, *, speaker: Cluster | None) -> Cluster | None:
        """Which organisation "the board" at word ``at`` is, by its name; "the company" is the only one in mind."""
        bodies = [c for c in self.clusters.values() if c.sort == "organisation" and c is not speaker]
        called = [c for c in bodies if any(head == fold(form.split()[-1]) for form in c.forms)]
        if not called and (head in _ANY_BODY or head in OUTLET_WORDS):
            now = self.view.words[at].sentence
            near = [c for c in bodies if now - self.last_sentence[id(c)] <= NEAR]
            called = near if len(near) == 1 else []
        return max(called, key=lambda c: self.last_sentence[id(c)], default=None)

    def _has_plural_antecedent(self, at: int) -> bool:
        """Whether others than two people, "the producers", stand closer before word ``at``."""
        words = self.view.words
        for number in range(at - 1, max(at - 14, 0), -1):
            word, before = words[number], words[number - 1]
            if word.sentence != words[at].sentence:
                return False
            if word.folded in _MANY:
                return True
            plural = (
                word.folded.endswith("s") and len(word.text) > 3 and not word.folded.endswith(("ss", "us", "is", "'s"))
            )
            if plural and word.text.islower() and before.folded not in _BEFORE_VERBS and not _is_name(before):
                return True
        return False


def _is_name(word: Word) -> bool:
    return word.capital and word.folded not in COMMON


def _bonds(view: View, cast: Cast) -> dict[frozenset[int], float]:
    sentences: dict[int, dict[int, Span]] = {}
    bonds: defaultdict[frozenset[int], float] = defaultdict(float)
    before: tuple[int, Cluster] | None = None
    for span in sorted(cast.by_span):
        cluster = cast.by_span[span]
        if cluster.sort != "person":
            continue
        at = view.index(span[0])
        joins = at > 0 and view.words[at - 1].folded in {"and", "&"}
        if joins and before is not None and before[1] is not cluster and view.index(before[0]) == at - 1:
            bonds[frozenset((id(before[1]), id(cluster)))] += 2
        before = span[1], cluster
        sentences.setdefault(view.words[at].sentence, {})[id(cluster)] = span
    for present in sentences.values():
        if len(present) != 2:
            continue
        a, b = present
        number = view.index(present[a][0])
        together = any(view.words[n].folded in TOGETHER for n in view.sentence_of(number))
        bonds[frozenset((a, b))] += 1 + together
    return bonds
