"""Metadata of an HTML page: titles, outlet, authors, address and date, from its head, JSON-LD and bylines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from typing import Any

from lxml.etree import _Element as Element

from onrecord.articles.dates import find_date, to_edtf
from onrecord.articles.headlines import title_overlap, word_set
from onrecord.articles.markup import read_markup
from onrecord.articles.outlets import find_outlet_name, names_site
from onrecord.invisible import replace_unsafe
from onrecord.urls import web_url

# ``property``, ``name`` or ``itemprop`` of ``meta`` elements, the most reliable first.
_TITLE_NAMES = ("og:title", "twitter:title", "dc.title", "headline")
_OUTLET_NAMES = ("og:site_name", "dc.publisher")
_AUTHOR_NAMES = (
    *("author", "article:author", "byl", "dc.creator", "dcterms.creator", "citation_author", "parsely-author"),
    *("sailthru.author", "cxenseparse:author", "analyticsattributes.author"),
)
_DATE_NAMES = (
    *("article:published_time", "og:published_time", "og:article:published_time", "datepublished", "date", "pubdate"),
    *(
        "publishdate",
        "publish-date",
        "published-date",
        "parsely-pub-date",
        "sailthru.date",
        "dc.date",
        "dc.date.issued",
    ),
    *("dcterms.created", "article_date_original", "cxenseparse:recs:publishtime"),
)
_DESCRIPTION_NAMES = ("og:description", "description", "twitter:description")
# "2024-05-03T10:30:00Z" and "20240503".
_ISO_DATE = re.compile(r"\s*((?:19|20)\d\d)-?(\d\d)-?(\d\d)")
# "/2024/05/03/ferry", "/2024/SPORT/05/03/ferry", "/2024/may/03/ferry" and "/2024-5-3-ferry".
_URL_DATE = re.compile(
    r"/((?:19|20)\d\d)(?:/[a-z.]{4,20}(?=/\d\d/\d\d/))?[/-]([a-z]{3}|\d\d?)[/-](\d\d?)(?=[/-]|$)", re.IGNORECASE
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# "NewsArticle", "ReportageNewsArticle", "BlogPosting", "LiveBlogPosting", "Report".
_ARTICLE_TYPE = re.compile(r"\w*(?:Article|Posting|Report)")
_PAGE_TYPE = re.compile(r"\w*Page")
_COMMENT_TYPES = {"Comment", "UserComments", "Answer", "Review", "UserReview"}
_FOREIGN_TAGS = {"template", "noscript", "svg"}
# Elements that state something about the page, and elements that may name its author.
_STATING_TAGS = ("meta", "title", "link", "time", "script", "abbr")
_AUTHOR_TAGS = ("a", "span")
# <span itemprop="datePublished" content="2024-05-03">, <abbr class="published" title="2024-05-03">
_DATE_PROPERTY = re.compile(r"datePublished|(?:dc|dcterms):(?:date|created|issued)|\bpublished\b")
# <time class="updated">, but not <time class="entry-date updated">, which is the day of publication.
_DATE_OF_CHANGE = re.compile(r"(?i:updat|modif)")
_DATE_OF_ENTRY = re.compile(r"(?i:publish|entry-date)")
_AUTHOR_NAME = re.compile(r"(?<![a-z])(?:author|byline)[-_ ]{0,2}name(?![a-z])", re.IGNORECASE)
# JSON may have half a surrogate pair, which cannot be stored.
_HALF_PAIR = re.compile("[\ud800-\udfff]")
# Longer metadata is generated or an attack: titles have 200 characters, JSON-LD with the article's text 50,000.
_MAX_VALUE_CHARS = 2_000
_MAX_NAME_CHARS = 200
_MAX_JSON_LD_CHARS = 1_000_000
# A page states a title or an outlet once or twice for each service, and up to a dozen authors.
_MAX_VALUES = 50
_MAX_TITLES = 10
# JSON-LD lists the objects of a page: breadcrumbs, pictures, the article. More than this is a data dump.
_MAX_JSON_LD_OBJECTS = 1_000
# "Ferry to run again | Elmouth Courier", "Ferry to run again - Elmouth Courier".
_TITLE_DIVIDER = re.compile(r" [|–—•»~-] ")
# "News", "World News", "Business & Sport": a section, not an outlet.
_SECTION_WORDS = frozenset(
    (
        *("&", "and", "breaking", "business", "culture", "entertainment", "home", "international", "latest", "local"),
        *("national", "news", "opinion", "politics", "sport", "sports", "top", "uk", "us", "world"),
    )
)

_Item = dict[str, Any]
"""An object of a page's JSON-LD."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """The metadata of a page."""

    page_title: str | None
    """The ``title`` element, with the outlet's name if it has it."""
    titles: tuple[str, ...]
    """Titles for sharing, which may be teasers."""
    headline: str | None
    """The headline in JSON-LD."""
    outlet: str | None
    publishers: tuple[str, ...]
    """All names of the outlet and its publisher."""
    authors: tuple[str, ...]
    url: str | None
    """The canonical link."""
    published: str | None
    """Day of publication, as EDTF."""
    shown: str | None
    """Day in a ``time`` element, as EDTF, which may be that of something else."""
    descriptions: tuple[str, ...]
    """Summaries for sharing, which often repeat the standfirst."""


@dataclass(slots=True)
class _Head:
    """Values of the elements with metadata."""

    metas: dict[str, list[str]] = field(default_factory=dict)
    title: str | None = None
    canonical: str | None = None
    times: dict[bool, list[str]] = field(default_factory=lambda: {False: [], True: []})
    """Moments of ``time`` elements, apart from those of changes."""
    authors: list[str] = field(default_factory=list)
    front_page_links: list[str] = field(default_factory=list)
    """Texts of links to the site's front page."""
    json_ld: list[_Item] = field(default_factory=list)
    json_ld_chars: int = 0

    def add(self, element: Element) -> None:
        """Add what ``element`` states."""
        if element.tag == "meta":
            name = element.get("property") or element.get("name") or element.get("itemprop") or ""
            content = _text(element.get("content"))
            values = self.metas.setdefault(name.lower()[:_MAX_NAME_CHARS], []) if name and content else []
            if content and len(values) < _MAX_VALUES:
                values.append(content)
        elif element.tag == "title":
            self.title = self.title or _text(element.text)
        elif element.tag == "link" and "canonical" in (element.get("rel") or "").split():
            self.canonical = self.canonical or _text(element.get("href"))
        elif element.tag == "time" and (moment := _text(element.get("datetime"))):
            names = f"{element.get('class') or ''} {element.get('itemprop') or ''}"
            self.times[bool(_DATE_OF_CHANGE.search(names) and not _DATE_OF_ENTRY.search(names))].append(moment)
        elif element.tag == "script" and element.get("type") == "application/ld+json" and element.text:
            self.json_ld_chars += len(element.text)
            if self.json_ld_chars <= _MAX_JSON_LD_CHARS:
                self.json_ld += _parse_json_ld(element.text)
        elif _dates_article(element):
            day = _text(element.get("content") or element.get("title"))
            self.metas.setdefault("datepublished", []).append(day or "")
        elif _names_author(element):
            # The first parts of its text, since a thousand such elements may be nested.
            author = _text(" ".join(text[:_MAX_NAME_CHARS] for text in islice(element.itertext(), 10)))
            self.authors += [author] if author else []

    def values(self, names: Iterable[str]) -> list[str]:
        return [value for name in names for value in self.metas.get(name, ())]


def read_metadata(tree: Element, *, fetched_from: str | None) -> Metadata:
    """Read the metadata of ``tree``, the page at ``fetched_from``."""
    head = _read_elements(tree)
    titles = tuple(dict.fromkeys(head.values(_TITLE_NAMES)))[:_MAX_TITLES]
    article = _choose_article(head, titles)
    by_id = {item["@id"]: item for item in head.json_ld if isinstance(item.get("@id"), str) and "name" in item}
    url = head.canonical or next(iter(head.values(["og:url"])), None)
    outlets = [
        *head.values(_OUTLET_NAMES),
        *_names(article.get("publisher"), by_id),
        *_title_suffixes(head, titles, url=url or fetched_from),
    ]
    names = [outlet for outlet in [*outlets, *head.values(["application-name"])] if not outlet.startswith("@")]
    outlets = [_without_slogan(name, url=url or fetched_from) for name in names]
    return Metadata(
        page_title=head.title,
        titles=titles,
        headline=_text(article.get("headline")),
        # A name in lower case is the address: "elmouthcourier".
        outlet=next((outlet for outlet in outlets if not outlet.islower()), outlets[0] if outlets else None),
        publishers=(
            *dict.fromkeys([*outlets, *names]),
            *_names(article.get("copyrightHolder"), by_id),
            *_names(article.get("sourceOrganization"), by_id),
        ),
        authors=tuple(_names(article.get("author"), by_id) or head.values(_AUTHOR_NAMES) or head.authors),
        url=url,
        published=_find_published(head, article, url or fetched_from),
        shown=next((day.isoformat() for moments in head.times.values() for day in _days(moments)), None),
        descriptions=tuple(head.values(_DESCRIPTION_NAMES)),
    )


def _read_elements(tree: Element) -> _Head:
    """Read the metadata of the page itself: not that of readers' comments and, below the headline, of other pages."""
    head = _Head()
    others = _OtherPages()
    for element in tree.iter(*_STATING_TAGS, *_AUTHOR_TAGS, "h1"):
        if element.tag == "h1":
            others.add_headline(element)
        elif _links_front_page(element):
            head.front_page_links.append(_text(element.text) or "")
        elif (element.tag in _STATING_TAGS or _names_author(element) or _dates_article(element)) and not others.contain(
            element
        ):
            head.add(element)
    return head


def _links_front_page(element: Element) -> bool:
    """Return true for a link to the front page with a name of several words: <a href="/">The Quay Lamp</a>."""
    is_link = element.tag == "a" and (element.get("rel") == "home" or element.get("href") == "/")
    return is_link and len((element.text or "")[:_MAX_NAME_CHARS].split()) > 1


def _dates_article(element: Element) -> bool:
    if element.tag not in {"span", "abbr"} or not (element.get("content") or element.get("title")):
        return False
    names = (element.get("itemprop"), element.get("property"), element.get("class") if element.tag == "abbr" else None)
    return any(name is not None and _DATE_PROPERTY.search(name) for name in names)


def _names_author(element: Element) -> bool:
    if element.tag not in _AUTHOR_TAGS or not element.keys():
        return False
    if element.get("rel") == "author" or element.get("itemprop") in {"author", "name author"}:
        return True
    # <span class="article__author-name">, <a data-testid="authorName">
    for attribute in ("class", "data-testid", "data-qa"):
        label = element.get(attribute)
        if label is not None and _AUTHOR_NAME.search(label):
            return True
    parent = element.getparent()
    if parent is None:
        return False
    # <div itemprop="author"><span itemprop="name">, <span class="author vcard"><a class="url fn">
    if "fn" in (element.get("class") or "").split():
        names = parent.get("class") or ""
        return "author" in names and "comment" not in names
    return bool(element.get("itemprop") == "name" and parent.get("itemprop") == "author")


class _OtherPages:
    """The parts of a page that are not about the page itself. Elements must be asked for in document order."""

    def __init__(self) -> None:
        self._around_headline: set[Element] | None = None
        """The headline's ancestors, which begin above it; null above the headline."""
        self._verdicts: dict[Element, bool] = {}

    def add_headline(self, heading: Element) -> None:
        """Add an ``h1``. The first that is not in a foreign part is the headline."""
        if self._around_headline is None and not self.contain(heading):
            self._around_headline = {*heading.iterancestors()}
            self._verdicts.clear()

    def contain(self, element: Element) -> bool:
        """Return true if ``element`` or an element around it is foreign. Each element is looked at once."""
        path: list[Element] = []
        outer: Element | None = element
        while outer is not None and outer not in self._verdicts:
            path.append(outer)
            outer = outer.getparent()
        is_foreign = outer is not None and self._verdicts[outer]
        for inner in reversed(path):
            is_foreign = is_foreign or self._is_foreign(inner)
            self._verdicts[inner] = is_foreign
        return is_foreign

    def _is_foreign(self, element: Element) -> bool:
        if element.tag in _FOREIGN_TAGS or element.get("itemprop") == "comment":
            return True
        if (element.get("itemtype") or "").rsplit("/", 1)[-1] in _COMMENT_TYPES:
            return True
        if self._around_headline is None or element in self._around_headline:
            return False
        markup = read_markup(element)
        return markup is not None and markup.kind in {"comments", "related"}


def _text(value: object) -> str | None:
    """Return ``value`` with white space collapsed and without control characters, or null if it is not a text."""
    if not isinstance(value, str):
        return None
    text = " ".join(value[:_MAX_VALUE_CHARS].split())
    return _HALF_PAIR.sub("", replace_unsafe(text, by="")).strip() or None


def _parse_json_ld(text: str) -> Iterator[_Item]:
    """Yield the objects of a JSON-LD script: at its top, in its lists and in its graph, without nested parts."""
    try:
        values: list[Any] = [json.loads(text.strip().removeprefix("<![CDATA[").removesuffix("]]>"), strict=False)]
    except (ValueError, RecursionError):
        return
    count = 0
    while values and count < _MAX_JSON_LD_OBJECTS:
        value = values.pop()
        count += 1
        if isinstance(value, list):
            values += reversed(value)
        elif isinstance(value, dict):
            yield value
            values += [value[name] for name in ("mainEntity", "mainEntityOfPage", "@graph") if name in value]


def _choose_article(head: _Head, titles: Iterable[str]) -> _Item:
    """Return the article of the page's JSON-LD; empty without one.

    It has a headline that agrees with a title of the page. Others are those of related pages.
    """
    articles = [item for item in head.json_ld if _ARTICLE_TYPE.fullmatch(_type_of(item))]
    stated_words = [word_set(title) for title in (head.title, *titles) if title]
    overlaps = [
        max((title_overlap(word_set(headline), words) for words in stated_words), default=1.0) if headline else 1.0
        for headline in (_text(item.get("headline")) for item in articles)
    ]
    best = max(overlaps, default=0.0)
    return articles[overlaps.index(best)] if best else {}


def _type_of(item: _Item) -> str:
    types = item.get("@type")
    return str((types[0] if types else "") if isinstance(types, list) else types).rsplit("/", 1)[-1]


def _names(value: object, by_id: dict[str, _Item]) -> list[str]:
    """Return the names of a person or organisation of JSON-LD, or of a list of them."""
    names: list[str] = []
    for item in value[:_MAX_JSON_LD_OBJECTS] if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            item = item.get("name") or by_id.get(str(item.get("@id")), {}).get("name")
        for name in item if isinstance(item, list) else [item]:
            text = _text(name)
            names += [text] if text else []
    return names


def _title_suffixes(head: _Head, titles: Iterable[str], *, url: str | None) -> list[str]:
    """Return the outlet's name at the end of the page's title, after a divider, if it reads as one, the domain is made
    of it, or it links to the front page. "Pier painted - Orla Tarn stole it" names none."""
    suffix = _TITLE_DIVIDER.split(head.title or "")[-1]
    if suffix == head.title or any(suffix in title for title in titles):
        return []
    address = web_url(url)
    is_section = _SECTION_WORDS.issuperset(suffix.casefold().split())
    is_outlet = (find_outlet_name(suffix) == suffix or suffix in head.front_page_links) and not is_section
    return [suffix] if is_outlet or (address and names_site(suffix, address)) else []


def _without_slogan(outlet: str, *, url: str | None) -> str:
    """Return "Elmouth Courier" for "Elmouth Courier | News of the quay" where the domain is made of it."""
    name, *slogan = _TITLE_DIVIDER.split(outlet, maxsplit=1)
    address = web_url(url)
    return name if slogan and address and names_site(name, address) else outlet


def without_outlet(title: str, publishers: Iterable[str]) -> str:
    """Return ``title`` without the name of the outlet after its last divider."""
    dividers = list(_TITLE_DIVIDER.finditer(title))
    if dividers and title[dividers[-1].end() :].casefold() in {name.casefold() for name in publishers}:
        return title[: dividers[-1].start()]
    return title


def _find_published(head: _Head, article: _Item, url: str | None) -> str | None:
    """Return the day of publication in EDTF, from ``meta`` elements, the article's JSON-LD or the URL."""
    pages = [item for item in head.json_ld if _PAGE_TYPE.fullmatch(_type_of(item))]
    json_ld_dates = [item.get("datePublished") for item in (article, *pages)]
    values = [*head.values(_DATE_NAMES), *(value for value in json_ld_dates if isinstance(value, str))]
    stated_date = next(_days(values), None)
    url_match = _URL_DATE.search((url or "")[:_MAX_VALUE_CHARS])
    url_date = _make_date(*url_match.groups()) if url_match else None
    if stated_date and url_date:
        # Metadata often gives the time in UTC, the URL the day in the newsroom's time zone: an article of the evening
        # of 3 May has 2024-05-04T00:30:00Z and /2024/05/03/. If they lie further apart, the URL's date may be that of
        # an image folder or a moved page.
        stated_date = url_date if abs(stated_date - url_date) <= timedelta(days=1) else stated_date
    day = stated_date or url_date
    return day.isoformat() if day else None


def _days(values: Iterable[str]) -> Iterator[date]:
    for value in values:
        if match := _ISO_DATE.match(value):
            day = _make_date(*match.groups())
        else:
            # "Fri, 03 May 2024 10:30:00 +0100", "May 3, 2024 10:30 AM"
            other = find_date(value[:_MAX_NAME_CHARS])
            edtf = to_edtf(other) if other else None
            day = date.fromisoformat(edtf) if edtf else None
        if day:
            yield day


def _make_date(year: str, month: str, day: str) -> date | None:
    try:
        month_number = int(month) if month.isdigit() else _MONTHS.index(month.lower()) + 1
        return date(int(year), month_number, int(day))
    except ValueError:
        return None
