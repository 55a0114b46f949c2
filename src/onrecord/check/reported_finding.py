"""The verdict on reported words, and the words of the passage that it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from onrecord.check.alignment import Segment
from onrecord.check.checked_pages import PRONOUNS, CheckedPage, name_keys
from onrecord.check.negations import is_telling
from onrecord.check.passage_index import Place
from onrecord.check.quoted_words import Verdict
from onrecord.check.stems import stem
from onrecord.people.lexicon import OFFICES, TITLES, word_set
from onrecord.types import Span
from onrecord.word_keys import WordKey, split_words

_FIRST_PERSON: Final = word_set("i me my")
_SENTENCE_REACH: Final = 100
"""Words before and after the reported ones that are compared too: 500 statements may be in one sentence."""
SAME_WORDS: Final = 0.75
"""From this support on, the page has the same words: its denial of them is a reversal, not another statement."""


@dataclass(frozen=True, slots=True)
class ReportedFinding:
    """The verdict on reported words, with the passage that decides it."""

    verdict: Verdict
    reasons: tuple[str, ...]
    place: Place | None
    support: float
    """Share of the draft's words that the passage has, by weight, 0 to 1."""
    segments: tuple[Segment, ...] = ()
    words: tuple[WordKey, ...] = ()


def words_in_common(finding: ReportedFinding) -> list[WordKey]:
    """The words of the passage that the draft has."""
    if finding.place is None:
        return []
    segments = [segment for segment in finding.segments if segment.operation == "same"]
    return [finding.place.passage.words[position] for segment in segments for position in range(*segment.source)]


def nearest_sentence(words: Sequence[WordKey], place: Place) -> Sequence[WordKey]:
    """The words of the sentence of ``place`` that has most content words in common with ``words``.

    "Why was there no alarm? It had been on order since May" does not negate "an alarm had been on order since May".
    Between equal ones all words decide: "There was |no| record |of| the boat" is "They had |no| record |of| it" rather
    than "They told the record office about the boat".
    """
    stems = {stem(word.key) for word in words if is_telling(word)}
    all_stems = {stem(word.key) for word in words}
    sentences: dict[Span, list[WordKey]] = {}
    for word in place.passage.words:
        sentences.setdefault(place.page.sentence(word.span), []).append(word)

    def count_common(sentence: Sequence[WordKey]) -> tuple[int, int]:
        own = {stem(word.key) for word in sentence}
        return len(stems & own), len(all_stems & own)

    return max(sentences.values(), key=count_common)


def draft_sentence(words: Sequence[WordKey], draft: CheckedPage) -> Sequence[WordKey]:
    """The words of the sentence of ``draft`` that has ``words``, of an endless one those around them."""
    span = words[0].span[0], words[-1].span[1]
    sentence, own = draft.positions(draft.sentence(span)), draft.positions(span)
    first = max(sentence.start, own.start - _SENTENCE_REACH)
    return draft.words[first : min(sentence.stop, own.stop + _SENTENCE_REACH)]


def find_referents(place: Place) -> set[str]:
    """The words of the names of those to whom pronouns and roles of the passage refer, "the prime minister", and of its
    speaker who says "I"."""
    page, passage = place.page, place.passage
    entities = [
        page.entity_at(word.span)
        for word in passage.words
        if word.key in PRONOUNS - {"i", "who"} or word.key in TITLES | OFFICES
    ]
    keys = {key for entity in entities if entity is not None for key in name_keys(entity)}
    if any(word.key in _FIRST_PERSON for word in passage.words):
        names = (page.facts[number].speaker_name or "" for number in passage.statements)
        keys.update(word.key for name in names for word in split_words(name, (0, len(name))))
    return keys


def explain_opposite(draft: CheckedPage, page: CheckedPage, word: WordKey, page_word: WordKey) -> str:
    """A reason: a word of ``draft`` means the opposite of a word of ``page``."""
    return f"The draft says the opposite: {_contrast(draft, page, word, page_word)}."


def explain_number(draft: CheckedPage, page: CheckedPage, word: WordKey, page_word: WordKey) -> str:
    """A reason: a number of ``draft`` is another on ``page``."""
    return f"A number differs: {_contrast(draft, page, word, page_word)}."


def _contrast(draft: CheckedPage, page: CheckedPage, word: WordKey, page_word: WordKey) -> str:
    return f"“{draft.article.words(word.span)}” instead of “{page.article.words(page_word.span)}”"
