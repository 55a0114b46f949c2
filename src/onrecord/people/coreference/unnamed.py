"""Speakers without a name ("a spokesman for the board"), and pronouns that refer back to the last speaker."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from onrecord.people.coreference.narration import Narration
from onrecord.people.coreference.sources import Source
from onrecord.people.coreference.speaker import Speaker
from onrecord.people.lexicon import INDEFINITE, KIN, PRONOUN_GENDER, SHARED_ROLES, THEY, fold, word_list, word_set
from onrecord.people.names.titles import gender_of_role, titles_before
from onrecord.people.view import View
from onrecord.types import Span, Statement

_SOURCE_NOUNS = word_set("source insider informant pal friend eyewitness person tipster snitch")
"""Heads that the press uses interchangeably for an unnamed source: "an insider", later "the source". A "she" in the
next sentence seldom refers to the source, but to the person that the page is about."""
_RELATIONS = KIN | word_list("persons")
_PERSON_NOUNS = (SHARED_ROLES | _RELATIONS) - _SOURCE_NOUNS
"""Heads of descriptions of one person: "a spokesman"."""
_MAX_WORDS_SINCE = 1_000
"""Most words of one paragraph between a person without a name and the pronoun. No paragraph of news has as many."""
_MAX_NOUN_PHRASE, _MAX_SUBJECT, _MAX_GROUP = 6, 12, 3
"""Most words of "one of the local firefighters", of "The driver of the last bus", and of "Two local residents"."""
_ADULTS = frozenset(["boy", "girl", "lady", "man", "teenager", "woman"])
_NAMING = frozenset([",", "named", "called", "as"])
_ASKERS = frozenset(["interviewer", "journalist", "moderator", "photographer", "questioner", "reporter"])
"""Heads of descriptions of people who ask questions. Others answer them, so "he" is seldom the reporter after “Is it
late?” a reporter said."""


@dataclass(slots=True)
class UnnamedSpeakers:
    """The speakers without a name, in one pass over the page in reading order."""

    view: View
    narration: Narration
    resolved_speakers: dict[str, Speaker]
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

    def antecedent_of(self, span: Span, *, continues: bool = False) -> Speaker | None:
        """The last speaker, if that was one person without a name, nobody was mentioned since, and "he" or "she" at
        ``span`` follows soon: “It is late,” a spokesman said. “Very late,” he added.

        At the start of a paragraph the pronoun refers to somebody whom the page has named, unless the speaker
        ``continues``: “Very late,” she added.
        """
        last = self.last_speaker(span)
        if last is None or last.kind != "unnamed" or not last.evidence:
            return None
        described = [fold(word) for word in re.findall(r"[\w'’-]+|,", last.description or "")]
        # After "her agent said it was late", "she" is rather the owner.
        is_general = not (INDEFINITE | {"the"}).isdisjoint(described[:1])
        nouns = _PERSON_NOUNS | (_SOURCE_NOUNS if continues else set()) if is_general else _RELATIONS
        head = next((word for word in described if word in nouns), None)
        if head is None or head in _ASKERS:
            return None
        gender = self.view.gender_of_pronoun(span)
        words, names, by_span = self.view.words, self.narration.names, self.narration.entities.by_span
        said_end = self.last_statement.content[-1][1] if continues and self.last_statement else 0
        since = range(self.view.index(max(last.evidence[0][1], said_end)), self.view.index(span[0]))
        block = words[min(since.start, since.stop)].block
        if block != words[since.stop].block and not continues:
            since = range(self.view.index(self.view.blocks[block].span[0]), since.stop)
        if len(since) > _MAX_WORDS_SINCE or gender_of_role(head) not in (None, gender):
            return None
        rivals = (by_span.get(names[n]) for n in since if n in names)
        is_other = any(rival is None or (rival.sort == "person" and rival.may_be(gender)) for rival in rivals)
        # "She sang. “It is late,” she said" and "The pilot sang" open a paragraph about somebody whom the page names.
        narrated = [words[n].folded for n in since if words[n].block != block and not words[n].quoted]
        is_new = next((word for word in narrated if word in _PERSON_NOUNS), head) != head
        is_other |= not continues and (is_new or any(PRONOUN_GENDER.get(word) == gender for word in narrated))
        # "Asked by the coroner if it was late, he said it was" is not by the coroner.
        first = self.view.index(last.evidence[0][0])
        is_agent = self.view.folded(first - 2) == "asked" and self.view.folded(first - 1) == "by"
        return None if is_other or is_agent else last.pointed_to_by("pronoun", span)

    def find_introduced(self, span: Span, sentence: range) -> Speaker | None:
        """The person without a name whom ``sentence``, the one before ``span``, begins with: "One of the suspects wept.
        “It is late,” he said", "A pilot who knew Tarn wept", "The driver of the bus, a man of 52, wept"; and the people
        whom "they" means: "Two residents wept". Null for "A pilot, Piet Tarn, wept"."""
        words, is_they = [self.view.words[n] for n in sentence], self.view.word_at(span[0]).folded in THEY
        comma = next((n for n, word in enumerate(words[:_MAX_SUBJECT]) if word.text == ","), -1)
        is_aged = words and words[0].folded == "the" and not is_they
        first, heads = (comma + 1, _ADULTS) if is_aged else (0, _PERSON_NOUNS - _ASKERS)
        if not words or not (is_they or words[min(first, len(words) - 1)].folded in INDEFINITE):
            return None
        nouns = (word for word in words[first : first + _MAX_NOUN_PHRASE] if word.folded.removesuffix("s") in heads)
        noun = next(nouns, None)
        is_whole = sentence == self.view.sentence_of(sentence.start)
        if noun is None or (is_they and (not is_whole or noun.folded in heads or noun not in words[:_MAX_GROUP])):
            return None
        if not is_they and gender_of_role(noun.folded) not in (None, self.view.gender_of_pronoun(span)):
            return None
        phrase = words[0].start, noun.end
        name = next((n for n in sentence if n in self.narration.names), None)
        if name is not None:
            before = self.view.folded(titles_before(self.view, name).start - 1)
            if not is_whole or self.view.words[name].start < noun.end or before in _NAMING:
                return None
        return Speaker("unnamed", description=self.view.phrase(phrase), basis="pronoun", evidence=(span, phrase))

    def antecedent_of_it(self, span: Span, *, is_they: bool, continues: bool) -> Speaker | None:
        """The last speaker, if that was not a person and "it" or "they" at ``span`` follows soon, or ``continues``
        speaking: “Very late,” it added.

        In a further sentence "it" may be another organisation, but hardly "the harbour service" without a name.
        """
        last = self.last_speaker(span)
        if last is None or last.kind in {"person", "unknown"}:
            return None
        sentences = {self.view.word_at(start).sentence for start, _ in (*last.evidence[:1], span)}
        is_near = is_they or continues or (last.evidence and len(sentences) == 1)
        return last.pointed_to_by("pronoun", span) if is_near or last.kind != "organisation" else None

    def last_speaker(self, span: Span) -> Speaker | None:
        """The speaker of the last statement, if it is in the paragraph of ``span`` or the one before."""
        block = self.view.word_at(span[0]).block
        if block - self.narration.salience.last_spoken_block > 1:
            return None
        return self.resolved_speakers[self.last_statement.id] if self.last_statement else None
