"""Statements within statements: “He told me he had left,” she said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from onrecord.encoder.quotations import Quotation
from onrecord.encoder.words import Words
from onrecord.spans import SpanIndex, covered_length
from onrecord.statements.completion import PAST, extend_to_quotations, trim
from onrecord.statements.drafts import Draft, DraftList
from onrecord.statements.selection import resolve_overlaps
from onrecord.types import Span

MIN_PROBABILITY = 0.25
"""Minimum probability of a statement within another. It is lower than for others, since a verb of saying inside
somebody's words is clear evidence: at 0.25, 57 of 64 such drafts on the annotated training pages are right."""
_SAYING = re.compile(
    r"\b(?:sa(?:y|ys|id|ying)|t(?:ell|ells|old|elling)|call(?:s|ed|ing)|wr(?:ite|ites|ote|iting)|announc\w+|ask(?:s|ed|ing)?"
    r"|admit\w*|claim\w*|suggest\w*|boast\w*|brag\w*|repl(?:y|ies|ied|ying)|promis\w+|den(?:y|ies|ied|ying)|argu\w+|reads?"
    r"|shout\w*|add(?:s|ed|ing)?|alleg\w+|demand\w*|describ\w+|declar\w+|insist\w*|warn\w*|explain\w*)\b",
    re.IGNORECASE,
)

# “I was there,” |he told the police, “I was there,” |Orla Tarn wrote.
_SPEAKER = re.compile(
    r"\s((?:[A-Z][\w'’.-]*\s){0,3}[A-Z][\w'’.-]*|s?he)\s(said|told|wrote|asked|replied|added|texted|tweeted|testified)\b"
)
# "According to a report, |Orla Tarn said that| it was late".
_REPORTED = re.compile(
    r"((?:[A-Z][\w'’.-]*\s){0,3}[A-Z][\w'’.-]*|s?he)\s(said|wrote|claimed|denied)\s(?:that\s)?(?=\S)"
)
# Verbs before a quotation within what somebody else says: "that Orla Tarn had |told| a friend: “...”", "heard him
# |shout|: “...”".
_INTRODUCING = re.compile(
    r"(?:told|said|texted|wrote|asked|replied|answered|called|warned|(?:shout|scream|yell|whisper|mutter)(?:ed|ing)?"
    r"|say(?:ing)?|cry|read(?:s|ing)?)[:,]?"
)
_TOKEN = re.compile(r"\S+")
_PRONOUNS = frozenset(["he", "she", "him", "her"])
_OBJECTS = frozenset(["her", "him", "it", "me", "them", "us", "you"])
_BEFORE_VERBS = frozenset(["had", "has", "then", "also", "once", "later", "that", "which"])
_DETERMINERS = frozenset(["the", "a", "an", "one", "another", "his", "her", "their", "its", "my", "our"])
# Words that are in no plain noun phrase: "a ship, |which| had", "the road |to what it| called".
_NOT_IN_PHRASES = frozenset(
    [
        "of",
        "for",
        "to",
        "with",
        "at",
        "in",
        "on",
        "by",
        "from",
        "and",
        "that",
        "who",
        "which",
        "what",
        "it",
        "they",
        "i",
        "we",
    ]
)
_MAX_INTRODUCTION, _MAX_OBJECT, _MAX_NAME, _MAX_NOUN_PHRASE = 120, 4, 4, 5
"""Characters before a quotation in which its speaker is looked for, words between the verb and the quotation, and words
of a name and of another noun phrase."""
# After a quotation that is the whole of what was said: “She said ‘go home’| and I did,” Moll said.
_FURTHER_CLAUSE = re.compile(r",? (?:and|but|so|then|which) ")


def find_nested(ranked: Sequence[tuple[float, Draft]], drafts: Sequence[Draft], words: Words) -> list[Draft]:
    """Return the drafts of ``ranked``, each with its probability, that are reported within the content of ``drafts``.

    They have their own source and verb of saying, and quotation marks around the verb or their words. Other reported
    speech remains part of the outer statement, except what a name said "according to" another source.
    """
    outer = DraftList(drafts)
    quotations = SpanIndex(quotation.span for quotation in words.quotations)
    nested = [
        draft
        for probability, draft in ranked
        if probability >= MIN_PROBABILITY
        and draft.cue
        and draft.source
        and _SAYING.search(words.text[slice(*draft.cue[0])])
        and _is_within(draft, outer)
        and any(quotations.overlapping(span) for span in (*draft.cue, *draft.content))
    ]
    aligned = (_align(draft, words, quotations=quotations) for draft in resolve_overlaps(nested, words))
    nested = [draft for draft in aligned if draft.content]
    contents = DraftList(nested).contents
    relayed = _find_relayed(drafts, words, quotations)
    return nested + [draft for draft in relayed if not contents.overlapping(draft.content[0])]


def _find_relayed(drafts: Sequence[Draft], words: Words, quotations: SpanIndex) -> Iterator[Draft]:
    """Yield the words with a speaker of their own that somebody else passes on: “I was there,” he told the police,
    according to the report; "According to the report, Tarn said it was late"; "heard that Tarn had said: “No.”"."""
    for draft in drafts:
        yield from _find_introduced(draft, words, quotations)
        if not draft.cue or words.text[slice(*draft.cue[0])].casefold() != "according to":
            continue
        numbers = sorted({number for span in draft.content for number in quotations.overlapping(span)})
        content = tuple(words.quotations[n].span for n in numbers if words.quotations[n].depth == 0)
        speaking = _SPEAKER.match(words.text, content[0][1], draft.content[0][1]) if content else None
        if speaking:
            yield replace(draft, content=content, source=(speaking.span(1),), cue=(speaking.span(2),), nested=True)
        (start, end), *others = draft.content
        reported = None if numbers or others else _REPORTED.match(words.text, start, end)
        if reported:
            content = ((reported.end(), end),)
            yield replace(draft, content=content, source=(reported.span(1),), cue=(reported.span(2),), nested=True)


def _find_introduced(draft: Draft, words: Words, quotations: SpanIndex) -> Iterator[Draft]:
    """Yield the last quotation in the content of ``draft``, if the words before it name its speaker."""
    numbers = quotations.overlapping(draft.content[-1]) if draft.cue else []
    last = words.quotations[numbers[-1]] if numbers else None
    if last is None or last.depth or last.span[0] <= draft.content[0][0]:
        return
    # “It is late.” Quill left.: a further sentence in the content is no part of the quotation.
    after = words.text[last.span[1] : draft.content[-1][1]].strip(" .")
    if after and words.text[last.inner[1] - 1] not in ".?!":
        return
    before = max(draft.content[0][0], last.span[0] - _MAX_INTRODUCTION)
    tokens = [*_TOKEN.finditer(words.text, before, last.span[0])]
    # "Quill had called |her| “a liar”".
    if tokens and tokens[-1][0] in _OBJECTS:
        tokens.pop()
    ends_with_mark = bool(tokens) and tokens[-1][0].endswith((":", ","))
    first = len(tokens) - 1 - (_MAX_OBJECT if ends_with_mark else 0)
    verbs = [n for n in range(max(first, 0), len(tokens)) if _INTRODUCING.fullmatch(tokens[n][0])]
    subject = _find_subject(tokens, verbs[0]) if verbs else None
    if subject is None:
        return
    cue = (tokens[verbs[0]].start(), tokens[verbs[0]].start() + len(tokens[verbs[0]][0].rstrip(":,")))
    if not covered_length(cue, draft.cue):
        yield replace(draft, content=(last.span,), source=(subject,), cue=(cue,), nested=True)


def _find_subject(tokens: Sequence[re.Match[str]], verb: int) -> Span | None:
    """Return the span of the subject of the verb at token ``verb``: "that |Orla Tarn| had told", "a post by |Orla Tarn|
    that said", "that |her husband| had said", "that her agent, |Orla Tarn|, had said"."""
    end = verb
    while end and tokens[end - 1][0] in _BEFORE_VERBS:
        end -= 1
    end = _find_first_verb(tokens, end)
    start = end
    while start and end - start < _MAX_NAME and tokens[start - 1][0][0].isupper():
        if start < end and tokens[start - 1][0].endswith(","):
            break
        start -= 1
    if start == end and end and tokens[end - 1][0] in _PRONOUNS:
        start -= 1
    before = tokens[start - 1][0] if start else ""
    if start == end:
        start = _find_phrase_start(tokens, start)
    elif before == "of":
        # "A friend of |Orla Tarn| had told".
        friend = _find_phrase_start(tokens, start - 1)
        start = friend if friend < start - 1 else end
    elif before in {"to", "with", "and"} or (before == "what" and tokens[verb][0] == "called"):
        # "What |he| called “a wreck”" is no further statement, "what Orla Tarn told her: “...”" is one.
        start = end
    is_relative = any(token[0] in {"that", "which"} for token in tokens[end:verb])
    if start == end or (is_relative and (not start or tokens[start - 1][0] not in {"by", "from"})):
        return None
    return tokens[start].start(), tokens[end - 1].start() + len(tokens[end - 1][0].rstrip(","))


def _find_first_verb(tokens: Sequence[re.Match[str]], end: int) -> int:
    """Return the first of two verbs of a name, the second at token ``end``: "Orla Tarn |leaned| over and spoke".
    ``end`` where there is one verb."""
    if not end or tokens[end - 1][0] != "and":
        return end
    for verb in range(end - 2, max(end - 2 - _MAX_OBJECT, 0), -1):
        if not tokens[verb][0].isalpha() or not tokens[verb][0].islower():
            break
        if PAST.fullmatch(tokens[verb][0]):
            return verb if tokens[verb - 1][0][0].isupper() else end
    return end


def _find_phrase_start(tokens: Sequence[re.Match[str]], end: int) -> int:
    """Return the first token of the noun phrase up to token ``end``: "|her husband|", "|Tarn’s| mother"; ``end`` if
    there is none."""
    for start in range(end - 1, max(end - 1 - _MAX_NOUN_PHRASE, -1), -1):
        token = tokens[start][0]
        if token.casefold() in _DETERMINERS:
            return start if start < end - 1 else end
        if token.endswith(("’s", "'s")) and start < end - 1:
            while start and (tokens[start - 1][0][0].isupper() or tokens[start - 1][0].casefold() in _DETERMINERS):
                start -= 1
            return start
        if not token.islower() or not token.replace("-", "").isalpha() or token in _NOT_IN_PHRASES:
            break
    return end


def _is_within(draft: Draft, outer: DraftList) -> bool:
    """Return true if one of ``outer`` has all of ``draft`` in its content, and none has the same cue."""
    if outer.cues.overlapping(draft.cue[0]):
        return False
    spans = (*draft.cue, *draft.source, *draft.content)
    return any(
        all(covered_length(span, outer[number].content) == span[1] - span[0] for span in spans)
        for number in outer.contents.overlapping(draft.cue[0])
    )


def _align(draft: Draft, words: Words, *, quotations: SpanIndex) -> Draft:
    """Extend ``draft`` to the quotations that begin in it: “He said |‘Go home|,’” she said."""
    own = own_quotations(draft, words, quotations=quotations)
    [extended] = extend_to_quotations([draft], own) or [draft]
    # The closing mark after “‘Go home.’” belongs to the quotation around it.
    around = [words.quotations[number].inner for number in quotations.overlapping(draft.cue[0])]
    end = min((inner[1] for inner in around), default=len(words.text))
    trimmed = trim(extended, words.text)
    # “He said: |‘Go home.’| I have.”, “He said |‘go home’| and I did.”: his sentence ends with its mark.
    first = trimmed.content[0][0] if trimmed.content else 0
    ends = [q.span[1] for q in own if q.closed and q.span[0] == first and _ends_with_mark(q, words)]
    end = min([end, *ends])
    content = tuple((start, min(stop, end)) for start, stop in trimmed.content if start < end)
    return replace(trimmed, content=content, nested=True)


def _ends_with_mark(quotation: Quotation, words: Words) -> bool:
    """Return true if the sentence of ``quotation`` ends with it: ‘Go home.’, ‘go home’ and, but not ‘go home’ if."""
    return (
        words.text[quotation.inner[1] - 1] in ".?!" or _FURTHER_CLAUSE.match(words.text, quotation.span[1]) is not None
    )


def own_quotations(draft: Draft, words: Words, *, quotations: SpanIndex) -> list[Quotation]:
    """Return the quotations that share words with the content of ``draft`` and do not hold its cue."""
    numbers = {number for span in draft.content for number in quotations.overlapping(span)}
    return [
        words.quotations[number]
        for number in sorted(numbers)
        if not covered_length(draft.cue[0], [words.quotations[number].span])
    ]
