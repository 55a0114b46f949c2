"""The time of saying (``when``), from the clause of the cue. Times inside contents are masked and do not count."""

from __future__ import annotations

import re
from collections.abc import Sequence

from onrecord.circumstances.clauses import MASK, Clause
from onrecord.times import is_future, is_vague, lie_ahead
from onrecord.types import When

# Maximum distances in words. Between an adverb and the cue after it: "recently, in Elmouth, told".
MAX_ADVERB_DISTANCE = 3
# Between a date and the cue: "told Lantern in an interview published on March 25".
MAX_DISTANCE = 14
# Between a content and a date after it: "said it floats in a statement on Friday".
MAX_DISTANCE_AFTER_CONTENT = 6

# Words that introduce another event: "said after the launch on Monday", "Quill, who was sacked on Monday, said".
_OTHER_EVENT = re.compile(
    r"\b(?:after|before|since|who|which|whose|because|until|till|following|ahead of|prior to|whether|if|despite)\b",
    re.I,
)
# After the cue these introduce content or another event: "said that on Monday it sank".
_SUBORDINATE = re.compile(r"\b(?:when|while|where|as|that)\b", re.IGNORECASE)
# Another main clause: "The boat sank on Monday, and Quill says".
_NEXT_CLAUSE = re.compile(r"[,;:] (?:and|but|while|though|although|so|yet)\b|;")
# Words before a time that make it a limit or a comparison: "since 2019", "before next week’s launch".
_LIMIT = re.compile(
    r"\b(?:since|until|till|by|before|after|between|for|than|from|due|ending|through|ahead of)\s+$", re.IGNORECASE
)
_MAX_LIMIT_CHARS = 20
# Words before a cue that has not happened yet: "will tell the council on Monday".
_AHEAD = re.compile(
    r"(?:\b(?:will|shall)|['’]ll|\b(?:is|are) (?:due|set|expected|scheduled|going|about|likely) to|\bplans? to)"
    r" (?:also |then |\w+ly )?\Z"
)
# Words that may precede a time at the start of a sentence: "But in March", "Back in 2016".
_OPENING = re.compile(
    r"\W*(?:(?:but|and|then|also|so|yet|now|just|later|on|in|at|during|a|the|back|as)\b\W*)*", re.IGNORECASE
)
# Openings of phrases before the speaker about the act of saying: "Speaking on Friday in Elmouth, Quill said".
_ADVERBIAL = re.compile(
    r"\W*(?:(?:but|and|then|so|yet|later|earlier) )*"
    r"(?:in|at|on|during|for|from|via|through|under|as|\w+ing|asked|reached)\b",
    re.IGNORECASE,
)
# Between a time and the cue: "It is a long way from 2015, when Quill said".
_WHEN = re.compile(r",? when [^,;]*$")
# A word after a time is a noun unless it is one of these: "the 2015 |Quay Prize", but "on Monday |that it sank".
_NOT_A_NOUN = (
    "in|at|on|to|of|for|by|with|from|that|he|she|it|they|we|i|you|as|when|while|after|before|and|but|or|about|during|the"
    "|an?|his|her|their|its|my|our|is|was|were|are|has|had|have|did|said|told|says|than|via|through|over|under|since"
    "|until|where|who|which|because|if|not|also|just|only|against|amid|among|around|following|near"
)
_NOUN = re.compile(rf"(?:['’]s)? (?!(?:{_NOT_A_NOUN})\b)[\w\"“]")
# Nouns after a date that still leave it the time of saying: "a 2014 magazine interview", "her 1991 memoir".
_SPEECH_EVENT = re.compile(
    r"\b(?:interview|memoir|book|essay|op-ed|column|letter|e-?mail|statement|tweet|post|episode|edition|issue|feature"
    r"|article|story|report|filing|speech|address|appearance|event|conference|briefing|hearing|rally|debate|meeting|show"
    r"|podcast|broadcast|video|message|memo|note|release|testimony|announcement|documentary|autobiography|profile|chat"
    r"|conversation|Q&A|blog|lawsuit|complaint|ceremony|summit|call|town hall|cover)s?\b",
    re.IGNORECASE,
)
# "ELMOUTH, March 30 (NPA) — ".
_DATELINE = re.compile(
    r"[A-Z][A-Z.,'’ -]{2,60}(?:[A-Z][\w.]{0,30},? |\d{1,2},? |\d{4},? ){0,9}(?:\([A-Z][\w/ ]{1,20}\) ?)?[-–—]{1,2}\s"
)


def find_when(clause: Clause, times: Sequence[When], *, published: str | None) -> When | None:
    """Return the one of ``times`` at which the statement was made; null if there is none.

    ``times`` are those of the clause's sentence. ``published`` is the page's date: nothing was said in a later year.
    """
    # A cue that is an adverb, "reportedly" or "allegedly", is no act of saying.
    if not clause.statement.source and clause.cue_words.endswith("ly"):
        return None
    costs = [(cost, index) for index, time in enumerate(times) if (cost := _cost(clause, time)) is not None]
    candidates = [times[index] for _, index in sorted(costs)]
    if _AHEAD.search(clause.text, max(0, clause.cue[0] - _MAX_LIMIT_CHARS), clause.cue[0]):
        return lie_ahead(candidates[0], published=published) if candidates else None
    page_year = published[:4] if published else "9999"
    for candidate in candidates:
        year = (candidate.edtf or "")[:4]
        if not year.isdigit() or year <= page_year:
            return candidate
    return None


def _cost(clause: Clause, time: When) -> float | None:
    """Return the distance of ``time`` from the cue in words; null if it is not the time of saying."""
    start, end = (offset - clause.sentence[0] for offset in time.span)
    vague = is_vague(time)
    if end <= clause.cue[0]:
        gap = clause.text[end : clause.cue[0]]
        if _WHEN.match(gap) and not _OTHER_EVENT.search(gap):
            return float(_count_words(gap))
    if start >= clause.after[1] or (start < clause.before[0] and not clause.is_first):
        return None
    limit_start = max(0, start - _MAX_LIMIT_CHARS)
    if is_future(time) or _LIMIT.search(clause.text, limit_start, start) or _is_in_other_brackets(clause, start):
        return None
    if not vague and (_modifies_noun(clause, end) or _is_in_dateline(clause.text, end)):
        return None
    distance: float | None = 0.0
    if start >= clause.cue[1]:
        distance = _distance_after(clause, start, vague=vague)
    elif end <= clause.cue[0]:
        distance = _distance_before(clause, start, end, vague=vague)
    # A date is more informative than a nearer adverb: "On Monday Quill recently ..." is dated Monday.
    return None if distance is None else distance + (2 * MAX_DISTANCE if vague else 0)


def _distance_after(clause: Clause, start: int, *, vague: bool) -> float | None:
    """Return the distance of a time after the cue; null if it belongs to something else."""
    gap = clause.text[clause.cue[1] : start]
    # "that" before a content is harmless: "said that {it floats} on Friday".
    if _OTHER_EVENT.search(gap) or _SUBORDINATE.search(re.sub(rf"\bthat\s+{MASK}", MASK, gap)):
        return None
    words = _count_words(gap)
    if vague:
        return words if words <= 1 and MASK not in gap else None
    words_after_content = _count_words(gap.rpartition(MASK)[2]) if MASK in gap else 0
    return None if words > MAX_DISTANCE or words_after_content > MAX_DISTANCE_AFTER_CONTENT else words


def _distance_before(clause: Clause, start: int, end: int, *, vague: bool) -> float | None:
    """Return the distance of a time before the cue; null if it belongs to something else.

    The added one or two words prefer a time after the cue at the same distance.
    """
    opens_sentence = clause.is_first and _OPENING.fullmatch(clause.text[:start]) is not None
    gap = clause.text[end : clause.cue[0]]
    words = _count_words(gap)
    if vague:
        max_words = 2 * MAX_ADVERB_DISTANCE if opens_sentence else MAX_ADVERB_DISTANCE
        is_near = words <= max_words and start >= clause.before[0]
        return words if is_near and (opens_sentence or "," not in gap) else None
    if opens_sentence:
        return words + 2
    # A comma before the speaker ends another clause, unless that is an adverbial: "The two parted in June 2012, with
    # Quill claiming", but "Speaking on Friday in Elmouth, Quill said".
    segment = re.split("[,;]", clause.text[:start])[-1]
    if _speaker_follows(clause, end) and not (_OPENING.fullmatch(segment) or _ADVERBIAL.match(segment)):
        return None
    if start < clause.before[0] or MASK in gap:
        return None
    if any(map(_OTHER_EVENT.search, (gap, segment))) or _NEXT_CLAUSE.search(gap):
        return None
    return words + 1 if words <= MAX_DISTANCE else None


def _speaker_follows(clause: Clause, end: int) -> bool:
    """Return true if a comma and then the source come between ``end`` and the cue."""
    sources = [start - clause.sentence[0] for start, _ in clause.statement.source]
    return any(end < start < clause.cue[0] and "," in clause.text[end:start] for start in sources)


def _count_words(text: str) -> int:
    return len(text.replace(MASK, "").split())


def _modifies_noun(clause: Clause, end: int) -> bool:
    """Return true if the time ending at ``end`` modifies a noun, "the 2015 Quay Prize", that is no act of saying."""
    # "On Tuesday Quill said", "On Feb. 3 Orla Tarn, a pilot, told": the noun is the speaker.
    is_before_source = any(start - clause.sentence[0] == end + 1 for start, _ in clause.statement.source)
    if is_before_source or (end <= clause.cue[0] and _count_words(clause.text[end : clause.cue[0]]) <= 1):
        return False
    rest = clause.text[end:]
    return _NOUN.match(rest) is not None and _SPEECH_EVENT.search(" ".join(rest.split(maxsplit=5)[:5])) is None


def _is_in_dateline(text: str, end: int) -> bool:
    match = _DATELINE.match(text)
    return match is not None and end <= match.end()


def _is_in_other_brackets(clause: Clause, start: int) -> bool:
    """Return true if ``start`` is in brackets without the cue: "The boat (it sank on Monday) is safe, Quill said"."""
    open_brackets = clause.text.count("(", 0, start) - clause.text.count(")", 0, start)
    low, high = sorted((start, clause.cue[0]))
    return open_brackets > 0 and any(mark in clause.text[low:high] for mark in "()")
