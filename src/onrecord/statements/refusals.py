"""Refusals to comment: "declined to comment", "has not publicly responded to Orla's remarks" (kind no-response)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from onrecord.encoder.model import Floats
from onrecord.encoder.words import Words
from onrecord.spans import covered_length, merge_spans, shares_characters
from onrecord.statements.drafts import Draft, DraftList, spans_of
from onrecord.types import Span, Spans

# "did not", "hasn’t", "never", "has yet to".
_NOT = r"(?: (?:did|do|does|has|have|had|would|will)(?:\s+not|n['’]t) | (?:(?:has|have|had)\s+)?(?:never|yet\s+to) )"
# "has not so far publicly commented".
_ADVERBS = r"(?: \s+ (?:\w+ly|yet|even|also|further|so\s+far|as\s+yet|again) )*"
# The object of "did not return" and "did not answer": "several calls", "our requests". Without one, "did not return" is
# about travel.
_REQUEST = r"""(?: \s+ (?:[\w'’.,-]+\s+){0,6}?
    (?: calls? | messages? | e-?mails? | texts? | requests? | questions? | letters? | voicemails? | approach(?:es)?
      | [ie]nquir(?:y|ies) | quer(?:y|ies) ) \b )"""
# The object of "declined to release": "any details", "the names of donors", but not "the prisoners" or "the plans".
_INFORMATION = r"""(?: \s+ (?:[\w'’-]+\s+){0,4}?
    (?: information | details? | comments? | statements? | explanations? | reasons? | specifics | documentation
      | documents? | figures? | numbers? | names? | lists? | evidence | examples? | opinions? | views? | answers?
      | reactions? | responses? | clarification | logs? | records? | data | footage | recordings? | transcripts?
    | cop(?:y|ies) | anything | more ) \b )"""
# Verbs that may follow "declined to" and "would not": "declined to give a reason", but not "refused to sell".
_SPEAK = rf"""(?: say | speak | talk | comment | respond | reply | answer | discuss | elaborate | explain | confirm |
    address | name | reveal | disclose | identify | specify | divulge |
    (?: share | publish | release | provide | offer ) (?= {_INFORMATION} ) |
    give (?! \s+ (?:his|her|their|a|my) \s+ (?:\w+ \s+)? names? \b ) |
    take\s+questions | go\s+into | weigh\s+in | be\s+(?:interviewed|quoted|drawn) )"""
# "did not address the rumours"; "did not address the crowd" is something else.
_TOPIC = r"(?: rumou?rs? | reports? | claims? | allegations? | speculation | matter | comments | remarks )"
# Each alternative has its cue as a named group. In order: "declined to comment"; "would not say"; "did not immediately
# respond", "has yet to reply"; "did not say whether"; "said nothing" (but not "said nothing would change"); "referred
# questions to the board"; "could not be reached"; "was not available for comment"; "had no immediate comment"; "has
# remained silent".
_PREDICATE = re.compile(
    rf"""
    \b (?=[acdghikmnorswy]) (?:  # the first letters of all alternatives: checking them first makes the search fast
    (?P<declined> declin(?:ed|es|e|ing) | refus(?:ed|es|e|ing) ) \s+ (?:further\s+)?
        (?: to \s+ (?:\w+ly\s+)? {_SPEAK} \b
          | (?:[\w'’-]+\s+){{0,4}}? (?:comment|interviews?|requests?) \b )
  | (?: would(?:\s+not|n['’]t) | did(?:\s+not|n['’]t) \s+ (?:wish|want|care) \s+ to (?!\s+be\s+quoted) ) \s+
        (?P<say> {_SPEAK} ) \b
  | {_NOT} {_ADVERBS} \s+
        (?P<responded> (?: respond(?:ed)? | repl(?:y|ied) | comment(?:ed)? ) \b
          | (?: return(?:ed)? | answer(?:ed)? | acknowledged? ) (?= {_REQUEST} )
          | answer (?= [.,;] | $ )
          | (?: spoken | spoke | speak ) (?= \s+ (?:\w+ly\s+)? (?:publicly|out|about|on) \b )
          | address(?:ed)? (?= \s+ (?:the|these|those|this|any) \s+ (?:\w+\s+)? {_TOPIC} ) )
  | {_NOT} {_ADVERBS} \s+ (?P<unsaid> say | said | specify | specified | disclosed? | explain(?:ed)? | elaborate )
        (?= \s+ (?:exactly\s+)? (?:whether|if|when|how|what|which|who|whom|whose|where|why) \b )
  | said \s+ (?P<nothing> nothing ) \b (?! \s+ (?:would|could|was|is|will|had|has) \b )
  | (?P<referred> referred ) \s+ (?:(?:all|any)\s+)? (?:questions|[ie]nquiries|queries|requests|reporters) \s+ to \b
  | (?:could|can) (?:\s+not|n['’]t) \s+ (?:\w+ly\s+)? be \s+ (?P<reached> reached | contacted )
  | (?: (?:was|were|is|are) (?:\s+not|n['’]t) \s+ (?:\w+ly\s+)? (?P<available> available )
      | (?:was|were|is|are) \s+ (?P<unavailable> unavailable | unreachable ) )
        \s+ (?:for|to) \s+ (?:\w+\s+)? (?:comment|respond|reply)
  | (?:had|has|have|made|offered|gave) \s+ no \s+ (?:\w+\s+)? (?P<none> comment | response | reply ) \b
  | (?:(?:has|have|had)\s+)? (?:remained|stayed|kept) \s+ (?:\w+\s+)?
        (?P<silent> silent | tight-lipped | mum | quiet ) \b
    )
    """,
    re.IGNORECASE | re.VERBOSE,
)
# Ends of the refusal: "has not yet commented on the report|, but Moll said he would".
_CLAUSE_END = re.compile(
    r"""[.!?;] (?=\s|$|["”’']) | (?:,|(?<!\s))\s+ (?:but|although|though|while|whereas) \s
    | ,\s+ (?:and|who|which|saying|citing|instead) \s | \s[–—-]\s | — | \n""",
    re.VERBOSE,
)
_SENTENCE_START = re.compile(r"(?:^|(?<=[.!?])[\"”’']?\s+|\n)")
# Words before the subject: "As for Piet, |he hasn’t responded", "Moll said that |the board declined".
_LEAD = re.compile(
    r"^.*(?:[,;:—–]\s+(?:(?:but|and|while|as)\s+)?|\b(?:but|while|although|though|because|that)\s+)(?=\S)",
    re.IGNORECASE | re.DOTALL,
)
# Characters on either side of the verb that are searched for its sentence. Text without full stops can be one sentence
# of any length.
_MAX_SENTENCE_CHARS = 1000
# Characters of the refusal after the verb, in text without an end of the clause.
_MAX_CLAUSE_CHARS = 400
_OWNERS = frozenset(["his", "her", "its", "their", "our", "my"])
# A longer subject is a clause that the rules did not split, and the refusal gets no source.
_MAX_SOURCE_WORDS = 9


def find_refusals(drafts: Sequence[Draft], words: Words, *, probability: Floats) -> list[Draft]:
    """Add drafts for refusals, and extend the content of drafts that are refusals to the whole verb phrase.

    A refusal inside a quotation or another draft's content is reported speech, not a separate draft.

    *Shape:* ``probability`` [words], of each word to be part of a source.
    """
    result = DraftList(drafts)
    quotations = merge_spans(quotation.span for quotation in words.quotations)
    for block in words.blocks:
        for match in _PREDICATE.finditer(words.text, *block.span):
            if shares_characters((match.start(), match.start() + 1), quotations):
                continue
            group = match.lastgroup
            cue = match.span(group) if group else match.span()
            same = _find_same_refusals(result, match.span(), cue)
            if not same and result.contents.overlapping(cue):
                continue  # "Moll said Tarn declined to comment": part of Moll's statement
            phrase = (match.start(), _find_clause_end(words.text, match.end(), block.span[1]))
            source = result[same[0]].source if same else ()
            if not source or covered_length(phrase, source):
                source = _find_subject(words, match.start(), block.span[0], probability=probability)
            if not same:
                result.append(Draft((phrase,), (cue,), source, "refusal"))
                continue
            result[same[0]] = replace(result[same[0]], content=(phrase,), cue=(cue,), source=source, basis="refusal")
            for number in same[1:]:
                del result[number]
    return list(result)


def _find_same_refusals(drafts: DraftList, predicate: Span, cue: Span) -> list[int]:
    """Return the numbers of the drafts whose cue (without a cue, whose content) overlaps the predicate (its cue)."""
    without_cue = [number for number in drafts.contents.overlapping(cue) if not drafts[number].cue]
    return sorted({*drafts.cues.overlapping(predicate), *without_cue})


def _find_clause_end(text: str, start: int, end: int) -> int:
    limit = min(end, start + _MAX_CLAUSE_CHARS)
    match = _CLAUSE_END.search(text, start, limit)
    clause = text[start : match.start() if match else limit]
    if not match and limit < end:
        clause = clause.rpartition(" ")[0]
    return start + len(clause.rstrip(" ,\"”’'"))


def _find_subject(words: Words, verb_start: int, block_start: int, *, probability: Floats) -> Spans:
    """Return the source before the verb: the model's nearest one in the sentence, or else the words of the clause.

    The model's source is the last run of words with a source probability above 0.5.
    """
    search_start = max(block_start, verb_start - _MAX_SENTENCE_CHARS)
    starts = [match.end() for match in _SENTENCE_START.finditer(words.text, search_start, verb_start)]
    sentence_start = max(starts, default=search_start)
    before_verb = words.within((sentence_start, verb_start))
    source_words = np.flatnonzero(probability[before_verb] > 0.5) + before_verb.start
    if len(source_words):
        start, end = spans_of(words, source_words)[-1]
        # "|Her| successor, Orla Tarn, has not commented": the phrase goes on.
        if words.text[start:end].casefold() in _OWNERS:
            end = start + len(words.text[start:verb_start].rstrip(" ,"))
        return ((start, end),)
    clause = words.text[sentence_start:verb_start]
    lead = _LEAD.match(clause)
    start = sentence_start + (lead.end() if lead else 0)
    # "Orla, |who plays for Elmouth, has not commented": the subject is that of the relative clause.
    if words.text[start:verb_start].startswith(("who ", "which ", "whose ")):
        start = sentence_start
    subject = words.text[start:verb_start].rstrip()
    if not subject or len(subject.split()) > _MAX_SOURCE_WORDS:
        return ()
    return ((start, start + len(subject)),)
