"""Ask the model whom a pronoun or a description stands for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from onrecord.encoder import Encoding
from onrecord.people.cast import Cluster
from onrecord.types import Span

_BACK, _AHEAD = 2600, 400
"""Characters before and behind an anaphor in which its antecedent is looked for."""
_BEFORE = 3
"""Mentions of one cluster that are looked at."""
LEAST_LOG = -4.0
"""Log-probability below which it makes no difference how unlikely somebody is."""


@dataclass(frozen=True, slots=True)
class Antecedents:
    """Scores the people of a page as what an anaphor may stand for."""

    encoding: Encoding

    def score(self, anaphor: Span, clusters: Sequence[Cluster]) -> list[float]:
        """The log-probability of each of ``clusters`` to be meant by ``anaphor``, were it one of them or nobody."""
        candidates: list[Span] = []
        owners: list[int] = []
        for number, cluster in enumerate(clusters):
            near = _near(cluster, anaphor)
            candidates += near
            owners += [number] * len(near)
        best = np.full(len(clusters) + 1, -20.0)
        best[-1] = 0.0
        if candidates:
            scores = self.encoding.antecedents([anaphor] * len(candidates), candidates)
            np.maximum.at(best, owners, scores)
        logs = best - np.logaddexp.reduce(best)
        return [max(LEAST_LOG, float(value)) for value in logs[:-1]]


def _near(cluster: Cluster, anaphor: Span) -> list[Span]:
    """The last mentions of ``cluster`` before ``anaphor`` and the first one behind it, where they are close enough."""
    mentions = sorted([*cluster.mentions, *cluster.anaphors])
    before = [span for span in mentions if anaphor[0] - _BACK <= span[0] < anaphor[0]]
    after = [span for span in cluster.mentions if anaphor[1] <= span[0] <= anaphor[1] + _AHEAD]
    return [*before[-_BEFORE:], *sorted(after)[:1]]
