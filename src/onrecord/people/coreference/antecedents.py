"""The model's antecedent scores: how probable it is that a pronoun or description refers to each cluster."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from onrecord.encoder.encode import Encoding
from onrecord.people.coreference.clusters import Cluster
from onrecord.people.coreference.salience import Points, sort_by_points
from onrecord.types import Span

_EARLIER_MENTIONS = 3
"""Number of mentions before the anaphor that are scored for each cluster, nearest first, beside its very first one and
the next name after the anaphor: the candidates of training (``training.speaker_labels``)."""
_REACH_AHEAD, _REACH_AHEAD_OF_HEADLINE = 400, 2600
"""Number of characters after an anaphor that are searched for names. Cataphora ("As she left, Orla Tarn waved") spans a
sentence at most, but a headline ("Actress quits") speaks of somebody whom the article names further down."""
_PAIRS_PER_CHARACTER, _MIN_PAIRS = 0.4, 20_000
"""Number of mentions that the model may be asked about, per character of the text and at least. Without it, a page
of pronouns takes three times as long as other pages. The development pages need at most 0.31: one has ten pronouns in
1,000 characters, each with twenty candidates. The sample pages, read as one text, need 0.36."""
EXHAUSTED = "The text has very many pronouns and descriptions: some were resolved by rules alone."
MODEL_WEIGHT = 1.0
"""Weight of the model's log-probability, relative to the salience score. On the 67 articles held out of training 185 of
208 pronouns are right at 0, 189 at 0.3, 191 at 0.8, 193 at 1.2 and 192 at 2 (training/LOG.md, 2026-11-30)."""
MIN_LOG_PROBABILITY = -4.0
"""Log-probabilities are clipped at this value, to limit how much the model can cost a candidate."""


@dataclass(slots=True)
class Antecedents:
    """Scores clusters as antecedents of an anaphor."""

    encoding: Encoding
    _pairs_left: int = field(init=False)
    _was_refused: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        self._pairs_left = max(_MIN_PAIRS, int(_PAIRS_PER_CHARACTER * len(self.encoding.words.text)))

    def is_exhausted(self) -> bool:
        """True if the model has been asked about as many mentions as the length of the text allows."""
        self._was_refused |= self._pairs_left <= 0
        return self._was_refused

    @property
    def warnings(self) -> tuple[str, ...]:
        """A warning if the model was not asked about all anaphors."""
        return (EXHAUSTED,) if self._was_refused else ()

    def score(self, anaphor: Span, clusters: Sequence[Cluster]) -> list[float]:
        """Log-probability that ``anaphor`` refers to each of ``clusters``, rather than to another or to none of them.
        The odds of a cluster are the sum of those of its mentions, as in training."""
        reach = self.reach(anaphor)
        candidates: list[Span] = []
        cluster_numbers: list[int] = []
        for number, cluster in enumerate(clusters):
            mentions = _candidate_mentions(cluster, anaphor, reach=reach)
            candidates += mentions
            cluster_numbers += [number] * len(mentions)
        log_odds = np.full(len(clusters) + 1, -20.0)
        # The last entry is "none of them": scores are log-odds against it.
        log_odds[-1] = 0.0
        self._pairs_left -= len(candidates)
        if candidates:
            scores = self.encoding.antecedents(anaphor, candidates)
            np.logaddexp.at(log_odds, np.array(cluster_numbers), scores.astype(np.float64))
        log_probabilities = log_odds - np.logaddexp.reduce(log_odds)
        clipped: list[float] = np.maximum(log_probabilities[:-1], MIN_LOG_PROBABILITY).tolist()
        return clipped

    def rerank(
        self, anaphor: Span, ranked: Sequence[Points], scored: Sequence[Points] | None = None
    ) -> Sequence[Points]:
        """The clusters of ``scored`` (by default ``ranked``) with their points and the model's, the best first. The
        model chooses among all of ``ranked``, unless ``is_exhausted``."""
        scored = ranked if scored is None else scored
        if len(ranked) < 2 or not self.encoding.words.covers(anaphor[0]) or self.is_exhausted():
            return scored
        log_probabilities = self.score(anaphor, [cluster for _, cluster in ranked])
        by_number = {c.number: value for (_, c), value in zip(ranked, log_probabilities, strict=True)}
        return sort_by_points((score + MODEL_WEIGHT * by_number[cluster.number], cluster) for score, cluster in scored)

    def reach(self, anaphor: Span) -> int:
        """Number of characters after ``anaphor`` in which its antecedent may be named."""
        words = self.encoding.words
        block = words.blocks[words.block_at(anaphor[0])]
        return _REACH_AHEAD_OF_HEADLINE if block.role == "headline" else _REACH_AHEAD

    def decide(self, anaphor: Span, clusters: Sequence[Cluster], *, min_probability: float) -> Cluster | None:
        """The most probable antecedent of ``anaphor``; null if its probability is below ``min_probability``, which is
        at least a half, or if the model did not read ``anaphor``."""
        if not self.encoding.words.covers(anaphor[0]):
            return None
        scored = zip(self.score(anaphor, clusters), clusters, strict=True)
        log_probability, cluster = max(scored, key=lambda pair: pair[0], default=(-math.inf, None))
        return cluster if log_probability >= math.log(min_probability) else None


def _candidate_mentions(cluster: Cluster, anaphor: Span, *, reach: int) -> list[Span]:
    """The first and the last mentions of ``cluster`` before ``anaphor``, and the next name within ``reach``."""
    names, anaphors = cluster.mentions, cluster.anaphors
    start, end = anaphor
    name_count, anaphor_count = bisect_left(names, (start,)), bisect_left(anaphors, (start,))
    before = [names[0], *names[max(0, name_count - _EARLIER_MENTIONS) : name_count]] if name_count else []
    if anaphor_count:
        before += [anaphors[0], *anaphors[max(0, anaphor_count - _EARLIER_MENTIONS) : anaphor_count]]
        before.sort()
    candidates = [*before[:1], *before[-_EARLIER_MENTIONS:]]
    following = bisect_left(names, (end,), name_count)
    if following < len(names) and names[following][0] <= end + reach:
        candidates.append(names[following])
    return list(dict.fromkeys(candidates))
