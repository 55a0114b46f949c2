"""Confidence in a whole claim: the features of two logistic regressions, for quotations and for other statements.

They give the probability that content, source and speaker are right, from that of content and source and from the way
in which the speaker was identified. ``training.speakers`` fits the weights, ``claim`` in ``model.json``.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Literal

from onrecord.people.coreference.clusters import Cluster
from onrecord.people.coreference.speaker import Speaker
from onrecord.people.lexicon import NEVER_NAMED, fold
from onrecord.spans import SpanIndex
from onrecord.types import Kind, SpeakerBasis, Statement

ClaimGroup = Literal["quoted", "reported"]

# Bases that are right about equally often share a feature. "Named" has none: it is the reference.
_BASIS_GROUPS: dict[SpeakerBasis, str] = {"page": "subject", "signature": "turn"}
_GROUPS = ("pronoun", "description", "continuation", "carried", "subject", "turn")
_KINDS = ("mixed", "no-response")
FEATURES = (
    "bias", *_GROUPS, "organisation named", "organisation by other means", "document", "unnamed", "unknown",
    "described otherwise", "unnamed with the", "document with the", "role on the page", "one word", "mentions",
    "namesakes", "rival", "people since", "source in pieces", "distance", "long continuation", "beside the body",
    *_KINDS, "content and source", "content and source, mixed",
)  # fmt: skip
"""The columns of ``describe_claims``."""
_MAX_NAMES_SINCE = 20
"""Most names that are looked at since an antecedent: a bound on the cost of a page of thousands of names."""
_CLEAR_LEAD = 3.0
"""Points by which an antecedent has to lead for its rival not to count. Of 502 pronouns in training articles, .95 are
right at a lead of 4 or more, .94 from 2 to 4, and .45 below."""


def claim_group(kind: Kind) -> ClaimGroup:
    """The regression for statements of ``kind``. A quotation seldom has wrong words; a paraphrase often has."""
    return "quoted" if kind in {"direct", "mixed"} else "reported"


def describe_claims(
    statements: Sequence[Statement], speakers: Mapping[str, Speaker], clusters: Sequence[Cluster]
) -> dict[str, list[float]]:
    """The features of each statement with its speaker, one for each of ``FEATURES``, by the statement's id.
    ``clusters`` are all entities of the page. The confidence of ``statements`` is that of content and source."""
    surnames = Counter(_surname(cluster) for cluster in clusters)
    quotations = SpanIndex(span for statement in statements if statement.kind == "direct" for span in statement.content)
    persons = (cluster for cluster in clusters if cluster.sort == "person")
    mentions = ((span, cluster) for cluster in persons for span in cluster.mentions)
    narrated = ((span[0], cluster) for span, cluster in mentions if not quotations.overlapping(span))
    named = sorted(narrated, key=itemgetter(0))
    return {
        statement.id: _describe_claim(statement, speakers[statement.id], surnames=surnames, named=named)
        for statement in statements
    }


def _describe_claim(
    statement: Statement,
    speaker: Speaker,
    *,
    surnames: Mapping[tuple[str, str], int],
    named: Sequence[tuple[int, Cluster]],
) -> list[float]:
    cluster = speaker.cluster
    group = _BASIS_GROUPS.get(speaker.basis, speaker.basis) if cluster else None
    is_organisation, is_named = speaker.kind == "organisation", speaker.basis == "named"
    is_definite = (speaker.description or "").lower().startswith("the ")
    odds = _log_odds(statement.confidence)
    return [
        1.0,
        *(float(group == name) for name in _GROUPS),
        float(is_organisation and is_named),
        float(is_organisation and not is_named),
        *(float(speaker.kind == kind) for kind in ("document", "unnamed", "unknown")),
        # The press withholds the name of "a source". "The deckhand" may be named elsewhere on the page.
        float(speaker.kind == "unnamed" and NEVER_NAMED.isdisjoint(map(fold, (speaker.description or "").split()))),
        # "The expert" and "the statement" often refer to somebody whom the page has named, "an expert" does not.
        *(float(speaker.kind == kind and is_definite) for kind in ("unnamed", "document")),
        # "The captain" on a page with "Orla Tarn, captain of the ferry": source, role and name are the evidence.
        float(group == "description" and len(speaker.evidence) > 2),
        float(cluster is not None and " " not in cluster.name and not is_organisation),
        math.log1p(len(cluster.mentions)) / 2 if cluster else 0.0,
        # "Mr. Tarn" on a page with Orla Tarn and Piet Tarn.
        float(cluster is not None and surnames[_surname(cluster)] > 1),
        # "Tarn met Quill. She said": where the second candidate is close, the first is right about half the time.
        max(0.0, 1 - speaker.lead / _CLEAR_LEAD),
        # "Tarn left. Quill came. “Late,” she said": of 630, .97 are right where nobody else was named since, else .84.
        math.log1p(_count_people_since(statement, cluster, named)) if cluster and group == "pronoun" else 0.0,
        # "she ... Mr. Tarn": one of the pieces often belongs to another statement.
        float(len(statement.source) > 1),
        _distance(statement, speaker) if group in {"pronoun", "description"} else 0.0,
        # A heading in quotation marks is short and seldom continues the quotation before it.
        math.log1p(sum(end - start for start, end in statement.content)) / 5 if group == "continuation" else 0.0,
        float(statement.place != "body"),
        *(float(statement.kind == kind) for kind in _KINDS),
        odds,
        odds if statement.kind == "mixed" else 0.0,
    ]


def _surname(cluster: Cluster) -> tuple[str, str]:
    """The sort and the last word of the cluster's name."""
    return cluster.sort, fold(cluster.name.rpartition(" ")[2])


def _log_odds(probability: float) -> float:
    """Log odds, divided by 5 to be of the size of the 0/1 features, so that one strength of the penalty suits all."""
    clipped = min(max(probability, 0.001), 0.999)
    return math.log(clipped / (1 - clipped)) / 5


def _distance(statement: Statement, speaker: Speaker) -> float:
    """Log characters from the source to the nearest words that identify the speaker, divided by 5."""
    start = min((statement.source or statement.content)[0])
    return math.log1p(min((abs(span[0] - start) for span in speaker.evidence if span[0] != start), default=0)) / 5


def _count_people_since(statement: Statement, cluster: Cluster, named: Sequence[tuple[int, Cluster]]) -> int:
    """Number of people other than ``cluster`` whom the source may mean and who were named since its last mention.
    ``named``: starts of the names outside quotations, with the person."""
    start = min(statement.source or statement.content)[0]
    places = (spans[bisect_left(spans, (start,)) - 1][0] for spans in (cluster.mentions, cluster.anaphors) if spans)
    last = max((place for place in places if place < start), default=0)
    first, end = (bisect_left(named, offset, key=itemgetter(0)) for offset in (last, start))
    since = (other for _, other in named[first : min(end, first + _MAX_NAMES_SINCE)])
    return len({id(other) for other in since if other is not cluster and cluster.may_be(other.gender)})
