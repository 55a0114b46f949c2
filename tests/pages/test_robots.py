"""Rules and crawl delays in robots.txt."""

from __future__ import annotations

from contextlib import nullcontext
from functools import partial

import pytest

from onrecord.errors import RefusedError
from onrecord.pages.robots import Robots
from tests.work import bytes_allocated


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


@pytest.mark.parametrize(
    ("names", "is_allowed"),
    [
        (("User-agent: Other", "User-agent: OnRecord"), False),
        (("user agent onrecord", "useragent: another"), False),
        (("User-agent: OnRecord*  # us", "User-Agent: Other"), False),
        (("User-agent : Other", "User-agent: **"), False),
        (("User-agent: Other", "User-agent: Third"), True),
        (("User-agent: *", "Allow: /", "User-agent: Other"), True),
    ],
)
def test_rules_for_several_programs_hold_for_onrecord_if_it_is_one(names: tuple[str, ...], is_allowed: bool) -> None:
    rules = "\n".join([*names, "Disallow: /a"]).encode()
    with nullcontext() if is_allowed else pytest.raises(RefusedError, match="disallows"):
        check(rules)


def test_many_rules_for_many_programs_take_linear_memory() -> None:
    def rules(count: int) -> bytes:
        names, paths = ([f"{kind}{number}" for number in range(count)] for kind in ("User-agent: a", "Disallow: /b"))
        return "\n".join([*names, *paths]).encode()

    small, large = (bytes_allocated(partial(check, rules(count))) for count in (200, 800))
    assert large < 6 * small


def check(rules: bytes) -> None:
    """Ask a site with these ``rules`` for a page."""
    site = "https://bell.example"
    Robots().check(f"{site}/a", f"{site}/a", site=site, get=lambda url: (200, rules))
