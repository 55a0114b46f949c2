"""Circumstances of statements: addressee or channel, time of saying, and the outlets that a page credits.

Input is an article with its statements. ``add_circumstances`` fills in ``told`` and ``when``; ``find_cited`` returns
the credited outlets. ``onrecord.reading`` calls both after ``people``.
"""

from __future__ import annotations

from onrecord.circumstances.add_circumstances import add_circumstances
from onrecord.circumstances.cited import find_cited

__all__ = ["add_circumstances", "find_cited"]
