"""Pair quotation marks: straight, curly and angled, single and double, nested and unbalanced.

Marks are paired within a block (a paragraph or headline). A quotation without a closing mark ends with its block: news
style omits the closing mark if a quotation continues in the next paragraph, which opens it again.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from onrecord.types import Span

# The forms of marks, with the kind of each: '"' for double, "'" for single.
OPENING = {"“": '"', "„": '"', "«": '"', "``": '"', "‘": "'", "‹": "'", "`": "'"}
CLOSING = {"”": '"', "»": '"', "’’": '"', "’": "'", "›": "'"}
STRAIGHT = {'"': '"', "''": '"', "'": "'"}
CLOSED_BY = {"„": "“", "»": "«"}
"""Opening marks of other languages, with the closing marks that English uses to open: „Go“ and »Go«."""
MARKS = frozenset(mark for mark in (*OPENING, *CLOSING, *STRAIGHT) if len(mark) == 1)

_MARK = re.compile("``|''|’’|[" + "".join(MARKS) + "]")
_SINGLE = re.compile("['‘’`]")
# Words with an apostrophe at the start: "the '90s", "rock 'n' roll", "'til dawn".
_ELISION = re.compile(r"(?:\d0s|\d\d\b|em\b|til\b|till\b|tis\b|twas\b|cause\b|bout\b|round\b|n['’]|n\b)", re.IGNORECASE)
# Words with an apostrophe at the end: "the singers' club", "nothin' more", "an' that", "ol' Tarn", "rock ’n’ roll".
_DROPPED_LETTER = re.compile(r"(?:s|\w\win|\b(?:n|an|o|th|wi|ol|lil|mo))\Z", re.IGNORECASE)
# Characters before the apostrophe that the pattern above looks at.
_DROPPED_LETTER_CHARS = 4
# Characters that may precede an opening mark without a space: "(‘Go’)", "— “Go”".
_BEFORE_OPENING = frozenset("([{<—–-/:“\"‘'«„…")
# Further opening marks in as many open quotations are ignored. A paragraph of 100,000 opening marks would be as many
# quotations in one another, each up to its end, and take quadratic time and memory wherever they are indexed.
_MAX_DEPTH = 20


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
    for block, following in pairwise([*blocks, None]):
        if block:
            quotations.extend(_Pairing(text, block, is_continued=_begins_with_single(text, following)).pair())
    return tuple(sorted(quotations, key=lambda quotation: (quotation.span[0], -quotation.span[1])))


def _begins_with_single(text: str, block: Span | None) -> bool:
    """Return true if ``block`` begins with a single mark that opens a quotation."""
    if block is None or text[block[0] : block[0] + 1] not in {"'", "‘"}:
        return False
    start = block[0] + 1
    return text[start : start + 1].isalnum() and not _ELISION.match(text, start, block[1])


@dataclass(frozen=True, slots=True)
class _Mark:
    """A mark with its kind (``"`` or ``'``) and the characters around it; a space at the edges of the block."""

    form: str
    kind: str
    start: int
    end: int
    before: str
    after: str


def _find_marks(text: str, block: Span) -> list[_Mark]:
    start, end = block
    marks: list[_Mark] = []
    for match in _MARK.finditer(text, start, end):
        form = match.group()
        kind = OPENING.get(form) or CLOSING.get(form) or STRAIGHT[form]
        before = text[match.start() - 1] if match.start() > start else " "
        after = text[match.end()] if match.end() < end else " "
        marks.append(_Mark(form, kind, match.start(), match.end(), before, after))
    return marks


class _Pairing:
    """The pairing of the marks of a block, from left to right, with a stack of the quotations that are open."""

    def __init__(self, text: str, block: Span, *, is_continued: bool = False) -> None:
        """``is_continued``: the next block begins with a single mark, so that one in this block may lack its end."""
        self.quotations: list[Quotation] = []
        self._text = text
        self._is_continued = is_continued
        self._block = block
        self._stack: list[_Mark] = []
        self._open_marks: dict[str, list[_Mark]] = {'"': [], "'": []}
        self._closing_singles: _ClosingSingles | None = None

    def pair(self) -> list[Quotation]:
        """Return the quotations of the block, in the order of their ends."""
        marks = _find_marks(self._text, self._block)
        marks_left = Counter(mark.form for mark in marks)
        doubles_left = [mark for mark in reversed(marks) if mark.kind == '"']
        for mark in marks:
            marks_left[mark.form] -= 1
            if mark.kind == '"':
                doubles_left.pop()
            if self._closes(mark):
                while self._stack[-1].kind != mark.kind:
                    self._close_unclosed(mark.start)
                self._close(mark.start, closing=mark)
            elif self._opens(mark, marks_left=marks_left[mark.form]) and not self._reopens(mark, doubles_left[-2:]):
                self._stack.append(mark)
                self._open_marks[mark.kind].append(mark)
        while self._stack:
            self._close_unclosed(self._block[1])
        return self.quotations

    def _pop(self) -> _Mark:
        mark = self._stack.pop()
        self._open_marks[mark.kind].pop()
        return mark

    def _close(self, end: int, *, closing: _Mark | None) -> None:
        opening = self._pop()
        span = (opening.start, closing.end if closing else end)
        depth = len(self._stack)
        self.quotations.append(Quotation(span, (opening.end, end), opening.kind, depth, closing is not None))

    def _close_unclosed(self, end: int) -> None:
        """End the innermost quotation without a closing mark. A single mark without one was an apostrophe, unless the
        quotation goes on in the next block: "She said: 'It is late.", and then "'It is very late.'"."""
        if self._stack[-1].kind == "'" and not (self._is_unclosed(self._stack[-1]) and end == self._block[1]):
            self._pop()
        else:
            self._close(end, closing=None)

    def _opens(self, mark: _Mark, *, marks_left: int) -> bool:
        """Return true if ``mark`` opens a quotation. ``marks_left`` is the number of marks of its form after it."""
        if len(self._stack) >= _MAX_DEPTH:
            return False
        is_detached = mark.before.isspace() or mark.before in _BEFORE_OPENING
        if mark.form in CLOSING:  # a closing mark typed at the start: ”We go,” he said.
            return mark.kind == '"' and not self._stack and is_detached and mark.after.isalnum()
        if mark.kind == '"' and mark.form in OPENING:
            return True
        if mark.kind == '"':
            # With wrong spacing, 'He said ," we go ", and left', the mark opens if an odd number of marks follows.
            # After a digit it means inches: 6'2".
            must_open = not self._stack and marks_left % 2 == 1 and not mark.before.isdigit()
            return must_open or (is_detached and not mark.after.isspace())
        if not is_detached or mark.after.isspace() or _ELISION.match(self._text, mark.end, self._block[1]):
            return False
        is_in_single = bool(self._stack) and self._stack[-1].kind == "'"
        return not is_in_single and (self._find_closing_single(mark) is not None or self._is_unclosed(mark))

    def _is_unclosed(self, mark: _Mark) -> bool:
        """Return true if the single ``mark`` opens the block, or follows a colon, and the quotation is continued."""
        opens = mark.start == self._block[0] or self._text[max(self._block[0], mark.start - 2) : mark.start] == ": "
        return self._is_continued and opens and self._find_closing_single(mark) is None

    def _reopens(self, mark: _Mark, following: Sequence[_Mark]) -> bool:
        """Return true if ``mark`` repeats the opening mark of a continued quotation: "We go. "We go now," he said.

        It opens a sentence, as at the start of a paragraph whose break was lost, and the quotation inside it has no two
        closing marks: ``following`` are the next two double marks.
        """
        if mark.kind != '"' or not self._open_marks['"'] or self._text[mark.start - 2] not in ".?!…":
            return False
        return len(following) < 2 or any(other.before.isspace() or other.after.isalnum() for other in following)

    def _closes(self, mark: _Mark) -> bool:
        open_marks = self._open_marks[mark.kind]
        if not open_marks:
            return False
        if mark.form in OPENING:
            is_attached = not mark.before.isspace() and mark.before not in _BEFORE_OPENING
            return is_attached and CLOSED_BY.get(open_marks[-1].form) == mark.form
        if mark.kind == '"':
            # A straight mark between a space and a word opens an inner quotation: "one "two" three".
            return mark.form in CLOSING or not (mark.before.isspace() and mark.after.isalnum())
        return mark.start == self._find_closing_single(open_marks[-1])

    def _find_closing_single(self, opening: _Mark) -> int | None:
        if self._closing_singles is None:
            self._closing_singles = _ClosingSingles(self._text, self._block)
        return self._closing_singles.find(opening.end)


class _ClosingSingles:
    """The marks of a block that close a single quotation, by the place where it opens.

    A mark before a letter is an apostrophe ("isn’t"). A mark after punctuation closes. A mark after a plural's "s" or a
    dropped letter may be either ("the girls’ dog"), and closes only if no unambiguous mark follows before the next
    single quotation opens.
    """

    def __init__(self, text: str, block: Span) -> None:
        """Look at each mark once, from right to left."""
        start, end = block
        self._offsets = [match.start() for match in _SINGLE.finditer(text, start, end)]
        self._closing_marks: list[int | None] = [None] * len(self._offsets)
        closing_mark: int | None = None
        """The mark that closes a quotation opened just before the marks seen so far."""
        unambiguous: int | None = None
        """The mark after punctuation among them, before the next quotation opens."""
        for index in reversed(range(len(self._offsets))):
            offset = self._offsets[index]
            before = text[offset - 1] if offset > start else " "
            after = text[offset + 1] if offset + 1 < end else " "
            if text[offset] in "‘`" or before.isspace():
                unambiguous = None
            elif after.isalnum():
                pass  # an apostrophe
            elif not before.isalnum():
                closing_mark = unambiguous = offset
            elif not _DROPPED_LETTER.search(text, max(start, offset - _DROPPED_LETTER_CHARS), offset):
                closing_mark, unambiguous = offset, None
            else:
                closing_mark = offset if unambiguous is None else unambiguous
            self._closing_marks[index] = closing_mark

    def find(self, start: int) -> int | None:
        """Return the offset of the mark that closes a quotation opened before ``start``; null if there is none."""
        index = bisect_left(self._offsets, start)
        return self._closing_marks[index] if index < len(self._offsets) else None
