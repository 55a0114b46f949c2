"""The reader that is shipped, loaded once for all tests of a process."""

from __future__ import annotations

from functools import cache

from onrecord.reading import Reader
from onrecord.settings import Settings


@cache
def load_shipped_reader() -> Reader:
    """The reader with its model."""
    return Reader.load(Settings())
