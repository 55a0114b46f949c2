"""Reading one page and many, from source to reading."""

from __future__ import annotations

import gzip
import subprocess
import sys
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest

import onrecord
from onrecord import reading as module
from onrecord.errors import FetchError, PageError, UnreadableError, UsageError
from onrecord.pages import open_pages
from onrecord.reading import Reader
from onrecord.settings import Settings
from onrecord.types import Reading
from tests import double

PageFile = Callable[..., Path]


@pytest.fixture
def reader() -> Reader:
    return double.load(Settings())


@pytest.fixture
def double_as_model(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """``onrecord.read`` with the stand-in for the model."""
    monkeypatch.setattr(Reader, "load", staticmethod(double.load))
    module._load.cache_clear()
    yield
    module._load.cache_clear()


def test_a_page_is_read_to_its_statements(reader: Reader, page_file: PageFile) -> None:
    path = page_file()
    (page,) = open_pages(str(path), settings=reader.settings)
    assert isinstance(page, onrecord.Page)
    reading = reader.read(page)
    assert reading.article.text == path.read_text(encoding="utf-8")
    assert [statement.speaker_name for statement in reading.statements] == ["Brannigan", "Brannigan", "Okafor"]
    assert [person.name for person in reading.people] == ["Brannigan", "Okafor"]
    assert [statement.speaker for statement in reading.statements] == ["p1", "p1", "p2"]


def test_a_page_is_read_to_whom_when_and_from_where(reader: Reader, page_file: PageFile) -> None:
    text = page_file().read_text(encoding="utf-8").replace("Brannigan said on", "Brannigan said to The Tarn Post on")
    (reading,) = reader.read_source(str(page_file("told.txt", text)))
    assert isinstance(reading, Reading)
    first = reading.statements[0]
    assert first.told == "The Tarn Post"
    assert first.when is not None
    assert first.when.text == "Thursday"
    assert [(link.outlet, link.when) for link in reading.cited] == [("The Tarn Post", first.when)]


def test_a_reading_names_the_versions_that_made_it(reader: Reader, page_file: PageFile) -> None:
    (reading,) = reader.read_source(str(page_file()))
    assert isinstance(reading, Reading)
    assert reading.reader == f"onrecord {onrecord.__version__}, quotation-marks 1"


def test_many_targets_are_read_in_order_and_failures_keep_their_place(reader: Reader, page_file: PageFile) -> None:
    first, last = page_file("a.txt"), page_file("folder/b.txt")
    outcomes = list(reader.read_all([str(first), "nowhere.html", str(last.parent)]))
    assert [type(outcome) for outcome in outcomes] == [Reading, FetchError, Reading]


def test_lists_name_further_targets(reader: Reader, page_file: PageFile) -> None:
    pages = page_file("list.lst", f"# pages\n{page_file('a.txt')}\n\n{page_file('b.txt')}\n")
    outcomes = list(reader.read_all([], lists=[str(pages)]))
    assert [outcome.article.id for outcome in outcomes if isinstance(outcome, Reading)] == ["a", "b"]


def test_standard_input_is_read_for_a_dash(reader: Reader, page_file: PageFile) -> None:
    body = page_file().read_bytes()
    (plain,) = reader.read_source("-", stdin=BytesIO(body))
    (packed,) = reader.read_source("-", stdin=BytesIO(gzip.compress(body)))
    assert isinstance(plain, Reading)
    assert isinstance(packed, Reading)
    assert plain.article.text == packed.article.text


def test_an_empty_page_is_an_error_of_its_own(reader: Reader, page_file: PageFile) -> None:
    (outcome,) = reader.read_source(str(page_file("empty.txt", "")))
    assert isinstance(outcome, UnreadableError)


def test_a_fault_of_ours_is_reported_as_a_bug_and_the_next_page_is_read(reader: Reader, page_file: PageFile) -> None:
    text = page_file().read_text(encoding="utf-8")
    broken = page_file("broken.txt", text.replace('"The engine', '"BUG engine'))
    fault, reading = reader.read_all([str(broken), str(page_file())])
    assert isinstance(fault, PageError)
    assert fault.source == str(broken)
    assert "ZeroDivisionError: division by zero; double.py:" in fault.problem
    assert "bug" in fault.advice
    assert isinstance(fault.__cause__, ZeroDivisionError)
    assert isinstance(reading, Reading)


def test_a_fault_while_opening_is_reported_the_same_way(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, page_file: PageFile
) -> None:
    def fail(source: str, **_: object) -> Iterator[object]:
        raise RuntimeError("opened badly")
        yield source

    monkeypatch.setattr(module, "open_pages", fail)
    (outcome,) = reader.read_source(str(page_file()))
    assert isinstance(outcome, PageError)
    assert "RuntimeError: opened badly" in str(outcome)


@pytest.mark.usefixtures("double_as_model")
def test_read_gives_the_one_page(page_file: PageFile) -> None:
    assert onrecord.read(page_file()).article.id == "ferry"
    assert onrecord.read(str(page_file())).article.id == "ferry"


@pytest.mark.usefixtures("double_as_model")
def test_read_raises_what_is_wrong_with_the_page() -> None:
    with pytest.raises(FetchError, match=r"nowhere\.html"):
        onrecord.read("nowhere.html")


@pytest.mark.usefixtures("double_as_model")
def test_read_will_not_choose_among_many(page_file: PageFile) -> None:
    page_file("a.txt")
    with pytest.raises(UsageError, match=r"is not a single page.*Reader\.read_all"):
        onrecord.read(page_file("b.txt").parent)


@pytest.mark.usefixtures("double_as_model")
def test_read_takes_its_settings_from_the_environment(monkeypatch: pytest.MonkeyPatch, page_file: PageFile) -> None:
    monkeypatch.setenv("ONRECORD_MAX_PAGE_BYTES", "10")
    with pytest.raises(PageError):
        onrecord.read(page_file())
    assert onrecord.read(page_file(), settings=Settings()).article.id == "ferry"


def test_garbage_is_collected_rarely_once_the_model_is_loaded() -> None:
    check = "import gc; from onrecord import reading; reading.collect_rarely(); "
    check += "print(gc.get_threshold(), gc.get_freeze_count())"
    output = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True).stdout
    threshold, _, frozen = output.rpartition(" ")
    assert threshold == "(50000, 20, 100)"
    assert int(frozen) > 1_000
