"""Read pages from files, folders, standard input, the web and web archives.

``find_sources`` turns the targets that a user names into sources, and ``open_pages`` turns a source into pages.
``open_source`` also returns lists of pages (feeds, sitemaps), and ``extract_links`` returns their addresses. This
package imports only types, errors, plugins, settings, times and urls of OnRecord.
"""

from onrecord.pages.find import find_sources
from onrecord.pages.listing import Listing, extract_links
from onrecord.pages.open import open_pages, open_source

__all__ = ["Listing", "extract_links", "find_sources", "open_pages", "open_source"]
