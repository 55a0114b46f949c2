"""Matching of the statements of two readings of a page.

A statement is never matched to words that merely look alike: if two candidates are left, there is no match.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass

from onrecord.types import Reading, Spans

_CONTEXT = 40
_ENOUGH_WORDS = 6
"""This many words identify a statement by themselves. Two people may say fewer: "declined to comment"."""


@dataclass(frozen=True, slots=True)
class StatementWords:
    """The words of a statement in the text of their page."""

    quote: str
    content: Spans
    place: str
    speaker: str | None
    text: str
    """Text of the article; the spans of ``content`` are over it."""

    def parts(self) -> list[str]:
        """The words of each part, white space normalised."""
        return [normalise_space(self.text[start:end]) for start, end in self.content]

    def context(self) -> tuple[str, str]:
        """The characters before and after, white space normalised."""
        start, end = self.content[0][0], self.content[-1][1]
        before, after = self.text[max(0, start - 2 * _CONTEXT) : start], self.text[end : end + 2 * _CONTEXT]
        return normalise_space(before)[-_CONTEXT:], normalise_space(after)[:_CONTEXT]


def words_of(reading: Reading) -> tuple[StatementWords, ...]:
    """List the words of each statement of ``reading``."""
    article = reading.article
    return tuple(
        StatementWords(
            article.quote(statement.content),
            statement.content,
            statement.place,
            statement.speaker_name,
            article.text,
        )
        for statement in reading.statements
    )


def match(old: Sequence[StatementWords], new: Sequence[StatementWords]) -> dict[int, int]:
    """Match statements: positions in ``old`` by positions in ``new``.

    The same spans of the same text match first. Then the same words, if they occur once on either side and, if they are
    few ("declined to comment"), have the same speaker. Then the same words in the same context.
    """
    pairs: dict[int, int] = {}
    for key in (_place, _words, _words_in_context):
        _pair(old, new, key=key, pairs=pairs)
    return pairs


def stands(words: StatementWords, text: str) -> bool:
    """True if ``text``, a text with normalised white space, has the words of every part."""
    return all(part in text for part in words.parts())


def normalise_space(text: str) -> str:
    """Normalise the white space of ``text``."""
    return " ".join(text.split())


def _pair(
    old: Sequence[StatementWords],
    new: Sequence[StatementWords],
    *,
    key: Callable[[StatementWords], Hashable],
    pairs: dict[int, int],
) -> None:
    """Add to ``pairs`` the unmatched statements whose ``key`` is unique on both sides."""
    matched = set(pairs.values())
    old_keys = _unique((index, key(words)) for index, words in enumerate(old) if index not in matched)
    new_keys = _unique((index, key(words)) for index, words in enumerate(new) if index not in pairs)
    pairs |= {new_keys[shared]: old_keys[shared] for shared in new_keys.keys() & old_keys.keys()}


def _unique(keyed: Iterable[tuple[int, Hashable]]) -> dict[Hashable, int]:
    positions: dict[Hashable, list[int]] = defaultdict(list)
    for index, key in keyed:
        positions[key].append(index)
    return {key: indexes[0] for key, indexes in positions.items() if len(indexes) == 1}


def _place(words: StatementWords) -> Hashable:
    return words.text, words.content


def _words(words: StatementWords) -> Hashable:
    parts = tuple(words.parts())
    few = sum(len(part.split()) for part in parts) < _ENOUGH_WORDS
    return words.place, parts, words.speaker if few else None


def _words_in_context(words: StatementWords) -> Hashable:
    return tuple(words.parts()), words.context()
