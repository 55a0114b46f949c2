"""The way of words from page to page."""

from __future__ import annotations

import pytest

from onrecord.errors import UsageError
from onrecord.record import Record
from onrecord.search.find_statements import find
from onrecord.search.query import Query
from onrecord.store.schema import pages
from onrecord.views.headlines import headlines
from onrecord.views.stories import near_copies
from onrecord.views.trail import Carrier, trail
from onrecord.views.wording import differences, nearly_same, wording
from tests.kept_record import ADA, JONAS, MARA, PROSE, WINTER
from tests.statement_pages import Said, keep_all, page

pytestmark = pytest.mark.both_databases

SPEECH = "The engine is mended and the crew is glad to sail again"


@pytest.mark.parametrize(
    ("one", "other", "same_speaker", "expected"),
    [
        (SPEECH, SPEECH.upper() + "!", False, True),
        (SPEECH, SPEECH.replace("glad", "sorry"), False, True),
        (SPEECH, "The engine is mended and the crew is glad", False, True),
        (SPEECH, f"He says that {SPEECH}, and that all is well now for everybody on the bay", True, True),
        (SPEECH, "The crew is glad that it can sail", False, False),
        ("No comment", "No comment", False, False),
        ("No comment", "no comment.", True, True),
        ("It will not last until spring", "It will not last until summer", False, False),
        ("It will not last until spring", "It will not last until summer", True, True),
        ("It is what it is", "We never had it so good as now", True, False),
    ],
)
def test_nearly_the_same_words(one: str, other: str, same_speaker: bool, expected: bool) -> None:
    assert nearly_same(one, other, same_speaker=same_speaker) is expected
    assert nearly_same(other, one, same_speaker=same_speaker) is expected


@pytest.mark.parametrize(
    ("other", "expected", "kind"),
    [
        ("“The engine is mended,” …", [("same", "“The engine is mended,” …")], "same"),
        ("the engine is", [("same", "the engine is"), ("gone", "mended")], "cut"),
        ("The old engine is mended", [("same", "The"), ("new", "old"), ("same", "engine is mended")], "longer"),
        (
            "The engine was mended",
            [("same", "The engine"), ("gone", "is"), ("new", "was"), ("same", "mended")],
            "altered",
        ),
    ],
)
def test_where_words_differ(other: str, expected: list[tuple[str, str]], kind: str) -> None:
    pieces = differences("The engine is mended", other)
    assert [(piece.part, piece.text) for piece in pieces] == expected
    assert wording(pieces) == kind


def test_a_trail(kept: Record) -> None:
    (asked,) = [hit.entry for hit in find(kept, Query("winter", by=(MARA,))).hits]
    found = trail(kept, asked.id)
    assert (found.pages, found.voices, found.altered, found.other_mouths) == (5, 4, 2, 1)
    assert found.statement == asked.id
    told = [(one.entry.page.outlet, one.first, one.story, one.copied, one.wording, one.mouth) for one in found.carriers]
    assert told == [
        ("The Harbour Bell", True, 1, None, "same", "same"),
        ("The Tarn Courier", False, 1, "whole", "same", "same"),
        ("The Elmouth Post", False, 2, None, "altered", "same"),
        ("The Lantern", False, 3, None, "same", "other"),
        ("The Gull", False, 4, None, "cut", "unnamed"),
    ]
    first, copy = found.carriers[:2]
    assert (copy.copy_of, copy.cites, copy.cites_pages) == (
        first.entry.page.id,
        ("The Harbour Bell",),
        (first.entry.page.id,),
    )
    assert first.entry.headline == ("doomed for ever",)
    assert found.notes == ("1 page states no date, and may have had the words before all other pages.",)


@pytest.mark.parametrize("words", [WINTER, WINTER.upper(), "another winter without the ferry on this bay"])
def test_a_trail_by_words(kept: Record, words: str) -> None:
    assert trail(kept, words).pages == 5


@pytest.mark.parametrize("words", ["nothing like it was ever said", "no", ""])
def test_no_such_statement(kept: Record, words: str) -> None:
    with pytest.raises(UsageError, match="The record has no statement"):
        trail(kept, words)


def test_a_trail_goes_on_where_it_ended(kept: Record) -> None:
    whole = trail(kept, WINTER)
    parts: list[Carrier] = []
    after = None
    for _ in range(3):
        part = trail(kept, WINTER, limit=2, after=after)
        assert (part.pages, part.voices) == (whole.pages, whole.voices)
        parts += part.carriers
        after = part.next
    assert (tuple(parts), after) == (whole.carriers, None)


def test_on_one_day_who_cites_was_later(record: Record) -> None:
    keep_all(
        record,
        page(Said(SPEECH, ADA), outlet="The Aardvark", cites=("The Zephyr",)),
        page(Said(SPEECH, ADA), outlet="The Zephyr"),
        page(Said(SPEECH, ADA), outlet="The Lantern"),
    )
    found = trail(record, SPEECH)
    assert {one.entry.page.outlet for one in found.carriers if one.first} == {"The Zephyr", "The Lantern"}
    assert found.carriers[-1].entry.page.outlet == "The Aardvark"
    assert found.notes == ("2 pages had the words on the first day, so the first of them is unknown.",)


def test_what_states_no_date_is_not_first(record: Record) -> None:
    keep_all(record, *(page(Said(SPEECH, ADA), outlet=outlet, published=None) for outlet in ("The Gull", "The Tern")))
    found = trail(record, SPEECH)
    assert [one.first for one in found.carriers] == [False, False]
    assert found.notes == ("2 pages state no date, and may have had the words before all other pages.",)


def test_a_paragraph_that_was_copied_is_no_voice_of_its_own(record: Record) -> None:
    own = [
        f"Our own reporter number {n} walked along pier {n} and counted {n} gulls on it before noon." for n in range(9)
    ]
    keep_all(
        record,
        page(Said(SPEECH, ADA), prose=(f"{PROSE[0]} {PROSE[1]}",)),
        page(Said(SPEECH, ADA), prose=(*own, f"{PROSE[0]} {PROSE[1]}"), outlet="The Lantern", published="2031-04-03"),
        page(Said(SPEECH, ADA), prose=own[:3], outlet="The Gull", published="2031-04-01"),
    )
    found = trail(record, SPEECH)
    told = {one.entry.page.outlet: (one.story, one.copied) for one in found.carriers}
    assert told["The Gull"] == (1, None)
    assert told["The Harbour Bell"] == (2, None)
    assert told["The Lantern"][1] == "paragraphs"
    assert found.voices == 2


def test_near_copies_of_a_page(kept: Record) -> None:
    with kept.snapshot() as connection:
        keys = {row.title: row.id for row in connection.execute(pages.select())}
        bell, courier = (
            keys["Ferry “doomed for ever”, says harbour master"],
            keys["Harbour master warns of “another winter”"],
        )
        assert near_copies(connection, bell) == [courier]
        assert near_copies(connection, keys["Quill on life after Brannigan"]) == []


def test_headlines_that_quote_on_their_own(kept: Record) -> None:
    found = headlines(kept)
    assert [(one.day, one.words) for one in found.headlines] == [
        ("2025-02-03", ("doomed for ever",)),
        ("2018-11-20", ("stormy",)),
    ]
    first = headlines(kept, limit=1)
    rest = headlines(kept, limit=1, after=first.next)
    assert (*first.headlines, *rest.headlines) == found.headlines
    assert rest.next is None
    assert [one.words for one in headlines(kept, outlet=("the elmouth post",)).headlines] == [("stormy",)]
    assert [one.words for one in headlines(kept, since="2020").headlines] == [("doomed for ever",)]
    assert [one.words for one in headlines(kept, until="2020").headlines] == [("stormy",)]


def test_short_words_of_two_are_two_statements(record: Record) -> None:
    keep_all(
        record,
        page(Said("No comment", JONAS)),
        page(Said("No comment", MARA), published="2031-04-03"),
        page(Said("No comment", JONAS), published="2031-04-04"),
    )
    assert [one.entry.first for one in trail(record, "No comment").carriers] == ["2031-04-02", "2031-04-04"]
