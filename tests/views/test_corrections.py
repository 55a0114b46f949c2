"""Corrections that outlets print, attached to the statement that each corrects."""

from __future__ import annotations

from dataclasses import replace

import pytest

from onrecord.record import Record
from onrecord.types import Furniture, Reading
from tests.kept_record import ADA, JONAS
from tests.statement_pages import Said, keep_all, page

pytestmark = pytest.mark.both_databases

BOATS = "We lost seven boats in the harbour on Monday night"
BRIDGE = "The bridge was never opened for lorries by anybody"


def corrected(correction: str) -> Reading:
    reading = page(Said(BOATS, ADA), Said(BRIDGE, JONAS))
    text = f"{reading.article.text}\n\n{correction}"
    furniture = (Furniture("correction", (len(text) - len(correction), len(text))),)
    return replace(reading, article=replace(reading.article, text=text, furniture=furniture))


@pytest.mark.parametrize(
    ("correction", "words"),
    [
        ("Correction: Quill said that seven boats were lost in the harbour, not six.", BOATS),
        ("Correction: an earlier version said the bridge was opened for lorries in May.", BRIDGE),
        # Neither: too little in common, or both fit.
        ("Correction: the name of the photographer was misspelt.", None),
        ("Correction: boats, harbour and Monday, and a bridge that was opened for lorries.", None),
    ],
)
def test_a_correction_is_attached_where_there_is_no_doubt(record: Record, correction: str, words: str | None) -> None:
    (page_id,) = keep_all(record, corrected(correction))
    for row in record.article(page_id).statements:
        screen = record.statement(row.entry.id).corrections
        assert screen == ((correction,) if words is not None and words in row.entry.quote else ())
