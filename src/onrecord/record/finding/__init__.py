"""Finding in the record: statements, people, what two said of each other, and the way that words took.

    >>> from onrecord.record import Record
    >>> from onrecord.record.finding import Query, find
    >>> with Record.open("record.sqlite") as record:
    ...     found = find(record, Query("divorc*", by=("Ada Quill",), since="2016"))

Everything here only reads. Results are frozen; keys of the database never leave this package: what people may point at
are public ids. Listings are paged by cursors, which hold where they are, not what was found.
"""

from onrecord.record.finding.alike import find_alike
from onrecord.record.finding.around import Around, Called, around
from onrecord.record.finding.article import KeptArticle, article
from onrecord.record.finding.between import Between, Moment, between
from onrecord.record.finding.entries import Entry, Named, PageInfo
from onrecord.record.finding.facets import Facets, Loosening, Value, facets, find_and_count, loosen
from onrecord.record.finding.headlines import Headline, Headlines, headlines
from onrecord.record.finding.heard import Heard, HeardYear, Voice, heard
from onrecord.record.finding.judged import AsRead, Judged, Withdrawal
from onrecord.record.finding.listing import Meaning, People, everybody, meaning, suggest
from onrecord.record.finding.onpage import Credited, Marked, Mention, PageTie, Present
from onrecord.record.finding.outlets import First, Had, Outlet, OutletPortrait, outlet, outlets
from onrecord.record.finding.overview import Overview, Waiting, overview
from onrecord.record.finding.people import Who, find_people
from onrecord.record.finding.person import Fact, Portrait, Share, Year, person
from onrecord.record.finding.profile import Profile, profile
from onrecord.record.finding.query import Query
from onrecord.record.finding.search import Found, Hit, Order, find
from onrecord.record.finding.segments import Block, Mark, Segment, blocks, segments
from onrecord.record.finding.statement import Evidence, KeptStatement, Standing, Witness, statement
from onrecord.record.finding.ties import Stating, Tie
from onrecord.record.finding.timeline import Kinds, Period, Point, Timeline, timeline
from onrecord.record.finding.trail import Carrier, Trail, trail
from onrecord.record.finding.versions import (
    Changed,
    Changes,
    Comparison,
    Line,
    PageChange,
    Version,
    changed,
    compare,
)
from onrecord.record.finding.wording import Piece

__all__ = [
    "Around",
    "AsRead",
    "Between",
    "Block",
    "Called",
    "Carrier",
    "Changed",
    "Changes",
    "Comparison",
    "Credited",
    "Entry",
    "Evidence",
    "Facets",
    "Fact",
    "First",
    "Found",
    "Had",
    "Headline",
    "Headlines",
    "Heard",
    "HeardYear",
    "Hit",
    "Judged",
    "KeptArticle",
    "KeptStatement",
    "Kinds",
    "Line",
    "Loosening",
    "Mark",
    "Marked",
    "Meaning",
    "Mention",
    "Moment",
    "Named",
    "Order",
    "Outlet",
    "OutletPortrait",
    "Overview",
    "PageChange",
    "PageInfo",
    "PageTie",
    "People",
    "Period",
    "Piece",
    "Point",
    "Portrait",
    "Present",
    "Profile",
    "Query",
    "Segment",
    "Share",
    "Standing",
    "Stating",
    "Tie",
    "Timeline",
    "Trail",
    "Value",
    "Version",
    "Voice",
    "Waiting",
    "Who",
    "Withdrawal",
    "Witness",
    "Year",
    "around",
    "article",
    "between",
    "blocks",
    "changed",
    "compare",
    "everybody",
    "facets",
    "find",
    "find_alike",
    "find_and_count",
    "find_people",
    "headlines",
    "heard",
    "loosen",
    "meaning",
    "outlet",
    "outlets",
    "overview",
    "person",
    "profile",
    "segments",
    "statement",
    "suggest",
    "timeline",
    "trail",
]
