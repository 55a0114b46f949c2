"""Decompress gzip within limits of memory and work."""

from __future__ import annotations

import gzip
import zlib
from typing import BinaryIO

from onrecord.errors import FetchError
from onrecord.settings import Settings

GZIP_MAGIC = b"\x1f\x8b"
GZIP_FORMAT = 16 + zlib.MAX_WBITS
# Data that grows more than this is made to grow. A page of news grows four times, repetitive logs fifty times.
MAX_GROWTH = 200
GROWTH_COUNTS_FROM = 1 << 28
# What a line costs besides its bytes: a gigabyte of blank lines, from a megabyte, took minutes.
_LINE_BYTES = 50
# Bytes given to zlib at a time. It copies all data after a member: for a page of a million empty members (20 MB) in one
# piece, this would be 10 TB.
_PIECE = 1 << 14


def gunzip(source: str, data: bytes, *, settings: Settings, max_bytes: int | None = None, cut: bool = False) -> bytes:
    """Decompress ``data``, one or several gzip members, to at most ``max_bytes`` bytes (by default the largest page).

    Raises ``FetchError`` if the result is larger, if there are too many members, or if one is damaged or incomplete.
    With ``cut``, the beginning of a result that is too large or incomplete is returned instead.
    """
    if not data.startswith(GZIP_MAGIC):
        raise FetchError(source, "its gzip is damaged (it does not begin as gzip)", advice="Fetch it again.")
    limit = settings.max_page_bytes if max_bytes is None else max_bytes
    parts: list[bytes] = []
    size = position = members = 0
    member = None
    while position < len(data) and (member or data.startswith(GZIP_MAGIC, position)):
        if member is None:
            member = zlib.decompressobj(GZIP_FORMAT)
            members += 1
            if members > settings.max_gzip_members:
                raise _too_many_members(source, settings.max_gzip_members)
        piece = data[position : position + _PIECE]
        try:
            parts.append(member.decompress(piece, limit - size + 1))
        except zlib.error as error:
            raise FetchError(source, f"its gzip is damaged ({error})", advice="Fetch it again.") from error
        size += len(parts[-1])
        position += len(piece) - len(member.unconsumed_tail) - len(member.unused_data)
        if size > limit:
            if cut:
                break
            raise too_large(source, limit, when="when decompressed")
        if member.eof:
            member = None
    if member and not cut:
        raise FetchError(source, "its gzip breaks off before the end", advice="Fetch it again.")
    return b"".join(parts)


def gunzip_start(data: bytes, *, size: int) -> bytes:
    """Decompress the first ``size`` bytes of ``data``, or fewer; nothing if it is not gzip."""
    try:
        return zlib.decompressobj(GZIP_FORMAT).decompress(data, size)
    except zlib.error:
        return b""


class GzipLines:
    """The lines of ``stream``, which begins as gzip."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._compressed_bytes = self._bytes = 0
        self._file = gzip.GzipFile(fileobj=self, mode="rb")  # type: ignore[call-overload]

    def read(self, size: int) -> bytes:
        """Return the next bytes of the stream, for ``gzip``."""
        piece = self._stream.read(size)
        self._compressed_bytes += len(piece)
        return piece

    def readline(self, size: int) -> bytes:
        """Return the next line, or its first ``size`` bytes; none at the end.

        Raises ``gzip.BadGzipFile`` if it is damaged, or grows more than 200 times.
        """
        line: bytes = self._file.readline(size)
        self._bytes += len(line) + _LINE_BYTES
        if self._bytes > GROWTH_COUNTS_FROM and self._bytes > MAX_GROWTH * self._compressed_bytes:
            raise gzip.BadGzipFile(f"it grows more than {MAX_GROWTH} times")
        return line


def too_large(source: str, limit: int, *, when: str = "") -> FetchError:
    """Return the error for a page of more than ``limit`` bytes."""
    problem = f"it is larger than {limit:,} bytes {when}".rstrip()
    return FetchError(source, problem, advice="Leave it out, or raise ONRECORD_MAX_PAGE_BYTES.")


def _too_many_members(source: str, limit: int) -> FetchError:
    return FetchError(
        source,
        f"its gzip consists of more than {limit:,} members",
        advice="Decompress it first, or raise ONRECORD_MAX_GZIP_MEMBERS.",
    )
