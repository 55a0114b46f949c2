"""Channels of statements: interviews, letters, social media, programmes, events, courts."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

from onrecord.channel_words import CONVERSATION, DOCUMENT, EVENT, SITE
from onrecord.circumstances.clauses import MASK
from onrecord.circumstances.noun_phrases import find_noun_phrase, is_addressee
from onrecord.circumstances.word_lists import PRONOUNS
from onrecord.types import Span

SITES = re.compile(SITE)
"""Sites on which people publish by themselves: channels, but not outlets that a page could credit."""

# Verbs with up to three modifiers and a preposition: "spoke exclusively to", "opened up about her boat with",
# "testified before".
_SPEAKING = (
    r"(?i:(?:spoke|speaks?|speaking|spoken|talks?|talked|talking|chats?|chatted|chatting|dished|dishes|dishing|opened|opens"
    r"|opening|sat|sits|sitting|caught|confided|confiding|spilled|vented|gushed|phoned|posted|posting|posts|tweeted|wrote"
    r"|writing|written|shared|sharing|testified|testifying|complained|complaining|replied|made"
    r"|got (?:candid|frank|honest|real)|appear(?:ed|ing|s)(?! to))"
    r"(?: (?:out|up|down|back|directly|exclusively|recently|again|candidly|openly|live|publicly|briefly"
    r"|about [^,;.]{1,50}?)){0,3}"
    r" (?:to|with|on|before))"
)
# Verbs with a writing as their object: "issued a statement".
_ISSUING = (
    "filed|issued|posted|published|penned|sent|gave|used|filing|issuing|posting|publishing|penning|sending|giving|using"
)
# "a", "her", "Friday’s", "Quill’s", "this week’s".
_OWNER = (
    r"(?:an?|the|his|her|their|its|another|one|this|that|some"
    r"|(?:(?:[A-Z][\w.]{0,30} ){0,3}[A-Z][\w.]*|\w+day|(?:this|last|the) \w+)['’]s)"
)
# Any word but a function word: "strongly worded".
_ADJECTIVE = r"(?:(?!(?:to|from|of|on|for|in|at|with|by|about|and|or|that|who|but|as)\b)[\w&'’.-]+ )"


class WordedPattern(NamedTuple):
    """A pattern, and words in lower case. Each match has at least one of them; looking for them first is fast."""

    words: frozenset[str]
    pattern: re.Pattern[str]


def _worded(words: str, pattern: str) -> WordedPattern:
    return WordedPattern(frozenset(words.split()), re.compile(pattern))


# A visit to a programme or site: "stopped by the “Morning Tide Show”", "took to Twitter".
_VISIT = _worded(
    "by to on", r"\b(?i:stopped by|stops by|stopping by|took to|takes to|taking to|taken to|dropped by|went on) "
)

# Words before an addressee, outlet or programme; the noun phrase after them is the result.
ADDRESSEE_PATTERNS = (
    _worded("with on for to", rf"\b{CONVERSATION}(?: [\w’'.-]+){{0,4}}? (?:with|on|for|to) "),
    _worded(
        "to for", rf"\b(?:{DOCUMENT}|piece|briefing)(?: [\w’'.-]+){{0,3}}? (?:to|for|addressed to|sent to|given to) "
    ),
    # Not "was shared on", but "is speaking to".
    _worded(
        "to with on before",
        rf"\b(?:(?<!was )(?<!were )(?<!been )(?<!being )(?<!is )(?<!are )|(?=\w{{3,9}}ing )){_SPEAKING} ",
    ),
    # "Addressing parliament", "Addressing Mr Tarn", but not "Addressing concerns".
    _worded(
        "addressed addressing",
        r"\b[Aa]ddress(?:ed|ing) (?=(?:the|his|her|their|MPs|Cllr|Mr|Mrs|Ms|Dr|Judge|President)\b"
        r"|re|fans|sup|law|parl|congr|deleg|stud|vot|journ)",
    ),
    # "Asked by reporters about the boat".
    _worded("asked", r"\b[Aa]sked (?:\w+ly )?by "),
    # "Shared the news with her fans".
    _worded("with", r"\bshar(?:ed|es|ing) (?:the|an?|his|her|their|this|some) (?:[\w-]+ ){1,3}?with "),
    _VISIT,
    _worded("from in by", r"\b(?:[Ii]n|[Aa]ccording to) an? (?:\w+ )?(?:report|story|article|piece) (?:from|in|by) "),
    _worded(
        "published",
        r"\b(?:study|review|research|paper|analysis|survey|findings)\b[^,;.]{0,40}?,? published (?:\w+ ){0,3}?in "
        r"(?=(?:the )?[A-Z])",
    ),
    _worded("of", r"\b(?:issue|edition|episode|instal+ment|pages) of "),
)

# The channel itself, as the group ``channel``. In order: a site; a document; an event; a programme or page by a
# common noun; a court; a title in quotation marks; a programme or broadcaster by name.
CHANNEL_PATTERNS = (
    _worded(
        "on via in",
        r"\b(?:[Oo]n|[Vv]ia|[Ii]n(?= an? )) "
        rf"(?P<channel>(?:(?:his|her|their|its|the|an?|[A-Z]\w+['’]s)(?: [\w-]+){{0,2}}? )?{SITE}"
        r"(?: (?:page|account|feed))?)",
    ),
    _worded(
        "in via through during under as with at by",
        rf"\b(?i:in|via|through|during|under|as part of|with(?= an? )|at the (?:close|end|start|beginning) of"
        r"|by(?= (?:e-?mail|text|letter))) "
        rf"(?P<channel>(?:{_OWNER} {_ADJECTIVE}{{0,4}}?|{_ADJECTIVE}{{0,2}}?)"
        rf"{DOCUMENT}(?: (?:thread|chain|chat))?)\b(?!['’-]| on {SITE})",
    ),
    _worded(
        "at during in",
        rf"\b(?i:at|during|in) "
        rf"(?P<channel>{_OWNER} {_ADJECTIVE}{{0,4}}?{EVENT}(?: (?:event|meeting|call))?)\b(?!['’-])",
    ),
    # "Said in post-match press conference".
    _worded(
        "in at during",
        r"\b(?i:in|at|during) (?P<channel>(?:post|pre)-\w+ (?:(?:press|media|news) conference|interview|presser))\b",
    ),
    # "Captioned an Instagram post", "using her Twitter account to", "in a Facebook group for sailors", "posted a longer
    # tribute to Instagram".
    _worded(
        "a an another the his her their",
        r"\b(?i:caption|post|shar|upload|us)(?:ed|s|es|ing) (?:an?|another|the|his|her|their) (?:[\w-]+ ){0,2}?"
        rf"(?:\w+ to (?:(?:his|her|their) )?)?(?P<channel>{SITE})",
    ),
    # "Issued a statement saying", "used a message to denounce".
    _worded(
        _ISSUING.replace("|", " "),
        rf"\b(?i:{_ISSUING}) "
        rf"(?P<channel>(?:an?|another|the|his|her|their|its|several|two) {_ADJECTIVE}{{0,3}}?"
        rf"(?:{DOCUMENT}|speeches))\b(?!['’-])",
    ),
    _worded(
        "on",
        r"\b[Oo]n (?P<channel>(?:his|her|their|the|a) (?:[\w'’-]+ ){0,2}?"
        r"(?:website|blog|show|program(?:me)?|podcast|air|broadcast|episode|livestream|call)"
        r"|(?:his|her|their|its) (?:[\w'’-]+ ){0,2}?(?:page|site))\b",  # "on the site" is a place
    ),
    _worded(
        "in",
        r"\b[Ii]n (?P<channel>(?:an? |the )?"
        r"(?:(?:open|federal|district|superior|county|criminal|appeals|bankruptcy|state) )?"
        r"court(?:room)?)\b(?! \w+s\b)",
    ),
    # "On ABC’s “Late Boat”", "on the “Second Helping” podcast".
    _worded(
        "on",
        r"\b[Oo]n (?P<channel>(?:[A-Z][\w&.]*(?:['’]s)? ){0,9}[\"“‘][A-Z][^\"”]{2,40}[\"”]"
        r"|(?:the|his|her|their) [\"“‘][A-Z][^\"”]{2,40}[\"”] (?:podcast|show|program(?:me)?))",
    ),
    _worded(
        "on",
        r"\b[Oo]n (?P<channel>[A-Z][\w&.]*['’]s (?:[A-Z]\w*,? ?)+"
        r"|(?:The )?(?:[A-Z]\w+ ){1,3}(?:Show|Live|Radio|TV|News|Tonight|Today|Morning)"
        r"|CNN|NBC|CBS|ABC|MSNBC|Fox News|BBC(?: Radio \d)?|NPR|ITV|C-SPAN|The View)\b",
    ),
)

# Patterns for a sentence that introduces a quotation in the next one: "Quill opened up to Lantern in March."
LEAD_PATTERNS = (ADDRESSEE_PATTERNS[:-1], CHANNEL_PATTERNS[:2])

# Words before a site on which something merely spread: "a clip that went viral on TikTok".
_SPREAD = re.compile(
    r"\b(?:viral|spread(?:ing)?|trend(?:ed|ing)|circulat(?:ed|ing)|shared|seen|viewed|watched|surfaced|leaked|popular"
    r"|rounds|followers|fans|users|famous|mocked|criticised|criticized) (?:\w+ )?\Z"
)
_MAX_SPREAD_CHARS = 40
# "a rare interview", "an exclusive, emotional sit-down interview": the channel is the interview.
_INTERVIEW_ADJECTIVES = re.compile(
    r"(?:(?:rare|exclusive|recent|new|candid|lengthy|wide-ranging|tell-all|emotional|brief|sit-down|explosive|in-depth"
    r"|frank|separate|subsequent|previous|earlier|joint|bombshell|intimate|revealing|short|long|extended),? )+"
    r"(?=interviews?\b)"
)
_WORD = re.compile(r"\w+")
_ARTICLE = re.compile(r"(?:an?|one|another|some) ")
# "Quill, who sings on “Deep Water,” said", "said it floats, but wants it on the show".
_OTHER_CLAUSE = re.compile(
    r"\b(?i:who|which|whose|where|but|though|although|while|after|since|amid|because)\b(?=\s+\w)"
)


def find_channels(
    text: str,
    region: Span,
    *,
    near: int,
    stops: Collection[int] = (),
    patterns: tuple[Sequence[WordedPattern], Sequence[WordedPattern]] = (ADDRESSEE_PATTERNS, CHANNEL_PATTERNS),
) -> list[Span]:
    """Find addressees in ``region`` of ``text`` or, if there are none, channels; the nearest to ``near`` first.

    ``stops`` are offsets at which a phrase ends, such as the start of a time expression.
    """
    words = frozenset(_WORD.findall(text[slice(*region)].lower()))
    addressee_patterns, channel_patterns = (
        [phrase for phrase in phrases if not phrase.words.isdisjoint(words)] for phrases in patterns
    )
    addressees: list[tuple[int, Span]] = []
    for addressee_pattern in addressee_patterns:
        for match in addressee_pattern.pattern.finditer(text, *region):
            span = find_noun_phrase(text[: region[1]], match.end(), stops=stops)
            phrase = text[span[0] : span[1]] if span else ""
            if span and phrase not in PRONOUNS and (addressee_pattern is _VISIT or is_addressee(phrase)):
                addressees.append((abs(match.start() - near), span))
    if addressees:
        return [span for _, span in sorted(addressees)]
    channels = [
        (abs(match.start() - near), _strip_modifiers(text, match.span("channel")))
        for channel_pattern in channel_patterns
        for match in channel_pattern.pattern.finditer(text, *region)
        if not _is_in_other_clause(text, match.start(), region, near=near)
        and not _SPREAD.search(text, max(0, match.start() - _MAX_SPREAD_CHARS), match.start())
    ]
    return [span for _, span in sorted(channels) if MASK not in text[span[0] : span[1]]]


def _is_in_other_clause(text: str, start: int, region: Span, *, near: int) -> bool:
    """Return true if the phrase at ``start`` is in another clause than the offset ``near``."""
    # "But in a speech Quill said" is one clause, "Quill said it floats, but in a speech" is two.
    gap = text[near : start + 1] if start > near else text[region[0] : start].rpartition(",")[2]
    return _OTHER_CLAUSE.search(gap) is not None


def _strip_modifiers(text: str, span: Span) -> Span:
    """Return ``span`` without an indefinite article, and of an interview without its adjectives."""
    start, end = span
    for pattern in (_ARTICLE, _INTERVIEW_ADJECTIVES):
        match = pattern.match(text, start, end)
        start = match.end() if match else start
    return start, end
