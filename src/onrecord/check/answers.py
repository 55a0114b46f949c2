"""Answers to the questions of a page: "Does she regret it? “|Not for a minute|.”" says that she does not."""

from __future__ import annotations

import re
from typing import Final, Literal

from onrecord.check.checked_pages import CheckedPage
from onrecord.encoder.quotations import Quotation

Answer = Literal["yes", "no"]

_REACH: Final = 100
"""Characters between a question and the answer: ", the captain of the ferry replied: "."""
_ECHO: Final = r"(?:\w+(?: \w+)?\? |(?:Well|Oh|Look), )?"
_AUXILIARY: Final = r"(?:do|did|am|was|have|would|will|can)"
_SURELY: Final = r"(?:of course|absolutely|certainly|definitely)"
_YES: Final = re.compile(
    rf"{_ECHO}(?:yes|yeah|yep|{_SURELY}(?! not)|completely|totally|I {_AUXILIARY}[.,!])(?!\w)", re.IGNORECASE
)
# "No comment" and "Not yet" say neither.
_NO: Final = re.compile(
    rf"{_ECHO}(?:no(?!,? (?:but|comment|idea|doubt|question|wonder))|nope"
    r"|not(?! (?:sure|only|just|really|exactly|necessarily|yet))"
    rf"|never|nobody(?! knows)|none|neither|{_SURELY} not|I {_AUXILIARY} not[.,!]|I \w+n['’]t[.,!])(?!\w)",
    re.IGNORECASE,
)


def find_answer(page: CheckedPage, end: int) -> Quotation | None:
    """Return the quotation that answers a question with its last word at ``end``: the next one, in its paragraph or the
    next; null if there is none."""
    start = page.sentence((end - 1, end))[0]
    following = page.quotations_at((end, end + _REACH))
    answer = next((item for item in following if item.span[0] >= end), None)
    # "He asked whether it was lit. Tarn rose. “No,” she said": the answer is in the next sentence at the latest.
    between = page.article.text[end : answer.span[0]] if answer else ""
    return answer if answer and start < end and between.count(". ") <= 1 else None


def find_polarity(page: CheckedPage, answer: Quotation) -> Answer | None:
    """Return "yes" or "no" by the first words of an answer; null if they are neither."""
    words = page.article.text[slice(*answer.inner)]
    return "yes" if _YES.match(words) else "no" if _NO.match(words) else None
