"""Read pages in JSON Lines: one object per line.

Each has ``html`` or ``text``, and optionally ``url``, ``published`` and ``fetched``.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from onrecord.errors import FetchError, PageError, UnreadableError
from onrecord.pages.inflate import GZIP_MAGIC, GzipLines, too_large
from onrecord.pages.recognise import HTML, PLAIN, make_page, wire_type
from onrecord.settings import Settings
from onrecord.times import bounds, is_timestamp
from onrecord.types import Page

JSON_LINES_SUFFIXES = (".jsonl", ".ndjson")
_MEDIA_TYPES = {"application/jsonl", "application/x-ndjson", "application/x-jsonlines"}
# Python's json module writes NaN, and half a surrogate pair if a script has cut an emoji in two. Neither is valid JSON.
_STRING_OR_NUMBER = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|-?(?:NaN|Infinity)', re.DOTALL)
_ESCAPE = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?P<half>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)
# Repairs take memory for each string, escape and invalid number.
_MAX_MENDED_TOKENS = 100_000
# A line may be twice as long as the largest page. JSON escapes a character with up to six bytes ("\\u00e9"), but few
# characters of English need it.
_LINE_BYTES_PER_PAGE_BYTE = 2
_ADVICE = "Give one JSON object per line, with html or text, and optionally url and published."


def is_json_lines(head: bytes, *, name: str, media_type: str = "") -> bool:
    """Return true if a file called ``name`` that begins with ``head`` is JSON Lines."""
    has_suffix = name.lower().removesuffix(".gz").endswith(JSON_LINES_SUFFIXES)
    is_object = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:2] == b'{"' and not wire_type(head)
    return has_suffix or media_type in _MEDIA_TYPES or is_object


def read_lines(source: str, stream: BinaryIO, *, settings: Settings) -> Iterator[Page | PageError]:
    """Yield the page of each line of ``stream``, or an error in its place.

    ``stream`` is seekable, stands at its beginning and may be compressed with gzip. Raises ``FetchError`` if the gzip
    is damaged and ``UnreadableError`` if there is no line.
    """
    is_gzip = stream.read(len(GZIP_MAGIC)) == GZIP_MAGIC
    stream.seek(0)
    file = GzipLines(stream) if is_gzip else stream
    is_empty = True
    try:
        for number, line in _iter_lines(file, max_bytes=_LINE_BYTES_PER_PAGE_BYTE * settings.max_page_bytes):
            line_source = f"{source}:{number}"
            is_empty = False
            try:
                if line is None:
                    raise too_large(line_source, settings.max_page_bytes)
                fields = _read_fields(line_source, line)
                yield make_page_of_fields(line_source, fields, max_bytes=settings.max_page_bytes)
            except PageError as error:
                yield error.without_traceback()
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise FetchError(source, f"its gzip is damaged ({error})", advice="Fetch it again.") from error
    if is_empty:
        raise UnreadableError(source, "it has no lines", advice=_ADVICE)


def _iter_lines(file: BinaryIO | GzipLines, *, max_bytes: int) -> Iterator[tuple[int, bytes | None]]:
    """Yield each line that is not blank with its number from 1; null for a line of more than ``max_bytes`` bytes."""
    number = 0
    while line := file.readline(max_bytes + 1):
        number += 1
        if len(line) > max_bytes:
            while line and not line.endswith(b"\n"):
                line = file.readline(max_bytes)
            yield number, None
        elif line.strip():
            yield number, line


class PageFields(msgspec.Struct):
    """Fields of a page in JSON Lines or Parquet.

    All other fields are skipped without decoding: 40 MB of empty lists would take a gigabyte.
    """

    url: str | None = None
    html: str | None = None
    text: str | None = None
    published: str | None = None
    fetched: str | None = None


def make_page_of_fields(source: str, fields: PageFields, *, max_bytes: int) -> Page:
    """Return the page in the ``fields`` of a line or a row. Raises ``UnreadableError`` if they are invalid."""
    html, text = fields.html, fields.text
    if (text is None) == (html is None):
        raise UnreadableError(source, "it must have either html or text", advice="Give one of the two.")
    body = ((text if html is None else html) or "").encode()
    if len(body) > max_bytes:
        raise too_large(source, max_bytes)
    if fields.fetched and not is_timestamp(fields.fetched):
        raise UnreadableError(
            source,
            f"fetched is {fields.fetched[:40]!r}, but should be a time such as 2025-02-26T10:00:00Z",
            advice="Give one, or null.",
        )
    return make_page(
        source,
        body,
        media_type=PLAIN if html is None else HTML,
        url=fields.url,
        encoding="utf-8",
        fetched=fields.fetched,
        published=_read_day(source, fields.published),
    )


def _read_fields(source: str, line: bytes) -> PageFields:
    line = line.removeprefix(b"\xef\xbb\xbf")
    try:
        try:
            return msgspec.json.decode(line, type=PageFields)
        except msgspec.DecodeError:
            return msgspec.json.decode(mend_json(line), type=PageFields)
    except msgspec.ValidationError as error:
        raise UnreadableError(
            source, f"the line does not have the fields of a page ({error})", advice=_ADVICE
        ) from error
    except (msgspec.DecodeError, RecursionError) as error:
        raise UnreadableError(source, f"the line is not valid JSON ({error})", advice=_ADVICE) from error


def mend_json(line: bytes) -> bytes:
    """Return JSON that a script wrote, with null for NaN and with a question mark for half a surrogate pair."""
    if sum(map(line.count, (b'"', b"\\", b"NaN", b"Infinity"))) > _MAX_MENDED_TOKENS:
        return line
    return _STRING_OR_NUMBER.sub(_mend_token, line)


def _mend_token(token: re.Match[bytes]) -> bytes:
    if not token[0].startswith(b'"'):
        return b"null"
    return _ESCAPE.sub(lambda escape: b"?" if escape["half"] else escape[0], token[0])


def _read_day(source: str, published: str | None) -> str | None:
    """Return ``published`` as EDTF without a time of day: "2031-04-02 10:00" is 2031-04-02."""
    if not published:
        return None
    day = published.strip().replace(" ", "T").partition("T")[0]
    if bounds(day) is None:
        raise UnreadableError(
            source,
            f"published is {published[:40]!r}, but should be a date such as 2025-02-26",
            advice="Give one, or null.",
        )
    return day
