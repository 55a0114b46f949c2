"""The pages, one module each: a ``router`` with the routes of that page."""

from onrecord.room.pages import about, between, people, person, signing

PAGES = (about, between, people, person, signing)
