"""HTML pages: one module of routes for each area of the room.

A route calls one function of ``search``, ``views`` or ``judge`` and renders what it returns with a template.
"""

from typing import Final

from onrecord.room.html import (
    adding_pages,
    article_pages,
    check_pages,
    exclusion_pages,
    fact_pages,
    front_pages,
    judgement_pages,
    people_pages,
    press_pages,
    search_page,
    sign_in,
)

ROUTERS: Final = tuple(
    module.router
    for module in (
        front_pages,
        search_page,
        people_pages,
        article_pages,
        press_pages,
        adding_pages,
        check_pages,
        judgement_pages,
        exclusion_pages,
        fact_pages,
        sign_in,
    )
)
