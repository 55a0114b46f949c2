"""``feeds.toml``: the feeds to watch with their intervals, and the searches to run on their pages."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from onrecord.errors import FetchError, UsageError
from onrecord.pages.files import open_file
from onrecord.pages.find import is_url
from onrecord.search.query import FIELDS, Query

_DEFAULT_INTERVAL: Final = "15m"
_NEVER: Final = "never"
_SHORTEST_INTERVAL: Final = 60
"""Seconds. Shorter intervals would gain nothing and load the feed's server."""
_UNITS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
# A number of six digits of days would be a time after the year 9999.
_INTERVAL = re.compile(r"([0-9]{1,5})\s*([smhd])$")
_LONGEST_LINE: Final = 5_000
_DEFAULT_REVISIT: Final = "1h"
_FILE_KEYS: Final = {"every", "revisit", "webhook", "feed", "search"}
_FEED_KEYS: Final = {"url", "every", "revisit"}
SEARCH_KEYS: Final = {"name", "webhook", *FIELDS}
"""The keys of a search: its name, its webhook and every filter of ``Query``."""

Table = Mapping[str, Any]
"""A table of TOML."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed, a sitemap or a list of feeds."""

    url: str
    every: int
    """Seconds from one poll to the next."""
    revisit: int | None = None
    """Seconds until a new page of it is looked at again; null if its pages are not."""


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search that is run on every new page."""

    name: str
    query: Query
    webhook: str | None = None
    """The address to send statements to."""


@dataclass(frozen=True, slots=True)
class Watch:
    """The feeds to watch and the searches to run."""

    feeds: tuple[Feed, ...]
    searches: tuple[SavedSearch, ...]


def load(path: Path) -> Watch:
    """The feeds and searches of the file ``path``. Raises ``UsageError`` if it cannot be read or is invalid."""
    try:
        with open_file(str(path)) as file:
            # With the byte order mark that some editors add.
            table = _parse_toml(file.read().decode("utf-8-sig"))
    except (FetchError, OSError) as error:
        problem = error.problem if isinstance(error, FetchError) else error.strerror
        raise UsageError(f"{path}: it cannot be read ({problem}). Name a TOML file with feeds.") from error
    except (ValueError, RecursionError) as error:  # of TOML, of UTF-8, or a number of thousands of digits
        raise UsageError(f"{path}: this is not TOML ({error}). See docs/watch.md for an example.") from error
    return _Parser(path).parse(table)


def _parse_toml(text: str) -> Table:
    """Parse ``text``. Raises ``ValueError`` if it is not TOML, or has a line that is too long.

    The parser takes quadratic time for a key with dots: 19 s for one of 100,000 parts.
    """
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > _LONGEST_LINE:
            raise ValueError(f"line {number} has more than {_LONGEST_LINE:,} characters")
    return tomllib.loads(text)


class _Parser:
    """Parses one file; every error names it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def parse(self, file: Table) -> Watch:
        self._check_keys(file, _FILE_KEYS, label="the file")
        interval = file.get("every", _DEFAULT_INTERVAL)
        revisit = file.get("revisit", _DEFAULT_REVISIT)
        webhook = self._address(file, "webhook", label="the file")
        feeds = tuple(
            self._feed(table, interval=interval, revisit=revisit, label=f"feed {number}")
            for number, table in enumerate(self._tables(file, "feed"), 1)
        )
        searches = tuple(
            self._search(table, webhook=webhook, label=f"search {number}")
            for number, table in enumerate(self._tables(file, "search"), 1)
        )
        if not feeds:
            raise self._error("it names no feed", 'Add one: [[feed]] and under it url = "https://..."')
        self._check_unique("feed", [feed.url for feed in feeds])
        self._check_unique("search", [search.name for search in searches])
        return Watch(feeds, searches)

    def _feed(self, table: Table, *, interval: object, revisit: object, label: str) -> Feed:
        self._check_keys(table, _FEED_KEYS, label=label)
        url = self._address(table, "url", label=label)
        if url is None:
            raise self._error(f"{label} has no url", "Give the feed's address.")
        again = table.get("revisit", revisit)
        return Feed(
            url,
            self._seconds(table.get("every", interval), label=label),
            revisit=None if again == _NEVER else self._seconds(again, label=label, name="revisit"),
        )

    def _search(self, table: Table, *, webhook: str | None, label: str) -> SavedSearch:
        self._check_keys(table, SEARCH_KEYS, label=label)
        name = self._text(table, "name", label=label)
        if name is None:
            raise self._error(
                f"{label} has no name", "Give it a name, which is printed with the statements that it finds."
            )
        try:
            query = Query.from_mapping({key: value for key, value in table.items() if key in FIELDS})
            query.check()
        except UsageError as error:
            raise UsageError(f"{self._path}: {label} ({name!r}): {error}") from error
        if query == Query():
            raise self._error(f"{label} ({name!r}) has no filter", f"Give one or more of {', '.join(FIELDS)}.")
        return SavedSearch(name, query, webhook=self._address(table, "webhook", label=label) or webhook)

    def _tables(self, file: Table, name: str) -> list[Table]:
        tables = file.get(name, [])
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            raise self._error(f"{name} is {tables!r}", f"Write each {name} under a line [[{name}]].")
        return tables

    def _check_keys(self, table: Table, keys: set[str], *, label: str) -> None:
        unknown = sorted(table.keys() - keys)
        if unknown:
            raise self._error(
                f"{label} has {unknown[0]!r}, which is not a known key", f"Expected: {', '.join(sorted(keys))}."
            )

    def _check_unique(self, kind: str, names: list[str]) -> None:
        repeated = [name for name, count in Counter(names).items() if count > 1]
        if repeated:
            raise self._error(f"the {kind} {min(repeated)!r} occurs twice", "Leave one out.")

    def _text(self, table: Table, name: str, *, label: str) -> str | None:
        value = table.get(name)
        if value is not None and (not isinstance(value, str) or not value.strip()):
            raise self._error(f"{name} of {label} is {value!r}", "Give words in quotation marks, or leave it out.")
        return value

    def _address(self, table: Table, name: str, *, label: str) -> str | None:
        value = self._text(table, name, label=label)
        if value is not None and not is_url(value):
            raise self._error(f"{name} of {label} is {value!r}", "Give an address on the web, with https://.")
        return value

    def _seconds(self, value: object, *, label: str, name: str = "every") -> int:
        match = _INTERVAL.match(value) if isinstance(value, str) else None
        seconds = int(match[1]) * _UNITS[match[2]] if match else 0
        if seconds < _SHORTEST_INTERVAL:
            raise self._error(f"{name} of {label} is {value!r}", 'Give a minute or more: "15m", "6h", "1d".')
        return seconds

    def _error(self, problem: str, advice: str) -> UsageError:
        return UsageError(f"{self._path}: {problem}. {advice}")
