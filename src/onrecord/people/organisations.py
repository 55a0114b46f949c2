"""Find the organisations that are named: by their words, by what the model sees, and by their speaking."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from onrecord.people.lexicon import NEVER_NAMED, ORGANISATION, SHARED_ROLES, TITLES, given_names
from onrecord.people.places import COMMON, PEOPLES, PLACES, TIMES
from onrecord.people.runs import has_capital
from onrecord.people.seen import SEEN_OTHERWISE, Seen
from onrecord.people.view import View, follows

_DOMAIN = re.compile(r"\.(?:com|org|net|co|gov|tv)$", re.IGNORECASE)
_ENDINGS = frozenset(["inc", "corp", "co", "ltd", "llc", "plc"])
_OF_PLACES = frozenset(["government", "police", "military", "army", "forces", "parliament", "authorities", "ministry"])
"""What a place or a people has one of."""
_INNER = frozenset(["of", "for", "and", "&"])
_SAYS_NOTHING = TITLES | TIMES | COMMON


def find_organisations(view: View, runs: Sequence[range], *, spoken: set[int], seen: Seen | None) -> Iterator[range]:
    """The numbers of the words of each organisation. ``spoken``: those of words that sources of statements hold."""
    sights = seen.organisation_runs() if seen else []
    named = [_widened(view, run, seen=seen) for run in sights if not _only_ends(view, run)]
    taken = {number for run in named for number in run}
    named += [group for run in runs if (group := _group(view, run, seen=seen)) and not taken.intersection(group)]
    yield from named
    taken = {number for run in named for number in run}
    for run in runs:
        if taken.intersection(run) or (seen and seen.organisation_log_odds(run) < SEEN_OTHERWISE):
            continue
        words = [view.words[number] for number in run]
        names = any(word.folded in ORGANISATION for word in words) or bool(_DOMAIN.search(words[0].text))
        acronym = (
            len(run) == 1 and re.fullmatch(r"(?:[A-Z]\.?){2,6}", words[0].text) and words[0].folded not in _SAYS_NOTHING
        )
        source = run[0] in spoken and _can_speak(view, run) and not (seen and _only_place(seen, run, spoken=spoken))
        if names or acronym or source:
            yield _widened(view, run, seen=seen)


def _only_ends(view: View, run: range) -> bool:
    """Whether ``run`` is nothing but what ends the names of companies, or no name: "Inc"."""
    return all(view.words[number].folded in _ENDINGS or not view.words[number].capital for number in run)


def _only_place(seen: Seen, run: range, *, spoken: set[int]) -> bool:
    """Whether ``run`` is a place in a source that goes on: "Elmouth residents", not "Elmouth"."""
    return seen.is_place(run) and (run.stop in spoken or run.start - 1 in spoken)


def _group(view: View, run: range, *, seen: Seen | None) -> range | None:
    """``run`` with the noun behind it that makes an organisation of a place or a people: "the Elmouth police"."""
    words, end = view.words, run.stop
    if end >= len(words) or words[end].folded not in _OF_PLACES or not follows(view, end):
        return None
    last = words[end - 1].folded
    place = last in PEOPLES or last in PLACES or (seen is not None and seen.is_place(run))
    return range(run.start, end + 1) if place else None


def _can_speak(view: View, run: Sequence[int]) -> bool:
    """Whether a source's own words with capitals are the name of something, and not a people or an opening word."""
    words = [view.words[number] for number in run]
    last = words[-1].folded
    if last in PEOPLES or last in NEVER_NAMED or last in SHARED_ROLES or last.removesuffix("s") in SHARED_ROLES:
        return False
    if len(words) == 1 and words[0].opens and (last.endswith("s") or last in view.lowercased):
        return False
    return not all(word.folded in _SAYS_NOTHING for word in words)


def _widened(view: View, run: range, *, seen: Seen | None) -> range:
    """``run`` with "of X" and "for X" behind it: "Board of Elections", "Centre for Public Health"."""
    words, end = view.words, run.stop
    while end + 1 < len(words) and follows(view, end):
        to = words[end].text in {"to"} and words[end - 1].folded in ORGANISATION
        if (words[end].text not in _INNER and not to) or (
            words[end].text == "and" and seen and not seen.joins_organisation(end)
        ):
            break
        step = 2 if words[end + 1].text in {"the", "a"} else 1
        at = end + step
        if at >= len(words) or not has_capital(view, at) or words[at].sentence != words[run.start].sentence:
            break
        if words[end].text == "and" and words[run.start].folded in given_names():
            break
        end = at + 1
        while end < len(words) and has_capital(view, end) and follows(view, end):
            end += 1
    return range(run.start, end)
