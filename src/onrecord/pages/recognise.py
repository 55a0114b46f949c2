"""What some bytes are: a page that can be read, or something else that deserves a clear word."""

from __future__ import annotations

import hashlib
import re

from onrecord.errors import UnreadableError
from onrecord.times import now
from onrecord.types import Page
from onrecord.urls import web_url

HTML = "text/html"
PLAIN = "text/plain"

_ENDINGS = {".html": HTML, ".htm": HTML, ".xhtml": HTML, ".txt": PLAIN, ".md": PLAIN}
_MEDIA_TYPES = {HTML: HTML, "application/xhtml+xml": HTML, PLAIN: PLAIN, "text/markdown": PLAIN}
_UNDECIDED = {"", "application/octet-stream", "binary/octet-stream", "text/xml", "application/xml"}

_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF-", "a PDF", "Turn it into text first, for instance with pdftotext."),
    (b"\x89PNG\r\n", "a PNG image", "Give the page that shows it."),
    (b"\xff\xd8\xff", "a JPEG image", "Give the page that shows it."),
    (b"GIF8", "a GIF image", "Give the page that shows it."),
    (b"PK\x03\x04", "a ZIP file or an office document", "Unpack it, or save the document as HTML or plain text."),
    (b"\xd0\xcf\x11\xe0", "an office document", "Save it as HTML or plain text."),
    (b"{\\rtf", "an RTF document", "Save it as HTML or plain text."),
    (b"\x1f\x8b", "compressed twice over", "Undo one gzip first."),
    (b"BZh", "a bzip2 file", "Unpack it first."),
    (b"\xfd7zXZ\0", "an xz file", "Unpack it first."),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "Unpack it first."),
    (b"\x28\xb5\x2f\xfd", "a Zstandard file", "Unpack it first."),
    (b"SQLite format 3\0", "an SQLite database", "Give the pages themselves."),
    (b"\x7fELF", "a program", "Give a page of HTML or plain text."),
    (b"ID3", "a sound file", "Give a transcript of it as plain text."),
    (b"OggS", "a sound or video file", "Give a transcript of it as plain text."),
)
# Possessive throughout: a comment ends at its first "-->" and is not tried again. Where each comment could also be the
# beginning of a longer one, forty of them before a <div> took for ever.
_STARTS_HTML = re.compile(
    rb"\s*+(?:<\?xml[^>]*+>\s*+)?+(?:<!--(?>.*?-->)\s*+)*+<(?:!doctype\s++html|html)\b", re.IGNORECASE | re.DOTALL
)
_STARTS_TAG = re.compile(
    rb"\s*+<(?:!--|(?:!doctype|head|body|meta|title|article|section|main|div|p|h1)\b)", re.IGNORECASE
)
_ROOT = re.compile(
    rb"\s*+(?:<\?(?>.*?\?>)\s*+|<!--(?>.*?-->)\s*+|<!doctype[^>]*+>\s*+)*+<(?:[\w-]++:)?+([\w-]++)",
    re.IGNORECASE | re.DOTALL,
)
JSON_FEED = "a JSON feed"
_OBJECT = re.compile(rb"(?:\xef\xbb\xbf)?\s*+\{")
# "version": "https://jsonfeed.org/version/1.1", anywhere in the feed, with slashes escaped or not. Inside the text of a
# page in JSON Lines the quotation marks would be escaped.
_JSON_FEED_VERSION = re.compile(rb'"version"\s*+:\s*+"https?:\\?/\\?/(?:www\.)?jsonfeed\.org\\?/version\\?/1')
_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?")
_LISTS_OF_PAGES = {
    b"rss": "an RSS feed",
    b"feed": "an Atom feed",
    b"rdf": "an RSS feed",
    b"urlset": "a sitemap",
    b"sitemapindex": "an index of sitemaps",
    b"opml": "an OPML list of feeds",
}
_HEAD = 8192
_CONTROL = bytes(code for code in range(32) if code not in b"\t\n\f\r\x1b")
_MOST_CONTROL = 0.02


def page(
    source: str,
    body: bytes,
    *,
    name: str = "",
    media_type: str = "",
    url: str | None = None,
    encoding: str | None = None,
    fetched: str | None = None,
    published: str | None = None,
) -> Page:
    """A ``Page`` of ``body``, whose kind is told from its bytes, its sender's media type and its file's name.

    Raises ``UnreadableError`` for what cannot hold an article: nothing at all, a PDF, an image, a feed, and so on.
    """
    if not body.strip():
        raise UnreadableError(source, "the page is empty", advice="Get it again, or leave it out.")
    _refuse_magic(source, body)
    _refuse_lists(source, body)
    content_type = _kind(source, body, name=name, media_type=media_type.strip().lower())
    _refuse_binary(source, body)
    return Page(
        source=source,
        body=body,
        sha256=hashlib.sha256(body).hexdigest(),
        content_type=content_type,
        url=web_url(url),
        encoding=encoding,
        fetched=fetched if is_timestamp(fetched) else now(),
        published=published,
    )


def _refuse_magic(source: str, body: bytes) -> None:
    head = body[:1024].lstrip()
    for magic, what, advice in _MAGIC:
        if head.startswith(magic):
            raise UnreadableError(source, f"this is {what}, not a page of HTML or plain text", advice=advice)
    if body[:4] == b"RIFF" or body[4:8] == b"ftyp":
        raise UnreadableError(source, "this is an image, sound or video file", advice="Give the page that shows it.")


def is_timestamp(text: str | None) -> bool:
    """Return true if ``text`` is a day or a time in ISO 8601."""
    return bool(text and _TIMESTAMP.fullmatch(text))


def list_kind(body: bytes) -> str | None:
    """Return in words which kind of list of pages ``body`` is; null if it is none."""
    if _OBJECT.match(body) and _JSON_FEED_VERSION.search(body):
        return JSON_FEED
    root = _ROOT.match(_ascii_head(body))
    return _LISTS_OF_PAGES.get(root[1].lower()) if root else None


def refused_list(source: str, kind: str) -> UnreadableError:
    """The error for a list of pages where a page was expected."""
    return UnreadableError(
        source,
        f"this is {kind}: it lists pages and holds none",
        advice="Give the pages that it lists, or keep them all with `onrecord add`.",
    )


def _refuse_lists(source: str, body: bytes) -> None:
    kind = list_kind(body)
    if kind:
        raise refused_list(source, kind)


def _refuse_binary(source: str, body: bytes) -> None:
    head = body[:_HEAD]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return
    zeros = head.count(0)
    if zeros and (head[::2].count(0) == zeros or head[1::2].count(0) == zeros) and zeros > len(head) // 4:
        return  # every other byte is zero: UTF-16 without a mark
    strange = len(head) - len(head.translate(None, _CONTROL))
    if strange > _MOST_CONTROL * len(head):
        raise UnreadableError(source, "this is a binary file, not text", advice="Give a page of HTML or plain text.")


def _kind(source: str, body: bytes, *, name: str, media_type: str) -> str:
    head = _ascii_head(body)
    if _STARTS_HTML.match(head):
        return HTML
    if media_type in _MEDIA_TYPES:
        return _MEDIA_TYPES[media_type]
    if media_type not in _UNDECIDED:
        raise UnreadableError(
            source, f"its type is {media_type}, not HTML or plain text", advice="Give a page of HTML or plain text."
        )
    for ending, kind in _ENDINGS.items():
        if name.lower().endswith(ending):
            return kind
    if head.lstrip().startswith(b"<?xml") or media_type.endswith("xml"):
        raise UnreadableError(source, "this is XML, not HTML or plain text", advice="Give the page itself.")
    return HTML if _STARTS_TAG.match(head) else PLAIN


def _ascii_head(body: bytes) -> bytes:
    """The first bytes, with the mark of an encoding and UTF-16's zeros taken out, to look for markup in."""
    return body[:_HEAD].removeprefix(b"\xef\xbb\xbf").lstrip(b"\xff\xfe").replace(b"\0", b"")
