"""Who is in the reader's mind at a point of the page: what decides whom a pronoun or a description stands for."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from onrecord.people.cast import Cluster
from onrecord.people.evidence import SPEECH
from onrecord.people.lexicon import Gender, fold
from onrecord.people.view import View
from onrecord.types import Span

_NEVER_SUBJECT = frozenset(
    [
        "of",
        "for",
        "with",
        "by",
        "from",
        "to",
        "in",
        "on",
        "at",
        "about",
        "against",
        "between",
        "and",
        "or",
        "told",
        "tell",
        "tells",
        "asked",
        "over",
        "like",
        "than",
        "behind",
        "into",
        "under",
        "after",
        "before",
        "called",
        "between",
    ]
)


@dataclass(slots=True)
class _LastMention:
    """The last time that the narrator, or a quotation, spoke of somebody."""

    sentence: int
    block: int
    subject: bool
    possessive: bool
    """Whether it was a possessive."""


@dataclass(slots=True)
class Salience:
    """Grows as the page is read on, mention by mention."""

    view: View
    narrated: dict[int, _LastMention] = field(default_factory=dict)
    quoted: dict[int, _LastMention] = field(default_factory=dict)
    mention_counts: dict[int, int] = field(default_factory=dict)
    last_speaker: Cluster | None = None
    """Who spoke last."""
    last_spoken_block: int = -9
    """The block in which they did."""

    def note_mention(self, cluster: Cluster, span: Span) -> None:
        """Take note that ``span`` names or stands for ``cluster``."""
        at = self.view.index(span[0])
        word = self.view.words[at]
        end = self.view.index(span[1])
        after = self.view.words[end].text if end < len(self.view.words) else ""
        seen = _LastMention(word.sentence, word.block, self.is_subject(span), after in {"'s", "’s", "’"})
        key = id(cluster)
        (self.quoted if word.quoted else self.narrated)[key] = seen
        self.mention_counts[key] = self.mention_counts.get(key, 0) + 1

    def is_subject(self, span: Span) -> bool:
        """Whether what stands at ``span`` opens its clause, or has a verb of speech beside it."""
        words = self.view.words
        at, end = self.view.index(span[0]), self.view.index(span[1])
        if end < len(words) and words[end].text in {"'s", "’s"}:
            return False
        before = words[at - 1] if at else None
        if end < len(words) and words[end].folded in SPEECH:
            return True
        if before is None or before.sentence != words[at].sentence or words[at].opens:
            return True
        return before.folded in SPEECH and before.folded not in _NEVER_SUBJECT

    def note_speaker(self, cluster: Cluster | None, at: int) -> None:
        """Take note that ``cluster`` (null for a speaker with no name) spoke at word ``at``."""
        self.last_speaker = cluster
        self.last_spoken_block = self.view.words[at].block

    def score(self, cluster: Cluster, at: int, *, gender: Gender | None) -> float:
        """How likely a pronoun or description at word ``at`` stands for ``cluster``; only the order counts."""
        word = self.view.words[at]
        score = 0.35 * math.log1p(self.mention_counts.get(id(cluster), 0))
        told, quoted = self.narrated.get(id(cluster)), self.quoted.get(id(cluster))
        near = [_nearness(told, word.sentence, word.block)] if told else []
        if quoted:
            near.append(_nearness(quoted, word.sentence, word.block) - 0.8)
        score += max(near) if near else -2.0
        if gender is not None:
            score += 0.3 if cluster.gender == gender else -0.2
        if self.last_speaker is cluster and word.block - self.last_spoken_block <= 2:
            score += 0.6 if word.block - self.last_spoken_block <= 1 else 0.4
        return score

    def rank(
        self, clusters: Sequence[Cluster], at: int, *, gender: Gender | None, barred: Collection[int] = ()
    ) -> list[tuple[float, Cluster]]:
        """``clusters`` that can be meant at word ``at``, likeliest first. ``barred`` holds ids of those that cannot."""
        able = [c for c in clusters if not (gender and c.gender and c.gender != gender) and id(c) not in barred]
        return sorted(((self.score(c, at, gender=gender), c) for c in able), key=lambda pair: -pair[0])


def _nearness(seen: _LastMention, sentence: int, block: int) -> float:
    sentences, blocks = sentence - seen.sentence, block - seen.block
    near = 1.0 if sentences <= 0 else 0.9 if sentences == 1 else max(0.0, 0.8 - 0.15 * sentences)
    near -= 0.15 * min(blocks, 6)
    return near + 0.5 * seen.subject * (sentences <= 3) - 0.5 * seen.possessive


def share_of_words(cluster: Cluster, words: Sequence[str]) -> int:
    """How many of ``words``, folded, the page has among the roles of ``cluster``."""
    held = {fold(word) for role in cluster.roles for word in role.text.split()}
    return sum(_alike(word, held) for word in set(words))


def roles_of_words(cluster: Cluster, words: Sequence[str]) -> list[Span]:
    """Where the page has ``words``, folded, among the roles of ``cluster``."""
    told = [(role.span, {fold(word) for word in role.text.split()}) for role in cluster.roles]
    return [span for span, held in told if any(_alike(word, held) for word in words)]


_SHORT = {"governor": "gov", "senator": "sen", "representative": "rep", "congressman": "rep", "congresswoman": "rep",
          "lawmaker": "sen", "actress": "actor", "general": "gen", "lieutenant": "lt", "doctor": "dr"}  # fmt: skip


def _alike(word: str, held: Collection[str]) -> bool:
    return word in held or _SHORT.get(word, "\0") in held
