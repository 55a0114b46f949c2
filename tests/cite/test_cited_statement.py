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
    evidence = tuple((text.rindex(one), text.rindex(one) + len(one)) for one in words)
    first, *rest = reading.statements
    return replace(
        reading, statements=(replace(first, speaker_basis=basis, speaker_evidence=evidence, confidence=0.8), *rest)
    )


def first_of(record: Record, page_id: str) -> CitedStatement:
    return cited_statement(record, article(record, page_id).statements[0].entry.id)


def test_how_we_know(record: Record) -> None:
    told = Said(MENDED, ADA, "she", (JONAS,), told="reporters", when="2031-04-01")
    (key,) = keep_all(record, decided(page(told, Said(SPRING, ADA)), "pronoun", "she", ADA))
    found = first_of(record, key)
    (ada,) = find_people(record, ADA)
    assert found.evidence.words == f"“she” refers to “{ADA}”"
    assert [(one.text, one.who) for one in found.evidence.chain] == [
        ("she", EntityRef(ADA, ada.id)),
        (ADA, EntityRef(ADA, ada.id)),
    ]
    assert found.evidence.cue == ("said",)
    assert found.evidence.confidence == "80% sure"
    assert (found.standing, found.told_when, found.dated) == ("current", "2031-04-01", "stated")
    assert (found.entry.told, [one.name for one in found.entry.about]) == ("reporters", [JONAS])


def test_the_words_and_those_around_them(record: Record) -> None:
    (key,) = keep_all(record, page(Said(MENDED, ADA), prose=PROSE))
    found = first_of(record, key)
    assert [block.kind for block in found.context] == ["title", "paragraph", "paragraph"]
    assert [piece.text for block in found.context for piece in block.segments if piece.content] == [f"“{MENDED}”"]
    assert found.context[2].text == PROSE[0]
    assert found.link is not None
    assert found.link.endswith("#:~:text=" + MENDED.replace(" ", "%20"))
    assert set(found.cited) == {"plain", "markdown", "bibtex", "wiki", "jsonld", "annotation"}
    assert found.cited["plain"].startswith(f"{ADA}: “{MENDED}”. “News from Tarn Quay”, The Harbour Bell, 2 April 2031.")


def test_citations_are_those_of_the_command_line(kept: Record) -> None:
    for hit in find(kept, Query(), limit=100).hits:
        with kept.snapshot() as connection:
            told = {form.value: cite(connection, hit.entry.id, form=form) for form in CiteForm}
        assert cited_statement(kept, hit.entry.id).cited == told


def test_how_many_pages_have_the_words(kept: Record) -> None:
    (asked,) = [hit.entry for hit in find(kept, Query("winter", by=("Mara Okafor",))).hits]
    assert cited_statement(kept, asked.id).alike == 3


def test_judgements_in_force_overruled_and_withdrawn(record: Record) -> None:
    (key,) = keep_all(record, page(Said(MENDED, ADA), Said(SPRING, JONAS)))
    one = first_of(record, key).entry.id
    right = judge_statement(record, one, verdict="right", by=Author("mara", "I was there"))
    other = judge_statement(record, one, verdict="speaker", speaker=JONAS, by=Author("ivo"))
    found = cited_statement(record, one)
    assert [(two.id, two.kind, two.in_force, two.overruled) for two in found.judgements] == [
        (other.id, "speaker", True, False),
        (right.id, "right", False, True),
    ]
    assert found.judged == found.judgements[0]
    assert found.entry.speaker is not None
    assert found.entry.speaker.name == JONAS
    assert found.read is not None
    assert found.read.speaker is not None
    assert found.read.speaker.name == ADA
    withdraw(record, other.id, by=Author("zoe", "misheard"))
    found = cited_statement(record, one)
    assert found.judgements[0].withdrawn is not None
    assert (found.judgements[0].withdrawn.who, found.judgements[0].withdrawn.why) == ("zoe", "misheard")
    assert found.judged is not None
    assert (found.judged.kind, found.judged.why) == ("right", "I was there")
    assert found.read is None


def test_judged_to_be_none(record: Record) -> None:
    (key,) = keep_all(record, page(Said(MENDED, ADA, about=(JONAS,))))
    one = first_of(record, key)
    judge_statement(record, one.entry.id, verdict="not-statement", by=Author("mara"))
    found = cited_statement(record, one.entry.id)
    assert (found.standing, found.cited) == ("refused", {})
    assert found.entry.about == one.entry.about


def test_words_that_are_gone(record: Record) -> None:
    old = page(Said(MENDED, ADA), Said(SPRING, JONAS, about=(ADA,)))
    new = page(Said(MENDED, ADA))
    key, _ = keep_all(record, edition(old, url=URL, day=1), edition(new, url=URL, day=2))
    gone = article(record, key, version=1).statements[1].entry.id
    found = cited_statement(record, gone)
    assert (found.standing, found.version.number, found.latest, found.since) == (
        "removed",
        1,
        2,
        "2032-01-02T12:00:00Z",
    )
    assert found.gone is not None
    assert (found.gone.number, found.replaced, found.cited) == (2, None, {})
    assert [(one.kind, one.before) for one in found.history] == [("removed", f"“{SPRING}”")]
    assert [one.name for one in found.entry.about] == [ADA]
    assert [piece.text for block in found.context for piece in block.segments if piece.content] == [f"“{SPRING}”"]
    with pytest.raises(UsageError, match="The record has no statement"):
        judge_statement(record, gone, verdict="right", by=Author("mara"))


def test_words_that_were_altered(record: Record) -> None:
    old, new = page(Said(MENDED, ADA)), page(Said(MENDED.replace("glad", "sorry"), ADA))
    key, _ = keep_all(record, edition(old, url=URL, day=1), edition(new, url=URL, day=2))
    now, then = (article(record, key, version=number).statements[0].entry.id for number in (2, 1))
    found = cited_statement(record, then)
    assert (found.standing, found.replaced) == ("removed", now)
    assert ("gone", "glad") in [(piece.part, piece.text) for piece in found.history[0].pieces]
    assert cited_statement(record, now).standing == "current"


def test_words_that_a_newer_reader_does_not_find(record: Record) -> None:
    old = edition(page(Said(MENDED, ADA), Said(SPRING, JONAS)), url=URL, day=1)
    (key,) = keep_all(record, old)
    missed = article(record, key).statements[1].entry
    keep_all(record, replace(old, statements=old.statements[:1], reader="making 2"))
    found = cited_statement(record, missed.id)
    assert (found.entry.quote, found.standing, found.gone, found.version.number) == (missed.quote, "unread", None, 1)
    assert found.since is not None
    assert missed.id not in [one.entry.id for one in article(record, key).statements]


@pytest.mark.parametrize("unknown", ["nothing", ""])
def test_no_such_statement(record: Record, unknown: str) -> None:
    with pytest.raises(UsageError, match="The record has no statement"):
        cited_statement(record, unknown)
