"""Find who is named: the one place where mentions come from. What comes after asks only for spans and kinds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from onrecord.encoder import Encoding
from onrecord.people.evidence import is_brand, is_person, is_place_or_thing, places_of
from onrecord.people.lexicon import (
    NEVER_NAMED,
    ORGANISATION,
    SUFFIXES,
    TITLES,
    given_names,
    surnames,
)
from onrecord.people.naming import title_length
from onrecord.people.organisations import find_organisations
from onrecord.people.places import COMMON, NOT_PERSONS, TIMES
from onrecord.people.runs import find_runs
from onrecord.people.seen import SEEN_OTHERWISE, Seen
from onrecord.people.view import View
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
_LONGEST_ACRONYM = 5
_NEVER_ALONE = NOT_PERSONS | ORGANISATION | SUFFIXES


def find_mentions(view: View, *, sources: Sequence[Span] = (), encoding: Encoding | None = None) -> tuple[Mention, ...]:
    """The names on the page, in order. ``sources`` are spans that statements name as their source.

    Rules and what the model sees in ``encoding`` decide together; without it the rules decide alone.
    """
    seen = Seen.from_encoding(view, encoding) if encoding else None
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
    for run in find_organisations(view, runs, spoken=spoken, seen=seen):
        word = view.words[run[0]]
        person = len(run) == 1 and word.text.isupper() and (word.folded in surnames_here or _is_label(view, run[0]))
        if not taken.intersection(run):
            found.append(Mention(_span(view, run), "person" if person else "organisation", _text(view, run)))
    return tuple(sorted(set(found), key=lambda mention: mention.span))


def _is_label(view: View, at: int) -> bool:
    """Whether word ``at``, in capitals, opens a turn of a transcript: "TARN: ..."; acronyms are shorter."""
    words = view.words
    return (
        len(words[at].text) > _LONGEST_ACRONYM and words[at].opens and at + 1 < len(words) and words[at + 1].text == ":"
    )


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
        if (_can_be_single(view, at) or (seen and seen.is_surely_person((at,))))
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
            word.folded in parts
            and word.folded not in SUFFIXES
            and not (seen and seen.person_log_odds(run) < SEEN_OTHERWISE)
        )
        if known and (word.folded in TIMES or word.folded in COMMON):
            # "Winter" is a season and "White" a colour, but not in the middle of a sentence on a page about Una Winter.
            known = (not word.opens or at in spoken) and not is_place_or_thing(view, run)
        sure = titled or (seen is not None and seen.is_surely_person(run))
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
    if word.opens and word.folded in view.lowercased:
        return False
    if word.opens and at not in spoken and word.folded not in view.capitalised and word.folded not in given_names():
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
        if two := _two_names(form, forms):
            cut += [Mention(_span(view, part), "person", _text(view, part)) for part in (run[: two[0]], run[two[1] :])]
            continue
        if seen and seen.is_wholly_person(run):
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


def _two_names(form: tuple[str, ...], forms: Counter[tuple[str, ...]]) -> tuple[int, int] | None:
    """Where the first of two full names ends and the second begins, as in the headline "Orla Tarn Meets Una Winter"."""
    for end in range(2, len(form) - 2):
        for start in range(end + 1, len(form) - 1):
            if forms[form[start:]] and (forms[form[:end]] or (end == 2 and form[0] in given_names())):
                return end, start
    return None


def _only_before(view: View, word: str) -> bool:
    """Whether ``word`` is no given name but a word of headlines: "Asserting", "Stop"."""
    return word not in given_names() and (word in COMMON or word in view.lowercased or word.endswith("ing"))


def _ends_names(word: str) -> bool:
    return word in surnames() or word in SUFFIXES


def _trails(view: View, run: Sequence[int], forms: Counter[tuple[str, ...]]) -> bool:
    """Whether the last word is no part of the name before it, as in the headline "Orla Tarn Weds"."""
    form = tuple(view.words[number].folded for number in run)
    if form[-1] in COMMON or form[-1] in view.lowercased:
        return bool(forms[form[:-1]]) or (len(form) == 3 and form[0] in given_names())
    return bool(forms[form[:-1]]) and view.blocks[view.words[run[0]].block].headline_style


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
    return view.blocks[word.block].headline_style or (
        word.text.isupper() and view.words[min(at + 1, len(view.words) - 1)].text == ":"
    )


def _stands(view: View, at: int, form: Sequence[str]) -> bool:
    words = view.words[at : at + len(form)]
    return len(words) == len(form) and all(word.folded == part for word, part in zip(words, form, strict=True))
