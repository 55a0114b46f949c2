"""Plural and collective references: "they", "we", "the couple", "my wife", "the company"."""

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

MAX_SENTENCES = 4
"""A pair is in focus for this number of sentences after the last mention of both people."""
MIN_BOND = 3.0
"""Minimum bond for two people to be a pair. "Orla Tarn and Piet Quill waved" scores 3 on its own: see
``_count_bonds``."""
MIN_BOND_FOR_WE = 9.0
"""Minimum bond for "we" to mean both members of a pair. It is higher, since "we" is often the speaker's company or
country."""
_PLURAL_NOUNS = frozenset(["people", "children", "men", "women", "police", "kids", "media", "everyone"])
_VERB_SUBJECTS = frozenset(["he", "she", "it", "who", "that", "which", "this", "everybody", "nobody", "and"])
_GENERIC_ORGANISATIONS = frozenset(
    ["company", "firm", "group", "organization", "organisation", "agency", "brand", "label"]
)


def _is_same_relative(head: str, role: str) -> bool:
    """True if ``role`` ends in the kinship noun ``head``, former or not: "ex-husband" and "husband"."""
    return fold(role.split()[-1]).removeprefix("ex-") == head.removeprefix("ex-")


@dataclass(slots=True)
class Groups:
    """The pairs of people on the page, and which of its entities are in focus."""

    view: View
    cast: Cast
    bonds: dict[frozenset[int], float] = field(init=False)
    """How strongly the page as a whole speaks of two people together, by the ids of their clusters."""
    last_sentence: dict[int, int] = field(default_factory=dict)
    """The sentence of the last mention of each cluster, by id."""
    clusters: dict[int, Cluster] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.bonds = _count_bonds(self.view, self.cast)

    def note_mention(self, cluster: Cluster, span: Span) -> None:
        """Record that ``span`` is a mention of ``cluster``."""
        self.last_sentence[id(cluster)] = self.view.words[self.view.index(span[0])].sentence
        self.clusters[id(cluster)] = cluster

    def resolve(self, form: str, index: int, *, speaker: Cluster | None) -> Sequence[Cluster]:
        """The pair that ``form`` at word ``index`` refers to, in the order of their first mentions; empty if none is
        clear.

        The pair includes ``speaker`` for "we", and excludes the speaker for "they" inside a quotation.
        """
        word = self.view.words[index]
        if form == "they" and self._has_plural_antecedent(index):
            return ()
        best_score, best_pair = MIN_BOND - 0.01, frozenset[int]()
        for pair, bond in self.bonds.items():
            if bond < MIN_BOND or not all(cluster_id in self.last_sentence for cluster_id in pair):
                continue
            has_speaker = speaker is not None and id(speaker) in pair
            if (form == "we" and not has_speaker) or (form != "we" and has_speaker and word.quoted):
                continue
            distances = [
                word.sentence - self.last_sentence[cluster_id]
                for cluster_id in pair
                if not (has_speaker and cluster_id == id(speaker))
            ]
            if max(distances) > MAX_SENTENCES or (form == "we" and (bond < MIN_BOND_FOR_WE or max(distances) > 2)):
                continue
            # The stronger bond wins, and the more recent pair: each sentence nearer adds 2.
            score = bond + 2.0 * (MAX_SENTENCES - max(distances))
            if score > best_score:
                best_score, best_pair = score, pair
        self.last_sentence.update(dict.fromkeys(best_pair, word.sentence))
        order = sorted(best_pair, key=lambda cluster_id: self.clusters[cluster_id].mentions[:1])
        return [self.clusters[cluster_id] for cluster_id in order]

    def find_relative(self, owner: Cluster, head: str) -> Cluster | None:
        """The ``head`` ("wife", "ex-husband") of ``owner``, if the page names exactly one clear candidate."""
        gender = gender_of_role(head)
        ranked = []
        for candidate in self.cast.persons:
            if candidate is owner or (gender and candidate.gender and candidate.gender != gender):
                continue
            bond = self.bonds.get(frozenset((id(owner), id(candidate))), 0.0)
            is_called = any(_is_same_relative(head, role.text) for role in candidate.roles)
            if (head in PARTNERS and bond >= MIN_BOND) or is_called:
                # A matching role ("his wife, Orla Tarn") counts as much as a bond of 2.
                ranked.append((2.0 * is_called + bond, candidate))
        ranked.sort(key=lambda pair: -pair[0])
        if not ranked or (len(ranked) > 1 and ranked[0][0] - ranked[1][0] < 1):
            return None
        return ranked[0][1]

    def find_organisation(self, head: str, index: int, *, speaker: Cluster | None) -> Cluster | None:
        """The organisation that "the board" at word ``index`` refers to.

        It has the noun in its name or, for "the company", is the only organisation in focus.
        """
        organisations = [c for c in self.clusters.values() if c.sort == "organisation" and c is not speaker]
        candidates = [c for c in organisations if any(head == fold(form.split()[-1]) for form in c.forms)]
        if not candidates and (head in _GENERIC_ORGANISATIONS or head in OUTLET_WORDS):
            sentence = self.view.words[index].sentence
            recent = [c for c in organisations if sentence - self.last_sentence[id(c)] <= MAX_SENTENCES]
            candidates = recent if len(recent) == 1 else []
        return max(candidates, key=lambda c: self.last_sentence[id(c)], default=None)

    def _has_plural_antecedent(self, index: int) -> bool:
        """True if a plural noun, such as "the producers", precedes word ``index`` closely and is a better antecedent of
        "they"."""
        words = self.view.words
        # Up to 14 words back in the sentence: "The ferries come when they like".
        for position in range(index - 1, max(index - 14, 0), -1):
            word, before = words[position], words[position - 1]
            if word.sentence != words[index].sentence:
                return False
            if word.folded in _PLURAL_NOUNS:
                return True
            # A lower-case word that ends like a plural and is not the verb of a subject just before it ("she waves").
            is_plural = (
                word.folded.endswith("s") and len(word.text) > 3 and not word.folded.endswith(("ss", "us", "is", "'s"))
            )
            if is_plural and word.text.islower() and before.folded not in _VERB_SUBJECTS and not _may_be_name(before):
                return True
        return False


def _may_be_name(word: Word) -> bool:
    return word.capital and word.folded not in COMMON


def _count_bonds(view: View, cast: Cast) -> dict[frozenset[int], float]:
    """Sum up how often the page speaks of two people together.

    Two names joined by "and" count 2; a sentence with exactly two people counts 1, and 2 if it is about a couple or a
    family ("married", "husband").
    """
    sentences: dict[int, dict[int, Span]] = {}
    bonds: defaultdict[frozenset[int], float] = defaultdict(float)
    previous: tuple[int, Cluster] | None = None
    for span in sorted(cast.by_span):
        cluster = cast.by_span[span]
        if cluster.sort != "person":
            continue
        index = view.index(span[0])
        is_joined = index > 0 and view.words[index - 1].folded in {"and", "&"}
        if is_joined and previous is not None and previous[1] is not cluster and view.index(previous[0]) == index - 1:
            bonds[frozenset((id(previous[1]), id(cluster)))] += 2
        previous = span[1], cluster
        sentences.setdefault(view.words[index].sentence, {})[id(cluster)] = span
    for present in sentences.values():
        if len(present) != 2:
            continue
        first, second = present
        first_index = view.index(present[first][0])
        together = any(view.words[n].folded in TOGETHER for n in view.sentence_of(first_index))
        bonds[frozenset((first, second))] += 1 + together
    return bonds
