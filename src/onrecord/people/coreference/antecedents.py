"""The model's antecedent scores: how probable it is that a pronoun or description refers to each cluster."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from onrecord.encoder import Encoding
from onrecord.people.coreference.clusters import Cluster
from onrecord.types import Span

_EARLIER_MENTIONS = 3
"""Number of mentions before the anaphor that are scored for each cluster, nearest first, beside its very first one and
the next name after the anaphor: the candidates of training (``training.speaker_labels``)."""
_REACH_AHEAD, _REACH_AHEAD_OF_HEADLINE = 400, 2600
"""Number of characters after an anaphor that are searched for names. Cataphora ("As she left, Orla Tarn waved") spans a
sentence at most, but a headline ("Actress quits") speaks of somebody whom the article names further down."""
MIN_LOG_PROBABILITY = -4.0
"""Log-probabilities are clipped at this value, to limit how much the model can cost a candidate."""


@dataclass(frozen=True, slots=True)
class Antecedents:
    """Scores clusters as antecedents of an anaphor."""

    encoding: Encoding

    def score(self, anaphor: Span, clusters: Sequence[Cluster]) -> list[float]:
        """Log-probability that ``anaphor`` refers to each of ``clusters``, rather than to another or to none of them.

        The odds of a cluster are the sum of those of its mentions, as in training.
        """
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
        if candidates:
            scores = self.encoding.antecedents([anaphor] * len(candidates), candidates)
            np.logaddexp.at(log_odds, cluster_numbers, scores)
        log_probabilities = log_odds - np.logaddexp.reduce(log_odds)
        return [max(MIN_LOG_PROBABILITY, float(value)) for value in log_probabilities[:-1]]

    def reach(self, anaphor: Span) -> int:
        """Number of characters after ``anaphor`` in which its antecedent may be named."""
        words = self.encoding.words
        block = words.blocks[words.block[max(0, bisect_right(words.starts, anaphor[0]) - 1)]]
        return _REACH_AHEAD_OF_HEADLINE if block.role == "headline" else _REACH_AHEAD

    def decide(self, anaphor: Span, clusters: Sequence[Cluster], *, min_probability: float) -> Cluster | None:
        """The most probable antecedent of ``anaphor``; null if its probability is below ``min_probability``, which is
        at least a half."""
        scored = zip(self.score(anaphor, clusters), clusters, strict=True)
        log_probability, cluster = max(scored, key=lambda pair: pair[0], default=(-math.inf, None))
        return cluster if log_probability >= math.log(min_probability) else None


def _candidate_mentions(cluster: Cluster, anaphor: Span, *, reach: int) -> list[Span]:
    """The first and the last mentions of ``cluster`` before ``anaphor``, and the next name within ``reach``."""
    before: list[Span] = []
    for spans in (cluster.mentions, cluster.anaphors):
        end = bisect_left(spans, (anaphor[0],))
        before += [*spans[: min(1, end)], *spans[max(0, end - _EARLIER_MENTIONS) : end]]
    before.sort()
    following = bisect_left(cluster.mentions, (anaphor[1],))
    after = [span for span in cluster.mentions[following : following + 1] if span[0] <= anaphor[1] + reach]
    return list(dict.fromkeys([*before[:1], *before[-_EARLIER_MENTIONS:], *after]))
