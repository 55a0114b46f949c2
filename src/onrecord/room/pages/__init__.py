"""The pages, one module each: a ``router`` with the routes of that page."""

from onrecord.room.pages import about, docs, signing

PAGES = (about, docs, signing)
