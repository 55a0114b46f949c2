"""Expressions of time in English news, and what they come to as EDTF against the date of the page.

The grammar is our own: what there is to install for it either guesses at fragments of words, or takes a date out
of its sentence and drops the span. A library reads back what it writes, in the tests.
"""

from __future__ import annotations

from onrecord.times.bounds import bounds
from onrecord.times.clock import now
from onrecord.times.expressions import find_times, is_to_come, is_vague

__all__ = ["bounds", "find_times", "is_to_come", "is_vague", "now"]
