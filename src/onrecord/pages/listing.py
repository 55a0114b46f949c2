"""Lists of pages: RSS and Atom feeds, sitemaps and indexes of them, OPML lists of feeds."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import feedparser
from lxml import etree

from onrecord.errors import UnreadableError

_MOST_LINKS = 50_000
"""As many as a sitemap may list by its own rules."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of pages, as it came."""

    source: str
    """The file's path, the URL asked for, or ``-`` for standard input."""
    kind: str
    """What it is, in words, such as ``an RSS feed``."""
    body: bytes
    url: str | None = None
    """Where it was fetched from, after redirects."""


def links(listing: Listing) -> list[str]:
    """The addresses that ``listing`` lists: pages, or further lists. Each once, in its order.

    Only addresses on the web: a list that names files, or anything else, is not followed there. Raises
    ``UnreadableError`` where there are none.
    """
    found = _feed_links(listing) if "feed" in listing.kind.split() else _xml_links(listing)
    base = listing.url or ""
    whole = dict.fromkeys(_on_the_web(urljoin(base, link.strip()) for link in found if link and link.strip()))
    if not whole:
        raise UnreadableError(
            listing.source,
            f"this is {listing.kind} with no address of a page in it",
            advice="Open it in a browser to see what it lists.",
        )
    return list(whole)[:_MOST_LINKS]


def _feed_links(listing: Listing) -> Iterator[str]:
    where = {"content-location": listing.url} if listing.url else {}
    feed = feedparser.parse(io.BytesIO(listing.body), response_headers=where, sanitize_html=False)
    return (str(entry.get("link", "")) for entry in feed.entries)


def _xml_links(listing: Listing) -> Iterator[str]:
    # Lists come from strangers: no entities, nothing fetched, no trees without end; what is broken is read as far as it
    # goes.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True)
    try:
        root = etree.fromstring(listing.body, parser)
    except etree.XMLSyntaxError:
        return
    for node in root.iter(etree.Element) if root is not None else ():
        name, above = _name(node), _name(node.getparent())
        if name == "loc" and above in {"url", "sitemap"}:  # a page may also list its pictures by their loc
            yield node.text or ""
        elif name == "outline":
            yield node.get("xmlUrl") or node.get("url") or ""


def _name(node: etree._Element | None) -> str:
    return "" if node is None else str(etree.QName(node).localname)


def _on_the_web(addresses: Iterable[str]) -> Iterator[str]:
    for address in addresses:
        try:
            parts = urlsplit(address)
        except ValueError:
            continue
        if parts.scheme in {"http", "https"} and parts.netloc:
            yield address
