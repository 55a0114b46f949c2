"""Turn a page into an article: decode it, extract the main text, check the language."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath

from onrecord.articles import plain
from onrecord.articles.decode import decode
from onrecord.articles.disguise import find_disguises
from onrecord.articles.language import is_english
from onrecord.errors import UnreadableError
from onrecord.settings import Settings
from onrecord.times import bounds, now
from onrecord.types import WIRE_TYPES, Article, Page, Spans

# Stripped from the right, in this order: "ferry.html.gz" becomes "ferry", "ferry.2024.txt" becomes "ferry.2024".
_SUFFIXES = (".gz", ".html", ".htm", ".xhtml", ".txt", ".md", ".xml", ".json")
# Hexadecimal digits of the page's SHA-256: 64 bits identify a page even in a large archive.
_ID_LENGTH = 16


def cut(page: Page, *, settings: Settings | None = None) -> Article:
    """Extract the article from ``page``, within the limits of ``settings``.

    For plain text, ``Article.text`` is the decoded file, character for character. For HTML it is assembled from the
    headline, the paragraphs and the furniture that contains quotations, with a blank line between any two. Every
    character of ``Article.text`` except white space belongs to exactly one title, paragraph or piece of furniture.

    Raises ``UnreadableError`` if the page is empty, cannot be decoded, contains no article, or is not in English.
    """
    decoded = decode(page)
    if not decoded.text.strip():
        raise UnreadableError(page.source, "the page is empty", advice="Get it again, or leave it out.")
    name = article_id(page)
    if page.content_type == "text/html":
        # Imported here: plain text needs no HTML parser.
        from onrecord.articles import html

        article = html.cut(page, decoded.text, name=name, settings=settings or Settings())
    elif page.content_type in WIRE_TYPES:
        from onrecord.articles import wire

        article = wire.cut(page, decoded.text, name=name, settings=settings or Settings())
    else:
        # One character more than an article may have, for the warning about the rest.
        limit = (settings or Settings()).max_article_characters
        article = plain.cut(page, decoded.text[: limit + 1], name=name)
    article = _limit_length(article, settings=settings or Settings())
    published, date_warnings = _refuse_future_day(article)
    body_text = "\n".join(article.words(span) for span in article.paragraphs)
    if not is_english(body_text, declared=article.language):
        raise UnreadableError(page.source, "it is not in English", advice="OnRecord reads English pages only.")
    return replace(
        article,
        language="en",
        published=page.published or published or page.feed_date,
        warnings=decoded.warnings + article.warnings + date_warnings + find_disguises(article.text),
    )


def _refuse_future_day(article: Article) -> tuple[str | None, tuple[str, ...]]:
    """Return the day of publication of ``article``, or null and a warning if the page was fetched before it.

    A day later is allowed: in Auckland it is tomorrow. So are items of a news agency, which may have an embargo.
    """
    published = bounds(article.published)
    fetched = bounds((article.page.fetched or "")[:10]) or bounds(now()[:10])
    is_wire = article.page.content_type in WIRE_TYPES
    if is_wire or not published or not fetched or published[0].toordinal() - fetched[0].toordinal() <= 1:
        return article.published, ()
    return None, (f"The page gives a day of publication in the future, {article.published}; it was not recorded.",)


def _limit_length(article: Article, *, settings: Settings) -> Article:
    """Cut ``article`` off after its longest text and its most paragraphs, with a warning for each."""
    end, warnings = len(article.text), article.warnings
    if end > settings.max_article_characters:
        end = settings.max_article_characters
        # Between two words, unless a single word is longer than an article.
        end = (
            max(article.text.rfind(" ", 0, end + 1), article.text.rfind("\n", 0, end + 1))
            if " " in article.text[:end]
            else end
        )
        warnings += (
            f"The article is longer than {settings.max_article_characters:,} characters; the rest was cut off.",
        )
    blocks = sorted((*article.titles, *article.paragraphs, *(piece.span for piece in article.furniture)))
    if len(blocks) > settings.max_paragraphs:
        end = min(end, blocks[settings.max_paragraphs - 1][1])
        warnings += (f"The article has more than {settings.max_paragraphs:,} paragraphs; the rest were cut off.",)
    if end == len(article.text):
        return article

    def cut_spans(spans: Spans) -> Spans:
        return tuple((start, min(span_end, end)) for start, span_end in spans if start < end)

    return replace(
        article,
        text=article.text[:end],
        titles=cut_spans(article.titles),
        paragraphs=cut_spans(article.paragraphs),
        turns=tuple(turn for turn in article.turns if max(turn.span, turn.name or turn.span)[1] <= end),
        furniture=tuple(
            replace(piece, span=span, account=piece.account if span == piece.span else None)
            for piece in article.furniture
            for span in cut_spans((piece.span,))
        ),
        warnings=warnings,
    )


def article_id(page: Page) -> str:
    """Return the file name without its suffixes, or the start of the page's hash.

    The hash identifies pages without a file of their own: standard input, URLs and records of a web archive.
    """
    if page.url is not None or page.source == "-":
        return page.sha256[:_ID_LENGTH]
    name = PurePath(page.source).name
    for suffix in _SUFFIXES:
        stem = name[: -len(suffix)]
        if name.lower().endswith(suffix) and stem:
            name = stem
    return name
