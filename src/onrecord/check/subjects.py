"""Subjects of reported words compared: "Moll was in tears" for "Quill was in tears"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from onrecord.check.alignment import FUNCTION_WORDS
from onrecord.check.checked_pages import PRONOUNS, CheckedPage, name_keys
from onrecord.check.negations import is_telling
from onrecord.check.passage_index import Place
from onrecord.check.reported_finding import nearest_sentence
from onrecord.check.stems import stem
from onrecord.people.lexicon import KIN, word_set
from onrecord.types import Span
from onrecord.word_keys import WordKey

_THINKING: Final = word_set("think believ fear hop know want expect")
"""Stems of verbs for thoughts, of which the subject and the object may be people."""
_LEAST_TELLING: Final = 2
"""Content words after the subject that both must have."""


def find_other_subject(words: Sequence[WordKey], place: Place, *, draft: CheckedPage) -> Iterator[str]:
    """Explain that a draft says of one person what the page says of another: "|Moll| was in tears at noon" for
    "|Quill| had been in tears at noon"."""
    subject, rest = _split_subject(words, draft.article.text)
    telling = {stem(word.key) for word in rest if is_telling(word)}
    if not subject or len(telling) < _LEAST_TELLING:
        return
    page, sentence = place.page, nearest_sentence(rest, place)
    content = [word for word in sentence if page.statements_at(word.span)]
    page_subject, page_rest = _split_subject(content, page.article.text)
    keys = {word.key.removesuffix("'s") for word in subject}
    if not page_subject or not telling <= {stem(word.key) for word in page_rest} or _has_pronoun(page_rest):
        return
    entity, page_entity = draft.entity_at(subject[-1].span), page.entity_at(page_subject[-1].span)
    if entity is None or page_entity is None or not entity.kind == page_entity.kind == "person":
        return
    names = {*name_keys(entity), *keys}
    page_names = {*name_keys(page_entity), *(word.key.removesuffix("'s") for word in page_subject)}
    # "Quill was in tears. Moll was, too"
    later = page.words_in((sentence[0].span[0], page.block_at(sentence[0].span[0])[1]))
    if names.isdisjoint(page_names) and names.isdisjoint(word.key for word in later):
        own, other = _span(subject), _span(page_subject)
        yield f"A name differs: “{draft.article.words(own)}” instead of “{page.article.words(other)}”."


def find_exchanged_thinker(words: Sequence[WordKey], place: Place) -> Iterator[str]:
    """Explain that a draft has a relative's thought as a thought about the relative: "Tarn |thought| that her |mother|
    would sell it" for “My mother thought that I would sell it”."""
    sentence = nearest_sentence(words, place)
    verbs = {stem(word.key) for word in words} & {stem(word.key) for word in sentence} & _THINKING
    for verb in verbs:
        (before, after), (page_before, page_after) = (_kin_around(side, verb) for side in (words, sentence))
        if kin := (after & page_before) - before - page_after:
            yield f"On the page this is the subject of the verb: “{min(kin)}”."


def _kin_around(words: Sequence[WordKey], verb: str) -> tuple[set[str], set[str]]:
    """The words for relatives before and after the first verb with the stem ``verb``."""
    position = next(number for number, word in enumerate(words) if stem(word.key) == verb)
    before, after = ({word.key for word in part} & KIN for part in (words[:position], words[position:]))
    return before, after


def _split_subject(words: Sequence[WordKey], text: str) -> tuple[Sequence[WordKey], Sequence[WordKey]]:
    """The name that ``words`` begin with, also after "that", and the words after it."""
    start = 1 if words and words[0].key == "that" else 0
    end = start
    while end < len(words) and text[words[end].span[0]].isupper() and words[end].key not in FUNCTION_WORDS:
        end += 1
    return words[start:end], words[end:]


def _has_pronoun(words: Sequence[WordKey]) -> bool:
    return any(word.key in PRONOUNS for word in words)


def _span(words: Sequence[WordKey]) -> Span:
    return words[0].span[0], words[-1].span[1]
