"""Expand the targets that a user names (files, folders, globs, addresses) into sources to open."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from glob import glob, has_magic
from pathlib import Path

from onrecord.errors import FetchError, UsageError
from onrecord.pages.files import escape_name, open_file, unescape_name
from onrecord.pages.json_lines import JSON_LINES_SUFFIXES
from onrecord.pages.openers import page_openers

STDIN = "-"
# Addresses have up to 8,000 characters, paths of files fewer. A longer line is of some other file, not of a list.
_MAX_TARGET_CHARACTERS = 8_000
# Suffixes of files that are read in a folder, each optionally with ".gz", in addition to those of page openers. JSON
# Lines are left out, since many such files in data folders are not pages.
_PAGE_SUFFIXES = (".html", ".htm", ".xhtml", ".txt", ".md")


def find_sources(targets: Sequence[str], *, lists: Sequence[str] = ()) -> Iterator[str]:
    """Yield the sources that ``targets`` and the files in ``lists`` name, each once, in a stable order.

    A target is a file, a folder (searched recursively for pages, in the order of their names, without hidden files), a
    glob, an address, or ``-`` for standard input. ``lists`` are files with one target a line; blank lines and lines
    that begin with ``#`` are skipped. Bytes of a name that are not UTF-8 are escaped.

    A missing file, a folder without pages and a glob without matches are yielded unchanged, so that ``open_pages``
    reports them and the other sources are still read.

    Raises ``UsageError`` at once, before the first source, if a list cannot be read.
    """
    all_targets = [*targets, *(target for name in lists for target in _read_list(name))]
    return _drop_repeats(source for target in all_targets for source in _expand(target))


def is_url(source: str) -> bool:
    """Return true if ``source`` is an address, of any scheme, and not a file."""
    scheme, separator, _ = source.partition("://")
    return bool(separator) and scheme.isalnum() and not _exists(source)


def can_be_page(name: str) -> bool:
    """Return true if a file with this name in a folder is read: a page, or an archive of pages."""
    return name.lower().removesuffix(".gz").endswith(_suffixes())


def has_many_pages(source: str) -> bool:
    """Return true if ``source`` has the suffix of an archive of pages, such as a web archive or JSON Lines."""
    return source.lower().removesuffix(".gz").endswith((*archive_suffixes(), *JSON_LINES_SUFFIXES))


@cache
def _suffixes() -> tuple[str, ...]:
    return (*_PAGE_SUFFIXES, *archive_suffixes())


def archive_suffixes() -> tuple[str, ...]:
    """Return the suffixes of archives of pages, including those of plugins."""
    return tuple(suffix for opener in page_openers() for suffix in opener.suffixes)


def _exists(path: str) -> bool:
    try:
        return Path(path).exists()
    except (OSError, ValueError):  # longer than any file name, or with invalid characters
        return False


def _unescape(target: str) -> str:
    try:
        return unescape_name(target)
    except (OSError, ValueError):
        return target


def _drop_repeats(sources: Iterable[str]) -> Iterator[str]:
    yielded: set[str] = set()
    for source in sources:
        identity = _identity(source)
        if identity not in yielded:
            yielded.add(identity)
            yield escape_name(source)


def _identity(source: str) -> str:
    """Return the real path of ``source``, or its address without the fragment."""
    if source == STDIN:
        return source
    # "./a.txt" and "a.txt" are one source, and so are "https://bell.example/a#part" and "https://bell.example/a".
    try:
        return source.partition("#")[0] if is_url(source) else os.path.realpath(source)
    except ValueError:
        return source


def _read_list(name: str) -> list[str]:
    try:
        with open_file(name) as file:
            lines = file.read().decode("utf-8-sig").splitlines()
    except FetchError as error:
        raise UsageError(
            f"{name}: this list of pages cannot be read: {error.problem}. Name a text file with one page per line."
        ) from error
    except UnicodeDecodeError as error:
        raise UsageError(
            f"{name}: this list of pages is not UTF-8 text. Save it as UTF-8, one page per line."
        ) from error
    targets = [line.strip() for line in lines]
    long = next((number for number, target in enumerate(targets, 1) if len(target) > _MAX_TARGET_CHARACTERS), None)
    if long is not None:
        raise UsageError(
            f"{name}:{long}: this line has more than {_MAX_TARGET_CHARACTERS:,} characters. Give one page per line."
        )
    return [target for target in targets if target and not target.startswith("#")]


def _expand(target: str) -> Iterator[str]:
    if target == STDIN or is_url(target):
        yield target
        return
    target = _unescape(target)
    if _exists(target):
        # Before globs: "story[1].txt" may be a file.
        yield from _search(target)
    elif has_magic(target):
        # pathlib's own glob returns hidden files and takes no absolute pattern.
        matches = sorted(glob(target, recursive=True))  # noqa: PTH207
        yield from (source for match in matches for source in _search(match))
        if not matches:
            yield target
    else:
        yield target


def _search(path: str) -> Iterator[str]:
    """Yield the pages in the folder ``path``, or ``path`` itself if it is a file or a folder without pages."""
    if not Path(path).is_dir():
        yield path
        return
    is_empty = True
    for folder, subfolders, names in os.walk(path):
        subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and can_be_page(name):
                is_empty = False
                yield str(Path(folder) / name)
    if is_empty:
        yield path
