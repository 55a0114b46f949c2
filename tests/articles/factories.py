"""Build pages for the tests of articles, and check an article's parts."""

from __future__ import annotations

from hashlib import sha256

from onrecord.articles import cut
from onrecord.types import Article, Page

LEAD = "The ferry between Tarn Quay and Elmouth will run again from Monday, the harbour board said this week."
QUOTE = (
    "“The engine is mended and the crew is glad,” said Tom Brannigan, who has chaired the board since it was set up."
)
LAST = "Nobody who was at the meeting on Thursday could say how long the repair would last, or what it had cost."


def page(
    body: bytes | str,
    *,
    kind: str = "plain",
    source: str = "ferry.txt",
    encoding: str | None = None,
    url: str | None = None,
) -> Page:
    content = body.encode() if isinstance(body, str) else body
    return Page(source, content, sha256(content).hexdigest(), f"text/{kind}", encoding=encoding, url=url)


def plain(text: str) -> Article:
    return cut(page(text))


def html(body: str, *, head: str = "", url: str | None = None) -> Article:
    markup = f"<!DOCTYPE html><html lang='en'><head>{head}</head><body>{body}</body></html>"
    return cut(page(markup, kind="html", url=url))


def paragraphs(article: Article) -> list[str]:
    return [article.words(span) for span in article.paragraphs]


def furniture(article: Article) -> list[tuple[str, str]]:
    return [(piece.kind, article.words(piece.span)) for piece in article.furniture]


def check_parts(article: Article) -> None:
    """Assert that titles, paragraphs and furniture cover all but white space and "#", without overlaps."""
    spans = sorted([*article.titles, *article.paragraphs, *(piece.span for piece in article.furniture)])
    covered_to = 0
    for start, end in spans:
        assert covered_to <= start < end <= len(article.text)
        assert not article.text[covered_to:start].strip().strip("#")
        assert article.words((start, end)) == article.words((start, end)).strip()
        covered_to = end
    assert not article.text[covered_to:].strip()
