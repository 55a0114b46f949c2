"""Fixtures and options for all tests."""

from __future__ import annotations

import gc
import logging
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from fcntl import LOCK_EX, flock
from functools import cache
from hashlib import sha256
from importlib.resources import files
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache
from tokenizers import Tokenizer
from typer.main import get_command

from onrecord.encoder.words import InputBlock, Words, cut_words
from onrecord.reading import Reader
from onrecord.reading_pool import ReaderPool
from onrecord.record import Record
from onrecord.settings import Settings
from onrecord.types import Article, Page, Reading, Span, Statement
from tests import double
from tests.kept_record import pages
from tests.postgres_server import PostgresServer, find_programs
from tests.rows import join_rows
from tests.shipped import load_shipped_reader
from tests.statement_pages import keep_all

# The tests start about fifty processes. Under PYTHONDONTWRITEBYTECODE, which container images often set, each of them
# would compile every module that it imports, which takes it 2 to 5 seconds.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# Modules and tests stay until the end. To look for garbage among them again and again takes a seventh of their import.
gc.disable()

# Where there is no handler, a server of mcp installs one for its process, which writes what every later test logs.
logging.getLogger().addHandler(logging.NullHandler())

PAGE = """Ferry to run again, says harbour board
By Ada Quill
The ferry between Tarn Quay and Elmouth will run again from Monday, the harbour board announced this week.
"The engine is mended and the crew is glad," Brannigan said on the quay on Thursday, as gulls circled overhead.
"Nobody wants another winter without it." The board has run the crossing for forty years, in all kinds of weather.
"It will not last until spring," Okafor thinks, but she has been wrong before about boats and about the weather.
"""

MakeRecord = Callable[..., Path | str]
MakeOnce = Callable[[str, Callable[[Path], None]], Path]
ReadText = Callable[..., Reading]


@pytest.fixture
def page_file(tmp_path: Path) -> Callable[..., Path]:
    """Writes a page that can be read and says where it is."""

    def write(name: str = "ferry.txt", text: str = PAGE) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def article() -> Article:
    """A small article with a title, text for one statement, and two pieces of furniture."""
    text = 'Ferry runs again\nShe told us "it runs," adding\t"and well".\nMore: \u2028Gulls "angry"\nPicture: A. Quill'
    body = text.encode()
    return Article(
        id="ferry",
        page=Page(source="ferry.txt", body=body, sha256=sha256(body).hexdigest(), content_type="text/plain"),
        text=text,
        title="Ferry runs again",
        titles=(span(text, "Ferry runs again"),),
        outlet="The Elmouth Bell",
        bylines=("Ada Quill",),
        published="2031-04-02",
        language="en",
        paragraphs=(span(text, 'She told us "it runs," adding\t"and well".'),),
        furniture=(),
    )


@pytest.fixture
def statement(article: Article) -> Statement:
    """The one statement of ``article``, interrupted by its second cue."""
    return Statement(
        id="ferry-1",
        kind="direct",
        act="said",
        place="body",
        content=(span(article.text, '"it runs,"'), span(article.text, '"and well"')),
        cue=(span(article.text, "told"),),
        source=(span(article.text, "She"),),
        speaker_name="Ada Brannigan",
        speaker_kind="person",
        confidence=0.87654321,
    )


@pytest.fixture
def reading(article: Article, statement: Statement) -> Reading:
    """The reading of ``article``."""
    return Reading(article=article, statements=(statement,), reader="onrecord 0, double 0", warnings=("no byline",))


@pytest.fixture(scope="session", autouse=True)
def _build_commands_once() -> Iterator[None]:
    """Keeps the commands of ``onrecord``, which typer's runner would build anew for each call, in 50 ms."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("typer.testing._get_command", cache(get_command))
        yield


@pytest.fixture(scope="session", autouse=True)
def _compile_queries_once() -> Iterator[None]:
    """Lets all records share their compiled queries. By default each engine compiles every query for itself."""
    shared: LRUCache[Any, Any] = LRUCache(5_000)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Engine, "_compiled_cache", property(lambda _: shared, lambda *_: None), raising=False)
        # A part of the key.
        patch.setattr(DefaultDialect, "__eq__", lambda dialect, other: type(dialect) is type(other))
        patch.setattr(DefaultDialect, "__hash__", lambda dialect: hash(type(dialect)))
        yield


@pytest.fixture(scope="session")
def make_once(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> MakeOnce:
    """Makes the file with this name at the first call in any process of this test run; later calls return its path."""
    folder = tmp_path_factory.getbasetemp()
    if worker_id != "master":
        folder = folder.parent  # a process of xdist has a folder of its own in the folder of the run

    def make(name: str, write: Callable[[Path], None]) -> Path:
        path = folder / name
        with path.with_suffix(".lock").open("w") as lock:
            flock(lock, LOCK_EX)
            if not path.exists():
                unfinished = folder / f"unfinished-{name}"
                write(unfinished)
                unfinished.rename(path)
        return path

    return make


@pytest.fixture(scope="session")
def empty_record(make_once: MakeOnce) -> Path:
    """A record without pages. Copy it, which is much faster than creating the tables."""
    return make_once("empty.sqlite", lambda path: Record.open(path).close())


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A server of PostgreSQL, for all tests in this process."""
    programs = find_programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    server = PostgresServer(programs)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(server.folder / "vectors"))
        yield server
    server.stop()


@pytest.fixture(autouse=True)
def _temporary_databases(request: pytest.FixtureRequest) -> Iterator[None]:
    """Drops the databases of a test at its end; those of its module and of the session were made before it."""
    parameters = request.node.callspec.params if hasattr(request.node, "callspec") else {}
    if "postgres" not in (*request.fixturenames, parameters.get("database")):
        yield
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    with server.temporary():
        yield


@pytest.fixture(scope="session")
def database(request: pytest.FixtureRequest) -> str:
    """The kind of database that holds the records of a test: ``sqlite``, and ``postgres`` for ``both_databases``."""
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture(scope="session")
def make_record(
    request: pytest.FixtureRequest,
    database: str,
    make_once: MakeOnce,
    empty_record: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> MakeRecord:
    """Makes a record and returns its location: an empty one, or a copy of a named one, which ``fill`` fills once."""
    folder = tmp_path_factory.mktemp("records")
    numbers = count()

    def filled(location: Path | str, fill: Callable[[Record], None]) -> None:
        with Record.open(location) as record:
            fill(record)

    def make_file(name: str | None = None, fill: Callable[[Record], None] | None = None) -> Path:
        source = empty_record
        if name is not None and fill is not None:
            source = make_once(f"{name}.sqlite", lambda path: filled(Path(shutil.copy(empty_record, path)), fill))
        own_folder = folder / str(next(numbers))
        own_folder.mkdir()
        return Path(shutil.copy(source, own_folder / "record.sqlite"))

    def make_database(name: str | None = None, fill: Callable[[Record], None] | None = None) -> str:
        server: PostgresServer = request.getfixturevalue("postgres")
        empty = server.template("empty", lambda address: Record.open(address).close())
        if name is None or fill is None:
            return server.create(template=empty)
        return server.create(template=server.template(name, lambda address: filled(address, fill)))

    return make_database if database == "postgres" else make_file


@pytest.fixture
def record(make_record: MakeRecord) -> Iterator[Record]:
    """A new record."""
    with Record.open(make_record()) as opened:
        yield opened


@pytest.fixture(scope="session")
def kept_file(make_once: MakeOnce, empty_record: Path) -> Path:
    """The file of a record of ``tests.kept_record.pages``. Copy it before you write to it."""

    def write(path: Path) -> None:
        with Record.open(Path(shutil.copy(empty_record, path))) as record:
            keep_all(record, *pages())

    return make_once("kept.sqlite", write)


@pytest.fixture(scope="session")
def kept_record(make_record: MakeRecord) -> Iterator[Record]:
    """The record of ``tests.kept_record.pages``; nothing writes to it."""
    with Record.open(make_record("kept", _keep_pages)) as opened:
        yield opened


@pytest.fixture
def kept_copy(make_record: MakeRecord) -> Iterator[Record]:
    """A record of ``tests.kept_record.pages`` that may be written to."""
    with Record.open(make_record("kept", _keep_pages)) as opened:
        yield opened


@pytest.fixture(scope="session")
def reader() -> Reader:
    """A reader that finds quotation marks instead of using the model."""
    return double.load(Settings())


@pytest.fixture(scope="session")
def shipped_reader() -> Reader:
    """The reader that is shipped, with its model."""
    return load_shipped_reader()


@pytest.fixture(scope="session")
def pool() -> Iterator[ReaderPool]:
    """Reads quotation marks in a worker process, which starts with the first page and serves all tests."""
    with ReaderPool(Settings(), processes=1, load=double.load) as workers:
        yield workers


@pytest.fixture(scope="session")
def read_text(reader: Reader) -> ReadText:
    """The reading of a plain-text page with this text, URL and time of fetching, by a reader of this name."""

    def read(
        text: str = PAGE,
        *,
        url: str | None = "https://bell.example/ferry",
        fetched: str = "2031-04-02T08:00:00Z",
        by: str | None = None,
    ) -> Reading:
        body = text.encode()
        digest = sha256(body).hexdigest()
        page = Page(url or "-", body, digest, content_type="text/plain", url=url, fetched=fetched, encoding="utf-8")
        reading = reader.read(page)
        return replace(reading, reader=by) if by else reading

    return read


def span(text: str, words: str) -> Span:
    """The span of the first occurrence of ``words`` in ``text``."""
    start = text.index(words)
    return start, start + len(words)


@pytest.fixture(scope="session")
def tokenizer() -> Tokenizer:
    tokenizer = Tokenizer.from_str((files("onrecord") / "models" / "en" / "tokenizer.json").read_text("utf-8"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


@pytest.fixture(scope="session")
def cut(tokenizer: Tokenizer) -> Callable[[str], Words]:
    """Makes an article of a text in which every line is a paragraph."""

    def cut(text: str) -> Words:
        blocks, offset = [], 0
        for line in text.split("\n"):
            if line:
                blocks.append(InputBlock((offset, offset + len(line))))
            offset += len(line) + 1
        return cut_words(text, blocks, tokenizer=tokenizer)

    return cut


def _keep_pages(record: Record) -> None:
    keep_all(record, *pages())


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run tests with the mark ``both_databases`` on each database, but those with ``sqlite_only`` on a file."""
    of_both = metafunc.definition.get_closest_marker("both_databases")
    if of_both and "database" in metafunc.fixturenames and not metafunc.definition.get_closest_marker("sqlite_only"):
        metafunc.parametrize("database", ["sqlite", "postgres"], indirect=True, scope="session")


def pytest_collection_finish() -> None:
    """Collect garbage from now on, but not among the modules and the tests."""
    gc.freeze()
    gc.enable()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let each row of a table be a test."""
    parser.addoption("--each-row", action="store_true", help="make a test of each row of a table")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Join rows of tables, and run tests with a browser last.

    The event loop of the browser keeps running in this process and disturbs later tests.
    """
    if not config.getoption("each_row"):
        items[:] = join_rows(items)
    items.sort(key=lambda item: "browser" in Path(item.path).parts)


def pytest_make_parametrize_id(config: pytest.Config, val: object, argname: str) -> str | None:
    """Name binary parameters by their number: packed data contains the time, but the name of a test must not change."""
    return f"{argname} of {len(val)} bytes" if isinstance(val, bytes) and not val.isascii() else None
