"""Credited outlets."""

from __future__ import annotations

from dataclasses import replace

import pytest

from onrecord.circumstances import add_circumstances, find_cited
from tests.circumstances.notation import parse


@pytest.mark.parametrize(
    ("paragraph", "outlets"),
    [
        ("[Quill] <told> The Elmouth Times that {it floats}.", ["The Elmouth Times"]),
        ("[Quill] <told> Lantern {it floats}.", ["Lantern"]),
        ("[Quill] <told> The Lamp {it floats}.", ["The Lamp"]),
        ("[Quill] <told> Lantern magazine {it floats}.", ["Lantern magazine"]),
        ("[Quill] <told> Harbour Radio’s Dora Finch {it floats}.", ["Harbour Radio"]),
        ("[Quill] <wrote> on Pigeon that {it floats}.", []),
        ("[Quill] <told> the Gull {it floats}. The Gull sank.", []),
        ("[Quill] <told> GHQ {it floats}.", []),
        ("[Quill] <told> Heath Ledger {it floats}.", []),
        ("[Quill] <told> the Ansley Ledger {it floats}.", ["Ansley Ledger"]),
        ("[Hill] <said> {it floats}.", []),
        ("[Quill] <told> reporters {it floats}.", []),
        ("[Quill] <told> her mother {it floats}.", []),
        ("[Quill] <wrote> on Twitter that {it floats}.", []),
        ("Wilma Finch listened as [Quill] <told> Finch {it floats}.", []),
        ("{It floats}, <according to> [the Elmouth Herald].", ["Elmouth Herald"]),
        ("[Tide.com] <reported> on Friday that {it floats}.", ["Tide.com"]),
        ("[A magazine] <reported> that {it floats}.", []),
        ("[The Elmouth Bell Foundry] <said> {it floats}.", []),
        ("[Quill] was <accused> of {floating}, in letters obtained by The Tarn Post.", ["The Tarn Post"]),
        (
            "[Quill] <said> {it floats}, via the Tarn Post and The Elmouth Courier.",
            ["Tarn Post", "The Elmouth Courier"],
        ),
        ('{"According to The Tarn Post it sank,"} [Quill] <said>.', []),
        (
            "[Quill] <told> The Elmouth Times {it floats}, the paper says. The Times reports news.",
            ["The Elmouth Times"],
        ),
    ],
)
def test_outlets(paragraph: str, outlets: list[str]) -> None:
    article, statements = parse(paragraph, published="2031-04-02")
    cited = find_cited(article, add_circumstances(article, statements))
    assert [citation.outlet for citation in cited] == outlets
    assert all(citation.outlet in article.words(citation.evidence) for citation in cited)


def test_an_outlet_is_cited_once_for_each_time() -> None:
    article, statements = parse(
        "According to Lantern magazine, the boat was new.",
        "In 2016, [1:Quill] <1:told> Lantern magazine that {1:it floats}.",
        "[2:She] <2:told> Lantern magazine in May 2019 that {2:it still floats}.",
    )
    cited = find_cited(article, add_circumstances(article, statements))
    assert [(citation.outlet, citation.when.edtf if citation.when else None) for citation in cited] == [
        ("Lantern magazine", "2016"),
        ("Lantern magazine", "2019-05"),
    ]
    assert article.words(cited[0].evidence) == "told Lantern magazine"


def test_the_own_outlet_and_furniture_are_not_cited() -> None:
    article, statements = parse("[Quill] <told> The Elmouth Times {it floats}.", outlet="Elmouth Times")
    assert find_cited(article, add_circumstances(article, statements)) == ()
    article, statements = parse("[Quill] <told> the Times {it floats}.", outlet="Elmouth Times")
    assert find_cited(article, add_circumstances(article, statements)) == ()
    article, statements = parse("[Quill] <told> The Elmouth Times {it floats}.")
    in_furniture = [replace(statement, place="furniture", told="The Elmouth Times") for statement in statements]
    assert find_cited(replace(article, paragraphs=()), in_furniture) == ()
