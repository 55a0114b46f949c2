"""To whom or where something was said, from the clause of its cue."""

from __future__ import annotations

import re
from collections.abc import Iterator

from onrecord.circumstances.channels import LEADS, find_channels
from onrecord.circumstances.clauses import BLOT, Clause
from onrecord.circumstances.phrases import is_named, is_spoken_to, noun_phrase
from onrecord.types import Span

_TELLS = re.compile(r"\b(?:tell|tells|told|telling)\b")
_ASKS = re.compile(
    r"\b(?:ask|warn|advis|inform|remind|assur|reassur|urg|order|instruct|begg?|persuad|encourag|notif|text|e-?mail|implor"
    r"|promis|question|quizz|brief|lectur|command|press|convinc|pledg|invit|challeng|threaten)"
    r"(?:e|s|es|ed|d|ing|y|ied|ies)?\b"
)
"""Verbs of speech that take whom one speaks to as their object."""
_SAYS = re.compile(
    r"\b(?:said|says?|saying|reveal|confirm|explain|announc|complain|confess|admit|boast|brag|dish|spill|gush|vent|shar"
    r"|add|writ|wrote|mention|suggest|jok|whisper|repeat|stat|report|disclos|remark|propos|apologi|clarif|confid|express"
    r"|recount|describ|comment|deni|deny|insist|recall|acknowledg|conced|declar|stress|continu|recommend|claim|offer|testif"
    r"|vow|swor|swear|lie|lied|lying|break|broke|blab|tattl|quip|hint|talk|spoke|speak|chat|rav|open)"
)
"""Verbs of speech after which "to" or "with" names whom one speaks to."""
_TWEETS = re.compile(r"\b(?:re-?)?tweet(?:s|ed|ing)?\b")
_BE = r"(?:was|were|is|are|been|being|be|got)(?: \w+ly| also| once)? $"
_PASSIVE = re.compile(rf"\b{_BE}")
_SUBJECT = re.compile(
    r"(?P<it>\b(?:[Hh]e|[Ss]he|[Tt]hey|I|[Ww]e|[Tt]he (?:\w+ ){0,2}?\w+|(?:[A-Z][\w.'’-]+ ){0,4}[A-Z][\w'’-]+))"
    rf"(?: (?:has|have|had|also|then|later))* {_BE}"
)
_ADVERBS = re.compile(r"(?:\s+(?:\w+ly|EXCLUSIVELY|ALL)\b)*")
_TO = re.compile(r"(?:\s+(?:\w+ly|out|up|back|also|EXCLUSIVELY|\(\w+\)))*\s+(?:to|with)\s+")
_TO_BEHIND = re.compile(rf"[,:]?\s*(?:that\s+)?{BLOT}+\.?,?\s*(?:\w+ly )?to\s+")
_CONTENT_AHEAD = re.compile(rf"\s*(?:$|[{BLOT}\"“‘,.:]|(?:that|to|if|whether|not|about|how|why|for)\b)")


def find_told(clause: Clause, *, stops: frozenset[int] = frozenset()) -> str | None:
    """The outlet, person, audience or channel that ``clause`` says it was said to; null where it says none.

    ``stops`` are places in the clause's text where an expression of time begins.
    """
    sources = [(a - clause.sentence[0], b - clause.sentence[0]) for a, b in clause.statement.source]
    for start, end in _candidates(clause, stops):
        if not any(start < b and a < end for a, b in sources):
            return as_told(clause.text[start:end])
    return "Twitter" if _TWEETS.search(clause.cue_words) else None


def find_told_in_lead(clause: Clause) -> str | None:
    """The same from the sentence before, which has nobody's words in it and so may lead up to these."""
    lead = clause.lead
    spans = find_channels(lead, (0, len(lead)), near=len(lead), patterns=LEADS)
    return as_told(lead[slice(*spans[0])]) if spans else None


def as_told(phrase: str) -> str:
    """``phrase`` without quotation marks around it, and without a "the" that is not part of a name."""
    if phrase.startswith("the ") and is_named(phrase):
        phrase = phrase[4:]
    if phrase[0] in '"“‘' and phrase[-1] in '"”’' and not any(mark in phrase[1:-1] for mark in '"“”'):
        phrase = phrase[1:-1].rstrip(",. ")
    return phrase


def _candidates(clause: Clause, stops: frozenset[int]) -> Iterator[Span]:
    """The phrases that may be it, the likeliest first."""
    cue = clause.cue_words
    passive = _PASSIVE.search(clause.text[: clause.cue[0]]) is not None
    if _TELLS.search(cue) or _ASKS.search(cue):
        yield from _subject(clause) if passive else _object(clause, stops)
    if _SAYS.search(cue):
        yield from _addressee(clause, stops)
    if clause.statement.kind == "no-response":
        return  # "declined to comment on the letter": nothing was said in it.
    start, end = clause.cue
    yield from find_channels(clause.text, (start, clause.after[1]), near=end, stops=stops)
    yield from find_channels(clause.text, (clause.before[0], end), near=start, stops=stops)


def _object(clause: Clause, stops: frozenset[int]) -> Iterator[Span]:
    """told NP; asked NP whether ..."""
    text = clause.text[: clause.after[1]]
    gap = _ADVERBS.match(text, clause.cue[1])
    found = noun_phrase(text, gap.end() if gap else clause.cue[1], stops=stops)
    if found and (_TELLS.search(clause.cue_words) or _CONTENT_AHEAD.match(text, found[1])):
        yield found


def _subject(clause: Clause) -> Iterator[Span]:
    """NP was asked by ..."""
    subject = _SUBJECT.search(clause.text, clause.before[0], clause.cue[0])
    if subject:
        yield subject.span("it")


def _addressee(clause: Clause, stops: frozenset[int]) -> Iterator[Span]:
    """revealed to NP; shared with NP; said ... to NP, where NP is one that is spoken to."""
    text = clause.text[: clause.after[1]]
    for opening in (_TO, _TO_BEHIND):
        match = opening.match(text, clause.cue[1])
        found = noun_phrase(text, match.end(), stops=stops) if match else None
        if found and is_spoken_to(text[found[0] : found[1]]):
            yield found
