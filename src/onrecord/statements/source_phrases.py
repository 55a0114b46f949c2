"""Sources as noun phrases: one span for each, of the phrase that the cue belongs to."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import numpy as np

from onrecord.encoder.model import Floats
from onrecord.encoder.quotations import MARKS
from onrecord.encoder.words import Words
from onrecord.sentences import is_abbreviation
from onrecord.spans import covered_length
from onrecord.statements.agents import take_agent
from onrecord.statements.drafts import Draft, text_before
from onrecord.types import Span

# A part of a source after which its noun phrase continues: "figures |that| the county", "|a| smiling and blushing".
_OPEN_PHRASE = re.compile(r"\b(?:that|which|who|whose|whom)\b|\A(?:an?|the)(?: \w+ing)?\Z|-\Z", re.IGNORECASE)
_LIST = re.compile(r"\s*(?:,|&|and\b|or\b|, and\b)\s*(?:the\s+)?\Z", re.IGNORECASE)
_MIN_LEAD = 0.2
"""Minimum lead in mean source probability for one part to be the only source. On the annotated pages a part with this
lead is the annotated one in 9 of 10 cases; with a smaller lead both parts are kept."""
_ACCORDING = re.compile(r"according to", re.IGNORECASE)
_MAX_WORDS_BETWEEN, _MAX_WORDS_AFTER_CUE = 3, 4
"""Most words of a noun phrase between two parts of its source, and between "according to" and the first part."""
_MAX_NAME_CHARS = 80
_SENTENCE_END = re.compile(r"[.!?][\"”’']?\s+[A-Z“\"]")
# "|The court| heard", "|Tarn|, who owns a boat, was told", "|he| was asked", "|he| is said to", "|he| is suspected of".
_HEARING = re.compile(
    r"(?:,[^,.]{1,100},)?\s+(?:heard|hears?\b|(?:is|are|was|were|(?:has|have|had)\s+been)\s+(?:(?:also|now|later|\w+ly)\s+)?"
    r"(?:told|asked|informed|warned|advised|(?P<rumour>said|rumou?red|reported|alleged|understood)"
    r"|(?:suspected|accused|convicted|guilty|cleared)(?:\s+of)?|charged(?:\s+with)?))",
    re.IGNORECASE,
)
_TO = re.compile(r"\s+to\b")
# "Two of the four contractors left and |the third": a clause with a verb of its own before the subject of the cue.
_CLAUSE = re.compile(
    r"(?:(?!who\b|which\b|that\b)\w[\w'’-]*\s+){1,8}?(?:left|went|came|fell|died|met|won|lost|quit|sank|rose|ran|broke|stood|sat|began|were|was"
    r"|stopp?ed|agreed|closed|opened|failed|resigned|retired|arrived|returned|burned|escaped|survived|disagreed|withdrew)"
    r",?\s+(?:and|but|while)\s+(?=(?:an?|the|one|two|three|his|her|their|its|others?)\b)",
    re.IGNORECASE,
)
# "“It is late,” Bernama quoted |the pilot| as saying", "“It is late,” Bernama quoted |the pilot|.", and before it.
_QUOTED_AS = re.compile(
    r"\s+(?!(?:by|from|in)\b)(?P<speaker>[^.;:\"“”\n]{1,80}?)"
    r"(?:,? (?:as )?(?:saying|telling|writing|advising|warning)\b|(?=\.(?:\s|\Z)|: [\"“‘]))"
)
# "Orla Tarn, the mayor, |was quoted by Bernama as saying: |“It is late.”"
_QUOTED_BY = re.compile(r" (?:was|is|ha[sd] been) (?:quoted|cited) by [^.;:,\"“”\n]{1,60} as saying[:,]?\s?\Z")
_SAYING = re.compile(r"saying[:,]?\s")
_LEAD_IN = re.compile(r"[:,]? (?:that )?")
# "The Quay Mail| quoted |Tarn|, |saying| it was late".
_QUOTED_SAYING = re.compile(r" (?:quot|cit)(?:ed|es|ing) (?!(?:by|from|in)\b)(?P<speaker>[^.;:\"“”\n]{1,80}?),? ")
# "Tarn |stated|, quoting |the pilot Ivo Moll|, “It is late.”"
_QUOTING_NAME = re.compile(r",? (?:quoting|citing) (?!from\b)(?P<speaker>[^.;:\"“”\n]{1,80}?)[,:] (?=[\"“])")
# '“It is late,” |Ivo Moll| reportedly said' where the content goes up to the cue.
_NAME_AFTER = re.compile(r"(?<=[,!?.][\"”]) (?P<name>[A-Z][\w'’.-]*(?: [A-Z][\w'’.-]*){0,4})\Z")
# A part of a sentence between commas, and one that can be its subject: "he", "Orla Tarn", not "On Monday", "the mayor".
_PHRASE = re.compile(r"(?<![^ ])[^, ][^,]*")
_SUBJECT = re.compile(r"[Hh]e|[Ss]he|(?!(?:On|In|At) )[A-Z]\S*(?: [A-Z]\S*)*")
_QUOTING = re.compile(r"quot(?:ed|es|ing)|cit(?:ed|es|ing)")
# "Orla Tarn, |mayor of Elmouth|: “It is late.”"
# "|His mother|, Orla Tarn, |said|".
# "|The owner of the Quay Inn| in Elmouth, Orla Tarn, |said|".
_APPOSED_NAME = re.compile(
    r"(?: (?:in|of|at|for|from|near) [^\s,.;]+(?: [^\s,.;]+){0,5})?"
    r", (?P<name>[A-Z][\w'’.-]*(?: [A-Z][\w'’.-]*){1,3}), \Z"
)
# "|A woman| who gave her name as Orla Tarn |said|", "|a man who| identified himself as Ivo |said|".
_SELF_NAMED = re.compile(
    r"(?: who)? (?:gave (?:his|her|their) name|(?:identified|introduced) (?:him|her)self)(?: only)? as "
    r"(?P<name>[A-Z][\w'’.-]*(?: [A-Z][\w'’.-]*){0,2})(?= [a-z])"
)
# "|@|orla_tarn |wrote|".
_HANDLE = re.compile(r"@\w+(?:\.\w+)*")
_OWNED = re.compile(r"(?:[Hh]is|[Hh]er|[Tt]heir|[Tt]he) [a-z]|(?:Acting|Additional|Assistant|Deputy|Joint) [A-Z]")
_NAME_BEFORE_ROLE = re.compile(r"(?:^|\n)(?P<name>[A-Z][\w'’.-]*(?: [A-Z][\w'’.-]*){1,3}), \Z")
# "“It is late,” said |Orla Tarn| to Ivo Quill, who rowed".
_ADDRESSED = re.compile(
    r"(?P<speaker>[A-Z][\w'’.-]*(?: [A-Z][\w'’.-]*){1,3}) to (?:[A-Z]|(?:his|her|their|reporters)\b)"
)
# "|Tarn| praised Una Moll, |who| told the jury it leaks": a verb after the source, and the pronoun before the cue.
# "Tarn lived with Moll, |who| took to his blog on Sunday to |write| “It leaks”".
# "|Tarn| says the pilot, |Una Moll|, |told| her “It leaks”".
_INNER_SUBJECT = re.compile(
    r"\b(?P<who>who) (?:(?:\w+ly|also|once|later|then|had|has) ){0,2}"
    r"(?:(?:took|takes|went|turned) (?:on )?to (?:[\w'’-]+ ){1,6}?to )?\Z"
    r"|(?<=[a-z], )(?P<name>[A-Z][\w'’.-]*(?: [A-Z][\w'’.-]*){0,3}), (?:(?:also|once|later|then|had|has) ){0,2}\Z"
)
_FINITE = re.compile(
    r" (?:\w+ly )?(?:[a-z]+ed|met|told|said|says|heard|saw|read|spoke|took|gave|sent|wrote|is|was|has|had|knew|found"
    r"|won|beat|claims|alleges|insists) "
)
# 'Chanting “Save our quay” to a drum, |the Quay Club| marched'.
_PARTICIPLE = re.compile(r"[A-Z]?[a-z]+ing\Z")
_MAIN_SUBJECT = re.compile(
    r"[^.!?;:,“”\"\n]{0,80}[,”\"] (?P<subject>[Hh]e|[Ss]he|[Tt]hey|(?:(?:the|a|an|some|about|\d+) (?:[a-z]+ ){0,3}?)?"
    r"(?:[A-Z][\w'’.-]*(?: (?:of )?[A-Z][\w'’.-]*){0,3}|[a-z]+))(?= [a-z]+(?:ed|t)\b)"
)
# The time before an entry of a live page: "14.07 |A rescue official| said".
_CLOCK = re.compile(r"\d{1,2}[.:]\d\d(?: ?[ap]\.?m\.?)?[\s:–—-]+")


def clean_source(draft: Draft, words: Words, *, probability: Floats) -> Draft:
    """Reduce the source of ``draft`` to the noun phrase for the speaker, or to the list of speakers.

    *Shape:* ``probability`` [words], of each word to be part of a source.
    """
    draft = _take_subject(take_agent(draft, words.text), words.text)
    if _is_hearer(draft, words.text):
        return replace(draft, source=())
    draft = _take_inner_subject(draft, words.text)
    if not draft.source:
        return _take_main_subject(draft, words.text)
    draft = _take_quoted_person(draft, words.text)
    draft = _extend_to_name(_keep_sentence(draft, words.text), words.text)
    draft = _extend_to_cue(_split_at_repetition(draft, words.text), words.text)
    parts = _join_parts(draft, words.text)
    if len(parts) > 1:
        parts = _near_cue(parts, draft, words.text)
    if len(parts) > 1:
        parts = _drop_unlikely(parts, words, probability=probability)
    source = tuple(_drop_clause(span, words.text) for span in parts)
    return draft if source == draft.source else replace(draft, source=source)


def _is_hearer(draft: Draft, text: str) -> bool:
    """Return true if others say it, to the source or about it: "|the court| heard that", "|Tarn| is said to"."""
    if not draft.source or not draft.cue or draft.source[-1][1] > draft.cue[0][0]:
        return False
    hearing = _HEARING.fullmatch(text, draft.source[-1][1], draft.cue[-1][1])
    return hearing is not None and (not hearing["rumour"] or _TO.match(text, hearing.end()) is not None)


def _take_quoted_person(draft: Draft, text: str) -> Draft:
    """Take the person quoted for the source, not the outlet: “It is late,” Bernama quoted |Tarn| as saying."""
    if not draft.cue:
        return draft
    cue_start, cue_end = draft.cue[0]
    match = _QUOTED_AS.match(text, cue_end) if _QUOTING.fullmatch(text, cue_start, cue_end) else None
    content = tuple(span for span in draft.content if span[1] <= cue_start)
    if text[cue_start:cue_end] == "saying" and draft.source[-1][1] < cue_start < draft.start:
        quoted = _QUOTED_SAYING.fullmatch(text, draft.source[-1][1], cue_start)
        return replace(draft, source=(quoted.span("speaker"),)) if quoted else draft
    if draft.source[-1][1] <= cue_start and (quoted := _QUOTING_NAME.match(text, cue_end)):
        later = tuple((max(start, quoted.end()), end) for start, end in draft.content if end > quoted.end())
        return replace(draft, source=(quoted.span("speaker"),), content=later) if later else draft
    # 'Bernama quoted |Tarn| as saying: “It leaks”', 'Bernama quoted |Tarn|: “It leaks”'.
    start, end = draft.content[0]
    if match and (lead := _LEAD_IN.match(text, match.end())) and match.start() < lead.end() < end:
        content = ((max(lead.end(), start), end), *draft.content[1:])
    if match and content:
        return replace(draft, source=(match.span("speaker"),), content=content)
    return _take_subject_of_quoted_by(draft, text)


def _take_subject_of_quoted_by(draft: Draft, text: str) -> Draft:
    """Take the subject for the source: |Orla Tarn|, the mayor, was quoted by Bernama as saying: “No.”"""
    content = draft.content
    # '|Orla Tarn| was quoted by Bernama as |saying: “No.”|'
    if lead := _SAYING.match(text, *content[-1]):
        content = ((lead.end(), content[-1][1]),)
    start = content[0][0]
    before = text_before(text, start, limit=200)
    match = _QUOTED_BY.search(before) if text[start] in MARKS and draft.cue[0][0] < start else None
    phrases = _PHRASE.finditer(before, 0, match.start()) if match else ()
    subjects = [phrase.span() for phrase in phrases if _SUBJECT.fullmatch(before, *phrase.span())]
    if not subjects:
        return draft
    offset = start - len(before)
    return replace(draft, source=((subjects[-1][0] + offset, subjects[-1][1] + offset),), content=content)


def _take_subject(draft: Draft, text: str) -> Draft:
    """Take a name between a quotation and its cue for the source, not for a part of the content."""
    (start, end), cue = draft.content[-1], draft.cue[:1]
    match = _NAME_AFTER.search(text, start, end) if cue and not draft.source and text[end : cue[0][0]] == " " else None
    if match is None:
        return draft
    return replace(draft, content=(*draft.content[:-1], (start, match.start())), source=(match.span("name"),))


def _take_inner_subject(draft: Draft, text: str) -> Draft:
    """Take the subject before the cue for the source, instead of that of the main clause: "Tarn praised Una Moll, |who|
    told the jury it leaks", "Tarn says the pilot, |Una Moll|, told her it leaks"."""
    start = draft.cue[0][0] if draft.cue else 0
    before = text_before(text, start) if start else ""
    match = _INNER_SUBJECT.search(before) if start < draft.start else None
    group = match.lastgroup or "" if match else ""
    # "Bernama quoted the pilot, Una Moll, |saying|".
    if match is None or (group == "name" and _PARTICIPLE.match(text[slice(*draft.cue[0])])):
        return draft
    offset = start - len(before)
    subject = match.start(group) + offset, match.end(group) + offset
    # "|He| claims his boss, |Una Moll|, |told| him", where both are the source.
    earlier = [span for span in draft.source if span[1] < subject[0]]
    if draft.source not in ((*earlier, subject), tuple(earlier)) or (draft.source and not earlier):
        return draft
    is_subject = not draft.source or _FINITE.match(text, earlier[-1][1], subject[1]) is not None
    return replace(draft, source=(subject,)) if is_subject else draft


def _take_main_subject(draft: Draft, text: str) -> Draft:
    """Take the subject of the main clause for the source of a cue that opens its sentence: 'Chanting “Save our quay”,
    |the Quay Club| marched'."""
    if not draft.cue or draft.cue[0][0] > draft.start or not _PARTICIPLE.match(text[slice(*draft.cue[0])]):
        return draft
    if text_before(text, draft.cue[0][0]):
        return draft
    match = _MAIN_SUBJECT.match(text, draft.content[-1][1])
    return replace(draft, source=(match.span("subject"),)) if match else draft


def _extend_to_name(draft: Draft, text: str) -> Draft:
    """Let a role before a colon begin with the name in front of it, "Orla Tarn, |mayor of Elmouth|: “It is late.”", and
    a description before a cue end with the name behind it: "|His mother|, Orla Tarn, |said|". A name that somebody
    gives is the source, "a woman who gave her name as |Orla Tarn| said", and so is a whole handle."""
    if len(draft.source) != 1 or not draft.cue:
        return draft
    handle = _HANDLE.match(text, draft.source[0][0] - text.startswith("@", draft.source[0][0] - 1))
    if handle and handle.end() >= draft.source[0][1]:
        return replace(draft, source=(handle.span(),))
    if named := _SELF_NAMED.match(text, draft.source[0][1]):
        return replace(draft, source=(named.span("name"),))
    apposed = _APPOSED_NAME.match(text, draft.source[0][1], draft.cue[0][0])
    if apposed and _OWNED.match(text, draft.source[0][0]):
        return replace(draft, source=((draft.source[0][0], apposed.end("name")),))
    if text[slice(*draft.cue[0])] != ":":
        return draft
    (start, end), before = draft.source[0], text[max(0, draft.source[0][0] - _MAX_NAME_CHARS) : draft.source[0][0]]
    match = _NAME_BEFORE_ROLE.search(before)
    return replace(draft, source=((start - len(before) + match.start("name"), end),)) if match else draft


def _split_at_repetition(draft: Draft, text: str) -> Draft:
    """Split a source where one sentence ends and the next begins with its last word: "said |Tarn|. |Tarn| added"."""
    parts: list[Span] = []
    for start, end in draft.source:
        for mark in _SENTENCE_END.finditer(text, start, end):
            before, after = text[start : mark.start()].split(), text[mark.end() - 1 : end].split()
            if before and before[-1] == after[0]:
                parts.append((start, mark.start()))
                start = mark.end() - 1
        parts.append((start, end))
    return replace(draft, source=tuple(parts))


def _keep_sentence(draft: Draft, text: str) -> Draft:
    """Keep what is in the sentence of the cue of a part that goes over its end: "said |Una Moll. Orla Tarn| left"."""
    if not draft.cue:
        return draft
    parts: list[Span] = []
    for start, end in draft.source:
        marks = _SENTENCE_END.finditer(text, start, end)
        ends = [mark for mark in marks if not is_abbreviation(text, mark.start() + 1)]
        if ends and start >= draft.cue[-1][1]:
            end = ends[0].start()
        elif ends and end <= draft.cue[0][0]:
            start = ends[-1].end() - 1
        parts.append((start, end))
    return replace(draft, source=tuple(parts))


def _extend_to_cue(draft: Draft, text: str) -> Draft:
    """Let the source begin right after "according to": "according to |figures that| the county has"."""
    if not draft.source or not draft.cue:
        return draft
    (start, end), cue_start = draft.source[0], draft.cue[-1][0]
    match = _ACCORDING.match(text, cue_start, start)
    gap = text[match.end() : start] if match else ""
    if match is None or not 0 < len(gap.split()) <= _MAX_WORDS_AFTER_CUE or not _is_within_phrase(gap):
        return draft
    if covered_length((match.end(), start), draft.content):
        return draft
    source = (match.end() + len(gap) - len(gap.lstrip()), end)
    return replace(draft, cue=(*draft.cue[:-1], match.span()), source=(source, *draft.source[1:]))


def _join_parts(draft: Draft, text: str) -> list[Span]:
    """Join the parts that a few words of their noun phrase divide: "figures that the county |has on| its website"."""
    joined: list[Span] = []
    for span in draft.source:
        gap = (joined[-1][1], span[0]) if joined else span
        # "|The Elmouth|, N.C.|-based bank|".
        is_based = text.startswith("-based ", span[0])
        if (
            joined
            and (is_based or _OPEN_PHRASE.search(text[slice(*joined[-1])]))
            and len(text[slice(*gap)].split()) <= _MAX_WORDS_BETWEEN
            and (is_based or _is_within_phrase(text[slice(*gap)]))
            and not covered_length(gap, (*draft.cue, *draft.content))
        ):
            joined[-1] = (joined[-1][0], span[1])
        else:
            joined.append(span)
    return joined


def _near_cue(parts: list[Span], draft: Draft, text: str) -> list[Span]:
    """Keep the parts in the sentence of the cue: "he told |Moll|. |Tarn| disagreed, saying"."""
    if not draft.cue:
        return parts
    start, end = draft.cue[0][0], draft.cue[-1][1]
    near = [span for span in parts if not _SENTENCE_END.search(text, min(span[1], end), max(span[0], start) + 1)]
    return near or parts


def _is_within_phrase(gap: str) -> bool:
    return re.search(r"[^\w\s'’-]|\n", gap) is None


def _drop_unlikely(parts: list[Span], words: Words, *, probability: Floats) -> list[Span]:
    """Drop unlikely parts, unless they are a list: "|The ferry| sails, as |Moll| said" leaves "Moll"."""
    gaps = (words.text[first[1] : second[0]] for first, second in pairwise(parts))
    if all(_LIST.match(gap) for gap in gaps):
        return parts
    means = [float(np.mean(probability[words.within(span)])) for span in parts]
    return [span for span, mean in zip(parts, means, strict=True) if mean > max(means) - _MIN_LEAD]


def _drop_clause(span: Span, text: str) -> Span:
    addressed = _ADDRESSED.match(text, *span)
    if addressed:
        return addressed.span("speaker")
    before = _CLAUSE.match(text, *span) or _CLOCK.match(text, *span)
    return (before.end(), span[1]) if before and before.end() < span[1] else span
