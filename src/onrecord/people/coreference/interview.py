"""Interviews: the person interviewed, who gives the answers and is "you" in the questions."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from itertools import pairwise

from onrecord.people.coreference.clusters import Cluster, Entities
from onrecord.people.view import View
from onrecord.types import Span

# "Q: Was it late?" and "A: It was."
_LABEL = re.compile(r"[QA][.:]")


class Interview:
    """The questions and answers of a page, with the labels "Q" and "A" or without any (``Article.turns``)."""

    def __init__(self, view: View, entities: Entities) -> None:
        self.view = view
        self.answers = frozenset(turn.span for turn in view.article.turns if turn.name is None)
        """The paragraphs that answer a question without a label."""
        self.person = self._find_person(entities)
        """The person interviewed; null if the page does not tell."""

    def speaker_at(self, span: Span) -> Cluster | None:
        """The speaker of the answer at ``span``. Words that name the person are the outlet's: "Tarn laughs"."""
        return None if self.person and self._names_at(self.person, span) else self.person

    def pronoun_at(self, offset: int) -> str | None:
        """The pronoun that means the person in the paragraph at ``offset``: "you" in a question, "i" in an answer."""
        number = self.view.word_at(offset).block
        spans = [part.span for part in self.view.blocks[number : number + 2]]
        label = _LABEL.match(self.view.text, spans[0][0])
        if label:
            return {"Q": "you", "A": "i"}[label[0][0]]
        return "i" if spans[0] in self.answers else "you" if spans[-1] in self.answers else None

    def _find_person(self, entities: Entities) -> Cluster | None:
        """The person whom the page names most in its headlines, or else before the first question.

        Those whom only questions and answers name are talked about. The answers are the author's if a third name the
        person, "Tarn was born in Elmouth", or after "I spent weeks with boats. Tarn lent me hers" below the headline.
        """
        view, blocks, answers = self.view, self.view.blocks, self.answers
        starts = [part.span[0] for part in blocks if part.span in answers or _LABEL.match(view.text, part.span[0])]
        for role in ("headline", "body") if starts else ():
            words = [word for word in view.words[: view.index(starts[0])] if blocks[word.block].role == role]
            offsets = {word.start for word in words}
            is_told = role == "body" and any(word.folded in {"i", "me", "my"} and not word.quoted for word in words)
            people = [c for c in entities.persons if c.name not in view.article.bylines]
            counts = Counter({c.number: sum(m[0] in offsets for m in c.mentions) for c in people})
            first_two = [c for c in counts.most_common(2) if c[1]]
            if first_two and (len(first_two) == 1 or first_two[0][1] > first_two[1][1]):
                person = next(c for c in entities.persons if c.number == first_two[0][0])
                spans = pairwise(part.span for part in blocks)
                opening = [span for before, span in spans if span in answers and before not in answers]
                naming = sum(self._names_at(person, span) for span in opening)
                is_author = bool(opening) and (is_told or naming * 3 >= len(opening))
                return None if is_author else person
        return None

    def _names_at(self, person: Cluster, span: Span) -> bool:
        """True if ``span`` names ``person`` outside quotation marks, and not as a label: "Orla Tarn: It is late"."""
        mentions = person.mentions[bisect_left(person.mentions, span[:1]) : bisect_left(person.mentions, (span[1],))]
        return not all(self.view.word_at(m[0]).quoted or self.view.text.startswith(":", m[1]) for m in mentions)
