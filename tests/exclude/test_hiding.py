"""Hiding people: they stay in the record, but no search, listing, publication or page shows them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from onrecord.errors import NotFoundError, UsageError
from onrecord.export.importer import restore
from onrecord.record import Record
from onrecord.resolve.linker import PersonLinker
from tests.conftest import MakeRecord
from tests.kept_record import ADA, JONAS, pages
from tests.statement_pages import Said, page

pytestmark = pytest.mark.both_databases

PUBLICATION = ("csv", "jsonld", "annotations")


@pytest.fixture
def linked(make_record: MakeRecord) -> Iterator[Record]:
    """The pages of ``kept_record``, with links between their people."""

    def fill(record: Record) -> None:
        linker = PersonLinker()
        for reading in pages():
            record.keep(reading, linker=linker)

    with Record.open(make_record("linked", fill)) as record:
        yield record


def speakers(record: Record) -> set[str]:
    result, after = set(), None
    while True:
        listing = record.find("", after=after)
        result |= {hit.entry.speaker.name for hit in listing.hits if hit.entry.speaker}
        if not (after := listing.next):
            return result


def subjects(record: Record) -> set[str]:
    return {subject.name for hit in record.find("").hits for subject in hit.entry.about}


def served(record: Record) -> str:
    """Everything about people that pages, listings and publications show, without the text of the articles."""
    parts: list[str] = [repr(record.people().people), repr(record.overview()), repr(record.changed())]
    for hit in record.find("").hits:
        screen = record.article(hit.entry.page.id)
        parts += [repr(screen.people), repr(screen.ties), repr([row.entry.speaker for row in screen.statements])]
        reading = record.reading(hit.entry.page.id)
        parts += [repr(reading.people), repr(reading.relationships)]
        parts += [repr((row.speaker_name, row.about)) for row in reading.statements]
    for name in PUBLICATION:
        for line in "".join(record.export_lines(name)).splitlines():
            parts.append(line)
    return "\n".join(parts)


def test_a_hidden_person_is_shown_nowhere_until_unhidden(linked: Record) -> None:
    before = served(linked)
    assert JONAS in speakers(linked)
    assert JONAS in subjects(linked)
    person = linked.person(JONAS).who.id
    entry = linked.hide(JONAS, who="mara", why="asked to be left out")
    assert (entry.kind, entry.subject, entry.who, entry.in_force) == ("hide", person, "mara", True)
    for question in (
        lambda: linked.person(JONAS),
        lambda: linked.person(person),
        lambda: linked.between(ADA, JONAS),
    ):
        with pytest.raises(NotFoundError):
            question()
    assert linked.find("", by=JONAS).hits == ()
    assert JONAS not in speakers(linked) | subjects(linked)
    assert ADA in speakers(linked)
    hidden = served(linked)
    assert "Brannigan" in before
    lines = [line for line in hidden.splitlines() if JONAS in line]
    # The words of others may name the person; nothing else does.
    assert all('"quote"' in line or '"text"' in line or "“" in line for line in lines), lines
    linked.unhide(person, who="ines", why="a minister since May")
    assert served(linked) == before
    with pytest.raises(NotFoundError, match="is not hidden"):
        linked.unhide(person, who="ines", why="again")


def test_new_pages_and_merged_people_stay_hidden(linked: Record) -> None:
    linked.hide(JONAS, who="mara", why="asked to be left out")
    words = "The ferry is mine and I shall sail it wherever I please this winter"
    linked.keep(page(Said(words, JONAS), outlet="The Tarn Courier", published="2025-03-01"), linker=PersonLinker())
    assert linked.find("wherever").hits == ()
    linked.keep(page(Said("I go by another name on this side of the bay", "Jo Tarn")), linker=PersonLinker())
    judgement = linked.judge.people("Jo Tarn", linked.exclusions()[0].subject, "same", who="mara")
    assert linked.find("another name").hits == ()
    linked.judge.withdraw(judgement.id, who="mara")
    assert linked.person("Jo Tarn").who.said == 1
    with pytest.raises(NotFoundError):
        linked.person(JONAS)


def test_removing_pages_of_a_hidden_person_shows_nothing_of_the_rest(linked: Record) -> None:
    appearances = [*linked.find("", by=JONAS).hits, *linked.find("", about=[JONAS]).hits]
    first_pages = sorted({(hit.entry.page.published or "", hit.entry.page.id) for hit in appearances})[:3]
    linked.hide(JONAS, who="mara", why="asked to be left out")
    for _, page_id in first_pages:
        linked.remove(page_id, who="mara", why="a court order")
        assert JONAS not in speakers(linked) | subjects(linked)
        with pytest.raises(NotFoundError):
            linked.person(JONAS)


def test_a_hide_needs_a_reason(linked: Record) -> None:
    with pytest.raises(UsageError, match="needs a reason"):
        linked.hide(JONAS, who="mara", why="")
    assert linked.person(JONAS).who.name == JONAS


def test_only_the_complete_export_has_hidden_people(linked: Record, tmp_path: Path) -> None:
    before = [json.loads(line) for line in linked.export_lines("jsonl")]
    linked.hide(JONAS, who="mara", why="asked to be left out")
    lines = list(linked.export_lines("jsonl"))
    after = [json.loads(line) for line in lines]
    assert [line for line in after if line["type"] != "exclusion"] == before
    with Record.open(tmp_path / "moved.sqlite") as moved:
        list(restore(moved, lines, name="export"))
        assert list(moved.export_lines("jsonl")) == lines
        with pytest.raises(NotFoundError):
            moved.person(JONAS)


def test_views_for_other_tools_leave_hidden_people_out(linked: Record) -> None:
    linked.hide(JONAS, who="mara", why="asked to be left out")
    with linked.snapshot(complete=True) as connection:
        for view, column in (("said", "speaker"), ("people", "name"), ("kin", "name")):
            names = set(connection.exec_driver_sql(f"SELECT {column} FROM {view}").scalars())
            assert JONAS not in names
            assert names or view == "kin"
