"""Who stands at each word of the page, and which two are spoken of together."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from onrecord.people.cast import Cast, Cluster
from onrecord.people.kinship.vocabulary import PAIRS, PLURAL, WE
from onrecord.people.lexicon import OWN, PRONOUN_GENDER, Gender
from onrecord.people.view import View
from onrecord.types import Span

_FAR = 2
"""Paragraphs back to which a pronoun reaches."""
_COUPLE_FAR = 3
"""Paragraphs back to which "the couple" reaches, before it is whatever couple the page has."""
_JOINS = frozenset(["and", "&", "+"])
_THE = frozenset(["the", "these", "both", "now", "former", "happy"])
_MOST_ROLES = 6

Standing = tuple[int, Cluster]
"""The word after a name or what stands for one (or its first word, where the last is known), and who it is."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two who are spoken of together."""

    index: int
    """The word with which the second of two joined names begins, or that says that two are a couple."""
    first: Cluster
    second: Cluster
    couple: bool = False


@dataclass(slots=True)
class Scene:
    """What the rules ask of a page on which it is known who everybody is."""

    view: View
    cast: Cast
    speaker_at: Mapping[int, Cluster]
    """Who says the word of a quotation, by its number."""
    names: dict[int, Standing] = field(default_factory=dict)
    """By the first word of a name."""
    anaphors: dict[int, Standing] = field(default_factory=dict)
    """By the first word of a pronoun or description."""
    ends: dict[int, Standing] = field(default_factory=dict)
    """By the last word of any of them; with its first word."""
    pairs: list[Pair] = field(default_factory=list)
    """In the order of the page."""
    children: set[int] = field(default_factory=set)
    """Ids of those who are named as somebody's children."""
    child_lists: list[tuple[int, tuple[Cluster, ...]]] = field(default_factory=list)
    """Several children listed together, behind the word that says that they are children."""
    _name_starts: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        for span, cluster in self.cast.by_span.items():
            first, stop = self.view.index(span[0]), self.view.index(span[1])
            if cluster.sort == "person" and first < stop:
                folded = self.view.words[first].folded
                (self.anaphors if folded in PRONOUN_GENDER or folded == "the" else self.names)[first] = stop, cluster
                self.ends[stop - 1] = first, cluster
        self._name_starts = sorted(self.names)
        self.pairs = list(self._joined())

    def _joined(self) -> Iterator[Pair]:
        """ "Orla Tarn and Piet Quill", "she and Piet", "Orla, 41, & Piet", unless another is listed before them."""
        words = self.view.words
        for first in sorted([*self.names, *self.anaphors]):
            stop, cluster = self.names.get(first) or self.anaphors[first]
            if self._is_aged(stop):
                stop += 3
            if stop + 1 < len(words) and (words[stop].folded in _JOINS or self._is_headed(first, stop)):
                other = self.resolve(self.past_roles(stop + 1))
                if other and other is not cluster and not self._is_listed(first):
                    yield Pair(stop + 1, cluster, other)

    def _is_aged(self, at: int) -> bool:
        """Whether ", 41," stands from word ``at`` on."""
        words = self.view.words[at : at + 3]
        return len(words) == 3 and words[0].text == "," == words[2].text and words[1].text.isdigit()

    def _is_headed(self, first: int, stop: int) -> bool:
        """Whether a headline begins with two names and a comma between: "Zuzka, Piet Tarn already married?"."""
        words = self.view.words
        opens = first == 0 or words[first - 1].sentence != words[first].sentence
        other = self.names.get(stop + 1)
        if other is None or not opens or words[stop].text != "," or self.view.blocks[words[first].block].role == "body":
            return False
        return other[0] >= len(words) or words[other[0]].folded not in {",", "and", "&"}

    def _is_listed(self, first: int) -> bool:
        """Whether another name stands before the one at word ``first``, in a list of three or more."""
        words = self.view.words
        at = first - 1
        if at > 1 and words[at].text == "," and words[at - 1].text.isdigit():
            at -= 2
        return at > 0 and words[at].text == "," and at - 1 in self.ends

    def span(self, first: int, stop: int) -> Span:
        """The characters of words ``first`` up to but not including ``stop``."""
        return self.view.words[first].start, self.view.words[stop - 1].end

    def past_roles(self, at: int) -> int:
        """The word after titles and roles that begin at word ``at``, where a name follows them; else ``at``."""
        words = self.view.words
        for number in range(at, min(at + _MOST_ROLES, len(words))):
            if number in self.names:
                return number
            if words[number].sentence != words[at].sentence or not words[number].text[0].isalnum():
                break
        return at

    def person_at(self, at: int) -> Cluster | None:
        """Whom the page is known to speak of with the words that begin with word ``at``."""
        found = self.names.get(at) or self.anaphors.get(at)
        return found[1] if found else None

    def resolve(self, at: int) -> Cluster | None:
        """The same; and for a pronoun that nobody has worked out the likeliest."""
        found = self.person_at(at)
        if found or at >= len(self.view.words):
            return found
        folded = self.view.words[at].folded
        if folded in PRONOUN_GENDER:
            return self.nearest(at, gender=PRONOUN_GENDER[folded])
        return self.speaker_at.get(at) if folded in OWN and folded not in WE else None

    def ending_before(self, at: int) -> Standing | None:
        """The name, pronoun or description that ends right before word ``at``."""
        return self.ends.get(at - 1)

    def first_person(self, at: int, *, barred: Cluster | None = None) -> Cluster | None:
        """Of whom the sentence of word ``at`` speaks first."""
        people = (self.person_at(number) for number in range(self.view.sentence_of(at).start, at))
        return next((who for who in people if who and who is not barred), None)

    def is_mentioned_before(self, cluster: Cluster, at: int) -> bool:
        """Whether the sentence of word ``at`` has spoken of ``cluster`` before it."""
        return any(self.person_at(number) is cluster for number in range(self.view.sentence_of(at).start, at))

    def nearest(
        self, at: int, *, gender: Gender | None, barred: Cluster | None = None, sentence: bool = False
    ) -> Cluster | None:
        """The one who is named last before word ``at``, with ``sentence`` in its sentence, and can have ``gender``; in
        a quotation not its speaker."""
        words = self.view.words
        for place in range(bisect_left(self._name_starts, at) - 1, -1, -1):
            first = self._name_starts[place]
            far = (
                words[at].sentence - words[first].sentence if sentence else words[at].block - words[first].block - _FAR
            )
            if far > 0:
                return None
            stop, cluster = self.names[first]
            able = not (gender and cluster.gender and cluster.gender != gender)
            if able and cluster is not barred and cluster is not self.speaker_at.get(at) and stop <= at:
                return cluster
        return None

    def most_mentioned(self, gender: Gender | None, *, barred: Sequence[Cluster]) -> Cluster | None:
        """Whom the page names most of those who can have ``gender``."""
        people = [c for c in self.cast.persons if c.gender is None or gender in (None, c.gender)]
        people = [c for c in people if c.mentions and not any(c is other for other in barred)]
        return max(people, key=lambda c: (len(c.mentions), -c.mentions[0][0]), default=None)

    def pair_at(self, at: int) -> Pair | None:
        """The pair whose second name begins with word ``at``."""
        return next((pair for pair in self.pairs if pair.index == at and not pair.couple), None)

    def stands_for_pair(self, at: int) -> bool:
        """Whether word ``at`` is "they", "our", or the head of "the couple"."""
        word = self.view.words[at]
        if word.folded in PAIRS:
            return at > 0 and self.view.words[at - 1].folded in _THE
        return word.folded in PLURAL or (word.folded in WE and at in self.speaker_at)

    def resolve_pair(self, at: int) -> tuple[Cluster, Cluster] | None:
        """Which two "they", "our" or "the couple" at word ``at`` stands for."""
        here = self.view.words[at]
        speaker = self.speaker_at.get(at) if here.folded in WE else None
        if speaker is not None:
            fits = [pair for pair in self.pairs if pair.couple and (speaker is pair.first or speaker is pair.second)]
            best = max(fits, key=lambda pair: (pair.index < at, pair.index), default=None)
        else:
            best = self._they(at) if here.folded in PLURAL else self._couple(at)
        return (best.first, best.second) if best else None

    def two_named_before(self, at: int) -> tuple[Cluster, Cluster] | None:
        """The two whom the sentence of word ``at`` names before it, if they are two."""
        before = range(self.view.sentence_of(at).start, at)
        named = {id(found[1]): found[1] for number in before if (found := self.names.get(number))}
        if len(named) != 2:
            return None
        one, other = named.values()
        return one, other

    def children_before(self, at: int) -> tuple[Cluster, ...]:
        """Whom "their" in "their mother" at word ``at`` stands for: the children listed last, else two spoken of
        together."""
        listed = [people for first, people in self.child_lists if first < at]
        pair = None if listed else self._they(at)
        return listed[-1] if listed else (pair.first, pair.second) if pair else ()

    def _they(self, at: int) -> Pair | None:
        """The two of whom the page has just spoken, one of them last of all, if it can be."""
        words = self.view.words
        before = [pair for pair in self.pairs if pair.index < at]
        near = [pair for pair in before if words[at].block - words[pair.index].block <= 1]
        last = self._last_named(at)
        with_last = [pair for pair in before if last is not None and (last is pair.first or last is pair.second)]
        fits = [pair for pair in with_last if pair in near] or [pair for pair in with_last if pair.couple]
        return max(fits or near, key=lambda pair: pair.index, default=None)

    def _couple(self, at: int) -> Pair | None:
        """The couple of whom the page has spoken last."""
        words = self.view.words
        before = [pair for pair in self.pairs if pair.index < at]
        near = [pair for pair in before if words[at].block - words[pair.index].block <= _COUPLE_FAR]
        fits = [pair for pair in near if pair.couple] or [p for p in near if words[at].block == words[p.index].block]
        return max(fits or [pair for pair in before if pair.couple] or near, key=lambda pair: pair.index, default=None)

    def _last_named(self, at: int) -> Cluster | None:
        """Who is named last before word ``at``, in its sentence or the one before, children left out."""
        words = self.view.words
        for place in range(bisect_left(self._name_starts, at) - 1, -1, -1):
            first = self._name_starts[place]
            if words[at].sentence - words[first].sentence > 1:
                return None
            if id(self.names[first][1]) not in self.children:
                return self.names[first][1]
        return None
