"""Recognise bytes: as HTML, plain text, a list of pages, or something that is refused with a clear error."""

from __future__ import annotations

import hashlib
import re

from onrecord.errors import UnreadableError
from onrecord.times import is_timestamp, now
from onrecord.types import NEWSML, NINJS, Page
from onrecord.urls import web_url

HTML = "text/html"
PLAIN = "text/plain"

_SUFFIXES = {".html": HTML, ".htm": HTML, ".xhtml": HTML, ".txt": PLAIN, ".md": PLAIN}
_MEDIA_TYPES = {HTML: HTML, "application/xhtml+xml": HTML, PLAIN: PLAIN, "text/markdown": PLAIN}
# Media types that servers send for any file. For these the bytes and the name decide.
_UNDECIDED = {"", "application/octet-stream", "binary/octet-stream", "text/xml", "application/xml"}

# First bytes of formats that people try to read as pages, with their usual names. Blanks before them are skipped, since
# some servers put line feeds before a PDF.
_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF-", "a PDF", "Turn it into text first, for instance with pdftotext."),
    (b"\x89PNG\r\n", "a PNG image", "Give the page that shows it."),
    (b"\xff\xd8\xff", "a JPEG image", "Give the page that shows it."),
    (b"GIF8", "a GIF image", "Give the page that shows it."),
    (b"PK\x03\x04", "a ZIP file or an office document", "Unpack it, or save the document as HTML or plain text."),
    (b"\xd0\xcf\x11\xe0", "an office document", "Save it as HTML or plain text."),
    (b"{\\rtf", "an RTF document", "Save it as HTML or plain text."),
    (b"\x1f\x8b", "compressed with gzip twice", "Decompress it first."),
    (b"BZh", "a bzip2 file", "Decompress it first."),
    (b"\xfd7zXZ\0", "an xz file", "Decompress it first."),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "Decompress it first."),
    (b"\x28\xb5\x2f\xfd", "a Zstandard file", "Decompress it first."),
    (b"bplist", "a web archive of Safari or a property list", "Save the page as HTML."),
    (
        b"filedesc://",
        "a web archive in the ARC format",
        "Turn it into WARC first, for instance with `warcio recompress`.",
    ),
    (b"SQLite format 3\0", "an SQLite database", "Give the pages themselves."),
    (b"\x7fELF", "a program", "Give a page of HTML or plain text."),
    (b"ID3", "a sound file", "Give a transcript of it as plain text."),
    (b"OggS", "a sound or video file", "Give a transcript of it as plain text."),
)
# Possessive throughout: a comment ends at its first "-->" and is not tried again. Otherwise each comment could also be
# the beginning of a longer one, and forty of them before a <div> would take for ever.
_STARTS_HTML = re.compile(
    rb"\s*+(?:<\?xml[^>]*+>\s*+)?+(?:<!--(?>.*?-->)\s*+)*+<(?:!doctype\s++html|html)\b", re.IGNORECASE | re.DOTALL
)
# The headers of an e-mail, or of a web page that a browser saved in one file (MHTML): its text is encoded. A mailbox
# (mbox) begins with "From ada@quay.example Fri May  3 10:00:00 2024" before the headers.
_STARTS_MAIL = re.compile(
    rb"(?:[\w-]++:[^\n]*+\n(?:[ \t][^\n]*+\n)*+)*?MIME-Version:|From [^\s@]++@\S++ [^\n]*+\n[\w-]++:", re.IGNORECASE
)
# "ustar" in the header of the first file of a tar archive.
_TAR = slice(257, 262), b"ustar"
_TABLE_SUFFIXES = (".csv", ".tsv")
_STARTS_TAG = re.compile(
    rb"\s*+<(?:!--|(?:!doctype|head|body|meta|title|article|section|main|div|p|h1)\b)", re.IGNORECASE
)
# A document type may declare entities: <!DOCTYPE rss [<!ENTITY copy "&#169;">]>
_ROOT = re.compile(
    rb"\s*+(?:<\?(?>.*?\?>)\s*+|<!--(?>.*?-->)\s*+|<!doctype[^>\[]*+(?:\[(?>.*?\]\s*+>)|>)\s*+)*+"
    rb"<(?:[\w-]++:)?+([\w-]++)",
    re.IGNORECASE | re.DOTALL,
)
JSON_FEED = "a JSON feed"
_OBJECT = re.compile(rb"(?:\xef\xbb\xbf)?\s*+\{")
# "version": "https://jsonfeed.org/version/1.1", anywhere in the feed, with slashes escaped or not. Inside the text of a
# page in JSON Lines the quotation marks would be escaped.
_JSON_FEED_VERSION = re.compile(rb'"version"\s*+:\s*+"https?:\\?/\\?/(?:www\.)?jsonfeed\.org\\?/version\\?/1')
# Wire copy: the root element of NewsML-G2 in the namespace of the IPTC, and an object with the address of an item and
# another key of ninjs. Inside the text of a page in JSON Lines the quotation marks would be escaped.
_NEWSML_ROOTS = frozenset({b"newsitem", b"newsmessage"})
_NEWSML_NAMESPACE = b"iptc.org/std/nar/"
_NINJS_ADDRESS = re.compile(rb'(?<!\\)"uri"\s*+:')
_NINJS_KEY = re.compile(
    rb'(?<!\\)"(?:body_text|body_x?html|bodies|pubstatus|versioncreated|representationtype)"\s*+:', re.IGNORECASE
)
# Root elements, without namespace prefix: <rdf:RDF> is RSS 1.0.
_LISTING_KINDS = {
    b"rss": "an RSS feed",
    b"feed": "an Atom feed",
    b"rdf": "an RSS feed",
    b"urlset": "a sitemap",
    b"sitemapindex": "an index of sitemaps",
    b"opml": "an OPML list of feeds",
}
# Bytes that show the kind of a file. A doctype, a licence comment and scripts can precede <html>.
_HEAD = 8192
# All control characters except tab, line feed, form feed, carriage return and escape (used by ISO-2022-JP).
_CONTROL = bytes(code for code in range(32) if code not in b"\t\n\f\r\x1b")
# A file with this share of control characters or more is binary. Old text files have a few stray ones.
_MAX_CONTROL_SHARE = 0.02


def make_page(
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
    """Return a ``Page`` of ``body``. The bytes, ``media_type`` and the file's ``name`` determine its content type.

    A ``url`` that is not on the web becomes null. Raises ``UnreadableError`` for anything that cannot contain an
    article: an empty file, a PDF, an image, a feed.
    """
    if not body.strip():
        raise UnreadableError(source, "the page is empty", advice="Fetch it again, or leave it out.")
    _refuse_magic(source, body)
    if name.lower().endswith(_TABLE_SUFFIXES):
        raise UnreadableError(
            source, "this is a table, not a page", advice="Give its pages as JSON Lines, with url and html or text."
        )
    _refuse_listings(source, body)
    content_type = _content_type(source, body, name=name, media_type=media_type.strip().lower())
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
    for magic, kind, advice in _MAGIC:
        if head.startswith(magic):
            raise UnreadableError(source, f"this is {kind}, not a page of HTML or plain text", advice=advice)
    if _STARTS_MAIL.match(body[:_HEAD].lstrip()):
        raise UnreadableError(
            source, "this is an e-mail, or a web page saved as one (MHTML)", advice="Save it as HTML or plain text."
        )
    if body[_TAR[0]] == _TAR[1]:
        raise UnreadableError(source, "this is a tar archive", advice="Unpack it first.")
    # WebP, WAV and AVI begin with "RIFF" and their length; MP4, HEIC and AVIF with a length and "ftyp".
    if body[:4] == b"RIFF" or body[4:8] == b"ftyp":
        raise UnreadableError(source, "this is an image, sound or video file", advice="Give the page that shows it.")


def wire_type(body: bytes) -> str | None:
    """Return the content type of ``body`` if it begins as wire copy does; else null."""
    head = _ascii_head(body)
    if _OBJECT.match(head):
        return NINJS if _NINJS_ADDRESS.search(head) and _NINJS_KEY.search(head) else None
    root = _ROOT.match(head)
    return NEWSML if root and root[1].lower() in _NEWSML_ROOTS and _NEWSML_NAMESPACE in head else None


def listing_kind(body: bytes) -> str | None:
    """Return the kind of list of pages that ``body`` is, in words; null if it is none."""
    if _OBJECT.match(body) and _JSON_FEED_VERSION.search(body):
        return JSON_FEED
    root = _ROOT.match(_ascii_head(body))
    return _LISTING_KINDS.get(root[1].lower()) if root else None


def listing_error(source: str, kind: str) -> UnreadableError:
    """Return the error for a list of pages in place of a page."""
    return UnreadableError(
        source,
        f"this is {kind}: it lists pages and is not a page itself",
        advice="Give one of the pages that it lists, or add them all with `onrecord add`.",
    )


def _refuse_listings(source: str, body: bytes) -> None:
    kind = listing_kind(body)
    if kind:
        raise listing_error(source, kind)


def _refuse_binary(source: str, body: bytes) -> None:
    head = body[:_HEAD]
    # UTF-16 with a byte order mark.
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return
    zeros = head.count(0)
    # Every other byte is zero: UTF-16 without a byte order mark.
    if zeros and (head[::2].count(0) == zeros or head[1::2].count(0) == zeros) and zeros > len(head) // 4:
        return
    controls = len(head) - len(head.translate(None, _CONTROL))
    if controls > _MAX_CONTROL_SHARE * len(head):
        raise UnreadableError(source, "this is a binary file, not text", advice="Give a page of HTML or plain text.")


def _content_type(source: str, body: bytes, *, name: str, media_type: str) -> str:
    head = _ascii_head(body)
    # Before the media type: many servers send pages as text/plain or as application/octet-stream.
    if _STARTS_HTML.match(head):
        return HTML
    if wire := wire_type(body):
        return wire
    if media_type in _MEDIA_TYPES:
        return _MEDIA_TYPES[media_type]
    if media_type not in _UNDECIDED:
        raise UnreadableError(
            source, f"its type is {media_type}, not HTML or plain text", advice="Give a page of HTML or plain text."
        )
    for suffix, content_type in _SUFFIXES.items():
        if name.lower().endswith(suffix):
            return content_type
    if head.lstrip().startswith(b"<?xml") or media_type.endswith("xml"):
        raise UnreadableError(source, "this is XML, not HTML or plain text", advice="Give the page itself.")
    return HTML if _STARTS_TAG.match(head) else PLAIN


def _ascii_head(body: bytes) -> bytes:
    """Return the first bytes without byte order mark and the zeros of UTF-16, to look for markup in."""
    return body[:_HEAD].removeprefix(b"\xef\xbb\xbf").lstrip(b"\xff\xfe").replace(b"\0", b"")
