"""A light check that a text is English, by the small words that every English sentence is held together with.

A language identifier would know more languages by name; all that is asked here is one yes or no, and a list of
words answers it on a paragraph at no cost in size or time.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
# Without those that are common words of neighbouring languages too (die, was, in, a, an, on, he, so, me, we, is).
_ENGLISH = frozenset(
    re.findall(
        r"\S+",
        """the of and to that it for with as his her they this have has had from are be by not but which who were she
    you their been its will would there what all when if more about out up said after than could into some them
    other only new can because your how just most our where these those did does being during before she's it's
    didn't don't it’s don’t i'm i’m my him at""",
    )
)
_ENOUGH_WORDS = 25
_LEAST_SHARE = 0.15
_LEAST_SHARE_DECLARED = 0.08
_LOOKED_AT = 20_000


def is_english(text: str, *, declared: str | None = None) -> bool:
    """Whether ``text`` is English. ``declared`` is the language that the page gives itself, such as ``en-GB``.

    Too short a text to tell is believed to be what is declared, and English where nothing is.
    """
    letters = [character for character in text[:_LOOKED_AT] if character.isalpha()]
    if letters and sum(letter < "ɐ" for letter in letters) < len(letters) * 0.7:
        return False
    words = _WORD.findall(text[:_LOOKED_AT].lower())
    says_english = bool(declared) and str(declared).lower().startswith("en")
    if len(words) < _ENOUGH_WORDS:
        return says_english or not declared
    share = sum(word in _ENGLISH for word in words) / len(words)
    return share >= (_LEAST_SHARE_DECLARED if says_english else _LEAST_SHARE)
