"""Names that are recognised by their position alone: a word after "daughter" is a person's name, whatever its form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from onrecord.people.kinship.phrases import apposition_ends, next_in_list, past_duration
from onrecord.people.kinship.vocabulary import AGED, KINSHIP_NOUNS
from onrecord.people.lexicon import PEOPLES, ROLES, TIMES
from onrecord.people.names.mentions import Mention, find_occurrences, mention_at
from onrecord.people.view import View

_MAX_NAME_WORDS = 3
"""Maximum length in words of a name that is found by its position. Longer runs are headlines or names of things."""
_MAX_ROLES = 10
"""Maximum number of roles and ages between a kinship noun and a name."""
_MARKS = frozenset([",", ":", "—", "–"])
_NO_NAMES = TIMES | PEOPLES | KINSHIP_NOUNS.keys()


def with_relatives(view: View, mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """Add the names of relatives that are not among ``mentions``, with all their occurrences."""
    names = _RelativeNames(view, mentions)
    new_runs = {run.start: run for run in names.find()}
    if not new_runs:
        return tuple(mentions)
    forms = {view.form(run) for run in new_runs.values()}
    new_runs |= {run.start: run for run in find_occurrences(view, forms, names.mention_at.keys())}
    covered = {index for run in new_runs.values() for index in run}
    remaining = [mention for mention in mentions if not covered.intersection(view.inside(mention.span))]
    relatives = (mention_at(view, run, "person") for run in new_runs.values())
    return tuple(sorted([*remaining, *relatives], key=lambda mention: mention.span))


class _RelativeNames:
    """Finds names by their position, beside the mentions that are known."""

    def __init__(self, view: View, mentions: Sequence[Mention]) -> None:
        self.view, self.words = view, view.words
        self.mention_at = {index: mention for mention in mentions for index in view.inside(mention.span)}
        self.persons = {index for index, mention in self.mention_at.items() if mention.sort == "person"}
        self.organisations = self.mention_at.keys() - self.persons

    def find(self) -> Iterator[range]:
        for index, word in enumerate(self.words):
            if word.folded not in KINSHIP_NOUNS or word.capital or self.view.block_of(word).headline_style:
                continue
            for run in self._names_after_noun(index):
                last = self.mention_at.get(run[-1])
                # "The husband of Harbour Minister Orla Tarn", where "Orla Tarn" is a mention.
                ends_in_name = last is not None and last.sort == "person" and " " in last.text
                if not ends_in_name and not self.persons.issuperset(run):
                    yield run

    def _names_after_noun(self, index: int) -> Iterator[range]:
        words = self.words
        kin = KINSHIP_NOUNS[words[index].folded]
        start = past_duration(self.view, index + 1)
        if start >= len(words) or words[start].sentence != words[index].sentence:
            return
        start += words[start].folded in {"of", "together"} and start + 1 < len(words)
        has_mark = words[start].text in _MARKS
        start += has_mark
        is_name = (not (w.folded in ROLES or w.folded.endswith(AGED)) for w in words[start : start + _MAX_ROLES])
        run = self._read_name(start + next((n for n, begins in enumerate(is_name) if begins), _MAX_ROLES))
        # "Her husband, Elmouth Rovers pilot Piet Tarn".
        if run is not None and has_mark and not apposition_ends(words, run.stop):
            return
        while run is not None:
            yield run
            following = next_in_list(words, run.stop, partial(_can_be_in_name, self.view)) if kin.plural else None
            run = self._read_name(following) if following else None

    def _read_name(self, start: int) -> range | None:
        """The capitalised words from ``start`` on that can be a name; null if they cannot."""
        view = self.view
        if not _can_be_in_name(view, start):
            return None
        stop = start + 1
        while stop - start < _MAX_NAME_WORDS and _can_be_in_name(view, stop):
            stop += 1
        mention = self.mention_at.get(stop - 1)
        if mention is not None:
            stop = max(stop, view.inside(mention.span).stop)
        # A known organisation is not turned into a person.
        return range(start, stop) if self.organisations.isdisjoint(range(start, stop)) else None


def _can_be_in_name(view: View, index: int) -> bool:
    """True if word ``index`` has the form of a name: its capital is evidence, and it is no day, people or relative."""
    if index >= len(view.words):
        return False
    word = view.words[index]
    is_evidence = not word.opens or (index > 0 and view.words[index - 1].text in _MARKS)
    is_word = len(word.text) > 1 and word.text[0].isalpha() and word.text[-1].isalnum()
    return word.capital and is_evidence and is_word and word.folded not in _NO_NAMES
