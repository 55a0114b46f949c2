"""Formats of drafts: text, Markdown, HTML and Word documents."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from onrecord.check.draft_formats import read_text, recognise_format
from onrecord.check.read_draft import open_draft
from onrecord.errors import FetchError, UnreadableError
from onrecord.settings import Settings

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


@pytest.mark.parametrize("name", ["a.txt", "", "draft"])
def test_plain_text_stays_as_it_is(name: str) -> None:
    assert read(MARKDOWN.encode(), name) == (MARKDOWN, [])


def test_a_word_document() -> None:
    docx = pytest.importorskip("docx")
    document = docx.Document()
    document.add_heading("The ferry")
    document.add_paragraph("It runs, said ").add_run("Quill.").bold = True
    document.add_paragraph("Nobody wants another winter.", style="Quote")
    document.add_table(rows=1, cols=2).cell(0, 1).text = "A table"
    stream = io.BytesIO()
    document.save(stream)
    assert read(stream.getvalue(), "a.docx") == (f"{TEXT}\n\nA table", ["Nobody wants another winter."])
    assert read(stream.getvalue(), "")[0] == f"{TEXT}\n\nA table"


@pytest.mark.parametrize("body", [b"PK\x03\x04 no archive", b"PK\x05\x06" + bytes(18)])
def test_a_broken_word_document_is_an_error(body: bytes) -> None:
    pytest.importorskip("docx")
    with pytest.raises(UnreadableError, match="this Word document cannot be read"):
        read(body, "a.docx")


def test_a_draft_that_is_not_there_is_an_error() -> None:
    with pytest.raises(FetchError, match="no such file"):
        open_draft("nowhere.md", settings=Settings())


def test_a_draft_that_is_too_large_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "large.txt").write_text("word " * 1_000)
    with pytest.raises(FetchError, match="larger"):
        open_draft(str(tmp_path / "large.txt"), settings=Settings(max_page_bytes=1_000))
