"""The article on a page of HTML, with what is not the article set apart or left out."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest

from onrecord.articles import cut
from onrecord.errors import UnreadableError
from tests.articles.making import LAST, LEAD, QUOTE, check_parts, furniture, html, page, paragraphs

TITLE = "Ferry to run again, says harbour board"
BODY = [LEAD, QUOTE, LAST]


def article_of(*inner: str, around: str = "", head: str = "") -> str:
    marked = "".join(part if part.startswith("<") else f"<p>{part}</p>" for part in inner)
    return f"<main><article><h1>{TITLE}</h1><div class='story'>{marked}</div></article>{around}</main>"


def test_title_and_paragraphs_stand_apart() -> None:
    made = html(article_of(*BODY))
    check_parts(made)
    assert made.text == "\n\n".join([TITLE, *BODY])
    assert (made.title, [made.words(span) for span in made.titles]) == (TITLE, [TITLE])
    assert paragraphs(made) == BODY


HEAD = """<title>Ferry to run again, says harbour board | Elmouth Courier</title>
<meta property="og:site_name" content="Elmouth Courier">
<meta property="article:published_time" content="2024-05-04T00:30:00Z">
<meta name="author" content="Ada Quill">
<link rel="canonical" href="https://courier.example/2024/05/03/ferry">"""


def test_what_the_page_states_of_itself() -> None:
    made = html(article_of(*BODY), head=HEAD)
    assert (made.outlet, made.bylines) == ("Elmouth Courier", ("Ada Quill",))
    assert made.url == "https://courier.example/2024/05/03/ferry"
    assert made.published == "2024-05-03"  # the newsroom's own day, not the one in UTC
    assert made.language == "en"


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="date" content="2024-05-03">',
        '<meta itemprop="datePublished" content="2024-05-03T10:00:00+02:00">',
        '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2024-05-03T10:00"}</script>',
        '<link rel="canonical" href="https://courier.example/2024/may/03/ferry">',
    ],
)
def test_the_day_of_publication(head: str) -> None:
    assert html(article_of(*BODY), head=head).published == "2024-05-03"


@pytest.mark.parametrize(
    "boilerplate",
    [
        "Related: What the gulls of Elmouth eat",
        "Follow us on Facebook for more",
        "<p><a href='/a'>What the gulls of Elmouth eat</a></p>",
        "<p>By Ada Quill</p>",
        "(Reporting by Ada Quill; editing by Tom Hale)",
        "Sign up for our newsletter, it is free",
        "<p>Don't miss</p><ul><li><a href='/a'>What gulls eat</a></li><li><a href='/b'>Pier to close</a></li></ul>",
        "Story continues below advertisement",
    ],
)
def test_boilerplate_is_left_out(boilerplate: str) -> None:
    made = html(article_of(LEAD, boilerplate, QUOTE, LAST))
    check_parts(made)
    assert paragraphs(made) == BODY
    assert made.furniture == ()


RELATED = "<aside class='related'><h2>Related</h2><ul>{}</ul></aside>"
LINK = "<li><a href='/x'>{}</a></li>"


@pytest.mark.parametrize(
    ("inner", "around", "expected"),
    [
        ("<p>Related: Gulls are ‘a plague on us all’, says Vale</p>", "", "related"),
        (
            "<figure><img src='a'><figcaption>“It is mended at last”: Tom Brannigan.</figcaption></figure>",
            "",
            "caption",
        ),
        ("", RELATED.format(LINK.format("Ann Vale: ‘I never liked the ferry’")), "related"),
        ("", RELATED.format(LINK.format("Gulls are ‘a plague on us all’, says Vale")), None),
        ("<p>Related: What “The Gulls” means</p>", "", None),
        ("<figure><figcaption>The ferry on Monday</figcaption></figure>", "", None),
    ],
)
def test_furniture_that_quotes_somebody_is_kept_apart(inner: str, around: str, expected: str | None) -> None:
    made = html(article_of(LEAD, inner or "<hr>", QUOTE, LAST, around=around))
    check_parts(made)
    assert paragraphs(made) == BODY
    assert [kind for kind, _ in furniture(made)] == ([expected] if expected else [])


def test_a_heading_in_markup_of_the_site_s_own_is_put_back() -> None:
    heading = "<div class='story-subhead'>What will it cost?</div>"
    made = html(article_of(LEAD, QUOTE, heading, LAST, LEAD.replace("ferry", "bridge")))
    assert "What will it cost?" in paragraphs(made)
    assert paragraphs(made).index("What will it cost?") == 2


@pytest.mark.parametrize(
    "source",
    [
        "<html><body><h1>Ferry to run again</h1><p>{}<p>{}<p>{}",
        "<HTML><BODY><TABLE><TR><TD><H1>Ferry to run again</H1><P>{}<P>{}<P>{}</TABLE></FONT>",
        "<article><h1>Ferry to run again</h1><p>{}</p></b></p><p>{}</p><p class=>{}</article>",
        '<?xml version="1.0" encoding="utf-8"?><html><h1>Ferry to run again</h1><p>{}<p>{}<p>{}</html>',
    ],
)
def test_broken_markup_is_read(source: str) -> None:
    assert paragraphs(cut(page(source.format(*BODY), kind="html"))) == BODY


def test_entities_of_the_page_s_own_are_not_expanded() -> None:
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    source = f'<!DOCTYPE html [<!ENTITY l0 "lol">{lol}<!ENTITY file SYSTEM "file:///etc/passwd">]><html><body>'
    made = cut(page(source + article_of(LEAD, "It was said of it: &l9; &file;", QUOTE, LAST), kind="html"))
    assert len(made.text) < 1000
    assert "root:" not in made.text


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 29_000 + LEAD,
        "<span>" * 29_000 + LEAD,
        "<table><tr><td>" * 9_000 + LEAD,
        "<p>" + "<a href='x'>x</a>" * 5000,
    ],
)
def test_deep_and_wide_pages_end_in_time(body: str) -> None:
    began = time.monotonic()
    with suppress(UnreadableError):
        check_parts(html(body))
    assert time.monotonic() - began < 20
