"""Which statements of a new reading are which of an old one, and what a page changed in them.

Nothing is ever carried over to words that merely look alike: where two candidates are left, there is no match.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from onrecord.types import Reading, Spans

ChangeKind = Literal["added", "removed", "altered", "reattributed"]

_CONTEXT = 40
_ENOUGH_WORDS = 6
"""Words so many are told by themselves; fewer may well be said by two."""
_ALIKE = 0.6
"""How much of two statements' words must be the same, in order, for one to be the other altered."""


@dataclass(frozen=True, slots=True)
class StatementWords:
    """A statement's words in their text."""

    quote: str
    content: Spans
    place: str
    speaker: str | None
    text: str
    """The article's text, which the spans of ``content`` are over."""

    def parts(self) -> list[str]:
        """The words of each part, with single blanks."""
        return [even(self.text[start:end]) for start, end in self.content]

    def context(self) -> tuple[str, str]:
        """The characters before and after, with single blanks."""
        start, end = self.content[0][0], self.content[-1][1]
        before, after = self.text[max(0, start - 2 * _CONTEXT) : start], self.text[end : end + 2 * _CONTEXT]
        return even(before)[-_CONTEXT:], even(after)[:_CONTEXT]


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a statement: positions in the old and in the new sequence, and what was and is printed."""

    kind: ChangeKind
    before: int | None
    after: int | None
    was: str | None
    is_now: str | None


def words_of(reading: Reading) -> tuple[StatementWords, ...]:
    """The words of each statement of ``reading``."""
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
    """The positions in ``old`` of statements in ``new`` that are the same, by their positions in ``new``.

    The same spans of the same text are the same statement. Else the same words are, where they stand once on either
    side and, if they are few ("declined to comment"), have the same speaker; else the same words between the same
    words.
    """
    pairs: dict[int, int] = {}
    for key in (_place, _words, _words_in_context):
        _pair(old, new, key=key, pairs=pairs)
    return pairs


def compare(
    old: Sequence[StatementWords], new: Sequence[StatementWords], *, texts: tuple[str, str], same_reader: bool
) -> list[Change]:
    """The changes of statements from ``old`` to ``new``, whose articles' texts are ``texts``, in the order of the page.

    A statement that a reader found in one text and missed in the other is no change: what counts is whether its words
    stand in both. Nor is another speaker a change of the page where another reader says so.
    """
    old_text, new_text = map(even, texts)
    pairs = match(old, new)
    matched = set(pairs.values())
    gone = [at for at, one in enumerate(old) if at not in matched and not stands(one, new_text)]
    came = [at for at, one in enumerate(new) if at not in pairs and not stands(one, old_text)]
    altered = _altered(old, new, gone=gone, came=came)
    changes = [Change("altered", was, now, old[was].quote, new[now].quote) for was, now in altered.items()]
    changes += [Change("removed", at, None, old[at].quote, None) for at in gone if at not in altered]
    changes += [Change("added", None, at, None, new[at].quote) for at in came if at not in altered.values()]
    changes += [
        Change("reattributed", was, now, old[was].speaker, new[now].speaker)
        for now, was in pairs.items()
        if same_reader and old[was].speaker != new[now].speaker
    ]
    return sorted(changes, key=lambda one: (one.after is None, one.after or 0, one.before or 0))


def stands(words: StatementWords, even_text: str) -> bool:
    """Whether the words of every part stand in ``even_text``, a text with single blanks."""
    return all(part in even_text for part in words.parts())


def even(text: str) -> str:
    """``text`` with single blanks."""
    return " ".join(text.split())


def _altered(
    old: Sequence[StatementWords], new: Sequence[StatementWords], *, gone: list[int], came: list[int]
) -> dict[int, int]:
    """Those of ``gone`` that have become one of ``came``: the most alike first."""
    alike = sorted(
        ((_likeness(old[was].quote, new[now].quote), -was, -now) for was in gone for now in came), reverse=True
    )
    found: dict[int, int] = {}
    for likeness, was, now in alike:
        if likeness >= _ALIKE and -was not in found and -now not in found.values():
            found[-was] = -now
    return found


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio()


def _pair(
    old: Sequence[StatementWords],
    new: Sequence[StatementWords],
    *,
    key: Callable[[StatementWords], Hashable],
    pairs: dict[int, int],
) -> None:
    """Add to ``pairs`` what is left on both sides and alone in having its key there."""
    taken = set(pairs.values())
    left = _alone((at, key(one)) for at, one in enumerate(old) if at not in taken)
    right = _alone((at, key(one)) for at, one in enumerate(new) if at not in pairs)
    pairs |= {right[shared]: left[shared] for shared in right.keys() & left.keys()}


def _alone(keyed: Iterable[tuple[int, Hashable]]) -> dict[Hashable, int]:
    places: dict[Hashable, list[int]] = defaultdict(list)
    for at, key in keyed:
        places[key].append(at)
    return {key: at[0] for key, at in places.items() if len(at) == 1}


def _place(one: StatementWords) -> Hashable:
    return one.text, one.content


def _words(one: StatementWords) -> Hashable:
    parts = tuple(one.parts())
    few = sum(len(part.split()) for part in parts) < _ENOUGH_WORDS
    return one.place, parts, one.speaker if few else None


def _words_in_context(one: StatementWords) -> Hashable:
    return tuple(one.parts()), one.context()
