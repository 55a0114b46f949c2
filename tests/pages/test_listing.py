"""What feeds, sitemaps and OPML lists list."""

from __future__ import annotations

from pathlib import Path

import pytest

from onrecord.errors import PageError, UnreadableError
from onrecord.pages import Listing, links, open_pages, open_source
from onrecord.settings import Settings

RSS = "<rss version='2.0'><channel><title>Bell</title>{}</channel></rss>"
ITEM = "<item><title>Ferry</title><link>{}</link></item>"
URLSET = "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{}</urlset>"
ONE = "https://bell.example/1"
TWO = "https://bell.example/2"


def listing(content: str | bytes, path: Path, *, url: str | None = None) -> Listing:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    (found,) = open_source(str(path), settings=Settings())
    assert isinstance(found, Listing)
    return Listing(found.source, found.kind, found.body, url)


@pytest.mark.parametrize(
    ("content", "kind", "found"),
    [
        (RSS.format(ITEM.format(ONE) + ITEM.format(TWO) + ITEM.format(ONE)), "an RSS feed", [ONE, TWO]),
        (RSS.format(ITEM.format("/3")), "an RSS feed", ["https://feeds.example/3"]),
        (RSS.format(ITEM.format(ONE))[:-20], "an RSS feed", [ONE]),
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
    ],
)
def test_links(tmp_path: Path, content: str, kind: str, found: list[str]) -> None:
    made = listing(content, tmp_path / "list.xml", url="https://feeds.example/all.xml")
    assert made.kind == kind
    assert links(made) == found


ENTITIES = "".join(f"<!ENTITY {new} '{10 * f'&{old};'}'>" for old, new in zip("abcdefgh", "bcdefghi", strict=True))


@pytest.mark.parametrize(
    ("kind", "hostile"),
    [
        ("a sitemap", "<!DOCTYPE u [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><u><loc>&a;</loc></u>"),
        ("a sitemap", f"<!DOCTYPE u [<!ENTITY a 'https://bell.example/'>{ENTITIES}]><u><loc>&i;</loc></u>"),
        ("a sitemap", URLSET.format("<url><loc>file:///etc/passwd</loc></url><url><loc>/etc/passwd</loc></url>")),
        ("a sitemap", URLSET.format("<url><loc>javascript:alert(1)</loc></url><url><loc>http://[::1</loc></url>")),
        ("a sitemap", ""),
        ("an RSS feed", RSS.format(ITEM.format("file:///etc/passwd"))),
        ("an RSS feed", f"<!DOCTYPE rss [<!ENTITY a 'ha'>{ENTITIES}]>" + RSS.format(ITEM.format("&i;"))),
        ("an RSS feed", "<rss>"),
    ],
)
def test_a_list_leads_nowhere_but_to_the_web(kind: str, hostile: str) -> None:
    with pytest.raises(UnreadableError, match="with no address of a page in it"):
        links(Listing("list.xml", kind, hostile.encode()))


def test_a_list_is_no_page(tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_text(RSS.format(ITEM.format(ONE)), encoding="utf-8")
    with pytest.raises(PageError, match="keep them all with `onrecord add`"):
        next(open_pages(str(tmp_path / "feed.xml"), settings=Settings()))
