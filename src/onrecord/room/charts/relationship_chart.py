"""A person's relationships: the person on the left, with a line to each relative on the right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from textwrap import shorten
from typing import Final

from onrecord.store.entities import EntityRef
from onrecord.types import INVERSE_RELATIONS
from onrecord.views.relationships import Tie

_ROW_HEIGHT: Final = 46
_MARGIN: Final = 8
# The list beside the chart has all relatives.
_MAX_ROWS: Final = 10
_MAX_NAME_CHARACTERS: Final = 26
# Pixels from the left: at the person's circle, and at the relative's.
_LINE_START, _LINE_END = 44, 104
_COUPLES: Final = frozenset({"spouse", "ex-spouse", "partner", "ex-partner"})
_FORMER: Final = frozenset({"ex-spouse", "ex-partner"})


@dataclass(frozen=True, slots=True)
class Relative:
    """Somebody related to the person, with the relationships that pages state, in the order of time."""

    entity: EntityRef
    count: int | None
    """Number of people behind a name such as "two sons"."""
    ties: tuple[Tie, ...]

    @property
    def times(self) -> int:
        """Number of times that pages state it."""
        return sum(tie.times for tie in self.ties)


@dataclass(frozen=True, slots=True)
class RelationshipLine:
    """A line from the person to a relative."""

    relative: Relative
    label: str
    name: str
    y: float
    path: str
    """An SVG path."""
    width: float
    """In pixels; thicker where more pages state it."""
    style: str
    """``couple``, ``former`` or ``kin``."""


@dataclass(frozen=True, slots=True)
class RelationshipChart:
    """The first relatives as lines."""

    lines: tuple[RelationshipLine, ...]
    height: float
    middle: float
    """Vertical position of the person."""
    omitted: int
    """Relatives that are only in the list beside the chart."""


def relation_of_other(relation: str) -> str:
    """The second person's relation to the first: "child" if ``relation``, the first person's, is "parent"."""
    return INVERSE_RELATIONS.get(relation, relation)


def group_relatives(ties: Iterable[Tie]) -> tuple[Relative, ...]:
    """The relatives in ``ties``: spouses and partners first, then those with the most evidence."""
    groups: dict[tuple[str | None, str, int | None], list[Tie]] = {}
    for tie in ties:
        key = (tie.other.id, "" if tie.other.id else tie.other.name, tie.count)
        groups.setdefault(key, []).append(tie)
    relatives = [Relative(group[0].other, group[0].count, tuple(group)) for group in groups.values()]
    return tuple(
        sorted(relatives, key=lambda relative: (_style(relative) == "kin", -relative.times, relative.entity.name))
    )


def draw_relationships(relatives: Sequence[Relative]) -> RelationshipChart:
    """The chart of ``relatives``."""
    rows = relatives[:_MAX_ROWS]
    middle = _MARGIN + _ROW_HEIGHT * len(rows) / 2
    max_times = max((relative.times for relative in rows), default=1)
    bend = (_LINE_START + _LINE_END) / 2
    lines = []
    for number, relative in enumerate(rows):
        y = _MARGIN + _ROW_HEIGHT * (number + 0.5)
        lines.append(
            RelationshipLine(
                relative=relative,
                label=_label(relative),
                name=shorten(relative.entity.name, _MAX_NAME_CHARACTERS, placeholder=" …"),
                y=y,
                path=f"M{_LINE_START} {middle:g}C{bend:g} {middle:g} {bend:g} {y:g} {_LINE_END} {y:g}",
                width=round(1.25 + 2.25 * relative.times / max_times, 2),
                style=_style(relative),
            )
        )
    return RelationshipChart(tuple(lines), height=2 * middle, middle=middle, omitted=len(relatives) - len(rows))


def _label(relative: Relative) -> str:
    """``spouse``; ``spouse, denied`` if no page asserts any relation; ``spouse, contradicted`` if pages disagree."""
    tie = _latest_tie(relative)
    relation = relation_of_other(tie.relation)
    return relation if tie.standing == "asserted" else f"{relation}, {tie.standing}"


def _latest_tie(relative: Relative) -> Tie:
    """The latest tie that is asserted, else the latest: a rumour of 2025 does not replace a marriage of 2016."""
    asserted = [tie for tie in relative.ties if tie.status == "asserted"] or list(relative.ties)
    return max(asserted, key=lambda tie: (tie.last or "", tie.times))


def _style(relative: Relative) -> str:
    relation = _latest_tie(relative).relation
    return "former" if relation in _FORMER else "couple" if relation in _COUPLES else "kin"
