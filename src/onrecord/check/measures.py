"""Amounts with units of time, size, weight and heat: "14 days" and "two weeks" are the same, "two days" is another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations
from typing import Final

from onrecord.spelling import spelling_key
from onrecord.word_keys import WordKey, fold_word, split_words

_BASES: Final[dict[str, dict[str, float]]] = {
    "time": {"seconds": 1 / 86_400, "minute": 1 / 1440, "hour": 1 / 24, "day": 1, "week": 7, "fortnight": 14},
    "years": {"month": 1 / 12, "year": 1, "decade": 10, "century": 100, "centuries": 100},
    "length": {
        "millimeter": 0.001, "centimeter": 0.01, "meter": 1, "kilometer": 1000, "km": 1000,
        "mm": 0.001, "cm": 0.01,
        "inch": 0.0254, "inches": 0.0254, "foot": 0.3048, "feet": 0.3048, "ft": 0.3048, "yard": 0.9144,
        "mile": 1609.344, "mph": 1609.344, "kph": 1000, "kmh": 1000,
    },
    "weight": {
        "gram": 0.001, "kilogram": 1, "kilo": 1, "kg": 1, "tonne": 1000, "ton": 1000, "lb": 0.4536, "ounce": 0.02835,
        "stone": 6.35, "pound": 0.4536,
    },
    "area": {"hectare": 1, "acre": 0.4047},
    "volume": {"liter": 1, "milliliter": 0.001, "gallon": 4.546, "pint": 0.568},
    "temperature": {"celsius": 1.8, "centigrade": 1.8, "fahrenheit": 1},
}  # fmt: skip
_METERS: Final = re.compile(r"[\d.,]+\s?m\Z")
"""A number that may be of metres rather than millions: "20m"."""
_UNITS: Final = {
    form: (kind, amount)
    for kind, units in _BASES.items()
    for unit, amount in units.items()
    for form in (unit, f"{unit}s")
}
"""The kind and size of each unit, by the keys of its forms."""
_TOLERANCE: Final = 0.06
"""Largest difference of two amounts in different units, as they are rounded: "five miles" and "8 km"."""
_WIDE_TOLERANCE: Final = 0.1
"""The same for a figure rounded to the last digit of the other: "nearly £1 million" for £900,000, "about 40" for 38."""
_BEFORE: Final = 30
"""Characters before a unit in which its number is looked up."""
_US_GALLON: Final = 3.785 / 4.546
"""An American gallon or pint, as a share of a British one; a text need not say which it means."""
_DEGREES: Final = re.compile(r"\s?(?:degrees?|°)?\s?(?P<scale>C|F|Celsius|Fahrenheit|[Cc]entigrade)\b")
_CLOSE_DEGREES: Final = 0.6
"""Largest difference of two rounded temperatures, in degrees Celsius: 24 degrees are 75 degrees Fahrenheit."""
_ROUGH: Final = re.compile(
    r"\b(?:about|around|roughly|approximately|some|close to"
    r"|(?P<above>more than|over|at least|upwards of|topped|exceeded|surpassed)"
    r"|(?P<below>nearly|almost|fewer than|less than|under|just short of)) \Z",
    re.IGNORECASE,
)
"""Words before a rounded number, and the side on which the exact one is."""
_MORE: Final = re.compile(
    r" (?:[a-z]+ ){0,2}?(?:more|less|fewer|higher|lower|above|below|over|under|short|extra|up|down) ?\b", re.IGNORECASE
)
"""Words after a number that is a difference: "57 boats |more| than"."""
_ROUNDING: Final = 0.001
_MOST_OF_SHARE: Final = 3
"""Figures among which two may be a part and its whole; among many, any percentage is near a share."""
_DIGITS: Final = re.compile(r"[\d.]+")
_RANGE: Final = re.compile(r"(?:\s?[-–—]\s?| (?:to|and|or) )(?P<number>[$£€]?[\w.,]+(?: per cent| percent|%)?)")
_MOST_FIGURES: Final = 40
"""Figures among which an amount is looked up."""
_NEXT_WORD: Final = re.compile(r"[\s\u00a0-]{0,2}(?:(?:more|further|full|whole|extra|additional) )?([^\W\d_]+)")


def are_other_units(word: WordKey, text: str, other_word: WordKey, other_text: str) -> bool:
    """True for two units of one kind and different size after the same number: "two |days|" and "two |weeks|", but not
    "km" and "kilometres"."""
    unit, other_unit = _UNITS.get(word.key), _UNITS.get(other_word.key)
    if unit is None or other_unit is None or unit == other_unit:
        return False
    is_kind = unit[0] == other_unit[0] or {unit[0], other_unit[0]} == {"time", "years"}
    return is_kind and _number_before(word, text) == _number_before(other_word, other_text)


def find_amounts(words: Sequence[WordKey], text: str, others: Sequence[WordKey], other_text: str) -> set[str]:
    """The keys of the figures among ``words`` of ``text`` that are rounded or in another unit in ``others``, with those
    of the units: "about |£11,000|" for £11,400, "|30 feet|" for "nine metres"."""
    if all(word.number is None for word in words):
        return set()
    figures = [other for other in others if other.number is not None][:_MOST_FIGURES]
    keys: set[str] = set()
    for position, word in enumerate(words):
        if word.number is not None and has_amount(word, text, figures, other_text):
            following = words[position + 1 : position + 2]
            keys.update([word.key, *(item.key for item in following if item.key in _UNITS)])
    return keys


def has_amount(word: WordKey, text: str, others: Sequence[WordKey], other_text: str) -> bool:
    """True if one of ``others``, numbers of ``other_text``, is the amount of a number of ``text`` in another unit, or
    rounds to it."""
    is_rough = _ROUGH.search(text, max(0, word.span[0] - _BEFORE), word.span[0])
    if is_rough is None and find_unit(word, text) is None:
        return False
    return any(
        are_same_amounts(word, text, other, other_text) or (is_rough is not None and _rounds(word, other, is_rough))
        for other in others
    )


def _rounds(word: WordKey, other: WordKey, rough: re.Match[str]) -> bool:
    """True if ``other`` is near ``word``, and on the side that ``rough`` says: "more than |60|" for 61, not for 59.

    The same figure is not rounded: "more than |£500|" for "more than £50", where the limit is £500.
    """
    number, exact = word.number or 0, other.number or 0
    is_side = (not rough["above"] or exact >= number) and (not rough["below"] or exact <= number)
    is_alike = word.key != other.key and _is_alike(word, other)
    tolerance = _WIDE_TOLERANCE if number == _round_like(exact, number) else _TOLERANCE
    return is_alike and is_side and abs(number - exact) <= tolerance * max(number, exact)


def _round_like(exact: float, number: float) -> float:
    """``exact`` rounded to the last digit of ``number`` that is no zero: 900,000 like 1,000,000 is 1,000,000."""
    digits = f"{number:.0f}"
    return round(exact, len(digits.rstrip("0")) - len(digits))


def is_difference(word: WordKey, text: str, others: Sequence[WordKey]) -> bool:
    """True if a number is the difference of two of ``others``: "|£57m| more than expected" for £412m and £355m."""
    figures = [other for other in others if other.number is not None and _is_alike(other, word)][:_MOST_FIGURES]
    if word.number is None or _MORE.match(text, word.span[1]) is None:
        return False
    number = word.number
    is_rough = _ROUGH.search(text, max(0, word.span[0] - _BEFORE), word.span[0]) is not None
    tolerance = (_TOLERANCE if is_rough else _ROUNDING) * number
    differences = (abs((first.number or 0) - (second.number or 0)) for first, second in combinations(figures, 2))
    return any(abs(difference - number) <= tolerance for difference in differences)


def is_share(word: WordKey, text: str, others: Sequence[WordKey]) -> bool:
    """True if a percentage is one of few ``others`` as a share of another: "|15%| of the animals" for "240 animals had
    been tested and 36 were infected"."""
    figures = [other.number for other in others if other.number]
    if not word.key.endswith("%") or word.number is None or len(figures) > _MOST_OF_SHARE:
        return False
    is_rough = _ROUGH.search(text, max(0, word.span[0] - _BEFORE), word.span[0]) is not None
    tolerance = _TOLERANCE * word.number if is_rough else 0.5
    shares = (100 * min(pair) / max(pair) for pair in combinations(figures, 2))
    return any(abs(share - word.number) <= tolerance for share in shares)


def _is_alike(word: WordKey, other: WordKey) -> bool:
    """True for two numbers with the same currency or percent sign."""
    return _DIGITS.sub("", word.key) == _DIGITS.sub("", other.key)


def begins_range(word: WordKey, text: str, other: WordKey) -> bool:
    """True if a number without a sign has that of the next one: "between |4| and 6 per cent" for "4%"."""
    if word.number != other.number or not word.key.isdigit():
        return False
    match = _RANGE.match(text, word.span[1])
    following = split_words(text, match.span("number"))[:1] if match else []
    return bool(following) and _DIGITS.sub("", following[0].key) == _DIGITS.sub("", other.key)


def _number_before(word: WordKey, text: str) -> float | None:
    start = word.span[0]
    numbers = [before.number for before in split_words(text, (max(0, start - _BEFORE), start))[-2:]]
    return next((number for number in reversed(numbers) if number is not None), None)


def are_same_amounts(word: WordKey, text: str, other_word: WordKey, other_text: str) -> bool:
    """True if the numbers ``word`` of ``text`` and ``other_word`` of ``other_text`` have different units and are the
    same amount: "14 |days|" and "two |weeks|"."""
    degrees, other_degrees = _find_degrees(word, text), _find_degrees(other_word, other_text)
    if degrees is not None and other_degrees is not None:
        return abs(degrees - other_degrees) <= _CLOSE_DEGREES
    unit, other_unit = find_unit(word, text), find_unit(other_word, other_text)
    if unit is None or other_unit is None or unit[0] != other_unit[0] or unit == other_unit:
        return False
    amount, other_amount = (word.number or 0) * unit[1], (other_word.number or 0) * other_unit[1]
    sizes = (1.0, _US_GALLON, 1 / _US_GALLON) if unit[0] == "volume" else (1.0,)
    return any(abs(amount * size - other_amount) <= _TOLERANCE * max(amount, other_amount) for size in sizes)


def find_unit(word: WordKey, text: str) -> tuple[str, float] | None:
    """Return the kind and size of the unit of a number; null without one. "26 pounds" may be a weight."""
    if text[word.span[0] : word.span[1]].lower().endswith((" pounds", "-pounds")):
        return _UNITS["pounds"]
    if _METERS.match(text[slice(*word.span)]):
        return "length", 1 / 1_000_000
    degrees = _DEGREES.match(text, word.span[1])
    if degrees:
        return _UNITS["fahrenheit" if degrees["scale"].startswith("F") else "celsius"]
    match = _NEXT_WORD.match(text, word.span[1])
    return _UNITS.get(spelling_key(fold_word(match[1]))) if match else None


def _find_degrees(word: WordKey, text: str) -> float | None:
    """The temperature in degrees Celsius: 24 for "|75|F" and "|24| degrees Celsius"."""
    match = _DEGREES.match(text, word.span[1])
    if match is None or word.number is None:
        return None
    return (word.number - 32) / 1.8 if match["scale"].startswith("F") else word.number
