"""``feeds.toml``: which feeds to watch, how often, and what to look for in what they bring."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from onrecord.errors import UsageError
from onrecord.pages.find import is_url

_EVERY: Final = "15m"
_LEAST: Final = 60
_UNITS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_SPAN = re.compile(r"(\d+)\s*([smhd])$")
_TOP: Final = {"every", "webhook", "feed", "search"}
_FEED: Final = {"url", "every"}
_SEARCH: Final = {"name", "by", "about", "words", "webhook"}


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed, a sitemap or a list of feeds."""

    url: str
    every: int
    """Seconds between two times that it is asked."""


@dataclass(frozen=True, slots=True)
class Search:
    """What to look for: statements that fit all that is given."""

    name: str
    by: str | None = None
    """A speaker's name, in any form that pages have for them."""
    about: str | None = None
    words: str | None = None
    """Words as full-text search takes them: phrases, prefixes, AND, OR, NOT."""
    webhook: str | None = None
    """Where to send what is found."""


@dataclass(frozen=True, slots=True)
class Watch:
    """What to watch."""

    feeds: tuple[Feed, ...]
    searches: tuple[Search, ...]


def load(path: Path) -> Watch:
    """What the file ``path`` says to watch. Raises ``UsageError`` where it cannot be read or makes no sense."""
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{path}: it cannot be read ({error.strerror}). Name a TOML file with feeds.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: this is no TOML ({error}). See docs/watch.md for an example.") from error
    return _Reading(path).watch(given)


class _Reading:
    """One file on its way to what it says."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def watch(self, given: Mapping[str, Any]) -> Watch:
        self._known(given, _TOP, where="the file")
        every = given.get("every", _EVERY)
        hook = self._address(given, "webhook", where="the file")
        feeds = tuple(self._feed(one, at, every=every) for at, one in enumerate(self._tables(given, "feed"), 1))
        searches = tuple(self._search(one, at, hook=hook) for at, one in enumerate(self._tables(given, "search"), 1))
        if not feeds:
            raise self._wrong("it names no feed", 'Add one: [[feed]] and under it url = "https://..."')
        for what, names in (("feed", [one.url for one in feeds]), ("search", [one.name for one in searches])):
            twice = {name for name in names if names.count(name) > 1}
            if twice:
                raise self._wrong(f"the {what} {min(twice)!r} stands there twice", "Leave one out.")
        return Watch(feeds, searches)

    def _feed(self, given: Mapping[str, Any], number: int, *, every: object) -> Feed:
        where = f"feed {number}"
        self._known(given, _FEED, where=where)
        url = self._address(given, "url", where=where)
        if url is None:
            raise self._wrong(f"{where} has no url", "Give the feed's address.")
        return Feed(url, self._seconds(given.get("every", every), where=where))

    def _search(self, given: Mapping[str, Any], number: int, *, hook: str | None) -> Search:
        where = f"search {number}"
        self._known(given, _SEARCH, where=where)
        words = {name: self._text(given, name, where=where) for name in ("name", "by", "about", "words")}
        if words["name"] is None:
            raise self._wrong(f"{where} has no name", "Give it one: it stands beside what is found.")
        if not any(words[name] for name in ("by", "about", "words")):
            raise self._wrong(f"{where} looks for nothing", "Give by, about or words.")
        return Search(
            words["name"],
            by=words["by"],
            about=words["about"],
            words=words["words"],
            webhook=self._address(given, "webhook", where=where) or hook,
        )

    def _tables(self, given: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
        found = given.get(name, [])
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            raise self._wrong(f"{name} is {found!r}", f"Write each {name} under a line [[{name}]].")
        return found

    def _known(self, given: Mapping[str, Any], names: set[str], *, where: str) -> None:
        other = sorted(given.keys() - names)
        if other:
            raise self._wrong(
                f"{where} has {other[0]!r}, which means nothing", f"Expected: {', '.join(sorted(names))}."
            )

    def _text(self, given: Mapping[str, Any], name: str, *, where: str) -> str | None:
        value = given.get(name)
        if value is not None and (not isinstance(value, str) or not value.strip()):
            raise self._wrong(f"{name} of {where} is {value!r}", "Give words in quotation marks, or leave it out.")
        return value

    def _address(self, given: Mapping[str, Any], name: str, *, where: str) -> str | None:
        value = self._text(given, name, where=where)
        if value is not None and not is_url(value):
            raise self._wrong(f"{name} of {where} is {value!r}", "Give an address on the web, with https://.")
        return value

    def _seconds(self, value: object, *, where: str) -> int:
        match = _SPAN.match(value) if isinstance(value, str) else None
        seconds = int(match[1]) * _UNITS[match[2]] if match else 0
        if seconds < _LEAST:
            raise self._wrong(f"every of {where} is {value!r}", 'Give a minute or more: "15m", "6h", "1d".')
        return seconds

    def _wrong(self, problem: str, advice: str) -> UsageError:
        return UsageError(f"{self._path}: {problem}. {advice}")
