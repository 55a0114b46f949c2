"""Names of organisations as strings: whether two forms can belong to the same organisation."""

from __future__ import annotations

import re
from functools import lru_cache

from onrecord.people.lexicon import ORGANISATION, fold, word_set
from onrecord.people.places import NATIONALITIES, TERRITORIES

# Words that do not tell organisations apart: "The Quay Trust" and "Quay Trust Inc." are the same.
_GENERIC = word_set(
    "the of and for to a inc corp llc ltd co com company corporation incorporated limited magazine online news"
)

_LEGAL_KINDS = word_set("group holdings holding resources industries")
_KINDS = ORGANISATION | _LEGAL_KINDS | word_set("label investment investments capital labs brands ventures partners")
"""Words after a name that say what kind of organisation it is."""
_SHARED_NOUNS = frozenset(["house", "senate", "congress", "party", "government", "bank", "police"])
"""Last words of many organisations that, on their own, name a different one: the House is not the White House."""


def same_body(first: str, second: str) -> bool:
    """True if ``first`` and ``second`` can be names of the same organisation.

    They can be if they differ in articles and legal forms only, or if one is an acronym of the other, its first words,
    or its last words.
    """
    (first_words, first_specific), (second_words, second_specific) = name_words(first), name_words(second)
    if first_words == second_words:
        return True
    stripped = [first_specific, second_specific]
    if len({"".join(words).removesuffix("online") for words in stripped}) == 1:
        return True
    for short, long, full in ((first, second_words, stripped[1]), (second, first_words, stripped[0])):
        # Acronyms, with or without the small words: "PWU" for "Port Workers Union", "AROQ" for "Alliance to Reclaim Our
        # Quays".
        letters = re.sub(r"[^A-Za-z]", "", short)
        if letters.isupper() and len(letters) > 1 and len(full) > 1:
            initials = ("".join(word[0] for word in words) for words in (long, full))
            if letters.casefold() in initials:
                return True
    shorter, longer = sorted(stripped, key=len)
    # A place or a people is not each body that is named after it: "China" is not "China Airlines", "Indian" is not the
    # Indian army.
    if len(shorter) == 1 and (shorter[0] in TERRITORIES or shorter[0] in NATIONALITIES):
        return False
    rest = longer[len(shorter) :]
    # The first words, if the rest only says what kind of organisation it is: "Big Tarn" for "Big Tarn Records". An
    # acronym is shortened so only before a legal form: "PWU" for "PWU Holdings", never for "PWU Entertainment".
    kinds = _LEGAL_KINDS if min(first, second, key=len).isupper() else _KINDS
    if rest and longer[: len(shorter)] == shorter and all(word in kinds for word in rest):
        return True
    if len(shorter) == len(longer) or longer[-len(shorter) :] != shorter:
        return False
    # A complement is not the whole: "Elmouth" is not the "Bank of Elmouth", "Control" not the "Line of Control".
    longer_words = first_words if longer is first_specific else second_words
    if longer_words[-len(shorter) - 1] in {"of", "for"}:
        return False
    # The last words: "Times" for "Elmouth Times". A single word must have four letters: "The Elmouth Bay Bar" is not
    # every "Bar".
    return len(shorter) > 1 or (len(shorter[0]) > 3 and shorter[0] not in _SHARED_NOUNS)


@lru_cache(maxsize=4096)
def name_words(name: str) -> tuple[list[str], list[str]]:
    """The words of ``name``, folded, without the domain ending ".com"; and those that tell it from other names."""
    words = [fold(word) for word in re.findall(r"[\w&][\w.&’'-]*", re.sub(r"\.com\b", "", name, flags=re.IGNORECASE))]
    return words, [word for word in words if word not in _GENERIC] or words
