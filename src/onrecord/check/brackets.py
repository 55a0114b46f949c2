"""Square brackets in a quotation: "[Tolliver] never liked the van" for "She never liked the van"."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from onrecord.check.alignment import FUNCTION_WORDS, POINTING_WORDS
from onrecord.check.checked_pages import CheckedPage, name_keys
from onrecord.people.lexicon import given_names, word_set
from onrecord.word_keys import WordKey, is_negation, spell_out, split_words

_MALE, _FEMALE = frozenset({"he", "him", "his", "himself"}), frozenset({"she", "her", "hers", "herself"})
_CONTEXT: Final = 1_500
"""The bracket's words must be mentioned within this number of characters before the quotation."""
_NEAR: Final = 120
"""The same number if the reading takes the replaced word for somebody else."""
_EXPLETIVES: Final = word_set("expletive expletives obscenity swearword profanity bleep bleeped")
"""Words of a bracket in the place of a swear word: "[expletive]", "[expletive deleted]"."""
_MOST_EXPLETIVE: Final = 2
_FIRST_PERSON: Final = word_set("i me my mine myself we us our ours ourselves")
_DEICTIC: Final = word_set(
    "now today tomorrow yesterday tonight ago last next this week month year monday tuesday wednesday thursday friday "
    "saturday sunday january february march april may june july august september october november december own"
)
"""Words of a time that a reader at another time needs explained: "[on Tuesday]" for "today"."""
_MOST_REPLACED: Final = 3
"""Most words for which a pronoun or an article in brackets stands: "[she]" for "the old mayor"."""
_VERBS: Final = {
    form: forms.split()[0]
    for forms in (
        "can could",
        "will would",
        "shall should",
        "may might",
        "do does did",
        "has have had",
        "is are was were am",
        "not",
    )
    for form in forms.split()
}
"""Auxiliary verbs by their forms."""
_SAME_STEM: Final = 3
"""First letters that the forms of a verb share: "[promised]" for "promise"."""


def is_remark(bracket: Sequence[WordKey], replaced: Sequence[WordKey], *, text: str) -> bool:
    """True if ``bracket``, words of the draft ``text``, is a marked remark or adjustment of the writer's.

    It changes nothing that the page says: "[laughs]", "[emphasis added]", "I sleep well [at night]", "[did] not forget
    [her] debts" for "do not forget my debts", "[on Tuesday]" for "today". A name, a number or a negation has to be
    checked, and "[good]" does not stand for "terrible".
    """
    keys, replaced_keys = {word.key for word in bracket}, {word.key for word in replaced}
    if any(map(is_negation, keys | replaced_keys)) or any(word.number is not None for word in bracket):
        return False
    if any(_is_name(word, text) for word in bracket):
        return False
    if keys & _EXPLETIVES and len(replaced) <= _MOST_EXPLETIVE:
        return True
    if (keys & _MALE and replaced_keys & _FEMALE) or (keys & _FEMALE and replaced_keys & _MALE):
        return False
    if replaced_keys <= FUNCTION_WORDS | POINTING_WORDS | _DEICTIC:
        return True
    if keys <= POINTING_WORDS | {"a", "an", "the"} and len(replaced) <= _MOST_REPLACED:
        return True
    stems = {key[:_SAME_STEM] for key in keys}
    return len(replaced) == 1 and bool({key[:_SAME_STEM] for key in replaced_keys} & stems)


def changes_tense(bracket: Sequence[WordKey], replaced: Sequence[WordKey]) -> bool:
    """True if ``bracket`` has other forms of the auxiliary verbs ``replaced``, and negates them as they do: "[could
    not]" for "can't", "[wasn't]" for "is not"."""
    verbs, replaced_verbs = ([_VERBS.get(word.key, "") for word in spell_out(side)] for side in (bracket, replaced))
    return "" not in verbs and verbs == replaced_verbs


def _is_name(word: WordKey, text: str) -> bool:
    return text[word.span[0]].isupper() and word.key not in FUNCTION_WORDS | POINTING_WORDS | _DEICTIC


def names_replaced_word(
    bracket: str,
    *,
    page: CheckedPage,
    words: Sequence[WordKey],
    replaced: tuple[int, int],
    speaker_keys: Collection[str] = (),
) -> bool:
    """True if ``bracket`` names the referent of the words at ``replaced`` in the page's ``words``.

    If the bracket replaces nothing, the word before or after it counts: "it [the van] smelled". ``speaker_keys`` are
    the words of the speaker's name, for whom "I" stands: "[Strand is] not proud".
    """
    start, end = replaced
    near = words[max(0, start - 2) : max(end, start + 1)]
    names = {word.key.removesuffix("'s") for word in split_words(bracket, (0, len(bracket)))} - FUNCTION_WORDS
    if names and names <= set(speaker_keys) and any(word.key in _FIRST_PERSON for word in near):
        return True
    if start == end:
        # "Orla [Tarn] promised": the bracket completes a name.
        entities = [page.entity_at(word.span) for word in words[max(0, start - 1) : start + 1]]
        if names and any(entity is not None and names <= name_keys(entity) for entity in entities):
            return True
        neighbours = [number for number in (start - 1, start) if 0 <= number < len(words)]
        candidates = [number for number in neighbours if words[number].key in POINTING_WORDS]
    else:
        candidates = list(range(start, end))
    return any(_names(bracket, words[number], page=page) for number in candidates) and (
        start == end
        or any(words[number].key in POINTING_WORDS or _is_one(words[number], page) for number in candidates)
        or _is_part(bracket, words, replaced)
    )


def _is_one(word: WordKey, page: CheckedPage) -> bool:
    """True for "one" as a pronoun or a number: "[a meeting]" for "if we don't get |one|"."""
    return page.article.text[slice(*word.span)].lower() in {"one", "ones"}


def _is_part(bracket: str, words: Sequence[WordKey], replaced: tuple[int, int]) -> bool:
    """True if the bracket repeats a replaced word: "[Maren Tolliver]" for "Maren"."""
    keys = {word.key for word in split_words(bracket, (0, len(bracket)))} - FUNCTION_WORDS
    return bool(keys & {word.key for word in words[slice(*replaced)]})


def _names(bracket: str, word: WordKey, *, page: CheckedPage) -> bool:
    keys = [item.key for item in split_words(bracket, (0, len(bracket))) if item.key not in FUNCTION_WORDS]
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
