"""Words with capitals that stand together: what may be names, before anything is said of whose."""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.people.evidence import SPEECH
from onrecord.people.lexicon import (
    KEPT,
    NEVER_NAMED,
    ORGANISATION,
    PARTICLES,
    SHARED_ROLES,
    SUFFIXES,
    TITLES,
    given_names,
    surnames,
)
from onrecord.people.places import COMMON, NOT_PERSONS, PEOPLES, PLACES, TIMES
from onrecord.people.seen import Seen
from onrecord.people.view import View, follows


def find_runs(view: View, *, seen: Seen | None = None) -> list[range]:
    """The numbers of the words of each name there may be, in order."""
    if seen is None:
        return [trimmed for run in _runs(view) for trimmed in _trim(view, run)]
    return [piece for run in _runs(view) for piece in _pieces(view, run, seen=seen)]


def _pieces(view: View, run: range, *, seen: Seen) -> list[range]:
    """``run`` cut where the model sees a person's name begin or end; of a headline only the names that it sees."""
    styled = view.blocks[view.words[run.start].block].headline_style
    found: list[range] = []
    for piece in seen.split(run):
        if seen.is_person(piece):
            found.append(piece)
        elif not styled:
            found += _trim(view, piece)
    return found


def has_capital(view: View, at: int) -> bool:
    """Whether word ``at`` may belong to a name by its first letter."""
    text = view.words[at].text
    return text[0].isupper() and text != "I" and not text.startswith("I'")


def _runs(view: View) -> Iterator[range]:
    """Words with capitals that stand together, with the particles, initials and nicknames between them."""
    at, count = 0, len(view.words)
    while at < count:
        if not has_capital(view, at):
            at += 1
            continue
        end = at + 1
        while end < count and (step := _step(view, end)):
            end += step
        yield range(at, end)
        at = end


def _step(view: View, at: int) -> int:
    """How many words from ``at`` on go on with the name that ends before it; 0 where it has ended."""
    words = view.words
    if not follows(view, at) or words[at - 1].text.casefold().endswith((".com", ".org", ".net")):
        return 0
    if has_capital(view, at):
        return 1 if words[at].sentence == words[at - 1].sentence and not _shouts_on(view, at) else 0
    text, left = words[at].text, len(words) - at
    if text.casefold() in PARTICLES and left > 1 and has_capital(view, at + 1) and follows(view, at + 1):
        return 2
    further = left > 2 and words[at + 1].text in {"la", "las", "los", "der", "den", "l"}
    if further and text in {"de", "van", "von"} and has_capital(view, at + 2):
        return 3
    if text == "&" and left > 1 and has_capital(view, at + 1):
        return 2
    if text == "," and left > 1 and words[at + 1].folded in SUFFIXES:
        return 2
    nickname = left > 3 and text in '“"(' and has_capital(view, at + 1) and words[at + 2].text in '”")'
    known = words[at - 1].folded in given_names() or words[min(at + 1, len(words) - 1)].folded in given_names()
    if nickname and known and has_capital(view, at + 3) and words[at + 3].folded not in NOT_PERSONS:
        return 4
    return 0


def _shouts_on(view: View, at: int) -> bool:
    """Whether word ``at`` is in capitals after one that is not, and no initials or suffix."""
    word, before = view.words[at], view.words[at - 1].text
    long = len(word.text) > 1 and word.text.isupper() and "." not in word.text
    return (
        long
        and not before.isupper()
        and word.folded not in SUFFIXES
        and word.folded not in ORGANISATION
        and before.casefold() not in PARTICLES
    )


def _trim(view: View, run: range) -> list[range]:
    """``run`` without the opening of a sentence in front of it, cut at days and months."""
    words = view.words
    start, end = run.start, run.stop
    if view.blocks[words[start].block].headline_style:
        return _in_headline(view, run)
    while start < end and words[start].opens and _only_opens(view, start, end):
        start += 1
        if start < end and not words[start].capital:
            start += 1
    if end - start > 1 and words[start].folded.endswith("day"):
        start += 1
    while end - start > 1 and words[end - 1].folded in TIMES and words[end - 2].folded not in given_names():
        end -= 1
    return [range(start, end)] if start < end else []


def _only_opens(view: View, at: int, end: int) -> bool:
    word = view.words[at]
    if end - at == 2 and _opens_before_name(view, at):
        return True
    if word.folded in TITLES or word.folded in PEOPLES or word.folded in PLACES:
        return False
    if word.folded in NEVER_NAMED or word.folded in SHARED_ROLES or word.folded.removesuffix("s") in SHARED_ROLES:
        return end - at == 1 or word.folded in NEVER_NAMED
    if word.folded in COMMON and not (word.folded in ORGANISATION and end - at > 1):
        return True
    if end - at == 1 and at + 1 < len(view.words) and view.words[at + 1].folded in SPEECH:
        return False
    if word.folded in SPEECH:
        return True
    adverb = word.folded.endswith("ly") and word.folded not in view.capitalised
    return word.folded not in given_names() and (word.folded in view.lowercased or adverb)


def _opens_before_name(view: View, at: int) -> bool:
    """Whether word ``at`` only opens a sentence that goes on with a given name: "Backstage Katie"."""
    first, second = view.words[at].folded, view.words[at + 1].folded
    if first in given_names() or first in TITLES or first in view.capitalised:
        return False
    return second in given_names() and second not in surnames()


def _in_headline(view: View, run: range) -> list[range]:
    """In a headline capitals say little: pairs of a given name and a word that the page never prints small."""
    words, found = view.words, []
    at = run.start
    while at + 1 < run.stop:
        end = at + 1 if _given_in_headline(view, at) else at
        while end > at and end < run.stop and _surname_in_headline(view, end):
            end += 1
            if words[end - 1].folded not in given_names() or end - at > 2:
                break
        if end - at > 1:
            found.append(range(at, end))
        at = max(end, at + 1)
    return found


def _given_in_headline(view: View, at: int) -> bool:
    first, second = view.words[at], view.words[at + 1]
    if first.folded in KEPT and second.folded in given_names():
        return True
    if first.folded in NOT_PERSONS:
        return False
    return first.folded in given_names() or (second.folded in surnames() and first.folded in view.capitalised)


def _surname_in_headline(view: View, at: int) -> bool:
    word = view.words[at]
    if word.folded in surnames() or word.folded in view.capitalised:
        return word.folded not in TIMES and (word.folded not in COMMON or word.folded in view.capitalised)
    verb = word.folded.endswith(("s", "ed", "ing"))
    return not verb and word.text[0].isalpha() and word.folded not in NOT_PERSONS and word.folded not in view.lowercased
