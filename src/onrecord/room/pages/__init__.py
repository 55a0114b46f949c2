"""The pages, one module each: a ``router`` with the routes of that page."""

from onrecord.room.pages import about, article, between, changes, people, person, signing, statement

PAGES = (about, article, between, changes, people, person, signing, statement)
