"""Every export format, read back by a program for that format."""

from __future__ import annotations

import csv
import gzip
import importlib.util
import io
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from onrecord.errors import UsageError
from onrecord.export import jsonl, tabular
from onrecord.export.formats import export_file, export_lines, format_names
from onrecord.record import Record
from onrecord.store import current_pages
from onrecord.views import entities
from tests.conftest import PAGE, ReadText
from tests.export.making import told

pytestmark = pytest.mark.both_databases

TEXT_FORMS = [form for form in format_names() if form != "parquet"]
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
TEI = {"t": "http://www.tei-c.org/ns/1.0"}


@pytest.fixture(scope="module")
def full(make_full: Callable[[], Path | str]) -> Iterator[Record]:
    """A record with rows in every table; nothing writes to it."""
    with Record.open(make_full()) as opened:
        yield opened


def written(record: Record, form: str) -> str:
    return "".join(export_lines(record, form))


def current_quotes(record: Record) -> Counter[str]:
    with record.snapshot() as connection:
        return Counter(
            statement.entry.quote for page in current_pages.current_pages(connection) for statement in page.statements
        )


@pytest.mark.parametrize("form", TEXT_FORMS)
def test_an_empty_record_is_a_whole_document(record: Record, form: str) -> None:
    text = written(record, form)
    if form == "tei":
        assert etree.fromstring(text.encode()).tag == f"{{{TEI['t']}}}teiCorpus"
    elif form in {"jsonld", "annotations"}:
        assert json.loads(text)
    else:
        assert text == {"csv": ",".join(tabular.COLUMNS) + "\r\n", "ftm": ""}.get(form, text)


@pytest.mark.parametrize("form", TEXT_FORMS)
def test_lots_leave_nobody_out(full: Record, read_text: ReadText, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    context = written(full, form)
    monkeypatch.setattr(current_pages, "LOT", 1)
    monkeypatch.setattr(entities, "_PERSONS", entities._PERSONS.limit(1))
    monkeypatch.setattr(jsonl, "_LOT_OF_PAGES", jsonl._LOT_OF_PAGES.limit(1))
    assert written(full, form) == context


def test_csv_has_a_row_a_statement(full: Record) -> None:
    rows = list(csv.DictReader(io.StringIO(written(full, "csv"), newline="")))
    assert Counter(row["words"] for row in rows) == current_quotes(full)
    first = next(row for row in rows if row["words"].startswith('"The engine') and "quay" in row["url"])
    expected = {
        "speaker": "Nell Brannigan",
        "told": "the Bell & Sons",
        "said_when": "2031-03-27",
        "first_day": "2031-03-27",
        "about": "Okafor; harbour board",
        "outlet": "The Elmouth Bell",
        "url": "https://quay.example/ferry?b=2",
        "link": "https://quay.example/ferry?b=2#:~:text=The%20engine%20is%20mended%20and%20the%20crew%20is%20glad",
    }
    assert expected.items() <= first.items()
    assert PAGE[int(first["start"]) : int(first["end"])] == first["words"]


def test_no_cell_is_a_formula() -> None:
    assert [tabular._cell(value) for value in (["@OrlaTarn", "x"], "=1+1", None, 0.5)] == [
        "'@OrlaTarn; x",
        "'=1+1",
        None,
        0.5,
    ]


def test_parquet_has_the_same_rows_with_types(full: Record, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="Parquet is read back with pyarrow: onrecord[parquet]")
    export_file(full, "parquet", tmp_path / "said.parquet")
    exported_entities = parquet.read_table(tmp_path / "said.parquet").to_pylist()
    with full.snapshot() as connection:
        expected: list[dict[str, Any]] = [dict(row) for row in tabular.rows(current_pages.current_pages(connection))]
    for row in expected:
        row |= {name: row[name] and date.fromisoformat(row[name]) for name in ("first_day", "last_day")}
    assert exported_entities == expected


def test_a_missing_extra_says_how_to_have_it(full: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(UsageError, match=r"Parquet needs the package pyarrow, .*pip install .*\[parquet\]'`"):
        export_file(full, "parquet", tmp_path / "said.parquet")
    assert not list(tmp_path.glob("*parquet*"))


def test_parquet_is_no_text(full: Record) -> None:
    with pytest.raises(UsageError, match="--output"):
        written(full, "parquet")


def test_json_ld_is_one_graph_whose_references_lead_somewhere(full: Record) -> None:
    graph = json.loads(written(full, "jsonld"))["@graph"]
    by_id = {node["@id"]: node for node in graph}
    assert len(by_id) == len(graph)
    assert Counter(node["@type"] for node in graph)["NewsArticle"] == 3
    assert references(graph) <= by_id.keys()
    quotation = next(node for node in graph if node["@type"] == "Quotation" and "audience" in node)
    speaker = by_id[quotation["spokenByCharacter"]["@id"]]
    assert (speaker["name"], speaker["jobTitle"], speaker["@type"]) == ("Nell Brannigan", ["captain"], "Person")
    assert [by_id[person["@id"]]["name"] for person in quotation["about"]] == ["Okafor", "harbour board"]
    assert by_id[speaker["spouse"][0]["@id"]]["name"] == "Okafor"
    assert "sibling" not in str(graph), "what is denied is not said to be so"
    page = by_id[quotation["isPartOf"]["@id"]]
    assert (page["datePublished"], page["publisher"]["name"]) == ("2031-03-28", "The Elmouth Bell")


def test_annotations_find_their_words(full: Record) -> None:
    items = json.loads(written(full, "annotations"))["items"]
    with full.snapshot() as connection:
        texts = {page.stored.address: page.stored.text for page in current_pages.current_pages(connection)}
    assert len(items) == current_quotes(full).total()
    for item in items:
        text = texts[item["target"]["source"]]
        words, place = item["target"]["selector"]
        assert [words["type"], place["type"]] == ["TextQuoteSelector", "TextPositionSelector"]
        assert text[place["start"] : place["end"]] == words["exact"]
        context = words["prefix"] + words["exact"] + words["suffix"]
        assert text.index(context) + len(words["prefix"]) == place["start"]


def test_tei_has_the_whole_text_with_said_marked(full: Record) -> None:
    corpus = etree.fromstring(written(full, "tei").encode())
    with full.snapshot() as connection:
        pages = {f"page-{page.stored.id}": page for page in current_pages.current_pages(connection)}
    ids = [node.get(XML_ID) for node in corpus.iter() if node.get(XML_ID)]
    assert len(ids) == len(set(ids))
    for text in corpus.findall("t:TEI", TEI):
        page = pages.pop(text.get(XML_ID))
        body = "".join(text.find("t:text", TEI).itertext())
        assert body.split() == page.stored.text.split()
        said_texts = {node.get(XML_ID): "".join(node.itertext()) for node in text.iter(f"{{{TEI['t']}}}said")}
        assert said_texts == {f"statement-{statement.entry.id}": statement.entry.quote for statement in page.statements}
        assert {node.get("who")[1:] for node in text.iterfind(".//t:said[@who]", TEI)} <= set(ids)
    assert not pages


def test_tei_marks_what_crosses_in_parts(record: Record, read_text: ReadText) -> None:
    reading = told(read_text())
    first, second = reading.statements[0], reading.statements[1]
    start = first.content[0][0]
    crossing = (start + 10, second.content[0][0] + 10)
    record.keep(replace(reading, statements=(first, replace(second, content=(crossing,), kind="indirect"))))
    corpus = etree.fromstring(written(record, "tei").encode())
    parts = corpus.xpath("//t:said[@direct='false']", namespaces=TEI)
    assert len(parts) == 2
    assert parts[0].getparent().get("direct") == "true"
    assert parts[0].get("next") == f"#{parts[1].get(XML_ID)}"
    assert parts[1].get("prev") == f"#{parts[0].get(XML_ID)}"
    words = PAGE[crossing[0] : crossing[1]]
    assert "".join("".join(part.itertext()) for part in parts).split() == words.split()


def test_tei_holds_no_character_that_xml_cannot(record: Record, read_text: ReadText) -> None:
    record.keep(read_text(PAGE.replace("glad", "gl\x0bad\ufffe")))
    assert "gl\ufffdad\ufffd" in written(record, "tei")


FTM = {
    "Person": {"name", "alias", "position", "wikidataId", "notes"},
    "Organization": {"name", "alias", "wikidataId", "notes"},
    "Family": {"person", "relative", "relationship", "date", "summary", "sourceUrl", "proof"},
    "Article": {
        *("title", "name", "author", "publisher", "publishedAt", "retrievedAt", "sourceUrl", "language", "mimeType"),
        "bodyText",
    },
    "Mention": {"document", "name", "resolved", "detectedSchema"},
    "Note": {"name", "description", "summary", "entity", "namesMentioned", "keywords", "publisher", "sourceUrl"},
    "Documentation": {"document", "entity", "role", "date", "sourceUrl", "publisher"},
}
"""Kinds of entities that are written, and their properties."""


def ftm(record: Record) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written(record, "ftm").splitlines()]


def test_ftm_entities_refer_to_each_other(full: Record) -> None:
    exported_entities = ftm(full)
    by_id = {item["id"]: item for item in exported_entities}
    assert len(by_id) == len(exported_entities)
    assert {item["schema"] for item in exported_entities} == FTM.keys()
    for row in exported_entities:
        assert row["properties"].keys() <= FTM[row["schema"]]
        for name in ("person", "relative", "document", "entity", "resolved", "proof"):
            assert {*row["properties"].get(name, [])} <= by_id.keys()
    names_by_id = {item["id"]: item["properties"].get("name", [""])[0] for item in exported_entities}
    families = [item["properties"] for item in exported_entities if item["schema"] == "Family"]
    assert {(names_by_id[family["person"][0]], family["relationship"][0]) for family in families} <= {
        ("Nell Brannigan", "spouse"),
        ("Okafor", "spouse"),
    }
    assert families[0]["date"] == ["2031-03-28"]
    captain = next(
        item["properties"] for item in exported_entities if item["properties"].get("name") == ["Nell Brannigan"]
    )
    assert captain["notes"] == ["Aged 54 (as of 2031-03-28)", "parent of two sons (as of 2031-03-28)"]


@pytest.mark.skipif(
    importlib.util.find_spec("followthemoney") is None or importlib.util.find_spec("icu") is None,
    reason="followthemoney is not installed: it builds PyICU, for which ICU's headers and a C++ compiler are needed. "
    "Where they are: pip install 'onrecord[followthemoney]'",
)
def test_ftm_entities_are_read_back_by_followthemoney(full: Record) -> None:
    from followthemoney import model

    exported: Any
    for exported in ftm(full):
        cleaned = model.get_proxy(exported, cleaned=False)
        entity = model.get_proxy(exported)
        assert entity.schema.name == exported["schema"]
        assert entity.schema.properties.keys() >= FTM[exported["schema"]]
        entity.schema.validate(exported)
        assert {name: sorted(values) for name, values in entity.to_dict()["properties"].items()} == exported[
            "properties"
        ]
        value_counts = {name: len(values) for name, values in cleaned.to_dict()["properties"].items()}
        assert value_counts == {name: len(values) for name, values in exported["properties"].items()}, (
            "a value is not valid"
        )
        assert all(entity.get(name) for name in entity.schema.required)


def test_a_file_is_written_whole_or_not_at_all(full: Record, tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl.gz"
    export_file(full, "jsonl", path)
    assert gzip.decompress(path.read_bytes()).decode() == written(full, "jsonl")
    before = path.read_bytes()

    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export_file(full, "csv", path, page_done=stop)
    assert path.read_bytes() == before
    assert [item.name for item in tmp_path.iterdir() if item.name.startswith(".")] == []


def test_progress_is_reported_for_each_page(full: Record) -> None:
    calls: list[None] = []
    for form in TEXT_FORMS:
        list(export_lines(full, form, page_done=lambda: calls.append(None)))
    assert len(calls) == len(TEXT_FORMS) * full.counts()["pages"]


def references(graph: list[dict[str, Any]]) -> set[str]:
    """Every ``@id`` that refers to a node without being one."""
    exported_entities: set[str] = set()
    for node in graph:
        for value in node.values():
            for row in value if isinstance(value, list) else [value]:
                if isinstance(row, dict) and row.keys() == {"@id"}:
                    exported_entities.add(row["@id"])
    return exported_entities
