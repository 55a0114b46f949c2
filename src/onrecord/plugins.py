"""Plugins: features that other packages add to OnRecord by entry points.

A package adds one by an entry point in its ``pyproject.toml``; docs/plugins.md has a whole example:

    [project.entry-points."onrecord.export_formats"]
    srt = "my_package:SUBTITLES"

    [project.entry-points."onrecord.page_openers"]
    mbox = "my_package:NEWSLETTERS"
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import TypeVar

from onrecord.errors import UsageError

Plugin = TypeVar("Plugin")


def plugin_names(group: str) -> tuple[str, ...]:
    """Names of the plugins in the entry-point ``group``, in alphabetical order. Imports none of them."""
    return tuple(sorted(_entry_points(group)))


def load_plugin(group: str, name: str, *, kind: type[Plugin]) -> Plugin:
    """Import the plugin ``name`` of the entry-point ``group``.

    Raises ``UsageError`` if it cannot be imported or is not a ``kind``.
    """
    entry_point = _entry_points(group)[name]
    try:
        plugin = entry_point.load()
    except Exception as error:
        raise UsageError(
            f"The plugin {name!r} ({entry_point.value}) cannot be imported: {error}. Update or uninstall its package."
        ) from error
    if not isinstance(plugin, kind):
        raise UsageError(
            f"The plugin {name!r} ({entry_point.value}) has the type {type(plugin).__name__}, but should have "
            f"{kind.__name__}. Update or uninstall its package."
        )
    return plugin


@cache
def _entry_points(group: str) -> dict[str, EntryPoint]:
    return {entry_point.name: entry_point for entry_point in entry_points(group=group)}
