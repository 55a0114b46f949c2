"""Telling by its words that a line stands on the page but is not part of the article, and what it is.

The rules look at whole lines only: a paragraph that merely mentions a newsletter or a photographer is the article's.
"""

from __future__ import annotations

import re

from onrecord.articles.dates import find_date
from onrecord.articles.rules import RELATED_HEADING, RULES
from onrecord.types import FurnitureKind

SEPARATOR = re.compile(r"[\W_]{1,80}")

_NAME_WORD = r"(?:[A-Z][\w.'’-]*|de|van|der|von|al|el|bin|la|del|di|da)"
_NAME = rf"{_NAME_WORD}(?: {_NAME_WORD}){{1,4}}"
_LONGEST_BYLINE = 160
_ROLE = (
    r"(?:(?:[\w&'’-]+ ){0,4}(?:writer|reporter|correspondent|editor|columnist|critic|staff|contributor|producer"
    r"|journalist|press|reuters|agency|bureau|news|desk)(?:\s(?:for|in|at|of)\s[\w '’]{1,40})?)"
)
_BYLINE = re.compile(
    r"(?i:by|words by|written by|story by|report by|posted by|author:) "
    rf"(?P<names>{_NAME}(?:(?:, and |, | and | & ){_NAME}){{0,5}})"
    rf"(?: ?[,|/–—-] ?(?i:{_ROLE})(?:[,|/ –—-]+[\w.'’ -]{{1,50}})?| (?i:for|in) [A-Z][\w .'’-]{{1,40}})?"
    r"(?:\W+(?P<rest>.{0,60}))?"
)
_BARE_BYLINE = re.compile(rf"(?P<names>{_NAME}),\s*(?i:{_ROLE})\W*")
_NOT_NAMES = re.compile(
    r"\b(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|june|july|august|september"
    r"|october|november|december|the|contrast|comparison|then|now)\b",
    re.IGNORECASE,
)
_DATELINE_WORDS = re.compile(
    r"\b(?:first|originally|last|published|posted|updated?|modified|created|date|on|at|by|mon(?:day)?|tues?(?:day)?|wed(?:nesday)?"
    r"|thu(?:rs)?(?:day)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?|a\.?m|p\.?m|e[sd]?t|p[sd]?t|c[sd]?t|m[sd]t|gmt|utc|bst|hrs?|z|time"
    r"|\d{1,2}|\d{1,2}[:.h]\d{2}(?::\d\d)?(?:[ap]m)?|\d{1,2}[ap]m|\d+ min(?:ute)? read)\b",
    re.IGNORECASE,
)
_STATES_WHEN = re.compile(
    r"\W*(?:(?:first |originally |last )?(?:published|posted|updated|modified)|date)\b", re.IGNORECASE
)
_LONGEST_DATELINE = 120
_MOST_OTHER_WORDS = 8


def kind_of(line: str) -> FurnitureKind | None:
    """What kind of furniture ``line``, a whole line or paragraph, is; null where it may be the article's."""
    line = " ".join(line.split())
    if RELATED_HEADING.fullmatch(line):
        return "related"
    if by_names(line):
        return "byline"
    if is_dateline(line):
        return "dateline"
    for kind, longest, pattern in RULES:
        if len(line) <= longest and pattern.fullmatch(line):
            return kind
    return None


def is_separator(line: str) -> bool:
    """Whether ``line`` only divides: dashes, stars, a bullet on its own."""
    return SEPARATOR.fullmatch(line.strip()) is not None


def by_names(line: str) -> tuple[str, ...]:
    """The names in ``line`` where it is a byline; none where it is not."""
    line = " ".join(line.split())
    if len(line) > _LONGEST_BYLINE:
        return ()
    match = _BYLINE.fullmatch(line) or _BARE_BYLINE.fullmatch(line)
    if match is None or _NOT_NAMES.search(match["names"]):
        return ()
    rest = match.groupdict().get("rest") or ""
    if rest and not is_dateline(rest):
        return ()
    names = re.split(r"\s*(?:,\s*and\b|,|\band\b|&)\s*", match["names"], flags=re.IGNORECASE)
    return tuple(proper_case(name.strip(" .")) for name in names if name.strip(" ."))


def proper_case(name: str) -> str:
    """``name`` with its capitals as in running text, where it is printed all in capitals."""
    return name.title() if name.isupper() and len(name) > 4 else name


def is_dateline(line: str) -> bool:
    """Whether ``line`` says when the page was published or changed, and little else."""
    if len(line) > _LONGEST_DATELINE:
        return False
    date = find_date(line)
    if date is None:
        return bool(_STATES_WHEN.match(line)) and not re.search(r"[^\W\d_]", _DATELINE_WORDS.sub("", line))
    rest = _DATELINE_WORDS.sub("", line[: date.start()] + " " + line[date.end() :])
    others = len(re.findall(r"[^\W\d_]+", rest))
    if _STATES_WHEN.match(line):
        return others <= _MOST_OTHER_WORDS
    return not re.search(r"[()\[\]]", rest) and (
        not others or ("by " in line and bool(re.fullmatch(rf"\W*{_NAME}\W*", rest.strip())))
    )
