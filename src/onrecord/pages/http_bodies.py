"""Bodies of HTTP responses as crawlers store them: without their transfer and content codings."""

from __future__ import annotations

import io
import re
import zlib
from typing import Final, Protocol

from fastwarc.stream_io import BrotliReader, ZstdReader

from onrecord.pages.inflate import GZIP_MAGIC, gunzip, too_large
from onrecord.settings import Settings

ZSTD_MAGIC: Final = b"\x28\xb5\x2f\xfd"
# "2d;name=value" CRLF. Some servers pad the size with zeros: "000005f4".
_CHUNK_HEADER = re.compile(rb"([0-9a-fA-F]{1,16})[ \t]*+(?:;[^\r\n]*+)?\r\n")
# FastWARC 2.0 may end the content of a frame after so many bytes, as if nothing followed.
_ZSTD_END: Final = 1 << 23
# Bytes to decompress at a time.
_PIECE: Final = 1 << 16


class _Reader(Protocol):
    def read(self, size: int, /) -> bytes:
        """The next bytes, at most ``size``; none at the end."""


def decode_body(source: str, body: bytes, *, transfer: str, coding: str, settings: Settings) -> bytes:
    """Return ``body`` without its ``transfer`` and content ``coding``, the values of the headers in lower case.

    Some crawlers write the decoded body and keep the headers; others drop the headers. Thus a magic number decides
    before the header does. Raises ``OSError`` if the body is damaged, and ``FetchError`` if it is too large or its gzip
    is damaged.
    """
    limit = settings.max_page_bytes
    if "chunked" in transfer:
        body = _join_chunks(body)
    if len(body) > limit:
        raise too_large(source, limit)
    if body.startswith(GZIP_MAGIC):
        return gunzip(source, body, settings=settings)
    if coding == "zstd" and body.startswith(ZSTD_MAGIC):
        body = _read(ZstdReader(io.BytesIO(body)), limit=limit)
        if body and len(body) % _ZSTD_END == 0:
            raise OSError(f"it is Zstandard of {len(body):,} bytes or more")
    elif coding in {"br", "deflate"}:
        try:
            body = _read(BrotliReader(io.BytesIO(body)), limit=limit) if coding == "br" else _inflate(body, limit=limit)
        except OSError:
            # These codings have no magic number. A body of markup was decoded before it was written.
            if not body.lstrip().startswith(b"<"):
                raise
    if len(body) > limit:
        raise too_large(source, limit, when="when decompressed")
    return body


def _read(reader: _Reader, *, limit: int) -> bytes:
    """Return what ``reader`` decompresses, or its first bytes if these are more than ``limit``."""
    body = bytearray()
    while len(body) <= limit and (piece := reader.read(_PIECE)):
        body += piece
    return bytes(body)


def _inflate(body: bytes, *, limit: int) -> bytes:
    """Decompress a body that is ``deflate``: with the header of zlib or, as old servers send it, without."""
    for wbits in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
        inflater = zlib.decompressobj(wbits)
        try:
            inflated = inflater.decompress(body, limit + 1)
        except zlib.error:
            continue
        if inflater.eof or len(inflated) > limit:
            return inflated
    raise OSError("it is not deflate, or breaks off")


def _join_chunks(body: bytes) -> bytes:
    """Return ``body`` without its chunk headers, or unchanged if it has none.

    Some crawlers write the decoded body and keep ``Transfer-Encoding: chunked``. Raises ``OSError`` if a chunk is
    incomplete.
    """
    joined = bytearray()
    position = 0
    while header := _CHUNK_HEADER.match(body, position):
        size = int(header[1], 16)
        chunk = body[header.end() : header.end() + size]
        if len(chunk) < size:
            raise OSError(f"a chunk of {size:,} bytes was announced, {len(chunk):,} are there")
        if not size:
            return bytes(joined)
        joined += chunk
        position = header.end() + size + len(b"\r\n")
    if position and body[position:].strip():
        raise OSError(f"no chunk begins at byte {position:,} of its body")
    return bytes(joined) if position else body
