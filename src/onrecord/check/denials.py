"""Cues and negations with which only one of a draft and a page denies what both say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from onrecord.check.alignment import FUNCTION_WORDS
from onrecord.check.checked_pages import CheckedPage
from onrecord.check.exchanges import find_exceptions, find_intents
from onrecord.check.figures import find_complements
from onrecord.check.limits import have_same_limit
from onrecord.check.negations import (
    compare_negations,
    denies_implicitly,
    is_exclusive,
    is_negated,
    is_telling,
    regrets,
)
from onrecord.check.passage_index import Place
from onrecord.check.reported_finding import (
    SAME_WORDS,
    ReportedFinding,
    explain_opposite,
    nearest_sentence,
    words_in_common,
)
from onrecord.check.stems import CUES, stem
from onrecord.types import Span
from onrecord.word_keys import NEGATIONS, WordKey

_LEAST_TELLING: Final = 2
"""Content words in common that a negation needs to count as a conflict: "it would not be drawn" has only one."""
_LEAST_POLAR: Final = 0.6
"""Least support for a comparison of negations: "a deal is no longer possible" has two words of three."""
_REPORTS: Final = re.compile(
    r"\b(?:say|said|tell|told|claim|argue|suggest|insist|think|thought|believe)\w*(?: (?:me|us|you|them))? that\b",
    re.IGNORECASE,
)
"""Words in a statement that report those of somebody else."""
_CUE_REACH: Final = 3
"""Words before the reported ones in which their cue is looked up: "refused again |to sell|"."""
_DENIAL: Final = re.compile(
    r"[”\"]?\s{0,2}[“\"]?(?:I|[Hh]e|[Ss]he|[Tt]hey|[Ww]e|[Ii]t|[Tt]hat)"
    r"(?: (?:did|had|was|is|were|have|has|do|does|would|will|can)(?: not|n[’']t)(?: true)?| never (?:did|had|was))"
    r"[.,;!”\"]"
)
"""A sentence that denies the one before."""


class Denials:
    """Explains cues and negations that only a draft or only a page has, each in a sentence."""

    def __init__(self, draft: CheckedPage) -> None:
        self._draft = draft
        self._draft_text = draft.article.text

    def find_opposite_cues(self, finding: ReportedFinding, place: Place) -> Iterator[str]:
        """Explain a cue that says the opposite of the page's: "promised |to sell|" for "refused |to sell|"."""
        common = words_in_common(finding)
        if finding.support < SAME_WORDS or not common:
            return
        page = place.page
        cues = _words_before(self._draft, finding.words[0].span), _words_before(page, common[0].span)
        for left, right in CUES:
            for first, second in ((left, right), (right, left)):
                draft_cue = next((word for word in cues[0] if stem(word.key) in first), None)
                page_cue = next((word for word in cues[1] if stem(word.key) in second), None)
                # "again refused to pledge" has both
                is_other = draft_cue and page_cue and draft_cue.key not in {word.key for word in cues[1]}
                if draft_cue and page_cue and is_other:
                    yield explain_opposite(self._draft, page, draft_cue, page_cue)

    def find_denied_cue(self, finding: ReportedFinding, place: Place) -> Iterator[str]:
        """Explain a cue that only one side negates: "blamed |the newts|" for "did not blame |the newts|"."""
        sentence = nearest_sentence(finding.words, place)
        common = [word for word in words_in_common(finding) if word in sentence]
        cue = _words_before(self._draft, finding.words[0].span)[-1:]
        if finding.support < SAME_WORDS or not common or not cue or not is_telling(cue[0]):
            return
        page = place.page
        page_cue = [word for word in _words_before(page, common[0].span) if stem(word.key) == stem(cue[0].key)]
        if page_cue and is_negated(page, page_cue[-1]) != is_negated(self._draft, cue[0]):
            side = "page" if is_negated(page, page_cue[-1]) else "draft"
            yield f"The {side} negates “{self._draft.article.words(cue[0].span)}”."

    def find_negations(self, finding: ReportedFinding, place: Place) -> Iterator[str]:
        """Explain a negation of a content word that only the draft or only the page has.

        "Found no evidence of fraud" and "did not find evidence of fraud" have one each. In "I have no doubts that |he
        will be back|" it does not apply to the common words.
        """
        difference = self.compare_negations(finding, place, least=_LEAST_TELLING)
        sides = (place.passage.words, finding.words) if difference > 0 else (finding.words, place.passage.words)
        if (
            finding.support >= _LEAST_POLAR
            and difference
            and self._says_more_than_names(finding.words)
            and not _is_of_another(finding, place)
            and self.compare_negations(finding, place, least=_LEAST_TELLING, is_wide=True)
            and not denies_implicitly(*sides)
            and not have_same_limit(finding.words, nearest_sentence(finding.words, place))
            and not is_exclusive(*sides)
            and not regrets(*sides)
            and not any(
                all(pair) for pair in zip(find_intents(sides[0]), reversed(find_intents(sides[1])), strict=True)
            )
            and not find_complements(finding.words, nearest_sentence(finding.words, place))
            and not (difference > 0 and self._is_denied_next(finding, place))
            and not find_exceptions(sides[0])  # "all but 40 were" agrees with "only 40 were not"
            and not (difference < 0 and self.refuses(finding))
        ):
            texts = ("draft", "page") if difference > 0 else ("page", "draft")
            yield "The {} has a negation that the {} does not have.".format(*texts)

    def _is_denied_next(self, finding: ReportedFinding, place: Place) -> bool:
        """True if the page's next sentence denies that of the words: “People wrote that I had left. |I hadn’t.|”"""
        page = place.page
        end = page.sentence(nearest_sentence(finding.words, place)[-1].span)[1]
        return _DENIAL.match(page.article.text, end) is not None

    def _says_more_than_names(self, words: Sequence[WordKey]) -> bool:
        """True if a content word or a negation is no name: who "made the case for |Mrs Tarn|" need not contradict "did
        not vote for Mrs Tarn"."""
        return any(
            word.key not in FUNCTION_WORDS - NEGATIONS and not self._draft_text[word.span[0]].isupper()
            for word in words
        )

    def refuses(self, finding: ReportedFinding) -> bool:
        """True if the draft's cue denies its words: "the union |refused| to rule out a strike"."""
        before = _words_before(self._draft, finding.words[0].span)[-1:]
        return finding.words[0].key == "to" and denies_implicitly(before, ())

    def compare_negations(self, finding: ReportedFinding, place: Place, *, least: int, is_wide: bool = False) -> int:
        """``negations.compare_negations`` for the sentence of ``place`` that is nearest to the draft's words."""
        page_words, text = nearest_sentence(finding.words, place), place.page.article.text
        return compare_negations(self._draft, finding.words, page_words, text=text, least=least, is_wide=is_wide)


def _is_of_another(finding: ReportedFinding, place: Place) -> bool:
    """True if the statement reports the words of somebody else, with whom its speaker may disagree: "Your correspondent
    says that |the tram will ruin the market|. It will save it"."""
    page = place.page
    common = words_in_common(finding)
    within = [word for word in common if page.statements_at(word.span)]
    if not within:
        return False
    span = within[0].span
    content = [part for number in page.statements_at(span) for part in page.reading.statements[number].content]
    start = min((part[0] for part in content), default=span[0])
    return _REPORTS.search(page.article.text[max(start, page.sentence(span)[0]) : span[0]]) is not None


def _words_before(page: CheckedPage, span: Span) -> Sequence[WordKey]:
    """The last words before ``span``, in its sentence."""
    position = page.positions(span).start
    start = page.sentence(span)[0]
    return [word for word in page.words[max(0, position - _CUE_REACH) : position] if word.span[0] >= start]
