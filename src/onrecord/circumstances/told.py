"""The addressee or channel of a statement (``told``), from the clause of its cue."""

from __future__ import annotations

import re
from collections.abc import Iterator

from onrecord.circumstances.channels import LEAD_PATTERNS, find_channels
from onrecord.circumstances.clauses import MASK, Clause
from onrecord.circumstances.noun_phrases import find_noun_phrase, is_addressee, is_named
from onrecord.types import Span

# Verbs with the addressee as their object: "told Lantern that", "urged lawmakers to".
_TELLS = re.compile(r"\b(?:tell|tells|told|telling)\b")
_ASKS = re.compile(
    r"\b(?:ask|warn|advis|inform|remind|assur|reassur|urg|order|instruct|begg?|persuad|encourag|notif|text|e-?mail|implor"
    r"|promis|question|quizz|brief|lectur|command|press|convinc|pledg|invit|challeng|threaten)"
    r"(?:e|s|es|ed|d|ing|y|ied|ies)?\b"
)
# Verbs with the addressee after "to" or "with": "revealed to Lantern", "shared with fans".
_SAYS = re.compile(
    r"\b(?:said|says?|saying|reveal|confirm|explain|announc|complain|confess|admit|boast|brag|dish|spill|gush|vent|shar"
    r"|add|writ|wrote|mention|suggest|jok|whisper|repeat|stat|report|disclos|remark|propos|apologi|clarif|confid|express"
    r"|recount|describ|comment|deni|deny|insist|recall|acknowledg|conced|declar|stress|continu|recommend|claim|offer|testif"
    r"|vow|swor|swear|lie|lied|lying|break|broke|blab|tattl|quip|hint|talk|spoke|speak|chat|rav|open)"
)
_TWEETS = re.compile(r"\b(?:re-?)?tweet(?:s|ed|ing)?\b")
# "The captain was asked by a clerk": the addressee is the subject.
_BE = r"(?:was|were|is|are|been|being|be|got)(?: \w+ly| also| once)? $"
_PASSIVE = re.compile(rf"\b{_BE}")
_SUBJECT = re.compile(
    r"(?P<subject>\b(?:[Hh]e|[Ss]he|[Tt]hey|I|[Ww]e|[Tt]he (?:\w+ ){0,2}?\w+"
    r"|(?:[A-Z][\w.'’-]{1,40} ){0,4}[A-Z][\w'’-]{1,40}+))"
    rf"(?: (?:has|have|had|also|then|later))* {_BE}"
)
# "told exclusively".
_ADVERBS = re.compile(r"(?:\s+(?:\w+ly|EXCLUSIVELY|ALL)\b)*")
# "confirmed exclusively to", "shared (again) with".
_TO = re.compile(r"(?:\s+(?:\w+ly|out|up|back|also|EXCLUSIVELY|\(\w+\)))*\s+(?:to|with)\s+")
# "said, “It floats,” to the reporters".
_TO_AFTER_CONTENT = re.compile(rf"[,:]?\s*(?:that\s+)?{MASK}+\.?,?\s*(?:\w+ly )?to\s+")
# After the object of "asked": "asked the mayor |whether", but not "asked the mayor's office".
_CONTENT_NEXT = re.compile(rf"\s*(?:$|[{MASK}\"“‘,.:]|(?:that|to|if|whether|not|about|how|why|for|against|over|on)\b)")


def find_told(clause: Clause, *, stops: frozenset[int] = frozenset()) -> str | None:
    """Return the outlet, person, audience or channel that was spoken to in ``clause``; null if there is none.

    ``stops`` are offsets in the clause's text at which time expressions begin.
    """
    sources = [(start - clause.sentence[0], end - clause.sentence[0]) for start, end in clause.statement.source]
    for start, end in _find_candidates(clause, stops):
        if not any(start < source_end and source_start < end for source_start, source_end in sources):
            return clean_phrase(clause.text[start:end])
    return "Twitter" if _TWEETS.search(clause.cue_words) else None


def find_told_in_lead(clause: Clause) -> str | None:
    """Return the addressee or channel in the sentence before the cue's: "Quill opened up to Lantern in March." """
    lead = clause.lead
    spans = find_channels(lead, (0, len(lead)), near=len(lead), patterns=LEAD_PATTERNS)
    return clean_phrase(lead[slice(*spans[0])]) if spans else None


def clean_phrase(phrase: str) -> str:
    """Remove quotation marks around ``phrase``, and a "the" that is not part of a name: "the Tarn Post"."""
    if phrase.startswith("the ") and is_named(phrase):
        phrase = phrase[4:]
    if phrase[0] in '"“‘' and phrase[-1] in '"”’' and not any(mark in phrase[1:-1] for mark in '"“”'):
        phrase = phrase[1:-1].rstrip(",. ")
    return phrase


def _find_candidates(clause: Clause, stops: frozenset[int]) -> Iterator[Span]:
    """Iterate over candidate phrases: objects, then phrases after "to", then channels after and before the cue."""
    cue = clause.cue_words
    is_passive = _PASSIVE.search(clause.text[: clause.cue[0]]) is not None
    if _TELLS.search(cue) or _ASKS.search(cue):
        yield from _find_subject(clause) if is_passive else _find_object(clause, stops)
    if _SAYS.search(cue):
        yield from _find_addressee(clause, stops)
    if clause.statement.kind == "no-response":
        return  # "declined to comment on the letter": the letter is the topic, not the channel
    start, end = clause.cue
    yield from find_channels(clause.text, (start, clause.after[1]), near=end, stops=stops)
    yield from find_channels(clause.text, (clause.before[0], end), near=start, stops=stops)


def _find_object(clause: Clause, stops: frozenset[int]) -> Iterator[Span]:
    """Find NP in "told NP" and "asked NP whether ..."."""
    text = clause.text[: clause.after[1]]
    adverbs = _ADVERBS.match(text, clause.cue[1])
    phrase = find_noun_phrase(text, adverbs.end() if adverbs else clause.cue[1], stops=stops)
    if phrase and (_TELLS.search(clause.cue_words) or _CONTENT_NEXT.match(text, phrase[1])):
        yield phrase


def _find_subject(clause: Clause) -> Iterator[Span]:
    """Find NP in "NP was asked by ..."."""
    subject = _SUBJECT.search(clause.text, clause.before[0], clause.cue[0])
    if subject:
        yield subject.span("subject")


def _find_addressee(clause: Clause, stops: frozenset[int]) -> Iterator[Span]:
    """Find NP in "revealed to NP", "shared with NP" and "said ... to NP", if NP can be spoken to."""
    text = clause.text[: clause.after[1]]
    for opening in (_TO, _TO_AFTER_CONTENT):
        match = opening.match(text, clause.cue[1])
        phrase = find_noun_phrase(text, match.end(), stops=stops) if match else None
        if phrase and is_addressee(text[phrase[0] : phrase[1]]):
            yield phrase
