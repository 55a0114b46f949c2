"""Drafts checked against a record: candidates, judgements, identities of people, copies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from onrecord.check.checking import check_record
from onrecord.check.draft_formats import DraftText
from onrecord.check.read_draft import read_draft_text
from onrecord.reading import Reader
from onrecord.record import Record
from onrecord.search import find
from onrecord.search.query import Query
from onrecord.types import Reading
from tests.kept_record import ADA, JONAS, MARA, WINTER
from tests.statement_pages import Said, keep_all, page

Check = Callable[[Record, str], list[dict[str, Any]]]


@pytest.fixture(scope="module")
def check(shipped_reader: Reader) -> Check:
    """The statements of the report on a draft, read by the shipped model."""

    def check_text(record: Record, text: str) -> list[dict[str, Any]]:
        draft = read_draft_text("-", DraftText(text), sha256="0" * 64, reader=shipped_reader)
        report = check_record(record, draft).to_record()
        return list(map(dict, report["statements"]))

    return check_text


def test_words_on_record_are_found_word_for_word(kept_record: Record, check: Check) -> None:
    (statement,) = check(kept_record, f"“{WINTER},” Jonas Brannigan said.\n\nThe ferry ran again in spring.")
    match = statement["matches"][0]
    assert (statement["verdict"], statement["speaker"], statement["flagged"]) == ("verbatim", "same", False)
    assert (match["speaker_name"], match["published"]) == (JONAS, "2025-02-03")
    assert kept_record.statement(match["statement"]).entry.quote.strip("“”,") == WINTER


def test_copies_are_one_source(kept_record: Record, check: Check) -> None:
    (statement,) = check(kept_record, f"“{WINTER},” Jonas Brannigan said.")
    outlets = [match["outlet"] for match in statement["matches"]]
    assert statement["matches"][0]["copies"] == [find_page(kept_record, "The Tarn Courier")]
    assert "The Tarn Courier" not in outlets


def find_page(record: Record, outlet: str) -> str:
    return find(record, Query(outlet=(outlet,))).hits[0].entry.page.id


def test_an_altered_word_is_shown(kept_record: Record, check: Check) -> None:
    words = "It is a great relationship and I would not change a word about it"
    (statement,) = check(kept_record, f"“{words},” said Ada Quill.")
    changes = [part for part in statement["matches"][0]["diff"] if part["op"] != "same"]
    assert statement["verdict"] == "altered"
    assert changes == [{"op": "changed", "draft": "word", "source": "thing"}]


def test_words_of_somebody_else_are_verbatim_and_say_whose_they_are(kept_record: Record, check: Check) -> None:
    (statement,) = check(kept_record, "“We are cool now, and the divorce is long behind us,” Mara Okafor said.")
    assert (statement["verdict"], statement["speaker"], statement["flagged"]) == ("verbatim", "different", True)
    assert f"On the page the words are by {ADA}." in statement["reason"]


def test_a_judgement_goes_before_the_reading(kept_copy: Record, check: Check) -> None:
    draft = "“It is a great relationship and I would not change a thing about it,” said Mara Okafor."
    (before,) = check(kept_copy, draft)
    kept_copy.judge.statement(before["matches"][0]["statement"], "speaker", speaker=MARA, who="Orla")
    (after,) = check(kept_copy, draft)
    assert (before["speaker"], after["speaker"]) == ("different", "same")


def test_a_statement_that_was_judged_to_be_none_is_no_match(kept_copy: Record, check: Check) -> None:
    draft = "“It is a great relationship and I would not change a thing about it,” said Ada Quill."
    (before,) = check(kept_copy, draft)
    judged = before["matches"][0]["statement"]
    kept_copy.judge.statement(judged, "not-statement", who="Orla")
    (after,) = check(kept_copy, draft)
    assert judged not in [match["statement"] for match in after["matches"]]


def test_words_of_a_hidden_person_are_not_found(kept_copy: Record, check: Check) -> None:
    draft = "“It is a great relationship and I would not change a thing about it,” said Ada Quill."
    (before,) = check(kept_copy, draft)
    kept_copy.hide(kept_copy.person(ADA).who.id, who="Orla", why="She asked for it.")
    (after,) = check(kept_copy, draft)
    assert (before["verdict"], after["verdict"]) == ("verbatim", "not-found")
    assert "great relationship" not in str(after["matches"])


def test_invented_words_are_not_found(kept_record: Record, check: Check) -> None:
    (statement,) = check(kept_record, "“My grandmother taught me to swim in that harbour,” Ada Quill said.")
    assert (statement["verdict"], statement["speaker"], statement["flagged"]) == ("not-found", "unknown", True)


def test_a_namesake_with_another_role_is_another_person(record: Record, check: Check) -> None:
    words = "The harbour was silent on the morning of the second flood"
    keep_all(record, *namesakes(words), apart=("Kim Tarn",))
    (captain,) = check(record, f"The ferry captain Kim Tarn said: “{words}.”")
    (singer,) = check(record, f"The opera singer Kim Tarn said: “{words}.”")
    (either,) = check(record, f"“{words},” Kim Tarn said.")
    assert [entry["verdict"] for entry in (captain, singer, either)] == ["verbatim"] * 3
    assert [entry["speaker"] for entry in (captain, singer, either)] == ["same", "different", "unknown"]
    assert singer["reason"] == "On the page the words are by another Kim Tarn."


def namesakes(words: str) -> list[Reading]:
    """Two pages about two people called Kim Tarn."""
    return [
        page(Said(words, "Kim Tarn"), outlet="The Gull", roles={"Kim Tarn": "ferry captain"}),
        page(
            Said("I sang it twice and nobody slept", "Kim Tarn"), outlet="The Bell", roles={"Kim Tarn": "opera singer"}
        ),
    ]
