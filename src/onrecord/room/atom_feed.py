"""Atom feeds (RFC 4287) of statements."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from uuid import UUID, uuid5

from lxml.builder import ElementMaker
from lxml.etree import tostring

from onrecord.channel_words import addressed
from onrecord.room.templating import KIND_LABELS
from onrecord.store.statements import StoredStatement
from onrecord.version import VERSION

MEDIA_TYPE: Final = "application/atom+xml"
_ATOM: Final = "http://www.w3.org/2005/Atom"
# With it ids are the same whatever address the room has, as RFC 4287, section 4.2.6 requires.
_ID_NAMESPACE: Final = UUID("3bd0a1ce-41b3-5d0c-9d0e-5a1c2a0f6f0e")
# Atom requires a date of every entry: pages without one sort last.
_NO_DATE: Final = "1970-01-01T00:00:00Z"
# Feed readers cut longer titles at any place, within words too.
_MAX_TITLE_CHARACTERS: Final = 120
_CONTROLS: Final = {code: None for code in range(32) if chr(code) not in "\t\n\r"} | {0xFFFE: None, 0xFFFF: None}
_ELEMENT: Final = ElementMaker(namespace=_ATOM, nsmap={None: _ATOM})


def make_feed(
    statements: Iterable[StoredStatement], *, subject: str, title: str, base: str, path: str, query: str = ""
) -> bytes:
    """A feed of ``statements``, the last ones added to the record first.

    ``subject`` makes the id of the feed; ``base`` is the address of the room without a slash at its end; ``path`` and
    ``query`` are the address of the page with the same statements.
    """
    suffix = f"?{query}" if query else ""
    newest_first = sorted(statements, key=lambda statement: (_updated(statement), statement.id), reverse=True)
    feed = _ELEMENT.feed(
        _ELEMENT.id(_make_id("feed", subject)),
        _ELEMENT.title(_clean(title)),
        _ELEMENT.updated(_updated(newest_first[0]) if newest_first else _NO_DATE),
        _ELEMENT.link(rel="self", type=MEDIA_TYPE, href=f"{base}{path}/feed.atom{suffix}"),
        _ELEMENT.link(rel="alternate", type="text/html", href=f"{base}{path}{suffix}"),
        _ELEMENT.author(_ELEMENT.name("OnRecord")),
        _ELEMENT.generator("OnRecord", version=VERSION),
        *(_make_entry(statement, base=base) for statement in newest_first),
    )
    document: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return document


def _make_entry(statement: StoredStatement, *, base: str) -> object:
    page = statement.page
    speaker = statement.speaker.name if statement.speaker else "No named speaker"
    about = ", ".join(entity.name for entity in statement.about)
    source = ", ".join(part for part in (page.title or page.source, page.outlet, page.published) if part)
    told = f" {addressed(statement.told)}" if statement.told else ""
    lines = [f"{speaker}{told}{f', about {about}' if about else ''}:"]
    lines += [statement.quote, f"{KIND_LABELS[statement.kind].capitalize()}. {source}"]
    quote = " ".join(statement.quote.split())
    short_quote = quote if len(quote) <= _MAX_TITLE_CHARACTERS else quote[:_MAX_TITLE_CHARACTERS].rstrip() + " …"
    entry = _ELEMENT.entry(
        _ELEMENT.id(_make_id("statement", statement.id)),
        _ELEMENT.title(_clean(f"{speaker}: {short_quote}")),
        _ELEMENT.updated(_updated(statement)),
        _ELEMENT.link(rel="alternate", type="text/html", href=f"{base}/statement/{statement.id}"),
        _ELEMENT.author(_ELEMENT.name(_clean(page.outlet or page.source) or "unknown")),
        _ELEMENT.content(_clean("\n\n".join(lines)), type="text"),
    )
    if page.url:
        entry.append(_ELEMENT.link(rel="via", href=_clean(page.url)))
    return entry


def _make_id(*parts: str) -> str:
    return uuid5(_ID_NAMESPACE, "/".join(parts)).urn


def _updated(statement: StoredStatement) -> str:
    """When the page was fetched; for a file, the first day on which the statement can have been made."""
    return statement.page.fetched or (f"{statement.first}T00:00:00Z" if statement.first else _NO_DATE)


def _clean(text: str) -> str:
    """``text`` without characters that XML does not allow: controls and lone surrogates."""
    return "".join(character for character in text.translate(_CONTROLS) if not "\ud800" <= character <= "\udfff")
