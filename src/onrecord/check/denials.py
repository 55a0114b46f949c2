"""Cues and negations with which only one of a draft and a page denies what both say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, product
from typing import Final

from onrecord.check.alignment import FUNCTION_WORDS
from onrecord.check.answers import is_open_question
from onrecord.check.checked_pages import CheckedPage
from onrecord.check.exchanges import find_exceptions, find_intents, find_other_particle
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
    draft_sentence,
    explain_opposite,
    nearest_sentence,
    words_in_common,
)
from onrecord.check.stems import CUES, are_opposite, stem
from onrecord.people.lexicon import word_set
from onrecord.types import Span
from onrecord.word_keys import NEGATIONS, WordKey, is_negation, split_words

_LEAST_TELLING: Final = 2
"""Content words in common that a negation needs to count as a conflict: "it would not be drawn" has only one."""
_LEAST_POLAR: Final = 0.6
"""Least support for a comparison of negations: "a deal is no longer possible" has two words of three."""
_REPORTS: Final = re.compile(
    r"\b(?:say|said|tell|told|claim|argue|suggest|insist|think|thought|believe)\w*(?: (?:me|us|you|them))? that\b",
    re.IGNORECASE,
)
"""Words in a statement that report those of somebody else."""
_ADMITS: Final = word_set("admit confess conced acknowledg")
_ACCUSES: Final = word_set("accus charg suspect alleg")
_PLEADS: Final = word_set("plead pled guilt convict own")
"""Stems of words on a page that may be an admission: "|pleaded| |guilty|", "|owned| up"."""
_MOST_ODD: Final = 50
"""Words without the same word on the other side that are compared with each other."""
_CUE_REACH: Final = 3
"""Words before the reported ones in which their cue is looked up: "refused again |to sell|"."""
_SUBJECT: Final = r"(?:I|[Hh]e|[Ss]he|[Tt]hey|[Ww]e|[Ii]t|[Tt]hat)"
_AUXILIARY: Final = r"(?:did|had|was|is|were|have|has|do|does|would|will|can)"
_BEFORE: Final = r"[”\"]?\s{0,2}"
_SAYS_THAT: Final = r"[A-Z“\"][^.?!;\n]{1,80} that "
_CHARGE_REACH: Final = 5
"""Words before the common ones in which their charge is looked up: "|accused| of stealing |the boat|"."""
_DENIAL: Final = re.compile(
    rf"{_BEFORE}(?:(?P<another>{_SAYS_THAT})|[“\"]?){_SUBJECT}"
    rf"(?: (?:{_AUXILIARY}(?: not|n[’']t)|wo[n’']{{2}}t|ca[n’']{{2}}t)(?: true)?| never (?:did|had|was))[.,;!”\"]"
)
"""A sentence that denies the one before: “I hadn’t.”, "Her office said that she had not."."""
_ASSERTION: Final = re.compile(rf"{_BEFORE}(?P<another>{_SAYS_THAT}){_SUBJECT} {_AUXILIARY}[.;”\"]")
"""A sentence that asserts what the one before denies: "Moll had claimed that she had."."""
_DENIED_BY: Final = re.compile(
    r"[”\"]?\s{0,2}(?P<another>[A-Z][^.?!;\n]{1,80}?) (?:has |have |had )?den(?:y|ie[sd]) "
    r"(?:it|this|that|(?:the|these|those) (?:claim|allegation|charge|accusation)s?)[.,;”]"
)
"""A sentence that says who denies the one before: "Elmouth Ferries denied it"."""
_CALLED_FALSE: Final = re.compile(
    r"[”\"]?\s{0,2}[“\"](?:That|This|It)(?: is|[’']s| was) (?:simply |just |quite |absolutely |completely )?"
    r"(?:not (?:true|right|correct)|untrue|false|wrong|nonsense|rubbish|a lie)[,.]?[”\"],? (?P<another>[^.?!;\n]{1,80})"
)
"""The same in a quotation: “That is simply not true,” Moll said."""
_CLAUSE_MARKS: Final = frozenset(".,;:—–")


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

    def find_admitted_charge(self, finding: ReportedFinding, place: Place) -> Iterator[str]:
        """Explain that a draft has as an admission what a page without one has as an accusation, or denies.

        "Admitted |stealing the boat|" for "was accused of stealing the boat", and for “I took it. I did not steal it.”
        """
        cue = _words_before(self._draft, finding.words[0].span)
        common, page = [word for word in words_in_common(finding) if is_telling(word)], place.page
        if not common or not any(stem(word.key) in _ADMITS for word in cue):
            return
        verb = next(filter(is_telling, finding.words), finding.words[0])
        denied = [word for word in place.passage.words if stem(word.key) == stem(verb.key)]
        if denied and all(is_negated(page, word) for word in denied) and not is_negated(self._draft, verb):
            yield f"The page denies “{page.article.words(denied[0].span)}”."
        charges = [
            word for word in _words_before(page, common[0].span, reach=_CHARGE_REACH) if stem(word.key) in _ACCUSES
        ]
        if charges and not any(stem(key) in _ADMITS | _PLEADS for key in page.keys):
            yield f"On the page this is no admission: “{page.article.words(charges[-1].span)}”."

    def find_negations(self, finding: ReportedFinding, place: Place, *, speaker_key: str | None) -> Iterator[str]:
        """Explain a negation of a content word that only the draft or only the page has.

        "Found no evidence of fraud" and "did not find evidence of fraud" have one each. In "I have no doubts that |he
        will be back|" it does not apply to the common words. ``speaker_key`` is the key of the surname of the draft's
        speaker.
        """
        # "He had ordered it" for “I did not order it”
        least = min(_LEAST_TELLING, len({stem(word.key) for word in finding.words if is_telling(word)}))
        difference = self.compare_negations(finding, place, least=least)
        sides = (place.passage.words, finding.words) if difference > 0 else (finding.words, place.passage.words)
        common = words_in_common(finding)
        if (
            finding.support >= _LEAST_POLAR
            and difference
            and not (common and is_open_question(place.page, common[-1].span, is_leading=difference < 0))
            and self._says_more_than_names(finding.words)
            and not _is_of_another(finding, place)
            and self.compare_negations(finding, place, least=least, is_wide=True)
            and not denies_implicitly(*sides)
            and not have_same_limit(finding.words, nearest_sentence(finding.words, place))
            and not is_exclusive(*sides)
            and not regrets(*sides)
            and not any(
                all(pair) for pair in zip(find_intents(sides[0]), reversed(find_intents(sides[1])), strict=True)
            )
            and not find_complements(finding.words, nearest_sentence(finding.words, place))
            and not self._is_turned_next(finding, place, difference=difference, speaker_key=speaker_key)
            and not find_exceptions(sides[0])  # "all but 40 were" agrees with "only 40 were not"
            and not (difference < 0 and self.refuses(finding))
            and not self.find_turned_opposites(finding.words, place)
            and self._differs_in_a_clause(finding, place)
        ):
            texts = ("draft", "page") if difference > 0 else ("page", "draft")
            yield "The {} has a negation that the {} does not have.".format(*texts)

    def find_denier(self, finding: ReportedFinding, place: Place, *, speaker_key: str | None) -> Iterator[str]:
        """Explain that the page's next sentence has the draft's speaker deny the words.

        "Elmouth Ferries admitted that |the boats leaked|" for "Moll said that the boats leaked. Elmouth Ferries denied
        it". ``speaker_key`` is the key of the last word of that speaker's name.
        """
        page = place.page
        end = page.sentence(nearest_sentence(finding.words, place)[-1].span)[1]
        match = _DENIED_BY.match(page.article.text, end) or _CALLED_FALSE.match(page.article.text, end)
        if match is None or finding.support < SAME_WORDS or self._is_negated_in_draft(finding):
            return
        if any(word.key == speaker_key for word in split_words(page.article.text, match.span("another"))):
            yield f"The page says: “{match[0].strip(' .,;')}”."

    def _is_negated_in_draft(self, finding: ReportedFinding) -> bool:
        """True if the draft's sentence has a negation."""
        sentence = draft_sentence(finding.words, self._draft)
        return any(is_negation(word.key) for word in sentence)

    def find_turned_opposites(self, words: Sequence[WordKey], place: Place) -> list[tuple[WordKey, WordKey]]:
        """Find words of a draft whose opposite the page's sentence has, if one side negates it: "would not |rise|" for
        "would be |frozen|", "was not |switched on|" for "was switched off"."""
        sentence, page = nearest_sentence(words, place), place.page
        own, others = ({stem(word.key) for word in side} for side in (words, sentence))
        odd = [word for word in words if stem(word.key) not in others][:_MOST_ODD]
        other_odd = [word for word in sentence if stem(word.key) not in own][:_MOST_ODD]
        pairs = [pair for pair in product(odd, other_odd) if are_opposite(pair[0].key, pair[1].key)]
        if particles := find_other_particle(words, sentence):
            pairs.append(particles)
        return [pair for pair in pairs if is_negated(self._draft, pair[0]) != is_negated(page, pair[1])]

    def _is_turned_next(
        self, finding: ReportedFinding, place: Place, *, difference: int, speaker_key: str | None
    ) -> bool:
        """True if the page's next sentence denies or asserts the words, as the draft does: “People wrote that I had
        left. |I hadn’t.|”; in "Moll claimed that I had", Moll does."""
        page = place.page
        end = page.sentence(nearest_sentence(finding.words, place)[-1].span)[1]
        match = (_DENIAL if difference > 0 else _ASSERTION).match(page.article.text, end)
        if match is None or match["another"] is None:
            return match is not None
        return any(word.key == speaker_key for word in split_words(page.article.text, match.span("another")))

    def _differs_in_a_clause(self, finding: ReportedFinding, place: Place) -> bool:
        """True if one clause of the draft has another negation than the page's sentence that is nearest to it.

        "Nobody had hidden the plan: it was in a drawer" agrees with “Nobody hid anything. The plan was in a drawer.”
        """
        clauses = self._split_clauses(finding.words)
        sentences = [nearest_sentence(clause, place) for clause in clauses]
        if all(sentence == sentences[0] for sentence in sentences):
            return True
        text = place.page.article.text
        return any(
            compare_negations(self._draft, clause, sentence, text=text, least=1)
            for clause, sentence in zip(clauses, sentences, strict=True)
        )

    def _split_clauses(self, words: Sequence[WordKey]) -> list[Sequence[WordKey]]:
        """``words`` cut at commas, colons and semicolons, without parts that have no content word."""
        cuts = [
            number
            for number in range(1, len(words))
            if not _CLAUSE_MARKS.isdisjoint(self._draft_text[words[number - 1].span[1] : words[number].span[0]])
        ]
        clauses = [words[start:end] for start, end in pairwise([0, *cuts, len(words)])]
        return [clause for clause in clauses if any(map(is_telling, clause))] or [words]

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


def _words_before(page: CheckedPage, span: Span, *, reach: int = _CUE_REACH) -> Sequence[WordKey]:
    """The last words before ``span``, in its sentence."""
    position = page.positions(span).start
    start = page.sentence(span)[0]
    return [word for word in page.words[max(0, position - reach) : position] if word.span[0] >= start]
