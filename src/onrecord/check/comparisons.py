"""Comparisons and changes of figures that a draft has the other way round: "higher than in May", "up from 3p to 5p"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from typing import Final, NamedTuple

from onrecord.check.alignment import FUNCTION_WORDS
from onrecord.check.stems import DIRECTIONS, are_opposite, stem
from onrecord.people.lexicon import word_set
from onrecord.word_keys import WordKey, is_negation

_COMPARATIVES: Final = word_set("more less fewer better worse")
_COMPARED: Final = 3
"""Words before "than" among which the comparative is: "|more| people came than"."""
_PREFERRED: Final = 8
"""The same for "rather": "would |rather| leave the union than"."""
_NEGATION_REACH: Final = 4
_NEIGHBOURS: Final = 2


def explain_turned(words: Sequence[WordKey], page_words: Sequence[WordKey]) -> Iterator[str]:
    """Explain a comparison or a change of figures that ``words`` of a draft have the other way round."""
    turned = find_turned_comparison(words, page_words)
    if turned and turned[0].word.key == turned[1].word.key and turned[0].is_negated == turned[1].is_negated:
        yield "The page has the comparison the other way round."
    if _is_course_turned(words, page_words):
        yield "The page has these figures the other way round."


def find_opposite_comparatives(
    words: Sequence[WordKey], page_words: Sequence[WordKey]
) -> tuple[WordKey, WordKey] | None:
    """Return the only comparatives of a draft and of a page if they are opposite and about the same thing: "the fee for
    the film was |smaller|" for "a |larger| fee for a film"."""
    places, page_places = _find_comparatives(words), _find_comparatives(page_words)
    if len(places) != 1 or len(page_places) != 1:
        return None
    word, page_word = words[places[0]], page_words[page_places[0]]
    is_about_same = bool(_find_near(words, places[0]) & _find_near(page_words, page_places[0]))
    is_alike = _is_negated(words, places[0]) == _is_negated(page_words, page_places[0])
    return (word, page_word) if is_about_same and is_alike and are_opposite(word.key, page_word.key) else None


def _find_comparatives(words: Sequence[WordKey]) -> list[int]:
    return [position for position, word in enumerate(words) if word.key in DIRECTIONS]


def _find_near(words: Sequence[WordKey], position: int) -> set[str]:
    """The stems of the two content words on each side."""
    sides = words[:position][::-1], words[position + 1 :]
    near = (islice((word for word in side if word.key not in FUNCTION_WORDS), _NEIGHBOURS) for side in sides)
    return {stem(word.key) for words_near in near for word in words_near}


def _is_negated(words: Sequence[WordKey], position: int) -> bool:
    return any(is_negation(word.key) for word in words[max(0, position - _NEGATION_REACH) : position])


def find_turned_comparison(
    words: Sequence[WordKey], page_words: Sequence[WordKey]
) -> tuple[_Comparison, _Comparison] | None:
    """Return the comparisons of a draft and of a page if they compare the same things in the other order.

    "June was |wetter| than May" for "May was |wetter| than June", and "May was |drier| than June" for that. Null for a
    comparison with one of its things only.
    """
    comparison, page_comparison = _find_comparison(words), _find_comparison(page_words)
    if comparison is None or page_comparison is None:
        return None
    before, after = comparison.before - comparison.after, comparison.after - comparison.before
    page_before = page_comparison.before - page_comparison.after
    page_after = page_comparison.after - page_comparison.before
    is_turned = before & page_after and after & page_before
    return (comparison, page_comparison) if is_turned else None


class _Comparison(NamedTuple):
    """A comparative with "than", and the stems of the content words on both sides."""

    word: WordKey
    before: frozenset[str]
    after: frozenset[str]
    is_negated: bool


def _find_comparison(words: Sequence[WordKey]) -> _Comparison | None:
    """The only comparison of ``words``; null for none, for several, and for "more than 900"."""
    places = [position for position, word in enumerate(words) if word.key == "than"]
    if len(places) != 1 or places[0] == 0 or any(word.number is not None for word in words[places[0] + 1 :][:1]):
        return None
    position = places[0]
    reach = range(position - 1, max(-1, position - 1 - _COMPARED), -1)
    word = next((words[n] for n in reach if words[n].key.endswith("er") or words[n].key in _COMPARATIVES), None)
    word = next((item for item in words[max(0, position - _PREFERRED) : position] if item.key == "rather"), word)
    if word is None:
        return None
    sides = [item for item in words[:position] if item is not word], words[position + 1 :]
    before, after = (frozenset(stem(item.key) for item in side if item.key not in FUNCTION_WORDS) for side in sides)
    return _Comparison(word, before, after, _is_negated(words, words.index(word)))


def _is_course_turned(words: Sequence[WordKey], page_words: Sequence[WordKey]) -> bool:
    """True for "up from 3p to 5p" if the page has "3p, down from 5p": the earlier figure and the later one have changed
    places."""
    figures = {word.key for word in words if word.number is not None}
    page_figures = {word.key for word in page_words if word.number is not None}
    earlier, page_earlier = _find_earlier(words), _find_earlier(page_words)
    common = figures & page_figures
    return len(common) == 2 and {earlier, page_earlier} == common


def _find_earlier(words: Sequence[WordKey]) -> str | None:
    """The only figure after "from": "down |from| 5p"; null for none and for several."""
    earlier = {word.key for before, word in pairwise(words) if before.key == "from" and word.number is not None}
    return next(iter(earlier)) if len(earlier) == 1 else None
