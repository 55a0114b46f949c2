"""The body of a page: kinds of markup that news sites have, each with invented words."""

from __future__ import annotations

import pytest

from onrecord.articles import cut
from onrecord.types import Article
from tests.articles.factories import LAST, LEAD, QUOTE, check_parts, furniture, html, page, paragraphs

TITLE = "Ferry to run again, says harbour board"
MORE = [
    "The quay was closed in the spring, when the ice took two of the piles and the board had no money for new ones.",
    "Four of the seven members voted for the loan on Tuesday, and the chairman signed it before the meeting was over.",
    "Sailings begin at seven in the morning and end at ten at night, except on Sundays, when the crew has its rest.",
    "The board meets again in June, in the old corn exchange, where the gallery has been shut since the roof leaked.",
]
BODY = [LEAD, QUOTE, *MORE, LAST]
NOISE = "Gulls have taken the pier and nobody on it is safe with a bag of chips, a reader wrote to us last week."
EXTRA = f"<p>{NOISE}</p>"


def wrap(texts: list[str], opening: str = "<p>", closing: str = "</p>") -> str:
    return "".join(f"{opening}{text}{closing}" for text in texts)


def read(*inner: str, after: str = "", before: str = "", head: str = "") -> Article:
    body = f"{before}<main><article><h1>{TITLE}</h1>{''.join(inner)}</article></main>{after}"
    article = html(body, head=f"<title>{TITLE} | Elmouth Courier</title>{head}")
    check_parts(article)
    return article


CHUNK = "<div class='grid'><div class='item'><div class='body__inner'>{}</div></div></div>"
FORMS = {
    "paragraphs": wrap(BODY),
    "divs": wrap(BODY, "<div>", "</div>"),
    "line breaks": "<div>" + "<br><br>".join(BODY) + "</div>",
    "spans in paragraphs": wrap(BODY, "<p><span class='text'>", "</span></p>"),
    "list items": "<ul>" + wrap(BODY, "<li>", "</li>") + "</ul>",
    "a table": "<table>" + wrap(BODY, "<tr><td>", "</td></tr>") + "</table>",
    "three chunks": "<div class='ad'>Advertisement</div>".join(
        CHUNK.format(wrap(part)) for part in (BODY[:2], BODY[2:4], BODY[4:])
    ),
    "chunks of articles": "".join(f"<section class='chunk'>{wrap(part)}</section>" for part in (BODY[:3], BODY[3:])),
    "paragraphs of class paywall": wrap(BODY, "<p class='paywall'>"),
    "widgets": "".join(
        f"<div class='article-widget article-widget-text'>{wrap(part)}</div>"
        for part in (BODY[:3], BODY[3:5], BODY[5:])
    ),
    "widgets of one paragraph or heading": "".join(f"<div class='site-widget'>{wrap([text])}</div>" for text in BODY),
    "a card of cards": f"<div class='card'><h1>{TITLE}</h1><div class='card-text'>{wrap(BODY)}</div></div>",
    "cards around quotations": wrap(BODY, "<div class='quote-card'><p>", "</p></div>"),
    "a teaser first": f"<p class='teaser'>{BODY[0]}</p>{wrap(BODY[1:])}",
    "beside pictures": wrap(BODY, "<div><img src='a'><p>", "</p></div>"),
    "columns of a table": f"<table><tr><td>Weather</td><td><br>{'<p>'.join(BODY)}</td></tr></table>",
    "a wrapper with misleading names": f"<div class='has-sidebar related newsletter-page comments'>{wrap(BODY)}</div>",
    "a wrapper that is a form": f"<form id='aspnetForm'>{wrap(BODY)}</form>",
    "an aside": f"<aside><div class='entry'>{wrap(BODY)}</div></aside>",
    "400 deep": "<div>" * 400 + wrap(BODY) + "</div>" * 400,
    "custom elements": "<site-body>" + wrap(BODY, "<site-text>", "</site-text>") + "</site-body>",
    "beside embeds": wrap(BODY, "<div><iframe src='x'></iframe><p>", "</p></div>"),
    "short last part": "<p><img src='a'></p>".join(
        f"<div class='grid-text'>{wrap(part)}</div>" for part in (BODY[:6], BODY[6:])
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_bodies(form: str) -> None:
    assert paragraphs(read(FORMS[form])) == BODY


@pytest.mark.parametrize(
    "standfirst",
    [
        "<h2 class='standfirst'>{}</h2>",
        "<p>{}</p>",
        "<header><p class='dek'>{}</p></header>",
        "<ul class='summary'><li>{}</li></ul>",
        "<div class='lede'><div>{}</div></div>",
        "<p>{}</p><div class='share'><a href='/x'>Share</a></div><div class='byline'>By Ada Quill</div>",
        "<span>Politics</span><p>{}</p><time datetime='2024-05-03'>3 May 2024</time>",
    ],
)
def test_standfirsts(standfirst: str) -> None:
    words = "Mayor Ann Vale said that the tolls would pay for a second pier by 2030"
    article = read(standfirst.format(words), f"<div class='story'>{wrap(BODY)}</div>")
    assert paragraphs(article) == [words, *BODY]


INSIDE = {
    "caption by class": f"<p class='imageCaption'>{NOISE}</p>",
    "caption in a span": f"<span class='media-caption'>{NOISE}</span>",
    "caption in an image box": f"<div class='img-group'><h3>{NOISE}</h3></div>",
    "figure": f"<figure><img src='a'><figcaption>{NOISE}</figcaption></figure>",
    "related card": f"<div class='related-card'><a href='/a'><h3>Gulls take pier</h3></a>{EXTRA}</div>",
    "related card that is an article": f"<article class='teaser'><a href='/a'><h3>Gulls</h3></a>{EXTRA}</article>",
    "comment that is an article": f"<article class='comment'><p>moll99 wrote</p>{EXTRA}</article>",
    "card in a link": f"<a href='/a'><div><h3>Gulls take the pier</h3>{EXTRA}</div></a>",
    "most read": f"<section class='most-read'><h2>Most read</h2><ul><li><a href='/a'>{NOISE}</a></li></ul></section>",
    "related headlines below a heading": (
        "<div><h3>Read more on the gulls</h3><p><a href='/a'>Gulls take the pier again</a></p></div>"
    ),
    "advertisement in an element of its own": f"<amp-ad>{EXTRA}</amp-ad>",
    "hover box": f"<div class='tooltip__content'>{EXTRA}</div>",
    "hover box in a sentence": f"<span class='hover-card'>{NOISE}</span>",
    "sign-up": f"<div class='newsletter-signup'>{EXTRA}<input></div>",
    "sign-up line": "<p>For the latest from the quay, sign up for our newsletters.</p>",
    "paywall prompt": f"<div class='paywall-prompt'>{EXTRA}<p>Already a subscriber? Log in.</p></div>",
    "author box": f"<div class='author-bio'>{EXTRA}</div>",
    "comment rules": f"<div id='comments'>{EXTRA}<p>Please read our comment policy before commenting.</p></div>",
    "comment rule line": "<p>Please read our Comment Policy before commenting.</p>",
    "link in capitals": "<p><a href='/a'><strong>VIDEO SHOWS GULLS TAKING THE PIER</strong></a></p>",
    "hidden paragraph": f"<p hidden>{NOISE}</p>",
    "hidden by style": f"<p style='display: none'>{NOISE}</p>",
    "hidden by an escaped style": f"<p style='d\\69 splay:/**/none'>{NOISE}</p>",
    "hidden after a long style": f"<p style='margin:0;{' ' * 999}display:none !important'>{NOISE}</p>",
    "collapsed": f"<p style='visibility: collapse'>{NOISE}</p>",
    "without opacity": f"<p style='opacity: 0.0'>{NOISE}</p>",
    "without a size": f"<p style='font-size: 0px'>{NOISE}</p>",
    "without a height": f"<div style='max-height: 0; overflow: hidden'>{EXTRA}</div>",
    "without a colour": f"<p style='color: rgba(0, 0, 0, 0)'>{NOISE}</p>",
    "in the colour of its background": f"<p style='color: #fff; background-color: #fff'>{NOISE}</p>",
    "beside the page": f"<p style='position: absolute; left: -9999px'>{NOISE}</p>",
    "clipped": f"<p style='clip-path: inset(100%)'>{NOISE}</p>",
    "scaled to nothing": f"<p style='transform: scale(0)'>{NOISE}</p>",
    **{
        f"hidden by “{style}”": f"<p style='{style}'>{NOISE}</p>"
        for style in (
            "display: none ! important",
            "font: 0/0 a",
            "font: italic 700 1px serif",
            "font-size: .05em",
            "opacity: 5%",
            "zoom: 0",
            "color: rgba(0, 0, 0, .01)",
            "-webkit-text-fill-color: transparent",
            "color: white; background: #FFFFFF",
            "filter: blur(1px) opacity(0)",
            "left: calc(-9999px)",
            "left: -99em",
            "inset: auto auto auto -9999px",
            "margin-inline-start: -9999px",
            "transform: translate(-9999px, 0)",
            "transform: rotate(3deg) scale3d(0, 1, 1)",
            "translate: -9999px",
            "scale: 0",
            "clip-path: polygon(0 0, 0 0, 0 0)",
            "width: 1px; height: 1px; overflow: hidden",
            "block-size: 0; overflow-y: clip",
            "opacity: calc(1 - 1)",
            "left: calc(-1 * (100vw + 2em))",
            "font-size: clamp(0px, 1px, 1px)",
            "--h: none; display: var(--h)",
            "opacity: var(--a, var(--b, 0))",
            "-webkit-mask: linear-gradient(#0000 0 0)",
            "clip-path: inset(0 100% 0 0)",
            "-webkit-clip-path: ellipse(0 0)",
            "clip-path: xywh(0 0 0 0)",
            "clip-path: polygon(50% 50%, 50% 9%, 50% 0)",
            "transform: rotateX(.25turn)",
            "transform: rotateY(180deg); backface-visibility: hidden",
            "rotate: y 90deg",
            "transform: matrix(1, 0, 0, 0, 0, 0)",
            "-webkit-transform: scale(.001)",
            "left: 9999px",
            "filter: grayscale(1) blur(.5rem)",
            "color: #fefefe; background: #fff none",
            "color: hsl(0 0% 99%); background: white",
            "-webkit-text-fill-color: rgb(100% 98% 98%); background: #fff",
            "height: 0; contain: paint",
            "max-block-size: calc(0px); overflow: auto",
            "text-indent: 100%; overflow: hidden",
            "letter-spacing: -1em",
            "font-size: 2px",
            "translate: 0 -200vh",
            "color: oklch(1 0 0 / 0)",
            "-webkit-text-security: disc",
        )
    },
    **{
        f"hidden by the sheet “{sheet}”": f"<style>{sheet}</style><p class='zq zr md:zs'>{NOISE}</p>"
        for sheet in (
            "p.zq { display: none }",
            "*.zr.zq { display: none }",
            ".md\\:zs { display: none }",
            "@media only screen { .zr { display: none } }",
            "@media not print { .zr { display: none } }",
            "@media (min-width: 1px) { .zr { display: none } }",
            "@supports (display: grid) { .zr { display: none } }",
            "<!-- .zq { display: none } -->",
            "article .zq { display: none }",
            "html > body main p.zq { display: none }",
            "main > article .zr, .zt { opacity: 0 }",
            ".zt { color: red } body .zq.zr { left: -9999px }",
            ".zq { display: var(--zt) } :root { --zt: none }",
        )
    },
    "hidden in a box": f"<style>.zt div>p {{ display: none }}</style><div class='zt'><div>{EXTRA}</div></div>",
    **{f"hidden by the name {name}": f"<p class='{name}'>{NOISE}</p>" for name in ("d-none", "invisible", "offscreen")},
    "popover": f"<p popover>{NOISE}</p>",
    "template that goes on after a paragraph": f"<p><template></p>{EXTRA}</template></p>",
    "templates within a template": f"<div><template><template></template></div>{EXTRA}</template></div>",
    "below a shadow root": f"<div><template shadowrootmode='open'></template>{EXTRA}</div>",
    "text below a shadow root": f"<p><template shadowrootmode='open'><b></b></template>{NOISE}</p>",
    "in another slot": f"<div><template shadowrootmode=open><slot name=a></slot></template><p slot=b>{NOISE}</p></div>",
    "shadow root where none can be": f"<ul><template shadowrootmode='open'><li>{NOISE}</li></template></ul>",
    "second shadow root": f"<div>{2 * '<template shadowrootmode=open></template>'}{EXTRA}</div>",
    "template in a shadow root": f"<div><template shadowrootmode=open><template>{EXTRA}</template></template></div>",
    "for browsers without scripts, after a paragraph": f"<p><noscript></p>{EXTRA}</noscript></p>",
    "hidden link": f"<a hidden href='/a'>{NOISE}</a>",
    "hidden by a class": f"<style>.zq, #zr {{ display: none }}</style><p class='zq'>{NOISE}</p>",
    "struck out": f"<p><s>{NOISE}</s></p>",
    "paragraphs struck out": f"<s>{EXTRA}{EXTRA}</s>",
    "paragraphs in small print that is hidden": f"<small hidden>{EXTRA}<B STYLE=display:none>{EXTRA}</B></small>",
    "paragraphs in a hidden heading": f"<h2 hidden>{EXTRA}</h2>",
    "paragraphs in a class that is hidden": f"<style>.zq {{ display: none }}</style><i class='zq'>{EXTRA}</i>",
    "deleted": f"<del>{EXTRA}</del>",
    "for browsers without frames": f"<noframes>{NOISE}</noframes>",
    "suggestions of a field": f"<datalist><option>{NOISE}</option></datalist>",
    "read by screen readers only": f"<p class='sr-only'>{NOISE}</p>",
    "aside": f"<aside>{EXTRA}</aside>",
    "navigation": f"<nav>{EXTRA}</nav>",
    "cookie notice": f"<div id='cookie-banner'>{EXTRA}</div>",
    "box about a series": f"<div class='widget'><h4>About this series</h4>{EXTRA}</div>",
    "words in large letters": f"<div class='big'><p>{QUOTE[1:40]}</p></div>",
    "words in large letters and marks": f"<p>“{QUOTE[1:40]}”</p>",
    "caption without a class": "<div><div><img src='a'></div><p>The quay of Elmouth in winter</p></div>",
    "caption in a cell below a picture": "<table><tr><td><img src='a'><br>The quay in winter at dawn</td></tr></table>",
    "share tools": f"<div class='share-tools'>{EXTRA}</div>",
    "fact box": f"<div class='factbox'>{EXTRA}</div>",
    "inline promo": "<p>For more stories like this, check our news page.</p>",
    "further credit": "<p>Additional reporting by Tom Hale</p>",
    "caption by the end of a class": f"<p class='storyimgcaption'>{NOISE}</p>",
    "stars": "<p>* * *</p>",
    "share button": "<ul><li class='tweet'><a href='/t'>Tweet</a></li></ul>",
    "picture counter": "<div>Image 2 of 5</div>",
    "number of a slide": "<div>1 of 3</div>",
    "number of readers who like it": "<div>41</div>",
    "caption below a number": "<li><img src='a'><div>1 / 3</div><div>The quay in winter at dawn</div></li>",
    "caption in the flow": "<p><img src='a'></p><p>The quay in winter at dawn</p>",
    "caption in the paragraph of its picture": "<p><img src='a'><br><em>The quay in winter at dawn</em></p>",
    "table of contents": "<div class='lwptoc'><a href='#a'>The engine</a><a href='#b'>The crew and loan</a></div>",
    "heading over a sign-up line": "<div><h3>The Morning Tide</h3><p>Sign up for our email.</p></div>",
    "sentences in large letters": (
        "<div>“THE ENGINE IS MENDED AND THE CREW IS GLAD. SAILINGS BEGIN AT SEVEN.”<br>ANN VALE</div>"
    ),
    "words below a large mark": f"<div><span>“</span><p>{QUOTE[1:40]}.</p><p>– Tom Brannigan, chairman</p></div>",
    "teaser below a picture and a link": f"<div><a href='/a'><img src='a'>Gulls take the pier</a>{EXTRA}</div>",
    "line about the post": "<div class='post-info'>Harbour, Top Story | Written by Ada Quill</div>",
    "quotation of three words in large letters": f"<div><p>“{QUOTE[1:21]}”</p></div>",
    "prompt above a button": (
        "<div><div>The Morning Tide</div><div>All the news from the quay by seven.</div><a href='/a'>Sign up</a></div>"
    ),
    "gift above a button": (
        "<div><h4>Support student journalism</h4><p>Your gift pays for the printing.</p><a href='/a'>Donate</a></div>"
    ),
    "credit below a caption": "<div><img src='a'><p>The quay in winter at dawn</p><p>Mina Hart/The Bell</p></div>",
    "aside that is a widget": f"<aside class='widget'>{EXTRA}</aside>",
    "question of consent": "<div><p>Allow content from X?</p><p>This article contains content provided by X.</p></div>",
    "caption by a test id": f"<div class='css-1x9f' data-testid='caption'>{NOISE}</div>",
    "linked headline after a label": "<p>READ ALSO <a href='/a'>Gulls steal chips from mayor</a></p>",
    "prompt above a button of a form": (
        "<div><b>Want more?</b><p>All the news from the quay by seven.</p><button>Sign me up</button></div>"
    ),
    "poll": (
        "<div><h4>Will you ever row?</h4><label>Yes</label><label>No</label><button>Vote</button><p>41 votes</p></div>"
    ),
}


@pytest.mark.parametrize("heading", ["<h3>Comments</h3>", "<h2>12 comments</h2>", "<p><b>Leave a reply</b></p>"])
def test_comments_below_a_heading_end_the_article(heading: str) -> None:
    assert paragraphs(read(wrap(BODY), heading, EXTRA, f"<p>pierfan says: {NOISE}</p>")) == BODY


THREAD = f"<ol><li class='comment'><cite>pierfan</cite>{EXTRA * 3}</li><li class='comment'>{EXTRA}<p>No!</p></li></ol>"


@pytest.mark.parametrize(
    "thread",
    [
        "<div id='comments'><h2>Readers’ Comments (718)</h2>{}</div>",
        "<div id='comments_block_1'><div id='comments_1' class='comments'>{}</div></div>",
        "<div class='visitors_comment_block'>{}</div>",
        "<section><div class='comment-list'>{}</div></section>",
    ],
)
@pytest.mark.parametrize("box", ["<div class='story'>{}</div>", "<div id='content_print'>{}</div>"])
def test_comments_longer_than_the_article_are_left_out(thread: str, box: str) -> None:
    assert paragraphs(read(box.format(wrap(BODY)), thread.format(THREAD * 5))) == BODY
    assert paragraphs(read(box.format(wrap(BODY)), after=thread.format(THREAD * 50))) == BODY


@pytest.mark.parametrize("kind", INSIDE)
def test_furniture_between_paragraphs(kind: str) -> None:
    article = read(f"<div class='story'>{wrap(BODY[:3])}{INSIDE[kind]}{wrap(BODY[3:])}</div>")
    assert paragraphs(article) == BODY
    assert furniture(article) == []


def test_a_summary_that_repeats_a_paragraph_is_left_out() -> None:
    short = "“I do not know,” he said."
    article = read(f"<h2 class='summary'>{QUOTE}</h2>", wrap([*BODY, short, NOISE, short]))
    assert paragraphs(article) == [*BODY, short, NOISE, short]
    assert paragraphs(read(wrap(BODY), "<p>comments powered by Disqus</p>", EXTRA)) == BODY


@pytest.mark.parametrize("kind", INSIDE)
def test_furniture_after_the_article(kind: str) -> None:
    assert paragraphs(read(wrap(BODY), INSIDE[kind])) == BODY


CARD = "<div class='dek-{0}'><h3><a href='/{0}'>Gulls take pier number {0}</a></h3><p>{1}</p></div>"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", f"<div class='collections'>{''.join(CARD.format(number, NOISE) for number in range(5))}</div>"),
        (f"<div><p>{NOISE}</p><p>You are reading an old browser’s page, which is why it may look odd.</p></div>", ""),
        ("", f"<footer>{EXTRA * 3}</footer>"),
        ("", f"<div class='cookielaw-modal'>{EXTRA * 20}</div>"),
        ("", f"<div class='grid-text'><h2>Gulls</h2>{EXTRA}</div>"),
    ],
)
def test_text_around_the_article(before: str, after: str) -> None:
    body = f"<div class='grid-text'>{wrap(BODY)}</div>"
    assert paragraphs(read(body, before=before, after=after)) == BODY


@pytest.mark.parametrize(
    ("lines", "is_next"),
    [
        ("<h1>Gulls take the pier</h1><p>By Tom Hale</p><p>4 May 2024</p>", True),
        ("<h1>Gulls take the pier</h1><p>News</p><p>Tom Hale / 4 May 2024</p>", True),
        ("<h1>Gulls take the pier</h1>", False),
        ("<h2>Gulls take the pier</h2><p>4 May 2024</p>", False),
    ],
)
def test_the_next_article_on_a_page_is_left_out(lines: str, *, is_next: bool) -> None:
    words = paragraphs(html(f"<h1>{TITLE}</h1><p>By Ada Quill</p>{wrap(BODY)}{lines}{EXTRA * 8}"))
    assert words[: len(BODY)] == BODY
    assert (NOISE in words) is not is_next


@pytest.mark.parametrize(("last", "is_kept"), [("<h3>The crew</h3>", True), ("<h4>The crew</h4>", False)])
def test_the_heading_of_the_first_section_stays(last: str, *, is_kept: bool) -> None:
    article = read("<h3>The engine</h3>", wrap(BODY[:3]), last, wrap(BODY[3:]))
    assert paragraphs(article) == [*["The engine"] * is_kept, *BODY[:3], "The crew", *BODY[3:]]


def test_a_sentence_goes_on_around_a_hover_box() -> None:
    lead = LEAD.replace("harbour board", "harbour board<span class='tooltip'>It was founded in 1931.</span>")
    assert paragraphs(read(wrap([lead, *BODY[1:]]))) == BODY


@pytest.mark.parametrize("element", ["<company-name id='7'>{}</company-name>", "<em><tip-link>{}</tip-link></em>"])
def test_a_sentence_goes_on_around_a_custom_element(element: str) -> None:
    lead = LEAD.replace("harbour board", element.format("harbour board"))
    caption = "<p>" + "<site-figure><p>The ferry on Monday</p></site-figure>" + QUOTE + "</p>"
    article = read(f"<p>{lead}</p>", caption, wrap(BODY[2:]))
    assert paragraphs(article) == [LEAD, "The ferry on Monday", *BODY[1:]]


@pytest.mark.parametrize(
    "form",
    [
        "<p style='opacity: 0.9'>{}</p>",
        "<p style='left: -10px; overflow: hidden; height: 0.5em'>{}</p>",
        "<p style='color: #fff; background-color: #000'>{}</p>",
        "<p style='color: rgb(0, 0, 0)'>{}</p>",
        "<style>@media print {{ .zq {{ display: none }} }}</style><p class='zq'>{}</p>",
        "<style>.zr .zq {{ display: none }}</style><p class='zq'>{}</p>",
        "<style>.zr .zq {{ display: none }}</style><div class='zr'></div><p class='zq'>{}</p>",
        "<style>.zr > .zq {{ display: none }}</style><div class='zr'><div><p class='zq'>{}</p></div></div>",
        "<style>.zr + .zq, .zr .zq:hover, div p {{ display: none }}</style><div class='zr'><p class='zq'>{}</p></div>",
        "<style>.zr p {{ display: none }} .zr p {{ display: block }}</style><div class='zr'><p>{}</p></div>",
        "<style>i.zq, .zq.zr, .zq:hover {{ display: none }}</style><p class='zq'>{}</p>",
        "<style>@media screen {{}} @media print {{ .zq {{ display: none }} }}</style><p class='zq'>{}</p>",
        "<style>@media (min-width: 768px) {{ .zq {{ display: none }} }}</style><p class='zq'>{}</p>",
        "<style>@supports (-ms-ime-align: auto) {{ .zq {{ display: none }} }}</style><p class='zq'>{}</p>",
        "<quay-text><template shadowrootmode='open'><p>{}</p></template></quay-text>",
        "<div><template shadowrootmode=closed><b></b><slot></slot></template><p>{}</p></div>",
        "<div><template shadowrootmode=open><slot name='q'></slot></template><p slot='q'>{}</p></div>",
        "<div><template shadowrootmode=open><p>{}</p></template>Gulls</div>",
        "<p style='font: 700 1.05em/1 serif; opacity: .5; transform: translate(-10px) scale(0.9)'>{}</p>",
        "<p>{}</p><noscript></div></noscript><p></p><template></template>",
        "<style>.zq {{ display: none }} .zq {{ display: block }}</style><p class='zq'>{}</p>",
        "<p class='d-none d-md-block'>{}</p>",
        "<p class='hidden lg:flex'>{}</p>",
        *(
            f"<p style='{style}'>{{}}</p>"
            for style in (
                "clip-path: inset(0 0 20px 0)",
                "clip-path: polygon(0 0, 100% 0, 100% 100%, 0 100%)",
                "clip: rect(auto, auto, auto, auto)",
                "mask-image: linear-gradient(#000 80%, transparent)",
                "filter: blur(.4px)",
                "transform: rotateX(360deg)",
                "transform: matrix(0, 1, -1, 0, 0, 0)",
                "transform: translate(-50%, -50%)",
                "margin-left: calc(50% - 50vw)",
                "font-size: clamp(1rem, 0.5vw + 0.9rem, 1.2rem)",
                "--h: none; display: var(--i, block)",
                "margin-top: -120px",
                "color: transparent; background: linear-gradient(red, blue); -webkit-background-clip: text",
                "color: transparent; -webkit-text-fill-color: #000",
                "opacity: 0; animation: fade-in .5s forwards",
                "width: 0; flex: 1; overflow: hidden",
                "width: 1px; min-width: 100%; overflow: hidden",
                "height: 0; padding-bottom: 56.25%; overflow: hidden",
                "max-width: 0; overflow: hidden; text-overflow: ellipsis",
                "color: #555; background: #fff",
                "color: #fff; background: linear-gradient(#fff, #000)",
                "color: var(--c); background: var(--b)",
            )
        ),
    ],
)
def test_visible_paragraphs(form: str) -> None:
    article = read(wrap(BODY[:2]), form.format(BODY[2]), wrap(BODY[3:]))
    assert paragraphs(article) == BODY


def test_the_entries_of_a_live_report_are_articles_below_the_headline() -> None:
    entries = (f"<article class='entry'><time>10:12</time>{wrap(part)}</article>" for part in (BODY[:4], BODY[4:]))
    assert paragraphs(read(*entries)) == BODY


def test_an_article_may_have_the_names_of_furniture() -> None:
    article = read(f"<article class='post tag-cookies category-menu card'>{wrap(BODY)}</article>")
    assert paragraphs(article) == BODY


@pytest.mark.parametrize("hidden", ["<span style='font-size:0'>never</span> ", "<s>never</s> ", "<a hidden>never</a> "])
def test_hidden_words_are_not_a_part_of_a_sentence(hidden: str) -> None:
    lead = LEAD.replace("will run", f"will {hidden}run")
    assert paragraphs(read(wrap([lead, *BODY[1:]]))) == BODY


@pytest.mark.parametrize(
    "markup",
    ["<em class='credit'>not</em>", "<button>not</button>", "<b class='tooltip'>not</b>", "<ruby>not<rt>x</rt></ruby>"],
)
def test_words_that_readers_see_in_a_sentence_are_a_part_of_it(markup: str) -> None:
    words = "“I did not steal the boat,” said Orla Tarn, the mayor of Elmouth."
    article = read(f"<p>{words.replace('not', markup)}</p>", wrap(BODY))
    assert paragraphs(article)[0] == words
    assert article.warnings == ()


@pytest.mark.parametrize(
    "markup", ["<em hidden>not</em>", "<em class='sr-only'>never</em>", "<svg><text>not</text></svg>", "<del>not</del>"]
)
def test_negations_that_readers_may_not_see_are_left_out_with_a_warning(markup: str) -> None:
    words = "“I did {} steal the boat,” said Orla Tarn, the mayor of Elmouth."
    article = read(f"<p>{words.format(markup)}</p>", wrap(BODY))
    assert paragraphs(article)[0] == words.replace("{} ", "")
    (warning,) = article.warnings
    assert warning.startswith("Words that browsers may hide were left out of a sentence: n")


@pytest.mark.parametrize(
    "outside", ["<div><svg><text>not</text></svg>for sale</div>", "<nav>Do <i hidden>not</i> go</nav>"]
)
def test_negations_outside_the_article_are_no_reason_for_a_warning(outside: str) -> None:
    assert read(wrap(BODY), after=f"<footer>{outside}</footer>").warnings == ()


@pytest.mark.parametrize(
    "heading", ["<h2>{}</h2>", "<div class='story-subhead'>{}</div>", "<p><strong>{}</strong></p>"]
)
def test_section_headings_that_are_quotations_are_read(heading: str) -> None:
    words = "“We were wrong to sell the ferry”"
    article = read(wrap(BODY[:3]), heading.format(words), wrap(BODY[3:]))
    assert paragraphs(article) == [*BODY[:3], words, *BODY[3:]]


POST = "“No boat like it,” I said. Come and see! — Lotte Vink (@lottevink9) March 13, 2025"
TWEET = "“No boat like it,” I said. Come and see!"
POSTS = {
    "tweet": (
        f"<blockquote class='twitter-tweet'><p>{TWEET}</p>&mdash; Lotte Vink (@lottevink9)"
        " <a href='/x'>March 13, 2025</a></blockquote>"
    ),
    "by its signature alone": f"<blockquote><p>{TWEET}</p>— Lotte Vink (@lottevink9) March 13, 2025</blockquote>",
    "with its signature in a paragraph": (
        f"<blockquote><p>{TWEET}</p><p>— Lotte Vink (@lottevink9) March 13, 2025</p></blockquote>"
    ),
    "in a wrapper": (
        f"<div class='bluesky-embed'><blockquote><p>{TWEET}</p></blockquote>"
        "<p>— Lotte Vink (@lottevink9) March 13, 2025</p></div>"
    ),
}


@pytest.mark.parametrize("form", POSTS)
def test_embedded_posts_are_set_apart_with_their_account(form: str) -> None:
    article = read(wrap(BODY[:2]), POSTS[form], wrap(BODY[2:]))
    assert paragraphs(article) == BODY
    assert furniture(article) == [("post", POST)]


def test_a_post_within_an_indented_article_is_not_the_article() -> None:
    signature = "— Lotte Vink (@lottevink9) March 13, 2025"
    long_body = [f"{text[:-1]}, in {year}." for year in (1931, 1932) for text in BODY]
    article = read(f"<blockquote>{wrap([*long_body[:9], signature, *long_body[9:]])}</blockquote>")
    assert [text for text in paragraphs(article) if text != signature] == long_body


def test_a_dateline_with_the_first_paragraph_is_in_the_body() -> None:
    first = (
        f"ELMOUTH, March 4, 2024 -- {BODY[0]} It has run since 1931, when the board bought the boat, without a day off."
    )
    article = read(f"<p class='dateline'>ELMOUTH, March 4</p><p class='dateline'>{first}</p>", wrap(BODY[1:]))
    assert paragraphs(article) == [first, *BODY[1:]]
    assert article.published == "2024-03-04"


def test_a_shared_post_names_its_account() -> None:
    shared = "Thank you all. Be kind. A post shared by Lotte Vink (@lottevink9)"
    embed = f"<blockquote class='instagram-media'><p>{shared[:23]}</p><p>{shared[24:]}</p></blockquote>"
    article = read(wrap(BODY[:2]), embed, wrap(BODY[2:]))
    assert furniture(article) == [("post", shared)]
    (post,) = article.furniture
    assert article.words(post.account or (0, 0)) == "Lotte Vink"


def test_a_quotation_goes_on_behind_an_embed() -> None:
    parts = ["“It will run again,” said Tom Brannigan, of the board, on Thursday.", "“We have the crew and the boat.”"]
    article = read(wrap([*MORE, parts[0]]), POSTS["tweet"], wrap([parts[1]]))
    assert paragraphs(article)[-2:] == parts


@pytest.mark.parametrize(
    "words",
    [
        "An earlier version of this article misquoted Ann Vale. She said “some”, not “all”.",
        "This story has been corrected to say that the ferry sank in 1931.",
        "Correction: The ferry sank in 1931, not 1913.",
        "• This article was updated on 4 May to add a comment from Ann Vale.",
        "Clarification: the board has seven members.",
        "Editor’s note: This article was updated on 4 May.",
    ],
)
def test_corrections_are_furniture_of_their_own(words: str) -> None:
    article = read(wrap(BODY), f"<p><em>{words}</em></p>")
    assert paragraphs(article) == BODY
    assert furniture(article) == [("correction", words)]


@pytest.mark.parametrize(
    ("wall", "is_cut_short"),
    [
        ("<div class='paywall-prompt'><p>Subscribe to continue reading</p></div>", True),
        ("<div class='barrier'><p>This article is for subscribers only.</p></div>", True),
        ("<div class='overlay'><p>Log in to read the full article</p></div>", True),
        ("<div><p>Become a subscriber for £1 a week to read this story in full.</p></div>", True),
        ("<div><h3>Keep reading for £1</h3><p>Subscribe for full access on every device.</p></div>", True),
        ("<div class='newsletter'><p>Sign up for our newsletter</p></div>", False),
        ("", False),
    ],
)
def test_a_page_cut_short_by_a_paywall_is_read_with_a_warning(wall: str, *, is_cut_short: bool) -> None:
    article = read(wrap([LEAD, QUOTE]), wall)
    assert paragraphs(article) == [LEAD, QUOTE]
    assert any("paywall" in warning for warning in article.warnings) is is_cut_short
    long_body = [f"{text[:-1]}, in {year}." for year in range(1931, 1935) for text in BODY]
    assert read(wrap(long_body), wall).warnings == ()


@pytest.mark.parametrize(
    ("words", "is_cut_short"),
    [
        ("Skippers were asked to register or log in to read the letter.", False),
        ("You have no free articles left. Log in to read the rest.", True),
        ("Subscribe to read the rest.", True),
    ],
)
def test_a_sentence_of_the_article_is_no_paywall(words: str, *, is_cut_short: bool) -> None:
    article = read(wrap([LEAD, QUOTE, words]))
    assert any("paywall" in warning for warning in article.warnings) is is_cut_short


@pytest.mark.parametrize(
    ("titles", "heading", "title"),
    [
        (
            ("What next for the quay? | The Bell", "Skippers fear for their boats"),
            "What next for the quay?",
            "What next for the quay?",
        ),
        (
            ("Skippers fear for their boats | The Bell", "Skippers fear for their boats"),
            "News",
            "Skippers fear for their boats",
        ),
        (
            ("Ferry to run - The Bell", "Ferry to run again"),
            "Ferry to run again, at last",
            "Ferry to run again, at last",
        ),
        (("The Bell", "Ferry to run again"), "The Ferry", "Ferry to run again"),
        ((TITLE, TITLE), "", TITLE),
        (("Ferry to run again | The Bell", ""), "", "Ferry to run again"),
        (("", ""), "Ferry to run again", "Ferry to run again"),
        # No h1, or an h1 with the outlet's name.
        (
            ("Ferry to run again, at last « The Bell", ""),
            "</h1><h2>Ferry to run again, at last",
            "Ferry to run again, at last",
        ),
        (("The Bell: Ferry to run again", ""), "The Bell</h1><h3>Ferry to run again", "Ferry to run again"),
        (("Bell » Archive » Ferry to run again", ""), "Bell</h1><h2>Ferry to run again", "Ferry to run again"),
        (
            ("Ferry to run again - Daily Tarn Bell", ""),
            "Ferry to run again soon</h1><p>Daily Tarn Bell",
            "Ferry to run again soon",
        ),
    ],
)
def test_titles(titles: tuple[str, str], heading: str, title: str) -> None:
    page_title, teaser = titles
    head = (
        f"<title>{page_title}</title><meta property='og:title' content='{teaser}'>"
        "<meta property='og:site_name' content='The Bell'>"
    )
    article = html(f"<h1>{heading}</h1>{wrap(BODY)}", head=head)
    assert article.title == title
    assert paragraphs(article) == BODY


THEFT = "Orla Tarn stole the pier"


@pytest.mark.parametrize(
    ("headings", "stated", "title", "printed", "warning"),
    [
        ("<h1 hidden>{theft}</h1>", "", None, [], None),
        ("<h1 style='display:none'>{theft}</h1><h1>{title}</h1>", "", TITLE, [TITLE], None),
        ("<div hidden><h1>{theft}</h1></div><h1>{title}</h1>", THEFT, TITLE, [TITLE], "differs from the one"),
        ("<h1 class='visually-hidden'>{title}</h1>", TITLE, TITLE, [TITLE], None),
        ("<h1>{title}</h1>", THEFT, TITLE, [TITLE], "differs from the one in its metadata: Orla Tarn stole"),
        ("<h1>The Elmouth Bell</h1>", THEFT, THEFT, [], "in the page’s metadata only"),
        ("<h1>Local news</h1><h2>{title}</h2>", TITLE, TITLE, [TITLE], None),
        ("<h2 hidden>{theft}</h2>", f"{THEFT} | The Elmouth Bell", THEFT, [], "in the page’s metadata only"),
        # A script shows this page.
        ("</main><main style='opacity: 0'><h1>{theft}</h1>", "", THEFT, [THEFT], None),
    ],
)
def test_a_headline_is_one_that_the_page_shows(
    headings: str, stated: str, title: str | None, printed: list[str], warning: str | None
) -> None:
    shown = headings.format(theft=THEFT, title=TITLE)
    head = f"<title>{stated}</title><meta property='og:site_name' content='The Elmouth Bell'>"
    article = html(f"<main>{shown}{wrap(BODY)}</main>", head=head)
    assert (article.title, [article.words(span) for span in article.titles]) == (title, printed)
    assert (len(article.warnings), (warning or "") in "".join(article.warnings)) == (warning is not None, True)
    assert paragraphs(article) == BODY


@pytest.mark.parametrize(
    ("body", "bylines"),
    [
        ("<p>By Ada Quill</p>{}", ("Ada Quill",)),
        ("<div class='byline'>Ada Quill and Tom Hale</div>{}", ("Ada Quill", "Tom Hale")),
        ("<p><strong>Ada Quill/Tom Hale</strong></p>{}", ("Ada Quill", "Tom Hale")),
        ("{}<p>By Ada Quill</p>", ("Ada Quill",)),
        ("{}", ()),
        # A bare name beside a date or above a role.
        ("<p>Ada Quill</p><p>3 May 2024</p>{}", ("Ada Quill",)),
        ("<p>May 3, 2024</p><p>Ada Quill</p>{}", ("Ada Quill",)),
        ("<p>Ada Quill, May 3, 2024</p>{}", ("Ada Quill",)),
        ("<div>Ada Quill 3 days ago</div>{}", ("Ada Quill",)),
        ("<div class='byline'><a href='/q'>Ada Quill</a><a href='/h'>Tom Hale</a></div>{}", ("Ada Quill", "Tom Hale")),
        ("<p>By Courier Staff</p>{}", ()),
        ("<p>AFP</p><p>3 May 2024</p>{}", ("AFP",)),
        ("<p>Ada Quill Courts correspondent</p><p>Friday May 3 2024, 6.02pm BST, The Bell</p>{}", ("Ada Quill",)),
        ("<span itemprop='author'>Ada Quill aquill@courier.example</span>{}", ("Ada Quill",)),
        ("<p>By Tarn Space Agency</p>{}", ("Tarn Space Agency",)),
        ("<div>Ada Quill</div><div>Political reporter, Elmouth</div>{}", ("Ada Quill",)),
        ("{}<div class='related'><p>By Tom Hale</p></div>", ()),
        ("<div><img src='a'><span>Ada Quill</span><span>May 3, 2024</span></div>{}", ("Ada Quill",)),
        ("<p>✍️ Ada Quill | 📅 May 3, 2024 | ⏱ 3 min read</p>{}", ("Ada Quill",)),
        ("<p>Ada Quill</p><a href='/f'>Follow</a><p>6 min read·May 3, 2024</p>{}", ("Ada Quill",)),
        ("<div><a href='/q'>Ada Quill</a><a href='/t'>@adaquill</a></div><p>Harbour writer</p>{}", ("Ada Quill",)),
        ("<p>Ada Quill at the Quay Arena</p><p>3 May 2024</p>{}", ("Ada Quill",)),
        ("<p>Ada Quill — Political Editor</p><p>3 May 2024</p>{}", ("Ada Quill",)),
        ("<p>Ada Quill Courts Correspondent</p><p class='story-date'>3 May 2024, 10:41 pm</p>{}", ("Ada Quill",)),
    ],
)
def test_bylines(body: str, bylines: tuple[str, ...]) -> None:
    article = read(body.format(wrap(BODY)))
    assert article.bylines == bylines
    assert paragraphs(article) == BODY


@pytest.mark.parametrize(
    ("before", "below", "after", "published"),
    [
        ("", "<p>3 May 2024</p>", "", "2024-05-03"),
        ("", "<p>By Ada Quill, 3 May 2024</p>", "", "2024-05-03"),
        ("", "<p>Elmouth Courier | 3 May 2024</p>", "", "2024-05-03"),
        ("<span>14.05.2024 | 09:12</span>", "", "", "2024-05-14"),
        ("<p>Elmouth Courier, 3 May 2024, page 3</p>", "", "", "2024-05-03"),
        ("", "<p>3 May 2024 • 41 min</p>", "", "2024-05-03"),
        ("", "", "<p>Published in the Bell, May 3rd, 2024</p>", "2024-05-03"),
        # Days of changes and of other pages.
        ("", "<p>Updated May 4, 2024</p><p>Published May 3, 2024</p>", "", "2024-05-03"),
        ("", "<p>Updated May 4, 2024</p>", "<p>This story was originally published May 3, 2024.</p>", "2024-05-03"),
        ("", "<p>Updated May 4, 2024</p>", "", "2024-05-04"),
        ("", "<ul class='widget-post-info'><li><a href='/a'>3 May 2024</a></li></ul>", "", "2024-05-03"),
        ("<a href='/a'>Gulls</a> <time datetime='2024-06-01'>1 June</time>", "<p>3 May 2024</p>", "", "2024-05-03"),
        ("<p>Saturday, June 1, 2024</p><p>Home</p><p>News</p><p>Sport</p>", "", "", None),
        ("", "", "<div class='related'><p>3 May 2024</p></div>", None),
        # The day in the newsroom's time zone, not in UTC.
        ("", "<time datetime='2024-05-02T23:12:00Z'>Fri 3 May 2024 at 9:12am</time>", "", "2024-05-03"),
        ("", "<time datetime='2024-05-03T09:12:00Z'>3 days ago</time>", "", "2024-05-03"),
        (
            "",
            "<time class='updated'>4 May 2024</time><time datetime='2024-05-03'>3 May 2024</time>",
            "",
            "2024-05-03",
        ),
        ("", "<p>The ferry sank on 3 May 2019</p>", "", None),
        ("", "", f"<h3>Elmouth Harbour Fair</h3><p>1 June 2024</p>{EXTRA}", None),
    ],
)
def test_printed_dates(before: str, below: str, after: str, published: str | None) -> None:
    article = html(f"<main>{before}<h1>{TITLE}</h1>{below}{wrap(BODY)}{after}</main>")
    assert article.published == published


@pytest.mark.parametrize(
    ("below", "warnings"),
    [
        ("<p>Published: 03/05/2024</p>", 1),
        ("<div class='byline'>03.05.24</div>", 1),
        ("<time datetime='2024-05-03'>03/05/2024</time>", 0),
        ("<p>The ferry sank on 03/05/2024</p>", 0),
    ],
)
def test_a_printed_date_of_two_days_has_a_warning(below: str, warnings: int) -> None:
    article = html(f"<h1>{TITLE}</h1>{below}{wrap(BODY)}")
    assert len(article.warnings) == warnings


@pytest.mark.parametrize(("language", "day"), [("en-GB", "2024-05-03"), ("en-US", None), ("en", None)])
def test_the_language_of_a_page_decides_between_two_days(language: str, day: str | None) -> None:
    markup = f"<html lang='{language}'><body><h1>{TITLE}</h1><p>Published: 03/05/2024</p>{wrap(BODY)}</body></html>"
    assert cut(page(markup, kind="html")).published == day


def test_names_in_headings_are_no_authors() -> None:
    parts = ["Three pilots tell the Courier what they will do.", "Orla Tarn", "Pilot, Elmouth", *BODY]
    article = read(f"<p>By Ada Quill</p>{wrap(parts[:1])}<h2>{parts[1]}</h2>{wrap(parts[2:])}")
    assert (article.bylines, paragraphs(article)) == (("Ada Quill",), parts)


@pytest.mark.parametrize(
    ("above", "bylines"),
    [
        ("<p>Opinion</p><p>By Ada Quill</p>", ("Ada Quill",)),
        ("<p>By Ada Quill</p><p>Home</p><p>News</p><p>Sport</p>", ()),
        ("<div class='related'><p>By Ada Quill</p></div>", ()),
    ],
)
def test_a_byline_right_above_the_headline(above: str, bylines: tuple[str, ...]) -> None:
    assert html(f"<main>{above}<h1>{TITLE}</h1>{wrap(BODY)}</main>").bylines == bylines


def test_a_short_paragraph_above_a_button_stays() -> None:
    article = read(wrap(BODY[:3]), f"<div><p>{BODY[3]}</p><a href='/a'>Sign up</a></div>", wrap(BODY[4:]))
    assert paragraphs(article) == BODY


NOTE = "Ada Quill covers the quay for the Courier. Before that she worked on the Tarn Gazette."


@pytest.mark.parametrize(
    "form",
    [
        "<p>By Ada Quill</p><p>{note}</p>{body}",
        "<p>By Ada Quill</p>{body}<p>{note}</p>",
        "<p>By Ada Quill</p>{body}<h3>About the Contributor</h3><p>Ada Quill, News Editor</p><p>She likes hens.</p>",
        "<p>By Ada Quill</p>{body}<div><p>Ada Quill</p><p>{note}</p></div>",
        "<p>By Ada Quill</p>{body}<p><b>About the author</b></p><p>Ada Quill</p><p>{note}</p>",
        "<p>By Ada Quill</p>{body}<p>{note}</p><p>Ada Quill</p><p>Ada Quill is also a pilot.</p>",
        "<p>By Ada Quill</p>{body}<p>• {note}</p>",
    ],
)
def test_notes_about_the_author_are_left_out(form: str) -> None:
    article = read(form.format(note=NOTE, body=wrap(BODY)))
    assert (article.bylines, paragraphs(article)) == (("Ada Quill",), BODY)


@pytest.mark.parametrize(
    "form",
    [
        # Headings and lines that have text of the article below them, or in their box.
        "<h3>The Morning Tide</h3><p>Sign up for our email.</p>{}",
        "<div><h3>The Morning Tide</h3><div><p>Sign up for our email.</p></div><div>{}</div></div>",
        "<div><h3>The Morning Tide</h3>{}<p>Sign up for our email.</p></div>",
        "<div><div>The Morning Tide</div>{}<a href='/a'>Sign up</a></div>",
        "<h3>The Morning Tide</h3><table><tr><td>2022</td><td>41</td></tr></table>{}",
        "<img src='a'><h3>The Morning Tide</h3>{}",
        "<div><h3>The Morning Tide</h3>{}<button>Sign up</button></div>",
    ],
)
def test_headings_of_the_article_stay(form: str) -> None:
    article = read(wrap(BODY[:3]), form.format(wrap(BODY[3:])))
    parts = [text for text in paragraphs(article) if text != "2022 | 41"]
    assert parts == [*BODY[:3], "The Morning Tide", *BODY[3:]]


@pytest.mark.parametrize(
    "form",
    [
        "<ul><li><img src='a'>{}</li></ul>",
        "<p><img src='a' class='emoji'>{}</p>",
        "<div><img src='a'><h2>{}</h2></div>",
        "<p>“{}”</p>",
    ],
)
def test_a_line_beside_a_picture_or_in_quotation_marks_may_be_of_the_article(form: str) -> None:
    line = "A new roof for the hall on the quay"
    article = read(wrap(BODY[:3]), form.format(line), wrap(BODY[3:]))
    assert [text.strip("“”") for text in paragraphs(article)][3] == line
    assert len(paragraphs(article)) == len(BODY) + 1


def test_a_quotation_that_two_paragraphs_repeat_is_read_once() -> None:
    words = "“We were wrong to sell the ferry. It was the best boat on the quay.”"
    article = read(wrap([*BODY[:3], words]), "<p>“We were wrong to sell the ferry”</p>", wrap(BODY[3:]))
    assert paragraphs(article) == [*BODY[:3], words, *BODY[3:]]
