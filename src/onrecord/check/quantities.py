"""Quantities without figures compared: "all residents" for "some residents", "always" for "can"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from onrecord.check.alignment import FUNCTION_WORDS
from onrecord.check.stems import stem
from onrecord.people.lexicon import word_set
from onrecord.word_keys import WordKey, is_negation

_ALL, _MOST, _MANY, _SOME, _NONE = 4, 3, 2, 1, 0
_QUANTITIES: Final[Mapping[str, int]] = {
    **dict.fromkeys(("all", "every", "each", "entire", "whole"), _ALL),
    "most": _MOST,
    "many": _MANY,
    **dict.fromkeys(("some", "several"), _SOME),
    "none": _NONE,
}
"""Words for a part of several things, with the size of the part."""
_LARGER: Final[Mapping[int, frozenset[int]]] = {
    _ALL: frozenset({_MOST, _MANY, _SOME}),
    _MOST: frozenset({_MANY, _SOME}),
    _NONE: frozenset({_MOST, _MANY, _SOME}),
}
"""For each part, the parts that it overstates. "Many" for "some", or "some" for "most", is a matter of taste."""
_BETWEEN: Final = word_set("of the a an his her its their our my your these those")
"""Words between a quantity and its thing: "most |of the| homes"."""
_NO_PART: Final = word_set("but except bar not")
"""Words next to "all" that make it another quantity: "all |but| one", "|not| all"."""
_PRONOUNS: Final = word_set("it them")
_THINGS: Final = 2
"""Content words after a quantity that may name its thing: "some |young residents|"."""
_REACH: Final = 5
_ALWAYS: Final = word_set("always invariably")
_SOMETIMES: Final = word_set("can may might could sometimes often usually occasionally generally frequently")

Quantities = dict[str, tuple[int, WordKey]]
"""Sizes of parts, each with its word, by the stems of the things."""


def find_overstated(words: Sequence[WordKey], page_words: Sequence[WordKey]) -> Iterator[tuple[WordKey, WordKey]]:
    """Find quantities of a draft that overstate those of a page: "|all| homes" for "|most| homes"."""
    quantities, page_quantities = _find_quantities(words), _find_quantities(page_words)
    pairs = {
        (quantities[thing][1], page_quantities[thing][1])
        for thing in quantities.keys() & page_quantities.keys()
        if page_quantities[thing][0] in _LARGER.get(quantities[thing][0], ())
    }
    yield from sorted(pairs, key=lambda pair: pair[0].span)
    always = next((word for word in words if word.key in _ALWAYS), None)
    is_negated = any(is_negation(word.key) for word in (*words, *page_words))
    if always is not None and not is_negated and not any(word.key in _ALWAYS for word in page_words):
        yield from ((always, word) for word in _find_sometimes(words, page_words))


def _find_sometimes(words: Sequence[WordKey], page_words: Sequence[WordKey]) -> list[WordKey]:
    """The first "can" or "often" of ``page_words`` before a verb that ``words`` have too."""
    stems = {stem(word.key) for word in words if word.key not in FUNCTION_WORDS}
    return [word for word, verb in pairwise(page_words) if word.key in _SOMETIMES and stem(verb.key) in stems][:1]


def _find_quantities(words: Sequence[WordKey]) -> Quantities:
    """The quantities of ``words``, without things that have several."""
    quantities: Quantities = {}
    ambiguous_things: set[str] = set()
    for position, word in enumerate(words):
        size = _QUANTITIES.get(word.key)
        around = {item.key for item in words[max(0, position - 1) : position + 2]}
        if size is None or around & _NO_PART:
            continue
        for thing in _find_things(words[position + 1 : position + 1 + _REACH]):
            ambiguous_things.update([thing] if thing in quantities else [])
            quantities[thing] = size, word
    return {thing: quantity for thing, quantity in quantities.items() if thing not in ambiguous_things}


def _find_things(words: Sequence[WordKey]) -> Iterator[str]:
    """The stems of the first content words, up to a function word: "of the |old homes| could"."""
    count = 0
    if len(words) > 1 and words[0].key == "of" and words[1].key in _PRONOUNS:
        yield words[1].key
    for word in words:
        if word.number is not None or (word.key in FUNCTION_WORDS and (count or word.key not in _BETWEEN)):
            return  # "some 200 residents" is a number
        if word.key not in FUNCTION_WORDS:
            count += 1
            yield stem(word.key)
        if count == _THINGS:
            return
