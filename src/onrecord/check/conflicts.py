"""Conflicts of a draft's reported words with a passage: other names, numbers, dates, opposites, negations, cues."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final

from onrecord.check.alignment import FUNCTION_WORDS, Segment
from onrecord.check.certainty import compare_certainty, compare_modals, find_lost_condition, find_lost_modal
from onrecord.check.checked_pages import CheckedPage, name_keys
from onrecord.check.comparison import are_acronyms, is_name
from onrecord.check.comparisons import explain_turned, find_opposite_comparatives, find_turned_comparison
from onrecord.check.exchanges import (
    are_listed,
    find_counted,
    find_exceptions,
    find_exchanged_intent,
    find_intents,
    find_inversion,
    find_lists,
    find_lost_exceptions,
    find_lost_exclusion,
    has_exchanged_owners,
)
from onrecord.check.figures import (
    FRACTIONS,
    Contexts,
    Owners,
    are_swapped,
    find_complements,
    find_contexts,
    find_moved_figures,
    find_opposites,
    find_other_figures,
    find_other_fractions,
    find_owners,
    is_pronoun,
    is_reordered,
    kept_figures,
    share_contexts,
)
from onrecord.check.limits import find_other_limits, have_same_limit
from onrecord.check.measures import are_other_units, are_same_amounts, begins_range, find_amounts, is_difference
from onrecord.check.negations import (
    compare_negations,
    denies_implicitly,
    find_denied_figures,
    find_other_reason,
    is_exclusive,
    is_negated,
    is_telling,
    regrets,
)
from onrecord.check.passage_index import Place
from onrecord.check.quantities import find_overstated
from onrecord.check.reported_finding import (
    SAME_WORDS,
    ReportedFinding,
    find_referents,
    nearest_sentence,
    words_in_common,
)
from onrecord.check.stems import CUES, are_opposite, stem
from onrecord.check.subjects import find_other_subject
from onrecord.people.lexicon import PLACES, word_set
from onrecord.types import Span
from onrecord.word_keys import MONTHS, NEGATIONS, WordKey, split_words

_LEAST_TELLING: Final = 2
"""Content words in common that a negation needs to count as a conflict: "it would not be drawn" has only one."""
_LEAST_POLAR: Final = 0.6
"""Least support for a comparison of negations: "a deal is no longer possible" has two words of three."""
_SHORT_CHANGE: Final = 4
"""Most words of a change in which one name replaces another: in longer changes, names are only neighbours."""
_NEAR: Final = 2
"""A number that the sentence also has elsewhere is compared with the words in its place if they are at most this many:
"three to three weeks" for "two to three weeks"."""
_MONTHS: Final = MONTHS - {"may"}
"""Months that are no verb: "the boats |may| sail"."""
_COUNTRIES: Final = tuple(map(word_set, ("uk britain", "us usa america", "holland netherlands", "burma myanmar")))
"""Names of one country."""
_DAYS: Final = word_set("monday tuesday wednesday thursday friday saturday sunday")
DATE_WORDS: Final = (
    _DAYS
    | _MONTHS
    | word_set("today tomorrow yesterday tonight overnight morning afternoon evening night last next week ago")
)
_REPORTS: Final = re.compile(
    r"\b(?:say|said|tell|told|claim|argue|suggest|insist|think|thought|believe)\w*(?: (?:me|us|you|them))? that\b",
    re.IGNORECASE,
)
"""Words in a statement that report those of somebody else."""
_SCALES: Final = word_set("celsius centigrade fahrenheit")
"""Scales of temperature, which are no names that differ: the figures before them are compared."""
_SENTENCE_REACH: Final = 100
"""Words before and after the reported ones that are compared too: 500 statements may be in one sentence."""
_CUE_REACH: Final = 3
"""Words before the reported ones in which their cue is looked up: "refused again |to sell|"."""
_FOLLOWING: Final = 40
"""Words of the paragraph from the reported ones in which a condition may follow: "He would sell. |If the bank
agrees|"."""
_DENIAL: Final = re.compile(
    r"[”\"]?\s{0,2}[“\"]?(?:I|[Hh]e|[Ss]he|[Tt]hey|[Ww]e|[Ii]t|[Tt]hat)"
    r"(?: (?:did|had|was|is|were|have|has|do|does|would|will|can)(?: not|n[’']t)(?: true)?| never (?:did|had|was))"
    r"[.,;!”\"]"
)
"""A sentence that denies the one before."""
_AFTER_REACH: Final = 2
"""Words after the common ones that may belong to them: "it |may| well |close|"."""


class Conflicts:
    """Explains the conflicts of a draft's reported words with passages of pages, each in a sentence."""

    def __init__(self, draft: CheckedPage) -> None:
        self._draft = draft
        self._draft_text = draft.article.text

    def has_swapped_figures(self, finding: ReportedFinding, place: Place) -> bool:
        """True if two figures of the draft have changed places: "30 boats and 40 buses" for "40 boats and 30 buses"."""
        words, page_words = self._sentence_words(finding), nearest_sentence(finding.words, place)
        contexts, page_contexts = find_contexts(words), find_contexts(page_words)
        return are_swapped(self._find_owners(finding, place)) or has_exchanged_owners(
            contexts, page_contexts, words=words, page_words=page_words
        )

    def _find_owners(self, finding: ReportedFinding, place: Place) -> Owners:
        return find_owners(place, nearest_sentence(finding.words, place), self._sentence_words(finding))

    def _sentence_words(self, finding: ReportedFinding) -> Sequence[WordKey]:
        """The words of the draft's sentence, of an endless one those around the finding."""
        draft = self._draft
        span = finding.words[0].span[0], finding.words[-1].span[1]
        sentence, own = draft.positions(draft.sentence(span)), draft.positions(span)
        first = max(sentence.start, own.start - _SENTENCE_REACH)
        return draft.words[first : min(sentence.stop, own.stop + _SENTENCE_REACH)]

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
                    yield self._explain_opposite(draft_cue, page_cue, page=page)

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

    def find(self, finding: ReportedFinding, place: Place) -> Iterator[str]:
        """Explain the words of the draft that differ from those of ``place``, negations and cues excepted."""
        yield from self.find_other_words(finding, place)
        sentence, text = nearest_sentence(finding.words, place), place.page.article.text
        near = _words_near(words_in_common(finding), sentence)
        yield from compare_certainty(finding.words, {word.key for word in near})
        yield from find_lost_modal(self._sentence_words(finding), sentence, text=text)
        yield from compare_modals(finding.words, sentence, page_text=text)

    def find_other_words(self, finding: ReportedFinding, place: Place) -> Iterator[str]:
        """``find``, whether or not it is certain: "she would not resign" may answer "asked if she |could| resign"."""
        yield from self._find_changed(finding, place)
        yield from self._find_exchanged(finding, place)

    def find_lost_condition(self, finding: ReportedFinding, place: Place) -> str | None:
        """Explain that the draft leaves out the page's condition; null if it has one, also in the next sentence."""
        if finding.support < SAME_WORDS:
            return None
        sentence = nearest_sentence(finding.words, place)
        own = self._draft.positions(finding.words[0].span).start
        end = self._draft_text.find("\n", finding.words[0].span[0])
        following = [word for word in self._draft.words[own : own + _FOLLOWING] if end < 0 or word.span[0] < end]
        words = [*self._sentence_words(finding), *following]
        common, text = words_in_common(finding), place.page.article.text
        common = [word for word in common if word in sentence]
        # “He will come,” |he said|, “if she asks”
        last = max((word.span[1] for word in common), default=0)
        sentence = [word for word in sentence if word.span[0] < last or place.page.statements_at(word.span)]
        condition = find_lost_condition({word.key for word in words}, common, sentence, text=text) if common else None
        return condition.reason if condition else None

    def _find_changed(self, finding: ReportedFinding, place: Place) -> Iterator[str]:
        """Explain words of the draft that differ from those in their place on the page."""
        words, page = finding.words, place.page
        context_stems = {stem(word.key) for word in place.passage.words}
        referents, addressees = find_referents(place), _find_addressees(place)
        sentence = nearest_sentence(words, place)
        draft_keys = {word.key for word in words}
        figures = kept_figures(self._find_owners(finding, place)) | find_counted(words, sentence).keys()
        if self.compare_negations(finding, place, least=1):
            figures |= find_complements(words, sentence)
        lists = find_lists(words), find_lists(sentence)
        contexts = share_contexts(find_contexts(self._sentence_words(finding)))
        page_contexts = share_contexts(find_contexts(sentence))
        is_opposite_meant = _may_be_opposite(words, sentence)
        for segment in finding.segments:
            if segment.operation == "dropped":
                yield from self._skipped_number(segment, finding, page=page)
            if segment.operation != "changed":
                continue
            source = [word for word in place.passage.words[slice(*segment.source)] if word not in addressees]
            if are_acronyms(words[slice(*segment.draft)], self._draft_text, source, page.article.text):
                continue
            yield from self._opposed(segment, finding, place=place)
            # A number that also occurs elsewhere in the sentence still differs here: "three to three weeks".
            draft = [
                word
                for word in words[slice(*segment.draft)]
                if stem(word.key) not in context_stems
                or (word.number is not None and len(source) <= _NEAR)
                or self._begins_other_name(segment, finding, place=place)
            ]
            # “She told us” on the page may be "Orla Tarn told them" in the draft.
            draft = [word for word in draft if word.number is not None or word.key not in referents]
            # "37 miles" for "60 km", next to other figures.
            draft = [word for word in draft if not self._has_amount(word, place)]
            # "Elmouth Ferries had 30 boats and Skerry Line 40": the same figures in another order.
            draft = [word for word in draft if word.key not in figures]
            # "|40| boats would be sold, and fares cut by 8%" for "fares would be cut by |8%|", and 40 in another one.
            added = {word.key for word in draft} & page.keys - {word.key for word in sentence}
            source = [word for word in source if word.number is None or word.key not in draft_keys or not added]
            draft = [
                word
                for word in draft
                if not any(
                    are_listed(word.key, other.key, *lists)
                    or is_reordered(word.key, other.key, contexts=contexts, page_contexts=page_contexts)
                    for other in source
                )
            ]
            yield from self._changed(draft, source, page=page, is_opposite_meant=is_opposite_meant)

    def _begins_other_name(self, segment: Segment, finding: ReportedFinding, *, place: Place) -> bool:
        """True for the first word of a name of which the page has another: "|Holme| Junction" for "Pell Junction"."""
        (start, end), (page_start, page_end) = segment.draft, segment.source
        names, page_names = finding.words[start : end + 1], place.passage.words[page_start : page_end + 1]
        texts = self._draft_text, place.page.article.text
        return (
            len(names) == len(page_names) == 2
            and names[1].key == page_names[1].key
            and all(is_name(text, word) for text, pair in zip(texts, (names, page_names), strict=True) for word in pair)
        )

    def _has_amount(self, word: WordKey, place: Place) -> bool:
        """True if the passage has the amount of a draft's figure in another unit, or the draft rounds it, or if it is
        the difference of two figures of the paragraph."""
        if find_amounts([word], self._draft_text, place.passage.words, place.page.article.text):
            return True
        page = place.page
        paragraph = page.words_in(page.block_at(place.passage.words[0].span[0])) if word.number is not None else ()
        return is_difference(word, self._draft_text, paragraph)

    def _find_exchanged(self, finding: ReportedFinding, place: Place) -> Iterator[str]:
        """Explain what the draft's sentence as a whole says the other way round."""
        words, page, sentence = finding.words, place.page, nearest_sentence(finding.words, place)
        if not _may_be_opposite(words, sentence):
            contexts, page_contexts = find_contexts(self._sentence_words(finding)), find_contexts(sentence)
            for word, page_word in find_opposites(contexts, page_contexts):
                # "Marks rose in 22 schools, and |fell| in 5" for "marks rose in 22 schools; in 5 they |fell|"
                is_after = _is_after_figures(word, sentence, contexts=page_contexts)
                if not is_after and is_negated(self._draft, word) == is_negated(page, page_word):
                    yield self._explain_opposite(word, page_word, page=page)
        comparatives = find_opposite_comparatives(words, sentence)
        if comparatives and not _may_be_opposite(words, sentence):
            yield self._explain_opposite(*comparatives, page=page)
        if intents := find_exchanged_intent(words, sentence):
            yield self._explain_opposite(*intents, page=page)
        for word in find_lost_exceptions(words, sentence):
            side = "draft" if word.key in find_exceptions(words) else "page"
            yield f"Only the {side} has it as an exception: “{self._draft.article.words(word.span)}”."
        if exclusion := find_lost_exclusion(self._sentence_words(finding), sentence, text=page.article.text):
            yield f"The draft leaves out the exception “{exclusion}”."
        yield from self._find_other_figures(words, sentence, page=page)
        yield from find_other_subject(words, place, draft=self._draft)
        if because := find_other_reason(words, sentence):
            yield f"Only one side denies this reason: “{self._draft.article.words(because.span)} …”."
        inversion = find_inversion(words, self._draft, sentence, page)
        if inversion is not None:
            yield f"The page has it the other way round: “{inversion}”."

    def _find_other_figures(
        self, words: Sequence[WordKey], sentence: Sequence[WordKey], *, page: CheckedPage
    ) -> Iterator[str]:
        """Explain figures, limits and quantities of the draft that are others in the page's sentence."""
        others = find_other_fractions(words, sentence), find_other_figures(words, sentence, page.keys)
        for word, page_word in chain(*others):
            yield self._explain_number(word, page_word, page=page)
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
            yield self._explain_number(word, page_word, page=page)

    def _explain_opposite(self, word: WordKey, page_word: WordKey, *, page: CheckedPage) -> str:
        words, page_words = self._draft.article.words(word.span), page.article.words(page_word.span)
        return f"The draft says the opposite: “{words}” instead of “{page_words}”."

    def _explain_number(self, word: WordKey, page_word: WordKey, *, page: CheckedPage) -> str:
        words, page_words = self._draft.article.words(word.span), page.article.words(page_word.span)
        return f"A number differs: “{words}” instead of “{page_words}”."

    def _opposed(self, segment: Segment, finding: ReportedFinding, *, place: Place) -> Iterator[str]:
        """Explain a word with the opposite meaning of the one in its place, though the sentence has it elsewhere.

        "Voted |for| the duty, but against the rest" for "voted |against| the duty, but for the rest".
        """
        draft, source = finding.words[slice(*segment.draft)], place.passage.words[slice(*segment.source)]
        following = next((item for item in finding.segments if item.draft[0] == segment.draft[1]), None)
        if len(draft) != 1 or len(source) != 1 or following is None or following.operation != "same":
            return
        page, (word,), (page_word,) = place.page, draft, source
        is_anchored = any(map(is_telling, finding.words[slice(*following.draft)]))
        sentence = page.sentence(page_word.span)
        is_elsewhere = any(other.key == word.key for other in page.words_in(sentence))
        is_alike = is_negated(self._draft, word) == is_negated(page, page_word)
        if is_anchored and is_elsewhere and is_alike and are_opposite(word.key, page_word.key):
            yield self._explain_opposite(word, page_word, page=page)

    def _skipped_number(self, segment: Segment, finding: ReportedFinding, *, page: CheckedPage) -> Iterator[str]:
        """Explain that a number of the draft is in another sentence of the page, or after a semicolon: "repaid £6" for
        "repaid £5. She owed £6"."""
        if finding.place is None or segment.draft[0] in (0, len(finding.words)):
            return
        passage = finding.place.passage
        first, last = (passage.words[position] for position in (segment.source[0], segment.source[1]))
        number = finding.words[segment.draft[0]]
        is_replaced = None not in (first.number, number.number) and first.key != number.key
        is_apart = ";" in page.article.text[first.span[1] : last.span[0]]
        if is_replaced and (is_apart or page.sentence(first.span) != page.sentence(last.span)):
            yield self._explain_number(number, first, page=page)

    def _changed(
        self, draft: Sequence[WordKey], source: Sequence[WordKey], *, page: CheckedPage, is_opposite_meant: bool
    ) -> Iterator[str]:
        """Explain the conflicts of words of the draft with the words in their place on the page.

        Opposites are none if only one side has an exception.
        """
        for word in draft:
            draft_words = self._draft_text[slice(*word.span)]
            for page_word in source:
                kind = self._compare_words(word, page_word, page=page, length=max(len(draft), len(source)))
                if kind == "opposite" and is_opposite_meant:
                    continue
                if kind == "opposite":
                    yield self._explain_opposite(word, page_word, page=page)
                elif kind:
                    yield f"A {kind} differs: “{draft_words}” instead of “{page.article.words(page_word.span)}”."
                if kind:
                    break
            else:
                names = _other_names(word.key.removesuffix("'s"))  # "Skerry Line’s" for "Skerry Line"
                is_new = is_name(self._draft_text, word) and page.keys.isdisjoint({word.key, *names})
                # "Friday" for "tomorrow", "last Monday" for "Nov 3"
                is_new = is_new and not (word.key in _DAYS and any(item.key in DATE_WORDS - _DAYS for item in source))
                if is_new and any(page_word.key not in FUNCTION_WORDS for page_word in source):
                    yield f"A name is not on the page: “{draft_words}”."

    def _compare_words(self, word: WordKey, page_word: WordKey, *, page: CheckedPage, length: int) -> str | None:
        """Return the kind of thing in which two words differ, or "opposite"; null for words that may agree.

        ``length`` is the number of words of the longer of the two changes that they are in.
        """
        keys = {word.key, page_word.key}
        if is_pronoun(word, self._draft_text) or is_pronoun(page_word, page.article.text):
            return None
        if word.number is not None and page_word.number is not None and len(keys) == 2:
            texts = self._draft_text, page.article.text
            if are_same_amounts(word, texts[0], page_word, texts[1]) or begins_range(word, texts[0], page_word):
                return None
            return "date" if _is_year(word) and _is_year(page_word) else "number"
        if _are_dates(word.key, page_word.key):
            return "date"
        if are_other_units(word, self._draft_text, page_word, page.article.text):
            return "unit"
        if length <= _NEAR and len(keys) == 2 and keys <= FRACTIONS:
            return "number"
        if keys <= _SCALES:
            return None
        are_names = is_name(self._draft_text, word) and is_name(page.article.text, page_word)
        if are_names and length <= _SHORT_CHANGE and not keys & (_MONTHS | _DAYS):
            if self._is_same_entity(word, page_word, page=page):
                return None
            return "place" if keys & PLACES else "name"
        # "The sample was not |large|" and "the sample was |small|" agree.
        return (
            "opposite"
            if are_opposite(word.key, page_word.key) and is_negated(self._draft, word) == is_negated(page, page_word)
            else None
        )

    def _is_same_entity(self, word: WordKey, page_word: WordKey, *, page: CheckedPage) -> bool:
        """True if two names belong to one person or organisation: "Lyle" and "Mr Brannock"."""
        entity, other_entity = self._draft.entity_at(word.span), page.entity_at(page_word.span)
        if page_word.key in _other_names(word.key):
            return True
        names = name_keys(entity) if entity else {word.key}
        other_names = name_keys(other_entity) if other_entity else {page_word.key}
        return (
            word.key.removesuffix("'s") in other_names
            or page_word.key.removesuffix("'s") in names
            or stem(word.key) == stem(page_word.key)
            or bool(entity and other_entity and names == other_names)
        )

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


def _is_after_figures(word: WordKey, page_words: Sequence[WordKey], *, contexts: Contexts) -> bool:
    """True if a word of the draft stands in a page's sentence, but before none of its figures."""
    key = stem(word.key)
    is_on_page = any(stem(item.key) == key for item in page_words)
    return is_on_page and not any(key in context for context in contexts.values())


def _may_be_opposite(words: Sequence[WordKey], page_words: Sequence[WordKey]) -> bool:
    """True if sentences with opposite words may agree: "failed one inspection" and "passed every inspection but one",
    "May was higher than June" and "June was lower than May"."""
    has_other_exceptions = bool(find_exceptions(words)) != bool(find_exceptions(page_words))
    return has_other_exceptions or find_turned_comparison(words, page_words) is not None


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


def _words_near(common: Sequence[WordKey], sentence: Sequence[WordKey]) -> Sequence[WordKey]:
    """The words of ``sentence`` up to shortly after the last of the ``common`` ones.

    "We cannot sell the quay, as it |will| only grow" is no more certain than "she could not sell the quay".
    """
    positions = [number for number, word in enumerate(sentence) if word in set(common)]
    return sentence[: positions[-1] + 1 + _AFTER_REACH] if positions else sentence


def _words_before(page: CheckedPage, span: Span) -> Sequence[WordKey]:
    """The last words before ``span``, in its sentence."""
    position = page.positions(span).start
    start = page.sentence(span)[0]
    return [word for word in page.words[max(0, position - _CUE_REACH) : position] if word.span[0] >= start]


def _find_addressees(place: Place) -> set[WordKey]:
    """The names in the addressees of ``place`` outside its statements, which are compared apart: "Tarn told the |Quay
    Review|", but not "urged |Quill| to leave"."""
    addressees = (place.page.facts[number].told or "" for number in place.passage.statements)
    words = ((told, word) for told in addressees for word in split_words(told, (0, len(told))))
    keys = {word.key for told, word in words if told[word.span[0]].isupper()}
    return {word for word in place.passage.words if word.key in keys and not place.page.statements_at(word.span)}


def _other_names(key: str) -> frozenset[str]:
    """``key`` and other names of the same country: "uk" and "britain"."""
    return next((names for names in _COUNTRIES if key in names), frozenset({key}))


def _are_dates(key: str, other_key: str) -> bool:
    """True for two months or two days of the week; "Sept" and "September" are one."""
    return ({key, other_key} <= _MONTHS and key[:3] != other_key[:3]) or (
        {key, other_key} <= _DAYS and key != other_key
    )


def _is_year(word: WordKey) -> bool:
    return word.number is not None and word.key.isdigit() and 1800 <= word.number <= 2100
