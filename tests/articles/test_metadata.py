"""Who a page says wrote it."""

from __future__ import annotations

import pytest
from lxml import html

from onrecord.articles.metadata import authors, stated


@pytest.mark.parametrize(
    ("named", "names"),
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
def test_authors(named: str | None, names: tuple[str, ...]) -> None:
    assert authors(named, outlet="Elmouth Courier") == names


HEAD = (
    '<html><head><title>Ferry runs - The Bell</title><meta property="og:title" content="Ferry runs">'
    '{author}<meta property="article:published_time" content="2024-03-01"></head>'
    '<body><h1>Another heading</h1><p class="author">By Dex Moll</p><p>Words of the page.</p></body></html>'
)


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ('<meta name="author" content="Ada Quill">', "Ada Quill"),  # the head has it all, and is believed
        ("", "Dex Moll"),  # it lacks the author, so the page is searched
    ],
)
def test_the_page_is_searched_for_what_its_head_lacks(author: str, name: str) -> None:
    found = stated(html.fromstring(HEAD.format(author=author)), None)
    assert (found.title, found.author, found.date) == ("Ferry runs", name, "2024-03-01")


def test_metadata_in_json_may_stand_in_the_body() -> None:
    page = html.fromstring(
        '<html><head><title>Ferry runs</title><meta property="og:title" content="Ferry runs">'
        '<meta property="article:published_time" content="2024-03-01"></head><body>'
        '<script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle", "headline": '
        '"Ferry runs", "author": {"@type": "Person", "name": "Ada Quill"}}</script>'
        '<p class="author">By Dex Moll</p></body></html>'
    )
    assert stated(page, None).author == "Ada Quill"
