"""The report on a checked draft: its JSON, with matches and word diffs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from typing_extensions import TypedDict

from onrecord.check.check_draft import CheckedStatement, MatchedPassage
from onrecord.check.checked_pages import CheckedPage
from onrecord.check.quoted_words import Verdict
from onrecord.check.speaker_agreement import Agreement
from onrecord.codec import written_confidence
from onrecord.selectors import link
from onrecord.types import GAP, Kind, Spans
from onrecord.views.statement import corrections_of
from onrecord.views.stories import StoryText, copied, story_text
from onrecord.word_keys import join_words, print_words

_MOST_MATCHES: Final = 3
_LEAST_QUOTED: Final = 4
"""Words of a page that say something by themselves; fewer are shown with their sentence."""

DiffOperation = Literal["same", "changed", "added", "dropped"]


class DiffRecord(TypedDict):
    """A run of words in the draft and on the page."""

    op: DiffOperation
    """Operation that turns the words of the page into the draft's: `same`, `changed`, `added` or `dropped`."""
    draft: str
    """As printed in the draft; empty if it drops the words."""
    source: str
    """As printed on the page; empty if the draft adds the words."""


class MatchRecord(TypedDict):
    """A statement of a page that a draft's statement was compared with."""

    statement: str | None
    """Its id; null for words of the page that are nobody's statement."""
    page: str
    """Id of the page."""
    url: str | None
    """Address that opens the page at the words; null if it is not on the web."""
    source: str
    """The path of its file, the requested URL, or `-` for standard input."""
    outlet: str | None
    """Publisher of the page."""
    published: str | None
    """Date of the page, EDTF."""
    speaker_name: str | None
    """Name of the speaker on the page, or as judged."""
    quote: str
    """The words as printed."""
    content: list[list[int]]
    """Their spans in the text of the page."""
    diff: list[DiffRecord]
    """Word diff of the page and the draft, in order."""
    copies: list[str]
    """Ids of pages that copy this page; they are not independent sources."""
    corrections: list[str]
    """The outlet's printed corrections of the statement."""


class CheckedStatementRecord(TypedDict):
    """A statement or quotation of a draft with its verdict."""

    content: list[list[int]]
    """Its spans in the text of the draft."""
    sentence: list[int]
    """The span of its sentence."""
    quote: str
    """Its words as printed, its parts joined by ` … `."""
    kind: Kind
    """`direct` (all in quotation marks), `mixed` (partly) or `indirect` (reported)."""
    speaker_name: str | None
    """The speaker in the draft; null for a quotation without a speaker."""
    verdict: Verdict
    """The verdict on its words."""
    speaker: Agreement
    """The speaker compared with the page: `same`, `different` or `unknown`."""
    when: Agreement
    """The time compared with the page: `same`, `different` or `unknown`."""
    told: Agreement
    """The addressee compared with the page: `same`, `different` or `unknown`."""
    flagged: bool
    """True if somebody should look at it before the draft is published."""
    confidence: float
    """Probability that the verdict is right, measured for each verdict."""
    reason: str
    """Sentences that explain the verdict; empty if there is nothing to explain."""
    matches: list[MatchRecord]
    """The statements of pages that decide the verdict, the most important first; for `not-found` the nearest ones."""


class DraftRecord(TypedDict):
    """A draft."""

    source: str
    """The path of its file, or `-`."""
    sha256: str
    """Hash of its bytes, in hexadecimal."""


class SummaryRecord(TypedDict):
    """The numbers of a checked draft."""

    statements: int
    """Statements and quotations that were checked."""
    flagged: int
    """Statements that somebody should look at before the draft is published."""
    pages: int
    """Pages that it was compared with."""
    verdicts: dict[Verdict, int]
    """The number of statements with each verdict."""


class CheckRecord(TypedDict):
    """A checked draft."""

    draft: DraftRecord
    text: str
    """The text to which the spans of its statements refer; for Markdown, HTML and Word documents without markup."""
    statements: list[CheckedStatementRecord]
    """Its statements and quotations with their verdicts, in the order of the text."""
    summary: SummaryRecord


@dataclass(frozen=True, slots=True)
class DraftCheck:
    """A checked draft: its text, and its statements with their verdicts."""

    source: str
    sha256: str
    text: str
    statements: tuple[CheckedStatement, ...]
    pages: int
    """Number of pages that it was compared with."""

    @property
    def flagged(self) -> int:
        """Number of statements that somebody should look at before the draft is published."""
        return sum(statement.is_flagged for statement in self.statements)

    def to_record(self) -> CheckRecord:
        """Return the report as JSON."""
        copies = _Copies()
        return CheckRecord(
            draft=DraftRecord(source=self.source, sha256=self.sha256),
            text=self.text,
            statements=[_statement_record(statement, self.text, copies=copies) for statement in self.statements],
            summary=SummaryRecord(
                statements=len(self.statements),
                flagged=self.flagged,
                pages=self.pages,
                verdicts=dict(Counter(statement.verdict for statement in self.statements)),
            ),
        )


def _statement_record(checked: CheckedStatement, text: str, *, copies: _Copies) -> CheckedStatementRecord:
    draft = checked.draft
    return CheckedStatementRecord(
        content=[list(span) for span in draft.content],
        sentence=list(checked.sentence),
        quote=GAP.join(text[start:end] for start, end in draft.content),
        kind=draft.kind,
        speaker_name=draft.speaker_name,
        verdict=checked.verdict,
        speaker=checked.speaker,
        when=checked.when,
        told=checked.told,
        flagged=checked.is_flagged,
        confidence=written_confidence(checked.confidence),
        reason=" ".join(checked.reasons),
        matches=list(_match_records(checked, text, copies=copies)),
    )


def _match_records(checked: CheckedStatement, text: str, *, copies: _Copies) -> Iterator[MatchRecord]:
    """The matches: those that decide, and at most three in all; of the copies of a story only the earliest."""
    records: dict[tuple[str, str], MatchRecord] = {}
    stories: dict[int, tuple[CheckedPage, MatchRecord]] = {}
    for match in checked.matches:
        page, words = match.place.page, match.place.passage.words
        key = (page.id, str(words[0].span[0]) if words else "")
        story = copies.story(page)
        if key in records and match.draft_words == ():
            continue
        if story in stories and stories[story][0] is not page:
            earlier = stories[story][1]
            if page.id not in earlier["copies"]:
                earlier["copies"].append(page.id)
            continue
        if len(records) >= _MOST_MATCHES and key not in records:
            continue
        record = match_record(match, text)
        if key in records:
            records[key]["diff"] += [part for part in record["diff"] if part not in records[key]["diff"]]
            continue
        records[key] = record
        stories.setdefault(story, (page, record))
    yield from records.values()


def match_record(match: MatchedPassage, text: str) -> MatchRecord:
    """Return ``match`` as JSON; ``text`` is that of the draft."""
    page, passage = match.place.page, match.place.passage
    article = page.article
    number = passage.statements[0] if passage.statements else None
    content: Spans
    if number is not None:
        content = tuple(span for item in passage.statements for span in page.reading.statements[item].content)
    else:
        content = _matched_spans(match)
        if content and len(article.quote(content).split()) < _LEAST_QUOTED:
            content = (page.sentence(content[0]),)  # "council" alone tells nobody what the page says
    return MatchRecord(
        statement=None if number is None else page.facts[number].id,
        page=page.id,
        url=link(page.url, article.text, _matched_spans(match) or content) if page.url else None,
        source=page.source,
        outlet=article.outlet,
        published=article.published,
        speaker_name=None if number is None else page.facts[number].speaker_name,
        quote=article.quote(content),
        content=[list(span) for span in content],
        diff=list(_diff(match, text)),
        copies=[],
        corrections=list(_corrections(match)),
    )


def _corrections(match: MatchedPassage) -> Iterator[str]:
    """The outlet's printed corrections of the matched statement, or of the page where nobody's words are matched."""
    page, numbers = match.place.page, match.place.passage.statements
    if not numbers:
        pieces = (piece for piece in page.article.furniture if piece.kind == "correction")
        yield from (" ".join(page.article.words(piece.span).split()) for piece in pieces)
    for number in numbers:
        yield from corrections_of(page.reading, page.reading.statements[number])


def _matched_spans(match: MatchedPassage) -> Spans:
    """The words of the page from the first to the last that the draft has, without cues between them."""
    same = [segment.source for segment in match.segments if segment.operation == "same"]
    if not same:
        return ()
    words = match.place.passage.words[same[0][0] : same[-1][1]]
    return join_words(words, match.place.page.article.text)


def _diff(match: MatchedPassage, text: str) -> Iterator[DiffRecord]:
    article = match.place.page.article
    for segment in match.segments:
        yield DiffRecord(
            op=segment.operation,
            draft=print_words(match.draft_words[slice(*segment.draft)], text),
            source=print_words(match.place.passage.words[slice(*segment.source)], article.text),
        )


class _Copies:
    """Numbers the stories among pages: a page with most of another page's text tells the same story."""

    def __init__(self) -> None:
        self._texts: list[tuple[StoryText, int]] = []
        self._numbers: dict[int, int] = {}
        """The numbers of the stories by the ids of their pages, as objects."""

    def story(self, page: CheckedPage) -> int:
        """The number of the story that ``page`` tells."""
        if id(page) not in self._numbers:
            self._numbers[id(page)] = self._find(story_text(page.article))
        return self._numbers[id(page)]

    def _find(self, own: StoryText) -> int:
        """The number of the first story that has the text ``own``, or the next number."""
        copies = (
            number
            for text, number in self._texts
            if (copy := copied(own, {0: text}) or copied(text, {0: own})) and copy.how == "whole"
        )
        number = next(copies, len(self._texts))
        self._texts.append((own, number))
        return number
