"""The second pass over a page: the entities that each statement refers to, by then also from the speaker's side ("my
wife")."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from onrecord.people import lexicon
from onrecord.people.coreference.bodies import add_repeated, has_own_name
from onrecord.people.coreference.clusters import Cluster, Entities
from onrecord.people.coreference.groups import Groups
from onrecord.people.coreference.narration import MIN_MARGIN, Narration
from onrecord.people.coreference.references import GROUP_FORMS, Reference, may_begin_reference, read_reference
from onrecord.people.coreference.salience import Salience, lead_of
from onrecord.people.coreference.speaker import Speaker
from onrecord.people.kinship import Families
from onrecord.people.kinship.vocabulary import POSSESSIVES
from onrecord.people.lexicon import AUXILIARIES, CHILDREN, COUPLES, KIN, PRONOUN_GENDER, RELATIVES, Gender, word_set
from onrecord.people.names.titles import gender_of_role
from onrecord.people.view import View
from onrecord.types import Span, SpeakerBasis, Statement

MIN_SCORE = -1.0
"""Minimum score for the antecedent of a pronoun. A person with a lower score was last mentioned many sentences ago."""
MIN_PROBABILITY_OF_DESCRIPTION = 0.5
"""Minimum probability of "the actress" by the model alone: 6 of 6 are right on training pages; at 0.3, 10 of 12."""

_COMPLEMENTS = word_set("as of for to")
_SAYING = word_set("saying telling claiming")
"""Words that report what the object of the cue has said: "teased Tarn for saying it was late"."""
_NAMING = word_set("call calls called calling dub dubs dubbed dubbing brand brands branded branding")
_SPEAKING_FOR = lexicon.word_list("speaking_for")
_ADDRESSING = word_set("addressing fining jailing sentencing")
_MAX_WORDS_TO_CUE = 12
_KINSHIP_NOUNS = KIN | CHILDREN | RELATIVES
_MARRIED = COUPLES - {"two", "pair", "duo", "twosome"}
"""Nouns for both members of a couple, whom the page need not have called so before: "the former couple"."""
_CHANGING_ROLES = word_set("candidate nominee winner")
"""Roles that are still open: "He will back the nominee" is nobody yet."""
_OTHERS = word_set("first second third fourth fifth sixth next another other new unborn future step")
"""Words after which a noun for a relative may mean somebody whom the page does not name: "her third child"."""


@dataclass(slots=True)
class _Utterance:
    """A statement while its words are resolved."""

    statement: Statement
    speaker: Cluster | None
    is_joint: bool
    """True if a couple or several people speak: "They said", "The duo"."""
    about: dict[int, Cluster] = field(default_factory=dict)
    """The entities referred to so far, by id of the cluster, in the order of the words."""
    focus: dict[Gender, Cluster] = field(default_factory=dict)
    """The person last referred to, by gender: words keep to one person until they name another."""

    def refer(self, cluster: Cluster | None) -> None:
        """Record that the words refer to ``cluster``, unless it is the speaker."""
        if cluster is not None and cluster is not self.speaker:
            self.about.setdefault(id(cluster), cluster)

    def expect(self, cluster: Cluster | None) -> None:
        """Take ``cluster`` for the person whom the words keep to from here; without a gender, for either."""
        if cluster is not None and cluster.sort == "person":
            for gender in (cluster.gender,) if cluster.gender else ("male", "female"):
                self.focus[gender] = cluster


@dataclass(slots=True)
class ReferenceResolver:
    """Resolves references inside the contents of statements."""

    narration: Narration
    """The result of the first pass."""
    statements: Sequence[Statement]
    resolved_speakers: dict[str, Speaker]
    """The speakers by id of the statement. Those of couples are added."""
    families: Families
    view: View = field(init=False)
    entities: Entities = field(init=False)
    salience: Salience = field(init=False)
    groups: Groups = field(init=False)
    handles: dict[str, Cluster] = field(init=False)
    """The people with a full name, by its letters: "orlatarn" for @OrlaTarn."""
    mention_starts: dict[int, Span] = field(default_factory=dict)
    """The names, pronouns and descriptions of the page, by index of their first word."""
    unnamed: set[int] = field(default_factory=set)
    """Ids of the organisations that are no more than a place or a generic acronym."""

    def __post_init__(self) -> None:
        self.view, self.entities = self.narration.view, self.narration.entities
        self.salience = Salience(self.view, self.entities)
        self.groups = Groups(self.view, self.entities, self.families)
        self.narration.bodies.salience = self.salience
        people = ((name, cluster) for cluster in self.entities.persons for name in cluster.names if name.full)
        self.handles = {"".join(name.parts): cluster for name, cluster in people}

    def resolve_all(self) -> dict[str, list[Cluster]]:
        """The entities that each statement refers to, by its id, in the order of the words."""
        self._infer_genders()
        utterances = list(map(self._utterance, self.statements))
        utterances_by_word: dict[int, list[_Utterance]] = {}
        for utterance in utterances:
            for index in self.view.indices(utterance.statement.content):
                utterances_by_word.setdefault(index, []).append(utterance)
        add_repeated(self.view, self.entities, utterances_by_word)
        organisations = (cluster for cluster in self.entities.clusters if cluster.sort == "organisation")
        self.unnamed = {id(c) for c in organisations if not has_own_name(c, self.narration.salience.speakers)}
        self.mention_starts = {self.view.index(span[0]): span for span in sorted(self.entities.by_span, reverse=True)}
        joint = {self.view.index(u.statement.source[0][0]): u for u in utterances if u.is_joint and u.speaker is None}
        references = (index for index in utterances_by_word if may_begin_reference(self.view.words[index]))
        for utterance in utterances:
            utterance.expect(self._topic(utterance.statement, utterance.speaker))
        for index in sorted({*references, *self.mention_starts, *joint}):
            if index in joint:
                self._resolve_joint_speakers(joint[index], index)
            self._visit_word(index, utterances_by_word.get(index, ()))
        for utterance in utterances:
            self._refer_outside(utterance)
        return {utterance.statement.id: list(utterance.about.values()) for utterance in utterances}

    def _topic(self, statement: Statement, speaker: Cluster | None) -> Cluster | None:
        """The person whom the words are said of, “He is late,” Tarn said of Brandvold, or in whose name: “He is late,”
        said a lawyer for Brandvold."""
        spans = (*statement.cue[-1:], *statement.source[-1:])
        index = self.view.index(max(end for _, end in spans)) if spans else len(self.view.words)
        is_topic = self.view.folded(index) in {"of", "about"}
        source = self.view.indices(statement.source)
        indices = [index + 1] if is_topic else source if _SPEAKING_FOR.intersection(self.view.form(source)) else []
        clusters = (self.entities.by_span.get(self.mention_starts.get(n, (0, 0))) for n in reversed(indices))
        return next((cluster for cluster in clusters if cluster and cluster is not speaker), None)

    def _refer_outside(self, utterance: _Utterance) -> None:
        """Record the mention between the cue and the words: "accused Tarn of “being late”", "described her as “late”",
        "urged the board to pay". On the training pages 7 of 9 are right."""
        statement, view = utterance.statement, self.view
        begin = view.index(statement.content[0][0])
        # The first word of the content, after any quotation mark.
        first = next((word.folded for word in view.words[begin : begin + 2] if word.text[0].isalnum()), "")
        # A clause about the name before it: "Tarn, who was late, according to Quill".
        name = self.narration.names.get(begin - 1 - (view.words[begin - 1].text in {",", "—", "–", "-"}))
        if first == "who" and name:
            utterance.refer(self.entities.by_span.get(name))
        # Words that begin with their verb: "Tarn has “had enough”, Quill said".
        if statement.kind == "mixed" and first in AUXILIARIES and not utterance.about:
            before = set(range(view.sentence_of(begin).start, begin)).difference(view.indices(statement.source))
            subject = next((self.mention_starts[n] for n in sorted(before) if n in self.mention_starts), None)
            utterance.refer(self.entities.by_span.get(subject) if subject else None)
        if not statement.cue:
            return
        end = view.index(statement.cue[-1][1])
        has_complement = view.words[begin - 1].folded in _COMPLEMENTS
        is_clause = first in _SAYING or not (first == "to" or first.endswith("ing") or has_complement)
        span = self.mention_starts.get(end) or self.mention_starts.get(end + 1)
        if span is None or span in statement.source or (is_clause and view.words[end - 1].folded not in _NAMING):
            return
        if view.index(span[1]) == begin - has_complement:
            utterance.refer(self.entities.by_span.get(span))

    def _utterance(self, statement: Statement) -> _Utterance:
        # A pronoun or a noun for several people: "they", "both of them".
        words = self.view.form(self.view.indices(statement.source))
        is_joint = words == ("they",) or any(word in COUPLES or word == "both" for word in words[:3])
        speaker = self.resolved_speakers[statement.id]
        # "Orla Tarn and Piet Quill", "she and Quill".
        is_joint |= bool(speaker.joint_clusters) or (words[1:2] == ("and",) and words[0] in PRONOUN_GENDER)
        return _Utterance(statement, speaker.cluster, is_joint)

    def _resolve_joint_speakers(self, utterance: _Utterance, index: int) -> None:
        """Make the couple that "they" or "the exes" at word ``index`` refers to the speakers of ``utterance``. After "a
        source said", "they" are the source."""
        reference = read_reference(self.view, index)
        speaker = self.resolved_speakers[utterance.statement.id]
        is_unknown_they = reference is not None and reference.form == "they" and speaker.kind == "unknown"
        if reference is None or not (reference.form == "couple" or is_unknown_they):
            return
        pair = self.groups.resolve(reference.form, index, speaker=None)
        is_couple = frozenset(map(id, pair)) in self.families.couples
        if pair and (is_couple or reference.head in _MARRIED):
            first, second = pair
            names = (name for cluster in pair for name in self.narration.antecedent_of(cluster, reference.span))
            basis: SpeakerBasis = "pronoun" if reference.form == "they" else "description"
            speaker = Speaker.of(first, basis, reference.span, *names)
            self.resolved_speakers[utterance.statement.id] = replace(speaker, joint_clusters=(second,))
            utterance.speaker = first

    def _infer_genders(self) -> None:
        """Give clusters without a gender that of the pronouns resolved to them."""
        for cluster in self.entities.persons:
            if cluster.gender is None:
                words = (self.view.word_at(span[0]).folded for span in cluster.anaphors)
                votes = Counter(PRONOUN_GENDER[word] for word in words if word in PRONOUN_GENDER).most_common()
                # More than two thirds of the pronouns must agree, since some are resolved wrongly.
                if votes and (len(votes) == 1 or votes[0][1] > 2 * votes[1][1]):
                    cluster.gender = votes[0][0]

    def _visit_word(self, index: int, utterances: Sequence[_Utterance]) -> None:
        """Process the mention that begins with word ``index``: one that the first pass has resolved, a name or the
        narrator's pronoun or description, or a reference in the words of ``utterances``."""
        reference = read_reference(self.view, index)
        span = self.mention_starts.get(index, (0, 0))
        cluster = self.entities.by_span.get(span)
        is_own = any(utterance.speaker is cluster and utterance.statement.kind == "direct" for utterance in utterances)
        is_pronoun = reference is not None and reference.form == "pronoun" and index not in self.narration.names
        if cluster and is_own and is_pronoun:
            # In a turn of a transcript, without marks, "He is late" was read as narration. "He" is not the speaker.
            del self.entities.by_span[span]
            del cluster.anaphors[bisect_left(cluster.anaphors, span)]
            cluster = None
        if cluster is None:
            if reference:
                for utterance in utterances:
                    self._resolve_reference(utterance, reference)
            return
        self.salience.note_mention(cluster, span)
        self.groups.note_mention(cluster, span)
        if id(cluster) in self.unnamed:
            return
        for utterance in utterances:
            utterance.refer(cluster)
            utterance.expect(cluster)
            if cluster.sort == "person":
                self._refer_to_relative(utterance, cluster, self.view.index(span[1]))

    def _resolve_reference(self, utterance: _Utterance, reference: Reference) -> None:
        """Resolve ``reference`` from the point of view of the speaker."""
        index = self.view.index(reference.span[0])
        referents = self._referents(utterance, reference, index)
        # "They confirmed their relationship": they speak, but not about themselves.
        if not (utterance.is_joint and reference.form in GROUP_FORMS):
            for cluster in referents:
                utterance.refer(cluster)
        # "Her husband", "their kids", "my wife".
        if reference.head in POSSESSIVES:
            is_own = reference.form in {"my", "we"}
            owner = next(iter(referents), utterance.speaker if is_own or utterance.is_joint else None)
            self._refer_to_relative(utterance, owner, index + 1, is_joint=reference.form in {"they", "we"})

    def _referents(self, utterance: _Utterance, reference: Reference, index: int) -> Sequence[Cluster]:
        speaker = utterance.speaker
        if reference.form in GROUP_FORMS:
            return self.groups.resolve(reference.form, index, speaker=speaker)
        if reference.form == "children":
            return self.groups.find_children(utterance.about.values(), speaker)
        cluster: Cluster | None = None
        if reference.form == "pronoun":
            cluster = self._resolve_pronoun(utterance, reference)
        elif reference.form == "description":
            cluster = self._resolve_description(utterance, reference)
        elif reference.form == "handle":
            cluster = self.handles.get(reference.head)
        elif reference.form == "you":
            cluster = self._addressee(utterance)
        elif reference.form == "body":
            owners = self.narration.entities_named(self.view.indices(utterance.statement.source)).values()
            cluster = self.narration.bodies.resolve_in_speech(reference.head, owners, utterance.about.values())
            if cluster is None and reference.head == "party":
                cluster = self.narration.bodies.find_party(self.resolved_speakers[utterance.statement.id].name or "")
        return [cluster] if cluster else []

    def _refer_to_relative(
        self, utterance: _Utterance, owner: Cluster | None, index: int, *, is_joint: bool = False
    ) -> None:
        """Resolve a kinship noun at word ``index``, or up to two words after it, as a relative of ``owner``: "Orla’s
        husband", "my late husband". ``is_joint``: the owner is one of several; their children are those of anybody the
        words are about: "Piet left their children"."""
        words = self.view.words
        index += self.view.folded(index) == "'s"
        for position in range(index, min(index + 3, len(words))):
            noun = words[position].folded
            if noun in _KINSHIP_NOUNS and words[position].sentence == words[index - 1].sentence:
                relatives = self.groups.find_relatives(owner, noun) if owner else ()
                if not relatives and is_joint and noun in CHILDREN:
                    relatives = self.groups.find_children(utterance.about.values(), utterance.speaker)
                for relative in relatives:
                    utterance.refer(relative)
                return
            if not words[position].text[0].isalpha() or words[position].capital or noun in _OTHERS:
                return

    def _resolve_description(self, utterance: _Utterance, reference: Reference) -> Cluster | None:
        """The antecedent of "the actress", if the narration has found none: the only person whom the page calls so, or
        the model's."""
        called = [c for c in self.groups.called.get(reference.head, {}).values() if c is not utterance.speaker]
        is_changing = reference.head in _CHANGING_ROLES or "former" in reference.words
        if len(called) == 1 and id(called[0]) in self.salience.mentioned and not is_changing:
            return called[0]
        if reference.head not in lexicon.STANDING_ROLES:
            return None
        return self.narration.decide_by_model(
            reference.span,
            sort="person",
            gender=gender_of_role(reference.head),
            barred={id(utterance.speaker)} if utterance.speaker else (),
            min_probability=MIN_PROBABILITY_OF_DESCRIPTION,
        )

    def _addressee(self, utterance: _Utterance) -> Cluster | None:
        """The antecedent of "you": the person named after the cue ("Tarn told Brandvold") or before it ("Sentencing
        Brandvold, the judge said")."""
        for _, end in utterance.statement.cue[-1:]:
            span = self.mention_starts.get(self.view.index(end))
            cluster = self.entities.by_span.get(span) if span and span not in utterance.statement.source else None
            if cluster and cluster.sort == "person":
                return cluster
            for index in self.view.just_before(self.view.index(end) - 1, _MAX_WORDS_TO_CUE):
                if self.view.folded(index) in _ADDRESSING and (span := self.mention_starts.get(index + 1)):
                    return self.entities.by_span.get(span)
        return None

    def _resolve_pronoun(self, utterance: _Utterance, reference: Reference) -> Cluster | None:
        """The antecedent of "she" or "he" inside a quotation. It is not the speaker."""
        span, gender = reference.span, PRONOUN_GENDER[reference.head]
        antecedent = self.entities.by_span.get(span) or utterance.focus.get(gender)
        if antecedent is None or antecedent is utterance.speaker:
            barred = {id(utterance.speaker)} if utterance.speaker else set()
            ranked = self.narration.rank_antecedents(span, gender=gender, barred=barred, salience=self.salience)
            is_clear = bool(ranked) and ranked[0][0] >= MIN_SCORE and lead_of(ranked) >= MIN_MARGIN
            antecedent = ranked[0][1] if is_clear else None
        if antecedent is not None:
            utterance.focus[gender] = antecedent
            if span not in self.entities.by_span:
                self.entities.by_span[span] = antecedent
                insort(antecedent.anaphors, span)
                self.salience.note_mention(antecedent, span)
        return antecedent
