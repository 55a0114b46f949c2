"""Lists of pages: RSS, Atom and JSON feeds, sitemaps and their indexes, OPML lists of feeds."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

import feedparser
from lxml import etree

from onrecord.errors import UnreadableError
from onrecord.pages.recognise import JSON_FEED
from onrecord.urls import web_url

# The sitemap protocol allows no more in one file.
_MAX_LINKS = 50_000


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of pages, as fetched."""

    source: str
    """The path, the address that was requested, or ``-`` for standard input."""
    kind: str
    """Its kind in words, such as ``an RSS feed``."""
    body: bytes
    url: str | None = None
    """The address that it was fetched from, after redirects."""


def extract_links(listing: Listing) -> list[str]:
    """Return the addresses in ``listing``, of pages or of further lists: each once, in order, relative ones resolved.

    Only http and https addresses count: a list must not lead to local files. Raises ``UnreadableError`` if there are
    none.
    """
    if listing.kind == JSON_FEED:
        base, candidates = _read_json_feed(listing)
    elif "feed" in listing.kind.split():
        base, candidates = _read_feed(listing)
    else:
        base, candidates = "", list(_iter_xml_links(listing))
    resolved = (_resolve(listing.url or base, candidate.strip()) for candidate in candidates if candidate.strip())
    addresses = list(dict.fromkeys(address for address in resolved if address))
    if not addresses:
        raise UnreadableError(
            listing.source,
            f"this is {listing.kind} with no address of a page in it",
            advice="Open it in a browser to see what it lists.",
        )
    return addresses[:_MAX_LINKS]


def _resolve(base: str, link: str) -> str | None:
    try:
        return web_url(urljoin(base, link))
    except ValueError:  # "http://[::1"
        return None


def _read_feed(listing: Listing) -> tuple[str, list[str]]:
    """Return the address of the site that the feed belongs to, and the links of its entries.

    FeedBurner links entries to itself, to count clicks, and keeps the page's own address in ``feedburner:origLink``.
    """
    location = {"content-location": listing.url} if listing.url else {}
    feed = feedparser.parse(io.BytesIO(listing.body), response_headers=location, sanitize_html=False)
    entries = [str(entry.get("feedburner_origlink") or entry.get("link") or "") for entry in feed.entries]
    return str(feed.feed.get("link") or ""), entries


def _read_json_feed(listing: Listing) -> tuple[str, list[str]]:
    """Return the address of the feed's home page, and the links of its items (https://www.jsonfeed.org/version/1.1/).

    An item without ``url`` only comments on the page at ``external_url``.
    """
    try:
        feed = json.loads(listing.body)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(
            listing.source, f"this is {listing.kind}, but not valid JSON ({error})", advice="Fetch it again."
        ) from error
    items = feed.get("items") if isinstance(feed, dict) else None
    base = _text(feed.get("feed_url")) or _text(feed.get("home_page_url")) if items else ""
    rows = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    return base, [_text(item.get("url")) or _text(item.get("external_url")) for item in rows]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _iter_xml_links(listing: Listing) -> Iterator[str]:
    """Yield the links of a sitemap, an index of sitemaps or an OPML list."""
    # Lists come from strangers: no entities, no network, no deep trees. Broken ones are read as far as possible.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True)
    try:
        root = etree.fromstring(listing.body, parser)
    except etree.XMLSyntaxError:
        return
    for element in root.iter(etree.Element) if root is not None else ():
        name, parent_name = _local_name(element), _local_name(element.getparent())
        # <image:loc> is a picture on the page, and its parent is <image:image>.
        if name == "loc" and parent_name in {"url", "sitemap"}:
            yield element.text or ""
        elif name == "outline":
            yield element.get("xmlUrl") or element.get("url") or ""


def _local_name(element: etree._Element | None) -> str:
    return "" if element is None else str(etree.QName(element).localname)
