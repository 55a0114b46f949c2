"""Crawl delays in robots.txt."""

from __future__ import annotations

import pytest

from onrecord.pages.robots import Robots


@pytest.mark.parametrize(
    ("rules", "seconds"),
    [
        (b"User-agent: *\nCrawl-delay: 7\n", 7.0),
        (b"User-agent: *\nCrawl-delay: 1.5\n", 1.5),
        # The group for OnRecord precedes the one for all.
        (b"User-agent: OnRecord\nCrawl-delay: 20\n\nUser-agent: *\nCrawl-delay: 5\n", 20.0),
        (b"User-agent: Other\nCrawl-delay: 20\n", 0.0),
        # A day is cut to five minutes.
        (b"User-agent: *\nCrawl-delay: 86400\n", 300.0),
        (b"User-agent: *\nCrawl-delay: soon\n", 0.0),
        (b"", 0.0),
    ],
)
def test_the_crawl_delay_of_a_site_is_bounded(rules: bytes, seconds: float) -> None:
    robots, site = Robots(), "https://bell.example"
    assert robots.crawl_delay(site) == 0.0
    robots.check(f"{site}/a", f"{site}/a", site=site, get=lambda url: (200, rules))
    assert robots.crawl_delay(site) == seconds
    assert robots.crawl_delay("https://quay.example") == 0.0
