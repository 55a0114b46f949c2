"""Imports of the workers of a room, made once: the process from which they are forked imports this module."""

from __future__ import annotations

import gc

from onrecord.room.startup import collection_paused

with collection_paused():
    from onrecord.room import server

__all__ = ["server"]

# A collection in a worker would write to the memory of these objects, and so copy it.
gc.freeze()
