"""Nouns for the channels of statements (sites, writings, conversations, events), and phrases that name a channel."""

from __future__ import annotations

import re
from typing import Final

SITE: Final = (
    r"(?:Twitter|X|Facebook(?: Live)?|Instagram(?: Live| Stor(?:y|ies))?|Snapchat|YouTube|TikTok|Tumblr|Reddit"
    r"|Weibo|Threads|Bluesky|LinkedIn|Telegram|WhatsApp|Truth Social|MySpace|Periscope|Twitch|Medium|Substack"
    r"|Patreon|Mastodon|social media)\b"
)

# Writings and recordings: "in a statement", "in her memoir", "in court papers".
DOCUMENT: Final = (
    r"(?:statements?|tweets?|posts?|messages?|e-?mails?|letters?|memos?|essays?|op-eds?|columns?"
    r"|(?:press |news )?release|filings?|lawsuit|affidavit|memoirs?|autobiography|book|interviews?|podcasts?"
    r"|speech|address|videos?|clip|captions?|texts?|voicemail|documentary|testimony|deposition"
    r"|(?:court|legal) (?:papers|documents?|records|filings?)|blogs?|newsletter|broadcast|episode|monologue"
    r"|remarks|comments(?! section)|rant|diary|diaries|Q\s?&\s?A|transcript|bulletin|manifesto|petition|telegram"
    r"|livestream|reports?|stud(?:y|ies)|papers?|communiqu[eé]|complaint|issue|edition|notes?|proclamation|dissent|documents|story"
    r"|article|evidence in chief)"
)
# "at a news conference", "during the hearing".
EVENT: Final = (
    r"(?:(?:news|press) (?:conference|briefing)|conference call|tele-?con(?:ference)?|conference|briefing|hearing"
    r"|rally|event|town hall|summit|debate|meeting|ceremony|forum|panel|gala|premiere|roundtable|reception|vigil"
    r"|service|funeral|convention|lecture|workshop|inquest|inquiry|gathering|congress|festival|fundraiser|luncheon"
    r"|breakfast|dinner|march|protest|appearance|performance|concert|set|session|screening|seminar|call"
    r"|bail application)"
)
# Conversations, before "with": "in an interview with Lantern".
CONVERSATION: Final = (
    r"(?:interview|chat|conversation|sit-?down|Q\s?&\s?A|discussion|appearance|roundtable|exchange|call|segment|profile"
    r"|spread)s?"
)

_OWNED = r"(?:his|her|their|its|this|that|another)\b|.*['’]s "
"""Before a noun without an article: "his memoir", "Quill’s website", "this week’s briefing"."""
_WITHOUT_ARTICLE = rf".*(?:[^s]s|testimony|evidence in chief|court)|{SITE}"
"""Nouns without an indefinite article: "court papers", "testimony", "social media"."""
_VOWEL = r"[aeioAEIO]|[uU](?!ni)"
_START = rf"(?:{SITE} |(?!the |an? )[a-z].*[\s-]|.*['’]s (?:.*\s)?)?"
_CHANNELS: Final = (
    ("on", rf"(?:(?:his|her|their|its|.*['’]s) (?:.*\s)?)?{SITE}(?: (?:page|account|feed))?"),
    ("on", rf"{_START}(?:website|blog|show|program(?:me)?|podcast|livestream|broadcast|page|site)"),
    ("in", rf"{_START}(?:{DOCUMENT}|{CONVERSATION}|court(?:room)?)"),
    # "Told congress" and "told the news service" name people.
    ("at", rf"{_START}(?!congress|service|panel){EVENT}(?: (?:event|meeting|call))?"),
)
"""Prepositions, with patterns of the channels after them. They are compiled when the first statement is shown."""


def addressed(told: str) -> str:
    """``told`` after the name of a speaker: "to The Understudy", but "in a joint statement" and "on Instagram"."""
    preposition = next((word for word, pattern in _CHANNELS if re.fullmatch(pattern, told)), "to")
    if preposition == "to" or re.match(_OWNED, told) or re.fullmatch(_WITHOUT_ARTICLE, told):
        return f"{preposition} {told}"
    return f"{preposition} {'an' if re.match(_VOWEL, told) else 'a'} {told}"
