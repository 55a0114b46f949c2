"""Reading stored pages again: pending readings are compared and made current; each step resumes when interrupted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest
from sqlalchemy import select

from onrecord.ingest.rereading import PersonChanges, Rereading, summarise, switch
from onrecord.judge.decisions import judge_statement
from onrecord.judge.judgement_log import Author
from onrecord.reading import Reader
from onrecord.record import Record
from onrecord.settings import Settings
from onrecord.store.schema import pages, readings
from onrecord.types import Article, Statement
from tests.conftest import PAGE
from tests.double import QuotationMarks, load

PageFile = Callable[..., Path]
NEW = "quotation-marks 2"


class Newer(QuotationMarks):
    """Finds no quotation without a cue, and takes no name beside "said" for the speaker; counts the texts it read."""

    version = NEW

    def __init__(self) -> None:
        self.texts: list[str] = []

    def find(self, article: Article, encoding: None) -> tuple[Statement, ...]:
        self.texts.append(article.text)
        return tuple(
            replace(statement, source=() if statement.act == "said" else statement.source)
            for statement in super().find(article, encoding)
            if statement.cue
        )


class Older(QuotationMarks):
    """Finds no thoughts."""

    version = "quotation-marks 0"

    def find(self, article: Article, encoding: None) -> tuple[Statement, ...]:
        return tuple(statement for statement in super().find(article, encoding) if statement.act == "said")


@pytest.fixture
def paths(record: Record, page_file: PageFile) -> list[Path]:
    """Four files that are in the record, read by the older reader."""
    files = [page_file(f"{number}.txt", f"{PAGE}Page {number}.\n") for number in range(4)]
    record.add(*files, reader=Reader(statements=Older()))
    return files


@pytest.fixture
def finder() -> Newer:
    return Newer()


@pytest.fixture
def newer(finder: Newer) -> Reader:
    return Reader(statements=finder)


def reread(record: Record, reader: Reader, *, most: int | None = None) -> Rereading:
    rereading = Rereading(record, load_reader=lambda: reader, settings=Settings())
    assert not any(islice(rereading.run(), most))
    return rereading


def quotes(record: Record) -> list[str]:
    return sorted({hit.entry.quote for hit in record.find(limit=100).hits})


def test_searches_switch_only_when_told_to(record: Record, paths: list[Path], newer: Reader) -> None:
    before = quotes(record)
    rereading = reread(record, newer)
    assert (rereading.done, rereading.total, record.counts()["readings"]) == (4, 4, 8)
    assert quotes(record) == before
    assert [len(list(switch(record, by=newer.version))) for _ in range(2)] == [4, 0]
    assert quotes(record) == [
        '"It will not last until spring,"',
        '"The engine is mended and the crew is glad,"',
    ]
    assert (record.counts()["statements"], record.counts()["changes"]) == (8, 0)
    assert record.database.verify().damage == ()


def test_the_summary_names_what_changes(record: Record, paths: list[Path], newer: Reader) -> None:
    reread(record, newer)
    steps: list[tuple[int, int]] = []
    summary = summarise(record, by=newer.version, progress=lambda done, total: steps.append((done, total)))
    assert steps == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert (summary.pages, summary.found, summary.lost, summary.reattributed) == (4, 4, 4, 4)
    assert summary.people == (
        PersonChanges("Brannigan", found=0, lost=4, gained=0, ceded=4),
        PersonChanges("Okafor", found=4, lost=0, gained=0, ceded=0),
    )


def test_interrupted_work_resumes(record: Record, paths: list[Path], finder: Newer, newer: Reader) -> None:
    reread(record, newer, most=2)
    assert (len(finder.texts), summarise(record, by=newer.version).pages) == (2, 2)
    rereading = reread(record, newer)
    assert (rereading.total, len(finder.texts), len(set(finder.texts))) == (2, 4, 4)
    assert len(list(islice(switch(record, by=newer.version), 3))) == 3
    assert summarise(record, by=newer.version).pages == 1
    assert len(list(switch(record, by=newer.version))) == 1
    assert reread(record, newer).total == 0
    assert len(finder.texts) == 4


def test_a_page_is_read_from_its_unchanged_file_else_from_the_record(
    record: Record, paths: list[Path], finder: Newer, newer: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, third, _ = paths
    kept_texts = {page.stem: record.reading(key).article for page, key in zip(paths, page_ids(record), strict=True)}
    first.unlink()
    second.write_text(PAGE.replace("glad", "sad"), encoding="utf-8")
    third.write_text("%PDF-1.7 nothing to read", encoding="utf-8")
    cut_sources: list[str] = []
    read = Reader.read

    def note_cut(reader: Reader, page: object) -> object:
        cut_sources.extend([] if isinstance(page, Article) else [Path(page.source).name])  # type: ignore[attr-defined]
        return read(reader, page)  # type: ignore[arg-type]

    monkeypatch.setattr(Reader, "read", note_cut)
    reread(record, newer)
    list(switch(record, by=newer.version))
    assert cut_sources == ["3.txt"]
    for path, key in zip(paths, page_ids(record), strict=True):
        reading = record.reading(key)
        assert reading.reader == newer.version
        assert replace(reading.article, warnings=()) == replace(kept_texts[path.stem], warnings=())


def page_ids(record: Record) -> list[str]:
    with record.snapshot() as connection:
        return list(connection.execute(select(pages.c.public_id).order_by(pages.c.id)).scalars())


def test_judgements_stay(record: Record, paths: list[Path], newer: Reader) -> None:
    hits = {hit.entry.page.source: hit.entry.id for hit in record.find("engine").hits}
    said = hits[str(paths[0])]
    judge_statement(record, said, verdict="speaker", by=Author("mara"), speaker="Femi Unheard")
    reread(record, newer)
    assert summarise(record, by=newer.version).reattributed == 4
    list(switch(record, by=newer.version))
    speakers = {hit.entry.id: hit.entry.speaker for hit in record.find("engine").hits}
    assert [name and name.name for key, name in speakers.items() if key == said] == ["Femi Unheard"]
    assert [name for key, name in speakers.items() if key != said] == [None] * 3


def test_a_page_that_fails_keeps_its_reading(record: Record, page_file: PageFile, newer: Reader) -> None:
    class Broken(Newer):
        def find(self, article: Article, encoding: None) -> tuple[Statement, ...]:
            if "Page 1" in article.text:
                raise ZeroDivisionError
            return super().find(article, encoding)

    files = [page_file(f"{number}.txt", f"{PAGE}Page {number}.\n") for number in range(2)]
    record.add(*files, reader=load(Settings()))
    rereading = Rereading(record, load_reader=lambda: Reader(statements=Broken()), settings=Settings())
    failures = list(rereading.run())
    assert failures[0] is None
    assert "This is a bug" in str(failures[1])
    assert len(list(switch(record, by=newer.version))) == 1
    assert record.find("winter").hits[0].entry.page.source == str(files[1])


def test_known_pages_that_are_added_again_have_pending_readings(
    record: Record, paths: list[Path], newer: Reader
) -> None:
    record.add(paths[0], reader=newer, reread=True)
    assert summarise(record, by=newer.version).pages == 1
    with record.snapshot() as connection:
        current = connection.execute(select(readings.c.id).join(pages, pages.c.reading_id == readings.c.id)).all()
    assert len(current) == 4
    assert reread(record, newer).total == 3
