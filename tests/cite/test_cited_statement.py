"""One statement: evidence, whether its page still makes it, and judgements."""

from __future__ import annotations

from dataclasses import replace

import pytest

from onrecord.cite.citation import CiteForm, cite
from onrecord.cite.cited_statement import CitedStatement, cited_statement
from onrecord.errors import UsageError
from onrecord.judge.decisions import judge_statement, withdraw
from onrecord.judge.judgement_log import Author
from onrecord.record import Record
from onrecord.resolve.name_resolver import find_people
from onrecord.search.find_statements import find
from onrecord.search.query import Query
from onrecord.store.entities import EntityRef
from onrecord.types import Reading, SpeakerBasis
from onrecord.views.article import article
from tests.kept_record import ADA, JONAS, PROSE
from tests.statement_pages import Said, edition, keep_all, page

MENDED = "The engine is mended and the crew is glad to sail again"
SPRING = "It will not last until spring, and everybody on the bay knows it"
URL = "https://bell.example/ferry"


def decided(reading: Reading, basis: SpeakerBasis, *words: str) -> Reading:
    """``reading`` with evidence for the speaker of its first statement."""
    text = reading.article.text
    evidence = tuple((text.rindex(word), text.rindex(word) + len(word)) for word in words)
    first, *rest = reading.statements
    return replace(
        reading, statements=(replace(first, speaker_basis=basis, speaker_evidence=evidence, confidence=0.8), *rest)
    )


def first_of(record: Record, page_id: str) -> CitedStatement:
    return cited_statement(record, article(record, page_id).statements[0].entry.id)


def test_a_statement_has_its_evidence(record: Record) -> None:
    told = Said(MENDED, ADA, "she", (JONAS,), told="reporters", when="2031-04-01")
    (key,) = keep_all(record, decided(page(told, Said(SPRING, ADA)), "pronoun", "she", ADA))
    cited = first_of(record, key)
    (ada,) = find_people(record, ADA)
    assert cited.evidence.words == f"“she” refers to “{ADA}”"
    assert [(step.text, step.who) for step in cited.evidence.chain] == [
        ("she", EntityRef(ADA, ada.id)),
        (ADA, EntityRef(ADA, ada.id)),
    ]
    assert cited.evidence.cue == ("said",)
    assert cited.evidence.confidence == "80% sure"
    assert (cited.standing, cited.told_when, cited.dated) == ("current", "2031-04-01", "stated")
    assert (cited.entry.told, [person.name for person in cited.entry.about]) == ("reporters", [JONAS])


def test_the_words_and_those_around_them(record: Record) -> None:
    (key,) = keep_all(record, page(Said(MENDED, ADA), prose=PROSE))
    cited = first_of(record, key)
    assert [block.kind for block in cited.context] == ["title", "paragraph", "paragraph"]
    assert [piece.text for block in cited.context for piece in block.segments if piece.content] == [f"“{MENDED}”"]
    assert cited.context[2].text == PROSE[0]
    assert cited.link is not None
    assert cited.link.endswith("#:~:text=" + MENDED.replace(" ", "%20"))
    assert set(cited.cited) == {"plain", "markdown", "bibtex", "wiki", "jsonld", "annotation"}
    assert cited.cited["plain"].startswith(f"{ADA}: “{MENDED}”. “News from Tarn Quay”, The Harbour Bell, 2 April 2031.")


def test_citations_are_those_of_the_command_line(kept_record: Record) -> None:
    for hit in find(kept_record, Query(), limit=100).hits:
        with kept_record.snapshot() as connection:
            told = {form.value: cite(connection, hit.entry.id, form=form) for form in CiteForm}
        assert cited_statement(kept_record, hit.entry.id).cited == told


def test_pages_with_the_words_are_counted(kept_record: Record) -> None:
    (question,) = [hit.entry for hit in find(kept_record, Query("winter", by=("Mara Okafor",))).hits]
    assert cited_statement(kept_record, question.id).alike == 3


def test_judgements_in_force_overruled_and_withdrawn(record: Record) -> None:
    (key,) = keep_all(record, page(Said(MENDED, ADA), Said(SPRING, JONAS)))
    statement = first_of(record, key).entry.id
    right = judge_statement(record, statement, verdict="right", by=Author("mara", "I was there"))
    judgement = judge_statement(record, statement, verdict="speaker", speaker=JONAS, by=Author("ivo"))
    cited = cited_statement(record, statement)
    assert [(two.id, two.kind, two.in_force, two.overruled) for two in cited.judgements] == [
        (judgement.id, "speaker", True, False),
        (right.id, "right", False, True),
    ]
    assert cited.judged == cited.judgements[0]
    assert cited.entry.speaker is not None
    assert cited.entry.speaker.name == JONAS
    assert cited.read is not None
    assert cited.read.speaker is not None
    assert cited.read.speaker.name == ADA
    withdraw(record, judgement.id, by=Author("zoe", "misheard"))
    cited = cited_statement(record, statement)
    assert cited.judgements[0].withdrawn is not None
    assert (cited.judgements[0].withdrawn.who, cited.judgements[0].withdrawn.why) == ("zoe", "misheard")
    assert cited.judged is not None
    assert (cited.judged.kind, cited.judged.why) == ("right", "I was there")
    assert cited.read is None


def test_judged_to_be_none(record: Record) -> None:
    (key,) = keep_all(record, page(Said(MENDED, ADA, about=(JONAS,))))
    statement = first_of(record, key)
    judge_statement(record, statement.entry.id, verdict="not-statement", by=Author("mara"))
    cited = cited_statement(record, statement.entry.id)
    assert (cited.standing, cited.cited) == ("refused", {})
    assert cited.entry.about == statement.entry.about


def test_words_that_are_gone(record: Record) -> None:
    old = page(Said(MENDED, ADA), Said(SPRING, JONAS, about=(ADA,)))
    new = page(Said(MENDED, ADA))
    key, _ = keep_all(record, edition(old, url=URL, day=1), edition(new, url=URL, day=2))
    gone = article(record, key, version=1).statements[1].entry.id
    cited = cited_statement(record, gone)
    assert (cited.standing, cited.version.number, cited.latest, cited.since) == (
        "removed",
        1,
        2,
        "2032-01-02T12:00:00Z",
    )
    assert cited.gone is not None
    assert (cited.gone.number, cited.replaced, cited.cited) == (2, None, {})
    assert [(change.kind, change.before) for change in cited.history] == [("removed", f"“{SPRING}”")]
    assert [person.name for person in cited.entry.about] == [ADA]
    assert [piece.text for block in cited.context for piece in block.segments if piece.content] == [f"“{SPRING}”"]
    with pytest.raises(UsageError, match="The record has no statement"):
        judge_statement(record, gone, verdict="right", by=Author("mara"))


def test_words_that_were_altered(record: Record) -> None:
    old, new = page(Said(MENDED, ADA)), page(Said(MENDED.replace("glad", "sorry"), ADA))
    key, _ = keep_all(record, edition(old, url=URL, day=1), edition(new, url=URL, day=2))
    now, then = (article(record, key, version=number).statements[0].entry.id for number in (2, 1))
    cited = cited_statement(record, then)
    assert (cited.standing, cited.replaced) == ("removed", now)
    assert ("gone", "glad") in [(piece.part, piece.text) for piece in cited.history[0].pieces]
    assert cited_statement(record, now).standing == "current"


def test_words_that_a_newer_reader_does_not_find(record: Record) -> None:
    old = edition(page(Said(MENDED, ADA), Said(SPRING, JONAS)), url=URL, day=1)
    (key,) = keep_all(record, old)
    missed = article(record, key).statements[1].entry
    keep_all(record, replace(old, statements=old.statements[:1], reader="making 2"))
    cited = cited_statement(record, missed.id)
    assert (cited.entry.quote, cited.standing, cited.gone, cited.version.number) == (missed.quote, "unread", None, 1)
    assert cited.since is not None
    assert missed.id not in [statement.entry.id for statement in article(record, key).statements]


@pytest.mark.parametrize("unknown", ["nothing", ""])
def test_no_such_statement(record: Record, unknown: str) -> None:
    with pytest.raises(UsageError, match="The record has no statement"):
        cited_statement(record, unknown)
