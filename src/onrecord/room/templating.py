"""Jinja templates: rendering, filters, and the labels that templates share. All text from pages is escaped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse

from onrecord.channel_words import addressed
from onrecord.cite.citation import in_words
from onrecord.explaining import CHECK_LABELS, OTHERS, TEXT_OF_PAGE, count_others, explain_confidence
from onrecord.invisible import keep_direction
from onrecord.urls import bare_host
from onrecord.version import VERSION

ASSETS: Final = Path(__file__).parent / "assets"
_TEMPLATES: Final = Path(__file__).parent / "templates"

# Labels of the record's values. Search filters, margin notes and charts use the same words.
KIND_LABELS: Final[Mapping[str, str]] = {
    "direct": "in quotation marks",
    "mixed": "partly in quotation marks",
    "indirect": "reported",
    "no-response": "no response",
}
CHANGE_LABELS: Final[Mapping[str, str]] = {
    "altered": "reworded",
    "reattributed": "another speaker",
    "removed": "removed",
    "added": "added",
    "reread": "read differently",
}
VERDICT_LABELS: Final[Mapping[str, str]] = {
    "right": "judged right",
    "wrong": "judged wrong",
    "speaker": "speaker corrected to",
    "not-statement": "judged not to be a statement",
}
# The first person is ... the second.
RELATION_LABELS: Final[Mapping[str, str]] = {
    "spouse": "married to",
    "ex-spouse": "formerly married to",
    "partner": "partner of",
    "ex-partner": "former partner of",
    "parent": "parent of",
    "child": "child of",
    "sibling": "brother or sister of",
}
# Citation forms in the order in which they are offered.
CITATION_LABELS: Final[Mapping[str, str]] = {
    "plain": "Plain text",
    "markdown": "Markdown",
    "wiki": "Wiki markup",
    "bibtex": "BibTeX",
    "jsonld": "JSON-LD (schema.org)",
    "annotation": "Web Annotation",
}


def render(request: Request, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """``template`` with ``context`` and the variables of every page; ``partial`` is true for requests by htmx."""
    variables = {
        "request": request,
        "visitor": getattr(request.state, "visitor", None),
        "status": status,
        "partial": "hx-request" in request.headers,
        **context,
    }
    return HTMLResponse(_ENVIRONMENT.get_template(template).render(variables), status_code=status)


def render_fragment(template: str, **context: Any) -> str:
    """``template`` with ``context`` only, for a part of a page."""
    return _ENVIRONMENT.get_template(template).render(context)


def mark_spans(text: str, spans: Sequence[tuple[int, int]]) -> Markup:
    """``text``, escaped, with ``spans`` in ``<mark>``. Of overlapping spans only the first is marked."""
    markup, position = Markup(), 0
    for start, end in sorted(spans):
        if start >= position:
            markup += escape(text[position:start]) + Markup("<mark>{}</mark>").format(text[start:end])
            position = end
    return markup + escape(text[position:])


def encode_query(parameters: Mapping[str, object], **changes: object) -> str:
    """The query string of ``parameters`` with ``changes``, without null and empty values."""
    pairs = {**parameters, **changes}
    return urlencode({key: value for key, value in pairs.items() if value not in (None, "", [], ())}, doseq=True)


def query_of(request: Request) -> str:
    """The query string of ``request`` with its question mark; empty without one."""
    return f"?{request.url.query}" if request.url.query else ""


def site_of(url: str | None) -> str | None:
    """The host name in ``url`` without "www." and the like; null without one."""
    return bare_host(url) or None if url else None


def web_address(url: str | None) -> str | None:
    """``url`` if it is http or https; null for any other, such as ``javascript:``."""
    return url if url and urlsplit(url).scheme in {"http", "https"} else None


def count(number: int, noun: str) -> str:
    """``number`` with ``noun``: 1 page, 2,000 pages."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def capitalize_first(text: str) -> str:
    """``text`` with a capital first letter."""
    return text[:1].upper() + text[1:]


@cache
def asset(name: str) -> str:
    """The address of a static file, with a digest of its content; fonts never change and go without."""
    if name.startswith("fonts/"):
        return f"/assets/{name}"
    return f"/assets/{name}?v={blake2b((ASSETS / name).read_bytes(), digest_size=6).hexdigest()}"


def _make_environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        finalize=keep_direction,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters |= {
        "addressed": addressed,
        "day": in_words,
        "marked": mark_spans,
        "thousands": "{:,}".format,
        "counted": count,
        "site": site_of,
        "web": web_address,
        "confidence": explain_confidence,
        "capfirst": capitalize_first,
    }
    environment.globals |= {
        "asset": asset,
        "VERSION": VERSION,
        "query": encode_query,
        "KIND_LABELS": KIND_LABELS,
        "CHANGE_LABELS": CHANGE_LABELS,
        "VERDICT_LABELS": VERDICT_LABELS,
        "CHECK_LABELS": CHECK_LABELS,
        "OTHERS": OTHERS,
        "TEXT_OF_PAGE": TEXT_OF_PAGE,
        "count_others": count_others,
        "RELATION_LABELS": RELATION_LABELS,
        "CITATION_LABELS": CITATION_LABELS,
    }
    return environment


_ENVIRONMENT: Final = _make_environment()
