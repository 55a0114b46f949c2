"""Salience: which entities are in focus at a point of the page.

It ranks the candidate antecedents of pronouns and descriptions by recency, grammatical role, frequency, and who spoke
last. All weights were set by hand. Only the order of the candidates and the margins between them matter.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice, takewhile
from operator import itemgetter

from onrecord.people.coreference.clusters import Cluster, Entities
from onrecord.people.lexicon import GENITIVE, KIN, PRONOUN_GENDER, ROLES, TIMES, Gender, word_list
from onrecord.people.names.evidence import SPEECH
from onrecord.people.view import View, Word
from onrecord.types import Span

# Words before a name that keep it from being the subject of its clause: "met with Orla Tarn", "told Orla Tarn".
_NEVER_SUBJECT = word_list("never_subject")
_PERSONS = ROLES | KIN | word_list("persons")
# Words before the subject of a sentence.
_OPENERS = TIMES - {"new"} | word_list("openers")
_INNER_MARKS = GENITIVE | {"-"}
_POSSESSIVE_MARKS = GENITIVE | {"’"}
_MAX_TITLE = 8
"""Most words of a title at the start of a sentence: "Former Speaker of the House Orla Tarn"."""
_GENDERS: tuple[Gender | None, ...] = ("male", "female", None)
_MANY_PEOPLE = 40
"""On a page of at most this number of people, all of them are in focus."""
_MENTIONED_LAST, _MOST_FREQUENT, _MENTIONED_NEXT = 8, 4, 4
"""On a page of more people, the number in focus for each gender: mentioned last, named most, mentioned next."""
_REACH = 200
"""Number of organisations, those mentioned last, that "the company" may refer to."""


Points = tuple[float, Cluster]
"""A candidate with its points."""


@dataclass(slots=True)
class _LastMention:
    """The last mention of an entity in the narration, or inside quotations."""

    word: Word
    subject: bool
    possessive: bool
    """True for a possessive, "Tarn’s", which is less salient than a subject."""


@dataclass(slots=True)
class RecentOrganisations:
    """The organisations mentioned so far, in the order of their last mention."""

    last: dict[int, Word] = field(default_factory=dict)
    """The first word of the last mention, by number of the cluster."""
    _all: dict[int, Cluster] = field(default_factory=dict)

    def note_mention(self, cluster: Cluster, word: Word) -> None:
        """Note a mention of ``cluster`` that begins with ``word``."""
        self.last[cluster.number] = word
        self._all.pop(cluster.number, None)
        self._all[cluster.number] = cluster

    def all(self) -> Iterator[Cluster]:
        """The organisations within reach, the last mentioned first."""
        return islice(reversed(self._all.values()), _REACH)

    def latest(self, clusters: Iterator[Cluster]) -> Cluster | None:
        """The first of ``clusters``, which begin with the last mentioned; of several in its sentence, the one that the
        page names first."""
        first = next(clusters, None)
        if first is None:
            return None
        sentence = self.last[first.number].sentence
        same = takewhile(lambda cluster: self.last[cluster.number].sentence == sentence, clusters)
        return min([first, *same], key=lambda cluster: cluster.number)


@dataclass(slots=True)
class Salience:
    """The state of salience at a point of the page. It is updated with each mention."""

    view: View
    entities: Entities
    mentioned: dict[int, dict[bool, _LastMention]] = field(default_factory=dict)
    """The last mention outside quotation marks (false) and inside (true), by id of the cluster."""
    mention_counts: Counter[int] = field(default_factory=Counter)
    organisations: RecentOrganisations = field(default_factory=RecentOrganisations)
    speakers: set[int] = field(default_factory=set)
    """Ids of the clusters that have spoken so far."""
    last_speaker: Cluster | None = None
    """Speaker of the last statement; null if it has no name."""
    last_source_end: int = 0
    genders_since: set[Gender | None] = field(default_factory=set)
    """Genders of the other people whom the narration has mentioned since."""
    last_spoken_block: int = -9
    """Block of the last statement."""
    _recent: dict[Gender | None, dict[int, Cluster]] = field(init=False)
    """The people mentioned so far, by gender, in the order of their last mention."""
    _by_frequency: dict[Gender | None, list[Cluster]] = field(init=False)
    """The people whom the page names most, by gender."""
    _first_mentions: list[tuple[int, int]] = field(init=False)
    """Start of the first mention of each person, and the person's index in ``Entities.persons``."""

    def __post_init__(self) -> None:
        self._first_mentions = sorted((cluster.mentions[0][0], n) for n, cluster in enumerate(self.entities.persons))
        by_mentions = sorted(self.entities.persons, key=lambda cluster: -len(cluster.mentions))
        self._recent = {gender: {} for gender in _GENDERS}
        self._by_frequency = {
            gender: [c for c in by_mentions if c.gender == gender][:_MOST_FREQUENT] for gender in _GENDERS
        }

    def note_mention(self, cluster: Cluster, span: Span) -> None:
        """Record that ``span`` is a mention of ``cluster``."""
        word, end = self.view.word_at(span[0]), self.view.index(span[1])
        is_possessive = end < len(self.view.words) and self.view.words[end].text in _POSSESSIVE_MARKS
        last_mention = _LastMention(word, self.is_subject(span), is_possessive)
        key = id(cluster)
        self.mentioned.setdefault(key, {})[word.quoted] = last_mention
        self.mention_counts[key] += 1
        if cluster.sort == "organisation":
            self.organisations.note_mention(cluster, word)
        else:
            if cluster is not self.last_speaker and not word.quoted and word.start >= self.last_source_end:
                self.genders_since.add(cluster.gender)
            self._recent[cluster.gender].pop(key, None)
            self._recent[cluster.gender][key] = cluster

    def is_subject(self, span: Span) -> bool:
        """True if the mention at ``span`` opens its clause or is next to a verb of speech."""
        words, index, after = self.view.words, self.view.index(span[0]), self.view.folded(self.view.index(span[1]))
        if after in GENITIVE or after in SPEECH:
            return after in SPEECH
        before = words[index - 1]
        if words[index].opens or self._opens_clause(index):
            return True
        return self._is_titled_subject(index) or (before.folded in SPEECH and before.folded not in _NEVER_SUBJECT)

    def _opens_clause(self, index: int) -> bool:
        """True if word ``index`` opens its sentence or, for a name, has nothing but conjunctions and times before it:
        "But Tarn waved", "On Wednesday Tarn waved". "He" is in focus without that."""
        words, sentence = self.view.words, self.view.sentence_of(index)
        openers = () if words[index].folded in PRONOUN_GENDER else _OPENERS
        before = range(sentence.start, index)
        return len(before) <= _MAX_TITLE and all(words[n].folded in openers for n in before)

    def _is_titled_subject(self, index: int) -> bool:
        """True if nothing but a title or a relative's noun comes between the start of the sentence and the name at word
        ``index``: "The ferry pilot Orla Tarn waved", "Tarn’s sister Una waved"."""
        words = self.view.words
        # "His wife, Una Quill, waved".
        last = index - 1 - (words[index - 1].text == ",")
        # "Elmouth’s Una Quill disagreed". In headlines other nouns have capitals too: "Tarn’s Sweet Message".
        is_owned = words[last].text in GENITIVE and not self.view.block_of(words[last]).headline_style
        if last < 0 or not (is_role_noun(words[last]) or is_owned):
            return False
        for position in range(last - 1, max(-1, index - _MAX_TITLE), -1):
            word = words[position]
            may_open = word.folded in _OPENERS or word.sentence != words[index].sentence
            if may_open and self._opens_clause(position + 1):
                return True
            if word.folded in _NEVER_SUBJECT and not is_role_noun(words[position - 1]):
                return False
            # "Her mother, Madam Una Quill, wept".
            is_comma = word.text == "," and is_role_noun(words[position - 1])
            is_mark = not (word.text[0].isalnum() or word.text in _INNER_MARKS or is_comma)
            if is_mark or word.folded in SPEECH:
                return False
        return index < _MAX_TITLE

    def note_speaker(self, cluster: Cluster | None, index: int, *, source_end: int) -> None:
        """Record that ``cluster`` (null without a name) spoke at word ``index``; its source ends at ``source_end``."""
        self.last_speaker, self.last_source_end, self.genders_since = cluster, source_end, set()
        self.last_spoken_block = self.view.words[index].block

    def score(self, cluster: Cluster, word: Word, *, gender: Gender | None) -> float:
        """Points for ``cluster`` as the antecedent of a pronoun or description that begins with ``word``."""
        mentioned = self.mentioned.get(id(cluster))
        if mentioned is None:
            # An entity that has not been mentioned yet can only be the antecedent of a cataphor.
            score = -2.0
        else:
            # People in quotations are less in focus: in “Una Quill is late,” Orla Tarn said. She waved, "she" is Tarn.
            nearness = max(_nearness(last, word) - 0.8 * is_quoted for is_quoted, last in mentioned.items())
            # Frequency, damped: among people who are equally near, the one mentioned most comes first.
            score = 0.35 * math.log1p(self.mention_counts[id(cluster)]) + nearness
        if gender is not None:
            # Gender agreement. An unknown gender costs a little; a conflicting one has been ruled out before.
            score += 0.3 if cluster.gender == gender else -0.2
            # "When Quill returned, he waved. “Late,” she said" is not Quill.
            is_called = cluster.gender or not cluster.pronoun_counts or cluster.pronoun_counts[gender]
            score -= 0.0 if is_called else 2.0
        # The last speaker often speaks again: “It is late,” Tarn said, and in the next paragraph “Very late,” she said.
        if self.last_speaker is cluster and word.block - self.last_spoken_block <= 2:
            score += 0.6 if word.block - self.last_spoken_block <= 1 else 0.4
            # Most of all if nobody else was mentioned since: "Tarn’s niece, Una, wept. “It is late,” she said".
            is_alone = gender is not None and self.genders_since.isdisjoint({gender, None})
            score += 1.0 * (is_alone and word.block - self.last_spoken_block <= 1)
        return score

    def rank(
        self, clusters: Sequence[Cluster], index: int, *, gender: Gender | None, barred: Collection[int] = ()
    ) -> list[Points]:
        """The ``clusters`` that can be meant at word ``index``, best first, without the ids ``barred``."""
        candidates = [c for c in clusters if c.may_be(gender) and id(c) not in barred]
        word = self.view.words[index]
        return sort_by_points((self.score(cluster, word, gender=gender), cluster) for cluster in candidates)

    def is_only_person(self, gender: Gender | None) -> bool:
        """True if the page has named one person so far who can be of ``gender``."""
        genders = (gender, None) if gender else _GENDERS
        return sum(len(self._recent[each]) for each in genders) == 1

    def people_in_focus(self, index: int, *, gender: Gender | None) -> Sequence[Cluster]:
        """The people whom an anaphor at word ``index`` may refer to: all or, if they are very many, those of ``gender``
        who were mentioned last, who are mentioned next, and whom the page names most."""
        people = self.entities.persons
        if len(people) <= _MANY_PEOPLE:
            return people
        focus: dict[int, Cluster] = {}
        for gender_or_any in (gender, None) if gender else _GENDERS:
            recent = self._recent[gender_or_any]
            last = islice(reversed(recent.values()), _MENTIONED_LAST)
            focus |= {cluster.number: cluster for cluster in chain(self._by_frequency[gender_or_any], last)}
        following = bisect_left(self._first_mentions, (self.view.words[index].start, 0))
        for _, number in self._first_mentions[following : following + _MENTIONED_NEXT]:
            focus[people[number].number] = people[number]
        return [focus[number] for number in sorted(focus)]


def sort_by_points(scored: Iterable[Points]) -> list[Points]:
    """Clusters with their points, the best first; those with the same points keep their order."""
    return sorted(scored, key=itemgetter(0), reverse=True)


def lead_of(ranked: Sequence[Points]) -> float:
    """The points by which the first of ``ranked`` leads the second; infinite where there is no second."""
    return ranked[0][0] - ranked[1][0] if len(ranked) > 1 else math.inf


def _nearness(last_mention: _LastMention, word: Word) -> float:
    """Points at ``word`` for the last mention of an entity: fewer the further back it is, more if it was a subject."""
    sentences, blocks = word.sentence - last_mention.word.sentence, word.block - last_mention.word.block
    # 1 in the same sentence, 0.9 in the next, 0.5 after two and 0.15 less for each further one and each paragraph.
    nearness = 1.0 if sentences <= 0 else 0.9 if sentences == 1 else max(0.0, 0.8 - 0.15 * sentences)
    nearness -= 0.15 * blocks if blocks < 6 else 0.15 * 6
    # A subject stays in focus for three sentences: in "Orla Tarn met Una Quill. She waved" it is Tarn who waved.
    if last_mention.subject and sentences <= 3:
        nearness += 0.5
    # A possessive is less in focus: "Tarn’s boat sank."
    return nearness - 0.5 if last_mention.possessive else nearness


def is_role_noun(word: Word) -> bool:
    """True for "pilot", "co-author", "Speaker", "sister", "rival"."""
    return word.folded.removeprefix("co-") in _PERSONS
