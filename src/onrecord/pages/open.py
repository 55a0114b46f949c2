"""From a source to its pages."""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from onrecord.errors import FetchError, PageError, UnreadableError
from onrecord.pages import lines, recognise, warc
from onrecord.pages.find import STDIN, is_url
from onrecord.pages.inflate import GZIP_MAGIC, gunzip, gunzip_start, too_large
from onrecord.pages.listing import Listing
from onrecord.settings import Settings
from onrecord.types import Page

_HEAD = 8192


def open_pages(source: str, *, settings: Settings, stdin: BinaryIO | None = None) -> Iterator[Page | PageError]:
    """The pages of ``source``: one for a file, a URL or standard input (``-``), each response of a web archive, each
    line of JSON Lines.

    A source that cannot be opened, or holds no page, **raises**: ``FetchError`` where it could not be got,
    ``RefusedError`` where our own rules forbid it, ``UnreadableError`` where it is no page (empty, a PDF, an
    image, a feed). In a web archive one broken record must not lose the others, so what is wrong with a record is
    **yielded** as a ``PageError`` in its place, and reading goes on with the next record that can be found.
    Records that hold no page (images, redirects, answers other than 200) are passed over.

    ``stdin`` is read for ``-``, by default the process's own.
    """
    for found in open_source(source, settings=settings, stdin=stdin):
        if isinstance(found, Listing):
            raise recognise.refused_list(source, found.kind)
        yield found


def open_source(
    source: str, *, settings: Settings, stdin: BinaryIO | None = None, file: Path | None = None
) -> Iterator[Page | PageError | Listing]:
    """The pages of ``source`` as ``open_pages`` has them, and the ``Listing`` where it is one: a feed, a sitemap.

    ``file``: where its bytes are, for what somebody sent and ``source`` only names.
    """
    if file is not None:
        with file.open("rb") as stream:
            yield from _read(source, stream, name=file.name, settings=settings)
    elif is_url(source):
        yield from _from_web(source, settings=settings)
    elif source == STDIN:
        yield from _read(source, sys.stdin.buffer if stdin is None else stdin, name="", settings=settings)
    else:
        with _open_file(source) as stream:
            yield from _read(source, stream, name=Path(source).name, settings=settings)


def _from_web(source: str, *, settings: Settings) -> Iterator[Page | PageError | Listing]:
    # Imported here, since to import the HTTP client takes longer than to read a page, and most pages are files.
    from onrecord.pages import web

    answer = web.fetch(source, settings=settings)
    body = answer.body
    media_type, encoding = web.content_type(answer)
    if warc.starts_archive(body[:_HEAD]):
        yield from warc.read(source, io.BytesIO(body), settings=settings)
        return
    if body.startswith(GZIP_MAGIC):
        body = gunzip(source, body, settings=settings)
    kind = recognise.list_kind(body)
    if kind:
        yield Listing(source, kind, body, url=str(answer.url))
    elif lines.is_lines(body[:_HEAD], name=answer.url.path, media_type=media_type):
        yield from lines.read(source, io.BytesIO(body), settings=settings)
    else:
        yield recognise.page(source, body, media_type=media_type, url=str(answer.url), encoding=encoding)


def _open_file(source: str) -> BinaryIO:
    path = Path(source)
    try:
        if path.is_dir():
            raise FetchError(
                source, "this folder holds no pages", advice="Name a folder with .html, .txt or .warc files in it."
            )
        return path.open("rb")
    except FileNotFoundError as error:
        raise FetchError(source, "there is no such file", advice="Check the name.") from error
    except PermissionError as error:
        raise FetchError(source, "this file may not be read", advice="Check its permissions.") from error
    except (OSError, ValueError) as error:
        raise FetchError(source, f"this file cannot be opened ({error})", advice="Check the name.") from error


def _read(source: str, stream: BinaryIO, *, name: str, settings: Settings) -> Iterator[Page | PageError | Listing]:
    limit = settings.max_page_bytes
    try:
        head = stream.read(_HEAD)
        if warc.starts_archive(head):
            with _seekable(stream, head) as archive:
                yield from warc.read(source, archive, settings=settings)
            return
        start = gunzip_start(head, size=_HEAD) or head
        if lines.is_lines(start, name=name):
            with _seekable(stream, head) as whole:
                yield from lines.read(source, whole, settings=settings)
            return
        body = head + stream.read(max(0, limit + 1 - len(head)))
    except OSError as error:
        raise FetchError(source, f"it could not be read to its end ({error})", advice="Try again.") from error
    if name.lower().removesuffix(".gz").endswith(".warc") and body.strip():
        raise UnreadableError(
            source, "it is named as a web archive, but does not begin as one", advice="Check how it was made."
        )
    if len(body) > limit:
        raise too_large(source, limit)
    if body.startswith(GZIP_MAGIC):
        body = gunzip(source, body, settings=settings)
    kind = recognise.list_kind(body)
    if kind:
        yield Listing(source, kind, body)
    else:
        yield recognise.page(source, body, name=name.lower().removesuffix(".gz"))


@contextmanager
def _seekable(stream: BinaryIO, head: bytes) -> Iterator[BinaryIO]:
    """``stream`` from its beginning again, of which ``head`` has been read; a pipe is copied to disk for that."""
    if stream.seekable():
        stream.seek(-len(head), io.SEEK_CUR)
        yield stream
        return
    with tempfile.TemporaryFile() as copy:
        copy.write(head)
        shutil.copyfileobj(stream, copy)
        copy.seek(0)
        yield copy
