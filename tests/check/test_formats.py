"""Formats of drafts: text, Markdown, HTML and Word documents."""

from __future__ import annotations

import io
import re
import tracemalloc
import zipfile
from pathlib import Path

import docx
import pytest

from onrecord.check import draft_formats, word_documents
from onrecord.check.draft_formats import read_text, recognise_format
from onrecord.check.read_draft import open_draft, read_draft
from onrecord.errors import FetchError, UnreadableError
from onrecord.settings import Settings
from tests import double

TEXT = "The ferry\n\nIt runs, said Quill.\n\nNobody wants another winter."
MARKDOWN = "# The ferry\n\nIt *runs*, said\n[Quill](https://bell.example).\n\n> Nobody wants another winter.\n"
HTML = (
    "<html><head><title>Draft</title><style>p {}</style></head><body><nav>Home</nav><h1>The&nbsp;ferry</h1>"
    "<p>It <b>runs</b>,\nsaid <a href='/q'>Quill</a>."
    "<blockquote><p>Nobody wants another winter.</p></blockquote></body>"
)


def read(body: bytes, name: str) -> tuple[str, list[str]]:
    draft = read_text("draft", body, form=recognise_format(name, body), settings=Settings())
    return draft.text, [draft.text[start:end] for start, end in draft.block_quotes]


@pytest.mark.parametrize(
    ("name", "body"),
    [("a.md", MARKDOWN), ("a.markdown", MARKDOWN), ("a.html", HTML), ("", HTML)],
)
def test_markup_becomes_text_with_its_block_quotes(name: str, body: str) -> None:
    text, quotes = read(body.encode(), name)
    assert (text.replace("\u00a0", " "), quotes) == (TEXT, ["Nobody wants another winter."])


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("a.md", "> Nobody wants another winter.\n> — Orla Tarn, pilot\n"),
        ("a.md", "> Nobody wants another winter.\n>\n> — Orla Tarn, pilot\n"),
        ("a.html", "<blockquote>Nobody wants another winter.<footer>— Orla Tarn, pilot</footer></blockquote>"),
    ],
)
def test_the_signature_of_a_block_quotation_is_not_quoted(name: str, body: str) -> None:
    text = "Nobody wants another winter.\n\n— Orla Tarn, pilot"
    assert read(body.encode(), name) == (text, ["Nobody wants another winter."])


@pytest.mark.parametrize("name", ["a.txt", "", "draft"])
def test_plain_text_stays_as_it_is(name: str) -> None:
    assert read(MARKDOWN.encode(), name) == (MARKDOWN, [])


def test_a_word_document() -> None:
    document = docx.Document()
    document.add_heading("The ferry")
    document.add_paragraph("It runs, said ").add_run("Quill.").bold = True
    document.add_paragraph("Nobody wants another winter.", style="Quote")
    document.add_table(rows=1, cols=2).cell(0, 1).text = "A table"
    stream = io.BytesIO()
    document.save(stream)
    assert read(stream.getvalue(), "a.docx") == (f"{TEXT}\n\nA table", ["Nobody wants another winter."])
    assert read(stream.getvalue(), "")[0] == f"{TEXT}\n\nA table"


WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
ENTITY = (
    '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;">]>'
)
STYLES = (
    f'<w:styles {WORD}><w:style w:styleId="Zitat"><w:name w:val="Quote"/></w:style>'
    '<w:style w:styleId="Text"><w:name/></w:style></w:styles>'
)


def make_zip(parts: dict[str, str], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def make_docx(body: str, *, prolog: str = "", styles: str = STYLES, **parts: bytes) -> bytes:
    """A Word document with its ``body`` in another place than Word's own, and further ``parts``."""
    target = '<Relationship Type="http://x/officeDocument" Target="/word/document2.xml"/>'
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_rels/.rels", f"<Relationships>{target}</Relationships>")
        archive.writestr("word/document2.xml", f"{prolog}<w:document {WORD}><w:body>{body}</w:body></w:document>")
        archive.writestr("word/styles.xml", styles)
        for name, content in parts.items():
            archive.writestr(f"word/media/{name}", content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<w:p><w:r><w:t>It </w:t><w:tab/><w:t>runs.</w:t></w:r></w:p>", "It runs."),
        ("<w:p><w:ins><w:t>New.</w:t></w:ins><w:del><w:delText>Old.</w:delText></w:del></w:p>", "New."),
        ("<w:p><w:moveFrom><w:t>Twice.</w:t></w:moveFrom></w:p><w:p><w:t>Twice.</w:t></w:p>", "Twice."),
        ("<w:p><w:hyperlink><w:t>A link</w:t></w:hyperlink><w:noBreakHyphen/><w:t>x</w:t></w:p>", "A link-x"),
        (
            "<w:tr><w:tc><w:tcPr><w:gridSpan w:val='2000000000'/></w:tcPr><w:p><w:t>A</w:t></w:p></w:tc></w:tr>",
            "A",
        ),
        ("<w:t>No paragraph</w:t><w:p><w:t>One.</w:t></w:p>", "One."),
    ],
    ids=["tab", "tracked changes", "moved", "link", "cell over many columns", "text outside paragraphs"],
)
def test_the_text_of_a_word_document(body: str, text: str) -> None:
    assert read(make_docx(body), "a.docx") == (text, [])


def test_styles_of_quotations_have_other_ids_in_other_languages() -> None:
    body = '<w:p><w:pPr><w:pStyle w:val="Zitat"/></w:pPr><w:r><w:t>Nobody wants it.</w:t></w:r></w:p>'
    assert read(make_docx(body), "a.docx") == ("Nobody wants it.", ["Nobody wants it."])


def test_pictures_of_a_word_document_are_not_unpacked() -> None:
    body = make_docx("<w:p><w:t>One.</w:t></w:p>", picture=bytes(50_000_000))
    tracemalloc.start()
    assert read(body, "a.docx") == ("One.", [])
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 10_000_000


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (make_docx("<w:p>" * 300), "this Word document cannot be read"),
        (make_docx("<w:p><w:t>&c;</w:t></w:p>")[:-40], "this Word document cannot be read"),
        (make_docx("", styles="<w:styles"), "this Word document cannot be read"),
    ],
    ids=["unclosed", "cut off", "styles"],
)
def test_a_hostile_word_document_is_refused(body: bytes, problem: str) -> None:
    with pytest.raises(UnreadableError, match=problem):
        read(body, "a.docx")


# Each process of a test run would make the large documents of a table.
def test_a_word_document_that_is_too_large_is_refused() -> None:
    body = make_docx("a" * 30_000_000)
    with pytest.raises(UnreadableError, match="its text takes more than 20,000,000 bytes"):
        read(body, "a.docx")


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_word_document_with_another_compression_is_refused(method: int) -> None:
    body = make_zip({"_rels/.rels": "a" * 30_000_000}, method=method)
    with pytest.raises(UnreadableError, match=r"cannot be read \(its part _rels/\.rels is compressed in"):
        read(body, "a.docx")


def test_a_document_without_styles_is_read() -> None:
    """As scripts make them: the two parts that a document must have."""
    body = f"<w:document {WORD}><w:body><w:p><w:r><w:t>It runs.</w:t></w:r></w:p></w:body></w:document>"
    for target in ("word/document.xml", "/word/document.xml", "./word/../word/document.xml"):
        relation = f'<Relationship Type="http://x/officeDocument" Target="{target}"/>'
        parts = {"_rels/.rels": f"<Relationships>{relation}</Relationships>", "word/document.xml": body}
        assert read(make_zip(parts), "a.docx") == ("It runs.", [])


def test_a_strict_document_with_styles_in_another_place_is_read() -> None:
    """As Word saves "Strict Open XML", and as its relations allow."""
    strict = 'xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"'
    styles = '<Relationship Type="http://x/styles" Target="../looks.xml"/>'
    parts = {
        "_rels/.rels": '<Relationships><Relationship Type="http://x/officeDocument" Target="a/b.xml"/></Relationships>',
        "a/_rels/b.xml.rels": f"<Relationships>{styles}</Relationships>",
        "a/b.xml": f"<w:document {strict}><w:p><w:pStyle w:val='Z'/><w:t>It runs.</w:t></w:p></w:document>",
        "looks.xml": f"<w:styles {strict}><w:style w:styleId='Z'><w:name w:val='Intense Quote'/></w:style></w:styles>",
    }
    assert read(make_zip(parts), "a.docx") == ("It runs.", ["It runs."])


def test_a_renamed_document_is_read() -> None:
    assert read(make_docx("<w:p><w:t>One.</w:t></w:p>"), "draft.txt") == ("One.", [])


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "it has a password, or was made by Word before 2007"),
        (make_zip({"story.html": "<p>It runs."}), "it is a ZIP file without the text of a Word document"),
        (
            make_zip({"_rels/.rels": '<R><R Type="/officeDocument" Target="x.xml"/></R>', "x.xml": "<workbook/>"}),
            "its main part, x.xml, is no text document",
        ),
        (
            make_zip({"_rels/.rels": '<R><R Type="/officeDocument" Target="http://x/" TargetMode="External"/></R>'}),
            "it is a ZIP file without the text of a Word document",
        ),
        (make_docx("<w:p><w:t>A &c; b.</w:t></w:p>", prolog=ENTITY), "it has a document type"),
        (make_docx("", styles=f'<!DOCTYPE w SYSTEM "file:///etc/hosts"><w:styles {WORD}/>'), "it has a document type"),
        (make_docx("<w:p><w:t>a\0b</w:t></w:p>"), "Invalid character"),
        (
            make_zip({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}),
            "it is an OpenDocument file without the text of a Word document",
        ),
        (make_zip({"mimetype": "application/epub+zip"}), "it is an e-book (EPUB) without the text of a Word document"),
        (make_docx("").replace(b"_rels/.rels", b"\0" * 11, 1), "File name in directory '_rels/.rels' and header"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_reason_why_a_document_cannot_be_read(body: bytes, reason: str) -> None:
    with pytest.raises(UnreadableError, match=re.escape(f"this Word document cannot be read ({reason}")):
        read(body, "a.docx")


def test_elements_take_little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """A document of 20 MB is unpacked from 30 kB; here it has a thirtieth of that size and of the limits."""
    monkeypatch.setattr(word_documents, "MAX_ELEMENTS", 33_000)
    body = make_docx("<w:p/>" * 30_000)
    tracemalloc.start()
    assert read(body, "a.docx") == ("", [])
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 500_000
    with pytest.raises(UnreadableError, match="33,000 elements"):
        read(make_docx("<w:p/>" * 50_000), "a.docx")


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"PK\x03\x04 no archive", "this Word document cannot be read"),
        (b"PK\x05\x06" + bytes(18), "this is a binary file"),
        (b"%PDF-1.7", "this is a PDF"),
        (b"\x1f\x8b\x08" + bytes(20), "this is compressed with gzip. Decompress it first"),
        (b"{\\rtf1 It runs.}", "this is an RTF document"),
    ],
)
def test_a_file_that_is_no_word_document_is_named(body: bytes, problem: str) -> None:
    with pytest.raises(UnreadableError, match=problem):
        read(body, "a.docx")


def test_a_web_page_may_be_called_a_word_document() -> None:
    assert read(b"<!doctype html><p>It runs.", "a.docx") == ("It runs.", [])


@pytest.mark.parametrize(("name", "body"), [("a.html", "<!-- nothing -->"), ("a.md", "[a]: b\n"), ("a.md", "<!--")])
def test_markup_without_text_has_no_text(name: str, body: str) -> None:
    assert read(body.encode(), name) == ("", [])
    with pytest.raises(UnreadableError, match="the draft has no text"):
        read_draft(name, body.encode(), reader=double.load(Settings()), settings=Settings())


def test_a_draft_that_is_not_there_is_an_error() -> None:
    with pytest.raises(FetchError, match="no such file"):
        open_draft("nowhere.md", settings=Settings())


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
def test_a_draft_that_would_be_cut_off_is_refused(name: str) -> None:
    """Statements after the longest text of an article would pass unchecked."""
    with pytest.raises(UnreadableError, match=r"the draft has more than 500,000 characters\. Check it in parts"):
        read(b"word " * 100_001, name)


def test_attributes_of_a_draft_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    """The parser takes quadratic time for the attributes of a tag."""
    parsed: list[str] = []

    def read_html(source: str, text: str) -> list[word_documents.DraftBlock]:
        parsed.append(text)
        return []

    monkeypatch.setattr(draft_formats, "_read_html", read_html)
    read(f"<p {' '.join(f'a{number}=1' for number in range(300))}>It runs.</p>".encode(), "a.html")
    assert parsed[0].count("=") == Settings().max_tag_attributes


def test_a_draft_that_is_too_large_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "large.txt").write_text("word " * 1_000)
    with pytest.raises(FetchError, match="larger"):
        open_draft(str(tmp_path / "large.txt"), settings=Settings(max_page_bytes=1_000))
