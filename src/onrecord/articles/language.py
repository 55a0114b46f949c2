"""English detection by function words.

Only English or not matters, so two lists of frequent words are enough, without a large language identification model.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def _word_set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Words common in English and another language are in neither list: die, was, in, a, an, on, he, so, me, we, is, do, at,
# for, her.
_ENGLISH = _word_set(
    "the of and to that it with as his they this has had from are be by not but which who were she you their been its"
    " will would there what all when if more about out up said after than could into some other only new can because"
    " your how just most our where these those did does being during before she's it's didn't don't it’s don’t i’m my"
)
_FOREIGN = _word_set(
    "der das und ist nicht ein eine mit für von dem den auf im zu sich auch"  # German
    " het een van dat op te voor niet met zijn aan wordt ook nie sal"  # Dutch, Afrikaans
    " le la les des et est une dans que pour qui sur pas du au il ce"  # French
    " el los las del por con una su para se lo como y en"  # Spanish
    " di che della per non sono gli nel um uma os ao não da"  # Italian, Portuguese
    " och att det som på är inte til af ikke jeg han og har var til med"  # Swedish, Danish, Norwegian
    " w na się nie z że jest ve bir bu için ja ei että hogy és az"  # Polish, Turkish, Finnish, Hungarian
)
# Below 40 words the counts are too small to decide alone: "Rovers 3, Town 1." has no function word at all.
_MIN_WORDS = 40
# In English news a quarter to two fifths of all words are on the list. 5% keeps tables and lists of names, and drops
# Turkish or Hungarian text, for which the lists have few words.
_MIN_ENGLISH_SHARE = 0.05
# The first 20,000 characters (about 3,500 words) decide; the rest of a long page only costs time.
_MAX_CHARS = 20_000
# Letters beyond Latin Extended-B: Cyrillic, Greek, Chinese. A text with more than 30% of them is not English.
_NON_LATIN_LETTER = re.compile(r"[^\W\d_\u0000-\u024f]")
_MIN_LATIN_SHARE = 0.7


def is_english(text: str, *, declared: str | None = None) -> bool:
    """Return true if ``text`` is English. ``declared`` is the page's own language tag, such as ``en-GB``.

    For a text under 40 words the declared language decides. Without one the text passes if it has at least as many
    English words as foreign ones.
    """
    text = text[:_MAX_CHARS]
    if other_letters := _NON_LATIN_LETTER.findall(text):
        letter_count = sum(map(str.isalpha, text))
        if letter_count - len(other_letters) < _MIN_LATIN_SHARE * letter_count:
            return False
    words = _WORD.findall(text.lower())
    english_count = sum(map(_ENGLISH.__contains__, words))
    foreign_count = sum(map(_FOREIGN.__contains__, words))
    if len(words) < _MIN_WORDS:
        return declared.lower().startswith("en") if declared else english_count >= foreign_count
    return english_count >= foreign_count and english_count >= _MIN_ENGLISH_SHARE * len(words)
