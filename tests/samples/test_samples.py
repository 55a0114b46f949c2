"""The sample pages match their expected files, and the articles cut from them contain the expected text."""

from __future__ import annotations

import gzip
import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import get_args
from xml.etree import ElementTree

import pytest

from bench.expected import SAMPLES, Expected, expectations, locate, occurrences, of_page
from onrecord.articles import cut
from onrecord.pages import open_pages
from onrecord.settings import Settings
from onrecord.types import Act, Article, Kind, Page, Place

WANTED = expectations()


def articles() -> dict[str, Article]:
    cut_articles = {}
    for path in sorted((SAMPLES / "pages").iterdir()):
        for page in open_pages(str(path), settings=Settings()):
            assert isinstance(page, Page), page
            cut_articles[of_page(WANTED, name=path.name, url=page.url).id] = cut(page)
    return cut_articles


@pytest.fixture(scope="module")
def cut_out() -> dict[str, Article]:
    return articles()


@pytest.fixture(params=WANTED, ids=lambda expected: expected.id)
def pair(request: pytest.FixtureRequest, cut_out: dict[str, Article]) -> tuple[Expected, Article]:
    expected: Expected = request.param
    return expected, cut_out[expected.id]


def test_every_page_has_its_expected_file(cut_out: dict[str, Article]) -> None:
    assert set(cut_out) == {expected.id for expected in WANTED}


def test_expected_words_are_in_the_article(pair: tuple[Expected, Article]) -> None:
    expected, article = pair
    for statement in expected.statements:
        content, source, cue = locate(statement, article.text)
        assert [article.words(span) for span in content] == statement["content"]
        assert [article.words(span) for span in source] == [part for part in [statement["source"]] if part]
        assert [article.words(span) for span in cue] == [part for part in [statement["cue"]] if part]
    for part in expected.not_statements:
        assert part in article.text


def test_statements_are_at_their_expected_places(pair: tuple[Expected, Article]) -> None:
    expected, article = pair
    stretches = {
        "headline": article.titles,
        "body": article.paragraphs,
        "furniture": tuple(piece.span for piece in article.furniture),
    }
    for statement in expected.statements:
        for start, end in locate(statement, article.text)[0]:
            places = [place for place, spans in stretches.items() if any(a <= start and end <= b for a, b in spans)]
            assert places == [statement["place"]], article.words((start, end))


def test_content_can_be_found_in_one_place_only(pair: tuple[Expected, Article]) -> None:
    expected, article = pair
    for statement in expected.statements:
        for part in statement["content"]:
            assert len(occurrences(article.text, part)) == 1, part


def test_the_article_is_the_page_s(pair: tuple[Expected, Article]) -> None:
    expected, article = pair
    assert [article.words(span) for span in article.titles] == expected.titles
    assert article.outlet == expected.outlet
    assert article.published == expected.published
    body = "\n".join(article.words(span) for span in article.paragraphs)
    assert [text for text in expected.furniture if text in body] == []


@pytest.mark.parametrize("expected", WANTED, ids=lambda expected: expected.id)
def test_expected_files_keep_to_the_record_s_values(expected: Expected) -> None:
    for statement in expected.statements:
        assert statement["kind"] in get_args(Kind)
        assert statement["act"] in get_args(Act)
        assert statement["place"] in get_args(Place)
        assert statement["content"]
        assert all(statement["content"])
        if statement["kind"] == "no-response":
            assert statement["cue"] in statement["content"][0]


def test_the_samples_cover_what_they_are_for() -> None:
    statements = [statement for expected in WANTED for statement in expected.statements]
    assert {statement["kind"] for statement in statements} == set(get_args(Kind))
    assert {statement["act"] for statement in statements} == set(get_args(Act))
    assert {statement["place"] for statement in statements} == set(get_args(Place))
    assert any(not statement["source"] for statement in statements)
    assert any(len(statement["content"]) > 1 for statement in statements)
    readme = (SAMPLES / "README.md").read_text(encoding="utf-8")
    assert [expected.id for expected in WANTED if expected.id not in readme] == []


def test_the_archive_holds_the_answers_that_it_is_made_of() -> None:
    make_archive = load_script(SAMPLES / "make_archive.py")
    assert gzip.decompress(make_archive.pack()) == gzip.decompress(make_archive.ARCHIVE.read_bytes())


def test_the_feed_lists_every_page() -> None:
    items = ElementTree.parse(SAMPLES / "feed.xml").getroot().iterfind("channel/item")
    links = {item.findtext("title"): item.findtext("link") or "" for item in items}
    assert set(links) == {expected.titles[0] for expected in WANTED}
    assert all(links[expected.titles[0]] == expected.url for expected in WANTED if expected.url)
    assert all(link.split("/")[2].endswith(".example") for link in links.values())


def test_expected_files_are_written_one_way() -> None:
    for path in sorted((SAMPLES / "expected").glob("*.json")):
        text = path.read_text(encoding="utf-8")
        assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=1) + "\n", path.name


def load_script(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
