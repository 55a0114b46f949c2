"""Addresses in feeds, sitemaps and OPML lists."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from pathlib import Path

import pytest

from onrecord.errors import PageError, UnreadableError
from onrecord.pages import Listing, extract_links, open_pages, open_source
from onrecord.settings import Settings
from onrecord.types import Page

RSS = "<rss version='2.0'><channel><title>Bell</title>{}</channel></rss>"
ITEM = "<item><title>Ferry</title><link>{}</link></item>"
URLSET = "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{}</urlset>"
ONE = "https://bell.example/1"
TWO = "https://bell.example/2"


def listing(content: str | bytes, path: Path, *, url: str | None = None) -> Listing:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    (item,) = open_source(str(path), settings=Settings())
    assert isinstance(item, Listing)
    return Listing(item.source, item.kind, item.body, url)


@pytest.mark.parametrize(
    ("content", "kind", "addresses"),
    [
        (RSS.format(ITEM.format(ONE) + ITEM.format(TWO) + ITEM.format(ONE)), "an RSS feed", [ONE, TWO]),
        # Relative to the address of the feed.
        (RSS.format(ITEM.format("/3")), "an RSS feed", ["https://feeds.example/3"]),
        # Broken off.
        (RSS.format(ITEM.format(ONE))[:-20], "an RSS feed", [ONE]),
        *(((RSS.format(ITEM.format(ONE) + ITEM.format(TWO))[:-n]), "an RSS feed", [ONE]) for n in (32, 41, 46, 60)),
        (RSS.format(ITEM.format(ONE) + ITEM.format(TWO))[:-28], "an RSS feed", [ONE, TWO]),
        (URLSET.format(f"<url><loc>{ONE}</loc></url><url><loc>{TWO}")[:-12], "a sitemap", [ONE]),
        (
            f"<?xml version='1.0'?>\n<feed xmlns='http://www.w3.org/2005/Atom'><entry><link href='{ONE}'/></entry>",
            "an Atom feed",
            [ONE],
        ),
        (URLSET.format(f"<url><loc> {ONE}\n</loc></url><url><loc>{TWO}</loc></url>"), "a sitemap", [ONE, TWO]),
        (
            URLSET.format(f"<url><loc>{ONE}</loc><i:image xmlns:i='i'><i:loc>{TWO}</i:loc></i:image></url>"),
            "a sitemap",
            [ONE],
        ),
        (
            URLSET.format(f"<url><loc>{ONE}</loc></url>").replace("urlset", "sitemapindex"),
            "an index of sitemaps",
            [ONE],
        ),
        (
            (
                f"<opml version='2.0'><body><outline text='News'><outline xmlUrl='{ONE}'/></outline>"
                f"<outline url='{TWO}'/></body></opml>"
            ),
            "an OPML list of feeds",
            [ONE, TWO],
        ),
        (
            RSS.format(ITEM.format("https://feeds.example/~r/1") + ITEM.format(TWO))
            .replace("<rss", "<rss xmlns:feedburner='http://rssnamespace.org/feedburner/ext/1.0'")
            .replace("~r/1</link>", f"~r/1</link><feedburner:origLink>{ONE}</feedburner:origLink>"),
            "an RSS feed",
            [ONE, TWO],
        ),
        (
            (
                "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='https://bell.example/news/'>"
                "<entry><link href='../1'/></entry><entry><link href='?2'/></entry></feed>"
            ),
            "an Atom feed",
            [ONE, "https://bell.example/news/?2"],
        ),
        (
            (
                "<rss xml:base='https://bell.example/'><channel xml:base='news/'><item><link>3</link></item>"
                f"<item xml:base='{TWO}/'><link>4</link></item><item xml:base='{'x' * 501}'><link>5</link></item>"
                "</channel></rss>"
            ),
            "an RSS feed",
            ["https://bell.example/news/3", f"{TWO}/4", "https://bell.example/news/5"],
        ),
        (
            '{"version": "https://jsonfeed.org/version/1.1", "title": "Bell", "items": [{"id": "1", "url": "ONE"},'
            ' {"id": "2", "url": "/2", "external_url": "https://quay.example/"},'
            ' {"id": "3", "external_url": "TWO"}, {"id": "4"}]}'.replace("ONE", ONE).replace("TWO", TWO),
            "a JSON feed",
            [ONE, "https://feeds.example/2", TWO],
        ),
        (
            b'\xef\xbb\xbf\n{ "items": [{"url": "%s"}],\n"version" : "https:\\/\\/jsonfeed.org\\/version\\/1" }'
            % ONE.encode(),
            "a JSON feed",
            [ONE],
        ),
        (
            b'{"version": "https://jsonfeed.org/version/1", "items": [{"url": "\xe9"}, {"url": "%s"}]}' % ONE.encode(),
            "a JSON feed",
            [ONE],
        ),
        (
            '{"version": "https://jsonfeed.org/version/1.1", "items": [5, null, "x", [{"url": "https://x.example/"}],'
            ' {"url": "ONE", "title": "\\ud83d"}, {"url": "TWO", "x": NaN}]}'.replace("ONE", ONE).replace("TWO", TWO),
            "a JSON feed",
            [ONE, TWO],
        ),
    ],
)
def test_addresses_are_extracted(tmp_path: Path, content: str, kind: str, addresses: list[str]) -> None:
    feed = listing(content, tmp_path / "list.xml", url="https://feeds.example/all.xml")
    assert feed.kind == kind
    assert list(extract_links(feed)) == addresses


MALFORMED = (
    RSS.replace("Bell", "Bell &nbsp; & Sons")
    .format(
        "<link>https://bell.example/</link>"
        + 2
        * "<item><title>A <b>bold claim</title><link>https://bell.example/{}?a=1&amp;b=2&c=3</link><description><p>x<br></item>"
    )
    .format(1, 2)
)
MALFORMED_LINKS = ["https://bell.example/1?a=1&b=2&c=3", "https://bell.example/2?a=1&b=2&c=3"]


@pytest.mark.parametrize(
    "body",
    [
        MALFORMED.encode(),
        MALFORMED.upper()
        .replace("HTTPS://BELL.EXAMPLE", "https://bell.example")
        .replace("?A=1&AMP;B=2&C", "?a=1&amp;b=2&c")
        .encode(),
        b"\n\n <?xml version='1.0'?>" + MALFORMED.encode(),
        b"\xef\xbb\xbf<?xml version='1.0' encoding='utf-8'?>" + MALFORMED.encode(),
        b"<?xml version='1.0' encoding='utf-8'?>" + MALFORMED.replace("Bell", "Caf\u00e9").encode("cp1252"),
        b"<?xml version='1.0' encoding='zlib'?>" + MALFORMED.encode(),
        MALFORMED.replace("<item>", "\x01<item>").encode(),
        # Broken off in the last description.
        MALFORMED.encode()[:-45],
        MALFORMED.replace("&amp;", "&")
        .replace("<link>https", "<link><![CDATA[ https")
        .replace("</link>", " ]]></link>")
        .encode(),
        ("\ufeff" + RSS.format(*["".join(ITEM.format(link.replace("&", "&amp;")) for link in MALFORMED_LINKS)])).encode(
            "utf-16-le"
        ),
    ],
)
def test_malformed_feeds_are_read(body: bytes) -> None:
    assert list(extract_links(Listing("feed.xml", "an RSS feed", body))) == MALFORMED_LINKS


@pytest.mark.parametrize(
    ("item", "address"),
    [
        ("<guid>https://bell.example/1</guid>", ONE),
        # An id that is no address; then one that gives way to the link.
        ("<guid isPermaLink='false'>https://bell.example/2</guid><link>https://bell.example/1</link>", ONE),
        ("<guid>https://bell.example/2</guid><link>https://bell.example/1</link>", ONE),
        ("<source><link>https://quay.example/</link></source><link>https://bell.example/1</link>", ONE),
        ("<feedburner:origLink>https://bell.example/1</feedburner:origLink><link>https://quay.example/</link>", ONE),
        (
            "<link rel='enclosure' href='https://bell.example/a.mp3'/><link rel='alternate' href='https://bell.example/1'/>",
            ONE,
        ),
        # An empty link does not count.
        ("<comments>https://bell.example/c</comments><link/><link>https://bell.example/1</link>", ONE),
    ],
)
def test_the_link_of_an_item_is_chosen(item: str, address: str) -> None:
    body = RSS.format(f"<link>https://bell.example/</link><item>{item}</item><item><link>{TWO}</link></item>").encode()
    assert list(extract_links(Listing("feed.xml", "an RSS feed", body))) == [address, TWO]


@pytest.mark.parametrize("kind", ["an RSS feed", "a sitemap"])
@pytest.mark.parametrize(
    "pump",
    [
        "<",
        "&",
        "&amp;",
        "&x;",
        "a",
        "a@",
        " ",
        "<a>",
        "<item>",
        "</x>",
        "<![CDATA[",
        "<!--",
        "<!-- -->",
        "<?x ",
        "<author>a",
        "&lt;p>",
    ],
)
def test_reading_a_list_takes_linear_time(kind: str, pump: str) -> None:
    """feedparser took six seconds for an author of 32,000 letters."""
    began = time.process_time()
    with suppress(UnreadableError):
        extract_links(Listing("feed.xml", kind, RSS.format(f"<item><author>{pump * 60_000}").encode()))
    assert time.process_time() - began < 2.0


FEED_JSON = (
    '{"version": "https://jsonfeed.org/version/1", "home_page_url": "https://bell.example", "items": [{"url": "1"}]}'
)


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("an RSS feed", RSS.format("<link>https://bell.example/</link>" + ITEM.format("1"))),
        (
            "an Atom feed",
            f"<feed xmlns='http://www.w3.org/2005/Atom'><link href='{ONE}'/><entry><link href='/1'/></entry></feed>",
        ),
        ("a JSON feed", FEED_JSON),
        ("a JSON feed", FEED_JSON.replace('"home', '"feed_url": "https://bell.example/feed.json", "home')),
    ],
)
def test_links_in_a_file_are_resolved_against_the_home_page(tmp_path: Path, kind: str, content: str) -> None:
    feed = listing(content, tmp_path / "feed")
    assert feed.kind == kind
    assert list(extract_links(feed)) == [ONE]


def test_json_lines_are_no_json_feed(tmp_path: Path) -> None:
    line = json.dumps({"text": 'The feed began with {"version": "https://jsonfeed.org/version/1"} and ran on.'})
    (tmp_path / "pages").write_text(line, encoding="utf-8")
    (page,) = open_pages(str(tmp_path / "pages"), settings=Settings())
    assert isinstance(page, Page)


ENTITIES = "".join(f"<!ENTITY {new} '{10 * f'&{old};'}'>" for old, new in zip("abcdefgh", "bcdefghi", strict=True))


@pytest.mark.parametrize(
    ("kind", "hostile"),
    [
        # External entities, entities in entities, other schemes, malformed addresses.
        ("a sitemap", "<!DOCTYPE u [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><u><loc>&a;</loc></u>"),
        ("a sitemap", f"<!DOCTYPE u [<!ENTITY a 'https://bell.example/'>{ENTITIES}]><u><loc>&i;</loc></u>"),
        ("a sitemap", URLSET.format("<url><loc>file:///etc/passwd</loc></url><url><loc>/etc/passwd</loc></url>")),
        ("a sitemap", URLSET.format("<url><loc>javascript:alert(1)</loc></url><url><loc>http://[::1</loc></url>")),
        ("a sitemap", ""),
        ("an RSS feed", RSS.format(ITEM.format("file:///etc/passwd"))),
        ("an RSS feed", f"<!DOCTYPE rss [<!ENTITY a 'ha'>{ENTITIES}]>" + RSS.format(ITEM.format("&i;"))),
        ("an RSS feed", "<rss>"),
        ("an RSS feed", RSS.format(ITEM.format("javascript:alert(1)") + ITEM.format("http://[::1"))),
        ("a JSON feed", '{"items": []}'),
        ("a JSON feed", '{"items": [5, null]}'),
        ("a JSON feed", '{"items": [{"url": 1}, {"url": "file:///etc/passwd"}, {"url": "http://[::1"}]}'),
    ],
)
def test_a_list_leads_only_to_the_web(kind: str, hostile: str) -> None:
    with pytest.raises(UnreadableError, match="with no address of a page in it"):
        extract_links(Listing("list.xml", kind, hostile.encode()))


@pytest.mark.parametrize("content", ['{"items": ', '{"items": {}}', '{"items": 5}', "[]", '{"x": ' + "[" * 10_000])
def test_a_broken_json_feed_is_an_error(content: str) -> None:
    with pytest.raises(UnreadableError, match="this is a JSON feed, but not a valid one"):
        extract_links(Listing("feed.json", "a JSON feed", content.encode()))


@pytest.mark.parametrize("base", ["https://feeds.example/", None])
def test_a_malformed_link_costs_no_other(base: str | None) -> None:
    content = URLSET.format(f"<url><loc>http://[::1</loc></url><url><loc>{ONE}</loc></url>")
    assert list(extract_links(Listing("list.xml", "a sitemap", content.encode(), url=base))) == [ONE]


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("an RSS feed", b"<rss><channel>" + b"<a/>" * 2_000_000),
        ("a JSON feed", b'{"items":[' + b"{}," * 2_000_000),
    ],
)
def test_a_list_of_millions_of_tags_is_refused(kind: str, content: bytes) -> None:
    with pytest.raises(UnreadableError, match="more than 2,000,000 tags or objects"):
        extract_links(Listing("feed", kind, content))


def test_a_list_is_no_page(tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_text(RSS.format(ITEM.format(ONE)), encoding="utf-8")
    with pytest.raises(PageError, match="add them all with `onrecord add`"):
        next(open_pages(str(tmp_path / "feed.xml"), settings=Settings()))


DATED = "<item><link>https://bell.example/1</link>{}</item>"
ATOM = "<feed xmlns='http://www.w3.org/2005/Atom'><entry><link href='https://bell.example/1'/>{}</entry></feed>"
UPDATED = "<updated>2031-05-01T00:00:00Z</updated>"
JSON_ITEM = {"url": ONE, "date_published": "2031-04-02T08:00:00Z"}


@pytest.mark.parametrize(
    ("content", "day"),
    [
        (RSS.format(DATED.format("<pubDate>Wed, 02 Apr 2031 23:30:00 -0500</pubDate>")), "2031-04-02"),
        (RSS.format(DATED.format("<dc:date>2031-04-02T23:30:00-05:00</dc:date>")), "2031-04-02"),
        # The date of the feed as a whole is no page's.
        (RSS.format(f"<pubDate>Wed, 02 Apr 2031 23:30:00 GMT</pubDate>{ITEM.format(ONE)}"), None),
        (RSS.format(DATED.format("<pubDate>yesterday</pubDate>")), None),
        (RSS.format(DATED.format(f"<pubDate>Wed, 02 Apr {'9' * 20} 23:30:00 GMT</pubDate>")), None),
        (RSS.format(DATED.format("<pubDate>2031-13-02</pubDate>")), None),
        (ATOM.format(f"{UPDATED}<published>2031-04-02T08:00:00Z</published>"), "2031-04-02"),
        (ATOM.format(UPDATED), None),
        (json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [JSON_ITEM]}), "2031-04-02"),
        (URLSET.format(f"<url><loc>{ONE}</loc><lastmod>2031-04-02</lastmod></url>"), None),
    ],
)
def test_the_date_of_a_page_in_a_feed(content: str, day: str | None, tmp_path: Path) -> None:
    assert extract_links(listing(content, tmp_path / "feed")) == {ONE: day}
