"""Finding in the record: statements, people, what two said of each other, and the way that words took.

    >>> from onrecord.record import Record
    >>> from onrecord.record.finding import Query, find
    >>> with Record.open("record.sqlite") as record:
    ...     found = find(record, Query("divorc*", by=("Ada Quill",), since="2016"))

Everything here only reads. Results are frozen; keys of the database never leave this package: what people may point at
are public ids. Listings are paged by cursors, which hold where they are, not what was found.
"""

from onrecord.record.finding.between import Between, Moment, between
from onrecord.record.finding.entries import Entry, Named, PageInfo
from onrecord.record.finding.facets import Facets, Loosening, Value, facets, loosen
from onrecord.record.finding.headlines import Headline, Headlines, headlines
from onrecord.record.finding.heard import Heard, HeardYear, Voice, heard
from onrecord.record.finding.outlets import First, Outlet, OutletPortrait, outlet, outlets
from onrecord.record.finding.overview import Overview, Waiting, overview
from onrecord.record.finding.people import Who, find_people
from onrecord.record.finding.person import Fact, Portrait, Share, Year, person
from onrecord.record.finding.query import Query
from onrecord.record.finding.search import Found, Hit, Order, find
from onrecord.record.finding.ties import Stating, Tie
from onrecord.record.finding.trail import Carrier, Trail, trail
from onrecord.record.finding.wording import Piece

__all__ = [
    "Between",
    "Carrier",
    "Entry",
    "Facets",
    "Fact",
    "First",
    "Found",
    "Headline",
    "Headlines",
    "Heard",
    "HeardYear",
    "Hit",
    "Loosening",
    "Moment",
    "Named",
    "Order",
    "Outlet",
    "OutletPortrait",
    "Overview",
    "PageInfo",
    "Piece",
    "Portrait",
    "Query",
    "Share",
    "Stating",
    "Tie",
    "Trail",
    "Value",
    "Voice",
    "Waiting",
    "Who",
    "Year",
    "between",
    "facets",
    "find",
    "find_people",
    "headlines",
    "heard",
    "loosen",
    "outlet",
    "outlets",
    "overview",
    "person",
    "trail",
]
