"""Linking people across pages: the same person, different people, and undecided pairs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace

import pytest
from sqlalchemy import select

from onrecord.ingest.keep import keep_together
from onrecord.record import Record
from onrecord.resolve.linker import PROGRAM, PersonLinker
from onrecord.store.schema import appearances, links, names
from onrecord.types import Reading
from tests.conftest import MakeRecord, ReadText
from tests.people_pages import Figure, page


def persons(record: Record) -> list[tuple[str, int]]:
    """Name and person of each appearance, in the order in which they were kept."""
    with record.snapshot() as connection:
        rows = connection.execute(
            select(names.c.text, appearances.c.person_id)
            .join(names, names.c.id == appearances.c.name_id)
            .order_by(appearances.c.id)
        )
        return [(row[0], row[1]) for row in rows]


def verdicts(record: Record) -> list[tuple[str, float, list[str]]]:
    with record.snapshot() as connection:
        rows = connection.execute(select(links.c.verdict, links.c.score, links.c.reasons).order_by(links.c.id))
        return [(row[0], row[1], json.loads(row[2])) for row in rows]


@pytest.fixture
def crowd(make_record: MakeRecord, read_text: ReadText) -> Iterator[Record]:
    """A record of forty pages with two strangers each, so that shared company is informative."""

    def fill(record: Record) -> None:
        linker = PersonLinker()
        for first in "bdfgk":
            for second in "lmnprstv":
                strangers = f"{first.upper()}e{second}o Qua{second}{first}ic", f"{first.upper()}u{second}i Zo{second}u"
                url = f"https://crowd.example/{first}{second}"
                record.keep(page(read_text, *strangers, url=url), linker=linker)

    with Record.open(make_record("crowd", fill)) as record:
        yield record


ADA = Figure("Ada Brannigan", roles=("actress",))


@pytest.mark.parametrize(
    ("first", "second", "is_one"),
    [
        (Figure("Ada Brannigan"), Figure("Ada Brannigan"), True),
        (Figure("Ada Brannigan"), Figure("ADA BRANNIGAN"), True),
        (ADA, Figure("Ada Brannigan", roles=("singer",)), True),
        (ADA, Figure("Ada Brannigan", roles=("senator",)), False),
        (Figure("Ada Brannigan", age=71), Figure("Ada Brannigan", age=72), True),
        (Figure("Ada Brannigan", age=71), Figure("Ada Brannigan", age=24), False),
        (Figure("Tom Okafor Sr."), Figure("Tom Okafor Jr."), False),
        (Figure("Tom Okafor"), Figure("Tom Okafor Jr."), False),
        (Figure("Ada M. Brannigan"), Figure("Ada Brannigan"), True),
        (Figure("Ada M. Brannigan"), Figure("Ada P. Brannigan"), False),
        (Figure("Ada Brannigan"), Figure("Brannigan"), False),
        (Figure("Ada Brannigan"), Figure("Ada"), False),
        (Figure("Quorliss"), Figure("Quorliss"), True),
        (Figure("Smith"), Figure("Smith"), False),
        (Figure("The Bell", kind="organisation"), Figure("Bell", kind="organisation"), True),
        (Figure("Bell"), Figure("Bell", kind="organisation"), False),
    ],
)
def test_pairs_on_two_pages_are_linked_or_kept_apart(
    record: Record, read_text: ReadText, first: Figure, second: Figure, is_one: bool
) -> None:
    linker = PersonLinker()
    for figure in (first, second):
        record.keep(page(read_text, figure, published="2030-06-01"), linker=linker)
    (_, first_person), (_, right) = persons(record)
    assert (first_person == right) == is_one
    assert [verdict for verdict, _, _ in verdicts(record)].count("SAME") == is_one


@pytest.mark.parametrize("bare", ["Brannigan", "Ada"])
def test_a_part_of_a_name_links_by_the_company_it_is_in(crowd: Record, read_text: ReadText, bare: str) -> None:
    linker = PersonLinker()
    for _ in range(4):
        crowd.keep(page(read_text, ADA, "Orla Tolliver", "Femi Okafor"), linker=linker)
    crowd.keep(page(read_text, "Orla Tolliver", "Femi Okafor", bare), linker=linker)
    crowd.keep(page(read_text, "Ines Quill", bare), linker=linker)
    named_persons = persons(crowd)
    ada = next(person for name, person in named_persons if name == "Ada Brannigan")
    assert [person == ada for name, person in named_persons if name == bare] == [True, False]


def test_where_two_may_be_meant_it_is_neither(crowd: Record, read_text: ReadText) -> None:
    linker = PersonLinker()
    for _ in range(4):
        crowd.keep(page(read_text, ADA, Figure("Alec Brannigan"), "Femi Okafor", "Orla Tolliver"), linker=linker)
    crowd.keep(page(read_text, "Femi Okafor", "Orla Tolliver", "Brannigan"), linker=linker)
    named_persons = persons(crowd)
    bare = named_persons[-1][1]
    assert bare not in {person for name, person in named_persons[:-1]}
    assert {verdict for verdict, _, _ in verdicts(crowd)[-2:]} == {"UNSURE"}


def test_a_pronoun_tells_which_bearer_of_a_surname_is_meant(crowd: Record, read_text: ReadText) -> None:
    linker = PersonLinker()
    for _ in range(4):
        page_of_many = page(read_text, "Susan Brannigan", "Robert Brannigan", "Femi Okafor", "Orla Tolliver")
        crowd.keep(page_of_many, linker=linker)
    crowd.keep(page(read_text, "Femi Okafor", "Orla Tolliver", Figure("Brannigan", pronoun="she")), linker=linker)
    named_persons = persons(crowd)
    susan = next(person for name, person in named_persons if name == "Susan Brannigan")
    assert named_persons[-1] == ("Brannigan", susan)


def other_program(crowd: Record, linker: PersonLinker, pages: list[Reading]) -> list[Reading]:
    other = PersonLinker()
    for reading in pages:
        crowd.keep(reading, linker=other)
    return []


def new_versions(crowd: Record, linker: PersonLinker, pages: list[Reading]) -> list[Reading]:
    """Versions of known pages, in the transaction of the pages after them."""
    fetched = [replace(reading.article.page, fetched="2031-04-03T08:00:00Z") for reading in pages]
    articles = [replace(reading.article, page=later) for reading, later in zip(pages, fetched, strict=True)]
    return [replace(reading, article=article) for reading, article in zip(pages, articles, strict=True)]


def roll_back(crowd: Record, linker: PersonLinker, pages: list[Reading]) -> list[Reading]:
    with suppress(KeyboardInterrupt), crowd.writer() as writer:
        keep_together(writer, pages, linker=linker)
        raise KeyboardInterrupt
    return []


def nothing(*_: object) -> list[Reading]:
    return []


@pytest.mark.parametrize(
    ("change", "is_ada"), [(nothing, True), (roll_back, True), (other_program, False), (new_versions, False)]
)
@pytest.mark.both_databases
def test_persons_in_memory_are_those_of_the_record(
    crowd: Record, read_text: ReadText, change: Callable[..., list[Reading]], is_ada: bool
) -> None:
    """A linker keeps persons from one transaction to the next, unless they have changed in other ways."""
    linker = PersonLinker()
    urls = [f"https://bell.example/quay-{number}" for number in range(8)]
    for url in urls[:4]:
        crowd.keep(page(read_text, ADA, "Orla Tolliver", "Femi Okafor", url=url), linker=linker)
    for url in urls[4:] if change is new_versions else ():
        crowd.keep(page(read_text, "Ines Quill", url=url), linker=linker)
    crowd.keep(page(read_text, "Zola Quaife", "Brannigan"), linker=linker)  # whose candidates are in memory from here
    company = "Orla Tolliver", "Femi Okafor"
    before = change(crowd, linker, [page(read_text, "Alec Brannigan", *company, url=url) for url in urls[4:]])
    with crowd.writer() as writer:
        keep_together(writer, [*before, page(read_text, *company, "Brannigan")], linker=linker)
    named_persons = persons(crowd)
    ada = next(person for name, person in named_persons if name == "Ada Brannigan")
    assert (named_persons[-1] == ("Brannigan", ada)) == is_ada


def test_two_people_of_one_page_stay_two(record: Record, read_text: ReadText) -> None:
    linker = PersonLinker()
    record.keep(page(read_text, "Ada Brannigan"), linker=linker)
    record.keep(page(read_text, "Ada Brannigan", "Ada M. Brannigan"), linker=linker)
    (_, page_of_many), (_, same), (_, second) = persons(record)
    assert page_of_many == same != second


def test_shared_relationships_make_one_of_short_forms(record: Record, read_text: ReadText) -> None:
    linker = PersonLinker()
    for name in ("William Okafor", "Bill Okafor"):
        record.keep(page(read_text, name, "Ines Quill", ties=[(name, "spouse", "Ines Quill")]), linker=linker)
    named_persons = dict(persons(record))
    assert named_persons["William Okafor"] == named_persons["Bill Okafor"]


def test_the_log_says_who_held_what_and_why(record: Record, read_text: ReadText) -> None:
    linker = PersonLinker()
    for role in ("actress", "actress", "senator"):
        record.keep(page(read_text, Figure("Ada Brannigan", roles=(role,))), linker=linker)
    (first, sure, reasons), (second, unsure, against) = verdicts(record)
    assert (first, second) == ("SAME", "UNSURE")
    assert reasons[0] == "+4.0 the same full name"
    assert reasons[-1] == "+1.5 both “actress”"
    assert any(reason.startswith("-3.0 other occupations") for reason in against)
    assert sure > 0.9 > unsure
    with record.snapshot() as connection:
        by = connection.execute(select(names.c.text).join(links, links.c.by_id == names.c.id)).scalars().all()
    assert set(by) == {PROGRAM}


def test_undecided_appearances_are_compared_again(crowd: Record, read_text: ReadText) -> None:
    linker = PersonLinker()
    crowd.keep(page(read_text, "Orla Tolliver", "Femi Okafor", "Brannigan"), linker=linker)
    for _ in range(4):
        crowd.keep(page(read_text, ADA, "Orla Tolliver", "Femi Okafor"), linker=linker)
    before = persons(crowd)
    assert linker.look_again(crowd) == 1
    after = persons(crowd)
    ada = next(person for name, person in before if name == "Ada Brannigan")
    assert [person for name, person in after if name == "Brannigan"] == [ada]
    assert [item for item in after if item[0] != "Brannigan"] == [item for item in before if item[0] != "Brannigan"]
    assert linker.look_again(crowd) == 0
