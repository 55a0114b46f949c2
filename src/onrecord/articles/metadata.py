"""Metadata of an HTML page: title, site name, authors, date of publication."""

from __future__ import annotations

import re
from copy import deepcopy
from datetime import date, timedelta

from lxml import html
from lxml.etree import _Element as Element
from trafilatura import extract_metadata
from trafilatura.settings import Document

from onrecord.articles.furniture import proper_case

# The date of first publication rather than of the last change. No search through the text, whose dates may belong to
# other articles.
_DATE_OPTIONS = {"original_date": True, "extensive_search": False}
# ``property``, ``name`` or ``itemprop`` of the ``meta`` elements that give the date of publication.
_DATE_META_NAMES = frozenset(
    {
        "article:published_time",
        "og:published_time",
        "og:article:published_time",
        "datepublished",
        "date",
        "pubdate",
        "publishdate",
        "publish-date",
        "published-date",
        "parsely-pub-date",
        "sailthru.date",
        "dc.date",
        "dc.date.issued",
        "dcterms.created",
        "article_date_original",
        "cxenseparse:recs:publishtime",
    }
)
_JSON_LD_DATE = re.compile(r"\"datePublished\"\s*:\s*\"([^\"]{8,40})\"")
# "2024-05-03T10:30:00Z" and "20240503".
_ISO_DATE = re.compile(r"\s*((?:19|20)\d\d)-?(\d\d)-?(\d\d)")
# "/2024/05/03/ferry", "/2024/may/03/ferry" and "/2024-5-3-ferry".
_URL_DATE = re.compile(r"/((?:19|20)\d\d)[/-]([a-z]{3}|\d\d?)[/-](\d\d?)(?=[/-]|$)", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

# "Elmouth Courier editor-at-large" and "Courier staff" are roles, not names.
_ROLE = re.compile(
    r"\b(?:editor|writer|reporter|correspondent|columnist|staff|contributor|producer|desk|team|admin|newsroom)\b", re.I
)
# "Analysis by Ada Quill", "By: Ada Quill".
_BYLINE_OPENING = re.compile(r"^.*\bby\s+|^by:?\s+", re.IGNORECASE)
# "TOM HALE Harbour Press": the name in capitals, the employer in title case. "TOMHALE Harbour Press" counts too.
_CAPITALS_THEN_EMPLOYER = re.compile(
    r"((?:[A-Z][A-Z.'’-]++ ){1,3}[A-Z][A-Z.'’-]++|(?=[A-Z][A-Z.'’-]+[A-Z][A-Z.'’-])[A-Z][A-Z.'’-]++) (?:[A-Z][a-z]+ ?)+"
)
# A longer "name" is a sentence or a list: "Ada Quill And The Whole Elmouth Sports Team".
_MAX_NAME_WORDS = 5
_NAME_PARTICLES = frozenset({"de", "van", "der", "von", "al", "el", "bin"})


def read_metadata(tree: Element, url: str | None) -> Document:
    """Read the metadata of the page at ``url`` with trafilatura.

    The ``head`` and JSON-LD are read first, and the whole page only if they lack title, author or date: a search of
    the whole page takes a quarter of the time of the main-text extraction.
    """
    head_metadata = extract_metadata(_head_only(tree), url, dict(_DATE_OPTIONS))
    if head_metadata is not None and head_metadata.title and head_metadata.author and head_metadata.date:
        return head_metadata
    return extract_metadata(tree, url, dict(_DATE_OPTIONS))


def _head_only(tree: Element) -> Element:
    """Build a page from the ``head`` of ``tree`` and the JSON-LD scripts of its body."""
    page = html.Element("html")
    head = tree.find("head")
    page.extend([] if head is None else [deepcopy(head)])
    body = html.Element("body")
    page.append(body)
    scripts = (script for part in tree.iterchildren("body") for script in part.iter("script"))
    body.extend(deepcopy(script) for script in scripts if script.get("type") == "application/ld+json")
    return page


def find_publication_date(tree: Element, url: str | None) -> str | None:
    """Return the day of publication in EDTF, from ``meta`` elements, JSON-LD, a ``time`` element or the URL."""
    values = [
        meta.get("content") or ""
        for meta in tree.iter("meta")
        if (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower() in _DATE_META_NAMES
    ]
    for script in tree.iter("script"):
        if script.get("type") == "application/ld+json":
            values += _JSON_LD_DATE.findall(script.text or "")
    values += [
        time.get("datetime") or "" for time in tree.iter("time") if "datePublished" in (time.get("itemprop") or "")
    ]
    days = (_make_date(*match.groups()) for value in values if (match := _ISO_DATE.match(value)))
    metadata_date = next((day for day in days if day), None)
    url_match = _URL_DATE.search(url or "")
    url_date = _make_date(*url_match.groups()) if url_match else None
    if metadata_date is None or url_date is None:
        day = metadata_date or url_date
        return day.isoformat() if day else None
    # Metadata often gives the time in UTC, the URL the day in the newsroom's time zone: an article of the evening of
    # 3 May has 2024-05-04T00:30:00Z and /2024/05/03/. If they lie further apart, the URL's date may be that of an image
    # folder or a moved page.
    return (url_date if abs(metadata_date - url_date) <= timedelta(days=1) else metadata_date).isoformat()


def _make_date(year: str, month: str, day: str) -> date | None:
    try:
        month_number = int(month) if month.isdigit() else _MONTHS.index(month.lower()) + 1
        return date(int(year), month_number, int(day))
    except ValueError:
        return None


def parse_authors(authors: str | None, *, outlet: str | None) -> tuple[str, ...]:
    """Split ``authors`` at semicolons and return the names of people and agencies, without roles and the outlet."""
    names = (_clean_name(author) for author in (authors or "").split(";"))
    return tuple(dict.fromkeys(name for name in names if name and name.casefold() != (outlet or "").casefold()))


def _clean_name(author: str) -> str | None:
    name = _BYLINE_OPENING.sub("", " ".join(author.split())).strip(" ,.|")
    if match := _CAPITALS_THEN_EMPLOYER.fullmatch(name):
        name = match[1]
    words = name.split()
    has_lower_case = any(word[0].islower() and word not in _NAME_PARTICLES for word in words)
    if not name or has_lower_case or name.startswith("The ") or _ROLE.search(name) or len(words) > _MAX_NAME_WORDS:
        return None
    return proper_case(name)
