"""The model's antecedent scores: how probable it is that a pronoun or description refers to each cluster."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from onrecord.encoder import Encoding
from onrecord.people.coreference.clusters import Cluster
from onrecord.types import Span

_REACH_BACK, _REACH_AHEAD = 2600, 400
"""Number of characters before and after an anaphor that are searched for mentions. Most antecedents precede the
anaphor, and cataphora ("As she left, Orla Tarn waved") spans a sentence at most."""
_EARLIER_MENTIONS = 3
"""Number of mentions before the anaphor that are scored for each cluster, nearest first."""
MIN_LOG_PROBABILITY = -4.0
"""Log-probabilities are clipped at this value, to limit how much the model can cost a candidate."""


@dataclass(frozen=True, slots=True)
class Antecedents:
    """Scores clusters as antecedents of an anaphor."""

    encoding: Encoding

    def score(self, anaphor: Span, clusters: Sequence[Cluster]) -> list[float]:
        """Log-probability that ``anaphor`` refers to each of ``clusters``, rather than to another or to none of them.

        The score of a cluster is that of its best mention.
        """
        candidates: list[Span] = []
        cluster_numbers: list[int] = []
        for number, cluster in enumerate(clusters):
            mentions = _nearby_mentions(cluster, anaphor)
            candidates += mentions
            cluster_numbers += [number] * len(mentions)
        best = np.full(len(clusters) + 1, -20.0)
        # The last entry is "none of them": scores are log-odds against it.
        best[-1] = 0.0
        if candidates:
            scores = self.encoding.antecedents([anaphor] * len(candidates), candidates)
            np.maximum.at(best, cluster_numbers, scores)
        log_probabilities = best - np.logaddexp.reduce(best)
        return [max(MIN_LOG_PROBABILITY, float(value)) for value in log_probabilities[:-1]]


def _nearby_mentions(cluster: Cluster, anaphor: Span) -> list[Span]:
    """The last mentions of ``cluster`` before ``anaphor`` and the first one after it, if within reach."""
    before: list[Span] = []
    for spans in (cluster.mentions, cluster.anaphors):
        end = bisect_left(spans, (anaphor[0],))
        before += [span for span in spans[max(0, end - _EARLIER_MENTIONS) : end] if span[0] >= anaphor[0] - _REACH_BACK]
    following = bisect_left(cluster.mentions, (anaphor[1],))
    after = [span for span in cluster.mentions[following : following + 1] if span[0] <= anaphor[1] + _REACH_AHEAD]
    return [*sorted(before)[-_EARLIER_MENTIONS:], *after]
