"""Patterns for whole lines of page furniture, by kind.

The examples in the comments are invented. They resemble lines that news sites print between and after paragraphs.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from onrecord.types import FurnitureKind


class Rule(NamedTuple):
    """A pattern for lines of a kind."""

    kind: FurnitureKind
    max_chars: int
    """Maximum length of the line."""
    pattern: re.Pattern[str]
    """It must match the whole line."""
    needles: tuple[str, ...] = ()
    """Substrings in lower case. Each matching line has one of them. Looking for them first is fast where a match may
    begin with any words."""


def _any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


_SITES = r"(?:twitter|x|facebook|instagram|threads|tiktok|youtube|bluesky|linkedin|whatsapp|telegram)"
_PICTURES = r"(?:photo|image|picture|pic|photograph|illustration|graphic)s?"
_AGENCIES = (
    r"(?:getty(?: images)?|reuters|afp|ap(?: photo)?|associated press|epa|pa wire|pa media|shutterstock|wireimage"
    r"|filmmagic|alamy|backgrid|splash news|rex features|instagram|twitter|youtube|screenshot|screengrab)"
)
# A bracket, bullet, dash or arrow before the words: "[Related: ...", "• Read more: ...", ">> Read more: ...".
_OPENING = r"[\[(•>»-]{0,2}\s?"
# A colon, bar or dash and the headline of the other page: ": Pier closes", " | Pier closes", " - Pier closes".
_TARGET = r"\s*(?:[:>»|–—]| - )\s*\S.*"
_PAGE = r"(?:article|story|post|page|report)"

# Headings of lists of other articles: "Related stories", "More from Elmouth Courier", "You may also like".
RELATED_HEADING = _any_of(
    r"\W*related(?: (?:stories|articles|content|news|topics|coverage|links|reading))?\W*",
    r"\W*more stories like this(?: one)?\W*",
    r"\W*more(?: (?:stories|news|like this|on this(?: story)?|headlines|coverage|top stories))?\W*",
    r"\W*more (?:from|in) [^.:]{1,40}\W*",
    r"\W*most (?:read|popular|viewed|shared|recent)(?: stories| now)?\W*",
    r"\W*(?:trending|popular)(?: now| stories)?\W*",
    r"\W*(?:top|latest|other|featured) (?:news|stories)\W*|\W*we also published the following .{0,40}",
    r"\W*you (?:may|might)(?: also)? (?:like|enjoy|be interested in)\W*",
    r"\W*recommended(?: for you| stories| reading)?\W*",
    r"\W*(?:read (?:more|next|also)|also read|see also|keep reading|explore further|what to read next)\W*",
    r"\W*read more (?:on|about|from) [^.:]{1,40}\W*",
    r"\W*(?:don['’]t miss|must[- ]reads?|editor['’]?s?['’]? picks)\W*",
    r"\W*(?:from our partners|around the web|(?:sponsored|promoted)(?: content| stories)?)\W*",
    r"\W*from (?:our|the) archives?\W*",
)
# Headings of readers' comments, which run to the end of the page: "12 Comments", "Leave a reply", "Guest Book".
COMMENTS_HEADING = _any_of(
    r"\W*(?:\d[\d,]* )?(?:user |reader |all )?comments?(?: ?\(?\d[\d,]*\)?)?\W*",
    r"\W*(?:leave a (?:comment|reply)|join the (?:discussion|conversation)(?: \(?\d[\d,]*\)?)?|what do you think)\W*",
    r"\W*(?:sign the )?guest ?book\W*",
    r"\W*(?:view|show|read|see)(?: all)?(?: \d[\d,]*)? comments\W*",
    rf"\W*(?:comment on this {_PAGE}|(?:post|add) a comment|(?:blog )?comments powered by disqus)\W*",
    rf"would you like to comment on this {_PAGE}\W*|please read our comment policy.*|join our commenting forum\W*",
)

# The end of an embedded post: "— Ada Quill (@adaquill) May 3, 2024", "A post shared by Ada Quill (@adaquill)".
POST_SIGNATURE = re.compile(
    r"(?:[—–-] ?|\bA (?:post|photo|video|reel) shared by )"
    r"(?P<account>[^—–()@]{1,60}) \((?P<handle>@[\w.]{1,50})\) ?(?P<date>[\w ,.:·]{0,40})$"
)
# A wall before the rest of an article: "Subscribe to continue reading", "This article is for subscribers only".
PAYWALL = re.compile(
    r"\b(?:subscribe|sign up|register|log ?in|sign in|create an? (?:free )?account)\b.{0,40}"
    r"\bto (?:continue|keep|read|unlock|access)\b"
    r"|\b(?:continue|keep) reading with a\b|\bto (?:continue|keep) reading\b.{0,40}\b(?:subscri|regist|log ?in|sign)"
    r"|\bthis (?:article|story|content|post|page) is (?:only |exclusively )?"
    r"(?:for|available (?:only )?(?:to|for)|reserved for|exclusive to) (?:our |paid |paying |premium )?"
    r"(?:subscribers|members)"
    r"|\bsubscri(?:be|bers?) only\b|\bunlock this article\b"
    # "Keep reading for £1", "Subscribe for full access on every device".
    r"|\b(?:continue|keep) reading for (?:just |only )?(?:[£$€]\d|\d+p\b|free\b)"
    r"|\bsubscribe for (?:full|unlimited) access\b|\bto read (?:this|the) (?:article|story|post) in full\b"
    # "You have read your last free article", "You’ve used all your free articles".
    r"|\byou(?: have|['’]ve) (?:read|reached|used)\b.{0,40}\bfree (?:articles?|stories|story)\b",
    re.IGNORECASE,
)

# In order of precedence. The length limits keep out paragraphs that open with the same words: a cookie notice is a
# paragraph of up to 600 characters, a picture credit a line of up to 140.
RULES: tuple[Rule, ...] = (
    Rule(
        "cookies",
        600,
        _any_of(
            # "We and our partners use cookies", "By using this site you agree to our use of cookies."
            r"(?:we|we and our partners|(?:this|our) (?:web)?site)(?: may)? uses? .{0,60}\bcookies\b.*",
            r"by (?:continuing|using|clicking|browsing)\b.{0,120}\bcookies\b.*",
            # Buttons: "Accept all", "Cookie settings", "Do not sell my personal information".
            r"(?:accept|reject|allow) (?:all(?: cookies)?|cookies|and continue)\W*",
            # Over an embedded post: "Allow content from X?", "This article contains content provided by X."
            rf"allow (?:\w+ )?content from {_SITES}\b.{{0,30}}|this {_PAGE} contains content (?:provided by|from)\b.*",
            r"(?:manage|cookie|privacy) (?:preferences|settings|policy|notice|choices)\W*",
            r"(?:we value your privacy|your (?:privacy|cookie) choices|do not sell.{0,40})\W*",
        ),
    ),
    Rule(
        "newsletter",
        400,
        _any_of(
            # "Sign up for our morning newsletter", "Get the best of the Courier delivered to your inbox every Friday".
            r"(?:click here to )?(?:sign up|subscribe) (?:for|to|here|now|today|and get)\b.*",
            r"(?:get|want|receive|join|enjoy|have)\b.{0,160}\bnewsletters?\b.*",
            r"(?:get|want|receive|enjoy|have)\b.{0,160}\b(?:in|to|into) your (?:e-?mail )?inbox\b.*",
            r"(?:the|our) .{0,60}\bnewsletter\b.{0,80}\b(?:sign up|subscribe|inbox)\b.*",
            r"sign up \(.*",
            # Form fields: "Enter your email address".
            r"(?:please )?enter (?:your|a valid) e-?mail.*|(?:sign up|subscribe)(?: now| here| today| for free)?\W*",
            r"(?:your )?e-?mail address\W*",
            r"you (?:can|may) unsubscribe at any time.*",
            # "If a friend sent you this, subscribe here", "Sent by The Bell. To stop receiving our emails, click here."
            r"if (?:a friend|somebody|someone) (?:sent|forwarded)\b.{0,60}\b(?:subscribe|sign up)\b.{0,30}",
            r"(?:(?:sent|you are receiving)\b.{0,120}[.!] )?(?:to )?(?:stop receiving|unsubscribe from) (?:\w+ ){0,2}"
            r"(?:e-?mails?|newsletters?|messages)\b.{0,80}",
            # "Thanks for reading The Quay Letter! Subscribe for free to get posts", "To get our e-mails, click here."
            r"thanks for (?:reading|listening to|watching) [^.!]{1,60}[.!] (?:subscribe|this post is public)\b.*",
            r"to (?:get|receive) .{1,100}\bclick here\W*",
            r"by (?:providing|entering|submitting) (?:an?|your|my) e-?mail\b.*",
            # "Make sense of the day with our morning newsletter"
            r"[^.]{1,100} (?:with|in) our (?:\w+ ){0,3}newsletter\W*",
            r"(?:by (?:signing up|subscribing)|thanks? (?:you )?for (?:signing up|subscribing|registering)).*",
            # A heading or label of up to five words: "Elmouth Courier Daily Newsletter".
            r"(?:\w+ ){0,4}newsletters?\W*",
        ),
    ),
    Rule(
        "newsletter",
        400,
        _any_of(
            # "For the latest from the quay, sign up for our newsletters."
            r"(?:.*(?:[.,:!?]|\band|\bplease|\bby) )?(?:sign(?:ing)? up|subscrib(?:e|ing)|register(?:ing)?)\b"
            r".{0,80}\bnewsletters?\b.*",
            r".*\bsign(?:ed)? in now\W*",
            # "Create a free account or log in to continue reading."
            r"(?:.{0,80}\b)?(?:subscribe|sign up|register|log ?in|sign in)\b.{0,60}"
            r"\bto (?:continue|keep) reading\b.{0,60}",
        ),
        needles=("newsletter", " in now", " reading"),
    ),
    Rule("comments", 80, COMMENTS_HEADING),
    Rule(
        "comments",
        400,
        # "Comments will be moderated. Keep them short", "Have your say in the comments below".
        _any_of(
            r"(?:all |your |reader )?comments (?:will be|are) (?:pre-)?moderated\b.*",
            r"(?:what do you (?:think|make)\b.{0,100}\?\W+)?(?:have your say|let us know|tell us)\b"
            r".{0,60}\bcomments\b.{0,30}",
        ),
    ),
    Rule(
        "comments",
        600,
        # "The Courier intends this area to be used for discussion. Comments are expected to adhere to our standards."
        _any_of(r".*\bcomments are expected to (?:adhere to|follow) our\b.*"),
        needles=("comments are expected to ",),
    ),
    Rule(
        "correction",
        1000,
        # "An earlier version of this article misquoted Ada Quill".
        _any_of(rf".*\b(?:earlier|previous|original) versions? of this {_PAGE}\b.*"),
        needles=(" of this ",),
    ),
    Rule(
        "correction",
        1000,
        _any_of(
            # "Correction: the ferry sank in 1931".
            rf"\W*(?:(?:note|update): )?this {_PAGE} (?:was|has been) (?:\w+ )?"
            r"(?:updated|corrected|amended|edited|changed|clarified)\b.*",
            r"\W*(?:corrections?|clarifications?|editor['’]?s note|correction and clarification)\b[^.:]{0,60}:.*",
        ),
    ),
    Rule(
        "related",
        300,
        _any_of(
            # "[Related: What the gulls eat]", "READ MORE: Pier closes", "Also read | Pier closes".
            rf"{_OPENING}related(?: (?:stor(?:y|ies)|articles?|content|news|coverage|links))?{_TARGET}",
            rf"{_OPENING}(?:read (?:more|also|next|this)|see (?:also|more)|also (?:read|see|watch)|more on this)"
            rf"{_TARGET}",
            # "(MORE: Gulls take the pier)", "READ ON THE BELL: Pier closes".
            r"[(\[]?more ?: .*|\W*read on [^.:]{1,30}: .*",
            # "For more stories like this, check our news page."
            r"(?:for|find|read) more (?:stories|news|articles) like this\b.*|you can also check: .*",
            rf"{_OPENING}(?:recommended|you may (?:also )?like|don['’]t miss|must[- ]read){_TARGET}",
            # "You might be interested in Pier closes".
            r"you (?:may|might)(?: also)? (?:like|enjoy|be interested in)\b[^.]*",
            # "WATCH: Gull steals chips". No dash here: a paragraph may open with "Video - ".
            rf"{_OPENING}(?:watch(?: now| more| this)?|listen|in pictures|gallery|photos|video)\s*[:>»|]\s*\S.*",
            # "See the Courier's Pictures of the Week."
            r"see (?:[\w'’]+ ){1,3}(?:pictures|photos|cartoons|videos?) of the \w+\W*",
            # "More from Elmouth Courier: Gull steals chips".
            rf"{_OPENING}(?:also on|more from) [^:]{{1,40}}:\s*\S.*",
        ),
    ),
    Rule(
        "related",
        400,
        # The start of another article: "The pier was painted on Monday … Continue reading →".
        _any_of(r".*(?:…|\.|\?|!)\W{1,3}(?:continue reading|read more|full story|more)\s?[→»›>].*"),
        needles=("→", "»", "›", ">"),
    ),
    Rule(
        "promo",
        300,
        _any_of(
            # "CLICK HERE TO GET THE COURIER APP", "Follow Ada Quill on Twitter: @adaquill".
            r"(?:click|tap) here\b.*",
            r"(?:download|get) (?:the|our) .{0,50}\bapp\b.*",
            rf"(?:please |you can )?follow .{{1,100}}\bon {_SITES}\b.*",
            # "Like what you read? Follow us on Facebook."
            r"(?:(?:like|enjoyed|love)\b[^.?!]{1,60}[.?!] )?follow (?:us|@\w+|.{1,40} coverage) ?.*",
            r"join .{1,60}\b(?:telegram|whatsapp) (?:channel|group)\b.*",
            # "Have you seen the gulls? Email the desk", "Watch the latest edition of The Quay below:".
            r"(?:have|do|did|are|were) you\b[^.?]{1,100}\?\W+(?:e-?mail|contact|call|write to|get in touch)\b.*",
            r"watch [^.]{1,80} below\W*",
            r"(?:like|find|join|visit) us on .*",
            # "Get real-time updates on the ferry."
            r"(?:get|stay up to date with) (?:the )?(?:latest|live|real[- ]time|instant) updates\b[^“”\"]*",
            # "Catch all the latest news on the Bell. Download the app."
            r"(?:read|get|catch|check out)(?: all)? the (?:[\w ,&'’]{0,80} )?(?:latest|breaking) (?:\w+ ){0,3}"
            r"(?:news|updates)\b[^“”\"]{1,150}",
            # "Never miss an episode: subscribe wherever you get your podcasts."
            r"[^“”\"]{0,120}\bwherever you (?:get|listen to|find) (?:your )?podcasts\W*",
            # "For full coverage of the ferry, visit our page", "Read the full report here."
            r"(?:for )?(?:full|complete|more) (?:.{1,40} )?coverage (?:of|at|on)\b.*",
            # "For more on the ferry please visit the Courier."
            r"for more (?:on|news|stories|from) .{1,100}\b(?:visit|check out|go to|head to) .{1,60}",
            # "NEW You can now listen to Courier articles!"
            r"(?:new\W*)?(?:you can now )?listen to (?:this|our|[\w ]{1,30}) (?:articles?|story|stories)\b.{0,40}",
            r"more .{0,60}https?://\S+.*",
            r"(?:read|see|watch|listen to|find) (?:the |more |all |our )?[^.]{0,120}(?:\bhere|https?://\S+)\W*",
            # "Got a tip? Write to the desk", "Email Ada Quill at ada@courier.example".
            r"(?:have|got|do you have) (?:a|any) (?:news |story )?tips?\b.*",
            r"(?:send|e-?mail) (?:us )?(?:your )?(?:tips?|comments?|feedback)\b.*",
            r"(?:got a story\W+)?(?:e-?mail|contact|reach|write to|get in touch with) [^.@]{1,80} (?:at|on) "
            r"(?:[\d() +-]{6,20} or (?:at )?)?\S+@\S+.*",
            r".{0,200}[.!] (?:reach|contact|e-?mail) (?:him|her|them) (?:at|on|via) \S+@\S+.{0,60}",
            r"\W*e-?mail: \S+@\S+\W*",
            r"[^.]{1,60} can be reached at \S+@.*",
            # "Our Standards: the Courier's principles", "First published in The Bell."
            r"our standards: .*|first published (?:in|by|on) .{1,60}|this (?:site|form) is protected by recaptcha\b.*",
            r"become a (?:member|subscriber|supporter)\b.*",
            # "Share this article", "1.2k shares", "4 min read".
            rf"(?:kindly |please )?(?:share|save) (?:this|the) {_PAGE}\b.*|why you can trust .{{1,40}}",
            r"share (?:on|via|with)\b.{0,40}|(?:please )?(?:follow|like) and (?:like|follow|share) us\b.{0,30}",
            # "Add the Courier as a preferred source on Search", "To listen to the podcast, click play below."
            r"add (?:[\w ]{1,40} )?as (?:a|your) preferred source\b.{0,40}",
            r"listen to [^“”\"]{1,120}\bpodcast\b(?: here| below)?[:>]?|subscribe: [^.]{1,80}",
            r"support (?:student|public|nonprofit|local) (?:journalism|news)\W*",
            r"to (?:listen|watch)\b.{1,120}\b(?:click|press|tap) (?:play|here|(?:the )?\w+ button)(?: below)?\W*",
            r"(?:\d[\d,.]*k? )?shares?\W*|\d+[- ]min(?:ute)?s? read\W*",
        ),
    ),
    Rule(
        "promo",
        500,
        # "Some of the links on this page are affiliate links. If you buy through them, we may earn a commission."
        _any_of(
            r".*\b(?:our|we|us|links? on)\b.*\b(?:affiliate links?|earn (?:an? |us )?(?:affiliate )?commission)\b.*",
        ),
        needles=("affiliate link", "commission"),
    ),
    Rule(
        "promo",
        300,
        # "Support independent journalism".
        _any_of(r"(?:.*\W)?(?:support|fund|invest in) (?:our |independent |local |quality )?journalism\b.*"),
        needles=("journalism",),
    ),
    Rule(
        "other",
        600,
        # "All rights reserved. This material may not be reproduced", "This entry was posted on Friday and is filed
        # under Ferries. You can follow any responses through the feed."
        # "A version of this article appears in print on May 3", "Appeared in the May 3, 2024, print edition."
        _any_of(
            # The note of a station on the firm that types its broadcasts.
            r"(?:\w+ )?transcripts are created on a rush deadline\b.*",
            r"all rights reserved\b.*|this (?:entry|post) was posted (?:on|in)\b.*",
            r"a version of this article (?:appears|appeared) in print\b.*|appeared in the .{1,40}\bprint edition\b.*",
        ),
    ),
    Rule(
        "other",
        200,
        _any_of(
            # Buttons and labels on a line of their own: "Advertisement", "Copy link", "Log in".
            r"\W*advert(?:isement)?s?(?:\W+scroll to continue)?\W*",
            r"(?:sponsored|share|tweet|e-?mail|print|facebook|twitter|whatsapp|reddit|linkedin)\W*",
            r"(?:pinterest|copy link|save|bookmark|back to top|loading|play video|view gallery|photos?|video)\W*",
            r"(?:close|menu|search|home|live|log ?in|sign in|donate|permalink|skip to (?:main )?content)\W*",
            r"(?:follow|listen|reply)\W*|@\w{2,30}",
            # "From the May 3, 2024, issue".
            r"from the [\w ,]{1,40} (?:issue|edition)\W*",
            # "1,204 people have voted", "You have read your last free article this month."
            r"\d[\d,.]*k? (?:people (?:have )?voted|votes?)\W*",
            r"you(?: have|['’]ve) (?:read|reached|used)\b.{0,40}\bfree (?:articles?|stories|story)\b.{0,40}",
            # "Story continues below advertisement", "Skip past newsletter promotion".
            rf"{_PAGE} continues (?:below|after).*",
            r"continue reading\b.{0,60}|scroll (?:down )?for more.*|skip (?:ad|advertisement|past newsletter.*)\W*",
            # "© 2024 Elmouth Courier", "All rights reserved", a URL.
            r"(?:copyright|©|\(c\))\s.*|.{0,80}\ball rights reserved\W*|this material may not be published.*",
            # "(This story has not been edited by Courier staff and is published from a syndicated feed.)"
            r"\W*(?:except for the headline, )?this (?:story|article|report|copy) has not been edited by .*",
            # "[embed]https://courier.example/ferry[/embed]"
            r"\[(?:embed|caption|gallery|video|audio|su_|vc_|/)[^\]]*\].*",
            # "This audio is AI-generated.", "Summary is AI generated, newsroom reviewed."
            r"ai[- ]generated (?:summary|audio|voice|content)\b.{0,60}",
            r"(?:this )?(?:audio|summary|voice|transcript) (?:is|was) (?:ai|auto|automatically)[- ]?generated\b.*",
            # "This summary was created with AI and checked by an editor."
            r"this (?:summary|article|story|transcript|translation|audio) (?:is|was|has been) "
            r"(?:generated|created|produced|written|translated) (?:by|with|using) (?:an? |the help of )?"
            r"(?:ai|artificial intelligence)(?:,? and [^“”\"]{1,60})?\W*",
            r"please enable javascript.*|https?://\S+|we apologi[sz]e, but this video has failed to load.*",
            r"(?:show|view) (?:all|more|less)(?: \(\d+\))?|(?:(?:image|photo|picture|slide) )?\d{1,3} of \d{1,3}",
            # "This article has been narrated by an automated voice.", "All times stated are UK".
            rf"this {_PAGE} (?:was|is|has been) (?:narrated|read|voiced) by (?:an? )?(?:automated|ai|computer)\b.*",
            r"all times (?:(?:stated|shown|given) )?(?:are )?(?:in )?[\w ]{1,25}\W*|view image in full ?screen",
            r"you have full access to this article\b.*|this is a (?:breaking|developing) (?:news? )?story\b.*",
            # Parts of players and tools: "00:00 / 03:13", "Text Size - + reset", "[+] Enlarge", "Topics: ferry, pier".
            # "Audio playback is not supported on your browser."
            r"(?:\w+ )?(?:audio|video)(?: playback)? is not supported\b.*|your browser does not support\b.*",
            r"\d{1,2}:\d\d(?: ?/? ?\d{1,2}:\d\d)+|text size(?: - \+(?: reset)?)?|\W*(?:click to )?enlarge\W*",
            # "Media contact:", "Find this article at:", "Check the box to include the list of links in the article."
            r"(?:media|press) (?:contacts?|inquiries|enquiries)\W*",
            r"find this article at\W*|check the box to include\b.*",
            r"story highlights\W*|video transcript\W*|tags|table of contents",
            r"(?:topics?|tags|tagged with|filed under|posted in) ?:.*",
        ),
    ),
    Rule(
        "credit",
        400,
        _any_of(
            # "(Reporting by Ada Quill; editing by Tom Hale)", "Tom Hale contributed to this report."
            r"[(–—-]*\s?(?:additional |with )?(?:reporting|writing|editing|edited|compiled|translated) by \S.*",
            r"[(–—-]*\s?(?:additional |with )(?:reporting|reports|files) from \S.*",
            r"\(?(?:reporting|writing) and (?:writing|editing) by \S.*",
            # "Contributing: Tom Hale, Mina Hart", "From the Courier staff reports".
            r"contributing: [^\"“”]{1,200}|from (?:the )?[\w &'’]{1,40}\bstaff reports\W*",
            rf"[^\"“”]{{1,300}}\bcontributed (?:to|reporting (?:to|for)) this {_PAGE}\b[^\"“”]{{0,80}}",
            # "Source: Elmouth Courier".
            r"sources?: [^.:]{1,60}\.?|citation: .*",
        ),
    ),
    Rule(
        "credit",
        140,
        _any_of(
            # "Styling by Mina Hart", "Photo: Mina Hart", "Image credit: Harbour Board", "(Courtesy: Harbour Board)".
            r"(?:styling|styled|hair|make-?up|grooming|design(?:ed)?|art direction|production) by [^“”\".]{1,60}",
            rf"[(\[]?{_PICTURES}(?: credits?| by| courtesy(?: of)?)\s*[:/–—-]?\s*\S.*",
            rf"[(\[]?{_PICTURES}\s*[:/]\s*\S.*",
            r"[(\[]?(?:credits?|courtesy(?: of)?|video(?: by| courtesy of)?)\s*[:/]\s*\S.*",
        ),
    ),
    Rule(
        "credit",
        90,
        _any_of(
            # "Mina Hart/Reuters", "(Getty Images)", "Mina Hart/Getty via The Courier".
            rf"\W?(?:[\w.'’ ]{{1,40}}[/|,–—-] ?){{0,2}}{_AGENCIES}(?:[/|,–—-] ?[\w.'’ ]{{1,40}}){{0,2}}\W{{0,2}}",
            rf"\W?(?:[\w.'’ ]{{1,40}}[/|,–—-] ?)?{_AGENCIES} via [\w .'’]{{1,40}}\W{{0,2}}",
        ),
    ),
    Rule(
        "caption",
        450,
        _any_of(
            # "(Video by a passenger)", "(A reader sent us this photo)", "(AP Photo/Mina Hart, File) less".
            # "The ferry in dry dock. Photo: Mina Hart"
            r".*[.!?] (?:photo(?:graph)?|picture|image)s?(?: credits?| by)?: [^.:!?]{1,60}",
            r".*\(videos? (?:by|from|sent|shot|taken|courtesy)\b[^()]{0,100}\)\W*",
            r".*\([^()]{0,60}\bsent (?:us|our team) this (?:photo|picture|video)[^()]{0,20}\)\W*",
            r".*\(ap photo/[^()]{1,60}\)(?: less| more)?\W*",
        ),
        needles=("(video", "photo", "picture", "image", "sent us this ", "sent our team this ", "(ap photo/"),
    ),
    Rule(
        "caption",
        450,
        _any_of(
            # "The ferry at Tarn Quay on Monday. (Photo by Mina Hart)", "Passengers wait on the pier. (Mina Hart/AP)".
            r".*\((?:file )?(?:photo|image|picture|photograph|pic)s?\b[^()]{0,100}\)\W*",
            r".*\([^()]{0,80}\b(?:courtesy|credit|file photo)\b[^()]{0,80}\)\W*",
            r".*\([^()]{0,80}\b(?:getty|shutterstock|wireimage|alamy)\b[^()]{0,40}\)\W*",
            r".*\([^()]{1,40}/(?:ap|afp|reuters|pa|epa)[^()]{0,20}\)\W*",
            # "FILE - The ferry leaves Tarn Quay, May 3, 2019."
            r"file(?: photo)?\s*[-–—:] ?.*",
            # "In this undated photo the ferry lies at Tarn Quay. (Harbour Board)", "Pictured in May: the ferry".
            r"in this .{0,40}\b(?:photo|image|frame|picture)\b.*\(.*\).*",
            r"(?:photo |image |media )?caption\s?:? .*",
            r"pictured\b.{0,40}: .*",
        ),
    ),
)
