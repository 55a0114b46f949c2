"""Words of a text with keys to compare them by.

To a reader, two words with the same key are the same: quotation marks, dashes, white space, invisible characters,
capitals, punctuation, the style of numbers (43%, 43 per cent, forty-three percent) and spelling variants do not matter.
Contractions do matter: "don't" is not "do not".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from onrecord.invisible import find_visible
from onrecord.spelling import spelling_key
from onrecord.types import GAP, Span, Spans

_TOKEN = re.compile(
    r"(?P<currency>[$£€¥])?(?P<digits>\d(?:[\d,]*\d)?(?:\.\d+)?)(?P<unit>%|st\b|nd\b|rd\b|th\b|bn\b|m\b|k\b|tn\b)?"
    r"|(?P<bleeped>[^\W\d_]{1,3}(?:\*{2,}[^\W\d_]*|\*[^\W\d_]+|-{3,}[^\W\d_]*)|\b[b-hj-z][–—][a-z]{1,4}\b)"
    r"|(?P<initials>(?:[^\W\d_]\.)+[^\W\d_](?!\w)\.?)|(?P<word>[^\W\d_]+(?:['’`´ʼ][^\W\d_]+)*)|(?P<sign>[&%])"
)
# "[T]he" changes a capital only, so its brackets are ignored.
CAPITAL: Final = re.compile(r"\[(\w)\](?=\w)")
"""A letter in brackets at the beginning of a word."""
ELLIPSIS: Final = re.compile(
    r"\[\s*(?:…|\.\s?\.\s?\.\s?\.?)\s*\]|\(\s*(?:…|\.\.\.)\s*\)|…|\.\s?\.\s?\.(?:\s?\.)?|(?<![\w*])\*\s?\*\s?\*(?!\w)"
)
"""A mark of words that were left out: "...", "[…]", ". . ."."""
_APOSTROPHES: Final = dict.fromkeys(map(ord, "’`´ʼ"), "'")
_UNITS: Final = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_SMALL: Final = {word: number for number, word in enumerate(_UNITS.split())}
_TENTHS: Final = "twenty thirty forty fifty sixty seventy eighty ninety"
_TENS: Final = {word: 10 * number for number, word in enumerate(_TENTHS.split(), start=2)}
_POWERS: Final = {
    "hundred": 100,
    "thousand": 1_000,
    "k": 1_000,
    "million": 1_000_000,
    "m": 1_000_000,
    "billion": 1_000_000_000,
    "bn": 1_000_000_000,
    "trillion": 1_000_000_000_000,
    "tn": 1_000_000_000_000,
}
_ORDINALS: Final = {
    "first": "1st",
    "second": "2nd",
    "third": "3rd",
    "fourth": "4th",
    "fifth": "5th",
    "sixth": "6th",
    "seventh": "7th",
    "eighth": "8th",
    "ninth": "9th",
    "tenth": "10th",
    "eleventh": "11th",
    "twelfth": "12th",
    "thirteenth": "13th",
    "fourteenth": "14th",
    "fifteenth": "15th",
    "sixteenth": "16th",
    "seventeenth": "17th",
    "eighteenth": "18th",
    "nineteenth": "19th",
    "twentieth": "20th",
    "thirtieth": "30th",
}
_DAY: Final = re.compile(r"([1-9]|[12]\d|3[01])(?:st|nd|rd|th)\Z")
MONTHS: Final = frozenset(
    [
        *("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november"),
        *("december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sept", "sep", "oct", "nov", "dec"),
    ]
)
"""Names of months, and their abbreviations."""
_CURRENCIES: Final = {"dollars": "$", "dollar": "$", "pounds": "£", "euros": "€", "euro": "€", "yen": "¥"}
_WHOLE: Final = {"can't": "can", "won't": "will", "shan't": "shall", "ain't": "is"}
_ENDINGS: Final = {"s": "is", "re": "are", "ll": "will", "ve": "have", "m": "am", "d": "would"}
NEGATIONS: Final = frozenset(
    ("not", "no", "never", "nobody", "nothing", "none", "neither", "nor", "nowhere", "cannot", "without")
)
_SHORT_CUT: Final = 3
"""Most words of a cut that takes the negation from what is left: "It is |not really| our fault". A longer one takes
what it negates too."""
_NO_DENIAL: Final = frozenset(["only", "just", "merely", "simply", "solely", "least", "doubt", "question", "matter"])
"""Words with which "not" or "no" denies nothing of what follows: "It is |no doubt| a shame"."""
_CONJUNCTIONS: Final = frozenset(["and", "but", "or", "so", "because"])
_CLAUSE_MARKS: Final = frozenset(',.;:?!—–…“”"()')
_MASKED: Final = re.compile(r"(?P<start>[^\W\d_]{1,3})(?:\*+|-+|[–—_]+|\.{2,})(?P<end>[^\W\d_]*)")
"""A word with letters masked: "b****y", "f-ing"."""
_LEAST_MASKED: Final = 4
"""Letters of the shortest word that is masked."""
_PERCENT: Final = frozenset({"%", "percent", "pc"})


@dataclass(frozen=True, slots=True)
class WordKey:
    """A word of a text with the key that equal words share."""

    key: str
    span: Span
    number: float | None = None
    """Its value, if it is a number."""


def split_words(text: str, span: Span) -> list[WordKey]:
    """Return the words of ``text`` in ``span``, in order. A number with its unit is one word: "43 per cent"."""
    start, end = span
    part = CAPITAL.sub("\u200b\\1\u200b", text[start:end])
    visible = find_visible(part)
    if visible:
        part = "".join(part[offset] for offset in visible)
    words = _join_dates(_join_numbers([_make_word(match) for match in _TOKEN.finditer(part)], part), part)
    if visible:
        words = [_move(word, visible[word.span[0]], visible[word.span[1] - 1] + 1) for word in words]
    return [_move(word, word.span[0] + start, word.span[1] + start) for word in words] if start else words


def _move(word: WordKey, start: int, end: int) -> WordKey:
    return WordKey(word.key, (start, end), word.number)  # ``replace`` takes five times as long


def spell_out(words: Sequence[WordKey]) -> list[WordKey]:
    """Return ``words`` with contractions written out: "it wasn't" as "it was not"."""
    spelled: list[WordKey] = []
    for word in words:
        stem, _, ending = word.key.rpartition("'")
        if word.key.endswith("n't"):
            spelled += [WordKey(_WHOLE.get(word.key, word.key[:-3]), word.span), WordKey("not", word.span)]
        elif stem and ending in _ENDINGS:
            spelled += [WordKey(stem, word.span), WordKey(_ENDINGS[ending], word.span)]
        elif word.key == "cannot":
            spelled += [WordKey("can", word.span), WordKey("not", word.span)]
        else:
            spelled.append(word)
    return spelled


def is_masked(word: str, other_word: str) -> bool:
    """True if one of two words is the other with letters masked: "b****y", "f—ing" and "f-ing"."""
    return _masks(word, other_word) or _masks(other_word, word)


def _masks(masked: str, word: str) -> bool:
    match, other_match, letters = _MASKED.fullmatch(masked), _MASKED.fullmatch(word), fold_word(word)
    if match is None:
        return False
    start, end = fold_word(match["start"]), fold_word(match["end"])
    if other_match:
        return start[0] == fold_word(other_match["start"])[0] and end == fold_word(other_match["end"])
    is_longer = len(letters) > max(len(start) + len(end), _LEAST_MASKED - 1) and letters.isalpha()
    return is_longer and letters.startswith(start) and letters.endswith(end)


def is_negation(key: str) -> bool:
    """True for "not", "never", "isn't"."""
    return key in NEGATIONS or key.endswith("n't")


def cuts_negation(words: Sequence[WordKey], positions: tuple[int, int], *, text: str) -> bool:
    """True if words of ``text`` that a quotation leaves out are a negation of the rest.

    "It is |not| our fault", "This is |old, but it is not| dangerous".
    """
    start, end = positions
    cut = words[start:end]
    if not 0 < start < end < len(words):
        return False
    gap = text[cut[-1].span[1] : words[end].span[0]]
    # "He had no |boat, he had no| boat"
    is_lost = is_negation(cut[-1].key) and not is_negation(words[start - 1].key)
    # "I did |not regret it, I did not| and I never will"
    is_of_rest = words[end].key not in _NO_DENIAL | _CONJUNCTIONS
    if len(cut) > _SHORT_CUT or (is_lost and is_of_rest):
        return is_lost and is_of_rest and _CLAUSE_MARKS.isdisjoint(gap)
    between = text[words[start - 1].span[1] : words[end].span[0]]
    is_odd = sum(is_negation(word.key) for word in cut) % 2 == 1
    return is_odd and _CLAUSE_MARKS.isdisjoint(between) and all(word.key not in _NO_DENIAL for word in cut)


def print_words(words: Sequence[WordKey], text: str) -> str:
    """Return ``words`` as ``text`` prints them, with the punctuation between them; ``GAP`` where others lie between."""
    return GAP.join(" ".join(text[start:end].split()) for start, end in join_words(words, text))


def join_words(words: Sequence[WordKey], text: str) -> Spans:
    """Return the spans of ``words``, those with no other word between them as one."""
    parts: list[Span] = []
    for word in words:
        if parts and not any(map(str.isalnum, text[parts[-1][1] : word.span[0]])):
            parts[-1] = (parts[-1][0], word.span[1])
        else:
            parts.append(word.span)
    return tuple(parts)


def fold_word(word: str) -> str:
    """Return ``word`` without case and accents, with straight apostrophes."""
    if word.isascii():
        return word.lower()
    plain = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
    return plain.translate(_APOSTROPHES).casefold()


def _make_word(match: re.Match[str]) -> WordKey:
    span = match.span()
    if digits := match["digits"]:
        number = float(digits.replace(",", "") or 0)
        unit = match["unit"] or ""
        if unit in _POWERS:
            number *= _POWERS[unit]
            unit = ""
        return WordKey(_number_key(number, before=match["currency"] or "", after=unit), span, number)
    if initials := match["initials"]:
        return WordKey(fold_word(initials.replace(".", "")), span)
    if match["bleeped"]:  # "f***ing", "f------" and "f—ing" are one word
        return WordKey(f"{fold_word(match['bleeped'])[0]}*", span)
    if match["sign"]:
        return WordKey("and" if match["sign"] == "&" else "%", span)
    folded = fold_word(match["word"])
    if folded in _SMALL or folded in _TENS:
        number = float(_SMALL.get(folded, _TENS.get(folded, 0)))
        return WordKey(_number_key(number), span, number)
    if folded in _ORDINALS:
        return WordKey(_ORDINALS[folded], span)
    stem, apostrophe, ending = folded.partition("'")
    return WordKey(f"{spelling_key(stem)}{apostrophe}{ending}", span)


def _number_key(number: float, *, before: str = "", after: str = "") -> str:
    return f"{before}{number:.10g}{after}"


def _join_numbers(words: Sequence[WordKey], text: str) -> list[WordKey]:
    """Join the words of a number: "forty-three", "4 million", "43 per cent", "five dollars"."""
    joined: list[WordKey] = []
    for word in words:
        previous = joined[-1] if joined else None
        merged = _join(previous, word, text) if previous and previous.number is not None else None
        if merged:
            joined[-1] = merged
        elif (
            word.key == "cent"
            and len(joined) > 1
            and joined[-1].key == "per"
            and joined[-2].number is not None
            and joined[-2].key[-1].isdigit()
        ):
            del joined[-1]
            joined[-1] = _with_unit(joined[-1], word, after="%")
        else:
            joined.append(word)
    return joined


def _join_dates(words: Sequence[WordKey], text: str) -> list[WordKey]:
    """Join the words of a day before or after a month: "|the third of| May" and "May |3rd|" have the key "3"."""
    joined: list[WordKey] = []
    for word in words:
        previous = joined[-1] if joined else None
        is_month = word.key in MONTHS and text[word.span[0]].isupper()
        if is_month and previous is not None:
            of = joined.pop() if previous.key == "of" and len(joined) > 1 else None
            if match := _DAY.match(joined[-1].key):
                day = joined.pop()
                the = joined.pop() if joined and joined[-1].key == "the" else day
                joined.append(WordKey(match[1], (the.span[0], (of or day).span[1]), float(match[1])))
            elif of is not None:
                joined.append(of)
        elif (match := _DAY.match(word.key)) and previous is not None:
            the = joined.pop() if previous.key == "the" and len(joined) > 1 else word
            month = joined[-1]
            if month.key in MONTHS and text[month.span[0]].isupper() and not text[month.span[1] : the.span[0]].strip():
                word = WordKey(match[1], (the.span[0], word.span[1]), float(match[1]))
            elif the is not word:
                joined.append(the)
        joined.append(word)
    return joined


def _join(number: WordKey, word: WordKey, text: str) -> WordKey | None:
    """Return ``number`` together with ``word``; null if ``word`` is not part of the number."""
    value, gap = number.number or 0.0, text[number.span[1] : word.span[0]]
    if gap.strip(" -‐‑–\u00a0\u202f") or not number.key[-1].isdigit():
        return None
    span = (number.span[0], word.span[1])
    before = number.key[0] if not number.key[0].isdigit() else ""
    if word.key in _POWERS:
        value *= _POWERS[word.key]
        return WordKey(_number_key(value, before=before), span, value)
    is_tens = value in _TENS.values() and not text[span[0]].isdigit()
    if word.key in _ORDINALS.values() and is_tens and len(word.key) == 3 and gap.strip():  # "twenty-first"
        return WordKey(f"{value + int(word.key[0]):.0f}{word.key[1:]}", span)
    if word.number is not None and is_tens and 0 < word.number < 10:
        return WordKey(_number_key(value + word.number), span, value + word.number)
    if word.key in _PERCENT:
        return _with_unit(number, word, after="%")
    if word.key in _CURRENCIES and not before:
        return WordKey(_number_key(value, before=_CURRENCIES[word.key]), span, value)
    return None


def _with_unit(number: WordKey, word: WordKey, *, after: str) -> WordKey:
    return WordKey(f"{number.key}{after}", (number.span[0], word.span[1]), number.number)
