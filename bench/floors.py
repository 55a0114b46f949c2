"""Floors for the measured figures. ``--update`` raises them; they fall only by name and with a reason.

``floors.json`` has the floor of each figure (``at_least``) or, for figures where less is better, its ceiling
(``at_most``); the digest of each corpus on which they were measured; and each lowering with date and reason.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

PATH = Path(__file__).with_name("floors.json")
SLACK = 0.003
"""Tolerance below a floor: int8 products differ slightly between processors."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured figure, named ``corpus.measure``."""

    name: str
    value: float
    less_is_better: bool = False

    @property
    def corpus(self) -> str:
        """The corpus on which it was measured."""
        return self.name.partition(".")[0]

    def shortfall(self, floor: float) -> float:
        """Distance by which the figure misses ``floor``; negative if it is better."""
        return self.value - floor if self.less_is_better else floor - self.value


@dataclass(frozen=True, slots=True)
class Lowering:
    """A floor that was lowered on purpose."""

    name: str
    before: float
    after: float
    why: str
    on: str
    """The day, ISO 8601."""


@dataclass(frozen=True, slots=True)
class Floors:
    """All floors, and the digests of the data on which they were measured."""

    at_least: Mapping[str, float] = field(default_factory=dict)
    at_most: Mapping[str, float] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)
    lowered: tuple[Lowering, ...] = ()

    def of(self, figure: Figure) -> float | None:
        """The floor of ``figure``, or its ceiling where less is better; null if it has none yet."""
        return (self.at_most if figure.less_is_better else self.at_least).get(figure.name)

    def with_floor(self, figure: Figure) -> Floors:
        """A copy in which the floor of ``figure`` is its measured value."""
        value = round(figure.value, 4)
        if figure.less_is_better:
            return replace(self, at_most={**self.at_most, figure.name: value})
        return replace(self, at_least={**self.at_least, figure.name: value})

    def missing(self, figures: Sequence[Figure]) -> list[str]:
        """Floors on the measured corpora for which no figure was measured."""
        measured = {figure.name for figure in figures}
        corpora = {figure.corpus for figure in figures}
        return [
            name
            for name in (*self.at_least, *self.at_most)
            if name not in measured and name.partition(".")[0] in corpora
        ]


def figures_below_floor(figures: Sequence[Figure], floors: Floors) -> list[Figure]:
    """The figures that are worse than their floors by more than ``SLACK``."""
    return [
        figure for figure in figures if (floor := floors.of(figure)) is not None and figure.shortfall(floor) > SLACK
    ]


def changed_corpora(digests: Mapping[str, str], floors: Floors) -> list[str]:
    """The corpora whose data differs from the data of their floors."""
    return [name for name, digest in digests.items() if floors.digests.get(name, digest) != digest]


def raise_floors(figures: Sequence[Figure], floors: Floors, *, digests: Mapping[str, str]) -> Floors:
    """Raise floors to better figures and add new figures and corpora.

    Raises ``ValueError`` if the data of a corpus is not the data of its floors.
    """
    if strange := changed_corpora(digests, floors):
        raise ValueError(
            f"{', '.join(strange)}: not the data on which its floors were measured. "
            f"Measure on that data, or remove its digest and floors from {PATH.name} to start over."
        )
    for figure in figures:
        floor = floors.of(figure)
        if floor is None or figure.shortfall(floor) < 0:
            floors = floors.with_floor(figure)
    return replace(floors, digests={**floors.digests, **digests})


def lower_floor(name: str, figures: Sequence[Figure], floors: Floors, *, why: str, on: date) -> Floors:
    """Lower the floor ``name`` to the measured value, and record date and reason.

    Raises ``ValueError`` if the reason is empty, the figure is unknown, or it does not miss its floor.
    """
    if not why.strip():
        raise ValueError(f"lowering {name}: expected a reason. Give it with --why.")
    figure = next((figure for figure in figures if figure.name == name), None)
    if figure is None:
        known_names = ", ".join(figure.name for figure in figures) or "none"
        raise ValueError(f"{name!r} was not measured. Name one that was: {known_names}.")
    floor = floors.of(figure)
    if floor is None or figure.shortfall(floor) <= 0:
        raise ValueError(f"{name} measures {figure.value:.4f}, its floor is {floor}: it does not need to be lowered.")
    down = floors.with_floor(figure)
    note = Lowering(name=name, before=floor, after=round(figure.value, 4), why=why.strip(), on=on.isoformat())
    return replace(down, lowered=(*floors.lowered, note))


def load(path: Path = PATH) -> Floors:
    """The floors in ``path``; none if the file does not exist."""
    if not path.exists():
        return Floors()
    document = json.loads(path.read_text(encoding="utf-8"))
    return Floors(
        at_least=document["at_least"],
        at_most=document["at_most"],
        digests=document["digests"],
        lowered=tuple(Lowering(**note) for note in document["lowered"]),
    )


def save(floors: Floors, path: Path = PATH) -> None:
    """Write ``floors`` to ``path``, sorted by name."""
    floors_by_name = {
        "at_least": dict(sorted(floors.at_least.items())),
        "at_most": dict(sorted(floors.at_most.items())),
        "digests": dict(sorted(floors.digests.items())),
        "lowered": [
            {"name": note.name, "before": note.before, "after": note.after, "why": note.why, "on": note.on}
            for note in floors.lowered
        ],
    }
    path.write_text(json.dumps(floors_by_name, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
