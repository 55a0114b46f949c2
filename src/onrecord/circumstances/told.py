"""The addressee or channel of a statement (``told``), from the clause of its cue."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

from onrecord.circumstances.channels import LEAD_PATTERNS, find_channels
from onrecord.circumstances.clauses import MASK, Clause
from onrecord.circumstances.noun_phrases import find_noun_phrase, is_addressee, is_named
from onrecord.types import Span

# Verbs with the addressee as their object: "told Lantern that", "urged lawmakers to".
_TELLS = re.compile(r"\b(?:tell|tells|told|telling)\b")
_ASKS = re.compile(
    r"\b(?:ask|warn|advis|inform|remind|assur|reassur|urg|order|instruct|begg?|persuad|encourag|notif|text|e-?mail|implor"
    r"|promis|question|quizz|brief|lectur|command|press|convinc|pledg|invit|challeng|threaten|sue)"
    r"(?:e|s|es|ed|d|ing|y|ied|ies)?\b|\bcall(?:s|ed|ing)? (?:up)?on\b"
)
# A cue without its preposition: "called" in "called on the council to let it float".
_CALLED_ON = re.compile(r" (?:up)?on ")
# The object opens the content: "called on {the council to let it float}".
_TO_DO = re.compile(r" (?:not )?to\b")
# Verbs with the addressee after "to" or "with": "revealed to Lantern", "shared with fans".
_SAYS = re.compile(
    r"\b(?:said|says?|saying|reveal|confirm|explain|announc|complain|confess|admit|boast|brag|dish|spill|gush|vent|shar"
    r"|add|writ|wrote|mention|suggest|jok|whisper|repeat|stat|report|disclos|remark|propos|apologi|clarif|confid|express"
    r"|recount|describ|comment|deni|deny|insist|recall|acknowledg|conced|declar|stress|continu|recommend|claim|offer|testif"
    r"|vow|swor|swear|lie|lied|lying|break|broke|blab|tattl|quip|hint|talk|spoke|speak|chat|rav|open|not(?:ed?|es|ing)\b|repl|respond|answer)"
)
_PUBLISHED = re.compile(r" published (?:\w+ ){0,3}in (?:the )?$")
# "The captain was asked by a clerk": the addressee is the subject.
_BE = r"(?:was|were|is|are|been|being|be|got)(?: \w+ly| also| once)? $"
_PASSIVE = re.compile(rf"\b{_BE}|['’](?:re|m|s) $")
_BE_IN_CUE = re.compile(r"(?:(?:had|has|have|was|were|is|are|been|being) )*")
_SUBJECT = re.compile(
    r"(?P<subject>\b(?:[Hh]e|[Ss]he|[Tt]hey|I|[Ww]e|[Tt]he (?:\w+ ){0,2}?\w+"
    r"|(?:[A-Z][\w.'’-]{1,40} ){0,4}[A-Z][\w'’-]{1,40}+))"
    rf"(?:(?:['’]ve|['’]d)?(?: (?:has|have|had|also|then|later))* {_BE}|['’](?:re|m|s) $)"
)
# "told exclusively".
_ADVERBS = re.compile(r"(?:\s+(?:(?!family)[a-z]+ly|EXCLUSIVELY|ALL)\b)*")
# "confirmed exclusively to", "shared (again) with".
_TO = re.compile(r"(?:\s+(?:\w+ly|out|up|back|also|EXCLUSIVELY|\(\w+\)))*\s+(?:to|(?P<with>with))\s+")
# "said, “It floats,” to the reporters".
_TO_AFTER_CONTENT = re.compile(rf"[,:]?\s*(?:that\s+)?{MASK}+\.?,?\s*(?:\w+ly )?(?:to|(?P<with>with))\s+")
# Cues with the addressee after "with": "shared with fans", but not "said with her husband at her side".
_TALKS = re.compile(r"\b(?:shar|talk|sp[eo]ak|spok|chat|open|dish|jok|discuss|plead|confer|rais)")
# Nouns for what people say, which are said to nobody: "Amid claims that it floats, Quill wept at the rally".
_SAYINGS = re.compile(r"claims?|news|reports?|rumou?rs?|word|allegations?|speculation")
# After the object of "asked": "asked the mayor |whether", but not "asked the mayor's office".
_CONTENT_NEXT = re.compile(rf"\s*(?:$|[{MASK}\"“‘,.:]|(?:that|to|if|whether|not|about|how|why|for|against|over|on)\b)")


def find_told(clause: Clause, *, stops: frozenset[int] = frozenset()) -> str | None:
    """Return the outlet, person, audience or channel that the speaker addressed in ``clause``; null if there is none.

    ``stops`` are offsets in the clause's text at which time expressions begin.
    """
    sources = [(start - clause.sentence[0], end - clause.sentence[0]) for start, end in clause.statement.source]
    for start, end in _find_candidates(clause, stops):
        # "A study published in the Quay Review says": the source holds the journal. "In an interview with Bell editor
        # Ada Quill, she said": she is not her own addressee.
        overlapping = [
            source_start for source_start, source_end in sources if start < source_end and source_start < end
        ]
        is_journal = any(_PUBLISHED.search(clause.text, source_start, start) for source_start in overlapping)
        if is_journal or not (overlapping or _names_speaker(clause, clause.printed[start:end])):
            return clean_phrase(clause.printed[start:end])
    return None


def find_told_in_lead(clause: Clause) -> str | None:
    """Return the addressee or channel in the sentence before the cue's: "Quill opened up to Lantern in March." """
    lead = clause.lead
    spans = find_channels(lead, (0, len(lead)), near=len(lead), patterns=LEAD_PATTERNS)
    if not spans:
        return None
    told = clean_phrase(lead[slice(*spans[0])])
    # "She spoke to Dr. Oke. “It floats,” Oke said": he is not his own addressee.
    return None if _names_speaker(clause, told) else told


def _names_speaker(clause: Clause, phrase: str) -> bool:
    """Return true if ``phrase`` has the last word of the speaker's name, a person's."""
    name = clause.statement.speaker_name if clause.statement.speaker_kind == "person" else None
    return name is not None and name.split()[-1] in phrase.split()


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
    if not clause.statement.source and _SAYINGS.fullmatch(cue):
        return
    be_in_cue = _BE_IN_CUE.match(cue)
    verb_start = clause.cue[0] + (be_in_cue.end() if be_in_cue else 0)
    # "Was told", but not "is telling".
    is_passive = not cue.endswith("ing") and _PASSIVE.search(clause.text[:verb_start]) is not None
    called_on = _CALLED_ON.match(clause.printed, clause.cue[1]) if cue.startswith("call") else None
    if called_on or _TELLS.search(cue) or _ASKS.search(cue):
        object_start = called_on.end() if called_on else clause.cue[1]
        yield from _find_subject(clause, verb_start) if is_passive else _find_object(clause, object_start, stops)
    if _SAYS.search(cue):
        yield from _find_addressee(clause, stops)
    if clause.statement.kind == "no-response":
        return  # "declined to comment on the letter": the letter is the topic, not the channel
    start, end = clause.cue
    yield from find_channels(clause.text, (start, clause.after[1]), near=end, stops=stops)
    yield from find_channels(clause.text, (clause.before[0], end), near=start, stops=stops | {start})


def _find_object(clause: Clause, start: int, stops: frozenset[int]) -> Iterator[Span]:
    """Find NP in "told NP" and "asked NP whether ...", also if the content begins with it: "urged {NP to ...}"."""
    text = clause.text[: clause.after[1]]
    adverbs = _ADVERBS.match(text, start)
    phrase = find_noun_phrase(text, adverbs.end() if adverbs else start, stops=stops)
    if phrase and (_TELLS.search(clause.cue_words) or _CONTENT_NEXT.match(text, phrase[1])):
        yield phrase
    elif MASK in text[clause.cue[1] : start + 2]:
        phrase = find_noun_phrase(clause.printed, start)
        is_asked = phrase and is_addressee(clause.printed[slice(*phrase)]) and _TO_DO.match(clause.printed, phrase[1])
        if phrase and is_asked:
            yield phrase


def _find_subject(clause: Clause, verb_start: int) -> Iterator[Span]:
    """Find NP in "NP was asked by ...", where word ``verb_start`` is "asked"."""
    subject = _SUBJECT.search(clause.printed, clause.before[0], verb_start)
    if subject:
        yield subject.span("subject")


def _find_addressee(clause: Clause, stops: frozenset[int]) -> Iterator[Span]:
    """Find NP in "revealed to NP", "shared with NP" and "said ... to NP", if NP can be spoken to."""
    text = clause.text[: clause.after[1]]
    # "Said the crew to reporters": past the source.
    sources = [end - clause.sentence[0] for start, end in clause.statement.source]
    after_source = [end for end in sources if clause.cue[1] < end <= clause.after[1]]
    for opening, start in product((_TO, _TO_AFTER_CONTENT), [clause.cue[1], *after_source]):
        match = opening.match(text, start)
        is_with = match is not None and match["with"] is not None and not _TALKS.search(clause.cue_words)
        phrase = find_noun_phrase(text, match.end(), stops=stops) if match and not is_with else None
        if phrase and is_addressee(text[phrase[0] : phrase[1]]):
            yield phrase
