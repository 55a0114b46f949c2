"""Nouns for works with a title: films, songs, books, programmes."""

from __future__ import annotations

import re
from typing import Final

_FICTION: Final = "comedy drama film movie musical novel opera play sitcom soap"
_OTHERS: Final = (
    "album book documentary episode exhibition hit magazine newspaper painting podcast poem program programme "
    "series show single song story"
)
FICTION: Final = frozenset(_FICTION.split())
"""Works whose people are invented: "In the film, Orla is married to Piet"."""
WORKS: Final = frozenset(
    form
    for noun in f"{_FICTION} {_OTHERS}".split()
    for form in (noun, re.sub(r"(?<=[^aeiou])y\Z", "ie", noun.removesuffix("s")) + "s")
)
"""All nouns, in the singular and the plural."""
WORK: Final = rf"(?:{'|'.join(sorted(WORKS, reverse=True))})"
"""A pattern of one of them."""
