"""Adding sources: known pages are not read, failures are logged until they are resolved, lists are followed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from onrecord.errors import ModelError, PageError
from onrecord.ingest import failures
from onrecord.ingest.add_pages import Added, Adding, Linking, Outcome, PageList
from onrecord.reading import Reader
from onrecord.reading_pool import ReaderPool
from onrecord.record import Record
from onrecord.settings import Settings
from onrecord.types import Article, Statement
from tests import double
from tests.archive.making import page_html
from tests.conftest import PAGE
from tests.pages.conftest import Site, site
from tests.pages.test_warc import record as web_record

PageFile = Callable[..., Path]
__all__ = ["site"]
LOOPBACK = Settings(allow_private_addresses=True, fetch_pause=0.001)


class Counting(double.QuotationMarks):
    """Finds quotations, and counts its calls."""

    def __init__(self, version: str = "counting 1") -> None:
        self.version = version
        self.asked = 0

    def find(self, article: Article, encoding: None) -> tuple[Statement, ...]:
        self.asked += 1
        return super().find(article, encoding)


def add(record: Record, *sources: object, finder: Counting | None = None, reread: bool = False) -> list[Outcome]:
    reader = Reader(statements=finder or Counting(), settings=LOOPBACK)
    adding = Adding(record, load_reader=lambda: reader, settings=LOOPBACK, reread=reread)
    adding.enqueue(str(source) for source in sources)
    outcomes = list(adding.run())
    assert adding.done == adding.total
    return outcomes


def came_to(outcomes: list[Outcome]) -> list[str]:
    """The outcome for each page, in words."""
    words: list[str] = []
    for one in outcomes:
        if isinstance(one, Added):
            words.append(one.kept.outcome if one.kept else "not read")
        else:
            words.append(type(one).__name__)
    return words


def failed(record: Record) -> dict[str, int]:
    """The number of failures of each page, by name."""
    with record.snapshot() as connection:
        return {Path(one.page).name: one.attempts for one in failures.list_failures(connection)}


def test_a_known_page_is_not_read_again(record: Record, page_file: PageFile) -> None:
    finder, paths = Counting(), [page_file("a.txt", PAGE), page_file("b.txt", PAGE + "More.\n")]
    assert came_to(add(record, *paths, finder=finder)) == ["new", "new"]
    assert came_to(add(record, *paths, finder=finder)) == ["not read", "not read"]
    assert finder.asked == 2
    moved = paths[0].rename(paths[0].with_name("moved.txt"))
    assert came_to(add(record, moved, finder=finder)) == ["not read"]


def test_a_file_that_changed_is_a_new_version_of_its_page(record: Record, page_file: PageFile) -> None:
    path = page_file("a.txt", PAGE)
    (first,) = add(record, path)
    page_file("a.txt", PAGE.replace("glad", "sad"))
    (second,) = add(record, path)
    assert isinstance(first, Added)
    assert isinstance(second, Added)
    assert first.kept is not None
    assert second.kept is not None
    assert (second.kept.outcome, second.kept.page, second.kept.version) == ("changed", first.kept.page, 2)


def test_no_reader_is_loaded_where_nothing_has_to_be_read(record: Record, page_file: PageFile) -> None:
    path = page_file("a.txt", PAGE)
    add(record, path)

    def load() -> Reader:
        raise ModelError("no model")

    adding = Adding(record, load_reader=load, settings=LOOPBACK)
    adding.enqueue([str(path)])
    assert came_to(list(adding.run())) == ["not read"]
    adding.enqueue([str(page_file("b.txt", PAGE + "More.\n"))])
    with pytest.raises(ModelError, match="no model"):
        list(adding.run())


def test_a_newer_reader_reads_again_when_asked_to(record: Record, page_file: PageFile) -> None:
    path, newer = page_file("a.txt", PAGE), Counting("counting 2")
    add(record, path)
    assert came_to(add(record, path, finder=newer)) == ["not read"]
    assert came_to(add(record, path, finder=newer, reread=True)) == ["reread"]
    assert came_to(add(record, path, finder=newer, reread=True)) == ["not read"]
    assert newer.asked == 1


def test_failures_are_kept_until_they_pass(record: Record, page_file: PageFile) -> None:
    bad, missing = page_file("bad.txt", "%PDF-1.7 nothing to read"), page_file().with_name("missing.txt")
    assert came_to(add(record, bad, missing)) == ["UnreadableError", "FetchError"]
    assert failed(record) == {"bad.txt": 1, "missing.txt": 1}
    page_file("missing.txt", PAGE)
    with record.snapshot() as connection:
        sources = [one.source for one in failures.list_failures(connection)]
        assert failures.count(connection) == 2
    assert came_to(add(record, *sources)) == ["UnreadableError", "new"]
    assert failed(record) == {"bad.txt": 2}


def test_each_page_of_an_archive_that_fails_is_listed_by_its_address(record: Record, page_file: PageFile) -> None:
    empty = b"<!doctype html><html lang='en'><title>Ferry</title></html>"
    archive = page_file("crawl.warc").with_name("crawl.warc")
    archive.write_bytes(b"".join(web_record(name, empty) for name in ("a", "b")) + web_record("c", page_html(1)))
    outcomes = add(record, archive)
    assert came_to(outcomes) == ["UnreadableError", "UnreadableError", "new"]
    assert str(outcomes[0]).startswith(f"{archive} (https://press.example/a): ")
    with record.snapshot() as connection:
        listed = {(failure.page, failure.source) for failure in failures.list_failures(connection)}
    assert listed == {(f"{archive} (https://press.example/{name})", str(archive)) for name in ("a", "b")}
    archive.write_bytes(web_record("a", empty) + web_record("b", page_html(2)))
    assert came_to(add(record, archive)) == ["UnreadableError", "new"]
    with record.snapshot() as connection:
        assert [failure.attempts for failure in failures.list_failures(connection)] == [2]


def test_a_page_on_which_onrecord_fails_stops_nothing(record: Record, page_file: PageFile) -> None:
    paths = [page_file("bug.txt", PAGE.replace('"The', '"BUG the')), page_file("a.txt", PAGE)]
    outcomes = add(record, *paths)
    assert came_to(outcomes) == ["PageError", "new"]
    assert "This is a bug" in str(outcomes[0])


def test_each_line_of_json_lines_is_a_page(record: Record, page_file: PageFile) -> None:
    lines = [
        {"url": "https://bell.example/1", "text": PAGE, "published": "2031-04-02T08:00:00Z"},
        {"url": "https://bell.example/2", "html": f"<html><body><h1>Ferry</h1><p>{PAGE}</p></body></html>"},
        {"url": "https://bell.example/3"},
        {"text": PAGE + "More.\n"},
    ]
    path = page_file("pages.jsonl", "\n".join(map(json.dumps, lines)))
    outcomes = add(record, path)
    assert came_to(outcomes) == ["new", "new", "UnreadableError", "new"]
    assert isinstance(outcomes[0], Added)
    assert outcomes[0].kept is not None
    assert record.reading(outcomes[0].kept.page).article.published == "2031-04-02"
    assert list(failed(record)) == ["pages.jsonl:3"]
    assert came_to(add(record, path)) == ["not read", "not read", "UnreadableError", "not read"]
    lines[2]["text"] = PAGE + "Most.\n"
    page_file("pages.jsonl", "\n".join(map(json.dumps, lines)))
    assert came_to(add(record, path))[2] == "new"
    assert failed(record) == {}


def test_lists_are_followed_from_list_to_list_to_page(record: Record, site: Site) -> None:
    entry = "<entry><link href='{}'/></entry>"
    atom = f"<feed xmlns='http://www.w3.org/2005/Atom'>{entry}{entry}</feed>"
    site.answer("/list.opml", f"<opml><body><outline xmlUrl='{site.url('/feed')}'/></body></opml>".encode())
    site.answer("/feed", atom.format(site.url("/1"), "/2").encode())
    for number in (1, 2):
        site.answer(f"/{number}", (PAGE + f"{number}\n").encode(), headers={"Content-Type": "text/plain"})
    outcomes = add(record, site.url("/list.opml"), site.url("/1"))
    assert came_to(outcomes) == ["PageList", "new", "PageList", "new"]
    assert [one.pages for one in outcomes if isinstance(one, PageList)] == [1, 1]
    assert record.counts()["pages"] == 2
    assert [path for path in site.paths() if path != "/robots.txt"] == ["/list.opml", "/1", "/feed", "/2"]


def test_lists_without_end_are_not_followed_without_end(record: Record, site: Site) -> None:
    for number in range(9):
        index = f"<sitemapindex><sitemap><loc>{site.url(f'/{number + 1}')}</loc></sitemap></sitemapindex>"
        site.answer(f"/{number}", index.encode())
    outcomes = add(record, site.url("/0"))
    assert came_to(outcomes) == ["PageList", "PageList", "PageList", "UnreadableError"]
    assert isinstance(outcomes[-1], PageError)
    assert "a list within two other lists" in outcomes[-1].problem


def test_a_list_that_lists_nothing_is_a_failure(record: Record, page_file: PageFile) -> None:
    path = page_file("feed.xml", "<rss><channel><title>Empty</title></channel></rss>")
    assert came_to(add(record, path)) == ["UnreadableError"]


def test_a_password_in_an_address_is_not_kept(record: Record) -> None:
    """Not in the log of failures either, which is exported."""
    assert came_to(add(record, "https://ada:secret@press.example/a")) == ["RefusedError"]
    assert failed(record) == {}


def test_a_failure_of_standard_input_is_not_retried(record: Record) -> None:
    with record.transaction() as connection:
        failures.note(connection, PageError("-", "it is empty", advice="Give another."), source="-")
    assert failed(record) == {}


def test_an_upload_keeps_its_name_and_is_not_retried(record: Record, page_file: PageFile) -> None:
    adding = Adding(record, load_reader=lambda: Reader(statements=Counting(), settings=LOOPBACK), settings=LOOPBACK)
    bad = page_file("2.pdf", "%PDF-1.7 words")
    assert adding.enqueue_sent({"sent:ferry.txt": page_file("1.txt"), "sent:paper.pdf": bad}) == 2
    kept, failure = adding.run()
    assert isinstance(kept, Added)
    assert kept.kept
    assert record.reading(kept.kept.page).article.page.source == "sent:ferry.txt"
    assert isinstance(failure, PageError)
    assert failure.source == "sent:paper.pdf"
    assert failed(record) == {}


def test_a_pool_reads_ahead_and_pages_are_kept_in_the_order_of_their_sources(
    record: Record, pool: ReaderPool, page_file: PageFile
) -> None:
    days = [page_file(f"{day}.txt", PAGE * (9 - day) + f"Day {day}.\n") for day in range(8)]
    copy = page_file("copy.txt", days[0].read_text(encoding="utf-8"))
    broken = page_file("broken.txt", PAGE.replace('"The', '"BUG the'))
    adding = Adding(record, load_reader=lambda: pool, settings=LOOPBACK, read_ahead=8)
    adding.enqueue(map(str, (*days[:4], copy, broken, *days[4:])))
    outcomes = list(adding.run())
    assert came_to(outcomes) == ["new"] * 4 + ["not read", "PageError"] + ["new"] * 4
    assert [Path(one.source).name for one in outcomes if isinstance(one, Added) and one.kept] == [
        day.name for day in days
    ]
    assert failed(record) == {"broken.txt": 1}


def test_it_stops_after_the_current_page_and_resumes_later(record: Record, page_file: PageFile) -> None:
    names = [str(page_file(f"{day}.txt", PAGE.replace("Monday", day) + day)) for day in ("a", "b", "c", "d", "e", "f")]
    reader = Reader(statements=Counting(), settings=LOOPBACK)
    adding = Linking(record, load_reader=lambda: reader, settings=LOOPBACK)
    adding.enqueue(names)
    outcomes = []
    for outcome in adding.run():
        outcomes.append(outcome)
        adding.stop()
    assert 1 <= len(outcomes) < len(names)
    assert record.counts()["pages"] == len(outcomes)
    assert came_to(add(record, *names)) == ["not read"] * len(outcomes) + ["new"] * (len(names) - len(outcomes))
