"""Decode the bytes of a page."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from charset_normalizer import CharsetMatch, from_bytes

from onrecord.articles.encodings import find_codec
from onrecord.errors import UnreadableError
from onrecord.types import NEWSML, Page

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARATION = re.compile(
    rb"""<meta[^>]{0,200}?\bcharset\s*=\s*["']?\s*([\w.:-]{2,40})"""
    rb"""|<\?xml[^>]{0,100}encoding=["']([\w.:-]{2,40})""",
    re.IGNORECASE,
)
# Browsers look for a declaration in the first 1,024 bytes. Pages with long scripts before it are common in archives.
_DECLARATION_WITHIN = 4096
_DETECTED = ["cp1252", "mac_roman", "utf_16_le", "utf_16_be", "cp1250", "cp1251", "shift_jis", "gb18030", "big5"]
# Letters of central European names are such symbols in windows-1252: "Wałęsa" is "Wa³êsa".
_SYMBOL_IN_WORD = re.compile(r"[^\W\d_][£¥ª¯³¹º¼¾¿][^\W\d_]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
# Above this share of control characters, detected "text" is binary data with an article before it. Text has almost
# none, compressed data 10%; a deflated run of one character still has 1.5%.
_MAX_CONTROL_SHARE = 0.005


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a page, with warnings about its encoding."""

    text: str
    warnings: tuple[str, ...] = ()


def decode(page: Page) -> Decoded:
    """Decode ``page``; line ends stay as they are.

    In order of trust: the byte order mark, the sender's declaration, the page's own (HTML), UTF-8 if the bytes are
    valid UTF-8, and detection. The mark is not part of the text: spans count from the character after it, as editors
    and Python's ``utf-8-sig`` do. A declared encoding that browsers do not know is ignored, with a warning.

    Raises ``UnreadableError`` if nothing fits.
    """
    body = page.body
    for mark, encoding in _BYTE_ORDER_MARKS:
        if body.startswith(mark):
            text = _try(body[len(mark) :], encoding)
            if text is None:
                raise _undecodable(
                    page, f"its bytes are not valid {encoding.upper()}, the encoding of its byte order mark"
                )
            return Decoded(text)
    label, codec = _declared(page)
    for candidate in (_utf16_without_mark(body), codec, "utf-8"):
        text = _try(body, candidate)
        if text is not None:
            return Decoded(text, _warnings(label, codec, used=candidate))
    match = _detect(body)
    text = "" if match is None else str(match)
    if match is None or len(_CONTROL.findall(text)) > _MAX_CONTROL_SHARE * len(text):
        problem = f"it declares the encoding {label[:40]!r}, and its bytes are not" if label else "its bytes are not"
        raise _undecodable(page, f"{problem} text in any encoding of the web")
    return Decoded(text, _warnings(label, codec, used=match.encoding, guessed=True))


def _detect(body: bytes) -> CharsetMatch | None:
    """The likeliest encoding of ``body``.

    The bytes of "Muñoz" in windows-1252 are "Muńoz" in windows-1250, and neither looks wrong. A page that names neither
    is read as windows-1252, as browsers read it.
    """
    matches = from_bytes(body, cp_isolation=_DETECTED, steps=5, chunk_size=512)
    best = matches.best()
    if best is None or best.encoding != "cp1250":
        return best
    western = next((match for match in matches if match.encoding == "cp1252"), best)
    return best if western.chaos > best.chaos or _SYMBOL_IN_WORD.search(str(western)) else western


def _utf16_without_mark(body: bytes) -> str | None:
    """UTF-16 without its mark, in which most high bytes of English are zero; null if ``body`` does not look like it."""
    head = body[:_DECLARATION_WITHIN]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) * 4 < len(head) or min(even, odd):
        return None
    return "utf-16-le" if odd else "utf-16-be"


def _declared(page: Page) -> tuple[str, str | None]:
    """The encoding that the sender or the page declares, empty if neither does, and Python's codec for it."""
    if page.encoding:
        return page.encoding, find_codec(page.encoding)
    if page.content_type not in {"text/html", NEWSML}:
        return "", None
    match = _DECLARATION.search(page.body[:_DECLARATION_WITHIN])
    label = (match[1] or match[2]).decode("ascii") if match else ""
    return label, find_codec(label, in_page=True)


def _try(body: bytes, codec: str | None) -> str | None:
    try:
        return body.decode(codec) if codec else None
    except UnicodeError:
        return None


def _warnings(label: str, codec: str | None, *, used: str | None, guessed: bool = False) -> tuple[str, ...]:
    if guessed and (codec or not label):
        problem = (
            f"is not in the encoding {label[:40]!r} that it declares" if label else "does not declare its encoding"
        )
        return (f"The page {problem}; it was read as {used}. Check the letters with accents.",)
    if not label or codec:
        return ()
    return (f"The page declares the encoding {label[:40]!r}, which browsers do not know; it was read as {used}.",)


def _undecodable(page: Page, problem: str) -> UnreadableError:
    return UnreadableError(
        page.source, problem, advice="Save it as UTF-8, or fetch it again in case it was damaged on the way."
    )
