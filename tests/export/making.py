"""A record with something in all of its tables."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import Table, insert, select, update

from onrecord.errors import FetchError
from onrecord.ingest import failures
from onrecord.judge import decisions
from onrecord.judge.judgement_log import Author
from onrecord.record import Record
from onrecord.resolve.linker import PersonLinker
from onrecord.store.schema import CURRENT, meta, statements
from onrecord.store.schema.feeds import feed_pages, feeds, page_visits, search_hits
from onrecord.types import Citation, Furniture, Organisation, Person, Reading, Relationship, Stated, When
from tests.conftest import PAGE, ReadText, span

LATER = PAGE.replace("the crew is glad", "the whole crew is glad").replace('"Nobody wants another winter', '"No one is')
"""The story with its first statement altered and its second gone."""
WHEN = "2031-04-05T08:00:00Z"


def told(reading: Reading) -> Reading:
    """``reading`` of the story with its people, as the people stage would return it."""
    text = reading.article.text
    board, captain = span(text, "harbour board"), span(text, "Brannigan")
    by_name = {"Brannigan": "p1", "Okafor": "p2"}
    said = [
        replace(
            statement,
            speaker=by_name.get(statement.speaker_name or ""),
            speaker_name={"Brannigan": "Nell Brannigan"}.get(statement.speaker_name or "", statement.speaker_name),
            about=("Okafor", "harbour board") if index == 0 else (),
            told="the Bell & Sons" if index == 0 else None,
            when=When("Thursday", "2031-03-27", span(text, "Thursday")) if "Thursday" in text else None,
        )
        for index, statement in enumerate(reading.statements)
    ]
    return replace(
        reading,
        article=replace(
            reading.article,
            published="2031-03-28",
            outlet="The Elmouth Bell",
            bylines=("Ada Quill",),
            furniture=(Furniture("byline", span(text, "By Ada Quill")),),
        ),
        statements=tuple(said),
        people=(
            Person(
                "p1",
                "Nell Brannigan",
                ("Brannigan",),
                (captain,),
                roles=(Stated("captain", captain),),
                ages=(Stated("54", captain),),
            ),
            Person("p2", "Okafor", (), (span(text, "Okafor"),)),
        ),
        organisations=(Organisation("o1", "harbour board", ("the board",), (board,)),),
        relationships=(
            Relationship("Nell Brannigan", "spouse", "Okafor", None, "asserted", captain, 0.9),
            Relationship("Nell Brannigan", "parent", "two sons", 2, "asserted", captain, 0.8),
            Relationship("Okafor", "sibling", "Nell Brannigan", None, "denied", captain, 0.7),
        ),
        cited=(Citation("The Quay Courier", When("Monday", "2031-03-24", span(text, "Monday")), board),),
    )


def together(reading: Reading) -> Reading:
    """``reading`` with two people who make the first statement as one."""
    first, *further_statements = reading.statements
    joint = replace(first, speakers=(first.speaker_name or "", "Okafor"))
    return replace(reading, statements=(joint, *further_statements))


def fill(record: Record, read_text: ReadText) -> None:
    """Add pages with versions, by two readers; merged, judged and linked people; a failure; and watched feeds."""
    linker = PersonLinker()
    for reading in (
        told(read_text()),
        together(told(read_text(url="https://quay.example/ferry?b=2"))),
        told(read_text(LATER, fetched="2031-04-03T08:00:00Z")),
        told(read_text(LATER, fetched="2031-04-03T08:00:00Z", by="onrecord 9, marks 2")),
        read_text("Weather\n" + PAGE, fetched="2031-04-01T08:00:00Z"),
        read_text('Quay "closed for good"\nThe quay is shut. "It is shut," Kimura said.\n', url=None),
    ):
        record.keep(reading, linker=linker)
    first, second, third = _statements(record)[:3]
    decisions.judge_statement(record, first, verdict="speaker", speaker="Okafor", by=Author("Ada", "she told me so"))
    decisions.judge_statement(record, third, verdict="not-statement", by=Author("Ada"))
    taken_back = decisions.judge_statement(record, second, verdict="wrong", by=Author("Ada"))
    decisions.withdraw(record, taken_back.id, by=Author("Bo"))
    decisions.set_wikidata(record, "Okafor", "Q42", by=Author("Ada"))
    with record.transaction() as connection:
        failures.note(
            connection,
            FetchError("https://gone.example/", "the server answers 404", advice="Look."),
            source="https://gone.example/",
        )
        statement = connection.execute(select(statements.c.id).order_by(statements.c.id.desc()).limit(1)).scalar_one()
        feed = "https://bell.example/feed.xml"
        connection.execute(update(meta).where(meta.c.key == "created").values(value=WHEN))
        rows: dict[Table, dict[str, Any]] = {
            meta: {"key": "made for", "value": "a test"},
            feeds: {"url": feed, "etag": '"a"', "modified": None, "checked": WHEN, "due": WHEN, "failed": 0},
            feed_pages: {
                "link": "https://bell.example/ferry",
                "feed": feed,
                "state": "added",
                "attempts": 1,
                "first": WHEN,
            },
            page_visits: {"link": "https://bell.example/ferry", "checked": WHEN, "due": WHEN},
            search_hits: {"search": "ferries", "statement_id": statement, "found": WHEN, "sent": None},
        }
        for table, values in rows.items():
            connection.execute(insert(table), values)


def _statements(record: Record) -> list[str]:
    with record.snapshot() as connection:
        current = select(statements.c.public_id).where(statements.c.state == CURRENT).order_by(statements.c.id)
        return list(connection.execute(current).scalars())
