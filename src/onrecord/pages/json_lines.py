"""Read pages in JSON Lines: one object a line.

Each has ``html`` or ``text``, and optionally ``url``, ``published`` and ``fetched``.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

from onrecord.errors import FetchError, PageError, UnreadableError
from onrecord.pages.inflate import GZIP_MAGIC, too_large
from onrecord.pages.recognise import HTML, PLAIN, is_timestamp, make_page
from onrecord.settings import Settings
from onrecord.times import bounds
from onrecord.types import Page

_SUFFIXES = (".jsonl", ".ndjson")
_MEDIA_TYPES = {"application/jsonl", "application/x-ndjson", "application/x-jsonlines"}
_FIELDS = ("url", "html", "text", "published", "fetched")
# A line may be twice as long as the largest page. JSON escapes a character with up to six bytes ("\\u00e9"), but few
# characters of English need it.
_LINE_BYTES_PER_PAGE_BYTE = 2
_ADVICE = "Give one JSON object a line, with html or text, and optionally url and published."


def is_json_lines(head: bytes, *, name: str, media_type: str = "") -> bool:
    """Return true if a file called ``name`` that begins with ``head`` is JSON Lines."""
    has_suffix = name.lower().removesuffix(".gz").endswith(_SUFFIXES)
    return has_suffix or media_type in _MEDIA_TYPES or head.removeprefix(b"\xef\xbb\xbf").lstrip()[:2] == b'{"'


def read_lines(source: str, stream: BinaryIO, *, settings: Settings) -> Iterator[Page | PageError]:
    """Yield the page of each line of ``stream``, or an error in its place.

    ``stream`` is seekable, stands at its beginning and may be compressed with gzip. Raises ``FetchError`` if the gzip
    is damaged and ``UnreadableError`` if there is no line.
    """
    is_gzip = stream.read(len(GZIP_MAGIC)) == GZIP_MAGIC
    stream.seek(0)
    file: Any = gzip.GzipFile(fileobj=stream) if is_gzip else stream
    is_empty = True
    try:
        for number, line in _iter_lines(file, max_bytes=_LINE_BYTES_PER_PAGE_BYTE * settings.max_page_bytes):
            line_source = f"{source}:{number}"
            is_empty = False
            try:
                if line is None:
                    raise too_large(line_source, settings.max_page_bytes)
                yield _read_page(line_source, line, max_bytes=settings.max_page_bytes)
            except PageError as error:
                yield error
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise FetchError(source, f"its gzip is damaged ({error})", advice="Fetch it again.") from error
    if is_empty:
        raise UnreadableError(source, "it has no lines", advice=_ADVICE)


def _iter_lines(file: BinaryIO, *, max_bytes: int) -> Iterator[tuple[int, bytes | None]]:
    """Yield each line that is not blank with its number from 1, and null for one of more than ``max_bytes`` bytes."""
    number = 0
    while line := file.readline(max_bytes + 1):
        number += 1
        if len(line) > max_bytes:
            while line and not line.endswith(b"\n"):
                line = file.readline(max_bytes)
            yield number, None
        elif line.strip():
            yield number, line


def _read_page(source: str, line: bytes, *, max_bytes: int) -> Page:
    fields = _read_fields(source, line)
    text, html = fields["text"], fields["html"]
    if (text is None) == (html is None):
        raise UnreadableError(source, "the line must have either html or text", advice="Give one of the two.")
    body = ((text if html is None else html) or "").encode("utf-8", "replace")
    if len(body) > max_bytes:
        raise too_large(source, max_bytes)
    if fields["fetched"] and not is_timestamp(fields["fetched"]):
        raise UnreadableError(
            source,
            f"fetched is {fields['fetched'][:40]!r}, and should be a time such as 2025-02-26T10:00:00Z",
            advice="Give one, or null.",
        )
    return make_page(
        source,
        body,
        media_type=PLAIN if html is None else HTML,
        url=fields["url"],
        encoding="utf-8",
        fetched=fields["fetched"],
        published=_read_day(source, fields["published"]),
    )


def _read_fields(source: str, line: bytes) -> dict[str, str | None]:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(source, f"the line is not valid JSON ({error})", advice=_ADVICE) from error
    if not isinstance(fields, dict):
        raise UnreadableError(source, "the line is not a JSON object", advice=_ADVICE)
    for name in _FIELDS:
        value = fields.get(name)
        if value is not None and not isinstance(value, str):
            raise UnreadableError(source, f"{name} is {str(value)[:40]}, and should be text", advice=_ADVICE)
    return {name: fields.get(name) for name in _FIELDS}


def _read_day(source: str, published: str | None) -> str | None:
    """Return ``published`` as EDTF without a time of day: "2031-04-02 10:00" is 2031-04-02."""
    if not published:
        return None
    day = published.strip().replace(" ", "T").partition("T")[0]
    if bounds(day) is None:
        raise UnreadableError(
            source,
            f"published is {published[:40]!r}, and should be a date such as 2025-02-26",
            advice="Give one, or null.",
        )
    return day
