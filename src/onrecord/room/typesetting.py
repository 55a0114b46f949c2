"""A page of the record set for the screen: pieces of text with the classes that draw their marks.

All pieces stand beside one another, so that no mark has to end before another one may; what lights up together when
a statement is pointed at shares a number in its classes: ``w3`` its words, ``c3`` its cue and source, ``k3`` its note.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final, Literal

from onrecord.views.article import KeptArticle
from onrecord.views.page_marks import Marked
from onrecord.views.segments import TextBlock, TextSegment

_NUMBERS: Final = 12
"""Statements of one paragraph that are told apart; the stylesheet has a rule for each."""
_FURNITURE: Final = {
    "related": "related",
    "promo": "promotion",
    "caption": "caption",
    "credit": "picture credit",
    "newsletter": "newsletter",
    "cookies": "cookie notice",
    "byline": "byline",
    "dateline": "date line",
    "comments": "readers’ comments",
    "other": "beside the article",
}
_FEW: Final = 2
"""Pieces of furniture that are shown at once; more are folded away."""


@dataclass(frozen=True, slots=True)
class Note:
    """What stands in the margin beside the first words of a statement."""

    number: int
    marked: Marked


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text in one look."""

    text: str
    classes: str
    notes: tuple[Note, ...] = ()
    """Of the statements that begin with it."""
    ids: tuple[str, ...] = ()
    """Public ids of these, to lead there by."""
    who: str | None = None
    """Whom the pronoun or description that ends here stands for."""


@dataclass(frozen=True, slots=True)
class Part:
    """A headline, a paragraph, or a piece of furniture with what kind it is."""

    kind: Literal["title", "paragraph", "furniture", "other"]
    label: str | None
    pieces: tuple[Piece, ...]

    @property
    def notes(self) -> tuple[Note, ...]:
        """Of all statements that begin in it."""
        return tuple(note for one in self.pieces for note in one.notes)


@dataclass(frozen=True, slots=True)
class Run:
    """Parts that stand together: of the article, or beside it, folded away where they are many."""

    beside: bool
    folded: bool
    parts: tuple[Part, ...]


def set_page(article: KeptArticle) -> tuple[Run, ...]:
    """The text of ``article`` in runs."""
    return tuple(_runs(_Setter(article)))


def set_blocks(blocks: Sequence[TextBlock]) -> tuple[Part, ...]:
    """Blocks in which one statement is marked, with no notes."""
    return tuple(
        Part(_kind(block), _label(block), tuple(Piece(one.text, _classes_of_one(one)) for one in block.segments))
        for block in blocks
        if block.kind != "gap"
    )


def _runs(setter: _Setter) -> Iterator[Run]:
    blocks = [one for one in setter.article.blocks if one.kind != "gap"]
    for beside, some in groupby(blocks, key=lambda one: one.kind in {"furniture", "other"}):
        parts = tuple(map(setter.part, some))
        yield Run(beside, folded=beside and len(parts) > _FEW, parts=parts)


def _classes_of_one(segment: TextSegment) -> str:
    roles = [("words", segment.content), ("cue", segment.cue), ("source", segment.source)]
    return " ".join(name for name, found in roles if found)


class _Setter:
    def __init__(self, article: KeptArticle) -> None:
        self.article = article

    def part(self, block: TextBlock) -> Part:
        return Part(_kind(block), _label(block), tuple(map(self._piece, block.segments)))

    def _piece(self, segment: TextSegment) -> Piece:
        opens = [(at, self.article.statements[at]) for at in segment.opens]
        return Piece(
            segment.text,
            self._classes(segment),
            notes=tuple(Note(at % _NUMBERS, one) for at, one in opens),
            ids=tuple(one.entry.id for _, one in opens),
            who=self._who(segment),
        )

    def _classes(self, segment: TextSegment) -> str:
        found = []
        if segment.content:
            inner = self.article.statements[segment.content[-1]].entry
            found += ["words", inner.kind, *(f"w{at % _NUMBERS}" for at in segment.content)]
            found += ["inner"] if len(segment.content) > 1 else []
        reporting = dict.fromkeys((*segment.cue, *segment.source))
        found += [f"c{at % _NUMBERS}" for at in reporting]
        found += ["cue"] if segment.cue else []
        found += ["source"] if segment.source else []
        if any(not self.article.mentions[at].named for at in segment.mention):
            found.append("stands")
        return " ".join(found)

    def _who(self, segment: TextSegment) -> str | None:
        told = [self.article.mentions[at] for at in segment.ends]
        return ", ".join(dict.fromkeys(one.who.name for one in told if not one.named)) or None


def _kind(block: TextBlock) -> Literal["title", "paragraph", "furniture", "other"]:
    return "other" if block.kind == "gap" else block.kind


def _label(block: TextBlock) -> str | None:
    if block.kind == "other":
        return _FURNITURE["other"]
    return _FURNITURE.get(block.furniture or "", block.furniture)
