"""The pages, one module each: a ``router`` with the routes of that page."""

from onrecord.room.pages import about, add, article, changes, judgements, review, signing, statement

PAGES = (about, add, article, changes, judgements, review, signing, statement)
