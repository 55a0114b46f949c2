"""Words of a draft that differ from those in their place on a page: other names, numbers, dates, units, opposites."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from onrecord.check.alignment import FUNCTION_WORDS, Segment
from onrecord.check.checked_pages import CheckedPage, name_keys
from onrecord.check.comparison import are_acronyms, is_name
from onrecord.check.comparisons import find_turned_comparison
from onrecord.check.denials import Denials
from onrecord.check.exchanges import are_listed, find_counted, find_exceptions, find_lists
from onrecord.check.figures import (
    FRACTIONS,
    find_complements,
    find_contexts,
    find_owners,
    is_pronoun,
    is_reordered,
    is_year,
    kept_figures,
    share_contexts,
)
from onrecord.check.measures import (
    are_other_units,
    are_same_amounts,
    begins_range,
    find_amounts,
    is_difference,
    is_share,
)
from onrecord.check.negations import is_negated, is_telling
from onrecord.check.passage_index import Place
from onrecord.check.reported_finding import (
    ReportedFinding,
    draft_sentence,
    explain_number,
    explain_opposite,
    find_referents,
    nearest_sentence,
)
from onrecord.check.stems import are_opposite, stem
from onrecord.people.lexicon import PLACES, word_set
from onrecord.word_keys import MONTHS, WordKey, split_words

_NEAR: Final = 2
"""A number that the sentence also has elsewhere is compared with the words in its place if they are at most this many:
"three to three weeks" for "two to three weeks"."""
_SHORT_CHANGE: Final = 4
"""Most words of a change in which one name replaces another: in longer changes, names are only neighbours."""
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
_MULTIPLES: Final = word_set("doubl tripl quadrupl halv")
"""Stems of verbs that say how many times as large something became."""
_COUNTS: Final[dict[str, float]] = {"once": 1, "twice": 2, "thrice": 3}
_TIMES: Final = re.compile(r"[ -]times\b")
_SCALES: Final = word_set("celsius centigrade fahrenheit")
"""Scales of temperature, which are no names that differ: the figures before them are compared."""


class ChangedWords:
    """Explains words of a draft that differ from those in their place on a page, each in a sentence."""

    def __init__(self, draft: CheckedPage, denials: Denials) -> None:
        self._draft = draft
        self._draft_text = draft.article.text
        self._denials = denials

    def find(self, finding: ReportedFinding, place: Place) -> Iterator[str]:
        """Explain words of the draft that differ from those in their place on the page."""
        words, page = finding.words, place.page
        context_stems = {stem(word.key) for word in place.passage.words}
        referents, addressees = find_referents(place), _find_addressees(place)
        sentence = nearest_sentence(words, place)
        draft_keys = {word.key for word in words}
        draft_words = draft_sentence(words, self._draft)
        figures = kept_figures(find_owners(place, sentence, draft_words)) | find_counted(words, sentence).keys()
        if self._denials.compare_negations(finding, place, least=1):
            figures |= find_complements(words, sentence)
        lists = find_lists(words), find_lists(sentence)
        contexts = share_contexts(find_contexts(draft_words))
        page_contexts = share_contexts(find_contexts(sentence))
        is_opposite_meant = may_be_opposite(words, sentence)
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
        a share of two figures of the passage, or the difference of two of the paragraph."""
        if find_amounts([word], self._draft_text, place.passage.words, place.page.article.text):
            return True
        if is_share(word, self._draft_text, place.passage.words):
            return True
        page = place.page
        paragraph = page.words_in(page.block_at(place.passage.words[0].span[0])) if word.number is not None else ()
        return is_difference(word, self._draft_text, paragraph)

    def _opposed(self, segment: Segment, finding: ReportedFinding, *, place: Place) -> Iterator[str]:
        """Explain a word with the opposite meaning of the one in its place, though the passage has it elsewhere.

        "Voted |for| the duty, but against the rest" for "voted |against| the duty, but for the rest".
        """
        draft, source = finding.words[slice(*segment.draft)], place.passage.words[slice(*segment.source)]
        following = next((item for item in finding.segments if item.draft[0] == segment.draft[1]), None)
        if len(draft) != 1 or len(source) != 1 or following is None or following.operation != "same":
            return
        page, (word,), (page_word,) = place.page, draft, source
        is_anchored = any(map(is_telling, finding.words[slice(*following.draft)]))
        is_elsewhere = any(stem(other.key) == stem(word.key) for other in place.passage.words)
        is_alike = is_negated(self._draft, word) == is_negated(page, page_word)
        if is_anchored and is_elsewhere and is_alike and are_opposite(word.key, page_word.key):
            yield explain_opposite(self._draft, page, word, page_word)

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
            yield explain_number(self._draft, page, number, first)

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
                    yield explain_opposite(self._draft, page, word, page_word)
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
            return "date" if is_year(word) and is_year(page_word) else "number"
        are_months = _is_month(word, self._draft_text) and _is_month(page_word, page.article.text)
        if _are_dates(word.key, page_word.key, are_months=are_months):
            return "date"
        if are_other_units(word, self._draft_text, page_word, page.article.text):
            return "unit"
        is_fraction = keys <= FRACTIONS or self._are_multiples(word, page_word, page=page)
        if length <= _NEAR and len(keys) == 2 and is_fraction:
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

    def _are_multiples(self, word: WordKey, page_word: WordKey, *, page: CheckedPage) -> bool:
        """True for different multiples and counts: "doubled" and "tripled", "twice" and "three times"."""
        stems = {stem(word.key), stem(page_word.key)}
        counts = _find_count(word, self._draft_text), _find_count(page_word, page.article.text)
        are_counts = None not in counts and counts[0] != counts[1]
        return are_counts or (stems <= _MULTIPLES and len(stems) == 2)

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


def _find_addressees(place: Place) -> set[WordKey]:
    """The names in the addressees of ``place`` outside its statements, which are compared apart: "Tarn told the |Quay
    Review|", but not "urged |Quill| to leave"."""
    addressees = (place.page.facts[number].told or "" for number in place.passage.statements)
    words = ((told, word) for told in addressees for word in split_words(told, (0, len(told))))
    keys = {word.key for told, word in words if told[word.span[0]].isupper()}
    return {word for word in place.passage.words if word.key in keys and not place.page.statements_at(word.span)}


def _find_count(word: WordKey, text: str) -> float | None:
    """The number of times: 2 for "twice", 3 for "|three| times"; null for other words."""
    return word.number if word.number is not None and _TIMES.match(text, word.span[1]) else _COUNTS.get(word.key)


def _other_names(key: str) -> frozenset[str]:
    """``key`` and other names of the same country: "uk" and "britain"."""
    return next((names for names in _COUNTRIES if key in names), frozenset({key}))


def _is_month(word: WordKey, text: str) -> bool:
    """True for "March", and for "May" with a capital, if not at the beginning of a sentence."""
    start = word.span[0]
    is_may = word.key == "may" and text[start] == "M" and text[max(0, start - 2) : start].rstrip()[-1:].isalnum()
    return is_may or word.key in _MONTHS


def _are_dates(key: str, other_key: str, *, are_months: bool) -> bool:
    """True for two months or two days of the week; "Sept" and "September" are one."""
    return (are_months and key[:3] != other_key[:3]) or ({key, other_key} <= _DAYS and key != other_key)


def may_be_opposite(words: Sequence[WordKey], page_words: Sequence[WordKey]) -> bool:
    """True if sentences with opposite words may agree: "failed one inspection" and "passed every inspection but one",
    "May was higher than June" and "June was lower than May"."""
    has_other_exceptions = bool(find_exceptions(words)) != bool(find_exceptions(page_words))
    return has_other_exceptions or find_turned_comparison(words, page_words) is not None
