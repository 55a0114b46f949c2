"""Negations of the words that a draft and a page have in common."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from onrecord.check.alignment import FUNCTION_WORDS
from onrecord.check.checked_pages import CheckedPage
from onrecord.check.stems import stem
from onrecord.people.lexicon import word_set
from onrecord.word_keys import WordKey, is_negation

_NEGATION_REACH: Final = 4
"""A negation applies to content words within this number of words after it: "not a sanitized version"."""
_WIDE_REACH: Final = 5
"""The same for a negation that would make a draft and a page agree: "would not use it as an excuse", "no excuse"."""
_AUXILIARIES: Final = word_set("going to be")
"""Words that are not counted among these: "not going to be |starved|"."""
_NOT_ONLY: Final = word_set("only merely solely")
"""Words after "not" with which it denies nothing: "will |not only| repair the dam, but raise it"."""
_CHOICES: Final = word_set("choice option alternative")
_OTHER_THAN: Final = word_set("but other")
"""Words after "no choice" with which it denies nothing of what follows: "had |no choice but| to sell it"."""
_OBJECTS: Final = word_set("nothing nobody nowhere none")
"""Negations that apply to the verb before them too."""
_CLAUSE_STARTS: Final = word_set("while whilst whereas although though because")
"""Words that a negation does not reach beyond: "the firm lost nothing |while| the union lost £8m"."""
_EXCLUSIVE: Final = (
    (word_set("only"), word_set("unless until till")),
    (word_set("1st"), word_set("until till")),
    (word_set("last"), word_set("since")),
    (word_set("unless"), word_set("if")),
    (word_set("before"), word_set("unless until till")),
    (word_set("without"), word_set("if")),
    (word_set("only after"), word_set("for")),
    (word_set("against"), word_set("for")),
    (word_set("else"), word_set("who")),
)
"""Keys of words that stand for a negation with others: "|only| in May" and "not |until| May", "|first| slept in May"
and "had not slept |until| May", "had |last| slept in 2019" and "had not slept |since| 2019", "|unless| it ends" and
"|if| it does not end", "has to end |before| she sails" and "will not sail |unless| it ends",
"|without| the wall" and "|if| they had not built the wall", "were told |only after| an
hour" and "were not told |for| an hour", "will vote |against| it" and "will not vote |for| it", "somebody |else| wrote
it" and "it was not she |who| wrote it"."""
_IMPLICIT: Final = re.compile(
    r"(?:un(?:able|aware|willing|like|likely|happy|true|known|convinced|certain|sure)|in(?:capable|correct|accurate)|impossible"
    r"|ignoran[ct]e?|prevent(?:s|ed|ing)?|refus\w*|declin\w+|fail\w*|lack\w*|avoid\w*|hardly|barely|rarely)\Z"
)
"""Words that deny without a negation: "was unaware of it" agrees with "had not seen it"."""


_REASON_REACH: Final = 8
"""Words before "because" in which a negation may deny the reason."""
_REGRETS: Final = re.compile(r"\b(?:should|ought to) have\b")
_DISOWNS: Final = re.compile(r"\b(?:should not|shouldn't|ought not to) have\b")


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
    draft_words = _with_words_around(words, draft)
    draft_marks = _find_negations(draft_words, draft.article.text, reach=reach)
    page_marks = _find_negations(page_words, text, reach=reach)
    telling = {stem(word.key) for word in words if is_telling(word)}
    keys = telling & {stem(word.key) for word in page_words}
    if len(keys) < least:
        return 0
    negations = _without_common(
        [_Negations(_of_word(key, draft_words, draft_marks), _of_word(key, page_words, page_marks)) for key in keys]
    )
    draft_count = len(frozenset().union(*(places for word in negations for places in word.draft)))
    page_count = len(frozenset().union(*(places for word in negations for places in word.page)))
    differs = any(_parities(word.draft).isdisjoint(_parities(word.page)) for word in negations)
    return draft_count - page_count if differs and draft_count % 2 != page_count % 2 else 0


def _with_words_around(words: Sequence[WordKey], draft: CheckedPage) -> Sequence[WordKey]:
    """``words`` with those before and between them in their sentence: "The firm |has never been known for| honesty"."""
    first, last = draft.positions(words[0].span).start, draft.positions(words[-1].span).start
    start, end = draft.sentence(words[0].span)
    own = {word.span: word for word in words}
    around = draft.words[max(0, first - _NEGATION_REACH) : last + 1]
    return [own.get(word.span, word) for word in around if word.span in own or start <= word.span[0] < end]


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


def find_other_reason(words: Sequence[WordKey], page_words: Sequence[WordKey]) -> WordKey | None:
    """Find the "because" of a reason that only one side denies: "closed |because| there were no beds" for "closed
    because there were no porters, not because there were no beds"."""
    asserted, page_denied = _find_reasons(words, is_denied=False), _find_reasons(page_words, is_denied=True)
    denied, page_asserted = _find_reasons(words, is_denied=True), _find_reasons(page_words, is_denied=False)
    pairs = (asserted, page_denied, page_asserted), (denied, page_asserted, page_denied)
    for reasons, opposite, same in pairs:
        for because, stems in reasons:
            is_other = any(stems <= other for _, other in opposite)
            if stems and is_other and not any(stems <= other for _, other in same):
                return because
    return None


def _find_reasons(words: Sequence[WordKey], *, is_denied: bool) -> list[tuple[WordKey, set[str]]]:
    """Each "because" after "not", or else without a negation shortly before it, with the stems of the content words up
    to the next one. "Did not close because there were no beds" may mean either."""
    starts = [position for position, word in enumerate(words) if word.key == "because"]
    reasons = []
    for start, end in pairwise([*starts, len(words)]):
        before = words[max(0, start - _REASON_REACH) : start]
        is_said = (
            before[-1:] and before[-1].key == "not" if is_denied else not any(is_negation(word.key) for word in before)
        )
        if is_said:
            reasons.append((words[start], {stem(word.key) for word in words[start + 1 : end] if is_telling(word)}))
    return reasons


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


def is_exclusive(words: Sequence[WordKey], negated_words: Sequence[WordKey]) -> bool:
    """True for "only if" in ``words`` and "not unless" in ``negated_words``, and for further such pairs in
    ``_EXCLUSIVE``."""
    keys, negated_keys = ({word.key for word in side} for side in (words, negated_words))
    own, negated = keys - negated_keys, negated_keys - keys
    return any(left <= own and not negated.isdisjoint(right) for left, right in _EXCLUSIVE)


def regrets(words: Sequence[WordKey], negated_words: Sequence[WordKey]) -> bool:
    """True for "should have checked" in ``words`` and "did not check" in ``negated_words``, but not for "should not
    have checked"."""
    own, negated = (" ".join(word.key for word in side) for side in (words, negated_words))
    return _REGRETS.search(own) is not None and _DISOWNS.search(negated) is None


class _Negations(NamedTuple):
    """The negations of a word, as positions, at each of its occurrences in the draft and on the page."""

    draft: list[frozenset[int]]
    page: list[frozenset[int]]


def _of_word(key: str, words: Sequence[WordKey], negations: Sequence[frozenset[int]]) -> list[frozenset[int]]:
    return [places for word, places in zip(words, negations, strict=True) if stem(word.key) == key]


def _parities(occurrences: Iterable[frozenset[int]]) -> set[int]:
    """1 for an occurrence that is negated, 0 for one that is not, or is negated twice."""
    return {len(places) % 2 for places in occurrences}


def _without_common(words: Sequence[_Negations]) -> list[_Negations]:
    """``words`` without the negations of a word that the draft and the page negate at each occurrence.

    "Not starved or frightened" has one for "not starved, and not frightened", which has two.
    """
    common = [word for word in words if _parities(word.draft) == _parities(word.page) == {1}]
    in_draft: frozenset[int] = frozenset().union(*(places for word in common for places in word.draft))
    on_page: frozenset[int] = frozenset().union(*(places for word in common for places in word.page))
    return [
        _Negations([places - in_draft for places in word.draft], [places - on_page for places in word.page])
        for word in words
    ]


def _denies_nothing(words: Sequence[WordKey], place: int) -> bool:
    """True for the "not" of "not only" and the "no" of "no choice but to"."""
    keys = [*(word.key for word in words[place + 1 : place + 3]), "", ""]
    return keys[0] in _NOT_ONLY or (keys[0] in _CHOICES and keys[1] in _OTHER_THAN)


def _find_negations(words: Sequence[WordKey], text: str, *, reach: int = _NEGATION_REACH) -> list[frozenset[int]]:
    """Of each word, the positions of the negations shortly before it, without a comma or full stop between, and of an
    object directly after it: "save nothing"."""
    marks: list[frozenset[int]] = []
    for number in range(len(words)):
        places: set[int] = set()
        distance = 0
        for place in range(number - 1, -1, -1):
            distance += words[place].key not in _AUXILIARIES
            if (
                distance > reach
                or words[place].key in _CLAUSE_STARTS
                or any(mark in text[words[place].span[1] : words[place + 1].span[0]] for mark in ",.;:?!—–")
            ):
                break
            is_or_not = place and words[place - 1].key == "or"  # "whether or |not| it closed"
            if is_negation(words[place].key) and not _denies_nothing(words, place) and not is_or_not:
                places.add(place)
        # "could |neither| confirm |nor| deny" denies both once
        if any(words[place].key == "neither" for place in places):
            places = {place for place in places if words[place].key != "nor"}
        # "would |save| nothing" does not save
        if is_telling(words[number]) and number + 1 < len(words) and words[number + 1].key in _OBJECTS:
            places.add(number + 1)
        marks.append(frozenset(places))
    return marks
