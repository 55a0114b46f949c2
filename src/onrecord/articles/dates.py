"""Full dates (day, month and year) in datelines, as EDTF."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# Right before a date: "Thu, 03/07/2024".
_WEEKDAY_BEFORE = re.compile(r"\b(?P<weekday>mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}[,.]?\s?$", re.IGNORECASE)
_MAX_WEEKDAY_CHARS = 12
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_HAS_YEAR = re.compile(_YEAR)
_HAS_SHORT_YEAR = re.compile(r"[-/.'’]\d\d(?!\w)")
# In this order: "2024-05-03T10:30:00+01:00" or "2024/5/3", "3rd of May, 2024", "Feb. 26, 2025", "13/5/2024",
# "5.5.2024" or "13-05-2024".
_FORMS = tuple(
    re.compile(rf"(?<![\w/]){form}(?![\w/])", re.IGNORECASE)
    for form in (
        rf"{_YEAR}(?P<mark>[-/.])(?P<number>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}})(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?",
        rf"{_DAY}\s+(?:of\s+)?{_MONTH},?\s+{_YEAR}",
        rf"{_MONTH}\s+{_DAY},?\s+{_YEAR}",
        rf"(?P<first>\d{{1,2}})(?P<mark>[-/.])(?P<second>\d{{1,2}})(?P=mark){_YEAR}",
    )
)
# "13/5/24", "5.13.24", "3-May-24", "3 May ’24", "May 3, ’24". Only short lines have them.
_SHORT_FORMS = tuple(
    re.compile(rf"(?<![\w/.-]){form}(?![\w/]|[.-]\d)", re.IGNORECASE)
    for form in (
        r"(?P<first>\d{1,2})(?P<mark>[-/.])(?P<second>\d{1,2})(?P=mark)(?P<short_year>\d\d)",
        rf"{_DAY}[-\s]{_MONTH}(?:-|,?\s+['’])(?P<short_year>\d\d)",
        rf"{_MONTH}\s+{_DAY},?\s+['’](?P<short_year>\d\d)",
    )
)
# "24" is 2024, "87" is 1987.
_CENTURY_BREAK = 70
DAY_OF_YEAR = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)? {_MONTH}|{_MONTH.replace('<month>', '<name>')} \d{{1,2}})(?!\w)", re.IGNORECASE
)
"""A day without a year: "3 May", "May 3"."""
# Words and numbers that a dateline has around its date: "Last updated: Friday, May 3, 2024 at 10:30 am GMT",
# "May 3, 2024 10:14 AM UTC Updated 3 hours ago".
_DATELINE_WORDS = re.compile(
    r"\b(?:first|originally|last|published|posted|updated?|modified|created|date|on|at|by|mon(?:day)?|tues?(?:day)?|wed(?:nesday)?"
    r"|thu(?:rs)?(?:day)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?|a\.?m|p\.?m|e[sd]?t|p[sd]?t|c[sd]?t|m[sd]t|gmt|utc|bst|ist|ce[sd]?t"
    r"|ae[sd]t|nz[sd]t|hkt|sgt|pkt|eat|wat|sast|hrs?|z|time|share"
    r"|\d+ min(?:ute)?s?(?: read)?|\d+ (?:comments?|shares?|views?)|pages? ?\d+|\d+ (?:min(?:ute)?s?|hours?|days?) ago"
    r"|\d{1,2}[:.h]\d{2}(?::\d\d)?(?:[ap]m)?|\d{1,2}|\d{1,2}[ap]m?)\b",
    re.IGNORECASE,
)
_DATELINE_OPENING = re.compile(
    r"\W*(?:(?:this (?:article|story|post) was )?(?:first |originally |last )?(?:published|posted|updated|modified)"
    r"|date)\b",
    re.IGNORECASE,
)
# The time of an entry in a live report, on a line of its own: "14:31", "9.05am BST"; the age of a page: "3 days ago".
_TIME_OF_ENTRY = re.compile(
    r"\d{1,2}[:.]\d\d(?:\s?[ap]\.?m\.?)?(?:\s[A-Z]{2,4})?|\d+ (?:min(?:ute)?|hr|hour|day|week|month|year)s? ago",
    re.IGNORECASE,
)
_MAX_DATELINE_CHARS = 120
# Longer lines are looked at up to here: the author's name, the date, and a few words about the author.
_MAX_DATED_CHARS = 300
# Further words allowed after an opening such as "Published": "Published 3 May 2024 in the Tarn Quay edition".
_MAX_OTHER_WORDS = 8
# The author after a date: "5:45 PM 5/13/2024 by Ada Quill".
_DATELINE_AUTHOR = r"[A-Z][\w.'’-]*(?: (?:[A-Z][\w.'’-]*|de|van|der|von|al|el|bin|la|del|di|da)){1,4}"

# The last of these words before a date says what happened on that day: "Updated: 4 May 2024 | Published: 3 May 2024".
_EVENT = re.compile(r"\b(?:(?P<change>updat|modif|edited|revis)|publish|posted|created|submitted)", re.IGNORECASE)
# "Elmouth Courier, Tarn Quay | 3 May 2024, 10:30", "News of Friday, 3 May 2024", "3 May 2024 page3".
_LABEL_WORD = re.compile(r"[A-Z\d][\w&.'’-]*|of|in|by|for|from|and|the|page\d*")
_MAX_LABEL_WORDS = 9


def find_date(line: str) -> re.Match[str] | None:
    """Match the first full date in ``line``; null if there is none."""
    # Most lines have no year, which saves looking for each form.
    forms = _FORMS if _HAS_YEAR.search(line) else ()
    if len(line) <= _MAX_DATELINE_CHARS and _HAS_SHORT_YEAR.search(line):
        forms += _SHORT_FORMS
    matches = [match for form in forms if (match := form.search(line))]
    return min(matches, key=lambda match: match.start(), default=None)


def to_edtf(match: re.Match[str]) -> str | None:
    """Convert a match of ``find_date`` to EDTF, such as ``2024-05-03``.

    Null for a day that does not exist (31 June), and for an ambiguous date: 03/05/2024 is in May in London and in
    March in New York. A weekday before it decides: "Fri, 03/05/2024" is in May.
    """
    days = _possible_days(match)
    return days.pop().isoformat() if len(days) == 1 else None


def decide_ambiguity(lines: Iterable[str], *, is_day_first: bool = False) -> tuple[str | None, tuple[str, ...]]:
    """Return the first day in ``lines`` if it may be several days, or else a warning; neither if it is no such day.

    With ``is_day_first``, 03/05/2024 is in May.
    """
    match = next(filter(None, map(find_date, lines)), None)
    days = sorted(_possible_days(match)) if match else []
    if not match or len(days) < 2:
        return None, ()
    groups = match.groupdict()
    if is_day_first and (groups.get("year") or groups["mark"] == "/") and not _follows_change(match):
        return next(day.isoformat() for day in days if day.day == int(groups["first"])), ()
    choice = " or ".join(day.isoformat() for day in days)
    return None, (f"The page’s date, {match[0]}, may be {choice}; no day of publication was recorded.",)


def _follows_change(match: re.Match[str]) -> bool:
    events = list(_EVENT.finditer(match.string, 0, match.start()))
    return bool(events and events[-1]["change"])


def _possible_days(match: re.Match[str]) -> set[date]:
    """Return the days that a match of ``find_date`` may be."""
    groups = match.groupdict()
    short_year = int(groups.get("short_year") or 0)
    year = int(groups.get("year") or (2000 if short_year < _CENTURY_BREAK else 1900) + short_year)
    if "first" in groups:
        first, second = int(groups["first"]), int(groups["second"])
        # 5/13/2024 can only be month first, 13/5/2024 only day first; 5/5/2024 is the same either way.
        candidates = [_make_day(year, first, second), _make_day(year, second, first)]
        if "short_year" in groups and groups["mark"] != "/":
            # "24.05.13", "24-05-13"
            candidates.append(_make_day(2000 + first, second, short_year))
        days = {day for day in candidates if day}
        weekday = _WEEKDAY_BEFORE.search(match.string, max(match.start() - _MAX_WEEKDAY_CHARS, 0), match.start())
        if weekday and len(days) > 1:
            days = {day for day in days if _WEEKDAYS[day.weekday()] == weekday["weekday"].lower()}
        return days
    name = groups.get("month", "")[:3].lower()
    # "ſept" with the old s equals "Sept" where case is ignored, and is no month.
    month = int(groups["number"]) if "number" in groups else _MONTHS.index(name) + 1 if name in _MONTHS else 0
    day = _make_day(year, month, int(groups["day"]))
    return {day} if day else set()


def _make_day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def find_published(line: str, *, likely: str | None = None) -> tuple[str | None, str | None]:
    """Return the day of publication and the day of a change in ``line``, each null if the line does not give it.

    It is the first, or ``likely`` if the line has that too.
    """
    line = line[:_MAX_DATED_CHARS]
    days: dict[bool, str] = {}
    end = 0
    while date_match := find_date(line[end:]):
        events = list(_EVENT.finditer(line, end, end + date_match.start()))
        day = to_edtf(date_match)
        is_change = bool(events and events[-1]["change"])
        if day and (is_change not in days or day == likely):
            days[is_change] = day
        end += date_match.end()
    return days.get(False), days.get(True)


def names_event(line: str) -> bool:
    """Return true if ``line`` says what happened on its date: "Published", "Updated"."""
    return _EVENT.search(line) is not None


def is_dated_label(line: str) -> bool:
    """Return true if ``line`` has a date at its start or end, and otherwise names as in a label above an article."""
    date_match = find_date(line) if len(line) <= _MAX_DATELINE_CHARS else None
    if date_match is None or line.endswith((".", "”", "’")):
        return False
    before, after = (
        _DATELINE_WORDS.sub("", _remove_dates(text)) for text in (line[: date_match.start()], line[date_match.end() :])
    )
    words = [word for word in re.findall(r"[^\s|/·•,:()–—-]+", f"{before} {after}") if any(map(str.isalnum, word))]
    is_at_edge = not re.search(r"\w", before) or not re.search(r"\w", after)
    return is_at_edge and len(words) <= _MAX_LABEL_WORDS and all(map(_LABEL_WORD.fullmatch, words))


def _remove_dates(line: str) -> str:
    for form in _FORMS + _SHORT_FORMS:
        line = form.sub(" ", line)
    return line


def is_dateline(line: str) -> bool:
    """Return true if ``line`` gives the date of publication or change and little else."""
    if len(line) > _MAX_DATELINE_CHARS:
        return False
    if _TIME_OF_ENTRY.fullmatch(line):
        return True
    date_match = find_date(line)
    if date_match is None:
        # "Updated 10:30 am", "Posted at 10:30 3 May": no year, and no word that a dateline would not have.
        rest = _DATELINE_WORDS.sub("", DAY_OF_YEAR.sub("", line))
        return bool(_DATELINE_OPENING.match(line)) and not re.search(r"[^\W\d_]", rest)
    rest = _DATELINE_WORDS.sub("", _remove_dates(line))
    other_words = len(re.findall(r"[^\W\d_]+", rest))
    if _DATELINE_OPENING.match(line):
        return other_words <= _MAX_OTHER_WORDS
    # Without an opening: only the date, or "5:45 PM 5/13/2024 by Ada Quill". "(May 3, 1972- )" is a lifespan.
    return not re.search(r"[()\[\]]", rest) and (
        not other_words or ("by " in line and bool(re.fullmatch(rf"\W*{_DATELINE_AUTHOR}\W*", rest.strip())))
    )
