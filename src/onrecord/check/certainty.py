"""Degrees of certainty of a draft and a page compared: "will", "may", "allegedly"."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from typing import Final

from onrecord.check.alignment import FUNCTION_WORDS
from onrecord.check.stems import stem
from onrecord.people.lexicon import word_set
from onrecord.word_keys import WordKey

_NEAR: Final = 2
"""Most words of a change in which "would" replaces "might"."""
_UNSURE: Final = word_set(
    "may might could possibly perhaps probably likely unlikely maybe allegedly reportedly apparently seems seem "
    "seemed appears appear appeared suggests hopes hope expects expected worry worries worried fear fears feared"
)
_HEDGES: Final = word_set(
    "may might could can would possibl possibly possibility possibilit potential potentially perhap maybe likel allow "
    "permit free let chance risk fear suggest speculat predict expect hop warn think believ appear seem if"
)
"""Stems of words that leave a thing open, or allow it."""
_OPEN: Final = word_set("may might")
_DUE: Final = word_set("should")
_INTENDED: Final = word_set("consider threaten tri intend")
"""Stems of words before what has not happened: "|considered| selling"."""
_WILL: Final = word_set("will willing ready want plan agre promis vow offer attempt")
"""Stems of words with which a draft says no more."""
_AUXILIARIES: Final = word_set("have be been to")
_DEMANDS: Final = word_set(
    "should must need ought have to urg call demand want ask advis recommend propos plan would could can tell beg plead"
)
"""Stems of words that say what should be."""
_CONDITIONS: Final = word_set(
    "if unless provided providing should were when once until till without assuming depending depends conditional "
    "condition conditions case except subject otherwise might may could"
)
"""Words of a draft that may be a condition, or leave the thing open."""
_IF: Final = word_set("if unless")
_NOTHING: Final = WordKey("", (0, 0))
_NO_CONDITION: Final = word_set("even as what only")
_QUESTIONING: Final = word_set("ask wonder see know tell sur question doubt check say clear unclear")
"""Stems of words with which "if" is "whether"."""
_LEAST_TELLING: Final = 2
_CONDITION_REACH: Final = 1
"""Words between the common ones and the condition: "will sell it |now| if"."""
_CLAUSE_END: Final = frozenset('.,;:?!—–”"\n')
_CERTAIN: Final = word_set("will would shall must")
_POSSIBLE: Final = word_set("may might could")
_SURE: Final = word_set("will must definitely certainly surely undoubtedly shall")


def compare_certainty(words: Sequence[WordKey], context: Collection[str]) -> Iterator[str]:
    """Explain that only one of a draft's ``words`` and the page's ``context``, as keys, are certain."""
    draft, page = {word.key for word in words}, set(context)
    if draft & _SURE and not page & _SURE and page & _UNSURE and not draft & _UNSURE:
        yield f"The page is less certain: “{sorted(page & _UNSURE)[0]}”."
    elif draft & _UNSURE and not page & _UNSURE and page & _SURE and not draft & _SURE:
        yield f"The page is more certain: “{sorted(page & _SURE)[0]}”."


def find_lost_condition(
    draft_keys: Collection[str], common: Sequence[WordKey], sentence: Sequence[WordKey], *, text: str
) -> str | None:
    """Explain that the draft leaves out the condition before or after the words that it has in ``common`` with a
    sentence.

    "Would sell the boat" for "would sell the boat |if the bank agreed|" or "|if the bank agreed|, she would sell the
    boat"; but not for "asked |if the bank agreed|".

    ``draft_keys`` are the words of the draft from the beginning of its sentence.
    """
    telling = [word for word in common if word.key not in FUNCTION_WORDS]
    if len(telling) < _LEAST_TELLING or not _CONDITIONS.isdisjoint(draft_keys):
        return None
    first, last = telling[0].span[0], max(word.span[1] for word in common)
    following = [word for word in sentence if word.span[0] >= last][: _CONDITION_REACH + 1]
    leading = [word for word in sentence if word.span[1] <= first]
    pairs = [*pairwise([telling[-1], *following]), *pairwise([_NOTHING, *leading])]
    for before, word in pairs:
        if word.key not in _IF or before.key in _NO_CONDITION or stem(before.key) in _QUESTIONING:
            continue
        end = next((mark for mark in range(word.span[0], len(text)) if text[mark] in _CLAUSE_END), len(text))
        if word.span[0] >= last or (end < first and text[end] == ","):
            return f"The draft leaves out the condition “{text[word.span[0] : end]}”."
    return None


def compare_changed_certainty(words: Sequence[WordKey], page_words: Sequence[WordKey]) -> Iterator[str]:
    """Explain that changed words are surer in the draft: "would double" for "might double"."""
    draft, page = {word.key for word in words}, {word.key for word in page_words}
    if max(len(words), len(page_words)) <= _NEAR and draft & _CERTAIN and page & _POSSIBLE:
        yield f"The page is less certain: “{sorted(page & _POSSIBLE)[0]}”."


def find_lost_modal(draft_words: Sequence[WordKey], sentence: Sequence[WordKey], *, text: str) -> Iterator[str]:
    """Explain that the draft leaves out "may", "should" or "considered" before a verb.

    "Needs £60m" for "may need £60m", "had been told" for "should have been told", "had sold" for "considered selling".

    ``sentence`` are the words of a sentence of the page with the text ``text``.
    """
    stems = {stem(word.key) for word in draft_words}
    verbs = [word for word in sentence if word.key not in _AUXILIARIES]
    for word, verb in pairwise(verbs):
        modal = text[slice(*word.span)]  # "May" is a month
        hedges = _HEDGES if modal in _OPEN else _DEMANDS if modal in _DUE else stems
        hedges = _HEDGES | _INTENDED | _WILL if stem(word.key) in _INTENDED else hedges
        if not stems & hedges and verb.key not in FUNCTION_WORDS and stem(verb.key) in stems:
            yield f"The page is less certain: “{modal}”." if modal in _OPEN else f"The draft leaves out “{modal}”."
            return
