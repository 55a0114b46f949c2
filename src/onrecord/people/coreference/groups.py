"""References to several people: "they", "we", "the couple", "the kids"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, islice, takewhile

from onrecord.people.coreference.clusters import Cluster, Entities
from onrecord.people.coreference.salience import lead_of, sort_by_points
from onrecord.people.kinship import Families
from onrecord.people.kinship.vocabulary import KINSHIP_NOUNS
from onrecord.people.lexicon import AND, COMMON, TIME_NOUNS, TOGETHER, fold, word_set
from onrecord.people.names.titles import gender_of_role
from onrecord.people.view import View
from onrecord.types import Span

MAX_SENTENCES, MAX_SENTENCES_OF_COUPLE = 4, 8
"""A pair is in focus for this number of sentences after the last mention of both people; the second for "the duo"."""
_NEAR, _MIN_MENTIONS = 1, 2
"""A pair whose members the page names less often than this is "they" only within this number of sentences: a retired
teacher and his wife in a report about a train."""
MIN_BOND = 3.0
"""Minimum bond of a pair. "Orla Tarn and Piet Quill waved" scores 3 on its own: see ``_count_bonds``."""
MIN_BOND_FOR_WE = 9.0
"""Minimum bond for "we" to mean a pair. It is higher, since "we" is often the speaker's company or country."""
COUPLE_BOND = 6.0
"""Bond added for two people whom the page calls a couple, now or before: "Orla Tarn and her husband, Piet Quill"."""
_PLURAL_NOUNS = frozenset(["people", "children", "men", "women", "police", "kids", "media", "everyone"])
_SHARED_BY_COUPLES = word_set("breakup divorce engagement marriage relationship romance split wedding")
"""Nouns after "their" that leave no doubt that a couple is meant: "The insiders say their marriage is over"."""
_VERB_SUBJECTS = frozenset(["he", "she", "it", "who", "that", "which", "this", "everybody", "nobody", "and"])
_MOST_CALLED = 50
"""Most people with one role among whom "her friend" is looked for: a bound on the cost."""
_MOST_IN_FOCUS = 20
"""Most people among whom a pair is looked for, those mentioned last."""


class Groups:
    """The pairs of people on the page, and which of its people are in focus."""

    def __init__(self, view: View, entities: Entities, families: Families) -> None:
        self.view = view
        self.bonds = _count_bonds(view, entities)
        """How strongly the page as a whole speaks of two people together, by the ids of their clusters."""
        self.families = families
        for pair in self.families.couples:
            self.bonds[pair] += COUPLE_BOND
        self.order = {pair: rank for rank, pair in enumerate(self.bonds)}
        self.clusters = {id(cluster): cluster for cluster in entities.persons}
        self.partners: defaultdict[int, list[Cluster]] = defaultdict(list)
        """The people with a bond to each person, by id."""
        for first, second in self.bonds:
            self.partners[first].append(self.clusters[second])
            self.partners[second].append(self.clusters[first])
        self.called: defaultdict[str, dict[int, Cluster]] = defaultdict(dict)
        """The people with a role that ends in each noun, by id."""
        for cluster in entities.persons:
            for role in cluster.roles:
                self.called[fold(role.text.split()[-1])][id(cluster)] = cluster
        self.persons = set(view.indices(span for span, c in entities.by_span.items() if c.sort == "person"))
        """Indices of the words that stand for people."""
        self._relatives: dict[tuple[int, str], Sequence[Cluster]] = {}
        self.last_sentence: dict[int, int] = {}
        """The sentence of the last mention of each person, by id, in the order of these mentions."""

    def note_mention(self, cluster: Cluster, span: Span) -> None:
        """Record that ``span`` is a mention of ``cluster``."""
        if cluster.sort == "person":
            self.last_sentence.pop(id(cluster), None)
            self.last_sentence[id(cluster)] = self.view.word_at(span[0]).sentence

    def resolve(self, form: str, index: int, *, speaker: Cluster | None) -> Sequence[Cluster]:
        """The pair that ``form`` at word ``index`` refers to, in the order of their first mentions; empty if none is
        clear. It includes ``speaker`` for "we", and excludes the speaker for "they" inside a quotation."""
        word = self.view.words[index]
        if form == "they" and self._has_plural_antecedent(index):
            return ()
        reach = MAX_SENTENCES_OF_COUPLE if form == "couple" else MAX_SENTENCES
        best: tuple[float, int] = MIN_BOND - 0.01, 0
        best_pair = frozenset[int]()
        for pair in self._pairs_in_focus(word.sentence, speaker, reach=reach):
            bond = self.bonds[pair]
            has_speaker = speaker is not None and id(speaker) in pair
            if (form == "we" and not has_speaker) or (form != "we" and has_speaker and word.quoted):
                continue
            distance = max(word.sentence - self.last_sentence[member] for member in pair if member != id(speaker))
            if form == "we" and (bond < MIN_BOND_FOR_WE or distance > 2):
                continue
            fewest_mentions = min(len(self.clusters[member].mentions) for member in pair)
            if form == "they" and distance > _NEAR and fewest_mentions < _MIN_MENTIONS:
                continue
            # The stronger bond wins, and the more recent pair: each sentence nearer adds 2.
            rank = bond + 2.0 * (MAX_SENTENCES - distance), -self.order[pair]
            if rank > best:
                best, best_pair = rank, pair
        pair_in_order = sorted((self.clusters[id_] for id_ in best_pair), key=lambda cluster: cluster.mentions[:1])
        for cluster in pair_in_order:
            self.note_mention(cluster, word.span)
        return pair_in_order

    def _pairs_in_focus(self, sentence: int, speaker: Cluster | None, *, reach: int) -> Iterator[frozenset[int]]:
        """The pairs with a bond, both mentioned at most ``reach`` before ``sentence``, or anywhere for ``speaker``."""
        recent = takewhile(lambda id_: sentence - self.last_sentence[id_] <= reach, reversed(self.last_sentence))
        people = list(islice(recent, _MOST_IN_FOCUS))
        if speaker is not None and id(speaker) in self.last_sentence and id(speaker) not in people:
            people.append(id(speaker))
        return (pair for pair in map(frozenset, combinations(people, 2)) if self.bonds.get(pair, 0.0) >= MIN_BOND)

    def find_relatives(self, owner: Cluster, noun: str) -> Sequence[Cluster]:
        """The people whom ``noun`` ("wife", "kids", "friend") of ``owner`` refers to: the relatives of this kind, else
        the person whom the page calls so, else a former partner whom it does not call so. Of several people it is the
        one whom the page clearly mentions with ``owner`` most."""
        key = id(owner), noun
        if key not in self._relatives:
            called = [c for c in islice(self.called.get(noun, {}).values(), _MOST_CALLED) if c is not owner]
            called = called or self._find_exes(owner, noun)
            ranked = sort_by_points((self.bonds.get(frozenset((id(owner), id(c))), 0.0), c) for c in called)
            is_clear = bool(ranked) and lead_of(ranked) >= 1
            self._relatives[key] = self.families.find(owner, noun) or ([ranked[0][1]] if is_clear else [])
        return self._relatives[key]

    def _find_exes(self, owner: Cluster, noun: str) -> list[Cluster]:
        """The people who may be the ex of ``owner`` whom ``noun`` refers to: "Orla Tarn and Piet Quill parted. “I wish
        him well,” his ex-wife said". None of them is married to ``owner``."""
        if not noun.startswith("ex-") or noun not in KINSHIP_NOUNS or KINSHIP_NOUNS[noun].plural:
            return []
        gender, spouses = gender_of_role(noun), self.families.find(owner, noun.removeprefix("ex-"))
        partners = (c for c in self.partners[id(owner)] if c.may_be(gender) and c not in spouses)
        return [c for c in partners if self.bonds[frozenset((id(owner), id(c)))] >= MIN_BOND]

    def find_children(self, people: Iterable[Cluster], speaker: Cluster | None) -> Sequence[Cluster]:
        """The children whom "the kids" are: those of ``people``, of ``speaker``, or of the only family of the page."""
        for parent in [*people, *([speaker] if speaker else [])]:
            if children := self.families.find(parent, "children"):
                return children
        return self.families.only_children()

    def _has_plural_antecedent(self, index: int) -> bool:
        """True if a plural noun closely before word ``index``, "the producers", is a better antecedent of "they"."""
        words = self.view.words
        if self.view.folded(index + 1) in _SHARED_BY_COUPLES:
            return False
        # Up to 14 words back in the sentence: "The ferries come when they like".
        for position in range(index - 1, max(index - 14, 0), -1):
            word, before = words[position], words[position - 1]
            # "The insiders told Tarn and Quill that they": no plural noun is nearer than the two names.
            is_pair = word.folded in AND and {position - 1, position + 1} <= self.persons
            if is_pair or word.sentence != words[index].sentence:
                return False
            if word.folded in _PLURAL_NOUNS:
                return True
            # A lower-case word that ends like a plural and is not the verb of a subject just before it ("she waves").
            is_plural = word.folded.endswith("s") and not word.folded.endswith(("ss", "us", "is", "'s"))
            has_subject = before.folded in _VERB_SUBJECTS or (before.capital and before.folded not in COMMON)
            is_noun = word.text.islower() and len(word.text) > 3 and word.folded not in TIME_NOUNS
            if is_plural and is_noun and not has_subject:
                return True
        return False


def _count_bonds(view: View, entities: Entities) -> dict[frozenset[int], float]:
    """Sum up how often the page speaks of two people together: 2 for names joined by "and", 1 for a sentence with
    exactly two people, and 2 if it is about a couple or a family ("married", "husband")."""
    sentences: dict[int, dict[int, Span]] = {}
    bonds: defaultdict[frozenset[int], float] = defaultdict(float)
    previous: tuple[int, Cluster] | None = None
    for span in sorted(entities.by_span):
        cluster = entities.by_span[span]
        if cluster.sort != "person":
            continue
        index = view.index(span[0])
        is_joined = view.folded(index - 1) in AND
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
