"""Names that are recognised by their position alone: a word after "daughter" is a person's name, whatever its form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from onrecord.people.kinship.vocabulary import AGED, KIN, NUMBERS, POSSESSIVES
from onrecord.people.lexicon import GENITIVE, ROLES
from onrecord.people.names.mentions import Mention
from onrecord.people.places import PEOPLES, TIMES
from onrecord.people.view import View

_MAX_NAME_WORDS = 3
"""Maximum length in words of a name that is found by its position. Longer runs are headlines or names of things."""
_MAX_ROLES = 10
"""Maximum number of roles and ages between a kinship noun and a name."""
_MARKS = frozenset([",", ":", "—", "–"])
_LISTS = frozenset([",", "and", "&", "(", ")", "twins"])
_NAME_ENDS = frozenset([",", ".", ")", "(", ";", "—", "–", "and", "&", "who", "whom", "?", "!", "”", '"'])
_PAIR_WORDS = frozenset(["married", "dating", "engaged", "split", "wed", "wedding", "romance", "divorced"])
"""Words for what two people do together: if one of them is a known person, so is the other."""
_TRIGGERS = _PAIR_WORDS | KIN.keys()


def with_relatives(view: View, mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """Add the names of relatives that are not among ``mentions``, with all their occurrences."""
    mention_at = {index: mention for mention in mentions for index in view.inside(mention.span)}
    new_runs: dict[int, range] = {}
    for index, word in enumerate(view.words):
        if word.folded not in _TRIGGERS or word.capital:
            continue
        if word.folded in KIN and not view.block_of(word).headline_style:
            candidates = _names_after_noun(view, index, mention_at)
        elif word.folded in _PAIR_WORDS:
            candidates = _name_of_partner(view, index, mention_at)
        else:
            continue
        for run in candidates:
            known = mention_at.get(run[-1])
            # "The husband of Harbour Minister Orla Tarn", where "Orla Tarn" is a mention.
            ends_in_name = known is not None and known.sort == "person" and known.text.count(" ") > 0
            if not ends_in_name and not all(n in mention_at and mention_at[n].sort == "person" for n in run):
                new_runs[run.start] = run
    if not new_runs:
        return tuple(mentions)
    runs = {run.start: run for run in [*new_runs.values(), *_find_repeats(view, list(new_runs.values()), mention_at)]}
    covered = {index for run in runs.values() for index in run}
    remaining = [mention for mention in mentions if not covered.intersection(view.inside(mention.span))]
    return tuple(
        sorted([*remaining, *(_mention(view, run) for run in runs.values())], key=lambda mention: mention.span)
    )


def _mention(view: View, run: range) -> Mention:
    span = view.words[run.start].start, view.words[run.stop - 1].end
    return Mention(span, "person", view.phrase(span))


def _names_after_noun(view: View, index: int, mention_at: dict[int, Mention]) -> Iterator[range]:
    """The names after the kinship noun at word ``index``."""
    words = view.words
    kin = KIN[words[index].folded]
    start = index + 1
    if start >= len(words) or words[start].sentence != words[index].sentence:
        return
    has_of = words[start].folded == "of"
    if (has_of or words[start].folded == "together") and start + 1 < len(words):
        start += 1
    has_mark = words[start].text in _MARKS
    if has_mark and not _has_owner(view, index):
        return
    first = _past_roles(view, start + has_mark)
    run = _read_name(view, first, mention_at)
    if run is None or ((has_mark or (has_of and kin.plural)) and not _name_ends(view, run.stop)):
        return
    yield run
    while kin.plural and (next_run := _next_listed_name(view, run.stop, mention_at)) is not None:
        run = next_run
        yield run


def _name_of_partner(view: View, index: int, mention_at: dict[int, Mention]) -> Iterator[range]:
    """The unknown one of two people: "Zuzka, Piet Tarn already married", "Piet Tarn is dating Zuzka"."""
    words = view.words
    if index + 1 < len(words) and words[index].folded in {"dating", "married"} and _can_be_in_name(view, index + 1):
        run = _read_name(view, index + 1, mention_at)
        # "Married Lantern founder Piet Tarn": a role follows, not the end of a name.
        if run is not None and (run.stop >= len(words) or words[run.stop].folded not in ROLES):
            yield run
    for position in range(index - 1, max(0, index - 6), -1):
        word = words[position]
        if word.sentence != words[index].sentence or word.text in {".", ";", ":"}:
            return
        if word.folded not in {",", "and", "&"}:
            continue
        right_is_person = position + 1 in mention_at and mention_at[position + 1].sort == "person"
        left_is_person = position - 1 in mention_at and mention_at[position - 1].sort == "person"
        # The unknown name precedes the known one in a headline ("Zuzka, Piet Tarn already married"), or follows it
        # anywhere ("Piet Tarn and The Lantern have been dating").
        if right_is_person and not left_is_person and position >= 1 and _is_opening_name(view, position - 1):
            yield range(position - 1, position)
        elif left_is_person and not right_is_person and word.text != "," and _can_be_in_name(view, position + 1):
            run = _read_name(view, position + 1, mention_at)
            if run is not None:
                yield run
        return


def _is_opening_name(view: View, index: int) -> bool:
    """True if word ``index`` alone opens its sentence as a name would, outside the body."""
    word = view.words[index]
    opens = index == 0 or view.words[index - 1].sentence != word.sentence
    is_outside_body = view.block_of(word).role != "body"
    return (
        is_outside_body
        and opens
        and word.capital
        and word.folded not in view.lowercased
        and word.folded not in TIMES
        and len(word.text) > 2
    )


def _has_owner(view: View, index: int) -> bool:
    """True if a possessive, a number or an age shortly precedes the kinship noun at word ``index``."""
    words = view.words
    for position in range(index - 1, max(-1, index - 5), -1):
        if words[position].sentence != words[index].sentence:
            return False
        folded = words[position].folded
        if folded in POSSESSIVES or folded in NUMBERS or folded in GENITIVE or folded.endswith(AGED):
            return True
    return False


def _past_roles(view: View, index: int) -> int:
    """Index of the first word from ``index`` on that is no role or age."""
    for position in range(index, min(index + _MAX_ROLES, len(view.words))):
        word = view.words[position]
        if word.folded not in ROLES and not word.folded.endswith(AGED):
            return position
    return min(index + _MAX_ROLES, len(view.words))


def _read_name(view: View, start: int, mention_at: dict[int, Mention]) -> range | None:
    """The capitalised words from ``start`` on that can be a name; null if they cannot."""
    words = view.words
    stop = start
    while (
        stop < len(words)
        and stop - start < _MAX_NAME_WORDS
        and words[stop].block == words[start].block
        and _can_be_in_name(view, stop)
    ):
        stop += 1
        if stop < len(words) and view.gap(stop - 1) not in {" ", "\u00a0"}:
            break
    if stop == start or (
        stop < len(words) and stop - start == _MAX_NAME_WORDS and _can_be_in_name(view, stop) and stop not in mention_at
    ):
        return None
    mention = mention_at.get(stop - 1)
    if mention is not None:
        stop = max(stop, view.inside(mention.span).stop)
    # A known organisation is not turned into a person.
    if any(mention_at[index].sort != "person" for index in range(start, stop) if index in mention_at):
        return None
    return range(start, stop)


def _can_be_in_name(view: View, index: int) -> bool:
    """True if word ``index`` has the form of a name: its capital is evidence, and it is no day, nationality or kinship
    noun."""
    word = view.words[index]
    return (
        word.capital
        and (not word.opens or (index > 0 and view.words[index - 1].text in _MARKS))
        and word.text[0].isalpha()
        and word.text[-1].isalnum()
        and len(word.text) > 1
        and word.folded not in TIMES
        and word.folded not in PEOPLES
        and (word.folded not in KIN)
    )


def _name_ends(view: View, stop: int) -> bool:
    """True if a name can end before word ``stop``."""
    words = view.words
    return stop >= len(words) or words[stop].sentence != words[stop - 1].sentence or words[stop].text in _NAME_ENDS


def _next_listed_name(view: View, start: int, mention_at: dict[int, Mention]) -> range | None:
    """The next name of a list, after ages and commas."""
    words = view.words
    is_joined = False
    for index in range(start, min(start + 8, len(words))):
        word = words[index]
        if word.sentence != words[start - 1].sentence:
            return None
        if is_joined and _can_be_in_name(view, index):
            run = _read_name(view, index, mention_at)
            return run if run is not None and _name_ends(view, run.stop) else None
        is_joined |= word.folded in {",", "and", "&"}
        if not (word.text[0].isdigit() or word.folded in _LISTS or word.folded.endswith(AGED)):
            return None
    return None


def _find_repeats(view: View, runs: Sequence[range], mention_at: dict[int, Mention]) -> Iterator[range]:
    """Further occurrences of the names in ``runs``."""
    words = view.words
    forms = {tuple(words[position].folded for position in run) for run in runs}
    firsts = {form[0]: form for form in forms}
    for index, word in enumerate(words):
        form = firsts.get(word.folded)
        if form is None or not word.capital or index in mention_at:
            continue
        if word.opens and word.folded in view.lowercased:
            continue
        if tuple(w.folded for w in words[index : index + len(form)]) == form:
            run = range(index, index + len(form))
            if not any(n in mention_at for n in run):
                yield run
