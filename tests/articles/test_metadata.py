"""Metadata of an HTML page."""

from __future__ import annotations

import json

import pytest
from lxml import html

from onrecord.articles.metadata import Metadata, read_metadata

PERSON = {"@type": "Person", "name": "Ada Quill"}


def read(head: str, *, body: str = "", url: str | None = None) -> Metadata:
    return read_metadata(
        html.document_fromstring(f"<html><head>{head}</head><body>{body}</body></html>"), fetched_from=url
    )


def json_ld(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


def test_many_values_of_one_field_are_left_out() -> None:
    head = "".join(
        f'<meta property="og:title" content="Ferry {number}"><meta property="og:site_name" content="Bell {number}">'
        for number in range(100)
    )
    metadata = read(head)
    assert (metadata.titles[0], len(metadata.titles)) == ("Ferry 0", 10)
    assert (metadata.outlet, len(metadata.publishers)) == ("Bell 0", 50)


@pytest.mark.parametrize(
    ("head", "body", "authors"),
    [
        ('<meta name="author" content="Ada Quill">', "", ("Ada Quill",)),
        (
            '<meta name="dc.creator" content="Quill, Ada"><meta name="dc.creator" content="Hale, Tom">',
            "",
            ("Quill, Ada", "Hale, Tom"),
        ),
        (json_ld({"@type": "NewsArticle", "author": [PERSON, {"name": "Tom Hale"}]}), "", ("Ada Quill", "Tom Hale")),
        (
            json_ld({"@type": "NewsArticle", "author": "Ada Quill"}) + '<meta name="author" content="The Bell">',
            "",
            ("Ada Quill",),
        ),
        (
            json_ld({"@graph": [{"@type": "Article", "author": {"@id": "#ada"}}, {**PERSON, "@id": "#ada"}]}),
            "",
            ("Ada Quill",),
        ),
        (json_ld({"@type": "WebPage", "mainEntity": {"@type": "NewsArticle", "author": PERSON}}), "", ("Ada Quill",)),
        (
            "",
            json_ld([{"@type": "BreadcrumbList", "name": "News"}, {"@type": ["NewsArticle"], "author": PERSON}]),
            ("Ada Quill",),
        ),
        ("", '<p>By <a rel="author" href="/ada">Ada Quill</a></p>', ("Ada Quill",)),
        ("", '<span itemprop="author"><b>Ada</b> Quill</span>', ("Ada Quill",)),
        ("", '<div itemprop="author"><span itemprop="name">Ada Quill</span></div>', ("Ada Quill",)),
        ("", '<span class="author vcard"><a class="url fn n" href="/ada">Ada Quill</a></span>', ("Ada Quill",)),
        ("", '<div><a data-testid="authorName" href="/ada">Ada Quill</a><span>Follow</span></div>', ("Ada Quill",)),
        ("", '<span class="article__author-name">Ada Quill</span>', ("Ada Quill",)),
        ("", '<span class="coauthor-names">Ada Quill</span>', ()),
        ("", '<h1>Ferry</h1><div id="comments"><span class="author-name">Piet Tarn</span></div>', ()),
        ("", '<div class="comment-author vcard"><span class="fn">Piet Tarn</span></div>', ()),
        ("", '<div class="vcard"><span class="fn">The Harbour Board</span></div>', ()),
        ('<script type="application/ld+json">{"@type": "NewsArticle", "author": </script>', "", ()),
        ('<script type="application/ld+json">' + "[" * 100_000 + "</script>", "", ()),
        ("<title>Ferry</title>", "", ()),
        (json_ld({"@type": "Article", "author": "Ada \ud800\x1b[2J\u202eQuill"}), "", ("Ada [2JQuill",)),
        ("", '<div itemprop="comment"><span itemprop="author">Piet Tarn</span></div>', ()),
        ("", '<div itemtype="https://schema.org/Comment"><a rel="author">Piet Tarn</a></div>', ()),
        ("", '<h1>Ferry</h1><div id="comments"><a rel="author">Piet Tarn</a></div>', ()),
        ("", '<h1>Ferry</h1><div class="related-stories"><a rel="author">Piet Tarn</a></div>', ()),
        ("", '<div class="has-related-stories"><h1>Ferry</h1><a rel="author">Ada Quill</a></div>', ("Ada Quill",)),
        (
            "",
            '<template><h1>Ferry</h1></template><div class="related"><a rel="author">Ada Quill</a></div>',
            ("Ada Quill",),
        ),
        (
            "",
            '<h1 class="related"><a rel="author">Piet Tarn</a></h1><a rel="author">Ada Quill</a>',
            ("Ada Quill",),
        ),
        ('<template><meta name="author" content="Piet Tarn"></template>', "", ()),
        (
            "<title>Ferry runs again</title>"
            + json_ld(
                [
                    {"@type": "NewsArticle", "headline": "Gulls take the pier", "author": "Piet Tarn"},
                    {"@type": "NewsArticle", "headline": "Ferry to run again", "author": PERSON},
                ]
            ),
            "",
            ("Ada Quill",),
        ),
        (
            "<title>Ferry runs again</title>"
            + json_ld({"@type": "NewsArticle", "headline": "Gulls take the pier", "author": "Piet Tarn"}),
            "",
            (),
        ),
    ],
)
def test_authors(head: str, body: str, authors: tuple[str, ...]) -> None:
    assert read(head, body=body).authors == authors


@pytest.mark.parametrize(
    ("head", "outlet"),
    [
        ('<meta property="og:site_name" content="Elmouth Courier">', "Elmouth Courier"),
        (json_ld({"@type": "NewsArticle", "publisher": {"name": "Elmouth Courier"}}), "Elmouth Courier"),
        ("<title>Ferry runs again | Elmouth Courier</title>", "Elmouth Courier"),
        (
            '<meta property="og:site_name" content="elmouthcourier"><title>Ferry - Elmouth Courier</title>',
            "Elmouth Courier",
        ),
        ('<meta property="og:site_name" content="@courier"><title>Ferry</title>', None),
        ('<title>Ferry - a history</title><meta property="og:title" content="Ferry - a history">', None),
        # The end of a headline is no outlet.
        ("<title>Pier painted - Orla Tarn stole it</title>", None),
        ("<title>Pier painted | Orla Tarn Stole It</title>", None),
        ("<title>Pier painted - Orla Tarn, 3 May 2024</title>", None),
        ('<title>Pier painted - Salt</title><link rel="canonical" href="https://www.salt.example/pier">', "Salt"),
        ('<title>Pier painted - Salt</title><link rel="canonical" href="/pier">', None),
        # The name links to the front page.
        ('<title>Pier painted – The Quay Lamp</title><body><a href="/">The Quay Lamp</a>', "The Quay Lamp"),
        ('<title>Pier painted – The Quay Lamp</title><body><a rel="home" href="/a">The Quay Lamp</a>', "The Quay Lamp"),
        ('<title>Pier painted – The Quay Lamp</title><body><a href="/lamp">The Quay Lamp</a>', None),
        ('<title>Pier painted – World News</title><body><a href="/">World News</a>', None),
        ("<title>Pier painted – News</title>", None),
        # A slogan after the name.
        (
            '<meta property="og:site_name" content="The Salt | News"><link rel="canonical" href="https://salt.example/">',
            "The Salt",
        ),
        (
            '<meta property="og:site_name" content="Salt | Quay News"><link rel="canonical" href="https://quay.example/">',
            "Salt | Quay News",
        ),
    ],
)
def test_outlets(head: str, outlet: str | None) -> None:
    assert read(head).outlet == outlet


PICTURE = {"@type": "ImageObject", "datePublished": "2019-01-02"}


@pytest.mark.parametrize(
    ("head", "published"),
    [
        (json_ld([PICTURE, {"@type": "NewsArticle", "datePublished": "2024-05-03"}]), "2024-05-03"),
        (json_ld({"@type": "NewsArticle", "image": PICTURE, "datePublished": "2024-05-03"}), "2024-05-03"),
        (json_ld({"@type": "NewsArticle", "image": PICTURE}), None),
        ('<meta name="date" content="2024-05-03T23:30:00Z">' + json_ld(PICTURE), "2024-05-03"),
        (json_ld({"@type": "NewsArticle", "datePublished": 20240503}), None),
        (json_ld({"@type": "NewsArticle", "datePublished": "Fri, 03 May 2024 09:12:00 +0100"}), "2024-05-03"),
        (json_ld({"@type": "NewsArticle", "datePublished": "May 3, 2024 9:12 AM"}), "2024-05-03"),
        (json_ld({"@type": "NewsArticle", "datePublished": "03/05/2024"}), None),
        (json_ld({"@type": "WebPage", "datePublished": "2024-05-03"}), "2024-05-03"),
        (json_ld({"@type": "Comment", "datePublished": "2024-05-03"}), None),
        ('<meta name="date" content="2024-13-03">', None),
    ],
)
def test_the_date_is_the_articles_own(head: str, published: str | None) -> None:
    assert read(head).published == published


@pytest.mark.parametrize(
    ("body", "published"),
    [
        ('<span itemprop="datePublished" content="2024-05-03">Friday</span>', "2024-05-03"),
        ('<span property="dc:date dc:created" content="2024-05-03T09:12:00+01:00">Fri</span>', "2024-05-03"),
        ('<abbr class="published" title="2024-05-03T09:12:00">3 May</abbr>', "2024-05-03"),
        ('<abbr class="updated" title="2024-05-04">4 May</abbr>', None),
        ('<span class="published" title="2024-05-03">3 May</span>', None),
        ('<h1>Ferry</h1><div class="related"><abbr class="published" title="2024-05-03">3 May</abbr></div>', None),
    ],
)
def test_dates_in_the_markup_of_the_text(body: str, published: str | None) -> None:
    assert read("", body=body).published == published


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ('<time datetime="2024-05-03">3 May</time>', "2024-05-03"),
        (
            '<time class="updated" datetime="2024-05-04"></time><time class="published" datetime="2024-05-03"></time>',
            "2024-05-03",
        ),
        ('<time itemprop="dateModified" datetime="2024-05-04"></time>', "2024-05-04"),
        ('<time class="entry-date updated" datetime="2024-05-03"></time><time datetime="2024-05-04">', "2024-05-03"),
    ],
)
def test_dates_of_time_elements(body: str, shown: str) -> None:
    metadata = read("", body=body)
    assert (metadata.published, metadata.shown) == (None, shown)


def test_the_address_gives_the_day_in_the_newsrooms_time_zone() -> None:
    head = '<meta name="date" content="2024-05-04T00:30:00Z">'
    assert read(head, url="https://courier.example/2024/05/03/ferry").published == "2024-05-03"
    assert read(head, url="https://courier.example/2019/05/03/ferry").published == "2024-05-04"
    assert read("", url="https://courier.example/2024/SPORT/05/03/ferry").published == "2024-05-03"


def test_metadata_is_bounded() -> None:
    """Thousands of objects, long values: read in part, in linear time."""
    many = json_ld([{"@type": "Thing", "name": f"n{number}"} for number in range(50_000)])
    metadata = read(many + f'<meta property="og:title" content="{"word " * 100_000}">')
    assert len(metadata.titles[0]) <= 2_000
    assert metadata.authors == ()
