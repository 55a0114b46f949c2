"""Undoing gzip without being blown up by it."""

from __future__ import annotations

import zlib

from onrecord.errors import FetchError

GZIP_MAGIC = b"\x1f\x8b"
_GZIP = 16 + zlib.MAX_WBITS


def gunzip(source: str, data: bytes, *, limit: int, cut: bool = False) -> bytes:
    """``data``, one or several gzip members, undone. No more than ``limit`` bytes are ever held.

    Raises ``FetchError`` where it comes to more, is damaged, or breaks off; with ``cut``, what came out until then
    is given back instead (damage is still an error).
    """
    parts: list[bytes] = []
    held = 0
    while data.startswith(GZIP_MAGIC):
        member = zlib.decompressobj(_GZIP)
        try:
            part = member.decompress(data, limit - held + 1)
        except zlib.error as error:
            raise FetchError(source, f"its gzip is damaged ({error})", advice="Get it again.") from error
        held += len(part)
        parts.append(part)
        if cut and (held > limit or not member.eof):
            break
        if held > limit:
            raise too_large(source, limit, when="once its gzip is undone")
        if not member.eof:
            raise FetchError(source, "its gzip breaks off before the end", advice="Get it again.")
        data = member.unused_data
    return b"".join(parts)


def gunzip_start(data: bytes, *, size: int) -> bytes:
    """The first ``size`` bytes that come out of ``data``, or fewer, or none where it is no gzip."""
    try:
        return zlib.decompressobj(_GZIP).decompress(data, size)
    except zlib.error:
        return b""


def too_large(source: str, limit: int, *, when: str = "") -> FetchError:
    """The error for a page of more than ``limit`` bytes."""
    problem = f"it is larger than {limit:,} bytes {when}".rstrip()
    return FetchError(source, problem, advice="Leave it out, or raise ONRECORD_MAX_PAGE_BYTES.")
