"""Confidence in a speaker: the features of a logistic regression.

The regression gives the probability that the speaker is right, provided that content and source of the statement are
right. Its weights are fitted by ``training.speakers``, on articles held out of training, and stored in ``model.json``.
"""

from __future__ import annotations

import math

from onrecord.people.coreference.speaker import Speaker
from onrecord.people.lexicon import NEVER_NAMED, fold
from onrecord.types import SpeakerBasis

# Bases that are right about equally often share a feature. "Named" has none: it is the reference.
_BASIS_GROUPS: dict[SpeakerBasis, str] = {
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


def describe_speaker(speaker: Speaker) -> list[float]:
    """The features of ``speaker``, one for each of ``FEATURES``."""
    group = _BASIS_GROUPS.get(speaker.basis)
    has_cluster = speaker.cluster is not None
    organisation = speaker.kind == "organisation"
    return [
        1.0,
        *(float(has_cluster and group == name) for name in ("pronoun", "description", "no source", "turn")),
        *(float(speaker.kind == kind) for kind in ("organisation", "document", "unnamed", "unknown")),
        float(has_cluster and len((speaker.name or "").split()) == 1 and not organisation),
        math.log1p(len(speaker.cluster.mentions)) if speaker.cluster else 0.0,
        float(organisation and speaker.basis != "named"),
        float(speaker.kind == "unnamed" and not _is_withheld(speaker.description or "")),
    ]


def _is_withheld(description: str) -> bool:
    """True if the press withholds the speaker's name ("a source"). Any other description, such as "the deckhand", may
    belong to a person named elsewhere on the page."""
    return any(fold(word) in NEVER_NAMED for word in description.split())
