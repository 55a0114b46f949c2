"""Web addresses: validation, the site of an address, and comparison of sites.

Pages, feeds, web archives and imports state addresses that end up as links in feeds, citations and exports, so
``javascript:alert(1)`` must not pass for a web address.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

# The maximum length in browsers (Internet Explorer took 2,083).
_MAX_CHARACTERS = 8_000
_MAX_HOST_CHARACTERS = 253
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
# Forbidden in a host by the WHATWG URL Standard; square brackets enclose IPv6 addresses, which urlsplit checks.
# "@" would end a user name or password.
_FORBIDDEN_IN_HOST = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029#%/<>?@\\^|]")

_SAME_SITE = ("www.", "m.", "mobile.", "amp.", "edition.")
# Services that show a page of another site as it was, under an address that names the original: AMP caches and the
# Wayback Machine. https://bell-example.cdn.ampproject.org/c/s/bell.example/ferry is a copy of https://bell.example/ferry.
_CACHE = re.compile(
    r"https?://(?:(?:[\w-]+\.)?cdn\.ampproject\.org/[cv]/|[\w-]+\.bing-amp\.com/[cv]/|www\.google\.com/amp/"
    r"|web\.archive\.org/web/(?:\w+/)?(?=https?:|[\w-]+\.))(?:s/|https?:/+)?(?=[\w-]+\.)",
    re.IGNORECASE,
)


def web_url(text: str | None) -> str | None:
    """Return ``text`` without blanks around it if it is an http or https address, else null.

    The address needs a host, a valid port if any, and no user name or password, which records would keep and which
    disguise the host (``https://bell.example@evil.example/``).
    """
    url = text.strip() if isinstance(text, str) else ""
    if len(url) > _MAX_CHARACTERS or not url.lower().startswith(("http://", "https://")):
        return None
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port  # which raises for a port out of range
        ascii_host = (host or "").removesuffix(".").encode("idna")
        ascii_host.decode("idna")
    except ValueError:
        return None
    is_host = 0 < len(ascii_host) <= _MAX_HOST_CHARACTERS and not _FORBIDDEN_IN_HOST.search(parts.netloc)
    return url if is_host and not _CONTROL.search(url) else None


def site_of(url: str) -> str:
    """Return scheme, host and port of ``url`` in lower case: the site that a pause or robots.txt holds for.

    An address without a host is a site of its own.
    """
    scheme, separator, rest = url.partition("://")
    host = re.split(r"[/?#\\]", rest, maxsplit=1)[0]
    return f"{scheme}{separator}{host}".lower() if host else url


def bare_host(url: str) -> str:
    """Return the host of ``url`` without ``www.``, ``m.`` and other known prefixes; empty if it has none."""
    host = (urlsplit(url).hostname or "").removesuffix(".")
    for prefix in _SAME_SITE:
        host = host.removeprefix(prefix)
    return host


def same_site(url: str, other: str) -> bool:
    """Return true if both addresses are on one site: one host ends with the other, apart from prefixes."""
    host, other_host = bare_host(url), bare_host(other)
    return host == other_host or host.endswith(f".{other_host}") or other_host.endswith(f".{host}")


def original_url(url: str) -> str:
    """Return the address of the page that a cache or web archive copied to ``url``; other addresses unchanged."""
    cache = _CACHE.match(url)
    return f"https://{url[cache.end() :]}" if cache else url


def is_front_page(url: str | None) -> bool:
    """Return true if ``url`` is the root of a site: "https://bell.example/", also as a web archive shows it."""
    address = web_url(original_url(url)) if url else None
    parts = urlsplit(address) if address else None
    return parts is not None and not parts.path.strip("/") and not parts.query


def registered_domain(url: str) -> str:
    """Return the part of the host of ``url`` that somebody registered: "bell.co.uk" for "news.bell.co.uk".

    It follows the Public Suffix List, with the hosts that rent out names: "bell.blogspot.com". Of a host with an
    unknown ending, such as "bell.test", it is the last two labels.
    """
    # Imported here because it loads slowly.
    from courlan import extract_domain

    host = bare_host(url)
    return extract_domain(url) or (host if host.replace(".", "").isdecimal() else ".".join(host.split(".")[-2:]))
