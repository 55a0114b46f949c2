"""Say who speaks in every statement."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from onrecord.people.antecedents import Antecedents
from onrecord.people.cast import Cast, Cluster
from onrecord.people.descriptions import Description
from onrecord.people.lexicon import DOCUMENT, OWN_WORDS, STANDING_ROLES
from onrecord.people.narration import Narration
from onrecord.people.salience import roles_of_words
from onrecord.people.sources import Source, read_source
from onrecord.people.unsourced import Unsourced
from onrecord.people.view import View
from onrecord.people.voices import UNKNOWN, Voice
from onrecord.types import Span, SpeakerBasis, Statement

_ALIKE = frozenset(["source", "insider", "informant", "pal", "friend", "eyewitness", "person", "tipster", "snitch"])
"""Heads of descriptions that the press uses of one and the same unnamed source."""

_DASHES = frozenset("-–—―~")
_QUOTES = frozenset("\"“‘'")
_PARENTS = frozenset(["mother", "mom", "mum", "father", "dad"])


@dataclass(slots=True)
class Speakers:
    """Resolves sources while the page is read from its first word to its last."""

    view: View
    cast: Cast
    statements: Sequence[Statement]
    antecedents: Antecedents | None = None
    narration: Narration = field(init=False)
    voices: dict[str, Voice] = field(default_factory=dict)
    """By id of the statement."""
    unnamed: list[tuple[str, Voice]] = field(default_factory=list)
    """The unnamed speakers so far, with the heads of their descriptions."""

    def __post_init__(self) -> None:
        self.narration = Narration(self.view, self.cast, self.antecedents)

    def work_out(self) -> dict[str, Voice]:
        """The voice of each statement, by its id."""
        unsourced = Unsourced(self.view, self.narration, self.statements, self.voices)
        due: dict[int, list[Statement]] = {}
        for statement in self.statements:
            due.setdefault(self._due_index(statement), []).append(statement)
        for at in sorted({*due, *self.narration.mention_starts()}):
            for statement in due.get(at, ()):
                sourced = bool(statement.source)
                voice = self._resolve_sourced(statement) if sourced else unsourced.resolve(statement)
                self.voices[statement.id] = voice
                if voice.cluster:
                    self.narration.speakers.add(id(voice.cluster))
                last = self.view.index(max(statement.content[-1][1], *(span[1] for span in statement.source), 0) - 1)
                self.narration.salience.note_speaker(voice.cluster, min(last, len(self.view.words) - 1))
            if at < len(self.view.words):
                self.narration.resolve_at(at)
        self._look_back()
        unsourced.look_ahead()
        return self.voices

    def _look_back(self) -> None:
        """Give "I" inside a quotation the speaker of the quotation, whose source may stand behind it."""
        for statement in self.statements:
            if self.voices[statement.id].basis == "unstated" and statement.source:
                source = read_source(self.view, statement.source, names=self.narration.names)
                if source.form == "own":
                    self.voices[statement.id] = self._resolve_first_person(source)

    def _due_index(self, statement: Statement) -> int:
        """The word at which a statement's speaker is worked out: its source, else the end of its cue or its start."""
        if statement.source:
            return self.view.index(statement.source[0][0])
        starts = [statement.content[0][0], *(span[1] for span in statement.cue)]
        return self.view.index(max(starts) if statement.cue else starts[0])

    def _resolve_sourced(self, statement: Statement) -> Voice:
        """Who the source is; where another cue stands closer to it ("she said ..., adding ..."), it is shared."""
        voice = self._resolve_source(statement)
        earlier = (one for one in self.statements if one.id in self.voices and one.cue != statement.cue)
        shared = any(one.source == statement.source and one.cue < statement.cue for one in earlier)
        return voice.with_basis("carried") if shared else voice

    def _resolve_source(self, statement: Statement) -> Voice:
        source = read_source(self.view, statement.source, names=self.narration.names)
        if source.text.strip(".") in {"Q", "A"}:
            return self._resolve_interview_label(source.text)
        if source.span is None:
            return UNKNOWN if source.form == "none" else self._unnamed_voice(source)
        read = {
            "writer": self._resolve_writer,
            "group": self._resolve_group,
            "body": self._resolve_body,
            "relative": self._resolve_relative_pronoun,
            "own": self._resolve_first_person,
            "it": self._resolve_it_or_they,
            "they": self._resolve_it_or_they,
            "document": self._resolve_document,
        }
        if source.form == "pronoun":
            cluster = self.narration.resolve_pronoun(source.span, barred=self._barred_clusters(statement, source.span))
            return (
                self._linked_voice(cluster, "pronoun", source.span) if cluster else self._undecided_voice(source.span)
            )
        if source.form == "name":
            return self._resolve_name(statement, source)
        if source.form == "role":
            return self._resolve_role(statement, source)
        return read.get(source.form, self._unnamed_voice)(source)

    def _resolve_interview_label(self, label: str) -> Voice:
        """ "A" is the one whom the page names most; who asks is not known."""
        people = sorted(self.cast.persons, key=lambda cluster: -len(cluster.mentions))
        if not people or not label.startswith("A"):
            return UNKNOWN
        return Voice.of(people[0], "turn", *people[0].mentions[:1])

    def _linked_voice(self, cluster: Cluster, basis: SpeakerBasis, span: Span, *because: Span) -> Voice:
        """Somebody of the cast for whom the words at ``span`` stand, ``because`` of others."""
        return Voice.of(cluster, basis, span, *because, *self.narration.antecedent_of(cluster, span))

    def _undecided_voice(self, span: Span) -> Voice:
        """Nobody: either of two, if the words at ``span`` may stand for two."""
        either = self.narration.undecided.get(span)
        if either is None:
            return UNKNOWN
        names = [name for cluster in either for name in self.narration.antecedent_of(cluster, span)]
        return Voice("unknown", basis="undecided", evidence=(span, *sorted(names)))

    def _resolve_name(self, statement: Statement, source: Source) -> Voice:
        assert source.name is not None
        cluster = self.narration.resolve_name(source.name)
        if cluster is None:
            self.narration.warn_ambiguous(source.name, self.cast.ambiguous[source.name])
            return self._undecided_voice(source.name)
        return self._linked_voice(cluster, self._naming_basis(statement, source), source.name)

    def _naming_basis(self, statement: Statement, source: Source) -> SpeakerBasis:
        """Whether the name opens a turn of a transcript, is a signature, or stands beside a cue."""
        cue = "".join(self.view.text[slice(*span)] for span in statement.cue).strip()
        if cue and all(mark in _DASHES for mark in cue) and statement.content[-1][1] <= statement.cue[0][0]:
            return "signature"
        quoted = self.view.text[statement.content[0][0]] in _QUOTES
        leads = statement.source[0] < statement.content[0]
        return "turn" if cue == ":" and not quoted and leads else "named"

    def _resolve_role(self, statement: Statement, source: Source) -> Voice:
        assert source.span is not None
        description = Description(source.span, source.head, source.words[1:-1])
        standing = source.definite and (
            source.head in STANDING_ROLES or source.head[0].isdigit() or source.head in _PARENTS
        )
        barred = self._barred_clusters(statement, source.span)
        cluster = self.narration.resolve_description(description, standing=standing, barred=barred)
        if cluster is None and source.span in self.narration.undecided:
            self.narration.warn_ambiguous(source.span, self.narration.undecided[source.span])
            return self._undecided_voice(source.span)
        if cluster is None:
            return self._unnamed_voice(source)
        known = roles_of_words(cluster, [source.head, *description.words])
        others = [span for span in known if not source.span[0] <= span[0] < source.span[1]]
        return self._linked_voice(cluster, "description", source.span, *others[:1])

    def _resolve_writer(self, source: Source) -> Voice:
        """ "Her statement": whoever wrote it."""
        assert source.span is not None
        first = self._first_word(source.span)
        author = self.narration.resolve_pronoun(first, decide=True)
        return self._linked_voice(author, "pronoun", first) if author else self._resolve_document(source)

    def _resolve_document(self, source: Source) -> Voice:
        """A document; "the statement" is that of whoever spoke last, where it stands close by."""
        assert source.span is not None
        salience = self.narration.salience
        block = self.view.words[self.view.index(source.span[0])].block
        near = salience.last_speaker is not None and block - salience.last_spoken_block <= 1
        if near and source.words == ("the", source.head) and source.head in OWN_WORDS:
            author = salience.last_speaker
            return self._linked_voice(author, "description", source.span) if author else UNKNOWN
        return Voice("document", description=source.text, basis="description", evidence=(source.span,))

    def _resolve_body(self, source: Source) -> Voice:
        """ "The magazine": the organisation of that kind."""
        assert source.span is not None
        body = self.narration.resolve_body(source.head, self.view.index(source.span[0]))
        return self._linked_voice(body, "description", source.span) if body else self._unnamed_voice(source)

    def _first_word(self, span: Span) -> Span:
        """Where the first word of ``span`` stands."""
        word = self.view.words[self.view.index(span[0])]
        return word.start, word.end

    def _resolve_group(self, source: Source) -> Voice:
        assert source.span is not None
        if source.name is not None:
            owner = self.narration.resolve_name(source.name)
        else:
            owner = self.narration.resolve_pronoun(self._first_word(source.span), decide=True)
        body = self.narration.resolve_group(owner, source.head) if owner else None
        if owner is None or body is None:
            return self._unnamed_voice(source)
        return Voice.of(body, "description", source.span, *self.narration.antecedent_of(owner, source.span))

    def _resolve_relative_pronoun(self, source: Source) -> Voice:
        """ "Tarn, who said ...", "the board, which ...": what stands right before it."""
        assert source.span is not None
        at = self.view.index(source.span[0])
        before = at - 1
        comma = before > 0 and self.view.words[before].text in {",", ")", "—", "–"}
        before -= comma
        sentence = self.view.sentence_of(at)
        wanted = "person" if source.head in {"who", "whom", "whose"} else "organisation"
        near = range(before, sentence.start - 1, -1) if comma else range(before, before - 1, -1)
        for number in near:
            name = self.narration.names.get(number) if number >= sentence.start else None
            cluster = self.narration.resolve_name(name) if name else None
            if name and cluster and (cluster.sort == wanted or source.head == "that"):
                return Voice.of(cluster, "pronoun", source.span, name)
        noun = self.view.words[max(before, 0)]
        if wanted == "organisation" and (noun.folded in DOCUMENT or noun.folded.rstrip("s") in DOCUMENT):
            return Voice(
                "document", description=noun.text, basis="pronoun", evidence=(source.span, (noun.start, noun.end))
            )
        described = noun.text if noun.text[0].islower() else None
        return Voice("unnamed", description=described, basis="unnamed", evidence=((noun.start, noun.end),))

    def _resolve_first_person(self, source: Source) -> Voice:
        """ "I" and "we": the speaker whose words they stand in, else the page itself."""
        assert source.span is not None
        for statement in self.statements:
            inside = any(start <= source.span[0] < end for start, end in statement.content)
            if inside and statement.id in self.voices:
                voice = self.voices[statement.id].with_basis("pronoun")
                return replace(voice, evidence=(source.span, *voice.evidence)) if voice.evidence else voice
        article = self.view.article
        if source.head in {"we", "us", "our"} and article.outlet:
            return Voice("organisation", description=article.outlet, basis="page", evidence=(source.span,))
        if source.head in {"i", "me", "my"} and len(article.bylines) == 1:
            return Voice("person", description=article.bylines[0], basis="page", evidence=(source.span,))
        return UNKNOWN

    def _resolve_it_or_they(self, source: Source) -> Voice:
        """ "It" and "they": who spoke last, where that was no person."""
        assert source.span is not None
        block = self.view.words[self.view.index(source.span[0])].block
        salience = self.narration.salience
        if self.voices and block - salience.last_spoken_block <= 1:
            last = next(reversed(self.voices.values()))
            if last.kind in {"organisation", "document", "unnamed"}:
                return replace(last, basis="pronoun", evidence=(source.span, *last.evidence))
        near = self.narration.resolve_body("company", self.view.index(source.span[0])) if source.form == "it" else None
        return self._linked_voice(near, "pronoun", source.span) if near else UNKNOWN

    def _unnamed_voice(self, source: Source) -> Voice:
        """A speaker with no name; "the source" is the one that the page spoke of last."""
        own = (source.span,) if source.span else ()
        if source.definite:
            alike = _ALIKE if source.head in _ALIKE else {source.head}
            for head, before in reversed(self.unnamed):
                if head in alike:
                    return replace(before, basis="description", evidence=(*own, *before.evidence))
        voice = Voice("unnamed", description=source.text, basis="unnamed", evidence=own)
        self.unnamed.append((source.head, voice))
        return voice

    def _barred_clusters(self, statement: Statement, span: Span) -> Collection[int]:
        """Ids of the clusters that cannot be speaking: named in their own words, or those who are told."""
        barred: set[int] = set()
        at = self.view.index(span[0])
        for start, end in statement.content:
            for number in self.view.inside((start, end)):
                name = self.narration.names.get(number)
                if name and (number > at or self.view.words[number].quoted) and name in self.cast.by_span:
                    barred.add(id(self.cast.by_span[name]))
        for _, end in statement.cue:
            number = self.view.index(end)
            name = self.narration.names.get(number)
            if name in self.cast.by_span and number > at:
                barred.add(id(self.cast.by_span[name]))
        return barred
