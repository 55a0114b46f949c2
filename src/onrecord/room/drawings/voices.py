"""Who is heard, year by year: the shares of kinds of speakers as one band, and a small picture for each voice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from onrecord.store.entities import EntityRef
from onrecord.views.speaker_shares import Heard, HeardYear, SpeakerShare

_TALL: Final = 160
"""Pixels of the band of shares."""
_SMALL: Final = 44
"""Pixels of a voice's picture."""
_MOST_YEARS: Final = 40
_FEWEST_YEARS: Final = 8
_GAP: Final = 0.16
_LABELS: Final = 9
_FEW: Final = 0.05
"""Years with less than this of the statements of the fullest set no scale."""

NAMES: Final = {
    "person": "named people",
    "organisation": "organisations",
    "document": "documents",
    "unnamed": "sources without a name",
    "unknown": "nobody stated",
}
"""The kinds of speakers, as they are called."""


@dataclass(frozen=True, slots=True)
class Part:
    """The share of one kind of speakers in a year."""

    kind: str
    y: float
    height: float
    percent: int
    times: int


@dataclass(frozen=True, slots=True)
class Column:
    """A year; places across are percent, places down are pixels."""

    year: int
    statements: int
    x: float
    middle: float
    width: float
    labelled: bool
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Shares:
    """The band of shares."""

    columns: tuple[Column, ...]
    height: int
    kinds: tuple[tuple[str, str], ...]
    """Those that there are: name, and what it is called."""
    left_out: int
    """Years before these that are not shown."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A year of a voice."""

    year: int
    x: float
    y: float
    width: float
    height: float
    times: int
    percent: float


@dataclass(frozen=True, slots=True)
class Small:
    """A voice's picture: its share of each year's statements, on one scale for all voices."""

    who: EntityRef
    said: int
    bars: tuple[Bar, ...]
    highest: Bar | None
    height: int


def shares(heard: Heard) -> Shares:
    """Who the statements of each year are from, as parts of a whole."""
    drawn = _drawn(heard)
    of = {one.year: one for one in heard.years if one.year in drawn}
    wide = 100 / max(1, len(drawn))
    every = -(-len(drawn) // _LABELS)
    columns = []
    for at, year in enumerate(drawn):
        columns.append(
            Column(
                year,
                of[year].statements if year in of else 0,
                round(at * wide + wide * _GAP / 2, 3),
                round(at * wide + wide / 2, 3),
                round(wide * (1 - _GAP), 3),
                labelled=(len(drawn) - 1 - at) % every == 0,
                parts=tuple(_parts(of[year])) if year in of else (),
            )
        )
    kinds = tuple((kind, name) for kind, name in NAMES.items() if any(getattr(one, kind) for one in of.values()))
    return Shares(tuple(columns), _TALL, kinds, len(heard.years) - len(of))


def small(heard: Heard) -> tuple[Small, ...]:
    """A picture for each voice."""
    scale = _scale(heard)
    made = []
    for voice in heard.voices:
        bars = tuple(_bars(heard, voice, scale))
        made.append(Small(voice.who, voice.said, bars, max(bars, key=lambda one: one.times, default=None), _SMALL))
    return tuple(made)


def _drawn(heard: Heard) -> range:
    """The years that are drawn: all from the first to the last, but neither too many nor too few to see a course."""
    if not heard.years:
        return range(0)
    last = heard.years[-1].year
    first = next(one.year for one in heard.years if one.year > last - _MOST_YEARS)
    return range(min(first, last - _FEWEST_YEARS + 1), last + 1)


def _parts(year: HeardYear) -> Iterator[Part]:
    down = 0.0
    for kind in NAMES:
        times: int = getattr(year, kind)
        height = _TALL * times / year.statements
        if times:
            yield Part(kind, round(down, 2), round(height, 2), round(100 * times / year.statements), times)
        down += height


def _scale(heard: Heard) -> float:
    """The highest share of a voice, but for years of few statements, where one is much."""
    enough = _FEW * max((year.statements for year in heard.years), default=0)
    found = (
        times / year.statements
        for voice in heard.voices
        for year, times in zip(heard.years, voice.times, strict=True)
        if year.statements >= enough
    )
    return max(found, default=0) or 1


def _bars(heard: Heard, voice: SpeakerShare, scale: float) -> Iterator[Bar]:
    drawn = _drawn(heard)
    wide = 100 / max(1, len(drawn))
    for year, said in zip(heard.years, voice.times, strict=True):
        if said and year.year in drawn:
            share = said / year.statements
            height = round(max(2.0, _SMALL * min(1.0, share / scale)), 2)
            left = (year.year - drawn.start) * wide + wide * _GAP / 2
            width = round(wide * (1 - _GAP), 3)
            percent = round(100 * share, 1)
            yield Bar(year.year, round(left, 3), round(_SMALL - height, 2), width, height, said, percent)


def labels(heard: Heard) -> tuple[int, ...]:
    """The first and the last year that is drawn."""
    drawn = _drawn(heard)
    return (drawn[0], drawn[-1]) if drawn else ()
