"""Changes between two versions of a page: edits of the page's words, as opposed to re-readings.

Both texts are aligned word by word. A statement is added, removed or altered if its words were edited. It has another
speaker if its source, or the name that its pronoun or description refers to, was edited. An edited word elsewhere may
make the reader read an unedited statement differently. This is not a change of the page, but a re-reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from typing import Final

from onrecord.ingest.differences import match, normalise_space, stands, words_of
from onrecord.ingest.text_alignment import Alignment
from onrecord.people.lexicon import PRONOUNS
from onrecord.resolve.name_similarity import FULL_NAME_SIMILARITIES, compare_names
from onrecord.spans import overlaps_any
from onrecord.store.schema.values import ChangeKind
from onrecord.types import GAP, Reading, Span

_ALIKE: Final = 0.6
"""Two statements with at least this share of words in the same place (Dice) are one statement, perhaps altered."""
_FEW_WORDS: Final = 6
"""Shorter statements are the same if their sources are in the same place: "Yes," she said -> "No," she said."""
_OPENING_MARKS: Final = frozenset("“‘\"'«„")
_GONE: Final = 0.5
"""A statement is removed if more than this share of its words was deleted, and added if it was inserted."""
_MARGIN: Final = 12
"""Words around an edited source that are shown with it."""


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a statement between two versions, or a re-reading (kind ``reread``)."""

    kind: ChangeKind
    before: int | None
    """Position of the statement in the old reading."""
    after: int | None
    """Position of the statement in the new reading."""
    was: str | None
    """Words in the old version; for a statement that was reattributed, or reread with the same words, the speaker."""
    is_now: str | None
    printed_before: str | None = None
    """For a statement that was reattributed: the page's words around its source in the old version."""
    printed_after: str | None = None


def compare(old: Reading, new: Reading) -> list[Change]:
    """List the changes and re-readings from ``old`` to ``new``, in the order of the page."""
    changes = _Comparison(old, new).changes()
    return sorted(changes, key=lambda change: (change.after is None, change.after or 0, change.before or 0))


def part_rereadings(changes: Iterable[Change]) -> tuple[tuple[Change, ...], tuple[Change, ...]]:
    """Split ``changes`` into changes of the page and re-readings."""
    rows = tuple(changes)
    return (
        tuple(change for change in rows if change.kind != "reread"),
        tuple(change for change in rows if change.kind == "reread"),
    )


class _Comparison:
    """Two readings and the alignment of their texts."""

    def __init__(self, old: Reading, new: Reading) -> None:
        self._old, self._new = old, new
        self._alignment = Alignment(old.article.text, new.article.text)
        self._old_words, self._new_words = words_of(old), words_of(new)
        self._old_positions = [set(self._alignment.old_words(row.content)) for row in old.statements]
        self._new_positions = [set(self._alignment.new_words(row.content)) for row in new.statements]

    def changes(self) -> Iterator[Change]:
        in_place = self._pairs_in_place()
        moved = self._moved_pairs(in_place)
        for after, before in in_place.items():
            yield from self._wording(before, after)
            yield from self._speaker(before, after, edits=self._edits_of_source(before, after))
        for after, before in moved.items():
            yield from self._speaker(before, after, edits=self._edits_of_moved(before, after))
        paired = {**in_place, **moved}
        yield from self._lost(set(range(len(self._old_words))) - set(paired.values()))
        yield from self._gained(set(range(len(self._new_words))) - paired.keys())

    def _pairs_in_place(self) -> dict[int, int]:
        """Pair statements in the same place: positions in the old reading by positions in the new one."""
        owners: dict[int, list[int]] = {}
        for after, positions in enumerate(self._new_positions):
            for position in positions:
                owners.setdefault(position, []).append(after)
        candidates: set[tuple[float, int, int]] = set()
        for before, positions in enumerate(self._old_positions):
            shared = [self._alignment.new_by_old[word] for word in positions & self._alignment.new_by_old.keys()]
            for after in {owner for position in shared for owner in owners.get(position, ())}:
                candidates.add((self._likeness(before, after), -before, -after))
            if len(positions) < _FEW_WORDS:
                candidates.update((_ALIKE, -before, -after) for after in self._replaced_by(before, owners))
        pairs: dict[int, int] = {}
        for likeness, before, after in sorted(candidates, reverse=True):
            if likeness >= _ALIKE and -after not in pairs and -before not in pairs.values():
                pairs[-after] = -before
        return pairs

    def _likeness(self, before: int, after: int) -> float:
        old, new = self._old_positions[before], self._new_positions[after]
        shared = sum(self._alignment.new_by_old.get(position) in new for position in old)
        return 2 * shared / ((len(old) + len(new)) or 1)

    def _replaced_by(self, before: int, owners: dict[int, list[int]]) -> set[int]:
        """Statements in the place of a short one with an unedited source."""
        statement = self._old.statements[before]
        source = self._alignment.old_words(statement.source)
        if not source or self._alignment.old_edits(statement.source):
            return set()
        place = [self._alignment.project(span) for span in statement.content]
        positions = self._alignment.new_words(tuple(place))
        same_source = {self._alignment.new_by_old[word] for word in source}
        return {
            after
            for position in positions
            for after in owners.get(position, ())
            if same_source == set(self._alignment.new_words(self._new.statements[after].source))
        }

    def _moved_pairs(self, pairs: dict[int, int]) -> dict[int, int]:
        """Pair the remaining statements by words: positions in the old reading by positions in the new one."""
        old = [index for index in range(len(self._old_words)) if index not in pairs.values()]
        new = [index for index in range(len(self._new_words)) if index not in pairs]
        moved = match([self._old_words[index] for index in old], [self._new_words[index] for index in new])
        return {new[after]: old[before] for after, before in moved.items()}

    def _wording(self, before: int, after: int) -> Iterator[Change]:
        """Compare the words of one statement in both versions."""
        if self._is_edited(before) or self._is_extended(before, after):
            yield Change("altered", before, after, self._old_words[before].quote, self._quote_now(before, after))
        elif {self._alignment.new_by_old[word] for word in self._old_positions[before]} != self._new_positions[after]:
            yield Change("reread", before, after, self._old_words[before].quote, self._new_words[after].quote)

    def _is_edited(self, before: int) -> bool:
        """True if words were deleted from an old statement, or inserted into it."""
        content = self._old.statements[before].content
        if self._alignment.old_edits(content):
            return True
        if any(self._alignment.inserted(self._alignment.old_words((part,))) for part in content):
            return True
        return any(self._is_opened_earlier(part) for part in content)

    def _is_opened_earlier(self, part: Span) -> bool:
        """True if a word was inserted between the opening mark and the first word: “dull” -> “hardly dull”."""
        words = self._alignment.old_words((part,))
        if not words:
            return False
        old_start = self._alignment.window(words[:1], margin=0)[0]
        new_start = self._alignment.project((old_start, part[1]))[0]
        was_marked, is_marked = (
            text[max(0, start - 1) : start] in _OPENING_MARKS
            for text, start in ((self._old.article.text, old_start), (self._new.article.text, new_start))
        )
        new_word = self._alignment.new_by_old.get(words[0])
        return was_marked and not is_marked and new_word is not None and new_word - 1 not in self._alignment.old_by_new

    def _is_extended(self, before: int, after: int) -> bool:
        """True if only inserted words were added to the beginning or end of a statement.

        Words that replaced words outside the statement do not count: "said that it runs" -> "said there it runs".
        """
        kept_words = {self._alignment.new_by_old.get(word) for word in self._old_positions[before]}
        extra = self._new_positions[after] - kept_words
        if not extra or extra & self._alignment.old_by_new.keys():
            return False
        replaced = {old for word in extra for old in self._alignment.replaced_by(word)}
        return replaced <= self._old_positions[before]

    def _quote_now(self, before: int, after: int) -> str:
        """The words of the new text in the place of an old statement, whatever the extent in the new reading."""
        kept_words = {self._alignment.new_by_old.get(word) for word in self._old_positions[before]}
        if self._new_positions[after] - kept_words <= self._alignment.new_edits(
            self._new.statements[after].content
        ) and (kept_words - {None} <= self._new_positions[after]):
            return self._new_words[after].quote
        return self._projected(before)

    def _projected(self, before: int) -> str:
        """The words of the new text in the place of an old statement."""
        article = self._new.article
        parts = [article.words(self._alignment.project(span)) for span in self._old.statements[before].content]
        return GAP.join(filter(None, parts))

    def _speaker(self, before: int, after: int, *, edits: Sequence[int] | None) -> Iterator[Change]:
        """Compare the speakers; ``edits`` are the words of the old text that were edited, null for none."""
        was, is_now = self._old.statements[before].speaker_name, self._new.statements[after].speaker_name
        if _is_same_name(was, is_now):
            return
        if edits is None:
            yield Change("reread", before, after, was, is_now)
            return
        excerpts = self._printed_around(edits) if edits else (None, None)
        yield Change("reattributed", before, after, was, is_now, *excerpts)

    def _edits_of_source(self, before: int, after: int) -> list[int] | None:
        """Words of the old text where the source, cue or antecedent of a statement was edited; null if nowhere."""
        old, new = self._old.statements[before], self._new.statements[after]
        alignment = self._alignment
        edits = alignment.old_edits((*old.source, *old.speaker_evidence))
        new_edits = {
            word for word in alignment.new_edits(new.source) if self._may_replace_speaker(before, {word})
        }.union(
            *(
                words
                for span in (new.speaker_evidence if new.speaker_name else ())
                # A new antecedent counts if all of it is new: "Dex Moll arrived" before "he said". One edited word
                # near a name may make another name of it ("Friends magazine"), which "the magazine" does not mean. A
                # new name that leaves the speaker undecided is none: "she" meant somebody who is still named there.
                if (words := alignment.new_edits((span,))) == set(alignment.new_words((span,)))
                and self._may_replace_speaker(before, words)
            )
        )
        if not edits and self._is_inserted_noun(after, new_edits):
            return None
        edits |= {alignment.old_position(word) for word in new_edits}
        old_source = {alignment.new_by_old.get(word) for word in alignment.old_words(old.source)}
        new_source = set(alignment.new_words(new.source))
        if old_source and old_source <= new_source:
            # "He told Cook" -> "he emailed Cook", read as if "he emailed" were a name: the source was not edited.
            edits -= set(alignment.old_words(old.cue))
        elif not edits and new.speaker_name is not None:
            # "Tarn told Moll" -> "Tarn was told by Moll": another source, by an edit of the cue.
            edits = alignment.old_edits(old.cue)
            edits |= {alignment.old_position(word) for word in alignment.new_edits(new.cue)}
        return sorted(edits or self._renamed(old.speaker_name, new.speaker_name)) or None

    def _may_replace_speaker(self, before: int, new_words: Set[int]) -> bool:
        """True if new words replaced nothing, or words for the speaker: "he" is Moll, whoever stands for Tarn."""
        statement = self._old.statements[before]
        replaced = {word for new_word in new_words for word in self._alignment.replaced_by(new_word)}
        names = {word for name in (statement.speaker_name, *statement.speakers) for word in (name or "").split()}
        evidence = set(self._alignment.old_words((*statement.source, *statement.speaker_evidence)))
        return not replaced or any(
            word in evidence or self._old.article.words(self._alignment.window([word], margin=0)) in names
            for word in replaced
        )

    def _is_inserted_noun(self, after: int, new_edits: Set[int]) -> bool:
        """True if a new source is a lone noun among words that were inserted, while the old one stands.

        "Tarn, who owns it, referred questions" -> "Tarn, who owns it, buildings referred questions": a typing error.
        """
        words = self._alignment.new_words(self._new.statements[after].source)
        source = self._new.article.quote(self._new.statements[after].source)
        return len(words) == 1 and words[0] in new_edits and source.islower() and source not in PRONOUNS

    def _renamed(self, was: str | None, is_now: str | None) -> set[int]:
        """Words of the old text where one full name was replaced with the other."""
        if was is None or is_now is None:
            return set()
        edits: set[int] = set()
        for span in _occurrences(was, self._old.article.text):
            place = self._alignment.project(span)
            if overlaps_any(place, _occurrences(is_now, self._new.article.text)):
                edits |= self._alignment.old_edits((span,))
        return edits

    def _edits_of_moved(self, before: int, after: int) -> list[int] | None:
        """As ``_edits_of_source``, for a moved statement. Its words are not aligned, so source texts are compared."""
        old, new = self._old.statements[before], self._new.statements[after]
        sources = self._old.article.quote(old.source), self._new.article.quote(new.source)
        return [] if all(sources) and normalise_space(sources[0]) != normalise_space(sources[1]) else None

    def _printed_around(self, edits: Sequence[int]) -> tuple[str, str]:
        """The page's words around the first edit, in the old and the new version."""
        old_text = self._old.article.text
        start, end = self._alignment.window(edits[:1], margin=_MARGIN)
        first_line = old_text.rfind("\n", start, self._alignment.window(edits[:1], margin=0)[0]) + 1
        line_end = old_text.find("\n", self._alignment.window(edits[:1], margin=0)[1], end)
        start -= old_text[start - 1 : start] in _OPENING_MARKS
        span = max(start, first_line), line_end if line_end >= 0 else end
        return normalise_space(old_text[slice(*span)]), normalise_space(
            self._new.article.words(self._alignment.project(span))
        )

    def _lost(self, unmatched: set[int]) -> Iterator[Change]:
        new_text = normalise_space(self._new.article.text)
        for before in sorted(unmatched):
            words, edited = self._old_words[before], self._alignment.old_edits(self._old.statements[before].content)
            if stands(words, new_text) or not (edited or self._is_edited(before)):
                yield self._unread(before)
            elif len(edited) > _GONE * len(self._old_positions[before]):
                yield Change("removed", before, None, words.quote, None)
            else:
                yield Change("altered", before, None, words.quote, self._projected(before))

    def _unread(self, before: int) -> Change:
        """The change for unedited words that the new reading misses: another speaker if its source was replaced."""
        statement = self._old.statements[before]
        edits = sorted(self._alignment.old_edits((*statement.source, *statement.speaker_evidence)))
        name = (statement.speaker_name or "").split()
        if any(self._old.article.words(self._alignment.window([word], margin=0)) in name for word in edits):
            excerpts = self._printed_around(edits)
            return Change("reattributed", before, None, statement.speaker_name, None, *excerpts)
        return Change("reread", before, None, self._old_words[before].quote, None)

    def _gained(self, unmatched: set[int]) -> Iterator[Change]:
        old_text = normalise_space(self._old.article.text)
        for after in sorted(unmatched):
            words, edited = self._new_words[after], self._alignment.new_edits(self._new.statements[after].content)
            is_new = len(edited) > _GONE * len(self._new_positions[after]) and not stands(words, old_text)
            yield Change("added" if is_new else "reread", None, after, None, words.quote)


def _is_same_name(name: str | None, other_name: str | None) -> bool:
    """True if both are one name, or one is part or another form of the other: "Tarn" and "Orla Tarn", "Bob Tarn" and
    "Robert “Bob” Tarn"."""
    if name is None or other_name is None:
        return name == other_name
    words, other_words = name.split(), other_name.split()
    is_part = set(words) <= set(other_words) or set(other_words) <= set(words)
    return is_part or compare_names(name, other_name) in FULL_NAME_SIMILARITIES - {"generations"}


def _occurrences(words: str, text: str) -> Iterator[Span]:
    start = text.find(words)
    while start >= 0:
        yield start, start + len(words)
        start = text.find(words, start + 1)
