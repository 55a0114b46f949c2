"""How sure a speaker is: the probability that it is the right one, if the words and their source are right."""

from __future__ import annotations

import math

from onrecord.people.lexicon import NEVER_NAMED, fold
from onrecord.people.voices import Voice
from onrecord.types import SpeakerBasis

_GROUPS: dict[SpeakerBasis, str] = {
    "pronoun": "pronoun",
    "description": "description",
    "continuation": "no source",
    "carried": "no source",
    "subject": "no source",
    "page": "no source",
    "turn": "turn",
    "signature": "turn",
}
FEATURES = (
    "bias", "pronoun", "description", "no source", "turn", "organisation", "document", "unnamed", "unknown",
    "one word", "mentions", "organisation by other means", "described otherwise",
)  # fmt: skip
"""The columns of ``describe_speaker``."""


def describe_speaker(voice: Voice) -> list[float]:
    """What the sureness of ``voice`` is reckoned from, one number for each of ``FEATURES``."""
    group = _GROUPS.get(voice.basis)
    named = voice.cluster is not None
    organisation = voice.kind == "organisation"
    return [
        1.0,
        *(float(named and group == name) for name in ("pronoun", "description", "no source", "turn")),
        *(float(voice.kind == kind) for kind in ("organisation", "document", "unnamed", "unknown")),
        float(named and len((voice.name or "").split()) == 1 and not organisation),
        math.log1p(len(voice.cluster.mentions)) if voice.cluster else 0.0,
        float(organisation and voice.basis != "named"),
        float(voice.kind == "unnamed" and not _keeps_back(voice.description or "")),
    ]


def _keeps_back(described: str) -> bool:
    """Whether a description is of somebody whose name the press keeps back, and not of somebody named elsewhere."""
    return any(fold(word) in NEVER_NAMED for word in described.split())
