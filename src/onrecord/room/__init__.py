"""The reading room: the record in a browser, its REST API, and the MCP server for assistants.

In: a ``Record``. Out: an ASGI app (``create_app``). Only ``cli`` calls it. It needs the extra ``onrecord[room]``.

``html`` has the routes that answer with pages, ``api`` those that answer with JSON; each calls one function of
``search``, ``views`` or ``judge``. Requests pass ``middleware`` and ``response_cache`` first. ``dependencies`` has what
routes share, ``templating`` renders ``templates``, and ``charts`` computes the positions in charts.
"""

from onrecord.room.access import Access
from onrecord.room.app import create_app

__all__ = ["Access", "create_app"]
