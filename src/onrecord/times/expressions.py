"""Find time expressions in text and resolve them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from onrecord.times.bounds import bounds
from onrecord.times.calendar import MONTHS, page_date
from onrecord.times.forms import FORMS, MONTH_NAME, VAGUE
from onrecord.types import When

_FUTURE = re.compile(r"\b(?:next|coming|tomorrow)\b", re.IGNORECASE)
_VAGUE = re.compile(VAGUE, re.IGNORECASE)
# Letters that equal others where case is ignored, and that no list of names has: "laſt week", "last sprıng".
_LETTERS = str.maketrans("\u017f\u0130\u0131\u212a", "sIiK")
_LETTER = re.compile("[\u017f\u0130\u0131\u212a]")
_NEEDLES = tuple({needle for form in FORMS for needle in form.needles})


def find_times(text: str, *, published: str | None, offset: int = 0) -> tuple[When, ...]:
    """Find the time expressions in ``text``, in order and without overlaps, and resolve them against ``published``.

    ``published`` is the page's date in EDTF, or null. ``offset`` is added to every span. An expression has no EDTF date
    if it names no date ("at the time", "recently") or if the page's date does not determine it.
    """
    page = page_date(published)
    printed_text = text
    if _LETTER.search(text):
        text = text.translate(_LETTERS)
    lowered = text.lower()
    needles = {needle for needle in _NEEDLES if needle in lowered}
    if not needles.isdisjoint(MONTHS) and not MONTH_NAME.search(text):
        needles.difference_update(MONTHS)
    forms = [form for form in FORMS if not needles.isdisjoint(form.needles)]
    matches = [(match, form.resolve) for form in forms for match in form.pattern.finditer(text)]
    # Of matches that start together, the longest comes first: "last week" before "last".
    matches.sort(key=lambda pair: (pair[0].start("all"), -pair[0].end("all")))
    times: list[When] = []
    previous_end = 0
    for match, resolve in matches:
        start, end = match.span("all")
        if start >= previous_end:
            previous_end = end
            times.append(When(printed_text[start:end], resolve(match, page), (start + offset, end + offset)))
    return tuple(times)


def is_future(time: When) -> bool:
    """Return true if ``time`` is in the future by its words: "next week", "tomorrow"."""
    return _FUTURE.search(time.text) is not None


def is_vague(time: When) -> bool:
    """Return true if ``time`` is an adverb without a date: "recently", "previously"."""
    return _VAGUE.fullmatch(time.text) is not None


def lie_ahead(time: When, *, published: str | None) -> When:
    """Return ``time`` with the date that it has if it lies after ``published``: "on Monday" is the Monday after.

    Only the next such weekday can be told; every other date that is not after ``published`` becomes null.
    """
    page, first_and_last = page_date(published).date, bounds(time.edtf)
    if page is None or first_and_last is None or first_and_last[0] > page:
        return time
    is_weekday = time.text.lower().split()[0].endswith("day") and not any(map(str.isdigit, time.text))
    next_day = first_and_last[0] + timedelta(days=7)
    return replace(
        time, edtf=next_day.isoformat() if is_weekday and next_day.toordinal() - page.toordinal() < 7 else None
    )
