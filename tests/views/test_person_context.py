"""The context of a person."""

from __future__ import annotations

import pytest

from onrecord.judge.decisions import judge_people, set_wikidata, withdraw
from onrecord.judge.judgement_log import Author
from onrecord.record import Record
from onrecord.resolve.name_resolver import find_people
from onrecord.views.person_context import load_context
from tests.kept_record import ADA, JONAS, MARA
from tests.statement_pages import Said, keep_all, page

pytestmark = pytest.mark.both_databases


def test_company_and_outlets(kept_record: Record) -> None:
    ada = load_context(kept_record, ADA)
    assert [(count.who.name, count.times) for count in ada.beside] == [(JONAS, 4), (MARA, 2)]
    assert [(outlet.who.name, outlet.times) for outlet in ada.outlets] == [
        ("The Lantern", 2),
        ("The Elmouth Post", 1),
        ("The Harbour Bell", 1),
    ]
    assert all(count.who.id for count in ada.beside)


def test_the_pages_behind_what_pages_call_her(kept_record: Record) -> None:
    pages_by_fact = {(fact.kind, fact.text): fact.page for fact in load_context(kept_record, ADA).stated}
    assert pages_by_fact["role", "harbour board chair"].published == "2025-02-03"
    assert pages_by_fact["age", "41"].outlet == "The Lantern"
    assert pages_by_fact["alias", "Quill"].title == "Quill on life after Brannigan"


def test_undated_pages_are_named_too(record: Record) -> None:
    keep_all(record, page(Said("One", ADA), published=None, roles={ADA: "pilot"}, title="Undated"))
    assert [(fact.text, fact.page.title) for fact in load_context(record, ADA).stated if fact.kind == "role"] == [
        ("pilot", "Undated")
    ]


def test_namesakes_and_what_was_judged_of_them(record: Record) -> None:
    keep_all(
        record,
        page(Said("One", ADA), roles={ADA: "pilot"}),
        page(Said("Two", "Adá Quill"), published="2030"),
        page(Said("Three", ADA), published="2029", roles={ADA: "actress"}),
        apart=(ADA,),
    )
    pilot, actress = (
        next(person for person in find_people(record, ADA) if role in person.roles) for role in ("pilot", "actress")
    )
    assert {namesake.id for namesake in load_context(record, pilot.id).namesakes} == {
        person.id for person in find_people(record, ADA) if person.id != pilot.id
    }
    judgement = judge_people(record, pilot.id, actress.id, verdict="different", by=Author("mara", "two lives"))
    set_wikidata(record, pilot.id, "Q42", by=Author("mara"))
    assert [
        (judgement.kind, judgement.value, judgement.who) for judgement in load_context(record, pilot.id).judgements
    ] == [
        ("wikidata", "Q42", "mara"),
        ("different", actress.id, "mara"),
    ]
    assert [judgement.why for judgement in load_context(record, actress.id).judgements] == ["two lives"]
    withdraw(record, judgement.id, by=Author("mara"))
    assert [judgement.kind for judgement in load_context(record, pilot.id).judgements] == ["wikidata"]


def test_a_judgement_that_a_newer_one_is_against_says_so(record: Record) -> None:
    keep_all(record, page(Said("One", ADA)), page(Said("Two", ADA), published="2030"), apart=(ADA,))
    first, second = find_people(record, ADA)
    judge_people(record, first.id, second.id, verdict="different", by=Author("mara"))
    judge_people(record, first.id, second.id, verdict="same", by=Author("jon"))
    (person,) = find_people(record, ADA)
    assert [(judgement.kind, judgement.overruled) for judgement in load_context(record, person.id).judgements] == [
        ("same", False),
        ("different", True),
    ]
