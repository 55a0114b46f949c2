"""Find who is named: the one place where mentions come from. What comes after asks only for spans and kinds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from onrecord.encoder import Encoding
from onrecord.people.evidence import is_brand, is_person, is_place_or_thing, places_of
from onrecord.people.lexicon import (
    NEVER_NAMED,
    ORGANISATION,
    SHARED_ROLES,
    SUFFIXES,
    TITLES,
    given_names,
    surnames,
)
from onrecord.people.naming import title_length
from onrecord.people.places import COMMON, NOT_PERSONS, PEOPLES, PLACES, TIMES
from onrecord.people.runs import find_runs, has_capital
from onrecord.people.seen import Seen
from onrecord.people.view import View, follows
from onrecord.types import Span

Sort = Literal["person", "organisation"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A span that names a person, without titles, or an organisation, without its article."""

    span: Span
    sort: Sort
    text: str


_NAMED_FOR = frozenset(["show", "tour", "foundation", "library", "museum", "prize", "award"])
"""What is called after somebody: "the Orla Tarn Show"."""
_NEVER_ALONE = NOT_PERSONS | ORGANISATION | SUFFIXES
_SAYS_NOTHING = TITLES | TIMES | COMMON
_DOMAIN = re.compile(r"\.(?:com|org|net|co|gov|tv)$", re.IGNORECASE)
_ENDINGS = frozenset(["inc", "corp", "co", "ltd", "llc", "plc"])
_OF_PLACES = frozenset(["government", "police", "military", "army", "forces", "parliament", "authorities", "ministry"])
"""What a place or a people has one of."""
_SEEN_OTHERWISE = -3.0
"""Log-odds at which the model takes words for something else, whatever the rules say."""
_INNER = frozenset(["of", "for", "and", "&"])


def find_mentions(view: View, *, sources: Sequence[Span] = (), encoding: Encoding | None = None) -> tuple[Mention, ...]:
    """The names on the page, in order. ``sources`` are spans that statements name as their source.

    Rules and what the model sees in ``encoding`` decide together; without it the rules decide alone.
    """
    seen = Seen.of(view, encoding) if encoding else None
    runs = find_runs(view, seen=seen)
    if seen:
        seen.pool(runs)
    spoken = {number for span in sources for number in view.inside(span)}
    persons = _persons(view, runs, spoken=spoken, seen=seen)
    found = [Mention(_span(view, run), "person", _text(view, run)) for run in persons]
    found = _without_passing_words(view, found, seen=seen)
    found += _repeated(view, found)
    taken = {number for mention in found for number in view.inside(mention.span)}
    surnames_here = {view.words[view.index(mention.span[1]) - 1].folded for mention in found}
    for run in _organisations(view, runs, spoken=spoken, seen=seen):
        word = view.words[run[0]]
        person = len(run) == 1 and word.text.isupper() and word.folded in surnames_here
        if not taken.intersection(run):
            found.append(Mention(_span(view, run), "person" if person else "organisation", _text(view, run)))
    return tuple(sorted(set(found), key=lambda mention: mention.span))


def _span(view: View, run: Sequence[int]) -> Span:
    return view.words[run[0]].start, view.words[run[-1]].end


def _text(view: View, run: Sequence[int]) -> str:
    return " ".join(view.text[slice(*_span(view, run))].split())


def _persons(view: View, runs: Sequence[range], *, spoken: set[int], seen: Seen | None) -> list[range]:
    """The runs that name persons, titles cut off."""
    alone = Counter(view.words[run[0]].folded for run in runs if len(run) == 1)
    cut = []
    for run in runs:
        words = [view.words[number].folded for number in run]
        length = title_length(words)
        named_for = len(run) > 2 and words[-1] in _NAMED_FOR and words[0] in given_names()
        cut.append((run[length : -1 if named_for else None], length > 0))
    places = places_of(view, [run for run, titled in cut if len(run) > 1 and not titled])
    cut = [(run, titled) for run, titled in cut if tuple(view.words[n].folded for n in run) not in places]
    found = [
        run
        for run, titled in cut
        if len(run) > 1 and is_person(view, run, titled=titled, alone=alone, spoken=spoken, seen=seen)
    ]
    parts = {view.words[number].folded for run in found for number in (run[0], _last(view, run))}
    bodies = {view.words[run[0]].folded for run in runs if len(run) > 1 and view.words[run[-1]].folded in ORGANISATION}
    singles = [(run[0], titled) for run, titled in cut if len(run) == 1]
    singles = [(at, titled) for at, titled in singles if titled or view.words[at].folded not in bodies - parts]
    shown = _shown(view, singles, alone=alone, spoken=spoken, seen=seen)
    shown -= {form[0] for form in places_of(view, [range(at, at + 1) for at, _ in singles])} - parts
    return sorted(
        [*found, *_single_persons(view, singles, shown=shown, parts=parts, spoken=spoken, seen=seen)], key=_start
    )


def _start(run: range) -> int:
    return run.start


def _last(view: View, run: Sequence[int]) -> int:
    return run[-2] if len(run) > 1 and view.words[run[-1]].folded in SUFFIXES else run[-1]


def _shown(
    view: View,
    singles: Sequence[tuple[int, bool]],
    *,
    alone: Counter[str],
    spoken: set[int],
    seen: Seen | None,
) -> set[str]:
    """The words, folded, that some place on the page shows to be a person's name of one word."""
    return {
        view.words[at].folded
        for at, titled in singles
        if (_can_be_single(view, at) or (seen and seen.surely((at,))))
        and _is_single(view, at, titled=titled, alone=alone, spoken=spoken, seen=seen)
    }


def _single_persons(
    view: View,
    singles: Sequence[tuple[int, bool]],
    *,
    shown: set[str],
    parts: set[str],
    spoken: set[int],
    seen: Seen | None,
) -> list[range]:
    """Names of one word: parts of full names, and those that are ``shown``."""
    found = []
    for at, titled in singles:
        word, run = view.words[at], range(at, at + 1)
        known = (
            word.folded in parts and word.folded not in SUFFIXES and not (seen and seen.person(run) < _SEEN_OTHERWISE)
        )
        if known and (word.folded in TIMES or word.folded in COMMON):
            # "Winter" is a season and "White" a colour, but not in the middle of a sentence on a page about Una Winter.
            known = (not word.opens or at in spoken) and not is_place_or_thing(view, run)
        sure = titled or (seen is not None and seen.surely(run))
        if known or (word.folded in shown and (sure or not is_place_or_thing(view, run))):
            found.append(run)
    return found


def _can_be_single(view: View, at: int) -> bool:
    word = view.words[at]
    if not word.text[-1].isalnum() or len(word.text) < 2 or word.folded in _NEVER_ALONE:
        return False
    if is_brand(word.text):
        return False
    return not (word.text.isupper() and len(word.text) < 7 and "-" not in word.text)


def _is_single(view: View, at: int, *, titled: bool, alone: Counter[str], spoken: set[int], seen: Seen | None) -> bool:
    word = view.words[at]
    if titled:
        return True
    if seen:
        named = word.folded not in TITLES and word.folded not in NEVER_NAMED
        return named and is_person(view, range(at, at + 1), titled=False, alone=alone, spoken=spoken, seen=seen)
    if is_place_or_thing(view, range(at, at + 1)) or word.folded in TITLES or word.folded in NEVER_NAMED:
        return False
    if word.opens and word.folded in view.lower:
        return False
    if word.opens and at not in spoken and word.folded not in view.named and word.folded not in given_names():
        return False
    if word.folded in given_names():
        return not word.opens or alone[word.folded] > 1 or at in spoken
    return is_person(view, range(at, at + 1), titled=False, alone=alone, spoken=spoken, seen=None)


def _without_passing_words(view: View, found: Sequence[Mention], *, seen: Seen | None) -> list[Mention]:
    """``found`` with names cut back to what the page calls them elsewhere: "Hopeful Orla Tarn" in a headline, where the
    page has "Orla Tarn"."""
    forms = Counter(tuple(view.words[n].folded for n in view.inside(mention.span)) for mention in found)
    surnames_here = {form[-1] for form in forms if len(form) > 1}
    cut = []
    for mention in found:
        run = view.inside(mention.span)
        form = tuple(view.words[number].folded for number in run)
        if seen and seen.wholly(run):
            cut.append(mention)
            continue
        if len(form) > 2 and forms[form[1:]] and form[0] not in given_names():
            run = run[1:]
        elif len(form) > 2 and not _ends_names(form[-1]) and _trails(view, run, forms):
            run = run[:-1]
        elif len(form) == 2 and form[0] in surnames_here and forms[form[:1]] and not _ends_names(form[1]):
            run = run[:1] if forms[form] == 1 else run
        elif len(form) == 2 and form[1] in surnames_here and _only_before(view, form[0]):
            run = run[1:]
        cut.append(Mention(_span(view, run), "person", _text(view, run)))
    return cut


def _only_before(view: View, word: str) -> bool:
    """Whether ``word`` is no given name but a word of headlines: "Asserting", "Stop"."""
    return word not in given_names() and (word in COMMON or word in view.lower or word.endswith("ing"))


def _ends_names(word: str) -> bool:
    return word in surnames() or word in SUFFIXES


def _trails(view: View, run: Sequence[int], forms: Counter[tuple[str, ...]]) -> bool:
    """Whether the last word is no part of the name before it, as in the headline "Orla Tarn Weds"."""
    form = tuple(view.words[number].folded for number in run)
    if form[-1] in COMMON or form[-1] in view.lower:
        return bool(forms[form[:-1]]) or (len(form) == 3 and form[0] in given_names())
    return bool(forms[form[:-1]]) and view.parts[view.words[run[0]].block].styled


def _repeated(view: View, found: Sequence[Mention]) -> list[Mention]:
    """Where a full name, or a surname in capitals before a colon, stands again: in headlines, in words in capitals."""
    forms = {tuple(view.words[n].folded for n in view.inside(mention.span)) for mention in found}
    taken = {number for mention in found for number in view.inside(mention.span)}
    singles = {form[0] for form in forms if len(form) == 1} | {form[-1] for form in forms if len(form) > 1}
    first: dict[str, list[tuple[str, ...]]] = {}
    for form in forms:
        if len(form) > 1:
            first.setdefault(form[0], []).append(form)
    extra = []
    for at, word in enumerate(view.words):
        if at in taken or not word.capital:
            continue
        length = next((len(f) for f in first.get(word.folded, ()) if _stands(view, at, f)), 0)
        if not length and word.folded in singles and _styled(view, at) and word.folded not in NOT_PERSONS:
            length = 1
        if length and not taken.intersection(range(at, at + length)):
            run = range(at, at + length)
            taken.update(run)
            extra.append(Mention(_span(view, run), "person", _text(view, run)))
    return extra


def _styled(view: View, at: int) -> bool:
    word = view.words[at]
    return view.parts[word.block].styled or (
        word.text.isupper() and view.words[min(at + 1, len(view.words) - 1)].text == ":"
    )


def _stands(view: View, at: int, form: Sequence[str]) -> bool:
    words = view.words[at : at + len(form)]
    return len(words) == len(form) and all(word.folded == part for word, part in zip(words, form, strict=True))


def _organisations(view: View, runs: Sequence[range], *, spoken: set[int], seen: Seen | None) -> Iterator[range]:
    named = (
        [_widened(view, run, seen=seen) for run in seen.organisations() if not _only_ends(view, run)] if seen else []
    )
    taken = {number for run in named for number in run}
    named += [group for run in runs if (group := _group(view, run, seen=seen)) and not taken.intersection(group)]
    yield from named
    taken = {number for run in named for number in run}
    for run in runs:
        if taken.intersection(run) or (seen and seen.organisation(run) < _SEEN_OTHERWISE):
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
    if len(words) == 1 and words[0].opens and (last.endswith("s") or last in view.lower):
        return False
    return not all(word.folded in _SAYS_NOTHING for word in words)


def _widened(view: View, run: range, *, seen: Seen | None) -> range:
    """``run`` with "of X" and "for X" behind it: "Board of Elections", "Centre for Public Health"."""
    words, end = view.words, run.stop
    while end + 1 < len(words) and follows(view, end):
        to = words[end].text == "to" and words[end - 1].folded in ORGANISATION
        if (words[end].text not in _INNER and not to) or (words[end].text == "and" and seen and not seen.joins(end)):
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
