"""Web archives (WARC), one page a response record."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import BinaryIO

from fastwarc.stream_io import BrotliReader, GzipReader
from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from onrecord.errors import FetchError, PageError, UnreadableError
from onrecord.pages.inflate import GZIP_MAGIC, too_large
from onrecord.pages.recognise import page
from onrecord.settings import Settings
from onrecord.types import Page

_MARK = b"WARC/"
_HEADER_ROOM = 64 << 10
_SCAN = 1 << 20
_OK = 200
_PAGE_TYPES = {"text/html", "application/xhtml+xml", "text/plain", "text/markdown", ""}


def starts_archive(head: bytes) -> bool:
    """Whether a file that begins with ``head`` is a web archive."""
    return head.startswith(_MARK)


def read(source: str, archive: BinaryIO, *, settings: Settings) -> Iterator[Page | PageError]:
    """The pages in ``archive``, a seekable stream at its beginning, and what is wrong with records that are broken.

    After a broken record reading goes on where the next one can be found. Raises ``UnreadableError`` where the
    archive holds nothing to yield.
    """
    compressed = archive.read(2) == GZIP_MAGIC
    position: int | None = 0
    whole, empty = True, True
    while position is not None:
        reached = position
        archive.seek(position)
        try:
            for record in ArchiveIterator(archive, record_types=WarcRecordType.response, parse_http=False):
                reached, whole = record.stream_pos, True
                found = _page(source, record, settings=settings)
                if found is not None:
                    empty = False
                    yield found
            position = None
        except OSError as error:
            if whole:  # one error for a broken stretch, however many false starts there are in it
                empty = False
                yield _broken(source, reached, str(error))
            whole = False
            position = _next_start(archive, after=reached, magic=GZIP_MAGIC + b"\x08" if compressed else _MARK)
    if empty:
        raise UnreadableError(
            source, "this web archive holds no page", advice="Give one with responses of HTML or plain text."
        )


def _broken(source: str, position: int, problem: str) -> FetchError:
    return FetchError(
        source,
        f"a record at or after byte {position:,} is broken ({problem})",
        advice="The records after it are read; make the archive again to have this one too.",
    )


def _next_start(archive: BinaryIO, *, after: int, magic: bytes) -> int | None:
    """Where ``magic`` next stands in ``archive`` after the byte ``after``; null where it does not."""
    position = after + 1
    archive.seek(position)
    window = b""
    while chunk := archive.read(_SCAN):
        window += chunk
        found = window.find(magic)
        if found >= 0:
            return position + found
        position += len(window) - len(magic) + 1
        window = window[len(window) - len(magic) + 1 :]
    return None


def _page(source: str, record: WarcRecord, *, settings: Settings) -> Page | PageError | None:
    """The page in ``record``, or what is wrong with it; null where it holds none. ``OSError`` where it is broken."""
    url = record.headers.get("WARC-Target-URI") or ""
    where = f"{source} ({url.strip('<>') or f'the record at byte {record.stream_pos:,}'})"
    limit = settings.max_page_bytes
    if record.content_length > limit + _HEADER_ROOM:
        return too_large(where, limit)
    size = record.content_length
    raw = record.reader.read(size)
    if len(raw) < size:
        raise OSError(f"{size:,} bytes were announced, {len(raw):,} are there")
    answer = WarcRecord()
    answer.set_bytes_content(raw)
    answer.is_http = True
    try:
        answer.parse_http(auto_decode="transfer")
        status = answer.http_headers.status_code
        media_type = (answer.http_content_type or "").lower()
        if status is not None and (status != _OK or media_type not in _PAGE_TYPES):
            return None
        if status is None:
            return FetchError(where, "the record holds no HTTP response", advice="Make the archive again.")
        body = _decoded(where, answer, limit=limit)
        return page(
            source if url else where,
            body,
            media_type=media_type,
            url=url.strip("<>") or None,
            encoding=answer.http_charset,
            fetched=record.headers.get("WARC-Date"),
        )
    except OSError as error:
        return FetchError(where, f"its content is damaged ({error})", advice="Make the archive again.")
    except PageError as error:
        return type(error)(where, error.problem, advice=error.advice)


def _decoded(where: str, answer: WarcRecord, *, limit: int) -> bytes:
    """The content of ``answer`` with its compression undone."""
    body = answer.reader.read(limit + 1)
    coding = (answer.http_headers.get("Content-Encoding") or "").lower().strip()
    if len(body) > limit:
        raise too_large(where, limit)
    stream = io.BytesIO(body)
    if coding in {"gzip", "x-gzip"} and body.startswith(GZIP_MAGIC):
        body = GzipReader(stream).read(limit + 1)
    elif coding == "br":
        body = BrotliReader(stream).read(limit + 1)
    elif coding == "deflate":
        body = GzipReader(stream, zlib=True).read(limit + 1)
    if len(body) > limit:
        raise too_large(where, limit, when="once its compression is undone")
    return body
