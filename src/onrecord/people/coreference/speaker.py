"""The speaker of a statement, and how it was resolved."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from onrecord.people.coreference.clusters import Cluster
from onrecord.types import Span, Spans, SpeakerBasis, SpeakerKind

_MAX_EVIDENCE = 20
"""Most spans of evidence. In a series of "it said" each statement has the evidence of all those before it."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """A resolved speaker: a cluster of the page, or a description for a speaker without a name."""

    kind: SpeakerKind
    cluster: Cluster | None = None
    description: str | None = None
    basis: SpeakerBasis = "unstated"
    joint_clusters: tuple[Cluster, ...] = ()
    """Those who speak together with ``cluster``."""
    evidence: Spans = ()
    """The words that decide who the speaker is, those of the source first."""
    lead: float = math.inf
    """The points by which the antecedent of a pronoun leads the second candidate, if there is one."""

    @classmethod
    def of(cls, cluster: Cluster, basis: SpeakerBasis, *evidence: Span) -> Speaker:
        """A speaker that is an entity of the page."""
        return cls(cluster.sort, cluster, basis=basis, evidence=tuple(dict.fromkeys(evidence)))

    @property
    def name(self) -> str | None:
        """The canonical name, or the description as printed."""
        return self.cluster.name if self.cluster else self.description

    @property
    def joint_names(self) -> tuple[str, ...]:
        """The names of all who speak as one; empty where one speaks alone."""
        clusters = (self.cluster, *self.joint_clusters) if self.joint_clusters else ()
        return tuple(cluster.name for cluster in clusters if cluster)

    def with_basis(self, basis: SpeakerBasis) -> Speaker:
        """The same speaker for a further statement that has no source of its own."""
        return self if self.kind == "unknown" else replace(self, basis=basis)

    def pointed_to_by(self, basis: SpeakerBasis, *spans: Span) -> Speaker:
        """The same speaker for a further statement whose source, at ``spans``, points back to this one."""
        return replace(self.with_basis(basis), evidence=(*spans, *self.evidence)[:_MAX_EVIDENCE])


UNKNOWN = Speaker("unknown")
UNNAMED = Speaker("unnamed", basis="unnamed")
