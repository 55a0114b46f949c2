"""A page set for the screen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from onrecord.record import Record
from onrecord.room.typesetting import set_blocks, set_page
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


def test_pieces_with_their_classes(record: Record) -> None:
    (key,) = keep_all(record, page(Said(MENDED, ADA, "she", (JONAS,)), Said("it runs", JONAS, kind="mixed")))
    (run,) = set_page(article(record, key))
    told = [(one.text, one.classes, one.who) for part in run.parts for one in part.pieces if one.classes]
    assert told == [
        (f"“{MENDED}”", "words direct w0", None),
        ("she", "c0 source stands", ADA),
        ("said", "c0 cue", None),
        ("“it runs”", "words mixed w1", None),
        (JONAS, "c1 source", None),
        ("said", "c1 cue", None),
    ]
    assert [(note.number, len(part.pieces)) for part in run.parts for note in part.notes] == [(0, 7), (1, 6)]


@pytest.mark.parametrize(("pieces", "folded"), [(1, False), (2, False), (3, True)])
def test_what_is_beside_the_article_is_folded_where_it_is_much(record: Record, pieces: int, folded: bool) -> None:
    (key,) = keep_all(record, page(Said(MENDED, ADA)))
    found = article(record, key)
    beside = [TextBlock("furniture", "related", (0, 5), (TextSegment("Gulls", 0),))] * pieces
    runs = set_page(replace(found, blocks=(*found.blocks, *beside)))
    assert [(run.beside, run.folded, len(run.parts)) for run in runs] == [(False, False, 2), (True, folded, pieces)]
    assert {part.label for part in runs[1].parts} == {"related"}


def test_blocks_of_one_statement() -> None:
    blocks = (
        TextBlock(
            "paragraph", None, (0, 9), (TextSegment("it runs", 0, content=(0,)), TextSegment(" she", 7, source=(0,)))
        ),
        TextBlock("gap", None, (9, 10), (TextSegment("\n", 9),)),
        TextBlock("other", None, (10, 14), (TextSegment("Gull", 10),)),
    )
    told = [(part.kind, part.label, [(one.text, one.classes) for one in part.pieces]) for part in set_blocks(blocks)]
    assert told == [
        ("paragraph", None, [("it runs", "words"), (" she", "source")]),
        ("other", "beside the article", [("Gull", "")]),
    ]
