"""A light check that a text is English, by the small words that every language holds its sentences together with.

A language identifier would know each language by name; all that is asked here is one yes or no, and two lists of
words answer it on a paragraph at no cost in size or time.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# Neither list holds words that are common on both sides: die, was, in, a, an, on, he, so, me, we, is, do, at, for, her.
_ENGLISH = _words(
    "the of and to that it with as his they this has had from are be by not but which who were she you their been its"
    " will would there what all when if more about out up said after than could into some other only new can because"
    " your how just most our where these those did does being during before she's it's didn't don't it’s don’t i’m my"
)
_OTHERS = _words(
    "der das und ist nicht ein eine mit für von dem den auf im zu sich auch"  # German
    " het een van dat op te voor niet met zijn aan wordt ook nie sal"  # Dutch, Afrikaans
    " le la les des et est une dans que pour qui sur pas du au il ce"  # French
    " el los las del por con una su para se lo como y en"  # Spanish
    " di che della per non sono gli nel um uma os ao não da"  # Italian, Portuguese
    " och att det som på är inte til af ikke jeg han og har var til med"  # Swedish, Danish, Norwegian
    " w na się nie z że jest ve bir bu için ja on ei että hogy és az"  # Polish, Turkish, Finnish, Hungarian
)
_ENOUGH_WORDS = 40
_LEAST_SHARE = 0.05
_LOOKED_AT = 20_000
_NOT_LATIN = re.compile(r"[^\W\d_\u0000-\u024f]")
_LEAST_LATIN = 0.7


def is_english(text: str, *, declared: str | None = None) -> bool:
    """Whether ``text`` is English. ``declared`` is the language that the page gives itself, such as ``en-GB``.

    Of a short text a declared language is believed; where none is declared it only has to look no more like
    another language than like English.
    """
    text = text[:_LOOKED_AT]
    letters = sum(map(str.isalpha, text))
    if letters - len(_NOT_LATIN.findall(text)) < _LEAST_LATIN * letters:
        return False
    words = _WORD.findall(text.lower())
    english = sum(word in _ENGLISH for word in words)
    others = sum(word in _OTHERS for word in words)
    if len(words) < _ENOUGH_WORDS:
        return declared.lower().startswith("en") if declared else english >= others
    return english >= others and english >= _LEAST_SHARE * len(words)
