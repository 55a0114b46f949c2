"""Speakers who are no subject of the sentence: "Tarn was told by |Una Moll| that", "in the words of |Una Moll|, “...”",
"Tarn left, with |Una Moll| saying “...”", "slams |Moll|’s ‘basket of fools’ remark"."""

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
# "The crew left, with |their captain Una Moll| |saying|", "with |its leader, Una Moll|, |adding|".
_WITH = re.compile(r"(?:,|–|—|[”\"]) ?with \Z")
_SUBJECT_OF_PARTICIPLE = re.compile(
    r"(?P<agent>[^,.;:“”\"\n]{2,60}?(?:, [^,.;:“”\"\n]{2,60}(?=,))?),? (?:also |later |then |[a-z]+ly )?"
)
_PARTICIPLE = re.compile(
    r"(?:say|add|tell|call|claim|warn|insist|argu|describ|writ|tweet|post|repl|answer|joke|promis|accus|stat|declar)y?ing\b"
)
# "Una Moll, who |Ivo Quill| |said| was “the best”", "whom |her head| once |called| “the best”".
_WHO = re.compile(r"[\w,] (?:who|whom) \Z")
_SUBJECT_OF_RELATIVE = re.compile(
    r"(?P<agent>(?:(?:the|a|an|his|her|their|its) (?:[a-z-]+ ){1,3}?|(?=[A-Z]))(?:[A-Z][\w.’'-]* ){0,4}?)"
    r"(?:(?:once|later|has|had|also|[a-z]+ly) ){0,2}"
)
# "Tarn shared |a post| by |Una Moll that read:| “...”", "read out a text from |Una Moll|: “...”".
_AUTHOR = re.compile(
    r"\b(?:post|tweet|message|text|email|e-mail|letter|note|voicemail|comment|poem|diary|memo) (?:by|from|of) "
    r"(?P<agent>[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){0,3})"
    r"(?P<cue> (?:that |which )?(?:read|reads|reading|said|saying))?[:,] \Z"
)
# "Tarn recalled |her father|’s words: “...”".
_OWNER_OF_WORDS = re.compile(
    r"\b(?P<agent>(?:his|her|their) [a-z-]{2,20}|[A-Z]\w{1,20}(?: [A-Z]\w{1,20}){0,2})[’']s "
    r"(?P<cue>(?:(?:last|final|famous|old|dying) )?(?:words|advice|motto|warning|reply|answer|message))(?: to \w+)?: \Z"
)
# "Tarn slams |Una Moll|’s ‘basket of fools’ |remark|", "refuses to accept |Moll|’s ‘send the boats’ |memo|", "condemned
# the “basket of fools” |comment| by |Moll|".
_OWNED_REMARK = re.compile(
    r"(?:to \w+ )?(?:(?P<owner>(?!his |her |their |its )(?:[\w.-]+ ){0,5}?[\w.-]+)(?:['’]s|(?<=s)['’]) |(?:the )?)"
    r"(?P<quotation>['‘\"“](?P<words>[^\n\"“”‘]{3,150}?)['’\"”]) (?:[\w-]+ ){0,2}?"
    r"(?P<remark>(?:remark|comment|claim|memo|quip|jibe|gibe|slur|taunt|tweet|post|pledge|promise|vow|boast|gaffe|outburst"
    r"|rant|insult|joke|warning|threat|slogan|speech|message|accusation|allegation|description|excuse)s?|memorandum)\b"
    r"(?: by (?P<author>[A-Z][\w’'-]*(?: [A-Z][\w’'-]*){0,3}))?"
)
# Nobody condemns a remark of his own: "Tarn |slams| ‘basket of fools’ remark" does not tell whose it is.
_CONDEMNING = re.compile(
    r"\b(?:(?:slam|condemn|attack|denounc|blast|lambast|criticis|criticiz|rebuk|mock|decr|reject)\w*"
    r"|hit(?:s|ting)? (?:back|out) at)\Z",
    re.IGNORECASE,
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
    if owned is None or _NO_OWNER.fullmatch(owned["owner"] or "") or _OPINION.match(owned["words"]):
        return [draft]
    if not owned["owner"] and not owned["author"] and not _CONDEMNING.search(text[slice(*draft.cue[-1])]):
        return [draft]
    rest = text[owned.end() : end]
    is_rest_quoted = not MARKS.isdisjoint(rest)
    is_whole = end >= owned.end("quotation") and (not rest or _REMARK_END.match(rest) or is_rest_quoted)
    if len(owned["words"].split()) < _MIN_REMARK_WORDS or not is_whole:
        return [draft]
    owner = tuple(owned.span(group) for group in ("owner", "author") if owned[group])[:1]
    remark = Draft((owned.span("quotation"),), (owned.span("remark"),), owner, "cue")
    return [remark, replace(draft, content=((owned.end() + 1, end),))] if is_rest_quoted else [remark]


_MAX_LEAD_IN = 60
"""Most characters between the start of a content and the quotation in it."""


def take_agent(draft: Draft, text: str) -> Draft:
    """Take the agent of a passive, of "in the words of", of "with ... saying" or of a relative clause, or the author of
    a message, for the source, and keep the hearer out of the content."""
    draft = _take_subject_of_clause(_take_told_by(draft, text), text)
    return _take_author(_take_words_of(draft, text), text)


def _take_subject_of_clause(draft: Draft, text: str) -> Draft:
    """Take the subject right before the cue in "with Una Moll saying" and "whom Una Moll called"."""
    if not draft.cue:
        return draft
    start, end = draft.cue[0]
    before = text_before(text, start, limit=160)
    is_participle = _PARTICIPLE.match(text, start, end) is not None
    head, word, phrase = before.rpartition("with " if is_participle else " who")
    if not is_participle and word:
        phrase = phrase.removeprefix("m").removeprefix(" ")
        word = before[len(head) : len(before) - len(phrase)]
    lead, subject = (_WITH, _SUBJECT_OF_PARTICIPLE) if is_participle else (_WHO, _SUBJECT_OF_RELATIVE)
    match = subject.fullmatch(phrase) if word and lead.search(head[-4:] + word) else None
    if match is None:
        return draft
    offset = start - len(phrase)
    source = match.start("agent") + offset, match.start("agent") + offset + len(match["agent"].rstrip())
    # "With |one mother|, Una Moll, telling": the name belongs to it.
    shared = covered_length(source, draft.source)
    is_extended = "," in match["agent"] and shared < source[1] - source[0]
    return replace(draft, source=(source,)) if not shared or is_extended or len(draft.source) > 1 else draft


def _take_author(draft: Draft, text: str) -> Draft:
    """Take the author of a message that somebody else reads out, or whose words somebody recalls."""
    start, end = draft.content[0]
    mark = next((offset for offset in range(start, min(end, start + _MAX_LEAD_IN)) if text[offset] in '“"'), start)
    # "Tarn remembers |her father’s advice: “...”|": the words before the mark are no part of it.
    is_marked = text[mark] in MARKS and (mark == start or text[mark - 2 : mark] == ": ")
    if not is_marked or (draft.source and draft.source[0][0] > mark):
        return draft
    before = text_before(text, mark, limit=160)
    phrase = _AUTHOR.search(before) or _OWNER_OF_WORDS.search(before)
    if phrase is None:
        return draft
    offset = mark - len(before)
    agent, (cue_start, cue_end) = phrase.span("agent"), phrase.span("cue" if phrase["cue"] else 0)
    cue = draft.cue if cue_start < 0 or not phrase["cue"] else ((cue_start + offset, cue_end + offset),)
    content = ((mark, end), *draft.content[1:])
    return replace(draft, content=content, cue=cue, source=((agent[0] + offset, agent[1] + offset),))


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
