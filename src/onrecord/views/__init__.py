"""Views: one module for each subject, such as a person, an article or a trail.

In: a store and an id or a name. Out: frozen dataclasses that the command line, the room and the API show as they are.
"""

from onrecord.views.article import KeptArticle, article
from onrecord.views.between import Between, Moment, between
from onrecord.views.headlines import Headline, Headlines, headlines
from onrecord.views.outlets import First, Had, Outlet, OutletPortrait, outlet, outlets
from onrecord.views.overview import Overview, overview
from onrecord.views.page_marks import Credited, Marked, PageMention, PageTie, Present
from onrecord.views.people import NameMatches, People, everybody, meaning, suggest
from onrecord.views.person import EntityCount, Fact, Portrait, Year, person
from onrecord.views.person_context import Called, PersonContext, around
from onrecord.views.person_profile import PersonPage, profile
from onrecord.views.relationships import Stating, Tie
from onrecord.views.segments import Mark, TextBlock, TextSegment, blocks, segments
from onrecord.views.speaker_shares import SpeakerKinds, SpeakerShare, SpeakerShares, speaker_shares
from onrecord.views.statement import Evidence, KeptStatement, Standing, Witness, statement
from onrecord.views.timeline import Kinds, Period, Point, Timeline, timeline
from onrecord.views.trail import Carrier, Trail, trail
from onrecord.views.versions import Changed, Changes, Comparison, PageChange, ParagraphDiff, Version, changed, compare
from onrecord.views.wording import Piece

__all__ = [
    "Between",
    "Called",
    "Carrier",
    "Changed",
    "Changes",
    "Comparison",
    "Credited",
    "EntityCount",
    "Evidence",
    "Fact",
    "First",
    "Had",
    "Headline",
    "Headlines",
    "KeptArticle",
    "KeptStatement",
    "Kinds",
    "Mark",
    "Marked",
    "Moment",
    "NameMatches",
    "Outlet",
    "OutletPortrait",
    "Overview",
    "PageChange",
    "PageMention",
    "PageTie",
    "ParagraphDiff",
    "People",
    "Period",
    "PersonContext",
    "PersonPage",
    "Piece",
    "Point",
    "Portrait",
    "Present",
    "SpeakerKinds",
    "SpeakerShare",
    "SpeakerShares",
    "Standing",
    "Stating",
    "TextBlock",
    "TextSegment",
    "Tie",
    "Timeline",
    "Trail",
    "Version",
    "Witness",
    "Year",
    "around",
    "article",
    "between",
    "blocks",
    "changed",
    "compare",
    "everybody",
    "headlines",
    "meaning",
    "outlet",
    "outlets",
    "overview",
    "person",
    "profile",
    "segments",
    "speaker_shares",
    "statement",
    "suggest",
    "timeline",
    "trail",
]
