"""What a user names on the command line, as sources that can be opened one by one."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from glob import glob, has_magic
from pathlib import Path

from onrecord.errors import FetchError, UsageError
from onrecord.pages.files import open_file
from onrecord.settings import Settings

STDIN = "-"
PAGE_ENDINGS = (".html", ".htm", ".xhtml", ".txt", ".md", ".warc", ".warc.zst")
"""Endings of files that are taken from a folder. Each may be followed by ``.gz``."""


def find(targets: Sequence[str], *, settings: Settings, lists: Sequence[str] = ()) -> Iterator[str]:
    """The sources that ``targets`` and the files in ``lists`` name: each once, in a stable order.

    A target is a file, a folder (searched to its depths for files that can be pages, in the order of their
    names, hidden ones passed over), a glob (which stands for what a shell would put in its place), a URL, or
    ``-`` for standard input. ``lists`` are files that hold one target a line; blank lines and lines that begin
    with ``#`` are passed over.

    A target that is not there, a folder with no pages in it and a glob that fits nothing are given back as they
    are, so that ``open_pages`` says what is wrong with that one and the others are still read.

    Raises ``UsageError`` at once, before the first source, where a list cannot be read.
    """
    named = [*targets, *(target for name in lists for target in _listed(name))]
    return _each_once(source for target in named for source in _expand(target))


def is_url(source: str) -> bool:
    """Whether ``source`` names something on the web, or by any other scheme, and not a file."""
    scheme, separator, _ = source.partition("://")
    return bool(separator) and scheme.isalnum() and not _exists(source)


def _exists(path: str) -> bool:
    try:
        return Path(path).exists()
    except (OSError, ValueError):  # longer than any file name, or not a name at all
        return False


def _each_once(sources: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for source in sources:
        key = _identity(source)
        if key not in seen:
            seen.add(key)
            yield source


def _identity(source: str) -> str:
    """What tells whether two sources are one: the file that a name leads to, the URL without its fragment."""
    if source == STDIN:
        return source
    try:
        return source.partition("#")[0] if is_url(source) else os.path.realpath(source)
    except ValueError:  # not the name of a file
        return source


def _listed(name: str) -> list[str]:
    try:
        with open_file(name) as file:
            lines = file.read().decode("utf-8-sig").splitlines()
    except FetchError as error:
        raise UsageError(
            f"{name}: this list of pages cannot be read: {error.problem}. Name a text file with one page a line."
        ) from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{name}: this list of pages is not UTF-8 text. Save it as UTF-8, one page a line.") from error
    stripped = (line.strip() for line in lines)
    return [line for line in stripped if line and not line.startswith("#")]


def _expand(target: str) -> Iterator[str]:
    if target == STDIN or is_url(target):
        yield target
    elif "\0" in target or _exists(target):
        yield from _inside(target)
    elif has_magic(target):
        # pathlib's own glob finds hidden files and takes no absolute pattern
        matches = sorted(glob(target, recursive=True))  # noqa: PTH207
        yield from (source for match in matches for source in _inside(match))
        if not matches:
            yield target
    else:
        yield target


def _inside(path: str) -> Iterator[str]:
    """The pages of the folder ``path``; ``path`` itself where it is a file, or a folder that holds none."""
    if "\0" in path or not Path(path).is_dir():
        yield path
        return
    found = False
    for folder, subfolders, names in os.walk(path):
        subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and can_be_page(name):
                found = True
                yield str(Path(folder) / name)
    if not found:
        yield path


def can_be_page(name: str) -> bool:
    """Whether a file of this name is taken for a page, or an archive of pages, when a folder is searched."""
    return name.lower().removesuffix(".gz").endswith(PAGE_ENDINGS)
