"""Extract the article from an HTML page: choose its body and title, outlet and authors, set furniture apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from lxml.etree import _Element as Element

from onrecord.articles.blocks import Layout, lay_out, text_key
from onrecord.articles.body import ArticleRange, select_body
from onrecord.articles.bylines import is_role_name, parse_author_line, parse_authors, parse_byline
from onrecord.articles.metadata import Metadata, read_metadata
from onrecord.articles.outlets import choose_outlet_of_copy, find_claimed_host
from onrecord.articles.parser import limit_markup, no_article_error, parse
from onrecord.articles.parts import (
    MAX_FURNITURE_CHARS,
    Part,
    classify_blocks,
    find_posts,
    find_quoting_furniture,
    has_quotation,
    without_author_notes,
)
from onrecord.articles.publication import FOREIGN_KINDS, MAX_LINES_ABOVE, find_printed_date
from onrecord.articles.rules import PAYWALL, POST_SIGNATURE
from onrecord.articles.titles import choose_title
from onrecord.articles.turns import find_turns
from onrecord.settings import Settings
from onrecord.types import Article, Furniture, Page, Span
from onrecord.urls import bare_host, is_front_page, original_url, same_site, web_url

_SEPARATOR = "\n\n"
# Longer names of outlets are cut off in warnings.
_MAX_NAME_CHARS = 100
# A page with a paywall and less text than this was cut short by it.
_MAX_STUB_CHARS = 2_000


def cut(page: Page, text: str, *, name: str, settings: Settings) -> Article:
    """Extract the article from ``page``, whose decoded HTML is ``text``. ``name`` becomes the article's id.

    ``Article.text`` consists of the headline, the paragraphs of the body, and the furniture that can hold statements:
    embedded posts, corrections, and captions and related headlines with quotations. All other furniture (buttons,
    boxes, menus) is dropped.

    Raises ``UnreadableError`` if no article is found.
    """
    markup, warnings = limit_markup(page, text, settings=settings)
    tree, is_whole = parse(page, markup)
    if not is_whole:
        warnings += ("The page nests its elements more than 2,048 deep; deeper elements were left out.",)
    return cut_tree(page, tree, name=name, settings=settings, warnings=warnings)


def cut_tree(page: Page, tree: Element, *, name: str, settings: Settings, warnings: tuple[str, ...]) -> Article:
    """Extract the article from ``tree``, the HTML of ``page``. Raises ``UnreadableError`` as ``cut`` does."""
    metadata = read_metadata(tree, fetched_from=page.url)
    url = web_url(metadata.url and metadata.url.replace(" ", "%20"))
    outlet, outlet_warnings = _choose_outlet(page, metadata, url)
    warnings += outlet_warnings
    if is_front_page(page.url) or (page.url is None and is_front_page(url)):
        warnings += ("The address is that of a site’s front page, which lists articles; what was read may be a list.",)
    layout = lay_out(tree)
    title, title_index, title_warnings = choose_title(metadata, layout)
    warnings += title_warnings
    if title and len(title) > settings.max_title_characters:
        title = title[: settings.max_title_characters].rsplit(" ", 1)[0]
        warnings += (f"The title is longer than {settings.max_title_characters:,} characters; the rest was cut off.",)
    selection = select_body(layout, title_index=title_index)
    parts = classify_blocks(layout, selection, title=title, title_index=title_index)
    bylines = _find_bylines(metadata, layout, selection, parts, title_index=title_index or 0)
    paragraphs = without_author_notes([part for part in parts if part.kind is None], bylines)
    if not paragraphs:
        raise no_article_error(page)
    omission = next((words for index, words in layout.omissions.items() if index in {*selection.indexes}), None)
    if omission:
        warnings += (f"Words that browsers may hide were left out of a sentence: {omission}. Compare the page.",)
    if not layout.has_all_styles:
        warnings += (
            "The page’s style sheets are too large to be read whole; words that they hide may be in the text.",
        )
    if _is_stub(layout, paragraphs):
        warnings += ("The page is cut short by a paywall; the article was read up to there.",)
    language = tree.get("lang") or ""
    printed, date_warnings = (
        (None, ())
        if metadata.published
        else find_printed_date(layout, selection, title_index, shown=metadata.shown, language=language)
    )
    body_keys = {text_key(part.text) for part in paragraphs} | {text_key(title or "")}
    return _assemble(
        Article(
            id=name,
            page=page,
            text="",
            title=title,
            titles=(),
            outlet=outlet,
            bylines=bylines,
            published=metadata.published or printed,
            language=language or None,
            paragraphs=(),
            furniture=(),
            warnings=warnings + date_warnings,
            url=url,
        ),
        paragraphs,
        [part for part in parts if part.kind == "correction" or (part.kind and has_quotation(part.text))]
        + find_posts(layout, selection)
        + find_quoting_furniture(layout, selection, body_keys),
        shows_title=title_index is not None,
    )


def _choose_outlet(page: Page, metadata: Metadata, url: str | None) -> tuple[str | None, tuple[str, ...]]:
    """Return the outlet of ``page``, whose canonical link is ``url``, and a warning if it gives another site's."""
    fetched_from = original_url(page.url) if page.url else None
    canonical = original_url(url) if url else None
    address = fetched_from or canonical
    claimed_host = find_claimed_host(metadata.outlet, address) if metadata.outlet and address else None
    if fetched_from is None or canonical is None or same_site(canonical, fetched_from):
        if address and claimed_host:
            warning = f"The page is from {bare_host(address)} but says that its outlet is {metadata.outlet},"
            return bare_host(address), (f"{warning} which is at {claimed_host}; that was not recorded.",)
        return metadata.outlet, ()
    outlet = choose_outlet_of_copy(metadata.publishers, fetched_from=fetched_from, canonical=canonical)
    warning = (
        f"The page came from {bare_host(fetched_from)} but names {url} as its address, as a copy or a forgery does."
    )
    if metadata.outlet not in {None, outlet}:
        warning += f" It also says that its outlet is {metadata.outlet[:_MAX_NAME_CHARS]}, which was not recorded."
    return outlet, (warning,)


def _is_stub(layout: Layout, paragraphs: list[Part]) -> bool:
    """Return true if the article is short and the page asks for a subscription to read on."""
    if sum(len(part.text) for part in paragraphs) >= _MAX_STUB_CHARS:
        return False
    body = {part.text for part in paragraphs}
    walls = (PAYWALL.search(block.text) for block in layout.blocks if len(block.text) <= MAX_FURNITURE_CHARS)
    # "Parents were asked to log in to read the letter": in the article, a sentence of the wall begins with it.
    return any(
        wall and (wall.string not in body or wall.string[: wall.start()].rstrip(" [(")[-1:] in ".!?:") for wall in walls
    )


def _find_bylines(
    metadata: Metadata, layout: Layout, selection: ArticleRange, parts: list[Part], *, title_index: int
) -> tuple[str, ...]:
    """Return the authors from the metadata, or else a line such as "By Ada Quill", or else markup or a bare name."""
    names = parse_authors(metadata.authors, publishers=metadata.publishers)
    if not names:
        above = range(max(title_index - MAX_LINES_ABOVE, 0), title_index)
        indexes = [index for index in (*selection.indexes, *above) if selection.kinds[index] not in FOREIGN_KINDS]
        texts = (layout.blocks[index].text for index in indexes)
        names = next(filter(None, map(parse_byline, texts)), ())
    if not names:
        names = next(filter(None, _find_marked_names(layout, selection)), ())
    if not names:
        names = next(filter(None, (parse_author_line(part.text) for part in parts if part.kind == "byline")), ())
    # "By Courier Staff"
    return tuple(name for name in dict.fromkeys(names) if not is_role_name(name))


def _find_marked_names(layout: Layout, selection: ArticleRange) -> Iterator[tuple[str, ...]]:
    """Yield the authors in each element whose markup announces some: "<div class='byline'><a>Ada Quill</a>"."""
    indexes = (index for index in selection.indexes if selection.kinds[index] == "byline")
    for _, group in groupby(indexes, key=selection.roots.__getitem__):
        yield tuple(name for index in group for name in parse_author_line(layout.blocks[index].text))


def _assemble(article: Article, paragraphs: list[Part], furniture: list[Part], *, shows_title: bool) -> Article:
    """Fill in the text and spans of ``article``: headline, paragraphs, furniture, with blank lines between them."""
    texts = [
        *([article.title] if article.title and shows_title else []),
        *(part.text for part in (*paragraphs, *furniture)),
    ]
    spans: list[Span] = []
    position = 0
    for text in texts:
        spans.append((position, position + len(text)))
        position += len(text) + len(_SEPARATOR)
    title_count = len(spans) - len(paragraphs) - len(furniture)
    furniture_start = title_count + len(paragraphs)
    assembled = replace(
        article,
        text=_SEPARATOR.join(texts),
        titles=tuple(spans[:title_count]),
        paragraphs=tuple(spans[title_count:furniture_start]),
        furniture=tuple(
            Furniture(part.kind, span, _find_account(part, start=span[0]))
            for part, span in zip(furniture, spans[furniture_start:], strict=True)
            if part.kind
        ),
    )
    headings, quotations = [part.is_heading for part in paragraphs], [part.quotation for part in paragraphs]
    return replace(assembled, turns=find_turns(assembled, headings=headings, quotations=quotations))


def _find_account(part: Part, *, start: int) -> Span | None:
    """Return the span of the account's name in an embedded post that begins at ``start``."""
    match = POST_SIGNATURE.search(part.text) if part.kind == "post" else None
    return (start + match.start("account"), start + match.end("account")) if match else None
