"""Time expressions in English news, resolved to EDTF against the date of the page.

Input is text and the page's date; output is ``When`` values with their spans. Every stage may use this package. The
grammar is hand-written: of the available libraries, some match fragments of words ("may", "sun"), others return dates
without spans. The tests check the results with the library ``edtf``.
"""

from __future__ import annotations

from onrecord.times.bounds import bounds, is_edtf
from onrecord.times.clock import TIMESTAMP, is_timestamp, now
from onrecord.times.expressions import find_times, is_future, is_vague, lie_ahead

__all__ = [
    "TIMESTAMP", "bounds", "find_times", "is_edtf", "is_future", "is_timestamp", "is_vague", "lie_ahead", "now",
]  # fmt: skip
