"""The benchmark of changes: edits, and the changes expected from each."""

from __future__ import annotations

import random

from bench.edits import Edited, edit_page, edit_source, edit_word, invent_page, judge, text_page
from onrecord.ingest.changes import Change
from onrecord.reading import Reader


def test_invented_pages_have_other_words_for_each_seed() -> None:
    pages = [invent_page(random.Random(seed)) for seed in (1, 1, 2)]
    assert pages[0] == pages[1] != pages[2]


def test_edits_change_the_bytes_of_a_page(reader: Reader) -> None:
    page = text_page("invented", invent_page(random.Random(1)))
    reading = reader.read(page)
    word = edit_word(page, reading, random.Random(1))
    assert word is not None
    assert word.after.sha256 != page.sha256
    text, edited = page.body.decode(), word.after.body.decode()
    assert (text[: word.span[0]], len(text.split())) == (edited[: word.span[0]], len(edited.split()))
    source = edit_source(page, reading, random.Random(1))
    if source is not None:
        assert source.name is not None
        assert source.name in source.after.body.decode()
    assert edit_page(text_page("twice", "so it is so it is"), reading, (0, 1), "x") is None


def test_missed_and_false_changes_are_counted(reader: Reader) -> None:
    page = text_page("invented", invent_page(random.Random(1)))
    reading = reader.read(page)
    first = reading.statements[0]
    edited = Edited(page, page, first.content[0])
    assert judge(edited, reading, []).missed == ("('altered', 0)",)
    assert judge(edited, reading, [Change("altered", 0, 0, "", "")]).missed == ()
    assert judge(edited, reading, [Change("removed", 0, None, "", None)]).false == ("('removed', 0)",)
    assert judge(edited, reading, [Change("reread", 1, 1, "", "")]).false == ()
