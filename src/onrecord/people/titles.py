"""What stands around a name and says what somebody is: titles, roles, ages."""

from __future__ import annotations

import re
from collections.abc import Sequence

from onrecord.people.lexicon import (
    BEFORE_TITLES,
    FEMALE_ROLES,
    MALE_ROLES,
    SHARED_ROLES,
    STYLES,
    TITLES,
    Gender,
    fold,
)
from onrecord.people.naming import gender_of_title
from onrecord.people.places import PEOPLES, PLACES
from onrecord.people.view import View
from onrecord.types import Span, Stated

_AGE = re.compile(r"(?:, |,\xa0| \()(?:aged? )?(1?\d?\d)(?=[,.;)—]|\s(?:and|who|of|at)\b)")
_YEARS_OLD = re.compile(r"(1?\d?\d)[- ]years?[- ]old\s+(?:[\w.’'-]+\s+){0,5}$")
_IS_AGED = re.compile(r", who (?:is|was|turned|turns) (1?\d?\d)\b|,? (?:is|was) (1?\d?\d)[- ]years?[- ]old")
_APPOSED = re.compile(r", (?:(?:the|a|an|his|her|its|their|our|my|who is|who was)\s)?([^,.;—“”\"]{3,60})")
_WORD = re.compile(r"[^\W\d_][\w.’'-]*")
_LOOK_BACK = 6


def titles_before(view: View, at: int) -> range:
    """Numbers of the words right before word ``at`` that are titles with what belongs to them."""
    first = at
    words = view.words
    while first and at - first < _LOOK_BACK and not view.gaps[first - 1].strip():
        word = words[first - 1]
        if word.block != words[at].block or word.sentence != words[at].sentence:
            break
        joins = first < at and (word.folded in BEFORE_TITLES or (word.capital and _is_office(word.folded)))
        titled = word.folded in TITLES or word.folded in SHARED_ROLES
        of_office = first < at and word.folded in {"of", "the", "for"} and words[first - 2].folded in TITLES
        if not (joins or titled or of_office):
            break
        first -= 1
    while first < at and words[first].folded in {"the", "of", "for"}:
        first += 1
    return range(first, at)


def _is_office(folded: str) -> bool:
    return folded in PLACES or folded in PEOPLES


def roles_at(view: View, span: Span) -> list[Stated]:
    """The titles and roles that stand around the name at ``span``, as printed."""
    at = view.index(span[0])
    before = titles_before(view, at)
    roles = []
    if before and any(view.words[number].folded not in STYLES for number in before):
        roles.append(_stated(view, (view.words[before.start].start, view.words[before.stop - 1].end)))
    apposed = _APPOSED.match(view.text, span[1], min(span[1] + 90, view.blocks[view.words[at].block].span[1]))
    if apposed:
        words = list(_WORD.finditer(view.text, *apposed.span(1)))
        heads = _head_of([fold(word[0]) for word in words])
        if heads is not None and words[heads][0][0].islower():
            roles.append(_stated(view, (words[0].start(), words[heads].end())))
    return roles


def _head_of(words: Sequence[str]) -> int | None:
    """Where the role stands in an apposition: its last word before a preposition. Null where it is none."""
    end = next(
        (at for at, word in enumerate(words) if word in {"of", "for", "in", "at", "who", "with", "from", "and", "to"}),
        None,
    )
    head = (len(words) if end is None else end) - 1
    return head if 0 <= head < 7 and words[head] in SHARED_ROLES else None


def _stated(view: View, span: Span) -> Stated:
    return Stated(" ".join(view.text[slice(*span)].split()), span)


def ages_at(view: View, span: Span) -> list[Stated]:
    """The ages in years that stand beside the name at ``span``."""
    block = view.blocks[view.words[view.index(span[0])].block].span
    before = _YEARS_OLD.search(view.text, max(block[0], span[0] - 60), span[0])
    after = _AGE.match(view.text, span[1], block[1]) or _IS_AGED.match(view.text, span[1], block[1])
    found = []
    for match in filter(None, [before, after]):
        group = 1 if match[1] else 2
        if int(match[group]) > 0:
            found.append(Stated(match[group], match.span(group)))
    return found


def gender_at(view: View, span: Span) -> Gender | None:
    """The gender that titles and roles around the name at ``span`` tell."""
    at = view.index(span[0])
    titles = [view.words[number].folded for number in titles_before(view, at)]
    known = gender_of_title(titles)
    if known:
        return known
    roles = [*titles, *(fold(role.text.split()[-1]) for role in roles_at(view, span))]
    return next(filter(None, map(gender_of_role, roles)), None)


def gender_of_role(role: str) -> Gender | None:
    """The gender that a role tells, folded: "actress", "ex-husband"."""
    return "female" if role in FEMALE_ROLES else "male" if role in MALE_ROLES else None
