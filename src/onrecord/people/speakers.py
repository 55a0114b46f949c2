"""Say who speaks in every statement."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from onrecord.people.antecedents import Antecedents
from onrecord.people.cast import Cast
from onrecord.people.descriptions import Description
from onrecord.people.lexicon import DOCUMENT, OWN_WORDS, STANDING_ROLES
from onrecord.people.narration import Narration
from onrecord.people.sources import Source, read_source
from onrecord.people.unsourced import Unsourced
from onrecord.people.view import View
from onrecord.people.voices import UNKNOWN, Voice
from onrecord.types import Span, Statement

_ALIKE = frozenset(["source", "insider", "informant", "pal", "friend", "eyewitness", "person", "tipster", "snitch"])
"""Heads of descriptions that the press uses of one and the same unnamed source."""

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
    unnamed: list[tuple[str, str]] = field(default_factory=list)
    """Heads and descriptions of the unnamed speakers so far."""

    def __post_init__(self) -> None:
        self.narration = Narration(self.view, self.cast, self.antecedents)

    def work_out(self) -> dict[str, Voice]:
        """The voice of each statement, by its id."""
        unsourced = Unsourced(self.view, self.narration, self.statements, self.voices)
        due: dict[int, list[Statement]] = {}
        for statement in self.statements:
            due.setdefault(self._due(statement), []).append(statement)
        for at in sorted({*due, *self.narration.places()}):
            for statement in due.get(at, ()):
                sourced = bool(statement.source)
                voice = self._voice(statement) if sourced else unsourced.voice(statement)
                self.voices[statement.id] = voice
                if voice.cluster:
                    self.narration.spoke.add(id(voice.cluster))
                last = self.view.index(max(statement.content[-1][1], *(span[1] for span in statement.source), 0) - 1)
                self.narration.salience.spoke(voice.cluster, min(last, len(self.view.words) - 1))
            if at < len(self.view.words):
                self.narration.pass_by(at)
        self._look_back()
        unsourced.look_ahead()
        return self.voices

    def _look_back(self) -> None:
        """Give "I" inside a quotation the speaker of the quotation, whose source may stand behind it."""
        for statement in self.statements:
            if self.voices[statement.id] is UNKNOWN and statement.source:
                source = read_source(self.view, statement.source, names=self.narration.names)
                if source.form == "own":
                    self.voices[statement.id] = self._own(source)

    def _due(self, statement: Statement) -> int:
        """The word at which a statement's speaker is worked out: its source, else the end of its cue or its start."""
        if statement.source:
            return self.view.index(statement.source[0][0])
        starts = [statement.content[0][0], *(span[1] for span in statement.cue)]
        return self.view.index(max(starts) if statement.cue else starts[0])

    def _voice(self, statement: Statement) -> Voice:
        source = read_source(self.view, statement.source, names=self.narration.names)
        if source.printed.strip(".") in {"Q", "A"}:
            return self._in_interview(source.printed)
        if source.span is None:
            return UNKNOWN if source.form == "none" else self._unnamed(source)
        read = {
            "name": self._named,
            "writer": self._writer,
            "group": self._group,
            "body": self._body,
            "relative": self._relative,
            "own": self._own,
            "it": self._last_body,
            "they": self._last_body,
            "document": self._document,
        }
        if source.form == "pronoun":
            cluster = self.narration.pronoun(source.span, barred=self._barred(statement, source.span))
            return Voice.of(cluster) if cluster else UNKNOWN
        if source.form == "role":
            return self._role(statement, source)
        return read.get(source.form, self._unnamed)(source)

    def _in_interview(self, label: str) -> Voice:
        """ "A" is the one whom the page names most; who asks is not known."""
        people = sorted(self.cast.persons, key=lambda cluster: -len(cluster.mentions))
        return Voice.of(people[0]) if label.startswith("A") and people else UNKNOWN

    def _named(self, source: Source) -> Voice:
        assert source.name is not None
        cluster = self.narration.named(source.name)
        if cluster is None:
            self.narration.warn(source.name, self.cast.unsure[source.name])
            return UNKNOWN
        return Voice.of(cluster)

    def _role(self, statement: Statement, source: Source) -> Voice:
        assert source.span is not None
        description = Description(source.span, source.head, source.words[1:-1])
        standing = source.definite and (
            source.head in STANDING_ROLES or source.head[0].isdigit() or source.head in _PARENTS
        )
        barred = self._barred(statement, source.span)
        cluster = self.narration.describe(description, standing=standing, barred=barred)
        if cluster is None and source.span in self.narration.undecided:
            self.narration.warn(source.span, self.narration.undecided[source.span])
            return UNKNOWN
        return Voice.of(cluster) if cluster else self._unnamed(source)

    def _writer(self, source: Source) -> Voice:
        """ "Her statement": whoever wrote it."""
        assert source.span is not None
        author = self.narration.pronoun(self._first(source.span), decide=True)
        return Voice.of(author) if author else self._document(source)

    def _document(self, source: Source) -> Voice:
        """A document; "the statement" is that of whoever spoke last, where it stands close by."""
        assert source.span is not None
        salience = self.narration.salience
        block = self.view.words[self.view.index(source.span[0])].block
        near = salience.speaker is not None and block - salience.spoke_in <= 1
        if near and source.words == ("the", source.head) and source.head in OWN_WORDS:
            return Voice.of(salience.speaker) if salience.speaker else UNKNOWN
        return Voice("document", described=source.printed)

    def _body(self, source: Source) -> Voice:
        """ "The magazine": the organisation of that kind."""
        assert source.span is not None
        body = self.narration.body(source.head, self.view.index(source.span[0]))
        return Voice.of(body) if body else self._unnamed(source)

    def _first(self, span: Span) -> Span:
        """Where the first word of ``span`` stands."""
        word = self.view.words[self.view.index(span[0])]
        return word.start, word.end

    def _group(self, source: Source) -> Voice:
        assert source.span is not None
        if source.name is not None:
            owner = self.narration.named(source.name)
        else:
            owner = self.narration.pronoun(self._first(source.span), decide=True)
        body = self.narration.group(owner, source.head) if owner else None
        return Voice.of(body) if body else self._unnamed(source)

    def _relative(self, source: Source) -> Voice:
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
            cluster = self.narration.named(name) if name else None
            if cluster and (cluster.sort == wanted or source.head == "that"):
                return Voice.of(cluster)
        noun = self.view.words[max(before, 0)]
        if wanted == "organisation" and (noun.folded in DOCUMENT or noun.folded.rstrip("s") in DOCUMENT):
            return Voice("document", described=noun.text)
        return Voice("unnamed", described=noun.text if noun.text[0].islower() else None)

    def _own(self, source: Source) -> Voice:
        """ "I" and "we": the speaker whose words they stand in, else the page itself."""
        assert source.span is not None
        for statement in self.statements:
            inside = any(start <= source.span[0] < end for start, end in statement.content)
            if inside and statement.id in self.voices:
                return self.voices[statement.id]
        article = self.view.article
        if source.head in {"we", "us", "our"} and article.outlet:
            return Voice("organisation", described=article.outlet)
        if source.head in {"i", "me", "my"} and len(article.bylines) == 1:
            return Voice("person", described=article.bylines[0])
        return UNKNOWN

    def _last_body(self, source: Source) -> Voice:
        """ "It" and "they": who spoke last, where that was no person."""
        assert source.span is not None
        block = self.view.words[self.view.index(source.span[0])].block
        salience = self.narration.salience
        if self.voices and block - salience.spoke_in <= 1:
            last = next(reversed(self.voices.values()))
            if last.kind in {"organisation", "document", "unnamed"}:
                return last
        near = self.narration.body("company", self.view.index(source.span[0])) if source.form == "it" else None
        return Voice.of(near) if near else UNKNOWN

    def _unnamed(self, source: Source) -> Voice:
        """A speaker with no name; "the source" is the one that the page spoke of last."""
        if source.definite:
            alike = _ALIKE if source.head in _ALIKE else {source.head}
            for head, described in reversed(self.unnamed):
                if head in alike:
                    return Voice("unnamed", described=described)
        self.unnamed.append((source.head, source.printed))
        return Voice("unnamed", described=source.printed)

    def _barred(self, statement: Statement, span: Span) -> Collection[int]:
        """Ids of the clusters that cannot be speaking: named in their own words, or those who are told."""
        barred: set[int] = set()
        at = self.view.index(span[0])
        for start, end in statement.content:
            for number in self.view.inside((start, end)):
                name = self.narration.names.get(number)
                if name and (number > at or self.view.words[number].quoted) and name in self.cast.owner:
                    barred.add(id(self.cast.owner[name]))
        for _, end in statement.cue:
            number = self.view.index(end)
            name = self.narration.names.get(number)
            if name in self.cast.owner and number > at:
                barred.add(id(self.cast.owner[name]))
        return barred
