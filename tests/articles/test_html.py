"""Extraction from HTML: title, paragraphs, metadata; furniture set apart or dropped."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest

from onrecord.articles import cut, style_sheets
from onrecord.errors import UnreadableError
from onrecord.settings import Settings
from onrecord.urls import original_url, same_site
from tests.articles.factories import LAST, LEAD, QUOTE, check_parts, furniture, html, page, paragraphs

TITLE = "Ferry to run again, says harbour board"
BODY = [LEAD, QUOTE, LAST]


def article_of(*inner: str, around: str = "", head: str = "") -> str:
    markup = "".join(part if part.startswith("<") else f"<p>{part}</p>" for part in inner)
    return f"<main><article><h1>{TITLE}</h1><div class='story'>{markup}</div></article>{around}</main>"


def test_title_and_paragraphs_are_separate() -> None:
    article = html(article_of(*BODY))
    check_parts(article)
    assert article.text == "\n\n".join([TITLE, *BODY])
    assert (article.title, [article.words(span) for span in article.titles]) == (TITLE, [TITLE])
    assert paragraphs(article) == BODY


HEAD = """<title>Ferry to run again, says harbour board | Elmouth Courier</title>
<meta property="og:site_name" content="Elmouth Courier">
<meta property="article:published_time" content="2024-05-04T00:30:00Z">
<meta name="author" content="Ada Quill">
<link rel="canonical" href="https://courier.example/2024/05/03/ferry">"""


def test_metadata() -> None:
    article = html(article_of(*BODY), head=HEAD)
    assert (article.outlet, article.bylines) == ("Elmouth Courier", ("Ada Quill",))
    assert article.url == "https://courier.example/2024/05/03/ferry"
    assert article.published == "2024-05-03"  # the day in the URL, not the day in UTC
    assert article.language == "en"


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="date" content="2024-05-03">',
        '<meta itemprop="datePublished" content="2024-05-03T10:00:00+02:00">',
        '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2024-05-03T10:00"}</script>',
        '<link rel="canonical" href="https://courier.example/2024/may/03/ferry">',
    ],
)
def test_date_of_publication(head: str) -> None:
    assert html(article_of(*BODY), head=head).published == "2024-05-03"


@pytest.mark.parametrize(
    "boilerplate",
    [
        "Related: What the gulls of Elmouth eat",
        "Follow us on Facebook for more",
        "<p><a href='/a'>What the gulls of Elmouth eat</a></p>",
        "<p><a href='/a'>[Learn how the gulls of Elmouth steal chips.]</a></p>",
        "<p><a href='/a'>Watch the gulls take the pier.</a></p>",
        "<p>By Ada Quill</p>",
        "(Reporting by Ada Quill; editing by Tom Hale)",
        "Sign up for our newsletter, it is free",
        "<p>Don't miss</p><ul><li><a href='/a'>What gulls eat</a></li><li><a href='/b'>Pier to close</a></li></ul>",
        "Story continues below advertisement",
        # A pull quote, the time of an entry in a live report, and a byline of texts side by side.
        "<blockquote>“The engine is mended and the crew is glad”</blockquote>",
        "<p>14:31</p>",
        "<header><span>By <a href='/q'>Ada Quill</a></span><time>May 3, 2024</time><span>10:14 AM</span></header>",
    ],
)
def test_boilerplate_is_dropped(boilerplate: str) -> None:
    article = html(article_of(LEAD, boilerplate, QUOTE, LAST))
    check_parts(article)
    assert paragraphs(article) == BODY
    assert article.furniture == ()


def test_links_side_by_side_are_two_headlines() -> None:
    links = "<div class='related'><a href='/a'>Pier to close</a><a href='/b'>Vale: ‘I never liked the ferry’</a></div>"
    article = html(article_of(LEAD, links, QUOTE, LAST))
    assert furniture(article) == [("related", "Vale: ‘I never liked the ferry’")]


def test_parts_of_a_word_side_by_side_stay_together() -> None:
    article = html(article_of("<p><span>T</span><span>he ferry</span>" + LEAD.removeprefix("The ferry") + "</p>", LAST))
    assert paragraphs(article) == [LEAD, LAST]


def test_a_note_about_the_author_is_no_paragraph() -> None:
    note = "Ada Quill is a contributing editor. Her last piece for the Courier was about lighthouses."
    assert paragraphs(html(article_of(*BODY, note), head=HEAD)) == BODY
    assert paragraphs(html(article_of(*BODY, note))) == [*BODY, note]


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
def test_furniture_with_quotations_is_kept(inner: str, around: str, expected: str | None) -> None:
    article = html(article_of(LEAD, inner or "<hr>", QUOTE, LAST, around=around))
    check_parts(article)
    assert paragraphs(article) == BODY
    assert [kind for kind, _ in furniture(article)] == ([expected] if expected else [])


def test_a_subheading_in_custom_markup_is_restored() -> None:
    heading = "<div class='story-subhead'>What will it cost?</div>"
    article = html(article_of(LEAD, QUOTE, heading, LAST, LEAD.replace("ferry", "bridge")))
    assert "What will it cost?" in paragraphs(article)
    assert paragraphs(article).index("What will it cost?") == 2


@pytest.mark.parametrize(
    "source",
    [
        "<html><body><h1>Ferry to run again</h1><p>{}<p>{}<p>{}",
        "<HTML><BODY><TABLE><TR><TD><H1>Ferry to run again</H1><P>{}<P>{}<P>{}</TABLE></FONT>",
        "<article><h1>Ferry to run again</h1><p>{}</p></b></p><p>{}</p><p class=>{}</article>",
        # HTML lets a page leave out the tags of its head and body.
        "<!doctype html><html lang=en><title>Ferry to run</title><article><h1>Ferry to run</h1><p>{}<p>{}<p>{}",
        "<!doctype html><meta charset=utf-8><title>Ferry</title><main><h1>Ferry</h1><p>{}</p><p>{}</p><p>{}</main>",
        '<?xml version="1.0" encoding="utf-8"?><html><h1>Ferry to run again</h1><p>{}<p>{}<p>{}</html>',
    ],
)
def test_broken_markup_is_read(source: str) -> None:
    assert paragraphs(cut(page(source.format(*BODY), kind="html"))) == BODY


@pytest.mark.parametrize(
    "declarations",
    [
        "<?xml " + " " * 90_000,
        "<?xml " + " " * 90_000 + "?>",
        "<?xml ?>" * 12_000,
        "<\0?xml\x01" + " \0" * 45_000 + "?>",
        '<?xml version="1.0"?>\n<!DOCTYPE html ' + "/" * 90_000 + ">",
        "< ! doctype " + "/ " * 45_000,
    ],
)
def test_long_declarations_are_left_out_in_linear_time(declarations: str) -> None:
    began = time.process_time()
    article = cut(page(f"{declarations}<html><body><h1>Ferry</h1><p>" + "<p>".join(BODY), kind="html"))
    assert time.process_time() - began < 2.0
    assert paragraphs(article)[-3:] == BODY
    assert article.warnings == (
        "The declarations before the page are longer than 1,000 characters; they were left out.",
    )


@pytest.mark.parametrize(
    ("canonical", "url"),
    [
        ("https://bell.example/ferry", "https://bell.example/ferry"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("http://[::1", None),
        ("https://bell.example:99999/", None),
        ("/ferry", None),
        # Blanks would end the address in a citation, and the words after it would be the citation's.
        ("https://bell.example/ferry and the mayor lied", "https://bell.example/ferry%20and%20the%20mayor%20lied"),
    ],
)
@pytest.mark.parametrize("markup", ['<link rel="canonical" href="{}">', '<meta property="og:url" content="{}">'])
def test_only_an_address_on_the_web_is_canonical(markup: str, canonical: str, url: str | None) -> None:
    assert html(article_of(*BODY), head=markup.format(canonical)).url == url


@pytest.mark.parametrize(
    ("url", "canonical", "warns"),
    [
        (None, "https://courier.example/", True),
        ("https://courier.example/", "https://courier.example/", True),
        # A site that gives its front page as the address of all its pages.
        ("https://courier.example/ferry", "https://courier.example/", False),
        (None, "https://courier.example/ferry", False),
    ],
)
def test_front_pages_are_read_with_a_warning(url: str | None, canonical: str, *, warns: bool) -> None:
    article = html(article_of(*BODY), head=f'<link rel="canonical" href="{canonical}">', url=url)
    assert any("front page" in warning for warning in article.warnings) is warns


COURIER = "https://courier.example/ferry"


@pytest.mark.parametrize(
    ("url", "canonical", "name", "outlet"),
    [
        # Files, and pages of the site that they name.
        (None, COURIER, "Elmouth Courier", "Elmouth Courier"),
        ("https://www.courier.example/ferry?page=2", COURIER, "Elmouth Courier", "Elmouth Courier"),
        ("https://m.courier.example/ferry", COURIER, "Elmouth Courier", "Elmouth Courier"),
        ("https://news.courier.example/ferry", COURIER, "Elmouth Courier", "Elmouth Courier"),
        ("https://sport.courier.example/f", "https://news.courier.example/f", "Elmouth Courier", "Elmouth Courier"),
        ("https://evil.example/ferry", "https://evil.example/ferry", "The Bell", "The Bell"),
        # Copies in caches and web archives.
        ("https://courier-example.cdn.ampproject.org/c/s/courier.example/ferry", COURIER, "Courier", "Courier"),
        ("https://www.google.com/amp/s/courier.example/ferry", COURIER, "Courier", "Courier"),
        ("https://web.archive.org/web/20240503000000id_/https://courier.example/ferry", COURIER, "Courier", "Courier"),
        ("https://web.archive.org/web/https://courier.example/ferry", COURIER, "Courier", "Courier"),
        ("https://web.archive.org/web/2024/http://evil.example/f", COURIER, "Elmouth Courier", "evil.example"),
        # Syndicated pages under the name of the site that shows them.
        ("https://harbourmirror.example/f", COURIER, "The Harbour Mirror", "The Harbour Mirror"),
        ("https://news.mirror.example/f", COURIER, "Mirror News", "Mirror News"),
        ("https://www.hdm.example/f", COURIER, "The Harbour Daily Mirror", "The Harbour Daily Mirror"),
        # The name is claimed only.
        ("https://evil.example/ferry", COURIER, "Elmouth Courier", "evil.example"),
        ("https://www.evil.example/ferry", "https://www.courier.example/", "Elmouth Courier", "evil.example"),
        ("https://courier.evil.example/ferry", COURIER, "Elmouth Courier", "courier.evil.example"),
        ("https://courier.blogspot.com/ferry", COURIER, "Elmouth Courier", "courier.blogspot.com"),
        ("https://elmouth-courier.example/f", COURIER, "Elmouth Courier", "elmouth-courier.example"),
        ("https://evil.example/c/s/courier.example/ferry", COURIER, "Elmouth Courier", "evil.example"),
        ("https://192.0.2.7/ferry", COURIER, "Elmouth Courier", "192.0.2.7"),
        ("https://courier.example:8443/ferry", "https://bell.example/f", "The " * 400 + "Bell", "courier.example"),
    ],
)
def test_a_page_of_one_site_is_not_published_by_the_outlet_of_another(
    url: str | None, canonical: str, name: str, outlet: str
) -> None:
    head = f'<link rel="canonical" href="{canonical}"><meta property="og:site_name" content="{name}">'
    article = html(article_of(*BODY), head=head, url=url)
    assert article.outlet == outlet
    (warning,) = article.warnings or ("",)
    assert (f"names {canonical} as its address" in warning, "its outlet is" in warning) == (
        url is not None and not same_site(original_url(url), canonical),
        outlet != name,
    )


@pytest.mark.parametrize(
    ("url", "canonical", "name", "outlet"),
    [
        ("https://evil.example/f", "https://evil.example/f", "The Washington Post", "evil.example"),
        ("https://reuters.com.evil.example/f", "", "Reuters", "reuters.com.evil.example"),
        (None, "https://evil.example/f", "BBC News", "evil.example"),
        (None, "", "BBC News", "BBC News"),
        ("https://www.bbc.co.uk/f", "", "BBC News", "BBC News"),
        ("https://uk.reuters.com/f", "", "Reuters", "Reuters"),
        ("https://web.archive.org/web/2024/https://www.bbc.com/f", "", "BBC News", "BBC News"),
        ("https://evil.example/f", "", "The Washington Post of Elmouth", "The Washington Post of Elmouth"),
    ],
)
def test_a_page_does_not_take_the_name_of_a_well_known_outlet(
    url: str | None, canonical: str, name: str, outlet: str
) -> None:
    head = f'<link rel="canonical" href="{canonical}"><meta property="og:site_name" content="{name}">'
    article = html(article_of(*BODY), head=head, url=url)
    assert article.outlet == outlet
    assert any("which is at" in warning for warning in article.warnings) is (outlet != name)


@pytest.mark.parametrize(("limit", "value"), [("MAX_STYLE_CHARACTERS", 40), ("_MAX_CHECKS", 1)])
def test_large_style_sheets_are_read_in_part_with_a_warning(
    monkeypatch: pytest.MonkeyPatch, limit: str, value: int
) -> None:
    sheets = "<style>.teaser { display: none }</style><style>p.late { display: none }</style>"
    body = "".join(f"<p>{text}</p>" for text in BODY) + "<p class='late'>Gulls take the pier, the board said.</p>"
    whole = html(f"<p class='teaser'>Gulls!</p>{body}", head=sheets)
    assert (paragraphs(whole), whole.warnings) == (BODY, ())
    monkeypatch.setattr(style_sheets, limit, value)
    part = html(f"<p class='teaser'>Gulls!</p>{body}", head=sheets)
    assert paragraphs(part) == [*BODY, "Gulls take the pier, the board said."]
    assert part.warnings == (
        "The page’s style sheets are too large to be read whole; words that they hide may be in the text.",
    )


def test_the_longest_declaration_is_a_setting() -> None:
    source = page('<?xml version="1.0"?><html><body><p>' + "<p>".join(BODY), kind="html")
    assert cut(source).warnings == ()
    assert cut(source, settings=Settings(max_declaration_characters=20)).warnings != ()


def test_declared_entities_are_not_expanded() -> None:
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    source = f'<!DOCTYPE html [<!ENTITY l0 "lol">{lol}<!ENTITY file SYSTEM "file:///etc/passwd">]><html><body>'
    article = cut(page(source + article_of(LEAD, "It was said of it: &l9; &file;", QUOTE, LAST), kind="html"))
    assert len(article.text) < 1000
    assert "root:" not in article.text


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 29_000 + LEAD,
        "<span>" * 29_000 + LEAD,
        "<table><tr><td>" * 9_000 + LEAD,
        "<p>" + "<a href='x'>x</a>" * 5000,
        "<p>" + "<b>x?</b>" * 30_000,
        f"<p>{LEAD}</p>" + "<p>x" * 50_000 + f"<p>{LEAD}</p>",
        "<img src='a'>" * 30_000 + "<div>" * 1_000 + f"<p>{LEAD}</p>",
        "<blockquote>" * 2_000 + f"<p>{LEAD}</p>" * 2_000,
    ],
)
def test_deep_and_wide_pages_finish_in_time(body: str) -> None:
    began = time.process_time()
    with suppress(UnreadableError):
        check_parts(html(body))
    assert time.process_time() - began < 5
