"""Imports of the workers that read pages, made once: the process from which they are forked imports this module.

The runtime of the model is not among them: it starts a thread, which a fork would not have.
"""

from __future__ import annotations

import gc

from onrecord import reading, statements

__all__ = ["reading", "statements"]

# A collection in a worker would write to the memory of these objects, and so copy it.
gc.freeze()
