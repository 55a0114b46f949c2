"""Who speaks in a statement: somebody of the cast, or somebody who is only described; and how that is known."""

from __future__ import annotations

from dataclasses import dataclass, replace

from onrecord.people.cast import Cluster
from onrecord.types import Span, Spans, SpeakerBasis, SpeakerKind


@dataclass(frozen=True, slots=True)
class Voice:
    """A speaker. ``described`` is how the page calls one who has no name."""

    kind: SpeakerKind
    cluster: Cluster | None = None
    description: str | None = None
    basis: SpeakerBasis = "unstated"
    evidence: Spans = ()
    """The words that decide who it is: the source's own first."""

    @classmethod
    def of(cls, cluster: Cluster, basis: SpeakerBasis, *evidence: Span) -> Voice:
        """The voice of somebody of the cast."""
        return cls(cluster.sort, cluster, basis=basis, evidence=tuple(dict.fromkeys(evidence)))

    @property
    def name(self) -> str | None:
        """The fullest name that the page gives, or the description as printed."""
        return self.cluster.name if self.cluster else self.description

    def with_basis(self, basis: SpeakerBasis) -> Voice:
        """The same speaker in further words, which have no source of their own."""
        return self if self.kind == "unknown" else replace(self, basis=basis)


UNKNOWN = Voice("unknown")
UNNAMED = Voice("unnamed", basis="unnamed")
