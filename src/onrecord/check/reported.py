"""The verdict on reported words: supported by the nearest passage of a page, different from it, or not found.

Words are compared by their stems. The comparison finds a different name, number, date, place, negation or degree of
certainty in an otherwise similar passage. It cannot recognise a paraphrase in other words.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Final

from onrecord.check.alignment import FUNCTION_WORDS, align
from onrecord.check.answers import find_answer, find_polarity, is_open_question
from onrecord.check.changed_words import DATE_WORDS
from onrecord.check.checked_pages import CheckedPage
from onrecord.check.comparison import is_name
from onrecord.check.conflicts import Conflicts
from onrecord.check.denials import Denials
from onrecord.check.figures import find_figures_of_others
from onrecord.check.measures import find_amounts
from onrecord.check.negations import is_negated, is_telling
from onrecord.check.passage_index import PassageIndex, Place
from onrecord.check.passages import PassageKind, widen_to_sentences
from onrecord.check.quoted_words import RankSpeaker, Verdict
from onrecord.check.reported_finding import (
    SAME_WORDS,
    ReportedFinding,
    draft_sentence,
    find_referents,
    nearest_sentence,
    words_in_common,
)
from onrecord.check.stance import NEGATIVE, Stance, explain_contrast, find_stance, find_stance_before, has_denial
from onrecord.check.stems import stem
from onrecord.check.synonyms import adapt_synonyms
from onrecord.people.lexicon import word_set
from onrecord.types import Span, Spans
from onrecord.word_keys import WordKey, is_negation

_CANDIDATES: Final = 10
# Fitted on bench.check: the share of the draft's words, by weight, that the passage must have.
_LEAST_SUPPORT: Final = 0.45
_LEAST_CLAUSE: Final = 4
_LEAST_CLAUSE_SUPPORT: Final = 0.2
"""A clause of at least four content words next to a quotation must share this with the paragraphs around it."""
_LEAST_PLAIN: Final = 0.33
"""Of the draft's words that are neither names nor numbers, the share that the passage must have: two names in common do
not make the same statement."""
_SPEAKER_BONUS: Final = 0.12
"""A passage by the draft's speaker wins against another one with this much more support."""
_NEARLY: Final = 0.2
"""Support that a further passage by the draft's speaker may have less than the nearest one, which differs."""
_FURTHER: Final = 3
"""Most of these passages."""
_NOT_NAMED: Final = 0.2
"""Support that a passage of a page without the draft's speaker has to have more: "Two gunmen died" on another page."""
_OTHER_WORDS: Final = "The nearest statement by this speaker is in other words: compare them."
_SAME_SPEAKER: Final = 2
"""The rank of a passage by the draft's speaker."""
_TELLING, _NUMBER = 1.5, 2.0
"""Weights of names and numbers; other content words have 1."""

_MOST_ANSWER: Final = 8
"""Words of an answer that are quoted in a reason."""
_DENIALS: Final = word_set("deny denies denied denying denial denials")
_DENIAL_REACH: Final = 40
"""Characters before a word in which the draft may deny it."""
_NEGATION: Final = 16
"""Further characters in which the denial may be negated: "did not |rule out|"."""
_BEFORE_VERB: Final = word_set("had has have was were is are would will who what")
"""Words before a verb: "could not say who |had| sent them"."""
_MOST_WORDS: Final = 12
"""Words in common, one of which the draft may deny."""


class ReportedChecker:
    """Finds the reported words of a draft on pages."""

    def __init__(self, index: PassageIndex, *, draft: CheckedPage) -> None:
        self._index = index
        self._draft = draft
        self._draft_text = draft.article.text
        self._denials = Denials(draft)
        self._conflicts = Conflicts(draft, self._denials)

    def check(
        self,
        words: Sequence[WordKey],
        *,
        stance: Stance,
        rank_speaker: RankSpeaker,
        speaker_key: str | None = None,
        is_person: bool = True,
    ) -> ReportedFinding:
        """Return the verdict on ``words``, which the draft reports with ``stance``.

        ``speaker_key`` is the key of the last word of the speaker's name: if it is a surname (``is_person``), a page
        that has it wins against one that does not.
        """
        surname_key = speaker_key if is_person else None
        candidates = self._find_nearest(words, rank_speaker=rank_speaker, surname_key=surname_key)
        if not candidates:
            return ReportedFinding("not-found", (), None, 0.0)

        def check_at(support: float, place: Place) -> ReportedFinding:
            return self._check_at(
                place, words, support, stance=stance, rank_speaker=rank_speaker, speaker_key=speaker_key
            )

        finding = check_at(*candidates[0])
        if finding.verdict in {"differs", "reversed"}:
            # She may have said both: “I will never sell it” in 2016, and “I have to sell it” in 2021.
            further_places = [
                (support, place)
                for support, place in candidates[1:]
                if support >= max(_LEAST_SUPPORT, finding.support - _NEARLY)
                and rank_speaker(place.page, place.passage) == _SAME_SPEAKER
            ]
            further_findings = (check_at(support, place) for support, place in further_places[:_FURTHER])
            return next((item for item in further_findings if item.verdict == "supported"), finding)
        return finding

    def _check_at(
        self,
        nearest: Place,
        words: Sequence[WordKey],
        support: float,
        *,
        stance: Stance,
        rank_speaker: RankSpeaker,
        speaker_key: str | None,
    ) -> ReportedFinding:
        """Return the verdict on ``words`` by one passage, which has them with ``support``."""
        words = adapt_synonyms(words, widen_to_sentences(nearest.page, nearest.passage).words)
        weights = self._weights(words)
        nearest = self._with_statements(nearest, words, weights)
        place = Place(nearest.page, widen_to_sentences(nearest.page, nearest.passage))
        segments = tuple(align(words, place.passage.words))
        finding = ReportedFinding("supported", (), place, support, segments, tuple(words))
        is_own = rank_speaker(nearest.page, nearest.passage) == _SAME_SPEAKER
        amounts = self._find_amounts(words, place)
        is_one_word = _shares_one_word(weights, place, amounts=amounts)
        if support < _LEAST_SUPPORT or self._shares_only_names(words, place, amounts=amounts) or is_one_word:
            if is_own and self._agrees_by_opposite(words, place, weights):
                return finding
            reasons = (_OTHER_WORDS,) if support and is_own else ()
            return ReportedFinding("not-found", reasons, place, support, segments, tuple(words))
        finding = self._judge(finding, place, stance=stance, speaker_key=speaker_key, is_own=is_own)
        if finding.place is not place:
            return finding  # the answer to a question decides

        def is_by_draft_speaker(number: int) -> bool:
            return rank_speaker(place.page, replace(place.passage, statements=(number,))) == _SAME_SPEAKER

        common = words_in_common(finding)
        conflicts = [*find_figures_of_others(nearest, common, is_by_draft_speaker=is_by_draft_speaker)]
        if self._conflicts.has_swapped_figures(finding, place):
            conflicts.append("Figures are swapped: on the page each belongs to the other name.")
        conflicts += self._denials.find_denied_cue(finding, place)
        conflicts += self._denials.find_admitted_charge(finding, place)
        numbers = {number for word in common if is_telling(word) for number in place.page.statements_at(word.span)}
        is_said_by_own = is_own or (numbers and all(map(is_by_draft_speaker, numbers)))
        if is_said_by_own:
            conflicts += self._denials.find_opposite_cues(finding, place)
        # "Tarn" on a page about two Tarns may be its speaker.
        if is_said_by_own or (nearest.passage.statements and rank_speaker(nearest.page, nearest.passage)):
            condition = self._conflicts.find_lost_condition(finding, place)
            conflicts += [condition] if condition else []
        if conflicts and finding.verdict == "supported":
            return replace(finding, verdict="differs", reasons=(*finding.reasons, *conflicts))
        return finding

    def _find_nearest(
        self,
        words: Sequence[WordKey],
        *,
        rank_speaker: RankSpeaker,
        surname_key: str | None,
    ) -> list[tuple[float, Place]]:
        """Return passages with their support, first the one that has most of ``words``, rather by the draft's
        speaker."""
        kinds: tuple[PassageKind, ...] = ("statement", "quotation", "text")
        ranked: list[tuple[float, float, Place]] = []
        for place in self._index.nearest(words, kinds=kinds, most=2 * _CANDIDATES):
            adapted = adapt_synonyms(words, widen_to_sentences(place.page, place.passage).words)
            referents = find_referents(place) | self._find_amounts(adapted, place)
            support = _support(self._weights(adapted), place, referents=referents)
            bonus = _SPEAKER_BONUS * (rank_speaker(place.page, place.passage) - 1)
            kind = 0.05 * (place.passage.kind != "text") - _NOT_NAMED * (surname_key not in {None, *place.page.keys})
            ranked.append((support + bonus + kind, support, place))
        ranked.sort(key=lambda item: item[0], reverse=True)
        return [(support, place) for _, support, place in ranked]

    def _find_amounts(self, words: Sequence[WordKey], place: Place) -> set[str]:
        """The figures and dates of the draft that a passage has in other words: "about £11,000" for £11,400, and "last
        |Monday|" where it has "Nov 3"."""
        page_words = place.passage.words
        amounts = find_amounts(words, self._draft_text, page_words, place.page.article.text)
        dates = {word.key for word in words} & DATE_WORDS
        has_date = dates and not DATE_WORDS.isdisjoint(word.key for word in page_words)
        return amounts | dates if has_date else amounts

    def _agrees_by_opposite(self, words: Sequence[WordKey], place: Place, weights: dict[str, float]) -> bool:
        """True if a sentence has the opposite of one of few words, and one of both is negated, and it has the others:
        "would not |pass| it today" and "would |fail| it today"."""
        odd = weights.keys() - {stem(word.key) for word in nearest_sentence(words, place)}
        return len(odd) == 1 < len(weights) and len(self._denials.find_turned_opposites(words, place)) == 1

    def _with_statements(self, place: Place, words: Sequence[WordKey], weights: dict[str, float]) -> Place:
        """Return ``place`` with the statements that hold the words in common.

        In a paragraph they are all by one person, who is named or described next to them: "Tarn said it would close.
        Moll said it would not". In a statement they are the words of somebody else: "Your correspondent says that |it
        will close|".
        """
        page, passage = place.page, place.passage
        if passage.kind == "quotation":
            return place
        same = [
            passage.words[position]
            for segment in align(words, passage.words)
            if segment.operation == "same"
            for position in range(*segment.source)
            if passage.words[position].key not in FUNCTION_WORDS
        ]
        if passage.kind == "statement":
            span = (passage.words[0].span[0], passage.words[-1].span[1])
            inner = [
                number
                for number in (page.statements_at(same[0].span) if same else [])
                if number not in passage.statements and _is_within(page.reading.statements[number].content, span)
            ]
            inner = [number for number in inner if all(number in page.statements_at(word.span) for word in same)]
            return Place(page, replace(passage, statements=tuple(inner[:1]))) if inner else place
        numbers = sorted({number for word in same for number in page.statements_at(word.span)})
        statements = [page.reading.statements[number] for number in numbers]
        speakers = {page.facts[number].speaker_name for number in numbers}
        is_named = all(page.facts[number].speaker_kind in ("person", "unnamed") for number in numbers) and all(
            statement.speaker_basis in ("named", "unnamed") for statement in statements
        )
        content = [word for item in statements for span in item.content for word in page.words_in(span)]
        if len(speakers) != 1 or not is_named or _support_by(weights, content) < SAME_WORDS:
            return place
        return Place(page, replace(passage, statements=tuple(numbers)))

    def check_clause(
        self, clause: Sequence[WordKey], words: Sequence[WordKey], *, place: Place, position: int, stance: Stance
    ) -> ReportedFinding:
        """Return the verdict on the words around a quotation at ``place``, where it begins at ``position``; ``words``
        includes the quoted words."""
        around = Place(place.page, widen_to_sentences(place.page, place.passage))
        segments = tuple(align(words, around.passage.words))
        weights = self._weights(clause)
        support = _support_by(weights, place.page.paragraphs_around(position))
        finding = ReportedFinding("supported", (), around, support, segments, tuple(words))
        if len(weights) >= _LEAST_CLAUSE and support < _LEAST_CLAUSE_SUPPORT:
            return replace(finding, verdict="not-found")
        return self._judge(finding, around, stance=stance)

    def _judge(
        self,
        finding: ReportedFinding,
        place: Place,
        *,
        stance: Stance,
        speaker_key: str | None = None,
        is_own: bool = True,
    ) -> ReportedFinding:
        """Judge words that a passage has; ``is_own`` is false if its speaker is not surely the draft's."""
        source_stance = _stance_of(place, finding)
        if stance == "asserts" and source_stance in {"asks", "asserts"}:
            answered = self._judge_by_answer(finding, place, is_asked=source_stance == "asks")
            if answered:
                return answered
        if (
            source_stance in NEGATIVE
            and stance == "asserts"
            and (self._denies_within(finding) or self._denials.refuses(finding))
        ):
            stance = source_stance
        reasons = (
            []
            if {source_stance, stance} & NEGATIVE
            else list(self._denials.find_negations(finding, place, speaker_key=speaker_key))
        )
        if stance == "asserts" and not self._denies_within(finding):
            reasons += self._denials.find_denier(finding, place, speaker_key=speaker_key)
        reasons += self._conflicts.find(finding, place)
        if stance == source_stance == "asserts" and self._is_asked(finding, place):
            reasons.append("The page asks this.")
        verdict: Verdict = "differs" if reasons else "supported"
        contrast = explain_contrast(source_stance, stance)
        is_denied_by_another = stance in NEGATIVE and source_stance == "asserts" and not is_own
        has_denial_elsewhere = not place.page.keys.isdisjoint(_DENIALS)
        # "Accused her of |moving the money|", and she denied moving it; "faces trial for moving it".
        if contrast and is_denied_by_another and (place.passage.statements or has_denial_elsewhere):
            contrast = None
        # The side that does not deny has a negation: positive for the draft, negative for the page.
        difference = self._denials.compare_negations(finding, place, least=1) if contrast else 0
        is_double = self._denies_within(finding, is_negated=True)  # "did not rule out" for "ruled out"
        if not is_double and (
            (source_stance == "denies" and difference > 0) or (stance == "denies" and difference < 0)
        ):
            # “Tarn denies having ever lied” and “Tarn said that she had never lied” agree.
            contrast = None
        if contrast and source_stance == "asks" and stance in NEGATIVE and self._is_denied_in_answer(finding, place):
            contrast = None
        if contrast:
            reasons.insert(0, contrast)
            verdict = "reversed" if finding.support >= SAME_WORDS else "differs"
        return ReportedFinding(verdict, tuple(reasons), place, finding.support, finding.segments, finding.words)

    def _judge_by_answer(self, finding: ReportedFinding, place: Place, *, is_asked: bool) -> ReportedFinding | None:
        """Judge words that a page asks by the answer; null if there is none, or it is neither "yes" nor "no".

        "She was not tired" is supported by 'asked if she was tired. “Never,” she said', and by 'Was she tired? “No.”'.
        """
        page, sentence = place.page, nearest_sentence(finding.words, place)
        common = {word.span for word in words_in_common(finding)}
        common_words = [word for word in sentence if word.span in common]
        if not common_words:
            return None
        end = page.sentence(common_words[-1].span)[1]
        is_question = page.article.text[end - 1] == "?" and not page.quotations_at((end - 1, end))
        answer = find_answer(page, common_words[-1].span[1]) if is_asked or is_question else None
        if answer is None:
            return None
        polarity = find_polarity(page, answer)
        figures = {word.key for word in finding.words if word.number is not None}
        # "Lowe put it to him that it was 19. “It was |17|,” he said"
        has_figures = bool(figures) and figures <= {word.key for word in page.words_in(answer)}
        is_negated = self._denials.compare_negations(finding, place, least=1) != 0
        if polarity is None and not has_figures and not (is_asked and is_negated):
            return None
        unnamed = Place(page, replace(place.passage, statements=()))  # the words are those of whoever asked
        if polarity is not None and not has_figures and is_negated != (polarity == "no"):
            verdict: Verdict = "reversed" if finding.support >= SAME_WORDS else "differs"
            words = " ".join(page.article.words(answer).split()[:_MOST_ANSWER])
            reason = f"The page asks this, and the answer is “{words}”."
            return replace(finding, verdict=verdict, reasons=(reason,), place=unnamed)
        conflicts = list(self._conflicts.find_other_words(finding, place)) if polarity and not has_figures else []
        return replace(
            finding, verdict="differs" if conflicts else "supported", reasons=tuple(conflicts), place=unnamed
        )

    def _is_asked(self, finding: ReportedFinding, place: Place) -> bool:
        """True if a draft has as a statement what its speaker only asks: "admitted that he looked ill" for “Do I look
        ill?”; "is no thief" may answer “Am I a thief?”."""
        sentence = set(nearest_sentence(finding.words, place))
        common = [word for word in words_in_common(finding) if is_telling(word) and word in sentence]
        is_plain = not any(is_negation(word.key) for word in draft_sentence(finding.words, self._draft))
        return (
            bool(common) and is_plain and finding.support >= SAME_WORDS and is_open_question(place.page, common[0].span)
        )

    def _is_denied_in_answer(self, finding: ReportedFinding, place: Place) -> bool:
        """True if the answer denies what a page asks: 'It was put to her that she had |shredded| it. “I did not |shred|
        it,” she said'."""
        common = words_in_common(finding)
        answer = find_answer(place.page, common[-1].span[1]) if common else None
        if answer is None:
            return False
        stems = {stem(word.key) for word in finding.words if is_telling(word)}
        denied = [word for word in place.page.words_in(answer) if stem(word.key) in stems]
        is_refused = find_polarity(place.page, answer) == "no"
        return is_refused or any(is_negated(place.page, word) for word in denied)

    def _denies_within(self, finding: ReportedFinding, *, is_negated: bool = False) -> bool:
        """True if the draft itself denies words that the page has: "The ministry denied |using them|, Tarn said"; with
        ``is_negated`` if it does not deny them: "did not rule out |using them|"."""
        common = [position for item in finding.segments if item.operation == "same" for position in range(*item.draft)]
        start = self._draft.sentence(finding.words[0].span)[0]
        for position in common[:_MOST_WORDS]:
            end = finding.words[position].span[0]
            clause = re.split(r"[,;:.]", self._draft_text[max(start, end - _DENIAL_REACH - _NEGATION) : end])[-1]
            if has_denial(clause, start=max(0, len(clause) - _DENIAL_REACH), is_negated=is_negated):
                return True
        return False

    def _weights(self, words: Sequence[WordKey]) -> dict[str, float]:
        """The stems of the content words, with their weights."""
        weights = {}
        for word in words:
            if word.key in FUNCTION_WORDS or self._draft_text[slice(*word.span)].lower() == "one":
                continue
            telling = is_name(self._draft_text, word)
            weights[stem(word.key)] = _NUMBER if word.number is not None else _TELLING if telling else 1.0
        return weights

    def _shares_only_names(self, words: Sequence[WordKey], place: Place, *, amounts: Collection[str]) -> bool:
        """True if the passage shares names and numbers with the words, but little else."""
        stems = {stem(key) for key in (*(word.key for word in place.passage.words), *amounts)}
        plain = {
            stem(word.key)
            for word in words
            if word.key not in FUNCTION_WORDS and word.number is None and not is_name(self._draft_text, word)
        }
        return len(plain & stems) < _LEAST_PLAIN * len(plain)


def _shares_one_word(weights: Collection[str], place: Place, *, amounts: Collection[str]) -> bool:
    """True if the passage has no more than one of several content words: "doubted that |peace| was near"."""
    keys = (*(word.key for word in place.passage.words), *amounts, *find_referents(place))
    stems = {stem(key) for key in keys}
    return len(stems.intersection(weights)) <= 1 < len(weights)


def _is_within(content: Spans, span: Span) -> bool:
    """True if ``content`` begins after ``span`` does, and ends with it or before."""
    return span[0] < content[0][0] and content[-1][1] <= span[1] + 1


def _support(weights: dict[str, float], place: Place, *, referents: Collection[str]) -> float:
    return _support_by(weights, widen_to_sentences(place.page, place.passage).words, referents=referents)


def _support_by(weights: dict[str, float], words: Sequence[WordKey], *, referents: Collection[str] = ()) -> float:
    """Share of ``weights`` of the stems that ``words`` and ``referents``, the names of pronouns, have, 0 to 1."""
    total = sum(weights.values())
    if not total:
        return 0.0
    stems = {stem(key) for key in (*(word.key for word in words), *referents)}
    return sum(weight for key, weight in weights.items() if key in stems) / total


def _stance_of(place: Place, finding: ReportedFinding) -> Stance:
    words, page = place.passage.words, place.page
    # "Asked if the strike would be long, he said it would": the words before the content are not its first words.
    content = [span for number in place.passage.statements for span in page.reading.statements[number].content]
    segments = [segment for segment in finding.segments if segment.operation == "same"]
    same = [position for segment in segments for position in range(*segment.source)]
    within = [position for position in same if any(start <= words[position].span[0] < end for start, end in content)]
    # "He refused to say whether the boat was sold. “It is going nowhere,” he said": the second sentence is reported.
    nearest = {word.span for word in nearest_sentence(finding.words, place)}
    near = [position for position in same if words[position].span in nearest]
    candidates = within or near or same
    # "he doubted that the |samples| were cold", of which the draft has "he" too
    telling = [position for position in candidates if is_telling(words[position])]
    stems = {stem(word.key) for word in finding.words if is_telling(word)}
    shared = [position for position, word in enumerate(words) if word.span in nearest and stem(word.key) in stems]
    verbs = [position for position in shared if position and words[position - 1].key in _BEFORE_VERB]
    # "|Skerry Line|, which owns the quay, declined to say whether it |backed| Tarn"
    leading = shared if place.passage.kind == "text" else telling[:1]
    governed = [*candidates[:1], *leading[:_MOST_WORDS]]
    for position in dict.fromkeys((*governed, *verbs[:_MOST_WORDS])):
        span = words[position].span
        stance = find_stance_before(page.article.text, span, sentence=page.sentence(span))
        # "Said that the boats were late, but could not say who had |sent| them"
        if stance == "withholds" or (stance != "asserts" and position in governed):
            return stance
    statements = place.passage.statements
    return find_stance(page.reading.statements[statements[0]], page) if statements else "asserts"
