"""Showing: templates, and the words for what they show. Everything that comes from pages is escaped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse

from onrecord.cite.citation import in_words
from onrecord.explaining import explain_confidence
from onrecord.version import VERSION

ASSETS: Final = Path(__file__).parent / "assets"
_TEMPLATES: Final = Path(__file__).parent / "templates"

KINDS: Final[Mapping[str, str]] = {
    "direct": "in quotation marks",
    "mixed": "partly in quotation marks",
    "indirect": "reported",
    "no-response": "no response",
}
"""What the kinds of statements are called."""

CHANGES: Final[Mapping[str, str]] = {
    "altered": "words altered",
    "reattributed": "put in another mouth",
    "removed": "taken out",
    "added": "added",
}
"""What a page did to a statement of its own."""
JUDGED: Final[Mapping[str, str]] = {
    "right": "judged right",
    "wrong": "judged wrong",
    "speaker": "judged to be by",
    "not-statement": "judged to be no statement",
}
"""What somebody judged of a statement."""
TIES: Final[Mapping[str, str]] = {
    "spouse": "married to",
    "ex-spouse": "once married to",
    "partner": "together with",
    "ex-partner": "once together with",
    "parent": "parent of",
    "child": "child of",
    "sibling": "brother or sister of",
}
"""What the first of two is to the second."""
CITED: Final[Mapping[str, str]] = {
    "plain": "Plain text",
    "markdown": "Markdown",
    "wiki": "Wiki markup",
    "bibtex": "BibTeX",
    "jsonld": "JSON-LD (schema.org)",
    "annotation": "Web Annotation",
}
"""The forms of a citation, in the order in which they are offered."""


def render(request: Request, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """``template`` with ``context``, and what every page shows."""
    visitor = getattr(request.state, "visitor", None)
    whole = {
        "request": request,
        "visitor": visitor,
        "status": status,
        "partial": "hx-request" in request.headers,
        **context,
    }
    return HTMLResponse(_ENVIRONMENT.get_template(template).render(whole), status_code=status)


def fragment(template: str, **context: Any) -> str:
    """``template``, a piece of a page, with ``context`` and nothing else."""
    return _ENVIRONMENT.get_template(template).render(context)


def marked(text: str, spans: Sequence[tuple[int, int]]) -> Markup:
    """``text``, escaped, with ``spans`` of it marked."""
    return Markup().join(_pieces(text, spans))


def _pieces(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[Markup]:
    at = 0
    for start, end in sorted(spans):
        if start >= at:
            yield escape(text[at:start])
            yield Markup("<mark>{}</mark>").format(text[start:end])
            at = end
    yield escape(text[at:])


def thousands(number: int) -> str:
    """12345 as 12,345."""
    return f"{number:,}"


def query(given: Mapping[str, Any], **changed: Any) -> str:
    """An address's query with some of it changed; null and empty values are left out."""
    pairs = {**given, **changed}
    return urlencode({key: value for key, value in pairs.items() if value not in (None, "", [], ())}, doseq=True)


def site(url: str | None) -> str | None:
    """The site of an address, for people."""
    host = urlsplit(url).hostname if url else None
    return host.removeprefix("www.") if host else None


def web_address(url: str | None) -> str | None:
    """``url`` where it is one that a browser may follow; null for every other."""
    return url if url and urlsplit(url).scheme in {"http", "https"} else None


def capfirst(text: str) -> str:
    """``text`` as a sentence begins."""
    return text[:1].upper() + text[1:]


@cache
def asset(name: str) -> str:
    """The address of a file of the package's own, which changes with what is in it; but for fonts, which stay."""
    if name.startswith("fonts/"):
        return f"/assets/{name}"
    return f"/assets/{name}?v={blake2b((ASSETS / name).read_bytes(), digest_size=6).hexdigest()}"


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= {
        "day": in_words,
        "marked": marked,
        "thousands": thousands,
        "site": site,
        "web": web_address,
        "sureness": explain_confidence,
        "capfirst": capfirst,
    }
    made.globals |= {"asset": asset, "VERSION": VERSION, "query": query}
    made.globals |= {"KINDS": KINDS, "CHANGES": CHANGES, "JUDGED": JUDGED, "TIES": TIES, "CITED": CITED}
    return made


_ENVIRONMENT: Final = _environment()
