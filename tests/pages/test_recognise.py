"""Recognising bytes: HTML, plain text, or an error that names the format."""

from __future__ import annotations

import hashlib

import pytest

from onrecord.errors import UnreadableError
from onrecord.pages.recognise import make_page

HTML = "text/html"
PLAIN = "text/plain"


@pytest.mark.parametrize(
    ("body", "name", "media_type", "expected"),
    [
        (b"Some words.", "a.txt", "", PLAIN),
        (b"Some words.", "a.md", "", PLAIN),
        (b"<p>Some words", "a.HTML", "", HTML),
        # The bytes before the name and the media type.
        (b"<!DOCTYPE html><p>Some words", "a.txt", "", HTML),
        (b"\xef\xbb\xbf<!-- x --><html>", "", "", HTML),
        (b"<?xml version='1.0'?>\n<html>", "a.xhtml", "", HTML),
        ("<html>".encode("utf-16"), "", "", HTML),
        # Without name and media type: markup at the beginning is HTML.
        (b"<div>Some words", "page", "", HTML),
        (b"<!-- one --> <!-- two -->\n<p>Some words", "page", "", HTML),
        # Recognising these took time that doubled with each comment.
        (b"<!-- one" + 40 * b" --><!-- ad" + b" --> <html>", "a.txt", "", HTML),
        (b"<?xml version='1.0'?>" + 400 * b"<!-- ad -->" + b"<html>", "a.txt", "", HTML),
        (400 * b"<!-- ad -->" + b"<div>Some words", "a.html", "", HTML),
        (b"<!-- never closed " + 400 * b"<!-- ad ", "a.html", "", HTML),
        (b"Some words.", "page", "", PLAIN),
        (b"a < b", "page", "", PLAIN),
        (b"Some words.", "", "text/plain", PLAIN),
        (b"Some words.", "", "Text/HTML", HTML),
        (b"Some words.", "", "application/xhtml+xml", HTML),
        (b"Some words.", "", "application/octet-stream", PLAIN),
        # UTF-16 without a byte order mark and Windows-1252 are text, not binary.
        ("Wörter ohne Zeichen".encode("utf-16-le"), "a.txt", "", PLAIN),
        (b"Caf\xe9 words \x93so\x94", "a.txt", "", PLAIN),
    ],
)
def test_the_content_type_is_recognised(body: bytes, name: str, media_type: str, expected: str) -> None:
    assert make_page("s", body, name=name, media_type=media_type).content_type == expected


@pytest.mark.parametrize(
    ("body", "media_type", "problem"),
    [
        (b"", "", "empty"),
        (b" \n\t", "", "empty"),
        (b"%PDF-1.7\n1 0 obj", "", "PDF"),
        # Blanks before it, and a media type that is wrong.
        (b"\n%PDF-1.7", "text/html", "PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0", "", "PNG"),
        (b"\xff\xd8\xff\xe0\0", "", "JPEG"),
        (b"RIFF\0\0\0\0WEBP", "", "image, sound or video"),
        (b"PK\x03\x04\0\0", "", "ZIP"),
        (b"\x1f\x8b\x08\0", "", "compressed with gzip twice"),
        (b"filedesc://press.arc 0.0.0.0 20240503", "", "web archive in the ARC format"),
        (b"bplist00\xd1\x01", "", "web archive of Safari"),
        (b"story.html" + bytes(90) + b"0000644\0".ljust(157) + b"ustar\0" + b"00" * 99, "", "tar archive"),
        # A page saved in one file by a browser, and an e-mail: their text is encoded, "It runs=2C said Quill".
        (
            b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary=b\r\n\r\n",
            "",
            "e-mail, or a web page saved as one",
        ),
        (
            b"Received: from quay.example\n by bell.example\nX-A: 1\nMime-version: 1.0\n\nSXQgcnVucy4=",
            "text/plain",
            "e-mail, or a web page",
        ),
        (b"From ada@quay.example Fri May  3 10:00:00 2024\nSubject: Ferry\n\nIt runs.", "", "e-mail, or a web page"),
        (b"\x7fELF\x02\x01", "", "program"),
        # Control characters.
        (bytes(range(256)) * 8, "", "binary"),
        (b"words \0\0\0\0 words", "", "binary"),
        # Lists of pages.
        (b"<rss version='2.0'>", "", "RSS feed: it lists pages"),
        (b"<?xml version='1.0'?><!-- c --><feed xmlns='x'>", "text/html", "Atom feed: it lists pages"),
        (b'<!DOCTYPE rss [<!ENTITY copy "&#169;"> <!-- > ] -->]><rss>', "", "RSS feed: it lists pages"),
        (b"<rdf:RDF xmlns:rdf='x'>", "", "RSS feed"),
        (b"<?xml version='1.0'?>\n<urlset>", "", "sitemap: it lists pages"),
        (b"<sitemapindex>", "", "index of sitemaps"),
        (b"<?xml version='1.0'?><catalogue>", "", "XML, not HTML"),
        (b"{}", "application/json", "application/json, not HTML"),
    ],
)
def test_other_formats_are_refused_by_name(body: bytes, media_type: str, problem: str) -> None:
    with pytest.raises(UnreadableError, match=problem) as raised:
        make_page("here", body, media_type=media_type)
    assert raised.value.source == "here"
    assert raised.value.advice.endswith(".")


def test_a_table_is_refused_by_its_name() -> None:
    with pytest.raises(UnreadableError, match=r"this is a table, not a page\. Give its pages as JSON Lines"):
        make_page("pages.csv", b"url,text\nhttps://bell.example/,It runs.\n", name="pages.csv")


@pytest.mark.parametrize(
    "text",
    [
        b"From ada@quay.example to all\n\nIt: runs.",
        b"From: Ada Quill\nSubject: The ferry\n\nIt runs.",
        b"The ferry\nMIME-Version: it runs.",
    ],
)
def test_a_text_that_begins_like_a_letter_is_a_page(text: bytes) -> None:
    assert make_page("here", text).content_type == "text/plain"


def test_a_page_has_its_bytes_and_their_hash() -> None:
    page = make_page("s", b"Some words.", url="https://press.example/", encoding="utf-8")
    assert page.sha256 == hashlib.sha256(b"Some words.").hexdigest()
    assert (page.url, page.encoding, page.body) == ("https://press.example/", "utf-8", b"Some words.")
    assert page.fetched is not None
    assert len(page.fetched) == len("2024-05-03T10:00:00Z")
