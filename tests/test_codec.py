"""The record format: complete, exact, valid, and the same reading when it is read back."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import replace
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord.codec import from_json, from_record, to_json, to_record
from onrecord.errors import UsageError
from onrecord.record_format import ReadingRecord
from onrecord.types import (
    Article,
    Citation,
    Furniture,
    Organisation,
    Page,
    Person,
    Reading,
    Relationship,
    Stated,
    Statement,
    When,
)
from tests.statement_pages import Said, page


def test_the_record_has_every_field(reading: Reading) -> None:
    record = to_record(reading)
    text = reading.article.text
    assert record == {
        "id": "ferry",
        "page": {
            "source": "ferry.txt",
            "url": None,
            "content_type": "text/plain",
            "sha256": reading.article.page.sha256,
            "fetched": None,
        },
        "article": {
            "title": "Ferry runs again",
            "titles": [[0, 16]],
            "outlet": "The Elmouth Bell",
            "bylines": ["Ada Quill"],
            "published": "2031-04-02",
            "language": "en",
            "text": text,
            "paragraphs": [[17, 58]],
            "furniture": [],
        },
        "statements": [
            {
                "id": "ferry-1",
                "kind": "direct",
                "act": "said",
                "place": "body",
                "content": [[29, 39], [47, 57]],
                "cue": [[21, 25]],
                "source": [[17, 20]],
                "quote": '"it runs," … "and well"',
                "speaker": None,
                "speaker_name": "Ada Brannigan",
                "speaker_kind": "person",
                "speaker_basis": "unstated",
                "speaker_evidence": [],
                "told": None,
                "when": None,
                "about": [],
                "confidence": 0.8765,
            }
        ],
        "people": [],
        "organisations": [],
        "relationships": [],
        "cited": [],
        "warnings": ["no byline"],
        "reader": "onrecord 0, double 0",
    }


def test_furniture_and_times_are_written_with_their_words(reading: Reading) -> None:
    start = reading.article.text.index("Picture")
    article = replace(reading.article, furniture=(Furniture("credit", (start, start + 17)),))
    when = When(text="Feb. 25", edtf="XXXX-02-25", span=(1, 8))
    statement = replace(reading.statements[0], told="The Bell", when=when, about=("Gull",))
    record = to_record(replace(reading, article=article, statements=(statement,)))
    assert record["article"]["furniture"] == [
        {"kind": "credit", "span": [start, start + 17], "text": "Picture: A. Quill"}
    ]
    assert record["statements"][0]["when"] == {"text": "Feb. 25", "edtf": "XXXX-02-25", "span": [1, 8]}
    assert (record["statements"][0]["told"], record["statements"][0]["about"]) == ("The Bell", ["Gull"])


def test_the_evidence_for_a_speaker_is_written(reading: Reading) -> None:
    statement = replace(reading.statements[0], speaker_basis="pronoun", speaker_evidence=((17, 20), (0, 5)))
    record = to_record(replace(reading, statements=(statement,)))["statements"][0]
    assert (record["speaker_basis"], record["speaker_evidence"]) == ("pronoun", [[17, 20], [0, 5]])


def test_outlets_are_written_with_their_times_and_evidence(reading: Reading) -> None:
    when = When(text="Feb. 25", edtf="XXXX-02-25", span=(1, 8))
    cited = (Citation("Lantern", when, (0, 12)), Citation("The Bell", None, (20, 28)))
    assert to_record(replace(reading, cited=cited))["cited"] == [
        {"outlet": "Lantern", "when": {"text": "Feb. 25", "edtf": "XXXX-02-25", "span": [1, 8]}, "evidence": [0, 12]},
        {"outlet": "The Bell", "when": None, "evidence": [20, 28]},
    ]


def test_people_and_organisations_are_written_with_where_they_stand(reading: Reading) -> None:
    person = Person(
        id="p1",
        name="Ada Brannigan",
        aliases=("Brannigan", "the pilot"),
        mentions=((0, 9), (17, 20)),
        roles=(Stated("pilot", (4, 9)),),
        ages=(Stated("71", (11, 13)),),
    )
    body = Organisation(id="o1", name="Quay Trust", aliases=("Trust",), mentions=((1, 5),))
    record = to_record(replace(reading, people=(person,), organisations=(body,)))
    assert record["people"] == [
        {
            "id": "p1",
            "name": "Ada Brannigan",
            "aliases": ["Brannigan", "the pilot"],
            "mentions": [[0, 9], [17, 20]],
            "roles": ["pilot"],
            "role_spans": [[4, 9]],
            "ages": [{"value": 71, "span": [11, 13]}],
        }
    ]
    assert record["organisations"] == [{"id": "o1", "name": "Quay Trust", "aliases": ["Trust"], "mentions": [[1, 5]]}]


def test_a_quotation_in_parts_shows_the_gap(article: Article, statement: Statement) -> None:
    assert article.quote(statement.content) == '"it runs,"' + " … " + '"and well"'


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text())
def test_any_text_survives_and_stays_on_one_line(text: str) -> None:
    article = Article(
        id="any",
        page=Page(source="-", body=b"", sha256="0", content_type="text/plain"),
        text=text,
        title=text,
        titles=(),
        outlet=None,
        bylines=(),
        published=None,
        language=None,
        paragraphs=(),
        furniture=(),
    )
    written = to_json(Reading(article=article, statements=(), reader="r"))
    assert json.loads(written)["article"]["text"] == text
    assert len(written.splitlines()) == 1


@pytest.mark.parametrize("character", ["\x1b", "\x07", "\x7f", "\x85", "\x9b", "\u2028", "\u2029"])
def test_no_character_can_command_a_terminal_or_end_a_line(reading: Reading, character: str) -> None:
    article = replace(reading.article, title=f"a{character}b")
    written = to_json(replace(reading, article=article))
    assert character not in written
    assert json.loads(written)["article"]["title"] == f"a{character}b"


def test_other_characters_stand_as_they_are(reading: Reading) -> None:
    assert "“Ó”" in to_json(replace(reading, warnings=("“Ó”",)))


def test_indented_json_is_the_same_record(reading: Reading) -> None:
    assert json.loads(to_json(reading, indent=2)) == to_record(reading)
    assert to_json(reading, indent=2).count("\n") > 20


SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=3).map(tuple)
SPAN = st.tuples(st.integers(0, 60), st.integers(0, 60))
CONFIDENCE = st.floats(0, 1).map(lambda confidence: round(confidence, 4))
TEXTS = st.lists(st.text(max_size=9), max_size=3).map(tuple)
MAYBE = st.none() | st.text(max_size=9)
WHEN = st.none() | st.builds(When, text=st.text(max_size=9), edtf=MAYBE, span=SPAN)
READINGS = st.builds(
    Reading,
    article=st.builds(
        Article,
        page=st.builds(
            Page,
            body=st.just(b""),
            url=MAYBE,
            encoding=st.none(),
            fetched=MAYBE,
            published=st.none(),
        ),
        titles=SPANS,
        paragraphs=SPANS,
        bylines=TEXTS,
        furniture=st.lists(st.builds(Furniture, span=SPAN), max_size=2).map(tuple),
        warnings=st.just(()),
        url=st.none(),
    ),
    statements=st.lists(
        st.builds(
            Statement,
            content=SPANS,
            cue=SPANS,
            source=SPANS,
            speaker_evidence=SPANS,
            confidence=CONFIDENCE,
            speaker=MAYBE,
            told=MAYBE,
            when=WHEN,
            about=TEXTS,
        ),
        max_size=2,
    ).map(tuple),
    warnings=TEXTS,
    people=st.lists(
        st.builds(
            Person,
            aliases=TEXTS,
            mentions=SPANS,
            roles=st.lists(st.builds(Stated, span=SPAN), max_size=2).map(tuple),
            ages=st.lists(st.builds(Stated, text=st.integers(0, 130).map(str), span=SPAN), max_size=2).map(tuple),
        ),
        max_size=2,
    ).map(tuple),
    organisations=st.lists(st.builds(Organisation, aliases=TEXTS, mentions=SPANS), max_size=2).map(tuple),
    relationships=st.lists(st.builds(Relationship, evidence=SPAN, confidence=CONFIDENCE), max_size=2).map(tuple),
    cited=st.lists(st.builds(Citation, when=WHEN, evidence=SPAN), max_size=2).map(tuple),
)


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(READINGS)
def test_a_reading_comes_back_as_it_was_written(reading: Reading) -> None:
    record = to_record(reading)
    assert from_record(record) == reading
    assert to_record(from_record(record)) == record
    assert from_json(to_json(reading)) == reading
    without_text = {**record, "article": {**record["article"], "text": None}}
    assert from_json(json.dumps(without_text), text=reading.article.text) == reading


def test_fields_outside_the_format_are_empty_when_read(reading: Reading) -> None:
    page = replace(reading.article.page, encoding="latin-1", published="2031")
    article = replace(reading.article, page=page, warnings=("no byline",), url="https://bell.example/ferry")
    exact = replace(reading.statements[0], confidence=0.87654321)
    back = from_record(to_record(replace(reading, article=article, statements=(exact,))))
    assert (back.article.page.body, back.article.page.encoding, back.article.page.published) == (b"", None, None)
    assert (back.article.url, back.article.warnings) == (None, ("no byline",))
    assert back.statements[0].confidence == 0.8765


FULL = to_record(
    page(
        Said("It runs", "Ada Quill", "she", about=("Ivo Tarn",), told="reporters", when="2031"),
        cites=("The Gull",),
        ties=(("Ada Quill", "parent", "Ivo Tarn", "asserted"),),
        roles={"Ada Quill": "pilot"},
        ages={"Ada Quill": 71},
    )
)


@pytest.mark.parametrize("field", ["people", "organisations", "relationships", "cited", "warnings"])
def test_a_list_that_an_older_reader_did_not_write_is_empty(field: str) -> None:
    older = cast(dict[str, object], deepcopy(FULL))
    del older[field]
    assert getattr(from_record(cast(ReadingRecord, older)), field) == ()


@pytest.mark.parametrize(
    ("field", "value"),
    [("speaker_basis", "unstated"), ("speaker_evidence", ()), ("told", None), ("when", None), ("about", ())],
)
def test_a_field_that_an_older_reader_did_not_write_has_its_default(field: str, value: object) -> None:
    older = deepcopy(FULL)
    del cast(dict[str, object], older["statements"][0])[field]
    assert getattr(from_record(older).statements[0], field) == value


def test_a_field_that_a_newer_reader_wrote_is_passed_over() -> None:
    newer = cast(dict[str, Any], deepcopy(FULL))
    newer["mood"] = newer["statements"][0]["mood"] = newer["people"][0]["mood"] = "glad"
    assert from_record(cast(ReadingRecord, newer)) == from_record(FULL)


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        (("statements", 0, "content"), [[1, 2, 3]], r"statements\[0\]\.content\[0\]"),
        (("statements", 0, "kind"), "shouted", r"'shouted' - at `\$\.statements\[0\]\.kind`"),
        (("people", 0, "ages"), [{"value": "old", "span": [0, 1]}], r"ages\[0\]"),
        (("relationships", 0, "evidence"), [1], r"relationships\[0\]"),
        (("article", "text"), None, "it has no article.text"),
        (("page", "sha256"), 7, r"page"),
        (("reader",), None, "reader"),
    ],
)
def test_an_invalid_reading_is_refused(path: tuple[str | int, ...], value: object, problem: str) -> None:
    broken: Any = deepcopy(FULL)
    part = broken
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = value
    with pytest.raises(UsageError, match=rf"^This is not a reading in the record format: .*{problem}"):
        from_record(broken)
    with pytest.raises(UsageError, match=problem):
        from_json(json.dumps(broken))
