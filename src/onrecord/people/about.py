"""Say whom the words of each statement refer to: by name, pronoun or description, from the speaker's side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from onrecord.people.cast import Cast, Cluster
from onrecord.people.groups import Groups
from onrecord.people.lexicon import AUXILIARIES, KIN, ORGANISATION, PRONOUN_GENDER, Gender, fold
from onrecord.people.narration import CLEAR, Narration
from onrecord.people.places import PEOPLES, PLACES
from onrecord.people.referring import Refers, read_reference
from onrecord.people.salience import Salience
from onrecord.people.view import View
from onrecord.people.voices import Voice
from onrecord.types import Span, Statement

CLOSE = 0.1
"""Two candidates for a pronoun whose scores are less apart than this are no answer."""
LEAST = 0.0
"""Score that the best candidate for a pronoun must have."""
_ACRONYMS = ORGANISATION - {"tv", "inc", "corp", "ltd", "llc", "co", "pac"}


@dataclass(slots=True)
class _Utterance:
    """One statement while its words are gone through."""

    statement: Statement
    speaker: Cluster | None
    about: dict[int, Cluster] = field(default_factory=dict)
    """By id of the cluster, in the order of the words."""
    chain: dict[Gender, Cluster] = field(default_factory=dict)
    """Whom the words spoke of last, by gender: they keep speaking of one until they name another."""

    def refer(self, cluster: Cluster | None) -> None:
        """Take note that the words refer to ``cluster``."""
        if cluster is not None and cluster is not self.speaker:
            self.about.setdefault(id(cluster), cluster)


@dataclass(slots=True)
class About:
    """Goes through the page a second time, when who speaks is known, and listens to what is said."""

    narration: Narration
    """What reading it the first time came to."""
    statements: Sequence[Statement]
    voices: dict[str, Voice]
    view: View = field(init=False)
    cast: Cast = field(init=False)
    salience: Salience = field(init=False)
    groups: Groups = field(init=False)
    mention_starts: dict[int, Span] = field(default_factory=dict)
    """The names, pronouns and descriptions of the page, by the word with which they begin."""

    def __post_init__(self) -> None:
        self.view, self.cast = self.narration.view, self.narration.cast
        self.salience = Salience(self.view)
        self.groups = Groups(self.view, self.cast)

    def work_out(self) -> dict[str, list[Cluster]]:
        """Whom the words of each statement refer to, by its id, in the order in which they do."""
        self._infer_genders()
        said = [_Utterance(statement, self.voices[statement.id].cluster) for statement in self.statements]
        heard: dict[int, list[_Utterance]] = {}
        for one in said:
            for span in one.statement.content:
                for number in self.view.inside(span):
                    heard.setdefault(number, []).append(one)
        self._find_repeated_organisations(heard)
        self.mention_starts = {self.view.index(span[0]): span for span in sorted(self.cast.by_span, reverse=True)}
        for number in sorted({*heard, *self.mention_starts}):
            if number in self.mention_starts:
                self._visit_mention(self.mention_starts[number], heard.get(number, ()))
            else:
                self._visit_word(number, heard[number])
        for one in said:
            if not one.about:
                one.refer(self._elided_subject(one))
        return {one.statement.id: list(one.about.values()) for one in said}

    def _infer_genders(self) -> None:
        """The gender of those whose names tell none, from the pronouns that stand for them."""
        for cluster in self.cast.persons:
            if cluster.gender is None:
                words = (self.view.words[self.view.index(span[0])].folded for span in cluster.anaphors)
                told = Counter(PRONOUN_GENDER[word] for word in words if word in PRONOUN_GENDER)
                if told and (len(told) == 1 or told.most_common(1)[0][1] > 2 * min(told.values())):
                    cluster.gender = told.most_common(1)[0][0]

    def _elided_subject(self, one: _Utterance) -> Cluster | None:
        """Whom words that begin with their verb are said of: "Tarn has 'had enough', she said"."""
        at = self.view.index(one.statement.content[0][0])
        first = next((word for word in self.view.words[at : at + 2] if word.text[0].isalnum()), None)
        if one.statement.kind != "mixed" or first is None or first.folded not in AUXILIARIES:
            return None
        own = {number for span in one.statement.source for number in self.view.inside(span)}
        for number in range(self.view.sentence_of(at).start, at):
            span = self.mention_starts.get(number)
            if span and number not in own and self.salience.is_subject(span):
                return self.cast.by_span[span]
        return None

    def _find_repeated_organisations(self, numbers: Iterable[int]) -> None:
        """Take note of organisations that the page knows from elsewhere where their names stand among ``numbers``."""
        words = self.view.words
        taken = {number for span in self.cast.by_span for number in self.view.inside(span)}
        forms: dict[str, dict[tuple[str, ...], Cluster]] = {}
        for cluster in self.cast.clusters:
            if cluster.sort == "organisation":
                for span in cluster.mentions:
                    form = tuple(words[number].text for number in self.view.inside(span))
                    forms.setdefault(form[0], {})[form] = cluster
        for number in numbers:
            if number in taken or not words[number].capital:
                continue
            for form, cluster in sorted(forms.get(words[number].text, {}).items(), key=lambda pair: -len(pair[0])):
                run = words[number : number + len(form)]
                if tuple(word.text for word in run) == form:
                    span = run[0].start, run[-1].end
                    self.cast.by_span[span] = cluster
                    cluster.mentions = sorted([*cluster.mentions, span])
                    break

    def _visit_mention(self, span: Span, heard: Sequence[_Utterance]) -> None:
        """A name, or what the narrator says in place of one."""
        cluster = self.cast.by_span[span]
        number = self.view.index(span[0])
        reference = read_reference(self.view, number)
        own = any(one.speaker is cluster and one.statement.kind == "direct" for one in heard)
        if own and reference and reference.form == "pronoun" and span in cluster.anaphors:
            # Words with no quotation marks, as in a transcript, were read as the narrator's.
            del self.cast.by_span[span]
            cluster.anaphors.remove(span)
            self._visit_word(number, heard)
            return
        self.salience.note_mention(cluster, span)
        self.groups.note_mention(cluster, span)
        if cluster.sort == "organisation" and not self._is_reportable(cluster):
            return
        for one in heard:
            one.refer(cluster)
            if cluster.sort == "person":
                for gender in (cluster.gender,) if cluster.gender else ("male", "female"):
                    one.chain[gender] = cluster
                self._refer_to_relative(one, cluster, self.view.index(span[1]))

    def _is_reportable(self, cluster: Cluster) -> bool:
        """Whether it is neither a place nor a mere acronym, which may stand for a time or a thing."""
        words = [fold(word) for form in cluster.forms for word in form.split()]
        if all(word in PLACES or word in PEOPLES for word in words):
            return False
        if any(not form.replace(".", "").isupper() or fold(form) in _ACRONYMS for form in cluster.forms):
            return True
        return any(voice.cluster is cluster for voice in self.voices.values())

    def _visit_word(self, number: int, heard: Sequence[_Utterance]) -> None:
        reference = read_reference(self.view, number)
        if reference is None:
            return
        for one in heard:
            self._resolve_reference(one, reference)

    def _resolve_reference(self, one: _Utterance, reference: Refers) -> None:
        at = self.view.index(reference.span[0])
        if reference.form == "pronoun":
            cluster = self._resolve_pronoun(one, reference)
            one.refer(cluster)
            self._refer_to_relative(one, cluster, at + 1)
        elif reference.form == "my":
            self._refer_to_relative(one, one.speaker, at + 1)
        elif reference.form == "body":
            one.refer(self.groups.find_organisation(reference.head, at, speaker=one.speaker))
        elif reference.form == "you":
            one.refer(self._addressee(one))
        elif reference.form in {"they", "we", "couple"}:
            for cluster in self.groups.resolve(reference.form, at, speaker=one.speaker):
                one.refer(cluster)

    def _refer_to_relative(self, one: _Utterance, owner: Cluster | None, at: int) -> None:
        """Whom "wife" at word ``at``, or one or two words behind it, stands for, where it is ``owner``'s."""
        words = self.view.words
        if owner is None:
            return
        at += at < len(words) and words[at].folded == "'s"
        for number in range(at, min(at + 3, len(words))):
            head = words[number].folded
            if head in KIN and words[number].sentence == words[at - 1].sentence:
                one.refer(self.groups.find_relative(owner, head))
                return
            if not words[number].text[0].isalpha() or words[number].capital:
                return

    def _addressee(self, one: _Utterance) -> Cluster | None:
        """Who "you" is: the person whom the cue names as the one spoken to ("he told Tarn")."""
        for _, end in one.statement.cue[-1:]:
            span = self.mention_starts.get(self.view.index(end))
            if span and span not in one.statement.source and self.cast.by_span[span].sort == "person":
                return self.cast.by_span[span]
        return None

    def _resolve_pronoun(self, one: _Utterance, reference: Refers) -> Cluster | None:
        """Whom "she" in somebody's words is: not the one who speaks."""
        span, gender = reference.span, PRONOUN_GENDER[reference.head]
        known = self.cast.by_span.get(span) or one.chain.get(gender)
        if known is None or known is one.speaker:
            known = self._likeliest_antecedent(one, span, gender)
        if known is not None:
            one.chain[gender] = known
            if span not in self.cast.by_span:
                self.cast.by_span[span] = known
                known.anaphors.append(span)
                self.salience.note_mention(known, span)
        return known

    def _likeliest_antecedent(self, one: _Utterance, span: Span, gender: Gender) -> Cluster | None:
        barred = {id(one.speaker)} if one.speaker else set()
        ranked = self.narration.rank_antecedents(
            span, gender=gender, barred=barred, salience=self.salience, enough=CLEAR
        )
        if not ranked or ranked[0][0] < LEAST:
            return None
        if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < CLOSE:
            return None
        return ranked[0][1]
