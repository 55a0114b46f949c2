"""Speakers without a name ("a spokesman for the board"), and pronouns that refer back to the last speaker."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import takewhile

from onrecord.people.coreference.narration import Narration
from onrecord.people.coreference.sources import Source
from onrecord.people.coreference.speaker import Speaker
from onrecord.people.lexicon import KIN, PRONOUN_GENDER, SHARED_ROLES, fold, word_list
from onrecord.people.names.evidence import SPEECH
from onrecord.people.names.titles import gender_of_role
from onrecord.people.view import View
from onrecord.types import Span

_SOURCE_NOUNS = frozenset(
    ["source", "insider", "informant", "pal", "friend", "eyewitness", "person", "tipster", "snitch"]
)
"""Heads that the press uses interchangeably for an unnamed source: "an insider", later "the source". She is seldom the
"she" of the next sentence, who is the person that the page is about."""
_PERSON_NOUNS = (SHARED_ROLES | KIN | word_list("persons")) - _SOURCE_NOUNS
"""Heads of descriptions of one person: "a spokesman"."""
_INDEFINITE = frozenset(["a", "an", "one", "another"])
_OWNERS = frozenset(["my", "our", "his", "her", "their", "its"])
_MAX_NOUN_PHRASE = 6
_MAX_WORDS_BETWEEN = 80
"""Most words between a person without a name and the pronoun, those of the quotation among them."""
_ASKING = frozenset(["ask", "asks", "asked"])


@dataclass(slots=True)
class UnnamedSpeakers:
    """The speakers without a name, in one pass over the page in reading order."""

    view: View
    narration: Narration
    resolved_speakers: dict[str, Speaker]
    """Resolved speakers, by id of the statement."""
    _by_head: dict[str, Speaker] = field(default_factory=dict)
    """The last unnamed speaker so far for each head of a description; the ``_SOURCE_NOUNS`` share one."""

    def describe(self, source: Source) -> Speaker:
        """A speaker without a name. With "the" it is the last one with the same description."""
        evidence = (source.span,) if source.span else ()
        head = "source" if source.head in _SOURCE_NOUNS else source.head
        if source.definite and head in self._by_head:
            return self._by_head[head].pointed_to_by("description", *evidence)
        self._by_head[head] = Speaker("unnamed", description=source.text, basis="unnamed", evidence=evidence)
        return self._by_head[head]

    def antecedent_of(self, span: Span) -> Speaker | None:
        """The last speaker, if that was one person without a name, nobody was mentioned since, and "he" or "she" at
        ``span`` follows soon: “It is late,” a spokesman said. “Very late,” he added."""
        last = self._last_speaker(span)
        if last is None or last.kind != "unnamed" or not last.evidence:
            return None
        described = [fold(word) for word in (last.description or "").split()]
        head = next((word for word in described if word in _PERSON_NOUNS), None)
        # "The journalist" may be a person whom the page names elsewhere.
        if head is None:
            return None
        is_owned = described[0] in _OWNERS or any(word.endswith(("'s", "’s")) for word in described)
        if not (described[0] in _INDEFINITE or is_owned):
            return None
        gender = PRONOUN_GENDER[fold(self.view.text[slice(*span)])]
        since = range(self.view.index(last.evidence[0][1]), self.view.index(span[0]))
        names, by_span = self.narration.names, self.narration.entities.by_span
        rivals = (by_span.get(names[n]) for n in since if n in names)
        is_other = gender_of_role(head) not in (None, gender) or any(
            rival is None or (rival.sort == "person" and rival.gender in (None, gender)) for rival in rivals
        )
        # Who asked is not the "he" of the answer: "a reporter asked if he was late. “Very late,” he said." But it is he
        # in "a pilot, who asked not to be named, said it was late. He blamed the board."
        words = self.view.words
        is_asking = any(words[n].folded in _ASKING and words[n + 1].folded not in {"not", "for"} for n in since[:3])
        return None if is_other or is_asking else last.pointed_to_by("pronoun", span)

    def subject_before(self, span: Span) -> Speaker | None:
        """The person without a name who is the subject of the narration right before "he" or "she" at ``span``: "My son
        put it better. “You look at me now,” he said."

        Null if the paragraph names somebody in between, or if the subject is anybody else.
        """
        view, names = self.view, self.narration.names
        gender = PRONOUN_GENDER[fold(view.text[slice(*span)])]
        end = view.index(span[0])
        if view.words[end].quoted:
            return None
        block_start = view.index(view.blocks[view.words[end].block].span[0])
        begin = max(block_start, end - _MAX_WORDS_BETWEEN)
        narrated = [index for index in range(begin, end) if not view.words[index].quoted]
        # The first word of each sentence, as far as it is the narrator's: the last is that of "he" itself, perhaps.
        openings = [n for n in narrated if n == block_start or view.words[n - 1].sentence != view.words[n].sentence]
        for opening in reversed(openings):
            head = self._person_noun_after(opening)
            if head is not None:
                phrase = view.words[opening].start, view.words[head].end
                is_other = gender_of_role(view.words[head].folded) not in (None, gender)
                is_named = any(n in names or view.words[n].folded in PRONOUN_GENDER for n in range(head + 1, end))
                # "A reporter asked if it was late. “Very late,” he said."
                is_asking = any(word.folded in _ASKING for word in view.words[head + 1 : head + 4])
                if is_other or is_named or is_asking:
                    return None
                description = " ".join(view.text[slice(*phrase)].split())
                return Speaker("unnamed", description=description, basis="pronoun", evidence=(span, phrase))
            if any(view.words[n].text[0].isalpha() for n in narrated if opening <= n < end):
                return None
        return None

    def _person_noun_after(self, opening: int) -> int | None:
        """The word for a person that ends the noun phrase at word ``opening``: "son" in "my youngest son"."""
        words = self.view.words
        if words[opening].folded not in _INDEFINITE | _OWNERS:
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

    def antecedent_of_it(self, span: Span, *, is_they: bool) -> Speaker | None:
        """The last speaker, if that was not a person and "it" or "they" at ``span`` follows soon.

        In a further sentence "it" may be another organisation, but hardly "the harbour service" without a name.
        """
        last = self._last_speaker(span)
        if last is None or last.kind in {"person", "unknown"}:
            return None
        sentence = self.view.words[self.view.index(span[0])].sentence
        evidence = last.evidence[:1]
        is_near = is_they or any(self.view.words[self.view.index(s[0])].sentence == sentence for s in evidence)
        is_it = last.kind == "document" or (last.kind == "unnamed" and _is_one_thing(last.description or ""))
        return last.pointed_to_by("pronoun", span) if is_near or is_it else None

    def _last_speaker(self, span: Span) -> Speaker | None:
        """The speaker of the last statement, if it is in the paragraph of ``span`` or the one before."""
        block = self.view.words[self.view.index(span[0])].block
        if block - self.narration.salience.last_spoken_block > 1:
            return None
        return next(reversed(self.resolved_speakers.values()), None)


def _is_one_thing(description: str) -> bool:
    """True if ``description`` is neither a person nor a plural: "the harbour service", but not "owners of boats"."""
    words = list(takewhile(lambda word: word not in {"of", "at", "in", "for", "who"}, map(fold, description.split())))
    is_plural = words[-1:] and words[-1].endswith("s") and not words[-1].endswith(("ss", "us"))
    return not is_plural and (_PERSON_NOUNS | _SOURCE_NOUNS).isdisjoint(words)
