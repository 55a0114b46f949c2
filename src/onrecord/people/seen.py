"""What the model sees of the words that the rules look at: which are names, and of what."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from onrecord.encoder import Encoding
from onrecord.encoder.model import NAMES
from onrecord.people.lexicon import BEFORE_TITLES, BODY_WORDS, ORGANISATION, SHARED_ROLES, TITLES
from onrecord.people.places import COMMON, PEOPLES, PLACES, TIMES
from onrecord.people.view import View, follows

_PERSON, _ORGANISATION, _PLACE = (NAMES.index(sort) for sort in ("person", "organisation", "place"))
_IN_NAME, _BESIDE_NAME, _MEAN_OF_NAME = 0.5, 0.1, 0.3
"""Probability from which a word is held to belong to a person's name, from which it is beside one that is, and the mean
from which words so cut out of others are held to be a name."""
_BESIDE_IN_HEADLINE = 0.35
"""The same in a headline, where every word has a capital."""
_LEAST_NAME = 0.02
"""Probability below which a word beside a name is no part of it, whatever its form."""
_INITIALS = re.compile(r"(?:[A-Z]\.)+")
_NO_NAMES = (COMMON, PEOPLES, PLACES, TIMES, TITLES, BEFORE_TITLES, SHARED_ROLES, ORGANISATION, BODY_WORDS)
_SURE = 2.5
SEEN_OTHERWISE = -3.0
"""Log-odds at which the model takes words for something else, whatever the rules say."""
_JOINS = 0.25
"""Probability from which an "and" is held to stand inside the name of an organisation."""
_MOST = 4.0
"""Log-odds beyond which the model's certainty counts no further."""


@dataclass(slots=True)
class Seen:
    """What the model sees of one page."""

    view: View
    cumulative: list[list[float]]
    """How likely the words of the view are to belong to a name of each sort of ``NAMES``, added up: [words + 1, 4]."""
    spans: list[tuple[range, int]]
    """The runs of words that the model takes for names, each with its sort by number."""
    person_probabilities: list[float]
    """How likely each word is to belong to a person's name."""
    pooled: dict[tuple[str, ...], list[float]] = field(default_factory=dict)
    """For the words of each run, folded, the mean over all the places where they stand: see ``pool``."""

    @classmethod
    def from_encoding(cls, view: View, encoding: Encoding) -> Seen:
        """What ``encoding`` holds of the words of ``view``."""
        names = encoding.encoded.names
        place = np.searchsorted(encoding.words.spans[:, 0], [word.start for word in view.words], side="right") - 1
        sorts = (names[:, 1::2] + names[:, 2::2])[np.maximum(place, 0)].astype(np.float64)
        sums = np.vstack([np.zeros((1, len(NAMES))), sorts.cumsum(0)]).tolist()
        found = [(view.inside(name.span), NAMES.index(name.sort)) for name in encoding.names()]
        return cls(view, sums, [(run, sort) for run, sort in found if run], sorts[:, _PERSON].tolist())

    def pool(self, runs: Iterable[range]) -> None:
        """Hold the words of a run for whatever they are taken for on average over all of ``runs`` that have them."""
        places: dict[tuple[str, ...], list[range]] = defaultdict(list)
        for run in {*runs, *(run for run, _ in self.spans)}:
            places[self._form(run)].append(run)
        for form, held in places.items():
            rows = [[self._mean_probability(run, sort) for run in held] for sort in range(len(NAMES))]
            self.pooled[form] = [sum(row) / len(row) for row in rows]

    def _form(self, run: Sequence[int]) -> tuple[str, ...]:
        return tuple(self.view.words[number].folded for number in run)

    def _mean_probability(self, run: Sequence[int], sort: int) -> float:
        return (self.cumulative[run[-1] + 1][sort] - self.cumulative[run[0]][sort]) / len(run)

    def _log_odds(self, run: Sequence[int], sort: int) -> float:
        """By what is seen here and wherever the same words stand; a name of several words is one and the same."""
        here, mean = self._mean_probability(run, sort), self.pooled.get(self._form(run))
        if mean is not None:
            here = mean[sort] if len(run) > 1 else 0.5 * (here + mean[sort])
        held = min(max(here, 1e-6), 1 - 1e-6)
        return max(-_MOST, min(_MOST, math.log(held / (1 - held))))

    def person_log_odds(self, run: Sequence[int]) -> float:
        """Log-odds of the words of ``run`` to name a person."""
        return self._log_odds(run, _PERSON)

    def is_surely_person(self, run: Sequence[int]) -> bool:
        """Whether ``run`` names a person even where rules would not have its words alone: "North", "the Vale"."""
        return self.person_log_odds(run) >= _SURE

    def is_wholly_person(self, run: Sequence[int]) -> bool:
        """Whether every word of ``run`` belongs to a person's name where it stands."""
        return all(self.person_probabilities[number] >= _IN_NAME for number in run)

    def organisation_log_odds(self, run: Sequence[int]) -> float:
        """Log-odds of the words of ``run`` to name an organisation."""
        return self._log_odds(run, _ORGANISATION)

    def is_place(self, run: Sequence[int]) -> bool:
        """Whether the words of ``run`` are more likely than not to name a place."""
        return self._log_odds(run, _PLACE) > 0

    def organisation_runs(self) -> list[range]:
        """The runs of words that the model takes for names of organisations, here and over the page."""
        return [
            self._widen(run)
            for run, sort in self.spans
            if sort == _ORGANISATION and self.organisation_log_odds(run) > 0
        ]

    def joins_organisation(self, number: int) -> bool:
        """Whether word ``number``, an "and", may stand inside the name of an organisation."""
        return self._mean_probability((number,), _ORGANISATION) >= _JOINS

    def _widen(self, run: range) -> range:
        """``run`` with the words beside it that may belong to the same name."""
        words, start, end = self.view.words, run.start, run.stop
        while start and words[start - 1].capital and follows(self.view, start) and self._may_extend(start - 1):
            start -= 1
        while end < len(words) and words[end].capital and follows(self.view, end) and self._may_extend(end):
            end += 1
        return range(start, end)

    def _may_extend(self, number: int) -> bool:
        return self._mean_probability((number,), _ORGANISATION) >= _BESIDE_NAME

    def split(self, run: range) -> list[range]:
        """``run`` in pieces: at each border between words that belong to a person's name and words that do not."""
        styled = self.view.blocks[self.view.words[run.start].block].headline_style
        enough = _BESIDE_IN_HEADLINE if styled else _BESIDE_NAME
        likely = [max(self.person_probabilities[number], self._floor_by_form(number)) for number in run]
        if len(run) == 1 or max(likely) < _IN_NAME or min(likely) >= _IN_NAME:
            return [run]
        named = [probability >= _IN_NAME for probability in likely]
        for at in [*range(1, len(run)), *range(len(run) - 2, -1, -1)]:
            beside = named[at - 1] if at else False
            beside = beside or (at + 1 < len(run) and named[at + 1])
            named[at] = named[at] or (beside and likely[at] >= enough)
        for at, number in enumerate(run):
            between = 0 < at < len(run) - 1 and named[at - 1] and any(named[at + 1 : at + 3])
            named[at] = named[at] or (between and self._is_connector(number))
        edges = [number for number, (one, other) in zip(run[1:], pairwise(named), strict=True) if one != other]
        return [range(start, end) for start, end in pairwise([run.start, *edges, run.stop])]

    def _floor_by_form(self, number: int) -> float:
        """The least that word ``number`` is held for by its form alone, beside a name: initials and words never seen
        small belong to it."""
        word = self.view.words[number]
        if _INITIALS.fullmatch(word.text):
            return _BESIDE_NAME
        plain = word.capital and not word.opens and word.text.isalpha() and word.folded not in self.view.lowercased
        unknown = (
            plain
            and not any(word.folded in known for known in _NO_NAMES)
            and self.person_probabilities[number] >= _LEAST_NAME
        )
        return _BESIDE_NAME if unknown else 0.0

    def is_person(self, run: range) -> bool:
        """Whether the words of ``run`` mostly belong to a person's name where they stand."""
        return self._mean_probability(run, _PERSON) >= _MEAN_OF_NAME

    def _is_connector(self, number: int) -> bool:
        """Whether word ``number`` can stand inside a name: a particle, an initial, a quotation mark."""
        text = self.view.words[number].text
        return text != "&" and (not text[0].isupper() or len(text.strip(".")) == 1)
