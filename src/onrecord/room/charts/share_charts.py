"""Speaker shares by year: one chart of the kinds of speakers, and a small chart for each of the main speakers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from onrecord.store.entities import EntityRef
from onrecord.views.speaker_shares import SpeakerKinds, SpeakerShare, SpeakerShares

_SHARE_HEIGHT: Final = 160
_SPEAKER_HEIGHT: Final = 44
# More columns would be thinner than 8 pixels on a phone.
_MAX_YEARS: Final = 40
# A record of one year would otherwise get a column as wide as the page.
_MIN_YEARS: Final = 8
# Share of a column's width that stays empty.
_COLUMN_GAP: Final = 0.16
_MAX_LABELS: Final = 9
# Years with less than this share of the fullest year's statements do not set the scale: 1 of 2 is no peak of 50%.
_MIN_YEAR_SIZE: Final = 0.05

SPEAKER_KIND_LABELS: Final = {
    "person": "named people",
    "organisation": "organisations",
    "document": "documents",
    "unnamed": "unnamed sources",
    "unknown": "no speaker stated",
}


@dataclass(frozen=True, slots=True)
class ShareSegment:
    """The share of one kind of speakers in a year."""

    kind: str
    y: float
    height: float
    percent: int
    times: int


@dataclass(frozen=True, slots=True)
class ShareColumn:
    """A year in the chart of shares."""

    year: int
    statements: int
    x: float
    middle: float
    width: float
    labelled: bool
    segments: tuple[ShareSegment, ...]


@dataclass(frozen=True, slots=True)
class ShareChart:
    """The shares of all kinds of speakers, a column for each year."""

    columns: tuple[ShareColumn, ...]
    height: int
    kinds: tuple[tuple[str, str], ...]
    """Kinds that occur, with their labels."""
    omitted_years: int
    """Earlier years that are not drawn."""


@dataclass(frozen=True, slots=True)
class SpeakerBar:
    """One year of a speaker."""

    year: int
    x: float
    y: float
    width: float
    height: float
    times: int
    percent: float


@dataclass(frozen=True, slots=True)
class SpeakerChart:
    """A speaker's share of each year's statements, on the same scale for all speakers."""

    entity: EntityRef
    said: int
    bars: tuple[SpeakerBar, ...]
    peak: SpeakerBar | None
    height: int


def draw_shares(shares: SpeakerShares) -> ShareChart:
    """The chart of the kinds of speakers."""
    drawn = _drawn_years(shares)
    by_year = {row.year: row for row in shares.years if row.year in drawn}
    full_width = 100 / max(1, len(drawn))
    label_step = -(-len(drawn) // _MAX_LABELS)
    columns = [
        ShareColumn(
            year,
            by_year[year].statements if year in by_year else 0,
            round(number * full_width + full_width * _COLUMN_GAP / 2, 3),
            round(number * full_width + full_width / 2, 3),
            round(full_width * (1 - _COLUMN_GAP), 3),
            labelled=(len(drawn) - 1 - number) % label_step == 0,
            segments=tuple(_draw_segments(by_year[year])) if year in by_year else (),
        )
        for number, year in enumerate(drawn)
    ]
    kinds = tuple(
        (kind, label)
        for kind, label in SPEAKER_KIND_LABELS.items()
        if any(getattr(row, kind) for row in by_year.values())
    )
    return ShareChart(tuple(columns), _SHARE_HEIGHT, kinds, len(shares.years) - len(by_year))


def draw_speakers(shares: SpeakerShares) -> tuple[SpeakerChart, ...]:
    """A chart for each of the main speakers."""
    scale = _max_share(shares)
    charts = []
    for share in shares.voices:
        bars = tuple(_draw_bars(shares, share, scale))
        peak = max(bars, key=lambda bar: bar.times, default=None)
        charts.append(SpeakerChart(share.who, share.said, bars, peak, _SPEAKER_HEIGHT))
    return tuple(charts)


def drawn_period(shares: SpeakerShares) -> tuple[int, ...]:
    """The first and the last year that is drawn; empty if no statement has a date."""
    drawn = _drawn_years(shares)
    return (drawn[0], drawn[-1]) if drawn else ()


def _drawn_years(shares: SpeakerShares) -> range:
    if not shares.years:
        return range(0)
    last = shares.years[-1].year
    first = next(row.year for row in shares.years if row.year > last - _MAX_YEARS)
    return range(min(first, last - _MIN_YEARS + 1), last + 1)


def _draw_segments(row: SpeakerKinds) -> Iterator[ShareSegment]:
    y = 0.0
    for kind in SPEAKER_KIND_LABELS:
        times: int = getattr(row, kind)
        height = _SHARE_HEIGHT * times / row.statements
        if times:
            yield ShareSegment(kind, round(y, 2), round(height, 2), round(100 * times / row.statements), times)
        y += height


def _max_share(shares: SpeakerShares) -> float:
    min_statements = _MIN_YEAR_SIZE * max((row.statements for row in shares.years), default=0)
    fractions = (
        times / row.statements
        for share in shares.voices
        for row, times in zip(shares.years, share.times, strict=True)
        if row.statements >= min_statements
    )
    return max(fractions, default=0) or 1


def _draw_bars(shares: SpeakerShares, share: SpeakerShare, scale: float) -> Iterator[SpeakerBar]:
    drawn = _drawn_years(shares)
    full_width = 100 / max(1, len(drawn))
    for row, times in zip(shares.years, share.times, strict=True):
        if times and row.year in drawn:
            fraction = times / row.statements
            height = round(max(2.0, _SPEAKER_HEIGHT * min(1.0, fraction / scale)), 2)
            yield SpeakerBar(
                row.year,
                x=round((row.year - drawn.start) * full_width + full_width * _COLUMN_GAP / 2, 3),
                y=round(_SPEAKER_HEIGHT - height, 2),
                width=round(full_width * (1 - _COLUMN_GAP), 3),
                height=height,
                times=times,
                percent=round(100 * fraction, 1),
            )
