"""The shipped package, with its model, on invented pages."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.samples import Score, compare_all
from onrecord import Page, Reader, Reading, to_record

SAMPLES = Path(__file__).parents[1] / "samples"
MAX_BYTES = 30_000_000


@pytest.fixture(scope="module")
def reader(shipped_reader: Reader) -> Reader:
    return shipped_reader


def read(reader: Reader, text: str) -> Reading:
    page = Page(source="page.txt", body=text.encode(), sha256="0" * 64, content_type="text/plain", encoding="utf-8")
    return reader.read(page)


def told(reading: Reading) -> list[tuple[str, str, str, str]]:
    """Kind, content, cue and source of each statement, as printed."""
    parts = (
        " … ".join(reading.article.words(span) for span in spans)
        for statement in reading.statements
        for spans in (statement.content, statement.cue, statement.source)
    )
    texts = zip(parts, parts, parts, strict=True)
    return [(item.kind, *text) for item, text in zip(reading.statements, texts, strict=True)]


LEAD = "Boats are back in the harbour at Elmouth, and the town is glad of it after a long and quiet winter.\n"
CASES = {
    "interrupted by its cue": (
        '"The engine is mended," Orla Tarn said on Monday. "The crew is glad."',
        ("direct", '"The engine is mended," … "The crew is glad."', "said", "Orla Tarn"),
    ),
    "reported": (
        "The harbour board said the ferry would run again from Monday.",
        ("indirect", "the ferry would run again from Monday", "said", "The harbour board"),
    ),
    "partly quoted": (
        "Orla Tarn said the plan was “a disaster” for the town.",
        ("mixed", "the plan was “a disaster” for the town", "said", "Orla Tarn"),
    ),
    "according to": (
        "According to the harbour board, the ferry carried nine hundred people in March.",
        ("indirect", "the ferry carried nine hundred people in March", "According to", "the harbour board"),
    ),
    "British marks": (
        "‘The girls’ boat isn’t going anywhere,’ said Orla Tarn.",
        ("direct", "‘The girls’ boat isn’t going anywhere,’", "said", "Orla Tarn"),
    ),
    "declined": (
        "A spokesman for the harbour board declined to comment.",
        ("no-response", "declined to comment", "declined", "A spokesman for the harbour board"),
    ),
}


@pytest.mark.parametrize(("sentence", "expected"), CASES.values(), ids=CASES.keys())
def test_each_kind_is_read(reader: Reader, sentence: str, expected: tuple[str, str, str, str]) -> None:
    assert expected in told(read(reader, LEAD + sentence))


def test_scare_quotes_are_nobodys(reader: Reader) -> None:
    text = LEAD + "The town never did the whole “big happy harbour” thing, and the film “Tides” did not help."
    assert not [count for count in told(read(reader, text)) if count[0] in ("direct", "mixed")]


PARTS = [
    *(
        "“We go,” he said.",
        '"Now"',
        "‘ere we go,’",
        "She believes it.",
        "SMITH: Yes.",
        "did not respond",
        "\u00a0",
        "\n\n",
    ),
    *(
        "Orla Tarn told the Bell that",
        "naïve 👩‍👩‍👧 “",
        "”",
        "’",
        "''",
        "``",
        "x" * 300,
        ".",
        "—",
        "declined to comment",
    ),
]


def test_the_sample_pages_come_out_as_a_careful_person_reads_them(reader: Reader) -> None:
    total = sum((comparison.score for comparison in compare_all(reader, folder=SAMPLES)), Score())
    assert total.found >= 0.93 * total.expected
    assert total.attributed >= 0.95 * total.found
    assert total.kind >= 0.93 * total.found
    assert total.act >= 0.98 * total.found
    assert total.wrongly <= 3
    assert total.leaked == 0


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=40))
def test_spans_are_characters_of_any_text(reader: Reader, parts: list[str]) -> None:
    reading = read(reader, LEAD + LEAD + " ".join(parts))
    record = to_record(reading)
    assert json.loads(json.dumps(record)) == record
    for statement in reading.statements:
        assert statement.content
        assert 0 <= statement.confidence <= 1
        for spans in (statement.content, statement.cue, statement.source):
            assert list(spans) == sorted(spans)
            for start, end in spans:
                assert 0 <= start < end <= len(reading.article.text)
                assert not reading.article.text[start:end].isspace()
        assert all(
            before[1] <= after[0] for before, after in zip(statement.content, statement.content[1:], strict=False)
        )


def test_reading_twice_gives_the_same(reader: Reader) -> None:
    text = LEAD + '"The engine is mended," Orla Tarn said. She hopes it lasts.'
    assert read(reader, text).statements == read(reader, text).statements


def test_a_text_that_is_no_prose_for_the_model_is_read_by_the_rules(reader: Reader) -> None:
    families = "Ada Quill, 9, and Bo Tarn, 3, are his: he is the dad; " * 1_500
    reading = read(reader, families)
    assert reading.statements == ()
    assert "A paragraph with too many signs to be prose: nothing was read there." in reading.warnings


def test_the_shipped_model_stays_small() -> None:
    folder = files("onrecord") / "models" / "en"
    assert sum(len(file.read_bytes()) for file in folder.iterdir()) < MAX_BYTES
