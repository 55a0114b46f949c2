"""Definite descriptions that can refer to a person: "the Harbour Lights actress", "the 71-year-old"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from onrecord.people.coreference.clusters import Cluster
from onrecord.people.lexicon import STANDING_ROLES
from onrecord.people.names.titles import ages_at
from onrecord.people.places import COMMON
from onrecord.people.view import View
from onrecord.types import Span

MAX_MODIFIERS = 7
"""Maximum number of words between "the" and the role: "the two-time Elmouth Harbour Festival Golden Gull winner" has
six."""
_YEARS_OLD = re.compile(r"\b\d{1,3}-year-old")
# Common adjectives that may precede the role. Any other common word in lower case ends the search: "the late actress"
# is a description, "the day after the actress sang" does not begin with one.
_AGES = {"toddler": (1, 3), "schoolboy": (4, 18), "schoolgirl": (4, 18), "teen": (13, 19), "teenager": (13, 19)}
_AGES |= {"pensioner": (60, 120), "retiree": (55, 120)}
"""Words for people of an age, with the least and most years."""
_PLAIN_MODIFIERS = frozenset(
    ["former", "new", "old", "young", "late", "first", "second", "third", "top", "best", "red", "big", "little"]
)


@dataclass(frozen=True, slots=True)
class Description:
    """A definite description in the narrator's words, outside quotation marks."""

    span: Span
    head: str
    words: tuple[str, ...]
    """Modifiers between "the" and the head, folded."""


def description_at(view: View, index: int) -> Description | None:
    """The definite description that begins with word ``index``, if there is one."""
    words = view.words
    if words[index].folded != "the":
        return None
    for position in range(index + 1, min(index + MAX_MODIFIERS + 2, len(words))):
        word = words[position]
        if word.sentence != words[index].sentence or word.text in ",;:()—–'’" or word.folded == "'s":
            return None
        # In capitals the role is a title of the name after it: "the Director Orla Tarn".
        role = word.folded in STANDING_ROLES and word.text[0].islower()
        if (role or _YEARS_OLD.fullmatch(word.text)) and not _noun_phrase_continues(view, position):
            inner = tuple(words[n].folded for n in range(index + 1, position) if words[n].text not in '“”"')
            return Description(view.span((index, position)), word.folded, inner)
        if word.text[0].islower() and word.folded in COMMON and word.folded not in _PLAIN_MODIFIERS:
            return None
    return None


def age_at(view: View, span: Span) -> str | None:
    """The age in years that the description at ``span`` states: "the 41-year-old singer", "the singer, 41, said"."""
    inside = _YEARS_OLD.search(view.text, *span)
    if inside:
        return inside[0].partition("-")[0]
    return next((age.text for age in ages_at(view, span) if age.span[0] >= span[1]), None)


def is_of_other_age(cluster: Cluster, age: str | None) -> bool:
    """True if ``cluster`` has another age on the page than ``age``. A year between two ages is a birthday."""
    return (
        age is not None
        and bool(cluster.ages_in_years)
        and all(abs(int(age) - int(own)) > 1 for own in cluster.ages_in_years)
    )


def is_of_age(cluster: Cluster, head: str) -> bool | None:
    """True if ``cluster`` has an age on the page that ``head`` tells, "teenager", and false if it has others; else
    null."""
    years = _AGES.get(head)
    if years is None or not cluster.ages_in_years:
        return None
    return any(years[0] <= int(age) <= years[1] for age in cluster.ages_in_years)


def _noun_phrase_continues(view: View, index: int) -> bool:
    """True if word ``index`` is not the head: a name follows ("the actress Orla Tarn") or another noun ("the model
    actress")."""
    if index + 1 >= len(view.words):
        return False
    after = view.words[index + 1]
    if after.capital and not view.gap(index).strip() and after.sentence == view.words[index].sentence:
        return True
    # A complement or a possessive makes a longer noun phrase, which is not read: "the governor of Elmouth", "the
    # singer’s mother".
    return after.folded in STANDING_ROLES or after.folded in {"of", "for", "'s"}
