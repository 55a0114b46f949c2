"""Speakers who are no subject: "Tarn was told by |Una Moll| that", "in the words of |Una Moll|, “...”"."""

from __future__ import annotations

import re
from dataclasses import replace

from onrecord.encoder.quotations import MARKS
from onrecord.spans import covered_length
from onrecord.statements.drafts import Draft, text_before

_BE = r"(?:is|are|was|were|be|been|being)"
_PASSIVE_BEFORE = re.compile(rf"\b{_BE}(?: (?:also|now|later|then|\w+ly))? \Z", re.IGNORECASE)
# "Tarn was |told by Una Moll| that", "Tarn |was later warned by the pilot|: “It is late.”"
_TOLD_BY = re.compile(
    rf"(?P<be>(?:(?:has|have|had) )?{_BE} )?(?:(?:also|now|later|then|\w+ly) )?"
    r"(?:told|informed|warned|advised|assured|reminded|notified) by "
    r"(?P<agent>(?:(?:the|an?|one|his|her|their|its) )?[\w'’.-]+(?: [\w'’.-]+){0,5}?)(?=,| that\b|:? [“\"]|: )",
    re.IGNORECASE,
)
# "In the words of Una Moll, |“...”", "It is, to quote an old pilot, |“...”".
_WORDS_OF = re.compile(
    r"(?:\A|[ ,(])(?:in the (?P<words>words) of|to (?P<quote>quote)) (?P<agent>[^,.;:“”\"\n]{2,60})[,:]? \Z",
    re.IGNORECASE,
)


def take_agent(draft: Draft, text: str) -> Draft:
    """Take the agent of a passive, or of "in the words of", for the source, and keep the hearer out of the content."""
    return _take_words_of(_take_told_by(draft, text), text)


def _take_told_by(draft: Draft, text: str) -> Draft:
    if not draft.cue:
        return draft
    start = draft.cue[0][0]
    passive = _TOLD_BY.match(text, start)
    if passive is None or not (passive["be"] or _PASSIVE_BEFORE.search(text_before(text, start))):
        return draft
    # Quill, before the cue, is the hearer: "|Quill| was told by Tarn |that it was late|".
    content = tuple(span for span in draft.content if span[1] > start or not MARKS.isdisjoint(text[slice(*span)]))
    return replace(draft, source=(passive.span("agent"),), content=content or draft.content)


def _take_words_of(draft: Draft, text: str) -> Draft:
    for start, end in draft.content:
        mark = next((offset for offset in range(start, end) if text[offset] in '“"'), end)
        phrase = _WORDS_OF.search(text_before(text, mark, limit=100)) if mark < end else None
        if phrase is None:
            continue
        offset = mark - len(phrase.string)
        agent, (cue_start, cue_end) = phrase.span("agent"), phrase.span("words" if phrase["words"] else "quote")
        source = agent[0] + offset, agent[1] + offset
        if covered_length(source, draft.source):
            return draft
        return replace(draft, content=((mark, end),), cue=((cue_start + offset, cue_end + offset),), source=(source,))
    return draft
