"""Word documents (.docx) as drafts: their paragraphs in order.

A document is a ZIP file of XML parts (ECMA-376). It may come from a stranger, so only its text and the names of its
styles are unpacked, a piece at a time.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Final

from lxml import etree

from onrecord.errors import UnreadableError
from onrecord.settings import Settings

# The namespaces of usual documents, and of those that Word saves as "Strict Open XML".
_NAMESPACES: Final = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
# Elements that stand for a character of text.
_TEXT: Final = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
# Elements that repeat the text of others: moved text in its old place, and text boxes for older versions of Word.
_MOVED: Final = "moveFrom"
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_QUOTE_STYLE = re.compile(r"quote|quotation", re.IGNORECASE)
# Bytes to unpack at a time.
_PIECE: Final = 1 << 16
MAX_ELEMENTS: Final = 1_000_000
"""Elements of a document. A book of 200,000 words, edited often, has 400,000."""
# A document with a password, or of Word before 2007.
OLE_MAGIC: Final = b"\xd0\xcf\x11\xe0"
# Bzip2 and LZMA unpack any amount at a time: 70 kB are 500 MB.
_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
# Beginnings of the media types with which other kinds of ZIP files name themselves.
_OTHER_KINDS: Final = {
    "application/vnd.oasis.opendocument": "an OpenDocument file",
    "application/epub": "an e-book (EPUB)",
}
# Of a message of the ZIP library, which may have a whole file in it.
_MAX_REASON: Final = 160


@dataclass(frozen=True, slots=True)
class DraftBlock:
    """A paragraph of a draft."""

    text: str
    is_quote: bool = False


def read_word_document(source: str, body: bytes, *, settings: Settings) -> list[DraftBlock]:
    """Return the paragraphs of a Word document in their order, those of tables, links and tracked insertions too.

    Raises ``UnreadableError`` if it is damaged, locked or no Word document, or has too much text.
    """
    if body.startswith(OLE_MAGIC):
        raise _unreadable(source, "it has a password, or was made by Word before 2007")
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return _Document(source, archive, limit=settings.max_page_bytes).read()
    except UnreadableError:
        raise
    except Exception as error:  # those of damaged archives and of XML have no base class of their own
        raise _unreadable(source, str(error) or type(error).__name__) from error


def _unreadable(source: str, reason: str) -> UnreadableError:
    brief = reason if len(reason) <= _MAX_REASON else f"{reason[:_MAX_REASON]} ..."
    return UnreadableError(
        source,
        f"this Word document cannot be read ({brief})",
        advice="Save it again as .docx, without a password, or as plain text.",
    )


class _Document:
    """A document whose parts have at most ``limit`` bytes each."""

    def __init__(self, source: str, archive: zipfile.ZipFile, *, limit: int) -> None:
        self._source = source
        self._archive = archive
        self._limit = limit
        self._names = frozenset(archive.namelist())

    def read(self) -> list[DraftBlock]:
        name = self._find_related("", "officeDocument")
        if name not in self._names:
            raise _unreadable(self._source, f"it is {self._name_kind()} without the text of a Word document")
        # Documents of other programs may have no styles.
        styles = self._find_related(name, "styles") or posixpath.join(posixpath.dirname(name), "styles.xml")
        quote_styles = _QuoteStyles()
        if styles in self._names:
            self._parse(styles, quote_styles)
        paragraphs = _Paragraphs(quote_styles.ids)
        self._parse(name, paragraphs)
        if not paragraphs.is_document:
            raise _unreadable(self._source, f"its main part, {name}, is no text document")
        return paragraphs.blocks

    def _name_kind(self) -> str:
        """Name the kind of an archive that is no Word document: its first file says so in other formats."""
        if "mimetype" not in self._names:
            return "a ZIP file"
        with self._open("mimetype") as part:
            declared = part.read(100).decode("ascii", "replace")
        return next((kind for start, kind in _OTHER_KINDS.items() if declared.startswith(start)), "a ZIP file")

    def _open(self, name: str) -> IO[bytes]:
        """Open a part. Raises ``UnreadableError`` if it is compressed in a way that cannot be unpacked in pieces."""
        if self._archive.getinfo(name).compress_type not in _METHODS:
            raise _unreadable(self._source, f"its part {name} is compressed in a way that Word does not use")
        return self._archive.open(name)

    def _find_related(self, name: str, kind: str) -> str:
        """Return the name of the part that is the ``kind`` of the part ``name``, or of the document if that is empty.

        Empty if there is none.
        """
        folder, file = posixpath.split(name)
        path = posixpath.join(folder, "_rels", f"{file}.rels")
        relations = _Relations(kind)
        if path in self._names:
            self._parse(path, relations)
        # Relative to the folder of the part, or absolute.
        return relations.target and posixpath.normpath(posixpath.join("/", folder, relations.target)).lstrip("/")

    def _parse(self, name: str, target: _Target) -> None:
        # No tree, no entities, no network, and at most 256 levels.
        parser = etree.XMLParser(target=target, resolve_entities=False, no_network=True, load_dtd=False)
        count = 0
        with self._open(name) as part:
            while piece := part.read(_PIECE):
                count += len(piece)
                if count > self._limit or target.elements > MAX_ELEMENTS:
                    raise UnreadableError(
                        self._source,
                        f"its text takes more than {self._limit:,} bytes or {MAX_ELEMENTS:,} elements",
                        advice="Save it as plain text.",
                    )
                parser.feed(piece)
        parser.close()


class _Target:
    """Receives the elements of a part, instead of a tree of them, which would take 30 times the memory of the part."""

    def __init__(self) -> None:
        self.elements = 0

    def doctype(self, *_: object) -> None:
        """A document type, which Word never writes, and whose entities could read files or grow without limit."""
        raise ValueError("it has a document type")

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        self.elements += 1

    def end(self, tag: str) -> None:
        """An element ends."""

    def data(self, text: str) -> None:
        """Text between two tags, or a part of it."""

    def close(self) -> None:
        """The part ends."""


class _Relations(_Target):
    """The ``target`` of the first relation of a ``kind`` within the document."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.target = ""
        self._kind = f"/{kind}"

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        super().start(tag, attributes)
        is_related = attributes.get("Type", "").endswith(self._kind) and attributes.get("TargetMode") != "External"
        if is_related and not self.target:
            self.target = attributes.get("Target", "")


class _QuoteStyles(_Target):
    """The ``ids`` of styles for quotations, which differ between languages."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self._style = ""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        super().start(tag, attributes)
        name = _local_name(tag)
        if name == "style":
            self._style = _attribute(attributes, "styleId")
        elif name == "name" and _QUOTE_STYLE.search(_attribute(attributes, "val")):
            self.ids.add(self._style)


class _Paragraphs(_Target):
    """The paragraphs of a document, as ``blocks``."""

    def __init__(self, quote_styles: set[str]) -> None:
        super().__init__()
        self.is_document = False
        self.blocks: list[DraftBlock] = []
        self._quote_styles = quote_styles
        self._words: list[str] = []
        self._is_quote = False
        self._has_begun = False
        self._is_text = False
        self._repeated = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        super().start(tag, attributes)
        name = _local_name(tag)
        self._is_text = name == "t" and not self._repeated and self._has_begun
        if name == "document":
            self.is_document = True
        elif name == _MOVED or tag == _FALLBACK:
            self._repeated += 1
        elif self._repeated:
            return
        elif name == "p":
            self._end_paragraph()
            self._has_begun = True
        elif name == "pStyle":
            self._is_quote = _attribute(attributes, "val") in self._quote_styles
        elif name in _TEXT:
            self._words.append(_TEXT[name])

    def end(self, tag: str) -> None:
        self._is_text = False
        if tag == _FALLBACK or _local_name(tag) == _MOVED:
            self._repeated -= 1

    def data(self, text: str) -> None:
        if self._is_text:
            self._words.append(text)

    def close(self) -> None:
        self._end_paragraph()

    def _end_paragraph(self) -> None:
        text = " ".join("".join(self._words).split())
        if text:
            self.blocks.append(DraftBlock(text, self._is_quote))
        self._words, self._is_quote = [], False


def _local_name(tag: str) -> str:
    """Return the name of an element of Word, or an empty string for another one."""
    namespace, _, name = tag[1:].rpartition("}")
    return name if namespace in _NAMESPACES else ""


def _attribute(attributes: Mapping[str, str], name: str) -> str:
    return next((attributes[full] for space in _NAMESPACES if (full := f"{{{space}}}{name}") in attributes), "")
