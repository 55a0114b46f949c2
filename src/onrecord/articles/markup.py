"""Recognise page furniture by the tags, classes and ids of a site's markup: "wp-caption-text", "related-stories".

The names are English words that sites join in many ways ("imageCaption", "article-end__author-bio"), so they are split
first. The examples are invented.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from lxml.etree import _Element as Element

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
            # "sr-only", "visually-hidden", "tooltip-content", "hover-card".
            r"(?:visually )?hidden|sr only|screen ?reader(?: only| text)?|tool ?tips?|pop ?overs?|pop ?ups?",
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
            r"publish(?:ed)? (?:date|time)|article (?:date|meta|info)|(?:entry|post) meta|meta ?data",
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
            r"tags?|topics?|keywords?|categories|labels?|pagination|pager|(?:video|media|audio) ?player|playlist",
            r"gallery|slide ?show|poll|quiz|survey|fact ?box|info ?box|pull ?quotes?|pull ?out|quote ?box",
            r"disclaimer|feedback|search|skip|print|rating|weather|trust",
        ),
    ),
)
# Classes and ids longer than this are generated; their beginning decides.
_MAX_NAMES_CHARS = 300
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_DIVIDER = re.compile(r"[\W_]+")
_STYLE_COMMENT = re.compile(r"/\*(?:(?!\*/).)*+(?:\*/)?+", re.DOTALL)
# "d\\69 splay" and "dis\\play" are "display" (https://www.w3.org/TR/css-syntax-3/#consume-escaped-code-point).
_STYLE_ESCAPE = re.compile(r"\\(?:([0-9a-f]{1,6})\s?|(.))", re.IGNORECASE | re.DOTALL)
_ZERO = r"[+-]?(?:0++(?:\.0*+)?|\.0++)(?:%|[a-z]++)?"
_FAR = r"-\d{3,}(?:\.\d*)?[a-z]+|-\d+(?:\.\d*)?e\d+[a-z]+"
# Values of properties with which a text has no place, no size or no colour.
_INVISIBLE_VALUES = {
    "display": re.compile("none"),
    "visibility": re.compile("hidden|collapse"),
    "content-visibility": re.compile("hidden"),
    "opacity": re.compile(_ZERO),
    "font-size": re.compile(_ZERO),
    "color": re.compile(
        # The fourth value, or the one after a slash, is the opacity: "rgba(0, 0, 0, 0)", "rgb(0 0 0 / 0%)".
        rf"transparent|#(?:...0|.{{6}}00)|(?:rgb|hsl)a?\((?:(?:[^,/)]*+,){{3}}+|[^,/)]*+/)\s*+{_ZERO}\s*+\)"
    ),
    "clip": re.compile(r"rect\(.*"),
    "clip-path": re.compile(r"inset\(\s*(?:100|[5-9]\d)(?:\.\d+)?%.*|circle\(\s*0.*"),
    "transform": re.compile(rf"scale[xy]?\(\s*{_ZERO}\s*[,)].*"),
    "text-indent": re.compile(_FAR),
    **dict.fromkeys(("left", "right", "top", "bottom", "margin-left", "margin-top"), re.compile(_FAR)),
}
_BRACE = re.compile(r"[{}]")
_NAME_ALONE = re.compile(r"[.#][^\s.#>+~:\[*]++")
# "display: none" after the start or a semicolon.
_DECLARATION = re.compile(r"(?:^|;)\s*+([a-z-]++)\s*+:([^;]*+)")
_MAX_VALUE_CHARS = 200
_SIZES = ("height", "max-height", "width", "max-width")
_PROPERTIES = frozenset(_INVISIBLE_VALUES).union(
    _SIZES, ("overflow", "background", "background-color", "text-decoration", "text-decoration-line")
)
_ZERO_SIZE = re.compile(_ZERO)
# Tags that contain the article, whatever their classes: <body class="has-sidebar newsletter-page">.
_TRUSTED_TAGS = frozenset({"html", "body", "main", "article"})


@lru_cache(maxsize=4096)
def classify_markup(tag: str, names: str) -> Markup | None:
    """Return the kind of furniture that ``names`` (classes and ids) or else ``tag`` announces; null if none."""
    if tag in _TRUSTED_TAGS:
        return None
    words = _DIVIDER.sub(" ", _CAMEL.sub(" ", names)).lower()
    for kind, pattern in _RULES:
        if match := pattern.search(words):
            return Markup(kind, match[0])
    return Markup(_TAGS[tag], tag) if tag in _TAGS else None


def read_markup(element: Element, *, hidden_selectors: Container[str] = ()) -> Markup | None:
    """Return the kind of furniture that the attributes of ``element``, or else its tag, announce; null if none.

    ``hidden_selectors`` are those of ``find_hidden_selectors``.
    """
    tag = str(element.tag)
    # <amp-ad>, <amp-consent>
    custom_name = tag if "-" in tag else ""
    if not element.keys():
        return classify_markup(tag, custom_name)
    if element.get("hidden") is not None or _is_invisible(element.get("style") or ""):
        return INVISIBLE
    class_names, element_id = element.get("class") or "", element.get("id") or ""
    names = " ".join(filter(None, (class_names, element_id, element.get("role"), custom_name)))
    markup = classify_markup(tag, names[:_MAX_NAMES_CHARS])
    selectors = (f"#{element_id}", *(f".{name}" for name in class_names.split())) if hidden_selectors else ()
    # A line with the author counts even if the page shows it elsewhere.
    is_byline = markup is not None and markup.kind == "byline"
    return INVISIBLE if not is_byline and any(selector in hidden_selectors for selector in selectors) else markup


def find_hidden_selectors(root: Element) -> set[str]:
    """Return the classes and ids that style sheets of the page hide: ".teaser", "#overlay".

    Only rules of a class or an id alone count, outside ``@media`` and the like. The last rule for one decides.
    """
    selectors: dict[str, bool] = {}
    for style in root.iter("style"):
        for selector_list, declarations in _find_rules(_STYLE_COMMENT.sub("", style.text or "")):
            names = [name for part in selector_list.split(",") if _NAME_ALONE.fullmatch(name := part.strip())]
            is_invisible = bool(names) and _is_invisible(declarations)
            if is_invisible or "display" in declarations or "visibility" in declarations:
                selectors |= dict.fromkeys(names, is_invisible)
    return {selector for selector, is_invisible in selectors.items() if is_invisible}


def _find_rules(sheet: str) -> Iterator[tuple[str, str]]:
    """Yield selectors and declarations of the rules in ``sheet`` that are not inside another."""
    depth, rule_start, brace, is_flat = 0, 0, 0, True
    for mark in _BRACE.finditer(sheet):
        if mark[0] == "{":
            is_flat = not depth
            brace = mark.start() if is_flat else brace
            depth += 1
        elif depth:
            depth -= 1
            if not depth:
                if is_flat:
                    yield sheet[rule_start:brace].rpartition(";")[2], sheet[brace + 1 : mark.start()]
                rule_start = mark.end()


def _is_invisible(style: str) -> bool:
    """Return true if an element with the declarations ``style`` shows no text: "opacity: 0", "left: -9999px"."""
    if not style:
        return False
    style = _STYLE_ESCAPE.sub(_unescape, _STYLE_COMMENT.sub("", style)).lower()
    values = {
        declaration[1]: " ".join(declaration[2][:_MAX_VALUE_CHARS].replace("!important", "").split())
        for declaration in _DECLARATION.finditer(style)
        if declaration[1] in _PROPERTIES
    }
    color = values.get("color")
    has_no_room = any(_ZERO_SIZE.fullmatch(values.get(name, "")) for name in _SIZES)
    return (
        any(pattern.fullmatch(values[name]) for name, pattern in _INVISIBLE_VALUES.items() if name in values)
        or "line-through" in values.get("text-decoration", values.get("text-decoration-line", ""))
        or (has_no_room and values.get("overflow") in {"hidden", "clip"})
        or (color is not None and color == values.get("background-color", values.get("background")))
    )


def _unescape(escape: re.Match[str]) -> str:
    code = int(escape[1], 16) if escape[1] else 0
    return escape[2] or (chr(code) if 0 < code < 0xD800 else "\ufffd")
