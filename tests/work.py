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

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal lines
        lines += 1
        return trace

    _run_traced(run, trace)
    return lines


def bytes_allocated(run: Callable[[], object]) -> int:
    """Bytes that the lines of ``run`` allocate, those that they free again included: a copy at each step is counted."""
    total = before = 0

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal total, before
        now, most = tracemalloc.get_traced_memory()
        total += most - before
        before = now
        tracemalloc.reset_peak()
        return trace

    tracemalloc.start()
    try:
        _run_traced(run, trace)
    finally:
        tracemalloc.stop()
    return total


def _run_traced(run: Callable[[], object], trace: Callable[[FrameType, str, Any], Any]) -> None:
    before = sys.gettrace()
    sys.settrace(trace)
    try:
        run()
    finally:
        sys.settrace(before)
