"""Pages in JSON Lines: one object a line with ``html`` or ``text``, and what else is known of the page."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

from onrecord.errors import FetchError, PageError, UnreadableError
from onrecord.pages.inflate import GZIP_MAGIC, too_large
from onrecord.pages.recognise import HTML, PLAIN, is_timestamp, page
from onrecord.settings import Settings
from onrecord.times import bounds
from onrecord.types import Page

_ENDINGS = (".jsonl", ".ndjson")
_MEDIA_TYPES = {"application/jsonl", "application/x-ndjson", "application/x-jsonlines"}
_FIELDS = ("url", "html", "text", "published", "fetched")
_OTHERS_ESCAPED = 2
"""A character may take six bytes in JSON and one in the page; most take no more than this times as many."""


def is_lines(head: bytes, *, name: str, media_type: str = "") -> bool:
    """Whether a file of this name that begins with ``head`` is JSON Lines."""
    named = name.lower().removesuffix(".gz").endswith(_ENDINGS)
    return named or media_type in _MEDIA_TYPES or head.removeprefix(b"\xef\xbb\xbf").lstrip()[:2] == b'{"'


def read(source: str, stream: BinaryIO, *, settings: Settings) -> Iterator[Page | PageError]:
    """The pages of ``stream``, a seekable one at its beginning, gzipped or not; what is wrong with a line in its place.

    Raises ``FetchError`` where its gzip is damaged and ``UnreadableError`` where it holds no line.
    """
    packed = stream.read(2) == GZIP_MAGIC
    stream.seek(0)
    file: Any = gzip.GzipFile(fileobj=stream) if packed else stream
    empty = True
    try:
        for number, line in _lines(file, limit=_OTHERS_ESCAPED * settings.max_page_bytes):
            where = f"{source}:{number}"
            empty = False
            try:
                if line is None:
                    raise too_large(where, settings.max_page_bytes)
                yield _page(where, line, limit=settings.max_page_bytes)
            except PageError as error:
                yield error
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise FetchError(source, f"its gzip is damaged ({error})", advice="Get it again.") from error
    if empty:
        raise UnreadableError(source, "it holds no line", advice="Give one JSON object a line, with html or text.")


def _lines(file: BinaryIO, *, limit: int) -> Iterator[tuple[int, bytes | None]]:
    """Each line that is not blank with its number from 1; null in the place of one that is longer than ``limit``."""
    number = 0
    while line := file.readline(limit + 1):
        number += 1
        if len(line) > limit:
            while line and not line.endswith(b"\n"):
                line = file.readline(limit)
            yield number, None
        elif line.strip():
            yield number, line


def _page(where: str, line: bytes, *, limit: int) -> Page:
    fields = _fields(where, line)
    text, html = fields["text"], fields["html"]
    if (text is None) == (html is None):
        raise UnreadableError(where, "the line has to have one of html and text", advice="Give one of the two.")
    body = ((text if html is None else html) or "").encode("utf-8", "replace")
    if len(body) > limit:
        raise too_large(where, limit)
    if fields["fetched"] and not is_timestamp(fields["fetched"]):
        raise UnreadableError(
            where,
            f"fetched is {fields['fetched'][:40]!r}, and should be a time such as 2025-02-26T10:00:00Z",
            advice="Give one, or null.",
        )
    return page(
        where,
        body,
        media_type=PLAIN if html is None else HTML,
        url=fields["url"],
        encoding="utf-8",
        fetched=fields["fetched"],
        published=_published(where, fields["published"]),
    )


def _fields(where: str, line: bytes) -> dict[str, str | None]:
    advice = "Give one JSON object a line: url, html or text, published."
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(where, f"the line is no JSON ({error})", advice=advice) from error
    if not isinstance(found, dict):
        raise UnreadableError(where, "the line is no JSON object", advice=advice)
    for name in _FIELDS:
        value = found.get(name)
        if value is not None and not isinstance(value, str):
            raise UnreadableError(where, f"{name} is {value!r}, and should be text", advice=advice)
    return {name: found.get(name) for name in _FIELDS}


def _published(where: str, given: str | None) -> str | None:
    """The day, or what else was given, as EDTF."""
    if not given:
        return None
    day = given.strip().replace(" ", "T").partition("T")[0]
    if bounds(day) is None:
        raise UnreadableError(
            where, f"published is {given!r}, and should be a date such as 2025-02-26", advice="Give one, or null."
        )
    return day
