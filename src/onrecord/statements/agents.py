"""Speakers who are no subject: "Tarn was told by |Una Moll| that", "in the words of |Una Moll|, “...”", "slams |Moll|’s
‘basket of fools’ remark"."""

from __future__ import annotations

import re
from collections.abc import Iterable
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
# "Tarn slams |Una Moll|’s ‘basket of fools’ |remark|", "refuses to accept |Moll|’s ‘send the boats’ |memo|".
_OWNED_REMARK = re.compile(
    r"(?:to (?P<verb>\w+) )?(?P<owner>(?!his |her |their |its )(?:[\w.-]+ ){0,5}?[\w.-]+)(?:['’]s|(?<=s)['’]) "
    r"(?P<quotation>['‘\"“](?P<words>[^\n\"“”‘]{3,150}?)['’\"”]) (?:[\w-]+ ){0,2}?"
    r"(?P<remark>(?:remark|comment|claim|memo|quip|jibe|gibe|slur|taunt|tweet|post|pledge|promise|vow|boast|gaffe|outburst"
    r"|rant|insult|joke|warning|threat|slogan|speech|message|accusation|allegation|description|excuse)s?|memorandum)\b"
)
# What follows leaves the remark as it is, "about the quay", or has words of the source: "as “vile”".
_REMARK_END = re.compile(
    r"(?: (?:about|on|over|in|at|during|after|before|to|from|against|that|last|this|earlier)\b|[,;.]|\Z)"
)
_NO_OWNER = re.compile(
    r"(?:\w+day|(?:this|last|next) \w+|(?:yester|to)day|it|that|what|there|he|she|who)", re.IGNORECASE
)
# The source's opinion of the remark: "slams Moll’s ‘sick and twisted’ joke".
_MIN_REMARK_WORDS = 3
_OPINION = re.compile(
    r"(?:\w+ly|out of|beyond|nothing|anything|not|no|too|so|very|less|more|most|quite|wholly|below|far|without|in\w+)\b"
    r"|[\w-]+,? (?:and|but|or|if not) [\w-]+\Z",
    re.IGNORECASE,
)


def take_owners(drafts: Iterable[Draft], text: str) -> list[Draft]:
    """Take the owner of a remark for the source of its quotation, not the person who reacts to it: “basket of fools” in
    "Tarn slams |Moll|’s “basket of fools” remark as “vile”" is Moll's, and “vile” stays Tarn's."""
    return [part for draft in drafts for part in _take_owner(draft, text)]


def _take_owner(draft: Draft, text: str) -> list[Draft]:
    start, end = draft.start, draft.content[-1][1]
    if not draft.source or not draft.cue or max(draft.source[-1][1], draft.cue[-1][1]) > start:
        return [draft]
    owned = _OWNED_REMARK.match(text, start)
    if owned is None or _NO_OWNER.fullmatch(owned["owner"]) or _OPINION.match(owned["words"]):
        return [draft]
    rest = text[owned.end() : end]
    is_rest_quoted = not MARKS.isdisjoint(rest)
    is_whole = end >= owned.end("quotation") and (not rest or _REMARK_END.match(rest) or is_rest_quoted)
    if len(owned["words"].split()) < _MIN_REMARK_WORDS or not is_whole:
        return [draft]
    remark = Draft((owned.span("quotation"),), (owned.span("remark"),), (owned.span("owner"),), "cue")
    return [remark, replace(draft, content=((owned.end() + 1, end),))] if is_rest_quoted else [remark]


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
