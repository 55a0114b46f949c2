"""Wordings compared: near-identical statements, and word diffs."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Final, Literal

from onrecord.encoder.misprints import is_misprint
from onrecord.encoder.quotations import find_quotations
from onrecord.people.lexicon import PRONOUNS, word_set
from onrecord.spans import overlaps_any
from onrecord.store.codecs import words_of
from onrecord.store.sketches import STATEMENT_RUN, runs
from onrecord.word_keys import ELLIPSIS, WordKey, cuts_negation, is_masked, is_negation, spell_out, split_words

Wording = Literal["same", "altered", "cut", "longer", "reported", "restated"]
"""A wording compared with another: the same except for punctuation, case, spelling and the style of numbers; with other
words; shorter; longer; different only in words outside quotation marks; or said again later in other words."""
_Edge = Literal["first", "last"]
_Opcode = tuple[str, int, int, int, int]
"""An operation of difflib on words, with the ranges of both sides."""
Part = Literal["same", "gone", "new"]

_FEW: Final = 6
"""Two people may say fewer words than this independently: "we will see" is no quotation."""
_TELLING: Final = 8
"""With fewer words than this, all must match for a statement by another speaker to be the same."""
_SHARED: Final = 0.5
"""Share of the word runs of the shorter wording that the longer one must contain ..."""
_ALIKE: Final = 0.75
"""... or share of both that must be the same words in the same order."""
_CLEAR: Final = 0.85
"""With fewer words of the shorter one in common, an altered quotation by another speaker is another statement."""
_STEM: Final = 4
"""First letters of a word that its forms share: "asks" and "asked"."""
_SHIFTED: Final = PRONOUNS | word_set(
    "my your his her its our their have has had will would shall should can could may might must am is are was were be "
    "been do does did"
)
"""Words that change with person and tense in reported speech."""
_SHORT_EDIT: Final = 2
"""Most words at the start that make an alteration when they alone are dropped or inserted: "Not one" for "One"."""
_MOST_CONTRACTED: Final = 4
"""Most words of one wording that are looked for with their contractions written out at the end of longer ones."""
_SENTENCE_END: Final = re.compile(r"[.?!…][\"”’')\]]*\s*\Z")
_BRACKET: Final = re.compile(r"\[[^\[\]]*\]")


@dataclass(frozen=True, slots=True)
class Quote:
    """The words of a statement as printed, with its kind."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a word diff: in both wordings, only in the first (``gone``), or only in the second (``new``)."""

    part: Part
    text: str


def nearly_same(quote: str, other_quote: str, *, same_speaker: bool, is_reported: bool = False) -> bool:
    """True if two quotes are the same statement, perhaps altered or shortened.

    ``is_reported`` is true if one of them has no quotation marks: its person and tense may differ.
    """
    parts = _marked_part(quote), _marked_part(other_quote)
    return (
        _are_nearly_same(quote, other_quote, same_speaker=same_speaker)
        or (parts != (quote, other_quote) and _are_nearly_same(*parts, same_speaker=same_speaker))
        or (same_speaker and is_reported and _is_reported_speech(quote, other_quote))
    )


def _is_reported_speech(quote: str, other_quote: str) -> bool:
    """True if two quotes differ in person and tense only: “We will open our books to anybody who asks” and "they would
    open their books to anybody who asked"."""
    first, second = ([word[:_STEM] for word in words_of(text) if word not in _SHIFTED] for text in (quote, other_quote))
    if min(len(first), len(second)) < _FEW or _count_negations(quote) != _count_negations(other_quote):
        return False
    return SequenceMatcher(None, first, second, autojunk=False).ratio() >= _ALIKE


def _marked_part(quote: str) -> str:
    """The words of ``quote`` in quotation marks if there are enough of them, or else all of them: 'It was one that
    |“every captain on this coast knows”|'."""
    quotations = [item for item in find_quotations(quote, [(0, len(quote))]) if item.depth == 0]
    part = " ".join(quote[slice(*quotation.inner)] for quotation in quotations)
    return part if len(words_of(part)) >= _FEW else quote


def _are_nearly_same(quote: str, other_quote: str, *, same_speaker: bool) -> bool:
    first, second = words_of(quote), words_of(other_quote)
    if first == second:
        return same_speaker or len(first) >= _FEW
    shortest = min(len(first), len(second))
    if shortest < _FEW:
        return False
    first_runs, second_runs = (runs(words, length=STATEMENT_RUN) for words in (first, second))
    shared = len(first_runs & second_runs) / min(len(first_runs), len(second_runs))
    # "We will not cut 200 jobs" is the minister's answer to "We will cut 200 jobs", not another wording of it.
    if not same_speaker and shared < 1 and _count_negations(quote) != _count_negations(other_quote):
        return False
    if not same_speaker and shortest < _TELLING:
        return shared == 1
    return shared >= _SHARED or SequenceMatcher(None, first, second, autojunk=False).ratio() >= _ALIKE


def is_other_statement(first: Quote, second: Quote, *, least: int = 0) -> bool:
    """True if the quotations of two speakers have other words at a place, and too few in common for an alteration:
    less than a share, or than ``least``."""
    words, other_words = words_of(first.text), words_of(second.text)
    matcher = SequenceMatcher(None, words, other_words, autojunk=False)
    same = sum(block.size for block in matcher.get_matching_blocks())
    is_less = same < max(least, _CLEAR * min(len(words), len(other_words)))
    return is_less and compare_wordings(first, second)[0] == "altered"


def _count_negations(quote: str) -> int:
    return sum(map(is_negation, _split(quote)))


def likeness(quote: str, other_quote: str) -> float:
    """Share of words of two quotes that are the same in the same order, 0 to 1."""
    return SequenceMatcher(None, words_of(quote), words_of(other_quote), autojunk=False).ratio()


def differences(before: str, after: str) -> tuple[Piece, ...]:
    """Compute the word diff from ``before`` to ``after``, in words as printed."""
    first, second = _printed(before), _printed(after)
    keys = [["".join(words_of(word)) for word in words] for words in (first, second)]
    pieces: list[Piece] = []
    matcher = SequenceMatcher(None, keys[0], keys[1], autojunk=False)
    for operation, first_start, first_end, second_start, second_end in matcher.get_opcodes():
        gone, new = first[first_start:first_end], second[second_start:second_end]
        if operation == "equal":
            pieces.append(Piece("same", " ".join(new)))
            continue
        pieces += [Piece("gone", " ".join(gone))] if gone else []
        pieces += [Piece("new", " ".join(new))] if new else []
    return tuple(pieces)


def compare_wordings(first: Quote, second: Quote) -> tuple[Wording, tuple[Piece, ...]]:
    """Classify the wording of ``second`` compared with ``first``, and compute their word diff.

    Only words in quotation marks on both pages can be altered: an outlet that writes 'the company would “never cut a
    job”' for “We will never cut a job” has shortened the quotation.
    """
    before, after = _words(first), _words(second)
    pieces: list[Piece] = []
    edits: list[_Edit] = []
    first_keys, second_keys = ([word.key for word in words] for words in (before, after))
    matcher = SequenceMatcher(None, first_keys, second_keys, autojunk=False)
    for operation, start, end, new_start, new_end in _split_opcodes(matcher.get_opcodes(), before, after):
        gone, new = before[start:end], after[new_start:new_end]
        # With the word after them, since "the third of" and "3" are the same before "May".
        if (
            operation == "equal"
            or _are_alike(gone, new)
            or _are_alike(before[start : end + 1], after[new_start : new_end + 1])
        ):
            text = _print(new)
            if pieces and pieces[-1].part == "same":
                text = f"{pieces.pop().text} {text}"
            pieces.append(Piece("same", text))
            continue
        pieces += [Piece("gone", _print(gone))] if gone else []
        pieces += [Piece("new", _print(new))] if new else []
        with_word_before = (*before[max(0, start - 1) : end], *after[max(0, new_start - 1) : new_end])
        is_marked = any(ELLIPSIS.search(word.text) for word in with_word_before)
        is_last = end == len(before) and new_end == len(after)
        edge: _Edge | None = "first" if not (start and new_start) else "last" if is_last else None
        following = [words[stop] for words, stop in ((before, end), (after, new_end)) if stop < len(words)]
        initials = [word.text.lstrip("\"“‘'")[:1] for word in following]
        is_capital = len(initials) == 2 and initials[0].isupper() != initials[1].isupper()
        last_word = before[start - 1].text if start else ""
        # Where the first page marks an omission, the other one has the whole quotation.
        is_added = not gone and not is_marked and _cuts_negation(second, new)
        is_negation = is_added or (not new and _cuts_negation(first, gone))
        edits.append(_Edit(tuple(gone), tuple(new), last_word, edge, is_marked, is_capital, is_negation))
    return _classify(edits, is_reported="indirect" in (first.kind, second.kind)), tuple(pieces)


def _split_opcodes(opcodes: Iterable[_Opcode], before: Sequence[_Word], after: Sequence[_Word]) -> Iterator[_Opcode]:
    """Yield ``opcodes``, with contractions at the end of other words apart: "|if they ask|, we will" and "we'll"."""
    for opcode in opcodes:
        operation, start, end, new_start, new_end = opcode
        gone, new = before[start:end], after[new_start:new_end]
        short, long = (new, gone) if len(new) < len(gone) else (gone, new)
        length = next(
            (
                length
                for length in range(len(short) + 1, min(len(long), 2 * len(short) + 1))
                if operation == "replace" and len(short) <= _MOST_CONTRACTED and _are_alike(short, long[-length:])
            ),
            None,
        )
        if length is None:
            yield opcode
        elif long is gone:
            yield "delete", start, end - length, new_start, new_start
            yield "replace", end - length, end, new_start, new_end
        else:
            yield "insert", start, start, new_start, new_end - length
            yield "replace", start, end, new_end - length, new_end


def _classify(edits: Sequence[_Edit], *, is_reported: bool) -> Wording:
    if not edits:
        return "same"
    if is_reported:
        return "reported"
    if any(edit.is_alteration for edit in edits):
        return "altered"
    if any(edit.lost for edit in edits):
        return "cut"
    if any(edit.added for edit in edits):
        return "longer"
    return "reported" if any(not word.quoted for edit in edits for word in (*edit.gone, *edit.new)) else "same"


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    """As printed, with separate punctuation after it."""
    key: str
    span: tuple[int, int]
    quoted: bool
    """True if the page prints it in quotation marks, or the whole statement is the speaker's own words."""
    bracketed: bool
    """True in square brackets: a remark of the outlet."""


@dataclass(frozen=True, slots=True)
class _Edit:
    """Words of the first wording and the words of the second in their place."""

    gone: tuple[_Word, ...]
    new: tuple[_Word, ...]
    before: str
    """The word before them."""
    edge: _Edge | None
    """The end of the quotation at which they are."""
    is_marked: bool
    """True if an ellipsis is in or before them."""
    is_capital: bool
    """True if the word after them begins with a capital on one page only: “|Not| one pound” and “One pound”."""
    is_negation: bool
    """True if they are on one page only and negate what both pages have."""

    @property
    def lost(self) -> list[_Word]:
        """Quoted words of the first wording that the second leaves out."""
        return [word for word in self.gone if word.quoted and not word.bracketed]

    @property
    def added(self) -> list[_Word]:
        """Quoted words that only the second wording has."""
        return [word for word in self.new if word.quoted and not word.bracketed]

    @property
    def is_alteration(self) -> bool:
        """True if quoted words are replaced by others, or a negation of the rest is dropped or inserted."""
        lost, added = self.lost, self.added
        if lost and added:
            # Both quote the same words and a different sentence before or after them.
            joins = {
                "first": (self.gone[-1].text, self.new[-1].text),
                "last": (self.before,),
                None: (),
            }[self.edge]
            return not any(_SENTENCE_END.search(text) for text in joins)
        words = lost or added
        is_short = self.edge == "first" and len(words) <= _SHORT_EDIT and not self.is_marked
        is_first_negation = is_short and self.is_capital and any(map(_has_negation, words))
        return bool(words) and (self.is_negation or is_first_negation)


def _words(quote: Quote) -> list[_Word]:
    """Words as printed, with separate punctuation joined to the word before it, and the words of a number as one."""
    text = quote.text
    quoted_spans = [item.span for item in find_quotations(text, [(0, len(text))])] if quote.kind == "mixed" else []
    brackets = [match.span() for match in _BRACKET.finditer(text)]
    keys = deque(split_words(text, (0, len(text))))
    words: list[_Word] = []
    number_end = 0
    for match in re.finditer(r"\S+", text):
        is_continued, key = match.start() < number_end, ""
        while keys and keys[0].span[0] < match.end():
            word = keys.popleft()
            key += word.key
            number_end = word.span[1]
        if words and (is_continued or not key):
            last = words.pop()
            span = (last.span[0], match.end())
            words.append(replace(last, text=f"{last.text} {match[0]}", key=last.key + key, span=span))
            continue
        is_quoted = quote.kind != "mixed" or overlaps_any(match.span(), quoted_spans)
        words.append(_Word(match[0], key, match.span(), is_quoted, overlaps_any(match.span(), brackets)))
    return words


def _cuts_negation(quote: Quote, cut: Sequence[_Word]) -> bool:
    """True if words of ``quote`` that the other page leaves out are a negation of the rest."""
    if not any(map(_has_negation, cut)):
        return False
    keys = _split_quote(quote.text)
    start, end = (
        bisect_left(keys, place, key=lambda word: word.span[0]) for place in (cut[0].span[0], cut[-1].span[1])
    )
    return cuts_negation(keys, (start, end), text=quote.text)


@lru_cache(maxsize=8)
def _split_quote(text: str) -> list[WordKey]:
    """The words of a quotation, once for all of its cuts."""
    return split_words(text, (0, len(text)))


def _has_negation(word: _Word) -> bool:
    return any(map(is_negation, _split(word.text)))


def _split(text: str) -> list[str]:
    return [word.key for word in split_words(text, (0, len(text)))]


def _are_alike(words: Sequence[_Word], other_words: Sequence[_Word]) -> bool:
    """True if words differ in spelling, the style of numbers, masked letters or a misprint only: "b****y" for "bloody",
    "calcuated" for "calculated"."""
    if _join_keys(words) == _join_keys(other_words):
        return True
    pairs = [[word.text.strip("\"“”‘’',.;:!?") for word in side] for side in (words, other_words)]
    return len(words) == len(other_words) and all(
        word == other_word or is_masked(word, other_word) or is_misprint(word, other_word)
        for word, other_word in zip(*pairs, strict=True)
    )


def _join_keys(words: Sequence[_Word]) -> str:
    """The keys of ``words`` in one string: "43 per cent" and "43%", "colour-coded" and "color coded", "don't" and "do
    not" give the same."""
    text = _print(words)
    return "".join(word.key for word in spell_out(split_words(text, (0, len(text)))))


def _print(words: Sequence[_Word]) -> str:
    return " ".join(word.text for word in words)


def _printed(text: str) -> list[str]:
    """Words as printed, with separate punctuation joined to the word before it."""
    return [word.text for word in _words(Quote(text, "direct"))]
