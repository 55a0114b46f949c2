"""Whether reading many pages keeps memory flat, and how much it takes at most."""

from __future__ import annotations

import resource
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.pace import Variant, one_round

PAGES = 10_000
EVERY = 500
"""Pages between two looks at memory."""
WARM_UP = 0.1
"""Share of the pages at the start whose growth does not count: caches and allocators fill up."""
_STATM = Path("/proc/self/statm")


@dataclass(frozen=True, slots=True)
class Flatness:
    """Resident memory over a long walk, in bytes."""

    pages: int
    resident: tuple[tuple[int, int], ...]
    """Pages read so far, and resident bytes then."""
    peak: int
    """The most that the process ever held, in bytes."""

    @property
    def growth(self) -> int:
        """Bytes gained from the end of the warm-up to the end of the walk."""
        warm = [size for read, size in self.resident if read >= WARM_UP * self.pages]
        return warm[-1] - warm[0]

    def told(self) -> str:
        """The same in a sentence."""
        return (
            f"Memory: {_megabytes(self.peak)} MB at most; {_megabytes(self.growth)} MB more at the end of "
            f"{self.pages:,} pages than after the first {WARM_UP:.0%} of them."
        )


def flatness(variant: Variant, paths: Sequence[Path], *, pages: int = PAGES, every: int = EVERY) -> Flatness:
    """Reads ``paths`` over and over until ``pages`` pages are read, looking at memory every so many pages.

    Raises ``ValueError`` where there is nothing to read.
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
    """Memory that the process holds now; on systems that do not tell, the most that it ever held."""
    if not _STATM.exists():
        return peak_bytes()
    return int(_STATM.read_text(encoding="ascii").split()[1]) * resource.getpagesize()


def peak_bytes() -> int:
    """The most memory that the process ever held."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f}"
