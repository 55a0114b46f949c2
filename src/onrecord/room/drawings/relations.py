"""Whom a person is related to: the person on the left, and lines to everybody on the right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from textwrap import shorten
from typing import Final

from onrecord.store.entities import EntityRef
from onrecord.types import INVERSE_RELATIONS
from onrecord.views.relationships import Tie

_ROW: Final = 46
_EDGE: Final = 8
_MOST: Final = 10
_LONGEST: Final = 26
_COUPLES: Final = frozenset({"spouse", "ex-spouse", "partner", "ex-partner"})
_FORMER: Final = frozenset({"ex-spouse", "ex-partner"})
_START, _END = 44, 104


@dataclass(frozen=True, slots=True)
class Relative:
    """Somebody, and what pages say that they are to the person, in the order of time."""

    who: EntityRef
    count: int | None
    ties: tuple[Tie, ...]

    @property
    def times(self) -> int:
        """How often pages state it."""
        return sum(one.times for one in self.ties)


@dataclass(frozen=True, slots=True)
class Spoke:
    """A line to somebody."""

    relative: Relative
    label: str
    name: str
    y: float
    line: str
    """The path of the line, in SVG's words."""
    width: float
    form: str
    """``couple``, ``former`` or ``kin``."""


@dataclass(frozen=True, slots=True)
class Fan:
    """The picture."""

    spokes: tuple[Spoke, ...]
    height: float
    middle: float
    more: int
    """How many people are in the list alone."""


def what_they_are(tie: Tie) -> str:
    """What the other is to the one whom ``tie`` is told of."""
    return INVERSE_RELATIONS.get(tie.relation, tie.relation)


def relatives(ties: Iterable[Tie]) -> tuple[Relative, ...]:
    """Everybody in ``ties``: those whom one lives or lived with first, then those of whom it is stated most often."""
    grouped: dict[tuple[str | None, str, int | None], list[Tie]] = {}
    for tie in ties:
        key = (tie.other.id, "" if tie.other.id else tie.other.name, tie.count)
        grouped.setdefault(key, []).append(tie)
    found = [Relative(group[0].other, group[0].count, tuple(group)) for group in grouped.values()]
    return tuple(sorted(found, key=lambda one: (_form(one) == "kin", -one.times, one.who.name)))


def fan(people: Sequence[Relative]) -> Fan:
    """``people`` as a picture."""
    shown = people[:_MOST]
    middle = _EDGE + _ROW * len(shown) / 2
    most = max((one.times for one in shown), default=1)
    spokes = []
    for number, one in enumerate(shown):
        y = _EDGE + _ROW * (number + 0.5)
        half = (_START + _END) / 2
        spokes.append(
            Spoke(
                relative=one,
                label=_label(one),
                name=shorten(one.who.name, _LONGEST, placeholder=" …"),
                y=y,
                line=f"M{_START} {middle:g}C{half:g} {middle:g} {half:g} {y:g} {_END} {y:g}",
                width=round(1.25 + 2.25 * one.times / most, 2),
                form=_form(one),
            )
        )
    return Fan(tuple(spokes), height=2 * middle, middle=middle, more=len(people) - len(shown))


def _label(one: Relative) -> str:
    """The latest that is asserted; where nothing is, the latest and how it is stated."""
    latest = _latest(one)
    words = what_they_are(latest)
    return words if latest.status == "asserted" else f"{words}, {latest.status}"


def _latest(one: Relative) -> Tie:
    asserted = [tie for tie in one.ties if tie.status == "asserted"] or list(one.ties)
    return max(asserted, key=lambda tie: (tie.last or "", tie.times))


def _form(one: Relative) -> str:
    relation = _latest(one).relation
    return "former" if relation in _FORMER else "couple" if relation in _COUPLES else "kin"
