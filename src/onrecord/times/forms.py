"""The grammar of time expressions: patterns of news English, each with a function that resolves a match to EDTF.

A match has the expression as the group ``all``. Days, weeks and months without a year resolve to the latest ones before
the page's date, because news reports what has happened.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from onrecord.times import calendar
from onrecord.times.calendar import DAYS, MONTHS, SEASONS, PageDate

Resolve = Callable[[re.Match[str], PageDate], str | None]


class Form(NamedTuple):
    """A kind of time expression."""

    needles: tuple[str, ...]
    """Substrings in lower case; every match contains at least one of them. Checking them first is fast."""
    pattern: re.Pattern[str]
    resolve: Resolve


# Adverbs without a date. ``circumstances.when`` takes them as a time only next to their verb: "she recently told".
VAGUE = r"recently|previously|earlier|lately"

_MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_SHORT_MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sept", "Sep", "Oct", "Nov", "Dec")
_MONTH = (
    rf"(?P<month>(?:{'|'.join((*_MONTH_NAMES, *map(str.upper, _MONTH_NAMES)))})\b"
    rf"|(?:{'|'.join((*_SHORT_MONTH_NAMES, *map(str.upper, _SHORT_MONTH_NAMES)))})\b\.?)"
)
MONTH_NAME = re.compile(rf"\b{_MONTH}")
"""The whole name of a month. Most texts with its letters do not have it: "mar" in "market"."""
# "25", "27th", but not "25%" or "25.5".
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?![\w%]|[.,:]\d)"
# 1600 to 2099, but not in "2016.50" or "1800%".
_YEAR = r"(?P<year>(?:1[6-9]|20)\d\d)(?![\w%]|[.,]\d)"
_WEEKDAY = r"(?P<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)"
# "in early 2016", "in mid-May", "early in May 2011".
_EARLY_LATE = r"(?:(?:early|late|mid)[ -](?:in )?)?"
# "Thursday night".
_TIME_OF_DAY = r"(?: (?:night|morning|afternoon|evening|lunchtime))?"
# "Friday, May 27", "Tuesday morning (Aug. 2)".
_WEEKDAY_BEFORE = rf"(?:{_WEEKDAY}{_TIME_OF_DAY},? (?P<open>\()?)?"
_SEASON = r"(?P<season>spring|summer|autumn|fall|winter)"
# "in March", "Back in 2016".
_IN = r"(?:(?:[Bb]ack )?[Ii]n )"
# "just a few days ago", "more than two decades ago".
_HEDGE = r"(?:(?:just|only|about|around|roughly|nearly|almost|over|more than|at least|some|less than) )*"
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "a couple of": 2, "half a": 0.5, "fifteen": 15, "twenty": 20,
    "thirty": 30, "forty": 40, "fifty": 50,
}  # fmt: skip
_COUNT = rf"(?P<count>\d{{1,3}}|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
# Words before a bare month or year, not part of the expression: "a March sermon", "her 2016 memoir", "from 2016".
_BEFORE_BARE_DATE = r"(?:\b(?:an?|the|his|her|its|their|our|my|from|of|since|by|until|for|[Ee]arly|[Ll]ate)|['’]s?) "
# Days with names, each with its month and day.
_NAMED_DAYS = {
    "christmas day": (12, 25), "christmas eve": (12, 24), "boxing day": (12, 26), "new year's eve": (12, 31),
    "new year's day": (1, 1), "valentine's day": (2, 14), "halloween": (10, 31),
}  # fmt: skip
_DAY_NAME = "|".join(_NAMED_DAYS).replace("'", "['’]")
_UNITS = r"(?:days|weeks|months|years|decades)"
_UNIT_OR_TIME_OF_DAY = r"(?:day|night|morning|evening|afternoon|week|month|year)"
# Expressions without a date: "at the time", "since then"; "in recent weeks", "over the past few years", "only days
# later", "five months later", "an hour ago", "the following day", "later that week". Each is still a time of saying.
_UNDATED_WORDS = (r"at th(?:e|at) time", r"(?:ever )?since then", r"in the past")
_UNDATED = (
    rf"in (?:recent|past) {_UNITS}",
    rf"(?:over|in|during) the (?:past|last) (?:few |several |couple of )?(?:{_UNITS}|day|week|month|year|decade)",
    rf"{_HEDGE}(?:a few |several |many )?(?:minutes|hours|days|weeks|months|years|decades) (?:ago|later|earlier)",
    rf"{_HEDGE}(?:{_COUNT}) (?:minute|hour|day|week|month|year|decade)s? (?:later|earlier)",
    r"(?:a|an|one|two|three|\d+) (?:minute|hour)s? ago",
    rf"the (?:next|following|same|previous) {_UNIT_OR_TIME_OF_DAY}",
    # Not "the day before the vote".
    rf"the {_UNIT_OR_TIME_OF_DAY} (?:before|after)(?=[,.;])",
    rf"(?:(?:later|earlier) )?that (?:same )?{_UNIT_OR_TIME_OF_DAY}",
    rf"(?:later|earlier) (?:the same|in the) {_UNIT_OR_TIME_OF_DAY}",
)


def _parse_month(match: re.Match[str]) -> int:
    return MONTHS.index(match["month"][:3].lower()) + 1


def _parse_weekday(match: re.Match[str]) -> int | None:
    name = match["weekday"]
    return None if name is None else [day[:3] for day in DAYS].index(name[:3].lower())


def _resolve_day(match: re.Match[str], page: PageDate) -> str | None:
    month, day = _parse_month(match), int(match["day"])
    if match["year"]:
        return calendar.exact_day(int(match["year"]), month, day)
    return calendar.day_of_month(month, day, page=page, weekday=_parse_weekday(match))


def _resolve_named_day(match: re.Match[str], page: PageDate) -> str | None:
    month, day = _NAMED_DAYS[match["name"].lower().replace("’", "'")]
    if match["year"]:
        return calendar.exact_day(int(match["year"]), month, day)
    return calendar.day_of_month(month, day, page=page, weekday=None)


def _resolve_iso_day(match: re.Match[str], _: PageDate) -> str | None:
    return calendar.exact_day(int(match["year"]), int(match["number"]), int(match["day"]))


def _resolve_month_of_year(match: re.Match[str], _: PageDate) -> str:
    return f"{match['year']}-{_parse_month(match):02}"


def _resolve_month(match: re.Match[str], page: PageDate) -> str | None:
    determiner = (match["which"] or "").lower()
    if determiner in {"next", "this coming"}:
        return None
    return calendar.latest_month(_parse_month(match), page=page, before=determiner == "last")


def _resolve_year(match: re.Match[str], _: PageDate) -> str:
    return match["year"]


def _resolve_decade(match: re.Match[str], _: PageDate) -> str:
    if match["tens"]:
        return f"{match['tens']}X"
    # The '00s, '10s and '20s are this century's, the '30s to '90s the last century's.
    return f"{'20' if int(match['short']) < 3 else '19'}{match['short']}X"


def _resolve_season(match: re.Match[str], page: PageDate) -> str | None:
    season = SEASONS[match["season"].lower()]
    if match["year"]:
        return f"{match['year']}-{season}"
    return calendar.latest_season(season, page=page, last=match["which"].lower() != "this")


def _resolve_weekday(match: re.Match[str], page: PageDate) -> str | None:
    weekday, determiner = _parse_weekday(match), (match["which"] or "").lower()
    if weekday is None or determiner in {"next", "this coming", "coming"}:
        return None
    return calendar.latest_weekday(weekday, page=page, before=determiner in {"last", "this past"})


def _resolve_unit(match: re.Match[str], page: PageDate) -> str | None:
    back = {"last": 1, "this past": 1, "this": 0, "next": -1}[match["which"].lower()]
    return calendar.calendar_unit(match["unit"].lower(), page=page, back=back)


def _resolve_ago(match: re.Match[str], page: PageDate) -> str | None:
    count = match["count"].lower()
    number = int(count) if count.isdigit() else _NUMBERS[count]
    half = 0.5 if match["half"] or match["after"] else 0
    return calendar.time_ago(match["unit"].lower(), page=page, count=number + half)


def _days_back(days: int) -> Resolve:
    return lambda _, page: calendar.calendar_unit("day", page=page, back=days)


def _resolve_weekend(match: re.Match[str], page: PageDate) -> str | None:
    # On a Wednesday, "this weekend" may be the last or the next one. On a Sunday, "last weekend" may be this one or the
    # one before.
    is_weekend = page.date is not None and page.date.weekday() >= 5
    determiner = match["which"].lower()
    if (determiner.startswith("this") and not is_weekend) or (determiner.startswith("last") and is_weekend):
        return None
    return calendar.latest_weekend(page=page)


def _resolve_undated(_: re.Match[str], __: PageDate) -> None:
    return None


def _compile(pattern: str, *, context: str = "", match_case: bool = False) -> re.Pattern[str]:
    """Compile ``pattern`` to match whole words after ``context``, which is not part of the expression.

    "may" and "march" are verbs, so patterns with months match case. "a Monday-morning feeling" does not match, nor do
    digits of other scripts, which EDTF does not have.
    """
    bounded = rf"(?<![\w/-]){context}(?P<all>{pattern})(?![\w/]|-\w)".replace(r"\d", "[0-9]")
    return re.compile(bounded, 0 if match_case else re.IGNORECASE)


# Names with a day in them: "Black Friday", "The Sun on Sunday", "the Sunday Times".
_NOT_A_DAY = r"(?<!Super )(?<!Black )(?<!Good )(?<!Easter )(?<!Sun on )(?<!Mail on )(?<!Independent on )"
_NOT_A_TITLE = (
    r"(?! (?:Times|Telegraph|Mirror|Express|Mail|Post|Herald|Mercury|World|People|Night (?:Live|Football|Lights)))"
)

_DIGITS = tuple("0123456789")
_DAY_STEMS = tuple(day[:-3] for day in DAYS)
# A unit follows a space, "in recent days", or opens the text, "days later". So "Monday" is none.
_UNDATED_NEEDLES = (
    " minute",
    " hour",
    " day",
    " week",
    " month",
    " year",
    " decade",
    " night",
    " evening",
    " afternoon",
    " morning",
    " ago",
    " later",
    " earlier",
)

FORMS: tuple[Form, ...] = (
    # "2017-03-04".
    Form(("-",), _compile(r"(?P<year>(?:19|20)\d\d)-(?P<number>\d\d)-(?P<day>\d\d)"), _resolve_iso_day),
    # "Feb. 25", "Sept. 27, 2017", "Tuesday morning (Aug. 2)".
    Form(
        MONTHS, _compile(rf"{_WEEKDAY_BEFORE}{_MONTH}\s{_DAY}(?:,? {_YEAR})?(?(open)\))", match_case=True), _resolve_day
    ),
    # "3 December", "9 May 2011", "the 3rd of May".
    Form(
        MONTHS,
        _compile(rf"{_WEEKDAY_BEFORE}{_DAY} (?:of )?{_MONTH}(?:,? {_YEAR})?(?(open)\))", match_case=True),
        _resolve_day,
    ),
    # "Christmas Day", "New Year’s Eve 2019".
    Form(
        (" day", " eve", "halloween"),
        _compile(rf"(?P<name>{_DAY_NAME})(?:,? {_YEAR})?"),
        _resolve_named_day,
    ),
    # "in Dec. 2011", "March, 2017".
    Form(MONTHS, _compile(rf"{_IN}?{_EARLY_LATE}{_MONTH},? (?:of )?{_YEAR}", match_case=True), _resolve_month_of_year),
    # "in March", "last February", "this past January".
    Form(
        MONTHS,
        _compile(rf"(?:{_IN}|(?P<which>[Ll]ast|[Tt]his past|[Nn]ext) ){_EARLY_LATE}{_MONTH}", match_case=True),
        _resolve_month,
    ),
    # "a March sermon".
    Form(MONTHS, _compile(rf"(?P<which>){_MONTH}", context=_BEFORE_BARE_DATE, match_case=True), _resolve_month),
    # "Back in 2016", "in early 2016".
    Form(_DIGITS, _compile(rf"{_IN}{_EARLY_LATE}{_YEAR}", match_case=True), _resolve_year),
    # "her 2016 memoir".
    Form(_DIGITS, _compile(_YEAR, context=_BEFORE_BARE_DATE, match_case=True), _resolve_year),
    # "in the 1990s", "the early ’70s".
    Form(
        ("0s",),
        _compile(rf"(?:{_IN})?(?:the )?{_EARLY_LATE}(?:(?P<tens>(?:1[6-9]|20)\d)0s|(?<!\w)['’](?P<short>\d)0s)"),
        _resolve_decade,
    ),
    # "the summer of 2019", "in autumn 2015".
    Form(_DIGITS, _compile(rf"{_IN}?(?:the )?{_EARLY_LATE}{_SEASON}(?P<which>),? (?:of )?{_YEAR}"), _resolve_season),
    # "last summer", "this spring".
    Form(
        tuple(SEASONS), _compile(rf"{_EARLY_LATE}(?P<which>last|this past|this) {_SEASON}(?P<year>)"), _resolve_season
    ),
    # "Thursday night", "earlier on Wednesday", "next Friday".
    Form(
        _DAY_STEMS,
        _compile(
            rf"(?:(?:earlier|later|late|early) (?:on )?)?(?:(?P<which>last|this past|this coming|next|coming) )?"
            rf"{_NOT_A_DAY}{_WEEKDAY}{_TIME_OF_DAY}{_NOT_A_TITLE}"
        ),
        _resolve_weekday,
    ),
    # "last week", "earlier this year".
    Form(
        ("week", "month", "year"),
        _compile(
            r"(?:(?:earlier|later|late|early|just) )?(?P<which>last|this past|this|next) (?P<unit>week|month|year)"
        ),
        _resolve_unit,
    ),
    # "over the weekend".
    Form(("weekend",), _compile(r"(?P<which>over the|at the|this past|this|last) weekend"), _resolve_weekend),
    # "three days ago", "a year and a half ago", "more than two decades ago".
    Form(
        (" ago",),
        _compile(
            rf"{_HEDGE}{_COUNT}(?P<half> and a half)? (?P<unit>day|week|month|year|decade)s?(?P<after> and a half)? ago"
        ),
        _resolve_ago,
    ),
    # "today", "this morning". "Today" with a capital may be a newspaper or a show, so it needs a comma after it.
    Form(
        ("today", "this ", "tonight"),
        _compile(
            r"(?:(?:earlier|later) )?today|Today(?=,)|[Tt]his (?:morning|afternoon|evening)|tonight", match_case=True
        ),
        _days_back(0),
    ),
    # "yesterday", "last night".
    Form(
        ("yesterday", "last "),
        _compile(
            r"(?:(?:earlier|late) )?[Yy]esterday(?: (?:morning|afternoon|evening))?|[Ll]ast (?:night|evening)",
            match_case=True,
        ),
        _days_back(1),
    ),
    Form(("tomorrow",), _compile(r"[Tt]omorrow", match_case=True), _days_back(-1)),
    Form(("time", "then", "past"), _compile("|".join(_UNDATED_WORDS)), _resolve_undated),
    Form(_UNDATED_NEEDLES, _compile("|".join(_UNDATED)), _resolve_undated),
    Form(
        tuple(VAGUE.split("|")),
        _compile(rf"{VAGUE}|(?<![\w,;] )(?:{VAGUE.title()})", match_case=True),
        _resolve_undated,
    ),
)
