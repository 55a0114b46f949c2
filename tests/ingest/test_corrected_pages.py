"""Judgements of facts: each kind takes effect at once everywhere, survives reading again, and is withdrawn."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from onrecord.errors import UsageError
from onrecord.export.importer import restore
from onrecord.judge.training_data import judged_facts, judged_statements
from onrecord.record import Record
from onrecord.resolve.linker import PersonLinker
from onrecord.store.schema.values import FactKind
from onrecord.store.statements import StoredStatement
from onrecord.types import Reading
from tests.conftest import MakeRecord
from tests.kept_record import ADA, JONAS, MARA
from tests.statement_pages import Said, edition, page

BELL = "https://bell.example/ferry"
ROLE = "ferry captain"
APRIL = "2031-04-01", "2031-04-30"
WORDS = "The engine is mended and the crew is glad to sail again"
MISSED = "nobody on this bay will ever forget that the ferry came back"


def bell(*, day: int = 1, prose: str = f"She added that {MISSED}.", reader: str = "making 1") -> Reading:
    reading = page(
        Said(WORDS, ADA, about=(JONAS, MARA), told="reporters", when="2016"),
        outlet="The Harbour Bell",
        ties=((ADA, "parent", JONAS, "asserted"), (JONAS, "child", ADA, "asserted")),
        roles={ADA: ROLE},
        ages={ADA: 41},
        aliases={ADA: ("Quill", "the engine")},
        prose=(prose,),
    )
    reading = replace(reading, article=replace(reading.article, bylines=("Bo Lind", "Desk")))
    return edition(reading, url=BELL, day=day, reader=reader)


@pytest.fixture
def record(make_record: MakeRecord) -> Iterator[Record]:
    """A record of that page."""
    with Record.open(make_record("bell", lambda record: record.keep(bell(), linker=PersonLinker()))) as opened:
        yield opened


@pytest.fixture
def kept_page(record: Record) -> str:
    return entry(record).page.id


def statement(record: Record) -> str:
    return record.find("engine").hits[0].entry.id


def entry(record: Record) -> StoredStatement:
    return record.find("engine").hits[0].entry


def relations(record: Record) -> set[str]:
    return {row.relation for row in record.person(ADA).ties}


Seen = Callable[[Record], object]
CASES: list[tuple[FactKind, str, dict[str, str], Seen, object]] = [
    ("told", "statement", {"value": "The Lantern"}, lambda record: entry(record).told, "The Lantern"),
    ("told", "statement", {}, lambda record: entry(record).told, None),
    ("when", "statement", {"value": "2031-04"}, lambda record: (entry(record).first, entry(record).last), APRIL),
    ("act", "statement", {"value": "thought"}, lambda record: record.find("engine", said=True).hits, ()),
    ("kind", "statement", {"value": "indirect"}, lambda record: entry(record).kind, "indirect"),
    ("about", "statement", {"was": JONAS}, lambda record: [row.name for row in entry(record).about], [MARA]),
    ("alias", "person", {"was": "the engine"}, lambda record: len(record.person(ADA).aliases), 1),
    ("role", "person", {"was": ROLE, "value": "pilot"}, lambda record: record.person(ADA).who.roles, ("pilot",)),
    ("age", "person", {"was": "41", "value": "42"}, lambda record: record.person(ADA).ages[0].text, "42"),
    ("relationship", "person", {"was": "parent", "other": JONAS, "value": "sibling"}, relations, {"sibling"}),
    ("relationship", "person", {"was": "parent", "other": JONAS}, relations, set()),
    ("outlet", "page", {"value": "The Lantern"}, lambda record: entry(record).page.outlet, "The Lantern"),
    ("title", "page", {"value": "Ferry back"}, lambda record: entry(record).page.title, "Ferry back"),
    ("published", "page", {"value": "2030-01-02"}, lambda record: entry(record).page.published, "2030-01-02"),
    ("byline", "page", {"was": "Desk"}, lambda record: record.article(entry(record).page.id).bylines, ("Bo Lind",)),
]


@pytest.mark.parametrize(("kind", "of", "judged", "seen", "expected"), CASES)
def test_each_fact_is_judged_seen_at_once_and_withdrawn(
    record: Record, kept_page: str, kind: FactKind, of: str, judged: dict[str, str], seen: Seen, expected: object
) -> None:
    subject = {"statement": statement(record), "person": ADA, "page": kept_page}[of]
    made = record.judge.fact(kind, subject, who="mara", why="as printed", **judged)
    assert seen(record) == expected
    assert record.database.verify().damage == ()
    # It stays when a newer reader and a new version come, and is exported.
    record.keep(bell(reader="making 2"), linker=PersonLinker())
    record.keep(bell(day=2, prose=f"They say that {MISSED}."), linker=PersonLinker())
    assert seen(record) == expected
    with record.snapshot() as connection:
        facts = list(judged_facts(connection))
    assert {row["kind"] for row in facts} == {kind}
    assert {row["value"] for row in facts} >= {judged.get("value")} - {"sibling"}
    for judgement in made:
        record.judge.withdraw(judgement.id, who="mara")
    assert seen(record) != expected
    assert record.find("engine").hits[0].entry.told == "reporters"
    log = [row.judgement for row in record.judge.log().entries if row.judgement.kind == kind]
    assert [judgement.withdrawn for judgement in log] == [True] * len(made)


def test_a_withdrawn_judgement_leaves_no_trace(record: Record, kept_page: str) -> None:
    before = list(record.export_lines("csv")), record.person(ADA), record.article(kept_page)
    for kind, of, judged, _, _ in CASES:
        subject = {"statement": statement(record), "person": ADA, "page": kept_page}[of]
        for judgement in record.judge.fact(kind, subject, who="mara", **judged):
            record.judge.withdraw(judgement.id, who="mara")
    after = list(record.export_lines("csv")), record.person(ADA), record.article(kept_page)
    assert after[0] == before[0]
    assert after[1] == before[1]
    assert replace(after[2], read=before[2].read) == before[2]


def test_a_missed_statement_is_added(record: Record, kept_page: str, empty_record: Path, tmp_path: Path) -> None:
    judgement = record.judge.missed(kept_page, f"  {MISSED.replace(' ', '  ')} ", speaker=ADA, who="mara")
    (hit,) = record.find("forget").hits
    assert (hit.entry.quote, hit.entry.speaker and hit.entry.speaker.name, hit.entry.kind) == (MISSED, ADA, "indirect")
    assert record.person(ADA).who.said == 2
    assert record.statement(hit.entry.id).evidence.words
    assert record.database.verify().damage == ()
    with record.snapshot() as connection:
        (judged,) = judged_statements(connection)
        assert [row["speaker"] for row in judged["statements"]] == [ADA]
    lines = list(record.export_lines("jsonl"))
    with Record.open(tmp_path / "moved.sqlite") as moved:
        list(restore(moved, lines, name="export"))
        assert len(moved.find("forget").hits) == 1
        assert list(moved.export_lines("jsonl")) == lines
    record.keep(bell(day=2, prose="Nothing of the kind is on the page now."), linker=PersonLinker())
    assert record.find("forget").hits == ()
    (entry,) = record.judge.log().entries
    assert entry.judgement.orphaned == f"the words “{MISSED}” are gone from the page"
    record.keep(bell(day=3, prose=f"She added that {MISSED}, and left."), linker=PersonLinker())
    assert len(record.find("forget").hits) == 1
    record.judge.withdraw(judgement.id, who="mara")
    assert record.find("forget").hits == ()


def test_the_latest_of_two_judgements_counts(record: Record, kept_page: str) -> None:
    (first,) = record.judge.fact("outlet", kept_page, value="The Lantern", who="mara")
    (second,) = record.judge.fact("outlet", kept_page, value="The Elmouth Post", who="odo")
    entries = {entry.judgement.id: entry.judgement for entry in record.judge.log().entries}
    assert (entries[first.id].overruled, entries[second.id].overruled) == (True, False)
    assert record.find("engine").hits[0].entry.page.outlet == "The Elmouth Post"
    record.judge.withdraw(second.id, who="odo")
    assert record.find("engine").hits[0].entry.page.outlet == "The Lantern"


@pytest.mark.parametrize(
    ("kind", "judged", "words"),
    [
        ("published", {"value": "last week"}, "not a date in EDTF"),
        ("outlet", {"value": "x"}, "The record has no page"),
        ("age", {"was": "41", "value": "old"}, "not an age"),
        ("role", {"was": "pilot"}, "No page states role 'pilot'"),
        ("role", {}, "No role is given"),
        ("kind", {"value": "loud"}, "Choose one of direct, mixed"),
        ("kind", {}, "Every statement has a kind"),
        ("relationship", {"was": "spouse", "other": JONAS}, "No page states"),
        ("relationship", {"was": "spouse"}, "needs the other person"),
    ],
)
def test_impossible_facts_are_refused(
    record: Record, kept_page: str, kind: FactKind, judged: dict[str, str], words: str
) -> None:
    with pytest.raises(UsageError, match=words) if kind != "outlet" else pytest.raises(Exception, match=words):
        record.judge.fact(kind, ADA, who="mara", **judged)
    assert record.judge.log().entries == ()


def test_training_data_is_json(record: Record, kept_page: str) -> None:
    record.judge.fact("role", ADA, was=ROLE, who="mara")
    with record.snapshot() as connection:
        (row,) = judged_facts(connection)
    assert json.loads(json.dumps(row)) == {
        "page": kept_page,
        "kind": "role",
        "was": "ferry captain",
        "value": None,
        "statement": None,
        "names": [ADA],
        "words": ADA,
    }
