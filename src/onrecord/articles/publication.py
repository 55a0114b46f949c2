"""Find the day of publication that an HTML page prints."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from onrecord.articles.blocks import Layout
from onrecord.articles.body import ArticleRange
from onrecord.articles.dates import decide_ambiguity, find_date, find_published, is_dated_label, names_event
from onrecord.articles.furniture import classify_line
from onrecord.articles.headlines import looks_like_headline

# "3 May 2024", "Politics" and the author may stand above the headline.
MAX_LINES_ABOVE = 3
# English of countries where the day comes before the month. "en" and "en-US" are also the default of templates.
_DAY_FIRST_LANGUAGES = frozenset({"en-au", "en-gb", "en-ie", "en-in", "en-nz", "en-za"})
# "|ELMOUTH, |March 4, 2024| /QuayWire/ -- The ferry is late".
_PLACE = re.compile(r"[A-Z][A-Z .'’-]{2,40}, (?:[A-Z][\w.]{1,20}, )?")
_AFTER_WIRE_DATE = re.compile(r"\s*(?:/|\([A-Z]|[–—]|--)")
FOREIGN_KINDS = frozenset({"related", "comments", "cookies", "post"})
"""Kinds of furniture with authors and dates of their own."""


def find_printed_date(
    layout: Layout, selection: ArticleRange, title_index: int | None, *, shown: str | None, language: str
) -> tuple[str | None, tuple[str, ...]]:
    """Return the day of publication that the page prints, in EDTF, or a warning if it may be several days.

    ``language`` is the page's, which decides whether 03/05/2024 is in May: "en-GB".

    It stands below the headline, or else in a ``time`` element, which is ``shown``; or else right above the headline or
    further down. The day of a change is the last resort.
    """
    top, rest = _split_at_prose(layout, selection)
    above = range(max((title_index or 0) - MAX_LINES_ABOVE, 0), title_index or 0)
    # "4 May 2024 3 May 2024 by Ada Quill": the style sheet hides the first, and the second is ``shown``.
    below_headline, change = _find_days(layout, selection, top, shown=shown)
    # A date among the paragraphs may be that of an event: "Elmouth Fair", "1 June 2024".
    others = (_find_days(layout, selection, above), _find_days(layout, selection, rest, needs_event=True))
    candidates = (below_headline, shown, *(day for day, _ in others), change, *(day for _, day in others))
    published = next(filter(None, candidates), None)
    if published:
        return published, ()
    datelines = _find_datelines(layout, selection, [*top, *above])
    return decide_ambiguity(datelines, is_day_first=language.casefold() in _DAY_FIRST_LANGUAGES)


def _split_at_prose(layout: Layout, selection: ArticleRange) -> tuple[list[int], list[int]]:
    """Return the indexes of the blocks up to the second paragraph of the article, and of the others.

    The first may be a standfirst above the dateline.
    """
    paragraphs = (
        number
        for number, index in enumerate(selection.indexes)
        if selection.kinds[index] is None and _is_prose(layout.blocks[index].text)
    )
    end = next(islice(paragraphs, 1, None), len(selection.indexes))
    return selection.indexes[:end], selection.indexes[end:]


def _is_prose(text: str) -> bool:
    return not looks_like_headline(text) and classify_line(text) is None


def _find_days(
    layout: Layout,
    selection: ArticleRange,
    indexes: Iterable[int],
    *,
    shown: str | None = None,
    needs_event: bool = False,
) -> tuple[str | None, str | None]:
    """Return the first day of publication and the first day of a change in the datelines at ``indexes``.

    With ``needs_event``, only those in lines that name one count, as in "First published 3 May 2024".
    """
    published = change = None
    for text in _find_datelines(layout, selection, indexes):
        if not needs_event or names_event(text):
            day, day_of_change = find_published(text, likely=shown)
            published, change = published or day, change or day_of_change
    return published, change


def _find_datelines(layout: Layout, selection: ArticleRange, indexes: Iterable[int]) -> Iterator[str]:
    """Yield the lines at ``indexes`` with a date that is not one of the story."""
    for index in indexes:
        text, kind = layout.blocks[index].text, selection.kinds[index]
        date = find_date(text)
        if kind in FOREIGN_KINDS or not date:
            continue
        if _PLACE.fullmatch(text, 0, date.start()) and _AFTER_WIRE_DATE.match(text, date.end()):
            yield text[: date.end()]
        elif kind == "byline" or classify_line(text) in {"dateline", "byline"} or is_dated_label(text):
            yield text
