"""NewsML-G2 messages with several news items. Each item is a page."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from itertools import islice

from lxml import etree

from onrecord.errors import PageError, UnreadableError
from onrecord.pages.recognise import make_page
from onrecord.types import Page

# A longer message is no news, and takes 30 times its size in memory: an item has some hundred tags.
_MAX_MESSAGE_TAGS = 1_000_000
# Agencies send some hundred items at once. Each is read or listed as a failure, also an empty one of 11 bytes: 180,000
# of them took two minutes.
_MAX_MESSAGE_ITEMS = 5_000
_ITEM = "{http://iptc.org/std/nar/2006-10-01/}newsItem"


def read_items(source: str, body: bytes, *, url: str | None = None) -> Iterator[Page | PageError]:
    """Yield the page of each item in ``body``, or one page if it is a single item, broken, or far too long.

    Items are numbered from 1 in their sources: ``message.xml:2``. Raises ``UnreadableError`` as ``make_page`` does, and
    for a message of more than 5,000 items.
    """
    # Messages come from strangers: no entities, no network, at most 256 levels.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        is_long = body.count(b"<") > _MAX_MESSAGE_TAGS
        root = None if is_long else etree.fromstring(body, parser)
        items = [] if root is None else [*islice(_outer_items(root), _MAX_MESSAGE_ITEMS + 1)]
    except (etree.XMLSyntaxError, ValueError):
        items = []
    if len(items) <= 1:
        yield make_page(source, body, url=url)
        return
    if len(items) > _MAX_MESSAGE_ITEMS:
        raise UnreadableError(
            source, f"it has more than {_MAX_MESSAGE_ITEMS:,} news items", advice="Split it into several messages."
        )
    for number, item in enumerate(items, 1):
        try:
            # A copy declares only the namespaces that it uses. ``item`` itself would declare each of a thousand of the
            # message, and take quadratic time for them.
            markup = etree.tostring(copy(item), encoding="utf-8", with_tail=False)
            yield make_page(f"{source}:{number}", markup)
        except PageError as error:
            yield error.without_traceback()


def _outer_items(root: etree._Element) -> Iterator[etree._Element]:
    """Yield the items of a message, without items in items: each of 200 such would be a page with all further ones."""
    for item in root.iter(_ITEM):
        if next(item.iterancestors(_ITEM), None) is None:
            yield item
