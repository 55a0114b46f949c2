"""Read the pages of web archives: WARC files, plain or compressed with gzip or Zstandard.

Each HTTP response with HTML or plain text is a page. A broken record must not stop the others.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO

from fastwarc.stream_io import BrotliReader, GzipReader, ZstdReader
from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from onrecord.errors import FetchError, PageError, UnreadableError
from onrecord.pages.inflate import GZIP_FORMAT, GZIP_MAGIC, gunzip_start, too_large
from onrecord.pages.openers import PageOpener
from onrecord.pages.recognise import make_page
from onrecord.settings import Settings
from onrecord.types import Page
from onrecord.urls import web_url

_PLAIN_MAGIC = b"WARC/"
# A frame, and a skippable frame with a dictionary for the frames after it
# (https://iipc.github.io/warc-specifications/specifications/warc-zstd/).
_ZSTD_MAGICS = (b"\x28\xb5\x2f\xfd", b"\x5d\x2a\x4d\x18")
# Room for the HTTP headers of a page of the largest size.
_MAX_HTTP_HEADER_BYTES = 64 << 10
# Bytes read at a time while looking for the next record.
_WINDOW = 1 << 16
_PADDING = b"\0\r\n\t "
_OK = 200
# Without a Content-Type the bytes decide, as in browsers.
_PAGE_TYPES = {"text/html", "application/xhtml+xml", "text/plain", "text/markdown", ""}
# "2d;name=value" CRLF
_CHUNK_HEADER = re.compile(rb"([0-9a-fA-F]{1,8})[ \t]*+(?:;[^\r\n]*+)?\r\n")


def starts_archive(head: bytes) -> bool:
    """Return true if a file that begins with ``head`` is a web archive, or may be one compressed with Zstandard."""
    return (gunzip_start(head, size=len(_PLAIN_MAGIC)) or head).startswith((_PLAIN_MAGIC, *_ZSTD_MAGICS))


def read_archive(source: str, archive: BinaryIO, settings: Settings) -> Iterator[Page | PageError]:
    """Yield the pages of ``archive``, a seekable stream at its beginning, and an error in place of each broken record.

    After a broken record, reading continues at the next record. Raises ``UnreadableError`` if there is nothing to
    yield.
    """
    is_empty = True
    for page_or_error in _Archive(source, archive, settings=settings).read():
        is_empty = False
        yield page_or_error
    if is_empty:
        raise UnreadableError(
            source, "this web archive contains no page", advice="Give one with responses of HTML or plain text."
        )


@dataclass(slots=True)
class _Place:
    """The position of a record in the archive, and its state."""

    start: int
    content_length: int = 0
    is_complete: bool = False


class _Archive:
    """One archive while it is read."""

    def __init__(self, source: str, archive: BinaryIO, *, settings: Settings) -> None:
        self._source = source
        self._archive = archive
        self._settings = settings
        head = archive.read(len(_PLAIN_MAGIC))
        archive.seek(0)
        self._is_gzip = head.startswith(GZIP_MAGIC)
        self._is_zstd = head.startswith(_ZSTD_MAGICS)
        if self._is_zstd:
            self._check_zstd()

    def read(self) -> Iterator[Page | PageError]:
        position: int | None = 0
        false_starts = 0
        is_broken_stretch = False
        while position is not None:
            place = _Place(position)
            self._archive.seek(position)
            try:
                for record in ArchiveIterator(self._archive, parse_http=False):
                    place = _Place(record.stream_pos, record.content_length)
                    if record.record_type == WarcRecordType.response:
                        page_or_error = _read_record(self._source, record, settings=self._settings)
                        if page_or_error is not None:
                            yield page_or_error
                    place.is_complete, is_broken_stretch = True, False
                position = None
            except OSError as error:
                if place.is_complete and self._only_padding_follows(place):
                    return
                # One error for a broken part, which may contain many false starts.
                if not is_broken_stretch:
                    yield self._broken(place.start, str(error))
                is_broken_stretch = True
                false_starts += 1
                if false_starts > self._settings.max_false_starts:
                    yield self._given_up(place.start)
                    return
                position = self._find_next_start(place.start + 1)

    def _check_zstd(self) -> None:
        with suppress(OSError):
            if ZstdReader(self._archive).read(len(_PLAIN_MAGIC)) == _PLAIN_MAGIC:
                self._archive.seek(0)
                return
        raise UnreadableError(
            self._source,
            "this is a Zstandard file that does not contain a web archive",
            advice="Decompress it first: `zstd -d FILE`.",
        )

    def _find_next_start(self, position: int) -> int | None:
        """Return the first position at or after ``position`` where a record may begin."""
        magic = _PLAIN_MAGIC
        if self._is_gzip:
            magic = GZIP_MAGIC + b"\x08"
        elif self._is_zstd:
            magic = _ZSTD_MAGICS[0]
        self._archive.seek(position)
        window = b""
        while piece := self._archive.read(_WINDOW):
            window += piece
            offset = window.find(magic)
            if offset >= 0:
                return position + offset
            position += len(window) - len(magic) + 1
            window = window[len(window) - len(magic) + 1 :]
        return None

    def _only_padding_follows(self, place: _Place) -> bool:
        """Return true if nothing but zeros and blanks follows the record at ``place``.

        Crawlers that allocate their files ahead leave zeros at the end.
        """
        end = self._find_end(place)
        if end is None:
            return False
        self._archive.seek(end)
        while piece := self._archive.read(_WINDOW):
            if piece.strip(_PADDING):
                return False
        return True

    def _find_end(self, place: _Place) -> int | None:
        """Return the position after the record at ``place``; null if it is incomplete or compressed with Zstandard."""
        if self._is_zstd:
            return None
        self._archive.seek(place.start)
        if self._is_gzip:
            return self._find_member_end()
        header, blank_line, _ = self._archive.read(_WINDOW).partition(b"\r\n\r\n")
        end = place.start + len(header) + len(blank_line) + place.content_length
        return end if blank_line and end <= self._archive.seek(0, io.SEEK_END) else None

    def _find_member_end(self) -> int | None:
        """Return the position after the current gzip member; null if it is incomplete.

        If one member contains the whole archive, the position of its last record is already after it.
        """
        start = self._archive.tell()
        if self._archive.read(len(GZIP_MAGIC)) != GZIP_MAGIC:
            return start
        self._archive.seek(start)
        member = zlib.decompressobj(GZIP_FORMAT)
        try:
            while not member.eof and (piece := self._archive.read(_WINDOW)):
                while piece and not member.eof:
                    member.decompress(piece, _WINDOW)
                    piece = member.unconsumed_tail
        except zlib.error:
            return None
        return self._archive.tell() - len(member.unused_data) if member.eof else None

    def _broken(self, position: int, problem: str) -> FetchError:
        return FetchError(
            self._source,
            f"a record at or after byte {position:,} is broken ({problem})",
            advice="The records after it are read. To get this record too, make the archive again.",
        )

    def _given_up(self, position: int) -> FetchError:
        return FetchError(
            self._source,
            f"more than {self._settings.max_false_starts:,} places look like the beginning of a record but are not; "
            f"nothing after byte {position:,} is read",
            advice="Make the archive again, or raise ONRECORD_MAX_FALSE_STARTS.",
        )


def _read_record(source: str, record: WarcRecord, *, settings: Settings) -> Page | PageError | None:
    """Return the page in ``record``, or its error; null if it contains no page.

    Raises ``OSError`` if the archive is broken there.
    """
    target = (record.headers.get("WARC-Target-URI") or "").strip("<> ")
    url = web_url(target)
    record_source = f"{source} ({url or f'the record at byte {record.stream_pos:,}'})"
    size = record.content_length
    # Checked before reading, so that the iterator can skip the record without loading it.
    if size > settings.max_page_bytes + _MAX_HTTP_HEADER_BYTES:
        return too_large(record_source, settings.max_page_bytes)
    content = record.reader.read(size)
    if len(content) < size:
        raise OSError(f"{size:,} bytes were announced, {len(content):,} are there")
    response = WarcRecord()
    response.set_bytes_content(content)
    response.is_http = True
    try:
        response.parse_http()
        status = response.http_headers.status_code
        media_type = (response.http_content_type or "").lower()
        if status is not None and (status != _OK or media_type not in _PAGE_TYPES):
            return None
        if status is None:
            return FetchError(record_source, "the record contains no HTTP response", advice="Make the archive again.")
        return make_page(
            source if url else record_source,
            _decode_body(record_source, response, limit=settings.max_page_bytes),
            media_type=media_type,
            url=url,
            encoding=response.http_charset,
            fetched=record.headers.get("WARC-Date"),
        )
    except OSError as error:
        return FetchError(record_source, f"its content is damaged ({error})", advice="Make the archive again.")
    except PageError as error:
        return type(error)(record_source, error.problem, advice=error.advice)


def _decode_body(source: str, response: WarcRecord, *, limit: int) -> bytes:
    """Return the body of ``response`` without its transfer and content encodings."""
    body = response.reader.read(limit + _MAX_HTTP_HEADER_BYTES + 1)
    if "chunked" in _header(response, "Transfer-Encoding"):
        body = _join_chunks(body)
    if len(body) > limit:
        raise too_large(source, limit)
    coding = _header(response, "Content-Encoding")
    stream = io.BytesIO(body)
    if coding in {"gzip", "x-gzip"} and body.startswith(GZIP_MAGIC):
        body = GzipReader(stream).read(limit + 1)
    elif coding == "zstd" and body.startswith(_ZSTD_MAGICS):
        body = ZstdReader(stream).read(limit + 1)
    elif coding in {"br", "deflate"}:
        try:
            body = (BrotliReader(stream) if coding == "br" else GzipReader(stream, zlib=True)).read(limit + 1)
        except OSError:
            # These codings have no magic number. A body of markup was decoded before it was written.
            if not body.lstrip().startswith(b"<"):
                raise
    if len(body) > limit:
        raise too_large(source, limit, when="when decompressed")
    return body


def _header(response: WarcRecord, name: str) -> str:
    return (response.http_headers.get(name) or "").lower().strip()


def _join_chunks(body: bytes) -> bytes:
    """Return ``body`` without its chunk headers, or unchanged if it has none.

    Some crawlers write the decoded body and keep ``Transfer-Encoding: chunked``. Raises ``OSError`` if a chunk is
    incomplete.
    """
    chunks: list[bytes] = []
    position = 0
    while header := _CHUNK_HEADER.match(body, position):
        size = int(header[1], 16)
        chunk = body[header.end() : header.end() + size]
        if len(chunk) < size:
            raise OSError(f"a chunk of {size:,} bytes was announced, {len(chunk):,} are there")
        if not size:
            return b"".join(chunks)
        chunks.append(chunk)
        position = header.end() + size + len(b"\r\n")
    if chunks and body[position:].strip():
        raise OSError(f"no chunk begins at byte {position:,} of its body")
    return b"".join(chunks) if chunks else body


WARC_OPENER = PageOpener(starts_archive, read_archive, (".warc", ".warc.zst"))
"""The opener of web archives."""
