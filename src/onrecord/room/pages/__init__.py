"""The pages, one module each: a ``router`` with the routes of that page."""

from onrecord.room.pages import about, headlines, heard, home, outlets, search, signing

PAGES = (about, headlines, heard, home, outlets, search, signing)
