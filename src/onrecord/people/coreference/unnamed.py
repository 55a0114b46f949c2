"""Speakers without a name ("a spokesman for the board"), and pronouns that refer back to the last speaker."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from onrecord.people.coreference.narration import Narration
from onrecord.people.coreference.sources import Source
from onrecord.people.coreference.speaker import Speaker
from onrecord.people.lexicon import (
    BODY_WORDS,
    DOCUMENT,
    GENERIC_BODIES,
    GENITIVE,
    INDEFINITE,
    KIN,
    OUTLET_WORDS,
    PRONOUN_GENDER,
    SHARED_ROLES,
    Gender,
    fold,
    word_list,
)
from onrecord.people.names.evidence import SPEECH
from onrecord.people.names.titles import gender_of_role
from onrecord.people.view import View
from onrecord.spans import shares_characters
from onrecord.types import Span, Statement

_SOURCE_NOUNS = frozenset(
    ["source", "insider", "informant", "pal", "friend", "eyewitness", "person", "tipster", "snitch"]
)
"""Heads that the press uses interchangeably for an unnamed source: "an insider", later "the source". A "she" in the
next sentence seldom refers to the source, but to the person that the page is about."""
_PERSON_NOUNS = (SHARED_ROLES | KIN) - _SOURCE_NOUNS | word_list("persons")
"""Heads of descriptions of one person: "a spokesman"."""
_OWNERS = frozenset(["my", "our", "his", "her", "their", "its"])
_POSSESSIVES = frozenset(["his", "her", "himself", "herself"])
_PHRASE_ENDS = frozenset([",", "at", "familiar", "for", "from", "in", "near", "of", "on", "who", "with"])
_SINGLE_BODIES = BODY_WORDS - GENERIC_BODIES
_AFTER_BODIES = BODY_WORDS | SHARED_ROLES | {"'s"}
"""Words after which a body before them is no subject: "the council leader"."""
_MAX_NOUN_PHRASE = 6
_MAX_WORDS_SINCE = 1_000
"""Most words of one paragraph between a person without a name and the pronoun. No paragraph of news has as many."""
_NAMED_BEFORE = frozenset(["boy", "girl", "man", "parent", "patient", "teenager", "woman"])
_ASKERS = frozenset(["interviewer", "journalist", "moderator", "questioner", "reporter"])
"""Whose questions others answer, so that "he" is seldom one of them."""
_COPULAS = frozenset(["is", "was", "had", "has"])
_ASKING = frozenset(["ask", "asks", "asked"])
_QUESTIONS = frozenset(["about", "her", "him", "how", "if", "they", "what", "when", "where", "whether", "why"])


@dataclass(slots=True)
class UnnamedSpeakers:
    """The speakers without a name, in one pass over the page in reading order."""

    view: View
    narration: Narration
    resolved_speakers: dict[str, Speaker]
    """Resolved speakers, by id of the statement."""
    last_statement: Statement | None = None
    """The last statement so far that is not within another."""
    _by_head: dict[str, Speaker] = field(default_factory=dict)
    """The last unnamed speaker so far for each head of a description; the ``_SOURCE_NOUNS`` share one."""

    def describe(self, source: Source) -> Speaker:
        """A speaker without a name. With "the" it is the last one with the same description."""
        head = "source" if source.head in _SOURCE_NOUNS else source.head
        if source.definite and head in self._by_head:
            return self._by_head[head].pointed_to_by("description", source.span)
        self._by_head[head] = Speaker("unnamed", description=source.text, basis="unnamed", evidence=(source.span,))
        return self._by_head[head]

    def antecedent_of(self, span: Span, *, goes_on: bool = False) -> Speaker | None:
        """The last speaker, if that was one person without a name, nobody was mentioned since, and "he" or "she" at
        ``span`` follows soon: “It is late,” a spokesman said. “Very late,” he added.

        In the next paragraph it is the person whom the paragraph before names, unless the speaker ``goes_on``: “Very
        late,” she added.
        """
        last = self._last_speaker(span)
        if last is None or last.kind != "unnamed" or not last.evidence:
            return None
        described = [fold(word) for word in re.findall(r"[\w'’-]+|,", last.description or "")]
        head = next((word for word in described if word in _PERSON_NOUNS), None) or _head_of_person(described)
        if head is None or head in _ASKERS:
            return None
        is_owned = described[0] in _OWNERS or any(word.endswith(("'s", "’s")) for word in described)
        # "The man" is mostly somebody whom the page has named.
        is_definite = described[0] == "the" and head not in _NAMED_BEFORE
        if not (described[0] in INDEFINITE or is_definite or is_owned):
            return None
        gender = self.view.gender_of_pronoun(span)
        words, names, by_span = self.view.words, self.narration.names, self.narration.entities.by_span
        since = range(self.view.index(last.evidence[0][1]), self.view.index(span[0]))
        block = words[min(since.start, since.stop)].block
        if block != words[since.stop].block and not goes_on:
            since = range(self.view.index(self.view.blocks[block].span[0]), since.stop)
        if len(since) > _MAX_WORDS_SINCE or gender_of_role(head) not in (None, gender):
            return None
        # Whom she names in her own words is no rival: "a pilot said she had written to Tarn. “Twice,” she said."
        reported = self.last_statement.content if self.last_statement else ()
        named = (n for n in since if n in names and not shares_characters(words[n].span, reported))
        rivals = (by_span.get(names[n]) for n in named)
        is_other = any(rival is None or (rival.sort == "person" and rival.may_be(gender)) for rival in rivals)
        # "She sang. “It is late,” she said" opens a paragraph about whom the page has named.
        narrated = (words[n] for n in since if words[n].block != block and not words[n].quoted)
        is_other |= not goes_on and any(PRONOUN_GENDER.get(word.folded) == gender for word in narrated)
        is_asking = any(self._asks_at(n) for n in since[:3])
        return None if is_other or is_asking else last.pointed_to_by("pronoun", span)

    def _asks_at(self, index: int) -> bool:
        """True if word ``index`` asks a question. The person who asks is not the "he" who answers: "a reporter asked if
        it was late. “Very late,” he said." But in "a pilot, who asked not to be named, said it was late. He left.",
        "he" is the pilot.
        """
        asked, *after = (word.folded for word in self.view.words[index : index + 4])
        return asked in _ASKING and not _QUESTIONS.isdisjoint(after)

    def subject_before(self, span: Span, sentence: range) -> Speaker | None:
        """The person without a name who is the subject of ``sentence``, the one before "he" or "she" at ``span``: "My
        son put it better. “You look at me now,” he said."

        Null if the sentence names somebody in between, or if the subject is anybody else.
        """
        view, names = self.view, self.narration.names
        gender = view.gender_of_pronoun(span)
        if not sentence or view.word_at(span[0]).quoted:
            return None
        # "EB: My wife asks me that. She says": the label of a turn comes first.
        is_label = len(sentence) > 2 and view.words[sentence.start + 1].text == ":"
        first = sentence.start + 2 * is_label
        head = self._person_noun_after(first)
        if head is None or gender_of_role(view.words[head].folded) not in (None, gender):
            return None
        after = range(head + 1, sentence.stop)
        # "His father was a pilot. “Dad taught me,” he said" goes on about the owner.
        is_own = PRONOUN_GENDER.get(view.words[first].folded) == gender and view.words[head].folded in KIN
        if is_own and view.words[head + 1].folded in _COPULAS:
            return None
        is_named = any(n in names or self._is_rival(n, gender) for n in after)
        if is_named or any(map(self._asks_at, after[:3])):
            return None
        return self._described(range(first, head + 1), span)

    def _described(self, phrase: range, span: Span) -> Speaker:
        """The speaker whom the words ``phrase`` describe and the pronoun at ``span`` refers to."""
        described = self.view.span(phrase)
        description = self.view.phrase(described)
        return Speaker("unnamed", description=description, basis="pronoun", evidence=(span, described))

    def _is_rival(self, index: int, gender: Gender) -> bool:
        """True if word ``index`` may be somebody else than a subject of ``gender``: "him", "she", but not "his" in "my
        son sold his boat"."""
        folded = self.view.words[index].folded
        is_own = folded in _POSSESSIVES and PRONOUN_GENDER[folded] == gender
        return folded in PRONOUN_GENDER and not is_own

    def _person_noun_after(self, opening: int) -> int | None:
        """The word for a person that ends the noun phrase at word ``opening``: "son" in "my youngest son", "Tarn’s
        son"."""
        words = self.view.words
        while opening in self.narration.names and opening + 1 < len(words):
            opening += 1
        if words[opening].folded not in INDEFINITE | _OWNERS | GENITIVE:
            return None
        for index in range(opening + 1, min(opening + _MAX_NOUN_PHRASE, len(words))):
            if index in self.narration.names or not words[index].text[0].isalnum() or words[index].folded in SPEECH:
                return None
            if words[index].folded in _PERSON_NOUNS:
                # "His wife Una Quill", "his wife, Una Quill", "his wife’s friend".
                is_named = not self.narration.names.keys().isdisjoint((index + 1, index + 2))
                after = words[min(index + 1, len(words) - 1)].folded
                return None if is_named or after == "'s" or after in _PERSON_NOUNS else index
        return None

    def body_before(self, span: Span, sentence: range) -> Speaker | None:
        """The body without a name that is the subject of ``sentence``, the one before "it" at ``span``: "The ports
        authority has offered less. “It is late,” it said."

        "The company" is mostly an organisation that the page has named.
        """
        words = self.view.words
        if not sentence or words[sentence.start].folded != "the":
            return None
        for index in sentence[1:_MAX_NOUN_PHRASE]:
            if index in self.narration.names or not words[index].text.islower():
                return None
            is_compound = index > sentence.start + 1 and words[index].folded in _SINGLE_BODIES
            if is_compound and words[index + 1].folded not in _AFTER_BODIES:
                return self._described(range(sentence.start, index + 1), span)
        return None

    def antecedent_of_it(self, span: Span, *, is_they: bool, goes_on: bool) -> Speaker | None:
        """The last speaker, if that was not a person and "it" or "they" at ``span`` follows soon, or ``goes_on``
        speaking: “Very late,” it added.

        In a further sentence "it" may be another organisation, but hardly "the harbour service" without a name.
        """
        last = self._last_speaker(span)
        if last is None or last.kind in {"person", "unknown"}:
            return None
        sentence = self.view.word_at(span[0]).sentence
        evidence = last.evidence[:1]
        is_same = any(self.view.word_at(s[0]).sentence == sentence for s in evidence)
        is_near = is_they or goes_on or is_same
        is_it = last.kind == "document" or (last.kind == "unnamed" and _is_one_thing(last.description or ""))
        return last.pointed_to_by("pronoun", span) if is_near or is_it else None

    def _last_speaker(self, span: Span) -> Speaker | None:
        """The speaker of the last statement, if it is in the paragraph of ``span`` or the one before."""
        block = self.view.word_at(span[0]).block
        if block - self.narration.salience.last_spoken_block > 1:
            return None
        return self.resolved_speakers[self.last_statement.id] if self.last_statement else None


def _head_of_person(described: Sequence[str]) -> str | None:
    """The head of a description that "he" or "she" refers to: "guard" in "the guard, a father of two". Null if it is a
    plural, an organisation, or a source whose words are about somebody else."""
    phrase = list(takewhile(lambda word: word not in _PHRASE_ENDS, described))
    head = phrase[-1] if len(phrase) > 1 else "s"
    is_thing = head in BODY_WORDS or head in OUTLET_WORDS or head in DOCUMENT
    is_plural = head.endswith("s") and not head.endswith("ss")
    return None if is_thing or is_plural or not _SOURCE_NOUNS.isdisjoint(phrase) else head


def _is_one_thing(description: str) -> bool:
    """True if ``description`` is neither a person nor a plural: "the harbour service", but not "owners of boats"."""
    words = list(takewhile(lambda word: word not in _PHRASE_ENDS, map(fold, description.split())))
    is_plural = words[-1:] and words[-1].endswith("s") and not words[-1].endswith(("ss", "us"))
    return not is_plural and (_PERSON_NOUNS | _SOURCE_NOUNS).isdisjoint(words)
