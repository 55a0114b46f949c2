"""Who a page says wrote it."""

from __future__ import annotations

import pytest
from lxml import html

from onrecord.articles.metadata import about_itself, authors


@pytest.mark.parametrize(
    ("stated", "names"),
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
def test_authors(stated: str | None, names: tuple[str, ...]) -> None:
    assert authors(stated, outlet="Elmouth Courier") == names


@pytest.mark.parametrize(
    ("head", "body", "author"),
    [
        ('<meta name="author" content="Ada Quill">', "", "Ada Quill"),
        ("", '<p class="byline">By <span class="author">Tom Hale</span></p>', "Tom Hale"),
        ('<meta name="author" content="Ada Quill">', '<p class="author">Tom Hale</p>', "Ada Quill"),
        ("", "", None),
    ],
)
def test_the_whole_page_is_searched_for_what_its_head_leaves_open(head: str, body: str, author: str | None) -> None:
    tree = html.fromstring(
        "<html><head><title>Ferry to run again | Courier</title>"
        f'<meta property="article:published_time" content="2024-05-03">{head}</head>'
        f"<body><h1>Ferry to run again</h1>{body}<p>It will run.</p></body></html>"
    )
    stated = about_itself(tree, "https://courier.example/ferry")
    assert (stated.title, stated.date, stated.author) == ("Ferry to run again", "2024-05-03", author)
    assert (stated.url, stated.sitename) == ("https://courier.example/ferry", "courier.example")
