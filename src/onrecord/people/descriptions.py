"""Find descriptions that stand for somebody: "the Harbour Lights actress", "the 71-year-old"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from onrecord.people.lexicon import STANDING_ROLES
from onrecord.people.places import COMMON
from onrecord.people.view import View
from onrecord.types import Span

LONGEST = 7
"""Most words between "the" and the role."""
_YEARS_OLD = re.compile(r"\d+-year-old")
_SMALL = frozenset(
    ["former", "new", "old", "young", "late", "first", "second", "third", "top", "best", "red", "big", "little"]
)


@dataclass(frozen=True, slots=True)
class Description:
    """A definite description in the narrator's words."""

    span: Span
    head: str
    words: tuple[str, ...]
    """Everything between "the" and the head, folded."""


def description_at(view: View, at: int) -> Description | None:
    """The description that begins with word ``at``, if one does."""
    words = view.words
    if words[at].folded != "the" or words[at].quoted:
        return None
    for number in range(at + 1, min(at + LONGEST + 2, len(words))):
        word = words[number]
        if word.sentence != words[at].sentence or word.text in ",;:()—–'’" or word.folded in {"'s", "’s"}:
            return None
        role = word.folded in STANDING_ROLES and word.text[0].islower()
        if (role or _YEARS_OLD.fullmatch(word.text)) and not _goes_on(view, number):
            inner = tuple(words[n].folded for n in range(at + 1, number) if words[n].text not in '“”"')
            return Description((words[at].start, word.end), word.folded, inner)
        if word.text[0].islower() and word.folded in COMMON and word.folded not in _SMALL:
            return None
    return None


def _goes_on(view: View, number: int) -> bool:
    """Whether a name, or the noun that is the true head, follows."""
    if number + 1 >= len(view.words):
        return False
    after = view.words[number + 1]
    if after.capital and not view.gaps[number].strip() and after.sentence == view.words[number].sentence:
        return True
    return after.folded in STANDING_ROLES or (
        after.folded in {"of", "for", "who", "'s", "’s"} and after.folded != "who"
    )
