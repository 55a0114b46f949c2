"""Quoted words compared with a passage of a page: differences, and omissions that the draft marks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

from onrecord.check.alignment import FUNCTION_WORDS, POINTING_WORDS, POSSESSIVES, Segment, align_each, weigh
from onrecord.check.brackets import changes_tense, is_remark, names_replaced_word
from onrecord.check.draft_statements import QuotedPiece
from onrecord.check.passage_index import Place
from onrecord.types import Span
from onrecord.word_keys import ELLIPSIS, WordKey, cuts_negation, is_masked, is_negation, print_words, split_words

DifferenceKind = Literal["number", "negation", "name", "bracket", "word"]

_WIDEST_GAP: Final = 12
"""Most characters between two words for an ellipsis with its spaces and brackets; a longer gap may contain a cue."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Words that only the draft or only the page has, or that differ between them."""

    kind: DifferenceKind
    draft: str
    """As printed in the draft; empty for words that it drops."""
    source: str
    """As printed on the page; empty for words that the draft adds."""


@dataclass(frozen=True)
class WordComparison:
    """A quoted piece of a draft aligned with a passage."""

    piece: QuotedPiece
    draft_text: str
    """The text of the whole draft."""
    place: Place
    segments: tuple[Segment, ...]

    @property
    def passage_words(self) -> Sequence[WordKey]:
        return self.place.passage.words

    @cached_property
    def coverage(self) -> float:
        """Share of the piece's words that the passage has in this order, by weight, 0 to 1, without brackets."""
        total = sum(map(weigh, self.own_words))
        same = sum(weigh(self.piece.words[number]) for number in self.same_words if not self._in_brackets(number))
        return same / total if total else 0.0

    @cached_property
    def own_words(self) -> list[WordKey]:
        """The piece's words that are not in brackets."""
        return [word for number, word in enumerate(self.piece.words) if not self._in_brackets(number)]

    @cached_property
    def same_words(self) -> list[int]:
        """Positions of the piece's words that the passage has."""
        return [number for segment in self.segments if segment.operation == "same" for number in range(*segment.draft)]

    @cached_property
    def source_words(self) -> list[int]:
        """Positions of the passage's words that the piece has."""
        return [number for segment in self.segments if segment.operation == "same" for number in range(*segment.source)]

    @cached_property
    def longest_run(self) -> int:
        """The largest number of words that follow one another in both."""
        return max(
            (segment.draft[1] - segment.draft[0] for segment in self.segments if segment.operation == "same"), default=0
        )

    @cached_property
    def source_span(self) -> Span | None:
        """The span on the page from the first to the last word that the piece has; null if there is none."""
        if not self.source_words:
            return None
        return self.place.passage.span(self.source_words[0], self.source_words[-1] + 1)

    @cached_property
    def quoted_share(self) -> float:
        """Share of the page's words that are in quotation marks there, 0 to 1."""
        quoted = [self.place.passage.quoted[number] for number in self.source_words]
        return sum(quoted) / len(quoted) if quoted else 0.0

    @cached_property
    def omissions(self) -> tuple[str, ...]:
        """Words of the page that the draft leaves out with a mark; empty for a bracket that it adds."""
        parts = [self._source(segment.source) for segment in self.segments if self._is_omission(segment)]
        return (*parts, *self._edge_omissions())

    @cached_property
    def differences(self) -> tuple[Difference, ...]:
        """The words that differ, without marked omissions."""
        return tuple(
            self._difference(segment)
            for segment in self.segments
            if segment.operation != "same" and not self._is_omission(segment) and not self._is_masked(segment)
        )

    def _is_masked(self, segment: Segment) -> bool:
        """True if the draft or the page only masks letters of a swear word: "b****y" for "bloody"."""
        draft_words, source_words = self.piece.words[slice(*segment.draft)], self.passage_words[slice(*segment.source)]
        return is_masked(
            "".join(print_words(draft_words, self.draft_text).split()),
            "".join(print_words(source_words, self.place.page.article.text).split()),
        )

    @cached_property
    def differs_in_brackets_only(self) -> bool:
        """True if no word outside brackets differs."""
        segments = [row for row in self.segments if row.operation != "same" and not self._is_omission(row)]
        return all(row.draft[0] < row.draft[1] and self._bracketed >= set(range(*row.draft)) for row in segments)

    def _is_omission(self, segment: Segment) -> bool:
        if segment.operation == "same":
            return False
        start, end = segment.draft
        if start == end:
            is_marked = start in self.piece.breaks and not self._has_own_ellipsis(segment)
            text = self.place.page.article.text
            if is_marked and cuts_negation(self.passage_words, segment.source, text=text):
                return False
            return is_marked or self._is_explained(segment) or self._is_in_brackets_of_page(segment)
        if not all(self._in_brackets(number) for number in range(start, end)):
            return False
        replaced = self.passage_words[slice(*segment.source)]
        before = self._words_before(segment)
        if any(
            changes_tense(self.piece.words[start:end], verbs)
            for verbs in ([replaced] if replaced else [before[-1:], before])
        ):
            return True
        if _count_negations(self.piece.words[start:end]) != _count_negations(replaced or before):
            return False  # "[Orla Tarn does] know" for "I don't know"
        if is_remark(self.piece.words[start:end], replaced, text=self.draft_text):
            return True
        draft_words = self.draft_text[self.piece.words[start].span[0] : self.piece.words[end - 1].span[1]]
        return names_replaced_word(
            draft_words,
            page=self.place.page,
            words=self.passage_words,
            replaced=segment.source,
            speaker_keys=self._speaker_keys,
        )

    def _is_explained(self, segment: Segment) -> bool:
        """True if the draft has only the page's own explanation of dropped words, in brackets.

        "Records [in Europe]" for "records there (in Europe)".
        """
        dropped, following = self.passage_words[slice(*segment.source)], segment.source[1]
        if not self._in_brackets(segment.draft[0]) or following >= len(self.passage_words):
            return False
        gap = self.place.page.article.text[dropped[-1].span[1] : self.passage_words[following].span[0]]
        return gap.strip() in ("(", "[") and all(word.key in POINTING_WORDS for word in dropped)

    def _is_in_brackets_of_page(self, segment: Segment) -> bool:
        """True if the draft leaves out the page's explanation of a name or a pronoun in square brackets, which nobody
        said: "They [the councillors] knew". Other brackets may stand for words that were said: "I saw [Tarn] leave".
        """
        first, last = segment.source
        if not first:
            return False
        dropped, before = self.passage_words[first:last], self.passage_words[first - 1]
        text, (start, end) = self.place.page.article.text, (dropped[0].span[0], dropped[-1].span[1])
        is_bracket = text[start - 1] == "[" and text.startswith("]", end) and "]" not in text[start:end]
        is_explained = is_name(text, before) or before.key in POINTING_WORDS - POSSESSIVES
        return is_bracket and is_explained and not _count_negations(dropped)

    @cached_property
    def _speaker_keys(self) -> frozenset[str]:
        """The words of the name of the passage's speaker."""
        names = [self.place.page.facts[number].speaker_name or "" for number in self.place.passage.statements[:1]]
        return frozenset(word.key for name in names for word in split_words(name, (0, len(name))))

    def _words_before(self, segment: Segment) -> Sequence[WordKey]:
        """The two words of the page that a bracket at the beginning of the quotation may stand for, in its sentence."""
        first = segment.source[0]
        words, text = self.passage_words, self.place.page.article.text
        start = first
        while segment.draft[0] == 0 and start and first - start < 2:
            if start < len(words) and set(".?!;:,") & set(text[words[start - 1].span[1] : words[start].span[0]]):
                break
            start -= 1
        return words[start:first]

    def _has_own_ellipsis(self, segment: Segment) -> bool:
        """True if the page has an ellipsis at either end of the dropped words: the draft's is a copy of that one."""
        first, last = segment.source
        words, text = self.passage_words, self.place.page.article.text
        gaps = [(words[first - 1].span[1], words[first].span[0])] if first else []
        gaps += [(words[last - 1].span[1], words[last].span[0])] if last < len(words) else []
        return any(end - start < _WIDEST_GAP and ELLIPSIS.search(text[start:end]) for start, end in gaps)

    def _edge_omissions(self) -> Iterator[str]:
        """Words that an ellipsis at the beginning or end of the quotation stands for."""
        if not self.segments or not self.place.passage.statements:
            return
        first, last = self.segments[0].source[0], self.segments[-1].source[1]
        if 0 in self.piece.breaks and first:
            yield self._source((0, first))
        if len(self.piece.words) in self.piece.breaks and last < len(self.passage_words):
            yield self._source((last, len(self.passage_words)))

    @cached_property
    def _bracketed(self) -> frozenset[int]:
        return frozenset(number for start, end in self.piece.bracketed for number in range(start, end))

    def _in_brackets(self, number: int) -> bool:
        return number in self._bracketed

    def _source(self, positions: tuple[int, int]) -> str:
        return print_words(self.passage_words[slice(*positions)], self.place.page.article.text)

    def _difference(self, segment: Segment) -> Difference:
        draft_words = self.piece.words[slice(*segment.draft)]
        source_words = self.passage_words[slice(*segment.source)]
        draft, source = print_words(draft_words, self.draft_text), self._source(segment.source)
        kind: DifferenceKind = "word"
        if any(self._in_brackets(number) for number in range(*segment.draft)):
            kind = "bracket"
        elif _count_negations(draft_words) != _count_negations(source_words):
            kind = "negation"
        elif any(w.number is not None for w in (*draft_words, *source_words)):
            kind = "number"
        elif any(is_name(self.draft_text, word) for word in draft_words) or any(
            is_name(self.place.page.article.text, word) for word in source_words
        ):
            kind = "name"
        return Difference(kind, draft, source)


def _count_negations(words: Sequence[WordKey]) -> int:
    return sum(is_negation(word.key) for word in words)


def is_name(text: str, word: WordKey) -> bool:
    """True if ``word`` has a capital and is not at the start of a sentence."""
    start = word.span[0]
    before = text[max(0, start - 2) : start]
    is_inside = before[-1:] in " \u00a0-" and before[:1] not in ".?!:“\"‘'…" and bool(before)
    return text[start : start + 1].isupper() and is_inside and word.key not in FUNCTION_WORDS and len(word.key) > 1


def are_acronyms(words: Sequence[WordKey], text: str, other_words: Sequence[WordKey], other_text: str) -> bool:
    """True if one side has the initials of the other: "EU" and "European Union", "the U.N." and "United Nations"."""
    names, other_names = (
        [name for word in side if (name := side_text[slice(*word.span)].replace(".", ""))[:1].isupper()]
        for side, side_text in ((words, text), (other_words, other_text))
    )
    return _is_acronym(names, other_names) or _is_acronym(other_names, names)


def _is_acronym(names: Sequence[str], acronym: Sequence[str]) -> bool:
    return len(names) > 1 and len(acronym) == 1 and "".join(name[0] for name in names) == acronym[0]


def compare(piece: QuotedPiece, place: Place, *, draft_text: str) -> WordComparison:
    """Align ``piece`` with the words of ``place``."""
    return compare_each(piece, [place], draft_text=draft_text)[0]


def compare_each(piece: QuotedPiece, places: Sequence[Place], *, draft_text: str) -> list[WordComparison]:
    """Align ``piece`` with the words of each of ``places``."""
    bracketed = {number for start, end in piece.bracketed for number in range(start, end)}
    sources = [place.passage.words for place in places]
    aligned = align_each(piece.words, sources, breaks=piece.breaks, bracketed=bracketed)
    return [
        WordComparison(piece, draft_text, place, tuple(segments))
        for place, segments in zip(places, aligned, strict=True)
    ]
