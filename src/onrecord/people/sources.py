"""Read the words that name a source: what they are (a name, a pronoun, a description) and where their head stands."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from onrecord.people.lexicon import (
    BODY_WORDS,
    DOCUMENT,
    GROUPS,
    IT,
    NEVER_NAMED,
    OTHER_PRONOUNS,
    OUTLET_WORDS,
    OWN,
    OWN_WORDS,
    PRONOUN_GENDER,
    RELATIVE,
    SHARED_ROLES,
    STANDING_ROLES,
)
from onrecord.people.view import View, Word
from onrecord.types import Span, Spans

Form = Literal[
    "none", "pronoun", "own", "it", "they", "relative", "name", "group", "role", "body", "document", "writer", "unnamed"
]

_CUTS = frozenset(",;(—–-:")
_PREPOSITIONS = frozenset(
    [
        "of",
        "from",
        "in",
        "at",
        "for",
        "with",
        "on",
        "to",
        "close",
        "about",
        "by",
        "near",
        "inside",
        "behind",
        "who",
        "whom",
        "whose",
        "which",
        "that",
        "familiar",
        "working",
        "and",
        "or",
        "but",
        "as",
        "including",
        "within",
        "among",
        "at",
        "not",
        "than",
        "like",
        "is",
        "was",
        "are",
        "were",
        "has",
        "had",
    ]
)
_DEFINITE = frozenset(["the", "this", "that", "these", "those"])
_MARKS = frozenset("\"“”‘’',.:;()")
_YEARS_OLD = re.compile(r"\d+-?year-?old")

_PARENT = re.compile(r"(?:mother|mom|mum|father|dad)[- ]of[- ](?:one|two|three|four|five|six|\d+)$")


@dataclass(frozen=True, slots=True)
class Source:
    """What the words of a source come to."""

    form: Form
    text: str = ""
    """The whole source as printed, on one line."""
    head: str = ""
    """Its last word before anything that only says more, folded."""
    words: tuple[str, ...] = ()
    """The words up to the head, folded."""
    span: Span | None = None
    """The span of the name, pronoun or description."""
    name: Span | None = None
    """The mention that it is, or that a group is called by."""
    definite: bool = False


def read_source(view: View, spans: Spans, *, names: Mapping[int, Span]) -> Source:
    """What the source at ``spans`` is. ``names`` gives the mention that each word of a name, by number, belongs to."""
    words = [number for span in spans for number in view.inside(span)]
    while words and (view.words[words[0]].text in _MARKS or view.words[words[0]].folded in {"from", "by", "to"}):
        words.pop(0)
    while words and view.words[words[-1]].text in _MARKS and words[-1] not in names:
        words.pop()
    if not words:
        return Source("none")
    printed = " ".join(" ".join(view.text[slice(*span)] for span in spans).split()).strip(' ,.:;"“”')
    first = view.words[words[0]]
    pronoun = _pronoun(view, words, names)
    if pronoun:
        word = first.folded.split("'")[0]
        return Source(pronoun, printed, word, (word,), (first.start, first.start + len(word)))
    head = _head(view, words, names)
    return _read_head(view, words, head, names=names, printed=printed)


def _pronoun(view: View, words: Sequence[int], names: Mapping[int, Span]) -> Form | None:
    folded = view.words[words[0]].folded
    folded = folded.split("'")[0]
    alone = len(words) == 1 or view.words[words[1]].folded in {"himself", "herself", "both", "all", ",", "'s"}
    if not alone or words[0] in names:
        return None
    if folded in PRONOUN_GENDER:
        return "pronoun"
    if folded in OWN:
        return "own"
    if folded in IT:
        return "it"
    if folded in {"they", "them", "their", "theirs"}:
        return "they"
    if folded in RELATIVE:
        return "relative"
    return "unnamed" if folded in OTHER_PRONOUNS else None


def _head(view: View, words: Sequence[int], names: Mapping[int, Span]) -> list[int]:
    """The numbers of the words up to the head: not what follows a comma, a preposition or "who"."""
    for at, number in enumerate(words):
        word = view.words[number]
        in_title = word.capital or (word.quoted and not view.words[words[0]].quoted)
        cuts = word.text in _CUTS or (word.folded in _PREPOSITIONS and not in_title)
        if at and number not in names and cuts:
            if word.folded == "of" and view.words[words[at - 1]].folded in {
                "secretary",
                "chief",
                "speaker",
                "one",
                "lot",
            }:
                continue
            unnamed = not any(n in names for n in words[:at])
            if word.folded == "and" and unnamed and view.words[words[at - 1]].folded in STANDING_ROLES:
                continue
            return list(words[:at])
    return list(words)


def _read_head(view: View, words: Sequence[int], head: list[int], *, names: Mapping[int, Span], printed: str) -> Source:
    while len(head) > 1 and view.words[head[-1]].text in _MARKS | {"'s", "’s", "himself", "herself", "itself"}:
        head.pop()
    last = view.words[head[-1]]
    whole = view.words[head[0]].start, last.end
    folded = tuple(view.words[number].folded for number in head)
    definite = folded[0] in _DEFINITE
    if head[-1] in names:
        return Source("name", printed, last.folded, folded, whole, names[head[-1]], definite)
    owner = next((names[number] for number in reversed(head) if number in names), None)
    if last.folded in GROUPS and owner is not None:
        return Source("group", printed, last.folded, folded, whole, owner, definite)
    if last.folded in GROUPS and folded[0] in PRONOUN_GENDER:
        return Source("group", printed, last.folded, folded, whole)
    rest = [number for number in words if number > head[-1]]
    if last.folded in DOCUMENT or last.folded.rstrip("s") in DOCUMENT:
        if last.folded in OWN_WORDS and folded[0] in PRONOUN_GENDER:
            return Source("writer", printed, last.folded, folded, whole)
        author = owner or _author(view, rest, names)
        if last.folded in OWN_WORDS and author is not None:
            return Source("name", printed, last.folded, folded, whole, author, definite)
        return Source("document", printed, last.folded, folded, whole)
    apposed = _apposed(view, rest, names)
    if apposed is not None:
        return Source("name", printed, last.folded, folded, whole, apposed, definite)
    form = _described(last, folded, definite=definite)
    if form == "unnamed" and definite and _PARENT.search(printed.casefold()):
        form = "role"
    return Source(form, printed, last.folded, folded, whole, None, definite)


def _described(last: Word, folded: Sequence[str], *, definite: bool) -> Form:
    if last.folded in NEVER_NAMED:
        return "unnamed"
    if not definite:
        return "role" if folded[0] in PRONOUN_GENDER and last.folded in SHARED_ROLES else "unnamed"
    if last.folded in OUTLET_WORDS or last.folded in BODY_WORDS:
        return "body"
    return "role" if last.folded in SHARED_ROLES or _YEARS_OLD.fullmatch(last.folded) else "unnamed"


def _author(view: View, rest: Sequence[int], names: Mapping[int, Span]) -> Span | None:
    """Whose words they are, where "from" or "by" says so."""
    if rest and view.words[rest[0]].folded in {"from", "by", "of"}:
        return next((names[number] for number in rest[1:6] if number in names), None)
    return None


def _apposed(view: View, rest: Sequence[int], names: Mapping[int, Span]) -> Span | None:
    """The name behind a comma: "his campaign manager, Piet Tarn,", "a spokesman for the board, Piet Tarn"."""
    for at, number in enumerate(rest[:-1]):
        if view.words[number].text == ",":
            for after in rest[at + 1 : at + 7]:
                if after in names:
                    return names[after]
                word = view.words[after]
                if not word.capital and word.folded not in SHARED_ROLES | {"the", "former"}:
                    return None
    return None
