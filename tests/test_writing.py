"""The record format: complete, exact, valid."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.types import Article, Citation, Furniture, Organisation, Page, Person, Reading, Stated, Statement, When
from onrecord.writing import quote, to_json, to_record


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


def test_what_decided_the_speaker_is_written(reading: Reading) -> None:
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
    assert quote(statement, article) == '"it runs,"' + " … " + '"and well"'


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
