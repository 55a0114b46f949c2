"""Names that only their place gives away: who stands behind "daughter" is somebody, whatever the name looks like."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from onrecord.people.kinship.vocabulary import AGED, GENITIVE, KIN, NUMBERS, POSSESSIVES
from onrecord.people.lexicon import SHARED_ROLES, STANDING_ROLES, TITLES
from onrecord.people.mentions import Mention
from onrecord.people.places import PEOPLES, TIMES
from onrecord.people.view import View

_LONGEST = 3
_MARKS = frozenset([",", ":", "—", "–"])
_LISTS = frozenset([",", "and", "&", "(", ")", "twins"])
_ENDS = frozenset([",", ".", ")", "(", ";", "—", "–", "and", "&", "who", "whom", "?", "!", "”", '"'])
_TOGETHER = frozenset(["married", "dating", "engaged", "split", "wed", "wedding", "romance", "divorced"])
"""What two do with each other: where one of them is known, the other is somebody too."""
_TRIGGERS = _TOGETHER | KIN.keys()


def with_relatives(view: View, mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """``mentions`` and the names behind relatives that are not among them, wherever they stand."""
    taken = {number: mention for mention in mentions for number in view.inside(mention.span)}
    found: dict[int, range] = {}
    for at, word in enumerate(view.words):
        if word.folded not in _TRIGGERS or word.capital:
            continue
        relative = word.folded in KIN and not view.blocks[word.block].headline_style
        beside = word.folded in _TOGETHER
        for run in _behind(view, at, taken) if relative else _beside(view, at, taken) if beside else ():
            if not all(number in taken and taken[number].sort == "person" for number in run):
                found[run.start] = run
    if not found:
        return tuple(mentions)
    runs = {run.start: run for run in [*found.values(), *_elsewhere(view, list(found.values()), taken)]}
    covered = {number for run in runs.values() for number in run}
    kept = [mention for mention in mentions if not covered.intersection(view.inside(mention.span))]
    return tuple(sorted([*kept, *(_mention(view, run) for run in runs.values())], key=lambda mention: mention.span))


def _mention(view: View, run: range) -> Mention:
    span = view.words[run.start].start, view.words[run.stop - 1].end
    return Mention(span, "person", " ".join(view.text[slice(*span)].split()))


def _behind(view: View, at: int, taken: dict[int, Mention]) -> Iterator[range]:
    """The names behind the relative at word ``at``."""
    words = view.words
    kin = KIN[words[at].folded]
    start = at + 1
    if start >= len(words) or words[start].sentence != words[at].sentence:
        return
    of = words[start].folded == "of"
    if (of or words[start].folded == "together") and start + 1 < len(words):
        start += 1
    marked = words[start].text in _MARKS
    if marked and not _owned(view, at):
        return
    first = _past_roles(view, start + marked)
    run = _run(view, first, taken)
    if run is None or ((marked or (of and kin.plural)) and not _closed(view, run.stop)):
        return
    yield run
    while kin.plural and (further := _next(view, run.stop, taken)) is not None:
        run = further
        yield run


def _beside(view: View, at: int, taken: dict[int, Mention]) -> Iterator[range]:
    """The one of two who is not known: "Zuzka, Piet Tarn already married?", "Piet Tarn is dating Zuzka"."""
    words = view.words
    if at + 1 < len(words) and words[at].folded in {"dating", "married"} and _is_name(view, at + 1):
        run = _run(view, at + 1, taken)
        if run is not None:
            yield run
    for number in range(at - 1, max(0, at - 6), -1):
        word = words[number]
        if word.sentence != words[at].sentence or word.text in {".", ";", ":"}:
            return
        if word.folded not in {",", "and", "&"}:
            continue
        right = number + 1 in taken and taken[number + 1].sort == "person"
        left = number - 1 in taken and taken[number - 1].sort == "person"
        if right and not left and number >= 1 and _is_whole(view, number - 1):
            yield range(number - 1, number)
        elif left and not right and word.text != "," and _is_name(view, number + 1):
            run = _run(view, number + 1, taken)
            if run is not None:
                yield run
        return


def _is_whole(view: View, at: int) -> bool:
    """Whether the one word ``at`` opens its sentence as a name does."""
    word = view.words[at]
    opens = at == 0 or view.words[at - 1].sentence != word.sentence
    furniture = view.blocks[word.block].role != "body"
    return (
        furniture
        and opens
        and word.capital
        and word.folded not in view.lowercased
        and word.folded not in TIMES
        and len(word.text) > 2
    )


def _owned(view: View, at: int) -> bool:
    """Whether a possessive, a number or an age stands shortly before the relative at word ``at``."""
    words = view.words
    for number in range(at - 1, max(-1, at - 5), -1):
        if words[number].sentence != words[at].sentence:
            return False
        folded = words[number].folded
        if folded in POSSESSIVES or folded in NUMBERS or folded in GENITIVE or folded.endswith(AGED):
            return True
    return False


def _past_roles(view: View, at: int) -> int:
    words = view.words
    roles = SHARED_ROLES | STANDING_ROLES | TITLES
    while at < len(words) and (words[at].folded in roles or words[at].folded.endswith(AGED)):
        at += 1
    return at


def _run(view: View, at: int, taken: dict[int, Mention]) -> range | None:
    """The words with a capital from word ``at`` on that can be a name."""
    words = view.words
    stop = at
    while stop < len(words) and stop - at < _LONGEST and words[stop].block == words[at].block and _is_name(view, stop):
        stop += 1
        if stop < len(words) and view.gaps[stop - 1] not in {" ", "\u00a0"}:
            break
    if stop == at or (stop < len(words) and stop - at == _LONGEST and _is_name(view, stop) and stop not in taken):
        return None
    held = taken.get(stop - 1)
    if held is not None:
        stop = max(stop, view.inside(held.span).stop)
    if any(taken[number].sort != "person" for number in range(at, stop) if number in taken):
        return None
    return range(at, stop)


def _is_name(view: View, at: int) -> bool:
    word = view.words[at]
    return (
        word.capital
        and (not word.opens or (at > 0 and view.words[at - 1].text in _MARKS))
        and word.text[0].isalpha()
        and word.text[-1].isalnum()
        and len(word.text) > 1
        and word.folded not in TIMES
        and word.folded not in PEOPLES
        and (word.folded not in KIN)
    )


def _closed(view: View, stop: int) -> bool:
    words = view.words
    return stop >= len(words) or words[stop].sentence != words[stop - 1].sentence or words[stop].text in _ENDS


def _next(view: View, at: int, taken: dict[int, Mention]) -> range | None:
    """The next name of a list, behind ages and commas."""
    words = view.words
    joined = False
    for number in range(at, min(at + 8, len(words))):
        word = words[number]
        if word.sentence != words[at - 1].sentence:
            return None
        if joined and _is_name(view, number):
            run = _run(view, number, taken)
            return run if run is not None and _closed(view, run.stop) else None
        joined |= word.folded in {",", "and", "&"}
        if not (word.text[0].isdigit() or word.folded in _LISTS or word.folded.endswith(AGED)):
            return None
    return None


def _elsewhere(view: View, runs: Sequence[range], taken: dict[int, Mention]) -> Iterator[range]:
    """Where the same names stand again, not as a part of another."""
    words = view.words
    forms = {tuple(words[number].folded for number in run) for run in runs}
    firsts = {form[0]: form for form in forms}
    for at, word in enumerate(words):
        form = firsts.get(word.folded)
        if form is None or not word.capital or at in taken:
            continue
        if word.opens and word.folded in view.lowercased:
            continue
        if tuple(w.folded for w in words[at : at + len(form)]) == form:
            run = range(at, at + len(form))
            if not any(n in taken for n in run) and (at + len(form) >= len(words) or not _goes_on(view, run)):
                yield run


def _goes_on(view: View, run: range) -> bool:
    """Whether another word of a longer name stands beside the run."""
    words = view.words
    after = words[run.stop]
    behind = after.capital and after.sentence == words[run.start].sentence and view.gaps[run.stop - 1] == " "
    before = words[run.start - 1] if run.start else None
    ahead = before is not None and before.capital and not before.opens and view.gaps[run.start - 1] == " "
    return (behind or ahead) and not view.blocks[after.block].headline_style
