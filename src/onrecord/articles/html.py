"""The article on a page of HTML, by trafilatura, bettered by what news pages have in common."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from lxml.etree import _Element as Element
from trafilatura import load_html

from onrecord.articles.blocks import Block, blocks, key
from onrecord.articles.dates import edtf, find_date
from onrecord.articles.extract import extracted
from onrecord.articles.furniture import by_names, kind_of
from onrecord.articles.headlines import headline_like
from onrecord.articles.metadata import authors, stated, stated_date
from onrecord.articles.recover import as_shown, recovered
from onrecord.articles.rules import RELATED_HEADING
from onrecord.errors import UnreadableError
from onrecord.types import Article, Furniture, FurnitureKind, Page, Span

_MOST_ELEMENTS = 30_000
_OPENING = re.compile(r"<[a-zA-Z]")
_BETWEEN = "\n\n"
_ALL_LINK = 0.9
_TITLE_OVERLAP = 0.5
_TITLE_WITHIN = 4
_LEAST_LINKED_WORDS = 3
_MOST_FURNITURE = 30
_LONGEST_FURNITURE = 400
_QUOTED = re.compile(r"[“\"][^“”\"]{2,}[”\"]|(?<!\w)[‘'][^‘’']{2,}(?:[’'](?=\w)[^‘’']+)*[’'](?!\w)")
_SAYS = re.compile(r"\w: ?[“‘\"'](?:\S+ ){2,}\S*[”’\"']$|^[“‘\"'](?:\S+ ){2,}\S*[”’\"']:")
_CAPTION = re.compile(r"caption", re.IGNORECASE)
_RELATED = re.compile(
    r"relat(?:ed|ion)|recommend|read-?(?:more|next|also)|more-?(?:stories|news|from)|trending|most-?(?:read|popular)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Part:
    text: str
    kind: FurnitureKind | None = None


def cut(page: Page, text: str, *, name: str) -> Article:
    """The article on ``page``, whose characters are ``text``.

    ``Article.text`` holds the headline, then the body's paragraphs, then furniture. Of furniture only what holds
    quoted words is kept (a related headline, a caption): what a reader of statements could learn from. The rest
    of a page of HTML is buttons and boxes, which nobody misses.

    Raises ``UnreadableError`` where no article is found.
    """
    tree = _tree(page, text)
    own = stated(tree, page.url)
    shown = list(blocks(tree))
    title = _title(own.title, shown)
    body = _without_title(recovered(as_shown(extracted(tree, shown=shown), shown), shown), title)
    parts = _classified(body)
    if all(part.kind for part in parts):
        raise _no_article(page)
    known = {block.key for block in body} | {key(title or "")}
    return _assembled(
        Article(
            id=name,
            page=page,
            text="",
            title=title,
            titles=(),
            outlet=own.sitename or None,
            bylines=authors(own.author, outlet=own.sitename) or _bylines(parts),
            published=stated_date(tree, own.url) or _published(parts) or own.date,
            language=tree.get("lang") or None,
            paragraphs=(),
            furniture=(),
            url=own.url or None,
        ),
        [part for part in parts if part.kind is None],
        [part for part in parts if part.kind and _quotes(part.text)] + _around(shown, known),
    )


def _tree(page: Page, text: str) -> Element:
    """The page's elements. Comments and instructions are gone; nothing is fetched and no entity of its own expanded."""
    if sum(1 for _ in _OPENING.finditer(text)) > _MOST_ELEMENTS:
        raise UnreadableError(
            page.source,
            f"it has more than {_MOST_ELEMENTS:,} elements, far more than a news page",
            advice="Save the article's text as plain text.",
        )
    tree: Element | None = load_html(text.replace("\0", ""))
    if tree is None:
        raise _no_article(page)
    return tree


def _no_article(page: Page) -> UnreadableError:
    return UnreadableError(
        page.source,
        "no article was found in it",
        advice="Check in a browser that it shows one; if a script loads it, save the page from the browser.",
    )


def _title(stated: str | None, shown: list[Block]) -> str | None:
    """The headline as the page prints it: the first ``h1`` that says what the page's title says, else the title."""
    headings = [block.text for block in shown if block.tag == "h1"]
    words = set(re.findall(r"\w+", (stated or "").casefold()))
    for heading in headings:
        found = set(re.findall(r"\w+", heading.casefold()))
        if found and len(found & words) >= _TITLE_OVERLAP * min(len(found), len(words) or 1):
            return heading
    return stated or next(iter(headings), None)


def _without_title(body: list[Block], title: str | None) -> list[Block]:
    heading = key(title or "")
    return [block for number, block in enumerate(body) if number > _TITLE_WITHIN or block.key != heading]


def _classified(body: list[Block]) -> list[_Part]:
    """Each block with the kind of furniture it is, if it is. Under a heading such as "More stories" all lines are."""
    parts: list[_Part] = []
    in_list = False
    for block in body:
        kind = kind_of(block.text)
        linked = block.link_share >= _ALL_LINK and len(block.text.split()) >= _LEAST_LINKED_WORDS
        if kind is None and headline_like(block.text) and (in_list or (linked and block.tag != "head")):
            kind = "related"
        in_list = bool(RELATED_HEADING.fullmatch(block.text)) or (in_list and kind is not None)
        parts.append(_Part(block.text, kind))
    return parts


def _around(shown: list[Block], known: set[str]) -> list[_Part]:
    """Captions and related headlines outside the article's own text that hold quoted words.

    Between the article's paragraphs any such words will do. Elsewhere a page is full of other pages' headlines, and
    only those that say whose the words are, with a colon, are worth having.
    """
    found: dict[str, _Part] = {}
    inside = [number for number, block in enumerate(shown) if block.key in known]
    for number, block in enumerate(shown):
        within = bool(inside) and inside[0] < number < inside[-1]
        if len(block.text) > _LONGEST_FURNITURE or not (_quotes if within else _SAYS.search)(block.text):
            continue
        kind = _surrounding(block) if block.key not in known else None
        if kind and (within or kind == "related") and kind_of(block.text) in {None, "related", "caption"}:
            found.setdefault(block.key, _Part(block.text, kind))
    return list(found.values())[:_MOST_FURNITURE]


def _quotes(text: str) -> bool:
    """Whether words of somebody's may be quoted in ``text``: not only names and titles, which are all capitals."""
    return any(re.search(r"(?:^|\s)[a-z]", match[0].strip("“”‘’\"'")) for match in _QUOTED.finditer(text))


def _surrounding(block: Block) -> FurnitureKind | None:
    headline = headline_like(block.text) and block.link_share >= _ALL_LINK
    for element in (block.element, *block.element.iterancestors()):
        marks = f"{element.get('class') or ''} {element.get('id') or ''}"
        if headline and _RELATED.search(marks):
            return "related"
        if not headline and (element.tag == "figcaption" or _CAPTION.search(marks)):
            return "caption"
        if element.tag == "body":
            break
    return None


def _bylines(parts: Iterable[_Part]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for part in parts if part.kind == "byline" for name in by_names(part.text)))


def _published(parts: Iterable[_Part]) -> str | None:
    dates = (edtf(match) for part in parts if part.kind == "dateline" and (match := find_date(part.text)))
    return next((found for found in dates if found), None)


def _assembled(article: Article, paragraphs: list[_Part], furniture: list[_Part]) -> Article:
    """``article`` with its text: headline, paragraphs and furniture, a blank line between any two."""
    texts = [*([article.title] if article.title else []), *(part.text for part in (*paragraphs, *furniture))]
    spans: list[Span] = []
    start = 0
    for text in texts:
        spans.append((start, start + len(text)))
        start += len(text) + len(_BETWEEN)
    titles = 1 if article.title else 0
    rest = titles + len(paragraphs)
    return replace(
        article,
        text=_BETWEEN.join(texts),
        titles=tuple(spans[:titles]),
        paragraphs=tuple(spans[titles:rest]),
        furniture=tuple(
            Furniture(part.kind, span) for part, span in zip(furniture, spans[rest:], strict=True) if part.kind
        ),
    )
