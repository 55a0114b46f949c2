"""TEI P5: each page as a text with its statements marked as ``said``, for editions and text studies.

The export is one corpus with complete pages, with furniture as notes. A statement that is interrupted, or overlaps
another one, is marked in parts connected by ``next`` and ``prev``. A no-response is a ``seg``.
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
from onrecord.store.current_pages import CurrentPage
from onrecord.store.readings import StoredReading
from onrecord.store.statements import PageStatement
from onrecord.times import iso_date
from onrecord.types import Organisation, Span

TEI: Final = "http://www.tei-c.org/ns/1.0"
_XML: Final = "{http://www.w3.org/XML/1998/namespace}"
_DIRECT: Final = {"direct": "true", "mixed": "unknown", "indirect": "false"}
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_HEADER: Final = (
    "<teiHeader><fileDesc><titleStmt><title>A record of who said what</title></titleStmt>"
    "<publicationStmt><p>Written by OnRecord.</p></publicationStmt>"
    "<sourceDesc><p>Web pages; each text names its own.</p></sourceDesc></fileDesc></teiHeader>"
)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A span of the text to be marked as words of ``statement``."""

    start: int
    end: int
    statement: PageStatement


def tei_lines(pages: Iterable[CurrentPage]) -> Iterator[str]:
    """Yield one XML document in parts, one page at a time."""
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<teiCorpus xmlns="{TEI}">{_HEADER}'
    for page in pages:
        # lxml repeats the namespace declaration on each text, which is redundant.
        yield str(etree.tostring(text_of(page), encoding="unicode"))
    yield "</teiCorpus>"


def text_of(page: CurrentPage) -> etree._Element:
    """The page as a ``TEI`` element."""
    root = etree.Element(f"{{{TEI}}}TEI", nsmap={None: TEI}, attrib={f"{_XML}id": f"page-{page.stored.id}"})
    header = _sub(root, "teiHeader")
    _describe_file(_sub(header, "fileDesc"), page.stored)
    ids = _describe_people(_sub(_sub(header, "profileDesc"), "particDesc"), page)
    body = _sub(_sub(root, "text"), "body")
    _Marking(page, ids).fill(_sub(body, "div"))
    return root


def _describe_file(file: etree._Element, page: StoredReading) -> None:
    article = page.reading.article
    titles = _sub(file, "titleStmt")
    _sub(titles, "title", article.title or page.address)
    for name in article.bylines:
        _sub(titles, "author", name)
    publication = _sub(file, "publicationStmt")
    _sub(publication, "publisher", article.outlet or "unknown")
    date = iso_date(article.published)
    exact = {"when": date} if date else {}
    _sub(publication, "date", article.published or "unknown", **exact)
    source = _sub(_sub(file, "sourceDesc"), "bibl", page.source)
    if page.url:
        _sub(source, "ptr", target=page.url)


def _describe_people(people: etree._Element, page: CurrentPage) -> dict[str, str]:
    """Write an element for each person and organisation; return their ``xml:id`` by the name in statements."""
    stored, entities = page.stored, page.stored.reading.entities
    names = {entity.name for entity in entities}
    sources = [statement.speaker.name for statement in page.statements if statement.speaker]
    sources += [statement.entry.told for statement in page.statements if statement.entry.told]
    # Sources that are not entities of the page, such as "a source close to the couple", have elements too.
    described = dict.fromkeys(name for name in sources if name and name not in names)
    further_sources = [Organisation(f"other{number}", name, (), ()) for number, name in enumerate(described, 1)]
    lists = {tag: _sub(people, parent) for tag, parent in (("person", "listPerson"), ("org", "listOrg"))}
    ids: dict[str, str] = {}
    for entity in (*entities, *further_sources):
        tag, name_tag = ("person", "persName") if entity.kind == "person" else ("org", "orgName")
        xml_id = f"page-{stored.id}-{entity.id}"
        node = _sub(lists[tag], tag, **{f"{_XML}id": xml_id})
        if entity.id in stored.persons and (person := stored.persons[entity.id].id):
            node.set("corresp", f"urn:onrecord:person:{person}")
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

    def __init__(self, page: CurrentPage, ids: Mapping[str, str]) -> None:
        self._article = page.stored.reading.article
        self._statements = page.statements
        self._ids = ids
        self._parts: dict[str, list[etree._Element]] = defaultdict(list)

    def fill(self, division: etree._Element) -> None:
        """Write the page to ``division``: headlines, paragraphs, and everything else as notes."""
        pieces = sorted(
            (_Piece(start, end, statement) for statement in self._statements for start, end in statement.content),
            key=lambda piece: (piece.start, -piece.end),
        )
        text, ended, begun = self._article.text, 0, False
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
            self._mark(block, (start, end), [piece for piece in pieces if piece.start < end and piece.end > start])
        for parts in self._parts.values():
            for part, next_part in pairwise(parts):
                part.set("next", f"#{next_part.get(f'{_XML}id')}")
                next_part.set("prev", f"#{part.get(f'{_XML}id')}")

    def _blocks(self) -> list[tuple[Span, str, str | None]]:
        article = self._article
        blocks: list[tuple[Span, str, str | None]] = [(span, "head", None) for span in article.titles]
        blocks += [(span, "p", None) for span in article.paragraphs]
        blocks += [(piece.span, "note", piece.kind) for piece in article.furniture]
        return sorted([*blocks, *self._between(span for span, _, _ in blocks)], key=lambda block: block[0])

    def _between(self, spans: Iterable[Span]) -> Iterator[tuple[Span, str, str | None]]:
        """Text outside all parts of the page, as a separate block, so that the text is complete."""
        ended, text = 0, self._article.text
        for start, end in [*sorted(spans), (len(text), len(text))]:
            if text[ended:start].strip():
                yield (ended, start), "ab", None
            ended = max(ended, end)

    def _mark(self, parent: etree._Element, span: Span, pieces: Sequence[_Piece]) -> None:
        """Write the words of ``span`` to ``parent``, with ``pieces`` marked, nested if they overlap."""
        text, ended, waiting = self._article.text, span[0], list(pieces)
        while waiting:
            piece, *waiting = waiting
            start, end = max(piece.start, ended), min(piece.end, span[1])
            if start >= end:
                continue
            _write(parent, text[ended:start])
            inside = [inner for inner in waiting if inner.start < end]
            beyond = [replace(inner, start=end) for inner in inside if inner.end > end]
            waiting = beyond + [later for later in waiting if later.start >= end]
            self._mark(self._element(parent, piece.statement), (start, end), inside)
            ended = end
        _write(parent, text[ended : span[1]])

    def _element(self, parent: etree._Element, statement: PageStatement) -> etree._Element:
        entry = statement.entry
        parts = self._parts[entry.id]
        xml_id = f"statement-{entry.id}" + (f"-{len(parts) + 1}" if parts else "")
        attributes = {
            f"{_XML}id": xml_id,
            "ana": f"urn:onrecord:kind:{entry.kind}",
            "cert": f"{entry.confidence:.2f}",
        }
        if entry.kind == "no-response":
            node = _sub(parent, "seg", type="no-response", **attributes)
        else:
            node = _sub(parent, "said", direct=_DIRECT[entry.kind], **attributes)
            node.set("aloud", "false" if entry.act == "thought" else "unknown")
            for attribute, name in (("who", statement.speaker and statement.speaker.name), ("toWhom", entry.told)):
                if name:
                    node.set(attribute, f"#{self._ids[name]}")
        parts.append(node)
        return node


def _sub(parent: etree._Element, name: str, words: str | None = None, **attributes: str) -> etree._Element:
    clean = {key: _clean(value) for key, value in attributes.items()}
    node = etree.SubElement(parent, f"{{{TEI}}}{name}", clean)
    if words is not None:
        node.text = _clean(words)
    return node


def _write(parent: etree._Element, words: str) -> None:
    """Append ``words`` to the content of ``parent``."""
    words = _clean(words)
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + words
    else:
        parent.text = (parent.text or "") + words


def _clean(words: str) -> str:
    """``words`` with a replacement for each character that XML does not allow."""
    # Printable text has no such characters, and this test takes a tenth of the time of the search.
    return words if words.isprintable() else _NOT_XML.sub("\ufffd", words)


TEI_FORMAT: Final = text_format(lambda _, pages: tei_lines(pages))
"""The TEI format. pyproject.toml registers it by an entry point, in the same way as other packages."""
