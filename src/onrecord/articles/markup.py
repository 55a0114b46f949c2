"""Recognise page furniture by the tags, classes and ids of a site's markup: "wp-caption-text", "related-stories".

The names are English words that sites join in many ways ("imageCaption", "article-end__author-bio"), so they are split
first. The examples are invented.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from lxml.etree import _Element as Element

from onrecord.articles.styles import NO_VARIABLES, is_invisible
from onrecord.types import FurnitureKind

MarkupKind = FurnitureKind | Literal["hidden", "navigation"]


@dataclass(frozen=True, slots=True)
class Markup:
    """The kind of furniture that an element's markup announces."""

    kind: MarkupKind
    word: str
    """The word or tag that announces it. Elements with the same word come from the same template."""


INVISIBLE = Markup("hidden", "invisible")
"""The markup of an element that browsers do not show, by its attributes."""
ASIDE = Markup("other", "aside")
"""The markup of an ``aside`` without regard to its classes."""
FIRM_KINDS: frozenset[MarkupKind] = frozenset({"cookies", "navigation"})
"""Kinds that are accepted even if they contain most of the page."""
_TAGS: dict[str, MarkupKind] = {
    "nav": "navigation",
    "footer": "navigation",
    "aside": "other",
    "form": "newsletter",
    "dialog": "hidden",
    "figure": "caption",
    "figcaption": "caption",
    "caption": "caption",
    "address": "byline",
    # Struck through: the page no longer says it.
    "del": "hidden",
    "s": "hidden",
    "strike": "hidden",
}


def _any_word(*patterns: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(patterns)})\b")


# In order of precedence.
_RULES: tuple[tuple[MarkupKind, re.Pattern[str]], ...] = (
    (
        "post",
        _any_word(
            # "twitter-tweet", "instagram-media", "bluesky-embed", "text-post-media".
            r"twitter (?:tweet|video)|tweet|instagram media|text post media|reddit card",
            r"(?:tiktok|bluesky|reddit|mastodon|threads?|truth ?social) embed|(?:fb|facebook|threads?|text) post",
        ),
    ),
    ("cookies", _any_word(r"cookies?\w*|consent|gdpr|onetrust")),
    (
        "hidden",
        _any_word(
            # "sr-only", "visually-hidden", "tooltip-content", "hover-card"; not "d-none d-md-block", for large screens.
            r"(?:(?:visually )?hidden|d none)(?! (?:d )?(?:sm|md|lg|x+l) (?:block|flex|inline|grid|table))",
            r"invisible|off ?screen|sr only|screen ?reader(?: only| text)?|tool ?tips?|pop ?overs?|pop ?ups?",
            r"hover(?: ?card| ?box)?|modals?|light ?box(?:es)?|dialog|overlay|print only|no ?print",
        ),
    ),
    (
        "caption",
        _any_word(
            # "image-caption", "imgcaption", "media-desc", "photo-wrapper", "img-group".
            r"\w*(?:captions?|cptn)|cutline",
            r"(?:img|image|photo|picture|media) ?(?:desc(?:ription)?|meta|text|box\w*|block|wrap(?:per)?|container)",
            r"(?:img|image|photo|picture|media) ?(?:attr|group|holder)",
        ),
    ),
    ("credit", _any_word(r"credits?|copyright|image source|photographer|attribution")),
    (
        "newsletter",
        _any_word(
            # "newsletter-signup", "paywall-prompt", "piano-barrier", "cta-block".
            r"news ?letters?|sign ?up|subscri(?:be|ptions?)|opt in|email (?:capture|form|alert)|pay ?wall|reg ?wall",
            r"meter(?:ed)?|barrier|cta|call to action|donat(?:e|ions?)|member(?:ship)?|register|log ?in|sign in",
        ),
    ),
    ("comments", _any_word(r"comments?|disqus|coral|livefyre|viafoura|spot ?im|open ?web|respond|reply|conversation")),
    (
        "byline",
        _any_word(
            # "article-end__author-bio", "byline", "entry-meta".
            r"by ?lines?|authors?|contributors?|bio(?:graphy)?|about (?:the )?writer|date ?line|timestamps?",
            r"publish(?:ed)? (?:date|time)|(?:article|entry|post|story) (?:date|meta|info)|meta ?data",
        ),
    ),
    (
        "related",
        _any_word(
            # "related-stories", "read-next", "most-read", "teaser", "collections__card".
            r"related?|relations?|recommend(?:ed|ations?)?|read (?:more|next|also)|also (?:read|like)|up next|see also",
            r"next (?:story|article|up)|more (?:stories|news|from|on|posts|articles|topics?|like|content|links)",
            r"most (?:read|popular|viewed|shared|recent)|trending|popular|recirc(?:ulation)?|teasers?|cards?",
            r"current issue|collections?|carousel|latest|top stories|links? ?list|listing|rail|side ?bar|widget",
            r"key (?:events|moments)|internal link(?:s|ing)?|in ?article (?:link|promo)|outbrain|taboola|zergnet",
        ),
    ),
    (
        "promo",
        _any_word(
            # "ad-slot", "advertisement", "share-tools", "follow-us".
            r"promo(?:s|tion|ted)?|ads?|adv(?:ert\w*)?|sponsor\w*|dfp|gpt|mpu|banner|affiliate|commerce|shop(?:ping)?",
            r"products?|deals?|buy ?box|app ?download|follow(?: us)?|social(?: ?media)?|shar(?:e|es|ing)|share ?daddy",
            r"tool ?bar|add ?this",
        ),
    ),
    ("navigation", _any_word(r"nav(?:igation|bar)?|menu|bread ?crumbs?|footer|mast ?head")),
    (
        "other",
        _any_word(
            # "tags", "video-player", "fact-box", "pull-quote".
            r"tags?|topics?|keywords?|categories|labels?|pagination|pager|playlist",
            r"(?:video|media|audio) ?player|(?:video|audio) ?(?:title|embed|wrapper)",
            r"gallery|slide ?show|poll|quiz|survey|fact ?box|info ?box|pull ?quotes?|pull ?out|quote ?box",
            r"disclaimer|feedback|search|skip|print|rating|weather|trust|(?:lwp)?toc|table of contents",
        ),
    ),
)
# Classes and ids longer than this are generated; their beginning decides.
_MAX_NAMES_CHARS = 300
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_DIVIDER = re.compile(r"[\W_]+")
# <div class="css-1x9f" data-testid="byline">
_NAMING_ATTRIBUTES = frozenset({"role", "data-testid", "data-test-id", "data-component", "data-qa"})
# Tags that contain the article, whatever their classes: <body class="has-sidebar newsletter-page">.
_TRUSTED_TAGS = frozenset({"html", "body", "main"})
# <article class="post category-menu tag-cookies"> may be the article, but an <article class="teaser"> is in it.
_KINDS_OF_ARTICLES = frozenset({"related", "comments"})


@lru_cache(maxsize=4096)
def classify_markup(tag: str, names: str) -> Markup | None:
    """Return the kind of furniture that ``names`` (classes and ids) or else ``tag`` announces; null if none."""
    if tag in _TRUSTED_TAGS:
        return None
    words = _DIVIDER.sub(" ", _CAMEL.sub(" ", names)).lower()
    for kind, pattern in _RULES:
        if (tag != "article" or kind in _KINDS_OF_ARTICLES) and (match := pattern.search(words)):
            return Markup(kind, match[0])
    return Markup(_TAGS[tag], tag) if tag in _TAGS else None


def read_markup(
    element: Element, *, is_hidden: bool = False, variables: Mapping[str, str] = NO_VARIABLES
) -> Markup | None:
    """Return the kind of furniture that the attributes of ``element``, or else its tag, announce; null if none.

    ``is_hidden`` is true if a style sheet hides it. ``variables`` are the custom properties of the page's root.
    """
    tag = str(element.tag)
    # <amp-ad>, <amp-consent>
    custom_name = tag if "-" in tag else ""
    attributes = element.keys()
    if not attributes:
        return INVISIBLE if is_hidden else classify_markup(tag, custom_name)
    # A popover is hidden until the reader asks for it.
    if (
        "hidden" in attributes
        or "popover" in attributes
        or ("style" in attributes and is_invisible(element.get("style") or "", variables))
    ):
        return INVISIBLE
    class_names, element_id = element.get("class") or "", element.get("id") or ""
    other_names = [element.get(attribute) for attribute in attributes if attribute in _NAMING_ATTRIBUTES]
    names = " ".join(filter(None, (class_names, element_id, *other_names, custom_name)))
    markup = classify_markup(tag, names[:_MAX_NAMES_CHARS])
    # A line with the author counts even if the page shows it elsewhere.
    is_byline = markup is not None and markup.kind == "byline"
    return INVISIBLE if is_hidden and not is_byline else markup
