"""The reading room: the record in a browser, its REST API, and the MCP server for assistants.

In: a ``Record``. Out: an ASGI app (``create_app``). Only ``cli`` calls it. It needs the extra ``onrecord[room]``.

``html`` has the routes that answer with pages, ``api`` those that answer with JSON; each calls one function of
``search``, ``views`` or ``judge``. Requests pass ``middleware`` and ``response_cache`` first. ``dependencies`` has what
routes share, ``templating`` renders ``templates``, and ``charts`` computes the positions in charts.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from onrecord.room.startup import collection_paused

if TYPE_CHECKING:
    from onrecord.room.access import Access
    from onrecord.room.app import create_app

__all__ = ["Access", "create_app"]

# The app takes a second to import. The assistant's server and the commands for accounts do not need it.
_IMPORTED_WHEN_USED = {"Access": "onrecord.room.access", "create_app": "onrecord.room.app"}


def __getattr__(name: str) -> object:
    if name not in _IMPORTED_WHEN_USED:
        raise AttributeError(f"module 'onrecord.room' has no attribute {name!r}")
    with collection_paused():
        return getattr(import_module(_IMPORTED_WHEN_USED[name]), name)
