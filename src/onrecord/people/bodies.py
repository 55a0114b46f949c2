"""Names of organisations: whether two are forms of one."""

from __future__ import annotations

import re
from functools import lru_cache

from onrecord.people.lexicon import ORGANISATION, fold

_GENERIC = frozenset(
    [
        "the",
        "of",
        "and",
        "for",
        "to",
        "a",
        "inc",
        "corp",
        "llc",
        "ltd",
        "co",
        "com",
        "company",
        "corporation",
        "incorporated",
        "limited",
        "magazine",
        "online",
        "news",
    ]
)

_MANY = frozenset(["house", "senate", "congress", "party", "government", "bank", "police"])
"""Last words that many organisations share and that, alone, name another."""


@lru_cache(maxsize=4096)
def same_body(one: str, other: str) -> bool:
    """Whether ``one`` and ``other`` can be names of one organisation: equal but for articles and endings, an acronym
    of the other, or its last words ("the Times")."""
    first, second = _words(one), _words(other)
    if first == second:
        return True
    bare = [[word for word in words if word not in _GENERIC] or words for words in (first, second)]
    if bare[0] == bare[1] or len({"".join(words).removesuffix("online") for words in bare}) == 1:
        return True
    for short, long, full in ((one, second, bare[1]), (other, first, bare[0])):
        letters = re.sub(r"[^A-Za-z]", "", short)
        if letters.isupper() and len(letters) > 1 and len(full) > 1:
            initials = ("".join(word[0] for word in words) for words in (long, full))
            if letters.casefold() in initials:
                return True
    shorter, longer = sorted(bare, key=len)
    rest = longer[len(shorter) :]
    starts = len(shorter) == 1 and longer[0] == shorter[0] and not min(one, other, key=len).isupper()
    if starts and rest and all(word in ORGANISATION for word in rest):
        return True
    if len(shorter) == len(longer) or longer[-len(shorter) :] != shorter:
        return False
    return len(shorter) > 1 or (len(shorter[0]) > 3 and shorter[0] not in _MANY)


def _words(name: str) -> list[str]:
    return [fold(word) for word in re.findall(r"[\w&][\w.&’'-]*", re.sub(r"\.com\b", "", name, flags=re.IGNORECASE))]
