"""The encoder's named entity probabilities, aligned with the words of a ``View``."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from onrecord.encoder.encode import Encoding
from onrecord.encoder.model import NAMES
from onrecord.people.lexicon import ORGANISATION, OTHER_USES, given_names
from onrecord.people.view import View, follows

_PERSON, _ORGANISATION, _PLACE = (NAMES.index(sort) for sort in ("person", "organisation", "place"))
_INSIDE_NAME, _BESIDE_NAME, _MEAN_IN_NAME = 0.5, 0.1, 0.3
"""Thresholds on the probability that a word is in a person's name: for any word, for a word beside one that is, and for
the mean over a piece of a run. With one for both, names broke in two (training/LOG.md, 2026-11-25)."""
_BESIDE_IN_HEADLINE = 0.35
"""As ``_BESIDE_NAME``, but in headlines, where every word is capitalised: "Orla Tarn Slams The Ferry". The same holds
beside a name of two words for words that may be something else: "Friend Orla Tarn said"."""
_MIN_IN_NAME = 0.02
"""Below this probability a word beside a name is never part of it, even if its form suggests so."""
# "J.K." in "J.K. Brannigan".
INITIALS = re.compile(r"(?:[A-Z]\.)+")
_NICKNAME_MARKS = frozenset("“\"()”‘’'")
SURE_PERSON = 2.5
"""Minimum log-odds for a run to name a person even though the rules would refuse its words: "their son North"."""
RULED_OUT = -3.0
"""Below these log-odds of a sort of name, the rules cannot claim a run for that sort."""
MIN_JOINING = 0.08
"""Minimum probability for "and" to be part of an organisation's name: "Bureau of Quays and Locks"."""
_MAX_WIDENING = 20
"""Most words that are added to an organisation's name on either side."""
_MAX_LOG_ODDS = 4.0
"""Log-odds are clipped at this value, so that the rules can still outvote a model that is certain."""


@dataclass(slots=True)
class NameProbabilities:
    """The encoder's view of the names on one page."""

    view: View
    cumulative: list[list[float]]
    """Cumulative sums of the probability that each word is in a name of each sort. Shape [words + 1, 4]."""
    spans: list[tuple[range, int]]
    """The runs that the model decodes as names, each with its sort as an index into ``NAMES``."""
    person_probabilities: list[float]
    """Probability that each word is in a person's name. Shape [words]."""
    pooled: dict[tuple[str, ...], list[float]] = field(default_factory=dict)
    """Mean probabilities by sort for the words of each run, folded, over all its occurrences: see ``pool``."""

    @classmethod
    def from_encoding(cls, view: View, encoding: Encoding) -> NameProbabilities:
        """Align the probabilities in ``encoding`` with the words of ``view``, whose tokenisation differs. Words in
        paragraphs that the encoder left out are in no name."""
        names, spans = encoding.encoded.names, encoding.words.spans
        starts = np.array([word.start for word in view.words], dtype=np.int64)
        encoder_index = np.searchsorted(spans[:, 0], starts, side="right") - 1
        # The nine classes are "no name", then first and further words of each sort. The last row is for words left out.
        by_word = np.vstack([names[:, 1::2] + names[:, 2::2], np.zeros((1, len(NAMES)))])
        ends = np.append(spans[:, 1], 0)
        probabilities = by_word[np.where(starts < ends[encoder_index], encoder_index, -1)].astype(np.float64)
        sums = np.vstack([np.zeros((1, len(NAMES))), probabilities.cumsum(0)]).tolist()
        runs = [(view.inside(name.span), NAMES.index(name.sort)) for name in encoding.names()]
        return cls(view, sums, [(run, sort) for run, sort in runs if run], probabilities[:, _PERSON].tolist())

    def pool(self, runs: Iterable[range]) -> None:
        """Average the probabilities of equal runs over the page: "Tarn Quay" is a place everywhere if it is one on
        average."""
        cumulative = self.cumulative
        runs_by_form: dict[tuple[str, ...], list[range]] = defaultdict(list)
        for run in {*runs, *(run for run, _ in self.spans)}:
            runs_by_form[self.view.form(run)].append(run)
        for form, occurrences in runs_by_form.items():
            sums = [
                [after - before for before, after in zip(cumulative[run.start], cumulative[run.stop], strict=True)]
                for run in occurrences
            ]
            self.pooled[form] = [sum(column) / (len(form) * len(occurrences)) for column in zip(*sums, strict=True)]

    def _mean_probability(self, run: Sequence[int], sort: int) -> float:
        """Mean probability, at this occurrence, that the words of ``run`` are in a name of ``sort``."""
        return (self.cumulative[run[-1] + 1][sort] - self.cumulative[run[0]][sort]) / len(run)

    def _log_odds(self, run: Sequence[int], sort: int) -> float:
        """Clipped log-odds that ``run`` is a name of ``sort``."""
        pooled = self.pooled.get(self.view.form(run))
        if pooled is None:
            probability = self._mean_probability(run, sort)
        else:
            # A run of several words takes the mean over the page. A single word may name different people or things
            # ("Tarn" the river, "Tarn" the senator), so its own occurrence counts for half.
            probability = pooled[sort] if len(run) > 1 else 0.5 * (self._mean_probability(run, sort) + pooled[sort])
        clipped = min(max(probability, 1e-6), 1 - 1e-6)
        return max(-_MAX_LOG_ODDS, min(_MAX_LOG_ODDS, math.log(clipped / (1 - clipped))))

    def person_log_odds(self, run: Sequence[int]) -> float:
        """Log-odds that the words of ``run`` name a person."""
        return self._log_odds(run, _PERSON)

    def is_wholly_person(self, run: Sequence[int]) -> bool:
        """True if every word of ``run`` is in a person's name at this occurrence."""
        return all(self.person_probabilities[index] >= _INSIDE_NAME for index in run)

    def is_outside_name(self, index: int) -> bool:
        """True if word ``index`` is more likely not in a person's name than in one."""
        return self.person_probabilities[index] < _INSIDE_NAME

    def organisation_log_odds(self, run: Sequence[int]) -> float:
        """Log-odds that the words of ``run`` name an organisation."""
        return self._log_odds(run, _ORGANISATION)

    def is_place(self, run: Sequence[int]) -> bool:
        """True if the words of ``run`` more likely than not name a place."""
        return self._log_odds(run, _PLACE) > 0

    def organisation_runs(self) -> list[range]:
        """The runs that the model decodes as organisations and the rest of the page confirms, each widened to the whole
        name."""
        runs = (run for run, sort in self.spans if sort == _ORGANISATION)
        return [self._widen(run) for run in runs if self.organisation_log_odds(run) > 0]

    def organisation_probability(self, run: Sequence[int]) -> float:
        """Mean probability that the words of ``run`` are in the name of an organisation."""
        return self._mean_probability(run, _ORGANISATION)

    def _widen(self, run: range) -> range:
        """``run`` with the adjacent capitalised words that may belong to the same organisation's name."""
        view, words, start, end = self.view, self.view.words, run.start, run.stop
        first, last = max(0, start - _MAX_WIDENING), min(len(words), end + _MAX_WIDENING)
        probability = self.organisation_probability
        likely = {n for n in range(first, last) if words[n].capital and probability((n,)) >= _BESIDE_NAME}
        while start > first and start - 1 in likely and follows(view, start):
            start -= 1
        while end < last and end in likely and follows(view, end):
            end += 1
        return range(start, end)

    def split(self, run: range) -> list[range]:
        """Split ``run`` at the borders of persons' names: "Backstage Orla Tarn" becomes "Backstage" and "Orla Tarn"."""
        probabilities = [self.person_probabilities[index] for index in run]
        # The floors below, from the form of each word, are lower than this threshold. "Lord Tarn of Elmouth" is whole.
        form = self.view.form(run)
        # "Tarn & Sons" is a firm, "Orla & Zuzka" and "Zuzka & Orla Tarn" are two people.
        is_firm = form[1:2] == ("&",) and len(run) == 3 and min(probabilities[0], probabilities[-1]) < _INSIDE_NAME
        is_whole = is_firm or form[2:3] == ("of",)
        if len(run) == 1 or max(probabilities) < _INSIDE_NAME or min(probabilities) >= _INSIDE_NAME or is_whole:
            return [run]
        floors = [self._floor_by_form(index) for index in run]
        likely = [max(probability, floor) for probability, floor in zip(probabilities, floors, strict=True)]
        styled = self.view.block_of(self.view.words[run.start]).headline_style
        threshold = _BESIDE_IN_HEADLINE if styled else _BESIDE_NAME
        in_name = [probability >= _INSIDE_NAME for probability in likely]
        # Left to right and back again: a doubtful word joins the name beside it, and then the next one may join.
        for position in [*range(1, len(run)), *range(len(run) - 2, -1, -1)]:
            follows_name = position > 0 and in_name[position - 1]
            precedes_name = position + 1 < len(run) and in_name[position + 1]
            is_full = [True, True] in (in_name[max(0, position - 2) : position], in_name[position + 1 : position + 3])
            # "Orla Tarn Trust", but not "the Quay Trust Orla Tarn".
            is_body = self.view.words[run[position]].folded in ORGANISATION
            is_part = floors[position] > 0 or is_body
            is_beside = follows_name or (precedes_name and not is_body)
            lowest = max(threshold, _BESIDE_IN_HEADLINE) if is_full and not is_part else threshold
            in_name[position] = in_name[position] or (is_beside and likely[position] >= lowest)
        # Particles, initials and quotation marks between two parts of a name join it: "Robert “Bobby” Tarn".
        for position, index in enumerate(run):
            near = self.view.words[max(index - 1, run.start) : min(index + 2, run.stop)]
            quoted = any(word.text in _NICKNAME_MARKS for word in near)
            is_between = (
                position > 0 and in_name[position - 1] and (quoted or any(in_name[position + 1 : position + 3]))
            )
            in_name[position] = in_name[position] or (is_between and (quoted or self._is_connector(index)))
        borders = [index for index, (before, after) in zip(run[1:], pairwise(in_name), strict=True) if before != after]
        return [range(start, end) for start, end in pairwise([run.start, *borders, run.stop])]

    def _floor_by_form(self, index: int) -> float:
        """Lowest probability that word ``index`` has beside a name, given its form: initials, and words that are in no
        other word list and that the page never prints in lower case, belong to the name."""
        word = self.view.words[index]
        if INITIALS.fullmatch(word.text):
            return _BESIDE_NAME
        is_plain = word.capital and not word.opens and word.text.isalpha() and word.folded not in self.view.lowercased
        is_rare = is_plain and word.folded not in OTHER_USES and self.person_probabilities[index] >= _MIN_IN_NAME
        # "Ines Lomax-Quill", whose first word the model leaves out.
        is_given = word.folded in given_names() and word.folded not in OTHER_USES | self.view.lowercased
        return _BESIDE_NAME if is_rare or is_given else 0.0

    def is_person(self, run: range) -> bool:
        """True if the words of ``run`` are, on average, in a person's name at this occurrence."""
        return self._mean_probability(run, _PERSON) >= _MEAN_IN_NAME

    def _is_connector(self, index: int) -> bool:
        """True if word ``index`` can be part of a name uncapitalised: a particle, an initial, a quotation mark."""
        text = self.view.words[index].text
        return text != "&" and (not text[0].isupper() or len(text.strip(".")) == 1)
