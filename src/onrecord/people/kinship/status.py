"""Whether a sentence asserts what it says, denies it, asks it, or has it from hearsay."""

from __future__ import annotations

import re
from collections.abc import Collection

from onrecord.people.view import View
from onrecord.types import Status


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_HEARSAY = _set(
    "reportedly allegedly rumored rumoured rumors rumor rumours rumour speculation speculated speculate supposedly "
    "apparently claims claimed claiming alleged alleges gossip tabloid tabloids source sources insider insiders "
    "suspected suspect believed possibly perhaps maybe linked might may could whether report reports supposed "
    "seemingly unconfirmed spotted"
)
_DENIED = _set(
    "not never denied denies deny denying false untrue debunked debunks refuted refutes kibosh fake cannot no nor "
    "without"
)
_NEAR = 12
"""Words before the subject in which hearsay is looked for."""
_NEGATED = re.compile(r"n't$")
_AHEAD = _set("denied denies deny denying false untrue debunked debunks refuted refutes")


def status_at(view: View, at: int, *, subject: int, gossips: Collection[int]) -> Status:
    """How the clause with the verb or noun at word ``at`` is meant; ``subject`` is the first word of who it is of.

    ``gossips`` holds the numbers of words that somebody with no name is quoted with.
    """
    sentence = view.sentence_of(at)
    words = view.words
    tail = {words[number].text for number in range(max(at, sentence.stop - 3), sentence.stop)}
    if "?" in tail:
        return "asked"
    if any(_denies(words[number].folded) for number in range(subject, at)):
        return "denied"
    before = [words[number].folded for number in range(max(sentence.start, subject - _NEAR), at + 1)]
    if _AHEAD.intersection(before):
        return "denied"
    if at in gossips or _HEARSAY.intersection(before):
        return "alleged"
    return "asserted"


def _denies(folded: str) -> bool:
    return folded in _DENIED or bool(_NEGATED.search(folded))
