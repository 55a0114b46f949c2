"""Memory over many pages: growth and peak."""

from __future__ import annotations

import resource
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.pace import Variant, one_round

PAGES = 10_000
EVERY = 500
"""Pages between two samples of memory."""
WARM_UP = 0.1
"""Share of the pages at the start that is excluded, while caches and allocators fill up."""
_STATM = Path("/proc/self/statm")


@dataclass(frozen=True, slots=True)
class Flatness:
    """Resident memory over a long run, in bytes."""

    pages: int
    resident: tuple[tuple[int, int], ...]
    """Pages read so far, and resident bytes at that point."""
    peak: int
    """Peak memory of the process, in bytes."""

    @property
    def growth(self) -> int:
        """Growth in bytes from the end of the warm-up to the end of the run."""
        warm = [size for read, size in self.resident if read >= WARM_UP * self.pages]
        return warm[-1] - warm[0]

    def summary(self) -> str:
        """A sentence for people."""
        return (
            f"Memory: peak {_megabytes(self.peak)} MB; {_megabytes(self.growth)} MB growth from the first "
            f"{WARM_UP:.0%} to the end of {self.pages:,} pages."
        )


def flatness(variant: Variant, paths: Sequence[Path], *, pages: int = PAGES, every: int = EVERY) -> Flatness:
    """Read ``paths`` repeatedly until ``pages`` pages are read, sampling memory.

    Raises ``ValueError`` if ``paths`` is empty.
    """
    if pages < 1 or not paths:
        raise ValueError(f"{pages} pages from {len(paths)} files: expected at least one of each")
    read, looked = 0, 0
    resident: list[tuple[int, int]] = []
    while read < pages:
        read += one_round(variant, paths).pages
        if read - looked >= every or read >= pages:
            looked = read
            resident.append((read, resident_bytes()))
    return Flatness(pages=read, resident=tuple(resident), peak=peak_bytes())


def resident_bytes() -> int:
    """Resident memory of the process; its peak on systems that do not report that."""
    if not _STATM.exists():
        return peak_bytes()
    return int(_STATM.read_text(encoding="ascii").split()[1]) * resource.getpagesize()


def peak_bytes() -> int:
    """Peak memory of the process."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f}"
