"""The pages, one module each: a ``router`` with the routes of that page."""

from onrecord.room.pages import (
    about,
    article,
    between,
    changes,
    docs,
    headlines,
    heard,
    home,
    outlets,
    people,
    person,
    search,
    signing,
    statement,
)

PAGES = (
    about,
    article,
    between,
    changes,
    docs,
    headlines,
    heard,
    home,
    outlets,
    people,
    person,
    search,
    signing,
    statement,
)
