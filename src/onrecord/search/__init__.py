"""Search: the query, its filters, full text, facets and paging; semantic search.

In: a ``Query`` and a store. Out: pages of ``Hit``. Views, watch, the command line, the room and the API call it.
``semantic.find_similar`` searches by meaning; it is imported where it is called, since numpy takes time to load.
"""

from onrecord.search.facets import Facets, FacetValue, Loosening, facets, find_and_count, loosen
from onrecord.search.find_statements import Hit, Order, SearchPage, find, find_on_page
from onrecord.search.query import Query

__all__ = [
    "FacetValue",
    "Facets",
    "Hit",
    "Loosening",
    "Order",
    "Query",
    "SearchPage",
    "facets",
    "find",
    "find_and_count",
    "find_on_page",
    "loosen",
]
