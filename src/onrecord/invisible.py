"""Invisible characters: soft hyphens, zero-width spaces and direction marks, which must not split words or names; and
control characters and formulas, which must not reach a terminal or a spreadsheet.

The text of an article stays exact. The stages read a copy without these characters, and their spans are moved back to
the exact text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar, cast

from onrecord.types import Article, Span

# Soft hyphen, Arabic letter mark; zero-width space to right-to-left mark; embeddings; word joiner to invisible plus;
# isolates; zero-width no-break space.
_INVISIBLE = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
# Control characters, and marks that turn the direction of writing: "\x1b[2J" in a headline would clear the screen.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")

# Embeddings, overrides and isolates: an override in a name turns round the words after it, up to the end of the line.
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
# A cell that begins so is a formula to Excel, LibreOffice or Google Sheets, also in quotation marks or in full width.
_FORMULA = re.compile("[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")

T = TypeVar("T")


def find_visible(text: str) -> list[int] | None:
    """Return the offset of each visible character of ``text``; null if all are visible."""
    if not _INVISIBLE.search(text):
        return None
    return [offset for offset, character in enumerate(text) if not _INVISIBLE.match(character)]


def replace_unsafe(text: str, *, by: str) -> str:
    """Return ``text`` with ``by`` for each character that changes how a terminal or a page shows the others."""
    return _UNSAFE.sub(by, text)


def keep_direction(value: T) -> T:
    """Return ``value`` without the characters that turn the direction of what is shown after it, if it is text."""
    if isinstance(value, str) and _DIRECTION.search(value):
        return cast("T", type(value)(_DIRECTION.sub("", value)))
    return value


def text_cell(text: str) -> str:
    """Return ``text`` as a cell of CSV: with an apostrophe before it if a spreadsheet would run it as a formula.

    A page may say "=HYPERLINK(...)", which would show a link that sends the row to a stranger's server.
    """
    return f"'{text}" if _FORMULA.match(text) else text


def drop_invisible(article: Article, visible: Sequence[int]) -> Article:
    """Return ``article`` without invisible characters; ``visible`` are the offsets of the others."""
    text = "".join(article.text[offset] for offset in visible)
    moved = _move_spans(article, lambda span: (bisect_left(visible, span[0]), bisect_left(visible, span[1])))
    return replace(moved, text=text)


def restore_invisible(value: T, visible: Sequence[int]) -> T:
    """Move every span in ``value``, found in the text without invisible characters, to the exact text."""
    return _move_spans(value, lambda span: (visible[span[0]], visible[span[1] - 1] + 1) if span[0] < span[1] else span)


def _move_spans(value: T, move: Callable[[Span], Span]) -> T:
    """Apply ``move`` to every pair of whole numbers in ``value``, its fields and items."""
    moved: Any = value
    if isinstance(value, tuple):
        is_span = len(value) == 2 and all(type(item) is int for item in value)
        moved = move(value) if is_span else tuple(_move_spans(item, move) for item in value)
    elif is_dataclass(value) and not isinstance(value, type):
        moved = replace(value, **{part.name: _move_spans(getattr(value, part.name), move) for part in fields(value)})
    return cast("T", moved)
