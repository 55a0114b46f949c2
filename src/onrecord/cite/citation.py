"""One statement, cited: who said it, in whose words, where, and a link that scrolls to them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy import Connection

from onrecord.cite.schema_org import document
from onrecord.cite.web_annotation import CONTEXT, annotation
from onrecord.codec import write_json
from onrecord.errors import NotFoundError, UsageError
from onrecord.selectors import link
from onrecord.store.current_pages import find_page_of
from onrecord.store.readings import StoredReading
from onrecord.store.statements import PageStatement
from onrecord.times import bounds

_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_MARKS: Final = "\"“”„«»‹›'‘’‚"
_DAY = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?$")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~])")
_BIBTEX = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"} | {
    one: f"\\{one}" for one in "&%$#_{}"
}


class CiteForm(StrEnum):
    """How a citation is written."""

    plain = "plain"
    markdown = "markdown"
    bibtex = "bibtex"
    wiki = "wiki"
    jsonld = "jsonld"
    annotation = "annotation"


def cite_form(name: str) -> CiteForm:
    """The citation form called ``name``. Raises ``UsageError`` where there is none."""
    try:
        return CiteForm(name)
    except ValueError:
        raise UsageError(f"There is no citation form {name!r}. Choose one of {', '.join(CiteForm)}.") from None


@dataclass(frozen=True, slots=True)
class _Cited:
    """The parts of a citation: as printed, or null."""

    id: str
    words: str
    direct: bool
    speaker: str | None
    told: str | None
    said: str | None
    title: str | None
    outlet: str | None
    authors: tuple[str, ...]
    published: str | None
    link: str | None
    where: str
    seen: str | None
    """The day on which the page was fetched."""


def cite(connection: Connection, statement: str, *, form: CiteForm = CiteForm.plain) -> str:
    """A citation of the statement with this public id. Raises ``NotFoundError`` where there is none that stands."""
    page = find_page_of(connection, statement)
    if page is None or not page.statements:
        problem = "its page no longer makes it" if page else "the record holds no such statement"
        raise NotFoundError(f"{statement!r}: {problem}. Take the id from a listing of the record.")
    return write_citation(page.stored, page.statements[0], form=form)


def write_citation(page: StoredReading, statement: PageStatement, *, form: CiteForm) -> str:
    """A citation of ``statement``, one of ``page``."""
    if form is CiteForm.jsonld:
        return write_json(document(page, statement), indent=2)
    if form is CiteForm.annotation:
        return write_json({"@context": CONTEXT} | annotation(page, statement), indent=2)
    return _WRITE[form](_cited(page, statement))


def _cited(page: StoredReading, statement: PageStatement) -> _Cited:
    entry, article = statement.entry, page.reading.article
    return _Cited(
        id=entry.id,
        words=" ".join(entry.quote.split()).strip(_MARKS + ", "),
        direct=entry.kind == "direct",
        speaker=statement.speaker.name if statement.speaker else None,
        told=entry.told,
        said=in_words(entry.when),
        title=article.title,
        outlet=article.outlet,
        authors=article.bylines,
        published=article.published,
        link=link(page.url, page.text, statement.content) if page.url else None,
        where=page.url or page.source,
        seen=page.first_fetched[:10] if page.first_fetched else None,
    )


def in_words(edtf: str | None) -> str | None:
    """2025-02-26 as 26 February 2025; what is less sure as it is written."""
    match = _DAY.match(edtf or "")
    if match is None or bounds(edtf) is None:
        return edtf
    year, month, number = match.groups()
    if month is None or not 1 <= int(month) <= 12:
        return edtf
    return " ".join(part for part in (str(int(number)) if number else "", _MONTHS[int(month) - 1], year) if part)


def _plain(one: _Cited) -> str:
    what = f"“{one.words}”" if one.direct else one.words
    page = [f"“{one.title}”" if one.title else None, one.outlet, in_words(one.published)]
    told = ", ".join(part for part in (one.told and f"to {one.told}", one.said) if part)
    who = (one.speaker or "Unknown speaker") + (f" ({told})" if told else "")
    source = ", ".join(part for part in page if part)
    seen = f" (seen {in_words(one.seen)})" if one.seen else ""
    return f"{who}: {what}. {source + '. ' if source else ''}{one.link or one.where}{seen}"


def _markdown(one: _Cited) -> str:
    def safe(text: str) -> str:
        return _MARKDOWN.sub(r"\\\1", text)

    title = safe(one.title or one.outlet or one.where)
    page = f"[{title}](<{one.link}>)" if one.link else title
    outlet = f"*{safe(one.outlet)}*" if one.outlet and one.title else None
    told = one.told and f"to {safe(one.told)}"
    parts = [safe(one.speaker or "Unknown speaker"), told, one.said, page, outlet, in_words(one.published)]
    words = safe(one.words)
    quotation = f"“{words}”" if one.direct else words
    return f"> {quotation}\n>\n> — {', '.join(part for part in parts if part)}"


def _bibtex(one: _Cited) -> str:
    def safe(text: str) -> str:
        return "".join(_BIBTEX.get(char, char) for char in text)

    told = f", to {one.told}" if one.told else ""
    who = f"{one.speaker or 'Unknown speaker'}{told}{f', {one.said}' if one.said else ''}"
    words = f"“{one.words}”" if one.direct else one.words
    match = _DAY.match(one.published or "")
    fields = {
        "author": " and ".join(f"{{{safe(name)}}}" for name in one.authors) or None,
        "title": one.title and f"{{{safe(one.title)}}}",
        "organization": one.outlet and safe(one.outlet),
        "date": match and one.published,
        "year": match and match[1],
        "url": one.link,
        "howpublished": None if one.link else safe(one.where),
        "urldate": one.link and one.seen,
        "note": safe(f"{who}: {words}"),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@online{{onrecord-{one.id},", *lines, "}"])


def _wiki(one: _Cited) -> str:
    def safe(text: str) -> str:
        return text.replace("|", "{{!}}").replace("[", "&#91;").replace("]", "&#93;").replace("<", "&lt;")

    who = one.speaker and f" ({safe(one.speaker)})"
    fields = {
        **{f"author{at}": safe(name) for at, name in enumerate(one.authors, 1)},
        "title": safe(one.title or one.where),
        "work": one.outlet and safe(one.outlet),
        "date": in_words(one.published),
        "url": one.link and one.link.replace("|", "%7C"),
        "access-date": in_words(one.seen),
        "quote": safe(one.words) + (who or ""),
    }
    told = " ".join(f"|{name}={value}" for name, value in fields.items() if value)
    return f"<ref>{{{{cite news {told}}}}}</ref>"


_WRITE: Final[dict[CiteForm, Callable[[_Cited], str]]] = {
    CiteForm.plain: _plain,
    CiteForm.markdown: _markdown,
    CiteForm.bibtex: _bibtex,
    CiteForm.wiki: _wiki,
}
