"""The second pass over a page: the entities that the words of each statement refer to.

The speakers are known by now, so that "I", "you" and "my wife" can be resolved from the speaker's side.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from onrecord.people.coreference.clusters import Cluster, Entities
from onrecord.people.coreference.groups import Groups
from onrecord.people.coreference.narration import Narration
from onrecord.people.coreference.salience import Salience
from onrecord.people.coreference.speaker import Speaker
from onrecord.people.lexicon import (
    AUXILIARIES,
    BODY_WORDS,
    CHILDREN,
    COUPLES,
    EVENTS,
    KIN,
    ORGANISATION,
    OUTLET_WORDS,
    PRONOUN_GENDER,
    RELATIVES,
    THEY,
    WE,
    YOU,
    Gender,
    fold,
)
from onrecord.people.places import PEOPLES, PLACES
from onrecord.people.view import View
from onrecord.types import Span, Statement

if TYPE_CHECKING:
    from onrecord.people.kinship import Families

MIN_MARGIN = 0.1
"""Minimum lead of the best antecedent of a pronoun over the second. With a smaller lead, as after "With Orla Tarn came
Una Quill", the pronoun is left unresolved."""
MIN_SCORE = 0.0
"""Minimum score for the antecedent of a pronoun. A lower score means that the person was last mentioned several
sentences ago."""
# Acronyms of broadcasters and other organisations ("BBC") name an entity; "TV" and legal forms do not.
_KNOWN_ACRONYMS = ORGANISATION - {"tv", "inc", "corp", "ltd", "llc", "co", "pac"}


_MAX_ADJECTIVES = 3
"""Most words between "the" and a noun for two people or for children."""

Form = Literal["pronoun", "they", "we", "you", "couple", "children", "my", "body"]


@dataclass(frozen=True, slots=True)
class Reference:
    """An expression inside a quotation that refers to somebody."""

    form: Form
    span: Span
    head: str


def _read_reference(view: View, index: int) -> Reference | None:
    """The reference that begins with word ``index``, if there is one."""
    word = view.words[index]
    # "She's" and "they're" are one word here.
    folded = word.folded.split("'")[0]
    span = word.start, word.end
    if folded in PRONOUN_GENDER:
        return Reference("pronoun", span, folded)
    if folded in THEY:
        return Reference("they", span, folded)
    if folded == "my":
        return Reference("my", span, folded)
    # "US" in capitals is the country.
    if folded in WE and word.text != "US":
        return Reference("we", span, folded)
    if folded in YOU:
        return Reference("you", span, folded)
    return _read_description(view, index) if folded == "the" else None


def _read_description(view: View, index: int) -> Reference | None:
    """The description that begins with "the" at word ``index``, if it is one of a couple, of children or of a body."""
    words = view.words[index : index + 2 + _MAX_ADJECTIVES]
    # "The couple", "the former Hollywood couple", "the three kids".
    for position, noun in enumerate(words[1:]):
        if noun.sentence != words[0].sentence or not noun.text[0].isalnum():
            break
        span = words[0].start, noun.end
        is_two = noun.folded == "two" and not any(word.folded in CHILDREN for word in words[position + 2 :])
        if is_two or (noun.folded in COUPLES and noun.folded != "two"):
            return Reference("couple", span, noun.folded)
        if noun.folded in CHILDREN:
            return Reference("children", span, noun.folded)
        if position == 0 and (noun.folded in BODY_WORDS or noun.folded in OUTLET_WORDS):
            return Reference("body", span, noun.folded)
    return None


@dataclass(slots=True)
class _Utterance:
    """A statement while its words are resolved."""

    statement: Statement
    speaker: Cluster | None
    about: dict[int, Cluster] = field(default_factory=dict)
    """The entities referred to so far, by id of the cluster, in the order of the words."""
    focus: dict[Gender, Cluster] = field(default_factory=dict)
    """The person last referred to, by gender: words keep to one person until they name another."""

    def refer(self, cluster: Cluster | None) -> None:
        """Record that the words refer to ``cluster``, unless it is the speaker."""
        if cluster is not None and cluster is not self.speaker:
            self.about.setdefault(id(cluster), cluster)


@dataclass(slots=True)
class About:
    """Resolves references inside the contents of statements."""

    narration: Narration
    """The result of the first pass."""
    statements: Sequence[Statement]
    resolved_speakers: dict[str, Speaker]
    families: Families
    view: View = field(init=False)
    entities: Entities = field(init=False)
    salience: Salience = field(init=False)
    groups: Groups = field(init=False)
    mention_starts: dict[int, Span] = field(default_factory=dict)
    """The names, pronouns and descriptions of the page, by index of their first word."""
    named_organisations: dict[int, bool] = field(default_factory=dict)
    """For each organisation, by its number, if it is more than a place or a generic acronym."""

    def __post_init__(self) -> None:
        self.view, self.entities = self.narration.view, self.narration.entities
        self.salience = Salience(self.view, self.entities)
        self.groups = Groups(self.view, self.entities, self.salience.organisations, self.families)

    def work_out(self) -> dict[str, list[Cluster]]:
        """The entities that each statement refers to, by its id, in the order of the words."""
        self._infer_genders()
        utterances = [
            _Utterance(statement, self.resolved_speakers[statement.id].cluster) for statement in self.statements
        ]
        utterances_by_word: dict[int, list[_Utterance]] = {}
        for utterance in utterances:
            for span in utterance.statement.content:
                for index in self.view.inside(span):
                    utterances_by_word.setdefault(index, []).append(utterance)
        self._find_repeated_organisations(utterances_by_word)
        self.mention_starts = {self.view.index(span[0]): span for span in sorted(self.entities.by_span, reverse=True)}
        for index in sorted({*utterances_by_word, *self.mention_starts}):
            if index in self.mention_starts:
                self._visit_mention(self.mention_starts[index], utterances_by_word.get(index, ()))
            else:
                self._visit_word(index, utterances_by_word[index])
        for utterance in utterances:
            if not utterance.about:
                utterance.refer(self._elided_subject(utterance))
        return {utterance.statement.id: list(utterance.about.values()) for utterance in utterances}

    def _infer_genders(self) -> None:
        """Give clusters without a gender that of the pronouns resolved to them."""
        for cluster in self.entities.persons:
            if cluster.gender is None:
                words = (self.view.words[self.view.index(span[0])].folded for span in cluster.anaphors)
                votes = Counter(PRONOUN_GENDER[word] for word in words if word in PRONOUN_GENDER)
                # More than two thirds of the pronouns must agree, since some are resolved wrongly.
                if votes and (len(votes) == 1 or votes.most_common(1)[0][1] > 2 * min(votes.values())):
                    cluster.gender = votes.most_common(1)[0][0]

    def _elided_subject(self, utterance: _Utterance) -> Cluster | None:
        """The subject of words that begin with their verb: "Tarn has “had enough”, Quill said"."""
        index = self.view.index(utterance.statement.content[0][0])
        first = next((word for word in self.view.words[index : index + 2] if word.text[0].isalnum()), None)
        if utterance.statement.kind != "mixed" or first is None or first.folded not in AUXILIARIES:
            return None
        source_words = {position for span in utterance.statement.source for position in self.view.inside(span)}
        for position in range(self.view.sentence_of(index).start, index):
            span = self.mention_starts.get(position)
            if span and position not in source_words and self.salience.is_subject(span):
                return self.entities.by_span[span]
        return None

    def _find_repeated_organisations(self, indices: Iterable[int]) -> None:
        """Add mentions of known organisations where their names recur among the words ``indices``."""
        words = self.view.words
        covered = {index for span in self.entities.by_span for index in self.view.inside(span)}
        forms: dict[tuple[str, ...], Cluster] = {}
        lengths: defaultdict[str, set[int]] = defaultdict(set)
        """Lengths in words of the forms that begin with each word."""
        for cluster in self.entities.clusters:
            if cluster.sort == "organisation":
                for span in cluster.mentions:
                    form = tuple(words[index].text for index in self.view.inside(span))
                    forms[form] = cluster
                    lengths[form[0]].add(len(form))
        for index in indices:
            if index in covered or not words[index].capital:
                continue
            for length in sorted(lengths.get(words[index].text, ()), reverse=True):
                run = words[index : index + length]
                cluster_of_form = forms.get(tuple(word.text for word in run))
                if cluster_of_form:
                    span = run[0].start, run[-1].end
                    self.entities.by_span[span] = cluster_of_form
                    insort(cluster_of_form.mentions, span)
                    break

    def _visit_mention(self, span: Span, utterances: Sequence[_Utterance]) -> None:
        """Process a mention that the first pass has resolved: a name, or a pronoun or description of the narrator's."""
        cluster = self.entities.by_span[span]
        index = self.view.index(span[0])
        reference = _read_reference(self.view, index)
        is_own_pronoun = any(
            utterance.speaker is cluster and utterance.statement.kind == "direct" for utterance in utterances
        )
        rank = bisect_left(cluster.anaphors, span)
        is_anaphor = cluster.anaphors[rank : rank + 1] == [span]
        if is_own_pronoun and reference and reference.form == "pronoun" and is_anaphor:
            # A turn of a transcript has no quotation marks, so the first pass reads it as narration and may resolve
            # "He" in "He is late." to the speaker. Speakers do not refer to themselves in the third person: the pronoun
            # is resolved again.
            del self.entities.by_span[span]
            del cluster.anaphors[rank]
            self._visit_word(index, utterances)
            return
        self.salience.note_mention(cluster, span)
        self.groups.note_mention(cluster, span)
        if cluster.sort == "organisation" and not self._is_named_organisation(cluster):
            return
        for utterance in utterances:
            utterance.refer(cluster)
            if cluster.sort == "person":
                # A person without a gender may be either.
                for gender in (cluster.gender,) if cluster.gender else ("male", "female"):
                    utterance.focus[gender] = cluster
                self._refer_to_relative(utterance, cluster, self.view.index(span[1]))

    def _is_named_organisation(self, cluster: Cluster) -> bool:
        """True if the cluster is more than a place or a generic acronym such as "TV"."""
        if cluster.number not in self.named_organisations:
            self.named_organisations[cluster.number] = self._has_name(cluster)
        return self.named_organisations[cluster.number]

    def _has_name(self, cluster: Cluster) -> bool:
        words = [fold(word) for form in cluster.forms for word in form.split()]
        if all(word in PLACES or word in PEOPLES for word in words):
            # "Iceland said": the state and not the place.
            return id(cluster) in self.narration.speakers
        if any(fold(form.split()[-1]) in EVENTS for form in cluster.forms):
            return False
        if any(not form.replace(".", "").isupper() or fold(form) in _KNOWN_ACRONYMS for form in cluster.forms):
            return True
        # An acronym counts if it speaks on the page: "PWU said".
        return id(cluster) in self.narration.speakers

    def _visit_word(self, index: int, utterances: Sequence[_Utterance]) -> None:
        """Process a word of the content that does not begin a resolved mention."""
        reference = _read_reference(self.view, index)
        if reference is None:
            return
        for utterance in utterances:
            self._resolve_reference(utterance, reference)

    def _resolve_reference(self, utterance: _Utterance, reference: Reference) -> None:
        """Resolve ``reference`` from the point of view of the speaker."""
        index = self.view.index(reference.span[0])
        if reference.form == "pronoun":
            cluster = self._resolve_pronoun(utterance, reference)
            utterance.refer(cluster)
            self._refer_to_relative(utterance, cluster, index + 1)
        elif reference.form == "my":
            self._refer_to_relative(utterance, utterance.speaker, index + 1)
        elif reference.form == "body":
            utterance.refer(self.groups.find_organisation(reference.head, index, speaker=utterance.speaker))
        elif reference.form == "you":
            utterance.refer(self._addressee(utterance))
        elif reference.form == "children":
            for cluster in self.groups.find_children(utterance.about.values(), utterance.speaker):
                utterance.refer(cluster)
        elif reference.form in {"they", "we", "couple"}:
            group = self.groups.resolve(reference.form, index, speaker=utterance.speaker)
            for cluster in group:
                utterance.refer(cluster)
            # "Their kids", "our daughter".
            owner = next(iter(group), utterance.speaker if reference.form == "we" else None)
            self._refer_to_relative(utterance, owner, index + 1)

    def _refer_to_relative(self, utterance: _Utterance, owner: Cluster | None, index: int) -> None:
        """Resolve a kinship noun at word ``index``, or up to two words after it, as a relative of ``owner``.

        "Orla’s husband" and "my late husband" refer to the husband too, if the page names him.
        """
        words = self.view.words
        if owner is None:
            return
        index += index < len(words) and words[index].folded == "'s"
        for position in range(index, min(index + 3, len(words))):
            noun = words[position].folded
            if (noun in KIN or noun in CHILDREN or noun in RELATIVES) and words[position].sentence == words[
                index - 1
            ].sentence:
                for relative in self.groups.find_relatives(owner, noun):
                    utterance.refer(relative)
                return
            if not words[position].text[0].isalpha() or words[position].capital:
                return

    def _addressee(self, utterance: _Utterance) -> Cluster | None:
        """The antecedent of "you": the person named after the cue ("Tarn told Brandvold")."""
        for _, end in utterance.statement.cue[-1:]:
            span = self.mention_starts.get(self.view.index(end))
            if span and span not in utterance.statement.source and self.entities.by_span[span].sort == "person":
                return self.entities.by_span[span]
        return None

    def _resolve_pronoun(self, utterance: _Utterance, reference: Reference) -> Cluster | None:
        """The antecedent of "she" or "he" inside a quotation. It is not the speaker."""
        span, gender = reference.span, PRONOUN_GENDER[reference.head]
        antecedent = self.entities.by_span.get(span) or utterance.focus.get(gender)
        if antecedent is None or antecedent is utterance.speaker:
            antecedent = self._likeliest_antecedent(utterance, span, gender)
        if antecedent is not None:
            utterance.focus[gender] = antecedent
            if span not in self.entities.by_span:
                self.entities.by_span[span] = antecedent
                insort(antecedent.anaphors, span)
                self.salience.note_mention(antecedent, span)
        return antecedent

    def _likeliest_antecedent(self, utterance: _Utterance, span: Span, gender: Gender) -> Cluster | None:
        """The best antecedent by salience and model, if it is clearly the best."""
        barred = {id(utterance.speaker)} if utterance.speaker else set()
        ranked = self.narration.rank_antecedents(span, gender=gender, barred=barred, salience=self.salience)
        if not ranked or ranked[0][0] < MIN_SCORE:
            return None
        if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < MIN_MARGIN:
            return None
        return ranked[0][1]
