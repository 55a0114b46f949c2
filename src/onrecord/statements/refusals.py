"""Find where somebody declined to speak: "declined to comment", "has not publicly responded to ..." (no-response)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from onrecord.encoder.model import Floats
from onrecord.encoder.words import Words
from onrecord.statements.drafts import Draft, covered, overlap, spans_of
from onrecord.types import Span, Spans

_NOT = r"(?: (?:did|do|does|has|have|had|would|will)(?:\s+not|n['’]t) | (?:(?:has|have|had)\s+)?(?:never|yet\s+to) )"
_ADVERBS = r"(?: \s+ (?:\w+ly|yet|even|also|further|so\s+far|as\s+yet|again) )*"
_ASKED = r"""(?: \s+ (?:[\w'’.,-]+\s+){0,6}?
    (?: calls? | messages? | e-?mails? | texts? | requests? | questions? | letters? | voicemails? | approach(?:es)?
      | [ie]nquir(?:y|ies) | quer(?:y|ies) ) \b )"""
_SPEAK = r"""(?: say | speak | talk | comment | respond | reply | answer | discuss | elaborate | explain | confirm |
    address | name | reveal | disclose | identify | specify | divulge | share | publish | release | give | provide |
    offer | take\s+questions | go\s+into | weigh\s+in | be\s+(?:interviewed|quoted|drawn) )"""
_SUBJECT_OF_TALK = r"(?: rumou?rs? | reports? | claims? | allegations? | speculation | matter | comments | remarks )"
# Each way of saying nothing holds its cue as a named group.
_PREDICATE = re.compile(
    rf"""
    \b (?=[acdghikmnorswy]) (?:  # every way begins with one of these letters: to look for them first is quick
    (?P<declined> declin(?:ed|es|e|ing) | refus(?:ed|es|e|ing) ) \s+ (?:further\s+)?
        (?: to \s+ (?:\w+ly\s+)? {_SPEAK} \b
          | (?:[\w'’-]+\s+){{0,4}}? (?:comment|interviews?|requests?) \b )
  | (?: would(?:\s+not|n['’]t) | did(?:\s+not|n['’]t) \s+ (?:wish|want|care) \s+ to ) \s+ (?P<say> {_SPEAK} ) \b
  | {_NOT} {_ADVERBS} \s+
        (?P<responded> (?: respond(?:ed)? | repl(?:y|ied) | comment(?:ed)? ) \b
          | (?: return(?:ed)? | answer(?:ed)? | acknowledged? ) (?= {_ASKED} )
          | answer (?= [.,;] | $ )
          | (?: spoken | spoke | speak ) (?= \s+ (?:\w+ly\s+)? (?:publicly|out|about|on) \b )
          | address(?:ed)? (?= \s+ (?:the|these|those|this|any) \s+ (?:\w+\s+)? {_SUBJECT_OF_TALK} ) )
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
_CLAUSE_END = re.compile(
    r"""[.!?;] (?=\s|$|["”’']) | ,?\s+ (?:but|although|though|while|whereas) \s
    | ,\s+ (?:and|who|which|saying|citing|instead) \s | \s[–—-]\s | — | \n""",
    re.VERBOSE,
)
_SENTENCE_START = re.compile(r"(?:^|(?<=[.!?])[\"”’']?\s+|\n)")
_LEAD = re.compile(
    r"^.*(?:[,;:—–]\s+(?:(?:but|and|while|as)\s+)?|\b(?:but|while|although|though|because|that)\s+)(?=\S)",
    re.IGNORECASE | re.DOTALL,
)
_MAX_SOURCE_WORDS = 9


def find_refusals(drafts: Sequence[Draft], words: Words, *, probability: Floats) -> list[Draft]:
    """Add what ``drafts`` lack of refusals, and give those that they hold their whole verb phrase as content.

    ``probability`` [words]: how likely each word is to be in a source.
    """
    result = list(drafts)
    for block in words.blocks:
        for match in _PREDICATE.finditer(words.text, *block.span):
            if _quoted(words, match.start()):
                continue
            name = match.lastgroup
            cue = match.span(name) if name else match.span()
            phrase = (match.start(), _clause_end(words.text, match.end(), block.span[1]))
            known = [draft for draft in result if _same(draft, match.span(), cue)]
            if not known and any(covered(cue, draft.content) for draft in result):
                continue  # it is reported in what somebody said
            source = known[0].source if known else ()
            if not source or covered(phrase, source):
                source = _subject(words, match.start(), block.span[0], probability=probability)
            if not known:
                result.append(Draft((phrase,), (cue,), source, "refusal"))
                continue
            result = [draft for draft in result if draft not in known[1:]]
            at = result.index(known[0])
            result[at] = replace(known[0], content=(phrase,), cue=(cue,), source=source, basis="refusal")
    return result


def _same(draft: Draft, predicate: Span, cue: Span) -> bool:
    return any(overlap(span, predicate) for span in draft.cue) or (
        not draft.cue and any(overlap(span, cue) for span in draft.content)
    )


def _quoted(words: Words, at: int) -> bool:
    return any(quotation.span[0] <= at < quotation.span[1] for quotation in words.quotations)


def _clause_end(text: str, start: int, end: int) -> int:
    match = _CLAUSE_END.search(text, start, end)
    stop = match.start() if match else end
    return stop - len(text[start:stop]) + len(text[start:stop].rstrip(" ,\"”’'"))


def _subject(words: Words, at: int, begin: int, *, probability: Floats) -> Spans:
    """Who declined: the source that the model sees nearest before the verb, else the words of the clause before it."""
    starts = [match.end() for match in _SENTENCE_START.finditer(words.text, begin, at)]
    sentence = max(starts, default=begin)
    before = words.within((sentence, at))
    likely = np.flatnonzero(probability[before] > 0.5) + before.start
    if len(likely):
        runs = spans_of(words, likely)
        return (runs[-1],)
    clause = words.text[sentence:at]
    lead = _LEAD.match(clause)
    start = sentence + (lead.end() if lead else 0)
    subject = words.text[start:at].rstrip()
    if not subject or len(subject.split()) > _MAX_SOURCE_WORDS:
        return ()
    return ((start, start + len(subject)),)
