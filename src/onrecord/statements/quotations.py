"""Pair the quotation marks of a text: straight, curly, angled, single, nested, unbalanced.

Marks are paired inside one block (a paragraph or a headline). A quotation left open at the end of its block is
closed there; the next block may open it again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from onrecord.types import Span

OPENING = {"“": '"', "„": '"', "«": '"', "‘": "'", "‹": "'"}
CLOSING = {"”": '"', "»": '"', "’": "'", "›": "'"}
STRAIGHT = {'"': '"', "'": "'"}
MARKS = frozenset(OPENING) | frozenset(CLOSING) | frozenset(STRAIGHT)

# Words that begin with an apostrophe, which is no quotation mark.
_ELISION = re.compile(r"(?:\d0s|\d\d\b|em\b|til\b|till\b|tis\b|twas\b|cause\b|bout\b|round\b|n['’]|n\b)", re.IGNORECASE)
_BEFORE_OPENING = frozenset("([{<—–-/:“\"‘'«„…")


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words in quotation marks."""

    span: Span
    """From the opening mark to behind the closing one."""
    inner: Span
    """The same without the marks."""
    mark: str
    """``"`` for double marks of any form, ``'`` for single ones."""
    depth: int
    """0 for a quotation that stands in no other."""
    closed: bool
    """False where its closing mark is missing, so that it ends with its block."""


def quotations(text: str, blocks: Iterable[Span]) -> tuple[Quotation, ...]:
    """Find the quotations in ``blocks`` of ``text``, outer before inner, in the order of their opening marks."""
    found: list[Quotation] = []
    for block in blocks:
        found.extend(_in_block(text, block))
    return tuple(sorted(found, key=lambda quotation: (quotation.span[0], -quotation.span[1])))


def _in_block(text: str, block: Span) -> list[Quotation]:
    start, end = block
    stack: list[tuple[int, str]] = []
    found: list[Quotation] = []

    def close(at: int, *, closed: bool) -> None:
        opened, mark = stack.pop()
        stop = at + 1 if closed else at
        found.append(Quotation((opened, stop), (opened + 1, at), mark, len(stack), closed))

    for at in range(start, end):
        character = text[at]
        if character not in MARKS:
            continue
        mark = OPENING.get(character) or CLOSING.get(character) or STRAIGHT[character]
        before = text[at - 1] if at > start else " "
        after = text[at + 1] if at + 1 < end else " "
        if _closes(text, at, (before, after), stack=stack, end=end):
            while stack[-1][1] != mark:
                if stack[-1][1] == "'":  # a single mark inside that never closed was an apostrophe
                    stack.pop()
                else:
                    close(at, closed=False)
            close(at, closed=True)
        elif _opens(text, at, (before, after), stack=stack, end=end):
            stack.append((at, mark))
    while stack:
        if stack[-1][1] == "'":
            stack.pop()
        else:
            close(end, closed=False)
    return found


def _opens(text: str, at: int, around: tuple[str, str], *, stack: list[tuple[int, str]], end: int) -> bool:
    character = text[at]
    before, after = around
    if character in CLOSING:
        return False
    if character in OPENING and OPENING[character] == '"':
        return True
    free_before = before.isspace() or before in _BEFORE_OPENING
    if character == '"':
        # With bad spacing the number of marks decides; after a digit it is the sign for inches.
        must = not stack and text.count('"', at + 1, end) % 2 == 1 and not before.isdigit()
        return must or (free_before and not after.isspace())
    if not free_before or after.isspace():
        return False
    if _ELISION.match(text, at + 1, end):
        return False
    if stack and stack[-1][1] == "'":
        return False
    return _closing_single(text, at + 1, end) is not None


def _closes(text: str, at: int, around: tuple[str, str], *, stack: list[tuple[int, str]], end: int) -> bool:
    character = text[at]
    before, after = around
    if character in OPENING or not stack:
        return False
    mark = CLOSING.get(character) or STRAIGHT[character]
    if not any(opened == mark for _, opened in stack):
        return False
    if mark == '"':
        if character in CLOSING:
            return True
        return not (before.isspace() and after.isalnum())  # between a blank and a word it opens one inside
    opened = max(position for position, kind in stack if kind == "'")
    return at > opened and at == _closing_single(text, opened + 1, end)


def _closing_single(text: str, start: int, end: int) -> int | None:
    """Where a single quotation opened before ``start`` closes.

    A mark before a letter is an apostrophe. One after punctuation closes. One after "s" may be a plural's
    apostrophe, so it closes only where no better one follows before the next single quotation opens.
    """
    plural: int | None = None
    for at in range(start, end):
        character = text[at]
        if character not in "'‘’":
            continue
        before = text[at - 1]
        after = text[at + 1] if at + 1 < end else " "
        if character == "‘" or before.isspace():
            if plural is not None:
                break
        elif after.isalnum():
            continue
        elif not before.isalnum():
            return at
        elif before not in "sS":
            return at if plural is None else plural
        elif plural is None:
            plural = at
    return plural
