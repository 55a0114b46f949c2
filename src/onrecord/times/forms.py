"""The forms in which news English states a time: each a pattern, and what a match of it comes to as EDTF."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from onrecord.times import calendar
from onrecord.times.calendar import DAYS, MONTHS, SEASONS, PageDate

Resolve = Callable[[re.Match[str], PageDate], str | None]


class Form(NamedTuple):
    """One way of stating a time."""

    needles: tuple[str, ...]
    """Letters, small, of which a text has one where the form stands in it: looking for them is quick."""
    pattern: re.Pattern[str]
    """The words as ``all``."""
    resolve: Resolve


VAGUE = r"recently|previously|earlier|lately"
"""Adverbs that state no date. They are times only beside the verb that they go with."""

_NAMES = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_SHORT = ("Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sept", "Sep", "Oct", "Nov", "Dec")
_MONTH = (
    rf"(?P<month>(?:{'|'.join((*_NAMES, *map(str.upper, _NAMES)))})\b"
    rf"|(?:{'|'.join((*_SHORT, *map(str.upper, _SHORT)))})\b\.?)"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?![\w%]|[.,:]\d)"
_YEAR = r"(?P<year>(?:1[6-9]|20)\d\d)(?![\w%]|[.,]\d)"
_WEEKDAY = r"(?P<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)"
_PART = r"(?:(?:early|late|mid)[ -](?:in )?)?"
_HOURS = r"(?: (?:night|morning|afternoon|evening|lunchtime))?"
_ON_DAY = rf"(?:{_WEEKDAY}{_HOURS},? (?P<open>\()?)?"
_SEASON = r"(?P<season>spring|summer|autumn|fall|winter)"
_IN = r"(?:(?:[Bb]ack )?[Ii]n )"
_HEDGE = r"(?:(?:just|only|about|around|roughly|nearly|almost|over|more than|at least|some|less than) )*"
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "a couple of": 2, "half a": 0.5, "fifteen": 15, "twenty": 20,
    "thirty": 30, "forty": 40, "fifty": 50,
}  # fmt: skip
_COUNT = rf"(?P<count>\d{{1,3}}|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
_WHOSE = r"(?:\b(?:an?|the|his|her|its|their|our|my|from|of|since|by|until|for|[Ee]arly|[Ll]ate)|['’]s?) "
_PERIODS = r"(?:days|weeks|months|years|decades)"
_PERIOD = r"(?:day|night|morning|evening|afternoon|week|month|year)"
_UNDATED_WORDS = (r"at th(?:e|at) time", r"(?:ever )?since then", r"in the past")
_UNDATED = (
    rf"in (?:recent|past) {_PERIODS}",
    rf"(?:over|in|during) the (?:past|last) (?:few |several |couple of )?(?:{_PERIODS}|day|week|month|year|decade)",
    rf"{_HEDGE}(?:a few |several |many )?(?:minutes|hours|days|weeks|months|years|decades) (?:ago|later|earlier)",
    rf"{_HEDGE}(?:{_COUNT}) (?:minute|hour|day|week|month|year|decade)s? (?:later|earlier)",
    r"(?:a|an|one|two|three|\d+) (?:minute|hour)s? ago",
    rf"the (?:next|following|same|previous) {_PERIOD}",
    rf"(?:(?:later|earlier) )?that (?:same )?{_PERIOD}",
    rf"(?:later|earlier) (?:the same|in the) {_PERIOD}",
)


def _month_of(match: re.Match[str]) -> int:
    return MONTHS.index(match["month"][:3].lower()) + 1


def _weekday_of(match: re.Match[str]) -> int | None:
    word = match["weekday"]
    return None if word is None else [day[:3] for day in DAYS].index(word[:3].lower())


def _day(match: re.Match[str], page: PageDate) -> str | None:
    month, day = _month_of(match), int(match["day"])
    if match["year"]:
        return calendar.full_day(int(match["year"]), month, day)
    return calendar.day_of_month(month, day, page=page, weekday=_weekday_of(match))


def _iso(match: re.Match[str], _: PageDate) -> str | None:
    return calendar.full_day(int(match["year"]), int(match["number"]), int(match["day"]))


def _month_in_year(match: re.Match[str], _: PageDate) -> str:
    return f"{match['year']}-{_month_of(match):02}"


def _month_alone(match: re.Match[str], page: PageDate) -> str | None:
    which = (match["which"] or "").lower()
    if which in {"next", "this coming"}:
        return None
    return calendar.latest_month(_month_of(match), page=page, before=which == "last")


def _year(match: re.Match[str], _: PageDate) -> str:
    return match["year"]


def _decade(match: re.Match[str], _: PageDate) -> str:
    if match["tens"]:
        return f"{match['tens']}X"
    # No page speaks of the '30s and those after them as past in this century.
    return f"{'20' if int(match['short']) < 3 else '19'}{match['short']}X"


def _season(match: re.Match[str], page: PageDate) -> str | None:
    season = SEASONS[match["season"].lower()]
    if match["year"]:
        return f"{match['year']}-{season}"
    return calendar.latest_season(season, page=page, last=match["which"].lower() != "this")


def _weekday(match: re.Match[str], page: PageDate) -> str | None:
    weekday, which = _weekday_of(match), (match["which"] or "").lower()
    if weekday is None or which in {"next", "this coming", "coming"}:
        return None
    return calendar.latest_weekday(weekday, page=page, before=which in {"last", "this past"})


def _unit(match: re.Match[str], page: PageDate) -> str | None:
    back = {"last": 1, "this past": 1, "this": 0, "next": -1}[match["which"].lower()]
    return calendar.unit(match["unit"].lower(), page=page, back=back)


def _ago(match: re.Match[str], page: PageDate) -> str | None:
    count = match["count"].lower()
    number = int(count) if count.isdigit() else _NUMBERS[count]
    half = 0.5 if match["half"] or match["after"] else 0
    return calendar.ago(match["unit"].lower(), page=page, count=number + half)


def _shifted(days: int) -> Resolve:
    return lambda _, page: calendar.unit("day", page=page, back=days)


def _weekend(match: re.Match[str], page: PageDate) -> str | None:
    # On a weekday "this weekend" may be the last or the next; on a Sunday "last weekend" this one or the one before.
    at_weekend = page.date is not None and page.date.weekday() >= 5
    which = match["which"].lower()
    if (which.startswith("this") and not at_weekend) or (which.startswith("last") and at_weekend):
        return None
    return calendar.weekend(page=page)


def _undated(_: re.Match[str], __: PageDate) -> None:
    return None


def _words(pattern: str, *, after: str = "", case: bool = False) -> re.Pattern[str]:
    """``pattern`` as whole words, ``after`` other words that are not part of it; with ``case``, as they are written."""
    whole = rf"(?<![\w/-]){after}(?P<all>{pattern})(?![\w/]|-\w)"
    return re.compile(whole, 0 if case else re.IGNORECASE)


_NOT_A_DAY = r"(?<!Super )(?<!Black )(?<!Good )(?<!Easter )(?<!Sun on )(?<!Mail on )(?<!Independent on )"
_NOT_A_TITLE = (
    r"(?! (?:Times|Telegraph|Mirror|Express|Mail|Post|Herald|Mercury|World|People|Night (?:Live|Football|Lights)))"
)

_DIGITS = tuple("0123456789")
_DAY_STEMS = tuple(day[:-3] for day in DAYS)
_LONG = (
    "minute",
    "hour",
    "day",
    "week",
    "month",
    "year",
    "decade",
    "night",
    "evening",
    "afternoon",
    "morning",
    "moment",
)

FORMS: tuple[Form, ...] = (
    Form(("-",), _words(r"(?P<year>(?:19|20)\d\d)-(?P<number>\d\d)-(?P<day>\d\d)"), _iso),
    Form(MONTHS, _words(rf"{_ON_DAY}{_MONTH}\s{_DAY}(?:,? {_YEAR})?(?(open)\))", case=True), _day),
    Form(MONTHS, _words(rf"{_ON_DAY}{_DAY} (?:of )?{_MONTH}(?:,? {_YEAR})?(?(open)\))", case=True), _day),
    Form(MONTHS, _words(rf"{_IN}?{_PART}{_MONTH},? (?:of )?{_YEAR}", case=True), _month_in_year),
    Form(
        MONTHS,
        _words(rf"(?:{_IN}|(?P<which>[Ll]ast|[Tt]his past|[Nn]ext) ){_PART}{_MONTH}", case=True),
        _month_alone,
    ),
    Form(MONTHS, _words(rf"(?P<which>){_MONTH}", after=_WHOSE, case=True), _month_alone),
    Form(_DIGITS, _words(rf"{_IN}{_PART}{_YEAR}", case=True), _year),
    Form(_DIGITS, _words(_YEAR, after=_WHOSE, case=True), _year),
    Form(
        ("0s",),
        _words(rf"(?:{_IN})?(?:the )?{_PART}(?:(?P<tens>(?:1[6-9]|20)\d)0s|(?<!\w)['’](?P<short>\d)0s)"),
        _decade,
    ),
    Form(_DIGITS, _words(rf"{_IN}?(?:the )?{_PART}{_SEASON}(?P<which>),? (?:of )?{_YEAR}"), _season),
    Form(tuple(SEASONS), _words(rf"{_PART}(?P<which>last|this past|this) {_SEASON}(?P<year>)"), _season),
    Form(
        _DAY_STEMS,
        _words(
            rf"(?:(?:earlier|later|late|early) (?:on )?)?(?:(?P<which>last|this past|this coming|next|coming) )?"
            rf"{_NOT_A_DAY}{_WEEKDAY}{_HOURS}{_NOT_A_TITLE}"
        ),
        _weekday,
    ),
    Form(
        ("week", "month", "year"),
        _words(r"(?:(?:earlier|later|late|early|just) )?(?P<which>last|this past|this|next) (?P<unit>week|month|year)"),
        _unit,
    ),
    Form(("weekend",), _words(r"(?P<which>over the|at the|this past|this|last) weekend"), _weekend),
    Form(
        (" ago",),
        _words(
            rf"{_HEDGE}{_COUNT}(?P<half> and a half)? (?P<unit>day|week|month|year|decade)s?(?P<after> and a half)? ago"
        ),
        _ago,
    ),
    Form(
        ("today", "this ", "tonight"),
        _words(r"(?:(?:earlier|later) )?today|Today(?=,)|[Tt]his (?:morning|afternoon|evening)|tonight", case=True),
        _shifted(0),
    ),
    Form(
        ("yesterday", "last "),
        _words(
            r"(?:(?:earlier|late) )?[Yy]esterday(?: (?:morning|afternoon|evening))?|[Ll]ast (?:night|evening)",
            case=True,
        ),
        _shifted(1),
    ),
    Form(("tomorrow",), _words(r"[Tt]omorrow", case=True), _shifted(-1)),
    Form(("time", "then", "past"), _words("|".join(_UNDATED_WORDS)), _undated),
    Form(_LONG, _words("|".join(_UNDATED)), _undated),
    Form(tuple(VAGUE.split("|")), _words(rf"{VAGUE}|(?<![\w,;] )(?:{VAGUE.title()})", case=True), _undated),
)
