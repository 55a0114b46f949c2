"""Work units: sources are listed, grouped and divided; the same sources always give the same units."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from onrecord.archive.folders import LocalFolder
from onrecord.archive.unit_pages import unit_pages
from onrecord.archive.units import WorkUnit, find_units, read_plans, write_plan
from onrecord.errors import FetchError, UsageError
from onrecord.settings import Settings
from onrecord.types import Page
from tests.archive.making import page_html, warc_records, write_json_lines, write_warc
from tests.pages.test_warc import damaged, record

SETTINGS = Settings()


def units(*targets: object, **options: object) -> list[WorkUnit]:
    return list(find_units([str(target) for target in targets], settings=SETTINGS, **options))  # type: ignore[arg-type]


def addresses(*work: WorkUnit) -> list[str]:
    """The last part of the address of each page, and the class of each error."""
    return [
        (page.url or "").rpartition("/")[2] if isinstance(page, Page) else type(page).__name__
        for unit in work
        for page in unit_pages(unit, settings=SETTINGS)
    ]


def messages(*work: WorkUnit) -> list[str]:
    return [str(page) for unit in work for page in unit_pages(unit, settings=SETTINGS) if not isinstance(page, Page)]


def test_archives_are_units_of_their_own_and_pages_share_one(tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / f"{number}.html").write_bytes(page_html(number))
    write_warc(tmp_path / "crawl.warc.gz", warc_records([7]))
    lines = write_json_lines(tmp_path / "pages.jsonl", [8, 9])
    pages, archive, json_lines = units(tmp_path, lines)
    assert [Path(source).name for source in pages.sources] == [f"{number}.html" for number in range(5)]
    assert (len(archive.sources), archive.size) == (1, (tmp_path / "crawl.warc.gz").stat().st_size)
    assert addresses(archive, json_lines) == ["page-7", "page-8", "page-9"]
    assert [page.source for page in unit_pages(pages, settings=SETTINGS)] == list(pages.sources)


def test_a_file_added_to_a_large_folder_changes_one_unit(tmp_path: Path) -> None:
    for number in range(1200):
        (tmp_path / f"page {number:04}.txt").write_text("x")
    before = units(tmp_path)
    (tmp_path / "page 0500 again.txt").write_text("x")
    after = units(tmp_path)
    assert 2 < len(before) == len(after)
    assert len({unit.name for unit in before} & {unit.name for unit in after}) == len(before) - 1


def test_the_name_tells_units_apart(tmp_path: Path) -> None:
    path = write_warc(tmp_path / "crawl of May.warc.gz", warc_records([1]))
    unit = units(path)[0]
    assert unit.name.startswith("crawl-of-May.warc.gz-")
    # The same file by another path; another size; a part.
    assert units(tmp_path / "." / path.name)[0].name == unit.name
    others = [WorkUnit(unit.sources, 1), WorkUnit(unit.sources, unit.size, 1), WorkUnit(unit.sources, unit.size, 0, 1)]
    assert len({unit.name, *(other.name for other in others)}) == 4


def test_a_large_web_archive_is_divided_where_records_begin(tmp_path: Path) -> None:
    path = write_warc(tmp_path / "crawl.warc.gz", warc_records(range(20)))
    whole = addresses(*units(path))
    parts = units(path, part_bytes=3000)
    assert 3 < len(parts) < 8
    assert addresses(*parts) == whole == [f"page-{number}" for number in range(20)]
    plain = tmp_path / "plain.warc"
    plain.write_bytes(b"".join(warc_records(range(20))))
    assert len(units(plain, part_bytes=10_000)) > 1
    assert addresses(*units(plain, part_bytes=10_000)) == whole


def test_an_archive_in_one_piece_of_gzip_stays_whole(tmp_path: Path) -> None:
    path = tmp_path / "crawl.warc.gz"
    path.write_bytes(gzip.compress(b"".join(warc_records(range(20)))))
    parts = units(path, part_bytes=500)
    assert [(part.start, part.end) for part in parts] == [(0, None)]
    assert len(addresses(*parts)) == 20


def test_no_part_begins_at_a_record_inside_a_page(tmp_path: Path) -> None:
    """A page may contain a web archive, with statements that nobody made, under the address of another outlet."""
    forged = gzip.compress(record("forged", page_html(99)), mtime=0) * 50
    records = [
        *warc_records(range(3)),
        record("upload", forged, headers=b"Content-Type: text/html\r\n"),
        *warc_records(range(3, 6)),
    ]
    path = tmp_path / "crawl.warc.gz"
    path.write_bytes(b"".join(gzip.compress(part, compresslevel=0, mtime=0) for part in records))
    for part_bytes in range(500, 40_000, 2000):
        assert "forged" not in addresses(*units(path, part_bytes=part_bytes))


def test_damage_costs_one_record_in_parts_as_in_the_whole(tmp_path: Path) -> None:
    members = [gzip.compress(part, mtime=0) for part in warc_records(range(12))]
    members[5] = damaged(members[5])
    path = tmp_path / "crawl.warc.gz"
    path.write_bytes(b"".join(members))
    whole, parts = addresses(*units(path)), addresses(*units(path, part_bytes=1500))
    assert whole == parts
    assert whole.count("FetchError") == 1
    assert len(whole) == 12
    assert messages(*units(path)) == messages(*units(path, part_bytes=1500))


def test_lists_name_sources_beside_them_and_in_common_crawl(tmp_path: Path) -> None:
    write_warc(tmp_path / "crawl.warc.gz", warc_records([1]))
    plain = tmp_path / "mine.txt"
    plain.write_text("# May\ncrawl.warc.gz\n\n")
    assert [unit.sources[0] for unit in units(lists=[str(plain)])] == [f"{tmp_path}/crawl.warc.gz"]
    paths = tmp_path / "warc.paths.gz"
    paths.write_bytes(gzip.compress(f"{tmp_path}/crawl.warc.gz\n".encode()))
    assert [unit.sources[0] for unit in units(paths)] == [f"{tmp_path}/crawl.warc.gz"]
    with pytest.raises(UsageError, match=r"missing\.paths: this list cannot be read .* Give a text file"):
        units(tmp_path / "missing.paths")


def test_plans_are_kept_once_and_archives_divided_once(tmp_path: Path) -> None:
    folder = LocalFolder(tmp_path / "shards")
    path = write_warc(tmp_path / "crawl.warc.gz", warc_records(range(20)))
    parts = units(path, part_bytes=3000)
    for _ in range(2):
        write_plan(folder, parts)
    assert read_plans(folder) == [parts]
    assert folder.names() == ["plans/00001.json"]
    # In another number of parts, they would be read again.
    assert units(path, part_bytes=6000, planned=[*parts, *parts]) == parts


def test_a_source_that_cannot_be_opened_raises_and_one_without_a_page_is_a_failure(tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="no such file"):
        addresses(*units(tmp_path / "missing.warc.gz"))
    (tmp_path / "feed.xml").write_text('<?xml version="1.0"?><rss version="2.0"><channel></channel></rss>')
    write_warc(tmp_path / "empty.warc.gz", [record("x", kind=b"request")])
    assert addresses(*units(tmp_path / "feed.xml", tmp_path / "empty.warc.gz")) == ["UnreadableError"] * 2
