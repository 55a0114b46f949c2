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
# Words and numbers that a dateline has around its date: "Last updated: Friday, May 3, 2024 at 10:30 am GMT",
# "May 3, 2024 10:14 AM UTC Updated 3 hours ago".
_DATELINE_WORDS = re.compile(
    r"\b(?:first|originally|last|published|posted|updated?|modified|created|date|on|at|by|mon(?:day)?|tues?(?:day)?|wed(?:nesday)?"
    r"|thu(?:rs)?(?:day)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?|a\.?m|p\.?m|e[sd]?t|p[sd]?t|c[sd]?t|m[sd]t|gmt|utc|bst|ist|ce[sd]?t"
    r"|ae[sd]t|nz[sd]t|hkt|sgt|pkt|eat|wat|sast|hrs?|z|time"
    r"|\d+ min(?:ute)? read|\d+ (?:min(?:ute)?s?|hours?|days?) ago"
    r"|\d{1,2}|\d{1,2}[:.h]\d{2}(?::\d\d)?(?:[ap]m)?|\d{1,2}[ap]m?)\b",
    re.IGNORECASE,
)
_DATELINE_OPENING = re.compile(
    r"\W*(?:(?:first |originally |last )?(?:published|posted|updated|modified)|date)\b", re.IGNORECASE
)
# The time of an entry in a live report, on a line of its own: "14:31", "9.05am BST".
_TIME_OF_ENTRY = re.compile(r"\d{1,2}[:.]\d\d(?:\s?[ap]\.?m\.?)?(?:\s[A-Z]{2,4})?", re.IGNORECASE)
_MAX_DATELINE_CHARS = 120
# Further words allowed after an opening such as "Published": "Published 3 May 2024 in the Tarn Quay edition".
_MAX_OTHER_WORDS = 8
# The author after a date: "5:45 PM 5/13/2024 by Ada Quill".
_DATELINE_AUTHOR = r"[A-Z][\w.'’-]*(?: (?:[A-Z][\w.'’-]*|de|van|der|von|al|el|bin|la|del|di|da)){1,4}"


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
        name = groups.get("month", "")[:3].lower()
        # "ſept" with the old s equals "Sept" where case is ignored, and is no month.
        month = int(groups["number"]) if "number" in groups else _MONTHS.index(name) + 1 if name in _MONTHS else 0
    try:
        return date(int(groups["year"]), month, day).isoformat()
    except ValueError:
        return None


def is_dateline(line: str) -> bool:
    """Return true if ``line`` gives the date of publication or change and little else."""
    if len(line) > _MAX_DATELINE_CHARS:
        return False
    if _TIME_OF_ENTRY.fullmatch(line):
        return True
    date_match = find_date(line)
    if date_match is None:
        # "Updated 10:30 am": no date, and no word that a dateline would not have.
        return bool(_DATELINE_OPENING.match(line)) and not re.search(r"[^\W\d_]", _DATELINE_WORDS.sub("", line))
    rest = _DATELINE_WORDS.sub("", line[: date_match.start()] + " " + line[date_match.end() :])
    other_words = len(re.findall(r"[^\W\d_]+", rest))
    if _DATELINE_OPENING.match(line):
        return other_words <= _MAX_OTHER_WORDS
    # Without an opening: only the date, or "5:45 PM 5/13/2024 by Ada Quill". "(May 3, 1972- )" is a lifespan.
    return not re.search(r"[()\[\]]", rest) and (
        not other_words or ("by " in line and bool(re.fullmatch(rf"\W*{_DATELINE_AUTHOR}\W*", rest.strip())))
    )
