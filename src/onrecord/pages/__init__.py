"""Where pages come from: files, folders, standard input, the web and web archives.

``find`` turns what a user names into sources, one a page or archive; ``open_pages`` turns a source into pages.
``open_source`` also gives a list of pages (a feed, a sitemap) as what it is, and ``links`` says what it lists.
"""

from onrecord.pages.find import find
from onrecord.pages.listing import Listing, links
from onrecord.pages.open import open_pages, open_source

__all__ = ["Listing", "find", "links", "open_pages", "open_source"]
