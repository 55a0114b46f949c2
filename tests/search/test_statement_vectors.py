"""Vectors of a record's statements: updated on request, stored in files, and computed again if the files are
unusable."""

from __future__ import annotations

from pathlib import Path

import pytest

from onrecord.errors import RecordError
from onrecord.record import Record
from onrecord.search import statement_vectors, vector_files
from onrecord.search.statement_vectors import StatementVectors
from onrecord.search.vector_files import vectors_folder
from tests.conftest import ReadText
from tests.search.meanings import Meanings
from tests.statement_pages import Said, keep_all, page

pytestmark = pytest.mark.both_databases


def more(record: Record, *words: str) -> None:
    keep_all(record, page(*(Said(word, "Ada Quill") for word in words)))


def files(record: Record) -> list[str]:
    folder = vectors_folder(record.path)
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_only_what_has_no_vector_yet_is_looked_at(record: Record) -> None:
    more(record, "the ferry", "the winter")
    embedder = Meanings()
    vectors = StatementVectors(record, embedder)
    assert (vectors.count_missing(), len(vectors)) == (2, 0)
    assert (vectors.update(), embedder.seen) == (2, 2)
    assert (vectors.count_missing(), len(vectors), vectors.update()) == (0, 2, 0)
    more(record, "the rent")
    again = StatementVectors(record, embedder)
    assert (again.count_missing(), again.update(), embedder.seen) == (1, 1, 3)
    assert files(record) == ["stand-in.1/0-3.vectors"]


def test_adding_pages_makes_no_vectors(record: Record) -> None:
    more(record, "the ferry")
    assert files(record) == []


def test_work_that_is_stopped_goes_on_where_it_was(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statement_vectors, "_BATCH", 2)
    monkeypatch.setattr(statement_vectors, "_NEXT_BATCH", statement_vectors._NEXT_BATCH.limit(2))
    more(record, *(f"the ferry number {n}" for n in range(7)))
    embedder = Meanings()
    told: list[tuple[int, int]] = []

    def stop(done: int, total: int) -> None:
        told.append((done, total))
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        StatementVectors(record, embedder).update(progress=stop)
    assert told == [(2, 7), (4, 7)]
    vectors = StatementVectors(record, embedder)
    assert (len(vectors), vectors.update(), len(vectors), embedder.seen) == (4, 3, 7, 7)


def test_full_files_are_left_and_gaps_are_filled(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statement_vectors, "_BATCH", 2)
    monkeypatch.setattr(statement_vectors, "_NEXT_BATCH", statement_vectors._NEXT_BATCH.limit(2))
    monkeypatch.setattr(vector_files, "MOST_ROWS", 4)
    more(record, *(f"the ferry number {n}" for n in range(9)))
    vectors = StatementVectors(record, Meanings())
    assert vectors.update() == 9
    all_files = ["stand-in.1/0-4.vectors", "stand-in.1/4-8.vectors", "stand-in.1/8-9.vectors"]
    assert files(record) == all_files
    vectors.forget([6])
    assert (vectors.count_missing(), len(vectors)) == (4, 5)
    assert vectors.update() == 4
    assert files(record) == all_files


def test_vectors_of_another_version_are_of_no_use(record: Record) -> None:
    more(record, "the ferry")
    StatementVectors(record, Meanings("stand-in.1")).update()
    newer = StatementVectors(record, Meanings("stand-in.2"))
    assert (len(newer), newer.update()) == (0, 1)
    assert files(record) == ["stand-in.2/0-1.vectors"]
    assert not vectors_folder(record.path).joinpath("stand-in.1").exists()


def test_a_folder_can_be_named(record: Record, tmp_path: Path) -> None:
    more(record, "the ferry")
    StatementVectors(record, Meanings(), folder=tmp_path / "there").update()
    assert (tmp_path / "there" / "stand-in.1" / "0-1.vectors").is_file()
    assert files(record) == []


def test_where_nothing_can_be_written_it_says_so(record: Record, tmp_path: Path) -> None:
    more(record, "the ferry", "the winter")
    (tmp_path / "there").write_text("a file, no folder")
    with pytest.raises(RecordError, match=r"the vectors of 2 statements cannot be written .*make the folder writable"):
        StatementVectors(record, Meanings(), folder=tmp_path / "there").update()


def test_statements_of_earlier_versions_have_vectors(record: Record, read_text: ReadText) -> None:
    record.keep(read_text())
    record.keep(read_text("Nothing here.\n", fetched="2031-04-03T08:00:00Z"))
    assert record.counts()["statements"] == 0
    assert StatementVectors(record, Meanings()).update() > 0
