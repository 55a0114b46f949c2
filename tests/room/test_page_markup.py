"""The text of a page as spans with CSS classes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from onrecord.record import Record
from onrecord.room.page_markup import mark_up_article, mark_up_blocks
from onrecord.views.article import article
from onrecord.views.segments import TextBlock, TextSegment
from tests.kept_record import ADA, JONAS
from tests.statement_pages import Said, keep_all, page

MENDED = "The engine is mended and the crew is glad to sail again"


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    """A new record."""
    with Record.open(tmp_path / "record.sqlite") as opened:
        yield opened


def test_spans_and_their_classes(record: Record) -> None:
    (key,) = keep_all(record, page(Said(MENDED, ADA, "she", (JONAS,)), Said("it runs", JONAS, kind="mixed")))
    (run,) = mark_up_article(article(record, key))
    marked_spans = [
        (span.text, span.classes, span.antecedent) for block in run.blocks for span in block.spans if span.classes
    ]
    assert marked_spans == [
        (f"“{MENDED}”", "words direct w0", None),
        ("she", "c0 source referring", ADA),
        ("said", "c0 cue", None),
        ("“it runs”", "words mixed w1", None),
        (JONAS, "c1 source", None),
        ("said", "c1 cue", None),
    ]
    assert [(note.number, len(block.spans)) for block in run.blocks for note in block.notes] == [(0, 7), (1, 6)]


@pytest.mark.parametrize(("count", "folded"), [(1, False), (2, False), (3, True)])
def test_more_than_two_blocks_of_furniture_are_folded(record: Record, count: int, folded: bool) -> None:
    (key,) = keep_all(record, page(Said(MENDED, ADA)))
    stored_article = article(record, key)
    related = [TextBlock("furniture", "related", (0, 5), (TextSegment("Gulls", 0),))] * count
    runs = mark_up_article(replace(stored_article, blocks=(*stored_article.blocks, *related)))
    assert [(run.furniture, run.folded, len(run.blocks)) for run in runs] == [(False, False, 2), (True, folded, count)]
    assert {block.label for block in runs[1].blocks} == {"related"}


def test_blocks_with_a_single_statement() -> None:
    blocks = (
        TextBlock(
            "paragraph", None, (0, 9), (TextSegment("it runs", 0, content=(0,)), TextSegment(" she", 7, source=(0,)))
        ),
        TextBlock("gap", None, (9, 10), (TextSegment("\n", 9),)),
        TextBlock("other", None, (10, 14), (TextSegment("Gull", 10),)),
    )
    marked_spans = [
        (block.kind, block.label, [(span.text, span.classes) for span in block.spans])
        for block in mark_up_blocks(blocks)
    ]
    assert marked_spans == [
        ("paragraph", None, [("it runs", "words"), (" she", "source")]),
        ("other", "outside the article", [("Gull", "")]),
    ]
