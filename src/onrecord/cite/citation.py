"""Citations of a statement: speaker, words, page, and a link that scrolls to the words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy import Connection

from onrecord.channel_words import addressed
from onrecord.cite.schema_org import document
from onrecord.cite.web_annotation import CONTEXT, annotation
from onrecord.codec import write_json
from onrecord.errors import NotFoundError, UsageError
from onrecord.invisible import replace_unsafe
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
# An ampersand may begin a character reference: "&lt;".
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~]|&(?=[\w#]))")
# BibTeX counts braces also after a backslash.
_BIBTEX = str.maketrans(
    {character: f"\\{character}" for character in "&%$#_"}
    | {"\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}"}
    | {"~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
)
_WIKI = str.maketrans({"|": "{{!}}", "<": "&lt;"} | {character: f"&#{ord(character)};" for character in "[]{}~"})


class CiteForm(StrEnum):
    """The forms of a citation."""

    plain = "plain"
    markdown = "markdown"
    bibtex = "bibtex"
    wiki = "wiki"
    jsonld = "jsonld"
    annotation = "annotation"


def cite_form(name: str) -> CiteForm:
    """Return the citation form called ``name``. Raises ``UsageError`` if there is none."""
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
    address: str
    """The page's URL, or the file that it was read from."""
    fetched: str | None
    """The day the page was fetched."""


def cite(connection: Connection, statement: str, *, form: CiteForm = CiteForm.plain) -> str:
    """Cite the statement with this public id. Raises ``NotFoundError`` if no page makes it now."""
    page = find_page_of(connection, statement)
    if page is None or not page.statements:
        problem = (
            f"The page no longer makes the statement {statement!r}"
            if page
            else f"The record has no statement {statement!r}"
        )
        raise NotFoundError(f"{problem}. Copy the id from a listing.")
    return write_citation(page.stored, page.statements[0], form=form)


def write_citation(page: StoredReading, statement: PageStatement, *, form: CiteForm) -> str:
    """Cite ``statement``, one of ``page``, in the given form."""
    if form is CiteForm.jsonld:
        return write_json(document(page, statement), indent=2)
    if form is CiteForm.annotation:
        return write_json({"@context": CONTEXT} | annotation(page, statement), indent=2)
    return _WRITE[form](_cited(page, statement))


def _cited(page: StoredReading, statement: PageStatement) -> _Cited:
    entry, article = statement.entry, page.reading.article
    return _Cited(
        id=entry.id,
        # Quotation marks of direct statements are normalised. Mixed ones keep theirs: the split was “like a storm”.
        words=_on_one_line(entry.quote).strip(_MARKS + ", " if entry.kind == "direct" else ", "),
        direct=entry.kind == "direct",
        speaker=_on_one_line(" and ".join(entity.name for entity in statement.speakers)) or None,
        told=_on_one_line(entry.told or "") or None,
        said=in_words(entry.when),
        title=_on_one_line(article.title or "") or None,
        outlet=_on_one_line(article.outlet or "") or None,
        authors=tuple(map(_on_one_line, article.bylines)),
        published=article.published,
        link=link(page.url, page.text, statement.content) if page.url else None,
        address=_on_one_line(page.url or page.source),
        fetched=page.first_fetched[:10] if page.first_fetched else None,
    )


def _on_one_line(text: str) -> str:
    """``text`` without line ends and unsafe characters: citations are printed, and copied into other documents."""
    return replace_unsafe(" ".join(text.split()), by="")


def in_words(edtf: str | None) -> str | None:
    """Write 2025-02-26 as 26 February 2025; vaguer dates stay as they are."""
    match = _DAY.match(edtf or "")
    if match is None or bounds(edtf) is None:
        return edtf
    year, month, number = match.groups()
    if month is None or not 1 <= int(month) <= 12:
        return edtf
    return " ".join(part for part in (str(int(number)) if number else "", _MONTHS[int(month) - 1], year) if part)


def _plain(parts: _Cited) -> str:
    words = f"“{parts.words}”" if parts.direct else parts.words
    page = [f"“{parts.title}”" if parts.title else None, parts.outlet, in_words(parts.published)]
    told = ", ".join(part for part in (parts.told and addressed(parts.told), parts.said) if part)
    speaker = (parts.speaker or "Unknown speaker") + (f" ({told})" if told else "")
    source = ", ".join(part for part in page if part)
    fetched = f" (seen {in_words(parts.fetched)})" if parts.fetched else ""
    return f"{speaker}: {words}. {source + '. ' if source else ''}{parts.link or parts.address}{fetched}"


def _markdown(parts: _Cited) -> str:
    def safe(text: str) -> str:
        return _MARKDOWN.sub(r"\\\1", text)

    title = safe(parts.title or parts.outlet or parts.address)
    page = f"[{title}](<{parts.link}>)" if parts.link else title
    outlet = f"*{safe(parts.outlet)}*" if parts.outlet and parts.title else None
    told = parts.told and safe(addressed(parts.told))
    attribution = [safe(parts.speaker or "Unknown speaker"), told, parts.said, page, outlet, in_words(parts.published)]
    words = safe(parts.words)
    quotation = f"“{words}”" if parts.direct else words
    return f"> {quotation}\n>\n> — {', '.join(part for part in attribution if part)}"


def _bibtex(parts: _Cited) -> str:
    def safe(text: str) -> str:
        return text.translate(_BIBTEX)

    told = f", {addressed(parts.told)}" if parts.told else ""
    speaker = f"{parts.speaker or 'Unknown speaker'}{told}{f', {parts.said}' if parts.said else ''}"
    words = f"“{parts.words}”" if parts.direct else parts.words
    match = _DAY.match(parts.published or "")
    fields = {
        "author": " and ".join(f"{{{safe(name)}}}" for name in parts.authors) or None,
        "title": parts.title and f"{{{safe(parts.title)}}}",
        "organization": parts.outlet and safe(parts.outlet),
        "date": match and parts.published,
        "year": match and match[1],
        "url": parts.link,
        "howpublished": None if parts.link else safe(parts.address),
        "urldate": parts.link and parts.fetched,
        "note": safe(f"{speaker}: {words}"),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@online{{onrecord-{parts.id},", *lines, "}"])


def _wiki(parts: _Cited) -> str:
    def safe(text: str) -> str:
        return text.translate(_WIKI)

    speaker = parts.speaker and f" ({safe(parts.speaker)})"
    fields = {
        **{f"author{number}": safe(name) for number, name in enumerate(parts.authors, 1)},
        "title": safe(parts.title or parts.address),
        "work": parts.outlet and safe(parts.outlet),
        "date": in_words(parts.published),
        "url": parts.link,
        "access-date": in_words(parts.fetched),
        "quote": safe(parts.words) + (speaker or ""),
    }
    told = " ".join(f"|{name}={value}" for name, value in fields.items() if value)
    return f"<ref>{{{{cite news {told}}}}}</ref>"


_WRITE: Final[dict[CiteForm, Callable[[_Cited], str]]] = {
    CiteForm.plain: _plain,
    CiteForm.markdown: _markdown,
    CiteForm.bibtex: _bibtex,
    CiteForm.wiki: _wiki,
}
