"""The words by which furniture gives itself away: for each kind, whole lines in which it comes.

Each rule is (kind, the longest line it may take in characters, patterns of which one must fit the whole line).
"""

from __future__ import annotations

import re

from onrecord.types import FurnitureKind

Rule = tuple[FurnitureKind, int, re.Pattern[str]]


def _lines(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


_SITES = r"(?:twitter|x|facebook|instagram|threads|tiktok|youtube|bluesky|linkedin|whatsapp|telegram)"
_PICTURES = r"(?:photo|image|picture|pic|photograph|illustration|graphic)s?"
_AGENCIES = (
    r"(?:getty(?: images)?|reuters|afp|ap(?: photo)?|associated press|epa|pa wire|pa media|shutterstock|wireimage"
    r"|filmmagic|alamy|backgrid|splash news|rex features|instagram|twitter|youtube|screenshot|screengrab)"
)
_LED_BY = r"[\[(•>»-]?\s?"
_LEADS_TO = r"\s*(?:[:>»|–—]| - )\s*\S.*"
_PAGE = r"(?:article|story|post|page|report)"

RELATED_HEADING = _lines(
    r"\W*related(?: (?:stories|articles|content|news|topics|coverage|links|reading))?\W*",
    r"\W*more(?: (?:stories|news|like this|on this(?: story)?|headlines|coverage|top stories))?\W*",
    r"\W*more (?:from|in) [^.:]{1,40}\W*",
    r"\W*most (?:read|popular|viewed|shared|recent)(?: stories| now)?\W*",
    r"\W*(?:trending|popular)(?: now| stories)?\W*",
    r"\W*(?:top|latest|other) (?:news|stories)\W*",
    r"\W*you (?:may|might)(?: also)? (?:like|enjoy|be interested in)\W*",
    r"\W*recommended(?: for you| stories| reading)?\W*",
    r"\W*(?:read (?:more|next|also)|also read|see also|keep reading|explore further|what to read next)\W*",
    r"\W*(?:don['’]t miss|must[- ]reads?|editor['’]?s?['’]? picks)\W*",
    r"\W*(?:from our partners|around the web|(?:sponsored|promoted)(?: content| stories)?)\W*",
)
COMMENTS_HEADING = _lines(
    r"\W*(?:\d[\d,]* )?(?:user |reader |all )?comments?(?: ?\(?\d[\d,]*\)?)?\W*",
    r"\W*(?:leave a (?:comment|reply)|join the (?:discussion|conversation)|what do you think)\W*",
    r"\W*(?:view|show|read|see)(?: all)?(?: \d[\d,]*)? comments\W*",
    rf"\W*(?:comment on this {_PAGE}|(?:post|add) a comment|comments powered by disqus)\W*",
)

RULES: tuple[Rule, ...] = (
    (
        "cookies",
        600,
        _lines(
            r"(?:we|we and our partners|(?:this|our) (?:web)?site)(?: may)? uses? .{0,60}\bcookies\b.*",
            r"by (?:continuing|using|clicking|browsing)\b.{0,120}\bcookies\b.*",
            r"(?:accept|reject|allow) (?:all(?: cookies)?|cookies)\W*",
            r"(?:manage|cookie|privacy) (?:preferences|settings|policy|notice|choices)\W*",
            r"(?:we value your privacy|your (?:privacy|cookie) choices|do not sell.{0,40})\W*",
        ),
    ),
    (
        "newsletter",
        400,
        _lines(
            r"(?:click here to )?(?:sign up|subscribe) (?:for|to|here|now|today|and get)\b.*",
            r"(?:get|want|receive|join|enjoy|have)\b.{0,160}\bnewsletters?\b.*",
            r"(?:get|want|receive|enjoy|have)\b.{0,160}\b(?:in|to|into) your (?:e-?mail )?inbox\b.*",
            r"(?:the|our) .{0,60}\bnewsletter\b.{0,80}\b(?:sign up|subscribe|inbox)\b.*",
            r"(?:please )?enter (?:your|a valid) e-?mail.*",
            r"(?:your )?e-?mail address\W*",
            r"you (?:can|may) unsubscribe at any time.*",
            r"(?:by (?:signing up|subscribing)|thanks? (?:you )?for (?:signing up|subscribing)).*",
            r"(?:\w+ ){0,4}newsletters?\W*",
        ),
    ),
    ("comments", 80, COMMENTS_HEADING),
    (
        "related",
        300,
        _lines(
            rf"{_LED_BY}related(?: (?:stor(?:y|ies)|articles?|content|news|coverage|links))?{_LEADS_TO}",
            rf"{_LED_BY}(?:read (?:more|also|next|this)|also read|see (?:also|more)|more on this){_LEADS_TO}",
            rf"{_LED_BY}(?:recommended|you may (?:also )?like|don['’]t miss|must[- ]read){_LEADS_TO}",
            rf"{_LED_BY}(?:watch(?: now| more| this)?|in pictures|gallery|photos|video)\s*[:>»|]\s*\S.*",
            rf"{_LED_BY}(?:also on|more from) [^:]{{1,40}}:\s*\S.*",
        ),
    ),
    (
        "promo",
        300,
        _lines(
            r"(?:click|tap) here\b.*",
            r"(?:download|get) (?:the|our) .{0,50}\bapp\b.*",
            rf"(?:you can )?follow .{{1,100}}\bon {_SITES}\b.*",
            r"follow (?:us|@\w+|.{1,40} coverage) ?.*",
            r"(?:like|find|join|visit) us on .*",
            r"(?:for )?(?:full|complete|more) (?:.{1,40} )?coverage (?:of|at|on)\b.*",
            r"more .{0,60}https?://\S+.*",
            r"(?:read|see|watch|listen to|find) (?:the |more |all |our )?[^.]{0,120}(?:\bhere|https?://\S+)\W*",
            r"(?:have|got|do you have) (?:a|any) (?:news |story )?tips?\b.*",
            r"(?:send|e-?mail) (?:us )?(?:your )?(?:tips?|comments?|feedback)\b.*",
            r"(?:e-?mail|contact|reach|write to) [^.]{1,60} (?:at|on) \S+@\S+.*",
            r"[^.]{1,60} can be reached at \S+@.*",
            r"(?:support|fund) (?:our|independent|local) journalism.*",
            r"become a (?:member|subscriber|supporter)\b.*",
            rf"(?:share|save) (?:this|the) {_PAGE}\b.*",
            r"share (?:on|via|with)\b.{0,40}",
            r"(?:\d[\d,.]*k? )?shares?\W*|\d+[- ]min(?:ute)?s? read\W*",
        ),
    ),
    (
        "other",
        200,
        _lines(
            r"(?:advert(?:isement)?|sponsored|share|tweet|e-?mail|print|facebook|twitter|whatsapp|reddit|linkedin)\W*",
            r"(?:pinterest|copy link|save|bookmark|back to top|loading|play video|view gallery|photos?|video)\W*",
            r"(?:close|menu|search|home|live|log ?in|sign in|subscribe|donate|skip to (?:main )?content)\W*",
            rf"{_PAGE} continues (?:below|after).*",
            r"continue reading\b.{0,60}|scroll (?:down )?for more.*|skip (?:ad|advertisement|past newsletter.*)\W*",
            r"(?:copyright|©|\(c\))\s.*|.{0,80}\ball rights reserved\W*|this material may not be published.*",
            r"please enable javascript.*|https?://\S+",
        ),
    ),
    (
        "credit",
        400,
        _lines(
            r"\(?(?:additional |with )?(?:reporting|writing|editing|edited|compiled|translated) by \S.*",
            r"\(?(?:reporting|writing) and (?:writing|editing) by \S.*",
            rf"[^\"“”]{{1,300}}\bcontributed (?:to|reporting (?:to|for)) this {_PAGE}\b[^\"“”]{{0,80}}",
            r"sources?: [^.:]{1,60}\.?|citation: .*",
        ),
    ),
    (
        "credit",
        140,
        _lines(
            rf"[(\[]?{_PICTURES}(?: credits?| by| courtesy(?: of)?)\s*[:/–—-]?\s*\S.*",
            rf"[(\[]?{_PICTURES}\s*[:/]\s*\S.*",
            r"[(\[]?(?:credits?|courtesy(?: of)?|video(?: by| courtesy of)?)\s*[:/]\s*\S.*",
        ),
    ),
    (
        "credit",
        90,
        _lines(
            rf"\W?(?:[\w.'’ ]{{1,40}}[/|,–—-] ?){{0,2}}{_AGENCIES}(?:[/|,–—-] ?[\w.'’ ]{{1,40}}){{0,2}}\W{{0,2}}",
            rf"\W?(?:[\w.'’ ]{{1,40}}[/|,–—-] ?)?{_AGENCIES} via [\w .'’]{{1,40}}\W{{0,2}}",
        ),
    ),
    (
        "caption",
        450,
        _lines(
            r".*\((?:file )?(?:photo|image|picture|photograph|pic)s?\b[^()]{0,100}\)\W*",
            r".*\([^()]{0,80}\b(?:courtesy|credit|file photo)\b[^()]{0,80}\)\W*",
            r".*\([^()]{0,80}\b(?:getty|shutterstock|wireimage|alamy)\b[^()]{0,40}\)\W*",
            r".*\([^()]{1,40}/(?:ap|afp|reuters|pa|epa)[^()]{0,20}\)\W*",
            r"file(?: photo)?\s*[-–—:] ?.*",
            r"in this .{0,40}\b(?:photo|image|frame|picture)\b.*\(.*\).*",
            r"(?:photo |image |media )?caption\s?:? .*",
            r"pictured\b.{0,40}: .*",
        ),
    ),
)
