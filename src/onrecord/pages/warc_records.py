"""Records of web archives (WARC), with recovery after damage.

A record is trusted only if it ends where its ``Content-Length`` says that it does. With a wrong length the text of a
page would go on with the records after it, or all of them would be skipped.

FastWARC reads archives faster, but it ends without an error at an empty gzip member and at a length that reaches past
the end of the file, and does not tell where a record ends that is followed by damage.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from onrecord.pages.archive_streams import PADDING, GzipStream, PlainStream, Stream, ZstdStream
from onrecord.pages.inflate import GZIP_MAGIC

WARC_MAGIC: Final = b"WARC/"
# A frame, and a skippable frame with a dictionary for the frames after it
# (https://iipc.github.io/warc-specifications/specifications/warc-zstd/).
ZSTD_MAGICS: Final = (b"\x28\xb5\x2f\xfd", b"\x5d\x2a\x4d\x18")
BLANK: Final = b"\r\n\xef\xbb\xbf"
"""Bytes between records. Some scripts and editors also write a byte order mark before the first one."""
# Bytes read at a time while looking for the next gzip member or Zstandard frame.
_WINDOW: Final = 1 << 16
# Bytes that are decompressed again after a wrong length count as one more false start. An archive in one gzip member
# with a thousand wrong lengths would else be decompressed a thousand times.
_REREAD_BYTES: Final = 10_000_000
# Bytes of the header of a record. The standard has no limit, and the address of the page is part of the header.
MAX_HEADER_BYTES: Final = 1 << 20
_VERSION: Final = re.compile(rb"WARC/[0-9.]{1,8}[ \t]*+\r?\n")
# Bytes that a version line may take: 14, and blanks.
_VERSION_BYTES: Final = 32
_HEADER_END: Final = re.compile(rb"\n\r?\n")
_LENGTH: Final = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class ArchiveRecord:
    """A record of a web archive."""

    start: int
    """Byte of the archive at which it begins, or at which its gzip member or Zstandard frame begins. For a later record
    of a member: byte of the decompressed archive."""
    headers: dict[str, str]
    """By their names in lower case."""
    length: int
    """Bytes of its content."""
    content: bytes | None
    """Null if it is longer than the reader keeps."""


@dataclass(frozen=True, slots=True)
class BrokenPart:
    """A part of the archive without a whole record."""

    start: int
    problem: str


class _BrokenError(Exception):
    """No whole record begins at the current position of the stream."""


class RecordReader:
    """Reads the records of ``archive``, a seekable stream, from its beginning.

    Contents of more than ``max_content`` bytes are skipped. After ``max_false_starts`` damaged places reading stops,
    and ``gave_up`` is true.
    """

    def __init__(self, archive: BinaryIO, *, max_content: int, max_false_starts: int) -> None:
        self.gave_up = False
        self._archive = archive
        self._max_content = max_content
        self._max_false_starts = max_false_starts
        self._false_starts = 0
        self._in_damage = False
        self._records = 0
        # Not 0 for a part of an archive.
        start = archive.seek(0)
        head = archive.read(len(WARC_MAGIC))
        self._open: type[Stream] = PlainStream
        self._magic = b""
        if head.startswith(GZIP_MAGIC):
            self._open, self._magic = GzipStream, GZIP_MAGIC + b"\x08"
        elif head.startswith(ZSTD_MAGICS):
            self._open, self._magic = ZstdStream, ZSTD_MAGICS[0]
        self._is_aligned = self._open is GzipStream
        self._stream: Stream = self._open(archive, start)
        self._record_start = start

    @property
    def _has_members(self) -> bool:
        """True if each record is a gzip member, as usual. Then damage does not make a record of the text of a page."""
        return self._is_aligned and self._records > 1

    @property
    def is_zstd(self) -> bool:
        """True if the archive is compressed with Zstandard, which says nothing about its content."""
        return self._open is ZstdStream

    def read(self) -> Iterator[ArchiveRecord | BrokenPart]:
        """Yield each record, and one ``BrokenPart`` for a broken part, which may contain many false starts."""
        while not self.gave_up:
            try:
                record = self._next_record()
            except _BrokenError as error:
                yield from self._note_damage(self._record_start, str(error))
                if self._has_members:
                    self._stream.skip_to_member()
                else:
                    self._stream.skip_to(_VERSION, overlap=_VERSION_BYTES)
                continue
            if record is not None:
                self._in_damage = False
                self._records += 1
                yield record
                continue
            failure = self._stream.failure
            if failure is None:
                return
            yield from self._note_damage(failure.start, failure.problem)
            if not self._restart_after(failure.start):
                return

    def _note_damage(self, start: int, problem: str) -> Iterator[BrokenPart]:
        if not self._in_damage:
            yield BrokenPart(start, problem)
        self._in_damage = True
        self._false_starts += 1
        self.gave_up = self._false_starts > self._max_false_starts

    def _next_record(self) -> ArchiveRecord | None:
        """Return the next record; null at the end of the stream. Raises ``_BrokenError``."""
        stream = self._stream
        if not self._skip_blank_lines():
            return None
        start = self._record_start = stream.start_of_next()
        self._is_aligned = self._is_aligned and stream.is_at_member()
        headers = self._read_headers()
        declared = headers.get("content-length", "")
        if not _LENGTH.fullmatch(declared):
            raise _BrokenError(f"its Content-Length is {declared[:40]!r}")
        length = int(declared)
        if length > self._max_content:
            self._skip_content(length)
            return ArchiveRecord(start, headers, length, None)
        content = stream.read(length)
        if len(content) < length or not self._is_at_end_of_record(start):
            self._give_back(content)
            raise _BrokenError(self._explain(length))
        return ArchiveRecord(start, headers, length, content)

    def _explain(self, length: int) -> str:
        failure = self._stream.failure
        if failure is not None and failure.start == self._record_start:
            return failure.problem
        return f"it does not end after the {length:,} bytes that were announced"

    def _skip_blank_lines(self) -> bool:
        """Skip to the next record. False if nothing but padding follows; raises ``_BrokenError`` for anything else."""
        stream = self._stream
        while (head := stream.peek(len(WARC_MAGIC))) != WARC_MAGIC:
            if not head:
                return False
            if blanks := len(head) - len(head.lstrip(BLANK)):
                stream.read(blanks)
                continue
            self._record_start = stream.start_of_next()
            while piece := stream.peek(_WINDOW):
                rest = piece.lstrip(PADDING)
                stream.read(len(piece) - len(rest))
                if rest:
                    raise _BrokenError("no record begins there")
        return True

    def _read_headers(self) -> dict[str, str]:
        stream = self._stream
        version = _VERSION.match(stream.peek(_VERSION_BYTES))
        end = stream.find(_HEADER_END, limit=MAX_HEADER_BYTES) if version else None
        if version is None or end is None:
            stream.read(len(WARC_MAGIC))
            raise _BrokenError("its header is not valid" if version is None else "its header has no end")
        lines: list[tuple[str, list[str]]] = []
        for line in stream.read(end).split(b"\n")[1:]:
            text = line.decode(errors="replace").rstrip()
            if text.startswith((" ", "\t")) and lines:
                lines[-1][1].append(text.strip())
            else:
                name, _, value = text.partition(":")
                lines.append((name.strip().lower(), [value.strip()]))
        # The first of several headers of one name counts.
        return {name: " ".join(parts) for name, parts in reversed(lines)}

    def _is_at_end_of_record(self, start: int) -> bool:
        """Return true if a blank line, another record or nothing follows the content that was just read.

        A single line feed is not enough: a length may end in the middle of the header of a later record.
        """
        tail = self._stream.peek(_VERSION_BYTES)
        failure = self._stream.failure
        # The checksum of a gzip member is known only after its last byte.
        if failure is not None and failure.start == start:
            return False
        rest = tail.lstrip(BLANK)
        return not rest or rest.startswith(WARC_MAGIC) or tail.startswith((b"\r\n\r\n", b"\n\n"))

    def _give_back(self, content: bytes) -> None:
        """Let the stream go on at the first record in ``content``, which a wrong length has made a part of it.

        The length may also end within the first line of that record.
        """
        if self._has_members:
            self._stream.push(content)
            return
        version = _VERSION.search(content)
        self._stream.push(content[version.start() if version else -_VERSION_BYTES :])

    def _skip_content(self, length: int) -> None:
        """Skip ``length`` bytes of content, or raise ``_BrokenError`` and stay before the first record in them."""
        content_start = self._stream.bookmark()
        if self._stream.skip(length, until=WARC_MAGIC) and self._is_at_end_of_record(self._record_start):
            return
        problem = self._explain(length)
        self._false_starts += (self._stream.offset - content_start.start_offset) // _REREAD_BYTES
        self._stream = self._stream.reopen(content_start)
        raise _BrokenError(problem)

    def _restart_after(self, position: int) -> bool:
        """Go on at the first gzip member or Zstandard frame that begins after ``position``; false if there is none."""
        start = position + 1
        self._archive.seek(start)
        window = b""
        while piece := self._archive.read(_WINDOW):
            window += piece
            offset = window.find(self._magic)
            if offset >= 0:
                self._stream = self._open(self._archive, start + offset)
                return True
            start += len(window) - len(self._magic) + 1
            window = window[len(window) - len(self._magic) + 1 :]
        return False
