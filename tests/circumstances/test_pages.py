"""``told``, ``when`` and credited outlets of a sample page, with and without its date."""

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
    (expected,) = [page for page in expectations() if page.id == "tolliver-interview"]
    statements = []
    for number, expectation in enumerate(expected.statements):
        content, source, cue = locate(expectation, article.text)
        statements.append(
            Statement(
                id=f"s{number}",
                kind=expectation["kind"],
                act=expectation["act"],
                place=expectation["place"],
                content=content,
                cue=cue,
                source=source,
                speaker_name=expectation["source"] or None,
                speaker_kind="person",
                confidence=1.0,
            )
        )
    return article, statements


@pytest.mark.parametrize(
    ("published", "dates"),
    [("2024-03-04", ("2024-02-29", "2024-03-01", "2015")), (None, ("XXXX-02-29", None, "2015"))],
)
def test_a_sample_page(
    page: tuple[Article, list[Statement]], published: str | None, dates: tuple[str | None, ...]
) -> None:
    article = replace(page[0], published=published)
    statements = add_circumstances(article, page[1])
    circumstances = [
        (told, when.text if when else None, when.edtf if when else None)
        for told, when in ((statement.told, statement.when) for statement in statements)
        if told or when
    ]
    assert circumstances == [
        ("The Understudy", "Feb. 29", dates[0]),
        (None, "Friday", dates[1]),
        ("Greasepaint Weekly", "2015", dates[2]),
        ("Greasepaint Weekly", "2015", dates[2]),
    ]
    cited = find_cited(article, statements)
    assert [(citation.outlet, citation.when.edtf if citation.when else None) for citation in cited] == [
        ("The Understudy", dates[0]),
        ("Greasepaint Weekly", dates[2]),
    ]
