"""The statements and quotations of a draft that are checked, without titles, scare quotes and labels."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from onrecord.check.alignment import FUNCTION_WORDS
from onrecord.check.checked_pages import CheckedPage
from onrecord.check.stance import Stance, find_stance, find_stance_before
from onrecord.encoder.quotations import Quotation
from onrecord.people.lexicon import word_set
from onrecord.spans import covered_length, subtract_spans
from onrecord.types import Kind, Span, Spans, Statement
from onrecord.word_keys import CAPITAL, ELLIPSIS, WordKey, split_words
from onrecord.works import WORK

_BRACKETS = re.compile(r"\[([^\[\]]{1,120})\]")
# "[sic]" is a remark of the draft's author.
_SIC = re.compile(r"\[\s*sic\s*\]", re.IGNORECASE)
# Words before a quotation that make it a name for something, or a word that is itself discussed: 'the word “no”'.
_WORKS: Final = rf"title|headline|{WORK}"
_LABEL = re.compile(
    r"\b(?:so-called|called|titled|entitled|named|nicknamed|dubbed|known as|billed as|branded|labell?ed|christened"
    r"|(?:the|a|that|this) (?:\w+ )?"
    rf"(?:word|words|term|phrase|slogan|hashtag|motto|nickname|expression|label|verb|{_WORKS})),?\s*\Z",
    re.IGNORECASE,
)
# 'Under the headline “Wards reopen” the Gazette says': a headline is never a statement; "used the words “let it rot”"
# may be one.
_TITLE = re.compile(rf"\b(?:titled|entitled|(?:the|a|that|this) (?:\w+ )?(?:{_WORKS})),?\s*\Z", re.IGNORECASE)
_MENTIONED = re.compile(r"\b(?:the|a|that|this) (?:word|term) \Z", re.IGNORECASE)
# "— Orla Tarn, pilot" below a block quotation
_SIGNATURE = re.compile(
    r"\s{1,3}(?:—|–|--?)\s?(?P<name>[A-Z][\w’'.-]{0,30}(?: [A-Z][\w’'.-]{0,30}){1,3})(?=,|[^\S\n]{0,3}(?:\n|\Z))"
)
# "The union |ruled out| a strike", "she |committed herself to| a target"
_DECISION = re.compile(r"\b(?:(?:did not |didn[’']t |not )?rul(?:ed?|es) out|commit(?:ted|s)? \w+sel(?:f|ves) to)\b")
_DISOWNS = re.compile(
    r"\b(?:(?:correct|retract|withdr[ae]w|delet|remov|apologi[sz])[a-z]{0,4}(?: for)?"
    r"(?: [a-z]+){0,3} (?:article|report|story|piece|headline|version|post|claim)s? (?:which|that|saying|in which)\b"
    r"|(?:wrongly|falsely|incorrectly|mistakenly|erroneously) [a-z]+\b)[^.;“”]{0,80}\Z"
)
"""Words before what the draft calls wrong."""
_PRO_FORM = re.compile(r"\bd(?:o|oes|id|one|oing) so\W*\Z")
_LEAST_WORDS: Final = 4
"""A quotation without a cue and with fewer words is a scare quote or a title more often than a statement."""
_CERTAIN_WORDS: Final = 9
"""A quotation with this many words is not a label."""
_LEAST_CLAUSE: Final = 3
"""Minimum number of content words in a clause next to a quotation for it to be checked: "that the wall" has one."""
_LEAST_REPORTED: Final = 2
"""Minimum number of content words in a reported statement: "why" and "in favour" say nothing alone."""
_EMPTY: Final = FUNCTION_WORDS | word_set(
    "how why where longer sorry myself himself herself itself themselves ourselves"
)
"""Words that say nothing with one other word: "apologised for |how| he had put it", "no |longer| blames them",
"said |sorry| to fans"."""


@dataclass(frozen=True, slots=True)
class QuotedPiece:
    """Words of a draft in one pair of quotation marks, with the marks of omission in them."""

    span: Span
    words: tuple[WordKey, ...]
    breaks: tuple[int, ...]
    """Positions of the words with an ellipsis before them; the number of words for one at the end."""
    bracketed: tuple[tuple[int, int], ...]
    """Ranges of words in square brackets."""


@dataclass(frozen=True, slots=True)
class DraftStatement:
    """A statement or quotation of a draft, with the words to be checked."""

    content: Spans
    kind: Kind
    statement: Statement | None
    """As read; null for a quotation that the reader does not recognise as a statement."""
    pieces: tuple[QuotedPiece, ...]
    clause: tuple[WordKey, ...]
    """Words outside quotation marks; empty if they say too little to be checked."""
    stance: Stance
    signature: str | None = None
    """The name below a block quotation that the reader does not recognise as a statement."""
    is_tentative: bool = False
    """True if it says too little to be looked up ("said that he |had been pushed|"), or is what the narrator says
    somebody decided ("|ruled out a strike|"): it is reported only if a page has its words and says the opposite."""

    @property
    def speaker_name(self) -> str | None:
        """The speaker in the draft; null for a quotation without one."""
        return self.statement.speaker_name if self.statement else self.signature

    @property
    def words(self) -> tuple[WordKey, ...]:
        """All its words, in quotation marks or not."""
        words = [word for piece in self.pieces for word in piece.words]
        return tuple(sorted([*words, *self.clause], key=lambda word: word.span))


def find_draft_statements(draft: CheckedPage) -> list[DraftStatement]:
    """Return the statements and quotations of ``draft`` to be checked, in the order of the text."""
    statements = [*_read_statements(draft), *_other_quotations(draft), *_find_decisions(draft)]
    return sorted(statements, key=lambda item: item.content)


def is_disowned(draft: CheckedPage, statement: DraftStatement) -> bool:
    """True if ``draft`` itself calls the statement wrong: "withdrew an article which said that |she would quit|"."""
    start = statement.content[0][0]
    return _DISOWNS.search(draft.article.text, draft.sentence((start, start + 1))[0], start) is not None


def _read_statements(draft: CheckedPage) -> Iterator[DraftStatement]:
    article = draft.article
    for statement in draft.reading.statements:
        # No page says that somebody did not answer the writer of the draft.
        if statement.kind == "no-response" or _is_nested(statement, draft) or _is_own_question(statement, draft):
            continue
        nearby = {item.span: item for span in statement.content for item in draft.quotations_at(span)}
        quotations = [
            item
            for _, item in sorted(nearby.items())
            if covered_length(item.inner, statement.content) and not _is_title(item, draft)
        ]
        quotations = _without_empty(quotations, statement, article.text)
        pieces = tuple(piece for item in quotations if (piece := make_piece(article.text, item.inner)))
        outside = subtract_spans(statement.content, [item.span for item in quotations])
        clause = tuple(word for span in outside for word in split_words(article.text, span))
        kind = statement.kind
        if kind == "direct" and not pieces:  # a turn of a transcript or a post is quoted without quotation marks
            pieces = tuple(piece for span in statement.content if (piece := make_piece(article.text, span)))
            clause = ()
        if pieces and sum(word.key not in FUNCTION_WORDS for word in clause) < _LEAST_CLAUSE:
            clause = ()
        if not pieces:
            kind = "indirect"
        telling = [word for word in clause if word.key not in _EMPTY]
        if pieces or telling:
            # "Tarn had promised it, he said; she said that she |had never done so|"
            is_short = len(telling) < _LEAST_REPORTED or (
                len(telling) == _LEAST_REPORTED and _PRO_FORM.search(article.quote(statement.content)) is not None
            )
            is_tentative = not pieces and is_short
            stance = find_stance(statement, draft)
            yield DraftStatement(statement.content, kind, statement, pieces, clause, stance, is_tentative=is_tentative)


def _without_empty(quotations: list[Quotation], statement: Statement, text: str) -> list[Quotation]:
    """``quotations``, or none if they say nothing, and there are enough words around them: 'thought that “it” was the
    coffee machine'."""
    if any(word.key not in FUNCTION_WORDS for item in quotations for word in split_words(text, item.inner)):
        return quotations
    outside = subtract_spans(statement.content, [item.span for item in quotations])
    words = [word for span in outside for word in split_words(text, span) if word.key not in _EMPTY]
    return [] if len(words) >= _LEAST_REPORTED else quotations


def _find_decisions(draft: CheckedPage) -> Iterator[DraftStatement]:
    """Find what people decided as the narrator reports it, without a statement: "the union |ruled out a strike|"."""
    text = draft.article.text
    for block in draft.article.paragraphs:
        for match in _DECISION.finditer(text, *block):
            span = match.start(), draft.sentence(match.span())[1]
            words = tuple(split_words(text, span))
            is_free = not draft.statements_at(span) and not draft.quotations_at(span)
            if is_free and sum(word.key not in _EMPTY for word in words) >= _LEAST_CLAUSE:
                yield DraftStatement((span,), "indirect", None, (), words, "asserts", is_tentative=True)


def _is_nested(statement: Statement, draft: CheckedPage) -> bool:
    """True for a statement within another's words: “She told me |it leaked|,” said Tarn."""
    return any(
        covered_length(span, [quotation.inner]) == span[1] - span[0]
        for span in statement.content[:1]
        for quotation in draft.quotations_at(span)
        if statement.cue and covered_length(statement.cue[0], [quotation.inner])
    )


def _is_own_question(statement: Statement, draft: CheckedPage) -> bool:
    """True for a question that the writer of the draft asked: "Asked |whether he would return|, he laughed"."""
    cue = " ".join(draft.article.words(span) for span in statement.cue).lower()
    return statement.kind == "indirect" and not statement.source and statement.speaker is None and cue == "asked"


def _is_title(quotation: Quotation, draft: CheckedPage) -> bool:
    """True after words that make a quotation the name of something: under the headline “Wards reopen”, the word
    “wet”."""
    before = draft.article.text[draft.sentence(quotation.span)[0] : quotation.span[0]]
    is_word = len(draft.article.words(quotation.inner).split()) == 1
    return _TITLE.search(before) is not None or (is_word and _MENTIONED.search(before) is not None)


def _other_quotations(draft: CheckedPage) -> Iterator[DraftStatement]:
    text = draft.article.text
    for quotation in draft.quotations:
        if any(not _is_nested(draft.reading.statements[n], draft) for n in draft.statements_at(quotation.inner)):
            continue
        piece = make_piece(text, quotation.inner)
        sentence = draft.sentence(quotation.span)
        if piece is None or _is_label(piece, quotation, text, sentence=sentence):
            continue
        stance = find_stance_before(text, quotation.span, sentence=sentence)
        signature = _SIGNATURE.match(text, quotation.span[1]) if quotation.span in draft.block_quotes else None
        name = signature["name"] if signature else None
        yield DraftStatement((quotation.span,), "direct", None, (piece,), (), stance, name)


def _is_label(piece: QuotedPiece, quotation: Quotation, text: str, *, sentence: Span) -> bool:
    if len(piece.words) >= _CERTAIN_WORDS:
        return False
    words = text[quotation.inner[0] : quotation.inner[1]].split()
    is_title = all(
        word.strip("“”\"'‘’.,:;!?()")[:1].isupper() or word.lower() in FUNCTION_WORDS or not word[0].isalpha()
        for word in words
    )
    before = text[sentence[0] : quotation.span[0]]
    return len(piece.words) < _LEAST_WORDS or is_title or _LABEL.search(before) is not None


def make_piece(text: str, span: Span) -> QuotedPiece | None:
    """Return the words of ``text`` in ``span`` with their ellipses and brackets; null without a word."""
    start, end = span
    part = _SIC.sub(lambda match: " " * len(match[0]), text[start:end])
    marks = [match.span() for match in ELLIPSIS.finditer(part)]
    brackets = [match.span() for match in _BRACKETS.finditer(part) if not ELLIPSIS.fullmatch(match[0])]
    brackets = [bracket for bracket in brackets if not CAPITAL.match(part, bracket[0])]
    part = ELLIPSIS.sub(lambda match: " " * len(match[0]), part)
    words = split_words(part, (0, len(part)))
    if not words:
        return None
    starts = [word.span[0] for word in words]
    breaks = sorted({bisect_left(starts, mark[0]) for mark in marks})
    bracketed = [(bisect_left(starts, left), bisect_left(starts, right)) for left, right in brackets]
    moved = tuple(WordKey(w.key, (w.span[0] + start, w.span[1] + start), w.number) for w in words)
    return QuotedPiece(span, moved, tuple(breaks), tuple(pair for pair in bracketed if pair[0] < pair[1]))
