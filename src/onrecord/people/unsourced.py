"""Say who speaks where no source is named: quotations that go on, "adding", "asked whether"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from onrecord.people.lexicon import fold
from onrecord.people.narration import Narration
from onrecord.people.view import View
from onrecord.people.voices import UNKNOWN, UNNAMED, Voice
from onrecord.types import Statement

_NOBODY_SAYS = frozenset(
    [
        "reportedly",
        "allegedly",
        "supposedly",
        "rumored",
        "rumoured",
        "reported",
        "alleged",
        "accused",
        "rumors",
        "rumours",
        "rumor",
        "rumour",
        "reports",
        "allegations",
        "allegation",
        "claims",
        "speculation",
        "accusations",
        "asked",
        "known",
        "dubbed",
        "called",
        "named",
        "expected",
        "considered",
        "said",
        "believed",
        "thought",
        "seen",
    ]
)
"""Cues that, with no source, tell that somebody said it and not who."""


@dataclass(slots=True)
class Unsourced:
    """Statements with no source of their own."""

    view: View
    narration: Narration
    statements: Sequence[Statement]
    voices: dict[str, Voice]

    def resolve(self, statement: Statement) -> Voice:
        """Who speaks in ``statement``, from what the page has said so far."""
        cue = [fold(self.view.text[slice(*span)]) for span in statement.cue]
        words = [word for part in cue for word in part.split()]
        goes_on = any(word.endswith("ing") for word in words)
        if statement.kind == "indirect" and not goes_on and _NOBODY_SAYS.intersection(words):
            return UNNAMED
        at = self.view.index(statement.content[0][0])
        if words and words != [":"]:
            return self._resolve_in_sentence(statement) or (
                self._resolve_continuation(statement, at) if len(words) else UNKNOWN
            )
        return self._resolve_continuation(statement, at)

    def look_ahead(self) -> None:
        """Give quotations with no speaker yet the one of the quotation that follows in their paragraph."""
        ordered = list(self.statements)
        for one, after in pairwise(ordered):
            if one.source or one.cue or self.voices[one.id].kind != "unknown" or one.kind == "indirect":
                continue
            if self._block_of(one) == self._block_of(after):
                self.voices[one.id] = self.voices[after.id].with_basis("continuation")

    def _resolve_in_sentence(self, statement: Statement) -> Voice | None:
        """Who spoke, or else is spoken of first, in the sentence of the cue."""
        at = self.view.index(statement.cue[0][0])
        if at >= len(self.view.words):
            return None
        sentence = self.view.sentence_of(at)
        begins = self.view.words[sentence.start].start
        before = [
            s
            for s in self._earlier_statements(statement)
            if s.source and begins <= s.source[0][0] <= statement.cue[0][0]
        ]
        if before:
            return self.voices[before[-1].id].with_basis("carried")
        return self._narrated_subject(range(sentence.start, at))

    def _resolve_continuation(self, statement: Statement, at: int) -> Voice:
        """The narrator's subject since the last quotation in the paragraph, else who spoke before."""
        before = self._earlier_statements(statement)
        last = before[-1] if before else None
        block = self._block_of(statement)
        begins = self.view.index(self.view.blocks[block].span[0])
        if last is not None and self._block_of(last) == block:
            begins = max(begins, self.view.index(last.content[-1][1]))
        led_in = at > 0 and self.view.words[at - 1].text in {":", ","} and self.view.words[at - 1].block == block
        subject = self._narrated_subject(range(begins, at)) if led_in or last is not None else None
        if subject:
            same = last is not None and self.voices[last.id].cluster is subject.cluster
            return self.voices[last.id].with_basis("continuation") if last and same else subject
        if last is None or statement.kind == "indirect":
            return UNKNOWN
        turn = not statement.cue and self.view.text[statement.content[0][0]] not in "“\"‘'"
        goes_on = turn or block - self._block_of(last, end=True) <= 1
        return self.voices[last.id].with_basis("continuation") if goes_on else UNKNOWN

    def _narrated_subject(self, numbers: range) -> Voice | None:
        """The first person or organisation that the narrator names, or a pronoun stands for, as a subject."""
        owner = self.narration.cast.by_span
        spans = {span for number in numbers if (span := self.narration.names.get(number))}
        words = (self.view.words[number] for number in numbers)
        spans |= {(word.start, word.end) for word in words if (word.start, word.end) in owner}
        for span in sorted(spans):
            first = self.view.words[self.view.index(span[0])]
            if span in owner and not first.quoted and self.narration.salience.is_subject(span):
                return Voice.of(owner[span], "subject", span, *self.narration.antecedent_of(owner[span], span))
        return None

    def _earlier_statements(self, statement: Statement) -> list[Statement]:
        return [s for s in self.statements if s.content[0] < statement.content[0] and s.id in self.voices]

    def _block_of(self, statement: Statement, *, end: bool = False) -> int:
        at = self.view.index(statement.content[-1][1] - 1 if end else statement.content[0][0])
        return self.view.words[min(at, len(self.view.words) - 1)].block
