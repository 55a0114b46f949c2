"""The view of a page: its text with statements, people and relationships."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from onrecord.errors import UsageError
from onrecord.judge.decisions import judge_statement, withdraw
from onrecord.judge.judgement_log import Author
from onrecord.record import Record
from onrecord.resolve.name_resolver import find_people
from onrecord.search.find_statements import find
from onrecord.search.query import Query
from onrecord.store.entities import EntityRef
from onrecord.store.schema import pages
from onrecord.views.article import KeptArticle, article
from tests.kept_record import ADA, JONAS, MARA, PROSE, WINTER
from tests.statement_pages import Said, edition, keep_all, page

pytestmark = pytest.mark.both_databases

MENDED = "The engine is mended and the crew is glad to sail again"
SPRING = "It will not last until spring, and everybody on the bay knows it"


def printed(found: KeptArticle) -> str:
    return "".join(piece.text for block in found.blocks for piece in block.segments)


def test_every_character_is_there(record: Record) -> None:
    reading = page(Said(MENDED, ADA, "she", (JONAS,)), Said(SPRING, JONAS), prose=PROSE)
    (key,) = keep_all(record, reading)
    view = article(record, key)
    assert printed(view) == reading.article.text
    assert [block.kind for block in view.blocks if block.kind != "gap"] == ["title", *["paragraph"] * 5]


def test_statements_with_their_words_cue_and_source(record: Record) -> None:
    (key,) = keep_all(record, page(Said(MENDED, ADA, "she"), Said(SPRING, JONAS)))
    view = article(record, key)
    assert [
        (statement.entry.quote, statement.entry.speaker and statement.entry.speaker.name)
        for statement in view.statements
    ] == [
        (f"“{MENDED}”", ADA),
        (f"“{SPRING}”", JONAS),
    ]
    pieces = [piece for block in view.blocks for piece in block.segments]
    told = {
        role: [(piece.text, getattr(piece, role)) for piece in pieces if getattr(piece, role)]
        for role in ("content", "source", "cue")
    }
    assert told == {
        "content": [(f"“{MENDED}”", (0,)), (f"“{SPRING}”", (1,))],
        "source": [("she", (0,)), (JONAS, (1,))],
        "cue": [("said", (0,)), ("said", (1,))],
    }


def test_mentions_refer_to_people(record: Record) -> None:
    reading = page(Said(MENDED, ADA, "she", (JONAS,)), Said(SPRING, ADA, "the Captain"), Said(WINTER, ADA, "Quill"))
    (key,) = keep_all(record, reading)
    view = article(record, key)
    (ada,), (jonas,) = find_people(record, ADA), find_people(record, JONAS)
    text = reading.article.text
    told = [(text[slice(*mention.span)], mention.who, mention.named) for mention in view.mentions]
    assert told == [
        ("she", EntityRef(ADA, ada.id), False),
        ("the Captain", EntityRef(ADA, ada.id), False),
        ("Quill", EntityRef(ADA, ada.id), True),
        (JONAS, EntityRef(JONAS, jonas.id), True),
    ]
    assert [(person.who.name, person.said, person.mentions) for person in view.people] == [(ADA, 3, 3), (JONAS, 0, 1)]


def test_names_on_a_page_have_their_persons(kept_record: Record) -> None:
    (ada,) = find_people(kept_record, ADA)
    said = find(kept_record, Query(by=(ADA,))).hits
    view = [article(kept_record, hit.entry.page.id) for hit in said]
    assert len(view) > 1
    assert {mention.who.id for page in view for mention in page.mentions if mention.who.name == ADA} == {ada.id}


def test_an_article_has_relationships_and_cited_outlets(kept_record: Record) -> None:
    with kept_record.snapshot() as connection:
        keys = connection.execute(select(pages.c.public_id)).scalars().all()
    view = {item.page.title: item for item in (article(kept_record, key) for key in keys)}
    bell = view["Ferry “doomed for ever”, says harbour master"]
    courier = view["Harbour master warns of “another winter”"]
    assert bell.headline == ("doomed for ever",)
    assert courier.headline == ()
    assert [copy.title for copy in bell.copies] == [courier.page.title]
    assert [(credit.outlet, credit.evidence) for credit in courier.credits] == [
        ("The Harbour Bell", "as The Harbour Bell had it")
    ]
    post = view["Brannigan looks back on 'stormy' years"]
    assert [(tie.one.name, tie.relation, tie.other.name, tie.status, tie.evidence) for tie in post.ties] == [
        (JONAS, "spouse", ADA, "denied", f"{JONAS}, spouse of {ADA}"),
        (JONAS, "parent", MARA, "asserted", f"{JONAS}, parent of {MARA}"),
    ]
    pieces = [piece for block in post.blocks for piece in block.segments if piece.tie == (0,)]
    assert "".join(piece.text for piece in pieces) == post.ties[0].evidence
    assert next(person.ages for person in post.people if person.printed == ADA) == (43,)


def test_a_speaker_that_was_put_right(record: Record) -> None:
    (key,) = keep_all(record, page(Said(MENDED, ADA), Said(SPRING, JONAS)))
    first = article(record, key).statements[0]
    result = judge_statement(record, first.entry.id, verdict="speaker", speaker=JONAS, by=Author("mara", "on the tape"))
    statement = article(record, key).statements[0]
    assert statement.entry.speaker is not None
    assert (
        statement.entry.speaker.name,
        statement.judged and (statement.judged.kind, statement.judged.who, statement.judged.why),
    ) == (
        JONAS,
        ("speaker", "mara", "on the tape"),
    )
    assert statement.read is not None
    assert statement.read.speaker == first.entry.speaker
    assert [(person.who.name, person.said) for person in article(record, key).people] == [(JONAS, 2), (ADA, 0)]
    withdraw(record, result.id, by=Author("mara"))
    assert article(record, key).statements[0] == first


def test_a_statement_judged_to_be_none_is_not_marked(record: Record) -> None:
    (key,) = keep_all(record, page(Said(MENDED, ADA), Said(SPRING, JONAS)))
    first, second = article(record, key).statements
    judge_statement(record, first.entry.id, verdict="not-statement", by=Author("mara"))
    view = article(record, key)
    assert [statement.refused for statement in view.statements] == [True, False]
    marks = {index for block in view.blocks for piece in block.segments for index in piece.content}
    assert [view.statements[index].entry for index in marks] == [second.entry]


def test_versions_of_a_page(record: Record) -> None:
    old = page(Said(MENDED, ADA, "she"), Said(SPRING, JONAS), title="As it was")
    new = page(Said(MENDED.replace("glad", "sorry"), ADA, "she"), title="As it is")
    url = "https://bell.example/ferry"
    keys = keep_all(record, edition(old, url=url, day=1), edition(new, url=url, day=2))
    assert len(set(keys)) == 1
    now, then = article(record, keys[0]), article(record, keys[0], version=1)
    assert (now.latest, now.version.number, now.page.title) == (True, 2, "As it is")
    assert (then.latest, then.version.number, then.page.title) == (False, 1, "As it was")
    assert printed(then) == old.article.text
    assert [statement.entry.quote for statement in then.statements] == [f"“{MENDED}”", f"“{SPRING}”"]
    assert [version.number for version in now.versions] == [version.number for version in then.versions] == [1, 2]
    assert [(change.kind, change.statement is None, change.now is None) for change in now.changes] == [
        ("altered", False, False),
        ("removed", False, True),
    ]
    altered = [(piece.part, piece.text) for piece in now.changes[0].pieces]
    assert ("gone", "glad") in altered
    assert ("new", "sorry") in altered
    assert article(record, keys[0], version=2) == now


@pytest.mark.parametrize(("version", "problem"), [(None, "has no page 'nowhere'"), (3, "has no page")])
def test_no_such_page(record: Record, version: int | None, problem: str) -> None:
    with pytest.raises(UsageError, match=problem):
        article(record, "nowhere", version=version)


def test_no_such_version(record: Record) -> None:
    (key,) = keep_all(record, page(Said(MENDED, ADA)))
    with pytest.raises(UsageError, match="has no version 2"):
        article(record, key, version=2)
