"""Recognise page furniture by the tags, classes and ids of a site's markup: "wp-caption-text", "related-stories".

The names are English words that sites join in many ways ("imageCaption", "article-end__author-bio"), so they are split
first. The examples are invented.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
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
# Comments, and the marks of HTML comments, which style sheets may have around them.
_STYLE_COMMENT = re.compile(r"/\*(?:(?!\*/).)*+(?:\*/)?+|<!--|-->", re.DOTALL)
# "d\\69 splay" and "dis\\play" are "display" (https://www.w3.org/TR/css-syntax-3/#consume-escaped-code-point).
_STYLE_ESCAPE = re.compile(r"\\(?:([0-9a-f]{1,6})\s?|(.))", re.IGNORECASE | re.DOTALL)
_ZERO = r"[+-]?(?:0++(?:\.0*+)?|\.0++)(?:%|[a-z]++)?"
# Too little to be read: an opacity of 0.05 or 5%, a letter of 1px or 0.05em, a box of 1px.
_FAINT = rf"(?:{_ZERO}|[+-]?0*+\.0\d*+|[+-]?\d(?:\.\d*+)?%)"
_TINY = rf"(?:{_ZERO}|[01](?:\.\d*+)?p[xt]|0*+\.0\d*+[a-z%]++)"
# Beyond the edge of any screen: "-9999px", "calc(-9999px)", "-99em".
_FAR = r"(?:calc\(\s*+)?(?:-(?:\d{3,}+(?:\.\d*+)?[a-z%]++|\d++(?:\.\d*+)?e\d+[a-z]++|[5-9]\d(?:\.\d*+)?r?em)\s*+\)?)"
# The fourth value, or the one after a slash, is the opacity: "rgba(0, 0, 0, 0)", "rgb(0 0 0 / 0%)".
_NO_COLOR = re.compile(
    rf"transparent|#(?:...0|.{{6}}00)|(?:rgb|hsl)a?\((?:(?:[^,/)]*+,){{3}}+|[^,/)]*+/)\s*+{_FAINT}\s*+\)"
)
# Values of properties with which a text has no place, no size or no colour.
_INVISIBLE_VALUES = {
    "display": re.compile("none"),
    "visibility": re.compile("hidden|collapse"),
    "content-visibility": re.compile("hidden"),
    "opacity": re.compile(_FAINT),
    "font-size": re.compile(_TINY),
    "zoom": re.compile(_ZERO),
    "color": _NO_COLOR,
    "-webkit-text-fill-color": _NO_COLOR,
    "clip": re.compile(r"rect\(.*"),
    "clip-path": re.compile(r"inset\(\s*(?:100|[5-9]\d)(?:\.\d+)?%.*|circle\(\s*0.*|polygon\((?:0[a-z%]*+[ ,]*+)++\)"),
    "scale": re.compile(rf"{_ZERO}(?: .*)?"),
    "translate": re.compile(rf"{_FAR}(?: .*)?"),
    "text-indent": re.compile(_FAR),
    **dict.fromkeys(
        (
            *("left", "right", "top", "bottom", "margin-left", "margin-top"),
            *("inset-inline-start", "inset-inline-end", "inset-block-start", "margin-inline-start"),
        ),
        re.compile(_FAR),
    ),
}
# Properties with several values, of which one is enough.
_INVISIBLE_PARTS = {
    # "0/0 a" and "italic 0px serif", not "1em / 0 serif".
    "font": re.compile(rf"(?<!\S)(?<!/ ){_TINY}[ /]"),
    "filter": re.compile(rf"\bopacity\(\s*+{_FAINT}\s*+\)"),
    "inset": re.compile(rf"(?<!\S){_FAR}"),
    "transform": re.compile(
        rf"\b(?:scale(?:[xy]|3d)?\(\s*+{_ZERO}\s*+[,)]|translate(?:[xy]|3d)?\(\s*+{_FAR}|rotate[xy]\(\s*+-?90deg)"
    ),
}
# One colour has several names: "white", "#fff", "#ffffff".
_COLORS = {"white": "#fff", "#ffffff": "#fff", "rgb(255, 255, 255)": "#fff", "black": "#000", "#000000": "#000"}
_BRACE = re.compile(r"[{}]")
# ".teaser", "#overlay", "p.teaser.late", "*.teaser". A tag alone is none.
_COMPOUND = re.compile(r"(?:\*|[\w-]++)?+(?:[.#](?:\\.|[^\s.#>+~:\[*\\])++)++")
_COMPOUND_PART = re.compile(r"[.#]?(?:\\.|[^.#\\])++")
# Rules in "@media screen { ... }" count as those outside.
_FOR_ALL_SCREENS = re.compile(r"\s*+@(?:media\s++(?:only\s++)?(?:all|screen)|layer\b[^;]*+)\s*+", re.IGNORECASE)
# "display: none" after the start or a semicolon.
_DECLARATION = re.compile(r"(?:^|;)\s*+([a-z-]++)\s*+:([^;]*+)")
_MAX_VALUE_CHARS = 200
_IMPORTANT = re.compile(r"!\s*+important")
_SIZES = ("height", "max-height", "width", "max-width", "block-size", "inline-size")
_OVERFLOWS = ("overflow", "overflow-x", "overflow-y")
_PROPERTIES = frozenset(_INVISIBLE_VALUES).union(
    _INVISIBLE_PARTS, _SIZES, _OVERFLOWS, ("background", "background-color", "text-decoration", "text-decoration-line")
)
_NO_SIZE = re.compile(_TINY)
_CLIPS = re.compile(r"\b(?:hidden|clip)\b")
# <div class="css-1x9f" data-testid="byline">
_NAMING_ATTRIBUTES = frozenset({"role", "data-testid", "data-test-id", "data-component", "data-qa"})
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


class HiddenSelectors:
    """The selectors that style sheets of a page hide, of a class or an id with or without a tag: "p.teaser"."""

    def __init__(self, selectors: Iterable[frozenset[str]] = ()) -> None:
        self._by_name: dict[str, list[frozenset[str]]] = {}
        for selector in selectors:
            self._by_name.setdefault(max(selector, key=lambda part: part[0] in ".#"), []).append(selector)

    def match(self, tag: str, element_id: str, class_names: str) -> bool:
        """Return true if one of them selects an element with this tag, id and class attribute."""
        if not self._by_name:
            return False
        parts = {tag, f"#{element_id}", *(f".{name}" for name in class_names.split())}
        return any(selector <= parts for part in parts for selector in self._by_name.get(part, ()))


def read_markup(element: Element, *, hidden_selectors: HiddenSelectors | None = None) -> Markup | None:
    """Return the kind of furniture that the attributes of ``element``, or else its tag, announce; null if none."""
    tag = str(element.tag)
    # <amp-ad>, <amp-consent>
    custom_name = tag if "-" in tag else ""
    attributes = element.keys()
    if not attributes:
        return classify_markup(tag, custom_name)
    # A popover is hidden until the reader asks for it.
    is_hidden = "hidden" in attributes or "popover" in attributes
    if is_hidden or ("style" in attributes and _is_invisible(element.get("style") or "")):
        return INVISIBLE
    class_names, element_id = element.get("class") or "", element.get("id") or ""
    other_names = [element.get(attribute) for attribute in attributes if attribute in _NAMING_ATTRIBUTES]
    names = " ".join(filter(None, (class_names, element_id, *other_names, custom_name)))
    markup = classify_markup(tag, names[:_MAX_NAMES_CHARS])
    # A line with the author counts even if the page shows it elsewhere.
    is_byline = markup is not None and markup.kind == "byline"
    is_hidden = hidden_selectors is not None and hidden_selectors.match(tag, element_id, class_names)
    return INVISIBLE if is_hidden and not is_byline else markup


def find_hidden_selectors(root: Element) -> HiddenSelectors:
    """Return the classes and ids that style sheets of the page hide: ".teaser", "#overlay", "p.teaser".

    Rules for elements within or beside others do not count, nor those inside "@media print" and the like. The last rule
    for a selector decides.
    """
    selectors: dict[frozenset[str], bool] = {}
    for style in root.iter("style"):
        for selector_list, declarations in _find_rules(_STYLE_COMMENT.sub("", style.text or "")):
            names = [name for part in selector_list.split(",") if _COMPOUND.fullmatch(name := part.strip())]
            is_invisible = bool(names) and _is_invisible(declarations)
            if is_invisible or "display" in declarations or "visibility" in declarations:
                selectors |= dict.fromkeys(map(_read_compound, names), is_invisible)
    return HiddenSelectors(selector for selector, is_invisible in selectors.items() if is_invisible)


def _read_compound(selector: str) -> frozenset[str]:
    """Return the parts of "p.teaser.late", and those of "*.teaser" without the asterisk."""
    parts = (_STYLE_ESCAPE.sub(_unescape, part) for part in _COMPOUND_PART.findall(selector.removeprefix("*")))
    return frozenset(part if part[0] in ".#" else part.lower() for part in parts)


def _find_rules(sheet: str) -> Iterator[tuple[str, str]]:
    """Yield selectors and declarations of the rules in ``sheet`` that are not inside another."""
    depth, rule_start, brace, is_flat = 0, 0, 0, True
    for mark in _BRACE.finditer(sheet):
        if mark[0] == "{" and not depth and _FOR_ALL_SCREENS.fullmatch(sheet, rule_start, mark.start()):
            rule_start = mark.end()
        elif mark[0] == "{":
            is_flat = not depth
            brace = mark.start() if is_flat else brace
            depth += 1
        else:
            if depth == 1 and is_flat:
                yield sheet[rule_start:brace].rpartition(";")[2], sheet[brace + 1 : mark.start()]
            depth = max(depth - 1, 0)
            rule_start = rule_start if depth else mark.end()


def _is_invisible(style: str) -> bool:
    """Return true if an element with the declarations ``style`` shows no text: "opacity: 0", "left: -9999px"."""
    if not style:
        return False
    style = _STYLE_ESCAPE.sub(_unescape, _STYLE_COMMENT.sub("", style)).lower()
    values = {
        declaration[1]: " ".join(_IMPORTANT.sub("", declaration[2][:_MAX_VALUE_CHARS]).split())
        for declaration in _DECLARATION.finditer(style)
        if declaration[1] in _PROPERTIES
    }
    color, background = values.get("color"), values.get("background-color", values.get("background"))
    has_no_room = any(_NO_SIZE.fullmatch(values.get(name, "")) for name in _SIZES)
    return (
        any(pattern.fullmatch(values[name]) for name, pattern in _INVISIBLE_VALUES.items() if name in values)
        or any(pattern.search(values[name]) for name, pattern in _INVISIBLE_PARTS.items() if name in values)
        or "line-through" in values.get("text-decoration", values.get("text-decoration-line", ""))
        or (has_no_room and any(_CLIPS.search(values.get(name, "")) for name in _OVERFLOWS))
        or (color is not None and background is not None and _color(color) == _color(background))
    )


def _color(value: str) -> str:
    return _COLORS.get(value, value)


def _unescape(escape: re.Match[str]) -> str:
    code = int(escape[1], 16) if escape[1] else 0
    return escape[2] or (chr(code) if 0 < code < 0xD800 else "\ufffd")
