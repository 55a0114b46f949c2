"""TEI P5: each page as a text with its statements marked by ``said``, for those who edit and study texts.

One corpus; its pages are whole, furniture as notes. What is interrupted, or crosses another statement, is marked in
parts that ``next`` and ``prev`` tie together. That somebody did not answer is no ``said``: it is a ``seg``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from lxml import etree

from onrecord.export.formats import text_format
from onrecord.store.sheets import Said, Sheet
from onrecord.types import Organisation, Span

TEI: Final = "http://www.tei-c.org/ns/1.0"
_XML: Final = "{http://www.w3.org/XML/1998/namespace}"
_DIRECT: Final = {"direct": "true", "mixed": "unknown", "indirect": "false"}
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?$")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_HEADER: Final = (
    "<teiHeader><fileDesc><titleStmt><title>A record of who said what</title></titleStmt>"
    "<publicationStmt><p>Written by OnRecord.</p></publicationStmt>"
    "<sourceDesc><p>Web pages; each text names its own.</p></sourceDesc></fileDesc></teiHeader>"
)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of the text that is to be marked as what ``said`` says."""

    start: int
    end: int
    said: Said


def tei_lines(sheets: Iterable[Sheet]) -> Iterator[str]:
    """The parts of one XML document, a page at a time."""
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<teiCorpus xmlns="{TEI}">{_HEADER}'
    for sheet in sheets:
        # lxml declares the namespace on each text again, which says the same once more.
        yield str(etree.tostring(text_of(sheet), encoding="unicode"))
    yield "</teiCorpus>"


def text_of(sheet: Sheet) -> etree._Element:
    """The page as a ``TEI`` element."""
    root = etree.Element(f"{{{TEI}}}TEI", nsmap={None: TEI}, attrib={f"{_XML}id": f"page-{sheet.id}"})
    header = _sub(root, "teiHeader")
    _describe_file(_sub(header, "fileDesc"), sheet)
    known = _describe_people(_sub(_sub(header, "profileDesc"), "particDesc"), sheet)
    body = _sub(_sub(root, "text"), "body")
    _Marking(sheet, known).fill(_sub(body, "div"))
    return root


def _describe_file(file: etree._Element, sheet: Sheet) -> None:
    titles = _sub(file, "titleStmt")
    _sub(titles, "title", sheet.title or sheet.address)
    for name in sheet.reading.article.bylines:
        _sub(titles, "author", name)
    publication = _sub(file, "publicationStmt")
    _sub(publication, "publisher", sheet.outlet or "unknown")
    exact = {"when": sheet.published} if sheet.published and _DATE.match(sheet.published) else {}
    _sub(publication, "date", sheet.published or "unknown", **exact)
    source = _sub(_sub(file, "sourceDesc"), "bibl", sheet.source)
    if sheet.url:
        _sub(source, "ptr", target=sheet.url)


def _describe_people(people: etree._Element, sheet: Sheet) -> dict[str, str]:
    """Say who there is: the ``xml:id`` of each by the name that statements have for them."""
    names = {entity.name for entity in sheet.reading.entities}
    sources = [said.speaker.name for said in sheet.statements if said.speaker]
    sources += [said.told for said in sheet.statements if said.told]
    # Sources that are no entity of the page, such as "a source close to the couple", have elements too.
    described = dict.fromkeys(name for name in sources if name and name not in names)
    others = [Organisation(f"other{number}", name, (), ()) for number, name in enumerate(described, 1)]
    lists = {tag: _sub(people, parent) for tag, parent in (("person", "listPerson"), ("org", "listOrg"))}
    ids: dict[str, str] = {}
    for entity in (*sheet.reading.entities, *others):
        tag, name_tag = ("person", "persName") if entity.kind == "person" else ("org", "orgName")
        xml_id = f"page-{sheet.id}-{entity.id}"
        node = _sub(lists[tag], tag, **{f"{_XML}id": xml_id})
        if entity.id in sheet.persons:
            node.set("corresp", f"urn:onrecord:person:{sheet.persons[entity.id]}")
        for name in (entity.name, *entity.aliases):
            _sub(node, name_tag, name)
        for age in entity.ages:
            _sub(node, "age", age.text, value=age.text)
        for role in entity.roles:
            _sub(node, "occupation", role.text)
        ids.setdefault(entity.name, xml_id)
    for node in lists.values():
        if not len(node):
            people.remove(node)
    return ids


class _Marking:
    """The text of one page, marked."""

    def __init__(self, sheet: Sheet, known: Mapping[str, str]) -> None:
        self._sheet = sheet
        self._known = known
        self._parts: dict[str, list[etree._Element]] = defaultdict(list)

    def fill(self, division: etree._Element) -> None:
        """Put the page into ``division``: its headlines, its paragraphs, and as notes what else is on it."""
        pieces = sorted(
            (_Piece(start, end, one) for one in self._sheet.statements for start, end in one.content),
            key=lambda piece: (piece.start, -piece.end),
        )
        text, ended, begun = self._sheet.text, 0, False
        for (start, end), name, kind in self._blocks():
            start = max(start, ended)
            if start >= end:
                continue
            if name == "head" and begun:
                name, kind = "ab", "head"
            begun = begun or name != "head"
            _write(division, text[ended:start])
            ended = end
            block = _sub(division, name, **({"type": kind} if kind else {}))
            here = [piece for piece in pieces if piece.start < end and piece.end > start]
            self._mark(block, (start, end), here)
        for parts in self._parts.values():
            for one, other in pairwise(parts):
                one.set("next", f"#{other.get(f'{_XML}id')}")
                other.set("prev", f"#{one.get(f'{_XML}id')}")

    def _blocks(self) -> list[tuple[Span, str, str | None]]:
        article = self._sheet.reading.article
        blocks: list[tuple[Span, str, str | None]] = [(span, "head", None) for span in article.titles]
        blocks += [(span, "p", None) for span in article.paragraphs]
        blocks += [(piece.span, "note", piece.kind) for piece in article.furniture]
        return sorted([*blocks, *self._between(span for span, _, _ in blocks)], key=lambda block: block[0])

    def _between(self, spans: Iterable[Span]) -> Iterator[tuple[Span, str, str | None]]:
        """What the reading has in no part of the page, as a block of its own, so that no word is left out."""
        at, text = 0, self._sheet.text
        for start, end in [*sorted(spans), (len(text), len(text))]:
            if text[at:start].strip():
                yield (at, start), "ab", None
            at = max(at, end)

    def _mark(self, parent: etree._Element, span: Span, pieces: Sequence[_Piece]) -> None:
        """Fill ``parent`` with the words of ``span``, ``pieces`` of them marked, one in another where they are."""
        at, waiting = span[0], list(pieces)
        while waiting:
            piece, *waiting = waiting
            start, end = max(piece.start, at), min(piece.end, span[1])
            if start >= end:
                continue
            _write(parent, self._sheet.text[at:start])
            inside = [one for one in waiting if one.start < end]
            beyond = [replace(one, start=end) for one in inside if one.end > end]
            waiting = beyond + [one for one in waiting if one.start >= end]
            self._mark(self._element(parent, piece.said), (start, end), inside)
            at = end
        _write(parent, self._sheet.text[at : span[1]])

    def _element(self, parent: etree._Element, said: Said) -> etree._Element:
        parts = self._parts[said.id]
        key = f"statement-{said.id}" + (f"-{len(parts) + 1}" if parts else "")
        given = {f"{_XML}id": key, "ana": f"urn:onrecord:kind:{said.kind}", "cert": f"{said.confidence:.2f}"}
        if said.kind == "no-response":
            node = _sub(parent, "seg", type="no-response", **given)
        else:
            node = _sub(parent, "said", direct=_DIRECT[said.kind], **given)
            node.set("aloud", "false" if said.act == "thought" else "unknown")
            for name, who in (("who", said.speaker and said.speaker.name), ("toWhom", said.told)):
                if who:
                    node.set(name, f"#{self._known[who]}")
        parts.append(node)
        return node


def _sub(parent: etree._Element, name: str, words: str | None = None, **attributes: str) -> etree._Element:
    clean = {key: _clean(value) for key, value in attributes.items()}
    node = etree.SubElement(parent, f"{{{TEI}}}{name}", clean)
    if words is not None:
        node.text = _clean(words)
    return node


def _write(parent: etree._Element, words: str) -> None:
    """Add ``words`` at the end of what ``parent`` holds."""
    words = _clean(words)
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + words
    else:
        parent.text = (parent.text or "") + words


def _clean(words: str) -> str:
    """``words`` with a mark in the place of each character that XML cannot hold."""
    return _NOT_XML.sub("\ufffd", words)


TEI_FORMAT: Final = text_format(lambda _, pages: tei_lines(pages))
"""TEI as an export format. pyproject.toml registers it by an entry point, as other packages register theirs."""
