"""A sample page with its expected statements: the whole of told, when and cited, with its date and without."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench.expected import SAMPLES, expectations, locate
from onrecord.articles import cut
from onrecord.circumstances import add_circumstances, find_cited
from onrecord.pages import open_pages
from onrecord.settings import Settings
from onrecord.types import Article, Page, Statement


@pytest.fixture(scope="module")
def page() -> tuple[Article, list[Statement]]:
    (opened,) = open_pages(str(SAMPLES / "pages" / "tolliver-interview.html"), settings=Settings())
    assert isinstance(opened, Page)
    article = cut(opened)
    (expected,) = [one for one in expectations() if one.id == "tolliver-interview"]
    statements = []
    for number, wanted in enumerate(expected.statements):
        content, source, cue = locate(wanted, article.text)
        statements.append(
            Statement(
                id=f"s{number}",
                kind=wanted["kind"],
                act=wanted["act"],
                place=wanted["place"],
                content=content,
                cue=cue,
                source=source,
                speaker_name=wanted["source"] or None,
                speaker_kind="person",
                confidence=1.0,
            )
        )
    return article, statements


@pytest.mark.parametrize(
    ("published", "dates"),
    [("2024-03-04", ("2024-02-29", "2024-03-01", "2015")), (None, ("XXXX-02-29", None, "2015"))],
)
def test_a_page_with_its_date_and_without(
    page: tuple[Article, list[Statement]], published: str | None, dates: tuple[str | None, ...]
) -> None:
    article = replace(page[0], published=published)
    found = add_circumstances(article, page[1])
    stated = [
        (one.told, one.when.text if one.when else None, one.when.edtf if one.when else None)
        for one in found
        if one.told or one.when
    ]
    assert stated == [
        ("The Understudy", "Feb. 29", dates[0]),
        (None, "Friday", dates[1]),
        ("Greasepaint Weekly", "2015", dates[2]),
        ("Greasepaint Weekly", "2015", dates[2]),
    ]
    cited = [(one.outlet, one.when.edtf if one.when else None) for one in find_cited(article, found)]
    assert cited == [("The Understudy", dates[0]), ("Greasepaint Weekly", dates[2])]
