"""Formats of drafts: plain text, Markdown, HTML and Word documents, turned into text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Final, Literal

from onrecord.check.word_documents import OLE_MAGIC, DraftBlock, read_word_document
from onrecord.errors import UnreadableError
from onrecord.people.lexicon import word_set
from onrecord.settings import Settings
from onrecord.types import Page, Span

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
    "footer br hr body html"
)
_LEFT_OUT: Final = word_set("script style template noscript nav form button svg head")
# The last line of a block quotation: "— Orla Tarn, harbour master".
_SIGNATURE = re.compile(r"(?:\A|\n)[^\S\n]*(?:—|–|--?)\s?[A-Z][^\n]{1,80}\s*\Z")


_BETWEEN: Final = "\n\n"
"""Between two blocks."""


@dataclass(frozen=True, slots=True)
class DraftText:
    """The text of a draft, and its block quotations."""

    text: str
    block_quotes: tuple[Span, ...] = ()


def read_text(source: str, body: bytes, *, form: DraftFormat, settings: Settings) -> DraftText:
    """Return the text of a draft in the format ``form``.

    Raises ``UnreadableError`` for bytes in no format of a draft and for a text that would be read in part only, and
    ``UsageError`` if a library for the format is missing.
    """
    draft = _read_format(source, body, form=form, settings=settings)
    _require_readable(source, draft.text, settings=settings)
    return draft


def _read_format(source: str, body: bytes, *, form: DraftFormat, settings: Settings) -> DraftText:
    if form == "docx":
        return _join(read_word_document(source, body, settings=settings))
    page, text = _decode(source, body)
    if form == "markdown":
        # It is rendered at 30 microseconds a character.
        _require_readable(source, text, settings=settings)
        return _join(_read_html(source, _render_markdown(text)))
    if form == "html":
        from onrecord.articles.parser import limit_markup

        markup, _ = limit_markup(page, text, settings=settings)
        return _join(_read_html(source, markup))
    return DraftText(text)


def _require_readable(source: str, text: str, *, settings: Settings) -> None:
    """Raise ``UnreadableError`` for a text longer than an article may be: its end would be cut off."""
    limit = settings.max_article_characters
    if len(text) > limit:
        raise UnreadableError(source, f"the draft has more than {limit:,} characters", advice="Check it in parts.")


def recognise_format(name: str, body: bytes) -> DraftFormat:
    """Return the format of a draft: of a Word document by its bytes, of others by the suffix of ``name``, or the bytes.

    "draft.txt" may be a Word document that was renamed, and "draft.docx" a PDF or a web page.
    """
    if body.startswith((_ZIP, OLE_MAGIC)):
        return "docx"
    form = _SUFFIXES.get(PurePath(name).suffix.lower())
    if form is None or form == "docx":
        form = "html" if _STARTS_HTML.match(body[:512]) else "text"
    return form


def _decode(source: str, body: bytes) -> tuple[Page, str]:
    from onrecord.articles.decode import decode
    from onrecord.pages.inflate import GZIP_MAGIC
    from onrecord.pages.recognise import PLAIN, make_page

    if body.startswith(GZIP_MAGIC):  # pages are decompressed, drafts are not
        raise UnreadableError(source, "this is compressed with gzip", advice="Decompress it first.")
    page = make_page(source, body, media_type=PLAIN)
    return page, decode(page).text


def _join(blocks: Iterable[DraftBlock]) -> DraftText:
    texts: list[str] = []
    quotes: list[Span] = []
    start = 0
    for block in blocks:
        if not block.text:
            continue
        if block.is_quote:
            quotes.append((start, start + len(block.text)))
        texts.append(block.text)
        start += len(block.text) + len(_BETWEEN)
    return DraftText(_BETWEEN.join(texts), tuple(quotes))


def _render_markdown(text: str) -> str:
    from markdown_it import MarkdownIt

    rendered: str = MarkdownIt("commonmark").render(text)
    return rendered


def _read_html(source: str, text: str) -> Iterator[DraftBlock]:
    from lxml.etree import LxmlError, ParserError
    from lxml.html import document_fromstring

    try:
        root = document_fromstring(text.encode("utf-8", errors="replace"), parser=_html_parser())
    except ParserError:  # nothing but comments, or "[a]: b" in Markdown
        return
    except (LxmlError, ValueError) as error:
        raise UnreadableError(
            source, f"this HTML cannot be read ({error})", advice="Save the draft as plain text."
        ) from error
    yield from _walk(root)


def _html_parser() -> object:
    from lxml.html import HTMLParser

    return HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)


def _walk(root: HtmlElement) -> Iterator[DraftBlock]:
    """Yield the blocks of an HTML tree: the text between the beginnings and ends of block elements."""
    parts: list[str] = []
    quotes = 0
    stack: list[tuple[HtmlElement, bool]] = [(root, False)]
    while stack:
        element, is_end = stack.pop()
        is_block = element.tag in _BLOCKS
        if is_block and parts:
            yield from _make_blocks("".join(parts), is_quote=quotes > 0)
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
        yield from _make_blocks("".join(parts), is_quote=quotes > 0)


def _make_blocks(text: str, *, is_quote: bool) -> Iterator[DraftBlock]:
    """Yield ``text`` as one block, or as two if it is a quotation with its signature on a line below."""
    signature = _SIGNATURE.search(text) if is_quote else None
    quotation = text[: signature.start()] if signature else text
    yield DraftBlock(" ".join(quotation.split()), is_quote)
    if signature:
        yield DraftBlock(" ".join(signature[0].split()))
