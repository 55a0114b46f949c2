"""Check a draft against pages: a verdict on the words of each of its statements, and on speaker, time and addressee."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from onrecord.check.alignment import Segment
from onrecord.check.checked_pages import CheckedPage
from onrecord.check.comparison import WordComparison
from onrecord.check.draft_statements import DraftStatement, QuotedPiece, find_draft_statements, is_disowned
from onrecord.check.identity import Identities
from onrecord.check.occasion import compare_told, compare_when, is_published_then
from onrecord.check.passage_index import PassageIndex, Place
from onrecord.check.passages import Passage
from onrecord.check.quoted_words import QuotationChecker, RankSpeaker, Verdict, WordsFinding, join_findings
from onrecord.check.reported import ReportedChecker
from onrecord.check.reported_finding import SAME_WORDS, ReportedFinding
from onrecord.check.speaker_agreement import Agreement, compare_voices, names_organisation, rank
from onrecord.check.stance import Stance, find_stance_before, follows_colon, names_report
from onrecord.check.voices import Voice, voice_of, voice_of_signature
from onrecord.store.codecs import fold
from onrecord.types import Span, Statement
from onrecord.word_keys import WordKey, split_words

SEVERITY: Final[dict[Verdict, int]] = {
    "verbatim": 0,
    "supported": 0,
    "shortened": 1,
    "differs": 2,
    "altered": 3,
    "joined": 4,
    "reversed": 5,
    "not-found": 6,
}
"""Verdicts by severity: the worse of two verdicts has the higher number."""
# Measured by bench.check on 1,600 statements, by the rule of succession: (right + 1) / (all + 2). Reversals
# are rare: 19 of 25 are right on development and training pages together, and 4 of the other 6 are altered words.
CONFIDENCE: Final[dict[Verdict, float]] = {
    "verbatim": 0.996,
    "shortened": 0.983,
    "altered": 0.985,
    "joined": 0.991,
    "reversed": 0.741,
    "supported": 0.951,
    "differs": 0.991,
    "not-found": 0.975,
}
"""The probability that each verdict is right."""
FLAGGED: Final[frozenset[Verdict]] = frozenset({"altered", "joined", "reversed", "differs", "not-found"})


@dataclass(frozen=True, slots=True)
class MatchedPassage:
    """A passage that a draft's statement was compared with, as words and segments of their alignment."""

    place: Place
    draft_words: tuple[WordKey, ...]
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class CheckedStatement:
    """A statement of a draft with its verdict."""

    draft: DraftStatement
    sentence: Span
    """Its sentence in the draft."""
    verdict: Verdict
    speaker: Agreement
    when: Agreement
    told: Agreement
    confidence: float
    reasons: tuple[str, ...]
    matches: tuple[MatchedPassage, ...]

    @property
    def is_flagged(self) -> bool:
        """True if somebody should look at it before the draft is published."""
        return self.verdict in FLAGGED or "different" in (self.speaker, self.when, self.told)


class DraftChecker:
    """Checks the statements of one draft against pages."""

    def __init__(
        self,
        draft: CheckedPage,
        pages: Sequence[CheckedPage],
        *,
        identities: Identities | None = None,
    ) -> None:
        """``identities`` are the people in the record with the names in the draft."""
        self._draft = draft
        self._identities = identities or {}
        self._outlets = list(dict.fromkeys(page.article.outlet for page in pages if page.article.outlet))
        index = PassageIndex(pages)
        self._quotations = QuotationChecker(index, draft_text=draft.article.text)
        self._reported = ReportedChecker(index, draft=draft)

    def check(self) -> list[CheckedStatement]:
        """Check every statement and quotation of the draft, in the order of the text."""
        checked = map(self.check_statement, find_draft_statements(self._draft))
        return [statement for statement in checked if statement is not None]

    def check_statement(self, statement: DraftStatement) -> CheckedStatement | None:
        """Check one statement; null for a tentative one that no page contradicts."""
        rank_speaker = self._speaker_ranking(statement)
        findings: list[WordsFinding] = []
        for piece in statement.pieces:
            previous = findings[-1].best.place if findings and findings[-1].best else None
            stance = self._stance_of_piece(statement, piece)
            finding = self._quotations.check(
                piece, stance=stance, rank_speaker=rank_speaker, prefer=previous, speaker=statement.speaker_name
            )
            findings.append(finding)
        joined = join_findings(findings)
        clause = None
        if statement.clause:
            clause = self._check_clause(statement, joined, rank_speaker=rank_speaker)
        checked = self._combine(statement, joined, clause)
        if checked.is_flagged and is_disowned(self._draft, statement):
            return None
        if statement.is_tentative and not (clause and clause.support >= SAME_WORDS and _is_contradicted(checked)):
            return None
        return checked

    def _stance_of_piece(self, statement: DraftStatement, piece: QuotedPiece) -> Stance:
        """The stance of the words before ``piece``, or else of the statement: 'said he had never said “I quit”'."""
        sentence = self._draft.sentence(piece.span)
        if names_report(self._draft.article.words(piece.span)):
            return "asserts"  # 'rejected “a disgusting rumour”': the quoted words are the denial
        stance = find_stance_before(self._draft.article.text, piece.span, sentence=sentence)
        if statement.stance == "denies" and follows_colon(self._draft.article.text, piece.span[0]):
            return stance  # 'denied having a boat: |“I never had one”|'
        return statement.stance if stance == "asserts" else stance

    def _check_clause(
        self, statement: DraftStatement, findings: Sequence[WordsFinding], *, rank_speaker: RankSpeaker
    ) -> ReportedFinding | None:
        """Check the reported words. Words around a quotation are compared with the page that has the quotation."""
        if not findings:
            kind = statement.statement.speaker_kind if statement.statement else None
            name = statement.speaker_name if kind in ("person", "organisation") else None
            surname = split_words(name, (0, len(name)))[-1:] if name else []
            return self._reported.check(
                statement.clause,
                stance=statement.stance,
                rank_speaker=rank_speaker,
                speaker_key=surname[0].key if surname else None,
                is_person=kind == "person",
            )
        best = _deciding_comparison(findings)
        if best is None:
            return None
        is_asserted = any(
            names_report(self._draft.article.words(piece.span))
            or (statement.stance == "denies" and follows_colon(self._draft.article.text, piece.span[0]))
            for piece in statement.pieces
        )
        stance = "asserts" if is_asserted else statement.stance
        position = best.source_span[0] if best.source_span else best.passage_words[0].span[0]
        return self._reported.check_clause(
            statement.clause, statement.words, place=best.place, position=position, stance=stance
        )

    def _combine(
        self, statement: DraftStatement, findings: Sequence[WordsFinding], clause: ReportedFinding | None
    ) -> CheckedStatement:
        verdicts: list[tuple[Verdict, tuple[str, ...], str]] = [
            (finding.verdict, finding.reasons, "") for finding in findings
        ]
        if clause is not None:
            part = "Around the quotation: " if findings else ""
            verdicts.append((clause.verdict, clause.reasons, part))
        worst = max(verdicts, key=lambda item: SEVERITY[item[0]])
        reasons = [f"{part}{reason}" for _, texts, part in verdicts for reason in texts]
        if len(findings) > 1:
            text = self._draft.article.text
            lost = [text[slice(*finding.piece.span)] for finding in findings if finding.verdict == "not-found"]
            reasons += [f"Not found: “{' '.join(words.split())}”." for words in lost]
        if len(verdicts) > 1 and SEVERITY[worst[0]] > 1 and clause is not None and findings:
            deciding_part = "The words around the quotation" if worst[2] else "The words in quotation marks"
            reasons.insert(0, f"{deciding_part} decide the verdict.")
        matches = _matches(findings, clause)
        speaker, when, told = self._circumstances(statement, findings, clause, verdict=worst[0])
        place = _deciding_place(findings, clause)
        reasons += _explain_differences(place, statement.speaker_name, speaker=speaker, when=when, told=told)
        start, end = statement.content[0][0], statement.content[-1][1]
        sentence = self._draft.sentence((start, start + 1))[0], self._draft.sentence((end - 1, end))[1]
        return CheckedStatement(
            statement,
            sentence,
            worst[0],
            speaker,
            when,
            told,
            CONFIDENCE[worst[0]],
            tuple(dict.fromkeys(reasons)),
            matches,
        )

    def _circumstances(
        self,
        statement: DraftStatement,
        findings: Sequence[WordsFinding],
        clause: ReportedFinding | None,
        *,
        verdict: Verdict,
    ) -> tuple[Agreement, Agreement, Agreement]:
        place = _deciding_place(findings, clause)
        read = statement.statement
        if place is None or not place.passage.statements or verdict == "not-found":
            return "unknown", "unknown", "unknown"
        if read is None:
            return self._compare_speaker(statement, place.page, place.passage), "unknown", "unknown"
        page, number = place.page, place.passage.statements[0]
        span = findings[0].best.source_span if findings and findings[0].best else None
        is_nested = span is not None and page.is_nested(span)
        speaker: Agreement = "unknown" if is_nested else self._compare_speaker(statement, page, place.passage)
        if speaker == "different" and verdict == "differs" and not findings:
            speaker = "unknown"  # other words of another speaker may be another statement
        return speaker, *self._compare_occasions(read, [(page, number), *self._find_equals(statement, findings)])

    def _find_equals(
        self, statement: DraftStatement, findings: Sequence[WordsFinding]
    ) -> list[tuple[CheckedPage, int]]:
        """Further pages, with a position in their statements, on which the draft's speaker says the quoted words."""
        places = [item.place for item in findings[0].equals] if findings else []
        return [
            (place.page, place.passage.statements[0])
            for place in places
            if place.passage.statements and self._compare_speaker(statement, place.page, place.passage) != "different"
        ]

    def _compare_occasions(
        self, read: Statement, occasions: Sequence[tuple[CheckedPage, int]]
    ) -> tuple[Agreement, Agreement]:
        """Compare time and addressee with the first of ``occasions``, or with a further one that agrees.

        She may have said it in 2016 and again in 2021, or to two papers.
        """
        whens = [compare_when(read, number, page=page) for page, number in occasions]
        tolds = [compare_told(read, number, page=page, outlets=self._outlets) for page, number in occasions]
        for position, (page, _) in enumerate(occasions[1:], start=1):
            if whens[position] == "unknown" and is_published_then(read, page=page):
                whens[position] = "same"
            if tolds[position] == "unknown" and names_organisation(read.told or "", page.article.outlet or ""):
                tolds[position] = "same"
        return _agree_with_any(whens), _agree_with_any(tolds)

    def _compare_speaker(self, statement: DraftStatement, page: CheckedPage, passage: Passage) -> Agreement:
        voice = self._voice_of(statement)
        if voice is None or not passage.statements:
            return "unknown"
        number = passage.statements[0]
        agreement = compare_voices(
            voice,
            voice_of(page, page.reading.statements[number], page.facts[number]),
            page=page,
            bearers=self._identities.get(statement.speaker_name or "", ()),
        )
        # 'The Gull has it as “I knew”': an outlet prints words of others.
        is_outlet = voice.kind == "organisation" and self._is_outlet(voice)
        return "unknown" if agreement == "different" and is_outlet else agreement

    def _voice_of(self, statement: DraftStatement) -> Voice | None:
        if statement.statement is not None:
            return voice_of(self._draft, statement.statement)
        return voice_of_signature(statement.signature) if statement.signature else None

    def _is_outlet(self, voice: Voice) -> bool:
        """True if the draft's speaker has the name of an outlet of the pages, or a part of it: "the Gull"."""
        return any(names_organisation(voice.name or "", outlet) for outlet in self._outlets)

    def _speaker_ranking(self, statement: DraftStatement) -> RankSpeaker:
        ranks: dict[tuple[int, tuple[int, ...]], int] = {}

        def rank_speaker(page: CheckedPage, passage: Passage) -> int:
            key = id(page), passage.statements[:1]
            if key not in ranks:
                ranks[key] = rank(self._compare_speaker(statement, page, passage))
            return ranks[key]

        return rank_speaker


def _agree_with_any(agreements: Sequence[Agreement]) -> Agreement:
    """The first of ``agreements``; "same" if it is "different", and another is "same"."""
    return "same" if agreements[0] == "different" and "same" in agreements else agreements[0]


def _is_contradicted(checked: CheckedStatement) -> bool:
    """True if the page says the opposite of a tentative statement; of one that was read, by the same speaker."""
    is_own = checked.draft.statement is None or checked.speaker == "same"
    return checked.verdict in {"reversed", "differs"} and is_own


def _explain_differences(
    place: Place | None, name: str | None, *, speaker: Agreement, when: Agreement, told: Agreement
) -> Iterator[str]:
    """Explain a speaker, time or addressee that differs from the page's."""
    if place is None or not place.passage.statements:
        return
    page = place.page
    facts = page.facts[place.passage.statements[0]]
    if speaker == "different":
        # "The singer Kim Tarn said" in the draft, and on the page the ferry captain Kim Tarn.
        is_namesake = fold(name or "") == fold(facts.speaker_name or "")
        yield f"On the page the words are by {'another ' if is_namesake else ''}{facts.speaker_name}."
    if when == "different":
        date = facts.when or page.article.published
        yield f"On the page the time is {date}." if facts.when else f"The page was published earlier, on {date}."
    if told == "different":
        yield f"On the page the addressee is {facts.told}."


def _deciding_place(findings: Sequence[WordsFinding], clause: ReportedFinding | None) -> Place | None:
    best = _deciding_comparison(findings)
    if best is not None:
        return best.place
    return clause.place if clause else None


def _deciding_comparison(findings: Sequence[WordsFinding]) -> WordComparison | None:
    """The comparison of the first quoted piece that is found; null if none is."""
    return next((finding.best for finding in findings if finding.best and finding.verdict != "not-found"), None)


def _matches(findings: Sequence[WordsFinding], clause: ReportedFinding | None) -> tuple[MatchedPassage, ...]:
    matches = [
        MatchedPassage(comparison.place, comparison.piece.words, comparison.segments)
        for finding in findings
        for comparison in finding.comparisons
    ]
    if clause is not None and clause.place is not None:
        matches.append(MatchedPassage(clause.place, clause.words, clause.segments))
    return tuple(matches)
