"""Formats of drafts: plain text, Markdown, HTML and Word documents, turned into text."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Final, Literal

from lxml import etree
from lxml.etree import _Element as Element

from onrecord.errors import UnreadableError
from onrecord.people.lexicon import word_set
from onrecord.settings import Settings
from onrecord.types import Span

if TYPE_CHECKING:
    from lxml.html import HtmlElement

DraftFormat = Literal["text", "markdown", "html", "docx"]

_SUFFIXES: Final[dict[str, DraftFormat]] = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".docx": "docx",
    ".txt": "text",
}
_ZIP: Final = b"PK\x03\x04"
_STARTS_HTML = re.compile(rb"\s*<(?:!doctype|html|head|body|article|p|div|h1)\b", re.IGNORECASE)
_BLOCKS: Final = word_set(
    "p div h1 h2 h3 h4 h5 h6 li dt dd blockquote td th tr table ul ol section article main header figcaption pre "
    "br hr body html"
)
_LEFT_OUT: Final = word_set("script style template noscript nav form button svg head")
_QUOTE_STYLE = re.compile(r"quote|quotation", re.IGNORECASE)
_WORD: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_WORD_TEXT: Final = {
    f"{_WORD}{name}": text
    for name, text in (("t", ""), ("tab", "\t"), ("br", "\n"), ("cr", "\n"), ("noBreakHyphen", "-"))
}
"""Elements of a Word document that are text, with the text of those that have none of their own."""
_WORD_REPEATED: Final = (f"{_WORD}moveFrom", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback")
"""Elements that repeat the text of others: what was moved, and text boxes for older versions of Word."""


@dataclass(frozen=True, slots=True)
class DraftText:
    """The text of a draft, and its block quotations."""

    text: str
    block_quotes: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class _Block:
    text: str
    is_quote: bool = False


def read_text(source: str, body: bytes, *, form: DraftFormat, settings: Settings) -> DraftText:
    """Return the text of a draft in the format ``form``.

    Raises ``UnreadableError`` for bytes in no format of a draft, and ``UsageError`` if a library for it is missing.
    """
    if form == "docx":
        return _join(_read_docx(source, body, settings=settings))
    text = _decode(source, body)
    if form == "markdown":
        return _join(_read_html(source, _render_markdown(text)))
    if form == "html":
        return _join(_read_html(source, text))
    return DraftText(text)


def recognise_format(name: str, body: bytes) -> DraftFormat:
    """Return the format of a draft by the suffix of ``name`` or, if it is unknown, by the bytes."""
    form = _SUFFIXES.get(PurePath(name).suffix.lower())
    if form is None:
        form = "docx" if body.startswith(_ZIP) else "html" if _STARTS_HTML.match(body[:512]) else "text"
    return form


def _decode(source: str, body: bytes) -> str:
    from onrecord.articles.decode import decode
    from onrecord.pages.recognise import PLAIN, make_page

    text: str = decode(make_page(source, body, media_type=PLAIN)).text
    return text


def _join(blocks: Iterator[_Block]) -> DraftText:
    text, quotes = "", []
    for block in blocks:
        if not block.text:
            continue
        text += "\n\n" if text else ""
        if block.is_quote:
            quotes.append((len(text), len(text) + len(block.text)))
        text += block.text
    return DraftText(text, tuple(quotes))


def _render_markdown(text: str) -> str:
    from markdown_it import MarkdownIt

    rendered: str = MarkdownIt("commonmark").render(text)
    return rendered


def _read_html(source: str, text: str) -> Iterator[_Block]:
    from lxml.etree import LxmlError
    from lxml.html import document_fromstring

    try:
        root = document_fromstring(text.encode("utf-8", errors="replace"), parser=_html_parser())
    except (LxmlError, ValueError) as error:
        raise UnreadableError(
            source, f"this HTML cannot be read ({error})", advice="Save the draft as plain text."
        ) from error
    yield from _walk(root)


def _html_parser() -> object:
    from lxml.html import HTMLParser

    return HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)


def _walk(root: HtmlElement) -> Iterator[_Block]:
    """Yield the blocks of an HTML tree: the text between the beginnings and ends of block elements."""
    parts: list[str] = []
    quotes = 0
    stack: list[tuple[HtmlElement, bool]] = [(root, False)]
    while stack:
        element, is_end = stack.pop()
        is_block = element.tag in _BLOCKS
        if is_block and parts:
            yield _Block(" ".join("".join(parts).split()), quotes > 0)
            parts = []
        if is_end:
            quotes -= element.tag == "blockquote"
            parts.append(element.tail or "")
            continue
        if element.tag in _LEFT_OUT:
            parts.append(element.tail or "")
            continue
        quotes += element.tag == "blockquote"
        stack.append((element, True))
        stack.extend((child, False) for child in reversed(element))
        parts.append(element.text or "")
    if parts:
        yield _Block(" ".join("".join(parts).split()), quotes > 0)


def _read_docx(source: str, body: bytes, *, settings: Settings) -> Iterator[_Block]:
    """Yield the paragraphs of a Word document in their order, those of tables, links and tracked insertions too.

    Only the text and the names of styles are unpacked, since a document may come from a stranger.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            relations = _parse_part(source, archive, "_rels/.rels", settings=settings)
            targets = (node.get("Target") for node in relations if node.get("Type", "").endswith("/officeDocument"))
            name = str(next(targets)).lstrip("/")
            document = _parse_part(source, archive, name, settings=settings)
            folder = name.rpartition("/")[0]
            styles = _parse_part(source, archive, f"{folder}/styles.xml".lstrip("/"), settings=settings)
    except UnreadableError:
        raise
    except Exception as error:  # those of damaged archives and of XML have no base class of their own
        raise UnreadableError(
            source, "this Word document cannot be read", advice="Save it again as .docx, or as plain text."
        ) from error
    quote_styles = {
        style.get(f"{_WORD}styleId")
        for style in styles.iter(f"{_WORD}style")
        for style_name in style.iterfind(f"{_WORD}name")
        if _QUOTE_STYLE.search(style_name.get(f"{_WORD}val") or "")
    }
    for repeated in list(document.iter(*_WORD_REPEATED)):
        repeated.clear()
    texts: list[tuple[str | None, list[str]]] = []
    for node in document.iter(*_WORD_TEXT, f"{_WORD}p", f"{_WORD}pStyle"):
        if node.tag == f"{_WORD}p":
            texts.append((None, []))
        elif texts and node.tag == f"{_WORD}pStyle":
            texts[-1] = (node.get(f"{_WORD}val"), texts[-1][1])
        elif texts:
            texts[-1][1].append(_WORD_TEXT[node.tag] or node.text or "")
    for style_id, parts in texts:
        yield _Block(" ".join("".join(parts).split()), style_id in quote_styles)


def _parse_part(source: str, archive: zipfile.ZipFile, name: str, *, settings: Settings) -> Element:
    """Unpack and parse a part of a Word document. Raises ``UnreadableError`` if it is too large."""
    with archive.open(name) as part:
        content = part.read(settings.max_page_bytes + 1)
    if len(content) > settings.max_page_bytes:
        raise UnreadableError(
            source, f"its text takes more than {settings.max_page_bytes:,} bytes", advice="Save it as plain text."
        )
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_pis=True)
    return etree.fromstring(content, parser)
