"""Square brackets in a quotation: "[Tolliver] never liked the van" for "She never liked the van"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from onrecord.check.alignment import POINTING_WORDS
from onrecord.check.checked_pages import CheckedPage, name_keys
from onrecord.people.lexicon import given_names, word_set
from onrecord.word_keys import WordKey, split_words

_MALE, _FEMALE = frozenset({"he", "him", "his", "himself"}), frozenset({"she", "her", "hers", "herself"})
_CONTEXT: Final = 1_500
"""The bracket's words must be mentioned within this number of characters before the quotation."""
_NEAR: Final = 120
"""The same number if the reading takes the replaced word for somebody else."""
_SMALL: Final = word_set("the a an of and in at for to 's")


def names_replaced_word(
    bracket: str, *, page: CheckedPage, words: Sequence[WordKey], replaced: tuple[int, int]
) -> bool:
    """True if ``bracket`` names the referent of the words at ``replaced`` in the page's ``words``.

    If the bracket replaces nothing, the word before or after it counts: "it [the van] smelled".
    """
    start, end = replaced
    if start == end:
        neighbours = [number for number in (start - 1, start) if 0 <= number < len(words)]
        candidates = [number for number in neighbours if words[number].key in POINTING_WORDS]
    else:
        candidates = list(range(start, end))
    return any(_names(bracket, words[number], page=page) for number in candidates) and (
        start == end
        or any(words[number].key in POINTING_WORDS for number in candidates)
        or _is_part(bracket, words, replaced)
    )


def _is_part(bracket: str, words: Sequence[WordKey], replaced: tuple[int, int]) -> bool:
    """True if the bracket repeats a replaced word: "[Maren Tolliver]" for "Maren"."""
    keys = {word.key for word in split_words(bracket, (0, len(bracket)))} - _SMALL
    return bool(keys & {word.key for word in words[slice(*replaced)]})


def _names(bracket: str, word: WordKey, *, page: CheckedPage) -> bool:
    keys = [item.key for item in split_words(bracket, (0, len(bracket))) if item.key not in _SMALL]
    keys = [key.removesuffix("'s") for key in keys]
    if not keys:
        return False
    if not _fits_gender(keys[0], word.key):
        return False
    entity = page.entity_at(word.span)
    if entity is not None:
        roles = {item.key for role in entity.roles for item in split_words(role.text, (0, len(role.text)))}
        if set(keys) <= name_keys(entity) | roles:
            return True
    # A pronoun in a quotation is often misread, so a name just before it counts too.
    reach = _CONTEXT if entity is None else _NEAR
    before = split_words(page.article.text, (max(0, word.span[0] - reach), word.span[0]))
    return set(keys) <= {item.key for item in before}


def _fits_gender(name: str, pronoun: str) -> bool:
    gender = given_names().get(name)
    return not (gender == "male" and pronoun in _FEMALE) and not (gender == "female" and pronoun in _MALE)
