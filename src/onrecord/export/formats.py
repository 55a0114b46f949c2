"""Registry of export formats, including those of plugins, and functions that export the record."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from sqlalchemy import Connection

from onrecord.cite.web_annotation import CONTEXT, annotation
from onrecord.codec import write_json
from onrecord.errors import UsageError
from onrecord.export import followthemoney, jsonl, jsonld, tabular
from onrecord.plugins import load_plugin, plugin_names
from onrecord.store.current_pages import CurrentPage, current_pages
from onrecord.store.record_file import replace_when_done
from onrecord.store.store import Store

PLUGINS: Final = "onrecord.export_formats"
"""The entry-point group of export formats."""

PageDone: TypeAlias = Callable[[], None]
"""Called for each page that is being written."""


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """An export format: text in parts, or a binary file."""

    write_text: Callable[[Connection, PageDone], Iterator[str]] | None = None
    """Yields the text in parts, each with its line ends."""
    write_file: Callable[[Connection, PageDone, Path], None] | None = None
    """Writes a binary file. Required if there is no ``write_text``."""
    complete: bool = False
    """True if it includes hidden people. A format for publication leaves them out."""


def export_lines(store: Store, format_name: str, *, page_done: PageDone = lambda: None) -> Iterator[str]:
    """Export the record in a text format, in parts, from one state of the record.

    Raises ``UsageError`` for an unknown format and for a binary one: use ``export_file``.
    """
    export_format = find_format(format_name)
    if export_format.write_text is None:
        raise UsageError(f"{format_name} is a binary format. Name a file for it with --output.")
    with store.snapshot(limited=False, complete=export_format.complete) as connection:
        yield from export_format.write_text(connection, page_done)


def export_file(store: Store, format_name: str, path: Path, *, page_done: PageDone = lambda: None) -> None:
    """Write the whole record to ``path``, or nothing on failure. Text is gzipped if ``path`` ends in ``.gz``.

    Raises ``UsageError`` if the format is unknown or an extra is missing, ``OSError`` if the file cannot be written.
    """
    export_format = find_format(format_name)
    with replace_when_done(path) as part:
        if export_format.write_file is not None:
            with store.snapshot(limited=False, complete=export_format.complete) as connection:
                export_format.write_file(connection, page_done, part)
        else:
            open_text = gzip.open if path.suffix == ".gz" else open
            with open_text(part, "wt", encoding="utf-8", newline="") as stream:
                stream.writelines(export_lines(store, format_name, page_done=page_done))


def format_names() -> tuple[str, ...]:
    """Names of all export formats: built-in ones first, then those of plugins."""
    return tuple(dict.fromkeys((*_FORMATS, *plugin_names(PLUGINS))))


def find_format(name: str) -> ExportFormat:
    """The export format called ``name``. Raises ``UsageError`` for an unknown name."""
    if name in _FORMATS:
        return _FORMATS[name]
    if name not in plugin_names(PLUGINS):
        raise UsageError(f"There is no export format {name!r}. Choose one of {', '.join(format_names())}.")
    return load_plugin(PLUGINS, name, kind=ExportFormat)


def pages_of(connection: Connection, page_done: PageDone) -> Iterator[CurrentPage]:
    """Yield all current pages with their statements, in the order of adding; call ``page_done`` after each."""
    for page in current_pages(connection):
        page_done()
        yield page


def text_format(
    write: Callable[[Connection, Iterable[CurrentPage]], Iterator[str]], *, line_end: str = "\n"
) -> ExportFormat:
    """Make a text format of a function that turns pages into lines; ``line_end`` is appended to each line."""
    return ExportFormat(
        write_text=lambda connection, page_done: (
            line + line_end for line in write(connection, pages_of(connection, page_done))
        )
    )


def _write_jsonl(connection: Connection, page_done: PageDone) -> Iterator[str]:
    for line in jsonl.objects(connection):
        if line["type"] == "page":
            page_done()
        yield write_json(line) + "\n"


def _write_annotations(pages: Iterable[CurrentPage]) -> Iterator[str]:
    """Every statement as a W3C Web Annotation of its page, in one JSON document."""
    opening = f'{{"@context":"{CONTEXT}","id":"urn:onrecord:annotations","type":"AnnotationPage","items":['
    nodes = (annotation(page.stored, statement) for page in pages for statement in page.statements)
    return jsonld.document_lines(opening, nodes)


_FORMATS: Final = {
    "jsonl": ExportFormat(_write_jsonl, complete=True),
    "csv": text_format(lambda _, pages: tabular.csv_lines(pages), line_end=""),
    "parquet": ExportFormat(
        write_file=lambda connection, page_done, path: tabular.write_parquet(pages_of(connection, page_done), path)
    ),
    "jsonld": text_format(jsonld.graph_lines),
    "annotations": text_format(lambda _, pages: _write_annotations(pages)),
    "ftm": text_format(followthemoney.entity_lines),
}
"""The built-in formats except TEI, which is registered by an entry point like those of other packages."""
