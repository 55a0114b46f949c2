"""To whom and when each statement was said, and the outlets that a page has its news from."""

from __future__ import annotations

from onrecord.circumstances.cited import find_cited
from onrecord.circumstances.find import add_circumstances

__all__ = ["add_circumstances", "find_cited"]
