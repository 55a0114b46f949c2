"""The noun phrase that begins at a place: whom something was told, or where it was said."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection

from onrecord.circumstances.vocabulary import AUDIENCES, DETERMINERS, PRONOUNS, STOPS, TAILS
from onrecord.types import Span

_TOKEN = re.compile(
    r"[\"“‘][^\"“”‘]{1,60}[\"”’](?!\w)"
    r"|\b(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Lt|Col|Sgt|Capt|Rev|St)\.|\b(?:[A-Z]|Jr|Sr|Inc|Corp|[A-Z]\.[A-Z])\.(?= \w)"
    r"|[\w@#&$](?:[\w&*@/$!]|[.'’-](?=\w))*(?:(?<=s)['’](?= \w))?"
    r"|[^\w\s]"
)
_LONGEST = 10
"""Words that a phrase may have."""


def noun_phrase(text: str, start: int, *, stops: Collection[int] = ()) -> Span | None:
    """The noun phrase that begins at ``start`` in ``text``, white space aside; null where none does.

    It goes on to a word or mark that cannot belong to it, or to one of ``stops``, places where something else
    begins. A pronoun is a phrase, and so is the title of a programme in quotation marks.
    """
    tokens = itertools.islice(_TOKEN.finditer(text, start), _LONGEST)
    first = next(tokens, None)
    if first is None or text[start : first.start()].strip() or not _may_begin(first[0], text, first.end()):
        return None
    begin, end = first.span()
    if first[0].lower() in PRONOUNS and not _possesses(first[0], text, end):
        return begin, end
    named = _is_name(first[0])
    described = not named
    for match in tokens:
        word = match[0]
        if match.start() in stops or text[end : match.start()].strip():
            break
        joins = word.lower() in {"of", "and", "&"}
        if joins and not _goes_on(word, text, match.end(), named=named):
            break
        if not joins and not _may_follow(word, text[begin:end], described=described, named=named):
            break
        named = _is_name(word) or (joins and named)
        end = match.end()
    return None if text[begin:end].lower() in DETERMINERS else (begin, end)


def head(phrase: str) -> str:
    """The last word of ``phrase`` before any "of", in small letters: what the phrase names."""
    words = re.split(r" (?:of|and|&) ", phrase)[0].split()
    return words[-1].lower() if words else ""


def is_named(phrase: str) -> bool:
    """Whether ``phrase`` is a name: it ends in a word with a capital, or in a title in quotation marks."""
    last = phrase.split()[-1] if phrase.split() else ""
    return _is_name(last) or phrase.endswith(('"', "”", "’"))


def is_spoken_to(phrase: str) -> bool:
    """Whether ``phrase`` names, or stands for, somebody or something that one speaks to."""
    return is_named(phrase) or head(phrase) in AUDIENCES or phrase.lower() in {"me", "us", "him", "her", "them", "you"}


def _is_name(word: str) -> bool:
    first = word[:1]
    return first.isupper() or first.isdigit() or word.startswith(tuple('@#"“‘')) or word.endswith((".com", "!"))


def _may_begin(word: str, text: str, end: int) -> bool:
    small = word.lower()
    following = _TOKEN.match(text, end + 1)
    if small in DETERMINERS or small in PRONOUNS or word[0] in '"“‘':
        return True
    if _is_name(word) and following is not None and following[0][0].isupper() and text[end] == " ":
        return True  # "In Touch" and the like
    if not word[0].isalnum() and word[0] not in "@#":
        return False
    if _is_name(word):
        return small not in STOPS
    if small in STOPS:
        return False
    ahead = [match[0].lower() for match in itertools.islice(_TOKEN.finditer(text, end), 2)]
    describes = small.endswith(("ing", "ed", "al", "ic", "ish", "se", "an", "ent", "ate", "ive", "ful"))
    return (
        small in AUDIENCES
        or _plural(small)
        or bool(ahead and (ahead[0] in AUDIENCES or (describes and _plural(ahead[0]))))
    )


def _possesses(word: str, text: str, end: int) -> bool:
    """Whether "her" goes with a noun after it, or "you" and "people" are part of a longer phrase."""
    following = _TOKEN.match(text, end + 1)
    return (
        word.lower() == "her"
        and following is not None
        and following[0][0].isalnum()
        and following[0].lower() not in STOPS | DETERMINERS | PRONOUNS
        and not following[0].lower().endswith("ly")
    )


def _goes_on(word: str, text: str, end: int, *, named: bool) -> bool:
    following = _TOKEN.match(text, end + 1)
    if following is None or following[0].lower() in STOPS:
        return False
    if word == "of":
        return following[0][0].isalnum() or following[0][0] in '"“‘'
    return _is_name(following[0]) if named else following[0].lower() in DETERMINERS


def _may_follow(word: str, phrase: str, *, described: bool, named: bool) -> bool:
    small = word.lower()
    if not (word[0].isalnum() or word[0] in '"“‘@#&'):
        return False
    if (small in STOPS and not (_is_name(word) and named)) or small in PRONOUNS - {"people"}:
        return False
    before = phrase.split()[-1].lower()
    if small in DETERMINERS:
        return before in {"of", "and", "&"} or (before in DETERMINERS and small in {"two", "three", "other", "fellow"})
    if small.endswith("ly") and word != word.title():
        return False
    if word == "EXCLUSIVELY":
        return False
    if _is_name(word):
        return True
    # After a name, a small word is part of the phrase only as its noun, or where a determiner began it.
    return described or before.endswith(("'s", "’s")) or (named and small in TAILS)


def _plural(word: str) -> bool:
    return len(word) > 4 and word.endswith(("s", "men")) and not word.endswith(("ss", "us", "is"))
