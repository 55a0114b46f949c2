"""Measures of work that are the same on each run: executed lines of Python, and bytes allocated."""

from __future__ import annotations

import sys
import tracemalloc
from collections.abc import Callable
from types import FrameType
from typing import Any


def lines_run(run: Callable[[], object]) -> int:
    """Number of lines of Python that ``run`` executes."""
    lines = 0

    def count_line() -> None:
        nonlocal lines
        lines += 1

    _trace(run, count_line)
    return lines


def bytes_allocated(run: Callable[[], object]) -> int:
    """Bytes that the lines of ``run`` allocate, those that they free again included: a copy at each step is counted."""
    total = before = 0

    def count_line() -> None:
        nonlocal total, before
        now, most = tracemalloc.get_traced_memory()
        total += most - before
        before = now
        tracemalloc.reset_peak()

    tracemalloc.start()
    try:
        _trace(run, count_line)
    finally:
        tracemalloc.stop()
    return total


def _trace(run: Callable[[], object], on_line: Callable[[], None]) -> None:
    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        on_line()
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        run()
    finally:
        sys.settrace(before)
