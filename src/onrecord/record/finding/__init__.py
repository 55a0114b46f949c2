"""Finding in the record: statements, people, what two said of each other, and the way that words took.

    >>> from onrecord.record import Record
    >>> from onrecord.record.finding import Query, find
    >>> with Record.open("record.sqlite") as record:
    ...     found = find(record, Query("divorc*", by=("Ada Quill",), since="2016"))

Everything here only reads. Results are frozen; keys of the database never leave this package: what people may point at
are public ids. Listings are paged by cursors, which hold where they are, not what was found.
"""

from onrecord.record.finding.alike import find_alike
from onrecord.record.finding.between import Between, Moment, between
from onrecord.record.finding.entries import Entry, Named, PageInfo
from onrecord.record.finding.headlines import Headline, Headlines, headlines
from onrecord.record.finding.people import Who, find_people
from onrecord.record.finding.person import Fact, Portrait, Share, Year, person
from onrecord.record.finding.query import Query
from onrecord.record.finding.search import Found, Hit, find
from onrecord.record.finding.ties import Stating, Tie
from onrecord.record.finding.trail import Carrier, Trail, trail
from onrecord.record.finding.wording import Piece

__all__ = [
    "Between",
    "Carrier",
    "Entry",
    "Fact",
    "Found",
    "Headline",
    "Headlines",
    "Hit",
    "Moment",
    "Named",
    "PageInfo",
    "Piece",
    "Portrait",
    "Query",
    "Share",
    "Stating",
    "Tie",
    "Trail",
    "Who",
    "Year",
    "between",
    "find",
    "find_alike",
    "find_people",
    "headlines",
    "person",
    "trail",
]
