"""A small timeline for a terminal: how much somebody said and was spoken of, year by year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.text import Text

if TYPE_CHECKING:
    from onrecord.views.person import Year

_BARS = " ▁▂▃▄▅▆▇█"
_LABELS = (("said", "green"), ("spoken of", "blue"))
_LABEL_WIDTH = 16
_COUNT_WIDTH = 8
_WIDEST = 4
"""Cells for one year."""


def timeline(years: Sequence[Year], *, width: int) -> Iterator[Text]:
    """A row of bars for what was said by, one for what was said of somebody, and the years under them.

    Where ``width``, in cells, has no room for each year, several make one bar.
    """
    if not years:
        return
    first, last = years[0].year, years[-1].year
    room = max(1, width - _LABEL_WIDTH - _COUNT_WIDTH)
    together = -(-(last - first + 1) // room)
    bins = (last - first) // together + 1
    cells = max(1, min(_WIDEST, room // bins))
    rows = [[0] * bins, [0] * bins]
    for year in years:
        at = (year.year - first) // together
        rows[0][at] += year.by
        rows[1][at] += year.about
    most = max(map(max, rows))
    for (label, colour), counts in zip(_LABELS, rows, strict=True):
        line = Text(f"{label:<{_LABEL_WIDTH}}", style="dim")
        line.append("".join(_bar(count, most=most) * cells for count in counts), style=f"not dim {colour}")
        yield line.append(f" {sum(counts):,}", style="not dim default")
    yield Text(" " * _LABEL_WIDTH + _axis(first, last, bins=bins, cells=cells), style="dim")
    yield Text()


def _bar(count: int, *, most: int) -> str:
    """One of eight heights; nothing only where there is nothing."""
    return _BARS[-(-count * (len(_BARS) - 1) // most)] if count else " "


def _axis(first: int, last: int, *, bins: int, cells: int) -> str:
    width = bins * cells
    begin, end = str(first), str(last)
    if first == last or width < len(begin) + len(end) + 1:
        return begin if first == last else f"{begin}–{end}"
    return begin + end.rjust(width - len(begin))
