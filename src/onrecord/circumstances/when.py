"""When something was said, from the clause of its cue: not a time inside the words that were said."""

from __future__ import annotations

import re
from collections.abc import Sequence

from onrecord.circumstances.clauses import BLOT, Clause
from onrecord.times import is_future, is_vague
from onrecord.types import When

ADVERB_REACH = 3
"""Words that may stand between an adverb such as "recently" and the verb after it."""
REACH = 14
"""Words that may stand between a date and the cue that it goes with."""
REACH_BEHIND = 6
"""The same where somebody's words stand between the two."""

_ELSEWHEN = re.compile(
    r"\b(?:after|before|since|who|which|whose|because|until|till|following|ahead of|prior to|whether|if|despite)\b",
    re.I,
)
"""What stands behind one of these is another event than the saying."""
_MEANWHILE = re.compile(r"\b(?:when|while|where|as|that)\b", re.IGNORECASE)
_ANOTHER = re.compile(r"[,;:] (?:and|but|while|though|although|so|yet)\b|;")
_REACHES = re.compile(
    r"\b(?:since|until|till|by|before|after|between|for|than|from|due|ending|through|ahead of)\s+$", re.IGNORECASE
)
_OPENING = re.compile(
    r"\W*(?:(?:but|and|then|also|so|yet|now|just|later|on|in|at|during|a|the|back|as)\b\W*)*", re.IGNORECASE
)
_ADVERBIAL = re.compile(
    r"\W*(?:(?:but|and|then|so|yet|later|earlier) )*"
    r"(?:in|at|on|during|for|from|via|through|under|as|\w+ing|asked|reached)\b",
    re.IGNORECASE,
)
"""How words before the speaker begin that say how, where or when it was said: "Speaking on Monday, ..."."""
_WHEN = re.compile(r",? when [^,;]*$")
"""Between a time and the cue: "a long way from 2015, when she said"."""
_NOT_A_NOUN = (
    "in|at|on|to|of|for|by|with|from|that|he|she|it|they|we|i|you|as|when|while|after|before|and|but|or|about|during|the"
    "|an?|his|her|their|its|my|our|is|was|were|are|has|had|have|did|said|told|says|than|via|through|over|under|since"
    "|until|where|who|which|because|if|not|also|just|only|against|amid|among|around|following|near"
)
_NOUN = re.compile(rf"(?:['’]s)? (?!(?:{_NOT_A_NOUN})\b)[\w\"“]")
_SAYING = re.compile(
    r"\b(?:interview|memoir|book|essay|op-ed|column|letter|e-?mail|statement|tweet|post|episode|edition|issue|feature"
    r"|article|story|report|filing|speech|address|appearance|event|conference|briefing|hearing|rally|debate|meeting|show"
    r"|podcast|broadcast|video|message|memo|note|release|testimony|announcement|documentary|autobiography|profile|chat"
    r"|conversation|Q&A|blog|lawsuit|complaint|ceremony|summit|call|town hall|cover)s?\b",
    re.IGNORECASE,
)
"""What a date may stand before, as in "a 2014 magazine interview", and still be that of the saying."""
_DATELINE = re.compile(
    r"[A-Z][A-Z.,'’ -]{2,}(?:[A-Z][\w.]*,? |\d{1,2},? |\d{4},? )*(?:\([A-Z][\w/ ]{1,20}\) ?)?[-–—]{1,2}\s"
)


def find_when(clause: Clause, times: Sequence[When], *, published: str | None) -> When | None:
    """The one of ``times``, those of the clause's sentence, at which the words were said; null where none is.

    ``published`` is the page's date: nothing was said in a later year.
    """
    if not clause.statement.source and clause.cue_words.endswith("ly"):
        return None
    costs = [(cost, number) for number, time in enumerate(times) if (cost := _cost(clause, time)) is not None]
    possible = [times[number] for _, number in sorted(costs)]
    year = published[:4] if published else "9999"
    return next(
        (time for time in possible if not (time.edtf or "")[:4].isdigit() or (time.edtf or "")[:4] <= year), None
    )


def _cost(clause: Clause, time: When) -> float | None:
    """How far ``time`` stands from the cue, in words; null where it cannot go with it."""
    start, end = (place - clause.sentence[0] for place in time.span)
    vague = is_vague(time)
    gap = clause.text[end : clause.cue[0]]
    if end <= clause.cue[0] and _WHEN.match(gap) and not _ELSEWHEN.search(gap):
        return float(_count(gap))
    if is_future(time) or _REACHES.search(clause.text[:start]) or _in_other_brackets(clause, start):
        return None
    if not vague and (_is_of_something(clause, end) or _in_dateline(clause.text, end)):
        return None
    distance: float | None = 0.0
    if start >= clause.cue[1]:
        distance = _after(clause, start, vague=vague) if start < clause.after[1] else None
    elif end <= clause.cue[0]:
        distance = _before(clause, start, end, vague=vague)
    # A date says more than an adverb that stands nearer.
    return None if distance is None else distance + (2 * REACH if vague else 0)


def _after(clause: Clause, start: int, *, vague: bool) -> float | None:
    gap = clause.text[clause.cue[1] : start]
    if _ELSEWHEN.search(gap) or _MEANWHILE.search(re.sub(rf"\bthat\s+{BLOT}", BLOT, gap)):
        return None
    words = _count(gap)
    if vague:
        return words if words <= 1 and BLOT not in gap else None
    behind = _count(gap.rpartition(BLOT)[2]) if BLOT in gap else 0
    return None if words > REACH or behind > REACH_BEHIND else words


def _before(clause: Clause, start: int, end: int, *, vague: bool) -> float | None:
    opens = clause.first and _OPENING.fullmatch(clause.text[:start]) is not None
    gap = clause.text[end : clause.cue[0]]
    words = _count(gap)
    if vague:
        near = words <= (2 * ADVERB_REACH if opens else ADVERB_REACH) and start >= clause.before[0]
        return words if near and (opens or "," not in gap) else None
    if opens:
        return words + 2
    # What a comma ends, and "who" or "after" begins, tells of something else.
    segment = re.split("[,;]", clause.text[:start])[-1]
    if _speaker_comes_next(clause, end) and not (_OPENING.fullmatch(segment) or _ADVERBIAL.match(segment)):
        return None
    if start < clause.before[0] or BLOT in gap or any(map(_ELSEWHEN.search, (gap, segment))) or _ANOTHER.search(gap):
        return None
    return words + 1 if words <= REACH else None


def _speaker_comes_next(clause: Clause, end: int) -> bool:
    """Whether a comma and then the source stand between ``end`` and the cue: the clause of the saying begins there."""
    sources = [start - clause.sentence[0] for start, _ in clause.statement.source]
    return any(end < start < clause.cue[0] and "," in clause.text[end:start] for start in sources)


def _count(text: str) -> int:
    return len(text.replace(BLOT, "").split())


def _is_of_something(clause: Clause, end: int) -> bool:
    """Whether a time that ends at ``end`` belongs to the noun after it, and that is not where something is said."""
    if end <= clause.cue[0] and _count(clause.text[end : clause.cue[0]]) <= 1:
        return False
    rest = clause.text[end:]
    return _NOUN.match(rest) is not None and _SAYING.search(" ".join(rest.split()[:5])) is None


def _in_dateline(text: str, end: int) -> bool:
    match = _DATELINE.match(text)
    return match is not None and end <= match.end()


def _in_other_brackets(clause: Clause, start: int) -> bool:
    """Whether the place at ``start`` is in brackets that the cue is not in."""
    opened = clause.text.count("(", 0, start) - clause.text.count(")", 0, start)
    low, high = sorted((start, clause.cue[0]))
    return opened > 0 and any(mark in clause.text[low:high] for mark in "()")
