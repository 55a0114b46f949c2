"""From bytes to characters."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from onrecord.errors import UnreadableError
from onrecord.types import Page

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META = re.compile(
    rb"""<meta[^>]{0,200}?\bcharset\s*=\s*["']?\s*([\w.:-]{2,40})"""
    rb"""|<\?xml[^>]{0,100}encoding=["']([\w.:-]{2,40})""",
    re.IGNORECASE,
)
_META_WITHIN = 4096
# What the web means by these names (WHATWG, Encoding Standard).
_WEB_NAMES = dict.fromkeys(("iso-8859-1", "iso8859-1", "latin-1", "latin1", "ascii", "us-ascii"), "cp1252")
_GUESSED = ["cp1252", "mac_roman", "utf_16_le", "utf_16_be", "cp1250", "cp1251", "shift_jis", "gb18030", "big5"]


def decode(page: Page) -> str:
    """The characters of ``page``, line ends as they are.

    In order of trust: the mark at the beginning, the sender's word, the page's own word (HTML), UTF-8 where the
    bytes are valid UTF-8, and else what they look like most. The mark itself (a BOM) says how the text is encoded
    and is not part of it: it is left out, and spans count from the character after it, as editors do and Python's
    ``utf-8-sig``.

    Raises ``UnreadableError`` where nothing fits.
    """
    body = page.body
    for mark, name in _MARKS:
        if body.startswith(mark):
            return _strictly(page, body[len(mark) :], name)
    declared = page.encoding or (_declared_inside(body) if page.content_type == "text/html" else None)
    for candidate in (_without_mark(body), declared, "utf-8"):
        text = _try(body, candidate)
        if text is not None:
            return text
    best = from_bytes(body, cp_isolation=_GUESSED, steps=5, chunk_size=512).best()
    if best is None:
        raise _undecodable(page, declared or "any known encoding")
    return str(best)


def _without_mark(body: bytes) -> str | None:
    """UTF-16 without its mark, in which most other bytes of English are zero; null where ``body`` is no such thing."""
    head = body[:_META_WITHIN]
    low, high = head[::2].count(0), head[1::2].count(0)
    if max(low, high) * 4 < len(head) or min(low, high):
        return None
    return "utf-16-le" if high else "utf-16-be"


def _declared_inside(body: bytes) -> str | None:
    found = _META.search(body[:_META_WITHIN])
    return (found[1] or found[2]).decode("ascii") if found else None


def _try(body: bytes, name: str | None) -> str | None:
    if not name:
        return None
    try:
        codec = codecs.lookup(_WEB_NAMES.get(name.lower(), name))
        text, _ = codec.decode(body, "strict")
    except (LookupError, UnicodeError):
        return None
    return text if isinstance(text, str) else None


def _strictly(page: Page, body: bytes, name: str) -> str:
    text = _try(body, name)
    if text is None:
        raise _undecodable(page, name)
    return text


def _undecodable(page: Page, tried: str) -> UnreadableError:
    return UnreadableError(
        page.source,
        f"its bytes are no text in {tried}",
        advice="Save it as UTF-8, or get it again in case it was damaged.",
    )
