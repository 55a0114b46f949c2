"""Lists of pages: RSS, Atom and JSON feeds, sitemaps and their indexes, OPML lists of feeds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from email.utils import parsedate_to_datetime
from itertools import islice
from typing import Any
from urllib.parse import urljoin

import msgspec
from lxml import etree

from onrecord.errors import UnreadableError
from onrecord.pages.json_lines import mend_json
from onrecord.pages.recognise import JSON_FEED
from onrecord.urls import web_url

# The maximum number in a file of the sitemap protocol.
MAX_LINKS = 50_000
# Tags or objects of a list: a sitemap of 50,000 pages has some 600,000 tags. Each takes up to 300 bytes of memory.
MAX_MARKS = 2_000_000
_HEAD = 100
# Longer than addresses are; it is copied for each of 50,000 relative links.
_MAX_BASE_CHARACTERS = 500
_BASE = "{http://www.w3.org/XML/1998/namespace}base"
# RSS, Dublin Core and Atom; not "updated", which changes with every correction.
_DATES = frozenset(["pubdate", "date", "published", "issued"])
_AMPERSAND = re.compile(rb"&(?!#)(?:(amp|lt|gt|quot|apos);)?")
_REFERENCES = {b"amp": b"&#38;", b"lt": b"&#60;", b"gt": b"&#62;", b"quot": b"&#34;", b"apos": b"&#39;"}


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of pages, as fetched."""

    source: str
    """The path, the address that was requested, or ``-`` for standard input."""
    kind: str
    """Its kind in words, such as ``an RSS feed``."""
    body: bytes
    url: str | None = None
    """Its address, after redirects."""


def extract_links(listing: Listing) -> dict[str, str | None]:
    """Return the addresses in ``listing``, of pages or of further lists: each once, in order, relative ones resolved.

    Each has the date of publication from the feed, as EDTF, or null.

    Other addresses than http and https are left out, since a list must not lead to local files. Raises
    ``UnreadableError`` if there are none, or far too many tags.
    """
    if listing.body.count(b"{" if listing.kind == JSON_FEED else b"<") > MAX_MARKS:
        raise UnreadableError(
            listing.source,
            f"this is {listing.kind} with more than {MAX_MARKS:,} tags or objects",
            advice="Give the pages that it lists.",
        )
    extract = _extract_json_feed_links if listing.kind == JSON_FEED else _extract_xml_links
    links: dict[str, str | None] = {}
    for link, published in islice(extract(listing), MAX_LINKS):
        if address := web_url(link):
            links.setdefault(address, published)
    if not links:
        raise UnreadableError(
            listing.source,
            f"this is {listing.kind} with no address of a page in it",
            advice="Open it in a browser to see what it lists.",
        )
    return links


def _read_date(text: str) -> str | None:
    """Return the day in ``text`` as EDTF: "Wed, 02 Apr 2031 23:30:00 -0500" and "2031-04-02T23:30:00-05:00" are
    2031-04-02, in any time zone. Null for other formats."""
    try:
        day = date.fromisoformat(text[:10]) if text[:4].isdecimal() else parsedate_to_datetime(text).date()
        return day.isoformat()
    except (ValueError, TypeError, OverflowError):  # the last for a year of twenty digits
        return None


class _Item(msgspec.Struct):
    """Fields of an item of a JSON feed. All other fields are skipped without decoding."""

    url: Any = None
    external_url: Any = None
    """The page that an item without ``url`` comments on."""
    date_published: Any = None


class _JsonFeed(msgspec.Struct):
    """Fields of a JSON feed (https://www.jsonfeed.org/version/1.1/)."""

    feed_url: Any = None
    home_page_url: Any = None
    items: list[msgspec.Raw] = msgspec.field(default_factory=list)


def _extract_json_feed_links(listing: Listing) -> Iterator[tuple[str, str | None]]:
    body = listing.body.removeprefix(b"\xef\xbb\xbf")
    try:
        try:
            feed = msgspec.json.decode(body, type=_JsonFeed)
        except msgspec.DecodeError:  # a title that was cut in the middle of an emoji
            feed = msgspec.json.decode(mend_json(body), type=_JsonFeed)
    except (msgspec.DecodeError, RecursionError) as error:
        raise UnreadableError(
            listing.source, f"this is {listing.kind}, but not a valid one ({error})", advice="Fetch it again."
        ) from error
    base = listing.url or _text(feed.feed_url) or _text(feed.home_page_url)
    for written in feed.items:
        try:
            item = msgspec.json.decode(written, type=_Item)
        except msgspec.DecodeError:  # null, a text, or an address that is not UTF-8; the other items have addresses
            continue
        yield _resolve(base, _text(item.url) or _text(item.external_url)), _read_date(_text(item.date_published))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _extract_xml_links(listing: Listing) -> Iterator[tuple[str, str | None]]:
    # Lists come from strangers: no entities, no network, no deep trees. Broken ones are read as far as possible.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True)
    try:
        body = _with_numeric_references(_without_open_end(listing.body))
        root = etree.fromstring(body, parser, base_url=listing.url)
    except (etree.XMLSyntaxError, ValueError):
        return
    site = _Entry(None, address="")
    entries = [site]
    for element in root.iter(etree.Element) if root is not None else ():
        name = _local_name(element)
        if name in {"item", "entry"}:
            if len(entries) > MAX_LINKS:
                break
            entries.append(_Entry(element, address=listing.url or ""))
        elif name == "loc" and _local_name(element.getparent()) in {"url", "sitemap"}:
            # <image:loc> is a picture on the page, and its parent is <image:image>.
            yield _resolve(listing.url or "", element.text or ""), None
        elif name == "outline":
            address = element.get("xmlurl") or element.get("xmlUrl") or element.get("url") or ""
            yield _resolve(listing.url or "", address), None
        else:
            entries[-1].add(name, element)
    for entry in entries[1:]:
        # xml:base, or else the feed's own address, or else the site that the feed names.
        yield _resolve(entry.base or site.link, entry.link), entry.published


class _Entry:
    """The links and the date of an item or entry of a feed, or of its head.

    Elements are added in the order of the document and not by their parents, since an unclosed tag
    (``<title>A <b>bold claim</title>``) contains everything after it.
    """

    def __init__(self, element: etree._Element | None, *, address: str) -> None:
        self.base = address if element is None else _find_base(element, address)
        self._links: dict[str, str] = {}
        self.published: str | None = None

    def add(self, name: str, element: etree._Element) -> None:
        """Add the link in ``element`` if it is the first of its kind.

        FeedBurner links items to itself, to count clicks, and has the page's own address in ``feedburner:origLink``.
        RSS has the link as text, or else in ``guid``. Atom has it in ``href``, unless ``rel`` is for something else
        (comments, a sound file).
        """
        text = (element.text or "").strip()
        is_elsewhere = _local_name(element.getparent()) in {"source", "image", "textinput"}
        if name == "link" and element.get("rel", "alternate") == "alternate" and not is_elsewhere:
            self._links.setdefault("text" if text else "href", text or element.get("href", ""))
        elif name == "origlink" or (name == "guid" and element.get("isPermaLink", "true") == "true"):
            self._links.setdefault(name, text)
        elif name in _DATES:
            self.published = self.published or _read_date(text)

    @property
    def link(self) -> str:
        return next((self._links[kind] for kind in ("origlink", "text", "href", "guid") if self._links.get(kind)), "")


def _find_base(entry: etree._Element, address: str) -> str:
    """Return the base of relative links in ``entry`` of the feed at ``address``.

    It is the ``xml:base`` of the feed, of the parent of ``entry`` and of ``entry``, one relative to the other.
    ``entry.base`` of lxml takes quadratic time for a long base or one on each of 250 ancestors.
    """
    root, parent = entry.getroottree().getroot(), entry.getparent()
    for element in dict.fromkeys((root, root if parent is None else parent, entry)):
        base = element.get(_BASE, "")
        address = (_resolve(address, base) if len(base) <= _MAX_BASE_CHARACTERS else "") or address
    return address


def _without_open_end(body: bytes) -> bytes:
    """Return ``body`` without a tag or text that breaks off: ``<link>https://bell.example/fer`` is no address."""
    is_utf_16 = b"\0" in body[:_HEAD]
    return body if is_utf_16 or body.rstrip().endswith(b">") else body[: body.rfind(b"<")]


def _with_numeric_references(body: bytes) -> bytes:
    """Return ``body`` with ``&amp;`` and bare ampersands as ``&#38;``, except in CDATA.

    After the first error in a document libxml2 drops named references: ``?a=1&amp;b=2`` would become ``?a=1b=2``.
    """
    if b"\0" in body[:_HEAD] or body.count(b"&") > MAX_MARKS:  # UTF-16; no list
        return body
    parts: list[bytes] = []
    position = 0
    while position < len(body):
        start = body.find(b"<![CDATA[", position)
        end = body.find(b"]]>", start) if start >= 0 else -1
        if end < 0:
            start = end = len(body)
        parts += [_AMPERSAND.sub(_numeric_reference, body[position:start]), body[start:end]]
        position = end
    return b"".join(parts)


def _numeric_reference(ampersand: re.Match[bytes]) -> bytes:
    return _REFERENCES[ampersand[1] or b"amp"]


def _resolve(base: str, link: str) -> str:
    base = base if len(base) <= _MAX_BASE_CHARACTERS else ""
    try:
        return urljoin(base, link.strip()) if link.strip() else ""
    except ValueError:  # "http://[::1"
        return ""


def _local_name(element: etree._Element | None) -> str:
    """Return the name of ``element`` in lower case, without namespace or undeclared prefix."""
    return re.split("[}:]", str(element.tag))[-1].lower() if element is not None else ""
