"""Sources and shards in an object store: a real S3 API on loopback; and sources on the web."""

from __future__ import annotations

import gzip
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from onrecord.archive import folders
from onrecord.archive import units as work_units
from onrecord.archive.folder_status import describe_folder, list_shards
from onrecord.archive.folders import RemoteFolder, open_folder
from onrecord.archive.read_unit import attempt_unit
from onrecord.archive.shards import ShardReader
from onrecord.archive.unit_pages import unit_pages
from onrecord.archive.units import WorkUnit, find_units
from onrecord.errors import UsageError
from onrecord.reading import Reader
from onrecord.settings import Settings
from onrecord.types import Page, Reading
from tests.archive.making import page_html, warc_records, write_json_lines, write_warc

SETTINGS = Settings(allow_private_addresses=True)

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of an S3 server."""
    moto = pytest.importorskip("moto.server")
    started = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    started.start()
    host, port = started.get_host_and_port()
    yield f"http://{host}:{port}"
    started.stop()


@pytest.fixture
def bucket(server: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The file system of an empty bucket ``news``, and nobody's credentials."""
    s3fs = pytest.importorskip("s3fs")
    for name, value in {
        "AWS_ENDPOINT_URL": server,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_CONFIG_FILE": "/dev/null",
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
    }.items():
        monkeypatch.setenv(name, value)
    files = s3fs.S3FileSystem()
    if files.exists("news"):
        files.rm("news", recursive=True)
    files.mkdir("news")
    return files


def addresses(*units: WorkUnit) -> list[str]:
    return [
        (page.url or page.source).rpartition("/")[2] if isinstance(page, Page) else type(page).__name__
        for unit in units
        for page in unit_pages(unit, settings=SETTINGS)
    ]


def test_archives_go_from_bucket_to_bucket_to_record(tmp_path: Path, bucket: Any, run: Run) -> None:
    bucket.put(str(write_warc(tmp_path / "1.warc.gz", warc_records(range(6)))), "news/crawl/1.warc.gz")
    bucket.put(str(write_json_lines(tmp_path / "2.jsonl", range(6, 9))), "news/crawl/2.jsonl")
    bucket.pipe("news/warc.paths.gz", gzip.compress(b"crawl/1.warc.gz\ncrawl/2.jsonl\n"))
    arguments = ("archive", "read", "s3://news/warc.paths.gz", "--to", "s3://news/out/", "--processes", 1)
    assert run(*arguments) == (0, "s3://news/out/ has 2 shards: 9 pages with 18 statements.\n", "")
    names = bucket.find("news/out")
    assert [Path(name).suffix for name in names] == [".json", ".parquet", ".parquet"]
    etags = [bucket.info(name)["ETag"] for name in names]
    assert (
        run(*arguments)[1] == "s3://news/out/ has 2 shards, 2 of them from earlier runs: 9 pages with 18 statements.\n"
    )
    assert [bucket.info(name)["ETag"] for name in names] == etags
    assert "2 shards by onrecord" in run("archive", "status", "s3://news/out")[1]
    loaded = run("archive", "load", "s3://news/out", "--record", tmp_path / "record.sqlite")
    assert loaded == (0, "9 pages: 9 new; 18 statements in new and changed pages.\n", "")


def test_parts_and_folders_of_a_bucket(tmp_path: Path, bucket: Any) -> None:
    bucket.put(str(write_warc(tmp_path / "1.warc.gz", warc_records(range(12)))), "news/crawl/1.warc.gz")
    for number in range(3):
        bucket.pipe(f"news/crawl/{number}.html", page_html(number))
    parts = list(find_units(["s3://news/crawl/1.warc.gz"], settings=SETTINGS, part_bytes=2000))
    assert len(parts) > 2
    assert addresses(*parts) == [f"page-{number}" for number in range(12)]
    for target in ("s3://news/crawl/", "s3://news/crawl/*"):
        units = list(find_units([target], settings=SETTINGS))
        assert [len(unit.sources) for unit in units] == [2, 1, 1]
        assert sorted(addresses(*units)) == sorted([*(f"{n}.html" for n in range(3)), *addresses(*parts)])
    with pytest.raises(UsageError, match="contains no pages and no web archives"):
        list(find_units(["s3://news/none/"], settings=SETTINGS))


def test_a_missing_object_is_reported_and_a_broken_connection_is_no_damage(
    tmp_path: Path, bucket: Any, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onrecord.archive.read_unit._PAUSE_SECONDS", 0)
    bucket.put(str(write_warc(tmp_path / "1.warc.gz", warc_records(range(6)))), "news/1.warc.gz")
    gone = attempt_unit(
        WorkUnit(("s3://news/gone.warc.gz",), None), folder=str(tmp_path), reader=reader, settings=SETTINGS
    )
    assert gone.counts is None
    assert "gone.warc.gz" in str(gone.problem)
    too_long = WorkUnit(("s3://news/1.warc.gz",), 1, start=0, end=10**6)
    report = attempt_unit(too_long, folder=str(tmp_path), reader=reader, settings=SETTINGS)
    assert str(report.problem).endswith("bytes too soon")
    assert list_shards(open_folder(str(tmp_path))) == []


def test_a_shard_in_a_bucket_is_read_where_it_is(tmp_path: Path, bucket: Any, reader: Reader) -> None:
    source = write_warc(tmp_path / "1.warc.gz", warc_records(range(4)))
    (unit,) = find_units([str(source)], settings=SETTINGS)
    attempt_unit(unit, folder="s3://news/out", reader=reader, settings=SETTINGS)
    folder = open_folder("s3://news/out")
    assert isinstance(folder, RemoteFolder)
    (name,) = list_shards(folder)
    with folder.open(name) as stream:
        readings = list(ShardReader(stream, name=name).outcomes())
    assert [reading.article.title for reading in readings if isinstance(reading, Reading)] == [
        f"Ferry report {number}" for number in range(4)
    ]
    assert [status.counts.pages for status in describe_folder(folder)] == [4]
    assert describe_folder(open_folder("s3://news/none"))[0].shards == 0


def test_a_store_that_refuses_is_an_error_without_a_traceback(bucket: Any, run: Run) -> None:
    code, _, errors = run("archive", "status", "s3://no-such-bucket-of-mine/out")
    assert (code, "has no shards" in errors) == (2, True)
    code, _, errors = run("archive", "read", "x.warc", "--to", "s3://no-such-bucket-of-mine/out")
    assert code == 1
    assert errors.startswith("onrecord: s3://no-such-bucket-of-mine/out/plans/00001.json: the store answers: ")
    assert errors.endswith("Check the address and your access.\n")


def test_sources_on_the_web(tmp_path: Path) -> None:
    write_warc(tmp_path / "crawl.warc.gz", warc_records(range(3)))
    (tmp_path / "warc.paths").write_text("crawl.warc.gz\n")

    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(tmp_path))) as web:
        threading.Thread(target=web.serve_forever, daemon=True).start()
        listed = f"http://127.0.0.1:{web.server_port}/warc.paths"
        with pytest.raises(UsageError, match=r"127.0.0.1 resolves to 127.0.0.1, which is not a public addr"):
            list(find_units([listed], settings=Settings()))
        (tmp_path / "foreign.paths").write_text("/etc/hostname\n")
        with pytest.raises(
            UsageError, match=r"this list may not name a local file \(/etc/hostname\)\. Delete the line"
        ):
            list(find_units([listed.replace("warc", "foreign")], settings=SETTINGS))
        units = list(find_units([listed], settings=SETTINGS))
        assert units[0].size == (tmp_path / "crawl.warc.gz").stat().st_size
        assert addresses(*units) == ["page-0", "page-1", "page-2"]
        web.shutdown()


def test_a_redirect_to_a_private_address_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "warc.paths").write_text("crawl.warc.gz\n")

    class Handler(SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/moved.paths":
                self.send_response(302)
                self.send_header("Location", f"http://{inside}:{web.server_port}/warc.paths")
                self.end_headers()
            else:
                super().do_GET()

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    # 127.0.0.1 stands for a public server, 127.0.0.2 for one inside.
    monkeypatch.setattr(folders, "is_public", lambda address: address != "127.0.0.2")
    with ThreadingHTTPServer(("0.0.0.0", 0), partial(Handler, directory=str(tmp_path))) as web:
        threading.Thread(target=web.serve_forever, daemon=True).start()
        moved = f"http://127.0.0.1:{web.server_port}/moved.paths"
        inside = "127.0.0.1"
        assert work_units._read_list(moved, settings=Settings())
        inside = "127.0.0.2"
        with pytest.raises(UsageError, match=r"resolves to 127\.0\.0\.2, which is not a public address"):
            work_units._read_list(moved, settings=Settings())
        web.shutdown()


def test_a_missing_package_and_an_unknown_address_say_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    for place, problem in (
        ("nowhere://x/y", r"nowhere://x/y has an unknown protocol: .* Use s3://, gs:// or https://\."),
        ("gs://bucket/out", r"gs://bucket/out cannot be opened: .*gcsfs.* Install this package with pip\."),
    ):
        with pytest.raises(UsageError, match=problem):
            open_folder(place)
    monkeypatch.setitem(sys.modules, "fsspec", None)
    with pytest.raises(UsageError, match="The address s3://x needs the package fsspec, which is not installed"):
        open_folder("s3://x")


def test_paths_of_common_crawl_are_where_their_list_is(tmp_path: Path, bucket: Any) -> None:
    line = "crawl-data/CC-NEWS/2024/01/a.warc.gz"
    bucket.pipe("news/crawl-data/CC-NEWS/2024/01/warc.paths", line.encode())
    target = "s3://news/crawl-data/CC-NEWS/2024/01/warc.paths"
    assert [unit.sources for unit in find_units([target], settings=SETTINGS)] == [(f"s3://news/{line}",)]
    (tmp_path / "local.paths").write_text(line)
    assert work_units._read_list(str(tmp_path / "local.paths"), settings=SETTINGS) == [
        f"https://data.commoncrawl.org/{line}"
    ]
