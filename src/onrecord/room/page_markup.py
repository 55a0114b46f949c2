"""The text of a page as spans with CSS classes, for templates.

The spans are adjacent and never nested, since statements may overlap. Spans that are highlighted together share a
number in their classes: ``w3`` for the words of a statement, ``c3`` for its cue and source, ``k3`` for its note in the
margin.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Final, Literal

from onrecord.views.article import KeptArticle
from onrecord.views.page_marks import Marked
from onrecord.views.segments import TextBlock, TextSegment

# Number of numbers in classes; room.css has a rule for each. A thirteenth statement shares the number of the first.
_NUMBERS: Final = 12
_FURNITURE_LABELS: Final = {
    "related": "related",
    "promo": "promotion",
    "caption": "caption",
    "credit": "picture credit",
    "newsletter": "newsletter",
    "cookies": "cookie notice",
    "byline": "byline",
    "dateline": "dateline",
    "comments": "readers’ comments",
    "post": "embedded post",
    "correction": "correction",
    "other": "outside the article",
}
# More blocks of furniture in a row than this, such as a list of related headlines, are collapsed.
_MAX_OPEN_FURNITURE: Final = 2


@dataclass(frozen=True, slots=True)
class MarginNote:
    """A note in the margin, next to the first words of its statement."""

    number: int
    statement: Marked


@dataclass(frozen=True, slots=True)
class MarkedSpan:
    """A stretch of text with one set of CSS classes."""

    text: str
    classes: str
    notes: tuple[MarginNote, ...] = ()
    """Notes of the statements that begin here."""
    ids: tuple[str, ...] = ()
    """Public ids of the statements that begin here, as link targets."""
    antecedent: str | None = None
    """The name behind the pronoun or description that ends here."""


@dataclass(frozen=True, slots=True)
class MarkedBlock:
    """A headline, a paragraph or a piece of furniture, which has a label."""

    kind: Literal["title", "paragraph", "furniture", "other"]
    label: str | None
    spans: tuple[MarkedSpan, ...]

    @property
    def notes(self) -> tuple[MarginNote, ...]:
        """Notes of all statements that begin in the block."""
        return tuple(note for span in self.spans for note in span.notes)


@dataclass(frozen=True, slots=True)
class BlockRun:
    """Blocks in a row that are all in the article or all furniture."""

    furniture: bool
    folded: bool
    blocks: tuple[MarkedBlock, ...]


def mark_up_article(article: KeptArticle) -> tuple[BlockRun, ...]:
    """The text of ``article`` with all its statements marked."""
    blocks = _mark_up(article.blocks, partial(_mark_segment, article=article))
    runs = []
    for is_furniture, group in groupby(blocks, key=lambda block: block.kind in {"furniture", "other"}):
        run = tuple(group)
        runs.append(BlockRun(is_furniture, folded=is_furniture and len(run) > _MAX_OPEN_FURNITURE, blocks=run))
    return tuple(runs)


def mark_up_blocks(blocks: Sequence[TextBlock]) -> tuple[MarkedBlock, ...]:
    """Blocks in which a single statement is marked, without notes."""
    return tuple(_mark_up(blocks, lambda segment: MarkedSpan(segment.text, _single_statement_classes(segment))))


def _mark_up(blocks: Sequence[TextBlock], mark: Callable[[TextSegment], MarkedSpan]) -> Iterator[MarkedBlock]:
    for block in blocks:
        if block.kind != "gap":
            furniture = "other" if block.kind == "other" else block.furniture or ""
            label = _FURNITURE_LABELS.get(furniture, block.furniture)
            yield MarkedBlock(block.kind, label, tuple(map(mark, block.segments)))


def _mark_segment(segment: TextSegment, article: KeptArticle) -> MarkedSpan:
    opening = [(position, article.statements[position]) for position in segment.opens]
    mentions = [article.mentions[position] for position in segment.ends]
    return MarkedSpan(
        segment.text,
        _classes(segment, article),
        notes=tuple(MarginNote(position % _NUMBERS, statement) for position, statement in opening),
        ids=tuple(statement.entry.id for _, statement in opening),
        antecedent=", ".join(dict.fromkeys(mention.who.name for mention in mentions if not mention.named)) or None,
    )


def _classes(segment: TextSegment, article: KeptArticle) -> str:
    classes = []
    if segment.content:
        innermost = article.statements[segment.content[-1]].entry
        classes += ["words", innermost.kind, *(f"w{position % _NUMBERS}" for position in segment.content)]
        classes += ["inner"] if len(segment.content) > 1 else []
    classes += [f"c{position % _NUMBERS}" for position in dict.fromkeys((*segment.cue, *segment.source))]
    classes += ["cue"] if segment.cue else []
    classes += ["source"] if segment.source else []
    if any(not article.mentions[position].named for position in segment.mention):
        classes.append("referring")
    return " ".join(classes)


def _single_statement_classes(segment: TextSegment) -> str:
    roles = [("words", segment.content), ("cue", segment.cue), ("source", segment.source)]
    return " ".join(name for name, positions in roles if positions)
