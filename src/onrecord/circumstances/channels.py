"""The ways in which a sentence says where words were said or written: interviews, letters, programmes, events."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from onrecord.circumstances.clauses import BLOT
from onrecord.circumstances.phrases import is_spoken_to, noun_phrase
from onrecord.circumstances.vocabulary import PRONOUNS
from onrecord.types import Span

_SITES = (
    r"(?:Twitter|X|Facebook(?: Live)?|Instagram(?: Live| Stor(?:y|ies))?|Snapchat|YouTube|TikTok|Tumblr|Reddit"
    r"|Weibo|Threads|Bluesky|LinkedIn|Telegram|WhatsApp|Truth Social|MySpace|Periscope|Twitch|Medium|Substack"
    r"|Patreon|Mastodon|social media)\b"
)
SITES = re.compile(_SITES)
"""Sites where people write for themselves: channels, but not outlets that a page could have its news from."""

_DOCUMENT = (
    r"(?:statements?|tweets?|posts?|messages?|e-?mails?|letters?|memos?|essays?|op-eds?|columns?"
    r"|(?:press |news )?release|filings?|lawsuit|affidavit|memoirs?|autobiography|book|interviews?|podcasts?"
    r"|speech|address|videos?|clip|captions?|texts?|voicemail|documentary|testimony|deposition"
    r"|(?:court|legal) (?:papers|documents?|records|filings?)|blogs?|newsletter|broadcast|episode|monologue"
    r"|remarks|comments(?! section)|rant|diary|diaries|Q\s?&\s?A|transcript|bulletin|manifesto|petition|telegram"
    r"|livestream|reports?|stud(?:y|ies)|papers?|communiqu[eé]|complaint|issue|edition|notes?)"
)
_EVENT = (
    r"(?:(?:news|press) (?:conference|briefing)|conference call|tele-?con(?:ference)?|conference|briefing|hearing"
    r"|rally|event|town hall|summit|debate|meeting|ceremony|forum|panel|gala|premiere|roundtable|reception|vigil"
    r"|service|funeral|convention|lecture|workshop|inquest|inquiry|gathering|congress|festival|fundraiser|luncheon"
    r"|breakfast|dinner|march|protest|appearance|performance|concert|set|session|screening|seminar|call)"
)
_TALK = (
    r"(?:interview|chat|conversation|sit-?down|Q\s?&\s?A|discussion|appearance|roundtable|exchange|call|segment|profile"
    r"|spread)s?"
)
_SPEAKING = (
    r"(?i:(?:spoke|speaks?|speaking|spoken|talks?|talked|talking|chats?|chatted|chatting|dished|dishes|dishing|opened|opens"
    r"|opening|sat|sits|sitting|caught|confided|confiding|spilled|vented|gushed|phoned|posted|posting|posts|tweeted|wrote"
    r"|writing|shared|sharing|testified|testifying|appeared|appearing|appears|complained|complaining|replied|made)"
    r"(?: (?:out|up|down|back|exclusively|recently|again|candidly|openly|live|publicly|briefly"
    r"|about [^,;.]{1,50}?)){0,3}"
    r" (?:to|with|on|before))"
)
_OWNER = r"(?:an?|the|his|her|their|its|another|one|this|that|some|(?:[A-Z][\w.]*|\w+day|(?:this|last|the) \w+)['’]s)"
_ADJECTIVE = r"(?:(?!(?:to|from|of|on|for|in|at|with|by|about|and|or|that|who|but|as)\b)[\w&'’.-]+ )"
_GOES_TO = re.compile(r"\b(?i:stopped by|stops by|stopping by|took to|takes to|taking to|taken to|dropped by|went on) ")

WHOM = (
    re.compile(rf"\b{_TALK}(?: [\w’'.-]+){{0,4}}? (?:with|on|for|to) "),
    re.compile(rf"\b{_DOCUMENT}(?: [\w’'.-]+){{0,3}}? (?:to|for|addressed to|sent to|given to) "),
    re.compile(rf"\b{_SPEAKING} "),
    re.compile(r"\baddress(?:ed|ing) (?=the |his |her |their |re|fans|sup|law)"),
    _GOES_TO,
    re.compile(r"\b(?:[Ii]n|[Aa]ccording to) an? (?:\w+ )?(?:report|story|article|piece) (?:from|in|by) "),
    re.compile(r"\b(?:issue|edition|episode|instal+ment|pages) of "),
)
"""What the name of somebody who was spoken to, or of the outlet or programme, comes after."""

WHERE = (
    re.compile(
        rf"\b[Oo]n (?P<it>(?:(?:his|her|their|its|the|[A-Z]\w+['’]s)(?: [\w-]+){{0,2}}? )?{_SITES}"
        r"(?: (?:page|account|feed))?)"
    ),
    re.compile(
        rf"\b(?i:in|via|through|by|during|as part of) "
        rf"(?P<it>(?:{_OWNER} {_ADJECTIVE}{{0,4}}?|{_ADJECTIVE}{{0,2}}?)"
        rf"{_DOCUMENT}(?: (?:thread|chain|chat))?)\b(?!['’-])"
    ),
    re.compile(
        rf"\b(?i:at|during|in) (?P<it>{_OWNER} {_ADJECTIVE}{{0,4}}?{_EVENT}(?: (?:event|meeting|call))?)\b(?!['’-])"
    ),
    re.compile(
        r"\b[Oo]n (?P<it>(?:his|her|their|the|a) (?:[\w'’-]+ ){0,2}?"
        r"(?:website|blog|show|program(?:me)?|podcast|page|site|air|broadcast|episode|livestream|call))\b"
    ),
    re.compile(
        r"\b[Ii]n (?P<it>(?:an? |the )?"
        r"(?:(?:open|federal|district|superior|county|criminal|appeals|bankruptcy|state) )?"
        r"court(?:room)?)\b(?! \w+s\b)"
    ),
    re.compile(r"\b[Oo]n (?P<it>(?:[A-Z][\w&.]*(?:['’]s)? )*[\"“‘][A-Z][^\"”]{2,40}[\"”])"),
    re.compile(
        r"\b[Oo]n (?P<it>[A-Z][\w&.]*['’]s (?:[A-Z]\w*,? ?)+"
        r"|(?:The )?(?:[A-Z]\w+ ){1,3}(?:Show|Live|Radio|TV|News|Tonight|Today|Morning)"
        r"|CNN|NBC|CBS|ABC|MSNBC|Fox News|BBC(?: Radio \d)?|NPR|ITV|C-SPAN|The View)\b"
    ),
)
"""The channel itself, as ``it``: a site, a document, an event, a programme, a court."""

LEADS = (WHOM[:-1], WHERE[:2])
"""Those that lead up to words in the sentence after."""

_OF_SOMETHING_ELSE = re.compile(r"\b(?:who|which|whose|where)\b")


def find_channels(
    text: str,
    region: Span,
    *,
    near: int,
    stops: Collection[int] = (),
    patterns: tuple[Sequence[re.Pattern[str]], Sequence[re.Pattern[str]]] = (WHOM, WHERE),
) -> list[Span]:
    """Where ``region`` of ``text`` says to whom one spoke; if nowhere, where one spoke. The nearest to ``near`` first.

    ``stops`` are places at which a phrase ends, such as that of a date.
    """
    whom: list[tuple[int, Span]] = []
    for pattern in patterns[0]:
        for match in pattern.finditer(text, *region):
            found = noun_phrase(text[: region[1]], match.end(), stops=stops)
            phrase = text[found[0] : found[1]] if found else ""
            if found and phrase not in PRONOUNS and (pattern is _GOES_TO or is_spoken_to(phrase)):
                whom.append((abs(match.start() - near), found))
    if whom:
        return [found for _, found in sorted(whom)]
    where = [
        (abs(match.start() - near), _without_article(text, match.span("it")))
        for pattern in patterns[1]
        for match in pattern.finditer(text, *region)
        if not _is_of_something_else(text, match.start(), region, near=near)
    ]
    return [found for _, found in sorted(where) if BLOT not in text[found[0] : found[1]]]


def _is_of_something_else(text: str, start: int, region: Span, *, near: int) -> bool:
    """Whether a clause about somebody or something else holds the place at ``start``."""
    gap = text[near:start] if start > near else text[region[0] : start].rpartition(",")[2]
    return _OF_SOMETHING_ELSE.search(gap) is not None


def _without_article(text: str, span: Span) -> Span:
    article = re.match(r"(?:an?|one|another|some) ", text[span[0] : span[1]])
    return span[0] + (article.end() if article else 0), span[1]
