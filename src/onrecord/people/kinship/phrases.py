"""Kinship phrases: "her ex-husband Piet Tarn", "Tarn’s wife, Orla", "their seven children"."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.people.kinship.claims import NOBODY, Ownership
from onrecord.people.kinship.context import KinshipContext, PersonMention
from onrecord.people.kinship.names_after import names_after
from onrecord.people.kinship.vocabulary import (
    HAVE_CHILDREN,
    KIN,
    LASTING,
    NO_RELATIVE,
    NO_RELATIVE_AFTER,
    NUMBERS,
    PLAYS,
    POSSESSIVES,
    STOPS,
    Kin,
)
from onrecord.people.lexicon import AND, ARTICLES, GENITIVE, PRONOUN_GENDER

_MAX_WORDS = 8
"""Maximum number of words before the noun of a phrase."""


@dataclass(slots=True)
class Phrase:
    """A noun for a relative with its modifiers, its owner and the names after it; it grows while it is read."""

    kin: Kin
    index: int
    """Index of the noun."""
    first: int
    """Index of its first word, without the owner."""
    start: int
    """Index of its first word, with the owner."""
    owner: int | None = None
    """Index of the possessive pronoun, or of the "’s" after the owner's name; null if it has neither."""
    article: str = ""
    """The article, folded; empty if it has none."""
    number: int | None = None
    modifiers: tuple[str, ...] = ()
    """Adjectives, folded, from right to left."""
    names: tuple[PersonMention, ...] = ()
    """The relatives named after it."""
    ownership: Ownership = NOBODY
    """Its owners, once they have been looked for."""

    @property
    def stop(self) -> int:
        """The index after its last word."""
        return self.names[-1].stop if self.names else self.index + 1


def read_phrase(context: KinshipContext, index: int) -> Phrase | None:
    """The kinship phrase whose noun is word ``index``; null if it is not about a relative."""
    noun = context.words[index].folded
    kin = KIN.get(noun)
    if kin is None or index in context.names or not _is_kinship_noun(context, index):
        return None
    phrase = Phrase(kin, index, first=index, start=index)
    _read_front(context, phrase)
    has_owner = phrase.owner is not None
    # "Plays the wife of Piet Tarn": a part that somebody plays.
    before = context.view.form(context.view.just_before(phrase.first, 6))
    if not NO_RELATIVE.isdisjoint(phrase.modifiers) or not PLAYS.isdisjoint(before):
        return None
    # "A partner of the firm" is a business partner; "longtime partner Piet Tarn" is not.
    if noun == "partner" and not has_owner and (phrase.article or LASTING.isdisjoint(phrase.modifiers)):
        return None
    phrase.start = phrase.first if phrase.owner is None else _owner_start(context, phrase.owner)
    is_joined = has_owner and context.view.folded(phrase.start - 1) in AND
    phrase.names = tuple(names_after(context, index, joined=is_joined))
    return phrase


def _is_kinship_noun(context: KinshipContext, index: int) -> bool:
    """True if word ``index`` is a common noun and not part of a name ("Father Tarn") or a compound ("baby bump")."""
    words = context.words
    word = words[index]
    if word.capital and not word.opens and not context.view.block_of(word).headline_style:
        return context.view.folded(index - 1) in POSSESSIVES
    after = words[index + 1] if index + 1 < len(words) else word
    # "Ex" in "her ex boyfriend" modifies the noun.
    is_modifier = word.folded == "ex" and after.folded in KIN
    return after.sentence != word.sentence or not (is_modifier or after.folded in NO_RELATIVE_AFTER)


def _read_front(context: KinshipContext, phrase: Phrase) -> None:
    """Read the modifiers, the article and the owner before the noun of ``phrase``."""
    words, noun = context.words, phrase.index
    begin = context.view.just_before(noun, _MAX_WORDS).start
    while phrase.first > begin:
        position = phrase.first - 1
        word = words[position]
        if _is_owner_mark(context, position):
            phrase.owner = position
            return
        if word.folded in ARTICLES:
            phrase.article = word.folded
            phrase.number = phrase.number or NUMBERS.get(word.folded)
            phrase.first = position
            return
        if not _extend_front(context, position, phrase):
            break
        phrase.first = position - (word.folded in {"and", "or"})


def _is_owner_mark(context: KinshipContext, index: int) -> bool:
    """True if word ``index`` is a possessive pronoun or the possessive ending of an owner's name."""
    words = context.words
    word = words[index]
    if word.folded in POSSESSIVES and index not in context.names:
        return True
    return word.text in GENITIVE or (word.text in {"'", "’"} and index > 0 and words[index - 1].text.endswith("s"))


def _extend_front(context: KinshipContext, index: int, phrase: Phrase) -> bool:
    """True if word ``index`` belongs to the phrase. Numbers and adjectives are added to it."""
    words = context.words
    word = words[index]
    if word.folded in NUMBERS or (word.text.isdecimal() and len(word.text) < 3):
        phrase.number = NUMBERS.get(word.folded) or int(word.text)
        return True
    if word.folded in {"and", "or"}:
        # "Her son and daughter", "her lying and cheating husband".
        return index > 0 and (words[index - 1].folded in KIN or words[index - 1].folded.endswith(("ing", "ed")))
    if word.text == ",":
        return index > 0 and _is_adjective(context, index - 1)
    if _is_adjective(context, index):
        phrase.modifiers += (word.folded,)
        return True
    return False


def _is_adjective(context: KinshipContext, index: int) -> bool:
    """True if word ``index`` can come between an owner and a noun."""
    word = context.words[index]
    if index in context.ends or not word.text[0].isalnum() or word.folded in STOPS:
        return False
    if word.folded in HAVE_CHILDREN:
        return False
    return word.folded == "ex" or (word.folded not in PRONOUN_GENDER and word.folded not in KIN)


def _owner_start(context: KinshipContext, owner: int) -> int:
    """Index of the first word of the owner's name or description; ``owner`` itself for a pronoun."""
    words = context.words
    if words[owner].folded in POSSESSIVES:
        return owner
    if mention := context.ending_before(owner):
        return mention.first
    for first in range(owner - 1, max(0, owner - _MAX_WORDS), -1):
        if words[first].folded == "the":
            return first
    return owner - 1
