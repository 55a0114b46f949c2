"""Citations, character by character, and links that lead back to the words."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from onrecord.cite.citation import CiteForm, cite, in_words
from onrecord.errors import UsageError
from onrecord.record import Record
from onrecord.store.schema import REMOVED, statements
from tests.conftest import ReadText
from tests.export.making import told

LINK = "https://bell.example/ferry#:~:text=The%20engine%20is%20mended%20and%20the%20crew%20is%20glad"
WORDS = "The engine is mended and the crew is glad"
TITLE = "Ferry to run again, says harbour board"

EXPECTED = {
    CiteForm.plain: f"Nell Brannigan (to the Bell & Sons, 27 March 2031): “{WORDS}”. “{TITLE}”, The Elmouth Bell, "
    f"28 March 2031. {LINK} (seen 2 April 2031)",
    CiteForm.markdown: f"> “{WORDS}”\n>\n> — Nell Brannigan, to the Bell & Sons, 27 March 2031, [{TITLE}](<{LINK}>), "
    "*The Elmouth Bell*, 28 March 2031",
    CiteForm.bibtex: "@online{onrecord-ID,\n  author = {{Ada Quill}},\n"
    f"  title = {{{{{TITLE}}}}},\n  organization = {{The Elmouth Bell}},\n  date = {{2031-03-28}},\n"
    f"  year = {{2031}},\n  url = {{{LINK}}},\n  urldate = {{2031-04-02}},\n"
    f"  note = {{Nell Brannigan, to the Bell \\& Sons, 27 March 2031: “{WORDS}”}},\n}}",
    CiteForm.wiki: f"<ref>{{{{cite news |author1=Ada Quill |title={TITLE} |work=The Elmouth Bell |date=28 March 2031 "
    f"|url={LINK} |access-date=2 April 2031 |quote={WORDS} (Nell Brannigan)}}}}</ref>",
}


def first(record: Record) -> str:
    with record.snapshot() as connection:
        return str(connection.execute(select(statements.c.public_id).order_by(statements.c.id)).scalars().first())


@pytest.mark.parametrize("form", EXPECTED)
def test_a_citation(record: Record, read_text: ReadText, form: CiteForm) -> None:
    record.keep(told(read_text()))
    statement_id = first(record)
    with record.snapshot() as connection:
        assert cite(connection, statement_id, form=form) == EXPECTED[form].replace("ID", statement_id)


@pytest.mark.parametrize(
    ("form", "kind", "context"),
    [
        (CiteForm.jsonld, "@type", "https://schema.org"),
        (CiteForm.annotation, "type", "http://www.w3.org/ns/anno.jsonld"),
    ],
)
def test_a_citation_as_data(record: Record, read_text: ReadText, form: CiteForm, kind: str, context: str) -> None:
    record.keep(told(read_text()))
    with record.snapshot() as connection:
        result = json.loads(cite(connection, first(record), form=form))
    assert (result["@context"], result[kind]) == (context, {"@type": "Quotation", "type": "Annotation"}[kind])
    assert WORDS in json.dumps(result)


def test_a_page_without_an_address_is_cited_by_its_source(record: Record, read_text: ReadText) -> None:
    record.keep(read_text(url=None))
    with record.snapshot() as connection:
        result = {form: cite(connection, first(record), form=form) for form in EXPECTED}
    assert result[CiteForm.plain] == f"Brannigan: “{WORDS}”. “{TITLE}”. - (seen 2 April 2031)"
    assert "howpublished = {-}" in result[CiteForm.bibtex]
    assert "url" not in result[CiteForm.wiki]


@pytest.mark.parametrize(
    ("form", "title", "written"),
    [
        (CiteForm.markdown, "A [boat] *and* <b>", r"\[boat\] \*and\* \<b\>"),
        (CiteForm.markdown, "A & B &lt;b>", r"A & B \&lt;b\>"),
        (CiteForm.wiki, "A [[boat]] | <ref>", "A &#91;&#91;boat&#93;&#93; {{!}} &lt;ref>"),
        (CiteForm.wiki, "A boat}} {{delete}} ~~~~", "A boat&#125;&#125; &#123;&#123;delete&#125;&#125; &#126;&#126;"),
        (CiteForm.bibtex, "5% of boats & #1_a \\x", r"5\% of boats \& \#1\_a \textbackslash{}x"),
        # BibTeX counts braces also after a backslash.
        (
            CiteForm.bibtex,
            "A boat}}, url = {x",
            r"{{A boat\textbraceright{}\textbraceright{}, url = \textbraceleft{}x ",
        ),
        *((form, "A \x1bb\x07o\u202ea\u061ct\x9b!", "A boat!") for form in EXPECTED),
    ],
)
def test_characters_with_a_meaning_are_escaped(
    record: Record, read_text: ReadText, form: CiteForm, title: str, written: str
) -> None:
    text = read_text().article.text
    record.keep(told(read_text(text.replace(TITLE, title + " " + TITLE))))
    with record.snapshot() as connection:
        assert written in cite(connection, first(record), form=form)


def test_a_missing_or_removed_statement_is_reported(record: Record, read_text: ReadText) -> None:
    record.keep(told(read_text()))
    statement_id = first(record)
    with record.transaction() as connection:
        connection.execute(statements.update().where(statements.c.public_id == statement_id).values(state=REMOVED))
        with pytest.raises(UsageError, match=f"The page no longer makes the statement '{statement_id}'"):
            cite(connection, statement_id)
        with pytest.raises(UsageError, match="The record has no statement 'nothing'"):
            cite(connection, "nothing")


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("2025-02-26", "26 February 2025"),
        ("2025-02", "February 2025"),
        ("2016", "2016"),
        ("2019-22", "2019-22"),
        ("XXXX-02-25", "XXXX-02-25"),
        ("2025-02-17/2025-02-23", "2025-02-17/2025-02-23"),
        (None, None),
    ],
)
def test_days_in_words(edtf: str | None, words: str | None) -> None:
    assert in_words(edtf) == words
