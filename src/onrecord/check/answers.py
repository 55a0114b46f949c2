"""Answers to the questions of a page: "Does she regret it? “|Not for a minute|.”" says that she does not."""

from __future__ import annotations

import re
from typing import Final, Literal

from onrecord.check.checked_pages import CheckedPage
from onrecord.types import Span

Answer = Literal["yes", "no"]

_REACH: Final = 100
"""Characters between a question and the answer: ", the captain of the ferry replied: "."""
_ECHO: Final = r"(?:\w+(?: \w+)?\? |(?:Well|Oh|Look), )?"
_AUXILIARY: Final = r"(?:do|does|did|am|is|are|was|were|has|have|had|would|will|can)"
_SUBJECT: Final = r"(?:I|he|she|it|we|they)"
_SURELY: Final = r"(?:of course|absolutely|certainly|definitely)"
_YES: Final = re.compile(
    rf"{_ECHO}(?:yes|yeah|yep|{_SURELY}(?! not)|completely|totally|{_SUBJECT} {_AUXILIARY}[.,!])(?!\w)", re.IGNORECASE
)
# "No comment" and "Not yet" say neither.
_NO: Final = re.compile(
    rf"{_ECHO}(?:no(?!,? (?:but|comment|idea|doubt|question|wonder))|nope"
    r"|not(?! (?:sure|only|just|really|exactly|necessarily|yet))"
    rf"|never|nobody(?! knows)|none|neither|{_SURELY} not"
    rf"|{_SUBJECT} {_AUXILIARY} not[.,!]|{_SUBJECT} \w+n['’]t[.,!])(?!\w)",
    re.IGNORECASE,
)


_BEGINNING: Final = re.compile(r"(?:(?<![^\s])|(?<=[—–]))[“\"‘']|(?<=[.?!])\s")
"""The beginning of a quotation or of a sentence in it."""
_VERB: Final = re.compile(
    r"(?:am|is|are|was|were|do|does|did|has|have|had|will)(?P<negation>n['’]t)?\s(?!you\b|not\b)", re.IGNORECASE
)
_SENTENCE_MARK: Final = re.compile(rf"[.!;]|(?P<ask>\?(?![”\"’']? {_YES.pattern}))", re.IGNORECASE)


def find_answer(page: CheckedPage, end: int) -> Span | None:
    """Return the words that answer a question with its last word at ``end``: the next quotation, in its paragraph or
    the next, or the answer of an interview; null if there is none."""
    start = page.sentence((end - 1, end))[0]
    following = page.quotations_at((end, end + _REACH))
    answer = next((item for item in following if item.span[0] >= end), None)
    # "He asked whether it was lit. Tarn rose. “No,” she said": the answer is in the next sentence at the latest.
    between = page.article.text[end : answer.span[0]] if answer else ""
    if answer and start < end and between.count(". ") <= 1:
        return answer.inner
    return _find_turn(page, end)


def _find_turn(page: CheckedPage, end: int) -> Span | None:
    """Return the answer in the next paragraph of an interview: "Q: Should it go on? A: |No. It should not|."."""
    block_end = page.block_at(end)[1]
    if page.article.text[end:block_end].strip("?”\"’' "):
        return None  # the question goes on
    for number in page.statements_at((block_end, block_end + _REACH)):
        statement = page.reading.statements[number]
        start = statement.content[0][0]
        if statement.speaker_basis == "turn" and statement.speaker and start > block_end:
            return statement.content[0]
    return None


def is_open_question(page: CheckedPage, span: Span, *, is_leading: bool = False, is_clause: bool = False) -> bool:
    """True if the words at ``span`` are a question after its verb, “Were |they lied to|?”, without a "yes" after it.

    With ``is_clause``, only if they begin with its subject, unlike “Is this |the boat we want|?”; with ``is_leading``,
    if the verb is negated: “Isn’t |it late|?” asserts. "Will you" requests.
    """
    if not page.quotations_at(span):
        return False  # “Every day” may answer a question of the page itself
    text, start = page.article.text, page.sentence(span)[0]
    beginnings = list(_BEGINNING.finditer(text, start, span[0]))
    verb = _VERB.match(text, beginnings[-1].end() if beginnings else start)
    end = _SENTENCE_MARK.search(text, span[1])
    is_question = verb is not None and verb.end() <= span[0] and end is not None and end["ask"] is not None
    if verb is None or not is_question or (is_clause and verb.end() < span[0]):
        return False
    return bool(verb["negation"]) == is_leading


def find_polarity(page: CheckedPage, answer: Span) -> Answer | None:
    """Return "yes" or "no" by the first words of an answer; null if they are neither."""
    words = page.article.text[slice(*answer)]
    return "yes" if _YES.match(words) else "no" if _NO.match(words) else None
