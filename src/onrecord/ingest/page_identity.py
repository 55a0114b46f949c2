"""Page identity: the key of a page and the fingerprint of a version, by which a changed page becomes a new version."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from onrecord.store.codecs import compact
from onrecord.types import Article, Page
from onrecord.urls import same_site

_STDIN = "-"


@dataclass(frozen=True, slots=True)
class PageIdentity:
    """The key, the address and the hash by which a page is recognised."""

    key: str
    address: str | None
    sha256: bytes
    """Hash of its bytes."""
    has_url: bool

    @classmethod
    def of(cls, article: Article) -> PageIdentity:
        """The identity of the page of ``article``."""
        page = article.page
        return cls(page_key(article), address(page), bytes.fromhex(page.sha256), page.url is not None)


def address(page: Page) -> str | None:
    """The address of ``page``: its URL, or its file's path as a URL; null if it has neither."""
    if page.url is not None:
        return url_key(page.url)
    if page.source == _STDIN or "\0" in page.source:
        return None
    path = Path(page.source)
    return path.resolve().as_uri() if path.is_file() else None


def page_key(article: Article) -> str:
    """The key that identifies the page of ``article``.

    It is the address that the page gives itself, unless it was fetched from another site (a licensed copy often names
    the original); otherwise the address it was fetched from, or else the hash of its bytes.
    """
    page = article.page
    own = url_key(article.url) if article.url is not None else None
    if own is not None and (page.url is None or same_site(own, page.url)):
        return own
    return address(page) or f"sha256:{page.sha256}"


@lru_cache(maxsize=256)
def url_key(url: str) -> str | None:
    """Normalise ``url``: no fragment, no tracking parameters, sorted parameters, and the same for http and https.

    Null if it is not a web address.
    """
    # Imported here because it loads slowly, and records are opened without it.
    from courlan import normalize_url

    try:
        parts = urlsplit(str(normalize_url(url)))
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        return None
    return parts._replace(scheme="https", fragment="", path=parts.path or "/").geturl()


def fingerprint(article: Article) -> bytes:
    """The hash that identifies a version of a page: of its text and its metadata."""
    says = [article.title, article.outlet, article.bylines, article.published, article.text]
    return sha256(compact(says).encode()).digest()
