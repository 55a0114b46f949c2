"""Who speaks in a statement: somebody of the cast, or somebody who is only described."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.people.cast import Cluster
from onrecord.types import SpeakerKind


@dataclass(frozen=True, slots=True)
class Voice:
    """A speaker. ``described`` is how the page calls one who has no name."""

    kind: SpeakerKind
    cluster: Cluster | None = None
    described: str | None = None

    @classmethod
    def of(cls, cluster: Cluster) -> Voice:
        """The voice of somebody of the cast."""
        return cls(cluster.sort, cluster)

    @property
    def name(self) -> str | None:
        """The fullest name that the page gives, or the description as printed."""
        return self.cluster.name if self.cluster else self.described


UNKNOWN = Voice("unknown")
UNNAMED = Voice("unnamed")
