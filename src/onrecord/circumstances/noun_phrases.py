"""Noun phrases that begin at a given offset: "the crew of the Gull" in "told the crew of the Gull that it floats"."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection

from onrecord.circumstances.word_lists import AUDIENCES, DETERMINERS, NAME_TAILS, PRONOUNS, STOP_WORDS
from onrecord.types import Span

# A title in quotation marks, an abbreviation with its full stop ("Mrs.", "U.S."), a word ("Q&A", "sailors’") or a mark.
_TOKEN = re.compile(
    r"[\"“‘][^\"“”‘]{1,60}[\"”’](?!\w)"
    r"|\b(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Lt|Col|Sgt|Capt|Rev|St)\.|\b(?:[A-Z]|Jr|Sr|Inc|Corp|[A-Z]\.[A-Z])\.(?= \w)"
    r"|[\w@#&$](?:[\w&*@/$!]|[.'’-](?=\w)|(?<=\d),(?=\d{3}\b))*(?:(?<=s)['’](?= \w))?"
    r"|[^\w\s]"
)
# Names that go on after a word that ends others: "told The Sun on Sunday".
_ON_SUNDAY = re.compile(r"(?:[Tt]he )?(?:Sun|Mail|Independent|Herald|Sunday) on Sunday\b")
# Words in "-ly" that are no adverbs: "told the family".
_NOT_ADVERBS = frozenset(["family", "assembly", "ally", "bully", "daily", "weekly", "monthly", "quarterly", "elderly"])
_NUMBER = re.compile(r"[\d,.]+")
# Tokens in a phrase. A longer one has run into the next clause.
_MAX_TOKENS = 10


def find_noun_phrase(text: str, start: int, *, stops: Collection[int] = ()) -> Span | None:
    """Return the span of the noun phrase that begins at ``start``, after white space; null if there is none.

    The phrase ends at a word or mark that cannot belong to it, or at one of ``stops``, offsets at which something else
    begins (a time expression). A pronoun is a phrase, and so is the title of a programme in quotation marks.
    """
    tokens = itertools.islice(_TOKEN.finditer(text, start), _MAX_TOKENS)
    first = next(tokens, None)
    if first is None or text[start : first.start()].strip():
        return None
    # "Told Today last summer": the programme. Otherwise a time of day begins no phrase.
    if not first[0].startswith("Today") and (first.start() in stops or not _may_begin(first[0], text, first.end())):
        return None
    phrase_start, phrase_end = first.span()
    if on_sunday := _ON_SUNDAY.match(text, phrase_start):
        return on_sunday.span()
    is_name = _is_name(first[0])
    if first[0].lower() in PRONOUNS and not (
        _is_possessive_her(first[0], text, phrase_end) or (is_name and _is_before_name(text, phrase_end))
    ):
        return phrase_start, phrase_end
    begins_common = not is_name or first[0].isdecimal() or "," in first[0]  # "12,500 households"
    for match in tokens:
        word = match[0]
        if (match.start() in stops and word != "Today") or text[phrase_end : match.start()].strip():
            break
        is_connective = word.lower() in {"of", "and", "&"}
        if is_connective and not _connects(word, text, match.end(), is_name=is_name):
            break
        phrase = text[phrase_start:phrase_end]
        if (
            not is_connective
            and not _may_follow(word, phrase, begins_common=begins_common, is_name=is_name)
            and not (begins_common and _is_adverb_of_participle(word, text, match.end()))
        ):
            break
        is_name = _is_name(word) or (is_connective and is_name)
        phrase_end = match.end()
    phrase = text[phrase_start:phrase_end].removesuffix(" of").removesuffix(" and").removesuffix(" &")
    if phrase.lower() in DETERMINERS or _NUMBER.fullmatch(phrase):
        return None
    return phrase_start, phrase_start + len(phrase)


def head_noun(phrase: str) -> str:
    """Return the last word before "of", "and" or "&", in lower case: "crew" for "the crew of the Gull"."""
    words = re.split(r" (?:of|and|&) ", phrase)[0].split()
    return words[-1].lower() if words else ""


def is_named(phrase: str) -> bool:
    """Return true if ``phrase`` ends in a capitalised word or in a title in quotation marks."""
    last_word = phrase.split()[-1] if phrase.split() else ""
    return _is_name(last_word) or phrase.endswith(('"', "”", "’"))


def is_addressee(phrase: str) -> bool:
    """Return true if ``phrase`` can be spoken to: a name, an audience ("the crowd") or a personal pronoun."""
    return (
        is_named(phrase)
        or head_noun(phrase) in AUDIENCES
        or phrase.lower() in {"me", "us", "him", "her", "them", "you"}
    )


def _is_name(word: str) -> bool:
    first = word[:1]
    return first.isupper() or first.isdigit() or word.startswith(tuple('@#"“‘')) or word.endswith((".com", "!"))


def _may_begin(word: str, text: str, end: int) -> bool:
    """Return true if a noun phrase may begin with ``word``, which ends at ``end``."""
    lowered = word.lower()
    if lowered in DETERMINERS or lowered in PRONOUNS or word[0] in '"“‘':
        return True
    if _is_name(word) and _is_before_name(text, end):
        return True  # a stop word that opens a name: "In Touch"
    if not word[0].isalnum() and word[0] not in "@#":
        return False
    if _is_name(word):
        return lowered not in STOP_WORDS
    if lowered in STOP_WORDS:
        return False
    # Without a determiner: an audience ("reporters"), a plural ("fishermen"), or a word before either ("visiting
    # fishermen", "concert goers").
    next_word = next((match[0].lower() for match in _TOKEN.finditer(text, end)), "")
    return lowered in AUDIENCES or _is_plural(lowered) or next_word in AUDIENCES or _is_plural(next_word)


def _is_adverb_of_participle(word: str, text: str, end: int) -> bool:
    """Return true if ``word``, which ends at ``end``, is the adverb in "a previously scheduled meeting"."""
    following = _TOKEN.match(text, end + 1)
    return word.endswith("ly") and following is not None and following[0].endswith("ed")


def _is_before_name(text: str, end: int) -> bool:
    """Return true if a capitalised word follows: "told Us Weekly"."""
    following = _TOKEN.match(text, end + 1)
    return following is not None and following[0][0].isupper() and text[end] == " "


def _is_possessive_her(word: str, text: str, end: int) -> bool:
    """Return true if ``word`` is "her" with a noun after it: "told her crew", but not "told her that"."""
    following = _TOKEN.match(text, end + 1)
    return (
        word.lower() == "her"
        and following is not None
        and following[0][0].isalnum()
        and following[0].lower() not in STOP_WORDS | DETERMINERS | PRONOUNS
        and (not following[0].endswith("ly") or following[0] in _NOT_ADVERBS)
    )


def _connects(word: str, text: str, end: int, *, is_name: bool) -> bool:
    """Return true if "of", "and" or "&" continues the phrase.

    "And" connects names with names and common nouns with determiners: "Ada Holm and Bram Oke", "the captain and his
    mate", but not "the captain and left".
    """
    following = _TOKEN.match(text, end + 1)
    if following is None or following[0].lower() in STOP_WORDS:
        return False
    if word == "of":
        return following[0][0].isalnum() or following[0][0] in '"“‘'
    return _is_name(following[0]) if is_name else following[0].lower() in DETERMINERS


def _may_follow(word: str, phrase: str, *, begins_common: bool, is_name: bool) -> bool:
    """Return true if ``word`` may continue ``phrase``.

    ``begins_common`` is true for a phrase that does not begin with a name, ``is_name`` for one that ends with a name.
    """
    lowered = word.lower()
    if not (word[0].isalnum() or word[0] in '"“‘@#&'):
        return False
    if (lowered in STOP_WORDS and not (_is_name(word) and is_name)) or lowered in PRONOUNS - {"people"}:
        return False
    previous = phrase.split()[-1].lower()
    if lowered in DETERMINERS:
        # "the crew of the Gull", "his two mates", "the other captain"
        return previous in {"of", "and", "&"} or (
            previous in DETERMINERS and lowered in {"two", "three", "other", "fellow"}
        )
    if lowered.endswith("ly") and word != word.title() and lowered not in _NOT_ADVERBS:
        return False
    if word == "EXCLUSIVELY":
        return False
    if _is_name(word):
        return True
    # After a name, a common noun belongs to the phrase if it is a typical one ("Lantern magazine"), after a possessive
    # ("Channel 9’s reporter"), or if the phrase began with a determiner ("the Lantern reporter").
    follows_name = is_name or previous in NAME_TAILS  # "Elmouth crown court"
    return begins_common or previous.endswith(("'s", "’s")) or (follows_name and lowered in NAME_TAILS)


def _is_plural(word: str) -> bool:
    return len(word) > 4 and word.endswith(("s", "men")) and not word.endswith(("ss", "us", "is"))
