"""Open a source and return its pages."""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from onrecord.errors import FetchError, PageError, UnreadableError
from onrecord.pages import json_lines, recognise
from onrecord.pages.files import open_file
from onrecord.pages.find import STDIN, is_url
from onrecord.pages.inflate import GZIP_MAGIC, gunzip, gunzip_start, too_large
from onrecord.pages.listing import Listing
from onrecord.pages.news_messages import read_items
from onrecord.pages.openers import find_opener
from onrecord.settings import Settings
from onrecord.types import NEWSML, Page

# Bytes that show the kind of a file, decompressed if necessary.
_HEAD = 8192


def open_pages(source: str, *, settings: Settings, stdin: BinaryIO | None = None) -> Iterator[Page | PageError]:
    """Yield the pages of ``source``: a file, an address or standard input (``-``) has one; a web archive one for each
    response; JSON Lines one for each line.

    A source that cannot be opened or contains no page **raises**: ``FetchError`` if it cannot be fetched,
    ``RefusedError`` if it must not be fetched, ``UnreadableError`` if it is not a page (empty, a PDF, an image, a
    feed). A broken record of an archive must not stop the others, so its ``PageError`` is **yielded** in its place.
    Records without a page (images, redirects, responses other than 200) are skipped.

    ``stdin`` is read for ``-``, by default that of the process.
    """
    for item in open_source(source, settings=settings, stdin=stdin):
        if isinstance(item, Listing):
            raise recognise.listing_error(source, item.kind)
        yield item


def open_source(
    source: str, *, settings: Settings, stdin: BinaryIO | None = None, file: Path | None = None
) -> Iterator[Page | PageError | Listing]:
    """Yield the pages of ``source`` as ``open_pages`` does, or its ``Listing`` if it is a feed or a sitemap.

    ``file`` is an uploaded file, and ``source`` its name.
    """
    if file is not None:
        with file.open("rb") as stream:
            yield from _read(source, stream, name=file.name, settings=settings)
    elif is_url(source):
        yield from _fetch(source, settings=settings)
    elif source == STDIN:
        yield from _read(source, sys.stdin.buffer if stdin is None else stdin, name="", settings=settings)
    else:
        with open_file(source) as stream:
            yield from _read(source, stream, name=Path(source).name, settings=settings)


def _fetch(source: str, *, settings: Settings) -> Iterator[Page | PageError | Listing]:
    # Importing the HTTP client takes longer than reading a page, and most pages are files.
    from onrecord.pages import web

    response = web.fetch(source, settings=settings)
    body = response.body
    media_type, encoding = web.content_type(response)
    if opener := find_opener(body[:_HEAD]):
        yield from opener.read(source, io.BytesIO(body), settings)
        return
    if body.startswith(GZIP_MAGIC):
        body = gunzip(source, body, settings=settings)
    # Before JSON Lines, since a JSON feed begins as they do, and before the media type, since feeds come as text/xml.
    kind = recognise.listing_kind(body)
    if kind:
        yield Listing(source, kind, body, url=response.url)
    elif json_lines.is_json_lines(body[:_HEAD], name=urlsplit(response.url).path, media_type=media_type):
        yield from json_lines.read_lines(source, io.BytesIO(body), settings=settings)
    elif recognise.wire_type(body) == NEWSML:
        yield from read_items(source, body, url=response.url)
    else:
        yield recognise.make_page(source, body, media_type=media_type, url=response.url, encoding=encoding)


def _read(source: str, stream: BinaryIO, *, name: str, settings: Settings) -> Iterator[Page | PageError | Listing]:
    limit = settings.max_page_bytes
    try:
        head = stream.read(_HEAD)
        if opener := find_opener(head):
            with _seekable(stream, head) as file:
                yield from opener.read(source, file, settings)
            return
        if json_lines.is_json_lines(gunzip_start(head, size=_HEAD) or head, name=name):
            with _seekable(stream, head) as file:
                yield from _read_lines(source, file, settings=settings)
            return
        body = head + stream.read(max(0, limit + 1 - len(head)))
    except OSError as error:
        raise FetchError(source, f"it could not be read to its end ({error})", advice="Try again.") from error
    if name.lower().removesuffix(".gz").endswith(".warc") and body.strip():
        raise UnreadableError(
            source, "its name ends in .warc, but it does not begin as a web archive", advice="Check how it was made."
        )
    if len(body) > limit:
        raise too_large(source, limit)
    if body.startswith(GZIP_MAGIC):
        body = gunzip(source, body, settings=settings)
    kind = recognise.listing_kind(body)
    if kind:
        yield Listing(source, kind, body)
    elif recognise.wire_type(body) == NEWSML:
        yield from read_items(source, body)
    else:
        yield recognise.make_page(source, body, name=name.lower().removesuffix(".gz"))


def _read_lines(source: str, file: BinaryIO, *, settings: Settings) -> Iterator[Page | PageError | Listing]:
    """Yield the pages of JSON Lines, or the listing if ``file`` turns out to be a JSON feed, which begins the same."""
    body = file.read(settings.max_page_bytes)
    kind = recognise.listing_kind(body)
    # More than the largest page, so it is not a feed.
    if kind and not file.read(1):
        yield Listing(source, kind, body)
        return
    file.seek(0)
    yield from json_lines.read_lines(source, file, settings=settings)


@contextmanager
def _seekable(stream: BinaryIO, head: bytes) -> Iterator[BinaryIO]:
    """``stream`` from its beginning, after ``head`` has been read from it. A pipe is first copied to disk."""
    if stream.seekable():
        stream.seek(-len(head), io.SEEK_CUR)
        yield stream
        return
    with tempfile.TemporaryFile() as copy:
        copy.write(head)
        shutil.copyfileobj(stream, copy)
        copy.seek(0)
        yield copy
