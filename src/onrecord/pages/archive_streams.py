"""Streams of the bytes of a web archive: plain, or decompressed from gzip or Zstandard.

A stream can look ahead, go back, and skip, and knows where in the archive each gzip member or Zstandard frame begins.
Damage does not raise: it ends the stream, as a ``StreamFailure``.
"""

from __future__ import annotations

import io
import re
import zlib
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO, Final

from fastwarc.stream_io import ZstdReader

from onrecord.pages.inflate import GROWTH_COUNTS_FROM, GZIP_FORMAT, GZIP_MAGIC, MAX_GROWTH

PADDING: Final = b"\0\r\n\t "
"""Bytes that mean nothing between records. Crawlers that allocate their files ahead leave zeros at the end."""
# Bytes to read or decompress at a time.
_PIECE: Final = 1 << 16
# zlib copies all data after a member, so small members need small pieces.
_COMPRESSED_PIECE: Final = 1 << 14


@dataclass(frozen=True, slots=True)
class StreamFailure:
    """Damage that ended a stream."""

    start: int
    """Byte of the archive at which the damaged member or frame begins."""
    problem: str


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A place to which a stream can be opened again."""

    start: int
    """Byte of the archive at which the member or frame begins."""
    start_offset: int
    """Byte of the decompressed archive at which it begins."""
    offset: int
    """Byte of the decompressed archive to go on at."""


class Stream:
    """The bytes of an archive from ``start``. ``offset`` decompressed bytes came before it."""

    def __init__(self, archive: BinaryIO, start: int, *, offset: int = 0) -> None:
        self.offset = offset
        """Byte of the decompressed archive that is read next."""
        self.failure: StreamFailure | None = None
        """The reason for which the stream ends before the archive."""
        self._archive = archive
        self._buffer = b""
        self._index = 0
        # Where members or frames begin: in the decompressed archive, and in the archive.
        self._starts = deque([(offset, start)])

    def start_of_next(self) -> int:
        """The position of the next byte in the archive, if its member or frame begins with it; else ``offset``."""
        return self.bookmark().start if self.is_at_member() else self.offset

    def is_at_member(self) -> bool:
        """True if a member or frame begins with the next byte."""
        return self.bookmark().start_offset == self.offset

    def bookmark(self) -> Bookmark:
        """The current place."""
        while len(self._starts) > 1 and self._starts[1][0] <= self.offset:
            self._starts.popleft()
        start_offset, start = self._starts[0]
        return Bookmark(start, start_offset, self.offset)

    def reopen(self, bookmark: Bookmark) -> Stream:
        """A new stream of the same archive that goes on at ``bookmark``."""
        stream = type(self)(self._archive, bookmark.start, offset=bookmark.start_offset)
        stream.skip(bookmark.offset - bookmark.start_offset)
        return stream

    def peek(self, size: int) -> bytes:
        """The next ``size`` bytes, or fewer at the end, without reading them."""
        while len(self._buffer) - self._index < size and self._fill():
            pass
        return self._buffer[self._index : self._index + size]

    def read(self, size: int) -> bytes:
        """The next ``size`` bytes, or fewer at the end."""
        parts: list[bytes] = []
        missing = size
        while True:
            parts.append(self._buffer[self._index : self._index + missing])
            self._index += len(parts[-1])
            missing -= len(parts[-1])
            if not missing or not self._fill():
                break
        self.offset += size - missing
        return b"".join(parts)

    def push(self, content: bytes) -> None:
        """Put back ``content``, the last bytes that were read."""
        self._buffer = content + self._buffer[self._index :]
        self._index = 0
        self.offset -= len(content)

    def find(self, pattern: re.Pattern[bytes], *, limit: int) -> int | None:
        """Number of bytes up to the end of the first match of ``pattern``, which begins within ``limit`` bytes."""
        while True:
            match = pattern.search(self._buffer, self._index, self._index + limit)
            if match:
                return match.end() - self._index
            if len(self._buffer) - self._index >= limit or not self._fill():
                return None

    def skip_to(self, pattern: re.Pattern[bytes], *, overlap: int) -> None:
        """Skip to the next match of ``pattern``, or to the end.

        A match has at most ``overlap`` bytes.
        """
        while True:
            match = pattern.search(self._buffer, self._index)
            end = match.start() if match else max(self._index, len(self._buffer) - overlap)
            self.offset += end - self._index
            self._index = end
            if match:
                return
            if not self._fill():
                self.read(overlap)
                return

    def skip(self, size: int, *, until: bytes | None = None) -> bool:
        """Skip ``size`` bytes. False if the stream ends before, or at a member that begins with ``until``."""
        while size:
            begin = self.bookmark()
            if until and begin.start_offset == self.offset and self.peek(len(until)) == until:
                return False
            available = len(self._buffer) - self._index
            if not available:
                if not self._fill():
                    return False
                continue
            # Not beyond the beginning of the next member.
            if len(self._starts) > 1:
                available = min(available, self._starts[1][0] - self.offset)
            step = min(size, available)
            self._index += step
            self.offset += step
            size -= step
        return True

    def skip_to_member(self) -> None:
        """Skip to the next gzip member, or to the end."""
        self.bookmark()  # forgets earlier members
        while len(self._starts) < 2:
            self.offset += len(self._buffer) - self._index
            self._index = len(self._buffer)
            if not self._fill():
                return
        self.skip(self._starts[1][0] - self.offset)

    def _fill(self) -> bool:
        """Append a piece to the buffer; false at the end."""
        piece = self._next_piece()
        if piece:
            self._buffer = self._buffer[self._index :] + piece
            self._index = 0
        return bool(piece)

    def _next_piece(self) -> bytes:
        raise NotImplementedError


class PlainStream(Stream):
    """The bytes of an archive that is not compressed."""

    def __init__(self, archive: BinaryIO, start: int, *, offset: int | None = None) -> None:
        super().__init__(archive, start, offset=start if offset is None else offset)
        self._size = archive.seek(0, io.SEEK_END)
        archive.seek(start)

    def start_of_next(self) -> int:
        """See ``Stream``."""
        return self.offset

    def bookmark(self) -> Bookmark:
        """See ``Stream``."""
        return Bookmark(self.offset, self.offset, self.offset)

    def skip(self, size: int, *, until: bytes | None = None) -> bool:
        """See ``Stream``. Nothing is read, so a wrong length costs nothing."""
        if self.offset + size > self._size:
            return False
        self.offset += size
        self._archive.seek(self.offset)
        self._buffer, self._index = b"", 0
        return True

    def _next_piece(self) -> bytes:
        return self._archive.read(_PIECE)


class GzipStream(Stream):
    """The decompressed bytes of an archive that consists of gzip members: one for each record, or other ones."""

    def __init__(self, archive: BinaryIO, start: int, *, offset: int = 0) -> None:
        super().__init__(archive, start, offset=offset)
        self._starts.clear()
        self._produced = offset
        self._input = b""
        self._input_end = archive.seek(start)
        self._member: zlib._Decompress | None = None
        self._begin_member()

    def _next_piece(self) -> bytes:
        while self.failure is None and (self._member is not None or self._begin_member()):
            assert self._member is not None
            try:
                piece = self._member.decompress(self._input, _PIECE)
            except zlib.error as error:
                self._fail(f"its gzip is damaged: {error}")
                return b""
            self._input = self._member.unused_data if self._member.eof else self._member.unconsumed_tail
            self._produced += len(piece)
            if self._member.eof:
                self._member = None
            elif self._has_grown_too_much():
                self._fail(f"its gzip grows more than {MAX_GROWTH} times")
            elif not self._input and not piece and not self._read_input():
                self._fail("its gzip breaks off")
            if piece:
                return piece
        return b""

    def _begin_member(self) -> bool:
        """Begin the next member. False at the end of the archive, after which there may be padding."""
        while len(self._input) < len(GZIP_MAGIC) and self._read_input():
            pass
        start = self._input_end - len(self._input)
        if self._input.startswith(GZIP_MAGIC):
            self._starts.append((self._produced, start))
            self._member = zlib.decompressobj(GZIP_FORMAT)
            return True
        while not self._input.strip(PADDING):
            self._input = b""
            if not self._read_input():
                return False
        self.failure = StreamFailure(start, "no gzip member begins there")
        return False

    def _read_input(self) -> bool:
        compressed = self._archive.read(_COMPRESSED_PIECE)
        self._input += compressed
        self._input_end += len(compressed)
        return bool(compressed)

    def _has_grown_too_much(self) -> bool:
        start_offset, start = self._starts[-1]
        grown = self._produced - start_offset
        return grown > GROWTH_COUNTS_FROM and grown > MAX_GROWTH * (self._input_end - start)

    def _fail(self, problem: str) -> None:
        self.failure = StreamFailure(self._starts[-1][1], problem)


class ZstdStream(Stream):
    """The decompressed bytes of an archive that consists of Zstandard frames.

    Only the beginning of the latest frame is known, since FastWARC decompresses several small frames at once.
    """

    def __init__(self, archive: BinaryIO, start: int, *, offset: int = 0) -> None:
        super().__init__(archive, start, offset=offset)
        self._start = start
        self._produced = 0
        self._reader = self._open()

    def _open(self) -> ZstdReader:
        self._archive.seek(self._start)
        return ZstdReader(self._archive)

    def _next_piece(self) -> bytes:
        if self.failure is not None:
            return b""
        try:
            piece = self._reader.read(_PIECE)
        except OSError as error:
            start = max(self._start, self._reader.frame_start_position() or 0)
            self.failure = StreamFailure(start, f"its Zstandard is damaged: {error}")
            return self._read_up_to_damage()
        self._produced += len(piece)
        return piece

    def _read_up_to_damage(self) -> bytes:
        """The bytes before the damage. A read that meets damage loses them, so they are decompressed again."""
        self._reader = self._open()
        missing = self._produced
        piece = bytearray()
        with suppress(OSError):
            while missing and (skipped := self._reader.read(min(missing, _PIECE))):
                missing -= len(skipped)
            while len(piece) < _PIECE and (byte := self._reader.read(1)):
                piece += byte
        return bytes(piece)
