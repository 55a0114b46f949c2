"""Full dates (day, month and year) in datelines, as EDTF."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
# In this order: "2024-05-03T10:30:00+01:00", "3rd of May, 2024", "Feb. 26, 2025", "13/5/2024" or "5.5.2024".
_FORMS = tuple(
    re.compile(rf"(?<![\w/]){form}(?![\w/])", re.IGNORECASE)
    for form in (
        rf"{_YEAR}-(?P<number>\d\d)-(?P<day>\d\d)(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?",
        rf"{_DAY}\s+(?:of\s+)?{_MONTH},?\s+{_YEAR}",
        rf"{_MONTH}\s+{_DAY},?\s+{_YEAR}",
        rf"(?P<first>\d{{1,2}})[/.](?P<second>\d{{1,2}})[/.]{_YEAR}",
    )
)


def find_date(line: str) -> re.Match[str] | None:
    """Match the first full date in ``line``; null if there is none."""
    matches = [match for form in _FORMS if (match := form.search(line))]
    return min(matches, key=lambda match: match.start(), default=None)


def to_edtf(match: re.Match[str]) -> str | None:
    """Convert a match of ``find_date`` to EDTF, such as ``2024-05-03``.

    Null for a day that does not exist (31 June), and for an ambiguous date: 03/05/2024 is in May in London and in
    March in New York.
    """
    groups = match.groupdict()
    if "first" in groups:
        first, second = int(groups["first"]), int(groups["second"])
        # 5/13/2024 can only be month first, 13/5/2024 only day first; 5/5/2024 is the same either way.
        if first == second or second > 12:
            month, day = first, second
        elif first > 12:
            month, day = second, first
        else:
            return None
    else:
        day = int(groups["day"])
        month = int(groups["number"]) if "number" in groups else _MONTHS.index(groups["month"][:3].lower()) + 1
    try:
        return date(int(groups["year"]), month, day).isoformat()
    except ValueError:
        return None
