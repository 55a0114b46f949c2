"""Classify whole lines as page furniture: bylines, datelines, captions, related headlines, sign-up prompts.

A rule must match the whole line. A paragraph that mentions a newsletter or a photographer belongs to the article.
"""

from __future__ import annotations

import re

from onrecord.articles.dates import find_date
from onrecord.articles.rules import RELATED_HEADING, RULES
from onrecord.types import FurnitureKind

SEPARATOR = re.compile(r"[\W_]{1,80}")

_NAME_WORD = r"(?:[A-Z][\w.'’-]*|de|van|der|von|al|el|bin|la|del|di|da)"
_NAME = rf"{_NAME_WORD}(?: {_NAME_WORD}){{1,4}}"
# Six authors with roles fit into 160 characters; a longer line that begins with "By" is a sentence.
_MAX_BYLINE_CHARS = 160
_ROLE = (
    r"(?:(?:[\w&'’-]+ ){0,4}(?:writer|reporter|correspondent|editor|columnist|critic|staff|contributor|producer"
    r"|journalist|press|reuters|agency|bureau|news|desk)(?:\s(?:for|in|at|of)\s[\w '’]{1,40})?)"
)
# "By Ada Quill, Tom Hale and Jo van der Meer", "Words by Ada Quill | Elmouth Courier reporter". ``rest``, what follows,
# must be a date.
_BYLINE = re.compile(
    r"(?i:by|words by|written by|story by|report by|posted by|author:) "
    rf"(?P<names>{_NAME}(?:(?:, and |, | and | & ){_NAME}){{0,5}})"
    rf"(?: ?[,|/–—-] ?(?i:{_ROLE})(?:[,|/ –—-]+[\w.'’ -]{{1,50}})?| (?i:for|in) [A-Z][\w .'’-]{{1,40}})?"
    r"(?:\W+(?P<rest>.{0,60}))?"
)
# Without "by", only a role after the name marks a byline: "Ada Quill, political correspondent".
_BARE_BYLINE = re.compile(rf"(?P<names>{_NAME}),\s*(?i:{_ROLE})\W*")
# "By Monday", "By The Sea", "By Contrast": capitalised, but not a name.
_NOT_NAMES = re.compile(
    r"\b(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|june|july|august|september"
    r"|october|november|december|the|contrast|comparison|then|now)\b",
    re.IGNORECASE,
)
# Words and numbers that a dateline has around its date: "Last updated: Friday, May 3, 2024 at 10:30 am GMT".
_DATELINE_WORDS = re.compile(
    r"\b(?:first|originally|last|published|posted|updated?|modified|created|date|on|at|by|mon(?:day)?|tues?(?:day)?|wed(?:nesday)?"
    r"|thu(?:rs)?(?:day)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?|a\.?m|p\.?m|e[sd]?t|p[sd]?t|c[sd]?t|m[sd]t|gmt|utc|bst|hrs?|z|time"
    r"|\d{1,2}|\d{1,2}[:.h]\d{2}(?::\d\d)?(?:[ap]m)?|\d{1,2}[ap]m|\d+ min(?:ute)? read)\b",
    re.IGNORECASE,
)
_DATELINE_OPENING = re.compile(
    r"\W*(?:(?:first |originally |last )?(?:published|posted|updated|modified)|date)\b", re.IGNORECASE
)
_MAX_DATELINE_CHARS = 120
# Further words allowed after an opening such as "Published": "Published 3 May 2024 in the Tarn Quay edition".
_MAX_OTHER_WORDS = 8


def classify_line(line: str) -> FurnitureKind | None:
    """Return the kind of furniture that ``line``, a whole line or paragraph, is; null if it may be article text."""
    line = " ".join(line.split())
    if RELATED_HEADING.fullmatch(line):
        return "related"
    if parse_byline(line):
        return "byline"
    if is_dateline(line):
        return "dateline"
    for kind, max_chars, pattern in RULES:
        if len(line) <= max_chars and pattern.fullmatch(line):
            return kind
    return None


def is_separator(line: str) -> bool:
    """Return true for a line of dashes, stars or underscores, or a lone bullet."""
    return SEPARATOR.fullmatch(line.strip()) is not None


def parse_byline(line: str) -> tuple[str, ...]:
    """Return the authors' names if ``line`` is a byline; otherwise an empty tuple."""
    line = " ".join(line.split())
    if len(line) > _MAX_BYLINE_CHARS:
        return ()
    match = _BYLINE.fullmatch(line) or _BARE_BYLINE.fullmatch(line)
    if match is None or _NOT_NAMES.search(match["names"]):
        return ()
    rest = match.groupdict().get("rest") or ""
    if rest and not is_dateline(rest):
        return ()
    names = re.split(r",\s*and\b|,|\band\b|&", match["names"], flags=re.IGNORECASE)
    return tuple(proper_case(name.strip(" .")) for name in names if name.strip(" ."))


def proper_case(name: str) -> str:
    """Change a name in capitals to title case ("ADA QUILL"), but not one of up to four letters: "AFP" is an agency."""
    return name.title() if name.isupper() and len(name) > 4 else name


def is_dateline(line: str) -> bool:
    """Return true if ``line`` gives the date of publication or change and little else."""
    if len(line) > _MAX_DATELINE_CHARS:
        return False
    date_match = find_date(line)
    if date_match is None:
        # "Updated 10:30 am": no date, and no word that a dateline would not have.
        return bool(_DATELINE_OPENING.match(line)) and not re.search(r"[^\W\d_]", _DATELINE_WORDS.sub("", line))
    rest = _DATELINE_WORDS.sub("", line[: date_match.start()] + " " + line[date_match.end() :])
    other_words = len(re.findall(r"[^\W\d_]+", rest))
    if _DATELINE_OPENING.match(line):
        return other_words <= _MAX_OTHER_WORDS
    # Without an opening: only the date, or "5:45 PM 5/13/2024 by Ada Quill". "(May 3, 1972- )" is a lifespan.
    return not re.search(r"[()\[\]]", rest) and (
        not other_words or ("by " in line and bool(re.fullmatch(rf"\W*{_NAME}\W*", rest.strip())))
    )
