"""Page openers: kinds of files with many pages, added by entry points. Web archives are one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from onrecord.errors import PageError
from onrecord.plugins import load_plugin, plugin_names
from onrecord.settings import Settings
from onrecord.types import Page

PLUGINS: Final = "onrecord.page_openers"
"""The entry-point group of page openers."""


@dataclass(frozen=True, slots=True)
class PageOpener:
    """A kind of file that contains pages, with functions to recognise it and to read its pages."""

    recognise: Callable[[bytes], bool]
    """True for a file that begins with these bytes: its first 8 KiB, still compressed if it is."""
    read: Callable[[str, BinaryIO, Settings], Iterator[Page | PageError]]
    """Yields the pages of a source from a seekable stream at its beginning, and an error in place of each broken one.
    Raises ``UnreadableError`` if there is nothing to yield."""
    suffixes: tuple[str, ...] = ()
    """Suffixes of such files in folders, in lower case and without ``.gz``."""


def find_opener(head: bytes) -> PageOpener | None:
    """Return the first opener that recognises a file by its beginning; null if none does.

    Raises ``UsageError`` for a plugin that cannot be imported.
    """
    return next((opener for opener in page_openers() if opener.recognise(head)), None)


def page_openers() -> Iterator[PageOpener]:
    """Yield all openers, by name."""
    for name in plugin_names(PLUGINS):
        yield load_plugin(PLUGINS, name, kind=PageOpener)
