"""Authors and other metadata of an HTML page."""

from __future__ import annotations

import pytest
from lxml import html

from onrecord.articles.metadata import parse_authors, read_metadata


@pytest.mark.parametrize(
    ("author", "names"),
    [
        (None, ()),
        ("", ()),
        ("Ada Quill", ("Ada Quill",)),
        ("Ada Quill; Tom Hale; Ada Quill", ("Ada Quill", "Tom Hale")),
        ("ADA QUILL; TOM HALE Harbour Press", ("Ada Quill", "Tom Hale")),
        ("Analysis by Ada Quill; Elmouth Courier editor-at-large", ("Ada Quill",)),
        ("Elmouth Courier; Jo van der Meer", ("Jo van der Meer",)),
        ("The harbour board; board members", ()),
        ("Courier staff", ()),
        ("Reuters", ("Reuters",)),
    ],
)
def test_authors(author: str | None, names: tuple[str, ...]) -> None:
    assert parse_authors(author, outlet="Elmouth Courier") == names


HEAD = (
    '<html><head><title>Ferry runs - The Bell</title><meta property="og:title" content="Ferry runs">'
    '{author}<meta property="article:published_time" content="2024-03-01"></head>'
    '<body><h1>Another heading</h1><p class="author">By Dex Moll</p><p>Words of the page.</p></body></html>'
)


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ('<meta name="author" content="Ada Quill">', "Ada Quill"),  # the head is complete, so the body is not searched
        ("", "Dex Moll"),  # the head lacks the author, so the body is searched
    ],
)
def test_the_body_is_searched_only_for_missing_metadata(author: str, name: str) -> None:
    metadata = read_metadata(html.fromstring(HEAD.format(author=author)), None)
    assert (metadata.title, metadata.author, metadata.date) == ("Ferry runs", name, "2024-03-01")


def test_json_ld_in_the_body_is_read() -> None:
    page = html.fromstring(
        '<html><head><title>Ferry runs</title><meta property="og:title" content="Ferry runs">'
        '<meta property="article:published_time" content="2024-03-01"></head><body>'
        '<script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle", "headline": '
        '"Ferry runs", "author": {"@type": "Person", "name": "Ada Quill"}}</script>'
        '<p class="author">By Dex Moll</p></body></html>'
    )
    assert read_metadata(page, None).author == "Ada Quill"
