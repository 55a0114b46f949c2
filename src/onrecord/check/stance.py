"""The stance of a report: its speaker asserts the words, denies them or asks them."""

from __future__ import annotations

import re
from typing import Literal

from onrecord.types import Article, Span, Statement

Stance = Literal["asserts", "denies", "asks"]

# "denied that", "rejected claims that", "has never said", "did not say that", "no one said". Not "did not rule out" or
# "does not want", which are what somebody said.
_DENIES = re.compile(
    r"\b(?:den(?:y|ies|ied|ying|ials?)|refut(?:e|es|ed|ing)|disavow(?:s|ed|ing)?|contradict(?:s|ed|ing)?"
    r"|(?:reject|dismiss|disput|debunk)(?:s|es|e|ed|ing)?(?: \w+){0,3}? (?:claims?|reports?|suggestions?|accusations?"
    r"|allegations?|rumou?rs?|idea|notion)"
    r"|(?:never|not|n['’]t|nobody|no one|without)(?: (?:once|ever|even|actually|\w+ly))*"
    r" (?:sa(?:id|y|ying)|claim(?:ed|ing)?|call(?:ed|ing)?|t(?:old|ell|elling)|wr(?:ote|ite|itten|iting)"
    r"|suggest(?:ed|ing)?)|(?:not|n['’]t) (?:true|right|correct|the case) that"
    r"|(?:untrue|false|a lie|nonsense|no evidence|no truth) that)\b",
    re.IGNORECASE,
)
_AS = re.compile(r"\bas\W*\Z")
_ASKS = re.compile(
    r"\b(?:ask(?:s|ed|ing)?|wonder(?:s|ed|ing)?|enquir(?:es?|ed|ing)|inquir(?:es?|ed|ing))\b", re.IGNORECASE
)
# "asked whether", "asked if", "asked: “Would ...”"; not "asked for privacy" and "asked them to leave".
_ASKS_INDIRECTLY = re.compile(r"(?:whether|if|what|why|how|who|when|where|which)\b", re.IGNORECASE)
# Words between a denial and the words denied: "denied |that she had ever| lied", and not "denying |us the| right".
_LEADS_TO = re.compile(
    r"(?:[\s,:“\"‘']|\b(?:that|any|the|reports?|claims?|suggestions?|accusations?|allegations?|rumou?rs?|of|having|being"
    r"|ever|even|been|he|she|they|it|had|has|was|were|is|there)\b){0,14}"
)
# Words between the cue and the content in which a denial may go on: "denied |reports that| she lied".
_MAX_GAP = 40
# Characters before a cue in which its negation may stand: "has never| said".
_BEFORE_CUE = 24


def find_stance(statement: Statement, article: Article) -> Stance:
    """Return the stance of ``statement`` by its cue and the words around it."""
    cue = _cue_words(statement, article)
    # "dismissed the reports |as “rubbish”|", and “It is a lie,” she said, denying it: the words are the denial.
    if _DENIES.search(cue) and statement.kind != "direct" and not _AS.search(cue):
        return "denies"
    if not _ASKS.search(cue):
        return "asserts"
    words = article.words(statement.content[0]).lstrip("“\"'‘ ")
    is_question = "?" in article.quote(statement.content)
    return "asks" if is_question or _ASKS_INDIRECTLY.match(words) or _ASKS_INDIRECTLY.search(cue) else "asserts"


def is_denied_before(text: str, span: Span, *, sentence: Span) -> bool:
    """True if the words before ``span`` in its sentence deny it: "He never said |“I resign”|"."""
    before = text[sentence[0] : span[0]]
    denials = list(_DENIES.finditer(before))
    return bool(denials) and _LEADS_TO.fullmatch(before, denials[-1].end()) is not None


def _cue_words(statement: Statement, article: Article) -> str:
    """The cue with the words before it, and those up to the content where it precedes the content."""
    if not statement.cue:
        return ""
    text, (start, end) = article.text, (statement.cue[0][0], statement.cue[-1][1])
    content_start = statement.content[0][0]
    if end <= content_start <= end + _MAX_GAP:
        end = content_start
    before = text[max(0, start - _BEFORE_CUE) : start]
    for mark in '.?!\n”"':
        before = before.rpartition(mark)[2]
    return before + text[start:end]
