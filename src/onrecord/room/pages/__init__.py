"""The pages, one module each: a ``router`` with the routes of that page."""

from onrecord.room.pages import about, article, changes, signing, statement

PAGES = (about, article, changes, signing, statement)
