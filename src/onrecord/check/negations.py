"""Negations of the words that a draft and a page have in common."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from onrecord.check.alignment import FUNCTION_WORDS
from onrecord.check.checked_pages import CheckedPage
from onrecord.check.stems import stem
from onrecord.people.lexicon import word_set
from onrecord.word_keys import WordKey, is_negation

_NEGATION_REACH: Final = 3
"""A negation applies to content words within this number of words after it: "not a sanitized version"."""
_WIDE_REACH: Final = 5
"""The same for a negation that would make a draft and a page agree: "would not use it as an excuse", "no excuse"."""
_AUXILIARIES: Final = word_set("going to be")
"""Words that are not counted among these: "not going to be |starved|"."""
_IMPLICIT: Final = re.compile(
    r"(?:un(?:able|aware|willing|likely|happy|true|known|convinced|certain|sure)|in(?:capable|correct|accurate)|impossible"
    r"|ignoran[ct]e?|refus\w*|declin\w+|fail\w*|lack\w*|avoid\w*|hardly|barely|rarely)\Z"
)
"""Words that deny without a negation: "was unaware of it" agrees with "had not seen it"."""


def is_telling(word: WordKey) -> bool:
    """True for a content word that is no negation."""
    return word.key not in FUNCTION_WORDS and not is_negation(word.key)


def compare_negations(
    draft: CheckedPage,
    words: Sequence[WordKey],
    page_words: Sequence[WordKey],
    *,
    text: str,
    least: int,
    is_wide: bool = False,
) -> int:
    """Compare the negations of ``words`` of a draft and of ``page_words``, a sentence of a page with the text ``text``.

    Positive if only the draft negates the words in common, negative if only the page does, 0 otherwise.

    ``least`` is the least number of content words in common. With ``is_wide`` a negation reaches further: "was no
    excuse" agrees with "would not use it as an excuse".
    """
    reach = _WIDE_REACH if is_wide else _NEGATION_REACH
    first = draft.positions(words[0].span).start
    draft_words = (*draft.words[max(0, first - _NEGATION_REACH) : first], *words)
    draft_marks = _find_negations(draft_words, draft.article.text, reach=reach)
    page_marks = _find_negations(page_words, text, reach=reach)
    telling = {stem(word.key) for word in words if is_telling(word)}
    marks: dict[str, list[list[frozenset[int]]]] = {
        key: [
            [marks for word, marks in zip(side, all_marks, strict=True) if stem(word.key) == key]
            for side, all_marks in ((draft_words, draft_marks), (page_words, page_marks))
        ]
        for key in telling & {stem(word.key) for word in page_words}
    }
    if len(marks) < least:
        return 0
    sides = _without_common(list(marks.values()))
    counts = [len(frozenset().union(*(m for both in sides for m in both[side]))) for side in (0, 1)]
    is_other = any(not {len(m) % 2 for m in both[0]} & {len(m) % 2 for m in both[1]} for both in sides)
    return counts[0] - counts[1] if is_other and counts[0] % 2 != counts[1] % 2 else 0


def is_negated(page: CheckedPage, word: WordKey) -> bool:
    """True if one of the words shortly before ``word`` denies it: "not |large|", "failed to |rise|"."""
    position = page.positions(word.span).start
    words = page.words[max(0, position - _NEGATION_REACH) : position + 1]
    is_denied = any(_IMPLICIT.match(other.key) for other in words[:-1])
    return is_denied != bool(len(_find_negations(words, page.article.text)[-1]) % 2)


def find_denied_figures(words: Sequence[WordKey], page_words: Sequence[WordKey]) -> list[WordKey]:
    """Find figures that only a draft denies if the page denies another one of the draft's.

    "1.4%, not |0.9%|" for "0.9%, not the 1.4%".
    """
    denied, page_denied = _denied_figures(words), _denied_figures(page_words)
    keys, page_keys = ({word.key for word in side} for side in (words, page_words))
    if not (page_denied.keys() - denied.keys()) & keys:
        return []
    return [word for key, word in denied.items() if key not in page_denied and key in page_keys]


def _denied_figures(words: Sequence[WordKey]) -> dict[str, WordKey]:
    """The figures directly after "not" or "not the", by their keys."""
    denied: dict[str, WordKey] = {}
    for number, word in enumerate(words):
        before = [other.key for other in words[max(0, number - 2) : number]]
        if word.number is not None and (before[-1:] == ["not"] or before == ["not", "the"]):
            denied[word.key] = word
    return denied


def denies_implicitly(words: Sequence[WordKey], negated_words: Sequence[WordKey]) -> bool:
    """True if ``words``, which have no negation, have a word that may deny: "unaware" for "had not seen"."""
    keys, other_keys = ({word.key for word in side} for side in (words, negated_words))
    return any(_IMPLICIT.match(key) for key in keys - other_keys)


def _without_common(sides: Sequence[Sequence[Sequence[frozenset[int]]]]) -> list[list[list[frozenset[int]]]]:
    """``sides``, the negations of each word in the draft and on the page, without those of a word that both negate.

    "Not starved or frightened" has one for "not starved, and not frightened", which has two.
    """
    common = [both for both in sides if all({len(m) % 2 for m in side} == {1} for side in both)]
    matched = [frozenset().union(*(m for both in common for m in both[side])) for side in (0, 1)]
    return [[[m - matched[side] for m in both[side]] for side in (0, 1)] for both in sides]


def _find_negations(words: Sequence[WordKey], text: str, *, reach: int = _NEGATION_REACH) -> list[frozenset[int]]:
    """Of each word, the positions of the negations shortly before it, without a comma or full stop between."""
    marks: list[frozenset[int]] = []
    for number in range(len(words)):
        places: set[int] = set()
        distance = 0
        for place in range(number - 1, -1, -1):
            distance += words[place].key not in _AUXILIARIES
            if distance > reach or any(
                mark in text[words[place].span[1] : words[place + 1].span[0]] for mark in ",.;:?!—–"
            ):
                break
            if is_negation(words[place].key):
                places.add(place)
        marks.append(frozenset(places))
    return marks
