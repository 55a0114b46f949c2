"""The pages, one module each: a ``router`` with the routes of that page."""

from onrecord.room.pages import (
    about,
    add,
    article,
    between,
    changes,
    headlines,
    heard,
    home,
    judgements,
    outlets,
    people,
    person,
    review,
    search,
    signing,
    statement,
)

PAGES = (
    about,
    add,
    article,
    between,
    changes,
    headlines,
    heard,
    home,
    judgements,
    outlets,
    people,
    person,
    review,
    search,
    signing,
    statement,
)
