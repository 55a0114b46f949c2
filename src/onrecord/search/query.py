"""``Query``: words and filters, in the form that every interface uses.

The command line, the API, the room, the assistant and ``feeds.toml`` convert their input with ``Query.from_mapping``. A
filter without a value is no filter, for all of them: see ``drop_empty``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Final, get_args

from onrecord.errors import UsageError
from onrecord.search.query_language import parse_words
from onrecord.store.days import since_day, until_day
from onrecord.types import Kind, Place

KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
PLACES: Final[tuple[Place, ...]] = get_args(Place)
_PERIOD: Final = ("since", "until")


@dataclass(frozen=True, slots=True)
class Query:
    """A search for statements that match all filters. Of several values one must match; for ``about``, all of them."""

    words: str = ""
    """Words in the syntax of ``query_language.parse_words``."""
    by: tuple[str, ...] = ()
    """Speakers: names, aliases, descriptions of unnamed sources, or public ids."""
    about: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    """Addressees: names of people, outlets and others."""
    outlet: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    """Values of ``KINDS``."""
    place: tuple[str, ...] = ()
    """Parts of the page: values of ``PLACES``."""
    since: str | None = None
    """EDTF: the earliest time of saying."""
    until: str | None = None
    """EDTF: the latest time of saying."""
    said: bool = False
    """Leave out thoughts and intentions."""

    @classmethod
    def from_mapping(cls, filters: Mapping[str, object]) -> Query:
        """Make a query of filters, each a text, a list of texts, or null; ``said`` is true or false.

        A year may be a number and a day a date, as in TOML. Empty filters are dropped. Raises ``UsageError`` for
        anything else.
        """
        unknown = sorted(filters.keys() - FIELDS.keys())
        if unknown:
            raise UsageError(f"A search has no filter {unknown[0]!r}. Expected: {', '.join(FIELDS)}.")
        return cls(**{name: FIELDS[name](name, value) for name, value in drop_empty(filters).items()})  # type: ignore[arg-type]

    def to_mapping(self) -> dict[str, str | list[str] | bool]:
        """The filters that are set, in the form of ``from_mapping``; a filter with one value is a text."""
        return {name: _plain(value) for field in fields(self) if (value := getattr(self, name := field.name))}

    def check(self) -> None:
        """Raise ``UsageError`` for invalid words, kinds, places or dates. Needs no record."""
        if self.words.strip():
            parse_words(self.words)
        for name, values, choices in (("kind", self.kind, KINDS), ("place", self.place, PLACES)):
            for value in values:
                if value not in choices:
                    raise UsageError(f"There is no {name} {value!r}. Choose one of {', '.join(choices)}.")
        if self.since is not None:
            since_day(self.since)
        if self.until is not None:
            until_day(self.until)


def drop_empty(filters: Mapping[str, object]) -> dict[str, object]:
    """The ``filters`` that have a value: a form that is sent as it is has ``by=&since=``, which filters nothing."""
    return {name: value for name, raw in filters.items() if (value := drop_blank(raw)) is not None}


def drop_blank(value: object) -> object:
    """The value of a filter without blank texts; null if nothing remains."""
    if isinstance(value, str):
        return value if value.strip() else None
    if isinstance(value, Sequence):
        return [item for item in value if drop_blank(item) is not None] or None
    return value


def _words(name: str, value: object) -> str:
    return " ".join(_texts(name, value))


def _values(name: str, value: object) -> tuple[str, ...]:
    # Duplicates are dropped: a form may be sent twice, and ``about`` with one person twice would never match.
    return tuple(dict.fromkeys(_texts(name, value)))


def _date(name: str, value: object) -> str:
    # TOML has types for numbers and dates: ``since = 2016`` and ``until = 2025-06-30`` need no quotation marks.
    if isinstance(value, date):
        return date(value.year, value.month, value.day).isoformat()
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:04}"
    if not isinstance(value, str):
        raise UsageError(f"{value!r} is not a date for {name!r}. Give one date as a text, such as '2016-05'.")
    return value


def _flag(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise UsageError(f"The filter {name!r} is {value!r}. Give true or false.")
    return value


def _texts(name: str, value: object) -> Iterator[str]:
    for text in [value] if isinstance(value, str) or not isinstance(value, Sequence) else value:
        if not isinstance(text, str):
            raise UsageError(f"The filter {name!r} is {value!r}. Give a text, or a list of texts.")
        yield text


def _plain(value: object) -> str | list[str] | bool:
    if isinstance(value, tuple):
        return value[0] if len(value) == 1 else list(value)
    assert isinstance(value, str | bool)
    return value


FIELDS: Final = {
    "words": _words,
    **dict.fromkeys(("by", "about", "told", "outlet", "kind", "place"), _values),
    **dict.fromkeys(_PERIOD, _date),
    "said": _flag,
}
"""The filters in order, with the conversion of their values."""
