"""Near-duplicates: found by a part of their words; and the sketches in the record."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select

from onrecord.record import Record
from onrecord.store.migrations import sketch
from onrecord.store.schema import statements, texts
from onrecord.store.sketches import (
    STATEMENT_RUN,
    near_statements,
    near_texts,
    runs,
    statement_sketches,
    statement_values,
    text_bands,
    text_sketches,
)
from tests.conftest import PAGE, ReadText

pytestmark = pytest.mark.both_databases

QUOTE = "The engine is mended and the crew is glad to sail again before the winter comes"


@pytest.mark.parametrize(
    ("words", "expected"),
    [([], set()), (["a"], {"a"}), (["a", "b", "c", "d"], {"a b c", "b c d"})],
)
def test_runs(words: list[str], expected: set[str]) -> None:
    assert runs(words, length=STATEMENT_RUN) == expected


def test_values_are_the_same_in_every_version() -> None:
    """They are stored in records: a change needs a migration that recomputes them."""
    assert statement_values("The engine is mended") == [
        -2006855073,
        -816438323,
        -49444339,
        438508963,
        962425943,
        1297923107,
        1537878859,
        1638822991,
    ]
    assert len(text_bands(QUOTE)) == 8


def test_few_words_have_none() -> None:
    assert statement_values("no comment") == []
    assert text_bands("no comment at all") == []


def test_a_statement_is_found_by_a_half_of_its_words(record: Record, read_text: ReadText) -> None:
    record.keep(read_text(f'"{QUOTE}," Brannigan said.\n"Something else entirely was said here," Okafor said.\n'))
    half = " ".join(QUOTE.split()[4:12])
    with record.snapshot() as connection:
        (key,) = near_statements(connection, half)
        assert QUOTE in connection.execute(select(statements.c.quote).where(statements.c.id == key)).scalar_one()
        assert near_statements(connection, "nobody has ever said these words on any page") == []


def test_a_text_is_found_by_nearly_its_words(record: Record, read_text: ReadText) -> None:
    record.keep(read_text())
    edited = PAGE.replace("Ada Quill", "Mara Okafor")
    with record.snapshot() as connection:
        assert len(near_texts(connection, edited)) == 1
        assert near_texts(connection, "Another text about other things, none of which are in the record at all.") == []


def test_pages_stored_before_sketches_are_sketched(record: Record, read_text: ReadText) -> None:
    record.keep(read_text())
    with record.transaction() as connection:
        before = [sorted(connection.execute(select(table))) for table in (statement_sketches, text_sketches)]
        assert all(before)
        for table in (statement_sketches, text_sketches):
            connection.execute(delete(table))
        sketch(connection)
        assert [sorted(connection.execute(select(table))) for table in (statement_sketches, text_sketches)] == before
        assert len(connection.execute(select(texts.c.id)).all()) == 1
