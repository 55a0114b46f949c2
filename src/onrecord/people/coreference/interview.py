"""Interviews: the person interviewed, who gives the answers and is "you" in the questions."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field

from onrecord.people.coreference.clusters import Cluster, Entities
from onrecord.people.view import View
from onrecord.types import Span

# "Q: Was it late?" and "A: It was."
_LABEL = re.compile(r"[QA][.:]")
_NARRATOR = frozenset(["i", "me", "my"])


@dataclass(slots=True)
class Interview:
    """The questions and answers of a page, with the labels "Q" and "A" or without any (``Article.turns``)."""

    view: View
    entities: Entities
    person: Cluster | None = field(init=False)
    """The person interviewed; null if the page does not tell."""
    answers: frozenset[Span] = field(init=False)
    """The paragraphs that answer a question without a label."""

    def __post_init__(self) -> None:
        self.answers = frozenset(turn.span for turn in self.view.article.turns if turn.name is None)
        self.person = self._find_person()

    def speaker_at(self, span: Span) -> Cluster | None:
        """The person interviewed, for the answer at ``span``. Null if it names this person: "Tarn laughs" are the
        outlet's words."""
        return None if self.person and self._names_at(self.person, span) else self.person

    def pronoun_at(self, offset: int) -> str | None:
        """The pronoun, folded, that means the person interviewed in the paragraph at ``offset``: "you" in a question
        and "i" in an answer."""
        number = self.view.words[self.view.index(offset)].block
        block = self.view.blocks[number].span
        label = _LABEL.match(self.view.text, block[0])
        if label or block in self.answers:
            return "you" if label and label[0][0] == "Q" else "i"
        return "you" if self._opens_answer(number + 1) else None

    def _opens_answer(self, number: int) -> bool:
        """True if block ``number`` is the first paragraph of an answer."""
        before, *block = (part.span for part in self.view.blocks[max(number - 1, 0) : number + 1])
        return before not in self.answers and not self.answers.isdisjoint(block)

    def _find_person(self) -> Cluster | None:
        """The person whom the page names most in its headlines, or else before the first question.

        Those whom only questions and answers name are talked about, and who answers does not begin with the own name.
        """
        view, blocks = self.view, self.view.blocks
        starts = [part.span[0] for part in blocks if part.span in self.answers or _LABEL.match(view.text, part.span[0])]
        for role in ("headline", "body") if starts else ():
            counts = Counter(
                cluster.number
                for cluster in self.entities.persons
                for start, _ in cluster.mentions
                if start < starts[0] and blocks[view.words[view.index(start)].block].role == role
                if cluster.name not in view.article.bylines
            )
            first_two = counts.most_common(2)
            if first_two and (len(first_two) == 1 or first_two[0][1] > first_two[1][1]):
                person = next(cluster for cluster in self.entities.persons if cluster.number == first_two[0][0])
                return person if self._may_answer(person, is_titled=role == "headline", begins=starts[0]) else None
        return None

    def _may_answer(self, person: Cluster, *, is_titled: bool, begins: int) -> bool:
        """True unless the answers are the author's: "I spent weeks with kettles. Tarn lent me hers" before them, or
        "Tarn was born in Elmouth" in one."""
        words = self.view.words[: self.view.index(begins)]
        is_told = not is_titled and any(
            word.folded in _NARRATOR and not word.quoted and self.view.blocks[word.block].role == "body"
            for word in words
        )
        opening = (part.span for number, part in enumerate(self.view.blocks) if self._opens_answer(number))
        return not self.answers or not (is_told or any(self._names_at(person, span) for span in opening))

    def _names_at(self, person: Cluster, span: Span) -> bool:
        """True if ``span`` names ``person`` outside quotation marks."""
        mentions = person.mentions[bisect_left(person.mentions, span[:1]) : bisect_left(person.mentions, (span[1],))]
        return any(not self.view.words[self.view.index(start)].quoted for start, _ in mentions)
