"""Pair the quotation marks of a text: straight, curly, angled, single, nested, unbalanced.

Marks are paired inside one block (a paragraph or a headline). A quotation left open at the end of its block is
closed there; the next block may open it again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from onrecord.types import Span

OPENING = {"“": '"', "„": '"', "«": '"', "``": '"', "‘": "'", "‹": "'", "`": "'"}
CLOSING = {"”": '"', "»": '"', "’’": '"', "’": "'", "›": "'"}
STRAIGHT = {'"': '"', "''": '"', "'": "'"}
MARKS = frozenset(mark for mark in (*OPENING, *CLOSING, *STRAIGHT) if len(mark) == 1)

_MARK = re.compile("``|''|’’|[" + "".join(MARKS) + "]")
# Words that begin, and words that end, with an apostrophe, which is no quotation mark.
_ELISION = re.compile(r"(?:\d0s|\d\d\b|em\b|til\b|till\b|tis\b|twas\b|cause\b|bout\b|round\b|n['’]|n\b)", re.IGNORECASE)
_DROPPED = re.compile(r"(?:s|\w\win|\b(?:an|o|th|wi|ol|lil|mo))\Z", re.IGNORECASE)
_LONGEST_DROPPED = 4
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


@dataclass(frozen=True, slots=True)
class _Mark:
    """One mark of the text, its class, and the characters around it."""

    form: str
    kind: str
    start: int
    end: int
    before: str
    after: str


def _marks(text: str, block: Span) -> Iterator[_Mark]:
    start, end = block
    for match in _MARK.finditer(text, start, end):
        form = match.group()
        kind = OPENING.get(form) or CLOSING.get(form) or STRAIGHT[form]
        before = text[match.start() - 1] if match.start() > start else " "
        after = text[match.end()] if match.end() < end else " "
        yield _Mark(form, kind, match.start(), match.end(), before, after)


def _in_block(text: str, block: Span) -> list[Quotation]:
    stack: list[_Mark] = []
    found: list[Quotation] = []

    def close(end: int, *, by: _Mark | None) -> None:
        opened = stack.pop()
        stop = by.end if by else end
        found.append(Quotation((opened.start, stop), (opened.end, end), opened.kind, len(stack), by is not None))

    def drop(end: int) -> None:
        """Close what was left open; a single mark that never closed was an apostrophe."""
        if stack[-1].kind == "'":
            stack.pop()
        else:
            close(end, by=None)

    for mark in _marks(text, block):
        if _closes(text, mark, stack=stack, end=block[1]):
            while stack[-1].kind != mark.kind:
                drop(mark.start)
            close(mark.start, by=mark)
        elif _opens(text, mark, stack=stack, end=block[1]):
            stack.append(mark)
    while stack:
        drop(block[1])
    return found


def _opens(text: str, mark: _Mark, *, stack: list[_Mark], end: int) -> bool:
    free = mark.before.isspace() or mark.before in _BEFORE_OPENING
    if mark.form in CLOSING:  # printed the wrong way round
        return mark.kind == '"' and not stack and free and mark.after.isalnum()
    if mark.kind == '"' and mark.form in OPENING:
        return True
    if mark.kind == '"':
        # With bad spacing the number of marks decides; after a digit it is the sign for inches.
        must = not stack and text.count(mark.form, mark.end, end) % 2 == 1 and not mark.before.isdigit()
        return must or (free and not mark.after.isspace())
    if not free or mark.after.isspace() or _ELISION.match(text, mark.end, end):
        return False
    return not (stack and stack[-1].kind == "'") and _closing_single(text, mark.end, end) is not None


def _closes(text: str, mark: _Mark, *, stack: list[_Mark], end: int) -> bool:
    opened = [other for other in stack if other.kind == mark.kind]
    if mark.form in OPENING or not opened:
        return False
    if mark.kind == '"':  # a straight one between a blank and a word opens one inside
        return mark.form in CLOSING or not (mark.before.isspace() and mark.after.isalnum())
    return mark.start == _closing_single(text, opened[-1].end, end)


def _closing_single(text: str, start: int, end: int) -> int | None:
    """Where a single quotation opened before ``start`` closes.

    A mark before a letter is an apostrophe. One after punctuation closes. One after a plural's "s" or a dropped letter
    may be an apostrophe, so it closes only where no better one follows before the next single quotation opens.
    """
    doubtful: int | None = None
    for at in range(start, end):
        if text[at] not in "'‘’`":
            continue
        before = text[at - 1]
        after = text[at + 1] if at + 1 < end else " "
        if text[at] in "‘`" or before.isspace():
            if doubtful is not None:
                break
        elif after.isalnum():
            continue
        elif not before.isalnum():
            return at
        elif not _DROPPED.search(text, max(start, at - _LONGEST_DROPPED), at):
            return at if doubtful is None else doubtful
        elif doubtful is None:
            doubtful = at
    return doubtful
