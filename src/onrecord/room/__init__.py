"""The reading room: the record in a browser, and over REST.

A page is a module of ``pages``: it calls one function of ``record.finding`` and shows what that returns with a template
of the same name. ``api`` answers the same over REST. ``protection`` stands in front of both, ``context`` is what routes
ask for, ``showing`` has the words that templates use. It needs the extra ``onrecord[room]``.
"""

from onrecord.room.access import Access
from onrecord.room.app import create_app

__all__ = ["Access", "create_app"]
