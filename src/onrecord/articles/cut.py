"""From a page to its article."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath

from onrecord.articles import html, plain
from onrecord.articles.decode import decode
from onrecord.articles.language import is_english
from onrecord.errors import UnreadableError
from onrecord.types import Article, Page

_ENDINGS = (".gz", ".html", ".htm", ".xhtml", ".txt", ".md")
_ID_LENGTH = 16


def cut(page: Page) -> Article:
    """The article on ``page``.

    For plain text ``Article.text`` is the decoded file, character for character; for HTML it is built of the
    headline, the paragraphs and such furniture as holds quoted words, with blank lines between. Every character
    of it that is not white space lies in exactly one title, paragraph or piece of furniture.

    Raises ``UnreadableError`` where the page is empty, cannot be decoded, holds no article, or is not English.
    """
    text = decode(page)
    if not text.strip():
        raise UnreadableError(page.source, "the page is empty", advice="Get it again, or leave it out.")
    make = html.cut if page.content_type == "text/html" else plain.cut
    article = make(page, text, name=article_id(page))
    body = "\n".join(article.words(span) for span in article.paragraphs)
    if not is_english(body, declared=article.language):
        raise UnreadableError(page.source, "it is not in English", advice="OnRecord reads English pages only.")
    return replace(article, language="en", published=page.published or article.published)


def article_id(page: Page) -> str:
    """The file's name without its ending; for standard input, a URL or an archive's record the start of the hash."""
    if page.url is not None or page.source == "-":
        return page.sha256[:_ID_LENGTH]
    name = PurePath(page.source).name
    for ending in _ENDINGS:
        shorter = name[: -len(ending)]
        if name.lower().endswith(ending) and shorter:
            name = shorter
    return name
