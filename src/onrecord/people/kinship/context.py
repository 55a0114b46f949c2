"""The mentions of people at each word of a page, and the pairs of people mentioned together."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from operator import attrgetter
from typing import NamedTuple

from onrecord.people.coreference.clusters import Cluster, Entities
from onrecord.people.kinship.vocabulary import PAIRS, PLURAL
from onrecord.people.lexicon import OWN, PRONOUN_GENDER, WE, Gender
from onrecord.people.view import View, Word

_PRONOUN_REACH = 2
"""Number of paragraphs back that a pronoun reaches."""
_COUPLE_REACH = 3
"""Number of paragraphs back in which "the couple" may be a pair that the page does not call so."""
_MOST_NAMES = 100
"""Number of names before a pronoun that are searched for the person it refers to."""
_JOINS = frozenset(["and", "&", "+"])
# Words before a noun for two: "the couple", "the now exes", "the happy pair".
_PAIR_DETERMINERS = frozenset(["the", "these", "both", "now", "former", "happy"])
_MOST_ROLES = 6


class PersonMention(NamedTuple):
    """The words that name a person or refer to one, from word ``first`` up to but not including word ``stop``."""

    first: int
    stop: int
    person: Cluster


@dataclass(frozen=True, slots=True)
class Pair:
    """Two people who are mentioned together."""

    index: int
    """First word of the second of two joined names, or the word that makes them a couple."""
    first: Cluster
    second: Cluster
    couple: bool = False


_INDEX = attrgetter("index")


class Pairs:
    """The pairs of a page, in its order."""

    def __init__(self, pairs: Iterable[Pair] = ()) -> None:
        self._lists: defaultdict[tuple[int | None, bool], list[Pair]] = defaultdict(list)
        """All pairs and the couples, of everybody and of each person, by id."""
        for pair in pairs:
            self.add(pair)

    def add(self, pair: Pair) -> None:
        """Add ``pair`` in its place."""
        for person in (None, id(pair.first), id(pair.second)):
            for couples in {False, pair.couple}:
                insort(self._lists[person, couples], pair, key=_INDEX)

    def last_before(self, index: int, *, person: Cluster | None = None, couples: bool = False) -> Pair | None:
        """The last pair before word ``index``, of ``person`` if given; with ``couples`` a couple."""
        pairs = self._lists.get((None if person is None else id(person), couples), [])
        rank = bisect_left(pairs, index, key=_INDEX)
        # The first of several at the same word.
        return pairs[bisect_left(pairs, pairs[rank - 1].index, key=_INDEX)] if rank else None


@dataclass(slots=True)
class KinshipContext:
    """The people of a page, indexed for the kinship rules."""

    view: View
    entities: Entities
    speaker_at: Mapping[int, Cluster]
    """The speaker of each quoted word, by index."""
    hearsay_words: Collection[int]
    """Indices of the words inside quotations of unnamed sources, which only allege."""
    words: list[Word] = field(init=False)
    names: dict[int, PersonMention] = field(default_factory=dict)
    """Names, by index of their first word."""
    anaphors: dict[int, PersonMention] = field(default_factory=dict)
    """Resolved pronouns and descriptions, by index of their first word."""
    ends: dict[int, PersonMention] = field(default_factory=dict)
    """All mentions, by index of their last word."""
    pairs: Pairs = field(default_factory=Pairs)
    joined: dict[int, Pair] = field(default_factory=dict)
    """Pairs of joined mentions, by index of the second."""
    children: set[int] = field(default_factory=set)
    """Ids of the people who are named as somebody's children."""
    _name_starts: list[int] = field(default_factory=list)
    _starts: list[int] = field(default_factory=list)
    """Indices of the first words of all names and anaphors."""
    _by_mentions: dict[Gender | None, list[Cluster]] = field(default_factory=dict)
    """The people who may have each gender, by number of mentions."""

    def __post_init__(self) -> None:
        self.words = self.view.words
        anaphors = {span for cluster in self.entities.persons for span in cluster.anaphors}
        for span, cluster in self.entities.by_span.items():
            first, stop = self.view.index(span[0]), self.view.index(span[1])
            if cluster.sort == "person" and first < stop:
                mention = PersonMention(first, stop, cluster)
                (self.anaphors if span in anaphors else self.names)[first] = self.ends[stop - 1] = mention
        self._name_starts = sorted(self.names)
        self._starts = sorted({*self.names, *self.anaphors})
        self.joined = {pair.index: pair for pair in self._joined_pairs()}
        self.pairs = Pairs(self.joined.values())

    def _joined_pairs(self) -> Iterator[Pair]:
        """Pairs of joined mentions: "Orla Tarn and Piet Quill", "she and Piet", "Orla, 41, & Piet"."""
        words = self.words
        for first in self._starts:
            _, stop, person = self.names.get(first) or self.anaphors[first]
            if self._is_aged(stop):
                stop += 3
            if stop + 1 < len(words) and (words[stop].folded in _JOINS or self._is_headline_pair(first, stop)):
                second = self.resolve(self.past_roles(stop + 1))
                if second and second is not person:
                    yield Pair(stop + 1, person, second)

    def _is_aged(self, index: int) -> bool:
        """True if an age in commas (", 41,") begins at word ``index``."""
        words = self.words[index : index + 3]
        return len(words) == 3 and words[0].text == "," == words[2].text and words[1].text.isdigit()

    def before_age(self, index: int) -> int:
        """The index before an age in commas (", 41,") that ends at word ``index``; ``index`` itself without one."""
        return index - 3 if index > 3 and self._is_aged(index - 3) else index

    def _is_headline_pair(self, first: int, stop: int) -> bool:
        """True if a headline begins with two names separated by a comma: "Zuzka, Piet Tarn already married"."""
        is_headline = self.view.block_of(self.words[first]).role != "body" and self.words[stop].text == ","
        return is_headline and stop + 1 in self.names and self.view.sentence_of(first).start == first

    def past_roles(self, index: int) -> int:
        """The index of the name after the titles and roles that begin at word ``index``; ``index`` itself if there is
        none."""
        words = self.words
        for position in range(index, min(index + _MOST_ROLES, len(words))):
            if position in self.names:
                return position
            if words[position].sentence != words[index].sentence or not words[position].text[0].isalnum():
                break
        return index

    def person_at(self, index: int) -> Cluster | None:
        """The person mentioned by name, pronoun or description at word ``index``, the first of the mention."""
        mention = self.names.get(index) or self.anaphors.get(index)
        return mention.person if mention else None

    def resolve(self, index: int) -> Cluster | None:
        """As ``person_at``; an unresolved pronoun goes to the nearest person of its gender, and "I" to the speaker."""
        person = self.person_at(index)
        if person or index >= len(self.words):
            return person
        folded = self.words[index].folded
        # "He'd" is one word here.
        if gender := PRONOUN_GENDER.get(folded.split("'")[0]):
            return self.nearest(index, gender=gender)
        return self.speaker_at.get(index) if folded in OWN and folded not in WE else None

    def ending_before(self, index: int) -> PersonMention | None:
        """The mention that ends right before word ``index``."""
        return self.ends.get(index - 1)

    def first_person(self, index: int, *, barred: Cluster | None = None) -> Cluster | None:
        """The first person mentioned in the sentence of word ``index``, before it."""
        begin = bisect_left(self._starts, self.view.sentence_of(index).start)
        people = (self.person_at(self._starts[rank]) for rank in range(begin, bisect_left(self._starts, index)))
        return next((person for person in people if person is not barred), None)

    def last_pronoun(self, index: int) -> Cluster | None:
        """The person of the last pronoun in the sentence before that of word ``index``."""
        start = self.view.sentence_of(index).start
        if not start or self.words[start - 1].block != self.words[index].block:
            return None
        sentence = self.view.sentence_of(start - 1)
        first = next((n for n in reversed(sentence) if self.words[n].folded in PRONOUN_GENDER), None)
        return None if first is None else self.resolve(first)

    def nearest(
        self, index: int, *, gender: Gender | None, barred: Cluster | None = None, same_sentence: bool = False
    ) -> Cluster | None:
        """The person named last before word ``index`` whose gender may be ``gender``.

        ``same_sentence`` restricts the search to the sentence; otherwise it covers the last paragraphs. The speaker of
        the word is left out.
        """
        block = self.view.blocks[max(0, self.words[index].block - _PRONOUN_REACH)]
        begin = self.view.sentence_of(index).start if same_sentence else self.view.index(block.span[0])
        people = (name.person for name in self._names_before(index, begin) if name.stop <= index)
        excluded = barred, self.speaker_at.get(index)
        return next((person for person in people if person.may_be(gender) and person not in excluded), None)

    def _names_before(self, index: int, begin: int) -> Iterator[PersonMention]:
        """The names that begin before word ``index`` and not before word ``begin``, the nearest first."""
        end = bisect_left(self._name_starts, index)
        starts = reversed(self._name_starts[max(0, end - _MOST_NAMES) : end])
        return (self.names[first] for first in takewhile(lambda first: first >= begin, starts))

    def most_mentioned(self, gender: Gender | None) -> Sequence[Cluster]:
        """The people of ``gender``, those whom the page names most often first."""
        if gender not in self._by_mentions:
            people = [c for c in self.entities.persons if c.mentions and c.may_be(gender)]
            self._by_mentions[gender] = sorted(people, key=lambda c: (-len(c.mentions), c.mentions[0]))
        return self._by_mentions[gender]

    def stands_for_pair(self, index: int) -> bool:
        """True if word ``index`` may refer to two people: "they", "our", or "couple" in "the couple"."""
        word = self.words[index]
        if word.folded in PAIRS:
            return index > 0 and self.words[index - 1].folded in _PAIR_DETERMINERS
        return word.folded in PLURAL or (word.folded in WE and index in self.speaker_at)

    def resolve_pair(self, index: int) -> tuple[Cluster, Cluster] | None:
        """The pair that "they", "our" or "the couple" at word ``index`` refers to."""
        word = self.words[index]
        speaker = self.speaker_at.get(index) if word.folded in WE else None
        if speaker is not None:
            # "We" is the speaker and the other half of the couple.
            couples = (self.pairs.last_before(end, person=speaker, couples=True) for end in (index, len(self.words)))
            best = next(filter(None, couples), None)
        elif word.folded in PLURAL:
            best = self._resolve_they(index)
        else:
            # The last couple, else the last pair within reach.
            pair = self.pairs.last_before(index)
            is_near = pair is not None and self._distance(pair, index) <= _COUPLE_REACH
            best = self.pairs.last_before(index, couples=True) or (pair if is_near else None)
        return (best.first, best.second) if best else None

    def two_named_before(self, index: int) -> tuple[Cluster, Cluster] | None:
        """The two people whom the sentence of word ``index`` names before it, if they are exactly two."""
        names = self._names_before(index, self.view.sentence_of(index).start)
        people = list(dict.fromkeys(name.person for name in reversed([*names])))
        return (people[0], people[1]) if len(people) == 2 else None

    def _resolve_they(self, index: int) -> Pair | None:
        """The last pair in this paragraph or the one before, preferably one with the person named last."""
        nearest, last = self.pairs.last_before(index), self._last_named(index)
        if last is not None:
            with_last = self.pairs.last_before(index, person=last)
            if with_last and self._distance(with_last, index) > 1:
                with_last = self.pairs.last_before(index, person=last, couples=True)
            if with_last:
                return with_last
        return nearest if nearest and self._distance(nearest, index) <= 1 else None

    def _distance(self, pair: Pair, index: int) -> int:
        """Number of paragraphs from ``pair`` to word ``index``."""
        return self.words[index].block - self.words[pair.index].block

    def _last_named(self, index: int) -> Cluster | None:
        """The person named last before word ``index``, in its sentence or the one before, children left out."""
        start = self.view.sentence_of(index).start
        names = self._names_before(index, self.view.sentence_of(max(start - 1, 0)).start)
        return next((name.person for name in names if id(name.person) not in self.children), None)
