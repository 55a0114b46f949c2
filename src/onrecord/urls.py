"""Web addresses: validation, and the site of an address.

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
