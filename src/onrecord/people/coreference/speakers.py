"""Speaker attribution: the speaker of each statement."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final

from onrecord.people import lexicon
from onrecord.people.coreference.antecedents import Antecedents
from onrecord.people.coreference.clusters import Cluster, Entities
from onrecord.people.coreference.interview import Interview
from onrecord.people.coreference.narration import Narration
from onrecord.people.coreference.references import Reference
from onrecord.people.coreference.sources import PARENT_NOUNS, Form, Source, read_source
from onrecord.people.coreference.speaker import UNKNOWN, Speaker
from onrecord.people.coreference.unnamed import UnnamedSpeakers
from onrecord.people.coreference.unsourced import Unsourced
from onrecord.people.lexicon import AND, ARTICLES, INDEFINITE, KIN, NEVER_NAMED, OWN_WORDS, PRONOUN_GENDER, TITLES
from onrecord.people.names.mentions import Sort
from onrecord.people.names.titles import gender_of_role, titles_before
from onrecord.people.view import OPENING_QUOTES, View
from onrecord.spans import SpanIndex
from onrecord.types import Span, Spans, SpeakerBasis, Statement

_SORTS: Final[dict[Form, Sort]] = {"role": "person", "body": "organisation", "it": "organisation"}
"""Sort of entity that a source of a form stands for; of the other forms it may be either."""
_DASHES = frozenset("-–—―~")
_JOINING_WORDS = AND | KIN | {",", "both"}
_ADJUNCTS = frozenset(["at", "by", "for", "from", "in", "on", "to", "with"])
_ASKED_BY = {(verb, "by") for verb in ("asked", "challenged", "pressed", "questioned", "quizzed")}
_PLACE_ADVERBS = frozenset(["here", "there", "in", "out"])
_TO_CHANNELS = frozenset(["on", "to", "via", "with"])
"""Words before the channel of a statement: "On Quaybook, ..."."""
_QUESTION_WORDS = frozenset(["if", "whether", "what", "why", "how", "who", "when", "where", "about"])
_BELONGING = {(preposition,) for preposition in ("of", "for", "to", "from")}
_RELATED = KIN | lexicon.SHARED_ROLES
_GOING_ON = frozenset(["added", "adds", "continued", "continues", "repeated", "went"])
_OTHER_RELATIVES = KIN - {"wife", "husband", "ex-wife", "ex-husband"}
_MAX_NOUN_PHRASE, _MAX_INITIALS, _MAX_ASKED = 7, 3, 6
_MAX_APPOSITION = 100
"""Most words between a name and a relative pronoun that refers to it."""
# "The government in Wexland" is not every government of the page.
_HAS_COMPLEMENT = re.compile(r" (?:of|in|for) (?:the )?[A-Z]")


@dataclass(slots=True)
class SpeakerResolver:
    """Resolves the sources of statements, in one pass over the page in reading order."""

    view: View
    entities: Entities
    statements: Sequence[Statement]
    antecedents: Antecedents | None = None
    narration: Narration = field(init=False)
    resolved_speakers: dict[str, Speaker] = field(default_factory=dict)
    """Resolved speakers, by id of the statement."""
    unnamed: UnnamedSpeakers = field(init=False)
    interview: Interview = field(init=False)
    first_cues: dict[Spans, Spans] = field(default_factory=dict)
    """The first cue of the statements so far with a source, by the source."""
    relatives: dict[tuple[str, ...], tuple[Cluster | None, Cluster | None]] = field(default_factory=dict)
    """The owner and the person of each relative named so far, by the words: ("his", "mother")."""
    contents: SpanIndex = field(default_factory=SpanIndex)
    """The contents of ``statements``, each under its position."""

    def __post_init__(self) -> None:
        self.narration = Narration(self.view, self.entities, self.antecedents)
        self.unnamed = UnnamedSpeakers(self.view, self.narration, self.resolved_speakers)
        self.interview = Interview(self.view, self.entities)
        for number, statement in enumerate(self.statements):
            self.contents.add(statement.content, number)

    def resolve_all(self) -> dict[str, Speaker]:
        """The speaker of each statement, by its id."""
        unnested = [statement for statement in self.statements if not self.is_nested(statement)]
        unsourced = Unsourced(self.view, self.narration, unnested, self.resolved_speakers)
        following = {statement.id: after for statement, after in pairwise(unnested)}
        statements_by_index: dict[int, list[Statement]] = {}
        for statement in self.statements:
            statements_by_index.setdefault(self._due_index(statement), []).append(statement)
        for index in sorted({*statements_by_index, *self.narration.mention_starts()}):
            for statement in statements_by_index.get(index, ()):
                if statement.source:
                    speaker = self._resolve_sourced(statement)
                elif statement.content[0] in self.interview.answers:
                    speaker = _in_turn(self.interview.speaker_at(statement.content[0]))
                else:
                    speaker = unsourced.resolve(statement, following.get(statement.id))
                self.resolved_speakers[statement.id] = speaker
                if speaker.cluster:
                    self.narration.salience.speakers.add(id(speaker.cluster))
                # "Tarn laughed. I asked if it was late. “Very late,” she said": the author's question changes nothing.
                if self.is_nested(statement) or speaker.basis == "page":
                    continue
                self.unnamed.last_statement = statement
                end = max(span[1] for span in (statement.content[-1], *statement.source))
                last_index = min(self.view.index(end - 1), len(self.view.words) - 1)
                source_end = statement.source[-1][1] if statement.source else 0
                last_speaker = None if speaker.joint_clusters else speaker.cluster  # "Senators Orla Tarn and Una Quill"
                self.narration.salience.note_speaker(last_speaker, last_index, source_end=source_end)
            if index < len(self.view.words):
                self.narration.resolve_at(index)
        unsourced.look_ahead()
        unsourced.resolve_headings()
        unsourced.resolve_headline_roles()
        return self.resolved_speakers

    def is_nested(self, statement: Statement) -> bool:
        """True if ``statement`` is reported in another, which has its source: “He told me so,” Tarn said."""
        around = self._statements_around(statement.source[0][0]) if statement.source else ()
        return any(outer is not statement for outer in around)

    def _due_index(self, statement: Statement) -> int:
        """Index of the word at which the speaker is resolved: the source, else the end of the cue or the start of the
        content."""
        if statement.source:
            return self.view.index(statement.source[0][0])
        starts = [statement.content[0][0], *(span[1] for span in statement.cue)]
        return self.view.index(max(starts) if statement.cue else starts[0])

    def _resolve_sourced(self, statement: Statement) -> Speaker:
        """The speaker of a statement with a source. If another statement shares the source through an earlier cue, as
        in "she said ..., adding ...", the basis is "carried"."""
        speaker = self._resolve_source(statement)
        first_cue = self.first_cues.setdefault(statement.source, statement.cue)
        self.first_cues[statement.source] = min(first_cue, statement.cue)
        return speaker.with_basis("carried") if first_cue < statement.cue else speaker

    def _resolve_source(self, statement: Statement) -> Speaker:
        source = read_source(self.view, statement, names=self.narration.names)
        if source is None:
            return UNKNOWN
        if source.text.strip(".") in {"Q", "A"}:
            return _in_turn(self.interview.person if source.text.startswith("A") else None)
        if labelled := self._person_with_initials(source):
            return Speaker.of(labelled, "turn", *labelled.mentions[:1])
        speaker = self._resolve_in_interview(source) or self._resolve_relative(source) or self._apply_rules(source)
        is_pronoun = source.form in {"it", "they"}
        may_have_name = _may_have_name(source) and not self._has_own_body(source)
        is_open = speaker is None and may_have_name and not self._is_unknown_name(source.span)
        if is_open or (speaker is UNKNOWN and is_pronoun):
            find_barred = self._barred_from_role if source.form == "role" else self._barred_clusters
            barred, gender = find_barred(source), gender_of_role(source.head)
            # "The leadership of the union" is nobody in particular.
            sort = _SORTS.get(source.form, None if source.head in lexicon.ROLES | KIN else "organisation")
            end = source.statement.source[0][1]
            cluster = self.narration.decide_by_model(
                source.span, sort=sort, gender=gender, barred=barred, phrase_end=end
            )
            if cluster:
                basis: SpeakerBasis = "pronoun" if is_pronoun else "description"
                return self.narration.speaker(cluster, basis, source.span)
        return speaker or self.unnamed.describe(source)

    def _resolve_relative(self, source: Source) -> Speaker | None:
        """The relative whom the page has named before: "his mother", after "his mother, Una Tarn, said". Null for the
        mother of somebody else, and elsewhere."""
        if len(source.words) != 2 or source.words[0] not in PRONOUN_GENDER:
            return None
        pronoun = self.view.index(source.span[0])
        barred = self.narration.apposed_relative(pronoun)
        owner = self.narration.resolve_pronoun(self.view.words[pronoun].span, decide=True, barred=barred)
        if source.name is not None:
            self.relatives[source.words] = owner, self.narration.resolve_name(source.name)
            return None
        named_owner, relative = self.relatives.get(source.words, (None, None))
        is_same = owner is named_owner or None in (owner, named_owner)
        return self.narration.speaker(relative, "description", source.span) if relative and is_same else None

    def _cue_text(self, source: Source) -> str:
        return "".join(self.view.text[slice(*span)] for span in source.statement.cue).strip()

    def _person_with_initials(self, source: Source) -> Cluster | None:
        """The one person whose initials label a turn: "EB: It is late", after "Eskil Brandvold: It is cold"."""
        letters = source.text.replace(".", "")
        is_label = 1 < len(letters) <= _MAX_INITIALS and letters.isupper() and letters.isalpha()
        if not is_label or self._cue_text(source) != ":":
            return None
        initials = ((c, "".join(word[0] for word in c.name.replace("-", " ").split())) for c in self.entities.persons)
        matching = [person for person, first_letters in initials if first_letters.upper() == letters]
        return matching[0] if len(matching) == 1 else None

    def _apply_rules(self, source: Source) -> Speaker | None:
        """The speaker by the rule for the form of ``source``; null if it is a description that no rule resolves."""
        rules: dict[Form, Callable[[Source], Speaker | None]] = {
            "name": self._resolve_name, "pronoun": self._resolve_pronoun, "it": self._resolve_it_or_they,
            "they": self._resolve_it_or_they, "role": self._resolve_role, "body": self._resolve_body,
            "group": self._resolve_group, "relative": self._resolve_relative_pronoun,
            "own": self._resolve_first_person, "document": self._resolve_document,
        }  # fmt: skip
        return rules[source.form](source) if source.form in rules else None

    def _is_unknown_name(self, span: Span) -> bool:
        """True if the source at ``span`` is a name that the page's mentions lack, "Wex Quay Rescue", or the "Senator"
        of a related headline, whose article is another."""
        last = self.view.words[self.view.index(span[1]) - 1]
        block = self.view.blocks[last.block]
        return block.role == "furniture" or (last.capital and not last.opens and not block.headline_style)

    def _has_own_body(self, source: Source) -> bool:
        """True for "the head of the Quay Trust", of which nobody named so far is known to be the head."""
        complement = self.view.inside((source.span[1], source.statement.source[0][1]))
        named = self.narration.entities_named(complement[1:4]).values() if source.head in lexicon.ROLES else ()
        return self.view.form(complement[:1]) in _BELONGING and any(body.sort == "organisation" for body in named)

    def _continues(self, source: Source) -> bool:
        """True if the cue says that the last speaker speaks again: "she added"."""
        return not _GOING_ON.isdisjoint(self.view.form(self.view.indices(source.statement.cue)))

    def _sentence_before(self, source: Source) -> range:
        """Indices of the words of the sentence before the statement with its ``source``."""
        return self.narration.sentence_before(min(source.span, source.statement.content[0])[0])

    def _resolve_pronoun(self, source: Source) -> Speaker:
        """The antecedent of "he" or "she": a person without a name who spoke last, the person whom the sentence before
        introduces, or the person in focus."""
        span, sentence = source.span, self._sentence_before(source)
        unnamed = self.unnamed.antecedent_of(span, continues=self._continues(source))
        if unnamed := unnamed or self.unnamed.find_introduced(span, sentence):
            return unnamed
        barred = self._barred_clusters(source)
        child = self.narration.find_child_of_subject(span, sentence)
        barred |= {id(child)} if child else set()
        # "Quill said Tarn was late. “It is cold,” he added", but not "Quill left. Tarn rose. “It is cold,” he added".
        last = self._continues(source) and not self._follows_name(span) and self.unnamed.last_speaker(span)
        salience = self.narration.salience
        if last and last.kind == "person" and salience.last_speaker and id(salience.last_speaker) not in barred:
            people = salience.people_in_focus(self.view.index(span[0]), gender=None)
            is_same = salience.last_speaker.may_be(self.view.gender_of_pronoun(span))
            barred |= {id(person) for person in people if is_same} - {id(salience.last_speaker)}
        introduced = self.narration.find_introduced(span, sentence, quoted=source.statement.kind == "direct")
        if introduced and id(introduced) not in barred:
            return self.narration.speaker(introduced, "pronoun", span)
        cluster = self.narration.resolve_pronoun(span, barred=barred)
        if cluster is None:
            return self._undecided_speaker(span)
        return replace(self.narration.speaker(cluster, "pronoun", span), lead=self.narration.leads.get(span, math.inf))

    def _resolve_in_interview(self, source: Source) -> Speaker | None:
        """The person interviewed, for "I" in an answer and "you" in a question. Null elsewhere."""
        person = self.interview.person
        is_meant = person is not None and source.head == self.interview.pronoun_at(source.span[0])
        return self.narration.speaker(person, "pronoun", source.span) if person and is_meant else None

    def _undecided_speaker(self, span: Span) -> Speaker:
        """No speaker. If ``span`` has two candidates, their names are the evidence."""
        candidates = self.narration.undecided.get(span)
        if candidates is None:
            return UNKNOWN
        names = [name for cluster in candidates for name in self.narration.antecedent_of(cluster, span)]
        return Speaker("unknown", basis="undecided", evidence=(span, *sorted(names)))

    def _resolve_name(self, source: Source) -> Speaker:
        assert source.name is not None
        cluster = self.narration.resolve_name(source.name)
        if cluster is None:
            self.narration.warn_ambiguous(source.name, self.entities.ambiguous[source.name])
            return self._undecided_speaker(source.name)
        # "The mother of the pilot, Piet Tarn, said": he is the pilot.
        if source.head in KIN and cluster.gender and gender_of_role(source.head) not in (None, cluster.gender):
            return self.unnamed.describe(source)
        first, *joint_speakers = self._joint_speakers(source) or [cluster]
        speaker = self.narration.speaker(first, self._naming_basis(source), source.name)
        return replace(speaker, joint_clusters=tuple(joint_speakers))

    def _joint_speakers(self, source: Source) -> list[Cluster]:
        """All who speak as one, if the source lists them: "Orla Tarn and pilot Piet Brandvold", but not "Orla Tarn and
        Piet Brandvold’s lawyer" or "Orla Tarn, a friend of Piet Brandvold"."""
        indices = self.view.indices(source.statement.source)
        names = self.narration.names
        titles = {title for index in indices if index in names for title in titles_before(self.view, index)}
        first_name = next((index for index in indices if index in names), -1)
        # "Ward councillors Orla Tarn and Piet Brandvold", "Their leaders, Orla Tarn and Piet Brandvold,".
        before = [word.folded for word in self.view.words[max(first_name - 2, 0) : max(first_name, 0)]]
        is_plural = len(before) == 2 and before[1] == "," and before[0].endswith("s")
        if is_plural or (before and before[-1].removesuffix("s") in TITLES | KIN):
            indices = [index for index in indices if index >= first_name]
        if indices and self.view.words[indices[-1]].text == ",":
            indices.pop()
        between = self.view.form(index for index in indices if index not in names and index not in titles)
        is_list = not AND.isdisjoint(between) and all(word in _JOINING_WORDS for word in between)
        if not is_list or indices[-1] not in names:
            return []
        spans = dict.fromkeys(names[index] for index in indices if index in names)
        clusters = dict.fromkeys(map(self.narration.resolve_name, spans))
        # An ambiguous name leaves the first speaker alone: "Orla Tarn and Tarn".
        return [cluster for cluster in clusters if cluster]

    def _naming_basis(self, source: Source) -> SpeakerBasis:
        """The basis of a speaker who is named: a turn of a transcript, a signature, or a name next to a cue."""
        cue, statement = self._cue_text(source), source.statement
        # “It is late.” — Orla Tarn, Elmouth. Under a letter, and on a line beside a quotation, there is no dash.
        quoted = self.view.text[statement.content[0][0]] in OPENING_QUOTES
        is_before = statement.content[-1][1] <= statement.source[0][0]
        if all(mark in _DASHES for mark in cue) and (is_before or (quoted and not cue)):
            return "signature"
        # "TARN: It is late.", without quotation marks.
        leads = statement.source[0] < statement.content[0]
        return "turn" if cue == ":" and not quoted and leads else "named"

    def _resolve_role(self, source: Source) -> Speaker | None:
        """The speaker that a role refers to: "the director", "the 71-year-old", "the mother of two"."""
        description = Reference("description", source.span, source.head, source.words[1:-1])
        # "The boy’s mother" is seldom a person whom the page has named.
        is_owned = "'s" in source.words
        standing = source.definite and source.is_standing and not is_owned
        if source.definite and not is_owned and self.narration.is_of_another(description):
            return self.unnamed.describe(source)
        barred = self._barred_clusters(source) | self._find_discussed(source)
        cluster = self.narration.resolve_description(description, standing=standing, barred=barred)
        if cluster is None and source.span in self.narration.undecided:
            self.narration.warn_ambiguous(source.span, self.narration.undecided[source.span])
            return self._undecided_speaker(source.span)
        # "Tarn rose. “It is late,” the Norwegian said."
        if cluster is None and source.definite and (source.is_native or source.head in lexicon.OCCUPATIONS):
            people = self.narration.people_named(self._sentence_before(source))
            cluster = people[0][1] if len(people) == 1 else None
            barred = barred if source.is_native else self._barred_from_role(source)
        if cluster is None or id(cluster) in barred:
            return None
        role = cluster.first_role_outside([source.head, *description.words], source.span)
        return self.narration.speaker(cluster, "description", source.span, *([role] if role else []))

    def _barred_from_role(self, source: Source) -> set[int]:
        """Ids of the clusters that a role which the page gives to nobody cannot refer to: those barred in general,
        people with another role, and the antecedent of "him" in “I did not see him,” the driver said."""
        index = self.view.index(source.span[0])
        people = self.narration.salience.people_in_focus(index, gender=None)
        # "The headteacher" is not the cook Orla Tarn where the page has a headteacher, however far back.
        holders = {id(person) for person in people if person.count_role_words([source.head])}
        barred = {id(p) for p in people if id(p) not in holders and (holders or p.has_other_role(source.head))}
        inside = (self.view.words[n] for n in self.view.indices(source.statement.content))
        mentioned = [person for person in people if id(person) in self.narration.salience.mentioned]
        for gender in {PRONOUN_GENDER.get(word.folded) for word in inside if word.quoted} - {None}:
            antecedents = [person for person in mentioned if person.gender in (gender, None)]
            barred.update(id(person) for person in antecedents if len(antecedents) == 1)
        return barred | self._barred_clusters(source)

    def _find_discussed(self, source: Source) -> set[int]:
        """The id of the person whom the sentence before introduces and the quotation is about: Ivo Quill in "Ivo Quill
        came. “He is late,” the star said"."""
        words = (self.view.words[n] for n in self.view.indices(source.statement.content[:1])[:3])
        pronouns = ((word.start, word.folded.split("'")[0]) for word in words if word.quoted)
        spans = [(start, start + len(pronoun)) for start, pronoun in pronouns if pronoun in PRONOUN_GENDER]
        sentence = self._sentence_before(source) if spans else range(0)
        people = (self.narration.find_introduced(span, sentence, quoted=True) for span in spans)
        return {id(person) for person in people if person}

    def _resolve_document(self, source: Source) -> Speaker:
        """A document as the speaker. "The statement" is the last speaker's, in this paragraph or the one before."""
        salience = self.narration.salience
        is_near = self.view.word_at(source.span[0]).block - salience.last_spoken_block <= 1
        # "The letter, signed by Orla Tarn," is no longer the last speaker's.
        is_own = source.text.casefold() == f"the {source.head}" and source.head in OWN_WORDS
        if salience.last_speaker and is_near and is_own:
            return self.narration.speaker(salience.last_speaker, "description", source.span)
        return Speaker("document", description=source.text, basis="description", evidence=(source.span,))

    def _resolve_body(self, source: Source) -> Speaker | None:
        """The organisation that a description refers to: "the magazine"."""
        organisation = self.narration.bodies.find_described(_content_words(source))
        if organisation is None and source.definite and not _HAS_COMPLEMENT.search(source.text):
            organisation = self.narration.bodies.resolve(source.head, source.span)
        if organisation is None or id(organisation) in self._find_channels(source):
            return None
        self.narration.salience.note_mention(organisation, source.span)
        return self.narration.speaker(organisation, "description", source.span)

    def _resolve_group(self, source: Source) -> Speaker | None:
        """The organisation formed from a name or a pronoun: "the Tarn campaign", "her campaign"."""
        if source.name is not None:
            owner = self.narration.resolve_name(source.name)
        else:
            owner = self.narration.resolve_pronoun(self.view.word_at(source.span[0]).span, decide=True)
        if owner is None:
            return None
        organisation = self.narration.bodies.form_group(owner, source.head, source.span)
        return Speaker.of(organisation, "description", source.span, *self.narration.antecedent_of(owner, source.span))

    def _resolve_relative_pronoun(self, source: Source) -> Speaker:
        """The antecedent of a relative pronoun: "Tarn, who said ...", "the board, which ..."."""
        before = self.view.index(source.span[0]) - 1
        has_comma = before > 0 and self.view.words[before].text in {",", ")", "—", "–", "-"}
        end = max(before - has_comma, 0)
        # "The people in there who said it was late".
        while self.view.folded(end) in _PLACE_ADVERBS:
            end -= 1
        expected_sort = "person" if source.head in {"who", "whom", "whose"} else "organisation"
        # "A friend of Orla Tarn who said it was late".
        link = self.view.index(self.narration.names[end][0]) - 1 if end in self.narration.names else -1
        is_owned = not has_comma and self.view.form([link]) in _BELONGING and self.view.folded(link - 1) in _RELATED
        for position in self._antecedent_positions(end, has_comma=has_comma) if not is_owned else ():
            name = self.narration.names.get(position)
            cluster = self.narration.resolve_name(name) if name else None
            if name and cluster and (cluster.sort == expected_sort or source.head == "that"):
                return Speaker.of(cluster, "pronoun", source.span, name)
        # No name precedes: "a man who said".
        phrase = self._noun_phrase_before(link - 1 if is_owned else end)[0], self.view.words[end].end
        if not self.view.words[end].text[0].isalnum() or self.view.folded(end) in {"and", "or", "but"}:
            return UNKNOWN
        return Speaker("unnamed", description=self.view.phrase(phrase), basis="unnamed", evidence=(phrase,))

    def _noun_phrase_before(self, end: int) -> Span:
        """The noun phrase whose last word is ``end``, from its article on: "a former Quay Trust manager, who". Without
        an article it is that word alone."""
        words = self.view.words
        for index in (end, *reversed(self.view.just_before(end, _MAX_NOUN_PHRASE))):
            if not words[index].text[0].isalnum() or words[index].folded in _ADJUNCTS:
                break
            if words[index].folded in ARTICLES | INDEFINITE:
                return self.view.span((index, end))
        return words[end].span

    def _antecedent_positions(self, end: int, *, has_comma: bool) -> range:
        """Indices of the words, the last first, that may hold the antecedent of a relative pronoun after word ``end``.

        After a comma it may be further back, with an apposition between: "Orla Tarn, the pilot, who said", "Orla Tarn,
        a pilot at the port who said". In "Tarn met some voters, who say" the voters say so.
        """
        words, names = self.view.words, self.narration.names
        begin = self.view.just_before(end, _MAX_APPOSITION).start
        comma = next((index for index in range(end, begin, -1) if words[index].text == ","), begin)
        is_apposition = comma - 1 in names
        is_plural = words[end].text.islower() and words[end].text.endswith("s")
        is_dash = words[min(end + 1, len(words) - 1)].text in _DASHES
        if has_comma and (end in names or is_apposition or not (is_plural or is_dash)):
            return range(end, begin - 1, -1)
        return range(comma - 1, comma - 2, -1) if is_apposition else range(end, end - 1, -1)

    def _resolve_first_person(self, source: Source) -> Speaker:
        """The first person: the speaker of the quotation around it, else the author or the outlet of the page."""
        for statement in self._statements_around(source.span[0]):
            if statement.id in self.resolved_speakers:
                speaker = self.resolved_speakers[statement.id]
                own_evidence = [source.span] if speaker.evidence else []
                return speaker.pointed_to_by("pronoun", *own_evidence)
        article = self.view.article
        if source.head in {"we", "us", "our"} and article.outlet:
            return Speaker("organisation", description=article.outlet, basis="page", evidence=(source.span,))
        if source.head in {"i", "me", "my"} and len(article.bylines) == 1:
            return Speaker("person", description=article.bylines[0], basis="page", evidence=(source.span,))
        return UNKNOWN

    def _statements_around(self, offset: int) -> Sequence[Statement]:
        """The statements whose content holds ``offset``, the start of a word of a source."""
        return [self.statements[number] for number in self.contents.overlapping((offset, offset + 1))]

    def _resolve_it_or_they(self, source: Source) -> Speaker:
        """The antecedent of "it" or "they": the last speaker, if that was not a person; otherwise, for "it", the
        organisation in focus."""
        is_they, continues = source.form == "they", self._continues(source)
        group = self.unnamed.find_introduced(source.span, self._sentence_before(source)) if is_they else None
        if last := group or self.unnamed.antecedent_of_it(source.span, is_they=is_they, continues=continues):
            return last
        organisation = None if is_they else self.narration.bodies.resolve("organisation", source.span)
        return self.narration.speaker(organisation, "pronoun", source.span) if organisation else UNKNOWN

    def _barred_clusters(self, source: Source) -> set[int]:
        """Ids of the clusters that cannot be the speaker: those named in the content (in “Tarn is late,” she said,
        "she" is not Tarn) and the addressee ("he told Tarn")."""
        view, index = self.view, self.view.index(source.span[0])
        inside = (n for n in view.indices(source.statement.content) if n > index or view.words[n].quoted)
        addressees = (n for n in (view.index(end) for _, end in source.statement.cue) if n > index)
        # "Asked by Tarn if it was late, she said it was".
        sentence = view.sentence_of(index)
        askers = range(sentence.start, index) if view.form(sentence[:2]) in _ASKED_BY else ()
        barred = set(map(id, self.narration.entities_named([*inside, *addressees, *askers]).values()))
        barred |= self._find_channels(source)
        barred |= self._find_askers(self._sentence_before(source))
        # "The family of Orla Tarn", but not "the envoy to Norway Orla Tarn"; "his son".
        owners = view.inside((source.span[1], source.statement.source[-1][1])) if not source.name else range(0)
        first = next((n for n in owners if view.words[n].capital and view.folded(n) not in TITLES), -1)
        is_named = first in self.narration.names and view.folded(first) not in lexicon.PLACES
        if view.form(owners[:1]) in _BELONGING and is_named:
            barred |= {id(owner) for owner in self.narration.entities_named(owners).values() if owner.sort == "person"}
        if len(source.words) > 1 and source.words[0] in PRONOUN_GENDER:
            barred.add(id(self.narration.resolve_pronoun(view.words[index].span, decide=True)))
        # In “He told me so,” Tarn said, "he" is not Tarn.
        for outer in self._statements_around(source.span[0]):
            speaker = self.resolved_speakers.get(outer.id)
            if outer is not source.statement and speaker is None:
                barred |= set(map(id, self.narration.entities_named(view.indices(outer.source)).values()))
            elif outer is not source.statement and speaker and speaker.cluster:
                barred.add(id(speaker.cluster))
        return barred

    def _find_channels(self, source: Source) -> set[int]:
        """Ids of the organisations through which somebody speaks, before the source and a comma: Quaybook in "In a post
        on Quaybook, the band said", but not the charity in "It gave much to the Quay Trust, the charity said"."""
        index = self.view.index(source.span[0])
        leads = source.span < source.statement.content[0] and self.view.folded(index - 1) == ","
        words = range(self.view.sentence_of(index).start, index) if leads else range(0)
        after = (n + 1 + (self.view.folded(n + 1) == "the") for n in words if self.view.folded(n) in _TO_CHANNELS)
        return {id(entity) for entity in self.narration.entities_named(after).values() if entity.sort != "person"}

    def _follows_name(self, span: Span) -> bool:
        """True if somebody is named, outside quotations, between the last statement and ``span``."""
        said = self.unnamed.last_statement
        since = range(self.view.index(said.content[-1][1]) if said else 0, self.view.index(span[0]))
        return any(index in self.narration.names and not self.view.words[index].quoted for index in since)

    def _find_askers(self, sentence: range) -> set[int]:
        """Ids of the asker and of those asked about, where ``sentence``, the one before, asks somebody else: of Moll
        and Quill in "Moll asked Tarn if Quill was late"."""
        words, named = self.view.form(sentence), self.narration.entities_named
        verb = next((n for n, word in enumerate(words) if word in {"asked", "asks"}), len(words))
        lengths = (n for n, word in enumerate(words[verb + 1 : verb + _MAX_ASKED]) if word in _QUESTION_WORDS)
        asked = sentence[verb + 1 : verb + 1 + next(lengths, 0)]
        if not asked or not {"to", "for"}.isdisjoint(self.view.form(asked)):
            return set()
        others = named([*sentence[max(verb - 1, 0) : verb], *sentence[verb + 1 + len(asked) :]]).values()
        return {id(entity) for entity in others} - {id(entity) for entity in named(asked).values()}


def _in_turn(person: Cluster | None) -> Speaker:
    """The speaker of an answer, from the first name of ``person``; unknown without one."""
    return Speaker.of(person, "turn", *person.mentions[:1]) if person else UNKNOWN


def _content_words(source: Source) -> set[str]:
    """The words of ``source`` up to its head, folded, without articles and possessive endings."""
    return {word for word in source.words if word not in {"the", "this", "that", "'s", "'"}}


def _may_have_name(source: Source) -> bool:
    """True if a description may be of somebody whom the page names elsewhere: "the ministry", but not "a source", whose
    name the press withholds, "the unions", who are several, "a leader of the council", who is new, or "National", a
    name that opens a sentence."""
    is_plural = source.head.endswith("s") and not source.head.endswith(("ss", "us"))
    is_indefinite = source.words[0] in INDEFINITE or source.words[0] == "some"
    is_bare = len(source.words) == 1
    # "His father" and "the father" may be anybody's, "his wife" is seldom another's.
    is_relative = source.head in _OTHER_RELATIVES and source.words[0] in PRONOUN_GENDER
    is_relative |= source.head in PARENT_NOUNS and source.text.casefold() == f"the {source.head}"
    return source.head not in NEVER_NAMED and not (is_plural or is_indefinite or is_bare or is_relative)
