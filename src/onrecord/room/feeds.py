"""Atom feeds (RFC 4287) of statements."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from uuid import UUID, uuid5

from lxml.builder import ElementMaker
from lxml.etree import tostring

from onrecord.room.showing import KINDS
from onrecord.store.statements import StoredStatement
from onrecord.version import VERSION

TYPE: Final = "application/atom+xml"
_ATOM: Final = "http://www.w3.org/2005/Atom"
_OURS: Final = UUID("3bd0a1ce-41b3-5d0c-9d0e-5a1c2a0f6f0e")
"""The namespace of the ids: they are the same wherever a room is opened."""
_BEGINNING: Final = "1970-01-01T00:00:00Z"
_TITLE: Final = 120
_CONTROLS: Final = {code: None for code in range(32) if chr(code) not in "\t\n\r"} | {0xFFFE: None, 0xFFFF: None}
_MAKE: Final = ElementMaker(namespace=_ATOM, nsmap={None: _ATOM})


def feed(entries: Iterable[StoredStatement], *, of: str, title: str, base: str, path: str, asked: str = "") -> bytes:
    """A feed of ``entries``, those kept last first.

    ``of`` is what it is a feed of, and makes its id; ``base`` the address of the room without the last slash; ``path``
    that of the page that shows the same, and ``asked`` the query of its address.
    """
    query = f"?{asked}" if asked else ""
    listed = sorted(entries, key=lambda one: (_updated(one), one.id), reverse=True)
    made = _MAKE.feed(
        _MAKE.id(_id("feed", of)),
        _MAKE.title(_clean(title)),
        _MAKE.updated(_updated(listed[0]) if listed else _BEGINNING),
        _MAKE.link(rel="self", type=TYPE, href=f"{base}{path}/feed.atom{query}"),
        _MAKE.link(rel="alternate", type="text/html", href=f"{base}{path}{query}"),
        _MAKE.author(_MAKE.name("OnRecord")),
        _MAKE.generator("OnRecord", version=VERSION),
        *(_entry(one, base=base) for one in listed),
    )
    whole: bytes = tostring(made, encoding="utf-8", xml_declaration=True)
    return whole


def _entry(one: StoredStatement, *, base: str) -> object:
    speaker = one.speaker.name if one.speaker else "Nobody named"
    about = ", ".join(who.name for who in one.about)
    where = ", ".join(part for part in (one.page.title or one.page.source, one.page.outlet, one.page.published) if part)
    lines = [f"{speaker}{f' to {one.told}' if one.told else ''}{f', about {about}' if about else ''}:", one.quote]
    lines += [f"{KINDS[one.kind].capitalize()}. {where}"]
    words = " ".join(one.quote.split())
    title = f"{speaker}: {words if len(words) <= _TITLE else words[:_TITLE].rstrip() + ' …'}"
    made = _MAKE.entry(
        _MAKE.id(_id("statement", one.id)),
        _MAKE.title(_clean(title)),
        _MAKE.updated(_updated(one)),
        _MAKE.link(rel="alternate", type="text/html", href=f"{base}/statement/{one.id}"),
        _MAKE.author(_MAKE.name(_clean(one.page.outlet or one.page.source) or "unknown")),
        _MAKE.content(_clean("\n\n".join(lines)), type="text"),
    )
    if one.page.url:
        made.append(_MAKE.link(rel="via", href=_clean(one.page.url)))
    return made


def _id(*parts: str) -> str:
    return uuid5(_OURS, "/".join(parts)).urn


def _updated(one: StoredStatement) -> str:
    """When the record got it; else the first day on which it can have been made."""
    return one.page.fetched or (f"{one.first}T00:00:00Z" if one.first else _BEGINNING)


def _clean(text: str) -> str:
    """``text`` without what XML cannot hold."""
    return "".join(character for character in text.translate(_CONTROLS) if not "\ud800" <= character <= "\udfff")
