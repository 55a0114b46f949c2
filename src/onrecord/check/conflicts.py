"""Conflicts of a draft's reported words with a passage: changed words, figures, exceptions, certainty, conditions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final

from onrecord.check.certainty import (
    compare_certainty,
    compare_modals,
    find_lost_condition,
    find_lost_modal,
    find_pondered,
    find_promised,
    find_reviewed,
)
from onrecord.check.changed_words import ChangedWords, may_be_opposite
from onrecord.check.checked_pages import CheckedPage
from onrecord.check.comparisons import explain_turned, find_opposite_comparatives
from onrecord.check.denials import Denials
from onrecord.check.exchanges import (
    find_exceptions,
    find_exchanged_intent,
    find_inversion,
    find_lost_exceptions,
    find_lost_exclusion,
    find_other_particle,
    has_exchanged_owners,
)
from onrecord.check.figures import (
    Contexts,
    are_swapped,
    find_contexts,
    find_moved_figures,
    find_opposites,
    find_other_figures,
    find_other_fractions,
    find_owners,
)
from onrecord.check.limits import find_other_limits
from onrecord.check.negations import find_denied_figures, find_other_reason, is_negated
from onrecord.check.passage_index import Place
from onrecord.check.quantities import find_overstated
from onrecord.check.reported_finding import (
    SAME_WORDS,
    ReportedFinding,
    draft_sentence,
    explain_number,
    explain_opposite,
    nearest_sentence,
    words_in_common,
)
from onrecord.check.stems import stem
from onrecord.check.subjects import find_exchanged_thinker, find_other_subject
from onrecord.times import bounds
from onrecord.word_keys import WordKey

_FOLLOWING: Final = 40
"""Words of the paragraph from the reported ones in which a condition may follow: "He would sell. |If the bank
agrees|"."""
_AFTER_REACH: Final = 2
"""Words after the common ones that may belong to them: "it |may| well |close|"."""


class Conflicts:
    """Explains the conflicts of a draft's reported words with passages of pages, each in a sentence.

    ``Denials`` explains those of negations and cues.
    """

    def __init__(self, draft: CheckedPage, denials: Denials) -> None:
        self._draft = draft
        self._draft_text = draft.article.text
        self._changed_words = ChangedWords(draft, denials)

    def has_swapped_figures(self, finding: ReportedFinding, place: Place) -> bool:
        """True if two figures of the draft have changed places: "30 boats and 40 buses" for "40 boats and 30 buses"."""
        words, page_words = draft_sentence(finding.words, self._draft), nearest_sentence(finding.words, place)
        contexts, page_contexts = find_contexts(words), find_contexts(page_words)
        return are_swapped(find_owners(place, page_words, words)) or has_exchanged_owners(
            contexts, page_contexts, words=words, page_words=page_words
        )

    def find(self, finding: ReportedFinding, place: Place) -> Iterator[str]:
        """Explain the words of the draft that differ from those of ``place``, negations and cues excepted."""
        yield from self.find_other_words(finding, place)
        sentence, text = nearest_sentence(finding.words, place), place.page.article.text
        near = _words_near(words_in_common(finding), sentence)
        yield from compare_certainty(finding.words, {word.key for word in near})
        yield from find_lost_modal(draft_sentence(finding.words, self._draft), sentence, text=text)
        yield from compare_modals(finding.words, sentence, page_text=text)
        yield from find_pondered(finding.words, sentence, text=text)
        yield from find_promised(finding.words, sentence, text=text)
        yield from find_reviewed(finding.words, sentence, text=text)

    def find_other_words(self, finding: ReportedFinding, place: Place) -> Iterator[str]:
        """``find``, whether or not it is certain: "she would not resign" may answer "asked if she |could| resign"."""
        yield from self._changed_words.find(finding, place)
        yield from self._find_exchanged(finding, place)

    def find_lost_condition(self, finding: ReportedFinding, place: Place) -> str | None:
        """Explain that the draft leaves out the page's condition; null if it has one, also in the next sentence."""
        if finding.support < SAME_WORDS:
            return None
        sentence = nearest_sentence(finding.words, place)
        own = self._draft.positions(finding.words[0].span).start
        end = self._draft_text.find("\n", finding.words[0].span[0])
        following = [word for word in self._draft.words[own : own + _FOLLOWING] if end < 0 or word.span[0] < end]
        words = [*draft_sentence(finding.words, self._draft), *following]
        common, text = words_in_common(finding), place.page.article.text
        common = [word for word in common if word in sentence]
        # “He will come,” |he said|, “if she asks”
        last = max((word.span[1] for word in common), default=0)
        sentence = [word for word in sentence if word.span[0] < last or place.page.statements_at(word.span)]
        condition = find_lost_condition({word.key for word in words}, common, sentence, text=text) if common else None
        return condition.reason if condition else None

    def _find_exchanged(self, finding: ReportedFinding, place: Place) -> Iterator[str]:
        """Explain what the draft's sentence as a whole says the other way round."""
        words, page, sentence = finding.words, place.page, nearest_sentence(finding.words, place)
        draft_words = draft_sentence(words, self._draft)
        if not may_be_opposite(words, sentence):
            contexts, page_contexts = find_contexts(draft_words), find_contexts(sentence)
            for word, page_word in find_opposites(contexts, page_contexts):
                # "Marks rose in 22 schools, and |fell| in 5" for "marks rose in 22 schools; in 5 they |fell|"
                is_after = _is_after_figures(word, sentence, contexts=page_contexts)
                if not is_after and is_negated(self._draft, word) == is_negated(page, page_word):
                    yield explain_opposite(self._draft, page, word, page_word)
        yield from self._find_opposite_pairs(words, sentence, page=page)
        for word in find_lost_exceptions(words, sentence):
            side = "draft" if word.key in find_exceptions(words) else "page"
            yield f"Only the {side} has it as an exception: “{self._draft.article.words(word.span)}”."
        if exclusion := find_lost_exclusion(
            draft_sentence(finding.words, self._draft), sentence, text=page.article.text
        ):
            yield f"The draft leaves out the exception “{exclusion}”."
        yield from self._find_other_figures(words, sentence, page=page)
        yield from find_other_subject(words, place, draft=self._draft)
        yield from find_exchanged_thinker(words, place)
        if because := find_other_reason(words, sentence):
            yield f"Only one side denies this reason: “{self._draft.article.words(because.span)} …”."
        inversion = find_inversion(words, self._draft, sentence, page)
        if inversion is not None:
            yield f"The page has it the other way round: “{inversion}”."

    def _find_opposite_pairs(
        self, words: Sequence[WordKey], sentence: Sequence[WordKey], *, page: CheckedPage
    ) -> Iterator[str]:
        """Explain comparatives, intents and adverbs of verbs of the draft that are the opposite of the page's."""
        comparatives = find_opposite_comparatives(words, sentence)
        if comparatives and not may_be_opposite(words, sentence):
            yield explain_opposite(self._draft, page, *comparatives)
        if intents := find_exchanged_intent(words, sentence):
            yield explain_opposite(self._draft, page, *intents)
        particles = find_other_particle(words, sentence)
        if particles and is_negated(self._draft, particles[0]) == is_negated(page, particles[1]):
            yield explain_opposite(self._draft, page, *particles)

    def _find_other_figures(
        self, words: Sequence[WordKey], sentence: Sequence[WordKey], *, page: CheckedPage
    ) -> Iterator[str]:
        """Explain figures, limits and quantities of the draft that are others in the page's sentence."""
        published = bounds(page.article.published)
        # "In May 2026" for "next May" on a page of 2025
        years = {str(published[0].year + difference) for difference in (-1, 0, 1)} if published else set()
        others = find_other_fractions(words, sentence), find_other_figures(words, sentence, page.keys | years)
        for word, page_word in chain(*others):
            yield explain_number(self._draft, page, word, page_word)
        for word, page_word in find_overstated(words, sentence):
            own, other = self._draft.article.words(word.span), page.article.words(page_word.span)
            yield f"A quantity differs: “{own}” instead of “{other}”."
        for word, page_word in find_other_limits(words, sentence):
            own, other = self._draft.article.words(word.span), page.article.words(page_word.span)
            yield f"A limit differs: “{own}” is the least on one side, and “{other}” the most on the other."
        for word in find_denied_figures(words, sentence):
            yield f"The page does not deny this figure, but another: “{self._draft.article.words(word.span)}”."
        yield from explain_turned(words, sentence)
        for word, page_word in find_moved_figures(words, sentence):
            yield explain_number(self._draft, page, word, page_word)


def _is_after_figures(word: WordKey, page_words: Sequence[WordKey], *, contexts: Contexts) -> bool:
    """True if a word of the draft stands in a page's sentence, but before none of its figures."""
    key = stem(word.key)
    is_on_page = any(stem(item.key) == key for item in page_words)
    return is_on_page and not any(key in context for context in contexts.values())


def _words_near(common: Sequence[WordKey], sentence: Sequence[WordKey]) -> Sequence[WordKey]:
    """The words of ``sentence`` up to shortly after the last of the ``common`` ones.

    "We cannot sell the quay, as it |will| only grow" is no more certain than "she could not sell the quay".
    """
    positions = [number for number, word in enumerate(sentence) if word in set(common)]
    return sentence[: positions[-1] + 1 + _AFTER_REACH] if positions else sentence
