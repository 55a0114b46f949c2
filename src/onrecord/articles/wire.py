"""Cut an article out of wire copy: NewsML-G2 and ninjs, the IPTC formats of news agencies.

An item is turned into an HTML page with its headline, byline, outlet, date and body, and then cut as a page, so that
the rules for furniture, bylines and corrections apply to both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import msgspec
from lxml import etree
from lxml.etree import _Element as Element

from onrecord.articles import html
from onrecord.articles.furniture import classify_line
from onrecord.articles.parser import NOT_XML, limit_markup, parse, too_many_elements
from onrecord.errors import UnreadableError
from onrecord.settings import Settings
from onrecord.types import NEWSML, Article, Page

# NITF, an older format for the body, has its own names for some HTML elements.
_HTML_TAGS = {"hl2": "h2", "media": "figure", "media-caption": "figcaption", "body.content": "div", "block": "div"}
# A document type can declare entities that read files or grow without limit. NewsML-G2 has no document type.
_DOCUMENT_TYPE = re.compile(r"\s*+(?:<\?(?>.*?\?>)\s*+|<!--(?>.*?-->)\s*+)*+<!doctype", re.IGNORECASE | re.DOTALL)
# Characters that JSON may hold and a page may not.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_MAX_NOTE_CHARACTERS = 300
# Notes to editors of an item: a correction, an embargo, a contact.
_MAX_NOTES = 20
_WITHDRAWN = frozenset({"canceled", "cancelled"})
# Some agencies write "embargoed", which is no status of the IPTC.
_WITHHELD = frozenset({"withheld", "embargoed"})
_MAX_TIME_CHARACTERS = 40


@dataclass(slots=True)
class _Item:
    """An item of news, in either format."""

    headline: str | None = None
    outlet: str | None = None
    bylines: list[str] = field(default_factory=list)
    published: str | None = None
    address: str | None = None
    language: str | None = None
    status: str = "usable"
    """``usable``, ``withheld`` or ``canceled``."""
    embargo: str | None = None
    """The time until which it may not be published, as the sender writes it; empty if the sender will tell."""
    corrects: bool = False
    """True if the sender marks it as a correction of an earlier version."""
    notes: list[str] = field(default_factory=list)
    """Notes of the sender to editors."""
    body: list[Element] = field(default_factory=list)


def cut(page: Page, text: str, *, name: str, settings: Settings) -> Article:
    """Extract the article from ``page``, whose decoded wire copy is ``text``. ``name`` becomes the article's id.

    Raises ``UnreadableError`` if the item cannot be read, has no text, or was withdrawn by its sender.
    """
    read = _read_newsml if page.content_type == NEWSML else _read_ninjs
    item = read(page, text, settings)
    if item.status in _WITHDRAWN:
        raise UnreadableError(
            page.source,
            "its sender has canceled it",
            advice="It must not be used. To erase an earlier version from the record, run `onrecord remove`.",
        )
    warnings: tuple[str, ...] = ()
    if item.status in _WITHHELD:
        warnings += ("The sender withholds this item: it may not be published yet.",)
    if item.embargo is not None:
        until = item.embargo[:_MAX_TIME_CHARACTERS] or "a time that it does not state"
        warnings += (f"The sender has set an embargo on this item until {until}.",)
    if item.corrects or any(classify_line(note) == "correction" for note in item.notes):
        warnings += ("The sender marks this item as the correction of an earlier version.",)
    warnings += tuple(f"Note of the sender: {note[:_MAX_NOTE_CHARACTERS]}" for note in item.notes)
    return html.cut_tree(page, _make_tree(item), name=name, settings=settings, warnings=warnings)


def _make_tree(item: _Item) -> Element:
    """The HTML tree of a page with ``item``."""
    tree = etree.Element("html", {"lang": item.language} if item.language else {})
    head = etree.SubElement(tree, "head")
    properties = [
        ("og:title", item.headline),
        ("og:site_name", item.outlet),
        ("article:published_time", item.published),
    ]
    for name, content in [*properties, *(("author", byline) for byline in item.bylines)]:
        if content:
            etree.SubElement(head, "meta", {"property": name, "content": content})
    if item.address:
        etree.SubElement(head, "link", rel="canonical", href=item.address)
    article = etree.SubElement(etree.SubElement(tree, "body"), "article")
    _add_block(article, "h1", item.headline)
    article.extend(item.body)
    for note in item.notes:
        if classify_line(note) == "correction":
            _add_block(article, "p", note)
    return tree


def _add_block(parent: Element, tag: str, text: str | None) -> None:
    if text:
        etree.SubElement(parent, tag).text = text


def _paragraphs(text: str, settings: Settings) -> Iterator[Element]:
    """An element for each paragraph of plain text, split at blank lines, or else at each line.

    No more than an article may have, and one: then there is a warning about the rest.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    divider = r"\n\s*\n" if re.search(r"\n[^\S\n]*\n", text.strip()) else r"\n"
    for paragraph in islice(filter(str.strip, _split(text, divider)), settings.max_paragraphs + 1):
        element = etree.Element("p")
        element.text = paragraph
        yield element


def _split(text: str, divider: str) -> Iterator[str]:
    """Yield the parts of ``text`` one after another, unlike ``re.split``, which may return millions."""
    position = 0
    for match in re.finditer(divider, text):
        yield text[position : match.start()]
        position = match.end()
    yield text[position:]


def _parse_fragment(page: Page, markup: str, settings: Settings) -> list[Element]:
    """The elements of a body in HTML."""
    limited, _ = limit_markup(page, markup, settings=settings)
    tree, _ = parse(page, limited)
    body = tree.find("body")
    return [tree if body is None else _as_div(body)]


def _as_div(element: Element) -> Element:
    element.tag = "div"
    return element


def _read_newsml(page: Page, text: str, settings: Settings) -> _Item:
    markup = NOT_XML.sub("", text)  # before the test, for "<\0!doctype"
    if _DOCUMENT_TYPE.match(markup):
        raise _invalid(page, "it declares a document type, which NewsML-G2 does not have")
    # In XML every "<" outside of comments begins a tag, and half of them end an element.
    if markup.count("<") > 2 * settings.max_elements:
        raise too_many_elements(page, settings.max_elements)
    # Text from strangers: no entities, no network, at most 256 levels, and no repair of broken XML.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, encoding="utf-8",
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(markup.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _invalid(page, f"its XML is not well-formed ({error})") from error
    for element in root.iter(etree.Element):
        element.tag = etree.QName(element).localname
        # lxml moves a body to the page in quadratic time if its attributes are in 40,000 namespaces.
        for name in [name for name in element.attrib if name.startswith("{") and name != _LANGUAGE]:
            del element.attrib[name]
    news_item = root if root.tag == "newsItem" else next(root.iter("newsItem"), None)
    if news_item is None:
        raise _invalid(page, "it has no news item")
    return _read_news_item(page, news_item, settings)


def _read_news_item(page: Page, news_item: Element, settings: Settings) -> _Item:
    codes = {
        name: [_code(element) for element in news_item.iterfind(f"itemMeta/{name}")] for name in ("pubStatus", "signal")
    }
    item = _Item(
        headline=_first(
            news_item, "contentMeta/headline", "contentSet/inlineXML/nitf/body/body.head/hedline/hl1", "itemMeta/title"
        ),
        outlet=_first(news_item, "itemMeta/provider/name", "contentMeta/creditline")
        or next((element.get("literal") for element in news_item.iterfind("itemMeta/provider")), None),
        bylines=_all(news_item, "contentMeta/by")
        or _all(news_item, "contentSet/inlineXML/nitf/body/body.head/byline")
        or _all(news_item, "contentMeta/creator/name"),
        published=_first(news_item, "contentMeta/contentCreated", "itemMeta/firstCreated", "itemMeta/versionCreated"),
        address=next((link.get("href") for link in news_item.iterfind("itemMeta/link") if _is_canonical(link)), None)
        or news_item.get("guid"),
        language=news_item.get(_LANGUAGE),
        status=next(iter(codes["pubStatus"]), "usable"),
        embargo=next((_text(element) for element in news_item.iterfind("itemMeta/embargoed")), None),
        corrects="correction" in codes["signal"],
        notes=_all(news_item, "itemMeta/edNote")[:_MAX_NOTES],
    )
    for content in news_item.iterfind("contentSet/*"):
        if item.body:
            break  # further elements hold the same content in other formats
        if content.tag == "inlineXML":
            bodies = [*content.iter("body.content")] or [*content.iter("body")] or [*content]
            item.body = [_as_html(body) for body in bodies]
        elif content.tag == "inlineData" and content.text:
            is_html = "html" in content.get("contenttype", "")
            item.body = (
                _parse_fragment(page, content.text, settings) if is_html else [*_paragraphs(content.text, settings)]
            )
    return item


def _as_html(body: Element) -> Element:
    """``body`` with HTML elements in place of NITF elements."""
    for element in body.iter(*_HTML_TAGS):
        element.tag = _HTML_TAGS[str(element.tag)]
    return _as_div(body)


def _is_canonical(link: Element) -> bool:
    return _code(link, "rel").lower() in {"canonical", "alternate"} and bool(link.get("href"))


def _code(element: Element, attribute: str = "qcode") -> str:
    """The code of ``element`` without its scheme: ``canceled`` for ``stat:canceled`` and for its URI."""
    return _without_scheme(element.get(attribute) or element.get("uri") or element.get("literal") or "")


def _without_scheme(code: str) -> str:
    return re.split(r"[:/]", code.strip().rstrip("/"))[-1].lower()


def _text(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _all(news_item: Element, path: str) -> list[str]:
    return [text for text in map(_text, news_item.iterfind(path)) if text]


def _first(news_item: Element, *paths: str) -> str | None:
    return next((text for path in paths for text in _all(news_item, path)), None)


def _read_ninjs(page: Page, text: str, settings: Settings) -> _Item:
    # 19 MB of empty lists would take 500 MB.
    if text.count("[") + text.count("{") > settings.max_elements:
        raise too_many_elements(page, settings.max_elements)
    try:
        decoded = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        raise _invalid(page, f"its JSON is not valid ({error})") from error
    if not isinstance(decoded, dict):
        raise _invalid(page, "it is not an object")
    # Version 1 writes "versioncreated" and "body_text", versions 2 and 3 "versionCreated" and "bodies".
    fields = {name.lower(): value for name, value in decoded.items()}
    return _Item(
        headline=_value(fields, "headline", "headlines", "title"),
        outlet=_value(fields, "provider", "infosources", "copyrightholder"),
        bylines=[byline for byline in [_value(fields, "byline", "by")] if byline],
        published=_value(fields, "contentcreated", "firstcreated", "versioncreated"),
        address=_value(fields, "uri"),
        language=_value(fields, "language"),
        status=_without_scheme(_value(fields, "pubstatus") or "usable"),
        embargo=_value(fields, "embargoed", "embargoeduntil"),
        notes=[note for note in [_value(fields, "ednote")] if note],
        body=_ninjs_body(page, fields, settings),
    )


def _ninjs_body(page: Page, fields: dict[str, Any], settings: Settings) -> list[Element]:
    """The body in HTML, or else in plain text. Versions 2 and 3 list bodies with their content types."""
    bodies = {"text/html": _value(fields, "body_xhtml", "body_html"), "text/plain": _value(fields, "body_text")}
    listed = fields.get("bodies")
    for body in listed if isinstance(listed, list) else ():
        if isinstance(body, dict):
            parts = {name.lower(): value for name, value in body.items()}
            kind = "text/html" if "html" in (_value(parts, "contenttype") or "") else "text/plain"
            bodies[kind] = bodies[kind] or _value(parts, "value")
    if bodies["text/html"]:
        return _parse_fragment(page, bodies["text/html"], settings)
    return [*_paragraphs(bodies["text/plain"] or "", settings)]


def _value(fields: dict[str, Any], *names: str) -> str | None:
    """Return the first text among ``names``: a string, the name or value of an object, or the first of a list."""
    for name in names:
        value = fields.get(name)
        if isinstance(value, list):
            value = next(iter(value), None)
        if isinstance(value, dict):
            value = value.get("name") or value.get("value")
        text = _NOT_XML.sub("", value) if isinstance(value, str) else ""
        if text.strip():
            return text
    return None


def _invalid(page: Page, problem: str) -> UnreadableError:
    return UnreadableError(page.source, problem, advice="Fetch it again, or ask its sender.")
