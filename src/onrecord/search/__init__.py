"""Search: the query, its filters, full text, facets and paging; semantic search.

In: a ``Query`` and a store. Out: pages of ``Hit``. Views, watch, the command line, the room and the API call it.
"""

from onrecord.search.facets import Facets, Loosening, Value, facets, find_and_count, loosen
from onrecord.search.find_statements import Hit, Order, SearchPage, find, find_on_page
from onrecord.search.query import Query
from onrecord.search.semantic import find_alike

__all__ = [
    "Facets",
    "Hit",
    "Loosening",
    "Order",
    "Query",
    "SearchPage",
    "Value",
    "facets",
    "find",
    "find_alike",
    "find_and_count",
    "find_on_page",
    "loosen",
]
