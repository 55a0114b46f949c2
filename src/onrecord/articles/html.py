"""Extract the article from an HTML page: trafilatura, followed by repairs for the habits of news sites."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from lxml.etree import _Element as Element
from trafilatura import load_html

from onrecord.articles.blocks import Block, iter_blocks, text_key
from onrecord.articles.dates import find_date, to_edtf
from onrecord.articles.extract import extract_body
from onrecord.articles.furniture import classify_line, parse_byline
from onrecord.articles.headlines import looks_like_headline
from onrecord.articles.metadata import find_publication_date, parse_authors, read_metadata
from onrecord.articles.recover import restore_dropped_blocks, split_merged_blocks
from onrecord.articles.rules import RELATED_HEADING
from onrecord.errors import UnreadableError
from onrecord.settings import Settings
from onrecord.types import Article, Furniture, FurnitureKind, Page, Span
from onrecord.urls import web_url

# News pages have a few thousand elements. Far more are an attack or a data dump, and would take minutes to parse.
_MAX_ELEMENTS = 30_000
_START_TAG = re.compile(r"<[a-zA-Z]")
# Characters that trafilatura removes before it parses; "<\0?xml" is a declaration to it.
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# <?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "...">
_DECLARATIONS = re.compile(r"(?:<(?:\?xml| ?! ?doctype)[^>]*+>?\s*+)++", re.IGNORECASE)
_SEPARATOR = "\n\n"
# A line of link text with at least three words is the headline of another page ("Gulls steal chips from mayor").
# A shorter one is a linked name or section ("Ada Quill").
_HEADLINE_LINK_SHARE = 0.9
_MIN_LINKED_WORDS = 3
# Share of the words of the shorter that an h1 and the page's stated title must have in common. They differ because
# sites add their name to the stated title ("Ferry to run again, says harbour board | Elmouth Courier") or shorten it.
_MIN_TITLE_OVERLAP = 0.5
# trafilatura may return the headline as one of the first blocks. Further down, the same words are not the headline.
_TITLE_REPEAT_WINDOW = 4
# Some pages list hundreds of related headlines; the first 30 are enough. A block of more than 400 characters is not a
# caption or headline but a paragraph of another article.
_MAX_FURNITURE = 30
_MAX_FURNITURE_CHARS = 400
# Double or single quotation marks around at least two characters. A single mark between letters is an apostrophe:
# ‘the board’s last word’ is one quotation.
_QUOTATION = re.compile(r"[“\"][^“”\"]{2,}[”\"]|(?<!\w)[‘'][^‘’']{2,}(?:[’'](?=\w)[^‘’']+)*[’'](?!\w)")
# A headline that attributes its quotation: "Ann Vale: ‘I never liked the ferry’" or "“We were wrong to sell”: Vale".
# Quotations of one or two words are left out: in "Review: ‘The Gulls’" they are a title.
# The first colon before a quotation mark decides: trying each in turn takes quadratic time.
_ATTRIBUTED_QUOTATION = re.compile(
    r"^(?:(?!\w: ?[“‘\"']\S).)*+\w: ?[“‘\"'](?:\S+ ){2,}\S*[”’\"']$|^[“‘\"'](?:\S+ ){2,}\S*[”’\"']:"
)
# Class names and ids of containers: "wp-caption-text", "related-stories", "most-read".
_CAPTION_MARKUP = re.compile(r"caption", re.IGNORECASE)
_RELATED_MARKUP = re.compile(
    r"relat(?:ed|ion)|recommend|read-?(?:more|next|also)|more-?(?:stories|news|from)|trending|most-?(?:read|popular)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Part:
    """The text of a block, with its kind of furniture, or null for a paragraph of the article."""

    text: str
    kind: FurnitureKind | None = None


def cut(page: Page, text: str, *, name: str, settings: Settings) -> Article:
    """Extract the article from ``page``, whose decoded HTML is ``text``. ``name`` becomes the article's id.

    ``Article.text`` consists of the headline, the paragraphs of the body, and the furniture that contains quotations
    (a related headline, a caption), since those can hold statements. All other furniture (buttons, boxes, menus) is
    dropped.

    Raises ``UnreadableError`` if no article is found.
    """
    markup, warnings = _drop_long_declarations(text, max_characters=settings.max_declaration_characters)
    tree = _parse(page, markup)
    metadata = read_metadata(tree, page.url)
    page_blocks = list(iter_blocks(tree))
    title = _choose_title(metadata.title, page_blocks)
    extracted = split_merged_blocks(extract_body(tree, page_blocks=page_blocks), page_blocks)
    body = _drop_title(restore_dropped_blocks(extracted, page_blocks), title)
    parts = _classify_blocks(body)
    if all(part.kind for part in parts):
        raise _no_article_error(page)
    body_keys = {block.key for block in body} | {text_key(title or "")}
    return _assemble(
        Article(
            id=name,
            page=page,
            text="",
            title=title,
            titles=(),
            outlet=metadata.sitename or None,
            bylines=parse_authors(metadata.author, outlet=metadata.sitename) or _find_bylines(parts),
            published=find_publication_date(tree, metadata.url) or _find_dateline_date(parts) or metadata.date,
            language=tree.get("lang") or None,
            paragraphs=(),
            furniture=(),
            warnings=warnings,
            url=web_url(metadata.url),
        ),
        [part for part in parts if part.kind is None],
        [part for part in parts if part.kind and _has_quotation(part.text)]
        + _find_quoting_furniture(page_blocks, body_keys),
    )


def _drop_long_declarations(text: str, *, max_characters: int) -> tuple[str, tuple[str, ...]]:
    """Return ``text`` as the parser takes it, and a warning if its declarations were dropped.

    lxml and trafilatura search declarations with patterns that take quadratic time: 90,000 spaces in an XML
    declaration took ten seconds.
    """
    markup = _NOT_XML.sub("", text)
    declarations = _DECLARATIONS.match(markup)
    if declarations is None or len(declarations[0].rstrip()) <= max_characters:
        return markup, ()
    warning = f"The declarations before the page are longer than {max_characters:,} characters; they were left out."
    return markup[declarations.end() :], (warning,)


def _parse(page: Page, text: str) -> Element:
    """Parse ``text`` without comments and processing instructions.

    The parser fetches nothing and expands no entity that the page declares, so that a page cannot read local files
    or grow without limit ("billion laughs").
    """
    if sum(1 for _ in _START_TAG.finditer(text)) > _MAX_ELEMENTS:
        raise UnreadableError(
            page.source,
            f"it has more than {_MAX_ELEMENTS:,} elements, far more than a news page",
            advice="Save the article's text as plain text.",
        )
    tree: Element | None = load_html(text)
    if tree is None:
        raise _no_article_error(page)
    return tree


def _no_article_error(page: Page) -> UnreadableError:
    return UnreadableError(
        page.source,
        "no article was found in it",
        advice="Check in a browser that it shows an article. If a script loads it, save the page from the browser.",
    )


def _choose_title(stated_title: str | None, page_blocks: list[Block]) -> str | None:
    """Return the headline as printed: the first ``h1`` that agrees with ``stated_title``, else ``stated_title``.

    ``stated_title`` comes from the page's metadata.
    """
    headings = [block.text for block in page_blocks if block.tag == "h1"]
    stated_words = set(re.findall(r"\w+", (stated_title or "").casefold()))
    for heading in headings:
        words = set(re.findall(r"\w+", heading.casefold()))
        if words and len(words & stated_words) >= _MIN_TITLE_OVERLAP * min(len(words), len(stated_words) or 1):
            return heading
    return stated_title or next(iter(headings), None)


def _drop_title(body: list[Block], title: str | None) -> list[Block]:
    title_key = text_key(title or "")
    return [block for index, block in enumerate(body) if index > _TITLE_REPEAT_WINDOW or block.key != title_key]


def _classify_blocks(body: list[Block]) -> list[_Part]:
    """Label each block of ``body`` with its kind of furniture, if any.

    Headlines below a heading such as "More stories" are related headlines, up to the next line of the article.
    """
    parts: list[_Part] = []
    in_related_list = False
    for block in body:
        kind = classify_line(block.text)
        is_linked = block.link_share >= _HEADLINE_LINK_SHARE and len(block.text.split()) >= _MIN_LINKED_WORDS
        # "head" is a section heading in trafilatura's XML, which some sites link to itself.
        if (
            kind is None
            and looks_like_headline(block.text)
            and (in_related_list or (is_linked and block.tag != "head"))
        ):
            kind = "related"
        in_related_list = bool(RELATED_HEADING.fullmatch(block.text)) or (in_related_list and kind is not None)
        parts.append(_Part(block.text, kind))
    return parts


def _find_quoting_furniture(page_blocks: list[Block], body_keys: set[str]) -> list[_Part]:
    """Find captions and related headlines outside the body that contain quotations.

    ``body_keys`` are the text keys of the body's blocks and the title. Between the body's paragraphs any quotation
    counts. Before and after them a page is full of other pages' headlines, and only a headline that attributes its
    quotation with a colon counts: "Ann Vale: ‘I never liked the ferry’".
    """
    parts: dict[str, _Part] = {}
    body_indexes = [index for index, block in enumerate(page_blocks) if block.key in body_keys]
    for index, block in enumerate(page_blocks):
        is_inside = bool(body_indexes) and body_indexes[0] < index < body_indexes[-1]
        has_quotation = _has_quotation if is_inside else _ATTRIBUTED_QUOTATION.search
        if len(block.text) > _MAX_FURNITURE_CHARS or not has_quotation(block.text):
            continue
        kind = _classify_by_markup(block) if block.key not in body_keys else None
        if kind and (is_inside or kind == "related") and classify_line(block.text) in {None, "related", "caption"}:
            parts.setdefault(block.key, _Part(block.text, kind))
    return list(parts.values())[:_MAX_FURNITURE]


def _has_quotation(text: str) -> bool:
    """Return true if ``text`` may quote somebody.

    A quotation needs a word in lower case: “The Gulls” is a title, “the gulls” may be what somebody said.
    """
    return any(re.search(r"(?:^|\s)[a-z]", match[0].strip("“”‘’\"'")) for match in _QUOTATION.finditer(text))


def _classify_by_markup(block: Block) -> FurnitureKind | None:
    """Tell a related headline or a caption by the tags, classes and ids around ``block``."""
    is_linked_headline = looks_like_headline(block.text) and block.link_share >= _HEADLINE_LINK_SHARE
    for element in (block.element, *block.element.iterancestors()):
        markup = f"{element.get('class') or ''} {element.get('id') or ''}"
        if is_linked_headline and _RELATED_MARKUP.search(markup):
            return "related"
        if not is_linked_headline and (element.tag == "figcaption" or _CAPTION_MARKUP.search(markup)):
            return "caption"
        if element.tag == "body":
            break
    return None


def _find_bylines(parts: Iterable[_Part]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for part in parts if part.kind == "byline" for name in parse_byline(part.text)))


def _find_dateline_date(parts: Iterable[_Part]) -> str | None:
    dates = (to_edtf(match) for part in parts if part.kind == "dateline" and (match := find_date(part.text)))
    return next((date for date in dates if date), None)


def _assemble(article: Article, paragraphs: list[_Part], furniture: list[_Part]) -> Article:
    """Fill in the text and spans of ``article``: headline, paragraphs, furniture, with blank lines between them."""
    texts = [*([article.title] if article.title else []), *(part.text for part in (*paragraphs, *furniture))]
    spans: list[Span] = []
    start = 0
    for text in texts:
        spans.append((start, start + len(text)))
        start += len(text) + len(_SEPARATOR)
    title_count = 1 if article.title else 0
    furniture_start = title_count + len(paragraphs)
    return replace(
        article,
        text=_SEPARATOR.join(texts),
        titles=tuple(spans[:title_count]),
        paragraphs=tuple(spans[title_count:furniture_start]),
        furniture=tuple(
            Furniture(part.kind, span)
            for part, span in zip(furniture, spans[furniture_start:], strict=True)
            if part.kind
        ),
    )
