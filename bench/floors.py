"""Floors: what each figure was last held to. They rise by ``--update`` and fall only by name and with a reason.

``floors.json`` holds, for each figure, its floor (``at_least``) or, where less is better, its ceiling (``at_most``);
the digest of each corpus that they were measured on; and every lowering, with its date and why.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

PATH = Path(__file__).with_name("floors.json")
SLACK = 0.003
"""How far a figure may lie under its floor: int8 products differ a little between processors."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing measured: ``corpus.what``, and whether more of it is better or less."""

    name: str
    value: float
    less_is_better: bool = False

    @property
    def corpus(self) -> str:
        """What it was measured on."""
        return self.name.partition(".")[0]

    def short_of(self, floor: float) -> float:
        """How much the figure lacks of ``floor``; negative where it is better."""
        return self.value - floor if self.less_is_better else floor - self.value


@dataclass(frozen=True, slots=True)
class Lowering:
    """A floor that was let down on purpose."""

    name: str
    before: float
    after: float
    why: str
    on: str
    """The day, ISO 8601."""


@dataclass(frozen=True, slots=True)
class Floors:
    """All floors, and the data that they were measured on."""

    at_least: Mapping[str, float] = field(default_factory=dict)
    at_most: Mapping[str, float] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)
    lowered: tuple[Lowering, ...] = ()

    def of(self, figure: Figure) -> float | None:
        """The floor of ``figure``, or its ceiling where less is better; null where it has none yet."""
        return (self.at_most if figure.less_is_better else self.at_least).get(figure.name)

    def with_floor(self, figure: Figure) -> Floors:
        """These floors with the floor of ``figure`` at what it measures."""
        value = round(figure.value, 4)
        if figure.less_is_better:
            return replace(self, at_most={**self.at_most, figure.name: value})
        return replace(self, at_least={**self.at_least, figure.name: value})

    def missing(self, figures: Sequence[Figure]) -> list[str]:
        """Names of floors on the corpora measured that no figure was measured for."""
        measured = {figure.name for figure in figures}
        corpora = {figure.corpus for figure in figures}
        return [
            name
            for name in (*self.at_least, *self.at_most)
            if name not in measured and name.partition(".")[0] in corpora
        ]


def fallen(figures: Sequence[Figure], floors: Floors) -> list[Figure]:
    """The figures that lie under their floors by more than ``SLACK``."""
    return [figure for figure in figures if (floor := floors.of(figure)) is not None and figure.short_of(floor) > SLACK]


def other_data(digests: Mapping[str, str], floors: Floors) -> list[str]:
    """The corpora that are not the ones the floors were measured on."""
    return [name for name, digest in digests.items() if floors.digests.get(name, digest) != digest]


def raised(figures: Sequence[Figure], floors: Floors, *, digests: Mapping[str, str]) -> Floors:
    """``floors`` with each one that its figure beats put up to it, and new figures and corpora taken in.

    Raises ``ValueError`` where a corpus is not the one that its floors were measured on.
    """
    if strange := other_data(digests, floors):
        raise ValueError(
            f"{', '.join(strange)}: not the data that the floors were measured on. "
            f"Measure on that data, or take the digest and the floors of it out of {PATH.name} to begin anew."
        )
    for figure in figures:
        floor = floors.of(figure)
        if floor is None or figure.short_of(floor) < 0:
            floors = floors.with_floor(figure)
    return replace(floors, digests={**floors.digests, **digests})


def lowered(name: str, figures: Sequence[Figure], floors: Floors, *, why: str, on: date) -> Floors:
    """``floors`` with the floor ``name`` let down to what was measured, and a note of when and why.

    Raises ``ValueError`` where there is no reason, no such figure, or nothing to let down.
    """
    if not why.strip():
        raise ValueError(f"lowering {name}: expected a reason. Give it with --why.")
    figure = next((figure for figure in figures if figure.name == name), None)
    if figure is None:
        known = ", ".join(figure.name for figure in figures) or "none"
        raise ValueError(f"{name!r} was not measured. Name one that was: {known}.")
    floor = floors.of(figure)
    if floor is None or figure.short_of(floor) <= 0:
        raise ValueError(f"{name} measures {figure.value:.4f}, its floor is {floor}: there is nothing to lower.")
    down = floors.with_floor(figure)
    note = Lowering(name=name, before=floor, after=round(figure.value, 4), why=why.strip(), on=on.isoformat())
    return replace(down, lowered=(*floors.lowered, note))


def load(path: Path = PATH) -> Floors:
    """The floors in ``path``; none where there is no such file."""
    if not path.exists():
        return Floors()
    held = json.loads(path.read_text(encoding="utf-8"))
    return Floors(
        at_least=held["at_least"],
        at_most=held["at_most"],
        digests=held["digests"],
        lowered=tuple(Lowering(**note) for note in held["lowered"]),
    )


def save(floors: Floors, path: Path = PATH) -> None:
    """Writes ``floors`` to ``path``, in order of name."""
    held = {
        "at_least": dict(sorted(floors.at_least.items())),
        "at_most": dict(sorted(floors.at_most.items())),
        "digests": dict(sorted(floors.digests.items())),
        "lowered": [
            {"name": note.name, "before": note.before, "after": note.after, "why": note.why, "on": note.on}
            for note in floors.lowered
        ],
    }
    path.write_text(json.dumps(held, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
