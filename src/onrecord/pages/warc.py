"""Read the pages of web archives: WARC files, plain or compressed with gzip or Zstandard.

Each HTTP response with HTML or plain text is a page. A broken record must not stop the others.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Final

from fastwarc.warc import WarcRecord

from onrecord.errors import FetchError, PageError, UnreadableError
from onrecord.pages.http_bodies import decode_body
from onrecord.pages.inflate import gunzip_start, too_large
from onrecord.pages.openers import PageOpener
from onrecord.pages.recognise import make_page
from onrecord.pages.warc_records import BLANK, WARC_MAGIC, ZSTD_MAGICS, ArchiveRecord, BrokenPart, RecordReader
from onrecord.settings import Settings
from onrecord.types import Page
from onrecord.urls import web_url

# Room for the HTTP headers of a page of the largest size.
_MAX_HTTP_HEADER_BYTES: Final = 64 << 10
# Blank bytes before the first record.
_MOST_BLANKS: Final = 64
_OK: Final = 200
# Without a Content-Type the bytes decide, as in browsers.
_PAGE_TYPES: Final = frozenset({"text/html", "application/xhtml+xml", "text/plain", "text/markdown", ""})


def starts_archive(head: bytes) -> bool:
    """Return true if a file that begins with ``head`` is a web archive, or may be one compressed with Zstandard."""
    if head.startswith(ZSTD_MAGICS):
        return True
    start = gunzip_start(head, size=len(WARC_MAGIC) + _MOST_BLANKS) or head
    return start.lstrip(BLANK).startswith(WARC_MAGIC)


def read_archive(source: str, archive: BinaryIO, settings: Settings) -> Iterator[Page | PageError]:
    """Yield the pages of ``archive``, a seekable stream at its beginning, and an error in place of each broken record.

    After a broken record, reading continues at the next record. Raises ``UnreadableError`` if there is nothing to
    yield.
    """
    is_empty = True
    for page_or_error in _read_pages(source, archive, settings=settings):
        is_empty = False
        yield page_or_error
    if is_empty:
        raise UnreadableError(
            source, "this web archive contains no page", advice="Give one with responses of HTML or plain text."
        )


def _read_pages(source: str, archive: BinaryIO, *, settings: Settings) -> Iterator[Page | PageError]:
    records = RecordReader(
        archive,
        max_content=settings.max_page_bytes + _MAX_HTTP_HEADER_BYTES,
        max_false_starts=settings.max_false_starts,
    )
    position = 0
    has_record = False
    for record in records.read():
        position = record.start
        if isinstance(record, BrokenPart):
            if records.is_zstd and not has_record:
                raise UnreadableError(
                    source,
                    "this is a Zstandard file that does not contain a web archive",
                    advice="Decompress it first: `zstd -d FILE`.",
                )
            yield _broken(source, record)
            continue
        has_record = True
        if record.headers.get("warc-type", "").lower() == "response":
            page_or_error = _read_record(source, record, settings=settings)
            if page_or_error is not None:
                yield page_or_error
    if records.gave_up:
        yield _given_up(source, position, settings=settings)


def _broken(source: str, damage: BrokenPart) -> FetchError:
    return FetchError(
        source,
        f"a record at or after byte {damage.start:,} is broken ({damage.problem})",
        advice="The records after it are read. To get this record too, make the archive again.",
    )


def _given_up(source: str, position: int, *, settings: Settings) -> FetchError:
    return FetchError(
        source,
        f"more than {settings.max_false_starts:,} places look like the beginning of a record but are not; "
        f"nothing after byte {position:,} is read",
        advice="Make the archive again, or raise ONRECORD_MAX_FALSE_STARTS.",
    )


def _read_record(source: str, record: ArchiveRecord, *, settings: Settings) -> Page | PageError | None:
    """Return the page in ``record``, or its error; null if it contains no page."""
    url = web_url(record.headers.get("warc-target-uri", "").strip("<> "))
    record_source = f"{source} ({url or f'the record at byte {record.start:,}'})"
    if record.content is None:
        return too_large(record_source, settings.max_page_bytes)
    response = WarcRecord()
    response.set_bytes_content(record.content)
    response.is_http = True
    try:
        response.parse_http(max_header_len=_MAX_HTTP_HEADER_BYTES)
        status = response.http_headers.status_code
        media_type = (response.http_content_type or "").lower()
        if status is not None and (status != _OK or media_type not in _PAGE_TYPES):
            return None
        if status is None:
            return FetchError(record_source, "the record contains no HTTP response", advice="Make the archive again.")
        return make_page(
            source if url else record_source,
            decode_body(
                record_source,
                response.reader.read(record.length),
                transfer=_header(response, "Transfer-Encoding"),
                coding=_header(response, "Content-Encoding"),
                settings=settings,
            ),
            media_type=media_type,
            url=url,
            encoding=response.http_charset,
            fetched=record.headers.get("warc-date"),
        )
    except OSError as error:
        return FetchError(record_source, f"its content is damaged ({error})", advice="Make the archive again.")
    except PageError as error:
        return type(error)(record_source, error.problem, advice=error.advice)


def _header(response: WarcRecord, name: str) -> str:
    return (response.http_headers.get(name) or "").lower().strip()


WARC_OPENER = PageOpener(starts_archive, read_archive, (".warc", ".warc.zst"))
"""The opener of web archives."""
