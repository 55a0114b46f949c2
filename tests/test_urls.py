"""Addresses: only http and https ones with a valid host."""

from __future__ import annotations

import pytest

from onrecord.urls import is_front_page, site_of, web_url


@pytest.mark.parametrize(
    "url",
    [
        "https://bell.example",
        "http://bell.example/a?b=c#d",
        "HTTPS://Bell.Example:8080/",
        "https://bell.example/a b",
        "https://bell.example/ä?q=ü",
        "https://müller.example/",
        "https://xn--mller-kva.example/",
        "https://a_b.example./",
        "https://[2606:2800:21f::2b8c]:443/",
        "http://127.0.0.1:0/",
        "https://bell.example/?next=javascript:alert(1)",
        "https://bell.example/@ada",
        "https://" + ".".join(["a" * 60] * 4) + "/",
    ],
)
def test_addresses_on_the_web_are_returned(url: str) -> None:
    assert web_url(f"  {url}\n") == url


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "/ferry.html",
        "//bell.example/",
        "bell.example",
        "javascript:alert(1)",
        "JavaScript:https://bell.example/",
        " javascript:alert(1)",
        "data:text/html,<p>",
        "file:///etc/passwd",
        "ftp://bell.example/",
        "vbscript://bell.example/",
        "urn:uuid:1",
        "dns:bell.example",
        "https:",
        "https://",
        "https:///ferry",
        "https://:80/",
        "https://?x",
        "https://.",
        "https://[::1",
        "https://[bell.example]/",
        "https://bell]example/",
        "https://bell.example:99999/",
        "https://bell.example:-1/",
        "https://bell.example:port/",
        "https://bell.example:٣/",
        "https://bell..example/",
        "https://" + "a" * 64 + ".example/",
        "https://" + "é" * 64 + ".example/",
        "https://" + "a." * 200 + "example/",
        "https://bell example/",
        "https://bell\\evil.example/",
        "https://bell%00.example/",
        "https://bell<b>.example/",
        "https://xn--0.example/",
        "https://ada:secret@bell.example/",
        "https://bell.example@evil.example/",
        "https://bell.example/a\nb",
        "https://bell.example/\x00",
        "https://bell.example/\u2028a",
        "https://bell.example/\ud800",
        "https://bell.example/" + "a" * 8_000,
    ],
)
def test_other_text_is_no_address(text: str | None) -> None:
    assert web_url(text) is None


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://Bell.Example/a/b", "https://bell.example"),
        ("http://bell.example:8080?x", "http://bell.example:8080"),
        ("https://bell.example#a/b", "https://bell.example"),
        ("http://[::1", "http://[::1"),
        ("http://", "http://"),
        ("ferry.html", "ferry.html"),
    ],
)
def test_the_site_of_an_address(url: str, site: str) -> None:
    assert site_of(url) == site


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://bell.example", True),
        ("https://bell.example//", True),
        ("https://web.archive.org/web/2024/https://bell.example/", True),
        ("https://bell.example/ferry", False),
        ("https://bell.example/?p=7", False),
        ("https://[::1", False),
        ("/", False),
        (None, False),
    ],
)
def test_front_pages(url: str | None, *, expected: bool) -> None:
    assert is_front_page(url) is expected
