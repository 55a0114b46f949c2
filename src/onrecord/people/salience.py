"""Salience: which entities are in focus at a point of the page.

It ranks the candidate antecedents of pronouns and descriptions by recency, grammatical role, frequency, and who spoke
last. All weights were set by hand. Only the order of the candidates and the margins between them matter.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from onrecord.people.cast import Cluster
from onrecord.people.evidence import SPEECH
from onrecord.people.lexicon import Gender, fold, word_set
from onrecord.people.view import View
from onrecord.types import Span

# Words before a name that keep it from being the subject of its clause: "met with Orla Tarn", "told Orla Tarn".
_NEVER_SUBJECT = word_set(
    "of for with by from to in on at about against between and or told tell tells asked over like than behind "
    "into under after before called"
)


@dataclass(slots=True)
class _LastMention:
    """The last mention of an entity in the narration, or inside quotations."""

    sentence: int
    block: int
    subject: bool
    possessive: bool
    """True for a possessive, "Tarn’s", which is less salient than a subject."""


@dataclass(slots=True)
class Salience:
    """The state of salience at a point of the page. It is updated with each mention."""

    view: View
    narrated: dict[int, _LastMention] = field(default_factory=dict)
    """Last mention outside quotation marks, by id of the cluster."""
    quoted: dict[int, _LastMention] = field(default_factory=dict)
    """Last mention inside quotation marks."""
    mention_counts: dict[int, int] = field(default_factory=dict)
    last_speaker: Cluster | None = None
    """Speaker of the last statement; null if it has no name."""
    last_spoken_block: int = -9
    """Block of the last statement."""

    def note_mention(self, cluster: Cluster, span: Span) -> None:
        """Record that ``span`` is a mention of ``cluster``."""
        index = self.view.index(span[0])
        word = self.view.words[index]
        end = self.view.index(span[1])
        after = self.view.words[end].text if end < len(self.view.words) else ""
        last_mention = _LastMention(word.sentence, word.block, self.is_subject(span), after in {"'s", "’s", "’"})
        key = id(cluster)
        (self.quoted if word.quoted else self.narrated)[key] = last_mention
        self.mention_counts[key] = self.mention_counts.get(key, 0) + 1

    def is_subject(self, span: Span) -> bool:
        """True if the mention at ``span`` opens its clause or is next to a verb of speech."""
        words = self.view.words
        index, end = self.view.index(span[0]), self.view.index(span[1])
        if end < len(words) and words[end].text in {"'s", "’s"}:
            return False
        before = words[index - 1] if index else None
        if end < len(words) and words[end].folded in SPEECH:
            return True
        if before is None or before.sentence != words[index].sentence or words[index].opens:
            return True
        return before.folded in SPEECH and before.folded not in _NEVER_SUBJECT

    def note_speaker(self, cluster: Cluster | None, index: int) -> None:
        """Record that ``cluster`` (null for a speaker without a name) spoke at word ``index``."""
        self.last_speaker = cluster
        self.last_spoken_block = self.view.words[index].block

    def score(self, cluster: Cluster, index: int, *, gender: Gender | None) -> float:
        """Points for ``cluster`` as the antecedent of a pronoun or description at word ``index``."""
        word = self.view.words[index]
        # Frequency, damped: among people who are equally near, the one mentioned most comes first.
        score = 0.35 * math.log1p(self.mention_counts.get(id(cluster), 0))
        narrated, quoted = self.narrated.get(id(cluster)), self.quoted.get(id(cluster))
        nearness = [_nearness(narrated, word.sentence, word.block)] if narrated else []
        # People named inside quotations are less in focus for the narrator: in “Una Quill is late,” Orla Tarn said. She
        # waved, "she" is Tarn.
        if quoted:
            nearness.append(_nearness(quoted, word.sentence, word.block) - 0.8)
        # An entity that has not been mentioned yet can only be the antecedent of a cataphor.
        score += max(nearness) if nearness else -2.0
        if gender is not None:
            # Gender agreement. An unknown gender costs a little; a conflicting one has been ruled out before.
            score += 0.3 if cluster.gender == gender else -0.2
        # The last speaker often speaks again: after “It is late,” Tarn said, the next paragraph has “Very late,” she
        # said.
        if self.last_speaker is cluster and word.block - self.last_spoken_block <= 2:
            score += 0.6 if word.block - self.last_spoken_block <= 1 else 0.4
        return score

    def rank(
        self, clusters: Sequence[Cluster], index: int, *, gender: Gender | None, barred: Collection[int] = ()
    ) -> list[tuple[float, Cluster]]:
        """The ``clusters`` that can be meant at word ``index``, best first. ``barred`` holds ids of clusters to leave
        out."""
        candidates = [c for c in clusters if not (gender and c.gender and c.gender != gender) and id(c) not in barred]
        return sorted(((self.score(c, index, gender=gender), c) for c in candidates), key=lambda pair: -pair[0])


def _nearness(last_mention: _LastMention, sentence: int, block: int) -> float:
    """Points for the last mention of an entity: fewer the further back it is, more if it was a subject."""
    sentences, blocks = sentence - last_mention.sentence, block - last_mention.block
    # 1 in the same sentence, 0.9 in the next, 0.5 after two and 0.15 less for each further one; and 0.15 less for each
    # paragraph break, up to six.
    nearness = 1.0 if sentences <= 0 else 0.9 if sentences == 1 else max(0.0, 0.8 - 0.15 * sentences)
    nearness -= 0.15 * min(blocks, 6)
    # A subject stays in focus for three sentences: in "Orla Tarn met Una Quill. She waved" it is Tarn who waved. A
    # possessive is less in focus: "Tarn’s boat sank."
    return nearness + 0.5 * last_mention.subject * (sentences <= 3) - 0.5 * last_mention.possessive


def count_role_words(cluster: Cluster, words: Sequence[str]) -> int:
    """Number of ``words``, folded, that occur in the roles of ``cluster``."""
    role_words = {fold(word) for role in cluster.roles for word in role.text.split()}
    return sum(_has_role_word(word, role_words) for word in set(words))


def spans_of_role_words(cluster: Cluster, words: Sequence[str]) -> list[Span]:
    """Spans of the roles of ``cluster`` that contain any of ``words``, folded."""
    roles = [(role.span, {fold(word) for word in role.text.split()}) for role in cluster.roles]
    return [span for span, role_words in roles if any(_has_role_word(word, role_words) for word in words)]


# "The governor" is the person whom the page calls "Gov. Orla Tarn".
_ABBREVIATED = {
    "governor": "gov", "senator": "sen", "representative": "rep", "congressman": "rep", "congresswoman": "rep",
    "lawmaker": "sen", "actress": "actor", "general": "gen", "lieutenant": "lt", "doctor": "dr",
}  # fmt: skip


def _has_role_word(word: str, role_words: Collection[str]) -> bool:
    """True if ``word`` or its abbreviation is one of ``role_words``."""
    return word in role_words or _ABBREVIATED.get(word, "\0") in role_words
