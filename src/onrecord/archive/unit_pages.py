"""The pages of a work unit."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final, cast

from onrecord.archive.folders import fetch
from onrecord.archive.parquet_rows import check_row_count, read_rows
from onrecord.archive.units import WorkUnit
from onrecord.errors import PageError, UnreadableError, as_page_error
from onrecord.export.tabular import import_parquet
from onrecord.pages import Listing, open_source
from onrecord.pages.find import is_url
from onrecord.pages.json_lines import PageFields, make_page_of_fields
from onrecord.pages.recognise import listing_error
from onrecord.pages.warc import read_archive
from onrecord.settings import Settings
from onrecord.types import Page

_PARQUET_MAGIC: Final = b"PAR1"


def unit_pages(unit: WorkUnit, *, settings: Settings) -> Iterator[Page | PageError]:
    """Yield the pages of ``unit``, and a ``PageError`` in place of each broken page.

    An error after the first page of a source, and a source without pages, also yield a ``PageError``. A single source
    that cannot be opened or fetched raises its exception, since another attempt may succeed.
    """
    for source in unit.sources:
        has_begun = False
        try:
            for page in _source_pages(source, unit=unit, settings=settings):
                has_begun = True
                yield page
        except Exception as error:
            if not has_begun and len(unit.sources) == 1 and not isinstance(error, UnreadableError):
                raise
            yield as_page_error(error, source=source)


def _source_pages(source: str, *, unit: WorkUnit, settings: Settings) -> Iterator[Page | PageError]:
    if not is_url(source):
        yield from _file_pages(source, Path(source), unit=unit, settings=settings)
        return
    with fetch(source, settings=settings, start=unit.start, end=unit.end) as copy:
        yield from _file_pages(source, copy, unit=unit, settings=settings)


def _file_pages(source: str, path: Path, *, unit: WorkUnit, settings: Settings) -> Iterator[Page | PageError]:
    is_fetched = is_url(source)
    if unit.is_part:
        with path.open("rb") as stream:
            part = _ByteRange(stream, start=unit.start, end=unit.end, first_byte=unit.start if is_fetched else 0)
            yield from read_archive(source, cast(BinaryIO, part), settings)
    elif _is_parquet(path):
        yield from _read_parquet(source, path, settings=settings)
    else:
        for page in open_source(source, settings=settings, file=path if is_fetched else None):
            if isinstance(page, Listing):
                raise listing_error(source, page.kind)
            yield page


class _ByteRange(io.RawIOBase):
    """A part of a file. Positions count from the start of the whole file, since messages name them."""

    def __init__(self, stream: BinaryIO, *, start: int, end: int | None, first_byte: int = 0) -> None:
        """``first_byte`` is the position of the first byte of ``stream`` in the whole file."""
        self._stream = stream
        self._first_byte = first_byte
        self._start = start
        self._end = stream.seek(0, io.SEEK_END) + first_byte if end is None else end
        self._position = start

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._end}[whence]
        self._position = max(self._start, base + offset)
        return self._position

    def read(self, size: int | None = -1) -> bytes:
        available = max(0, self._end - self._position)
        self._stream.seek(self._position - self._first_byte)
        content = self._stream.read(available if size is None or size < 0 else min(size, available))
        self._position += len(content)
        return content


def _is_parquet(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(_PARQUET_MAGIC)) == _PARQUET_MAGIC


def _read_parquet(source: str, path: Path, *, settings: Settings) -> Iterator[Page | PageError]:
    """Yield the page of each row: ``html`` or ``text``, and optionally ``url``, ``published`` and ``fetched``."""
    _, parquet = import_parquet("Reading Parquet", extra="archive")
    file = parquet.ParquetFile(path)
    columns = [name for name in PageFields.__struct_fields__ if name in file.schema_arrow.names]
    if not {"html", "text"} & set(columns):
        raise UnreadableError(
            source, "this Parquet file has no column html or text", advice="Add one, and optionally url and published."
        )
    check_row_count(file, source=source, stored=path.stat().st_size)
    row = 0
    for group in range(file.num_row_groups):
        for values in read_rows(file, source=source, group=group, columns=columns):
            row += 1
            row_source = f"{source}:{row}"
            try:
                fields = PageFields(**{name: _read_value(row_source, name, value) for name, value in values.items()})
                yield make_page_of_fields(row_source, fields, max_bytes=settings.max_page_bytes)
            except PageError as error:
                yield error.without_traceback()


def _read_value(source: str, name: str, value: object) -> str | None:
    """Return a value of a row as text. Raises ``UnreadableError`` for a list, and for bytes that are not UTF-8."""
    if isinstance(value, bytes):
        with suppress(UnicodeDecodeError):
            return value.decode()
        raise UnreadableError(source, f"{name} is not UTF-8", advice="Convert it, for instance with iconv.")
    if isinstance(value, list | dict):
        raise UnreadableError(source, f"{name} is a {type(value).__name__}, not text", advice="Give text.")
    return None if value is None else str(value)
