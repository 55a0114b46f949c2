"""Pair quotation marks: straight, curly and angled, single and double, nested and unbalanced.

Marks are paired within a block (a paragraph or headline). A quotation without a closing mark ends with its block: news
style omits the closing mark where a quotation continues in the next paragraph, which opens it again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from onrecord.types import Span

# The forms of marks, with the kind of each: '"' for double, "'" for single.
OPENING = {"“": '"', "„": '"', "«": '"', "``": '"', "‘": "'", "‹": "'", "`": "'"}
CLOSING = {"”": '"', "»": '"', "’’": '"', "’": "'", "›": "'"}
STRAIGHT = {'"': '"', "''": '"', "'": "'"}
MARKS = frozenset(mark for mark in (*OPENING, *CLOSING, *STRAIGHT) if len(mark) == 1)

_MARK = re.compile("``|''|’’|[" + "".join(MARKS) + "]")
# Words with an apostrophe at the start: "the '90s", "rock 'n' roll", "'til dawn".
_ELISION = re.compile(r"(?:\d0s|\d\d\b|em\b|til\b|till\b|tis\b|twas\b|cause\b|bout\b|round\b|n['’]|n\b)", re.IGNORECASE)
# Words with an apostrophe at the end: "the singers' club", "nothin' more", "an' that", "ol' Tarn".
_DROPPED_LETTER = re.compile(r"(?:s|\w\win|\b(?:an|o|th|wi|ol|lil|mo))\Z", re.IGNORECASE)
# Characters before the apostrophe that the pattern above looks at.
_DROPPED_LETTER_CHARS = 4
# Characters that may precede an opening mark without a space: "(‘Go’)", "— “Go”".
_BEFORE_OPENING = frozenset("([{<—–-/:“\"‘'«„…")


@dataclass(frozen=True, slots=True)
class Quotation:
    """A stretch of text in quotation marks."""

    span: Span
    """From the opening mark to the end of the closing mark."""
    inner: Span
    """The span without the marks."""
    mark: str
    """``"`` for double marks of any form, ``'`` for single ones."""
    depth: int
    """Number of quotations around it."""
    closed: bool
    """False if the closing mark is missing."""


def find_quotations(text: str, blocks: Iterable[Span]) -> tuple[Quotation, ...]:
    """Find the quotations in ``blocks`` of ``text``, in the order of their opening marks, outer before inner."""
    quotations: list[Quotation] = []
    for block in blocks:
        quotations.extend(_pair_marks(text, block))
    return tuple(sorted(quotations, key=lambda quotation: (quotation.span[0], -quotation.span[1])))


@dataclass(frozen=True, slots=True)
class _Mark:
    """A mark with its kind (``"`` or ``'``) and the characters around it; a space at the edges of the block."""

    form: str
    kind: str
    start: int
    end: int
    before: str
    after: str


def _find_marks(text: str, block: Span) -> Iterator[_Mark]:
    start, end = block
    for match in _MARK.finditer(text, start, end):
        form = match.group()
        kind = OPENING.get(form) or CLOSING.get(form) or STRAIGHT[form]
        before = text[match.start() - 1] if match.start() > start else " "
        after = text[match.end()] if match.end() < end else " "
        yield _Mark(form, kind, match.start(), match.end(), before, after)


def _pair_marks(text: str, block: Span) -> list[Quotation]:
    stack: list[_Mark] = []
    quotations: list[Quotation] = []

    def close(end: int, *, closing: _Mark | None) -> None:
        opening = stack.pop()
        span_end = closing.end if closing else end
        quotations.append(
            Quotation((opening.start, span_end), (opening.end, end), opening.kind, len(stack), closing is not None)
        )

    def close_unclosed(end: int) -> None:
        """End the innermost quotation without a closing mark. A single mark without one was an apostrophe."""
        if stack[-1].kind == "'":
            stack.pop()
        else:
            close(end, closing=None)

    for mark in _find_marks(text, block):
        if _closes(text, mark, stack=stack, end=block[1]):
            while stack[-1].kind != mark.kind:
                close_unclosed(mark.start)
            close(mark.start, closing=mark)
        elif _opens(text, mark, stack=stack, end=block[1]):
            stack.append(mark)
    while stack:
        close_unclosed(block[1])
    return quotations


def _opens(text: str, mark: _Mark, *, stack: list[_Mark], end: int) -> bool:
    is_detached = mark.before.isspace() or mark.before in _BEFORE_OPENING
    if mark.form in CLOSING:  # a closing mark typed at the start: ”We go,” he said.
        return mark.kind == '"' and not stack and is_detached and mark.after.isalnum()
    if mark.kind == '"' and mark.form in OPENING:
        return True
    if mark.kind == '"':
        # With wrong spacing, 'He said ," we go ", and left', the mark opens if an odd number of marks follows. After a
        # digit it stands for inches: 6'2".
        must_open = not stack and text.count(mark.form, mark.end, end) % 2 == 1 and not mark.before.isdigit()
        return must_open or (is_detached and not mark.after.isspace())
    if not is_detached or mark.after.isspace() or _ELISION.match(text, mark.end, end):
        return False
    return not (stack and stack[-1].kind == "'") and _find_closing_single(text, mark.end, end) is not None


def _closes(text: str, mark: _Mark, *, stack: list[_Mark], end: int) -> bool:
    opening_marks = [open_mark for open_mark in stack if open_mark.kind == mark.kind]
    if mark.form in OPENING or not opening_marks:
        return False
    if mark.kind == '"':
        # A straight mark between a space and a word opens an inner quotation: "one "two" three".
        return mark.form in CLOSING or not (mark.before.isspace() and mark.after.isalnum())
    return mark.start == _find_closing_single(text, opening_marks[-1].end, end)


def _find_closing_single(text: str, start: int, end: int) -> int | None:
    """Return the offset of the mark that closes a single quotation opened before ``start``; null if there is none.

    A mark before a letter is an apostrophe ("isn’t"). A mark after punctuation closes. A mark after a plural's "s" or a
    dropped letter may be either ("the girls’ dog"), and closes only if no unambiguous mark follows before the next
    single quotation opens.
    """
    ambiguous: int | None = None
    for offset in range(start, end):
        if text[offset] not in "'‘’`":
            continue
        before = text[offset - 1]
        after = text[offset + 1] if offset + 1 < end else " "
        if text[offset] in "‘`" or before.isspace():
            if ambiguous is not None:
                break
        elif after.isalnum():
            continue
        elif not before.isalnum():
            return offset
        elif not _DROPPED_LETTER.search(text, max(start, offset - _DROPPED_LETTER_CHARS), offset):
            return offset if ambiguous is None else ambiguous
        elif ambiguous is None:
            ambiguous = offset
    return ambiguous
