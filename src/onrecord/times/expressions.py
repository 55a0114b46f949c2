"""Where expressions of time stand in a text, and what each comes to."""

from __future__ import annotations

import re

from onrecord.times.calendar import page_date
from onrecord.times.forms import FORMS, VAGUE
from onrecord.types import When

_TO_COME = re.compile(r"\b(?:next|coming|tomorrow)\b", re.IGNORECASE)
_VAGUE = re.compile(VAGUE, re.IGNORECASE)


def find_times(text: str, *, published: str | None, offset: int = 0) -> tuple[When, ...]:
    """The expressions of time in ``text``, left to right, none within another, their EDTF against ``published``.

    ``published`` is the page's date as EDTF, or null; ``offset`` is added to each span. What states no date, such
    as "at the time" or "recently", has no EDTF, nor has what the page's date does not decide.
    """
    page = page_date(published)
    lowered = text.lower()
    forms = [form for form in FORMS if any(needle in lowered for needle in form.needles)]
    found = [(match, form.resolve) for form in forms for match in form.pattern.finditer(text)]
    times: list[When] = []
    reached = 0
    for match, resolve in sorted(found, key=lambda one: (one[0].start("all"), -one[0].end("all"))):
        start, end = match.span("all")
        if start >= reached:
            reached = end
            times.append(When(text[start:end], resolve(match, page), (start + offset, end + offset)))
    return tuple(times)


def is_to_come(time: When) -> bool:
    """Whether ``time`` says of itself that it is still to come: "next week", "tomorrow"."""
    return _TO_COME.search(time.text) is not None


def is_vague(time: When) -> bool:
    """Whether ``time`` is an adverb that states no date: "recently", "previously"."""
    return _VAGUE.fullmatch(time.text) is not None
